#include "folded.h"

#include <stdio.h>

#include "base/pool.h"
#include "model/bundle.h"

static const struct fold_file company[] = {
	{ "axes.yaml", "axes:\n"
		       "  product:\n"
		       "    levels: [group, product]\n"
		       "    members:\n"
		       "      - {id: G1, level: group}\n"
		       "      - {id: P1, parent: G1}\n"
		       "      - {id: P2, parent: G1}\n" },
	{ "company.yaml", "company: tiny\ntitle: {ru: Малая, en: Tiny}\nlanguages: [ru, en]\ntime: log\nzone: UTC\n"
			  "calendar: mon-fri\nphasing: workdays\nperiods: [day, week, month, quarter]\n" },
	{ "decisions/behind.lua",
	  "local sdm = require 'sdm'\n"
	  "return sdm.decision 'behind' { api = 1, title = { en = 'Behind', ru = 'Отставание' }, owner = 'consultant',\n"
	  "  watch = { kpi = 'revenue', each = 'seller', period = 'month' }, when = sdm.below { share = sdm.percent(80) },\n"
	  "  for_ = sdm.workdays(3), clear_for = sdm.days(1), on_missing = 'open', severity = 'amber',\n"
	  "  run = function(case) case:alert { to = 'head' }\n"
	  "    case:task('plan', { to = case.seller, due = sdm.workdays(1), title = { en = 'Plan', ru = 'План' } }) end }\n" },
	{ "forms.yaml", "forms:\n"
			"  deal:\n"
			"    seller: optional\n"
			"    corrections_days: 60\n"
			"    fields:\n"
			"      kind: {type: choice, of: [won, lost], required: yes}\n"
			"      product: axis\n"
			"      client: text\n"
			"      amount: money\n" },
	{ "kpis.yaml", "measures:\n"
		       "  revenue: {sum: amount, where: {kind: won}}\n"
		       "  won: {count: yes, where: {kind: won}}\n"
		       "  lost: {count: yes, where: {kind: lost}}\n"
		       "  clients: {distinct: client}\n"
		       "  smallest: {min: amount}\n"
		       "  largest: {max: amount}\n"
		       "  middle: {median: amount}\n"
		       "  mean: {average: amount}\n"
		       "  last: {last: amount}\n"
		       "kpis:\n"
		       "  revenue: {formula: revenue, unit: money}\n"
		       "  win_rate: {formula: won / (won + lost), unit: percent}\n"
		       "  clients: {formula: clients, unit: count}\n"
		       "  smallest: {formula: smallest, unit: money}\n"
		       "  largest: {formula: largest, unit: money}\n"
		       "  middle: {formula: middle, unit: money}\n"
		       "  mean: {formula: mean, unit: money}\n"
		       "  last: {formula: last, unit: money}\n" },
	{ "org.yaml", "units:\n"
		      "  - {id: C, type: company}\n"
		      "  - {id: T1, type: team, parent: C, head: head}\n"
		      "  - {id: T2, type: team, parent: C}\n"
		      "sellers:\n"
		      "  - {id: anna, unit: T1}\n"
		      "  - {id: boris, unit: T1, valid_to: 2026-05-14}\n"
		      "  - {id: boris, unit: T2, valid_from: 2026-05-15}\n" },
	{ "plans.yaml", "plan:\n  - {scope: seller, member: anna, kpi: revenue, period: 2026-05, target: 2100}\n" },
	{ "scopes.yaml", "scopes:\n"
			 "  company: unit.company\n"
			 "  team: unit.team\n"
			 "  seller: seller\n"
			 "  product: product.product\n"
			 "  group: product.group\n"
			 "  team_product: [unit.team, product.product]\n" },
};
enum { FILES = sizeof(company) / sizeof(*company), WORDS = 64, ZONES = 4, ZONE_BYTES = 16384 };

static int by_path(const void *a, const void *b)
{
	return str_cmp(((const struct bundle_file *)a)->path, ((const struct bundle_file *)b)->path);
}

/* A time zone as the machine has it; `path` as in a bundle. */
static struct str zone_bytes(const char *path, char bytes[ZONE_BYTES])
{
	struct buf name = { 0 };
	FILE *f;
	size_t len;

	buf_addf(&name, "/usr/share/zoneinfo/%s", path + strlen("zones/"));
	f = fopen(name.ptr, "rb");
	assert_non_null(f);
	len = fread(bytes, 1, ZONE_BYTES, f);
	fclose(f);
	buf_free(&name);
	return (struct str){ bytes, len };
}

