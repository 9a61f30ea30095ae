#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "ctl/mailbag.h"

static const struct bundle_file company[] = {
	{ STR("axes.yaml"), STR("axes: {size: [{id: large}, {id: small}]}\n") },
	{ STR("company.yaml"), STR("company: tiny\ntime: log\nperiods: [day, month]\n") },
	{ STR("decisions/behind.lua"),
	  STR("local sdm = require 'sdm'\n"
	      "return sdm.decision 'behind' { api = 1, title = 'Behind', owner = 'o', params = { share = sdm.percent(80) },\n"
	      "  watch = { kpi = 'revenue', each = 'seller', period = 'month' }, when = sdm.below { share = 'share' },\n"
	      "  for_ = sdm.workdays(2), on_missing = 'hold' }\n") },
	{ STR("decisions/unit.lua"),
	  STR("local sdm = require 'sdm'\n"
	      "return sdm.decision 'unit' { api = 1, title = 'Unit', owner = 'o',\n"
	      "  watch = { kpi = 'revenue', each = 'team', period = 'month' }, when = sdm.under { value = 1 },\n"
	      "  for_ = sdm.workdays(2), on_missing = 'hold' }\n") },
	{ STR("decisions/size.lua"),
	  STR("local sdm = require 'sdm'\n"
	      "return sdm.decision 'size' { api = 1, title = 'Size', owner = 'o',\n"
	      "  watch = { kpi = 'revenue', each = 'size', period = 'month' }, when = sdm.under { value = 1 },\n"
	      "  on_missing = 'hold' }\n") },
	{ STR("forms.yaml"),
	  STR("forms:\n  day: {fields: {amount: {type: money, required: yes}, calls: int, size: axis, client: text}}\n") },
	{ STR("kpis.yaml"), STR("measures: {revenue: {sum: amount}}\nkpis: {revenue: {formula: revenue, unit: money}}\n") },
	{ STR("org.yaml"), STR("units: [{id: C, type: company, head: boss}, {id: T, type: team, parent: C},\n"
			       "  {id: U, type: team, parent: C}]\n"
			       "sellers: [{id: anna, unit: T, role: seller}, {id: boris, unit: T, role: seller},\n"
			       "  {id: clara, unit: U, role: seller}, {id: boss, unit: C, role: head}]\n") },
	{ STR("plans.yaml"), STR("plan:\n"
				 "  - {scope: seller, member: anna, kpi: revenue, period: 2026-10, target: 2200}\n"
				 "  - {scope: seller, member: boris, kpi: revenue, period: 2026-10, target: 4400}\n"
				 "  - {scope: seller, member: clara, kpi: revenue, period: 2026-10, target: 6600}\n") },
	{ STR("scopes.yaml"), STR("scopes: {seller: seller, team: unit.team, size: size}\n") },
};

struct fixture {
	struct folder folder;
	struct blueprint blueprint;
	struct plantings plantings;
	struct mailbag mail;
};

static void plan_of(struct fixture *f, const char *text, uint64_t seed, const char *expected)
{
	struct buf said = { 0 };
	int rc;

	*f = (struct fixture){ 0 };
	f->folder.bundle = bundle_make(arena_new(), company, sizeof(company) / sizeof(*company));
	assert_int_equal(folder_check(&f->folder), 0);
	rc = blueprint_make(&f->blueprint, "simulate.yaml", str_of(text), &f->folder, seed);
	if (rc == 0)
		rc = planted_draw(&f->blueprint, &f->plantings);
	problems_print(&f->blueprint.problems, &said);
	assert_string_equal(said.ptr ? said.ptr : "", expected);
	assert_int_equal(rc, expected[0] ? -1 : 0);
	buf_free(&said);
}

static void begin(struct fixture *f, const char *text, uint64_t seed)
{
	struct err err;

	plan_of(f, text, seed, "");
	assert_int_equal(mailbag_fill(&f->mail, &f->plantings, &err), 0);
}

static void end(struct fixture *f)
{
	mailbag_free(&f->mail);
	blueprint_free(&f->blueprint);
	folder_free(&f->folder);
}

static void says(const char *text, const char *expected)
{
	struct fixture f;

	plan_of(&f, text, 1, expected);
	end(&f);
}

