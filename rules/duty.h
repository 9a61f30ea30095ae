/* Duties: who owes a report of which form for which period, and the moments of that: pure functions of the model. Sellers are
 * model indices. What came of it is in the state: slot.h.
 *
 * A local time is resolved on its own day, by the zone that the seller's unit then has, so a change of the clocks or a move is
 * heard. Due days are counted by the calendar of the unit; whether anything is owed says the seller's own.
 */
#pragma once
#include "rules/model.h"

enum owing {
	OWING_NOT,    /* nobody expects it: not his, or a day off */
	OWING_EXEMPT, /* his unit works in the period and he does not */
	OWING_YES,
};
struct duty_times {
	enum owing owing;
	int32_t due_day;
	uint32_t asked; /* the seller, or who stands in for him on the day it is due */
	int64_t remind_ms, due_ms;
	int64_t late_ms;          /* the end of the grace: from here on it is late */
	int64_t soft_ms, hard_ms; /* INT64_MAX: never */
};

/* The duty that a report of a form is for; NONE. */
uint32_t duty_of(const struct model *m, struct str form, uint32_t seller, int32_t day);
struct period duty_period(const struct model *m, uint32_t duty, int32_t day);
/* Times are there also where nothing is owed, unless no due day can be found: then DAY_NONE. */
void duty_times(const struct model *m, uint32_t duty, uint32_t seller, struct period p, struct duty_times *out);
/* The first moment after another one at which a period of his that is owed comes near (where `reminds`) or its grace ends;
 * INT64_MAX: none in the weeks to come. */
int64_t duty_next(const struct model *m, uint32_t duty, uint32_t seller, int64_t after_ms, bool reminds);
/* The periods that can have such a moment around one. */
void duty_window(const struct model *m, uint32_t duty, int64_t ms, struct period *out_first, struct period *out_last);
/* The first and the last period that can be due on the days from <= d <= to. */
void duty_periods(const struct model *m, uint32_t duty, int32_t from, int32_t to, struct period *out_first,
		  struct period *out_last);
enum { DUTY_LOOK_DAYS = 30 }; /* so far at least duty_next() sees */
