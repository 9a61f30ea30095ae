/* How a deal stands on a day, asked for; and that the figures of the same day count the same deals. */
#include "pipeline_company.h"
#include "rules/entity.h"

static const char *const d1[] = {
	"form=deal id=1 seller=anna at=2026-05-04 deal=D1 stage=lead product=P1 amount=100 close_by=2026-05-29",
	"form=deal id=2 at=2026-05-08 deal=D1 stage=offer amount=150 next_step_at=2026-05-12",
	"form=deal id=3 at=2026-05-20 deal=D1 close_by=2026-06-05",
	"form=deal id=4 seller=boris at=2026-06-10 deal=D1 stage=won",
};

static struct fold *after_d1(void)
{
	struct fold *f = pipeline_new();

	for (size_t i = 0; i < 4; i++)
		say(f, "2026-06-10T10:00:00Z", d1[i]);
	return f;
}

static int32_t day_of(const char *text)
{
	int32_t day;

	assert_int_equal(date_parse(str_of(text), &day, NULL), 0);
	return day;
}

static bool look(const struct fold *f, const char *day, struct entity_seen *out)
{
	uint32_t number = entity_find(f->turn->engine, 0, STR("D1"));
	struct arena *a = arena_new();
	bool seen = entity_look(f->turn->engine, 0, number, day_of(day), a, out);

	arena_free(a);
	return seen;
}

static void before_its_first_event__there_is_nothing_to_be_seen(void **state)
{
	struct fold *f = after_d1();
	struct entity_seen x;

	(void)state;
	assert_false(look(f, "2026-05-03", &x));
	assert_int_equal(entity_find(f->turn->engine, 0, STR("D9")), NONE);
	fold_free(f);
}

static void open_deal__stands_as_its_events_up_to_the_day_say(void **state)
{
	struct fold *f = after_d1();
	struct entity_seen x;

	(void)state;
	assert_true(look(f, "2026-05-07", &x));
	assert_true(x.open && x.no_step && x.events == 1 && x.stage == 0);
	assert_int_equal(x.amount_e4, 1000000);
	assert_true(look(f, "2026-05-19", &x));
	assert_true(x.open && x.events == 2 && x.stage == 1);
	assert_int_equal(x.stage_day, day_of("2026-05-08"));
	assert_int_equal(x.stage_days, 11);
	assert_int_equal(x.over_days, 1); /* ten are allowed */
	assert_int_equal(x.age_days, 15);
	assert_int_equal(x.overdue_days, 0);
	assert_int_equal(x.next_step, day_of("2026-05-12"));
	assert_true(x.no_step);
	assert_int_equal(x.balance_e4, COLUMN_ABSENT);
	assert_true(look(f, "2026-06-09", &x));
	assert_int_equal(x.overdue_days, 4);
	fold_free(f);
}

static void won_deal__has_the_age_at_which_it_was_won_and_no_marks(void **state)
{
	struct fold *f = after_d1();
	struct entity_seen x;

	(void)state;
	assert_true(look(f, "2026-07-31", &x));
	assert_false(x.open);
	assert_int_equal(x.closed_day, day_of("2026-06-10"));
	assert_int_equal(x.age_days, 37);
	assert_true(str_eq(entity_seller(f->turn->engine, x.seller), STR("boris")));
	assert_true(!x.no_step && !x.silent && !x.over_days && !x.overdue_days);
	fold_free(f);
}

static void course__gives_days_in_each_stage_and_by_how_much_it_was_put_off(void **state)
{
	struct fold *f = after_d1();
	const struct engine *e = f->turn->engine;
	struct arena *a = arena_new();
	uint32_t count;
	const struct entity_now *course = entity_course(e, 0, entity_find(e, 0, STR("D1")), a, &count);
	const struct entity_kind *k = &engine_model(e)->entity_kinds[0];
	int32_t days[4];

	(void)state;
	assert_int_equal(count, 4);
	entity_stage_days(k, course, count, day_of("2026-07-31"), days);
	assert_true(days[0] == 4 && days[1] == 33 && days[2] == 0 && days[3] == 0);
	entity_stage_days(k, course, 2, day_of("2026-05-10"), days);
	assert_true(days[0] == 4 && days[1] == 2);
	assert_int_equal(entity_pushed(k, course, 0), 0);
	assert_int_equal(entity_pushed(k, course, 1), 0);
	assert_int_equal(entity_pushed(k, course, 2), 7);
	assert_int_equal(entity_pushed(k, course, 3), 0);
	arena_free(a);
	fold_free(f);
}

