/* The state as sections and one line of meta, and back. The layout is documented in docs/state.md. */
#include <jansson.h>
#include <string.h>

#include "rules/case_fact.h"
#include "rules/entity.h"
#include "rules/held.h"
#include "rules/ledger.h"
#include "rules/run.h"
#include "rules/slot.h"
#include "rules/store.h"
#include "rules/stretch.h"

/* Fixed sections first, then four for each fact table, three for each kind of entities, then the domains. */
enum { FIXED_POOLS = 16, FIXED_NAMES = 2, FIXED = FIXED_POOLS + FIXED_NAMES, PER_STORE = 4, PER_KIND = 3 };

uint32_t engine_section_count(const struct engine *e)
{
	return FIXED + PER_STORE * e->store_count + PER_KIND * e->entity_kind_count + (uint32_t)e->domains.list.count;
}

/* Lends a name that stays where it is. */
static struct str section_name(struct engine *e, const char *prefix, struct str rest)
{
	struct buf b = { 0 };
	uint32_t i = 0;

	buf_adds(&b, str_of(prefix));
	buf_adds(&b, rest);
	while (i < e->section_names.count && !str_eq(str_of(e->section_names.at[i]), buf_str(&b)))
		i++;
	if (i == e->section_names.count)
		*ARRAY_ADD(e->section_names) = mem_copy(buf_str(&b));
	buf_free(&b);
	return str_of(e->section_names.at[i]);
}

static struct section fixed_section(struct engine *e, uint32_t n)
{
	struct pool *const pools[FIXED_POOLS] = {
		&e->ids,          &e->cases, &e->tasks, &e->tokens, &e->changes, &e->closed, &e->stretches, &e->reads,
		&e->read_figures, &e->held,  &e->slots, &e->covers, &e->runs,    &e->waits,  &e->chunks,    &e->pins,
	};

	if (n < FIXED_POOLS)
		return (struct section){ str_of(pools[n]->name), SECTION_POOL, pools[n], NULL };
	if (n == FIXED_POOLS)
		return (struct section){ STR("names.codes"), SECTION_NAMES, NULL, &e->codes };
	return (struct section){ STR("names.forms"), SECTION_NAMES, NULL, &e->forms };
}

static struct section entity_section(struct engine *e, uint32_t n)
{
	static const char *const prefixes[PER_KIND] = { "entities.", "events.", "classes." };
	struct entity_store *s = &e->entities[n / PER_KIND];
	struct pool *const pools[PER_KIND] = { &s->entities, &s->events, &s->classes };

	return (struct section){ section_name(e, prefixes[n % PER_KIND], s->is->code), SECTION_POOL, pools[n % PER_KIND], NULL };
}

struct section engine_section(const struct engine *engine, uint32_t n)
{
	static const char *const prefixes[PER_STORE] = { "tuples.", "rows.", "facts.", "values." };
	struct engine *e = (struct engine *)engine;

	if (n < FIXED)
		return fixed_section(e, n);
	n -= FIXED;
	if (n < PER_STORE * e->store_count) {
		struct store *s = &e->stores[n / PER_STORE];
		struct pool *const pools[PER_STORE] = { &s->tuples, &s->rows, &s->facts, &s->values };
		return (struct section){ section_name(e, prefixes[n % PER_STORE], s->is->code), SECTION_POOL,
					 pools[n % PER_STORE], NULL };
	}
	n -= PER_STORE * e->store_count;
	if (n < PER_KIND * e->entity_kind_count)
		return entity_section(e, n);
	struct domain *d = &e->domains.list.at[n - PER_KIND * e->entity_kind_count];
	return (struct section){ section_name(e, "names.", d->code), SECTION_NAMES, NULL, &d->names };
}

/* ---- meta ---- */
static void add_number(struct buf *b, const char *name, int64_t n)
{
	buf_addf(b, ",\"%s\":%lld", name, (long long)n);
}

static void add_counters(const struct engine *e, struct buf *b)
{
	const struct counters *c = &e->counters;
	const uint64_t all[] = { c->reports,  c->duplicates, c->superseded, c->rejected,
				 c->commands, c->timers,     c->flips,      c->cases_opened };

	buf_adds(b, STR(",\"counters\":["));
	for (unsigned i = 0; i < sizeof(all) / sizeof(*all); i++)
		buf_addf(b, "%s%llu", i ? "," : "", (unsigned long long)all[i]);
	buf_addc(b, ']');
}