static void pack(const struct fold_file *with, size_t count, struct buf *out)
{
	static char zones[ZONES][ZONE_BYTES];
	struct bundle_file files[FILES + 16];
	struct bundle b = { .files = files };
	size_t zone = 0;

	for (size_t i = 0; i < FILES + count; i++) {
		const struct fold_file *f = i < FILES ? &company[i] : &with[i - FILES];
		bool replaced = false;
		for (size_t k = 0; i < FILES && k < count; k++)
			replaced = replaced || strcmp(with[k].path, f->path) == 0;
		bool is_zone = !f->text && strncmp(f->path, "zones/", 6) == 0;
		assert_true(zone + is_zone <= ZONES);
		if (is_zone)
			files[b.count++] = (struct bundle_file){ str_of(f->path), zone_bytes(f->path, zones[zone++]) };
		else if (!replaced && f->text)
			files[b.count++] = (struct bundle_file){ str_of(f->path), str_of(f->text) };
	}
	qsort(files, b.count, sizeof(*files), by_path);
	buf_clear(out);
	bundle_pack(&b, out);
}

static void taken(void *arg, const struct taken *what)
{
	static const char *const streams[] = { "alerts", "tasks", "receipts", "rejected" };
	struct fold *f = arg;

	for (uint32_t i = 0; i < what->update->output_count; i++) {
		const struct output *o = &what->update->outputs[i];
		buf_adds(&f->said, str_of(streams[o->stream]));
		for (uint32_t p = 0; p < o->pair_count; p++)
			buf_addf(&f->said, " %.*s=%.*s", STR_ARG(o->pairs[p].name), STR_ARG(o->pairs[p].text));
		buf_addc(&f->said, '\n');
	}
}

static int offered(void *arg, struct str sha, struct str *out_packed, struct err *err)
{
	struct fold *f = arg;

	(void)sha;
	(void)err;
	*out_packed = buf_str(&f->packed);
	return 0;
}

static const struct turn_events events = { taken, offered };

struct fold *fold_new(const struct fold_file *with, size_t count)
{
	struct fold *f = mem_alloc(sizeof(*f));
	struct err err = { 0 };

	pack(with, count, &f->packed);
	f->turn = turn_new(&events, f);
	if (turn_start(f->turn, buf_str(&f->packed), (struct str){ 0 }, &err) < 0)
		fail_msg("%s", err.text);
	return f;
}

const char *fold_offer(struct fold *f, const struct fold_file *with, size_t count)
{
	static char sha[65];

	pack(with, count, &f->packed);
	sha256_hex(f->packed.ptr, f->packed.len, sha);
	return sha;
}

void fold_free(struct fold *f)
{
	turn_free(f->turn);
	buf_free(&f->said);
	buf_free(&f->packed);
	mem_free(f);
}

static uint32_t split(struct str words, struct pair *pairs)
{
	uint32_t count = 0;

	while (words.len) {
		struct pair *p = &pairs[count++];
		p->name = str_cut(&words, '=');
		bool quoted = words.len && words.ptr[0] == '\'';
		if (quoted)
			str_cut(&words, '\'');
		p->text = str_cut(&words, quoted ? '\'' : ' ');
		if (quoted)
			str_cut(&words, ' ');
	}
	return count;
}

void fold_say(struct fold *f, const char *words)
{
	struct pair pairs[WORDS] = { 0 };
	struct str rest = str_of(words), received = str_cut(&rest, ' ');
	uint32_t count = split(rest, pairs);

	pairs[count++] = (struct pair){ STR("received_at"), received };
	struct input in = { .kind = INPUT_REPORT, .id = { ++f->next, 0 }, .pairs = pairs, .pair_count = count };
	turn_take(f->turn, &in);
}

void fold_command(struct fold *f, const char *words)
{
	struct pair pairs[WORDS] = { 0 };
	struct input in = { .kind = INPUT_COMMAND, .id = { ++f->next, 0 }, .pairs = pairs };

	in.pair_count = split(str_of(words), pairs);
	turn_take(f->turn, &in);
}

void fold_activate(struct fold *f, const struct fold_file *with, size_t count, const char *token)
{
	struct buf words = { 0 };

	buf_addf(&words, "command=activate token=%s by=boss sha=%s", token, fold_offer(f, with, count));
	fold_command(f, words.ptr);
	buf_free(&words);
}

void fold_until(struct fold *f, const char *instant)
{
	struct buf b = { 0 };

	buf_addf(&b, "command=clock after=0-0 token=until-%llu by=test until=%s", (unsigned long long)f->next, instant);
	fold_command(f, b.ptr);
	buf_free(&b);
}

