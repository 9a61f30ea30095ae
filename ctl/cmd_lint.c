/* sdmctl lint: what is no error of a model yet surely a mistake. */
#include "ctl/commands.h"
#include "ctl/lint.h"

enum { KEY_SKIP = 0x2000, KEY_REPORTS, KEY_CEILING, KEY_UNTIL, CEILING_USUAL = 10 };

struct lint_args {
	struct common common;
	struct lint lint;
	const char *folder, *reports, *until;
	uint32_t ceiling; /* 0: not given */
};

static void skip(struct argp_state *state, struct lint *l, const char *words)
{
	struct str rest = str_of(words);

	while (rest.len > 0) {
		struct str word = str_trim(str_cut(&rest, ','));
		enum lint_about about = lint_about_of(word);

		if (about == LINT_ABOUTS)
			argp_error(state, "--skip: expected words of the brackets behind findings, got \"%.*s\"", STR_ARG(word));
		l->skipped[about] = true;
	}
}

static void check(struct argp_state *state, const struct lint_args *a)
{
	if (!a->folder)
		argp_error(state, "which folder?");
	if (!a->reports && (a->ceiling > 0 || a->until))
		argp_error(state, "--ceiling and --until are for --reports");
}

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct lint_args *a = state->input;

	switch (key) {
	case ARGP_KEY_INIT:
		common_children(state, 2, &a->common);
		return 0;
	case KEY_SKIP:
		skip(state, &a->lint, arg);
		return 0;
	case KEY_REPORTS:
		a->reports = arg;
		return 0;
	case KEY_CEILING:
		a->ceiling = (uint32_t)common_number(state, "--ceiling", arg, 1, 1000000);
		return 0;
	case KEY_UNTIL:
		a->until = arg;
		return 0;
	case ARGP_KEY_ARG:
		if (a->folder)
			argp_error(state, "one folder at a time");
		a->folder = arg;
		return 0;
	case ARGP_KEY_END:
		check(state, a);
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static int run(struct lint_args *a, struct folder *f)
{
	struct lint *l = &a->lint;
	struct buf out = { 0 };
	struct err err;
	int status = STATUS_OK;

	lint_open(l, a->folder, f, &a->common);
	lint_model(l);
	lint_decisions(l);
	if (lint_scenarios(l) < 0)
		status = STATUS_AWAY;
	if (a->reports && lint_history(l, a->reports, a->until, a->ceiling > 0 ? a->ceiling : CEILING_USUAL, &err) < 0)
		status = common_complain(STATUS_AWAY, "%s", err.text);
	lint_print(l, &out);
	common_flush(&out);
	buf_free(&out);
	return status == STATUS_OK && l->found.count > 0 ? STATUS_NO : status;
}

static const struct argp_option options[] = {
	{ "skip", KEY_SKIP, "WORDS", 0,
	  "Leave out findings of these kinds: check, kpi, field, title, watch, clear, scenario, alarms, never", 0 },
	{ "reports", KEY_REPORTS, "FILE", 0, "Fold this history too: who hears of too much, which decision never opens", 0 },
	{ "ceiling", KEY_CEILING, "N", 0, "Of how many new cases somebody may hear in a week; default 10", 0 },
	{ "until", KEY_UNTIL, "INSTANT", 0, "Then let time pass, so that the last days of the history end", 0 },
	{ 0 },
};

int cmd_lint(int argc, char **argv)
{
	static const struct argp_child children[] = { COMMON_OUTPUT, COMMON_MODEL, { 0 } };
	static const struct argp argp = {
		options,
		parse,
		"FOLDER",
		"Says what is no error of a model and yet surely a mistake, each with its place and what to do, and plays the "
		"scenarios for it. Exit status 1 where there is anything.",
		children,
		NULL,
		NULL
	};
	struct lint_args a = { 0 };
	struct folder f;
	struct err err;
	int status;

	common_init(&a.common);
	argp_parse(&argp, argc, argv, 0, NULL, &a);
	status = folder_read(a.folder, &a.common, &f, &err) < 0 ? folder_complain(&f, &err) : run(&a, &f);
	lint_free(&a.lint);
	folder_free(&f);
	return status;
}
