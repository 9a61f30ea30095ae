#include "rules/peers.h"

#include "rules/contributors.h"
#include "rules/engine.h"

/* A figure, and what places go by: more is better. */
struct standing {
	struct ratio value, merit;
};

static struct ratio turned(struct ratio r)
{
	return (struct ratio){ -r.num, r.den };
}

static struct ratio merit_of(const struct kpi *k, const struct figures *f, struct ratio value, enum peers_by by)
{
	struct ratio off = figures_deviation(k, f);

	if (by == PEERS_ATTAINMENT || k->direction == DIRECTION_UP)
		return value;
	if (k->direction == DIRECTION_DOWN)
		return turned(value);
	return off.num > 0 ? turned(off) : off;
}

static struct standing standing_of(const struct question *q, uint32_t scope, enum peers_by by)
{
	const struct kpi *k = &engine_model(q->engine)->kpis[q->kpi];
	struct standing s;
	struct figures f;

	question_figures(q, scope, q->kpi, &f);
	s.value = by == PEERS_FACT ? f.fact : figures_attainment(k, &f);
	s.merit = s.value.den ? merit_of(k, &f, s.value, by) : s.value;
	return s;
}

enum analysis_outcome peers_of(struct arena *a, const struct question *q, enum kin_circle circle, enum peers_by by,
			       struct peers *out)
{
	struct standing own = standing_of(q, q->scope, by);
	scope_list scopes = { 0 };
	struct ratio *values;

	*out = (struct peers){ .value = own.value, .place = own.value.den ? 1 : 0 };
	kin_beside(q->engine, q->scope, circle, contributors_day(q), &scopes);
	values = arena_alloc(a, scopes.count * sizeof(*values) + 1);
	for (size_t i = 0; i < scopes.count; i++) {
		struct standing s = standing_of(q, scopes.at[i], by);

		if (!s.value.den || !s.merit.den) {
			out->without++;
			continue;
		}
		values[out->count++] = s.value;
		if (own.merit.den && ratio_cmp(s.merit, own.merit) > 0)
			out->place++;
	}
	ARRAY_FREE(scopes);
	if (out->count < 2)
		return ANALYSIS_NO_PEERS;
	return quartiles_of(values, out->count, &out->quartiles) ? ANALYSIS_DONE : ANALYSIS_TOO_LARGE;
}
