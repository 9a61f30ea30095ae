/* Any bytes as a mapping and, behind the first NUL, a file of rows, read as CSV and as JSON lines: reports, or at least one
 * problem. A report has its form and its id, and nothing empty. */
#include <string.h>

#include "model/load.h"
#include "model/mapping.h"

static const struct bundle_file files[] = {
	{ STR("axes.yaml"), STR("axes: {product: {members: [{id: black}, {id: green}]}}\n") },
	{ STR("company.yaml"), STR("company: tea\n") },
	{ STR("forms.yaml"), STR("forms: {sale: {fields: {product: axis, amount: {type: money, required: yes}, pieces: int,\n"
				 "  due: date, hour: time, paid: flag, kind: {type: choice, of: [won, lost]}}}}\n") },
	{ STR("kpis.yaml"), STR("measures: {sold: {sum: amount}}\nkpis: {revenue: {formula: sold, unit: money}}\n") },
	{ STR("org.yaml"), STR("units: [{id: tea, type: company}]\nsellers: [{id: anna, unit: tea}]\n") },
};

static const struct model *tea(void)
{
	static const struct model *model;
	const struct bundle b = { .files = (struct bundle_file *)files, .count = sizeof(files) / sizeof(*files) };
	struct problems problems = { 0 };

	if (!model)
		model = model_load(&b, &problems);
	if (!model)
		__builtin_trap();
	return model;
}

static void take_rows(const struct mapping *m, struct arena *a)
{
	for (uint32_t row = 0; row < m->table->row_count; row++) {
		struct problems problems = { 0 };
		uint32_t count = 0;
		const struct pair *pairs = mapping_row(m, row, a, &count, &problems);

		if (!pairs != (problems.errors > 0))
			__builtin_trap();
		if (pairs && (count < 2 || !str_eq(pairs[0].name, STR("form")) || !str_eq(pairs[1].name, STR("id"))))
			__builtin_trap();
		for (uint32_t i = 2; pairs && i < count; i++)
			if (pairs[i].text.len == 0)
				__builtin_trap();
		problems_free(&problems);
	}
}

static void take_file(const struct mapping_doc *doc, struct str text, bool json)
{
	struct arena *a = arena_new();
	struct problems problems = { 0 };
	struct mapping m;
	const struct table *t = json ? mapping_json_rows(a, doc, "x", text, &problems) : table_parse(a, "x", text, &problems);

	if (!t && problems.errors == 0)
		__builtin_trap();
	if (t && mapping_bind(&m, doc, tea(), t, a, &problems) == 0)
		take_rows(&m, a);
	problems_free(&problems);
	arena_free(a);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	const uint8_t *cut = size > 0 ? memchr(bytes, 0, size) : NULL;
	size_t length = cut ? (size_t)(cut - bytes) : size;
	struct str rest = { (const char *)bytes + length, size - length };
	struct arena *a = arena_new();
	struct problems problems = { 0 };
	struct mapping_doc *doc = mapping_read(a, "map.yaml", (struct str){ (const char *)bytes, length }, &problems);

	if (!doc && problems.errors == 0)
		__builtin_trap();
	if (rest.len > 0)
		rest = (struct str){ rest.ptr + 1, rest.len - 1 };
	if (doc && problems.errors == 0) {
		take_file(doc, rest, false);
		take_file(doc, rest, true);
	}
	problems_free(&problems);
	arena_free(a);
	return 0;
}
