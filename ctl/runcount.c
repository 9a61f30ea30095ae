#include "ctl/runcount.h"
#include "base/mem.h"
#include "rules/records.h"
#include "rules/run_look.h"
#include <string.h>

enum { NUMBERS_MAX = 1 << 24 };

/* The records of a section, one after the other; nothing where the checkpoint has none, or of another size. */
static int read_pool(struct server *s, const struct manifest *m, struct str name, uint32_t record_size, struct buf *out,
		     struct err *err)
{
	struct buf key = { 0 };
	int rc = 0;

	for (uint32_t i = 0; rc == 0 && i < m->section_count; i++) {
		const struct manifest_section *pool = &m->sections[i];

		if (!str_eq(pool->name, name) || pool->record_size != record_size || pool->count > NUMBERS_MAX)
			continue;
		for (uint32_t page = 0; rc == 0 && page < pool->pages; page++) {
			struct str text;
			bool found;

			buf_clear(&key);
			buf_addf(&key, "state:%.*s.%u.%d", STR_ARG(pool->name), page, slot_bit(pool->slots, page));
			rc = server_get(s, key.ptr, &text, &found, err);
			if (rc == 0 && found)
				buf_adds(out, text);
		}
		if (out->len > (size_t)pool->count * record_size)
			out->len = (size_t)pool->count * record_size;
	}
	buf_free(&key);
	return rc;
}

/* By run: may something wake it, a moment or a wait at which it stands? As runs_stuck() of rules/run_look.h. */
static void find_wakers(bool *has, uint32_t runs, const struct buf *waits)
{
	struct wait_record w;

	for (size_t at = 0; at + sizeof(w) <= waits->len; at += sizeof(w)) {
		memcpy(&w, waits->ptr + at, sizeof(w));
		if (w.run && w.run <= runs && w.awaited && !w.over && (w.kind != WAIT_TIMER || w.due_ms != INT64_MAX))
			has[w.run - 1] = true;
	}
}

static void count(struct runcount *out, const struct buf *runs, const struct buf *waits)
{
	uint32_t many = (uint32_t)(runs->len / sizeof(struct run_record));
	bool *has_waker = mem_alloc(many + 1);

	find_wakers(has_waker, many, waits);
	for (uint32_t n = 0; n < many; n++) {
		struct run_record r;

		memcpy(&r, runs->ptr + n * sizeof(r), sizeof(r));
		if (!r.case_no)
			continue;
		out->waiting += r.state == RUN_WAITING;
		out->paused += r.state == RUN_PAUSED;
		out->stuck += r.state == RUN_WAITING && r.wake_ms == INT64_MAX && !has_waker[n];
	}
	mem_free(has_waker);
}

int runcount_read(struct runcount *out, struct server *s, const struct standing *now, struct err *err)
{
	struct buf runs = { 0 }, waits = { 0 };
	int rc = 0;

	*out = (struct runcount){ .known = now->has_checkpoint };
	if (now->has_checkpoint)
		rc = read_pool(s, &now->checkpoint, STR("runs"), sizeof(struct run_record), &runs, err);
	if (rc == 0 && now->has_checkpoint)
		rc = read_pool(s, &now->checkpoint, STR("waits"), sizeof(struct wait_record), &waits, err);
	if (rc == 0)
		count(out, &runs, &waits);
	buf_free(&runs);
	buf_free(&waits);
	return rc;
}
