#include "by_hand_plan.h"

#include <stdlib.h>
#include <string.h>

enum { ROWS = 96, VERSIONS = 32, DAYS = 367 };

/* ---- what a day weighs for somebody ---- */
struct owner {
	int kpi, seller, unit; /* -1: none */
};

static int unit_calendar(const struct company *c, int unit, int32_t day)
{
	int path[HAND_PATH];

	hand_units(c, unit, day, path);
	for (int i = 0; path[i] >= 0; i++) {
		const struct stay *row = stay_on(&c->units, path[i], day);
		if (row && row->calendar >= 0)
			return row->calendar;
	}
	return c->calendar;
}

/* On a day on which he is nowhere that of the next one on which he is somewhere, else of the last one before. */
static int seller_calendar(const struct company *c, int seller, int32_t day)
{
	const struct stay *next = NULL, *before = NULL;

	for (int i = 0; i < c->sellers.count; i++) {
		const struct stay *s = &c->sellers.at[i];
		if (s->who != seller || s->to <= day)
			before = s->who == seller ? s : before;
		else if (!next)
			next = s;
	}
	const struct stay *row = next ? next : before;
	if (!row)
		return c->calendar;
	int32_t near = !next ? row->to - 1 : next->from > day ? next->from : day;

	return row->calendar >= 0 ? row->calendar : unit_calendar(c, row->where, near);
}

static int64_t weight(const struct company *c, struct owner o, enum phasing phasing, int32_t day)
{
	int calendar = c->kpis[o.kpi].calendar;

	if (phasing == PHASE_CALENDAR_DAYS)
		return 1;
	if (c->plan_rests && o.seller >= 0 && stay_on(&c->absences, o.seller, day))
		return 0;
	if (calendar < 0)
		calendar = o.seller >= 0 ? seller_calendar(c, o.seller, day)
			   : o.unit >= 0 ? unit_calendar(c, o.unit, day)
					 : c->calendar;
	return day_weight(c, calendar, phasing, day);
}

static int64_t weights(const struct company *c, struct owner o, enum phasing phasing, int32_t from, int32_t to)
{
	int64_t sum = 0;

	for (int32_t day = from; day < to; day++)
		sum += weight(c, o, phasing, day);
	return sum;
}

static struct owner owner_of(const struct plan_wanted *w)
{
	const struct invented_kind *k = &kinds[w->kind];
	struct owner o = { w->kpi, -1, -1 };

	for (int i = 0, at = 0; i < k->dim_count; i++) {
		int member = k->dims[i].only >= 0 ? k->dims[i].only : w->members[at++];
		if (k->dims[i].of == 's' && o.unit < 0)
			o.seller = member;
		if (k->dims[i].of == 'u' && o.seller < 0 && o.unit < 0)
			o.unit = member;
	}
	return o;
}

/* ---- the versions of a plan ---- */
struct version {
	int32_t day;
	int64_t target_e4;
	int profile; /* 0: none */
	int number;
};
struct row {
	struct version is;
	int order; /* of equals the highest counts: what a year gives its months, what a quarter gives, a row of its own */
};
struct curve {
	struct version versions[VERSIONS];
	int count;
	struct owner owner;
	struct period_span span;
	int64_t before[DAYS]; /* what the days of the period before this one weigh */
};

static int row_order(const void *a, const void *b)
{
	const struct row *x = a, *y = b;

	if (x->is.day != y->is.day)
		return x->is.day < y->is.day ? -1 : 1;
	if (x->is.number != y->is.number)
		return x->is.number < y->is.number ? -1 : 1;
	return x->order - y->order;
}

static void take_versions(struct curve *v, struct row *rows, int count)
{
	int best = 0;

	qsort(rows, (size_t)count, sizeof(*rows), row_order);
	for (int i = 0; i < count; i++) {
		struct version one = rows[i].is;
		struct version *last = v->count ? &v->versions[v->count - 1] : NULL;
		if (one.number < best)
			continue;
		best = one.number;
		if (!one.profile && last)
			one.profile = last->profile;
		if (last && last->day == one.day)
			v->count--;
		v->versions[v->count++] = one;
	}
}

static void weigh(const struct company *c, struct curve *v)
{
	for (int32_t day = v->span.from; day < v->span.to; day++)
		v->before[day + 1 - v->span.from] = v->before[day - v->span.from] + weight(c, v->owner, c->phasing, day);
}

/* Of days of the period; by calendar days where `all` of them weigh nothing. */
static int64_t weighed(const struct curve *v, bool nothing, int32_t from, int32_t to)
{
	return nothing ? to - from : v->before[to - v->span.from] - v->before[from - v->span.from];
}

/* By a profile: each month its weight, within the month the days by theirs. */
static struct fraction season_share(const struct company *c, const struct curve *v, int profile, int32_t from, int32_t to)
{
	struct fraction sum = fraction_of(0, 1);
	int32_t day = v->span.from;

