#include "ctl/caselist.h"
#include "ctl/listing.h"
#include "ctl/walk.h"
#include "model/spot.h"
#include "rules/explain.h"
#include "rules/org.h"
#include <stdlib.h>

/* ---- what was said ---- */

struct gathering {
	struct said *said;
	struct str stream;
	const struct known *known;
};

static bool was_said(const struct known *k, const struct walk_entry *e)
{
	struct stamp at;

	for (uint32_t i = 0; k->text && i < e->count; i++)
		if (str_eq(e->pairs[i].name, STR("at")))
			return stamp_parse(e->pairs[i].text, &at, NULL) == 0 && at.instant_ms <= k->at_ms;
	return true;
}

static bool gather(void *arg, const struct walk_entry *e)
{
	struct gathering *g = arg;

	if (was_said(g->known, e))
		said_add(g->said, g->stream, e->pairs, e->count);
	return true;
}

static int64_t number_of(const struct said_entry *e, const char *field, size_t prefix)
{
	struct str text = said_field(e, field);
	int64_t n;

	if (text.len <= prefix || num_parse_i64((struct str){ text.ptr + prefix, text.len - prefix }, &n, NULL) < 0)
		return 0;
	return n;
}

static int64_t case_of(const struct said_entry *e)
{
	return number_of(e, "case", 1);
}

static int by_case_and_step(const void *a, const void *b)
{
	int64_t x = case_of(a), y = case_of(b);

	if (x == y) {
		x = number_of(a, "step", 0);
		y = number_of(b, "step", 0);
	}
	return (x > y) - (x < y);
}

static int read_words(struct caselist *l, struct server *s, const struct known *known, struct err *err)
{
	static const char *const streams[] = { "alerts", "tasks" };

	for (int i = 0; i < 2; i++) {
		struct gathering g = { &l->said, str_of(streams[i]), known };

		if (walk_stream(s, streams[i], STR("-"), STR("+"), gather, &g, err) < 0)
			return -1;
	}
	if (l->said.list.count > 0)
		qsort(l->said.list.at, l->said.list.count, sizeof(*l->said.list.at), by_case_and_step);
	return 0;
}

static void find_words(const struct caselist *l, struct case_row *r)
{
	size_t low = 0, high = l->said.list.count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (case_of(&l->said.list.at[middle]) <= (int64_t)r->number)
			low = middle + 1;
		else
			high = middle;
	}
	r->said = l->said.list.at + low;
	while (low + r->said_count < l->said.list.count && case_of(&r->said[r->said_count]) == (int64_t)r->number + 1)
		r->said_count++;
}

struct str caselist_words(const struct case_row *r, const char *kind, const char *name, enum language l)
{
	for (uint32_t i = r->said_count; i > 0; i--) {
		const struct said_entry *e = &r->said[i - 1];
		struct listing_entry x = { .pairs = e->pairs, .count = e->count };
		struct str text;

		if (kind && !str_eq(said_field(e, "kind"), str_of(kind)))
			continue;
		text = listing_text(&x, name, l);
		if (text.len > 0 && e->stream == OUTPUT_ALERTS)
			return text;
	}
	return (struct str){ 0 };
}

struct str caselist_task_title(const struct case_row *r, struct str task, enum language l)
{
	for (uint32_t i = 0; i < r->said_count; i++) {
		struct listing_entry x = { .pairs = r->said[i].pairs, .count = r->said[i].count };
		struct str title = listing_text(&x, "title", l);

		if (title.len > 0 && str_eq(said_field(&r->said[i], "task"), task))
			return title;
	}
	return (struct str){ 0 };
}

/* ---- what is asked for ---- */

static int unknown(const char *what, struct nearest *near, bool *out_usage, struct err *err)
{
	*out_usage = true;
	return err_set(err, "--%s: the company has no %s \"%.*s\"%s", what, what, STR_ARG(near->wanted), nearest_text(near));
}

