#include "ctl/batch.h"
#include "ctl/import.h"
#include "ctl/outcome.h"
#include "ctl/walk.h"
#include "model/mapping.h"
#include <stdio.h>
#include <time.h>

/* Few enough to be sent again after a kill without a thought, many enough that the round trips do not count. */
enum { BATCH_ROWS = 500, PAUSE_MS = 20 };

struct sending {
	struct import *x;
	struct batch batch;
	struct outcome outcome;
	struct arena *arena;
	uint32_t next;      /* row */
	struct buf refused; /* what was refused in the end, for standard error */
};

static void take_answer(void *arg, size_t which, enum answer answer, const struct pair *pairs, uint32_t count)
{
	struct sending *s = arg;
	struct import *x = s->x;
	struct str column;
	struct spot at;

	if (answer != ANSWER_REJECTED)
		return;
	at = mapping_place(x->mapping, x->rows.at[which], walk_field(pairs, count, "field"), &column);
	buf_addf(&s->refused, "%s:%u:", at.file, at.line);
	if (at.column > 0)
		buf_addf(&s->refused, "%u:", at.column);
	buf_addf(&s->refused, " refused: %.*s\n", STR_ARG(walk_field(pairs, count, "text")));
}

static void say_refused(struct sending *s)
{
	struct buf shown = { 0 };

	if (s->refused.len == 0)
		return;
	import_bar(UINT64_MAX, 0);
	buf_add_visible(&shown, buf_str(&s->refused), true);
	fwrite(shown.ptr, 1, shown.len, stderr);
	buf_clear(&s->refused);
	buf_free(&shown);
}

/* The next rows, whatever came of them before: a row that is sent again changes nothing. */
static int send_batch(struct sending *s, struct err *err)
{
	struct import *x = s->x;
	uint32_t all = x->table->row_count, row = s->next;
	size_t before = x->ids.count, sent = s->batch.ids.count;
	int rc;

	arena_reset(s->arena);
	for (; row < all && s->batch.queued < BATCH_ROWS; row++) {
		uint32_t count;
		const struct pair *pairs = import_row(x, row, s->arena, &count);

		if (!pairs)
			continue;
		batch_add(&s->batch, pairs, count);
		*ARRAY_ADD(x->rows) = row;
	}
	rc = batch_send(&s->batch, err);
	for (size_t i = sent; i < s->batch.ids.count; i++)
		*ARRAY_ADD(x->ids) = s->batch.ids.at[i];
	x->rows.count = x->ids.count;
	if (rc < 0 && x->ids.count > before) /* the mark goes no further than what Redis has */
		import_mark_write(x, x->rows.at[x->ids.count - 1] + 1, NULL);
	s->outcome.ids = x->ids.at;
	s->outcome.count = x->ids.count;
	if (rc < 0)
		return -1;
	s->next = row;
	return import_mark_write(x, s->next, err);
}

static size_t untaken(const struct sending *s)
{
	return s->outcome.count - outcome_taken(&s->outcome);
}

static int64_t now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* Until the daemon has come near enough. -1: it does not come. */
static int keep_back(struct sending *s, struct err *err)
{
	const struct timespec pause = { 0, PAUSE_MS * 1000000 };
	int64_t since = now_ms();
	size_t before = untaken(s);

	for (;;) {
		if (outcome_look(&s->outcome, err) < 0)
			return -1;
		say_refused(s);
		if (untaken(s) + BATCH_ROWS <= s->x->ahead)
			return 0;
		if (untaken(s) < before)
			since = now_ms();
		before = untaken(s);
		if (now_ms() - since > s->x->common->wait_ms)
			return err_set(err,
				       "%zu reports wait to be taken and none has been for %d s: is a daemon running? `sdmctl "
				       "status' says; the same command goes on at row %u",
				       before, s->x->common->wait_ms / 1000, s->next + 1);
		nanosleep(&pause, NULL);
	}
}

static int send_rows(struct sending *s, struct err *err)
{
	uint32_t all = s->x->table->row_count;

	while (s->next < all) {
		import_bar(s->next, all);
		if (keep_back(s, err) < 0 || send_batch(s, err) < 0)
			return -1;
	}
	import_bar(all, all);
	return 0;
}

static void count_answers(struct sending *s)
{
	struct import *x = s->x;

	for (int a = 0; a <= ANSWER_REJECTED; a++)
		x->counts[a] = s->outcome.counts[a];
	x->counts[ANSWER_ACCEPTED] = outcome_accepted(&s->outcome);
	x->waiting = untaken(s);
}

static int send_and_wait(struct sending *s)
{
	struct import *x = s->x;
	enum outcome_end end = OUTCOME_ALL;
	struct err err;
	int rc = outcome_begin(&s->outcome, x->server, &err);

	if (rc == 0)
		rc = send_rows(s, &err);
	if (rc == 0) {
		import_mark_remove(x);
		rc = outcome_wait(&s->outcome, x->common->wait_ms, &end, &err);
	}
	import_bar(UINT64_MAX, 0);
	say_refused(s);
	count_answers(s);
	if (rc < 0)
		return server_complain(x->server, &err);
	if (end == OUTCOME_LATE)
		return common_complain(STATUS_AWAY, "no answer to all of them within %d s; `sdmctl receipts' will show it",
				       x->common->wait_ms / 1000);
	if (end == OUTCOME_OWNERLESS)
		common_complain(STATUS_OK, "no daemon serves company %.*s now; the reports are taken when one does",
				STR_ARG(x->server->company));
	return x->counts[ANSWER_REJECTED] > 0 || x->left_out > 0 ? STATUS_NO : STATUS_OK;
}

int import_send(struct import *x, uint32_t from)
{
	struct sending s = { .x = x, .batch = { .server = x->server }, .arena = arena_new(), .next = from };
	int status;

	s.outcome.answered = take_answer;
	s.outcome.arg = &s;
	x->sent_before = from;
	status = send_and_wait(&s);
	batch_free(&s.batch);
	arena_free(s.arena);
	buf_free(&s.refused);
	return status;
}
