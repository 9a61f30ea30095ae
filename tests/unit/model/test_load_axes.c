#include "rules/org.h"
#include "tiny_company.h"

static void load_axes__tree__has_levels_and_parents(void **state)
{
	struct model *m = company_model(NULL, 0);
	const struct axis *x = &m->axes[0];

	assert_int_equal(x->level_count, 2);
	assert_str(x->members[1].code, "GTX Pro");
	assert_int_equal(x->members[1].level, 1);
	assert_int_equal(links_parent(&x->parents, 1, 0, NULL, NULL), 0);
	assert_int_equal(m->axes[1].level_count, 1);
	assert_str(m->axes[1].levels[0], "channel");
	model_free(m);
	(void)state;
}

static void load_axes__axis_of_the_seller__is_dated_and_has_a_default(void **state)
{
	const struct file with = { "axes.yaml",
				   "axes:\n"
				   "  product: {levels: [series, product], members: [{id: GTX, level: series}]}\n"
				   "  channel: [{id: reseller}]\n"
				   "  home:\n"
				   "    of: seller\n"
				   "    default_member: (none)\n"
				   "    members: [{id: (none)}, {id: R1}, {id: R2}]\n"
				   "    assigned:\n"
				   "      - {seller: anna, member: R1, valid_to: 2026-06-30}\n"
				   "      - {seller: anna, member: R2, valid_from: 2026-07-01, valid_to: 2026-12-31}\n" };
	struct model *m = company_model(&with, 1);
	const struct axis *x = &m->axes[2];

	assert_int_equal(x->source, AXIS_SELLER);
	assert_int_equal(x->default_member, 0);
	assert_int_equal(links_parent(&x->seller_links, 0, date_day(2026, 6, 30), NULL, NULL), 1);
	assert_int_equal(links_parent(&x->seller_links, 0, date_day(2026, 7, 1), NULL, NULL), 2);
	assert_int_equal(links_parent(&x->seller_links, 0, date_day(2027, 1, 1), NULL, NULL), NONE);
	assert_int_equal(links_parent(&x->seller_links, 1, date_day(2026, 7, 1), NULL, NULL), NONE);
	model_free(m);
	(void)state;
}

static void load_axes__rows_from_a_table__are_filtered_and_mapped(void **state)
{
	const struct file with[] = {
		{ "axes.yaml", "axes:\n"
			       "  product:\n"
			       "    levels: [series, product]\n"
			       "    members:\n"
			       "      - {id: GTX, level: series}\n"
			       "      - table: products.csv\n"
			       "        where: {active: [y, maybe]}\n"
			       "        columns: {id: code, parent: line, title: ~}\n"
			       "        set: {level: product}\n"
			       "  channel:\n"
			       "    table: channels.csv\n" },
		{ "channels.csv", "id\nreseller\n" },
		{ "products.csv", "code,line,title,active\nGTX Pro,GTX,ignored,y\nGTX Old,GTX,,n\nGTX Plus,GTX,,maybe\n" },
	};
	struct model *m = company_model(with, 3);

	assert_int_equal(m->axes[0].member_count, 3);
	assert_str(m->axes[0].members[2].code, "GTX Plus");
	assert_str(m->axes[0].members[1].title.in[LANGUAGE_EN], "GTX Pro");
	assert_int_equal(m->axes[1].member_count, 1);
	model_free(m);
	(void)state;
}

static void load_axes__mistakes__are_named_with_their_place(void **state)
{
	company_says("axes.yaml",
		     "axes:\n"
		     "  product:\n"
		     "    levels: [series, product]\n"
		     "    members:\n"
		     "      - {id: GTX, level: seris}\n"
		     "      - {id: GTX Pro, parent: GTY}\n"
		     "      - {id: MG, level: series, parent: GTX Pro}\n"
		     "      - {id: GTX Pro, parent: GTX}\n"
		     "  channel: {open: perhaps}\n"
		     "  unit: [{id: x|y}]\n"
		     "  sort: {levels: [a]}\n",
		     "axes.yaml:5:26: axis \"product\" has no level \"seris\": did you mean \"series\"?\n"
		     "axes.yaml:6:31: unknown member \"GTY\": did you mean \"GTX\"?\n"
		     "axes.yaml:7:41: member \"MG\": its parent \"GTX Pro\" must stand on a higher level than itself\n"
		     "axes.yaml:8:9: member \"GTX Pro\" is given twice on axis \"product\"\n"
		     "axes.yaml:9:19: open: expected yes or no, got \"perhaps\"\n"
		     "axes.yaml:10:3: an axis cannot be called \"unit\"\n"
		     "axes.yaml:10:15: id: expected a code, got \"x|y\"\n"
		     "axes.yaml:11:3: axis \"sort\" has no members: declare them, or write `open: yes`\n");
	(void)state;
}

static void load_axes__bad_source__names_table_and_columns(void **state)
{
	const char *text = "axes:\n"
			   "  product: {levels: [series, product], open: yes}\n"
			   "  channel:\n"
			   "    - table: channelz.csv\n"
			   "    - {table: channels.csv, columns: {id: cod, ttle: code}, where: {kind: x}, limit: 3}\n";
	const struct file with[] = { { "axes.yaml", text }, { "channels.csv", "code\nreseller\n" } };
	struct bundle *b = company_bundle(with, 2);
	struct problems p = { 0 };
	struct buf said = { 0 };

	assert_null(model_load(b, &p));

	problems_print(&p, &said);
	assert_string_equal(said.ptr, "axes.yaml:4:14: cannot find the table \"channelz.csv\": did you mean \"channels.csv\"?\n"
				      "axes.yaml:5:43: channels.csv has no column \"cod\": did you mean \"code\"?\n"
				      "axes.yaml:5:48: unknown option \"ttle\" of member: did you mean \"title\"?\n"
				      "axes.yaml:5:69: channels.csv has no column \"kind\"\n"
				      "axes.yaml:5:79: unknown option \"limit\" of a table source\n");
	buf_free(&said);
	problems_free(&p);
	bundle_free(b);
	(void)state;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(load_axes__tree__has_levels_and_parents),
		cmocka_unit_test(load_axes__axis_of_the_seller__is_dated_and_has_a_default),
		cmocka_unit_test(load_axes__rows_from_a_table__are_filtered_and_mapped),
		cmocka_unit_test(load_axes__mistakes__are_named_with_their_place),
		cmocka_unit_test(load_axes__bad_source__names_table_and_columns),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
