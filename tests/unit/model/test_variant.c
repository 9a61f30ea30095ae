#include "base/hash.h"
#include "model/variant.h"
#include "tiny_company.h"

static struct bundle *company_of(const char *company, const char *decisions)
{
	const struct file files[] = { { "company.yaml", company },
				      { "decisions.yaml", decisions },
				      { "decisions/lag.lua", "-- old" } };

	return company_bundle(files, sizeof(files) / sizeof(*files));
}

static void has_file(const struct variant *v, const char *path, const char *text)
{
	const struct bundle_file *f = bundle_find(v->made, str_of(path));

	assert_non_null(f);
	assert_str(f->text, text);
}

static void variant_make__nothing_changed__is_the_same_model(void **state)
{
	struct bundle *b = company_of("company: tiny\ntime: log\n", NULL);
	struct variant v = { .base = b, .time = TIME_LOG };
	struct buf packed = { 0 };
	char sha[65];

	bundle_pack(b, &packed);
	sha256_hex(packed.ptr, packed.len, sha);
	variant_make(&v);

	assert_string_equal(v.made->sha, sha);
	buf_free(&packed);
	variant_free(&v);
	bundle_free(b);
	(void)state;
}

static void variant_make__another_time__writes_the_company_anew(void **state)
{
	struct bundle *b = company_of("company: tiny\ntime: wall\ntitle: {ru: \"Наша: \\\"А\\\"\", en: ~}\nlanguages: [ru, "
				      "en]\nlist: [[], {a: [1, {}]}, x]\n",
				      NULL);
	struct variant v = { .base = b, .time = TIME_LOG };

	variant_make(&v);

	has_file(&v, "company.yaml",
		 "\"company\": \"tiny\"\n\"title\": {\"ru\": \"Наша: \\\"А\\\"\", \"en\": ~}\n\"languages\": [\"ru\", \"en\"]\n"
		 "\"list\": [[], {\"a\": [\"1\", {}]}, \"x\"]\ntime: log\n");
	variant_free(&v);
	bundle_free(b);
	(void)state;
}

static void variant_make__parameters__go_before_those_of_the_model(void **state)
{
	struct arena *a = arena_new();
	struct problems p = { 0 };
	struct bundle *b = company_of("company: tiny\ntime: log\n", "decisions:\n  lag: {red: 30%, amber: 15%}\n  drop: {}\n");
	struct variant v = { .base = b, .time = TIME_LOG };
	struct spot at;

	variant_parameters(&v, yaml_parse(a, "tests/x.yaml", STR("lag:\n  red: 20%\n  grace: 1\nnew: {x: 7}\n"), &p));
	variant_parameters(&v, yaml_parse(a, "tests/x.yaml", STR("\n\n\n\n\nlag: {red: 25%}\n"), &p));
	variant_make(&v);

	has_file(&v, "decisions.yaml",
		 "decisions:\n  \"lag\":\n    \"amber\": \"15%\"\n    \"grace\": \"1\"\n    \"red\": \"25%\"\n  \"new\":\n    "
		 "\"x\": "
		 "\"7\"\n");
	assert_true(variant_place(&v, "decisions.yaml", 5, &at));
	assert_string_equal(at.file, "tests/x.yaml");
	assert_int_equal(at.line, 6);
	assert_int_equal(at.column, 12);
	assert_false(variant_place(&v, "company.yaml", 1, &at));
	assert_false(variant_place(&v, "decisions.yaml", 8, &at));
	variant_free(&v);
	bundle_free(b);
	arena_free(a);
	(void)state;
}

static void variant_make__files__take_the_place_of_others_or_are_added(void **state)
{
	struct bundle *b = company_of("company: tiny\ntime: log\n", NULL);
	struct variant v = { .base = b, .time = TIME_LOG };

	*ARRAY_ADD(v.files) = (struct bundle_file){ STR("decisions/lag.lua"), STR("-- new") };
	*ARRAY_ADD(v.files) = (struct bundle_file){ STR("decisions/more.lua"), STR("-- more") };
	variant_make(&v);

	has_file(&v, "decisions/lag.lua", "-- new");
	has_file(&v, "decisions/more.lua", "-- more");
	has_file(&v, "company.yaml", "company: tiny\ntime: log\n");
	variant_free(&v);
	bundle_free(b);
	(void)state;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(variant_make__nothing_changed__is_the_same_model),
		cmocka_unit_test(variant_make__another_time__writes_the_company_anew),
		cmocka_unit_test(variant_make__parameters__go_before_those_of_the_model),
		cmocka_unit_test(variant_make__files__take_the_place_of_others_or_are_added),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
