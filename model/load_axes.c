#include <string.h>

#include "model/loader.h"

static void levels_load(struct loader *l, const struct axis_doc *d, struct axis *x)
{
	struct str *levels = load_array(l, d->levels.count, sizeof(*levels));

	levels[0] = x->code;
	x->level_count = d->levels.count ? d->levels.count : 1;
	for (uint32_t i = 0; i < d->levels.count; i++)
		levels[i] = load_keep(l, d->levels.at[i].text);
	x->levels = levels;
}

static uint32_t level_find(struct loader *l, const struct axis_doc *axis, const struct axis *x, const struct member_doc *d)
{
	const struct ref *ref = &d->level;
	struct nearest near = { .wanted = ref->text };

	if (option_unread(d, &d->level))
		return NONE;
	if (ref->text.len == 0)
		return x->level_count - 1;
	for (uint32_t i = 0; i < x->level_count; i++) {
		if (str_eq(x->levels[i], ref->text))
			return i;
		nearest_offer(&near, x->levels[i]);
	}
	if (option_unread(axis, &axis->levels))
		return NONE;
	spot_problem(l->problems, ref->place, "axis \"%.*s\" has no level \"%.*s\"%s", STR_ARG(x->code), STR_ARG(ref->text),
		     nearest_text(&near));
	return NONE;
}

static uint32_t member_add(struct loader *l, const struct axis_doc *axis, struct names *names, struct axis *x,
			   struct axis_member *members, const struct member_doc *d)
{
	uint32_t n = names_add(names, d->head.code.text);
	uint32_t level = level_find(l, axis, x, d);
	bool fresh = n > x->member_count;

	if (!fresh && level != NONE && members[n - 1].level != NONE && members[n - 1].level != level)
		spot_problem(l->problems, d->head.place,
			     "member \"%.*s\" stands on two levels of axis \"%.*s\": codes are unique on an axis",
			     STR_ARG(d->head.code.text), STR_ARG(x->code));
	else if (!fresh && d->head.unread == 0 && d->from == DAY_MIN && d->to == DAY_NONE)
		spot_problem(l->problems, d->head.place, "member \"%.*s\" is given twice on axis \"%.*s\"",
			     STR_ARG(d->head.code.text), STR_ARG(x->code));
	if (fresh) {
		members[n - 1].code = load_keep(l, d->head.code.text);
		members[n - 1].level = level;
		x->member_count = n;
	}
	members[n - 1].title = load_title(l, &d->title, d->head.code.text);
	return n - 1;
}

static void member_parent(struct loader *l, const struct declared *declared, const struct axis *x, const struct member_doc *d,
			  struct draft_links *parents)
{
	uint32_t child = names_find(&declared->names, d->head.code.text) - 1;
	uint32_t parent = d->parent.text.len ? load_find(l, declared, &d->parent, "member") : NONE;
	uint32_t level = x->members[child].level, above = parent == NONE ? NONE : x->members[parent].level;

	if (option_unread(d, &d->from) || option_unread(d, &d->to))
		return;
	if (d->from > d->to) {
		spot_problem(l->problems, d->head.place, "valid_to lies before valid_from");
		return;
	}
	if (parent == NONE)
		return;
	if (above >= level && above != NONE)
		spot_problem(l->problems, d->parent.place,
			     "member \"%.*s\": its parent \"%.*s\" must stand on a higher level than itself",
			     STR_ARG(d->head.code.text), STR_ARG(d->parent.text));
	else
		draft_add(parents, child, parent, d->from, load_until(d->to), d->head.place);
}

static void members_load(struct loader *l, const struct axis_doc *d, struct axis *x, struct declared *declared)
{
	struct axis_member *members = load_array(l, d->members.count, sizeof(*members));
	struct spot *places = arena_alloc(l->scratch, (d->members.count + 1) * sizeof(*places));
	struct draft_links parents = { 0 };

	declared->gap = option_unread(d, &d->members) || option_unread(d, &d->open);
	for (uint32_t i = 0; i < d->members.count; i++) {
		const struct member_doc *row = d->members.at[i];

		if (row->head.code.text.len > 0)
			places[member_add(l, d, &declared->names, x, members, row)] = row->head.place;
	}
	x->members = members;
	for (uint32_t i = 0; i < d->members.count; i++) {
		const struct member_doc *row = d->members.at[i];

		if (row->head.code.text.len > 0)
			member_parent(l, declared, x, row, &parents);
	}
	x->parents = draft_finish(l, &parents, x->member_count, &declared->names, "parents");
	links_check_tree(l, &x->parents, x->member_count, &declared->names, places, "member");
}

