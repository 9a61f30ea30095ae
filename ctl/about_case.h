/* A command about one case or task, whose fields are words of the command line in their order: answer, acknowledge, close, task.
 */
#pragma once
#include "ctl/common.h"

enum { ABOUT_CASE_WORDS = 3 };
struct about_case {
	const char *command;
	const char *fields[ABOUT_CASE_WORDS + 1]; /* all must be given; the first is "case" or "task" */
	const char *usage, *doc;                  /* "CASE ASK VALUE" */
	const char *deed;                         /* of `run`: the field "do", and there is no note; NULL: another command */
	/* What --dry does instead of sending; gives the exit status. NULL: there is no such option. */
	int (*dry)(const struct common *c, const char *id);
};
/* Sends it and waits for its receipt; `sdmctl`'s own part is only that the first word looks like C17 or T5. The exit status. */
int about_case(int argc, char **argv, const struct about_case *what);
