/* sdmctl why-not: why no case of a decision is open about a subject: the first thing that stands in its way, and how far each
 * part of its condition is from holding. */
#include "ctl/chronicle.h"
#include "ctl/commands.h"
#include "ctl/hurdle.h"
#include "ctl/when.h"
#include "rules/period.h"
#include <string.h>

enum { KEY_PERIOD = 0x4a00, KEY_AT };

struct why_not_args {
	struct common common;
	struct chronicle chronicle;
	const char *decision, *scope, *period, *at;
	struct wordbook words;
	struct arena *arena;
	struct hurdle found;
	struct buf out;
};

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct why_not_args *x = state->input;

	switch (key) {
	case ARGP_KEY_INIT:
		x->chronicle.common = &x->common;
		common_children(state, 3, &x->common);
		state->child_inputs[3] = &x->chronicle;
		return 0;
	case KEY_PERIOD:
		x->period = arg;
		return 0;
	case KEY_AT:
		x->at = arg;
		return 0;
	case ARGP_KEY_ARG:
		if (x->scope)
			return ARGP_ERR_UNKNOWN; /* the history's */
		*(x->decision ? &x->scope : &x->decision) = arg;
		return 0;
	case ARGP_KEY_END:
		if (!x->scope)
			argp_error(state, "which decision, about whom? plan_lag seller=s.vlasov");
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static int find_decision(struct why_not_args *x, const struct engine *e, uint32_t *out, struct err *err)
{
	const struct decisions *all = engine_decisions(e);
	struct buf names = { 0 };

	for (uint32_t i = 0; i < all->count; i++) {
		if (str_eq(all->at[i].code, str_of(x->decision))) {
			*out = i;
			buf_free(&names);
			return 0;
		}
		buf_addf(&names, "%s%.*s", i ? ", " : "", STR_ARG(all->at[i].code));
	}
	err_set(err, "no decision \"%s\" in the model%s%s", x->decision, all->count ? "; there are " : "",
		all->count ? names.ptr : "");
	buf_free(&names);
	return -1;
}

static int find_scope(struct why_not_args *x, const struct engine *e, const struct decision *d, uint32_t *out, struct err *err)
{
	struct str wanted = engine_model(e)->scope_kinds[d->scope_kind].code;
	struct buf text = { 0 };
	int result;

	if (!strchr(x->scope, '='))
		buf_addf(&text, "%.*s=", STR_ARG(wanted));
	buf_adds(&text, str_of(x->scope));
	result = when_scope(e, text.ptr, out, err);
	if (result == 0 && figures_scope_kind(e, *out) != d->scope_kind)
		result = err_set(err, "\"%s\" judges each %.*s; give its id, like %.*s=ID", x->decision, STR_ARG(wanted),
				 STR_ARG(wanted));
	buf_free(&text);
	return result;
}

static int find_period(struct why_not_args *x, const struct engine *e, const struct decision *d, uint32_t scope, int32_t at,
		       struct period *out, struct err *err)
{
	const struct model *m = engine_model(e);
	int32_t day = at == DAY_NONE ? figures_today(e, scope) : at;

	if (x->period)
		return period_parse(m, d->period_kind, str_of(x->period), out, err) < 0 ? err_chain(err, "--period") : 0;
	if (day == DAY_NONE)
		return err_set(err, "nothing has been reported yet, so nothing has been judged");
	if (!period_of(m, d->period_kind, day, out))
		return err_set(err, "the model has no period for the decision on that day; give --period");
	return 0;
}

static int look(struct why_not_args *x, struct err *err)
{
	const struct engine *e = x->chronicle.turn->engine;
	uint32_t decision, scope;
	struct period period;
	int32_t at;

	x->words = (struct wordbook){ .language = x->common.language, .model = engine_model(e) };
	if (when_day(x->at, &at, err) < 0 || find_decision(x, e, &decision, err) < 0)
		return -1;
	const struct decision *d = &engine_decisions(e)->at[decision];
	if (find_scope(x, e, d, &scope, err) < 0 || find_period(x, e, d, scope, at, &period, err) < 0)
		return -1;
	x->found = (struct hurdle){ .common = &x->common, .words = &x->words, .out = &x->out };
	why_not(e, decision, scope, period, at, &x->found.why);
	hurdle_ask(&x->found, x->chronicle.turn->host, x->arena);
	return 0;
}

static const struct argp_option options[] = {
	{ "period", KEY_PERIOD, "PERIOD", 0, "2026-10 and the like, of the decision's kind; left out: that of the day", 0 },
	{ "at", KEY_AT, "DATE", 0, "As of the end of that day: 2026-10-09; left out: now", 0 },
	{ 0 },
};

int cmd_why_not(int argc, char **argv)
{
	static const struct argp_child children[] = { COMMON_OUTPUT, COMMON_SERVER, COMMON_MODEL, CHRONICLE_CHILD, { 0 } };
	static const struct argp argp = {
		options,
		parse,
		"DECISION SCOPE " CHRONICLE_USAGE,
		"Says why a decision has no case open about somebody: the first thing that stands in its way, as the reports "
		"say now:\nsdmctl why-not plan_lag seller=s.vlasov --company acme",
		children,
		NULL,
		NULL
	};
	struct why_not_args x = { 0 };
	struct err err;
	int status;

	common_init(&x.common);
	argp_parse(&argp, argc, argv, 0, NULL, &x);
	x.arena = arena_new();
	status = chronicle_open(&x.chronicle, 0, -1);
	if (status == STATUS_OK && look(&x, &err) < 0)
		status = common_complain(STATUS_NO, "%s", err.text);
	else if (status == STATUS_OK && x.common.json)
		hurdle_add_json(&x.found, &x.chronicle.known);
	else if (status == STATUS_OK)
		hurdle_add(&x.found, &x.chronicle.known);
	common_flush(&x.out);
	chronicle_close(&x.chronicle);
	arena_free(x.arena);
	buf_free(&x.out);
	return status;
}
