#include "ctl/board.h"
#include "ctl/columns.h"
#include "ctl/spark.h"
#include <time.h>

enum { SHA_SHOWN = 12, SPARK_MIN = 8, LABELS = 6, BLOCK_ROWS = LABELS + 2, HEAD_ROWS = 2 };

struct drawing {
	const struct board *board;
	const struct view *view;
	const struct common *common;
	struct buf *out;
};

/* ---- words ---- */

static void say(const struct drawing *d, const char *key, const char *name, struct str text)
{
	catalog_say(d->out, d->common->language, key, &(struct catalog_arg){ name, text }, name != NULL);
}

static void say_whole(const struct drawing *d, const char *key, uint64_t n)
{
	struct buf text = { 0 };

	catalog_add_whole(&text, d->common->language, n < INT64_MAX ? (int64_t)n : INT64_MAX);
	say(d, key, "n", buf_str(&text));
	buf_free(&text);
}

static void add_whole(const struct drawing *d, uint64_t n)
{
	catalog_add_whole(d->out, d->common->language, n < INT64_MAX ? (int64_t)n : INT64_MAX);
}

/* "12.5/s"; "-" where it is not known. */
static void add_rate(const struct drawing *d, int64_t e4)
{
	struct buf n = { 0 };

	if (e4 < 0)
		buf_addc(&n, '-');
	else
		catalog_add_e4(&n, d->common->language, e4, e4 % E4 != 0 && e4 < 10 * E4 ? 1 : 0);
	say(d, "top_per_second", "n", buf_str(&n));
	buf_free(&n);
}

/* The largest unit that fits: "45 s", "12 min", "3 h", "5 d". */
static void add_age(const struct drawing *d, struct buf *out, int64_t s)
{
	static const struct {
		const char *key;
		int64_t seconds, from;
	} units[] = {
		{ "top_days", 86400, 172800 }, { "top_hours", 3600, 7200 }, { "top_minutes", 60, 120 }, { "top_seconds", 1, 0 }
	};
	struct buf n = { 0 };

	for (size_t i = 0; i < sizeof(units) / sizeof(*units); i++) {
		if (s < units[i].from)
			continue;
		catalog_add_whole(&n, d->common->language, s / units[i].seconds);
		catalog_say(out, d->common->language, units[i].key, &(struct catalog_arg){ "n", buf_str(&n) }, 1);
		break;
	}
	buf_free(&n);
}

static void say_age(const struct drawing *d, const char *key, int64_t s)
{
	struct buf age = { 0 };

	add_age(d, &age, s);
	say(d, key, "age", buf_str(&age));
	buf_free(&age);
}

static void add_memory(const struct drawing *d, uint64_t bytes)
{
	struct buf n = { 0 };
	bool small = bytes < 1000000;

	if (small)
		catalog_add_whole(&n, d->common->language, (int64_t)(bytes / 1000));
	else
		catalog_add_e4(&n, d->common->language, (int64_t)(bytes / (1000000 / E4)), bytes < 100000000 ? 1 : 0);
	say(d, small ? "top_kilobytes" : "top_megabytes", "n", buf_str(&n));
	buf_free(&n);
}

static void coloured(const struct drawing *d, enum colour colour, const char *key, const char *name, struct str text)
{
	struct buf visible = { 0 };

	buf_add_visible(&visible, text, false);
	common_colour(d->common, d->out, colour);
	say(d, key, name, buf_str(&visible));
	common_colour(d->common, d->out, COLOUR_PLAIN);
	buf_free(&visible);
}

static void end_line(const struct drawing *d)
{
	buf_addc(d->out, '\n');
}

static const char *const labels[LABELS] = { "top_daemon", "top_speed", "top_waiting", "top_cases", "top_alert", "top_streams" };

static void add_label(const struct drawing *d, int which)
{
	struct buf text = { 0 };
	int width = 0;

	for (int i = 0; i < LABELS; i++) {
		buf_clear(&text);
		catalog_say(&text, d->common->language, labels[i], NULL, 0);
		width = (int)columns_of(buf_str(&text)) > width ? (int)columns_of(buf_str(&text)) : width;
	}
	buf_clear(&text);
	catalog_say(&text, d->common->language, labels[which], NULL, 0);
	buf_adds(d->out, STR("  "));
	common_colour(d->common, d->out, COLOUR_DIM);
	common_cell(d->out, buf_str(&text), width + 2);
	common_colour(d->common, d->out, COLOUR_PLAIN);
	buf_free(&text);
}

