#include "rules/plan_book.h"

static bool sums_up(const struct kpi *k)
{
	return k->rollup == ROLLUP_SUM || (k->rollup == ROLLUP_NONE && k->additive);
}

/* The period that the sum gives `from` to; false: it reaches over its borders. */
static bool sum_period(const struct model *m, const struct plan_sum *sum, struct period from, struct period *out)
{
	if (sum->to_period_kind == sum->from_period_kind) {
		*out = from;
		return true;
	}
	return period_of(m, sum->to_period_kind, period_from(m, from), out) && period_to(m, from) <= period_to(m, *out);
}

/* The scope that the sum gives `from` to. `to` is that of the named members, NONE: the same members. */
static uint32_t sum_scope(struct plan_book *b, const struct plan_sum *sum, uint32_t from, uint32_t to)
{
	struct scope scope = *scope_at(b->scopes, from);

	if (to != NONE)
		return to;
	if (scope.kind == sum->to_kind)
		return from;
	scope.kind = sum->to_kind;
	return scope_intern(b->scopes, scope);
}

/* A curve of its own over the whole longer period, with the amendments of the shorter ones. */
static struct piece rephased(const struct plan_book *b, const struct plan *from, const struct plan *to)
{
	return (struct piece){
		.calendar = to->calendar,
		.from = period_from(b->model, to->key.period),
		.to = period_to(b->model, to->key.period),
		.versions = from->steps,
		.version_count = from->step_count,
	};
}

static void give(struct plan_book *b, struct drafts *d, const struct plan *from, const struct plan *to, uint32_t group)
{
	const struct kpi *kpi = &b->model->kpis[from->key.kpi];
	bool whole = !period_eq(from->key.period, to->key.period);

	if (!sums_up(kpi)) {
		drafts_add_same(d, group, rephased(b, from, to), false);
		return;
	}
	if (whole) {
		drafts_add(d, group, rephased(b, from, to));
		return;
	}
	for (uint32_t i = 0; i < from->piece_count; i++)
		drafts_add(d, group, b->pieces.at[from->pieces + i]);
}

static void collect(struct plan_book *b, struct drafts *d, const struct plan_sum *sum, uint32_t start)
{
	const struct model *m = b->model;
	uint32_t to_scope = sum->to_members[0].len ? plan_scope(b, sum->to_kind, sum->to_members) : NONE;

	for (uint32_t i = 0; i < start; i++) {
		struct plan_key key = b->plans.at[i].key;

		if (scope_at(b->scopes, key.scope)->kind != sum->from_kind || key.period.kind != sum->from_period_kind ||
		    (m->kpis[key.kpi].rollup == ROLLUP_NONE && !m->kpis[key.kpi].additive) ||
		    (m->kpis[key.kpi].stock && sum->from_period_kind != sum->to_period_kind) ||
		    !sum_period(m, sum, key.period, &key.period))
			continue;
		key.scope = sum_scope(b, sum, key.scope, to_scope);
		uint32_t to = plan_seek(b, key);

		if (to != NONE && to < start)
			continue; /* its own row, or an earlier sum */
		if (to == NONE)
			to = plan_add(b, key);
		if (b->plans.at[i].piece_count)
			give(b, d, &b->plans.at[i], &b->plans.at[to], to - start);
	}
}

static void add_sum(struct plan_book *b, const struct plan_sum *sum)
{
	struct drafts d = { .book = b };
	uint32_t start = (uint32_t)b->plans.count;

	collect(b, &d, sum, start);
	uint32_t count = (uint32_t)b->plans.count - start;
	uint32_t *first = mem_alloc((count + 1) * sizeof *first);

	drafts_settle(&d, count, first);
	for (uint32_t i = 0; i < count; i++) {
		struct plan *p = &b->plans.at[start + i];

		p->rolled_up = true;
		p->pieces = first[i];
		p->piece_count = first[i + 1] - first[i];
		if (p->piece_count)
			plan_make_steps(b, p);
	}
	mem_free(first);
	drafts_free(&d);
}

void plan_add_sums(struct plan_book *b)
{
	for (uint32_t i = 0; i < b->model->plan_sum_count; i++)
		add_sum(b, &b->model->plan_sums[i]);
}
