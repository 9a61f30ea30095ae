/* A company's cases: what the state holds of them, and what was said about each on the output streams.
 *
 * The state knows every case, how it stands and its tasks; the streams have the words (reasons, titles, notes), as far as they
 * reach back. The streams are read first, so that the state is never behind them.
 */
#pragma once
#include "ctl/casebook.h"
#include "ctl/refold.h"
#include "ctl/said.h"

enum case_wanted { WANTED_OPEN, WANTED_CLOSED, WANTED_ALL };
struct case_filter {
	const char *decision, *seller, *unit; /* NULL: any */
	enum case_wanted state;
	int32_t since;       /* opened or closed on this day or later; DAY_MIN: ever */
	bool shadow;         /* those of decisions on trial too */
	uint64_t closed_max; /* at most so many closed ones, those closed last; 0: all */
	const char *id;      /* "C17": that one alone */
};
struct case_row {
	uint32_t number; /* of the record; its id is one more */
	const struct case_record *record;
	const struct said_entry *said; /* by step, `said_count` of them */
	uint32_t said_count;
};
struct caselist {
	struct refold refold;
	struct casebook book;
	struct said said;      /* of all cases, by case and step */
	struct case_row *rows; /* open ones first: the gravest, then those open longest; then closed ones, the last one first */
	uint32_t count, open, closed, left_out; /* left out by closed_max */
	uint32_t known;                         /* cases that the state has, whatever was asked for */
};

/* -1 with *out_usage: the filter names something that the company does not have. Free it in any case. `known` has been read and
 * outlives the list: as cases stood then, with what had been said by then. */
int caselist_read(struct caselist *l, struct server *s, const struct case_filter *f, struct known *known, bool *out_usage,
		  struct err *err);
void caselist_free(struct caselist *l);

/* Days from the opening to the closing, or to today, where the seller or unit is. */
int32_t caselist_age(const struct caselist *l, const struct case_row *r);
/* "open", or why it closed. */
struct str caselist_state(const struct caselist *l, const struct case_row *r);
/* The last field of this name among what was said as `kind`s of alerts ("open"; NULL: any) in a language, else the other. */
struct str caselist_words(const struct case_row *r, const char *kind, const char *name, enum language l);
/* A task's title as it was said. */
struct str caselist_task_title(const struct case_row *r, struct str task, enum language l);
