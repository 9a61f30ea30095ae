/* Which calendar holds on which days of a period, and the weight of its days. Most periods have one calendar; the others have a
 * succession, shared by all plans that have the same one, so that pieces of one shape still add up. */
#include "rules/plan_book.h"

#include <string.h>

/* Whose calendar it is: the first that is not NONE decides; the company's where all are. */
struct calendar_owner {
	uint32_t calendar, seller, unit;
};

static struct calendar_owner owner_of(const struct plan_book *b, uint32_t scope, uint32_t kpi)
{
	const struct model *m = b->model;
	const struct scope *s = scope_at(b->scopes, scope);
	const struct scope_kind *kind = &m->scope_kinds[s->kind];
	struct calendar_owner owner = { m->kpis[kpi].calendar, NONE, NONE };

	for (uint32_t i = 0, slot = 0; i < kind->dim_count; i++) {
		const struct dim *dim = &kind->dims[i];
		uint32_t member = dim->only;

		if (dim->kind != DIM_AXIS && member == NONE)
			member = domain_model_index(&b->domains->list.at[dim->kind == DIM_UNIT ? DOMAIN_UNIT : DOMAIN_SELLER],
						    s->members[slot]);
		slot += dim->only == NONE;
		if (dim->kind == DIM_AXIS || member == NONE)
			continue;
		*(dim->kind == DIM_UNIT ? &owner.unit : &owner.seller) = member;
		break;
	}
	return owner;
}

/* Days on which a seller is in no unit count like the next one on which he is, those after the last like that: a newcomer's first
 * period is phased by the calendar that he will have. */
static uint32_t seller_calendar(const struct model *m, uint32_t seller, int32_t day, int32_t *from, int32_t *to)
{
	int32_t near = org_day_in_unit(m, seller, day), since = DAY_MIN, until = DAY_NONE;
	uint32_t calendar = org_calendar(m, seller, near, &since, &until);

	if (near > day)
		since = day;
	else if (near < day)
		until = DAY_NONE;
	*from = *from > since ? *from : since;
	*to = *to < until ? *to : until;
	return calendar;
}

static uint32_t owner_calendar(const struct model *m, struct calendar_owner owner, int32_t day, int32_t *from, int32_t *to)
{
	if (m->plan_rests && owner.seller != NONE && org_is_absent(m, owner.seller, day, from, to))
		return m->calendar_count;
	if (owner.calendar != NONE)
		return owner.calendar;
	if (owner.seller != NONE)
		return seller_calendar(m, owner.seller, day, from, to);
	return owner.unit != NONE ? org_unit_calendar(m, owner.unit, day, from, to) : m->calendar;
}

uint32_t plan_calendar(const struct plan_book *b, uint32_t scope, uint32_t kpi, int32_t day, int32_t *from, int32_t *to)
{
	return owner_calendar(b->model, owner_of(b, scope, kpi), day, from, to);
}

/* ---- successions ---- */
struct succession_lookup {
	const struct plan_book *book;
	struct succession succession;
};

static uint64_t succession_hash(const struct plan_book *b, struct succession s)
{
	uint64_t hash = s.count;

	for (uint32_t i = 0; i < s.count; i++) {
		const struct calendar_change *c = &b->changes.at[s.first + i];
		uint32_t words[2] = { c->calendar, (uint32_t)c->from };

		hash = hash64(words, sizeof words, hash);
	}
	return hash;
}

static bool succession_eq(const void *ctx, uint32_t number)
{
	const struct succession_lookup *lookup = ctx;
	const struct succession *a = &lookup->succession, *b = &lookup->book->successions.at[number];
	const struct calendar_change *changes = lookup->book->changes.at;

	if (a->count != b->count)
		return false;
	for (uint32_t i = 0; i < a->count; i++)
		if (changes[a->first + i].calendar != changes[b->first + i].calendar ||
		    changes[a->first + i].from != changes[b->first + i].from)
			return false;
	return true;
}