static int check_member(const struct model *m, const char *what, const char *code, bool *out_usage, struct err *err)
{
	bool seller = what[0] == 's';
	uint32_t count = seller ? m->seller_count : m->unit_count;
	struct nearest near = { .wanted = str_of(code) };

	for (uint32_t i = 0; code && i < count; i++) {
		struct str known = seller ? m->sellers[i].code : m->units[i].code;

		if (str_eq(known, near.wanted))
			return 0;
		nearest_offer(&near, known);
	}
	return code ? unknown(what, &near, out_usage, err) : 0;
}

/* A decision that is gone may still have cases. */
static int check_decision(const struct caselist *l, const char *code, bool *out_usage, struct err *err)
{
	const struct decisions *d = engine_decisions(l->refold.turn->engine);
	struct nearest near = { .wanted = str_of(code) };

	for (uint32_t i = 0; code && i < casebook_count(&l->book); i++) {
		const struct case_record *c = casebook_at(&l->book, i);

		if (c && str_eq(casebook_text(&l->book, c->decision), near.wanted))
			return 0;
	}
	for (uint32_t i = 0; code && i < d->count; i++) {
		if (str_eq(d->at[i].code, near.wanted))
			return 0;
		nearest_offer(&near, d->at[i].code);
	}
	return code ? unknown("decision", &near, out_usage, err) : 0;
}

static uint32_t seller_index(const struct model *m, struct str code)
{
	for (uint32_t i = 0; i < m->seller_count; i++)
		if (str_eq(m->sellers[i].code, code))
			return i;
	return NONE;
}

static uint32_t unit_index(const struct model *m, struct str code)
{
	for (uint32_t i = 0; i < m->unit_count; i++)
		if (str_eq(m->units[i].code, code))
			return i;
	return NONE;
}

/* Whether a unit, or the unit of a seller, is `wanted` or below it on a day. */
static bool is_within(const struct model *m, uint32_t unit, struct str wanted, int32_t day)
{
	uint32_t path[ORG_DEPTH], length;
	int32_t from = DAY_MIN, to = DAY_NONE;

	if (unit == NONE)
		return false;
	length = org_path(m, unit, day, path, &from, &to);
	for (uint32_t i = 0; i < length; i++)
		if (str_eq(m->units[path[i]].code, wanted))
			return true;
	return false;
}

/* By the scope's dimensions: a case about a cross of seller and product is the seller's too. */
static bool is_about(const struct caselist *l, const struct case_record *c, const char *seller, const char *unit)
{
	const struct model *m = l->book.model;
	uint32_t kind = model_scope_kind(m, casebook_text(&l->book, c->scope_kind)), at = 0;
	bool is_sellers = !seller, is_units = !unit;

	for (uint32_t i = 0; kind != NONE && i < m->scope_kinds[kind].dim_count; i++) {
		const struct dim *d = &m->scope_kinds[kind].dims[i];
		struct str member;
		uint32_t index;

		if (d->only != NONE)
			continue;
		member = casebook_text(&l->book, c->members[at++]);
		if (d->kind == DIM_SELLER) {
			is_sellers = is_sellers || str_eq(member, str_of(seller));
			index = seller_index(m, member);
			is_units = is_units || (index != NONE &&
						is_within(m, org_unit_of(m, index, c->opened_day), str_of(unit), c->opened_day));
		} else if (d->kind == DIM_UNIT) {
			is_units = is_units || is_within(m, unit_index(m, member), str_of(unit), c->opened_day);
		}
	}
	return is_sellers && is_units;
}

static bool is_wanted(const struct caselist *l, const struct case_filter *f, uint32_t number, const struct case_record *c)
{
	bool open = c->state == CASE_OPEN;
	struct buf id = { 0 };
	bool same;

	if (f->id) {
		buf_addf(&id, "C%u", number + 1);
		same = str_eq(buf_str(&id), str_of(f->id));
		buf_free(&id);
		return same;
	}
	if (c->flags & CASE_SHADOW && !f->shadow)
		return false;
	if ((f->state == WANTED_OPEN && !open) || (f->state == WANTED_CLOSED && open))
		return false;
	if (c->opened_day < f->since && (open || c->closed_day < f->since))
		return false;
	if (f->decision && !str_eq(casebook_text(&l->book, c->decision), str_of(f->decision)))
		return false;
	return is_about(l, c, f->seller, f->unit);
}

