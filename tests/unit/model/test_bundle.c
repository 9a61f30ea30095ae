#include <sys/stat.h>
#include <unistd.h>

#include "tiny_company.h"

static void put(const char *folder, const char *name, const char *text)
{
	char path[256];
	FILE *f;

	snprintf(path, sizeof(path), "%s/%s", folder, name);
	f = fopen(path, "w");
	assert_non_null(f);
	fputs(text, f);
	fclose(f);
}

static void bundle_pack__then_unpack__gives_the_same_files_and_name(void **state)
{
	struct bundle *b = company_bundle(NULL, 0), *back, *again;
	struct buf packed = { 0 }, repacked = { 0 };
	struct err err;

	bundle_pack(b, &packed);
	assert_int_equal(bundle_unpack(buf_str(&packed), &back, &err), 0);
	assert_int_equal(bundle_unpack(buf_str(&packed), &again, &err), 0);
	bundle_pack(back, &repacked);

	assert_int_equal(back->count, b->count);
	assert_true(str_eq(buf_str(&packed), buf_str(&repacked)));
	assert_string_equal(back->sha, again->sha);
	assert_int_equal(strlen(back->sha), 64);
	assert_str(bundle_find(back, STR("plans.yaml"))->path, "plans.yaml");
	assert_null(bundle_find(back, STR("nothing")));
	buf_free(&packed);
	buf_free(&repacked);
	bundle_free(b);
	bundle_free(back);
	bundle_free(again);
	(void)state;
}

static void bundle_unpack__mangled__is_refused(void **state)
{
	const char *const texts[] = { "",
				      "sdm-model 2\n",
				      "sdm-model 1\n1 1 a\nb",
				      "sdm-model 1\n1 99999999999 a\nb\n",
				      "sdm-model 1\n-1 1 a\nb\n",
				      "sdm-model 1\n1 1 b\nx\n1 1 a\nx\n",
				      "sdm-model 1\n1 1 a\nx\n1 1 a\nx\n" };
	struct bundle *b;
	struct err err;

	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++) {
		assert_int_equal(bundle_unpack(str_of(texts[i]), &b, &err), -1);
		assert_null(b);
	}
	(void)state;
}

static void bundle_read__folder__takes_documents_tables_zones_and_calendars(void **state)
{
	char folder[] = "/tmp/sdm-bundle-XXXXXX", path[256];
	struct bundle *b;
	struct err err;

	assert_non_null(mkdtemp(folder));
	snprintf(path, sizeof(path), "%s/decisions", folder);
	mkdir(path, 0700);
	put(folder, "company.yaml", "company: a\nzone: Europe/Moscow\n");
	put(folder, "org.yaml",
	    "units:\n  - {table: units.csv, columns: {zone: tz}}\n  - {table: ../secret.csv}\n  - {table: /etc/passwd}\n");
	put(folder, "units.csv", "id,tz\nu,Asia/Tokyo\n");
	put(folder, "notes.txt", "not taken");
	put(folder, "decisions/plan_lag.lua", "return {}\n");

	assert_int_equal(bundle_read(folder, NULL, "config", &b, &err), 0);

	assert_non_null(bundle_find(b, STR("company.yaml")));
	assert_non_null(bundle_find(b, STR("units.csv")));
	assert_non_null(bundle_find(b, STR("decisions/plan_lag.lua")));
	assert_non_null(bundle_find(b, STR("zones/Europe/Moscow")));
	assert_non_null(bundle_find(b, STR("zones/Asia/Tokyo")));
	assert_non_null(bundle_find(b, STR("calendars/ru.csv")));
	assert_int_equal(b->count, 7);
	bundle_free(b);
	snprintf(path, sizeof(path), "rm -r %s", folder);
	assert_int_equal(system(path), 0);
	(void)state;
}

/* Only a company that uses ready KPIs has them in its bundle; its own file counts before the shipped one. */
static void bundle_read__catalogue__is_taken_where_it_is_used(void **state)
{
	char folder[] = "/tmp/sdm-bundle-XXXXXX", path[256];
	struct bundle *b;
	struct err err;

	assert_non_null(mkdtemp(folder));
	put(folder, "company.yaml", "company: a\n");
	put(folder, "kpis.yaml", "measures: {}\nkpis: {}\n");
	assert_int_equal(bundle_read(folder, NULL, "config", &b, &err), 0);
	assert_null(bundle_find(b, STR("catalogue/kpis.yaml")));
	bundle_free(b);
	put(folder, "kpis.yaml", "use: {win: {}}\n");
	assert_int_equal(bundle_read(folder, NULL, "config", &b, &err), 0);
	assert_true(bundle_find(b, STR("catalogue/kpis.yaml"))->text.len > 1000);
	bundle_free(b);
	snprintf(path, sizeof(path), "%s/catalogue", folder);
	mkdir(path, 0700);
	put(path, "kpis.yaml", "catalogue: {}\n");
	assert_int_equal(bundle_read(folder, NULL, "config", &b, &err), 0);
	assert_str(bundle_find(b, STR("catalogue/kpis.yaml"))->text, "catalogue: {}\n");
	bundle_free(b);
	snprintf(path, sizeof(path), "rm -r %s", folder);
	assert_int_equal(system(path), 0);
	(void)state;
}

static void bundle_read__folder_without_a_company__says_so(void **state)
{
	struct bundle *b;
	struct err err;

	assert_int_equal(bundle_read("config/calendars", NULL, NULL, &b, &err), -1);

	assert_string_equal(err.text, "config/calendars is no company's folder: it has no company.yaml");
	assert_null(b);
	(void)state;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bundle_pack__then_unpack__gives_the_same_files_and_name),
		cmocka_unit_test(bundle_unpack__mangled__is_refused),
		cmocka_unit_test(bundle_read__folder__takes_documents_tables_zones_and_calendars),
		cmocka_unit_test(bundle_read__catalogue__is_taken_where_it_is_used),
		cmocka_unit_test(bundle_read__folder_without_a_company__says_so),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
