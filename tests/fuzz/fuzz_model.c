/* Any bytes as one of the model's documents, among the sound documents of a small company; the first byte says which.
 * The answer is a model with its decisions, or at least one problem. */
#include <string.h>

#include "daemon/turn.h"
#include "model/load.h"

static const struct {
	const char *path;
	const char *text;
} sound[] = {
	{ "absences.yaml", "absences: [{seller: anna, from: 2026-05-04, to: 2026-05-08}]\n" },
	{ "axes.yaml",
	  "axes: {product: {levels: [series, product], members: [{id: GTX, level: series}, {id: GTX Pro, parent: GTX}]}}\n" },
	{ "calendars.yaml",
	  "calendars: {our: {week: [mon, tue], exceptions: [{day: 2026-05-01, kind: off}], given_until: 2026-12-31}}\n" },
	{ "company.yaml", "company: tiny\ncustom_periods: {campaign: [{id: a, from: 2026-01-01, to: 2026-02-01}]}\n" },
	{ "decisions.yaml", "decisions: {lag: {share: 80%}}\n" },
	{ "decisions/lag.lua",
	  "local sdm = require 'sdm'\n"
	  "return sdm.decision 'lag' { api = 1, title = {en = 'Lag'}, owner = 'o', on_missing = 'hold',\n"
	  "params = {share = sdm.percent(70)}, watch = {kpi = 'revenue', each = 'seller', period = 'month', calendar = 'our'},\n"
	  "when = sdm.below {share = 'share'} }\n" },
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
static const uint8_t by_letter[FILES] = {
	1, 2, 3, 4, 6, 7, 8, 9, 10, 11, 5, 0
}; /* a: axes.yaml ... k: the decision, l: absences.yaml */

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	struct bundle_file files[FILES];
	struct bundle b = { .files = files, .count = FILES };
	struct problems problems = { 0 };
	struct model *m;
	struct host *h;

	if (size == 0)
		return 0;
	for (size_t i = 0; i < FILES; i++)
		files[i] = (struct bundle_file){ str_of(sound[i].path), str_of(sound[i].text) };
	files[by_letter[(bytes[0] + FILES - 'a' % FILES) % FILES]].text = (struct str){ (const char *)bytes + 1, size - 1 };
	if ((turn_build(&b, &problems, &m, &h) < 0) != (problems.errors > 0))
		__builtin_trap();
	host_free(h);
	model_free(m);
	problems_free(&problems);
	return 0;
}
