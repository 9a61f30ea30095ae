/* Any bytes as one of the model's documents, among the sound documents of a small company; the first byte says which.
 * The answer is a model or at least one problem. */
#include <string.h>

#include "model/load.h"

static const struct {
	const char *path;
	const char *text;
} sound[] = {
	{ "axes.yaml",
	  "axes: {product: {levels: [series, product], members: [{id: GTX, level: series}, {id: GTX Pro, parent: GTX}]}}\n" },
	{ "calendars.yaml", "calendars: {our: {week: [mon, tue], exceptions: [{day: 2026-05-01, kind: off}]}}\n" },
	{ "company.yaml", "company: tiny\ncustom_periods: {campaign: [{id: a, from: 2026-01-01, to: 2026-02-01}]}\n" },
	{ "decisions.yaml", "decisions: {}\n" },
	{ "forms.yaml", "forms: {deal: {fields: {kind: {type: choice, of: [won, lost]}, product: axis, amount: money}}}\n" },
	{ "kpis.yaml",
	  "measures: {revenue: {sum: amount, where: {kind: won}}}\nkpis: {revenue: {formula: revenue, unit: money}}\n" },
	{ "org.yaml",
	  "units: [{id: C-1, type: company}, {id: T-1, type: team, parent: C-1}]\nsellers: [{id: anna, unit: T-1}]\n" },
	{ "plans.yaml", "plan: [{scope: seller, member: anna, kpi: revenue, period: 2026-05, target: 3}]\n" },
	{ "rows.csv", "id,unit\nboris,T-1\n" },
	{ "scopes.yaml", "scopes: {seller: seller, team_product: [unit.team, product.product]}\n" },
};
enum { FILES = sizeof(sound) / sizeof(*sound) };

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	struct bundle_file files[FILES];
	struct bundle b = { .files = files, .count = FILES };
	struct problems problems = { 0 };
	struct model *m;

	if (size == 0)
		return 0;
	for (size_t i = 0; i < FILES; i++)
		files[i] = (struct bundle_file){ str_of(sound[i].path), str_of(sound[i].text) };
	files[(bytes[0] + FILES - 'a' % FILES) % FILES].text = (struct str){ (const char *)bytes + 1, size - 1 };
	m = model_load(&b, &problems);
	if ((m == NULL) != (problems.errors > 0))
		__builtin_trap();
	model_free(m);
	problems_free(&problems);
	return 0;
}
