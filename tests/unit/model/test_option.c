#include "model/option.h"
#include "tiny_company.h"

struct thing {
	struct record head;
	struct text title;
	bool flag;
	int64_t number, amount_e4, share_ppm;
	int32_t day;
	uint32_t choice;
	struct refs codes;
	struct records parts;
};
static const char *const choices[] = { "small", "large", NULL };
static const struct options thing_table;
static const struct option thing_options[] = {
	OPTION(struct thing, "id", head.code, OPTION_CODE, .help = "Its code."),
	OPTION(struct thing, "title", title, OPTION_TITLE, .help = "Its title."),
	OPTION(struct thing, "flag", flag, OPTION_FLAG, .preset = "yes", .help = "A flag."),
	OPTION(struct thing, "number", number, OPTION_INT, .min = 1, .max = 9, .preset = "3", .help = "A number."),
	OPTION(struct thing, "amount", amount_e4, OPTION_E4, .help = "An amount."),
	OPTION(struct thing, "share", share_ppm, OPTION_SHARE, .min = 0, .max = 1000000, .preset = "15%", .help = "A share."),
	OPTION(struct thing, "day", day, OPTION_DAY, .preset = "always", .help = "A day."),
	OPTION(struct thing, "choice", choice, OPTION_CHOICE, .choices = choices, .preset = "large", .help = "A choice."),
	OPTION(struct thing, "codes", codes, OPTION_CODES, .help = "Codes."),
	OPTION(struct thing, "parts", parts, OPTION_MAP, .of = &thing_table, .help = "Parts."),
	{ 0 },
};
static const struct options thing_table = { "a thing", "A thing.", sizeof(struct thing), thing_options, "number" };

struct fixture {
	struct arena *arena;
	struct problems problems;
	struct option_reader reader;
};

static struct thing *read_thing(struct fixture *f, const char *text)
{
	struct thing *t;

	f->arena = arena_new();
	f->reader = (struct option_reader){ .arena = f->arena, .problems = &f->problems, .language = LANGUAGE_RU };
	t = option_defaults(&f->reader, &thing_table, (struct spot){ "x.yaml", 1, 1 });
	option_read(&f->reader, &thing_table, yaml_parse(f->arena, "x.yaml", str_of(text), &f->problems), t);
	return t;
}

static void end(struct fixture *f, const char *expected)
{
	struct buf said = { 0 };

	problems_print(&f->problems, &said);
	assert_string_equal(said.ptr ? said.ptr : "", expected);
	buf_free(&said);
	problems_free(&f->problems);
	arena_free(f->arena);
}

static void option_read__nothing_given__has_the_defaults(void **state)
{
	struct fixture f = { 0 };
	struct thing *t = read_thing(&f, "{}");

	assert_true(t->flag);
	assert_int_equal(t->number, 3);
	assert_int_equal(t->amount_e4, 0);
	assert_int_equal(t->share_ppm, 150000);
	assert_int_equal(t->day, DAY_MIN);
	assert_int_equal(t->choice, 1);
	end(&f, "");
	(void)state;
}

static void option_read__every_type__is_read(void **state)
{
	struct fixture f = { 0 };
	struct thing *t = read_thing(
		&f, "{flag: no, number: 9, amount: -1.5, share: 0.25, day: 1970-01-03, choice: small, codes: [a b, c], "
		    "title: {en: One}, parts: {x: 4, y: {codes: z}}}");
	struct thing *x = t->parts.at[0], *y = t->parts.at[1];

	assert_false(t->flag);
	assert_int_equal(t->number, 9);
	assert_int_equal(t->amount_e4, -15000);
	assert_int_equal(t->share_ppm, 250000);
	assert_int_equal(t->day, 2);
	assert_int_equal(t->choice, 0);
	assert_int_equal(t->codes.count, 2);
	assert_str(t->codes.at[0].text, "a b");
	assert_str(t->title.in[LANGUAGE_RU], "One");
	assert_int_equal(x->number, 4);
	assert_str(x->head.code.text, "x");
	assert_str(y->codes.at[0].text, "z");
	end(&f, "");
	(void)state;
}

static void option_read__wrong_values__say_what_was_expected(void **state)
{
	struct fixture f = { 0 };

	read_thing(&f, "flag: maybe\n"
		       "number: 10\namount: 1e5\nshare: 101%\nday: soon\nchoice: lagre\ncodes: {a: b}\n"
		       "title: {de: Eins}\nparts: [a]\nnumbr: 1\nid:\n");

	end(&f, "x.yaml:1:7: flag: expected yes or no, got \"maybe\"\n"
		"x.yaml:2:9: number: expected a whole number from 1 to 9, got \"10\"\n"
		"x.yaml:3:9: amount: expected a number, got \"1e5\"\n"
		"x.yaml:4:8: share: expected a share like 15% from 0% to 100%, got \"101%\"\n"
		"x.yaml:5:6: day: expected a date like 2026-11-22, got \"soon\"\n"
		"x.yaml:6:9: choice: unknown \"lagre\": did you mean \"large\"?\n"
		"x.yaml:7:8: codes: expected a code or a list of codes, got a mapping\n"
		"x.yaml:8:9: title: expected texts by language, {ru: ..., en: ...}, got \"de\"\n"
		"x.yaml:9:8: parts: expected a mapping by code, got a list\n"
		"x.yaml:10:1: unknown option \"numbr\" of a thing: did you mean \"number\"?\n"
		"x.yaml:11:4: id has no value: write one or leave the key out\n");
	(void)state;
}

static void nearest_offer__far_words__are_not_offered(void **state)
{
	struct nearest n = { .wanted = STR("revenue") };

	nearest_offer(&n, STR("calls"));
	assert_string_equal(nearest_text(&n), "");
	nearest_offer(&n, STR("revenues"));
	nearest_offer(&n, STR("revenu3s"));
	assert_string_equal(nearest_text(&n), ": did you mean \"revenues\"?");
	(void)state;
}

static void title_gaps__one_text_or_a_language_short__is_told_where_it_stands(void **state)
{
	static const char text[] = "title: One\n"
				   "parts:\n"
				   "  a: {title: {en: Both, ru: Оба}}\n"
				   "  b: {title: {ru: Одно}}\n";
	struct title_gaps gaps = { .speaks = { true, true } };
	struct fixture f = { 0 };
	struct buf said = { 0 };

	f.arena = arena_new();
	f.reader = (struct option_reader){ .arena = f.arena, .problems = &f.problems, .language = LANGUAGE_RU, .gaps = &gaps };
	struct thing *t = option_defaults(&f.reader, &thing_table, (struct spot){ "x.yaml", 1, 1 });
	option_read(&f.reader, &thing_table, yaml_parse(f.arena, "x.yaml", str_of(text), &f.problems), t);

	problems_print(&gaps.found, &said);
	assert_string_equal(said.ptr, "x.yaml:1:8: warning: title: no text in \"en\", a language of the company: "
				      "write {en: ..., ru: ...}\n"
				      "x.yaml:4:14: warning: title: no text in \"en\", a language of the company: "
				      "write {en: ..., ru: ...}\n");
	buf_free(&said);
	problems_free(&gaps.found);
	end(&f, "");
	(void)state;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(option_read__nothing_given__has_the_defaults),
		cmocka_unit_test(option_read__every_type__is_read),
		cmocka_unit_test(option_read__wrong_values__say_what_was_expected),
		cmocka_unit_test(nearest_offer__far_words__are_not_offered),
		cmocka_unit_test(title_gaps__one_text_or_a_language_short__is_told_where_it_stands),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
