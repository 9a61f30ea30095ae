/* sdmctl explain: why a case stands: its condition in words, and what it saw day by day. */
#include "ctl/chronicle.h"
#include "ctl/commands.h"
#include "ctl/daylist.h"
#include "ctl/json.h"
#include "ctl/judged.h"
#include "ctl/reading.h"
#include "rules/period.h"
#include <stdlib.h>
#include <string.h>

enum { KEY_ALL = 0x2200, BEFORE_DAYS = 3 };

struct explain_args {
	struct common common;
	struct chronicle chronicle;
	const char *which;
	bool all;
	/* resolved */
	const struct model *m;
	struct wordbook words;
	struct explained of;
	uint32_t number;
	struct buf out, text;
};

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct explain_args *x = state->input;

	switch (key) {
	case ARGP_KEY_INIT:
		x->chronicle.common = &x->common;
		common_children(state, 3, &x->common);
		state->child_inputs[3] = &x->chronicle;
		return 0;
	case KEY_ALL:
		x->all = true;
		return 0;
	case ARGP_KEY_ARG:
		if (x->which)
			return ARGP_ERR_UNKNOWN; /* the history's */
		x->which = arg;
		return 0;
	case ARGP_KEY_NO_ARGS:
		argp_error(state, "which case? `sdmctl alerts' shows their numbers, like C17");
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static int find_case(struct explain_args *x, struct err *err)
{
	const char *digits = x->which + (*x->which == 'C' || *x->which == 'c');
	int64_t number;

	x->m = engine_model(x->chronicle.turn->engine);
	x->words = (struct wordbook){ .language = x->common.language, .model = x->m };
	if (num_parse_i64(str_of(digits), &number, NULL) < 0 || number < 1)
		return err_set(err, "expected a case like C17, got \"%s\"", x->which);
	x->number = (uint32_t)(number - 1);
	if (number <= explain_count(x->chronicle.turn->engine) && explain_case(x->chronicle.turn->engine, x->number, &x->of))
		return 0;
	if (explain_count(x->chronicle.turn->engine) == 0)
		return err_set(err, "there is no case yet");
	return err_set(err, "no case \"%s\"; they go from C1 to C%u", x->which, explain_count(x->chronicle.turn->engine));
}

static bool is_open(const struct explain_args *x)
{
	return x->of.record->state == CASE_OPEN;
}

/* The last day that has ended for the case's scope, inside the period. */
static int32_t last_day(const struct explain_args *x)
{
	int32_t end = period_to(x->m, x->of.period) - 1;
	int32_t today = figures_today(x->of.engine, x->of.scope);
	int32_t ended = today == DAY_NONE ? end : today - 1;
	int32_t day = is_open(x) ? ended : x->of.record->closed_day;

	if (day < x->of.record->opened_day)
		day = x->of.record->opened_day;
	return day < end ? day : end;
}

/* From some days before it began to hold until the opening, and around the last day; --all: the whole period so far. */
static bool is_shown(const struct explain_args *x, int32_t day)
{
	const struct case_record *c = x->of.record;

	return x->all || (day >= c->since - BEFORE_DAYS && day <= c->opened_day) || day > last_day(x) - BEFORE_DAYS;
}

/* ---- for people ---- */

static void say(struct explain_args *x, const char *key, const char *name, struct str text)
{
	catalog_say(&x->out, x->common.language, key, &(struct catalog_arg){ name, text }, 1);
}

static void say_day(struct explain_args *x, const char *key, int32_t day)
{
	buf_clear(&x->text);
	catalog_add_day(&x->text, x->common.language, day);
	say(x, key, "day", buf_str(&x->text));
}

static void add_head(struct explain_args *x)
{
	const struct case_record *c = x->of.record;
	const struct decision *d = x->of.decision;
	struct str title = d->title.in[x->common.language];

	common_colour(&x->common, &x->out, COLOUR_BOLD);
	buf_addf(&x->out, "C%u  %.*s", x->number + 1, STR_ARG(title.len ? title : d->code));
	common_colour(&x->common, &x->out, COLOUR_PLAIN);
	buf_adds(&x->out, STR("\n"));
	buf_clear(&x->text);
	figures_scope_id(x->of.engine, x->of.scope, &x->text);
	wordbook_add_scope(&x->words, &x->out, x->m->scope_kinds[figures_scope_kind(x->of.engine, x->of.scope)].code,
			   buf_str(&x->text));
	buf_adds(&x->out, STR(", "));
	wordbook_add_kpi(&x->words, &x->out, x->m->kpis[d->kpi].code);
	buf_adds(&x->out, STR(", "));
	period_add(x->m, x->of.period, &x->out);
	if (period_is_ambiguous(x->m, x->of.period)) {
		buf_adds(&x->out, STR(", "));
		wordbook_add_span(&x->words, &x->out, period_from(x->m, x->of.period), period_to(x->m, x->of.period) - 1);
	}
	buf_adds(&x->out, STR("\n"));
	say_day(x, "explain_opened", c->opened_day);
	if (c->since < c->opened_day) {
		buf_adds(&x->out, STR("; "));
		say_day(x, "explain_since", c->since);
	}
	if (!is_open(x)) {
		buf_adds(&x->out, STR("; "));
		say_day(x, "explain_closed", c->closed_day);
	}
	buf_addc(&x->out, '\n');
	known_add(&x->chronicle.known, &x->words, x->of.engine, &x->out);
	buf_addc(&x->out, '\n');
}

static void add_rule(struct explain_args *x)
{
	const struct decision *d = x->of.decision;

	buf_clear(&x->text);
	reading_add(&x->words, &x->text, d, &d->when, d->when_for);
	say(x, "explain_opens", "what", buf_str(&x->text));
	buf_clear(&x->text);
	reading_add(&x->words, &x->text, d, &d->clear, d->clear_for);
	buf_addc(&x->out, '\n');
	say(x, "explain_closes", "what", buf_str(&x->text));
	buf_clear(&x->text);
	buf_adds(&x->out, STR("\n\n"));
}

/* What was read when it opened, and where that reads otherwise now. */
static struct judged judged_of(struct explain_args *x, struct casebook *book)
{
	*book = casebook_of(x->chronicle.turn->engine);
	return (struct judged){ &x->common, &x->words, book, x->of.engine, &x->out };
}

static struct daylist daylist_of(struct explain_args *x)
{
	return (struct daylist){ &x->common, &x->words, &x->of, &x->out };
}

static void print_people(struct explain_args *x)
{
	int32_t first = x->all ? period_from(x->m, x->of.period) : x->of.record->since - BEFORE_DAYS;
	bool gap = false;
	struct casebook book;
	struct judged judged = judged_of(x, &book);
	struct daylist list = daylist_of(x);

	if (first < period_from(x->m, x->of.period))
		first = period_from(x->m, x->of.period);
	add_head(x);
	add_rule(x);
	daylist_titles(&list);
	for (int32_t day = first; day <= last_day(x); day++) {
		if (is_shown(x, day))
			daylist_add(&list, day, day <= x->of.record->opened_day);
		else if (!gap)
			buf_adds(&x->out, STR("...\n"));
		gap = !is_shown(x, day);
		common_flush_large(&x->out);
	}
	buf_addc(&x->out, '\n');
	buf_clear(&x->text);
	buf_addf(&x->text, "sdmctl alerts case=C%u", x->number + 1);
	say(x, x->chronicle.known.text ? "explain_as_known" : "explain_as_told", "command", buf_str(&x->text));
	buf_adds(&x->out, STR("\n\n"));
	judged_add(&judged, x->number);
}

/* ---- for programs ---- */

static void print_json(struct explain_args *x)
{
	const struct case_record *c = x->of.record;
	struct buf *b = &x->out;
	struct casebook book;
	struct judged judged = judged_of(x, &book);
	struct daylist list = daylist_of(x);

	buf_addf(b, "{\"case\":\"C%u\"", x->number + 1);
	json_text(b, "decision", x->of.decision->code);
	buf_clear(&x->text);
	figures_scope_id(x->of.engine, x->of.scope, &x->text);
	json_text(b, "scope", buf_str(&x->text));
	json_text(b, "kpi", x->m->kpis[x->of.decision->kpi].code);
	buf_clear(&x->text);
	period_add(x->m, x->of.period, &x->text);
	json_text(b, "period", buf_str(&x->text));
	json_day(b, "since", c->since);
	json_day(b, "opened", c->opened_day);
	if (!is_open(x))
		json_day(b, "closed", c->closed_day);
	known_add_json(&x->chronicle.known, x->of.engine, b);
	judged_add_json(&judged, x->number);
	buf_adds(b, STR(",\"days\":["));
	for (int32_t day = period_from(x->m, x->of.period); day <= last_day(x); day++) {
		if (day > period_from(x->m, x->of.period))
			buf_addc(b, ',');
		daylist_add_json(&list, day);
	}
	buf_adds(b, STR("]}\n"));
}

static const struct argp_option options[] = {
	{ "all", KEY_ALL, NULL, 0, "Every day of the period so far, not only those around opening and closing", 0 },
	{ 0 },
};

int cmd_explain(int argc, char **argv)
{
	static const struct argp_child children[] = { COMMON_OUTPUT, COMMON_SERVER, COMMON_MODEL, CHRONICLE_CHILD, { 0 } };
	static const struct argp argp = {
		options,
		parse,
		"CASE " CHRONICLE_USAGE,
		"Says why a case stands: its condition in words, and what it saw day by day, as the reports "
		"say now:\nsdmctl explain C2 --company acme",
		children,
		NULL,
		NULL
	};
	struct explain_args x = { 0 };
	struct err err;
	int status;

	common_init(&x.common);
	argp_parse(&argp, argc, argv, 0, NULL, &x);
	status = chronicle_open(&x.chronicle, 0, -1);
	if (status == STATUS_OK && find_case(&x, &err) < 0)
		status = common_complain(STATUS_NO, "%s", err.text);
	else if (status == STATUS_OK && !x.of.decision)
		status = common_complain(STATUS_NO, "C%u: the model in force no longer has its decision, scope or period",
					 x.number + 1);
	else if (status == STATUS_OK && x.common.json)
		print_json(&x);
	else if (status == STATUS_OK)
		print_people(&x);
	common_flush(&x.out);
	chronicle_close(&x.chronicle);
	buf_free(&x.out);
	buf_free(&x.text);
	return status;
}