/* Three numbers for each that waits. */
static void add_clocks(const struct clockwork *c, struct buf *b)
{
	if (!c->clock_count)
		return;
	buf_adds(b, STR(",\"clock\":["));
	for (uint32_t i = 0; i < c->clock_count; i++)
		buf_addf(b, "%s%llu,%llu,%lld", i ? "," : "", (unsigned long long)c->clocks[i].after.ms,
			 (unsigned long long)c->clocks[i].after.seq, (long long)c->clocks[i].until_ms);
	buf_addc(b, ']');
}

/* A day for each form in names.forms, as far as any has been forgotten. */
static void add_forgotten(const struct engine *e, struct buf *b)
{
	if (!e->forgotten.count)
		return;
	buf_adds(b, STR(",\"forgotten\":["));
	for (uint32_t i = 0; i < e->forgotten.count; i++)
		buf_addf(b, "%s%d", i ? "," : "", e->forgotten.at[i]);
	buf_addc(b, ']');
}

/* Two days: which periods are closed, once the clocks have been started. */
static void add_closed(const struct clockwork *c, struct buf *b)
{
	if (c->closed_to != DAY_MIN)
		buf_addf(b, ",\"closed\":[%d,%d]", c->closed_from, c->closed_to);
	if (c->slots_ms != INT64_MIN)
		add_number(b, "slots_ms", c->slots_ms);
}

static void add_stores(const struct engine *e, struct buf *b)
{
	buf_adds(b, STR(",\"magnitudes\":{"));
	for (uint32_t i = 0; i < e->store_count; i++) {
		const struct store *s = &e->stores[i];
		buf_addf(b, "%s\"%.*s\":[", i ? "," : "", STR_ARG(s->is->code));
		for (uint32_t n = 0; n < s->sum_count; n++)
			buf_addf(b, "%s%lld", n ? "," : "", (long long)s->magnitude[n]);
		buf_addc(b, ']');
	}
	buf_adds(b, STR("},\"domains\":["));
	for (uint32_t i = 0; i < e->domains.list.count; i++) {
		buf_adds(b, i ? STR(",") : STR(""));
		buf_add_json(b, e->domains.list.at[i].code);
	}
	buf_adds(b, STR("],\"timers\":["));
	for (uint32_t i = 0; i < e->timers.count; i++) {
		const struct day_timer *t = &e->timers.at[i];
		buf_addf(b, "%s[%u,%d,%lld,%d]", i ? "," : "", t->code, t->ended, (long long)t->due_ms, t->expire);
	}
	buf_addc(b, ']');
}

void engine_meta(const struct engine *e, struct buf *out)
{
	const struct clockwork *c = &e->clock;

	buf_addf(out, "{\"version\":%d", STATE_VERSION);
	add_number(out, "now_ms", c->now_ms);
	if (c->bound_ms != INT64_MIN)
		add_number(out, "bound_ms", c->bound_ms);
	/* Unsigned ones as signed: JSON readers know no more than that, and a producer may choose any entry id. */
	buf_addf(out, ",\"report\":[%lld,%lld],\"command\":[%lld,%lld]", (long long)c->report.ms, (long long)c->report.seq,
		 (long long)c->command.ms, (long long)c->command.seq);
	add_number(out, "inputs", (int64_t)c->inputs);
	add_number(out, "outputs", (int64_t)c->outputs);
	buf_addf(out, ",\"digest\":\"%016llx%016llx\"", (unsigned long long)c->digest.hi, (unsigned long long)c->digest.lo);
	add_clocks(c, out);
	add_number(out, "sweep", c->sweep);
	add_forgotten(e, out);
	add_closed(c, out);
	add_counters(e, out);
	add_stores(e, out);
	buf_addc(out, '}');
}

/* ---- and back ---- */
static uint64_t number_at(const json_t *array, size_t at)
{
	return (uint64_t)json_integer_value(json_array_get(array, at));
}

