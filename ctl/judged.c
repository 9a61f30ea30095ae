#include "ctl/judged.h"
#include "base/date.h"
#include "ctl/json.h"
#include "rules/period.h"
#include <string.h>

enum { SHA_SHOWN = 12 };

static const char *const readers[] = { [READER_TRIGGER] = "trigger", [READER_SEVERITY] = "severity", [READER_RUN] = "run" };

static struct ratio ratio_of(const struct ratio_record *r)
{
	return (struct ratio){ (i128)r->num_hi * ((i128)1 << 64) + r->num_lo, (i128)r->den_hi * ((i128)1 << 64) + r->den_lo };
}

static struct str report_id(const struct stretch_record *s)
{
	return (struct str){ s->report, strnlen(s->report, sizeof(s->report)) };
}

static struct period period_read(const struct judged *j, const struct read_figure_record *x)
{
	return (struct period){ model_period_kind(j->book->model, casebook_text(j->book, x->of.period_kind)), x->of.period };
}

static void add_period(const struct judged *j, const struct read_figure_record *x, struct buf *b)
{
	struct period p = period_read(j, x);

	if (p.kind != NONE && period_exists(j->book->model, p))
		period_add(j->book->model, p, b);
	else
		buf_adds(b, casebook_text(j->book, x->of.period < 0 ? (uint32_t)-x->of.period : 0));
}

static void add_scope(const struct judged *j, const struct read_figure_record *x, struct buf *b)
{
	for (unsigned i = 0; i < sizeof(x->of.members) / sizeof(*x->of.members) && x->of.members[i]; i++)
		buf_addf(b, "%s%.*s", i > 0 ? "|" : "", STR_ARG(casebook_text(j->book, x->of.members[i])));
}

/* The fact as the reports say now; false: it reads as it did, or the model no longer has what it is about. */
static bool fact_now(const struct judged *j, const struct read_figure_record *x, struct ratio *out)
{
	struct period p = period_read(j, x);
	uint32_t kind = model_scope_kind(j->book->model, casebook_text(j->book, x->of.scope_kind));
	uint32_t kpi = model_kpi(j->book->model, casebook_text(j->book, x->of.kpi)), scope = NONE;
	struct ratio then = ratio_of(&x->fact);
	struct figures f;
	struct buf id = { 0 };

	if (!j->engine || kind == NONE || kpi == NONE || p.kind == NONE || !period_exists(j->book->model, p))
		return false;
	add_scope(j, x, &id);
	scope = figures_scope(j->engine, kind, buf_str(&id));
	buf_free(&id);
	if (scope == NONE)
		return false;
	figures_to_date(j->engine, scope, kpi, p, NONE, LEVEL_TARGET, x->day, &f);
	*out = f.fact;
	if (!f.fact.den || !then.den)
		return f.facts != x->facts; /* where nothing is reported a decision may count zero */
	return ratio_cmp(f.fact, then) != 0;
}

/* ---- for people ---- */

static void say(const struct judged *j, struct buf *b, const char *key, const struct catalog_arg *args, size_t count)
{
	catalog_say(b, j->common->language, key, args, count);
}

/* Whatever came from outside may not steer the terminal. */
static void put_line(const struct judged *j, struct buf *line)
{
	buf_adds(j->out, STR("  "));
	buf_add_visible(j->out, buf_str(line), false);
	buf_addc(j->out, '\n');
	buf_clear(line);
}

static void add_number(struct buf *b, uint64_t n)
{
	buf_clear(b);
	buf_add_u64(b, n);
}

static void add_woke(const struct judged *j, const struct stretch_record *s, struct buf *line)
{
	struct buf revision = { 0 }, entry = { 0 }, day = { 0 };

	if (s->woke == WOKE_REPORT) {
		add_number(&revision, s->revision);
		buf_addf(&entry, "%llu-%llu", (unsigned long long)s->entry_ms, (unsigned long long)s->entry_seq);
		say(j, line, "judged_report",
		    (struct catalog_arg[]){ { "id", report_id(s) },
					    { "rev", buf_str(&revision) },
					    { "form", casebook_text(j->book, s->form) },
					    { "entry", buf_str(&entry) } },
		    4);
	} else {
		catalog_add_day(&day, j->common->language, s->day);
		say(j, line, "judged_clock", &(struct catalog_arg){ "day", buf_str(&day) }, 1);
	}
	put_line(j, line);
	buf_free(&revision);
	buf_free(&entry);
	buf_free(&day);
}

