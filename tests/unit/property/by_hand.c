#include "by_hand.h"

#include <stdlib.h>
#include <string.h>

/* ---- whose a fact is ---- */
void hand_units(const struct company *c, int unit, int32_t day, int out[HAND_PATH])
{
	int count = 0;

	while (unit >= 0) {
		const struct stay *s = stay_on(&c->units, unit, day);
		out[count++] = unit;
		unit = s ? s->where : -1;
	}
	out[count] = -1;
}

static bool in_unit(const struct company *c, const struct fact_said *f, const struct invented_dim *d, int wanted)
{
	const struct stay *s = f->seller < 0 ? NULL : stay_on(&c->sellers, f->seller, f->day);
	int path[HAND_PATH];

	hand_units(c, s ? s->where : 0, f->day, path);
	for (int i = 0; path[i] >= 0; i++)
		if (path[i] == wanted && (d->level < 0 || c->unit_type[wanted] == d->level))
			return true;
	return false;
}

static bool of_product(const struct company *c, const struct fact_said *f, const struct invented_dim *d, int wanted)
{
	const struct stay *s = f->product < 0 ? NULL : stay_on(&c->products, f->product, f->day);

	if (f->of_visits || f->product < 0 || (d->level >= 0 && (wanted >= GROUPS) != d->level))
		return false;
	return f->product == wanted || (s && s->where == wanted);
}

static bool of_home(const struct company *c, const struct fact_said *f, int wanted)
{
	const struct stay *s = f->seller < 0 ? NULL : stay_on(&c->homes, f->seller, f->day);

	return f->seller >= 0 && (s ? s->where : c->default_home) == wanted;
}

bool hand_counts(const struct company *c, int kind, const int *members, const struct fact_said *f)
{
	for (int i = 0, at = 0; i < kinds[kind].dim_count; i++) {
		const struct invented_dim *d = &kinds[kind].dims[i];
		int wanted = d->only >= 0 ? d->only : members[at++];
		bool is = d->of == 's'   ? f->seller == wanted
			  : d->of == 'u' ? in_unit(c, f, d, wanted)
			  : d->of == 'p' ? of_product(c, f, d, wanted)
			  : d->of == 'h' ? of_home(c, f, wanted)
					 : f->channel == wanted;
		if (!is)
			return false;
	}
	return true;
}

/* ---- measures ---- */
static int64_t column_of(const struct fact_said *f, enum invented_column column)
{
	switch (column) {
	case COLUMN_AMOUNT:
		return f->amount_e4;
	case COLUMN_UNITS:
		return f->units_e4;
	case COLUMN_HOURS:
		return f->hours_e4;
	default:
		return f->client < 0 ? NOT_GIVEN : f->client;
	}
}

static bool is_taken(const struct invented_measure *m, const struct fact_said *f)
{
	if (m->of_visits != f->of_visits || (m->kinds && (f->kind < 0 || !(m->kinds >> f->kind & 1))))
		return false;
	if ((m->channel >= 0 && f->channel != m->channel) || (m->not_product >= 0 && f->product == m->not_product))
		return false;
	if (m->sign && f->amount_e4 == NOT_GIVEN)
		return false;
	return !m->sign || (m->sign == '>'   ? f->amount_e4 > m->limit_e4
			    : m->sign == 'L' ? f->amount_e4 <= m->limit_e4
					     : f->amount_e4 != m->limit_e4);
}

static bool in_time(const struct invented_measure *m, const struct fact_said *f, const struct period_span *span, int32_t until)
{
	return f->day <= until && f->day < span->to && (m->stock || f->day >= span->from);
}

static int by_size(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

	return (x > y) - (x < y);
}

static struct fraction of_values(enum aggregate aggregate, int64_t *values, int count)
{
	int different = 0;

	qsort(values, (size_t)count, sizeof(*values), by_size);
	for (int i = 0; i < count; i++)
		different += i == 0 || values[i] != values[i - 1];
	if (aggregate == AGG_DISTINCT)
		return fraction_of(different, 1);
	if (!count)
		return fraction_of(0, 0);
	if (aggregate == AGG_MEDIAN)
		return fraction_of((i128)values[(count - 1) / 2] + values[count / 2], 2 * E4);
	return fraction_of(values[aggregate == AGG_MIN ? 0 : count - 1], E4);
}

