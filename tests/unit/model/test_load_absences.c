#include "rules/org.h"
#include "tiny_company.h"

enum { ANNA, BORIS };

static int32_t day(const char *text)
{
	int32_t out;

	assert_int_equal(date_parse(str_of(text), &out, NULL), 0);
	return out;
}

static bool is_absent(const struct model *m, uint32_t seller, const char *date)
{
	int32_t from = DAY_MIN, to = DAY_NONE;

	return org_is_absent(m, seller, day(date), &from, &to);
}

static void load_absences__rows_in_place_and_from_a_table__are_days_away_first_and_last_included(void **state)
{
	const struct file with[] = {
		{ "absences.yaml", "absences:\n"
				   "  - {seller: anna, from: 2026-11-09, to: 2026-11-13, substitute: boris}\n"
				   "  - table: away.csv\n" },
		{ "away.csv", "seller,from,to,kind\nanna,2026-11-14,2026-11-15,sick\nboris,2026-05-01,2026-05-01,training\n" },
	};
	struct model *m = company_model(with, 2);
	int32_t from = DAY_MIN, to = DAY_NONE;

	assert_false(is_absent(m, ANNA, "2026-11-08"));
	assert_true(is_absent(m, ANNA, "2026-11-09"));
	assert_true(is_absent(m, ANNA, "2026-11-13"));
	assert_true(is_absent(m, ANNA, "2026-11-15"));
	assert_false(is_absent(m, ANNA, "2026-11-16"));
	assert_true(is_absent(m, BORIS, "2026-05-01"));
	assert_false(is_absent(m, BORIS, "2026-05-02"));
	assert_int_equal(org_attendance(m, ANNA, day("2026-11-10"), &from, &to), m->calendar_count);
	assert_int_equal(from, day("2026-11-09"));
	assert_int_equal(to, day("2026-11-14"));
	assert_int_equal(org_attendance(m, ANNA, day("2026-11-16"), &from, &to), m->calendar);
	assert_int_equal(org_substitute(m, ANNA, day("2026-11-13"), &from, &to), BORIS);
	assert_int_equal(org_substitute(m, ANNA, day("2026-11-14"), &from, &to), NONE); /* away, with nobody for her */
	assert_int_equal(org_substitute(m, BORIS, day("2026-05-01"), &from, &to), NONE);
	assert_false(m->plan_rests);
	assert_int_equal(m->seller_absences.at[1].parent, ABSENCE_SICK);
	model_free(m);
	(void)state;
}

static void load_absences__mistakes__are_named_with_their_place(void **state)
{
	company_says("absences.yaml",
		     "absences:\n"
		     "  - {seller: ana, from: 2026-11-09, to: 2026-11-13}\n"
		     "  - {seller: anna, from: 2026-11-13, to: 2026-11-09}\n"
		     "  - {seller: anna, from: 2026-12-01, to: 2026-12-31, kind: leav}\n"
		     "  - {seller: anna, frm: 2026-12-01, to: 2026-12-31}\n"
		     "  - {seller: anna, to: 2026-12-31}\n"
		     "  - {seller: anna, from: 2026-02-01, to: 2026-02-02, substitute: borys}\n"
		     "  - {seller: anna, from: 2026-02-03, to: 2026-02-04, substitute: anna}\n",
		     "absences.yaml:2:14: unknown seller \"ana\": did you mean \"anna\"?\n"
		     "absences.yaml:3:5: absence of \"anna\" ends before it begins\n"
		     "absences.yaml:4:60: kind: unknown \"leav\": did you mean \"leave\"?\n"
		     "absences.yaml:5:20: unknown option \"frm\" of absence: did you mean \"from\"?\n"
		     "absences.yaml:6:5: absence has no \"from\": First day away.\n"
		     "absences.yaml:7:66: unknown seller \"borys\": did you mean \"boris\"?\n"
		     "absences.yaml:8:66: \"anna\" cannot stand in for who is the same seller\n");
	(void)state;
}

static void assert_said(const struct file *with, size_t count, const char *expected)
{
	struct bundle *b = company_bundle(with, count);
	struct problems p = { 0 };
	struct model *m = model_load(b, &p);
	struct buf said = { 0 };

	problems_print(&p, &said);
	assert_string_equal(said.ptr, expected);
	model_free(m);
	buf_free(&said);
	problems_free(&p);
	bundle_free(b);
}

static void load_absences__two_on_one_day__are_a_mistake(void **state)
{
	const struct file with[] = {
		{ "absences.yaml", "absences:\n  - {table: away.csv}\n" },
		{ "away.csv", "seller,from,to,kind\nanna,2026-11-09,2026-11-13,leave\nanna,2026-11-13,2026-11-16,sick\n" },
	};

	assert_said(with, 2, "away.csv:3:1: \"anna\" has two absences from 2026-11-13 on: end the earlier one the day before\n");
	(void)state;
}

static void load_absences__of_somebody_who_is_not_there__is_a_warning(void **state)
{
	const struct file with[] = {
		{ "absences.yaml", "absences:\n  - {seller: anna, from: 2026-07-01, to: 2026-07-31}\n" },
		{ "org.yaml", "units:\n  - {id: C-1, type: company}\n  - {id: T-1, type: team, parent: C-1}\n"
			      "sellers:\n  - {id: anna, unit: T-1, valid_to: 2026-06-30}\n" },
	};

	assert_said(with, 2, "absences.yaml:2:5: warning: absence of \"anna\" on days on which the seller is not there\n");
	(void)state;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(load_absences__rows_in_place_and_from_a_table__are_days_away_first_and_last_included),
		cmocka_unit_test(load_absences__mistakes__are_named_with_their_place),
		cmocka_unit_test(load_absences__two_on_one_day__are_a_mistake),
		cmocka_unit_test(load_absences__of_somebody_who_is_not_there__is_a_warning),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
