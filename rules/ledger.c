#include "rules/ledger.h"

#include "rules/entity.h"
#include "rules/held.h"
#include "rules/slot.h"
#include "rules/store.h"

struct id_key {
	const struct engine *engine;
	struct hash128 key;
};

static bool id_eq(const void *ctx, uint32_t number)
{
	const struct id_key *k = ctx;
	const struct id_record *id = pool_at(&k->engine->ids, number);

	return id->hash_lo == k->key.lo && id->hash_hi == k->key.hi;
}

static struct id_record *id_at(const struct engine *e, uint32_t number)
{
	return pool_at(&e->ids, number);
}

static struct store *store_of(struct engine *e, uint32_t form)
{
	return &e->stores[e->model->forms[form].facts];
}

static void chain_remove(struct store *s, uint32_t first)
{
	for (uint32_t n = first; n;) {
		uint32_t next = fact_at(s, n - 1)->next;
		pool_remove(&s->facts, n - 1);
		n = next;
	}
}

/* Facts of a report, weighed, as a chain in its order: the first one's number + 1. */
static uint32_t facts_keep(struct engine *e, struct store *s, const struct report *r)
{
	uint32_t first = 0, last = 0;

	for (uint32_t i = 0; i < r->fact_count; i++) {
		uint32_t number = fact_keep(e, s, r, &r->facts[i]);
		if (last)
			fact_at(s, last - 1)->next = number + 1;
		else
			first = number + 1;
		last = number + 1;
	}
	if (r->fact_count == 1)
		s->contributed = first; /* what was weighed is what counts */
	return first;
}

static void facts_drop(struct engine *e, struct store *s, uint32_t first)
{
	for (uint32_t n = first; n; n = fact_at(s, n - 1)->next)
		fact_apply(e, s, n - 1, -1);
	chain_remove(s, first);
}

/* The report's facts in the place of those it corrects, so that a correction downwards always fits. */
static bool facts_exchange(struct store *s, const struct report *r, uint32_t old, struct overflow *out)
{
	for (uint32_t n = old; n; n = fact_at(s, n - 1)->next)
		fact_weigh(s, n - 1, -1);
	if (r->retract || facts_weigh(s, r, out))
		return true;
	for (uint32_t n = old; n; n = fact_at(s, n - 1)->next)
		fact_weigh(s, n - 1, 1);
	return false;
}

/* What facts_exchange() and facts_keep() have done. */
static void facts_take_back(struct store *s, uint32_t first, uint32_t old)
{
	for (uint32_t n = first; n; n = fact_at(s, n - 1)->next)
		fact_weigh(s, n - 1, -1);
	for (uint32_t n = old; n; n = fact_at(s, n - 1)->next)
		fact_weigh(s, n - 1, 1);
	chain_remove(s, first);
}

/* The form's field behind a column of a fact, as a path: it may have another name than the column. */
static struct str field_place(const struct form *f, uint32_t column, uint32_t fact, struct arena *a)
{
	const struct form_field *lines = f->lines == NONE ? NULL : &f->fields[f->lines];

	for (uint32_t i = 0; lines && i < lines->line_field_count; i++)
		if (lines->lines[i].column == column)
			return arena_strf(a, "%.*s[%u].%.*s", STR_ARG(lines->name), fact, STR_ARG(lines->lines[i].name));
	for (uint32_t i = 0; i < f->field_count; i++)
		if (f->fields[i].column == column)
			return f->fields[i].name;
	return (struct str){ 0 };
}

static enum answer refuse_overflow(struct engine *e, const struct report *r, const struct overflow *o, struct arena *a,
				   struct receipt *why)
{
	struct str place = { 0 };
	struct buf with = { 0 };

	if (o->column != NONE) {
		place = field_place(&e->model->forms[r->form], o->column, r->sharers ? o->fact / r->sharers : o->fact, a);
		num_add_e4(&with, r->facts[o->fact].values[o->column]);
	}
	refuse(a, why, "V19", "overflow", place,
	       "with %s here the sum of the measure \"%.*s\" over all reports would exceed what can be counted exactly; a much "
	       "too large one may have been taken before",
	       with.len ? with.ptr : "one more", STR_ARG(o->measure->code));
	buf_free(&with);
	return ANSWER_REJECTED;
}

