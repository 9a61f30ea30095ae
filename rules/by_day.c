#include "rules/by_day.h"

#include "rules/period.h"

bool by_day_is_judged(const struct subject *s, int32_t day)
{
	return subject_is_there(s, day) && (s->decision->when_for.of != COUNT_WORKDAYS || subject_is_workday(s, day));
}

static struct figures figures_of(const struct subject *s, int32_t day)
{
	struct figures f = { 0 };

	subject_fact(s, day, &f);
	return f;
}

/* What was over before the company began was nobody's to report. */
static int32_t first_day(const struct subject *s)
{
	const struct engine *e = s->engine;
	int32_t from = period_from(e->model, s->period), began = e->clock.closed_from;

	if (began == DAY_MIN)
		return from;
	began += e->model->closes_after_days;
	return began > from ? began : from;
}

bool by_day_runs(const struct subject *s, int32_t day, int32_t *out_since, struct figures *out_figures)
{
	uint32_t left = s->decision->when_for.days;
	int32_t first = first_day(s);

	if (!by_day_is_judged(s, day))
		return false;
	for (int32_t d = day; left && d >= first; d--) {
		if (d != day && !by_day_is_judged(s, d))
			continue;
		struct figures f = figures_of(s, d);
		if (!condition_holds(s, &s->decision->when, &f))
			return false;
		if (d == day)
			*out_figures = f;
		*out_since = d;
		left--;
	}
	return !left;
}

bool by_day_cleared(const struct subject *s, int32_t since, int32_t day, bool over, int32_t *out_day, struct figures *out_figures)
{
	uint32_t wanted = s->decision->clear_for.days ? s->decision->clear_for.days : 1, seen = 0;

	*out_day = day;
	*out_figures = figures_of(s, day);
	if (over && !subject_is_there(s, day))
		return true;
	for (int32_t d = day; seen < wanted && d >= since; d--) {
		if (!by_day_is_judged(s, d))
			continue;
		struct figures f = figures_of(s, d);
		bool clear = condition_cleared(s, &s->decision->clear, &f);
		if (!clear && d == day && !over)
			continue;
		if (!clear)
			return false;
		if (!seen) {
			*out_day = d;
			*out_figures = f;
		}
		seen++;
	}
	return true;
}
