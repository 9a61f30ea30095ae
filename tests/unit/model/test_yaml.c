#include "model/yaml.h"
#include "tiny_company.h"

static void says(const char *text, const char *expected)
{
	struct arena *a = arena_new();
	struct problems p = { 0 };
	struct buf said = { 0 };

	yaml_parse(a, "x.yaml", str_of(text), &p);

	problems_print(&p, &said);
	assert_string_equal(said.ptr ? said.ptr : "", expected);
	buf_free(&said);
	problems_free(&p);
	arena_free(a);
}

static void yaml_parse__nested_document__gives_nodes_with_places(void **state)
{
	struct arena *a = arena_new();
	struct problems p = { 0 };

	const struct node *root = yaml_parse(a, "x.yaml", STR("a: 1\nb:\n  - x\n  - {c: \"~\", d: ~}\n"), &p);

	const struct node *list = node_get(root, "b");
	const struct node *map = list->first->next;
	assert_int_equal(root->count, 2);
	assert_str(node_get(root, "a")->text, "1");
	assert_int_equal(list->kind, NODE_LIST);
	assert_int_equal(map->place.line, 4);
	assert_int_equal(map->place.column, 5);
	assert_false(node_get(map, "c")->null);
	assert_true(node_get(map, "d")->null);
	assert_null(node_get(root, "z"));
	assert_int_equal(p.count, 0);
	arena_free(a);
	(void)state;
}

static void yaml_parse__empty_document__is_null_without_a_problem(void **state)
{
	struct arena *a = arena_new();
	struct problems p = { 0 };

	assert_null(yaml_parse(a, "x.yaml", STR("# nothing\n"), &p));

	assert_int_equal(p.count, 0);
	arena_free(a);
	(void)state;
}

static void yaml_parse__what_a_model_does_not_use__is_refused(void **state)
{
	says("a: &x 1\n", "x.yaml:1:4: anchors, aliases and tags are not used in a model: write the value out\n");
	says("a: !!int 1\n", "x.yaml:1:4: anchors, aliases and tags are not used in a model: write the value out\n");
	says("a: *x\n", "x.yaml:1:4: anchors, aliases and tags are not used in a model: write the value out\n");
	says("a: 1\n---\nb: 1\n", "x.yaml:2:1: a second document in one file: keep one\n");
	says("a: 1\nb: 2\na: 3\n", "x.yaml:3:1: \"a\" is given twice: keep one of them\n");
	says("? [a]\n: 1\n", "x.yaml:1:3: expected a key, got a list\n");
	(void)state;
}

static void yaml_parse__broken_syntax__says_where(void **state)
{
	says("a: [1, 2\nb: 3\n",
	     "x.yaml:2:2: not valid YAML: did not find expected ',' or ']' while parsing a flow sequence: is the "
	     "line indented like its neighbours, and every bracket and quote closed?\n");
	says("a:\n\tb: 3\n",
	     "x.yaml:2:1: not valid YAML: found character that cannot start any token while scanning for the next "
	     "token: the line begins with a tab, indent it by spaces\n");
	says("a: b: c\n", "x.yaml:1:5: not valid YAML: mapping values are not allowed in this context: put a text with a colon "
			  "in it in quotes\n");
	says("a: 1\nb: \xc0\xea\xec\xe5\n",
	     "x.yaml:2: expected text in UTF-8 without control characters: save the file as UTF-8\n");
	(void)state;
}

static void yaml_parse__byte_order_mark__is_skipped(void **state)
{
	struct arena *a = arena_new();
	struct problems p = { 0 };

	const struct node *root = yaml_parse(a, "x.yaml",
					     STR("\xef\xbb\xbf"
						 "a:\n  b: 1\nc: 2\n"),
					     &p);

	assert_int_equal(p.count, 0);
	assert_int_equal(root->count, 2);
	arena_free(a);
	(void)state;
}

static void yaml_parse__too_deep__is_refused(void **state)
{
	says("[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]",
	     "x.yaml:1:33: nested too deeply: at most 32 levels\n");
	(void)state;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(yaml_parse__nested_document__gives_nodes_with_places),
		cmocka_unit_test(yaml_parse__empty_document__is_null_without_a_problem),
		cmocka_unit_test(yaml_parse__what_a_model_does_not_use__is_refused),
		cmocka_unit_test(yaml_parse__broken_syntax__says_where),
		cmocka_unit_test(yaml_parse__byte_order_mark__is_skipped),
		cmocka_unit_test(yaml_parse__too_deep__is_refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
