/* What the parts of the loader share; private to model/. Each part reads its documents and fills its part of the model;
 * an index that cannot be found becomes NONE after a problem, so that the next parts can go on and find more. */
#pragma once
#include "base/names.h"
#include "model/documents.h"
#include "model/source.h"

struct loader {
	struct arena *scratch; /* documents and tables; gone when the model is made */
	struct arena *arena;   /* the model's */
	struct problems *problems;
	const struct bundle *bundle;
	struct documents docs;
	struct model *model;
	struct option_reader reader;

	struct names zones; /* number = index + 1 in the model's list; likewise below */
	struct names calendars;
	struct names unit_types;
	struct names units;
	struct names sellers;
	struct names *members; /* by axis */
};

/* In this order. */
void load_time(struct loader *l);
void load_periods(struct loader *l);
void load_org(struct loader *l);
void load_axes(struct loader *l);
void load_scopes(struct loader *l);
void load_forms(struct loader *l);
void load_kpis(struct loader *l);
void load_plans(struct loader *l);

/* A zeroed array for the model: at least one element, so never NULL. */
void *load_array(struct loader *l, size_t count, size_t size);
struct str load_keep(struct loader *l, struct str s); /* a copy in the model's arena */
/* The title, or the code where there is none. */
struct text load_title(struct loader *l, const struct text *title, struct str code);
/* Index of a name; NONE after the problem `unknown <what> "x"` with the nearest known one. */
uint32_t load_find(struct loader *l, const struct names *names, const struct ref *ref, const char *what);
uint32_t load_zone(struct loader *l, const struct ref *ref);     /* reads it from the bundle when first named */
uint32_t load_calendar(struct loader *l, const struct ref *ref); /* likewise */
/* The first day after an inclusive last one. */
int32_t load_until(int32_t last);

/* Dated links while they are collected; the place is for problems. */
struct draft_link {
	struct dated_link link;
	struct spot place;
};
struct draft_links {
	ARRAY(struct draft_link) list;
};
void draft_add(struct draft_links *d, uint32_t child, uint32_t parent, int32_t from, int32_t to, struct spot place);
/* Sorts, refuses overlaps ("seller "a" is in two units on 2026-01-01") and makes the list. Frees the draft. */
struct links draft_finish(struct loader *l, struct draft_links *d, uint32_t child_count, const struct names *children,
			  const char *what);
/* Refuses cycles and paths deeper than ORG_DEPTH on any day. `places` is by child. */
void links_check_tree(struct loader *l, const struct links *links, uint32_t count, const struct names *names,
		      const struct spot *places, const char *what);
