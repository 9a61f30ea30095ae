/* Any bytes as a scenario file, and as the values of a series: a document, or at least one problem. */
#include "model/scenario.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	static struct series_values values;
	struct str text = { (const char *)bytes, size };
	struct arena *a = arena_new();
	struct problems problems = { 0 };

	if (!scenario_read(a, "tests/x.yaml", text, &problems) && problems.errors == 0)
		__builtin_trap();
	if (series_parse(text, &values, NULL) == 0 && (values.count == 0 || values.count > SERIES_VALUES_MAX))
		__builtin_trap();
	problems_free(&problems);
	arena_free(a);
	return 0;
}
