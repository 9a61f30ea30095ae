#include "rules/repeat.h"

#include <string.h>

/* The latest case about a subject stands in the index; from it a chain leads back. */
struct subject_key {
	const struct engine *engine;
	const struct case_record *about;
};

static struct case_record *case_at(const struct engine *e, uint32_t number)
{
	return pool_at(&e->cases, number);
}

static bool subject_eq(const void *ctx, uint32_t number)
{
	const struct subject_key *k = ctx;
	const struct case_record *c = case_at(k->engine, number);

	return c->decision == k->about->decision && c->scope_kind == k->about->scope_kind &&
	       memcmp(c->members, k->about->members, sizeof(c->members)) == 0;
}

static uint64_t subject_hash(const struct case_record *c)
{
	uint32_t key[5] = { c->decision, c->scope_kind, c->members[0], c->members[1], c->members[2] };

	return hash64(key, sizeof(key), 5);
}

/* Puts a case on top of those about its subject; the one before it, number + 1. */
static uint32_t chain_add(struct engine *e, uint32_t number)
{
	const struct case_record *c = case_at(e, number);
	struct subject_key key = { e, c };
	uint64_t hash = subject_hash(c);
	uint32_t before = index_find(&e->subject_index, hash, subject_eq, &key);

	if (before != INDEX_NONE)
		index_remove(&e->subject_index, hash, before);
	index_add(&e->subject_index, hash, number);
	while (e->case_before.count <= number)
		*ARRAY_ADD(e->case_before) = 0;
	e->case_before.at[number] = before == INDEX_NONE ? 0 : before + 1;
	return e->case_before.at[number];
}

void repeat_note(struct engine *e, uint32_t case_number)
{
	struct case_record *c = case_at(e, case_number);

	for (uint32_t n = chain_add(e, case_number); n; n = e->case_before.at[n - 1]) {
		const struct case_record *before = case_at(e, n - 1);

		if (before->state == CASE_CLOSED && before->closed_day >= c->opened_day - REPEAT_DAYS)
			c->flags |= CASE_REPEAT;
	}
}

void repeats_index(struct engine *e)
{
	for (uint32_t i = 0; i < e->cases.count; i++)
		chain_add(e, i);
}
