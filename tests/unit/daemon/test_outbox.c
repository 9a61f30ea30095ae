#include "daemon/outbox.h"
#include "folded.h"

static const struct pair pairs[] = { { { "case", 4 }, { "C1", 2 } } };
static const struct output outputs[] = { { OUTPUT_ALERTS, pairs, 1 }, { OUTPUT_TASKS, pairs, 1 } };
static const struct input timer = { .kind = INPUT_TIMER };

static void outbox_add__alert_and_task__numbered_by_stream_and_urgent(void **state)
{
	struct outbox *o = outbox_new(STR("acme"), (struct outbox_keep){ 1000, 0 });
	struct update up = { .outputs = outputs, .output_count = 2, .urgent = true };
	struct taken what = { .input = &timer, .update = &up };

	(void)state;
	o->numbers[OUTPUT_TASKS] = 41;
	outbox_add(o, NULL, &what);

	assert_true(o->urgent);
	assert_int_equal(o->parcel.commands, 2);
	assert_string_equal(o->parcel.bytes.ptr, "*7\r\n$4\r\nXADD\r\n$17\r\nsdm:{acme}:alerts\r\n$1\r\n*\r\n"
						 "$1\r\nn\r\n$1\r\n1\r\n$4\r\ncase\r\n$2\r\nC1\r\n"
						 "*7\r\n$4\r\nXADD\r\n$16\r\nsdm:{acme}:tasks\r\n$1\r\n*\r\n"
						 "$1\r\nn\r\n$2\r\n42\r\n$4\r\ncase\r\n$2\r\nC1\r\n");
	outbox_free(o);
}

static void outbox_add__held_back__counts_and_writes_nothing(void **state)
{
	struct outbox *o = outbox_new(STR("acme"), (struct outbox_keep){ 0 });
	struct update up = { .outputs = outputs, .output_count = 2 };
	struct taken what = { .input = &timer, .update = &up };

	(void)state;
	o->held_back = true;
	outbox_add(o, NULL, &what);

	assert_int_equal(o->parcel.commands, 0);
	assert_int_equal(o->numbers[OUTPUT_ALERTS], 1);
	assert_int_equal(o->numbers[OUTPUT_TASKS], 1);
	outbox_free(o);
}

static void outbox_seal__a_thousand_entries__one_trim_by_number(void **state)
{
	struct fold *f = fold_new(NULL, 0);
	struct outbox *o = outbox_new(STR("acme"), (struct outbox_keep){ 5000, 0 });
	struct update up = { .outputs = outputs, .output_count = 1 };
	struct taken what = { .input = &timer, .update = &up };

	(void)state;
	for (int i = 0; i < 999; i++)
		outbox_add(o, f->turn->engine, &what);
	parcel_clear(&o->parcel);
	outbox_seal(o, f->turn->engine, o->upto, o->upto, 0, 0);
	assert_int_equal(o->parcel.commands, 0);

	outbox_add(o, f->turn->engine, &what);
	parcel_clear(&o->parcel);
	outbox_seal(o, f->turn->engine, o->upto, o->upto, 0, 0);
	assert_string_equal(o->parcel.bytes.ptr,
			    "*5\r\n$5\r\nXTRIM\r\n$17\r\nsdm:{acme}:alerts\r\n$6\r\nMAXLEN\r\n$1\r\n~\r\n$4\r\n5000\r\n");

	parcel_clear(&o->parcel);
	outbox_seal(o, f->turn->engine, o->upto, o->upto, 0, 0);
	assert_int_equal(o->parcel.commands, 0);
	outbox_free(o);
	fold_free(f);
}

static void outbox_trim_inputs__two_positions__two_trims(void **state)
{
	struct outbox *o = outbox_new(STR("acme"), (struct outbox_keep){ 0 });

	(void)state;
	outbox_trim_inputs(o, (struct entry_id){ 70, 2 }, (struct entry_id){ 60, 0 });
	assert_int_equal(o->parcel.commands, 2);
	assert_string_equal(o->parcel.bytes.ptr,
			    "*5\r\n$5\r\nXTRIM\r\n$18\r\nsdm:{acme}:reports\r\n$5\r\nMINID\r\n$1\r\n~\r\n$4\r\n70-2\r\n"
			    "*5\r\n$5\r\nXTRIM\r\n$19\r\nsdm:{acme}:commands\r\n$5\r\nMINID\r\n$1\r\n~\r\n$4\r\n60-0\r\n");

	parcel_clear(&o->parcel);
	outbox_trim_inputs(o, (struct entry_id){ 0, 0 }, (struct entry_id){ 0, 0 });
	assert_int_equal(o->parcel.commands, 0);
	outbox_free(o);
}

static void turn_asks_model__commands__only_activate_names_one(void **state)
{
	static const struct pair activate[] = { { { "command", 7 }, { "activate", 8 } }, { { "sha", 3 }, { "abc", 3 } } };
	static const struct pair plan[] = { { { "command", 7 }, { "plan", 4 } }, { { "sha", 3 }, { "abc", 3 } } };

	(void)state;
	assert_true(str_eq(turn_asks_model(&(struct input){ .kind = INPUT_COMMAND, .pairs = activate, .pair_count = 2 }),
			   STR("abc")));
	assert_int_equal(turn_asks_model(&(struct input){ .kind = INPUT_COMMAND, .pairs = plan, .pair_count = 2 }).len, 0);
	assert_int_equal(turn_asks_model(&(struct input){ .kind = INPUT_REPORT, .pairs = activate, .pair_count = 2 }).len, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(outbox_add__alert_and_task__numbered_by_stream_and_urgent),
		cmocka_unit_test(outbox_add__held_back__counts_and_writes_nothing),
		cmocka_unit_test(outbox_seal__a_thousand_entries__one_trim_by_number),
		cmocka_unit_test(outbox_trim_inputs__two_positions__two_trims),
		cmocka_unit_test(turn_asks_model__commands__only_activate_names_one),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
