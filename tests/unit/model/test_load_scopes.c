#include "tiny_company.h"

static void load_scopes__kinds__have_their_dimensions(void **state)
{
	struct model *m = company_model(NULL, 0);
	const struct scope_kind *crossed = &m->scope_kinds[6], *restricted = &m->scope_kinds[7];

	assert_int_equal(m->scope_kinds[2].dims[0].kind, DIM_SELLER);
	assert_int_equal(crossed->dim_count, 2);
	assert_int_equal(crossed->dims[0].kind, DIM_UNIT);
	assert_str(m->unit_types[crossed->dims[0].level], "team");
	assert_int_equal(crossed->dims[1].axis, 0);
	assert_int_equal(crossed->dims[1].level, 1);
	assert_int_equal(crossed->dims[1].only, NONE);
	assert_int_equal(restricted->dim_count, 2);
	assert_int_equal(restricted->dims[1].axis, 1);
	assert_int_equal(restricted->dims[1].only, 0);
	model_free(m);
	(void)state;
}

static void load_scopes__without_the_document__everything_is_a_scope(void **state)
{
	const struct file with = { "scopes.yaml", NULL };
	struct model *m = company_model(&with, 1);

	assert_int_equal(m->scope_kind_count, 6);
	assert_str(m->scope_kinds[0].code, "seller");
	assert_str(m->scope_kinds[3].code, "series");
	assert_int_equal(model_scope_kind(m, STR("channel")), 5);
	model_free(m);
	(void)state;
}

static void load_scopes__unknown_dimensions__offer_the_nearest(void **state)
{
	company_says("scopes.yaml",
		     "scopes:\n"
		     "  seller: seler\n"
		     "  team: unit.taem\n"
		     "  product: product.item\n"
		     "  big: [seller, unit, product, channel]\n"
		     "  some: {of: product, where: {channel: resellers}}\n",
		     "scopes.yaml:2:11: of: expected seller, unit, unit.<type>, <axis> or <axis>.<level>, got \"seler\": did you "
		     "mean \"seller\"?\n"
		     "scopes.yaml:3:9: of: expected seller, unit, unit.<type>, <axis> or <axis>.<level>, got \"unit.taem\": did "
		     "you mean \"unit.team\"?\n"
		     "scopes.yaml:4:12: of: expected seller, unit, unit.<type>, <axis> or <axis>.<level>, got \"product.item\"\n"
		     "scopes.yaml:5:3: scope \"big\": expected 1 to 3 dimensions, `where` included, got 4\n"
		     "scopes.yaml:6:40: unknown member \"resellers\": did you mean \"reseller\"?\n");
	(void)state;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(load_scopes__kinds__have_their_dimensions),
		cmocka_unit_test(load_scopes__without_the_document__everything_is_a_scope),
		cmocka_unit_test(load_scopes__unknown_dimensions__offer_the_nearest),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
