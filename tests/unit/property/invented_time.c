#include "invented.h"

#include <stdio.h>

#include "base/date.h"

static int32_t month_start(int year, int month) /* months 1, 2 .. 13 ..: of the next year */
{
	return date_day(year + (month - 1) / 12, (month - 1) % 12 + 1, 1);
}

/* The year in which the fiscal year around the day began. */
static int fiscal_year(const struct company *c, struct civil d)
{
	return d.month >= c->fiscal_month ? d.year : d.year - 1;
}

bool span_of(const struct company *c, int kind, int32_t day, struct period_span *out)
{
	struct civil d = date_civil(day);
	int began = fiscal_year(c, d), months = (d.year - began) * 12 + d.month - c->fiscal_month;

	out->kind = kind;
	switch (kind) {
	case PERIOD_DAY:
		out->from = day;
		out->to = day + 1;
		return true;
	case PERIOD_WEEK:
		out->from = day - (date_weekday(day) - 1);
		out->to = out->from + 7;
		return true;
	case PERIOD_MONTH:
		out->from = date_day(d.year, d.month, 1);
		out->to = month_start(d.year, d.month + 1);
		return true;
	case PERIOD_QUARTER:
		out->from = month_start(began, c->fiscal_month + months / 3 * 3);
		out->to = month_start(began, c->fiscal_month + months / 3 * 3 + 3);
		return true;
	case PERIOD_YEAR:
		out->from = month_start(began, c->fiscal_month);
		out->to = month_start(began + 1, c->fiscal_month);
		return true;
	default:
		for (int i = 0; i < c->campaign_count; i++)
			if (day >= c->campaigns[i].from && day < c->campaigns[i].to) {
				out->from = c->campaigns[i].from;
				out->to = c->campaigns[i].to;
				return true;
			}
		return false;
	}
}

static void add_year(const struct company *c, int began, struct buf *b)
{
	if (c->fiscal_month == 1)
		buf_addf(b, "%d", began);
	else if (c->fiscal_name == FISCAL_START)
		buf_addf(b, "FY%d", began);
	else if (c->fiscal_name == FISCAL_END)
		buf_addf(b, "FY%d", began + 1);
	else
		buf_addf(b, "FY%d/%02d", began, (began + 1) % 100);
}

void span_add(const struct company *c, const struct period_span *span, struct buf *b)
{
	struct civil d = date_civil(span->from);
	int began = fiscal_year(c, d);

	switch (span->kind) {
	case PERIOD_DAY:
		buf_addf(b, "%04d-%02d-%02d", d.year, d.month, d.day);
		return;
	case PERIOD_WEEK: { /* of the year of its Thursday */
		int year = date_civil(span->from + 3).year;
		buf_addf(b, "%d-W%02d", year, (span->from + 3 - date_day(year, 1, 1)) / 7 + 1);
		return;
	}
	case PERIOD_MONTH:
		buf_addf(b, "%d-%02d", d.year, d.month);
		return;
	case PERIOD_QUARTER:
		add_year(c, began, b);
		buf_addf(b, "-Q%d", ((d.year - began) * 12 + d.month - c->fiscal_month) / 3 + 1);
		return;
	case PERIOD_YEAR:
		add_year(c, began, b);
		return;
	default:
		for (int i = 0; i < c->campaign_count; i++)
			if (c->campaigns[i].from == span->from)
				buf_addf(b, "S%d", i);
	}
}

int calendar_hours_x8(const struct company *c, int calendar, int32_t day)
{
	const struct invented_calendar *x = &c->calendars[calendar];
	struct civil d = date_civil(day);

	for (int i = 0; i < x->exception_count; i++)
		if (x->exceptions[i].day == day)
			return x->exceptions[i].hours_x8;
	if (x->yearly_month == d.month && x->yearly_day == d.day)
		return 0;
	return x->week[date_weekday(day) - 1] ? 8 : 0;
}

int64_t day_weight(const struct company *c, int calendar, enum phasing phasing, int32_t day)
{
	int hours = calendar_hours_x8(c, calendar, day);

	return phasing == PHASE_CALENDAR_DAYS ? 1 : phasing == PHASE_HOURS ? hours : hours > 0;
}

const struct stay *stay_on(const struct stays *s, int who, int32_t day)
{
	for (int i = 0; i < s->count; i++)
		if (s->at[i].who == who && day >= s->at[i].from && day < s->at[i].to)
			return &s->at[i];
	return NULL;
}