static struct str pair_of(const struct mail *one, const char *name)
{
	for (uint32_t i = 0; i < one->pair_count; i++)
		if (str_eq(one->pairs[i].name, str_of(name)))
			return one->pairs[i].text;
	return (struct str){ 0 };
}

/* Of the reports of a seller on days from .. to, both included. */
static int64_t sum_e4(const struct fixture *f, const char *seller, const char *field, const char *from, const char *to)
{
	int64_t sum = 0, e4;

	for (size_t i = 0; i < f->mail.list.count; i++) {
		const struct mail *one = &f->mail.list.at[i];
		struct str day = str_head(pair_of(one, "at"), 10);

		if (!str_eq(pair_of(one, "seller"), str_of(seller)) || str_cmp(day, str_of(from)) < 0 ||
		    str_cmp(day, str_of(to)) > 0)
			continue;
		assert_int_equal(num_parse_e4(pair_of(one, field), &e4, NULL), 0);
		sum += e4;
	}
	return sum;
}

#define DAYS "from: 2026-10-01\nto: 2026-10-31\n"
#define REPORTS "reports:\n  day: {roles: [seller], fields: {amount: {of_plan: revenue, spread: 20%}}}\n"

static void mailbag__a_field_of_the_plan__follows_it_by_working_days(void **state)
{
	struct fixture f;

	begin(&f, DAYS REPORTS, 1);

	assert_int_equal(f.mail.list.count, 3 * 22);
	assert_in_range(sum_e4(&f, "anna", "amount", "2026-10-01", "2026-10-31"), 2050 * E4, 2350 * E4);
	assert_in_range(sum_e4(&f, "clara", "amount", "2026-10-01", "2026-10-31"), 6200 * E4, 7000 * E4);
	assert_in_range(sum_e4(&f, "boris", "amount", "2026-10-01", "2026-10-15"), 2000 * E4, 2400 * E4); /* 11 of 22 days */
	assert_int_equal(sum_e4(&f, "anna", "amount", "2026-10-03", "2026-10-04"), 0);
	end(&f);
	(void)state;
}

static void mailbag__reports__stand_in_the_order_of_arrival_and_within_the_hours(void **state)
{
	struct fixture f;
	struct str first;

	begin(&f, DAYS "reports:\n  day: {roles: [seller], arrives: 09:00..09:30, fields: {amount: {mean: 5}}}\n", 1);
	first = pair_of(&f.mail.list.at[0], "at");

	assert_int_equal(first.len, strlen("2026-10-01T09:00:00+00:00"));
	assert_memory_equal(first.ptr, "2026-10-01T09:", 14);
	assert_true(str_eq(first, pair_of(&f.mail.list.at[0], "received_at")));
	assert_true(str_eq(pair_of(&f.mail.list.at[0], "amount"), STR("5")));
	for (size_t i = 1; i < f.mail.list.count; i++)
		assert_true(f.mail.list.at[i - 1].at_ms <= f.mail.list.at[i].at_ms);
	end(&f);
	(void)state;
}

static void as_bytes(const char *text, uint64_t seed, struct buf *out)
{
	struct fixture f;

	begin(&f, text, seed);
	for (size_t i = 0; i < f.mail.list.count; i++)
		mailbag_add_command(&f.mail, &f.mail.list.at[i], STR("tiny"), out);
	end(&f);
}

static void mailbag__the_same_seed__gives_the_same_bytes_and_another_one_others(void **state)
{
	struct buf a = { 0 }, b = { 0 }, c = { 0 };

	as_bytes(DAYS REPORTS, 7, &a);
	as_bytes(DAYS REPORTS, 7, &b);
	as_bytes(DAYS REPORTS, 8, &c);

	assert_true(str_eq(buf_str(&a), buf_str(&b)));
	assert_false(str_eq(buf_str(&a), buf_str(&c)));
	buf_free(&a);
	buf_free(&b);
	buf_free(&c);
	(void)state;
}