static void restore_clock(struct engine *e, const json_t *meta)
{
	struct clockwork *c = &e->clock;
	const json_t *report = json_object_get(meta, "report"), *command = json_object_get(meta, "command");
	const json_t *clock = json_object_get(meta, "clock"), *closed = json_object_get(meta, "closed");
	struct str digest = str_of(json_string_value(json_object_get(meta, "digest")));
	uint64_t parts[2] = { 0 };

	c->now_ms = json_integer_value(json_object_get(meta, "now_ms"));
	c->bound_ms = json_object_get(meta, "bound_ms") ? json_integer_value(json_object_get(meta, "bound_ms")) : INT64_MIN;
	c->report = (struct entry_id){ number_at(report, 0), number_at(report, 1) };
	c->command = (struct entry_id){ number_at(command, 0), number_at(command, 1) };
	c->inputs = (uint64_t)json_integer_value(json_object_get(meta, "inputs"));
	c->outputs = (uint64_t)json_integer_value(json_object_get(meta, "outputs"));
	c->sweep = (uint32_t)json_integer_value(json_object_get(meta, "sweep"));
	c->closed_from = closed ? (int32_t)number_at(closed, 0) : DAY_MIN;
	c->closed_to = closed ? (int32_t)number_at(closed, 1) : DAY_MIN;
	c->slots_ms = json_object_get(meta, "slots_ms") ? json_integer_value(json_object_get(meta, "slots_ms")) : INT64_MIN;
	c->clock_count = 0;
	for (size_t i = 0; i + 2 < json_array_size(clock) && c->clock_count < CLOCKS_MAX; i += 3)
		c->clocks[c->clock_count++] = (struct clock_wish){
			{ number_at(clock, i), number_at(clock, i + 1) },
			(int64_t)number_at(clock, i + 2),
		};
	for (size_t i = 0; i < 32 && i < digest.len; i++) {
		char x = digest.ptr[i];
		parts[i / 16] = parts[i / 16] << 4 | (uint64_t)(x <= '9' ? x - '0' : x - 'a' + 10);
	}
	c->digest = (struct hash128){ .hi = parts[0], .lo = parts[1] };
}

static void restore_forgotten(struct engine *e, const json_t *list)
{
	for (size_t i = 0; i < json_array_size(list); i++)
		ledger_forgotten(e, (uint32_t)i + 1, (int32_t)number_at(list, i));
}

static void restore_counters(struct engine *e, const json_t *list)
{
	e->counters = (struct counters){
		.reports = number_at(list, 0),
		.duplicates = number_at(list, 1),
		.superseded = number_at(list, 2),
		.rejected = number_at(list, 3),
		.commands = number_at(list, 4),
		.timers = number_at(list, 5),
		.flips = number_at(list, 6),
		.cases_opened = number_at(list, 7),
	};
}

static int restore_stores(struct engine *e, const json_t *meta, struct err *err)
{
	const json_t *magnitudes = json_object_get(meta, "magnitudes"), *domains = json_object_get(meta, "domains");
	const json_t *timers = json_object_get(meta, "timers");

	for (uint32_t i = 0; i < e->store_count; i++) {
		struct store *s = &e->stores[i];
		const json_t *list = json_object_getn(magnitudes, s->is->code.ptr, s->is->code.len);
		if (json_array_size(list) != s->sum_count)
			return err_set(
				err,
				"the state of fact table \"%.*s\" has %zu sums, the model has %u: they do not belong together",
				STR_ARG(s->is->code), json_array_size(list), s->sum_count);
		for (uint32_t n = 0; n < s->sum_count; n++)
			s->magnitude[n] = (int64_t)number_at(list, n);
	}
	for (size_t i = 0; i < json_array_size(domains); i++)
		domain_put(&e->domains, (uint32_t)i, str_of(json_string_value(json_array_get(domains, i))));
	ARRAY_FREE(e->timers);
	for (size_t i = 0; i < json_array_size(timers); i++) {
		const json_t *t = json_array_get(timers, i);
		*ARRAY_ADD(e->timers) = (struct day_timer){
			.code = (uint32_t)number_at(t, 0),
			.zone = NONE,
			.ended = (int32_t)number_at(t, 1),
			.due_ms = (int64_t)number_at(t, 2),
			.expire = number_at(t, 3) != 0,
		};
	}
	return 0;
}

int engine_restore_meta(struct engine *e, struct str text, struct err *err)
{
	json_error_t error;
	json_t *meta = json_loadb(text.ptr, text.len, JSON_REJECT_DUPLICATES, &error);
	int rc = -1;

	if (!meta) {
		err_set(err, "the state's meta line is not JSON: %s", error.text);
	} else if (json_integer_value(json_object_get(meta, "version")) != STATE_VERSION) {
		err_set(err, "the state has format version %lld, this program knows %d",
			json_integer_value(json_object_get(meta, "version")), STATE_VERSION);
	} else {
		restore_clock(e, meta);
		restore_counters(e, json_object_get(meta, "counters"));
		restore_forgotten(e, json_object_get(meta, "forgotten"));
		rc = restore_stores(e, meta, err);
	}
	json_decref(meta);
	return rc;
}