/* ---- a company ---- */

static void add_state(const struct drawing *d, const struct watched *w)
{
	const struct standing *now = &w->seen.now;
	const char *state = watched_state(w);
	struct buf key = { 0 };

	buf_addf(&key, "top_%s", state);
	coloured(d, state[0] == 's' && state[1] == 'e' ? COLOUR_GREEN : COLOUR_RED, key.ptr, "why", now->stopped);
	buf_free(&key);
}

static void add_name(const struct drawing *d, const struct watched *w)
{
	common_colour(d->common, d->out, COLOUR_BOLD);
	buf_adds(d->out, w->name);
	common_colour(d->common, d->out, COLOUR_PLAIN);
	buf_adds(d->out, STR("  "));
	if (w->failed) {
		coloured(d, COLOUR_RED, "top_unread", "why", str_of(w->why.text));
		end_line(d);
		return;
	}
	add_state(d, w);
	buf_adds(d->out, STR("  "));
	if (w->seen.now.model.len > 0)
		coloured(d, COLOUR_DIM, "top_model", "sha", str_head(w->seen.now.model, SHA_SHOWN));
	end_line(d);
}

static void add_daemon(const struct drawing *d, const struct watched *w)
{
	const struct glance *g = &w->seen;

	add_label(d, 0);
	if (g->now.owner.len == 0) {
		say(d, "top_nobody", NULL, (struct str){ 0 });
	} else {
		buf_add_visible(d->out, g->now.owner, false);
		buf_adds(d->out, STR(", "));
		say_age(d, "top_lease", g->now.lease_ms > 0 ? g->now.lease_ms / 1000 : 0);
	}
	if (g->has_use) {
		buf_adds(d->out, STR(", "));
		add_memory(d, g->use.resident_bytes);
	}
	if (g->rates.cpu_ppm >= 0) {
		struct buf share = { 0 };

		catalog_add_percent(&share, d->common->language, g->rates.cpu_ppm, 0);
		buf_adds(d->out, STR(", "));
		say(d, "top_cpu", "share", buf_str(&share));
		buf_free(&share);
	}
	end_line(d);
}

static void add_spark(const struct drawing *d, const struct watched *w, size_t line)
{
	size_t used = columns_of((struct str){ d->out->ptr + line, d->out->len - line }) + 2;
	size_t room = d->view->columns > used ? d->view->columns - used : 0;
	size_t count = w->history_count < room ? w->history_count : room;

	if (room < SPARK_MIN || count < 2)
		return;
	buf_adds(d->out, STR("  "));
	common_colour(d->common, d->out, COLOUR_GREEN);
	spark_add(d->out, w->history + w->history_count - count, count, d->common->utf8);
	common_colour(d->common, d->out, COLOUR_PLAIN);
}

static void add_speed(const struct drawing *d, const struct watched *w)
{
	const struct glance_rates *r = &w->seen.rates;
	const struct {
		const char *key;
		int64_t rate;
	} rates[] = { { "top_reports", r->reports },
		      { "top_commands", r->commands },
		      { "top_commits", r->commits },
		      { "top_refused", r->rejected } };
	size_t line = d->out->len;

	add_label(d, 1);
	for (size_t i = 0; i < sizeof(rates) / sizeof(*rates); i++) {
		buf_adds(d->out, i > 0 ? STR(", ") : STR(""));
		say(d, rates[i].key, NULL, (struct str){ 0 });
		buf_addc(d->out, ' ');
		add_rate(d, rates[i].rate);
	}
	add_spark(d, w, line);
	end_line(d);
}

static void add_wait(const struct drawing *d, const struct glance_waiting *w, const char *key)
{
	int64_t age = board_waiting_s(d->board, w);

	say(d, key, NULL, (struct str){ 0 });
	buf_addc(d->out, ' ');
	common_colour(d->common, d->out, w->entries > 0 ? COLOUR_YELLOW : COLOUR_PLAIN);
	add_whole(d, w->entries);
	buf_adds(d->out, w->or_more ? STR("+") : STR(""));
	common_colour(d->common, d->out, COLOUR_PLAIN);
	if (w->entries > 0 && age >= 0) {
		buf_adds(d->out, STR(" ("));
		say_age(d, "top_oldest", age);
		buf_addc(d->out, ')');
	}
}

