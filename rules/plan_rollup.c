#include "rules/plan_book.h"

/* A node is what a unit's plan is about, whichever scope kind shows it: unit, other members, KPI, period, level. Kinds that
 * differ only in their organisational dimension are of one group: seller_category, team_category. Two passes: members give
 * to the unit they are in, then each unit's sum goes up its path; so a million sellers cost a lookup each and no more. */
enum { OTHERS_MAX = SCOPE_DIMS - 1 };

struct shape {      /* of a scope kind */
	bool rolls; /* exactly one seller or unit dimension, part of the id */
	struct dim org;
	uint32_t org_slot;
	struct dim others[OTHERS_MAX]; /* in one order for all kinds */
	uint32_t slots[OTHERS_MAX];    /* their places in the id; NONE: filters */
	uint32_t other_count;
	uint32_t group; /* the first kind of the group */
};
struct node {
	uint32_t group;
	uint32_t unit;
	uint32_t others[OTHERS_MAX];
	uint32_t kpi;
	struct period period;
	enum plan_level level;
	uint32_t own; /* plan given by a row, which wins over the sum; NONE */
};
struct rollup_work {
	struct plan_book *book;
	struct shape *shapes;
	ARRAY(struct node) nodes;
	struct index index;
	struct drafts direct; /* by node: of those who are in the unit itself */
	struct drafts total;  /* by node: of all below */
};
struct node_lookup {
	const struct rollup_work *work;
	struct node node;
};

static bool dim_before(const struct dim *a, const struct dim *b)
{
	if (a->axis != b->axis)
		return a->axis < b->axis;
	if (a->level != b->level)
		return a->level < b->level;
	return a->only < b->only;
}

static bool dim_eq(const struct dim *a, const struct dim *b)
{
	return a->axis == b->axis && a->level == b->level && a->only == b->only;
}

static void add_other(struct shape *s, const struct dim *dim, uint32_t slot)
{
	uint32_t i = s->other_count++;

	for (; i > 0 && dim_before(dim, &s->others[i - 1]); i--) {
		s->others[i] = s->others[i - 1];
		s->slots[i] = s->slots[i - 1];
	}
	s->others[i] = *dim;
	s->slots[i] = slot;
}

static struct shape shape_of(const struct scope_kind *kind)
{
	struct shape s = { 0 };
	uint32_t slot = 0, orgs = 0;

	for (uint32_t i = 0; i < kind->dim_count; i++) {
		const struct dim *dim = &kind->dims[i];
		uint32_t at = dim->only == NONE ? slot++ : NONE;

		if (dim->kind == DIM_AXIS) {
			if (s.other_count < OTHERS_MAX)
				add_other(&s, dim, at);
			continue;
		}
		orgs++;
		s.org = *dim;
		s.org_slot = at;
	}
	s.rolls = orgs == 1 && s.org_slot != NONE;
	return s;
}

static bool is_same_group(const struct shape *a, const struct shape *b)
{
	if (!a->rolls || !b->rolls || a->other_count != b->other_count)
		return false;
	for (uint32_t i = 0; i < a->other_count; i++)
		if (!dim_eq(&a->others[i], &b->others[i]))
			return false;
	return true;
}

static void make_shapes(struct rollup_work *w)
{
	const struct model *m = w->book->model;

	w->shapes = mem_alloc((m->scope_kind_count + 1) * sizeof *w->shapes);
	for (uint32_t i = 0; i < m->scope_kind_count; i++) {
		w->shapes[i] = shape_of(&m->scope_kinds[i]);
		w->shapes[i].group = i;
		for (uint32_t j = i; j-- > 0;)
			if (is_same_group(&w->shapes[i], &w->shapes[j]))
				w->shapes[i].group = j;
	}
}

static uint64_t node_hash(const struct node *n)
{
	uint32_t words[6 + OTHERS_MAX] = { n->group, n->unit, n->kpi, n->period.kind, (uint32_t)n->period.index, n->level };

	for (unsigned i = 0; i < OTHERS_MAX; i++)
		words[6 + i] = n->others[i];
	return hash64(words, sizeof words, 0);
}

static bool node_eq(const void *ctx, uint32_t number)
{
	const struct node_lookup *lookup = ctx;
	const struct node *a = &lookup->work->nodes.at[number], *b = &lookup->node;

	for (unsigned i = 0; i < OTHERS_MAX; i++)
		if (a->others[i] != b->others[i])
			return false;
	return a->group == b->group && a->unit == b->unit && a->kpi == b->kpi && period_eq(a->period, b->period) &&
	       a->level == b->level;
}

