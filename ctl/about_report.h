/* A command about one report, which is named by its form and id: approve, confirm. */
#pragma once
#include <argp.h>

/* `options`: of the command beside --by and --token. Their keys count up from ABOUT_FIRST, the first two are the form and the id
 * and must be given; the command's fields are called like the options. Gives the exit status. */
enum { ABOUT_FIRST = 0x2000, ABOUT_MOST = 4 };
int about_report(int argc, char **argv, const char *command, const struct argp_option *options, const char *doc);
#define ABOUT_FORM                                                                                                               \
	{                                                                                                                        \
		"form", ABOUT_FIRST, "FORM", 0, "Form of the report", 0                                                          \
	}
#define ABOUT_ID                                                                                                                 \
	{                                                                                                                        \
		"id", ABOUT_FIRST + 1, "ID", 0, "Its id", 0                                                                      \
	}
