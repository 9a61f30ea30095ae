#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "rules/domain.h"

#define CODE(text)                                                                                                               \
	{                                                                                                                        \
		(text), sizeof(text) - 1                                                                                         \
	}

static const struct seller first_sellers[] = { { .code = CODE("anna") }, { .code = CODE("boris") } };
static const struct unit first_units[] = { { .code = CODE("company") } };
static const struct axis_member products[] = { { .code = CODE("milk") }, { .code = CODE("tea") } };
static const struct axis_member regions[] = { { .code = CODE("north") } };
static const struct axis first_axes[] = {
	{ .code = CODE("product"), .members = products, .member_count = 2 },
	{ .code = CODE("region"), .source = AXIS_SELLER, .members = regions, .member_count = 1, .default_member = NONE },
};
static const struct column columns[] = { { CODE("amount"), COLUMN_NUMBER },
					 { CODE("kind"), COLUMN_TEXT },
					 { CODE("client"), COLUMN_TEXT } };
static const struct fact_table first_tables[] = { { .code = CODE("visits") },
						  { .code = CODE("deals"), .columns = columns, .column_count = 3 } };
static const struct model first_model = {
	.sellers = first_sellers,
	.seller_count = 2,
	.units = first_units,
	.unit_count = 1,
	.axes = first_axes,
	.axis_count = 2,
	.fact_tables = first_tables,
	.fact_table_count = 2,
};

/* boris left, clara came; the axes are region and channel now, the first without its member; tables changed places. */
static const struct seller second_sellers[] = { { .code = CODE("clara") }, { .code = CODE("anna") } };
static const struct axis_member channels[] = { { .code = CODE("online") } };
static const struct axis second_axes[] = {
	{ .code = CODE("channel"), .members = channels, .member_count = 1 },
	{ .code = CODE("region"), .members = regions, .member_count = 1 },
};
static const struct fact_table second_tables[] = { { .code = CODE("deals"), .columns = columns, .column_count = 3 } };
static const struct model second_model = {
	.sellers = second_sellers,
	.seller_count = 2,
	.units = first_units,
	.unit_count = 1,
	.axes = second_axes,
	.axis_count = 2,
	.fact_tables = second_tables,
	.fact_table_count = 1,
};

static void assert_code(const struct domain *d, const char *code)
{
	assert_true(str_eq(d->code, str_of(code)));
}

static void domains_bind__first_model__numbers_everything_in_its_order(void **state)
{
	struct domains d = { 0 };

	(void)state;
	domains_bind(&d, &first_model);

	assert_int_equal(d.list.count, 6);
	assert_code(&d.list.at[DOMAIN_SELLER], "seller");
	assert_code(&d.list.at[DOMAIN_UNIT], "unit");
	assert_code(&d.list.at[DOMAIN_AXES], "axis:product");
	assert_code(&d.list.at[DOMAIN_AXES + 1], "axis:region");
	assert_code(&d.list.at[4], "text:deals.kind");
	assert_code(&d.list.at[5], "text:deals.client");
	assert_ptr_equal(domain_axis(&d, &first_model, 1), &d.list.at[3]);
	assert_null(domain_column(&d, &first_model, 1, 0));
	assert_ptr_equal(domain_column(&d, &first_model, 1, 2), &d.list.at[5]);
	assert_int_equal(names_find(&d.list.at[DOMAIN_AXES].names, STR("tea")), 2);
	assert_int_equal(domain_model_index(&d.list.at[DOMAIN_AXES], 2), 1);
	assert_int_equal(d.list.at[DOMAIN_SELLER].number_of[1], 2);
	assert_int_equal(domain_model_index(&d.list.at[DOMAIN_SELLER], 0), NONE);
	assert_int_equal(d.list.at[DOMAIN_SELLER].straight, 2);
	assert_int_equal(domain_model_index(&d.list.at[DOMAIN_SELLER], 2), 1);
	assert_int_equal(domain_model_index(&d.list.at[DOMAIN_SELLER], 3), NONE);
	domains_free(&d);
}

static void domains_bind__another_model__keeps_the_numbers_given(void **state)
{
	struct domains d = { 0 };

	(void)state;
	domains_bind(&d, &first_model);
	assert_int_equal(names_add(&domain_axis(&d, &first_model, 0)->names, STR("coffee")), 3);
	assert_int_equal(names_add(&domain_column(&d, &first_model, 1, 1)->names, STR("won")), 1);
	domains_bind(&d, &second_model);

	const struct domain *sellers = &d.list.at[DOMAIN_SELLER];

	assert_int_equal(names_find(&sellers->names, STR("anna")), 1);
	assert_int_equal(domain_model_index(sellers, 1), 1);
	assert_int_equal(domain_model_index(sellers, 2), NONE);
	assert_int_equal(names_find(&sellers->names, STR("clara")), 3);
	assert_int_equal(sellers->number_of[0], 3);
	assert_int_equal(sellers->straight, 0);
	assert_int_equal(domain_model_index(sellers, 3), 0);
	assert_true(str_eq(domain_text(sellers, 2), STR("boris")));
	assert_code(domain_axis(&d, &second_model, 0), "axis:channel");
	assert_code(domain_axis(&d, &second_model, 1), "axis:region");
	assert_int_equal(names_find(&domain_column(&d, &second_model, 0, 1)->names, STR("won")), 1);
	assert_true(str_eq(domain_text(domain_named(&d, STR("axis:product")), 3), STR("coffee")));
	assert_int_equal(domain_model_index(domain_named(&d, STR("axis:product")), 1), NONE);
	domains_free(&d);
}

static void domain_model_index__name_added_later__is_not_declared(void **state)
{
	struct domains d = { 0 };

	(void)state;
	domains_bind(&d, &first_model);
	struct domain *product = domain_axis(&d, &first_model, 0);
	uint32_t number = names_add(&product->names, STR("cocoa"));

	assert_int_equal(domain_model_index(product, number), NONE);
	domains_bind(&d, &first_model);
	assert_int_equal(domain_model_index(domain_axis(&d, &first_model, 0), number), NONE);
	assert_int_equal(domain_model_index(domain_axis(&d, &first_model, 0), 2), 1);
	domains_free(&d);
	domains_free(&d);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(domains_bind__first_model__numbers_everything_in_its_order),
		cmocka_unit_test(domains_bind__another_model__keeps_the_numbers_given),
		cmocka_unit_test(domain_model_index__name_added_later__is_not_declared),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