static void add_file(const struct judged *j, const struct stretch_record *s, struct buf *line)
{
	struct str file = casebook_text(j->book, s->file), sha = casebook_text(j->book, s->source_sha);
	const struct decisions *d = j->engine ? engine_decisions(j->engine) : NULL;
	bool known = !d;

	buf_adds(line, file);
	if (s->line)
		buf_addf(line, ":%u", s->line);
	buf_addf(line, ", SHA-256 %.*s", STR_ARG(str_head(sha, SHA_SHOWN)));
	for (uint32_t i = 0; d && i < d->count; i++)
		known = known || str_eq(d->at[i].source_sha, sha);
	if (!known) {
		buf_adds(line, STR("; "));
		say(j, line, "judged_changed", NULL, 0);
	}
	put_line(j, line);
}

static void add_amount(const struct judged *j, struct buf *line, const char *key, const struct read_figure_record *x,
		       struct ratio r)
{
	int64_t e4;

	say(j, line, key, NULL, 0);
	buf_addc(line, ' ');
	if (ratio_scaled(r, E4, &e4))
		wordbook_add_amount(j->words, line, casebook_text(j->book, x->of.kpi), e4);
	else
		say(j, line, "status_no_data", NULL, 0);
}

static void add_figures(const struct judged *j, const struct read_figure_record *x, struct buf *line)
{
	struct buf day = { 0 };
	struct ratio now;

	wordbook_add_kpi(j->words, line, casebook_text(j->book, x->of.kpi));
	buf_adds(line, STR(", "));
	add_period(j, x, line);
	if (!str_eq(casebook_text(j->book, x->of.period_kind), STR("day"))) {
		catalog_add_day(&day, j->common->language, x->day);
		buf_adds(line, STR(", "));
		say(j, line, "as_of_day", &(struct catalog_arg){ "day", buf_str(&day) }, 1);
	}
	buf_adds(line, STR(": "));
	add_amount(j, line, "figure_fact", x, ratio_of(&x->fact));
	if (fact_now(j, x, &now)) {
		buf_adds(line, STR(" ("));
		add_amount(j, line, "judged_now", x, now);
		buf_addc(line, ')');
	}
	if (x->level) {
		buf_adds(line, STR(", "));
		add_amount(j, line, "figure_to_date", x, ratio_of(&x->expected));
		buf_adds(line, STR(", "));
		add_amount(j, line, "figure_plan", x, (struct ratio){ x->target_e4, E4 });
	}
	buf_adds(line, STR("; "));
	catalog_count(line, j->common->language, "n_facts", x->facts);
	buf_free(&day);
}

static void add_reader(const struct judged *j, const struct read_record *r, struct buf *line)
{
	struct buf key = { 0 }, number = { 0 };

	buf_addf(&key, "reader_%s", readers[r->reader]);
	buf_adds(line, STR("  ("));
	say(j, line, key.ptr, NULL, 0);
	if (r->line) {
		add_number(&number, r->line);
		buf_adds(line, STR(", "));
		say(j, line, "at_line", &(struct catalog_arg){ "n", buf_str(&number) }, 1);
	}
	buf_addc(line, ')');
	buf_free(&key);
	buf_free(&number);
}