	for (int i = 0; day < v->span.to; i++) {
		struct period_span month;
		span_of(c, PERIOD_MONTH, day, &month);
		bool nothing = !weighed(v, false, month.from, month.to);
		int32_t since = from > month.from ? from : month.from, until = to < month.to ? to : month.to;
		int64_t part = since < until ? weighed(v, nothing, since, until) : 0;
		struct fraction share = fraction_of(part, weighed(v, nothing, month.from, month.to));
		sum = fraction_add(sum, fraction_mul(share, fraction_of(c->profile[profile - 1][i], 1)));
		day = month.to;
	}
	return sum;
}

static struct fraction share_of(const struct company *c, const struct curve *v, int profile, int32_t from, int32_t to)
{
	struct fraction all = profile ? season_share(c, v, profile, from, v->span.to) : fraction_of(0, 1);

	if (all.num != 0)
		return fraction_div(season_share(c, v, profile, from, to), all);
	bool nothing = !weighed(v, false, from, v->span.to);

	return fraction_of(weighed(v, nothing, from, to), weighed(v, nothing, from, v->span.to));
}

/* Reached at the beginning of `end`, with the amendments up to `as_of`. */
static struct fraction reached(const struct company *c, const struct curve *v, int32_t end, int32_t as_of)
{
	struct fraction sum = fraction_of(0, 1);
	int i = 0;

	while (i + 1 < v->count && v->versions[i + 1].day <= v->span.from && v->versions[i + 1].day <= as_of)
		i++;
	for (; i < v->count && v->versions[i].day <= as_of; i++) {
		const struct version *x = &v->versions[i];
		int32_t from = x->day > v->span.from ? x->day : v->span.from;
		int32_t to = i + 1 < v->count && x[1].day < end && x[1].day <= as_of ? x[1].day : end;
		if (from >= to)
			break;
		struct fraction left = fraction_sub(fraction_of(x->target_e4, E4), sum);
		sum = fraction_add(sum, fraction_mul(left, share_of(c, v, x->profile, from, to)));
	}
	return sum;
}

static bool is_about(const struct invented_plan *p, const struct plan_wanted *w)
{
	return p->kind == w->kind && memcmp(p->members, w->members, sizeof(p->members)) == 0 && p->kpi == w->kpi &&
	       p->level == w->level;
}

/* Commands go before all rows, the latest first. */
static struct version version_of(const struct company *c, const struct invented_plan *p)
{
	return (struct version){ p->valid_from, p->target_e4, p->profile,
				 p->command ? 1000000 + (int)(p - c->plans) : p->version };
}

static void own_curve(const struct company *c, const struct plan_wanted *w, struct curve *v);

/* Rows that a year's or a quarter's profile gives to the month wanted. */
static int rows_of_whole(const struct company *c, const struct plan_wanted *w, int kind, struct row *rows)
{
	struct plan_wanted whole = *w;
	struct curve v;
	int count = 0;

	if (!c->keeps_period[kind] || !span_of(c, kind, w->span.from, &whole.span))
		return 0;
	own_curve(c, &whole, &v);
	for (int i = 0; i < v.count; i++) {
		const struct version *x = &v.versions[i];
		if (!x->profile || x->day >= w->span.to)
			continue;
		int64_t until = fraction_round_e4(reached(c, &v, w->span.to, x->day));
		int64_t before = fraction_round_e4(reached(c, &v, w->span.from, x->day));
		rows[count++] = (struct row){ { x->day, until - before, 0, x->number }, kind == PERIOD_YEAR ? 0 : 1 };
	}
	return count;
}

static void own_curve(const struct company *c, const struct plan_wanted *w, struct curve *v)
{
	struct row rows[ROWS];
	int count = 0;

	*v = (struct curve){ .owner = owner_of(w), .span = w->span };
	for (int i = 0; i < c->plan_count; i++)
		if (is_about(&c->plans[i], w) && c->plans[i].period.kind == w->span.kind &&
		    c->plans[i].period.from == w->span.from)
			rows[count++] = (struct row){ version_of(c, &c->plans[i]), 2 + i };
	if (w->span.kind == PERIOD_MONTH) {
		count += rows_of_whole(c, w, PERIOD_YEAR, &rows[count]);
		count += rows_of_whole(c, w, PERIOD_QUARTER, &rows[count]);
	}
	take_versions(v, rows, count);
	if (v->count)
		weigh(c, v);
}

/* ---- roll-up ---- */
/* Do two kinds differ in whom of the organisation they are about, and in nothing else? */
static bool is_same_cut(const struct invented_kind *a, const struct invented_kind *b)
{
	if (a->dim_count != b->dim_count)
		return false;
	for (int i = 1; i < a->dim_count; i++)
		if (a->dims[i].of != b->dims[i].of || a->dims[i].level != b->dims[i].level || a->dims[i].only != b->dims[i].only)
			return false;
	return true;
}