static void mailbag__slips__happen_with_their_shares(void **state)
{
	uint32_t second = 0, retracted = 0, late = 0;
	struct fixture f;

	begin(&f,
	      "from: 2026-01-01\nto: 2026-12-31\n"
	      "reports:\n"
	      "  day:\n"
	      "    roles: [seller]\n"
	      "    missing: 10%\n"
	      "    late: {share: 10%}\n"
	      "    corrected: {share: 10%, by: 50%}\n"
	      "    withdrawn: {share: 10%}\n"
	      "    fields: {amount: {mean: 100}}\n",
	      3);
	for (size_t i = 0; i < f.mail.list.count; i++) {
		const struct mail *one = &f.mail.list.at[i];
		bool retracts = str_eq(pair_of(one, "op"), STR("retract"));
		bool same_day = str_eq(str_head(pair_of(one, "at"), 10), str_head(pair_of(one, "received_at"), 10));

		retracted += retracts;
		second += !retracts && str_eq(pair_of(one, "rev"), STR("2"));
		late += !retracts && pair_of(one, "rev").len == 0 && !same_day;
		if (str_eq(pair_of(one, "rev"), STR("2")) && !retracts)
			assert_true(str_eq(pair_of(one, "amount"), STR("100")));
	}
	/* 3 sellers on 261 days: 78 of each, with a deviation of 8. */
	assert_in_range(second, 50, 110);
	assert_in_range(retracted, 50, 110);
	assert_in_range(late, 50, 110);
	assert_in_range(f.mail.list.count, 783 - 110 + 100, 783 - 50 + 2 * 110 + 110);
	end(&f);
	(void)state;
}

static void mailbag__a_choice_of_a_field__is_the_same_for_the_same_value(void **state)
{
	struct str size[5] = { { 0 } };
	struct fixture f;

	begin(&f,
	      DAYS "reports:\n  day: {roles: [seller], per_workday: 3, fields: {amount: {mean: 1}, client: {pool: 4},\n"
		   "    size: {of: client, choose: {large: 1, small: 3}}}}\n",
	      1);
	for (size_t i = 0; i < f.mail.list.count; i++) {
		struct str client = pair_of(&f.mail.list.at[i], "client");
		struct str *known = &size[client.ptr[client.len - 1] - '0'];

		if (!str_starts(client, STR("anna-")))
			continue;
		if (known->len == 0)
			*known = pair_of(&f.mail.list.at[i], "size");
		assert_true(str_eq(*known, pair_of(&f.mail.list.at[i], "size")));
	}
	assert_true(size[1].len > 0 && size[2].len > 0 && size[3].len > 0 && size[4].len > 0);
	end(&f);
	(void)state;
}

#define PROBLEM "problems:\n  behind: {change: {day.amount: 10%}, starts: 3..3, lasts: 5, opens: 2..6, "

static void planted__a_problem__lasts_its_days_and_names_its_answer(void **state)
{
	const char *before[] = { "2026-10-01", "2026-10-02" }, *during[] = { "2026-10-05", "2026-10-09" };
	const char *after[] = { "2026-10-12", "2026-10-14" };
	const struct planted *p;
	char seller[16];
	struct fixture f;
	int64_t whole_e4;

	begin(&f, DAYS REPORTS PROBLEM "recovery: {change: {day.amount: 200%}, lasts: 3}}\n", 5);
	p = &f.plantings.at[0];
	assert_int_equal(f.plantings.count, 1);
	assert_int_equal(p->start, date_day(2026, 10, 5));
	assert_int_equal(p->end, date_day(2026, 10, 9));
	assert_int_equal(p->after, date_day(2026, 10, 14));
	assert_int_equal(p->opens_from, date_day(2026, 10, 6));
	assert_int_equal(p->opens_to, date_day(2026, 10, 12));
	snprintf(seller, sizeof(seller), "%.*s", STR_ARG(p->scope));
	whole_e4 = sum_e4(&f, seller, "amount", before[0], before[1]);
	assert_in_range(sum_e4(&f, seller, "amount", during[0], during[1]), whole_e4 / 10, whole_e4 / 2); /* 5 days of a tenth */
	assert_in_range(sum_e4(&f, seller, "amount", after[0], after[1]), whole_e4 * 2, whole_e4 * 9 / 2);
	end(&f);
	(void)state;
}

