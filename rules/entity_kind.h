/* Kinds of entities: deals, leads, clients, invoices, as the model declares them. Facts of one table, the events, tell of an
 * entity again and again; what it is between two of them is told by the last one of each field.
 *
 * A kind has two fact tables of its own, filled by the engine (timeline.h):
 *
 *	<kind>_state  of each spell in which nothing about an open entity changes, a fact where it begins (sign 1) and one where
 *it ends (sign -1): measures over it are stocks <kind>_step   what happened to it: created, entered a stage, reached one, pushed,
 *expected, slipped, fell silent, came back
 */
#pragma once
#include "rules/model.h"

enum stage_state { STAGE_OPEN, STAGE_WON, STAGE_LOST };
struct stage { /* stages stand in the order in which an entity goes through them */
	struct str code;
	struct text title;
	enum stage_state state;
	int32_t max_days;        /* longer than this is over age; -1: any time */
	int64_t probability_ppm; /* that it is won from here */
};
/* A field that measures may ask for. Columns are places in the source table, the states and the steps. */
struct carried {
	uint32_t from, state, step;
	bool adds; /* values of all events add up; else the last one given holds */
};
/* Where what the engine tells stands in `<kind>_state` and `<kind>_step`; NONE: this kind has no such column. */
enum state_column {
	STATE_SIGN,      /* 1 or -1 */
	STATE_STAGE,     /* text */
	STATE_AGE,       /* text: bucket of days since its first event */
	STATE_STAGE_AGE, /* text: bucket of days in its stage */
	STATE_OVER_AGE,  /* 1: longer in its stage than max_days; else 0 */
	STATE_OVERDUE,   /* text: bucket of days past `due`; "0": not yet */
	STATE_DUE_NOW,   /* 1: due in the period of the day, or before it; else 0 */
	STATE_NO_STEP,   /* 1: no next step, or one that lies in the past; else 0 */
	STATE_ACTIVITY,  /* text: active, silent */
	STATE_ABC,       /* text: A, B, C */
	STATE_XYZ,       /* text: X, Y, Z */
	STATE_WEIGHTED,  /* amount x probability of the stage, rounded half away from zero */
	STATE_BALANCE,   /* amount less what was paid */
	STATE_COLUMNS
};
enum step_column {
	STEP_STEP,  /* text, enum step_kind */
	STEP_FROM,  /* text: the stage before */
	STEP_TO,    /* text: the stage */
	STEP_STATE, /* text: open, won, lost: of the stage that was entered or reached */
	STEP_DAYS,  /* in the stage before; from one stage to the other; by which it was pushed; silent for */
	STEP_AGE,   /* days since its first event */
	STEP_COLUMNS
};
enum step_kind {
	STEP_CREATED,  /* its first event */
	STEP_ENTERED,  /* a stage, the first one too */
	STEP_REACHED,  /* dated when it first entered the stage `from`: it has reached `to` after `days`, itself after 0 */
	STEP_PUSHED,   /* what was due is due later */
	STEP_EXPECTED, /* dated at the start of a period: it is open and due in it */
	STEP_SLIPPED,  /* one of those was pushed out of the period and is still open at its end */
	STEP_SILENT,   /* nothing heard of it for longer than its own interval allows */
	STEP_RETURNED, /* heard of again after that */
	STEP_ABC,      /* put in another class, `from` and `to`; the first time without `from` */
	STEP_XYZ,
	STEP_KINDS
};
extern const struct str state_columns[STATE_COLUMNS], step_columns[STEP_COLUMNS];
extern const struct str step_kinds[STEP_KINDS], stage_states[STAGE_LOST + 1];

enum { CLASSES = 3 };
extern const struct str abc_names[CLASSES], xyz_names[CLASSES];

enum { BUCKETS_MAX = 12 };
struct buckets { /* "0-6", "7-13", "14+" from the bounds 7 and 14; "0", "1-5", "6+" from 1 and 6 */
	int32_t bounds[BUCKETS_MAX];
	uint32_t count;
};
/* Silent from `times` its own interval after its last event: the median of the days between events on different days, of at least
 * `least` of those; with fewer `days`. */
struct silence {
	bool kept;
	int64_t times_e4;
	int32_t least, days;
};
/* At the end of each period its entities are put in classes by what `of` came to in the last `over` periods (classes.h). */
enum { CLASS_PERIODS_MAX = 60 };
struct classing {
	bool kept;
	uint32_t of;        /* column of its events */
	uint32_t each;      /* period kind */
	int32_t over;       /* periods, at most CLASS_PERIODS_MAX */
	int64_t abc_ppm[2]; /* shares of the sum that A, and A and B, make up */
	int64_t xyz_ppm[2]; /* coefficients of variation up to which X, and Y, go */
};
struct entity_kind {
	struct str code;
	struct text title;
	uint32_t facts;                               /* its events */
	uint32_t key;                                 /* text column of theirs that names the entity */
	uint32_t stage, due, next_step, amount, paid; /* columns of theirs; NONE */
	const struct stage *stages;
	uint32_t stage_count;
	const struct carried *carried;
	uint32_t carried_count;
	struct buckets ages, overdue;
	uint32_t expected_in; /* period kind of STATE_DUE_NOW, STEP_EXPECTED and STEP_SLIPPED */
	struct silence silence;
	struct classing classing;
	uint32_t states, steps; /* fact tables */
	uint32_t state_column[STATE_COLUMNS], step_column[STEP_COLUMNS];
};

/* Appends the name of the bucket that holds `days`. */
void bucket_add(const struct buckets *b, int32_t days, struct buf *out);
