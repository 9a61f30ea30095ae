#include "ctl/planted.h"

#include "rules/calendar.h"
#include "rules/org.h"

#include <string.h>

enum { MONTH_DAYS = 31 };

/* A whole month of the simulation as a subject works in it. */
struct workdays {
	int32_t from, to; /* half-open */
	int32_t at[MONTH_DAYS];
	uint32_t count;
};
/* What a problem could be planted as. */
struct place {
	uint32_t subject;
	struct workdays days;
};
struct places {
	ARRAY(struct place) list;
};

static bool unit_holds(const struct model *m, uint32_t unit, uint32_t seller, int32_t day)
{
	uint32_t path[ORG_DEPTH], at = org_unit_of(m, seller, day), length;
	int32_t from = DAY_MIN, to = DAY_NONE;

	if (at == NONE)
		return false;
	length = org_path(m, at, day, path, &from, &to);
	for (uint32_t i = 0; i < length; i++)
		if (path[i] == unit)
			return true;
	return false;
}

static bool is_affected(const struct model *m, const struct mishap *x, uint32_t subject, uint32_t seller, int32_t day)
{
	return x->of_unit ? unit_holds(m, subject, seller, day) : subject == seller && org_unit_of(m, seller, day) != NONE;
}

/* ---- where a problem is possible ---- */

static void list_workdays(const struct model *m, const struct mishap *x, uint32_t subject, int32_t from, int32_t to,
			  struct workdays *out)
{
	*out = (struct workdays){ .from = from, .to = to };
	for (int32_t day = from; day < to; day++) {
		int32_t since = DAY_MIN, until = DAY_NONE;
		uint32_t calendar = x->of_unit ? org_unit_calendar(m, subject, day, &since, &until)
					       : org_attendance(m, subject, day, &since, &until);

		if (calendar_is_workday(&m->calendars[calendar], day))
			out->at[out->count++] = day;
	}
}

static bool is_changed(const struct mishap *x, uint32_t habit)
{
	bool changed = x->leaves_out[habit];

	for (uint32_t i = 0; i < x->during.count; i++)
		changed = changed || x->during.at[i].habit == habit;
	for (uint32_t i = 0; i < x->after.count; i++)
		changed = changed || x->after.at[i].habit == habit;
	return changed;
}

static bool has_plans(const struct blueprint *b, const struct mishap *x, uint32_t seller, int32_t day)
{
	for (uint32_t i = 0; i < x->during.count; i++) {
		const struct change *c = &x->during.at[i];
		const struct content *content = &b->habits[c->habit].contents[c->content];

		if (content->kind == CONTENT_PLAN && !blueprint_plan(b->model, seller, content->kpi, day))
			return false;
	}
	return true;
}

static bool sends_all(const struct blueprint *b, const struct mishap *x, uint32_t seller)
{
	for (uint32_t i = 0; i < b->habit_count; i++)
		if (is_changed(x, i) && !b->habits[i].sends[seller])
			return false;
	return true;
}

/* Somebody there is affected, all who are send the reports the whole month through, and nobody has a problem yet. */
static bool is_possible(const struct blueprint *b, const struct mishap *x, uint32_t subject, const struct workdays *days,
			const bool *taken)
{
	uint32_t affected = 0;

	for (uint32_t s = 0; s < b->model->seller_count; s++) {
		bool first = is_affected(b->model, x, subject, s, days->from);
		bool last = is_affected(b->model, x, subject, s, days->to - 1);

		if (!first && !last)
			continue;
		if (taken[s] || first != last)
			return false;
		if (sends_all(b, x, s) && has_plans(b, x, s, days->from))
			affected++;
		else if (!x->of_unit)
			return false;
	}
	return affected > 0;
}

static uint32_t needed_days(const struct mishap *x)
{
	int64_t days = x->doc->lasts + (x->doc->recovery ? x->doc->recovery->lasts : 0);

	return (uint32_t)(days > x->doc->opens_at.high ? days : x->doc->opens_at.high);
}

static bool is_of_kind(const struct model *m, const struct mishap *x, uint32_t subject)
{
	uint32_t type = m->scope_kinds[x->decision->scope_kind].dims[0].level;

	return !x->of_unit || type == NONE || m->units[subject].type == type;
}

static void list_month(const struct blueprint *b, const struct mishap *x, const bool *taken, int32_t from, int32_t to,
		       struct places *out)
{
	uint32_t subjects = x->of_unit ? b->model->unit_count : b->model->seller_count;
	struct place p;

	for (p.subject = 0; p.subject < subjects; p.subject++) {
		if (!is_of_kind(b->model, x, p.subject))
			continue;
		list_workdays(b->model, x, p.subject, from, to, &p.days);
		if (p.days.count + 1 >= needed_days(x) + (uint64_t)x->doc->starts_at.low &&
		    is_possible(b, x, p.subject, &p.days, taken))
			*ARRAY_ADD(out->list) = p;
	}
}

static void list_places(const struct blueprint *b, const struct mishap *x, const bool *taken, struct places *out)
{
	struct civil c = date_civil(b->from);
	int32_t from = date_day(c.year, c.month, 1), to;

	for (; from <= b->to; from = to) {
		c = date_civil(from);
		to = from + date_month_days(c.year, c.month);
		if (from >= b->from && to - 1 <= b->to)
			list_month(b, x, taken, from, to, out);
	}
}

