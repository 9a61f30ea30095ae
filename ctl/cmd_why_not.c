/* sdmctl why-not: why no case of a decision is open about a subject: the first thing that stands in its way, and how far each
 * part of its condition is from holding. */
#include "ctl/asked.h"
#include "ctl/chronicle.h"
#include "ctl/commands.h"
#include "ctl/hurdle.h"

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

static int look(struct why_not_args *x, struct err *err)
{
	const struct engine *e = x->chronicle.turn->engine;
	struct asked asked = { .decision = x->decision, .scope = x->scope, .period = x->period, .at = x->at };

	x->words = (struct wordbook){ .language = x->common.language, .model = engine_model(e) };
	if (asked_resolve(&asked, e, err) < 0)
		return -1;
	x->found = (struct hurdle){ .common = &x->common, .words = &x->words, .out = &x->out };
	why_not(e, asked.index, asked.who, asked.in, asked.day, &x->found.why);
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