static uint32_t node_intern(struct rollup_work *w, const struct node *node, uint32_t unit)
{
	struct node_lookup lookup = { w, *node };

	lookup.node.unit = unit;
	lookup.node.own = NONE;
	uint64_t hash = node_hash(&lookup.node);
	uint32_t n = index_find(&w->index, hash, node_eq, &lookup);

	if (n != INDEX_NONE)
		return n;
	n = (uint32_t)w->nodes.count;
	*ARRAY_ADD(w->nodes) = lookup.node;
	index_add(&w->index, hash, n);
	return n;
}

/* The node of a plan but for its unit; `out_org`: model index of its seller or unit, NONE where undeclared. */
static struct node node_of(const struct rollup_work *w, const struct plan *p, uint32_t *out_org)
{
	const struct scope *scope = scope_at(w->book->scopes, p->key.scope);
	const struct shape *s = &w->shapes[scope->kind];
	struct node node = { .group = s->group, .kpi = p->key.kpi, .period = p->key.period, .level = p->key.level, .own = NONE };

	for (uint32_t i = 0; i < s->other_count; i++)
		node.others[i] = s->slots[i] == NONE ? 0 : scope->members[s->slots[i]];
	*out_org = domain_model_index(&w->book->domains->list.at[s->org.kind == DIM_UNIT ? DOMAIN_UNIT : DOMAIN_SELLER],
				      scope->members[s->org_slot]);
	return node;
}

static void give(struct rollup_work *w, struct drafts *d, uint32_t n, struct piece piece, bool conflict)
{
	const struct model *m = w->book->model;
	const struct node *node = &w->nodes.at[n];
	const struct kpi *kpi = &m->kpis[node->kpi];

	if (kpi->rollup == ROLLUP_SUM) {
		drafts_add(d, n, piece);
		return;
	}
	piece.from = period_from(m, node->period);
	piece.to = period_to(m, node->period);
	piece.calendar = plan_unit_calendars(w->book, node->unit, node->kpi, node->period);
	drafts_add_same(d, n, piece, conflict);
}

/* To the units that a seller is in during the piece's days, one after the other. */
static void give_to_units(struct rollup_work *w, const struct node *node, uint32_t seller, struct piece piece)
{
	const struct model *m = w->book->model;
	const struct links *l = &m->seller_units;
	int32_t from = piece.from, to = piece.to;

	if (from < m->sellers[seller].from)
		from = m->sellers[seller].from;
	if (to > m->sellers[seller].to)
		to = m->sellers[seller].to;
	for (uint32_t i = l->count ? l->first[seller] : 0; i < (l->count ? l->first[seller + 1] : 0); i++) {
		const struct dated_link *link = &l->at[i];

		piece.from = link->from > from ? link->from : from;
		piece.to = link->to < to ? link->to : to;
		if (piece.from >= piece.to)
			continue;
		uint32_t n = node_intern(w, node, link->parent);

		if (w->nodes.at[n].own == NONE)
			give(w, &w->direct, n, piece, false);
	}
}

/* To `unit` (where `inclusive`) and all above it as of each of the piece's days, up to the first with a plan of its own. */
static void give_up_path(struct rollup_work *w, const struct node *node, uint32_t unit, bool inclusive, struct piece piece,
			 bool conflict)
{
	const struct model *m = w->book->model;
	int32_t end = piece.to;

	for (int32_t day = piece.from; day < end; day = piece.to) {
		uint32_t path[ORG_DEPTH];
		int32_t from = DAY_MIN, to = DAY_NONE;
		uint32_t length = org_path(m, unit, day, path, &from, &to);

		piece.from = day;
		piece.to = to < end ? to : end;
		for (uint32_t i = inclusive ? 0 : 1; i < length; i++) {
			uint32_t n = node_intern(w, node, path[i]);

			if (w->nodes.at[n].own != NONE)
				break;
			give(w, &w->total, n, piece, conflict);
		}
	}
}

static bool rolls_up(const struct rollup_work *w, const struct plan *p)
{
	return w->shapes[scope_at(w->book->scopes, p->key.scope)->kind].rolls &&
	       w->book->model->kpis[p->key.kpi].rollup != ROLLUP_NONE;
}

