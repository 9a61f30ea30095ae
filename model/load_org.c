#include <string.h>

#include "model/loader.h"
#include "rules/org.h"

static bool dates_are_good(struct loader *l, int32_t from, int32_t to, struct spot place)
{
	if (from <= to && from >= DAY_MIN && (to == DAY_NONE || to <= DAY_MAX))
		return true;
	spot_problem(l->problems, place, "valid_to lies before valid_from");
	return false;
}

static int32_t earlier(int32_t a, int32_t b)
{
	return a < b ? a : b;
}

static int32_t later(int32_t a, int32_t b)
{
	return a > b ? a : b;
}

static void unit_types_load(struct loader *l)
{
	const struct org_doc *d = l->docs.org;
	struct str *types;

	l->unit_types.gap = d->unit_types.count > 0 ? option_unread(d, &d->unit_types) : l->units.gap;
	for (uint32_t i = 0; i < d->unit_types.count; i++)
		names_add(&l->unit_types.names, d->unit_types.at[i].text);
	for (uint32_t i = 0; i < d->units.count; i++) {
		const struct unit_doc *u = d->units.at[i];

		if (d->unit_types.count > 0)
			load_find(l, &l->unit_types, &u->type, "unit type");
		else if (u->type.text.len > 0)
			names_add(&l->unit_types.names, u->type.text);
		else
			l->unit_types.gap = true;
	}
	types = load_array(l, l->unit_types.names.count, sizeof(*types));
	for (uint32_t i = 0; i < l->unit_types.names.count; i++)
		types[i] = load_keep(l, names_text(&l->unit_types.names, i + 1));
	l->model->unit_types = types;
	l->model->unit_type_count = l->unit_types.names.count;
}

/* The root comes first, the others in the order in which they are written. */
static void units_number(struct loader *l)
{
	const struct records *rows = &l->docs.org->units;
	const struct unit_doc *root = NULL;
	bool gap = l->units.gap;

	for (uint32_t i = 0; i < rows->count; i++) {
		const struct unit_doc *u = rows->at[i];
		bool unread = option_unread(u, &u->parent);

		gap = gap || unread;
		if (unread || u->parent.text.len > 0 || u->head.code.text.len == 0)
			continue;
		if (!root)
			names_add(&l->units.names, u->head.code.text);
		else if (!str_eq(root->head.code.text, u->head.code.text))
			spot_problem(l->problems, u->head.place,
				     "unit \"%.*s\" has no parent, but the root is \"%.*s\" already: give it one",
				     STR_ARG(u->head.code.text), STR_ARG(root->head.code.text));
		root = root ? root : u;
	}
	if (!root && !gap)
		spot_problem(l->problems, l->docs.org->head.place, "no unit is the root: exactly one has no parent");
	for (uint32_t i = 0; i < rows->count; i++) {
		const struct unit_doc *u = rows->at[i];

		if (u->head.code.text.len > 0)
			names_add(&l->units.names, u->head.code.text);
	}
}

/* The days of a row; without any where they could not be read or are none, after a problem. */
struct days {
	int32_t from, to;
	bool good;
};

static struct days days_of(struct loader *l, const struct record *row, const int32_t *from, const int32_t *last)
{
	struct days all = { DAY_MIN, DAY_NONE, false };

	if (option_unread(row, from) || option_unread(row, last) || !dates_are_good(l, *from, *last, row->place))
		return all; /* so that nobody seems absent */
	return (struct days){ *from, load_until(*last), true };
}

/* What a row of a unit says for its days; NONE: nothing. */
struct unit_row {
	uint32_t parent, zone, calendar;
};
struct unit_rows {
	struct unit_row *at; /* in the order of the document */
	struct links days;   /* unit -> row */
};

/* A unit's title, type and head are those of its last row. */
static void unit_row(struct loader *l, const struct unit_doc *d, struct unit *u, struct unit_row *row, struct days days)
{
	bool fresh = u->code.len == 0;

	u->code = fresh ? load_keep(l, d->head.code.text) : u->code;
	u->title = load_title(l, &d->title, d->head.code.text);
	u->type = names_find(&l->unit_types.names, d->type.text) - 1;
	u->head = load_keep(l, d->person.text);
	u->from = fresh ? days.from : earlier(u->from, days.from);
	u->to = fresh ? days.to : later(u->to, days.to);
	row->zone = d->zone.text.len ? load_zone(l, &d->zone) : NONE;
	row->calendar = d->calendar.text.len ? load_calendar(l, &d->calendar) : NONE;
	row->parent = d->parent.text.len ? load_find(l, &l->units, &d->parent, "unit") : NONE;
}

enum unit_trait { TRAIT_ZONE, TRAIT_CALENDAR };

/* The zone or calendar of a unit on a day: that of its row, else of the unit above it. A day without a row counts as the first
 * day of the next one, after the last row as its last day. Narrows *from and *to to the days on which it is the same. */
