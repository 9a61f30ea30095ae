/* sdmctl test: plays the scenarios of a company's folder. */
#include "ctl/commands.h"
#include "ctl/trial.h"
#include "model/schema.h"

struct test {
	struct common common;
	struct trial_options options;
	const char *folder;
	bool schema;
};
enum {
	KEY_AGAINST = 0x2000,
	KEY_PROGRAM,
	KEY_TURN,
	KEY_FILTER,
	KEY_JUNIT,
	KEY_VERBOSE,
	KEY_COVERAGE,
	KEY_COVERAGE_MIN,
	KEY_SCHEMA
};

static void check(struct argp_state *state, const struct test *t)
{
	if (!t->folder && !t->schema)
		argp_error(state, "which folder?");
	if (t->options.coverage && t->options.against)
		argp_error(state, "--coverage is seen in process alone: leave --against out");
	if (t->options.program && !t->options.against)
		argp_error(state, "--sdmd is for --against");
	if (t->options.verbose && t->common.json)
		argp_error(state, "--verbose is for people, --json for programs");
}

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct test *t = state->input;

	switch (key) {
	case ARGP_KEY_INIT:
		common_children(state, 2, &t->common);
		return 0;
	case KEY_AGAINST:
		t->options.against = arg;
		return 0;
	case KEY_PROGRAM:
		t->options.program = arg;
		return 0;
	case KEY_TURN:
		t->options.turn_inputs = (uint32_t)common_number(state, "--turn", arg, 1, 1000000);
		return 0;
	case KEY_FILTER:
		t->options.filter = arg;
		return 0;
	case KEY_JUNIT:
		t->options.junit = arg;
		return 0;
	case KEY_VERBOSE:
		t->options.verbose = true;
		return 0;
	case KEY_COVERAGE_MIN:
		t->options.coverage_min = (int)common_number(state, "--coverage-min", arg, 1, 100);
		t->options.coverage = true;
		return 0;
	case KEY_COVERAGE:
		t->options.coverage = true;
		return 0;
	case KEY_SCHEMA:
		t->schema = true;
		return 0;
	case ARGP_KEY_ARG:
		if (t->folder)
			argp_error(state, "one folder at a time");
		t->folder = arg;
		return 0;
	case ARGP_KEY_END:
		check(state, t);
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static const struct argp_option options[] = {
	{ "filter", KEY_FILTER, "TEXT", 0, "Only scenarios with this text in their name or their file's", 0 },
	{ "verbose", KEY_VERBOSE, NULL, 0, "Each timeline with what happened", 0 },
	{ "junit", KEY_JUNIT, "FILE", 0, "Write the results as JUnit XML too", 0 },
	{ "coverage", KEY_COVERAGE, NULL, 0,
	  "Then which situations of each decision were seen, and which of its lines did not run", 0 },
	{ "coverage-min", KEY_COVERAGE_MIN, "PERCENT", 0,
	  "The same; fail where a decision has less than this share of its situations or lines", 0 },
	{ "against", KEY_AGAINST, "PLACE", 0,
	  "Play them through a real sdmd on the Redis at unix:SOCKET or HOST:PORT, which must have no keys of the company", 0 },
	{ "sdmd", KEY_PROGRAM, "FILE", 0, "The sdmd for --against; default the one beside sdmctl, else in PATH", 0 },
	{ "turn", KEY_TURN, "N", 0, "Inputs in one turn; no result depends on it", 0 },
	{ "schema", KEY_SCHEMA, NULL, 0, "Print the JSON Schema of scenario files, for editors", 0 },
	{ 0 },
};

static int run(struct test *t)
{
	struct trial_counts counts;
	struct folder f;
	struct err err;
	int status;

	if (folder_read(t->folder, &t->common, &f, &err) < 0)
		status = folder_complain(&f, &err);
	else
		status = trial_run(t->folder, &f, &t->common, &t->options, &counts);
	folder_free(&f);
	return status;
}

static int print_schema(void)
{
	struct schema_subject scenarios;
	struct buf b = { 0 };

	if (!schema_find(STR("scenarios"), &scenarios))
		return STATUS_NO;
	schema_add(scenarios.table, NULL, &b);
	common_flush(&b);
	buf_free(&b);
	return STATUS_OK;
}

int cmd_test(int argc, char **argv)
{
	static const struct argp_child children[] = { COMMON_OUTPUT, COMMON_MODEL, { 0 } };
	static const struct argp argp = {
		options,
		parse,
		"FOLDER",
		"Plays the scenarios in FOLDER/tests: reports, commands and the passing of time as a "
		"timeline, with what must come of them. In this process, on a clock that it turns itself.",
		children,
		NULL,
		NULL
	};
	struct test t = { 0 };

	common_init(&t.common);
	argp_parse(&argp, argc, argv, 0, NULL, &t);
	if (t.schema)
		return print_schema();
	return run(&t);
}
