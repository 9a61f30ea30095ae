#include "rules/org.h"
#include <assert.h>

static int32_t later(int32_t a, int32_t b)
{
	return a > b ? a : b;
}

static int32_t earlier(int32_t a, int32_t b)
{
	return a < b ? a : b;
}

uint32_t links_parent(const struct links *l, uint32_t child, int32_t day, int32_t *out_from, int32_t *out_to)
{
	uint32_t parent = NONE;
	int32_t from = DAY_MIN, to = DAY_NONE;

	for (uint32_t i = l->count ? l->first[child] : 0; i < (l->count ? l->first[child + 1] : 0); i++) {
		const struct dated_link *link = &l->at[i];

		if (day < link->from) {
			to = link->from;
			break;
		}
		if (day < link->to) {
			parent = link->parent;
			from = link->from;
			to = link->to;
			break;
		}
		from = link->to;
	}
	if (out_from)
		*out_from = from;
	if (out_to)
		*out_to = to;
	return parent;
}

uint32_t org_unit_of(const struct model *m, uint32_t seller, int32_t day)
{
	const struct seller *s = &m->sellers[seller];

	if (day < s->from || day >= s->to)
		return NONE;
	return links_parent(&m->seller_units, seller, day, NULL, NULL);
}

static uint32_t path_up(const struct links *l, uint32_t node, int32_t day, uint32_t out[ORG_DEPTH], int32_t *from, int32_t *to)
{
	uint32_t length = 0;

	while (node != NONE && length < ORG_DEPTH) {
		int32_t since, until;

		out[length++] = node;
		node = links_parent(l, node, day, &since, &until);
		*from = later(*from, since);
		*to = earlier(*to, until);
	}
	assert(node == NONE);
	return length;
}

uint32_t org_path(const struct model *m, uint32_t unit, int32_t day, uint32_t out[ORG_DEPTH], int32_t *from, int32_t *to)
{
	return path_up(&m->unit_parents, unit, day, out, from, to);
}

uint32_t axis_path(const struct axis *a, uint32_t member, int32_t day, uint32_t out[ORG_DEPTH], int32_t *from, int32_t *to)
{
	return path_up(&a->parents, member, day, out, from, to);
}

/* What a link says of a day, and how long. */
static uint32_t linked(const struct links *l, uint32_t child, int32_t day, int32_t *from, int32_t *to)
{
	int32_t since, until;
	uint32_t parent = links_parent(l, child, day, &since, &until);

	*from = later(*from, since);
	*to = earlier(*to, until);
	return parent;
}

uint32_t org_unit_zone(const struct model *m, uint32_t unit, int32_t day)
{
	uint32_t zone = m->zone_count == 1 ? NONE : links_parent(&m->unit_zones, unit, day, NULL, NULL);

	return zone == NONE ? m->zone : zone;
}

uint32_t org_unit_calendar(const struct model *m, uint32_t unit, int32_t day, int32_t *from, int32_t *to)
{
	uint32_t calendar = linked(&m->unit_calendars, unit, day, from, to);

	return calendar == NONE ? m->calendar : calendar;
}

uint32_t org_zone(const struct model *m, uint32_t seller, int32_t day)
{
	uint32_t unit = seller == NONE || m->zone_count == 1 ? NONE : org_unit_of(m, seller, day);

	return unit == NONE ? m->zone : org_unit_zone(m, unit, day);
}

uint32_t org_calendar(const struct model *m, uint32_t seller, int32_t day, int32_t *from, int32_t *to)
{
	if (seller == NONE)
		return m->calendar;
	const struct seller *s = &m->sellers[seller];
	uint32_t calendar = linked(&m->seller_calendars, seller, day, from, to);
	bool before = day < s->from, after = day >= s->to;

	if (calendar != NONE)
		return calendar;
	*from = later(*from, after ? s->to : before ? DAY_MIN : s->from);
	*to = earlier(*to, before ? s->from : after ? DAY_NONE : s->to);
	uint32_t unit = before || after ? NONE : linked(&m->seller_units, seller, day, from, to);

	return unit == NONE ? m->calendar : org_unit_calendar(m, unit, day, from, to);
}

