#include "model/documents.h"
#include "tiny_company.h"

/* docs/model.md carries the generated tables between two markers; this keeps them true. */
static void documents_reference__docs__carry_the_present_tables(void **state)
{
	FILE *f = fopen("docs/model.md", "r");
	static char page[1 << 17];
	struct buf tables = { 0 };
	size_t n;

	assert_non_null(f);
	n = fread(page, 1, sizeof(page) - 1, f);
	fclose(f);
	page[n] = '\0';
	documents_reference(&tables);

	if (!strstr(page, tables.ptr)) {
		f = fopen("/tmp/model-reference.md", "w");
		if (f) {
			fputs(tables.ptr, f);
			fclose(f);
		}
		fail_msg("docs/model.md is behind the option tables: put /tmp/model-reference.md between its markers");
	}
	buf_free(&tables);
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
		cmocka_unit_test(documents__every_option__has_a_sentence_of_help),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