/* Rows that tie sellers and members; `owners`: each member to its seller, else each seller to his member. */
static struct draft_links links_draft(struct loader *l, const struct records *rows, const struct declared *members, bool owners)
{
	struct draft_links links = { 0 };

	for (uint32_t i = 0; i < rows->count; i++) {
		const struct assignment_doc *row = rows->at[i];
		uint32_t seller = load_find(l, &l->sellers, &row->seller, "seller");
		uint32_t member = load_find(l, members, &row->member, "member");

		if (option_unread(row, &row->from) || option_unread(row, &row->to))
			continue;
		if (row->from > row->to)
			spot_problem(l->problems, row->head.place, "valid_to lies before valid_from");
		else if (seller != NONE && member != NONE)
			draft_add(&links, owners ? member : seller, owners ? seller : member, row->from, load_until(row->to),
				  row->head.place);
	}
	return links;
}

static void assigned_load(struct loader *l, const struct axis_doc *d, struct axis *x, const struct declared *members)
{
	struct draft_links links = links_draft(l, &d->assigned, members, false);

	x->seller_links = draft_finish(l, &links, l->sellers.names.count, &l->sellers.names, "members");
	x->default_member = d->default_member.text.len ? load_find(l, members, &d->default_member, "member") : NONE;
}

static void owners_load(struct loader *l, const struct axis_doc *d, struct axis *x, const struct declared *members)
{
	struct draft_links links = links_draft(l, &d->owners, members, true);

	if (links.list.count)
		x->owners = draft_finish(l, &links, x->member_count, &members->names, "owners");
}

/* Whose a fact is must be told by one axis. */
static void owners_check(struct loader *l, const struct axis_doc *d, uint32_t axis)
{
	struct model *m = l->model;

	if (!d->owners.count)
		return;
	if (m->axes[axis].source != AXIS_FIELD && !option_unread(d, &d->of))
		spot_problem(l->problems, d->head.place, "axis \"%.*s\": owners are for an axis whose members reports say",
			     STR_ARG(m->axes[axis].code));
	if (m->owner_axis != NONE)
		spot_problem(l->problems, d->head.place, "axis \"%.*s\": the members of \"%.*s\" have owners already",
			     STR_ARG(m->axes[axis].code), STR_ARG(m->axes[m->owner_axis].code));
	m->owner_axis = axis;
}

static void axis_check(struct loader *l, const struct axis_doc *d, const struct axis *x, struct declared *members)
{
	bool none = !x->open && !d->members.at;

	if (str_eq(x->code, STR("seller")) || str_eq(x->code, STR("unit")))
		spot_problem(l->problems, d->head.code.place, "an axis cannot be called \"%.*s\"", STR_ARG(x->code));
	if (x->source == AXIS_FIELD && !option_unread(d, &d->of) && (d->assigned.count > 0 || d->default_member.text.len > 0))
		spot_problem(l->problems, d->head.place,
			     "axis \"%.*s\": assigned and default_member are for an axis with `of: seller`", STR_ARG(x->code));
	if (none && !members->gap)
		spot_problem(l->problems, d->head.place, "axis \"%.*s\" has no members: declare them, or write `open: yes`",
			     STR_ARG(x->code));
	members->gap = members->gap || none;
}

void load_axes(struct loader *l)
{
	const struct records *rows = &l->docs.axes->axes;
	struct axis *axes = load_array(l, rows->count, sizeof(*axes));

	l->members = arena_alloc(l->scratch, (rows->count + 1) * sizeof(*l->members));
	l->model->axes = axes;
	l->model->axis_count = rows->count;
	l->model->owner_axis = NONE;
	l->axis_gap = option_unread(l->docs.axes, &l->docs.axes->axes);
	for (uint32_t i = 0; i < rows->count; i++) {
		const struct axis_doc *d = rows->at[i];

		axes[i].code = load_keep(l, d->head.code.text);
		axes[i].title = load_title(l, &d->title, d->head.code.text);
		axes[i].source = d->of ? AXIS_SELLER : AXIS_FIELD;
		axes[i].open = d->open;
		axes[i].max_members = (uint32_t)d->max_members;
		levels_load(l, d, &axes[i]);
		members_load(l, d, &axes[i], &l->members[i]);
		assigned_load(l, d, &axes[i], &l->members[i]);
		owners_load(l, d, &axes[i], &l->members[i]);
		owners_check(l, d, i);
		axis_check(l, d, &axes[i], &l->members[i]);
	}
}