static void planted__left_out_reports__are_not_sent(void **state)
{
	struct fixture f;

	begin(&f, DAYS REPORTS "problems:\n  behind: {leave_out: [day], starts: 1..9, lasts: 4, opens: 1..4}\n", 2);

	assert_int_equal(f.mail.list.count, 3 * 22 - 4);
	end(&f);
	(void)state;
}

static void planted__a_unit__has_the_problem_with_all_in_it(void **state)
{
	struct fixture f;
	uint32_t touched = 0;

	begin(&f, DAYS REPORTS "problems:\n  unit: {leave_out: [day], starts: 1..1, lasts: 2, opens: 1..2, also: [behind]}\n", 1);

	assert_true(str_eq(f.plantings.at[0].scope_kind, STR("team")));
	for (uint32_t s = 0; s < 3; s++)
		touched += planted_leaves_out(&f.plantings, 0, s, date_day(2026, 10, 1));
	assert_int_equal(touched, str_eq(f.plantings.at[0].scope, STR("T")) ? 2 : 1);
	assert_int_equal(f.mail.list.count, 3 * 22 - touched * 2);
	end(&f);
	(void)state;
}

static void planted__problems__have_subjects_of_their_own(void **state)
{
	for (uint64_t seed = 1; seed <= 20; seed++) {
		struct fixture f;
		const struct planted *seller, *unit;

		begin(&f,
		      DAYS REPORTS "problems:\n"
				   "  behind: {change: {day.amount: 10%}, lasts: 5, opens: 2..6}\n"
				   "  unit: {leave_out: [day], lasts: 2, opens: 1..2}\n",
		      seed);
		seller = &f.plantings.at[0];
		unit = &f.plantings.at[1];
		assert_true(str_eq(unit->scope, STR("T")) == str_eq(seller->scope, STR("clara")));
		end(&f);
	}
	(void)state;
}

static void planted__consequences__are_declared_related_and_of_the_month(void **state)
{
	struct str anna = STR("anna"), clara = STR("clara"), whole = STR("C"), team = STR("T|large");
	struct fixture f;
	const struct planted *p;
	int32_t day = date_day(2026, 10, 20);

	begin(&f,
	      DAYS "reports:\n  day: {roles: [seller], senders: 100%, fields: {amount: {of_plan: revenue}}}\n"
		   "problems:\n  behind: {change: {day.amount: 10%}, lasts: 5, opens: 2..6, also: [unit]}\n"
		   "  unit: {leave_out: [day], lasts: 2, opens: 1..2}\n",
	      4);
	p = &f.plantings.at[0];
	if (!str_eq(p->scope, clara)) {
		anna = p->scope;
		assert_true(planted_explains(&f.plantings, p, STR("unit"), team, day));
		assert_false(planted_explains(&f.plantings, p, STR("unit"), clara, day));
	}
	assert_true(planted_explains(&f.plantings, p, STR("unit"), whole, day));
	assert_true(planted_explains(&f.plantings, p, STR("unit"), p->scope, day));
	assert_false(planted_explains(&f.plantings, p, STR("behind"), anna, day));
	assert_false(planted_explains(&f.plantings, p, STR("unit"), whole, date_day(2026, 10, 1) - 1));
	assert_false(planted_explains(&f.plantings, p, STR("unit"), whole, date_day(2026, 11, 1)));
	end(&f);
	(void)state;
}

