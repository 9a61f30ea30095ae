/* Elements of bags that outlived the record of their report. */
#include <string.h>

#include "rules/store.h"

struct value_key {
	const struct store *store;
	struct value_record is;
};

static uint64_t value_hash(const struct value_record *v)
{
	return hash64(v, offsetof(struct value_record, extra), 3);
}

static bool value_eq(const void *ctx, uint32_t number)
{
	const struct value_key *key = ctx;

	return memcmp(pool_at(&key->store->values, number), &key->is, offsetof(struct value_record, extra)) == 0;
}

void values_index(struct store *t)
{
	for (uint32_t i = 0; i < t->values.count; i++)
		index_add(&t->value_index, value_hash(pool_at(&t->values, i)), i);
}

void fact_outlive(struct store *t, uint32_t fact)
{
	const struct fact_record *f = fact_at(t, fact);
	struct value_key key = { .store = t };
	struct bag_item item;

	measures_of(t, pool_at(&t->tuples, row_at(t, f->row)->tuple), f->values);
	for (uint32_t i = 0; i < t->measure_count; i++) {
		const struct measure *m = t->measures[i].is;
		if (aggregate_is_additive(m->aggregate) || !t->changed[i] || !measure_item(t, m, f, &item))
			continue;
		key.is = (struct value_record){ f->row, m->slot, item.hi, item.lo, item.extra, 0 };
		uint64_t hash = value_hash(&key.is);
		uint32_t found = index_find(&t->value_index, hash, value_eq, &key);
		if (found == INDEX_NONE) {
			found = pool_add(&t->values);
			memcpy(pool_at(&t->values, found), &key.is, sizeof(key.is));
			index_add(&t->value_index, hash, found);
		}
		pool_touch(&t->values, found);
		((struct value_record *)pool_at(&t->values, found))->count += item.count;
	}
}
