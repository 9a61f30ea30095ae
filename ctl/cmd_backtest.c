/* sdmctl backtest: what one or two models would have made of a past, and how right they would have been. */
#include "ctl/backtest.h"
#include "ctl/commands.h"

#include <string.h>

enum { KEY_AGAINST = 0x2000, KEY_REPORTS, KEY_MAP, KEY_UNTIL, KEY_PAIR, KEY_DECISION, KEY_MISSED, KEY_CASES, KEY_PAGE };

static void take_pair(struct argp_state *state, struct backtest_options *o, const char *text)
{
	struct str b = str_of(text), a = str_cut(&b, '=');

	if (a.len == 0 || b.len == 0)
		argp_error(state, "--pair: expected two decisions like old_code=new_code, got \"%s\"", text);
	if (o->pair_count == BACKTEST_PAIRS_MAX)
		argp_error(state, "--pair: at most %d", BACKTEST_PAIRS_MAX);
	o->pairs[o->pair_count++] = (struct backtest_pair){ a, b };
}

static void take_decision(struct argp_state *state, struct backtest_options *o, const char *text)
{
	if (o->decision_count == BACKTEST_DECISIONS_MAX)
		argp_error(state, "--decision: at most %d", BACKTEST_DECISIONS_MAX);
	o->decisions[o->decision_count++] = str_of(text);
}

/* "100%", "97.5 %": more than 0 and at most 1,000 %. */
static int64_t percent(struct argp_state *state, const char *text)
{
	struct str s = str_of(text);
	struct err err;
	int64_t e4 = 0;

	if (s.len > 0 && s.ptr[s.len - 1] == '%')
		s.len--;
	if (num_parse_e4(str_trim(s), &e4, &err) < 0 || e4 <= 0 || e4 > 1000 * E4)
		argp_error(state, "--missed: expected a share like 100%% or 97.5%%, got \"%s\"", text);
	return e4 * (PPM / E4) / 100;
}

static void check(struct argp_state *state, const struct backtest_options *o)
{
	if (o->model_count == 0 || !o->models[0])
		argp_error(state, "which model's folder?");
	if (o->map && !o->reports)
		argp_error(state, "--map says how the rows of a file become reports: name it by --reports");
	if (o->reports && strcmp(o->reports, "-") == 0 && (o->map || o->model_count == BACKTEST_MODELS))
		argp_error(state, "--reports: standard input can be read once: give a file");
	if (o->pair_count > 0 && o->model_count < BACKTEST_MODELS)
		argp_error(state, "--pair is for two models: name the other one by --against");
}

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct backtest_options *o = state->input;

	switch (key) {
	case ARGP_KEY_INIT:
		common_children(state, 3, &o->common);
		return 0;
	case KEY_AGAINST:
		o->models[1] = arg;
		o->model_count = BACKTEST_MODELS;
		return 0;
	case KEY_REPORTS:
		o->reports = arg;
		return 0;
	case KEY_MAP:
		o->map = arg;
		return 0;
	case KEY_UNTIL:
		o->until = arg;
		return 0;
	case KEY_PAIR:
		take_pair(state, o, arg);
		return 0;
	case KEY_DECISION:
		take_decision(state, o, arg);
		return 0;
	case KEY_MISSED:
		o->missed_ppm = percent(state, arg);
		return 0;
	case KEY_CASES:
		o->cases = true;
		return 0;
	case KEY_PAGE:
		o->page = arg;
		return 0;
	case ARGP_KEY_ARG:
		if (o->models[0])
			argp_error(state, "one folder at a time; the other one by --against");
		o->models[0] = arg;
		o->model_count = o->model_count > 0 ? o->model_count : 1;
		return 0;
	case ARGP_KEY_END:
		check(state, o);
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static const struct argp_option options[] = {
	{ "against", KEY_AGAINST, "FOLDER", 0, "The model to compare with, B; MODEL is A", 0 },
	{ "reports", KEY_REPORTS, "FILE", 0,
	  "The past: XADD commands in RESP as for `replay', with --map the rows of a CSV file or JSON lines; else the log of the "
	  "company in Redis",
	  0 },
	{ "map", KEY_MAP, "MAP.yaml", 0, "How rows become reports, as for `import'", 0 },
	{ "until", KEY_UNTIL, "INSTANT", 0, "Then let time pass: 2017-10-01T00:00:00 (the company's zone) or with an offset", 0 },
	{ "pair", KEY_PAIR, "A=B", 0, "Decision A of the one model stands for B of the other; may be repeated", 0 },
	{ "decision", KEY_DECISION, "CODE", 0, "Only this decision; may be repeated", 0 },
	{ "missed", KEY_MISSED, "PERCENT", 0, "A plan is missed below this final attainment, default 100%", 0 },
	{ "cases", KEY_CASES, NULL, 0, "Then list the cases", 0 },
	{ "page", KEY_PAGE, "FILE.html", 0, "Write all of it as a page with plots too", 0 },
	{ 0 },
};

int cmd_backtest(int argc, char **argv)
{
	static const struct argp_child children[] = { COMMON_OUTPUT, COMMON_SERVER, COMMON_MODEL, { 0 } };
	static const struct argp argp = {
		options,
		parse,
		"MODEL",
		"Folds a past with the model in the folder MODEL, as the daemon would have done, and says which "
		"cases its decisions open, how often they are right, how early, and how many alerts a "
		"manager gets a day. With --against it compares two models. Nothing is sent or written.",
		children,
		NULL,
		NULL
	};
	struct backtest_options o = { .missed_ppm = PPM };

	common_init(&o.common);
	argp_parse(&argp, argc, argv, 0, NULL, &o);
	return backtest_run(&o);
}
