#include "ctl/hindsight.h"

#include "rules/calendar.h"
#include "rules/period.h"
#include "rules/plan.h"

#include <stdlib.h>

/* ---- what became of a subject ---- */

/* Only a day off may lie between a period's first day and the past's: else a part of the period is not in it. */
static bool is_whole(const struct hindsight *h, const struct model *m, struct period p)
{
	const struct calendar *c = &m->calendars[m->calendar];

	return calendar_weight(c, PHASE_WORKDAYS, period_from(m, p), h->first_day) == 0;
}

static enum fate fate_of(const struct hindsight *h, const struct decision *d, uint32_t scope, struct period p)
{
	const struct engine *e = h->fold.turn->engine;
	const struct model *m = engine_model(e);
	struct ratio attainment, wanted = { h->missed_ppm, PPM };
	struct figures f;

	if (h->last_day == DAY_NONE || period_to(m, p) > h->last_day)
		return FATE_NOT_OVER;
	figures_to_date(e, scope, d->kpi, p, NONE, d->level, DAY_NONE, &f);
	if (!is_whole(h, m, p) || !f.has_plan)
		return FATE_UNKNOWN;
	if (!f.fact.den && d->on_missing == MISSING_OPEN)
		f.fact = (struct ratio){ 0, 1 };
	attainment = figures_attainment(&m->kpis[d->kpi], &f);
	if (!attainment.den)
		return FATE_UNKNOWN;
	return ratio_cmp(attainment, wanted) < 0 ? FATE_MISSED : FATE_MET;
}

/* ---- the subjects of a decision ---- */

static int by_scope(const void *a, const void *b)
{
	const struct hindsight_subject *x = a, *y = b;

	if (x->scope != y->scope)
		return x->scope < y->scope ? -1 : 1;
	return (x->period.index > y->period.index) - (x->period.index < y->period.index);
}

static bool has_role(const struct hindsight *h, const struct decision *d, uint32_t scope)
{
	const struct engine *e = h->fold.turn->engine;
	const struct model *m = engine_model(e);
	struct buf id = { 0 };
	bool has = d->role_count == 0;

	figures_scope_id(e, scope, &id);
	for (uint32_t s = 0; !has && s < m->seller_count; s++)
		for (uint32_t i = 0; !has && str_eq(m->sellers[s].code, buf_str(&id)) && i < d->role_count; i++)
			has = str_eq(m->sellers[s].role, d->roles[i]);
	buf_free(&id);
	return has;
}

static bool is_watched(const struct hindsight *h, const struct decision *d, const struct plan_key *key)
{
	return key->kpi == d->kpi && key->level == d->level && key->period.kind == d->period_kind &&
	       figures_scope_kind(h->fold.turn->engine, key->scope) == d->scope_kind && has_role(h, d, key->scope);
}

static void count_subject(struct hindsight_decision *d, enum fate fate)
{
	d->missed += fate == FATE_MISSED;
	d->met += fate == FATE_MET;
	d->not_over += fate == FATE_NOT_OVER;
	d->unknown += fate == FATE_UNKNOWN;
}

/* Those whose period the past touches. */
static void find_subjects(struct hindsight *h, struct hindsight_decision *d)
{
	const struct engine *e = h->fold.turn->engine;
	const struct model *m = engine_model(e);
	const struct plan_book *book = engine_plans(e);
	struct plan_key key;

	for (size_t n = 0; h->first_day != DAY_NONE && n < plan_count(book); n++) {
		struct hindsight_subject *s;

		plan_nth(book, n, &key);
		if (!is_watched(h, d->decision, &key) || period_to(m, key.period) <= h->first_day ||
		    period_from(m, key.period) > h->last_day)
			continue;
		s = ARRAY_ADD(d->subjects);
		*s = (struct hindsight_subject){ key.scope, key.period, fate_of(h, d->decision, key.scope, key.period), false };
		count_subject(d, s->fate);
	}
	if (d->subjects.count > 0)
		qsort(d->subjects.at, d->subjects.count, sizeof(*d->subjects.at), by_scope);
}