bool org_is_absent(const struct model *m, uint32_t seller, int32_t day, int32_t *from, int32_t *to)
{
	return linked(&m->seller_absences, seller, day, from, to) != NONE;
}

uint32_t org_substitute(const struct model *m, uint32_t seller, int32_t day, int32_t *from, int32_t *to)
{
	return linked(&m->seller_substitutes, seller, day, from, to);
}

bool org_is_head(const struct model *m, uint32_t seller, struct str who, int32_t day)
{
	int32_t from = DAY_MIN, to = DAY_NONE;
	uint32_t unit = org_unit_of(m, seller, day), path[ORG_DEPTH];
	uint32_t length = unit == NONE ? 0 : org_path(m, unit, day, path, &from, &to);

	for (uint32_t i = 0; i < length; i++)
		if (m->units[path[i]].head.len && str_eq(m->units[path[i]].head, who) && !str_eq(m->sellers[seller].code, who))
			return true;
	return false;
}

static uint32_t headed_by(const struct model *m, struct str who)
{
	for (uint32_t i = 0; i < m->unit_count; i++)
		if (str_eq(m->units[i].head, who))
			return i;
	return NONE;
}

struct str org_boss(const struct model *m, uint32_t seller, struct str who, int32_t day)
{
	int32_t from = DAY_MIN, to = DAY_NONE;
	uint32_t unit = seller != NONE ? org_unit_of(m, seller, day) : headed_by(m, who), path[ORG_DEPTH];
	uint32_t length = unit == NONE ? 0 : org_path(m, unit, day, path, &from, &to);

	for (uint32_t i = 0; i < length; i++)
		if (m->units[path[i]].head.len && !str_eq(m->units[path[i]].head, who))
			return m->units[path[i]].head;
	return (struct str){ 0 };
}

uint32_t org_attendance(const struct model *m, uint32_t seller, int32_t day, int32_t *from, int32_t *to)
{
	if (seller != NONE && org_is_absent(m, seller, day, from, to))
		return m->calendar_count;
	return org_calendar(m, seller, day, from, to);
}

int32_t org_day_in_unit(const struct model *m, uint32_t seller, int32_t day)
{
	const struct seller *s = &m->sellers[seller];
	int32_t near = day < s->from ? s->from : day >= s->to ? s->to - 1 : day, from, to;

	if (links_parent(&m->seller_units, seller, near, &from, &to) != NONE)
		return near;
	if (to < s->to)
		return to;
	return from > s->from ? from - 1 : day;
}

int64_t business_time(const struct model *m, uint32_t seller, int64_t instant_ms)
{
	int64_t utc_day = instant_ms / DAY_MS - (instant_ms % DAY_MS < 0);
	uint32_t unit = NONE, zone = m->zone;

	/* The date is not known before the zone is, so the unit is that of the day before. Somebody who was in no unit then
	 * is new: the first unit up to a day ahead, since his local date can be ahead of UTC. */
	for (int64_t day = utc_day - 1; seller != NONE && m->zone_count != 1 && unit == NONE && day <= utc_day + 1; day++) {
		unit = org_unit_of(m, seller, (int32_t)day);
		if (unit != NONE)
			zone = org_unit_zone(m, unit, (int32_t)day);
	}
	const struct zone *z = m->zones[zone];

	return instant_ms + zone_offset_s(z, instant_ms) * INT64_C(1000);
}

int32_t business_date(const struct model *m, uint32_t seller, int64_t instant_ms)
{
	int64_t local_ms = business_time(m, seller, instant_ms);

	return (int32_t)(local_ms / DAY_MS - (local_ms % DAY_MS < 0));
}