/* Open ones: the gravest, then those open longest. Closed ones: the last one first. */
static int in_order(const void *a, const void *b)
{
	const struct case_row *x = a, *y = b;
	bool open = x->record->state == CASE_OPEN;

	if (open != (y->record->state == CASE_OPEN))
		return open ? -1 : 1;
	if (open && x->record->severity != y->record->severity)
		return x->record->severity > y->record->severity ? -1 : 1;
	if (!open && x->record->closed_ms != y->record->closed_ms)
		return x->record->closed_ms > y->record->closed_ms ? -1 : 1;
	if (!open)
		return x->number > y->number ? -1 : 1;
	return x->number < y->number ? -1 : x->number > y->number;
}

static void select_rows(struct caselist *l, const struct case_filter *f)
{
	uint32_t count = casebook_count(&l->book);

	l->rows = mem_alloc(((size_t)count + 1) * sizeof(*l->rows));
	for (uint32_t i = 0; i < count; i++) {
		const struct case_record *c = casebook_at(&l->book, i);

		l->known += c != NULL;
		if (!c || !is_wanted(l, f, i, c))
			continue;
		l->rows[l->count++] = (struct case_row){ .number = i, .record = c };
		l->open += c->state == CASE_OPEN;
	}
	qsort(l->rows, l->count, sizeof(*l->rows), in_order);
	l->closed = l->count - l->open;
	if (!f->id && f->closed_max > 0 && l->closed > f->closed_max) {
		l->left_out = l->closed - (uint32_t)f->closed_max;
		l->count -= l->left_out;
	}
	for (uint32_t i = 0; i < l->count; i++)
		find_words(l, &l->rows[i]);
}

int caselist_read(struct caselist *l, struct server *s, const struct case_filter *f, struct known *known, bool *out_usage,
		  struct err *err)
{
	struct str text;

	*out_usage = false;
	if (server_need_company(s, err) < 0 || read_words(l, s, known, err) < 0)
		return -1;
	/* From the checkpoint where there is one: only how things stand is asked for. */
	if (!known->text && server_get(s, "state:manifest", &text, &l->refold.use_checkpoint, err) < 0)
		return -1;
	l->refold.known = known;
	if (refold_run(&l->refold, s, err) < 0)
		return -1;
	l->book = casebook_of(l->refold.turn->engine);
	if (check_decision(l, f->decision, out_usage, err) < 0 ||
	    check_member(l->book.model, "seller", f->seller, out_usage, err) < 0 ||
	    check_member(l->book.model, "unit", f->unit, out_usage, err) < 0)
		return -1;
	select_rows(l, f);
	return 0;
}

void caselist_free(struct caselist *l)
{
	if (l->refold.turn)
		refold_free(&l->refold);
	said_free(&l->said);
	mem_free(l->rows);
}

/* ---- of one row ---- */

int32_t caselist_age(const struct caselist *l, const struct case_row *r)
{
	const struct engine *e = l->refold.turn->engine;
	const struct case_record *c = r->record;
	struct explained of;
	uint32_t scope = explain_case(e, r->number, &of) && of.decision ? of.scope : NONE;
	int32_t opened = figures_date(e, scope, c->opened_ms);

	return (c->state == CASE_OPEN ? figures_today(e, scope) : figures_date(e, scope, c->closed_ms)) - opened;
}

struct str caselist_state(const struct caselist *l, const struct case_row *r)
{
	return r->record->state == CASE_OPEN ? STR("open") : casebook_text(&l->book, r->record->reason);
}
