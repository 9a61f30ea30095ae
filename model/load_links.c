#include <stdlib.h>
#include <string.h>

#include "model/loader.h"
#include "rules/org.h"

int32_t load_until(int32_t last)
{
	return last == DAY_NONE ? DAY_NONE : last + 1;
}

void draft_add(struct draft_links *d, uint32_t child, uint32_t parent, int32_t from, int32_t to, struct spot place)
{
	*ARRAY_ADD(d->list) = (struct draft_link){ { child, parent, from, to }, place };
}

static int draft_order(const void *va, const void *vb)
{
	const struct draft_link *a = va, *b = vb;

	if (a->link.child != b->link.child)
		return a->link.child < b->link.child ? -1 : 1;
	if (a->link.from != b->link.from)
		return a->link.from < b->link.from ? -1 : 1;
	return a->place.line < b->place.line ? -1 : a->place.line > b->place.line;
}

static void overlap(struct loader *l, const struct draft_link *d, const struct names *children, const char *what)
{
	struct buf day = { 0 };
	struct str code = names_text(children, d->link.child + 1);

	if (d->link.from == DAY_MIN)
		buf_adds(&day, STR("the beginning"));
	else
		date_add(&day, d->link.from);
	spot_problem(l->problems, d->place, "\"%.*s\" has two %s from %s on: end the earlier one the day before", STR_ARG(code),
		     what, day.ptr);
	buf_free(&day);
}

struct links draft_finish(struct loader *l, struct draft_links *d, uint32_t child_count, const struct names *children,
			  const char *what)
{
	uint32_t n = 0;
	struct dated_link *at = load_array(l, d->list.count, sizeof(*at));

	if (d->list.count > 0)
		qsort(d->list.at, d->list.count, sizeof(*d->list.at), draft_order);
	for (size_t i = 0; i < d->list.count; i++) {
		const struct draft_link *x = &d->list.at[i];
		bool same = n > 0 && at[n - 1].child == x->link.child;

		if (same && at[n - 1].to > x->link.from) {
			if (what)
				overlap(l, x, children, what);
			continue;
		}
		if (same && at[n - 1].to == x->link.from && at[n - 1].parent == x->link.parent)
			at[n - 1].to = x->link.to;
		else
			at[n++] = x->link;
	}
	ARRAY_FREE(d->list);
	if (n == 0) /* of a million sellers most lists of links are empty */
		return (struct links){ at, 0, NULL };
	uint32_t *first = load_array(l, child_count + 1, sizeof(*first));
	for (uint32_t i = 0, c = 0; c <= child_count; c++) {
		while (i < n && at[i].child < c)
			i++;
		first[c] = i;
	}
	return (struct links){ at, n, first };
}

/* Follows `child` up on `day`; narrows *to. Returns the length, ORG_DEPTH + 1 where it goes too far. */
static uint32_t climb(const struct links *links, uint32_t child, int32_t day, int32_t *to, bool *cycle)
{
	uint32_t length = 0;

	for (uint32_t node = child; node != NONE && length <= ORG_DEPTH; length++) {
		int32_t from, until;

		node = links_parent(links, node, day, &from, &until);
		*to = until < *to ? until : *to;
		if (node == child) {
			*cycle = true;
			return ORG_DEPTH + 1;
		}
	}
	return length;
}

/* Cycles are looked for first: below one everything lies too deep. */
enum tree_fault { FAULT_CYCLE, FAULT_DEPTH };

static bool check_child(struct loader *l, const struct links *links, uint32_t child, const struct names *names, struct spot place,
			const char *what, enum tree_fault wanted)
{
	for (int32_t day = DAY_MIN, to = DAY_NONE; day < DAY_NONE; day = to, to = DAY_NONE) {
		struct buf text = { 0 };
		bool cycle = false;

		if (climb(links, child, day, &to, &cycle) <= ORG_DEPTH || cycle != (wanted == FAULT_CYCLE))
			continue;
		if (day != DAY_MIN) {
			buf_adds(&text, STR(" on "));
			date_add(&text, day);
		}
		if (cycle)
			spot_problem(l->problems, place, "%s \"%.*s\" is above itself%.*s: a tree has no cycles", what,
				     STR_ARG(names_text(names, child + 1)), STR_ARG(buf_str(&text)));
		else
			spot_problem(l->problems, place, "%s \"%.*s\" lies too deep%.*s: at most %d levels, or a cycle above it",
				     what, STR_ARG(names_text(names, child + 1)), STR_ARG(buf_str(&text)), ORG_DEPTH);
		buf_free(&text);
		return false;
	}
	return true;
}

void links_check_tree(struct loader *l, const struct links *links, uint32_t count, const struct names *names,
		      const struct spot *places, const char *what)
{
	uint32_t reported = 0;

	for (uint32_t child = 0; child < count && reported < 10; child++)
		reported += !check_child(l, links, child, names, places[child], what, FAULT_CYCLE);
	for (uint32_t child = 0; child < count && reported == 0; child++)
		reported += !check_child(l, links, child, names, places[child], what, FAULT_DEPTH);
}
