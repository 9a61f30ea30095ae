/* How many alerts each person gets on a working day. What comes on a day off is read on the next working day.
 *
 *	burden_add(&b, STR("boss"), day);
 *	burden_sum(&b, calendar, first, last);
 */
#pragma once
#include "base/mem.h"
#include "base/names.h"
#include "rules/model.h"

struct burden_alert {
	uint32_t person; /* in names */
	int32_t day;
};
enum { BURDEN_SHOWN = 10 }; /* so many alerts a day and more are one class */
struct burden {
	struct names names;
	ARRAY(struct burden_alert) alerts; /* in order of (day, person) once summed */
	/* summed */
	uint64_t days;               /* working days of the past */
	uint64_t pairs;              /* persons x working days; days without an alert count */
	uint32_t median, most_of_95; /* alerts of a pair: of half of them at most so many, of 95 % */
	uint32_t most, most_person;  /* of one pair, the earliest; most_person 0: there is none */
	int32_t most_day;
	uint64_t classes[BURDEN_SHOWN + 1]; /* pairs with so many alerts */
};

void burden_add(struct burden *b, struct str person, int32_t day);
/* Of a past from day to day, both included. */
void burden_sum(struct burden *b, const struct calendar *c, int32_t first, int32_t last);
void burden_free(struct burden *b);
