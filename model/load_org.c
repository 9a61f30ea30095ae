#include <string.h>

#include "model/loader.h"

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

/* A unit's title, type, zone, calendar and head are those of its last row. */
static void unit_row(struct loader *l, const struct unit_doc *d, struct unit *u, struct draft_links *parents)
{
	uint32_t child = names_find(&l->units.names, d->head.code.text) - 1;
	struct days days = days_of(l, &d->head, &d->from, &d->to);
	uint32_t parent;
	bool fresh = u->code.len == 0;

	u->code = fresh ? load_keep(l, d->head.code.text) : u->code;
	u->title = load_title(l, &d->title, d->head.code.text);
	u->type = names_find(&l->unit_types.names, d->type.text) - 1;
	u->head = load_keep(l, d->person.text);
	u->zone = d->zone.text.len ? load_zone(l, &d->zone) : u->zone;
	u->calendar = d->calendar.text.len ? load_calendar(l, &d->calendar) : u->calendar;
	u->from = fresh ? days.from : earlier(u->from, days.from);
	u->to = fresh ? days.to : later(u->to, days.to);
	if (d->parent.text.len == 0)
		return;
	parent = load_find(l, &l->units, &d->parent, "unit");
	if (parent != NONE && days.good)
		draft_add(parents, child, parent, days.from, days.to, d->head.place);
}

/* Zone and calendar come from the parent (of the last day) where a unit has none of its own. */
static void units_inherit(struct model *m, struct unit *units)
{
	for (uint32_t i = 0; i < m->unit_count; i++) {
		uint32_t zone = units[i].zone, calendar = units[i].calendar, up = i;

		for (uint32_t depth = 0; depth < 64 && (zone == NONE || calendar == NONE); depth++) {
			uint32_t end = m->unit_parents.first[up + 1];

			if (end == m->unit_parents.first[up])
				break;
			up = m->unit_parents.at[end - 1].parent;
			zone = zone == NONE ? units[up].zone : zone;
			calendar = calendar == NONE ? units[up].calendar : calendar;
		}
		units[i].zone = zone == NONE ? m->zone : zone;
		units[i].calendar = calendar == NONE ? m->calendar : calendar;
	}
}

static void units_load(struct loader *l)
{
	const struct records *rows = &l->docs.org->units;
	struct model *m = l->model;
	struct draft_links parents = { 0 };
	struct unit *units;
	struct spot *places;

	units_number(l);
	m->unit_count = l->units.names.count;
	units = load_array(l, m->unit_count, sizeof(*units));
	places = arena_alloc(l->scratch, (m->unit_count + 1) * sizeof(*places));
	for (uint32_t i = 0; i < m->unit_count; i++)
		units[i].zone = units[i].calendar = NONE;
	for (uint32_t i = 0; i < rows->count; i++) {
		const struct unit_doc *d = rows->at[i];
		uint32_t n = names_find(&l->units.names, d->head.code.text);

		if (n == 0)
			continue;
		places[n - 1] = d->head.place;
		unit_row(l, d, &units[n - 1], &parents);
	}
	m->units = units;
	m->unit_parents = draft_finish(l, &parents, m->unit_count, &l->units.names, "parents");
	links_check_tree(l, &m->unit_parents, m->unit_count, &l->units.names, places, "unit");
	units_inherit(m, units);
}

static void seller_row(struct loader *l, const struct seller_doc *d, struct seller *s, struct draft_links *membership)
{
	uint32_t child = names_find(&l->sellers.names, d->head.code.text) - 1;
	uint32_t unit = load_find(l, &l->units, &d->unit, "unit");
	struct days days = days_of(l, &d->head, &d->from, &d->to);
	bool fresh = s->code.len == 0;

	s->code = fresh ? load_keep(l, d->head.code.text) : s->code;
	s->title = load_title(l, &d->title, d->head.code.text);
	s->role = load_keep(l, d->role.text);
	s->calendar = d->calendar.text.len ? load_calendar(l, &d->calendar) : fresh ? NONE : s->calendar;
	s->from = fresh ? days.from : earlier(s->from, days.from);
	s->to = fresh ? days.to : later(s->to, days.to);
	if (!days.good || unit == NONE)
		return;
	draft_add(membership, child, unit, days.from, days.to, d->head.place);
	if (days.from < l->model->units[unit].from || days.to > l->model->units[unit].to)
		spot_warning(l->problems, d->head.place,
			     "seller \"%.*s\" belongs to unit \"%.*s\" on days on which the unit is not there", STR_ARG(s->code),
			     STR_ARG(l->model->units[unit].code));
}

static void sellers_load(struct loader *l)
{
	const struct records *rows = &l->docs.org->sellers;
	struct model *m = l->model;
	struct draft_links membership = { 0 };
	struct seller *sellers;

	for (uint32_t i = 0; i < rows->count; i++) {
		const struct seller_doc *d = rows->at[i];

		if (d->head.code.text.len > 0)
			names_add(&l->sellers.names, d->head.code.text);
	}
	m->seller_count = l->sellers.names.count;
	sellers = load_array(l, m->seller_count, sizeof(*sellers));
	for (uint32_t i = 0; i < rows->count; i++) {
		const struct seller_doc *d = rows->at[i];
		uint32_t n = names_find(&l->sellers.names, d->head.code.text);

		if (n > 0)
			seller_row(l, d, &sellers[n - 1], &membership);
	}
	m->sellers = sellers;
	m->seller_units = draft_finish(l, &membership, m->seller_count, &l->sellers.names, "units");
}

void load_org(struct loader *l)
{
	l->units.gap = option_unread(l->docs.org, &l->docs.org->units);
	l->sellers.gap = option_unread(l->docs.org, &l->docs.org->sellers);
	unit_types_load(l);
	units_load(l);
	sellers_load(l);
}