static bool behind_horizon(struct engine *e, const struct id_record *id, uint32_t form)
{
	return id->counted && id->day < state_seller_today(e, NONE) - (int32_t)e->model->forms[form].corrections_days;
}

static enum answer known(struct engine *e, struct id_record *id, const struct report *r, struct arena *a, struct receipt *why)
{
	if (r->revision < id->revision)
		return ANSWER_SUPERSEDED;
	if (r->revision == id->revision) {
		if (r->digest == id->digest)
			return ANSWER_DUPLICATE;
		refuse(a, why, "V08", "revision_conflict", STR("rev"),
		       "revision %u of this report came before with other content; send a higher rev", r->revision);
		return ANSWER_REJECTED;
	}
	if (!behind_horizon(e, id, r->form))
		return ANSWER_ACCEPTED;
	refuse(a, why, "V07", "too_late", STR("id"), "the report it corrects is dated more than %u days ago",
	       e->model->forms[r->form].corrections_days);
	return ANSWER_REJECTED;
}

/* The horizon may have been shorter: what was forgotten then goes on counting and would count twice. */
static int32_t forgotten_until(const struct engine *e, uint32_t form)
{
	uint32_t number = names_find(&e->forms, e->model->forms[form].code);

	return number && number <= e->forgotten.count ? e->forgotten.at[number - 1] : DAY_MIN;
}

void ledger_forgotten(struct engine *e, uint32_t form, int32_t day)
{
	while (e->forgotten.count < form)
		*ARRAY_ADD(e->forgotten) = DAY_MIN;
	if (day > e->forgotten.at[form - 1])
		e->forgotten.at[form - 1] = day;
	if (day > e->forgotten_latest)
		e->forgotten_latest = day;
}

/* An id not seen yet may have been forgotten, and one retracted may have been before its retraction. */
static bool is_forgotten(const struct engine *e, const struct report *r, uint32_t number)
{
	if (r->retract || r->day > e->forgotten_latest || (number != INDEX_NONE && id_at(e, number)->counted))
		return false;
	return r->day <= forgotten_until(e, r->form);
}

static enum answer refuse_forgotten(struct engine *e, const struct report *r, struct arena *a, struct receipt *why)
{
	const struct form *f = &e->model->forms[r->form];
	struct buf day = { 0 };

	date_add(&day, forgotten_until(e, r->form));
	refuse(a, why, "V07", "too_late", STR("at"),
	       "reports of form \"%.*s\" dated up to %s may have been forgotten; it could count twice", STR_ARG(f->code),
	       day.ptr);
	buf_free(&day);
	return ANSWER_REJECTED;
}

static uint32_t form_number(struct engine *e, uint32_t form)
{
	if (!e->form_numbers[form])
		e->form_numbers[form] = names_add(&e->forms, e->model->forms[form].code);
	return e->form_numbers[form];
}

enum answer ledger_take(struct engine *e, const struct report *r, struct entry_id entry, struct arena *a, struct receipt *why)
{
	struct id_key key = { e, r->key };
	struct store *s = store_of(e, r->form);
	struct overflow full;
	uint32_t number = index_find(&e->id_index, r->key.lo, id_eq, &key), first = 0;

