/* Profiles: a day's place in a year is the weights of the months behind it and the part of its own month that the calendar says
 * has passed. Nothing is rounded here, so that parts of members add up; who rounds plan-to-date at a month's end gets what the
 * months' own plans add up to. */
#include "rules/plan_book.h"

/* A place in the season as a fraction. */
struct place {
	int64_t num, den;
};

static uint32_t months_of(struct period p)
{
	return p.kind == PERIOD_YEAR ? 12 : p.kind == PERIOD_QUARTER ? 3 : 0;
}

static struct period month_first(const struct model *m, struct period p)
{
	struct period month;

	period_of(m, PERIOD_MONTH, period_from(m, p), &month);
	return month;
}

/* At the beginning of `day`. A month without weight goes by calendar days, as its own plan does. */
static struct place place_of(const struct season *s, int32_t day)
{
	const struct model *m = s->book->model;
	struct period month = month_first(m, s->period);
	struct place place = { 0, 1 };

	for (uint32_t i = 0; i < s->profile->month_count; i++, month.index++) {
		int32_t from = period_from(m, month), to = period_to(m, month);

		if (day >= to) {
			place.num += s->profile->weights[i];
			continue;
		}
		if (day <= from)
			break;
		place.den = plan_weight(s->book, s->calendar, m->phasing, from, to);
		enum phasing phasing = place.den ? m->phasing : PHASE_CALENDAR_DAYS;

		if (!place.den)
			place.den = to - from;
		place.num =
			place.num * place.den + s->profile->weights[i] * plan_weight(s->book, s->calendar, phasing, from, day);
		break;
	}
	return place;
}

static int64_t common_factor(int64_t a, int64_t b)
{
	while (b) {
		int64_t rest = a % b;

		a = b;
		b = rest;
	}
	return a;
}

bool season_weigh(const struct season *s, int32_t start, int32_t stop, int64_t *out_elapsed, int64_t *out_total)
{
	if (s->profile->month_count != months_of(s->period))
		return false;
	struct place first = place_of(s, start), last = place_of(s, stop),
		     end = place_of(s, period_to(s->book->model, s->period));
	int64_t elapsed = last.num * first.den - first.num * last.den;
	int64_t total = (end.num * first.den - first.num) * last.den;

	if (total == 0)
		return false;
	int64_t common = common_factor(total, elapsed);

	*out_elapsed = elapsed / common;
	*out_total = total / common;
	return true;
}

uint32_t season_months(const struct plan_book *b, const struct plan *p, const struct plan_version *v, struct season_month out[])
{
	const struct model *m = b->model;
	struct period month = month_first(m, p->key.period);
	int64_t before = 0;
	uint32_t count = 0;

	for (uint32_t i = 0; v->profile && i < months_of(p->key.period); i++, month.index++) {
		int64_t until = plan_round_e4(
			pieces_at(b, p->key.period, &b->pieces.at[p->pieces], p->piece_count, NONE, period_to(m, month), v->day));

		if (period_to(m, month) > v->day)
			out[count++] = (struct season_month){ month, until - before };
		before = until;
	}
	return count;
}
