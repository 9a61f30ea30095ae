/* The decisions of the models in config/ as the daemon would load them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "lua/host.h"
#include "model/load.h"

static const char *data_root(void)
{
	const char *given = getenv("SDM_DATA");

	return given ? given : "../shared/data";
}

struct loaded {
	struct model *model;
	struct host *host;
};

static struct loaded load(const char *folder)
{
	struct loaded l = { NULL, NULL };
	struct problems problems = { 0 };
	struct bundle *bundle = NULL;
	struct buf said = { 0 };
	struct err err = { "" };

	if (bundle_read(folder, data_root(), "config", &bundle, &err) < 0)
		fail_msg("%s", err.text);
	l.model = model_load(bundle, &problems);
	bundle_free(bundle);
	if (l.model)
		l.host = host_new(l.model, &problems);
	problems_print(&problems, &said);
	if (!l.host || problems.count)
		fail_msg("%s", said.ptr);
	problems_free(&problems);
	buf_free(&said);
	return l;
}

static void unload(struct loaded *l)
{
	host_free(l->host);
	model_free(l->model);
}

static void check(const char *folder, uint32_t count)
{
	struct loaded l = load(folder);
	const struct decisions *all = host_decisions(l.host);

	assert_int_equal(all->count, count);
	for (uint32_t n = 0; n < count; n++) {
		assert_int_equal(all->at[n].when.share_ppm, 800000);
		assert_false(all->at[n].when.or_equal);
		assert_int_equal(all->at[n].when_for.days, 10);
		assert_int_equal(all->at[n].when_for.of, COUNT_CALENDAR_DAYS);
		assert_int_not_equal(all->at[n].calendar, NONE);
	}
	unload(&l);
}

static void data_set_models__watch_ten_days_below_80_percent(void **state)
{
	(void)state;
	if (access(data_root(), R_OK) < 0) {
		print_message("no data sets in %s: skipped\n", data_root());
		skip();
	}

	check("config/crm_sales", 24);
	check("config/adventureworks", 9);
	check("config/ecom_in", 12);
}

static void example_company__loads_without_a_warning(void **state)
{
	struct loaded l;

	(void)state;
	l = load("config/acme");

	assert_true(host_decisions(l.host)->count > 0);
	unload(&l);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(data_set_models__watch_ten_days_below_80_percent),
		cmocka_unit_test(example_company__loads_without_a_warning),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
