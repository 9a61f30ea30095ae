#include "rules/duty.h"

#include "rules/calendar.h"
#include "rules/org.h"
#include "rules/period.h"

#define MINUTE_MS INT64_C(60000)

static bool has_role(const struct duty *d, struct str role)
{
	for (uint32_t i = 0; i < d->role_count; i++)
		if (str_eq(d->roles[i], role))
			return true;
	return d->role_count == 0;
}

static bool is_under(const struct model *m, const struct duty *d, uint32_t unit, int32_t day)
{
	int32_t from = DAY_MIN, to = DAY_NONE;
	uint32_t path[ORG_DEPTH], length = d->unit_count ? org_path(m, unit, day, path, &from, &to) : 0;

	for (uint32_t i = 0; i < length; i++)
		for (uint32_t u = 0; u < d->unit_count; u++)
			if (path[i] == d->units[u])
				return true;
	return d->unit_count == 0;
}

/* Judged on the last day of the period: who has left before owes nothing for it. */
static bool is_his(const struct model *m, const struct duty *d, uint32_t seller, int32_t last_day, uint32_t *out_unit)
{
	*out_unit = org_unit_of(m, seller, last_day);
	return *out_unit != NONE && has_role(d, m->sellers[seller].role) && is_under(m, d, *out_unit, last_day);
}

struct period duty_period(const struct model *m, uint32_t duty, int32_t day)
{
	static const uint32_t kinds[] = {
		[CADENCE_DAILY] = PERIOD_DAY, [CADENCE_WEEKLY] = PERIOD_WEEK, [CADENCE_MONTHLY] = PERIOD_MONTH
	};
	struct period p;

	period_of(m, kinds[m->duties[duty].cadence], day, &p);
	return p;
}

uint32_t duty_of(const struct model *m, struct str form, uint32_t seller, int32_t day)
{
	uint32_t unit;

	for (uint32_t i = 0; seller != NONE && i < m->duty_count; i++) {
		const struct duty *d = &m->duties[i];
		if (str_eq(d->form, form) && is_his(m, d, seller, period_to(m, duty_period(m, i, day)) - 1, &unit))
			return i;
	}
	return NONE;
}

/* ---- working days within a period ---- */
/* Or somebody for him, where `by_substitute`. */
static bool seller_works(const struct model *m, uint32_t seller, int32_t from, int32_t to, bool by_substitute)
{
	for (int32_t day = from, next; day < to; day = next) {
		int32_t since = DAY_MIN, until = DAY_NONE;
		bool stands_in = by_substitute && org_substitute(m, seller, day, &since, &until) != NONE;
		const struct calendar *c = &m->calendars[stands_in ? org_calendar(m, seller, day, &since, &until)
								   : org_attendance(m, seller, day, &since, &until)];

		next = until < to ? until : to;
		if (calendar_weight(c, PHASE_WORKDAYS, day, next) > 0)
			return true;
	}
	return false;
}

static const struct calendar *unit_calendar(const struct model *m, uint32_t unit, int32_t day)
{
	int32_t since = DAY_MIN, until = DAY_NONE;

	return &m->calendars[org_unit_calendar(m, unit, day, &since, &until)];
}

static bool unit_works(const struct model *m, uint32_t unit, int32_t from, int32_t to)
{
	for (int32_t day = from; day < to; day++)
		if (calendar_is_workday(unit_calendar(m, unit, day), day))
			return true;
	return false;
}

/* ---- the moments ---- */
static int32_t rolled(const struct model *m, const struct duty *d, uint32_t unit, int32_t day, int32_t not_before)
{
	const struct calendar *c = unit_calendar(m, unit, day);
	int32_t moved;

	if (d->calendar_days || calendar_is_workday(c, day))
		return day;
	moved = calendar_add_workdays(c, day, d->roll == ROLL_PREVIOUS ? -1 : 1);
	return moved < not_before ? calendar_add_workdays(c, day, 1) : moved;
}

static int32_t due_day(const struct model *m, const struct duty *d, uint32_t unit, int32_t from, int32_t to)
{
	int32_t base = d->in_next ? to : from;

	switch (d->cadence) {
	case CADENCE_WEEKLY:
		return rolled(m, d, unit, base + d->weekday - 1, base);
	case CADENCE_MONTHLY:
		if (d->calendar_days)
			return base + d->nth - 1;
		return calendar_add_workdays(unit_calendar(m, unit, base), base - 1, d->nth);
	default:
		if (d->in_next && !d->calendar_days)
			return calendar_add_workdays(unit_calendar(m, unit, base), base, 0);
		return base;
	}
}