static void blueprint__what_the_model_does_not_have__is_told_with_the_nearest(void **state)
{
	says(DAYS "reports:\n"
		  "  dya: {fields: {}}\n"
		  "  day:\n"
		  "    roles: [sellr]\n"
		  "    fields:\n"
		  "      amuont: {mean: 3}\n"
		  "      calls: {of_plan: revnue}\n"
		  "      size: {choose: {lagre: 1}}\n"
		  "problems:\n"
		  "  behnd: {change: {day.calls: 40%, dai.calls: 40%, day.cals: 40%}, lasts: 2, opens: 2, also: [unti]}\n"
		  "  unit: {leave_out: [dai], lasts: 1, opens: 1}\n"
		  "  size: {change: {day.calls: 50%}, lasts: 1, opens: 1}\n",
	     "simulate.yaml:4:3: unknown form \"dya\"\n"
	     "simulate.yaml:6:13: roles: no seller has the role \"sellr\": did you mean \"seller\"?\n"
	     "simulate.yaml:8:7: the form \"day\" has no field \"amuont\": did you mean \"amount\"?\n"
	     "simulate.yaml:9:24: of_plan: unknown KPI \"revnue\": did you mean \"revenue\"?\n"
	     "simulate.yaml:10:23: choose: field \"size\" has no value \"lagre\": did you mean \"large\"?\n"
	     "simulate.yaml:12:3: problems: unknown decision \"behnd\": did you mean \"behind\"?\n"
	     "simulate.yaml:12:36: change: unknown reports \"dai\": did you mean \"day\"?\n"
	     "simulate.yaml:12:52: change: reports \"day\" have no field \"cals\": did you mean \"calls\"?\n"
	     "simulate.yaml:12:95: also: unknown decision \"unti\": did you mean \"unit\"?\n"
	     "simulate.yaml:13:22: leave_out: unknown reports \"dai\": did you mean \"day\"?\n"
	     "simulate.yaml:14:3: decision \"size\" watches each size: a problem can be planted for sellers and units alone\n");
	(void)state;
}

static void blueprint__fields_that_cannot_come_about__are_told(void **state)
{
	says(DAYS "reports:\n  day: {fields: {calls: {spread: 3%}}}\n",
	     "simulate.yaml:4:18: field \"calls\": a number needs mean, of or of_plan\n");
	says(DAYS "reports:\n  day: {fields: {calls: {mean: 3%}}}\n",
	     "simulate.yaml:4:32: mean: a percentage is for `of` and `of_plan`\n");
	says(DAYS "reports:\n  day: {fields: {calls: {mean: 3}}}\n",
	     "simulate.yaml:4:3: reports \"day\": field \"amount\" is required and not filled\n");
	says(DAYS "reports:\n  day: {fields: {calls: {of: amount}, amount: {mean: 3}}}\n",
	     "simulate.yaml:4:30: of: no field \"amount\" stands before this one\n");
	(void)state;
}

static void planted__a_problem_without_room__is_told(void **state)
{
	says("from: 2026-10-02\nto: 2026-11-15\n" REPORTS
	     "problems:\n  behind: {change: {day.amount: 10%}, lasts: 5, opens: 2..6}\n",
	     "simulate.yaml:6:3: problem \"behind\": nobody is left for whom it is possible: it needs 6 working days from day 1 "
	     "on in a "
	     "whole month of the simulation, reports that it changes and their plans\n");
	(void)state;
}

static void mailbag__a_month_without_a_plan__is_told(void **state)
{
	struct fixture f;
	struct err err;

	plan_of(&f, "from: 2026-10-01\nto: 2026-11-30\n" REPORTS, 1, "");

	assert_int_equal(mailbag_fill(&f.mail, &f.plantings, &err), -1);
	assert_string_equal(err.text,
			    "simulate.yaml:4:53: of_plan: anna has no plan of revenue on 2026-11-02; simulate other days or give "
			    "the field a mean of its own");
	end(&f);
	(void)state;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(mailbag__a_field_of_the_plan__follows_it_by_working_days),
		cmocka_unit_test(mailbag__reports__stand_in_the_order_of_arrival_and_within_the_hours),
		cmocka_unit_test(mailbag__the_same_seed__gives_the_same_bytes_and_another_one_others),
		cmocka_unit_test(mailbag__slips__happen_with_their_shares),
		cmocka_unit_test(mailbag__a_choice_of_a_field__is_the_same_for_the_same_value),
		cmocka_unit_test(planted__a_problem__lasts_its_days_and_names_its_answer),
		cmocka_unit_test(planted__left_out_reports__are_not_sent),
		cmocka_unit_test(planted__a_unit__has_the_problem_with_all_in_it),
		cmocka_unit_test(planted__problems__have_subjects_of_their_own),
		cmocka_unit_test(planted__consequences__are_declared_related_and_of_the_month),
		cmocka_unit_test(blueprint__what_the_model_does_not_have__is_told_with_the_nearest),
		cmocka_unit_test(blueprint__fields_that_cannot_come_about__are_told),
		cmocka_unit_test(planted__a_problem_without_room__is_told),
		cmocka_unit_test(mailbag__a_month_without_a_plan__is_told),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