static struct fraction measured(const struct invented_measure *m, const struct fact_said *const *facts, int count,
				const struct period_span *span, int32_t until)
{
	int64_t values[FACTS], sum = 0, divisor = 0, newest = INT64_MIN, last = 0;
	int given = 0, taken = 0;

	for (int i = 0; i < count; i++) {
		const struct fact_said *f = facts[i];
		if (!is_taken(m, f) || !in_time(m, f, span, until))
			continue;
		int64_t value = column_of(f, m->column), below = column_of(f, m->divisor);
		int64_t moment = (int64_t)f->day * 1440 + (f->minute < 0 ? 0 : f->minute);
		taken++;
		divisor += below == NOT_GIVEN ? 0 : below;
		if (value == NOT_GIVEN)
			continue;
		values[given++] = value;
		sum += value;
		if (moment > newest || (moment == newest && value > last))
			last = value;
		newest = moment > newest ? moment : newest;
	}
	switch (m->aggregate) {
	case AGG_SUM:
		return fraction_of(sum, E4);
	case AGG_COUNT:
		return fraction_of(taken, 1);
	case AGG_AVERAGE:
		return fraction_of(sum, (i128)given * E4);
	case AGG_RATIO:
		return fraction_of(sum, divisor);
	case AGG_LAST:
		return given ? fraction_of(last, E4) : fraction_of(0, 0);
	default:
		return of_values(m->aggregate, values, given);
	}
}

/* ---- KPIs ---- */
static struct fraction evaluated(const struct invented_kpi *k, const struct fraction *measures)
{
	struct fraction stack[STEPS] = { { 0, 0 } };
	int depth = 0;

	for (int i = 0; i < k->count; i++) {
		const struct invented_step *s = &k->steps[i];
		if (s->op <= OP_CONST) {
			stack[depth++] = s->op == OP_CONST ? fraction_of(s->e4, E4) : measures[s->measure];
			continue;
		}
		struct fraction *left = &stack[depth - 2], right = stack[--depth];
		*left = s->op == OP_ADD   ? fraction_add(*left, right)
			: s->op == OP_SUB ? fraction_sub(*left, right)
			: s->op == OP_MUL ? fraction_mul(*left, right)
					  : fraction_div(*left, right);
	}
	return stack[0];
}

/* Measures that something is divided by; where there are none, all. */
static unsigned sampled(const struct invented_kpi *k)
{
	unsigned all[STEPS] = { 0 }, divisors = 0;
	int depth = 0;

	for (int i = 0; i < k->count; i++) {
		const struct invented_step *s = &k->steps[i];
		if (s->op <= OP_CONST) {
			all[depth++] = s->op == OP_MEASURE ? 1u << s->measure : 0;
			continue;
		}
		depth--;
		divisors |= s->op == OP_DIV ? all[depth] : 0;
		all[depth - 1] |= all[depth];
	}
	return divisors ? divisors : all[0];
}

static bool is_behind(const struct invented_measure *m, const struct fact_said *f)
{
	if (!is_taken(m, f))
		return false;
	return m->aggregate == AGG_COUNT || column_of(f, m->aggregate == AGG_RATIO ? m->divisor : m->column) != NOT_GIVEN;
}

static int64_t sample(const struct company *c, const struct invented_kpi *k, const struct fact_said *const *facts, int count,
		      const struct period_span *span, int32_t until)
{
	unsigned wanted = sampled(k);
	int64_t behind = 0;

	for (int i = 0; i < count; i++) {
		bool is = false;
		for (int m = 0; m < MEASURES; m++)
			is = is || (wanted >> m & 1 && is_behind(&c->measures[m], facts[i]) &&
				    in_time(&c->measures[m], facts[i], span, until));
		behind += is;
	}
	return behind;
}

struct hand_figure hand_figure(const struct company *c, int kpi, const struct fact_said *const *facts, int count,
			       const struct period_span *span, int32_t until)
{
	const struct invented_kpi *k = &c->kpis[kpi];
	struct fraction values[MEASURES];
	struct hand_figure out = { .fact = fraction_of(0, 0) };
	int64_t reported = 0;
	bool stock = false;

	for (int i = 0; i < k->count; i++) {
		if (k->steps[i].op != OP_MEASURE)
			continue;
		const struct invented_measure *m = &c->measures[k->steps[i].measure];
		int64_t of_table = 0;
		for (int f = 0; f < count; f++) {
			of_table += facts[f]->of_visits == m->of_visits && in_time(m, facts[f], span, until);
			stock = stock || (m->stock && facts[f]->of_visits == m->of_visits);
		}
		reported = of_table > reported ? of_table : reported;
		values[k->steps[i].measure] = measured(m, facts, count, span, until);
	}
	out.facts = k->min_sample ? sample(c, k, facts, count, span, until) : reported;
	if (reported || stock)
		out.fact = evaluated(k, values);
	return out;
}
