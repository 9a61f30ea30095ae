/* sdmctl run: the runs of open cases, and what an operator does with one. */
#include <string.h>

#include "ctl/about_case.h"
#include "ctl/commands.h"
#include "ctl/runs.h"

static int retry(int argc, char **argv)
{
	static const struct about_case what = {
		.command = "run",
		.fields = { "case" },
		.usage = "CASE",
		.doc = "Executes a run that is paused again, in its own version. Where that has been mended, `run move' takes it "
		       "over.",
		.deed = "retry",
	};

	return about_case(argc, argv, &what);
}

static int move(int argc, char **argv)
{
	static const struct about_case what = {
		.command = "run",
		.fields = { "case" },
		.usage = "CASE",
		.doc = "Takes a run over to the version in force. It stays as it is where its journal does not fit that; --dry "
		       "says "
		       "beforehand.",
		.deed = "move",
		.dry = runs_try_move,
	};

	return about_case(argc, argv, &what);
}

int cmd_run(int argc, char **argv)
{
	static const struct {
		const char *name;
		int (*run)(int argc, char **argv);
	} parts[] = { { "list", runs_list }, { "show", runs_show }, { "retry", retry }, { "move", move } };
	struct buf name = { 0 };
	int status;

	for (size_t i = 0; argc > 1 && i < sizeof(parts) / sizeof(*parts); i++) {
		if (strcmp(argv[1], parts[i].name) != 0)
			continue;
		buf_addf(&name, "%s %s", argv[0], argv[1]);
		argv[1] = name.ptr;
		status = parts[i].run(argc - 1, argv + 1);
		buf_free(&name);
		return status;
	}
	if (argc > 1 && argv[1][0] != '-')
		return common_complain(STATUS_USAGE, "run: expected list, show, retry or move, got \"%s\"", argv[1]);
	return runs_list(argc, argv);
}