/* ---- its cases ---- */

static struct str kept(struct hindsight *h, struct buf *b)
{
	struct str s = arena_str(h->arena, buf_str(b));

	buf_clear(b);
	return s;
}

static struct hindsight_subject *subject_of(struct hindsight *h, struct hindsight_decision *d, const struct case_record *c,
					    struct str id)
{
	struct hindsight_subject key = {
		.scope = figures_scope(h->fold.turn->engine, d->decision->scope_kind, id),
		.period = { d->decision->period_kind, c->period },
	};

	if (key.scope == NONE || d->subjects.count == 0)
		return NULL;
	return bsearch(&key, d->subjects.at, d->subjects.count, sizeof(key), by_scope);
}

static void count_case(struct hindsight_decision *d, const struct hindsight_case *c)
{
	d->right += c->fate == FATE_MISSED;
	d->wrong += c->fate == FATE_MET;
	d->undecided += c->fate == FATE_UNKNOWN || c->fate == FATE_NOT_OVER;
	if (c->fate == FATE_MISSED)
		*ARRAY_ADD(d->leads) = c->lead_days;
}

static void take_case(struct hindsight *h, uint32_t number)
{
	const struct case_record *r = casebook_at(&h->book, number);
	struct hindsight_case c = { .number = number, .fate = FATE_UNKNOWN };
	struct str code = casebook_text(&h->book, r->decision);
	struct period period = { 0, r->period };
	struct hindsight_decision *d;
	struct hindsight_subject *s;
	struct buf b = { 0 };

	while (c.decision < h->decision_count && !str_eq(h->decisions[c.decision].decision->code, code))
		c.decision++;
	if (c.decision == h->decision_count)
		return;
	d = &h->decisions[c.decision];
	casebook_add_scope(&h->book, r, &b);
	c.scope = kept(h, &b);
	casebook_add_period(&h->book, r, &b);
	c.period = kept(h, &b);
	buf_free(&b);
	c.to = casebook_text(&h->book, r->to);
	c.opened_day = r->opened_day;
	c.closed_day = r->state == CASE_CLOSED ? r->closed_day : DAY_NONE;
	period.kind = d->decision->period_kind;
	c.lead_days = period_to(h->book.model, period) - 1 - c.opened_day;
	s = subject_of(h, d, r, c.scope);
	c.fate = s ? s->fate : FATE_UNKNOWN;
	if (s && s->fate == FATE_MISSED && c.lead_days > 0 && !s->found) {
		s->found = true;
		d->found++;
	}
	count_case(d, &c);
	*ARRAY_ADD(d->cases) = (uint32_t)h->cases.count;
	*ARRAY_ADD(h->cases) = c;
}

static int by_length(const void *a, const void *b)
{
	const int32_t *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

void hindsight_judge(struct hindsight *h)
{
	struct engine *e = h->fold.turn->engine;
	const struct decisions *all = engine_decisions(e);
	int32_t last;

	h->book = casebook_of(e);
	h->counters = engine_counters(e);
	h->last_day = figures_today(e, NONE);
	if (!figures_days(e, &h->first_day, &last))
		h->first_day = DAY_NONE;
	h->decisions = mem_alloc((all->count + 1) * sizeof(*h->decisions));
	h->decision_count = all->count;
	for (uint32_t i = 0; i < all->count; i++) {
		h->decisions[i].decision = &all->at[i];
		find_subjects(h, &h->decisions[i]);
	}
	for (uint32_t n = 0; n < casebook_count(&h->book); n++)
		if (casebook_at(&h->book, n))
			take_case(h, n);
	for (uint32_t i = 0; i < h->decision_count; i++)
		if (h->decisions[i].leads.count > 0)
			qsort(h->decisions[i].leads.at, h->decisions[i].leads.count, sizeof(int32_t), by_length);
	if (h->first_day != DAY_NONE)
		burden_sum(&h->burden, &h->book.model->calendars[h->book.model->calendar], h->first_day, h->last_day);
}
