#include "model/option.h"
#include "model/schema.h"
#include "tiny_company.h"

struct part {
	struct record head;
	int64_t share_ppm;
	bool flag;
};
struct whole {
	struct record head;
	int64_t days;
	uint32_t kind;
	struct records parts;
};
static const char *const kinds[] = { "small", "large", NULL };
static const struct option part_options[] = {
	OPTION(struct part, "share", share_ppm, OPTION_SHARE, .max = 1000000, .required = true, .help = "Its share."),
	OPTION(struct part, "flag", flag, OPTION_FLAG, .preset = "no", .help = "A flag."),
	{ 0 },
};
static const struct options part_table = { "a part", "A part.", sizeof(struct part), part_options, "share" };
static const struct option whole_options[] = {
	OPTION(struct whole, "days", days, OPTION_INT, .min = 1, .max = 9, .preset = "3", .help = "Days."),
	OPTION(struct whole, "kind", kind, OPTION_CHOICE, .choices = kinds, .preset = "large", .help = "A kind."),
	OPTION(struct whole, "parts", parts, OPTION_MAP, .of = &part_table, .required = true, .help = "Parts."),
	{ 0 },
};
static const struct options whole_table = { "the whole", "A \"whole\".", sizeof(struct whole), whole_options, NULL };

static void schema_add__a_table_that_leads_to_another__has_both(void **state)
{
	struct buf b = { 0 };

	schema_add(&whole_table, NULL, &b);
	assert_string_equal(
		b.ptr, "{\"$schema\":\"http://json-schema.org/draft-07/schema#\",\"title\":\"the whole\",\"description\":\"A "
		       "\\\"whole\\\".\","
		       "\"type\":\"object\",\"additionalProperties\":false,\"required\":[\"parts\"],\"properties\":{\n"
		       "\"days\":{\"default\":3,\"description\":\"Days.\",\"type\":\"integer\",\"minimum\":1,\"maximum\":9},\n"
		       "\"kind\":{\"default\":\"large\",\"description\":\"A kind.\",\"enum\":[\"small\",\"large\"]},\n"
		       "\"parts\":{\"description\":\"Parts.\",\"type\":\"object\",\"additionalProperties\":{\"$ref\":\"#/"
		       "definitions/t1\"}}}"
		       ",\"definitions\":{\n"
		       "\"t1\":{\"title\":\"a part\",\"description\":\"A part.\",\"anyOf\":[{\"type\":\"object\","
		       "\"additionalProperties\":false,\"required\":[\"share\"],\"properties\":{\n"
		       "\"share\":{\"description\":\"Its share.\",\"type\":[\"number\",\"string\"],"
		       "\"pattern\":\"^-?[0-9]+([.][0-9]{1,4})? *%?$\",\"minimum\":0,\"maximum\":1},\n"
		       "\"flag\":{\"default\":\"no\",\"description\":\"A flag.\","
		       "\"enum\":[\"yes\",\"no\",true,false,\"true\",\"false\"]}}},"
		       "{\"description\":\"Its share.\",\"type\":[\"number\",\"string\"],"
		       "\"pattern\":\"^-?[0-9]+([.][0-9]{1,4})? *%?$\",\"minimum\":0,\"maximum\":1}]}}}\n");
	buf_free(&b);
	(void)state;
}

static void schema_find__by_name_or_file__is_the_document(void **state)
{
	struct schema_subject s;

	assert_true(schema_find(STR("org.yaml"), &s));
	assert_int_equal(s.name.len, 3);
	assert_true(schema_find(STR("scenarios"), &s));
	assert_string_equal(s.files, "tests/*.yaml");
	assert_true(schema_find(STR("catalogue"), &s));
	assert_string_equal(s.files, "catalogue/kpis.yaml");
	assert_false(schema_find(STR("orgs"), &s));
	(void)state;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(schema_add__a_table_that_leads_to_another__has_both),
		cmocka_unit_test(schema_find__by_name_or_file__is_the_document),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
