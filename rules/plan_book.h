/* Inside of the plan book; for rules/plan*.c only.
 *
 * A plan is a list of pieces. A piece is the sum of plans that share one shape: the same calendars, the same days of
 * membership and the same days of amendment. Plan-to-date is linear in the targets, so summing targets first changes nothing
 * and a unit of a million sellers is evaluated as fast as one seller.
 */
#pragma once
#include "rules/calendar.h"
#include "rules/org.h"
#include "rules/plan.h"

/* A target and the day from which it holds. Versions of a list stand by day, each on another day. */
struct plan_version {
	int64_t target_e4;
	int32_t day;
	uint32_t profile; /* number + 1 in model.profiles; 0: by the calendar alone */
};
struct piece {
	uint32_t calendar; /* in model.calendars, or calendar_count + 1 + the number of a succession */
	int32_t from, to;  /* days of the period that count; the curve itself always runs over the whole period */
	uint32_t versions; /* first in book.versions */
	uint32_t version_count;
};
struct plan {
	struct plan_key key;
	uint32_t calendar;    /* of the scope, likewise: for elapsed and total weights */
	uint32_t pieces;      /* first in book.pieces */
	uint32_t piece_count; /* 0 while the book is made: members disagree, to be dropped */
	uint32_t steps;       /* full target by day, first in book.versions */
	uint32_t step_count;
	bool rolled_up;
	const struct plan_book *book;
};
/* Calendars that follow one another within a period: each holds from its day up to the next one's. */
struct succession {
	uint32_t first; /* in book.changes */
	uint32_t count;
};
struct calendar_change {
	uint32_t calendar;
	int32_t from;
};
struct plan_book {
	const struct model *model;
	struct domains *domains;
	struct scopes *scopes;
	ARRAY(struct plan) plans; /* by scope, KPI, level, period */
	ARRAY(struct piece) pieces;
	ARRAY(struct plan_version) versions;
	ARRAY(struct succession) successions;
	ARRAY(struct calendar_change) changes;
	struct index index;            /* of plans by key */
	struct index succession_index; /* by their changes */
};

/* ---- plan.c ---- */
uint32_t plan_add(struct plan_book *b, struct plan_key key);        /* it is not there */
uint32_t plan_seek(const struct plan_book *b, struct plan_key key); /* NONE */

/* ---- plan_calendar.c: one number for the calendars of a period, and what its days weigh ---- */
uint32_t plan_calendars(struct plan_book *b, uint32_t scope, uint32_t kpi, struct period period);
uint32_t plan_unit_calendars(struct plan_book *b, uint32_t unit, uint32_t kpi, struct period period);
int64_t plan_weight(const struct plan_book *b, uint32_t calendar, enum phasing phasing, int32_t from, int32_t to);

/* ---- plan_profile.c ---- */
/* A whole period of months by their weights, each month by its calendars. */
struct season {
	const struct plan_book *book;
	const struct profile *profile;
	uint32_t calendar; /* as in a piece */
	struct period period;
};
/* The elapsed and the total weight of the days start .. stop - 1 and start .. end of the period. false: nothing is left to
 * weigh by the profile, or it is one of other periods. */
bool season_weigh(const struct season *s, int32_t start, int32_t stop, int64_t *out_elapsed, int64_t *out_total);
/* The targets that a version of a year's or a quarter's plan gives the months that it still reaches: differences of rounded
 * plan-to-date, so that with those of the months before they add up to the whole. Their number, 0 without a profile. */
struct season_month {
	struct period month;
	int64_t target_e4;
};
uint32_t season_months(const struct plan_book *b, const struct plan *p, const struct plan_version *v, struct season_month out[]);

/* ---- plan_curve.c ---- */
struct curve {
	const struct plan_book *book;
	struct period period;
	const struct plan_version *versions;
	uint32_t version_count;
	uint32_t calendar; /* as in a piece */
	enum phasing phasing;
	int32_t from, to; /* of the period */
};
/* Target times elapsed weight over total weight of the days before `end`, taking amendments up to `as_of` into account. */
struct ratio curve_at(const struct curve *c, int32_t end, int32_t as_of);
/* What `count` pieces add up to before `end`; `calendar` NONE: each by its own. */
struct ratio pieces_at(const struct plan_book *b, struct period period, const struct piece *pieces, uint32_t count,
		       uint32_t calendar, int32_t end, int32_t as_of);
int64_t versions_target(const struct plan_version *versions, uint32_t count, int32_t day); /* 0 before the first */
int64_t plan_round_e4(struct ratio r); /* to the nearest that fits; 0 for no data */
/* Working out p->steps from p->pieces. */
void plan_make_steps(struct plan_book *b, struct plan *p);

/* ---- plan_pieces.c: summing pieces of one shape, group by group ---- */
struct draft {
	struct piece piece;
	uint32_t group;
	bool same;     /* by drafts_add_same() */
	bool conflict; /* its members disagree */
};
struct drafts {
	ARRAY(struct draft) list;
	struct index index;
	struct plan_book *book;
};
/* `versions`: first in book.versions. */
void drafts_add(struct drafts *d, uint32_t group, struct piece piece); /* targets sum up */
/* One piece a group: kept while all members have the same versions. */
void drafts_add_same(struct drafts *d, uint32_t group, struct piece piece, bool conflict);
/* Puts the pieces into the book in the order of groups; group g has pieces out_first[g] .. out_first[g + 1] - 1 and none where
 * its members disagree. `out_first` has group_count + 1 places. */
void drafts_settle(struct drafts *d, uint32_t group_count, uint32_t *out_first);
void drafts_free(struct drafts *d);

/* ---- plan_rows.c, plan_rollup.c, plan_sum.c: the three steps of making a book ---- */
uint32_t plan_scope(struct plan_book *b, uint32_t scope_kind, const struct str *members); /* interns it and its members */
void plan_take_rows(struct plan_book *b, const struct plan_row *changes, uint32_t change_count);
void plan_roll_up(struct plan_book *b);
void plan_add_sums(struct plan_book *b);
