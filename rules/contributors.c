#include "rules/contributors.h"

#include "base/sort.h"
#include "rules/engine.h"
#include "rules/kin.h"
#include "rules/period.h"

int32_t contributors_day(const struct question *q)
{
	int32_t last = period_to(engine_model(q->engine), q->period) - 1;

	return q->day == DAY_NONE || q->day > last ? last : q->day;
}

/* Where the sign of the gap is turned so that it is not positive: is `a` further on its side? */
static bool is_before(int64_t gap_e4, const struct contributor *a, const struct contributor *b)
{
	if (a->gap_e4 != b->gap_e4)
		return gap_e4 > 0 ? a->gap_e4 > b->gap_e4 : a->gap_e4 < b->gap_e4;
	return a->scope < b->scope;
}

static bool gap_of(struct ratio base, struct ratio fact, int64_t *out_base_e4, int64_t *out_fact_e4, int64_t *out_gap_e4)
{
	*out_base_e4 = *out_fact_e4 = 0;
	return (!base.den || ratio_scaled(base, E4, out_base_e4)) && (!fact.den || ratio_scaled(fact, E4, out_fact_e4)) &&
	       !__builtin_sub_overflow(*out_fact_e4, *out_base_e4, out_gap_e4);
}

static bool member_take(const struct question *q, uint32_t scope, struct contributor *list, struct contributors *out)
{
	struct contributor *c = &list[out->count];
	int64_t base_e4, fact_e4;

	*c = (struct contributor){ .scope = scope };
	question_pair(q, scope, q->kpi, &c->base, &c->fact);
	if (q->against_period ? !c->base.den && !c->fact.den : !c->base.den)
		return true;
	out->count++;
	return gap_of(c->base, c->fact, &base_e4, &fact_e4, &c->gap_e4) &&
	       !__builtin_sub_overflow(out->rest_e4, c->gap_e4, &out->rest_e4);
}

/* The fewest of the first whose sum is 80 % of the gap. */
static void key_find(struct contributors *out)
{
	i128 sum = 0, wanted = (i128)out->gap_e4 * CONTRIBUTORS_SHARE_PPM;

	for (uint32_t i = 0; i < out->count; i++) {
		int64_t gap_e4 = out->at[i].gap_e4;

		if (!out->gap_e4 || !gap_e4 || (gap_e4 < 0) != (out->gap_e4 < 0))
			return;
		sum += (i128)gap_e4 * PPM;
		out->key_count++;
		if (wanted < 0 ? sum <= wanted : sum >= wanted)
			return;
	}
}

enum analysis_outcome contributors_of(struct arena *a, const struct question *q, uint32_t by, struct contributors *out)
{
	scope_list scopes = { 0 };
	struct contributor *list;
	struct ratio base, fact;
	bool fits = true;

	*out = (struct contributors){ 0 };
	if (!engine_model(q->engine)->kpis[q->kpi].additive)
		return ANALYSIS_NOT_ADDITIVE;
	enum analysis_outcome outcome = question_gap(q, &base, &fact);
	if (outcome != ANALYSIS_DONE)
		return outcome;
	if (!gap_of(base, fact, &out->base_e4, &out->fact_e4, &out->gap_e4))
		return ANALYSIS_TOO_LARGE;
	out->rest_e4 = out->gap_e4;
	kin_below(q->engine, q->scope, by, contributors_day(q), &scopes);
	list = arena_alloc(a, scopes.count * sizeof(*list) + 1);
	for (size_t i = 0; i < scopes.count && fits; i++)
		fits = member_take(q, scopes.at[i], list, out);
	ARRAY_FREE(scopes);
	if (!fits)
		return ANALYSIS_TOO_LARGE;
	if (!out->count)
		return ANALYSIS_NO_MEMBERS;
#define BEFORE(x, y) is_before(out->gap_e4, &(x), &(y))
	HEAP_SORT(struct contributor, list, out->count, BEFORE);
#undef BEFORE
	out->at = list;
	key_find(out);
	return ANALYSIS_DONE;
}
