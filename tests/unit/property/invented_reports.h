/* What is reported to an invented company: revisions of reports that move day, seller, members and amounts, retractions, some of
 * them of a last revision. What counts in the end does not depend on the order in which they arrive. */
#pragma once
#include "invented.h"

enum { REPORTS = 140, LINES = 3, FACTS = REPORTS * LINES };
#define NOT_GIVEN INT64_MIN

struct fact_said {
	bool of_visits;
	int seller;                         /* -1: none */
	int32_t day;                        /* business date */
	int minute;                         /* of the day; -1: only the date was said */
	int kind, product, channel, client; /* -1: not given */
	int64_t amount_e4, units_e4, hours_e4;
};
struct report_said {
	int form; /* 0: deal, 1: daily, 2: visit */
	int id, rev;
	bool retract;
	struct fact_said facts[LINES];
	int fact_count;
};
struct history {
	struct report_said reports[REPORTS];
	int count;
	struct fact_said facts[FACTS]; /* of the revisions that count */
	int fact_count;
};
void history_invent(struct company *c, struct history *h);
/* The report as words for fold_say(), without the time of its arrival. */
void report_add(const struct company *c, const struct report_said *r, struct buf *b);
