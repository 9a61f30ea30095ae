/* The folded company with a decision whose run waits. Its only case, C1, is about what anna has sold in May 2026: it opens when
 * Friday the 1st ends without a deal. Calendar Monday to Friday, zone UTC, due at 18:00, work from 09:00; her head is `head`, his
 * boss `dora`.
 *
 *	struct fold *f = run_new("case:wait(sdm.workdays(2)) case:note('later')");
 *	run_until(f, "2026-05-05T18:00:00Z");
 */
#pragma once
#include "folded.h"

/* The state goes through a restart after every input. RUN_TESTS() has each test run with it and without. */
extern bool run_restarts;

/* `run` is the body of the decision's run. */
struct fold *run_new(const char *run);
/* With more keys of the decision before its run ("escalation = {...},"), and files besides it. */
struct fold *run_new_with(const char *keys, const char *run, const struct fold_file *with, size_t count);
/* Puts the same company with another run in force. */
void run_edit(struct fold *f, const char *keys, const char *run, const struct fold_file *with, size_t count, const char *token);
void run_say(struct fold *f, const char *words);
void run_command(struct fold *f, const char *words); /* as fold_command(), the token given */
void run_until(struct fold *f, const char *instant);
/* The outputs since the last clear that begin with `head` (a stream), one line each of the fields wanted: "kind to day". */
void assert_told(struct fold *f, const char *stream, const char *fields, const char *expected);

int run_tests_twice(const struct CMUnitTest *tests, size_t count);
#define RUN_TESTS(tests) run_tests_twice(tests, sizeof(tests) / sizeof(*(tests)))
