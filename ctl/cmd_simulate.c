/* sdmctl simulate: the reports of an invented company, with problems planted whose right answers are known. */
#include "base/date.h"
#include "ctl/commands.h"
#include "ctl/simulate.h"
#include <string.h>

enum { KEY_SEED = 0x2000, KEY_FROM, KEY_TO, KEY_TO_REDIS, KEY_OUT, KEY_ANSWERS, KEY_PLAY };

static int32_t parse_day(struct argp_state *state, const char *option, const char *text)
{
	struct err err;
	int32_t day;

	if (date_parse(str_of(text), &day, &err) < 0)
		argp_error(state, "%s: %s", option, err.text);
	return day;
}

static void check(struct argp_state *state, const struct simulate_options *s)
{
	if (!s->path)
		argp_error(state, "which model's folder?");
	if (s->to_redis && (s->out || s->play))
		argp_error(state, "--to-redis stands alone: leave --out and --play out");
	if (s->play && s->out && strcmp(s->out, "-") == 0)
		argp_error(state, "--play tells its result on standard output: give --out a file");
}

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct simulate_options *s = state->input;

	switch (key) {
	case ARGP_KEY_INIT:
		common_children(state, 3, &s->common);
		return 0;
	case KEY_SEED:
		s->seed = common_number(state, "--seed", arg, 0, INT64_MAX);
		return 0;
	case KEY_FROM:
		s->from = parse_day(state, "--from", arg);
		return 0;
	case KEY_TO:
		s->to = parse_day(state, "--to", arg);
		return 0;
	case KEY_TO_REDIS:
		s->to_redis = arg;
		s->common.company = arg;
		return 0;
	case KEY_OUT:
		s->out = arg;
		return 0;
	case KEY_ANSWERS:
		s->answers = arg;
		return 0;
	case KEY_PLAY:
		s->play = true;
		return 0;
	case ARGP_KEY_ARG:
		if (s->path)
			argp_error(state, "one folder at a time");
		s->path = arg;
		return 0;
	case ARGP_KEY_END:
		check(state, s);
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static const struct argp_option options[] = {
	{ "seed", KEY_SEED, "N", 0, "Another number, another company; default 1", 0 },
	{ "from", KEY_FROM, "DATE", 0, "First day; else simulate.yaml says", 0 },
	{ "to", KEY_TO, "DATE", 0, "Last day; else simulate.yaml says", 0 },
	{ "out", KEY_OUT, "FILE", 0, "Write the reports as a replay file, with --json as JSON lines; - for standard output", 0 },
	{ "to-redis", KEY_TO_REDIS, "COMPANY", 0, "Send them to this company's stream of reports; it must be on log time", 0 },
	{ "answers", KEY_ANSWERS, "FILE", 0, "Write the right answers as JSON lines instead of showing them", 0 },
	{ "play", KEY_PLAY, NULL, 0, "Fold them here and hold the cases against the answers; exit status 1 where they differ",
	  0 },
	{ 0 },
};

int cmd_simulate(int argc, char **argv)
{
	static const struct argp_child children[] = { COMMON_OUTPUT, COMMON_SERVER, COMMON_MODEL, { 0 } };
	static const struct argp argp = { options,
					  parse,
					  "FOLDER",
					  "Invents the reports of a company as FOLDER/simulate.yaml tells, with problems among "
					  "them, and says which cases they "
					  "must open. The same seed, days and model give the same bytes.",
					  children,
					  NULL,
					  NULL };
	struct simulate_options s = { .seed = 1, .from = DAY_NONE, .to = DAY_NONE };

	common_init(&s.common);
	argp_parse(&argp, argc, argv, 0, NULL, &s);
	return simulate_run(&s);
}
