/* A small company folded in memory, in log time: a test says reports and commands as words and looks at figures and outputs.
 *
 *	struct fold *f = fold_new(NULL, 0);
 *	fold_say(f, "2026-05-04T10:00:00Z form=deal id=1 seller=anna at=2026-05-04 kind=won amount=100");
 *	assert_int_equal(fold_figure(f, "seller", "anna", "revenue", "2026-05"), 1000000);
 */
#pragma once
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
/* cmocka wants the four above first */
#include <cmocka.h>

#include "daemon/turn.h"
#include "rules/period.h"

struct fold_file {
	const char *path;
	const char *text;
};
struct fold {
	struct turn *turn;
	struct buf said;   /* outputs as lines "alerts case=C1 step=1 ..." since the last fold_clear() */
	struct buf packed; /* the model begun with, or the one that an activation gets */
	uint64_t next;     /* entry ids count up */
};
#define FOLD_NO_DATA INT64_MIN
/* What fold_first_closed() says beside a figure. */
#define FOLD_OPEN (INT64_MIN + 1)
#define FOLD_STANDS (INT64_MIN + 2)

/* The company of folded.c with some files replaced or added. A file zones/... without a text is the machine's own. */
struct fold *fold_new(const struct fold_file *with, size_t count);
/* Gives the bundle that the next activation will get; returns its SHA-256, valid until the next call. */
const char *fold_offer(struct fold *f, const struct fold_file *with, size_t count);
void fold_free(struct fold *f);
/* Asks for the company with these files to be put in force. */
void fold_activate(struct fold *f, const struct fold_file *with, size_t count, const char *token);
/* A report: "received_at field=value ...". A value with blanks stands in single quotes. */
void fold_say(struct fold *f, const char *words);
/* A command: "command=clock token=... by=...". */
void fold_command(struct fold *f, const char *words);
/* Moves the time by a clock command. */
void fold_until(struct fold *f, const char *instant);
/* The period's value in 1/10000, rounded; FOLD_NO_DATA. */
int64_t fold_figure(const struct fold *f, const char *kind, const char *scope, const char *kpi, const char *period);
/* The figure as first closed where it was restated; FOLD_NO_DATA where there was none, FOLD_OPEN, FOLD_STANDS. */
int64_t fold_first_closed(const struct fold *f, const char *kind, const char *scope, const char *kpi, const char *period);
/* How many output lines contain all of these words. */
size_t fold_count(const struct fold *f, const char *words);
void fold_clear(struct fold *f);
/* How many records a pool of the state has, by the section's name. */
uint32_t fold_records(const struct fold *f, const char *section);
/* Copies the state into a new engine of the same model, as a restart does; the digests must be the same. */
void fold_restart(struct fold *f);
