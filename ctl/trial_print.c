#include "ctl/columns.h"
#include "ctl/json.h"
#include "ctl/trial_inside.h"

/* ---- for people ---- */

static void add_coloured(const struct trial *t, struct buf *b, enum colour colour, const char *word)
{
	common_colour(t->common, b, colour);
	buf_adds(b, str_of(word));
	common_colour(t->common, b, COLOUR_PLAIN);
}

/* Each line of a text further in. */
static void add_indented(struct buf *b, const char *indent, struct str text)
{
	while (text.len > 0) {
		struct str line = str_cut(&text, '\n');

		buf_addf(b, "%s%.*s\n", indent, STR_ARG(line));
	}
}

static void add_failure(const struct trial *t, struct buf *b, const struct trial_result *r, const struct played_failure *f)
{
	buf_addf(b, "  %s:%u:%u: ", f->is.place.file, f->is.place.line, f->is.place.column);
	if (f->moment > 0)
		buf_addf(b, "at %.*s, moment %u of %u: ", STR_ARG(f->at), f->moment, r->moments);
	common_colour(t->common, b, COLOUR_BOLD);
	add_indented(b, "", f->is.what);
	common_colour(t->common, b, COLOUR_PLAIN);
	add_indented(b, "      nearest: ", f->is.nearest);
}

static void add_result(struct trial *t, const struct trial_result *r)
{
	struct buf *b = &t->out;

	if (r->played.list.count > 0)
		add_coloured(t, b, COLOUR_RED, "FAIL");
	else if (r->played.skipped)
		add_coloured(t, b, COLOUR_YELLOW, "skip");
	else
		add_coloured(t, b, COLOUR_GREEN, "ok  ");
	buf_addf(b, " %.*s: %.*s%s\n", STR_ARG(r->suite->path), STR_ARG(r->doc->name.text),
		 r->played.skipped ? " (needs a clock that can be turned)" : "");
	buf_adds(b, buf_str(&r->story));
	for (size_t i = 0; i < r->played.list.count; i++)
		add_failure(t, b, r, &r->played.list.at[i]);
}

/* ---- for programs ---- */

static void json_failure(struct buf *b, const struct played_failure *f)
{
	buf_addc(b, '{');
	json_text(b, "file", str_of(f->is.place.file));
	buf_addf(b, ",\"line\":%u,\"column\":%u,\"moment\":%u", f->is.place.line, f->is.place.column, f->moment);
	json_text(b, "at", f->at);
	json_text(b, "text", f->is.what);
	json_text(b, "nearest", f->is.nearest);
	buf_addc(b, '}');
}

static void json_result(struct trial *t, const struct trial_result *r)
{
	struct buf *b = &t->out;

	buf_addc(b, '{');
	json_text(b, "file", r->suite->path);
	buf_addf(b, ",\"line\":%u", r->doc->head.place.line);
	json_text(b, "scenario", r->doc->name.text);
	json_text(b, "result", r->played.list.count > 0 ? STR("failed") : r->played.skipped ? STR("skipped") : STR("passed"));
	buf_addf(b, ",\"microseconds\":%lld,\"failures\":[", (long long)r->took_us);
	for (size_t i = 0; i < r->played.list.count; i++) {
		buf_adds(b, i > 0 ? STR(",") : STR(""));
		json_failure(b, &r->played.list.at[i]);
	}
	buf_adds(b, STR("]}\n"));
}

void trial_print_result(struct trial *t, const struct trial_result *r)
{
	if (t->options->brief && r->played.list.count == 0)
		return;
	if (t->common->json)
		json_result(t, r);
	else
		add_result(t, r);
}

/* ---- coverage ---- */

enum { SITUATION_WIDTH = 9, DECISION_WIDTH_MIN = 8 };

static int decision_width(const struct coverage *c)
{
	int width = DECISION_WIDTH_MIN;
	struct coverage_row r;

	for (uint32_t i = 0; i < coverage_count(c); i++) {
		coverage_row(c, i, &r);
		width = (int)columns_of(r.decision) > width ? (int)columns_of(r.decision) : width;
	}
	return width;
}

static void add_row(struct trial *t, const struct coverage_row *r, int width)
{
	struct buf *b = &t->out;

	common_cell(b, r->decision, width);
	for (int s = 0; s < SITUATIONS; s++) {
		bool counts = s != SITUATION_INHIBITED || r->inhibitable;

		buf_adds(b, STR("  "));
		if (counts && !r->seen[s])
			common_colour(t->common, b, COLOUR_RED);
		common_cell(b, !counts ? STR("-") : r->seen[s] ? STR("yes") : STR("no"), SITUATION_WIDTH);
		if (counts && !r->seen[s])
			common_colour(t->common, b, COLOUR_PLAIN);
	}
	buf_addf(b, "  %u of %u\n", r->lines_run, r->lines);
}