static uint32_t trait_on(const struct unit_rows *rows, uint32_t unit, int32_t day, enum unit_trait trait, int32_t *from,
			 int32_t *to)
{
	bool exact = true;

	for (uint32_t depth = 0; unit != NONE && depth <= ORG_DEPTH; depth++) {
		uint32_t i = rows->days.first[unit], end = rows->days.first[unit + 1];

		if (i == end)
			break;
		while (i + 1 < end && rows->days.at[i].to <= day)
			i++;
		const struct dated_link *x = &rows->days.at[i];
		bool before = day < x->from, after = day >= x->to;
		int32_t since = after ? x->to : !before ? x->from : i > rows->days.first[unit] ? x[-1].to : DAY_MIN;

		if (exact) { /* else all the days mean this one */
			*from = later(*from, since);
			*to = earlier(*to, before ? x->from : after ? DAY_NONE : x->to);
		}
		day = before ? x->from : after ? x->to - 1 : day;
		exact = exact && !before && !after;
		const struct unit_row *row = &rows->at[x->parent];
		uint32_t found = trait == TRAIT_ZONE ? row->zone : row->calendar;

		if (found != NONE)
			return found;
		unit = row->parent;
	}
	return NONE;
}

static struct links units_inherit(struct loader *l, const struct unit_rows *rows, enum unit_trait trait)
{
	struct draft_links found = { 0 };
	const struct spot nowhere = { NULL, 0, 0 };

	for (uint32_t unit = 0; unit < l->model->unit_count; unit++)
		for (int32_t day = DAY_MIN, to; day < DAY_NONE; day = to) {
			int32_t from = DAY_MIN;
			uint32_t n;

			to = DAY_NONE;
			n = trait_on(rows, unit, day, trait, &from, &to);
			if (n != NONE)
				draft_add(&found, unit, n, day, to, nowhere);
		}
	return found.list.count ? draft_finish(l, &found, l->model->unit_count, &l->units.names, NULL) : (struct links){ 0 };
}

static struct links units_place(struct loader *l, const struct unit_rows *rows)
{
	struct draft_links parents = { 0 };

	for (uint32_t i = 0; i < rows->days.count; i++) {
		const struct dated_link *x = &rows->days.at[i];
		const struct unit_doc *d = l->docs.org->units.at[x->parent];

		if (rows->at[x->parent].parent != NONE)
			draft_add(&parents, x->child, rows->at[x->parent].parent, x->from, x->to, d->head.place);
	}
	return draft_finish(l, &parents, l->model->unit_count, &l->units.names, NULL);
}

static void units_load(struct loader *l)
{
	const struct records *rows = &l->docs.org->units;
	struct unit_rows read = { .at = arena_alloc(l->scratch, (rows->count + 1) * sizeof(*read.at)) };
	struct model *m = l->model;
	struct draft_links days_drafted = { 0 };
	struct unit *units;
	struct spot *places;

	units_number(l);
	m->unit_count = l->units.names.count;
	m->units = units = load_array(l, m->unit_count, sizeof(*units));
	places = arena_alloc(l->scratch, (m->unit_count + 1) * sizeof(*places));
	for (uint32_t i = 0; i < rows->count; i++) {
		const struct unit_doc *d = rows->at[i];
		uint32_t n = names_find(&l->units.names, d->head.code.text);
		struct days days;

		if (n == 0)
			continue;
		places[n - 1] = d->head.place;
		days = days_of(l, &d->head, &d->from, &d->to);
		unit_row(l, d, &units[n - 1], &read.at[i], days);
		if (days.good)
			draft_add(&days_drafted, n - 1, i, days.from, days.to, d->head.place);
	}
	read.days = draft_finish(l, &days_drafted, m->unit_count, &l->units.names, "rows");
	m->unit_parents = units_place(l, &read);
	links_check_tree(l, &m->unit_parents, m->unit_count, &l->units.names, places, "unit");
	m->unit_zones = units_inherit(l, &read, TRAIT_ZONE);
	m->unit_calendars = units_inherit(l, &read, TRAIT_CALENDAR);
}

/* Who belongs where, and who has a calendar of his own. */
struct draft_sellers {
	struct draft_links units, calendars, levels;
};

/* Somebody is hired once, in whatever row it stands. */
static void seller_hired(struct loader *l, const struct seller_doc *d, struct seller *s)
{
	if (!d->hired)
		return;
	if (s->hired != DAY_NONE && s->hired != d->hired)
		spot_problem(l->problems, d->head.place, "seller \"%.*s\": `hired` is another day in a row above",
			     STR_ARG(d->head.code.text));
	s->hired = d->hired;
}

