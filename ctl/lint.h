/* What is no error of a model and yet surely a mistake: what nobody looks at, what can never happen, what comes and goes, what no
 * scenario shows. Each finding has its place, what is so, and what to do about it.
 *
 * What `sdmctl check` finds is not looked for again: its warnings are taken over as they are.
 */
#pragma once
#include "ctl/folder.h"
#include "model/spot.h"

enum lint_about {
	LINT_CHECK,    /* a warning of check */
	LINT_KPI,      /* nobody watches, plans, shows or uses it */
	LINT_FIELD,    /* a form asks for it and nothing reads it */
	LINT_TITLE,    /* lacks a language of the company */
	LINT_WATCH,    /* no subject can ever match */
	LINT_CLEAR,    /* a case closes where it opens */
	LINT_SCENARIO, /* no scenario opens the decision */
	LINT_ALARMS,   /* of a history: somebody hears of too many cases */
	LINT_NEVER,    /* of a history: the decision opened no case */
	LINT_ABOUTS
};

struct documents;
struct suites;
struct lint {
	const char *path; /* of the company's folder */
	struct folder *folder;
	const struct common *common;
	bool skipped[LINT_ABOUTS];
	struct arena *arena;
	struct documents *docs; /* read once more, for the places of what they declare */
	struct problems found;  /* named like the folder's files */
	ARRAY(uint8_t) abouts;  /* of each problem found: enum lint_about */
};

/* The folder must have been read without an error. Free it in any case. */
void lint_open(struct lint *l, const char *path, struct folder *f, const struct common *c);
void lint_free(struct lint *l);
/* "kpi"; LINT_ABOUTS: none has this name. */
enum lint_about lint_about_of(struct str word);

/* Adds a finding, unless its kind is skipped. The file of the place is one of the bundle. */
void lint_find(struct lint *l, enum lint_about about, struct spot at, const char *format, ...)
	__attribute__((format(printf, 4, 5)));
/* Where a decision says when it opens. */
struct spot lint_decision_place(const struct decision *d);
/* The same thing of all decisions of which it is so, by their place in the host's; those that a loop makes in one place are told
 * together. */
void lint_find_decisions(struct lint *l, enum lint_about about, const bool *is_so, const char *what);

/* lint_model.c: KPIs, fields, titles. */
void lint_model(struct lint *l);
/* lint_decisions.c: watches and conditions; then what scenarios show. -1: they cannot be played, it has been said why. */
void lint_decisions(struct lint *l);
int lint_scenarios(struct lint *l);
/* lint_history.c: a file of reports folded with the model, up to `until` where it is not NULL; nobody should hear of more than
 * `ceiling` new cases in a week. */
int lint_history(struct lint *l, const char *file, const char *until, uint32_t ceiling, struct err *err);

/* One line each, or one JSON object for all. */
void lint_print(const struct lint *l, struct buf *out);