void judged_add(const struct judged *j, uint32_t case_number)
{
	const struct stretch_record *s = casebook_opening(j->book, case_number);
	struct buf line = { 0 };

	if (!s)
		return;
	common_colour(j->common, j->out, COLOUR_BOLD);
	say(j, j->out, "judged_by", NULL, 0);
	common_colour(j->common, j->out, COLOUR_PLAIN);
	buf_addc(j->out, '\n');
	add_woke(j, s, &line);
	add_file(j, s, &line);
	for (uint32_t n = 0; n < s->read_count; n++) {
		const struct read_record *r = casebook_read(j->book, s, n);
		const struct read_figure_record *x = casebook_figure(j->book, r);

		if (x)
			add_figures(j, x, &line);
		else
			buf_addf(&line, "%.*s = %.*s", STR_ARG(casebook_text(j->book, r->name)),
				 STR_ARG(casebook_text(j->book, r->value)));
		add_reader(j, r, &line);
		put_line(j, &line);
	}
	if (s->left_out) {
		catalog_count(&line, j->common->language, "reads_left_out", s->left_out);
		put_line(j, &line);
	}
	buf_free(&line);
}

/* ---- for programs ---- */

static void json_count(struct buf *b, const char *name, int64_t n)
{
	buf_addf(b, ",\"%s\":", name);
	buf_add_i64(b, n);
}

static void json_figures(const struct judged *j, const struct read_figure_record *x)
{
	struct buf *b = j->out, text = { 0 };
	struct ratio now;

	json_text(b, "kpi", casebook_text(j->book, x->of.kpi));
	json_text(b, "scope_kind", casebook_text(j->book, x->of.scope_kind));
	add_scope(j, x, &text);
	json_text(b, "scope", buf_str(&text));
	buf_clear(&text);
	add_period(j, x, &text);
	json_text(b, "period", buf_str(&text));
	json_day(b, "day", x->day);
	json_number(b, "fact", ratio_of(&x->fact), E4);
	json_count(b, "facts", x->facts);
	if (fact_now(j, x, &now))
		json_number(b, "fact_now", now, E4);
	if (x->level) {
		static const char *const levels[] = { "target", "threshold", "stretch" };

		json_text(b, "level", str_of(levels[x->level - 1]));
		json_number(b, "plan", (struct ratio){ x->target_e4, E4 }, E4);
		json_number(b, "expected", ratio_of(&x->expected), E4);
	}
	json_count(b, "elapsed", x->elapsed);
	json_count(b, "total", x->total);
	buf_free(&text);
}

static void json_woke(const struct judged *j, const struct stretch_record *s)
{
	struct buf *b = j->out, text = { 0 };

	json_text(b, "woke", s->woke == WOKE_REPORT ? STR("report") : STR("clock"));
	json_day(b, "day", s->day);
	if (s->woke == WOKE_REPORT) {
		json_text(b, "form", casebook_text(j->book, s->form));
		json_text(b, "id", report_id(s));
		json_count(b, "rev", s->revision);
		buf_addf(&text, "%llu-%llu", (unsigned long long)s->entry_ms, (unsigned long long)s->entry_seq);
		json_text(b, "entry", buf_str(&text));
	}
	json_text(b, "file", casebook_text(j->book, s->file));
	if (s->line)
		json_count(b, "line", s->line);
	json_text(b, "sha256", casebook_text(j->book, s->source_sha));
	buf_free(&text);
}

void judged_add_json(const struct judged *j, uint32_t case_number)
{
	const struct stretch_record *s = casebook_opening(j->book, case_number);
	struct buf *b = j->out;

	if (!s)
		return;
	buf_adds(b, STR(",\"judged_by\":{"));
	json_woke(j, s);
	buf_adds(b, STR(",\"reads\":["));
	for (uint32_t n = 0; n < s->read_count; n++) {
		const struct read_record *r = casebook_read(j->book, s, n);
		const struct read_figure_record *x = casebook_figure(j->book, r);

		buf_adds(b, n ? STR(",{") : STR("{"));
		json_text(b, "by", str_of(readers[r->reader]));
		if (r->line)
			json_count(b, "line", r->line);
		if (x) {
			json_figures(j, x);
		} else {
			json_text(b, "param", casebook_text(j->book, r->name));
			json_text(b, "value", casebook_text(j->book, r->value));
		}
		buf_addc(b, '}');
	}
	buf_addc(b, ']');
	json_count(b, "left_out", s->left_out);
	buf_addc(b, '}');
}