/* ---- planting ---- */

static void plant(const struct blueprint *b, const struct mishap *x, const struct place *at, struct chance *chance,
		  struct planted *out)
{
	const struct problem_doc *d = x->doc;
	int64_t last = (int64_t)at->days.count - needed_days(x) + 1;
	int64_t first = chance_between(chance, d->starts_at.low, d->starts_at.high < last ? d->starts_at.high : last) - 1;
	const int32_t *days = at->days.at + first;

	*out = (struct planted){ .mishap = x, .subject = at->subject };
	out->scope_kind = b->model->scope_kinds[x->decision->scope_kind].code;
	out->scope = x->of_unit ? b->model->units[at->subject].code : b->model->sellers[at->subject].code;
	out->start = days[0];
	out->end = days[d->lasts - 1];
	out->after = d->recovery ? days[d->lasts + d->recovery->lasts - 1] : out->end;
	out->opens_from = days[d->opens_at.low - 1];
	out->opens_to = days[d->opens_at.high - 1];
}

static bool plant_one(struct blueprint *b, const struct mishap *x, bool *taken, struct planted *out)
{
	struct chance c = chance_of_word(chance_of_word(b->chance, STR("problems")), x->decision->code);
	struct places places = { 0 };
	bool possible;

	list_places(b, x, taken, &places);
	possible = places.list.count > 0;
	if (possible)
		plant(b, x, &places.list.at[chance_below(&c, places.list.count)], &c, out);
	else
		spot_problem(&b->problems, x->doc->head.place,
			     "problem \"%.*s\": nobody is left for whom it is possible: it needs %u working days from day %lld "
			     "on in a whole "
			     "month of the simulation, reports that it changes and their plans",
			     STR_ARG(x->decision->code), needed_days(x), (long long)x->doc->starts_at.low);
	for (uint32_t s = 0; possible && s < b->model->seller_count; s++)
		taken[s] = taken[s] || is_affected(b->model, x, out->subject, s, out->start);
	ARRAY_FREE(places.list);
	return possible;
}

int planted_draw(struct blueprint *b, struct plantings *out)
{
	bool *taken = arena_alloc(b->arena, b->model->seller_count + 1);

	*out = (struct plantings){ b, arena_alloc(b->arena, (b->mishap_count + 1) * sizeof(*out->at)), 0 };
	for (uint32_t i = 0; i < b->mishap_count; i++)
		if (plant_one(b, &b->mishaps[i], taken, &out->at[out->count]))
			out->count++;
	return b->problems.errors > 0 ? -1 : 0;
}

/* ---- what it does to reports ---- */

static bool is_on(const struct plantings *p, const struct planted *is, uint32_t seller, int32_t day)
{
	return day >= is->start && day <= is->after && is_affected(p->blueprint->model, is->mishap, is->subject, seller, day);
}

bool planted_touches(const struct plantings *p, uint32_t habit, uint32_t seller, int32_t day)
{
	for (uint32_t i = 0; i < p->count; i++)
		if (is_changed(p->at[i].mishap, habit) && is_on(p, &p->at[i], seller, day))
			return true;
	return false;
}

bool planted_leaves_out(const struct plantings *p, uint32_t habit, uint32_t seller, int32_t day)
{
	for (uint32_t i = 0; i < p->count; i++)
		if (p->at[i].mishap->leaves_out[habit] && day <= p->at[i].end && is_on(p, &p->at[i], seller, day))
			return true;
	return false;
}

int64_t planted_share_ppm(const struct plantings *p, uint32_t habit, uint32_t content, uint32_t seller, int32_t day)
{
	for (uint32_t i = 0; i < p->count; i++) {
		const struct planted *is = &p->at[i];
		const struct changes *c = day <= is->end ? &is->mishap->during : &is->mishap->after;

		for (uint32_t n = 0; n < c->count; n++)
			if (c->at[n].habit == habit && c->at[n].content == content && is_on(p, is, seller, day))
				return c->at[n].share_ppm;
	}
	return PPM;
}

/* ---- what may come of it ---- */

/* A member of a scope: the subject, somebody in it, or a unit above it. */
static bool is_related(const struct model *m, const struct planted *is, struct str member)
{
	for (uint32_t s = 0; s < m->seller_count; s++)
		if (str_eq(m->sellers[s].code, member) && is_affected(m, is->mishap, is->subject, s, is->start))
			return true;
	for (uint32_t u = 0; u < m->unit_count; u++) {
		if (!str_eq(m->units[u].code, member))
			continue;
		for (uint32_t s = 0; s < m->seller_count; s++)
			if (is_affected(m, is->mishap, is->subject, s, is->start) && unit_holds(m, u, s, is->start))
				return true;
	}
	return false;
}

bool planted_explains(const struct plantings *p, const struct planted *is, struct str decision, struct str scope, int32_t opened)
{
	const struct refs *also = &is->mishap->doc->also;
	struct civil c = date_civil(is->start);
	bool named = false, related = false;

	for (uint32_t i = 0; i < also->count; i++)
		named = named || str_eq(also->at[i].text, decision);
	while (named && !related && scope.len > 0)
		related = is_related(p->blueprint->model, is, str_cut(&scope, '|'));
	/* What a month adds up may open until it is over. */
	return related && opened >= is->start && opened < date_day(c.year, c.month, 1) + date_month_days(c.year, c.month);
}