/* ---- figures and what is seen are two ways to the same ---- */
static uint32_t next(uint32_t *seed, uint32_t below)
{
	*seed = *seed * 1664525u + 1013904223u;
	return (*seed >> 16) % below;
}

static void say_any(struct fold *f, uint32_t *seed, uint32_t id)
{
	static const char *const stages[] = { "lead", "offer", "won", "lost" };
	int32_t day = day_of("2026-05-01") + (int32_t)next(seed, 60);
	struct buf b = { 0 };

	buf_addf(&b, "form=deal id=%u seller=%s deal=D%u amount=%u at=", id, next(seed, 2) ? "anna" : "boris", next(seed, 12),
		 1 + next(seed, 500));
	date_add(&b, day);
	if (next(seed, 3))
		buf_addf(&b, " stage=%s", stages[next(seed, next(seed, 3) ? 2 : 4)]);
	if (next(seed, 2)) {
		buf_adds(&b, STR(" close_by="));
		date_add(&b, day + (int32_t)next(seed, 40));
	}
	if (next(seed, 2)) {
		buf_adds(&b, STR(" next_step_at="));
		date_add(&b, day + (int32_t)next(seed, 9));
	}
	say(f, "2026-06-30T10:00:00Z", b.ptr);
	buf_free(&b);
}

struct counts {
	int64_t open, sum, stale, stepless, late15;
};

static struct counts count_seen(const struct fold *f, int32_t day)
{
	struct arena *a = arena_new();
	struct counts c = { 0 };

	for (uint32_t i = 0; i < entity_count(f->turn->engine, 0); i++) {
		struct entity_seen x;
		if (!entity_look(f->turn->engine, 0, i, day, a, &x) || !x.open)
			continue;
		c.open++;
		c.sum += x.amount_e4;
		c.stale += x.over_days > 0;
		c.stepless += x.no_step;
		c.late15 += x.overdue_days >= 1 && x.overdue_days <= 15;
	}
	arena_free(a);
	return c;
}

static int64_t figure(const struct fold *f, const char *kpi, const char *day)
{
	int64_t e4 = fold_figure(f, "company", "C", kpi, day);

	return e4 == FOLD_NO_DATA ? 0 : e4;
}

static void seen_deals__are_those_that_the_figures_count__on_every_day(void **state)
{
	(void)state;
	for (uint32_t seed = 1; seed <= 5; seed++) {
		struct fold *f = pipeline_new();
		uint32_t random = seed;
		int64_t all = 0;

		for (uint32_t id = 1; id <= 40; id++)
			say_any(f, &random, id);
		fold_until(f, "2026-08-01T00:00:00Z");
		for (int32_t day = day_of("2026-04-29"); day < day_of("2026-08-01"); day++) {
			struct counts c = count_seen(f, day);
			struct buf b = { 0 };
			date_add(&b, day);
			assert_int_equal(figure(f, "open", b.ptr), c.open * E4);
			assert_int_equal(figure(f, "open_sum", b.ptr), c.sum);
			assert_int_equal(figure(f, "stale", b.ptr), c.stale * E4);
			assert_int_equal(figure(f, "stepless", b.ptr), c.stepless * E4);
			assert_int_equal(figure(f, "late15", b.ptr), c.late15 * E4);
			all += c.open * c.stale * c.stepless * c.late15;
			buf_free(&b);
		}
		assert_true(all > 0); /* there was something to compare */
		fold_free(f);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(before_its_first_event__there_is_nothing_to_be_seen),
		cmocka_unit_test(open_deal__stands_as_its_events_up_to_the_day_say),
		cmocka_unit_test(won_deal__has_the_age_at_which_it_was_won_and_no_marks),
		cmocka_unit_test(course__gives_days_in_each_stage_and_by_how_much_it_was_put_off),
		cmocka_unit_test(seen_deals__are_those_that_the_figures_count__on_every_day),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
