#include "model/simulation.h"
#include "tiny_company.h"

static struct simulation_doc *read_file(struct arena *a, const char *text, const char *expected)
{
	struct problems p = { 0 };
	struct buf said = { 0 };
	struct simulation_doc *d = simulation_read(a, "simulate.yaml", str_of(text), &p);

	problems_print(&p, &said);
	assert_string_equal(said.ptr ? said.ptr : "", expected);
	buf_free(&said);
	problems_free(&p);
	return d;
}

static void says(const char *text, const char *expected)
{
	struct arena *a = arena_new();

	read_file(a, text, expected);
	arena_free(a);
}

static void simulation_read__a_sound_file__is_there_with_its_defaults(void **state)
{
	struct arena *a = arena_new();
	struct simulation_doc *d =
		read_file(a,
			  "from: 2026-09-01\n"
			  "reports:\n"
			  "  won:\n"
			  "    form: deal\n"
			  "    by_weekday: {fri: 85.5%}\n"
			  "    arrives: 09:05..18:30\n"
			  "    corrected: {share: 2%, days: 3}\n"
			  "    fields: {kind: won, amount: {of_plan: revenue, mean: 104%}, cycle: {mean: 21.5}}\n"
			  "problems:\n"
			  "  lag: {change: {won.amount: 20%}, lasts: 8, opens: 3..9}\n",
			  "");
	struct habit_doc *won = d->reports.at[0];
	struct content_doc *kind = won->fields.at[0], *amount = won->fields.at[1], *cycle = won->fields.at[2];
	struct problem_doc *lag = d->problems.at[0];

	assert_int_equal(d->to, DAY_NONE);
	assert_int_equal(won->per_workday_e4, 10000);
	assert_int_equal(won->arrives_s.low, 32700);
	assert_int_equal(won->arrives_s.high, 66600);
	assert_int_equal(won->rhythm.weekday_ppm[0], 1000000);
	assert_int_equal(won->rhythm.weekday_ppm[4], 855000);
	assert_int_equal(won->corrected->share_ppm, 20000);
	assert_int_equal(won->corrected->by_ppm, 100000);
	assert_null(won->late);
	assert_str(kind->always.text, "won");
	assert_int_equal(amount->mean_e4, 1040000);
	assert_true(amount->mean_is_share);
	assert_int_equal(amount->pull_ppm, 300000);
	assert_int_equal(cycle->mean_e4, 215000);
	assert_false(cycle->mean_is_share);
	assert_int_equal(lag->starts_at.low, 1);
	assert_int_equal(lag->starts_at.high, 5);
	assert_int_equal(lag->opens_at.high, 9);
	assert_null(lag->recovery);
	arena_free(a);
	(void)state;
}

static void simulation_read__everything_wrong__is_told_at_once_with_its_place(void **state)
{
	says("reports:\n"
	     "  daily:\n"
	     "    arives: 9..18\n"
	     "    by_weekday: {fry: 85%, mon: 0.9}\n"
	     "    by_month: {july: 80%}\n"
	     "    fields:\n"
	     "      calls: {mean: many, sprad: 10%}\n"
	     "      meets: {of: calls, of_plan: meets}\n"
	     "      kind: {choose: {a: 0}}\n"
	     "problems:\n"
	     "  lag: {chxnge: {daily.calls: 40%}, lasts: 0, starts: 5..2, opens: soon}\n"
	     "  drop: {lasts: 3, opens: 1}\n"
	     "  fall: {change: {daily.calls: less}, lasts: 3, opens: 1}\n",
	     "simulate.yaml:3:5: unknown option \"arives\" of a kind of reports: did you mean \"arrives\"?\n"
	     "simulate.yaml:3:13: arrives: expected two times of a day like 17:00..20:00, got \"9..18\"\n"
	     "simulate.yaml:4:18: by_weekday: unknown \"fry\": did you mean \"fri\"?\n"
	     "simulate.yaml:4:33: by_weekday: expected a percentage like 85%\n"
	     "simulate.yaml:5:16: by_month: unknown \"july\": did you mean \"jul\"?\n"
	     "simulate.yaml:7:21: mean: expected a number like 12.5, or a percentage like 12.5%, got \"many\"\n"
	     "simulate.yaml:7:27: unknown option \"sprad\" of a field's content: did you mean \"spread\"?\n"
	     "simulate.yaml:8:19: of: a field is a part of another field or of a plan, not of both\n"
	     "simulate.yaml:9:26: choose: expected {value: weight}, a weight being a number above 0\n"
	     "simulate.yaml:11:9: unknown option \"chxnge\" of a problem: did you mean \"change\"?\n"
	     "simulate.yaml:11:44: lasts: expected a whole number from 1 to 400, got \"0\"\n"
	     "simulate.yaml:11:55: starts: expected working days of a month like 2..5, got \"5..2\"\n"
	     "simulate.yaml:11:68: opens: expected working days of the problem like 3..7, got \"soon\"\n"
	     "simulate.yaml:12:3: problem \"drop\": says not what goes wrong; give change or leave_out\n"
	     "simulate.yaml:13:32: change: expected {reports.field: percentage}, like {daily.calls: 40%}\n");
	says("", "simulate.yaml: this file is empty: it needs reports\n");
	(void)state;
}

static void simulation_tables__every_option__has_a_sentence_of_help(void **state)
{
	struct buf b = { 0 };

	simulation_reference(&b);
	assert_non_null(strstr(b.ptr, "#### A problem"));
	for (const struct option *o = simulation_table.list; o->key; o++)
		assert_true(o->help && o->help[strlen(o->help) - 1] == '.');
	buf_free(&b);
	(void)state;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(simulation_read__a_sound_file__is_there_with_its_defaults),
		cmocka_unit_test(simulation_read__everything_wrong__is_told_at_once_with_its_place),
		cmocka_unit_test(simulation_tables__every_option__has_a_sentence_of_help),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