static void add_waiting(const struct drawing *d, const struct watched *w)
{
	add_label(d, 2);
	add_wait(d, &w->seen.waiting[0], "top_reports");
	buf_adds(d->out, STR(", "));
	add_wait(d, &w->seen.waiting[1], "top_commands");
	end_line(d);
}

static void add_severity(const struct drawing *d, const char *key, enum colour colour, uint64_t n)
{
	if (n > 0)
		common_colour(d->common, d->out, colour);
	say(d, key, NULL, (struct str){ 0 });
	buf_addc(d->out, ' ');
	add_whole(d, n);
	if (n > 0)
		common_colour(d->common, d->out, COLOUR_PLAIN);
}

static void add_cases(const struct drawing *d, const struct watched *w)
{
	const struct census *c = &w->census;

	add_label(d, 3);
	buf_adds(d->out, c->partial ? STR("~ ") : STR(""));
	say_whole(d, "top_open", c->cases[SEVERITY_RED] + c->cases[SEVERITY_AMBER] + c->cases[SEVERITY_INFO]);
	buf_adds(d->out, STR(" ("));
	add_severity(d, "severity_red", COLOUR_RED, c->cases[SEVERITY_RED]);
	buf_adds(d->out, STR(", "));
	add_severity(d, "severity_amber", COLOUR_YELLOW, c->cases[SEVERITY_AMBER]);
	buf_adds(d->out, STR(", "));
	add_severity(d, "severity_info", COLOUR_PLAIN, c->cases[SEVERITY_INFO]);
	buf_adds(d->out, STR("), "));
	say_whole(d, "top_tasks", c->tasks);
	end_line(d);
}

/* How grave, its title, about whom. */
static void add_alert_text(const struct drawing *d, const struct watched *w)
{
	bool open = str_eq(watched_alert(w, "kind"), STR("open"));
	struct str title = watched_alert(w, d->common->language == LANGUAGE_RU ? "title.ru" : "title.en");
	struct buf key = { 0 }, text = { 0 };

	buf_addf(&key, open ? "severity_%.*s" : "alert_%.*s", STR_ARG(watched_alert(w, open ? "severity" : "kind")));
	catalog_say(&text, d->common->language, key.ptr, NULL, 0);
	buf_addf(&text, ", %.*s, ", STR_ARG(title.len > 0 ? title : watched_alert(w, "decision")));
	wordbook_add_scope(&w->words, &text, watched_alert(w, "scope_kind"), watched_alert(w, "scope"));
	buf_add_visible(d->out, buf_str(&text), false);
	buf_free(&key);
	buf_free(&text);
}

static void add_alert(const struct drawing *d, const struct watched *w)
{
	int64_t age = board_alert_age_s(d->board, w);

	add_label(d, 4);
	if (w->seen.alert.count == 0) {
		say(d, "no_alerts", NULL, (struct str){ 0 });
	} else {
		if (age >= 0) {
			say_age(d, "top_ago", age);
			buf_adds(d->out, STR(": "));
		}
		add_alert_text(d, w);
	}
	end_line(d);
}

static void add_streams(const struct drawing *d, const struct watched *w)
{
	uint64_t bytes = 0;
	bool known = true;

	add_label(d, 5);
	for (int i = 0; i < GLANCE_STREAMS; i++) {
		known = known && w->seen.bytes[i] >= 0;
		bytes += (uint64_t)w->seen.bytes[i];
	}
	if (known) {
		add_memory(d, bytes);
		buf_adds(d->out, STR(": "));
	}
	for (int i = 0; i < GLANCE_STREAMS; i++) {
		buf_addf(d->out, "%s%s ", i > 0 ? ", " : "", glance_stream_name((enum glance_stream)i));
		add_whole(d, w->seen.streams[i].length);
	}
	end_line(d);
}

static void add_block(const struct drawing *d, const struct watched *w)
{
	add_name(d, w);
	if (w->failed)
		return;
	add_daemon(d, w);
	add_speed(d, w);
	add_waiting(d, w);
	add_cases(d, w);
	add_alert(d, w);
	add_streams(d, w);
}

