#include "rules/plan_book.h"

struct draft_key {
	const struct drafts *drafts;
	struct draft draft;
};

static uint64_t draft_hash(const struct plan_book *b, const struct draft *d)
{
	const struct piece *p = &d->piece;
	uint32_t words[5] = { d->group, p->calendar, (uint32_t)p->from, (uint32_t)p->to, p->version_count };

	if (d->same)
		return hash64(&d->group, sizeof d->group, 1);
	uint64_t hash = hash64(words, sizeof words, 0);

	for (uint32_t i = 0; i < p->version_count; i++) {
		const struct plan_version *v = &b->versions.at[p->versions + i];
		uint32_t shape[2] = { (uint32_t)v->day, v->profile };

		hash = hash64(shape, sizeof shape, hash);
	}
	return hash;
}

static bool draft_eq(const void *ctx, uint32_t number)
{
	const struct draft_key *key = ctx;
	const struct draft *d = &key->drafts->list.at[number];
	const struct piece *p = &key->draft.piece, *q = &d->piece;
	const struct plan_version *versions = key->drafts->book->versions.at;

	if (d->group != key->draft.group)
		return false;
	if (d->same)
		return true;
	if (p->calendar != q->calendar || p->from != q->from || p->to != q->to || p->version_count != q->version_count)
		return false;
	for (uint32_t i = 0; i < p->version_count; i++)
		if (versions[p->versions + i].day != versions[q->versions + i].day ||
		    versions[p->versions + i].profile != versions[q->versions + i].profile)
			return false;
	return true;
}

/* Copies the versions: those of a draft grow while the ones given belong to another plan. */
static void draft_new(struct drafts *d, struct draft draft, uint64_t hash)
{
	struct plan_book *b = d->book;
	uint32_t given = draft.piece.versions;

	draft.piece.versions = (uint32_t)b->versions.count;
	for (uint32_t i = 0; i < draft.piece.version_count; i++) {
		struct plan_version *copy = ARRAY_ADD(b->versions);

		*copy = b->versions.at[given + i];
	}
	*ARRAY_ADD(d->list) = draft;
	index_add(&d->index, hash, (uint32_t)d->list.count - 1);
}

static int64_t add_clamped(int64_t a, int64_t b)
{
	int64_t out;

	if (num_add_i64(a, b, &out))
		return out;
	return a < 0 ? INT64_MIN : INT64_MAX;
}

void drafts_add(struct drafts *d, uint32_t group, struct piece piece)
{
	struct draft_key key = { d, { .piece = piece, .group = group } };
	uint64_t hash = draft_hash(d->book, &key.draft);
	uint32_t n = index_find(&d->index, hash, draft_eq, &key);

	if (n == INDEX_NONE) {
		draft_new(d, key.draft, hash);
		return;
	}
	struct plan_version *versions = d->book->versions.at;
	uint32_t there = d->list.at[n].piece.versions;

	for (uint32_t i = 0; i < piece.version_count; i++)
		versions[there + i].target_e4 =
			add_clamped(versions[there + i].target_e4, versions[piece.versions + i].target_e4);
}

static bool has_same_versions(const struct plan_book *b, const struct piece *p, const struct piece *q)
{
	if (p->version_count != q->version_count)
		return false;
	for (uint32_t i = 0; i < p->version_count; i++) {
		const struct plan_version *v = &b->versions.at[p->versions + i], *w = &b->versions.at[q->versions + i];

		if (v->day != w->day || v->target_e4 != w->target_e4 || v->profile != w->profile)
			return false;
	}
	return true;
}

void drafts_add_same(struct drafts *d, uint32_t group, struct piece piece, bool conflict)
{
	struct draft_key key = { d, { .piece = piece, .group = group, .same = true, .conflict = conflict } };
	uint64_t hash = draft_hash(d->book, &key.draft);
	uint32_t n = index_find(&d->index, hash, draft_eq, &key);

	if (n == INDEX_NONE) {
		draft_new(d, key.draft, hash);
		return;
	}
	struct draft *there = &d->list.at[n];

	there->conflict |= conflict || !has_same_versions(d->book, &there->piece, &piece);
}

void drafts_settle(struct drafts *d, uint32_t group_count, uint32_t *out_first)
{
	struct plan_book *b = d->book;
	uint32_t *place = mem_alloc((group_count + 1) * sizeof *place);
	uint32_t first = (uint32_t)b->pieces.count;

	for (size_t i = 0; i < d->list.count; i++)
		if (!d->list.at[i].conflict)
			place[d->list.at[i].group + 1]++;
	for (uint32_t g = 0; g < group_count; g++)
		place[g + 1] += place[g];
	for (uint32_t g = 0; g <= group_count; g++)
		out_first[g] = first + place[g];
	for (uint32_t i = 0; i < place[group_count]; i++)
		(void)ARRAY_ADD(b->pieces);
	for (size_t i = 0; i < d->list.count; i++)
		if (!d->list.at[i].conflict)
			b->pieces.at[first + place[d->list.at[i].group]++] = d->list.at[i].piece;
	mem_free(place);
}

void drafts_free(struct drafts *d)
{
	ARRAY_FREE(d->list);
	index_free(&d->index);
}
