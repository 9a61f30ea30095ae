/* Deals at random: whatever the order of arrival, with duplicates, corrections and retractions on the way, the figures are those
 * that a straight count over the final events gives. */
#include "pipeline_company.h"

enum { CASES = 150, DEALS = 4, EVENTS_MAX = 14, FIRST_DAY = 20577 /* 2026-05-04 */, DAYS = 40 };

static uint64_t seed;

static uint32_t roll(uint32_t below)
{
	seed = seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
	return (uint32_t)(seed >> 33) % below;
}

static const char *const stages[] = { "lead", "offer", "won", "lost" };
static const char *const sellers[] = { "anna", "boris" };

struct event {
	int deal, day, stage, amount, seller, due; /* stage, amount, due: -1: not given */
	bool retracted;
};

static struct event event_at_random(void)
{
	return (struct event){
		.deal = (int)roll(DEALS),
		.day = FIRST_DAY + (int)roll(DAYS),
		.stage = roll(3) ? (int)roll(4) : -1,
		.amount = roll(2) ? (int)roll(1000) : -1,
		.seller = (int)roll(2),
		.due = roll(2) ? FIRST_DAY + (int)roll(3 * DAYS) : -1,
	};
}

/* Its time of day is its number, so that no two events of a deal are of one moment. */
static void event_say(struct fold *f, const struct event *v, int number, int rev)
{
	struct buf b = { 0 };

	buf_addf(&b, "2026-06-15T10:00:00Z form=deal id=%d rev=%d ", number, rev);
	if (v->retracted) {
		buf_adds(&b, STR("op=retract"));
	} else {
		buf_addf(&b, "seller=%s deal=D%d at=", sellers[v->seller], v->deal);
		date_add(&b, v->day);
		buf_addf(&b, "T%02d:00", number);
		if (v->stage >= 0)
			buf_addf(&b, " stage=%s", stages[v->stage]);
		if (v->amount >= 0)
			buf_addf(&b, " amount=%d", v->amount);
		if (v->due >= 0) {
			buf_adds(&b, STR(" close_by="));
			date_add(&b, v->due);
		}
	}
	fold_say(f, b.ptr);
	buf_free(&b);
}

/* ---- the straight count ---- */
struct deal {
	bool is;
	int stage, amount, seller, due, born, entered;
};

/* What a deal is at the end of a day. */
static struct deal deal_on(const struct event *v, int count, int deal, int day)
{
	struct deal d = { .stage = -1, .amount = -1, .due = -1 };

	for (int at = FIRST_DAY; at <= day; at++)
		for (int i = 0; i < count; i++) {
			if (v[i].retracted || v[i].deal != deal || v[i].day != at)
				continue;
			if (!d.is)
				d.born = d.entered = at;
			d.is = true;
			d.seller = v[i].seller;
			d.amount = v[i].amount >= 0 ? v[i].amount : d.amount;
			d.due = v[i].due >= 0 ? v[i].due : d.due;
			if (v[i].stage >= 0 && v[i].stage != d.stage)
				d.entered = at;
			d.stage = v[i].stage >= 0 ? v[i].stage : d.stage;
		}
	return d;
}

static void compare(const struct fold *f, const struct event *v, int count, const char *scope, int day)
{
	static const int max_days[] = { 5, 10, 999, 999 };
	int64_t open = 0, sum = 0, stale = 0, late = 0;
	bool known = false;
	struct buf period = { 0 };

	for (int d = 0; d < DEALS; d++) {
		struct deal now = deal_on(v, count, d, day);
		for (int i = 0; i < count; i++) /* of whom a deal was ever open */
			if (!v[i].retracted && v[i].deal == d) {
				struct deal then = deal_on(v, count, d, v[i].day);
				known = known ||
					(then.stage < 2 && (strcmp(scope, "C") == 0 || !strcmp(scope, sellers[then.seller])));
			}
		if (!now.is || now.stage >= 2 || (strcmp(scope, "C") && strcmp(scope, sellers[now.seller])))
			continue;
		open += 10000;
		sum += now.amount > 0 ? now.amount * INT64_C(10000) : 0;
		stale += now.stage >= 0 && day - now.entered > max_days[now.stage] ? 10000 : 0;
		late += now.due >= 0 && day - now.due >= 1 && day - now.due <= 15 ? 10000 : 0;
	}
	date_add(&period, day);
	const char *kind = strcmp(scope, "C") ? "seller" : "company";
	if (known) {
		assert_int_equal(fold_figure(f, kind, scope, "open", period.ptr), open);
		assert_int_equal(fold_figure(f, kind, scope, "open_sum", period.ptr), sum);
		assert_int_equal(fold_figure(f, kind, scope, "stale", period.ptr), stale);
		assert_int_equal(fold_figure(f, kind, scope, "late15", period.ptr), late);
	} else {
		assert_int_equal(fold_figure(f, kind, scope, "open", period.ptr), FOLD_NO_DATA);
	}
	buf_free(&period);
}

static void run(void)
{
	struct event final[EVENTS_MAX];
	int order[EVENTS_MAX], count = 1 + (int)roll(EVENTS_MAX);
	struct fold *f = pipeline_new();

	for (int i = 0; i < count; i++) {
		final[i] = event_at_random();
		final[i].retracted = roll(8) == 0;
		order[i] = i;
	}
	for (int i = count - 1; i > 0; i--) {
		int other = (int)roll((uint32_t)i + 1), kept = order[i];
		order[i] = order[other];
		order[other] = kept;
	}
	for (int i = 0; i < count; i++) {
		struct event wrong = event_at_random();
		if (roll(2))
			event_say(f, &wrong, order[i], 1);
		event_say(f, &final[order[i]], order[i], 2);
		if (roll(3) == 0)
			event_say(f, &final[order[i]], order[i], 2);
		if (roll(3) == 0)
			event_say(f, &wrong, order[i], 1);
		if (roll(12) == 0)
			fold_restart(f);
	}
	fold_until(f, "2026-07-15T00:00:00Z");
	for (int day = FIRST_DAY; day < FIRST_DAY + DAYS + 20; day += 1 + (int)roll(3)) {
		compare(f, final, count, "anna", day);
		compare(f, final, count, "boris", day);
		compare(f, final, count, "C", day);
	}
	fold_free(f);
}

static void deals_at_random__come_to_what_a_straight_count_gives(void **state)
{
	for (uint64_t n = 1; n <= CASES; n++) {
		seed = n * UINT64_C(0x9e3779b97f4a7c15);
		run();
	}
	(void)state;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(deals_at_random__come_to_what_a_straight_count_gives),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
