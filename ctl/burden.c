#include "ctl/burden.h"

#include "rules/calendar.h"

#include <stdlib.h>

void burden_add(struct burden *b, struct str person, int32_t day)
{
	if (person.len > 0)
		*ARRAY_ADD(b->alerts) = (struct burden_alert){ names_add(&b->names, person), day };
}

void burden_free(struct burden *b)
{
	names_free(&b->names);
	ARRAY_FREE(b->alerts);
}

static int by_day(const void *a, const void *b)
{
	const struct burden_alert *x = a, *y = b;

	if (x->day != y->day)
		return x->day < y->day ? -1 : 1;
	return (x->person > y->person) - (x->person < y->person);
}

static int by_number(const void *a, const void *b)
{
	const uint32_t *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

/* Of so many of the pairs at most so many alerts: of the busy ones, the smallest first, the others have none. */
static uint32_t rank(const struct burden *b, const uint32_t *busy, size_t count, unsigned percent)
{
	uint64_t nth = (b->pairs * percent + 99) / 100, idle = b->pairs - count;

	return nth <= idle ? 0 : busy[nth - idle - 1];
}

static void take_pair(struct burden *b, size_t from, size_t to)
{
	uint32_t n = (uint32_t)(to - from);

	b->classes[n < BURDEN_SHOWN ? n : BURDEN_SHOWN]++;
	if (n <= b->most)
		return;
	b->most = n;
	b->most_person = b->alerts.at[from].person;
	b->most_day = b->alerts.at[from].day;
}

void burden_sum(struct burden *b, const struct calendar *c, int32_t first, int32_t last)
{
	ARRAY(uint32_t) busy = { 0 };

	for (size_t i = 0; i < b->alerts.count; i++) {
		struct burden_alert *a = &b->alerts.at[i];
		int32_t read = calendar_add_workdays(c, a->day, 0);

		a->day = read == DAY_NONE ? a->day : read;
		last = a->day > last ? a->day : last;
	}
	if (b->alerts.count > 0)
		qsort(b->alerts.at, b->alerts.count, sizeof(*b->alerts.at), by_day);
	b->days = (uint64_t)calendar_weight(c, PHASE_WORKDAYS, first, last + 1);
	for (size_t from = 0, to; from < b->alerts.count; from = to) {
		for (to = from + 1; to < b->alerts.count && by_day(&b->alerts.at[from], &b->alerts.at[to]) == 0; to++)
			;
		take_pair(b, from, to);
		*ARRAY_ADD(busy) = (uint32_t)(to - from);
	}
	if (busy.count > 0)
		qsort(busy.at, busy.count, sizeof(*busy.at), by_number);
	b->pairs = b->days * b->names.count;
	/* Where no calendar has a day on, alerts come all the same. */
	b->pairs = b->pairs < busy.count ? busy.count : b->pairs;
	b->classes[0] = b->pairs - busy.count;
	b->median = b->pairs > 0 ? rank(b, busy.at, busy.count, 50) : 0;
	b->most_of_95 = b->pairs > 0 ? rank(b, busy.at, busy.count, 95) : 0;
	ARRAY_FREE(busy);
}