	if (number != INDEX_NONE) {
		enum answer answer = known(e, id_at(e, number), r, a, why);
		if (answer == ANSWER_DUPLICATE || answer == ANSWER_SUPERSEDED) {
			pool_touch(&e->ids, number);
			id_at(e, number)->arrival_day = state_seller_today(e, NONE);
		}
		if (answer != ANSWER_ACCEPTED)
			return answer;
	}
	if (is_forgotten(e, r, number))
		return refuse_forgotten(e, r, a, why);
	if (!facts_exchange(s, r, number == INDEX_NONE ? 0 : id_at(e, number)->first_fact, &full))
		return refuse_overflow(e, r, &full, a, why);
	if (!r->retract)
		first = facts_keep(e, s, r);
	if (s->is->has_events &&
	    !entities_take(e, s, r->key, number == INDEX_NONE ? 0 : id_at(e, number)->first_fact, first, &full)) {
		facts_take_back(s, first, number == INDEX_NONE ? 0 : id_at(e, number)->first_fact);
		return refuse_overflow(e, r, &full, a, why);
	}
	if (number == INDEX_NONE) {
		number = pool_add(&e->ids);
		struct id_record *id = id_at(e, number);
		id->hash_lo = r->key.lo;
		id->hash_hi = r->key.hi;
		id->form = form_number(e, r->form);
		index_add(&e->id_index, r->key.lo, number);
	} else {
		pool_touch(&e->ids, number);
		facts_drop(e, s, id_at(e, number)->first_fact);
	}
	for (uint32_t n = first; n; n = fact_at(s, n - 1)->next)
		fact_apply(e, s, n - 1, 1);
	struct id_record *id = id_at(e, number);
	id->first_fact = first;
	id->revision = r->revision;
	id->counted = r->retract ? 0 : r->revision;
	id->digest = r->digest;
	id->entry_ms = entry.ms;
	id->entry_seq = entry.seq;
	id->arrival_day = state_seller_today(e, NONE);
	id->day = r->retract ? id->arrival_day : r->day;
	return ANSWER_ACCEPTED;
}

uint32_t ledger_revision(const struct engine *e, struct hash128 key)
{
	struct id_key k = { e, key };
	uint32_t number = index_find(&e->id_index, key.lo, id_eq, &k);

	return number == INDEX_NONE ? 0 : id_at(e, number)->revision;
}

uint32_t ledger_facts(const struct engine *e, struct hash128 key)
{
	struct id_key k = { e, key };
	uint32_t number = index_find(&e->id_index, key.lo, id_eq, &k);

	return number == INDEX_NONE ? 0 : id_at(e, number)->first_fact;
}

/* An entity may go on needing them. */
static void facts_forget(struct engine *e, struct store *s, uint32_t first)
{
	for (uint32_t n = first, next; n; n = next) {
		next = fact_at(s, n - 1)->next;
		if (s->is->has_events && entities_settle(e, s, n)) {
			pool_touch(&s->facts, n - 1);
			fact_at(s, n - 1)->next = 0;
			continue;
		}
		fact_outlive(s, n - 1);
		pool_remove(&s->facts, n - 1);
	}
}

static void forget(struct engine *e, uint32_t number)
{
	struct id_record *id = id_at(e, number);
	uint32_t form = model_form(e->model, names_text(&e->forms, id->form));

	facts_forget(e, store_of(e, form), id->first_fact);
	index_remove(&e->id_index, id->hash_lo, number);
	ledger_forgotten(e, id->form, id->day);
	held_forget(e, (struct hash128){ .lo = id->hash_lo, .hi = id->hash_hi });
	slot_forget(e, (struct hash128){ .lo = id->hash_lo, .hi = id->hash_hi });
	pool_remove(&e->ids, number);
}

void ledger_sweep(struct engine *e)
{
	int32_t today = state_seller_today(e, NONE);
	uint32_t left = e->ids.count / LEDGER_SWEEPS + 1, number_before = 0, form = NONE;

	for (; left && e->ids.count; left--) {
		if (e->clock.sweep >= e->ids.count)
			e->clock.sweep = 0;
		uint32_t number = e->clock.sweep++;
		const struct id_record *id = id_at(e, number);
		if (!id->form)
			continue;
		if (id->form != number_before)
			form = model_form(e->model, names_text(&e->forms, id->form));
		number_before = id->form;
		int32_t horizon = today - (form == NONE ? 0 : (int32_t)e->model->forms[form].corrections_days);
		if (form != NONE && id->day < horizon && id->arrival_day < horizon)
			forget(e, number);
	}
}

void ledger_index(struct engine *e)
{
	index_reserve(&e->id_index, e->ids.count);
	for (uint32_t i = 0; i < e->ids.count; i++)
		if (id_at(e, i)->form)
			index_add(&e->id_index, id_at(e, i)->hash_lo, i);
}
