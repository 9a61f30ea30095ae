#include "rules/plan_book.h"
#include <stdlib.h>

struct plan_lookup {
	const struct plan_book *book;
	struct plan_key key;
};

static uint64_t key_hash(struct plan_key key)
{
	uint32_t words[5] = { key.scope, key.kpi, key.period.kind, (uint32_t)key.period.index, key.level };

	return hash64(words, sizeof words, 0);
}

static bool key_eq(const void *ctx, uint32_t number)
{
	const struct plan_lookup *lookup = ctx;
	const struct plan_key *a = &lookup->book->plans.at[number].key, *b = &lookup->key;

	return a->scope == b->scope && a->kpi == b->kpi && period_eq(a->period, b->period) && a->level == b->level;
}

uint32_t plan_seek(const struct plan_book *b, struct plan_key key)
{
	struct plan_lookup lookup = { b, key };

	return index_find(&b->index, key_hash(key), key_eq, &lookup);
}

void plan_soon(const struct plan_book *b, struct plan_key key, uint32_t step)
{
	uint64_t hash = key_hash(key);

	if (step == 0) {
		index_soon(&b->index, hash);
		return;
	}
	uint32_t found = index_guess(&b->index, hash);
	if (found == INDEX_NONE)
		return;
	const struct plan *p = &b->plans.at[found];
	if (step == 1) {
		mem_soon(p, sizeof(*p));
	} else {
		if (p->piece_count)
			mem_soon(&b->pieces.at[p->pieces], sizeof(struct piece));
		if (p->step_count)
			mem_soon(&b->versions.at[p->steps], sizeof(struct plan_version));
	}
}

uint32_t plan_add(struct plan_book *b, struct plan_key key)
{
	uint32_t n = (uint32_t)b->plans.count;

	*ARRAY_ADD(b->plans) =
		(struct plan){ .key = key, .calendar = plan_calendars(b, key.scope, key.kpi, key.period), .book = b };
	index_add(&b->index, key_hash(key), n);
	return n;
}

const struct plan *plan_find(const struct plan_book *b, uint32_t scope, uint32_t kpi, struct period period, enum plan_level level)
{
	uint32_t n = plan_seek(b, (struct plan_key){ scope, kpi, period, level });

	return n == NONE ? NULL : &b->plans.at[n];
}

size_t plan_count(const struct plan_book *b)
{
	return b->plans.count;
}

const struct plan *plan_nth(const struct plan_book *b, size_t n, struct plan_key *out_key)
{
	*out_key = b->plans.at[n].key;
	return &b->plans.at[n];
}

int64_t plan_target(const struct plan *p, int32_t day)
{
	return versions_target(&p->book->versions.at[p->steps], p->step_count, day);
}

bool plan_is_rolled_up(const struct plan *p)
{
	return p->rolled_up;
}

bool plan_has_no_weight(const struct plan_book *b, const struct plan *p, uint32_t calendar)
{
	const struct model *m = b->model;

	return plan_weight(b, calendar == NONE ? p->calendar : calendar, m->phasing, period_from(m, p->key.period),
			   period_to(m, p->key.period)) == 0;
}

static void weights(const struct plan_book *b, const struct plan *p, uint32_t calendar, int32_t end, int64_t *out_elapsed,
		    int64_t *out_total)
{
	const struct model *m = b->model;
	enum phasing phasing = plan_has_no_weight(b, p, calendar) ? PHASE_CALENDAR_DAYS : m->phasing;
	int32_t from = period_from(m, p->key.period);

	calendar = calendar == NONE ? p->calendar : calendar;
	if (out_elapsed)
		*out_elapsed = plan_weight(b, calendar, phasing, from, end);
	if (out_total)
		*out_total = plan_weight(b, calendar, phasing, from, period_to(m, p->key.period));
}

struct ratio plan_to_date(const struct plan_book *b, const struct plan *p, uint32_t calendar, int32_t day, int64_t *out_elapsed,
			  int64_t *out_total)
{
	int32_t to = period_to(b->model, p->key.period), end = day >= to ? to : day + 1;
	struct ratio reached = pieces_at(b, p->key.period, &b->pieces.at[p->pieces], p->piece_count, calendar, end, DAY_NONE);

	if (out_elapsed || out_total)
		weights(b, p, calendar, end, out_elapsed, out_total);
	/* Parts of moved members need not end on 1/10000; the target is their rounded sum. */
	if (end == to && p->rolled_up)
		return (struct ratio){ plan_target(p, to), E4 };
	return reached;
}

int64_t plan_to_date_e4(const struct plan_book *b, const struct plan *p, uint32_t calendar, int32_t day)
{
	if (day >= period_to(b->model, p->key.period) - 1)
		return plan_target(p, day);
	return plan_round_e4(plan_to_date(b, p, calendar, day, NULL, NULL));
}

size_t plan_book_bytes(const struct plan_book *b)
{
	return sizeof *b + b->plans.cap * sizeof *b->plans.at + b->pieces.cap * sizeof *b->pieces.at +
	       b->versions.cap * sizeof *b->versions.at + b->successions.cap * sizeof *b->successions.at +
	       b->changes.cap * sizeof *b->changes.at + index_bytes(&b->index) + index_bytes(&b->succession_index);
}

void plan_book_free(struct plan_book *b)
{
	if (!b)
		return;
	ARRAY_FREE(b->plans);
	ARRAY_FREE(b->pieces);
	ARRAY_FREE(b->versions);
	ARRAY_FREE(b->successions);
	ARRAY_FREE(b->changes);
	index_free(&b->index);
	index_free(&b->succession_index);
	mem_free(b);
}

static int compare(uint32_t a, uint32_t b)
{
	return (a > b) - (a < b);
}

static int plan_order(const void *a, const void *b)
{
	const struct plan_key *x = &((const struct plan *)a)->key, *y = &((const struct plan *)b)->key;
	int order = compare(x->scope, y->scope);

	if (order == 0)
		order = compare(x->kpi, y->kpi);
	if (order == 0)
		order = compare(x->level, y->level);
	if (order == 0)
		order = compare(x->period.kind, y->period.kind);
	if (order == 0)
		order = (x->period.index > y->period.index) - (x->period.index < y->period.index);
	return order;
}

static bool is_in_order(const struct plan_book *b)
{
	for (size_t i = 1; i < b->plans.count; i++)
		if (plan_order(&b->plans.at[i - 1], &b->plans.at[i]) > 0)
			return false;
	return true;
}

/* Drops the plans on which members disagreed, orders the rest and indexes it anew. */
static void settle(struct plan_book *b)
{
	size_t count = 0;

	for (size_t i = 0; i < b->plans.count; i++)
		if (b->plans.at[i].piece_count)
			b->plans.at[count++] = b->plans.at[i];
	if (count == b->plans.count && is_in_order(b))
		return;
	b->plans.count = count;
	if (count)
		qsort(b->plans.at, count, sizeof *b->plans.at, plan_order);
	index_free(&b->index);
	index_reserve(&b->index, (uint32_t)count);
	for (uint32_t i = 0; i < count; i++)
		index_add(&b->index, key_hash(b->plans.at[i].key), i);
}

struct plan_book *plan_book_new(const struct model *m, struct domains *domains, struct scopes *scopes,
				const struct plan_row *changes, uint32_t change_count)
{
	struct plan_book *b = mem_alloc(sizeof *b);

	b->model = m;
	b->domains = domains;
	b->scopes = scopes;
	index_reserve(&b->index, m->plan_count + change_count);
	plan_take_rows(b, changes, change_count);
	plan_roll_up(b);
	plan_add_sums(b);
	settle(b);
	return b;
}