/* "12-14, 20": lines not run, those that follow one another joined. */
static void add_missed(const struct coverage *c, uint32_t n, struct buf *b)
{
	uint32_t line = coverage_missed(c, n, 0), last;
	const char *comma = "";

	for (; line != 0; line = coverage_missed(c, n, last + 1)) {
		last = line;
		while (coverage_missed(c, n, last + 1) == last + 1)
			last++;
		buf_addf(b, "%s%u", comma, line);
		if (last > line)
			buf_addf(b, "-%u", last);
		comma = ", ";
	}
}

static void add_missed_lines(struct trial *t)
{
	struct str told = { 0 };

	for (uint32_t i = 0; i < coverage_count(t->coverage); i++) {
		struct coverage_row r;

		coverage_row(t->coverage, i, &r);
		if (r.lines_run == r.lines || str_eq(r.file, told))
			continue;
		told = r.file;
		buf_addf(&t->out, "%s/%.*s: not run: ", t->suites.folder, STR_ARG(r.file));
		add_missed(t->coverage, i, &t->out);
		buf_addc(&t->out, '\n');
	}
}

static void add_too_low(struct trial *t)
{
	for (uint32_t i = 0; i < coverage_count(t->coverage); i++) {
		struct coverage_row r;
		unsigned percent;

		coverage_row(t->coverage, i, &r);
		percent = coverage_percent(&r);
		if ((int)percent >= t->options->coverage_min)
			continue;
		add_coloured(t, &t->out, COLOUR_RED, "FAIL");
		buf_addf(&t->out, " %.*s: %u %% of its situations or lines, %d %% are asked for\n", STR_ARG(r.decision), percent,
			 t->options->coverage_min);
	}
}

static void add_coverage(struct trial *t)
{
	int width = decision_width(t->coverage);
	struct buf *b = &t->out;

	common_colour(t->common, b, COLOUR_BOLD);
	buf_addc(b, '\n');
	common_cell(b, STR("decision"), width);
	for (int s = 0; s < SITUATIONS; s++) {
		buf_adds(b, STR("  "));
		common_cell(b, str_of(coverage_word((enum situation)s)), SITUATION_WIDTH);
	}
	buf_adds(b, STR("  lines"));
	common_colour(t->common, b, COLOUR_PLAIN);
	buf_addc(b, '\n');
	for (uint32_t i = 0; i < coverage_count(t->coverage); i++) {
		struct coverage_row r;

		coverage_row(t->coverage, i, &r);
		add_row(t, &r, width);
	}
	add_missed_lines(t);
	add_too_low(t);
	buf_addc(b, '\n');
}

static void json_coverage(struct trial *t, uint32_t n)
{
	struct buf *b = &t->out;
	struct coverage_row r;

	coverage_row(t->coverage, n, &r);
	buf_addc(b, '{');
	json_text(b, "coverage", r.decision);
	json_text(b, "file", r.file);
	for (int s = 0; s < SITUATIONS; s++)
		buf_addf(b, ",\"%s\":%s", coverage_word((enum situation)s),
			 s == SITUATION_INHIBITED && !r.inhibitable ? "null"
			 : r.seen[s]                                ? "true"
								    : "false");
	buf_addf(b, ",\"lines\":%u,\"lines_run\":%u,\"percent\":%u,\"not_run\":[", r.lines, r.lines_run, coverage_percent(&r));
	for (uint32_t line = coverage_missed(t->coverage, n, 0); line != 0; line = coverage_missed(t->coverage, n, line + 1))
		buf_addf(b, "%s%u", b->ptr[b->len - 1] == '[' ? "" : ",", line);
	buf_adds(b, STR("]}\n"));
}

void trial_print_coverage(struct trial *t)
{
	if (!t->common->json) {
		add_coverage(t);
		return;
	}
	for (uint32_t i = 0; i < coverage_count(t->coverage); i++)
		json_coverage(t, i);
}

/* ---- the end ---- */

static void add_count(struct buf *b, uint32_t n, const char *what)
{
	if (n > 0)
		buf_addf(b, ", %u %s", n, what);
}

void trial_print_end(struct trial *t)
{
	const struct trial_counts *n = t->counts;

	if (t->common->json || (t->options->brief && n->failed == 0))
		return;
	if (t->results.count == 0) {
		if (n->none)
			buf_addf(&t->out, "there are no scenarios in %s/tests\n", t->suites.folder);
		else
			buf_addf(&t->out, "no scenario has \"%s\" in its name\n", t->options->filter ? t->options->filter : "");
		return;
	}
	buf_addf(&t->out, "%zu scenario%s: %u passed", t->results.count, t->results.count == 1 ? "" : "s", n->passed);
	add_count(&t->out, n->failed, "failed");
	add_count(&t->out, n->skipped, "skipped");
	buf_addc(&t->out, '\n');
}
