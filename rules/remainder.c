#include "rules/remainder.h"

#include "rules/calendar.h"
#include "rules/period.h"
#include "rules/plan.h"
#include "rules/state.h"
#include "rules/window.h"

struct asked {
	const struct engine *engine;
	uint32_t scope, kpi;
	const struct calendar *calendar;
	int64_t left; /* working days of the period after the day */
};

/* Up to the end of `day`, DAY_NONE: the whole period. Nothing reported came to nothing. */
static struct ratio came(const struct asked *a, struct period p, int32_t day)
{
	struct window w;
	bool any = window_open(a->engine, a->scope, a->kpi, p, day, &w);
	struct ratio fact = any && w.fact.den ? w.fact : (struct ratio){ 0, E4 };

	window_close(&w);
	return fact;
}

static bool has_figure(const struct asked *a, struct period p)
{
	return period_exists(a->engine->model, p) && came(a, p, DAY_NONE).num != 0;
}

/* Nobody worked between the period's first day and the company's. */
static bool is_first(const struct asked *a, struct period p)
{
	const struct engine *e = a->engine;
	int32_t from = period_from(e->model, p), began = e->clock.closed_from;

	if (began == DAY_MIN)
		return false;
	began += e->model->closes_after_days;
	return began >= from && began < period_to(e->model, p) && calendar_weight(a->calendar, PHASE_WORKDAYS, from, began) == 0;
}

static bool is_usual(const struct asked *a, struct period p)
{
	return has_figure(a, p) && (is_first(a, p) || has_figure(a, (struct period){ p.kind, p.index - 1 }));
}

/* The last day before the period's last `left` working days. */
static int32_t cut_of(const struct asked *a, struct period p)
{
	int32_t to = period_to(a->engine->model, p), first;

	if (a->left == 0)
		return to - 1;
	first = calendar_add_workdays(a->calendar, to, (int32_t)-a->left);
	return first == DAY_NONE ? to - 1 : first - 1;
}

static bool add_rest(const struct asked *a, struct period p, struct ratio *sum)
{
	int32_t cut = cut_of(a, p);
	struct ratio rest = came(a, p, DAY_NONE);

	if (cut >= period_from(a->engine->model, p) && !ratio_sub(rest, came(a, p, cut), &rest))
		return false;
	return ratio_add(*sum, rest, sum);
}

static const struct calendar *calendar_of(const struct asked *a, struct period p, uint32_t calendar, int32_t day)
{
	const struct model *m = a->engine->model;
	int32_t from = DAY_MIN, to = DAY_NONE;

	if (day < period_from(m, p))
		day = period_from(m, p);
	if (calendar == NONE)
		calendar = plan_calendar(a->engine->plans, a->scope, a->kpi, day, &from, &to);
	/* On a day of absence none is: what is left is counted by the company's. */
	return &m->calendars[calendar < m->calendar_count ? calendar : m->calendar];
}

struct ratio remainder_usual(const struct engine *e, uint32_t scope, uint32_t kpi, struct period period, uint32_t calendar,
			     int32_t day)
{
	struct asked a = { .engine = e, .scope = scope, .kpi = kpi };
	struct ratio sum = { 0, E4 };
	int64_t count = 0;

	a.calendar = calendar_of(&a, period, calendar, day);
	a.left = calendar_weight(a.calendar, PHASE_WORKDAYS, day + 1, period_to(e->model, period));
	for (int32_t back = 1; back <= REMAINDER_PERIODS; back++) {
		struct period p = { period.kind, period.index - back };

		if (!period_exists(e->model, p) || !is_usual(&a, p))
			continue;
		if (!add_rest(&a, p, &sum))
			return (struct ratio){ 0, 0 };
		count++;
	}
	if (count == 0 || !ratio_div(sum, (struct ratio){ count, 1 }, &sum))
		return (struct ratio){ 0, 0 };
	return sum;
}
