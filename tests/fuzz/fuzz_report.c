/* Any bytes as reports and commands of a company on log time: NUL ends a name or a text, an empty name ends the entry. Every
 * report is counted once as accepted, duplicate, superseded or rejected, and what is rejected leaves an entry in `rejected`. */
#include <string.h>

#include "daemon/turn.h"
#include "model/bundle.h"

static const struct {
	const char *path;
	const char *text;
} company[] = {
	{ "axes.yaml", "axes: {product: {levels: [group, product], members: [{id: G, level: group}, {id: P, parent: G}]}, "
		       "city: {open: yes}}\n" },
	{ "company.yaml", "company: tiny\ntime: log\nzone: UTC\nperiods: [day, month]\n" },
	{ "forms.yaml", "forms:\n"
			"  deal: {facts: deals, seller: optional, credit: {lines: shares}, fields: {kind: {type: choice, of: "
			"[won, lost], required: yes}, "
			"product: axis, "
			"city: axis, client: text, amount: money}}\n"
			"  day: {facts: deals, seller: optional, unknown: ignore, credit: {lines: shares}, fields: {on: date, "
			"hour: time, sure: flag, "
			"calls: int, events: "
			"{type: lines, fields: {kind: {type: choice, of: [won, lost]}, product: axis, city: axis, client: text, "
			"amount: money}}}}\n" },
	{ "kpis.yaml",
	  "measures: {revenue: {sum: amount, where: {kind: won}}, mean: {average: amount}, clients: {distinct: client}, last: "
	  "{last: amount}, middle: {median: amount}}\n"
	  "kpis: {revenue: {formula: revenue, unit: money}, middle: {formula: middle, unit: money}}\n" },
	{ "org.yaml", "units: [{id: C, type: company}, {id: T, type: team, parent: C}]\nsellers: [{id: anna, unit: T}, {id: "
		      "boris, unit: T}]\n" },
	{ "scopes.yaml", "scopes: {seller: seller, company: unit.company, group: product.group, city: city}\n" },
};
enum { FILES = sizeof(company) / sizeof(*company), PAIRS = 64, ENTRIES = 32 };

static uint64_t refusals;

static void taken(void *arg, const struct taken *what)
{
	(void)arg;
	for (uint32_t i = 0; i < what->update->output_count; i++)
		refusals += what->update->outputs[i].stream == OUTPUT_REJECTED;
}

static int no_model(void *arg, struct str sha, struct str *out_packed, struct err *err)
{
	(void)arg;
	(void)sha;
	(void)out_packed;
	return err_set(err, "there is none");
}

static struct turn *begin(void)
{
	static const struct turn_events events = { taken, no_model };
	struct bundle_file files[FILES];
	struct bundle b = { .files = files, .count = FILES };
	struct turn *t = turn_new(&events, NULL);
	struct buf packed = { 0 };
	struct err err;

	for (size_t i = 0; i < FILES; i++)
		files[i] = (struct bundle_file){ str_of(company[i].path), str_of(company[i].text) };
	bundle_pack(&b, &packed);
	if (turn_start(t, buf_str(&packed), (struct str){ 0 }, &err) < 0)
		__builtin_trap();
	buf_free(&packed);
	return t;
}

static uint32_t entry(struct str *rest, struct pair *pairs)
{
	uint32_t count = 0;

	while (rest->len && count < PAIRS) {
		struct str name = str_cut(rest, '\0');
		if (!name.len)
			break;
		pairs[count++] = (struct pair){ name, str_cut(rest, '\0') };
	}
	return count;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	struct turn *t = begin();
	struct str rest = { (const char *)bytes, size };
	struct pair pairs[PAIRS];
	uint64_t entries = 0, commands = 0;

	refusals = 0;
	for (; rest.len && entries < ENTRIES; entries++) {
		struct input in = { .kind = INPUT_REPORT, .id = { entries + 1, 0 }, .pairs = pairs };
		in.pair_count = entry(&rest, pairs);
		if (in.pair_count && str_eq(pairs[0].name, STR("command")))
			in.kind = INPUT_COMMAND;
		commands += in.kind == INPUT_COMMAND;
		turn_take(t, &in);
	}
	struct counters c = engine_counters(t->engine);
	if (c.reports + c.commands != entries || c.commands != commands || refusals < c.rejected)
		__builtin_trap();
	turn_free(t);
	return 0;
}