static void seller_row(struct loader *l, const struct seller_doc *d, struct seller *s, struct draft_sellers *out)
{
	uint32_t child = names_find(&l->sellers.names, d->head.code.text) - 1;
	uint32_t unit = load_find(l, &l->units, &d->unit, "unit");
	uint32_t calendar = d->calendar.text.len ? load_calendar(l, &d->calendar) : NONE;
	uint32_t level = d->level.text.len ? load_find(l, &l->levels, &d->level, "level") : NONE;
	struct days days = days_of(l, &d->head, &d->from, &d->to);
	bool fresh = s->code.len == 0;

	s->code = fresh ? load_keep(l, d->head.code.text) : s->code;
	s->title = load_title(l, &d->title, d->head.code.text);
	s->role = load_keep(l, d->role.text);
	s->from = fresh ? days.from : earlier(s->from, days.from);
	s->to = fresh ? days.to : later(s->to, days.to);
	s->hired = fresh ? DAY_NONE : s->hired;
	seller_hired(l, d, s);
	if (days.good && level != NONE)
		draft_add(&out->levels, child, level, days.from, days.to, d->head.place);
	if (days.good && calendar != NONE)
		draft_add(&out->calendars, child, calendar, days.from, days.to, d->head.place);
	if (!days.good || unit == NONE)
		return;
	draft_add(&out->units, child, unit, days.from, days.to, d->head.place);
	if (days.from < l->model->units[unit].from || days.to > l->model->units[unit].to)
		spot_warning(l->problems, d->head.place,
			     "seller \"%.*s\" belongs to unit \"%.*s\" on days on which the unit is not there", STR_ARG(s->code),
			     STR_ARG(l->model->units[unit].code));
}

static void sellers_load(struct loader *l)
{
	const struct records *rows = &l->docs.org->sellers;
	struct model *m = l->model;
	struct draft_sellers drafts = { 0 };
	struct seller *sellers;

	for (uint32_t i = 0; i < rows->count; i++) {
		const struct seller_doc *d = rows->at[i];

		if (d->head.code.text.len > 0)
			names_add(&l->sellers.names, d->head.code.text);
		m->gaps.roles = m->gaps.roles || option_unread(d, &d->role);
	}
	m->seller_count = l->sellers.names.count;
	sellers = load_array(l, m->seller_count, sizeof(*sellers));
	for (uint32_t i = 0; i < rows->count; i++) {
		const struct seller_doc *d = rows->at[i];
		uint32_t n = names_find(&l->sellers.names, d->head.code.text);

		if (n > 0)
			seller_row(l, d, &sellers[n - 1], &drafts);
	}
	m->sellers = sellers;
	m->seller_units = draft_finish(l, &drafts.units, m->seller_count, &l->sellers.names, "units");
	if (drafts.calendars.list.count > 0)
		m->seller_calendars = draft_finish(l, &drafts.calendars, m->seller_count, &l->sellers.names, NULL);
	if (drafts.levels.list.count > 0)
		m->seller_levels = draft_finish(l, &drafts.levels, m->seller_count, &l->sellers.names, NULL);
}

static void absence_row(struct loader *l, const struct absence_doc *d, struct draft_links *out, struct draft_links *substitutes)
{
	uint32_t seller = load_find(l, &l->sellers, &d->seller, "seller");
	uint32_t substitute = load_find(l, &l->sellers, &d->substitute, "seller");

	if (d->head.unread != 0 || seller == NONE)
		return;
	if (d->to < d->from) {
		spot_problem(l->problems, d->head.place, "absence of \"%.*s\" ends before it begins", STR_ARG(d->seller.text));
		return;
	}
	if (d->from >= l->model->sellers[seller].to || d->to < l->model->sellers[seller].from)
		spot_warning(l->problems, d->head.place, "absence of \"%.*s\" on days on which the seller is not there",
			     STR_ARG(d->seller.text));
	draft_add(out, seller, d->kind, d->from, load_until(d->to), d->head.place);
	if (substitute == seller)
		spot_problem(l->problems, d->substitute.place, "\"%.*s\" cannot stand in for who is the same seller",
			     STR_ARG(d->substitute.text));
	else if (substitute != NONE)
		draft_add(substitutes, seller, substitute, d->from, load_until(d->to), d->head.place);
}

static void absences_load(struct loader *l)
{
	const struct records *rows = &l->docs.absences->absences;
	struct draft_links drafts = { 0 }, substitutes = { 0 };
	struct model *m = l->model;

	for (uint32_t i = 0; i < rows->count; i++)
		absence_row(l, rows->at[i], &drafts, &substitutes);
	if (drafts.list.count > 0)
		m->seller_absences = draft_finish(l, &drafts, m->seller_count, &l->sellers.names, "absences");
	if (substitutes.list.count > 0)
		m->seller_substitutes = draft_finish(l, &substitutes, m->seller_count, &l->sellers.names, NULL);
}

void load_org(struct loader *l)
{
	l->units.gap = option_unread(l->docs.org, &l->docs.org->units);
	l->sellers.gap = l->model->gaps.roles = option_unread(l->docs.org, &l->docs.org->sellers);
	unit_types_load(l);
	units_load(l);
	sellers_load(l);
	absences_load(l);
}