static int check_closed(const struct engine *e, struct err *err)
{
	for (uint32_t i = 0; i < e->closed.count; i++) {
		const struct closed_record *r = pool_at(&e->closed, i);
		const uint32_t codes[] = { r->of.scope_kind, r->of.members[0], r->of.members[1],
					   r->of.members[2], r->of.kpi,        r->of.period_kind };
		bool sound = r->of.scope_kind && r->of.period_kind && r->changed <= 1;
		for (size_t c = 0; c < sizeof(codes) / sizeof(*codes); c++)
			sound = sound && codes[c] <= e->codes.count;
		if (r->of.kpi && (!sound || r->first.den_hi < 0 || r->told.den_hi < 0))
			return err_set(err, "record %u of a closed period's figures makes no sense", i);
	}
	return 0;
}

/* Every reference between records is checked: a checkpoint that was tampered with or mixed up must not crash the daemon. */
static int check(const struct engine *e, struct err *err)
{
	for (uint32_t i = 0; i < e->store_count; i++) {
		const struct store *s = &e->stores[i];
		for (uint32_t r = 0; r < s->rows.count; r++)
			if (row_at(s, r)->tuple >= s->tuples.count)
				return err_set(err, "row %u of fact table \"%.*s\" has no tuple", r, STR_ARG(s->is->code));
		for (uint32_t v = 0; v < s->values.count; v++) {
			const struct value_record *value = pool_at(&s->values, v);
			if (value->row >= s->rows.count || value->bag >= s->bag_count)
				return err_set(err, "value %u of fact table \"%.*s\" has no row", v, STR_ARG(s->is->code));
		}
	}
	for (uint32_t i = 0; i < e->ids.count; i++) {
		const struct id_record *id = pool_at(&e->ids, i);
		uint32_t form = id->form ? model_form(e->model, names_text(&e->forms, id->form)) : NONE;
		if (id->form && form == NONE)
			return err_set(err, "the state knows reports of form \"%.*s\", the model does not",
				       STR_ARG(names_text(&e->forms, id->form)));
		if (id->form && !facts_are_sound(&e->stores[e->model->forms[form].facts], id->first_fact))
			return err_set(err, "report id %u points to facts that are not there", i);
	}
	return check_closed(e, err) < 0 || stretch_check(e, err) < 0 || held_check(e, err) < 0 || slots_check(e, err) < 0 ||
			       runs_check(e, err) < 0 || case_facts_check(e, err) < 0
		       ? -1
		       : entities_check(e, err);
}

int engine_restored(struct engine *e, struct err *err)
{
	if (check(e, err) < 0)
		return err_chain(err, "the stored state is damaged");
	timers_bind(e);
	state_derive(e);
	return 0;
}

static void digest_chain(struct hash128 *digest, struct hash128 next)
{
	const struct hash128 both[] = { *digest, next };

	*digest = hash128(both, sizeof(both), 0);
}

/* false: `left` bytes do not suffice for the pages that have changed. */
static bool digest_section(const struct section *s, size_t *left, struct hash128 *digest)
{
	if (s->kind == SECTION_NAMES) {
		digest_chain(digest, hash128(s->names->text.ptr, s->names->text.len, 0));
		return true;
	}
	for (uint32_t p = 0; p < s->pool->page_count; p++) {
		size_t cost = pool_page_has_digest(s->pool, p) ? 0 : pool_page(s->pool, p).len;
		if (cost > *left)
			return false;
		*left -= cost;
		digest_chain(digest, pool_page_digest(s->pool, p));
	}
	return true;
}

bool engine_state_digest_within(struct engine *e, size_t bytes, struct hash128 *out)
{
	struct buf meta = { 0 };

	engine_meta(e, &meta);
	*out = hash128(meta.ptr, meta.len, 6);
	buf_free(&meta);
	for (uint32_t i = 0; i < engine_section_count(e); i++) {
		struct section s = engine_section(e, i);
		if (!digest_section(&s, &bytes, out))
			return false;
	}
	return true;
}

struct hash128 engine_state_digest(struct engine *e)
{
	struct hash128 digest;

	engine_state_digest_within(e, SIZE_MAX, &digest);
	return digest;
}
