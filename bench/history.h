/* The bench's reports, invented: the same options give the same bytes, on any machine.
 *
 * Ten fields: form, id, rev, seller, at, revenue, margin, calls, meets, offers. What a report says is a function of the seed,
 * its number and its revision, so that a duplicate repeats it to the byte and nothing has to be kept but the last reports.
 */
#pragma once
#include "rules/engine.h"

enum { HISTORY_PAIRS = 10, HISTORY_BYTES = 192, HISTORY_RECENT = 1 << 15 };

struct history_options {
	uint64_t entries;           /* default 2,000,000 */
	uint32_t sellers;           /* default 1,000 */
	uint32_t days;              /* business days that the entries spread over, default 28 */
	int32_t first_day;          /* default 2026-03-02 */
	uint32_t duplicate_percent; /* default 10 */
	uint32_t revision_percent;  /* default 5 */
	uint64_t seed;              /* default 1 */
	bool even;                  /* sellers in turn instead of at random */
};
struct history_options history_defaults(void);
/* Reads the option at argv[*at], steps over it and its value; false: it is none of these. */
bool history_option(struct history_options *o, int argc, char **argv, int *at);

struct history {
	struct history_options is;
	uint64_t next;   /* entries made so far */
	uint64_t number; /* reports made so far */
	uint64_t state;  /* of the chance */
	struct recent {
		uint64_t number;
		int32_t day;
		uint32_t revision;
	} recent[HISTORY_RECENT];
};
struct history *history_new(const struct history_options *o);
void history_free(struct history *h);

/* One entry: its id and pairs, whose texts stand in `bytes`. */
struct made {
	struct entry_id id;
	struct pair pairs[HISTORY_PAIRS];
	char bytes[HISTORY_BYTES];
};
bool history_next(struct history *h, struct made *out); /* false: that was the last one */
