#include "rules/funnel.h"

#include "base/wilson.h"
#include "rules/contributors.h"
#include "rules/engine.h"

/* A stage's count, or the KPI's own figure at the end. */
struct station {
	uint32_t kpi;
	struct ratio base, fact;
};
struct stations {
	struct station at[STAGES_MAX + 1];
	uint32_t count;
};

/* ---- the base ---- */

static enum analysis_outcome stations_by_base(const struct question *q, const struct kpi *k, struct stations *out, uint32_t *at)
{
	for (uint32_t i = 0; i < k->stage_count; i++) {
		struct station *s = &out->at[out->count];

		s->kpi = *at = k->stages[i];
		question_pair(q, q->scope, s->kpi, &s->base, &s->fact);
		if (!s->base.den)
			continue;
		if (!s->fact.den)
			return ANALYSIS_NO_DATA;
		out->count++;
	}
	*at = out->count ? q->kpi : k->stages[0];
	return out->count ? ANALYSIS_DONE : ANALYSIS_NO_BASE;
}

/* What all others have of a KPI; false: it does not fit. */
static bool others_sum(const struct question *q, const scope_list *peers, uint32_t kpi, int64_t *out_e4)
{
	*out_e4 = 0;
	for (size_t i = 0; i < peers->count; i++) {
		struct figures f;
		int64_t e4;

		if (peers->at[i] == q->scope)
			continue;
		question_figures(q, peers->at[i], kpi, &f);
		if (f.fact.den && (!ratio_scaled(f.fact, E4, &e4) || !num_add_i64(*out_e4, e4, out_e4)))
			return false;
	}
	return true;
}

static enum analysis_outcome stations_by_peers(const struct question *q, const struct kpi *k, const scope_list *peers,
					       struct stations *out, uint32_t *at)
{
	struct figures f;
	int64_t e4;

	for (uint32_t i = 0; i <= k->stage_count; i++) {
		struct station *s = &out->at[out->count++];

		s->kpi = *at = i < k->stage_count ? k->stages[i] : q->kpi;
		question_figures(q, q->scope, s->kpi, &f);
		s->fact = f.fact;
		if (!others_sum(q, peers, s->kpi, &e4))
			return ANALYSIS_TOO_LARGE;
		s->base = (struct ratio){ e4, E4 };
		if (!f.fact.den)
			return ANALYSIS_NO_DATA;
		if (e4 <= 0)
			return ANALYSIS_NO_PEERS;
	}
	return ANALYSIS_DONE;
}

/* ---- from stations to steps ---- */

static bool parts_make(const struct stations *s, enum funnel_against against, struct decomposition *d)
{
	d->count = s->count;
	d->parts[0] = (struct part){ .kpi = s->at[0].kpi, .base = s->at[0].base, .fact = s->at[0].fact };
	if (against == FUNNEL_PEERS)
		d->parts[0].base = s->at[0].fact;
	for (uint32_t i = 1; i < s->count; i++) {
		struct part *p = &d->parts[i];

		*p = (struct part){ .kpi = s->at[i].kpi };
		if (!ratio_div(s->at[i].base, s->at[i - 1].base, &p->base) ||
		    !ratio_div(s->at[i].fact, s->at[i - 1].fact, &p->fact))
			return false;
	}
	return true;
}

static bool whole_number(struct ratio r, int64_t *out)
{
	int64_t e4;

	if (!ratio_scaled(r, E4, &e4) || e4 % E4 || ratio_cmp(r, (struct ratio){ e4, E4 }) != 0)
		return false;
	*out = e4 / E4;
	return true;
}

static void bounds_fill(struct funnel_step *x, const struct station *from, const struct station *to)
{
	int64_t trials, hits, base_ppm;

	x->low_ppm = x->high_ppm = -1;
	if (x->from == NONE || !from->fact.den || !to->fact.den || !whole_number(from->fact, &trials) ||
	    !whole_number(to->fact, &hits) || !wilson_bounds(hits, trials, &x->low_ppm, &x->high_ppm))
		return;
	x->sure = ratio_scaled(x->base, PPM, &base_ppm) && (base_ppm < x->low_ppm || base_ppm > x->high_ppm);
}

static void steps_fill(const struct question *q, const struct stations *s, const struct decomposition *d, struct funnel *out)
{
	bool down = engine_model(q->engine)->kpis[q->kpi].direction == DIRECTION_DOWN;

	out->count = d->count;
	out->base_e4 = d->base_e4;
	out->fact_e4 = d->fact_e4;
	out->gap_e4 = d->gap_e4;
	for (uint32_t i = 0; i < d->count; i++) {
		const struct part *p = &d->parts[i];
		struct funnel_step *x = &out->steps[i];
		int64_t worst = out->worst == NONE ? 0 : out->steps[out->worst].effect_e4;

		*x = (struct funnel_step){ .from = i ? s->at[i - 1].kpi : NONE,
					   .to = p->kpi,
					   .base = p->base,
					   .fact = p->fact,
					   .effect_e4 = p->effect_e4,
					   .low_ppm = -1,
					   .high_ppm = -1 };
		if (!i || i + 1 == d->count)
			continue;
		bounds_fill(x, &s->at[i - 1], &s->at[i]);
		if (down ? x->effect_e4 > worst : x->effect_e4 < worst)
			out->worst = i;
	}
}

enum analysis_outcome funnel_of(const struct question *q, enum funnel_against against, enum kin_circle circle, struct funnel *out)
{
	const struct kpi *k = &engine_model(q->engine)->kpis[q->kpi];
	struct ratio none = { 0, 0 };
	struct stations s = { 0 };
	struct decomposition d = { .at = NONE };
	enum analysis_outcome outcome;

	*out = (struct funnel){ .worst = NONE, .at = q->kpi };
	if (!k->stage_count)
		return ANALYSIS_NO_STAGES;
	if (against == FUNNEL_PEERS) {
		scope_list peers = { 0 };

		kin_beside(q->engine, q->scope, circle, contributors_day(q), &peers);
		outcome = stations_by_peers(q, k, &peers, &s, &out->at);
		ARRAY_FREE(peers);
	} else {
		outcome = stations_by_base(q, k, &s, &out->at);
		s.at[s.count].kpi = q->kpi;
		question_pair(q, q->scope, q->kpi, &s.at[s.count].base, &s.at[s.count].fact);
		s.count++;
	}
	if (outcome != ANALYSIS_DONE)
		return outcome;
	if (!s.at[s.count - 1].fact.den || !s.at[s.count - 1].base.den)
		return s.at[s.count - 1].fact.den ? ANALYSIS_NO_BASE : ANALYSIS_NO_DATA;
	if (!parts_make(&s, against, &d))
		return ANALYSIS_TOO_LARGE;
	outcome = decompose_chain(&d, EFFECTS_CHAIN, none);
	out->at = d.at;
	if (outcome == ANALYSIS_DONE)
		steps_fill(q, &s, &d, out);
	return outcome;
}
