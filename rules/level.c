#include "rules/level.h"

#include "rules/calendar.h"
#include "rules/org.h"
#include "rules/period.h"

static int32_t month_of(int32_t day)
{
	struct civil c = date_civil(day);

	return c.year * 12 + c.month - 1;
}

uint32_t level_on(const struct model *m, uint32_t seller, int32_t day)
{
	return links_parent(&m->seller_levels, seller, day, NULL, NULL);
}

uint32_t level_ramp_month(const struct model *m, uint32_t seller, int32_t day)
{
	uint32_t level = level_on(m, seller, day), month;
	int32_t hired = m->sellers[seller].hired;

	if (level == NONE || hired == DAY_NONE || day < hired)
		return 0;
	month = (uint32_t)(month_of(day) - month_of(hired)) + 1;
	return month <= m->levels[level].ramp_months ? month : 0;
}

static const struct ramp_month *ramp_on(const struct model *m, uint32_t seller, int32_t day)
{
	uint32_t month = level_ramp_month(m, seller, day);

	return month ? &m->levels[level_on(m, seller, day)].ramp[month - 1] : NULL;
}

int64_t level_plan_ppm(const struct model *m, uint32_t seller, int32_t day)
{
	const struct ramp_month *ramp = ramp_on(m, seller, day);

	return ramp ? ramp->plan_ppm : PPM;
}

int64_t level_norm_ppm(const struct model *m, uint32_t seller, int32_t day)
{
	const struct ramp_month *ramp = ramp_on(m, seller, day);

	return ramp ? ramp->norm_ppm : PPM;
}

static const struct norm *norm_per(const struct model *m, uint32_t level, uint32_t kpi, enum norm_per per, int32_t day)
{
	for (uint32_t i = 0; i < m->norm_count; i++) {
		const struct norm *n = &m->norms[i];

		if (n->level == level && n->kpi == kpi && n->per == per && day >= n->from && day < n->to)
			return n;
	}
	return NULL;
}

static const struct norm *norm_on(const struct model *m, uint32_t level, uint32_t kpi, uint32_t period_kind, int32_t day)
{
	enum norm_per own = period_kind == PERIOD_WEEK ? NORM_WEEK : period_kind == PERIOD_MONTH ? NORM_MONTH : NORM_DAY;
	const struct norm *found = norm_per(m, level, kpi, own, day);

	for (uint32_t per = 0; !found && per < NORM_PERS; per++)
		found = norm_per(m, level, kpi, (enum norm_per)per, day);
	return found;
}

/* In how many working days a norm is due, `day` being one of them. */
static int64_t days_of_norm(const struct model *m, const struct calendar *c, const struct norm *n, int32_t day)
{
	static const uint32_t kinds[NORM_PERS] = { PERIOD_DAY, PERIOD_WEEK, PERIOD_MONTH };
	struct period p;

	if (n->per == NORM_DAY || !period_of(m, kinds[n->per], day, &p))
		return 1;
	return calendar_weight(c, PHASE_WORKDAYS, period_from(m, p), period_to(m, p));
}

/* What one day adds, in millionths of 1/10000; false: he is not at work, or has no norm. */
static bool norm_of_day(const struct model *m, uint32_t seller, uint32_t kpi, uint32_t period_kind, int32_t day,
			struct ratio *out)
{
	int32_t from = DAY_MIN, to = DAY_NONE;
	uint32_t level = level_on(m, seller, day);
	const struct norm *n = level == NONE ? NULL : norm_on(m, level, kpi, period_kind, day);
	const struct calendar *c = &m->calendars[org_calendar(m, seller, day, &from, &to)];

	if (!n || org_unit_of(m, seller, day) == NONE)
		return false;
	*out = (struct ratio){ 0, 1 };
	if (calendar_is_workday(c, day) && !org_is_absent(m, seller, day, &from, &to))
		*out = (struct ratio){ (i128)n->norm_e4 * level_norm_ppm(m, seller, day), days_of_norm(m, c, n, day) * E4 * PPM };
	return true;
}

struct ratio level_norm(const struct model *m, uint32_t seller, uint32_t kpi, struct period period, int32_t day)
{
	struct ratio sum = { 0, 0 }, more;
	int32_t end = period_to(m, period) - 1;

	for (int32_t d = period_from(m, period); d <= (day < end ? day : end); d++) {
		if (!norm_of_day(m, seller, kpi, period.kind, d, &more))
			continue;
		if (!sum.den)
			sum = more;
		else if (!ratio_add(sum, more, &sum))
			return (struct ratio){ 0, 0 };
	}
	return sum;
}
