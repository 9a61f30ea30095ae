/* What /healthz and /metrics make of figures, and the figures that are counted for them. */
#include "folded.h"

#include "daemon/health.h"
#include "daemon/metrics.h"

static const struct timing none;

static struct vitals live(const char *company)
{
	return (struct vitals){ .company = str_of(company),
				.state = VITALS_LIVE,
				.phase = "live",
				.trouble = "",
				.waiting = { 3, 0 },
				.commit_age_ms = 1500,
				.checkpoint_age_ms = -1,
				.turns = &none,
				.commits = &none };
}

static void health_add__all_work__is_200(void **state)
{
	(void)state;
	struct vitals one = live("acme");
	struct buf out = { 0 };

	assert_int_equal(health_add(&out, &one, 1), 200);

	assert_string_equal(out.ptr, "{\"status\":\"ok\",\"companies\":[{\"name\":\"acme\",\"status\":\"ok\",\"state\":\"live\","
				     "\"phase\":\"live\",\"reason\":null,\"lag\":{\"reports\":3,\"commands\":0},"
				     "\"commit_age_ms\":1500,\"checkpoint_age_ms\":null}]}\n");
	buf_free(&out);
}

static void health_add__one_of_two_in_trouble__is_503_and_says_why(void **state)
{
	(void)state;
	struct vitals two[] = { live("acme"), live("beta") };
	struct buf out = { 0 };

	two[1].trouble = "redis said \"no\"";
	assert_int_equal(health_add(&out, two, 2), 503);

	assert_non_null(strstr(out.ptr, "{\"status\":\"failing\",\"companies\":[{\"name\":\"acme\",\"status\":\"ok\""));
	assert_non_null(strstr(out.ptr, "{\"name\":\"beta\",\"status\":\"failing\""));
	assert_non_null(strstr(out.ptr, "\"reason\":\"redis said \\\"no\\\"\""));
	buf_free(&out);
}

static void metrics_add__what_is_not_known__has_no_line(void **state)
{
	(void)state;
	struct vitals two[] = { live("acme"), live("beta") };
	struct buf out = { 0 };

	two[1].waiting[0] = -1;
	metrics_add(&out, two, 2);

	assert_non_null(strstr(out.ptr, "# TYPE sdmd_lag gauge\n"
					"sdmd_lag{company=\"acme\",stream=\"reports\"} 3\n"
					"sdmd_lag{company=\"acme\",stream=\"commands\"} 0\n"
					"sdmd_lag{company=\"beta\",stream=\"commands\"} 0\n"));
	assert_non_null(strstr(out.ptr, "sdmd_commit_age_seconds{company=\"acme\"} 1.500\n"));
	assert_null(strstr(out.ptr, "sdmd_checkpoint_age_seconds{"));
	assert_null(strstr(out.ptr, "sdmd_cells{"));
	buf_free(&out);
}

static void timing_end__three_of_different_length__are_cumulated(void **state)
{
	(void)state;
	struct vitals one = live("acme");
	struct timing t = { 0 };
	struct buf out = { 0 };

	timing_more(&t, 100);
	timing_more(&t, 150);
	timing_end(&t);
	timing_more(&t, 7000000);
	timing_end(&t);
	timing_more(&t, 251);
	timing_end(&t);
	one.turns = &t;
	metrics_add(&out, &one, 1);

	assert_non_null(strstr(out.ptr, "sdmd_turn_seconds_bucket{company=\"acme\",le=\"0.000250\"} 1\n"
					"sdmd_turn_seconds_bucket{company=\"acme\",le=\"0.000500\"} 2\n"));
	assert_non_null(strstr(out.ptr, "le=\"5.000000\"} 2\nsdmd_turn_seconds_bucket{company=\"acme\",le=\"+Inf\"} 3\n"
					"sdmd_turn_seconds_sum{company=\"acme\"} 7.000501\n"
					"sdmd_turn_seconds_count{company=\"acme\"} 3\n"));
	assert_non_null(strstr(out.ptr, "sdmd_turn_longest_seconds{company=\"acme\"} 7.000000\n"));
	buf_free(&out);
}

static void tally_read__owner_twice__counts_what_came_between_begin_and_end(void **state)
{
	(void)state;
	struct fold *f = fold_new(NULL, 0);
	struct outbox o = { 0 };
	struct tally t = { 0 };
	struct tally_counts got;

	fold_say(f, "2026-05-04T10:00:00Z form=deal id=1 seller=anna at=2026-05-04 kind=won amount=100");
	tally_begin(&t, f->turn->engine, &o);
	fold_say(f, "2026-05-04T10:00:00Z form=deal id=2 seller=anna at=2026-05-04 kind=won amount=100");
	fold_say(f, "2026-05-04T10:00:00Z form=deal id=3 seller=nobody at=2026-05-04 kind=won amount=100");
	o.numbers[OUTPUT_REJECTED] += 1;
	tally_end(&t, f->turn->engine, &o);
	fold_say(f, "2026-05-04T10:00:00Z form=deal id=4 seller=anna at=2026-05-04 kind=won amount=100");
	tally_begin(&t, f->turn->engine, &o);
	fold_say(f, "2026-05-04T10:00:00Z form=deal id=5 seller=anna at=2026-05-04 kind=won amount=100");
	tally_read(&t, f->turn->engine, &o, &got);

	assert_int_equal(got.in.reports, 3);
	assert_int_equal(got.in.rejected, 1);
	assert_int_equal(got.out[OUTPUT_REJECTED], 1);
	fold_free(f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(health_add__all_work__is_200),
		cmocka_unit_test(health_add__one_of_two_in_trouble__is_503_and_says_why),
		cmocka_unit_test(metrics_add__what_is_not_known__has_no_line),
		cmocka_unit_test(timing_end__three_of_different_length__are_cumulated),
		cmocka_unit_test(tally_read__owner_twice__counts_what_came_between_begin_and_end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
