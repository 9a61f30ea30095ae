/* What the parts of the loader share; private to model/. Each part reads its documents and fills its part of the model;
 * an index that cannot be found becomes NONE after a problem, so that the next parts can go on and find more.
 *
 * One mistake is told once. A name that is declared is known, however faulty its declaration. What could not be read (a
 * document, a table, a row, an option: option_unread()) is a gap, and nothing is said of a name that may be in one.
 */
#pragma once
#include "base/names.h"
#include "model/documents.h"
#include "model/source.h"

struct declared {
	struct names names; /* number = index + 1 in the model's list */
	bool gap;
};

/* What the model does not tell of a fact table. */
struct table_gaps {
	bool columns; /* some are missing */
	bool kind[FACT_COLUMNS_MAX];
};

/* What formulas may name: the company's measures by their codes, and those of ready KPIs, which several may share. */
struct measure_names {
	struct measure *list; /* only their codes count */
	uint32_t *measure;    /* which of the model's each one is */
	uint32_t count;
};

struct loader {
	struct arena *scratch; /* documents and tables; gone when the model is made */
	struct arena *arena;   /* the model's */
	struct str kept;       /* what was kept there last: a title is often its code, and the same in every language */
	struct problems *problems;
	const struct bundle *bundle;
	struct documents docs;
	struct model *model;
	struct option_reader reader;

	struct names zones; /* number = index + 1 in the model's list */
	struct declared calendars;
	struct declared unit_types;
	struct declared levels;
	struct declared units;
	struct declared sellers;
	struct declared positions;
	struct declared *members; /* by axis */
	bool *scope_faulty;       /* by scope kind: what its ids look like is not known */
	struct table_gaps *tables;
	struct measure_names measure_names;
	uint32_t forms_tables;    /* fact tables that forms feed; they stand first */
	bool axis_gap, table_gap; /* in the lists; model.gaps has those of the others */
	bool period_gap;          /* in what a quarter, a year or a custom period is */
};

/* In this order. */
void load_time(struct loader *l);
void load_periods(struct loader *l);
void load_levels(struct loader *l);
void load_org(struct loader *l);
void load_positions(struct loader *l);
void load_competencies(struct loader *l);
void load_axes(struct loader *l);
void load_scopes(struct loader *l);
void load_forms(struct loader *l);
void load_rules(struct loader *l, const struct form_doc *d, struct form *form); /* of one form, whose fields are there */
/* Likewise: which of its fields are held against what is usual. */
void load_usuals(struct loader *l, const struct form_doc *d, struct form *form);
void load_schedule(struct loader *l);
void load_entities(struct loader *l);
void load_kpis(struct loader *l);
void load_prune(struct loader *l);
void load_factors(struct loader *l);
void load_samples(struct loader *l);
void load_usual_measures(struct loader *l);
void load_norms(struct loader *l);
void load_strategy(struct loader *l);
void load_plans(struct loader *l);
void load_capacity(struct loader *l);

/* A zeroed array for the model: at least one element, so never NULL. */
void *load_array(struct loader *l, size_t count, size_t size);
struct str load_keep(struct loader *l, struct str s); /* a copy in the model's arena */
/* "19:00" in minutes; 24:00 is the end of the day. Anything else is a problem, and 0. */
int32_t load_minute(struct loader *l, const struct ref *ref, const char *name);
/* The title, or the code where there is none. */
struct text load_title(struct loader *l, const struct text *title, struct str code);
/* Index of a name; NONE after the problem `unknown <what> "x"` with the nearest known one, or where it may be in a gap. */
uint32_t load_find(struct loader *l, const struct declared *declared, const struct ref *ref, const char *what);
uint32_t load_kpi(struct loader *l, const struct ref *ref);    /* likewise, once the KPIs are there */
struct str load_role(struct loader *l, const struct ref *ref); /* kept; a problem where no seller has it */
uint32_t load_scope_kind(struct loader *l, const struct ref *ref);
/* Splits "T-1|Bikes", checks each part and keeps it; false after a problem. */
bool load_members(struct loader *l, uint32_t kind, const struct ref *ref, struct str out[SCOPE_DIMS]);
uint32_t load_zone(struct loader *l, const struct ref *ref);     /* reads it from the bundle when first named */
uint32_t load_calendar(struct loader *l, const struct ref *ref); /* likewise */
/* The first day after an inclusive last one. */
int32_t load_until(int32_t last);
/* Measures after those of the author (load_samples.c); `made` is copied. */
void load_measures_add(struct loader *l, const struct measure *made, size_t count);

/* Dated links while they are collected; the place is for problems. */
struct draft_link {
	struct dated_link link;
	struct spot place;
};
struct draft_links {
	ARRAY(struct draft_link) list;
};
void draft_add(struct draft_links *d, uint32_t child, uint32_t parent, int32_t from, int32_t to, struct spot place);
/* Sorts, refuses overlaps ("seller "a" is in two units on 2026-01-01"; without a word where `what` is NULL, since it was said)
 * and makes the list. Frees the draft. */
struct links draft_finish(struct loader *l, struct draft_links *d, uint32_t child_count, const struct names *children,
			  const char *what);
/* Refuses cycles and paths deeper than ORG_DEPTH on any day. `places` is by child. */
void links_check_tree(struct loader *l, const struct links *links, uint32_t count, const struct names *names,
		      const struct spot *places, const char *what);

/* ---- load_measure_names.c ---- */
/* Gives the next measure its name. One of a ready KPI (`ready`) is called after what it counts, so that those that count the same
 * are one. */
void measure_name_add(struct loader *l, struct measure *x, bool ready);
/* Compiles over these names; the rest as formula_compile(). */
int measure_names_compile(struct loader *l, struct str text, struct kpi *k, uint32_t *out_column, struct err *err);

/* ---- load_entities.c, for measures over what entities come to ---- */
/* The kind whose own table that is; NONE. */
uint32_t load_entity_of(const struct loader *l, uint32_t facts);
/* Refuses a value that a column of such a table never has. */
void load_entity_value(struct loader *l, uint32_t facts, uint32_t column, const struct node *n);
