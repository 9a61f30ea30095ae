#include "model/catalogue.h"
#include "model/documents.h"
#include "model/mapping.h"
#include "model/scenario.h"
#include "model/simulation.h"
#include "tiny_company.h"

/* Some pages carry generated tables between two markers; this keeps them true. */
static void page_carries(const char *path, const struct buf *tables)
{
	FILE *f = fopen(path, "r");
	static char page[1 << 17];
	size_t n;

	assert_non_null(f);
	n = fread(page, 1, sizeof(page) - 1, f);
	fclose(f);
	page[n] = '\0';
	if (strstr(page, tables->ptr))
		return;
	struct buf into = { 0 };
	buf_addf(&into, "build/reference-%s", strrchr(path, '/') + 1);
	f = fopen(into.ptr, "w");
	if (f) {
		fputs(tables->ptr, f);
		fclose(f);
	}
	fail_msg("%s is behind its tables: put %s between its markers", path, into.ptr);
}

static void documents_reference__docs__carry_the_present_tables(void **state)
{
	struct buf tables = { 0 };

	documents_reference(&tables);
	page_carries("docs/model.md", &tables);
	buf_free(&tables);
	(void)state;
}

static void scenario_reference__docs__carry_the_present_tables(void **state)
{
	struct buf tables = { 0 };

	scenario_reference(&tables);
	page_carries("docs/scenarios.md", &tables);
	buf_free(&tables);
	(void)state;
}

static void mapping_reference__docs__carry_the_present_tables(void **state)
{
	struct buf tables = { 0 };

	mapping_reference(&tables);
	page_carries("docs/import.md", &tables);
	buf_free(&tables);
	(void)state;
}

static void simulation_reference__docs__carry_the_present_tables(void **state)
{
	struct buf tables = { 0 };

	simulation_reference(&tables);
	page_carries("docs/simulate.md", &tables);
	buf_free(&tables);
	(void)state;
}

/* The catalogue is read as every company's bundle has it. */
static void catalogue_reference__docs__carry_the_shipped_ready_kpis(void **state)
{
	static char text[1 << 16];
	FILE *f = fopen("config/catalogue/kpis.yaml", "r");
	struct buf tables = { 0 };
	struct problems none = { 0 };
	struct documents docs;

	assert_non_null(f);
	text[fread(text, 1, sizeof(text) - 1, f)] = '\0';
	fclose(f);
	struct file with = { "catalogue/kpis.yaml", text };
	struct bundle *b = company_bundle(&with, 1);
	struct option_reader r = { .arena = b->arena, .problems = &none, .bundle = b };

	documents_read(&r, &docs);
	assert_int_equal(none.count, 0);
	catalogue_reference(docs.catalogue, &tables);
	page_carries("docs/catalogue.md", &tables);
	buf_free(&tables);
	bundle_free(b);
	(void)state;
}

static void documents__every_option__has_a_sentence_of_help(void **state)
{
	for (const struct document *d = documents; d->file; d++) {
		assert_true(strlen(d->table->help) > 10);
		for (const struct option *o = d->table->list; o->key; o++)
			assert_true(o->help && o->help[strlen(o->help) - 1] == '.');
	}
	(void)state;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(documents_reference__docs__carry_the_present_tables),
		cmocka_unit_test(scenario_reference__docs__carry_the_present_tables),
		cmocka_unit_test(mapping_reference__docs__carry_the_present_tables),
		cmocka_unit_test(simulation_reference__docs__carry_the_present_tables),
		cmocka_unit_test(catalogue_reference__docs__carry_the_shipped_ready_kpis),
		cmocka_unit_test(documents__every_option__has_a_sentence_of_help),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