/* ---- many companies: a line each ---- */

static void add_short(const struct drawing *d, const struct watched *w)
{
	const struct census *c = &w->census;

	common_colour(d->common, d->out, COLOUR_BOLD);
	common_cell(d->out, w->name, 16);
	common_colour(d->common, d->out, COLOUR_PLAIN);
	buf_addc(d->out, ' ');
	if (w->failed) {
		coloured(d, COLOUR_RED, "top_unread", "why", str_of(w->why.text));
		end_line(d);
		return;
	}
	add_rate(d, w->seen.rates.reports);
	buf_adds(d->out, STR(", "));
	say(d, "top_waiting", NULL, (struct str){ 0 });
	buf_addc(d->out, ' ');
	add_whole(d, w->seen.waiting[0].entries + w->seen.waiting[1].entries);
	buf_adds(d->out, STR(", "));
	say_whole(d, "top_open", c->cases[SEVERITY_RED] + c->cases[SEVERITY_AMBER] + c->cases[SEVERITY_INFO]);
	buf_adds(d->out, STR(" ("));
	add_severity(d, "severity_red", COLOUR_RED, c->cases[SEVERITY_RED]);
	buf_adds(d->out, STR("), "));
	add_state(d, w);
	end_line(d);
}

static void add_all_short(const struct drawing *d)
{
	uint32_t room = d->view->rows > HEAD_ROWS + 1 ? d->view->rows - HEAD_ROWS - 1 : 1;
	uint32_t shown = d->board->count <= room + 1 ? d->board->count : room;

	for (uint32_t i = 0; i < shown; i++)
		add_short(d, &d->board->companies[i]);
	if (shown < d->board->count) {
		say_whole(d, "top_more", d->board->count - shown);
		end_line(d);
	}
}

/* ---- the whole ---- */

static void add_head(const struct drawing *d)
{
	time_t now = (time_t)(d->board->looked_ms / 1000);
	struct tm local = { 0 };
	struct buf every = { 0 };

	localtime_r(&now, &local);
	common_colour(d->common, d->out, COLOUR_BOLD);
	buf_addf(d->out, "sdmctl top  %02d:%02d:%02d", local.tm_hour, local.tm_min, local.tm_sec);
	common_colour(d->common, d->out, COLOUR_PLAIN);
	buf_adds(d->out, STR("  "));
	if (d->view->keys) {
		buf_add_i64(&every, d->view->every_s);
		common_colour(d->common, d->out, COLOUR_DIM);
		say(d, "top_keys", "n", buf_str(&every));
		common_colour(d->common, d->out, COLOUR_PLAIN);
		buf_adds(d->out, STR("  "));
	}
	buf_add_visible(d->out, link_place(d->board->server.link), false);
	buf_adds(d->out, STR("\n\n"));
	buf_free(&every);
}

/* A reason may be longer than the terminal is wide. */
static void add_wrapped(const struct drawing *d, struct str text)
{
	size_t used = 0;

	while (text.len > 0) {
		struct str word = str_cut(&text, ' ');
		size_t wide = columns_of(word);

		if (used > 0)
			buf_addc(d->out, used + 1 + wide > d->view->columns ? '\n' : ' ');
		used = used > 0 && used + 1 + wide <= d->view->columns ? used + 1 + wide : wide;
		buf_adds(d->out, word);
	}
	end_line(d);
}

static void add_away(const struct drawing *d)
{
	struct buf why = { 0 };

	coloured(d, COLOUR_RED, "top_away", NULL, (struct str){ 0 });
	end_line(d);
	buf_add_visible(&why, str_of(d->board->why.text), false);
	add_wrapped(d, buf_str(&why));
	buf_free(&why);
}

void board_add_view(const struct board *board, const struct view *v, struct buf *out)
{
	struct drawing d = { board, v, board->common, out };
	bool fits = v->rows == 0 || board->count == 1 || HEAD_ROWS + board->count * BLOCK_ROWS - 1 <= v->rows;

	add_head(&d);
	if (board->away) {
		add_away(&d);
		return;
	}
	for (uint32_t i = 0; fits && i < board->count; i++) {
		buf_adds(out, i > 0 ? STR("\n") : STR(""));
		add_block(&d, &board->companies[i]);
	}
	if (!fits)
		add_all_short(&d);
}
