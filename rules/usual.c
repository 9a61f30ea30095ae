#include "rules/usual.h"

#include "rules/credit.h"
#include "rules/ledger.h"
#include "rules/remark.h"
#include "rules/store.h"

/* A seller's values of a field. */
struct habit {
	struct store *store;
	const struct measure *measure;
	uint32_t scope;
	int32_t from, to; /* days, half open */
	struct bag *values;
};

static void days_add(const struct engine *e, const struct habit *h)
{
	uint32_t kind = period_position(e->model, PERIOD_DAY);

	for (int32_t day = h->from; day < h->to; day++) {
		const struct cell *c = cell_find(h->store, h->scope, kind, day);

		if (c)
			bag_pour(h->values, cell_bag(h->store, c, h->measure->slot), 1);
	}
}

static bool counts_there(struct engine *e, const struct habit *h, const struct row_record *row)
{
	const struct place *p;
	uint32_t i = 0;

	if (row->day < h->from || row->day >= h->to)
		return false;
	p = place_of(e, h->store, row->tuple, row->day);
	while (i < p->scope_count && p->scopes[i] != h->scope)
		i++;
	return i < p->scope_count;
}

static void corrected_take(struct engine *e, const struct habit *h, const struct report *r)
{
	struct bag_item item;

	for (uint32_t n = ledger_facts(e, r->key); n; n = fact_at(h->store, n - 1)->next) {
		const struct fact_record *f = fact_at(h->store, n - 1);

		if (counts_there(e, h, row_at(h->store, f->row)) && measure_item(h->store, h->measure, f, &item))
			bag_change(h->values, item.hi, item.lo, item.extra, -item.count);
	}
}

/* Twice the median; 0: it says nothing. */
static i128 median_twice(struct engine *e, const struct report *r, const struct usual_limit *limit)
{
	const struct measure *m = &e->model->measures[limit->measure];
	struct habit h = { .store = &e->stores[m->facts],
			   .measure = m,
			   .from = r->day - limit->days,
			   .to = r->day,
			   .scope = scope_find(&e->scopes, (struct scope){ .kind = m->days_of - 1, .members = { r->seller } }) };
	i128 twice = 0;

	if (h.scope == NONE)
		return 0;
	h.values = bag_new();
	days_add(e, &h);
	corrected_take(e, &h, r);
	if (bag_total(h.values) / store_whole(h.store) >= limit->least)
		twice = bag_median_twice(h.values);
	bag_free(h.values);
	return twice > 0 ? twice : 0;
}

static struct str number_text(struct arena *a, int64_t e4)
{
	struct buf b = { 0 };

	num_add_e4(&b, e4);
	struct str text = arena_str(a, buf_str(&b));
	buf_free(&b);
	return text;
}

static void hold(struct arena *a, const struct form_field *f, const char *rule, const char *key, int64_t e4, i128 twice,
		 struct remark *out)
{
	int64_t median_e4 = 0;

	ratio_scaled((struct ratio){ twice, 2 * E4 }, E4, &median_e4);
	struct str value = number_text(a, e4), median = number_text(a, median_e4), times = number_text(a, f->usual->times_e4);

	out->class = RULE_HOLD;
	out->rule = str_of(rule);
	out->key = str_of(key);
	out->params = arena_strf(a, "{\"value\":\"%.*s\",\"median\":\"%.*s\",\"times\":\"%.*s\",\"days\":\"%d\"}", STR_ARG(value),
				 STR_ARG(median), STR_ARG(times), f->usual->days);
	out->text.in[LANGUAGE_EN] =
		arena_strf(a, "%.*s: %.*s is more than %.*s times %.*s, the median of this seller's own values of %d days",
			   STR_ARG(f->title.in[LANGUAGE_EN]), STR_ARG(value), STR_ARG(times), STR_ARG(median), f->usual->days);
	out->text.in[LANGUAGE_RU] =
		arena_strf(a, "%.*s: %.*s больше, чем %.*s × %.*s (медиана значений этого продавца за %d дн.)",
			   STR_ARG(f->title.in[LANGUAGE_RU]), STR_ARG(value), STR_ARG(times), STR_ARG(median), f->usual->days);
}

static bool is_far_above(const struct fact *fact, const struct form_field *f, i128 twice)
{
	int64_t e4 = fact->values[f->column];

	return e4 != COLUMN_ABSENT && (i128)e4 * 2 * E4 > f->usual->times_e4 * twice;
}

static void field_note(struct engine *e, struct arena *a, struct report *r, const struct form_field *f,
		       const struct form_field *lines)
{
	i128 twice = f->usual ? median_twice(e, r, f->usual) : 0;
	struct remark made = { .field = f->name };
	uint32_t n = 0;

	while (twice && n < r->fact_count && !is_far_above(&r->facts[n], f, twice))
		n++;
	if (!twice || n == r->fact_count)
		return;
	if (lines)
		made.field = arena_strf(a, "%.*s[%u].%.*s", STR_ARG(lines->name), n, STR_ARG(f->name));
	hold(a, f, "V21", "far_above_own", r->facts[n].values[f->column], twice, &made);
	remark_add(a, &r->remarks, &made);
}

void usuals_note(struct engine *e, struct arena *a, struct report *r)
{
	const struct form *form = &e->model->forms[r->form];
	const struct form_field *lines = form->lines == NONE ? NULL : &form->fields[form->lines];

	if (!r->seller || r->sharers || !r->fact_count)
		return;
	for (uint32_t i = 0; i < form->field_count; i++)
		field_note(e, a, r, &form->fields[i], NULL);
	for (uint32_t i = 0; lines && i < lines->line_field_count; i++)
		field_note(e, a, r, &lines->lines[i], lines);
}