static struct period period_named(const struct model *m, const char *period)
{
	struct period p;

	for (uint32_t i = 0; i < m->period_kind_count; i++)
		if (period_parse(m, m->period_kinds[i], str_of(period), &p, NULL) == 0)
			return p;
	fail_msg("no period %s", period);
	return p;
}

static uint32_t scope_named(const struct engine *e, const char *kind, const char *scope)
{
	uint32_t k = model_scope_kind(engine_model(e), str_of(kind));

	assert_int_not_equal(k, NONE);
	return figures_scope(e, k, str_of(scope));
}

int64_t fold_figure(const struct fold *f, const char *kind, const char *scope, const char *kpi, const char *period)
{
	const struct engine *e = f->turn->engine;
	const struct model *m = engine_model(e);
	uint32_t id = scope_named(e, kind, scope);
	struct figures figures;
	int64_t e4;

	if (id == NONE || !figures_period(e, id, model_kpi(m, str_of(kpi)), period_named(m, period), &figures))
		return FOLD_NO_DATA;
	assert_true(ratio_scaled(figures.fact, E4, &e4));
	return e4;
}

int64_t fold_first_closed(const struct fold *f, const char *kind, const char *scope, const char *kpi, const char *period)
{
	const struct engine *e = f->turn->engine;
	const struct model *m = engine_model(e);
	uint32_t id = scope_named(e, kind, scope);
	struct figures first;
	int64_t e4;

	if (id == NONE)
		return FOLD_STANDS;
	switch (figures_first_closed(e, id, model_kpi(m, str_of(kpi)), period_named(m, period), &first)) {
	case FIRST_CLOSED_OPEN:
		return FOLD_OPEN;
	case FIRST_CLOSED_STANDS:
		return FOLD_STANDS;
	case FIRST_CLOSED_RESTATED:
		break;
	}
	return ratio_scaled(first.fact, E4, &e4) ? e4 : FOLD_NO_DATA;
}

static bool line_has(struct str line, struct str words)
{
	struct buf spaced = { 0 };
	bool all = true;

	buf_addf(&spaced, " %.*s ", STR_ARG(line));
	while (words.len && all) {
		struct buf word = { 0 };
		struct str w = str_cut(&words, ' ');
		buf_addf(&word, " %.*s ", STR_ARG(w));
		all = strstr(spaced.ptr, word.ptr) != NULL;
		buf_free(&word);
	}
	buf_free(&spaced);
	return all;
}

size_t fold_count(const struct fold *f, const char *words)
{
	struct str rest = buf_str(&f->said);
	size_t count = 0;

	while (rest.len)
		count += line_has(str_cut(&rest, '\n'), str_of(words));
	return count;
}

void fold_clear(struct fold *f)
{
	buf_clear(&f->said);
}

uint32_t fold_records(const struct fold *f, const char *section)
{
	for (uint32_t i = 0; i < engine_section_count(f->turn->engine); i++) {
		struct section s = engine_section(f->turn->engine, i);
		if (str_eq(s.name, str_of(section)))
			return s.pool->live;
	}
	fail_msg("no section %s", section);
	return 0;
}

static void copy_section(struct section from, struct section to)
{
	if (from.kind == SECTION_NAMES) {
		names_free(to.names);
		for (uint32_t n = 1; n <= from.names->count; n++)
			names_add(to.names, names_text(from.names, n));
		return;
	}
	for (uint32_t p = 0; p < from.pool->page_count; p++)
		assert_int_equal(pool_put(to.pool, p, pool_page(from.pool, p)), 0);
	pool_restored(to.pool, from.pool->count, from.pool->free_head, from.pool->live);
}

void fold_restart(struct fold *f)
{
	struct engine *old = f->turn->engine;
	struct engine *e = engine_new(engine_model(old), engine_decisions(old));
	struct hash128 before = engine_state_digest(old), after;
	struct buf meta = { 0 };
	struct err err = { 0 };

	engine_meta(old, &meta);
	assert_int_equal(engine_restore_meta(e, buf_str(&meta), &err), 0);
	assert_int_equal(engine_section_count(e), engine_section_count(old));
	for (uint32_t i = 0; i < engine_section_count(e); i++) {
		assert_true(str_eq(engine_section(e, i).name, engine_section(old, i).name));
		copy_section(engine_section(old, i), engine_section(e, i));
	}
	if (engine_restored(e, &err) < 0)
		fail_msg("%s", err.text);
	after = engine_state_digest(e);
	assert_true(hash128_eq(before, after));
	engine_free(old);
	f->turn->engine = e;
	buf_free(&meta);
}