/* The changes stand at the end of the list, and are taken off again where they are known already. */
static uint32_t succession_intern(struct plan_book *b, struct succession s)
{
	struct succession_lookup lookup = { b, s };
	uint64_t hash = succession_hash(b, s);
	uint32_t n = index_find(&b->succession_index, hash, succession_eq, &lookup);

	if (n != INDEX_NONE) {
		b->changes.count = s.first;
		return n;
	}
	n = (uint32_t)b->successions.count;
	*ARRAY_ADD(b->successions) = s;
	index_add(&b->succession_index, hash, n);
	return n;
}

static uint32_t calendars_of(struct plan_book *b, struct calendar_owner owner, struct period period)
{
	const struct model *m = b->model;
	int32_t start = period_from(m, period), end = period_to(m, period), from = DAY_MIN, to = DAY_NONE;
	uint32_t calendar = owner_calendar(m, owner, start, &from, &to), before = NONE;
	struct succession s = { .first = (uint32_t)b->changes.count };

	if (to >= end)
		return calendar;
	for (int32_t day = start; day < end; day = to) {
		from = DAY_MIN;
		to = DAY_NONE;
		calendar = owner_calendar(m, owner, day, &from, &to);
		if (calendar != before)
			*ARRAY_ADD(b->changes) = (struct calendar_change){ calendar, day };
		before = calendar;
	}
	s.count = (uint32_t)b->changes.count - s.first;
	if (s.count > 1)
		return m->calendar_count + 1 + succession_intern(b, s);
	b->changes.count = s.first;
	return calendar;
}

uint32_t plan_calendars(struct plan_book *b, uint32_t scope, uint32_t kpi, struct period period)
{
	return calendars_of(b, owner_of(b, scope, kpi), period);
}

uint32_t plan_unit_calendars(struct plan_book *b, uint32_t unit, uint32_t kpi, struct period period)
{
	return calendars_of(b, (struct calendar_owner){ b->model->kpis[kpi].calendar, NONE, unit }, period);
}

int64_t plan_weight(const struct plan_book *b, uint32_t calendar, enum phasing phasing, int32_t from, int32_t to)
{
	const struct model *m = b->model;
	int64_t weight = 0;

	if (calendar <= m->calendar_count)
		return calendar_weight(&m->calendars[calendar], phasing, from, to);
	struct succession s = b->successions.at[calendar - m->calendar_count - 1];

	for (uint32_t i = 0; i < s.count; i++) {
		const struct calendar_change *c = &b->changes.at[s.first + i];
		int32_t start = c->from > from ? c->from : from;
		int32_t end = i + 1 < s.count && c[1].from < to ? c[1].from : to;

		weight += calendar_weight(&m->calendars[c->calendar], phasing, start, end);
	}
	return weight;
}

/* The first calendar of from <= d < to that is not given for all of its days. */
static uint32_t first_provisional(const struct plan_book *b, uint32_t calendar, int32_t from, int32_t to)
{
	const struct model *m = b->model;

	if (calendar <= m->calendar_count)
		return calendar_is_provisional(&m->calendars[calendar], from, to) ? calendar : NONE;
	struct succession s = b->successions.at[calendar - m->calendar_count - 1];

	for (uint32_t i = 0; i < s.count; i++) {
		const struct calendar_change *c = &b->changes.at[s.first + i];
		int32_t start = c->from > from ? c->from : from;
		int32_t end = i + 1 < s.count && c[1].from < to ? c[1].from : to;

		if (calendar_is_provisional(&m->calendars[c->calendar], start, end))
			return c->calendar;
	}
	return NONE;
}

uint32_t plan_provisional(const struct plan_book *b, const struct plan *p, uint32_t calendar)
{
	int32_t from = period_from(b->model, p->key.period), to = period_to(b->model, p->key.period);
	uint32_t found = NONE;

	if (b->model->phasing == PHASE_CALENDAR_DAYS)
		return NONE;
	found = first_provisional(b, calendar == NONE ? p->calendar : calendar, from, to);
	for (uint32_t i = 0; i < p->piece_count && found == NONE && calendar == NONE; i++)
		found = first_provisional(b, b->pieces.at[p->pieces + i].calendar, from, to);
	return found;
}
