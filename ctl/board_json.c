#include "base/date.h"
#include "ctl/board.h"
#include "ctl/json.h"

/* Empty: null. */
static void add_maybe(struct buf *b, const char *name, struct str text)
{
	if (text.len > 0) {
		json_text(b, name, text);
		return;
	}
	json_name(b, name);
	buf_adds(b, STR("null"));
}

static void add_rates(const struct watched *w, struct buf *b)
{
	const struct glance_rates *r = &w->seen.rates;

	json_e4(b, "reports_per_s", r->reports);
	json_e4(b, "commands_per_s", r->commands);
	json_e4(b, "commits_per_s", r->commits);
	json_e4(b, "rejected_per_s", r->rejected);
}

static void add_waiting(const struct board *board, const struct watched *w, struct buf *b)
{
	const struct glance_waiting *waiting = w->seen.waiting;

	json_whole(b, "reports_waiting", (int64_t)waiting[0].entries);
	json_whole(b, "reports_waiting_s", board_waiting_s(board, &waiting[0]));
	json_whole(b, "commands_waiting", (int64_t)waiting[1].entries);
	json_whole(b, "commands_waiting_s", board_waiting_s(board, &waiting[1]));
}

static void add_cases(const struct watched *w, struct buf *b)
{
	json_name(b, "cases_open");
	buf_addc(b, '{');
	json_whole(b, "red", (int64_t)w->census.cases[SEVERITY_RED]);
	json_whole(b, "amber", (int64_t)w->census.cases[SEVERITY_AMBER]);
	json_whole(b, "info", (int64_t)w->census.cases[SEVERITY_INFO]);
	buf_addc(b, '}');
	json_whole(b, "tasks_open", (int64_t)w->census.tasks);
}

static void add_alert(const struct board *board, const struct watched *w, struct buf *b)
{
	static const char *const fields[] = { "case", "kind", "severity", "decision", "scope_kind", "scope", "kpi", "period" };

	json_name(b, "last_alert");
	if (w->seen.alert.count == 0) {
		buf_adds(b, STR("null"));
		return;
	}
	buf_addc(b, '{');
	json_whole(b, "age_s", board_alert_age_s(board, w));
	for (size_t i = 0; i < sizeof(fields) / sizeof(*fields); i++)
		add_maybe(b, fields[i], watched_alert(w, fields[i]));
	buf_addc(b, '}');
}

static void add_streams(const struct watched *w, struct buf *b)
{
	json_name(b, "streams");
	buf_addc(b, '{');
	for (int i = 0; i < GLANCE_STREAMS; i++) {
		json_name(b, glance_stream_name((enum glance_stream)i));
		buf_addc(b, '{');
		json_whole(b, "entries", w->seen.streams[i].known ? (int64_t)w->seen.streams[i].length : -1);
		json_whole(b, "bytes", w->seen.bytes[i]);
		buf_addc(b, '}');
	}
	buf_addc(b, '}');
}

static void add_company(const struct board *board, const struct watched *w, struct buf *b)
{
	const struct glance *g = &w->seen;

	buf_addc(b, '{');
	json_text(b, "company", w->name);
	if (w->failed) {
		json_text(b, "why", str_of(w->why.text));
		buf_addc(b, '}');
		return;
	}
	json_text(b, "state", str_of(watched_state(w)));
	add_maybe(b, "stopped", g->now.stopped);
	add_maybe(b, "daemon", g->now.owner);
	json_whole(b, "lease_ms", g->now.owner.len > 0 ? g->now.lease_ms : -1);
	json_whole(b, "daemon_memory_bytes", g->has_use ? (int64_t)g->use.resident_bytes : -1);
	json_whole(b, "daemon_cpu_ppm", g->rates.cpu_ppm);
	add_maybe(b, "model", g->now.model);
	json_whole(b, "inputs", (int64_t)g->now.fence.inputs);
	json_whole(b, "turn", (int64_t)g->now.fence.turn);
	add_rates(w, b);
	add_waiting(board, w, b);
	add_cases(w, b);
	add_alert(board, w, b);
	add_streams(w, b);
	buf_addc(b, '}');
}

void board_add_json(const struct board *board, struct buf *out)
{
	struct buf at = { 0 };

	instant_add(&at, board->looked_ms);
	buf_addc(out, '{');
	json_text(out, "at", buf_str(&at));
	json_text(out, "redis", link_place(board->server.link));
	add_maybe(out, "why", board->away ? str_of(board->why.text) : (struct str){ 0 });
	json_name(out, "companies");
	buf_addc(out, '[');
	for (uint32_t i = 0; i < board->count && !board->away; i++) {
		buf_adds(out, i > 0 ? STR(",") : STR(""));
		add_company(board, &board->companies[i], out);
	}
	buf_adds(out, STR("]}\n"));
	buf_free(&at);
}