/* Which units have a plan of their own; of two scope kinds about one unit the first row counts. */
static void note_own(struct rollup_work *w, uint32_t given_count)
{
	for (uint32_t i = 0; i < given_count; i++) {
		const struct plan *p = &w->book->plans.at[i];
		uint32_t org;

		if (!rolls_up(w, p) || w->shapes[scope_at(w->book->scopes, p->key.scope)->kind].org.kind != DIM_UNIT)
			continue;
		struct node node = node_of(w, p, &org);

		if (org == NONE)
			continue;
		uint32_t n = node_intern(w, &node, org);

		if (w->nodes.at[n].own == NONE)
			w->nodes.at[n].own = i;
	}
}

static void give_sellers(struct rollup_work *w, uint32_t given_count)
{
	for (uint32_t i = 0; i < given_count; i++) {
		const struct plan *p = &w->book->plans.at[i];
		uint32_t org;

		if (!rolls_up(w, p) || w->shapes[scope_at(w->book->scopes, p->key.scope)->kind].org.kind != DIM_SELLER)
			continue;
		struct node node = node_of(w, p, &org);

		if (org != NONE)
			give_to_units(w, &node, org, w->book->pieces.at[p->pieces]);
	}
}

static void give_units(struct rollup_work *w)
{
	for (size_t i = 0; i < w->direct.list.count; i++) {
		struct draft d = w->direct.list.at[i];
		struct node node = w->nodes.at[d.group];

		give_up_path(w, &node, node.unit, true, d.piece, d.conflict);
	}
	for (size_t i = 0, count = w->nodes.count; i < count; i++) {
		struct node node = w->nodes.at[i];

		if (node.own != NONE)
			give_up_path(w, &node, node.unit, false, w->book->pieces.at[w->book->plans.at[node.own].pieces], false);
	}
}

static uint32_t node_scope(const struct rollup_work *w, const struct node *node, uint32_t kind)
{
	const struct shape *s = &w->shapes[kind];
	struct scope scope = { .kind = kind };

	for (uint32_t i = 0; i < s->other_count; i++)
		if (s->slots[i] != NONE)
			scope.members[s->slots[i]] = node->others[i];
	scope.members[s->org_slot] = w->book->domains->list.at[DOMAIN_UNIT].number_of[node->unit];
	return scope_intern(w->book->scopes, scope);
}

/* A plan for every scope kind that shows the unit and has none by a row. */
static void publish(struct rollup_work *w, const struct node *node, uint32_t pieces, uint32_t piece_count)
{
	struct plan_book *b = w->book;
	uint32_t first = NONE;

	for (uint32_t kind = 0; kind < b->model->scope_kind_count; kind++) {
		const struct shape *s = &w->shapes[kind];

		if (!s->rolls || s->group != node->group || s->org.kind != DIM_UNIT ||
		    (s->org.level != NONE && s->org.level != b->model->units[node->unit].type))
			continue;
		struct plan_key key = { node_scope(w, node, kind), node->kpi, node->period, node->level };

		if (plan_seek(b, key) != NONE)
			continue;
		uint32_t n = plan_add(b, key);
		struct plan *p = &b->plans.at[n];

		p->rolled_up = true;
		p->pieces = pieces;
		p->piece_count = piece_count;
		if (first == NONE) {
			if (piece_count)
				plan_make_steps(b, p);
			first = n;
		} else {
			p->steps = b->plans.at[first].steps;
			p->step_count = b->plans.at[first].step_count;
		}
	}
}

void plan_roll_up(struct plan_book *b)
{
	struct rollup_work w = { .book = b, .direct.book = b, .total.book = b };
	uint32_t given_count = (uint32_t)b->plans.count;

	make_shapes(&w);
	note_own(&w, given_count);
	give_sellers(&w, given_count);
	give_units(&w);
	uint32_t count = (uint32_t)w.nodes.count;
	uint32_t *first = mem_alloc((count + 1) * sizeof *first);

	drafts_settle(&w.total, count, first);
	for (uint32_t i = 0; i < count; i++) {
		struct node node = w.nodes.at[i];

		if (node.own != NONE)
			publish(&w, &node, b->plans.at[node.own].pieces, b->plans.at[node.own].piece_count);
		else /* without pieces where members disagree: settled later, but its scopes are known as if they agreed */
			publish(&w, &node, first[i], first[i + 1] - first[i]);
	}
	mem_free(first);
	mem_free(w.shapes);
	ARRAY_FREE(w.nodes);
	index_free(&w.index);
	drafts_free(&w.direct);
	drafts_free(&w.total);
}