/* The end of the n-th working day after a day, not before `least`. */
static int64_t lock_ms(const struct zone *z, const struct calendar *c, int32_t day, int32_t n, int64_t least)
{
	int32_t last = n > 0 ? calendar_add_workdays(c, day, n) : day;
	int64_t ms;

	if (n < 0 || last == DAY_NONE)
		return INT64_MAX;
	ms = zone_instant(z, last + 1, 0);
	return ms < least ? least : ms;
}

/* Who is away when it is due is not asked. */
static uint32_t asked_for(const struct model *m, const struct duty *d, uint32_t seller, int32_t day)
{
	int32_t since = DAY_MIN, until = DAY_NONE;
	uint32_t substitute = d->by_substitute ? org_substitute(m, seller, day, &since, &until) : NONE;

	return substitute == NONE ? seller : substitute;
}

void duty_times(const struct model *m, uint32_t duty, uint32_t seller, struct period p, struct duty_times *out)
{
	const struct duty *d = &m->duties[duty];
	int32_t from = period_from(m, p), to = period_to(m, p), minute = d->due_minute;
	uint32_t unit;
	bool his = is_his(m, d, seller, to - 1, &unit);

	*out = (struct duty_times){ .owing = OWING_NOT, .due_day = DAY_NONE };
	if (unit == NONE)
		return;
	out->due_day = due_day(m, d, unit, from, to);
	if (out->due_day == DAY_NONE)
		return;
	out->asked = asked_for(m, d, seller, out->due_day);
	if (his && (d->calendar_days || seller_works(m, seller, from, to, d->by_substitute)))
		out->owing = OWING_YES;
	else if (his && unit_works(m, unit, from, to))
		out->owing = OWING_EXEMPT;

	const struct calendar *c = unit_calendar(m, unit, out->due_day);
	const struct zone *z = m->zones[org_zone(m, seller, out->due_day)];
	if (calendar_hours(c, out->due_day) == 7)
		minute -= minute > d->short_minutes ? d->short_minutes : minute;
	out->due_ms = minute == 24 * 60 ? zone_instant(z, out->due_day + 1, 0)
					: zone_instant(z, out->due_day, (int32_t)(minute * MINUTE_MS));
	out->remind_ms = out->due_ms - d->remind_minutes * MINUTE_MS;
	out->late_ms = out->due_ms + d->grace_minutes * MINUTE_MS;
	out->soft_ms = lock_ms(z, c, out->due_day, d->lock_soft_days, out->late_ms);
	out->hard_ms = lock_ms(z, c, out->due_day, d->lock_hard_days, out->soft_ms == INT64_MAX ? out->late_ms : out->soft_ms);
}

/* ---- what comes next ---- */
/* How many periods ago one may lie whose grace has not ended: holidays may part a day from the next working one. */
static int32_t look_back(const struct duty *d)
{
	int32_t grace_days = d->grace_minutes / (24 * 60) + 2;

	if (d->cadence == CADENCE_DAILY)
		return grace_days + (d->in_next ? 25 : 0);
	return d->in_next ? 3 : 2;
}

void duty_periods(const struct model *m, uint32_t duty, int32_t from, int32_t to, struct period *out_first,
		  struct period *out_last)
{
	*out_first = duty_period(m, duty, from);
	*out_last = duty_period(m, duty, to);
	out_first->index -= look_back(&m->duties[duty]);
	out_last->index += m->duties[duty].cadence != CADENCE_DAILY; /* a week's last day may roll back into the one before */
}

static int32_t look_ahead(const struct duty *d)
{
	return d->cadence == CADENCE_DAILY ? DUTY_LOOK_DAYS + 1 : d->cadence == CADENCE_WEEKLY ? 6 : 2;
}

void duty_window(const struct model *m, uint32_t duty, int64_t ms, struct period *out_first, struct period *out_last)
{
	*out_first = *out_last = duty_period(m, duty, business_date(m, NONE, ms));
	out_first->index -= look_back(&m->duties[duty]);
	out_last->index += look_ahead(&m->duties[duty]);
}

int64_t duty_next(const struct model *m, uint32_t duty, uint32_t seller, int64_t after_ms, bool reminds)
{
	int64_t next = INT64_MAX;
	struct period p, last;
	struct duty_times t;

	for (duty_window(m, duty, after_ms, &p, &last); p.index <= last.index; p.index++) {
		duty_times(m, duty, seller, p, &t);
		if (t.owing != OWING_YES)
			continue;
		if (reminds && t.remind_ms > after_ms && t.remind_ms < next)
			next = t.remind_ms;
		if (t.late_ms > after_ms && t.late_ms < next)
			next = t.late_ms;
		if (t.remind_ms > after_ms) /* later ones come near later */
			break;
	}
	return next;
}