/* The plan that a unit has by rows, in whichever kind; false: none. */
static bool unit_curve(const struct company *c, const struct plan_wanted *w, int unit, struct curve *v)
{
	for (int k = 0; k < KINDS; k++) {
		struct plan_wanted own = *w;
		if (!c->keeps_kind[k] || kinds[k].dims[0].of != 'u' || !is_same_cut(&kinds[k], &kinds[w->kind]))
			continue;
		own.kind = k;
		own.members[0] = unit;
		own_curve(c, &own, v);
		if (v->count)
			return true;
	}
	return false;
}

/* Is the unit wanted on the path from `below` upward, with nobody before it who has a plan of his own? */
static bool gets_from(const struct company *c, const struct plan_wanted *w, const bool *has_own, int below, bool inclusive,
		      int32_t day)
{
	int path[HAND_PATH];

	hand_units(c, below, day, path);
	for (int i = inclusive ? 0 : 1; path[i] >= 0; i++) {
		if (path[i] == w->members[0])
			return true;
		if (has_own[path[i]])
			return false;
	}
	return false;
}

struct sum {
	struct fraction until, whole; /* up to the day asked; up to the end of the period, as planned on that day */
	bool any, has_own[UNITS];
};

static void give(const struct company *c, const struct plan_wanted *w, const struct curve *v, int giver, bool is_seller,
		 int32_t day, struct sum *out)
{
	for (int32_t d = w->span.from; d < w->span.to; d++) {
		const struct stay *stay = is_seller ? stay_on(&c->sellers, giver, d) : NULL;
		if ((is_seller && !stay) || !gets_from(c, w, out->has_own, is_seller ? stay->where : giver, is_seller, d))
			continue;
		out->any = true;
		out->whole = fraction_add(out->whole, fraction_sub(reached(c, v, d + 1, day), reached(c, v, d, day)));
		if (d <= day)
			out->until = fraction_add(out->until,
						  fraction_sub(reached(c, v, d + 1, DAY_NONE), reached(c, v, d, DAY_NONE)));
	}
}

static struct sum rolled_up(const struct company *c, const struct plan_wanted *w, int32_t day)
{
	struct sum sum = { .until = fraction_of(0, 1), .whole = fraction_of(0, 1) };
	struct curve v;

	for (int u = 0; u < UNITS; u++)
		sum.has_own[u] = unit_curve(c, w, u, &v);
	for (int k = 0; k < KINDS; k++)
		for (int s = 0; s < SELLERS && kinds[k].dims[0].of == 's'; s++) {
			struct plan_wanted own = *w;
			own.kind = k;
			own.members[0] = s;
			if (!c->keeps_kind[k] || !is_same_cut(&kinds[k], &kinds[w->kind]))
				continue;
			own_curve(c, &own, &v);
			if (v.count)
				give(c, w, &v, s, true, day, &sum);
		}
	for (int u = 0; u < UNITS; u++)
		if (sum.has_own[u] && unit_curve(c, w, u, &v))
			give(c, w, &v, u, false, day, &sum);
	return sum;
}

static int64_t target_on(const struct curve *v, int32_t day)
{
	int64_t target = 0;

	for (int i = 0; i < v->count && v->versions[i].day <= day; i++)
		target = v->versions[i].target_e4;
	return target;
}

struct hand_plan hand_plan(const struct company *c, const struct plan_wanted *w, int32_t day)
{
	struct hand_plan out = { 0 };
	struct owner owner = owner_of(w);
	enum phasing phasing = weights(c, owner, c->phasing, w->span.from, w->span.to) ? c->phasing : PHASE_CALENDAR_DAYS;
	struct curve v;

	own_curve(c, w, &v);
	if (!v.count && w->adds_up && kinds[w->kind].dims[0].of == 'u')
		unit_curve(c, w, w->members[0], &v);
	out.elapsed = weights(c, owner, phasing, w->span.from, day + 1);
	out.total = weights(c, owner, phasing, w->span.from, w->span.to);
	if (v.count) {
		out.is = true;
		out.target_e4 = target_on(&v, day);
		out.expected = reached(c, &v, day + 1, DAY_NONE);
	} else if (w->adds_up && kinds[w->kind].dims[0].of == 'u') {
		struct sum sum = rolled_up(c, w, day);
		out.is = sum.any;
		out.expected = sum.until;
		out.target_e4 = fraction_round_e4(sum.whole);
		if (day == w->span.to - 1)
			out.expected = fraction_of(out.target_e4, E4);
	}
	if (!w->grows)
		out.expected = fraction_of(out.target_e4, E4);
	return out;
}
