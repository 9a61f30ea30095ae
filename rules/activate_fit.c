/* Whether a model can follow the one in force: nothing is bound yet and nothing changes. */
#include "rules/activate.h"

#include <string.h>

#include "rules/case_fact.h"
#include "rules/entity.h"

uint32_t activate_table(const struct model *m, struct str code)
{
	for (uint32_t i = 0; i < m->fact_table_count; i++)
		if (str_eq(m->fact_tables[i].code, code))
			return i;
	return NONE;
}

uint32_t activate_column(const struct fact_table *t, struct str name)
{
	for (uint32_t i = 0; i < t->column_count; i++)
		if (str_eq(t->columns[i].name, name))
			return i;
	return NONE;
}

static int table_fits(const struct model *old, const struct model *m, const struct fact_table *from, const struct fact_table *to,
		      struct err *err)
{
	bool same = from->axis_count == to->axis_count;

	for (uint32_t i = 0; same && i < from->axis_count; i++)
		same = str_eq(old->axes[from->axes[i]].code, m->axes[to->axes[i]].code);
	if (!same)
		return err_set(err,
			       "fact table \"%.*s\" has other axes than the facts already counted; fold the log again under the "
			       "new model",
			       STR_ARG(from->code));
	if (from->credit_column && !to->credit_column)
		return err_set(
			err,
			"fact table \"%.*s\": credit has been shared in it, and no form of the new model says so; keep its "
			"`credit'",
			STR_ARG(from->code));
	for (uint32_t i = 0; i < to->column_count; i++) {
		uint32_t at = activate_column(from, to->columns[i].name);
		if (at != NONE && from->columns[at].kind != to->columns[i].kind)
			return err_set(err, "fact table \"%.*s\": the column \"%.*s\" was text or number before and is not now",
				       STR_ARG(from->code), STR_ARG(to->columns[i].name));
	}
	return 0;
}

/* ---- the same measure ---- */
static bool conditions_same(const struct model *old, const struct fact_table *from, const struct model *m,
			    const struct fact_table *to, const struct measure *a, const struct measure *b)
{
	if (a->where_count != b->where_count)
		return false;
	for (uint32_t i = 0; i < a->where_count; i++) {
		const struct condition *x = &a->where[i], *y = &b->where[i];
		if (x->on_axis != y->on_axis || x->compare != y->compare || x->way != y->way || x->name_count != y->name_count ||
		    x->number_e4 != y->number_e4)
			return false;
		struct str one = x->on_axis ? old->axes[from->axes[x->index]].code : from->columns[x->index].name;
		struct str two = y->on_axis ? m->axes[to->axes[y->index]].code : to->columns[y->index].name;
		if (!str_eq(one, two))
			return false;
		for (uint32_t n = 0; n < x->name_count; n++)
			if (!str_eq(x->names[n], y->names[n]))
				return false;
	}
	return true;
}

static bool column_same(const struct fact_table *from, const struct fact_table *to, uint32_t a, uint32_t b)
{
	return (a == NONE) == (b == NONE) && (a == NONE || str_eq(from->columns[a].name, to->columns[b].name));
}

const struct measure *activate_measure(const struct model *old, const struct fact_table *from, const struct model *m,
				       const struct measure *x)
{
	const struct fact_table *to = &m->fact_tables[x->facts];
	uint32_t at = model_measure(old, x->code);
	const struct measure *y = at == NONE ? NULL : &old->measures[at];

	if (!y || &old->fact_tables[y->facts] != from || y->aggregate != x->aggregate ||
	    !column_same(from, to, y->column, x->column) ||
	    (x->aggregate == AGG_RATIO && !column_same(from, to, y->divisor, x->divisor)) ||
	    !conditions_same(old, from, m, to, y, x))
		return NULL;
	return y;
}

/* ---- what new measures come to ---- */
/* New measures bound to the old facts, whose names have the numbers of the old model's domains. */
struct trial {
	const struct store *from;
	struct store as;      /* the new table, as far as measures_of() asks for it */
	uint32_t *column_was; /* by new column; NONE: it is new */
	int64_t *values;      /* a fact under the new columns */
	int64_t *weights;     /* by sum slot: of all facts */
};

/* A name that the old model does not know is none that a fact has. */
static void terms_try(const struct engine *e, struct trial *t, const struct measure *x, struct predicate *p)
{
	struct domains *all = (struct domains *)&e->domains;
	uint32_t table = (uint32_t)(t->from->is - e->model->fact_tables);

	p->count = x->where_count;
	p->conditions = mem_alloc(p->count * sizeof(*p->conditions) + 1);
	for (uint32_t i = 0; i < p->count; i++) {
		const struct condition *c = &x->where[i];
		uint32_t column = c->on_axis ? NONE : t->column_was[c->index];
		const struct domain *d = c->on_axis       ? domain_axis(all, e->model, t->from->is->axes[c->index])
					 : column == NONE ? NULL
							  : domain_column(all, e->model, table, column);
		p->conditions[i].is = c;
		p->conditions[i].numbers = mem_alloc(c->name_count * sizeof(uint32_t) + 1);
		for (uint32_t n = 0; n < c->name_count; n++) {
			uint32_t known = d ? names_find(&d->names, c->names[n]) : 0;
			p->conditions[i].numbers[n] = known ? known : NONE;
		}
	}
}

static void trial_begin(const struct engine *e, const struct store *from, const struct model *m, const struct fact_table *to,
			struct trial *t)
{
	*t = (struct trial){ .from = from, .as.is = to };
	t->column_was = mem_alloc(to->column_count * sizeof(uint32_t) + 1);
	t->values = mem_alloc(to->column_count * sizeof(int64_t) + 1);
	for (uint32_t c = 0; c < to->column_count; c++)
		t->column_was[c] = activate_column(from->is, to->columns[c].name);
	t->as.sum_count = state_slots(m, to, true);
	t->as.deltas = mem_alloc(t->as.sum_count * sizeof(int64_t) + 1);
	t->weights = mem_alloc(t->as.sum_count * sizeof(int64_t) + 1);
	t->as.measures = mem_alloc(to->measure_count * sizeof(*t->as.measures) + 1);
	t->as.predicates = mem_alloc(to->measure_count * sizeof(*t->as.predicates) + 1);
	t->as.holds = mem_alloc(to->measure_count + 1);
	t->as.changed = mem_alloc(to->measure_count + 1);
	for (uint32_t i = 0; i < to->measure_count; i++) {
		const struct measure *x = &m->measures[to->measures[i]];
		if (!aggregate_is_additive(x->aggregate) || activate_measure(e->model, from->is, m, x))
			continue;
		uint32_t n = t->as.measure_count++;
		t->as.measures[n] = (struct bound_measure){ x, n };
		terms_try(e, t, x, &t->as.predicates[t->as.predicate_count++]);
	}
}

static void trial_end(struct trial *t)
{
	measures_free(&t->as);
	mem_free(t->column_was);
	mem_free(t->values);
	mem_free(t->weights);
}

static int fact_try(struct trial *t, uint32_t fact, struct err *err)
{
	const struct fact_record *f = fact_at(t->from, fact);

	for (uint32_t c = 0; c < t->as.is->column_count; c++)
		t->values[c] = t->column_was[c] == NONE ? COLUMN_ABSENT : f->values[t->column_was[c]];
	measures_of(&t->as, pool_at(&t->from->tuples, row_at(t->from, f->row)->tuple), t->values);
	for (uint32_t i = 0; i < t->as.measure_count; i++) {
		const struct measure *x = t->as.measures[i].is;
		for (uint32_t s = x->slot; s < x->slot + measure_width(x); s++) {
			int64_t weight = t->as.deltas[s] < 0 ? -t->as.deltas[s] : t->as.deltas[s];
			if (__builtin_add_overflow(t->weights[s], weight, &t->weights[s]))
				return err_set(err,
					       "measure \"%.*s\": over the facts already counted it would exceed what can be "
					       "counted exactly",
					       STR_ARG(x->code));
		}
	}
	return 0;
}

struct trying {
	struct trial *trial;
	struct err *err;
	int rc;
};

static void settled_try(struct store *t, uint32_t fact, void *to)
{
	struct trying *x = to;

	(void)t;
	if (x->rc == 0)
		x->rc = fact_try(x->trial, fact, x->err);
}

static int measures_fit(const struct engine *e, const struct store *from, const struct model *m, struct err *err)
{
	uint32_t at = activate_table(m, from->is->code);
	struct trial t;
	int rc = 0;

	if (at == NONE)
		return 0;
	trial_begin(e, from, m, &m->fact_tables[at], &t);
	for (uint32_t n = 0; n < e->ids.count && t.as.measure_count && rc == 0; n++) {
		const struct id_record *id = pool_at(&e->ids, n);
		uint32_t form = id->form ? model_form(e->model, names_text(&e->forms, id->form)) : NONE;
		if (form == NONE || &e->stores[e->model->forms[form].facts] != from)
			continue;
		for (uint32_t f = id->first_fact; f && rc == 0; f = fact_at(from, f - 1)->next)
			rc = fact_try(&t, f - 1, err);
	}
	struct trying settled = { &t, err, rc };
	if (t.as.measure_count)
		entities_each_fact((struct engine *)e, (struct store *)from, settled_try, &settled);
	trial_end(&t);
	return settled.rc;
}

/* ---- the whole ---- */
/* Quarters and years are stored by numbers that count from the fiscal year's first month. */
static bool keeps_fiscal_periods(const struct engine *e)
{
	uint32_t quarter = names_find(&e->codes, STR("quarter")), year = names_find(&e->codes, STR("year"));
	bool any = false;

	for (uint32_t i = 0; i < e->cases.count; i++) {
		uint32_t kind = ((const struct case_record *)pool_at(&e->cases, i))->period_kind;
		any = any || (kind && (kind == quarter || kind == year));
	}
	for (uint32_t i = 0; i < e->changes.count; i++) {
		uint32_t kind = ((const struct change_record *)pool_at(&e->changes, i))->period_kind;
		any = any || (kind && (kind == quarter || kind == year));
	}
	for (uint32_t i = 0; i < e->closed.count; i++) {
		uint32_t kind = ((const struct closed_record *)pool_at(&e->closed, i))->of.period_kind;
		any = any || (kind && (kind == quarter || kind == year));
	}
	return any;
}

int activate_fits(const struct engine *e, const struct model *m, struct err *err)
{
	for (uint32_t i = 0; i < e->store_count; i++) {
		uint32_t at = activate_table(m, e->stores[i].is->code);
		if (case_facts_are(e->model, i)) /* made anew */
			continue;
		if (at == NONE && e->stores[i].rows.count)
			return err_set(err, "fact table \"%.*s\" has facts and is not in the new model",
				       STR_ARG(e->stores[i].is->code));
		if (at != NONE && e->stores[i].rows.count &&
		    table_fits(e->model, m, e->stores[i].is, &m->fact_tables[at], err) < 0)
			return -1;
	}
	for (uint32_t n = 1; n <= e->forms.count; n++) {
		struct str code = names_text(&e->forms, n);
		uint32_t now = model_form(m, code), before = model_form(e->model, code);
		if (now == NONE ||
		    !str_eq(m->fact_tables[m->forms[now].facts].code, e->model->fact_tables[e->model->forms[before].facts].code))
			return err_set(
				err,
				"reports of form \"%.*s\" have been counted; the new model must have it with the same fact table",
				STR_ARG(code));
	}
	if (m->time != e->model->time || !str_eq(m->company, e->model->company))
		return err_set(err, "a company's name and its time (wall or log) are fixed when it is created");
	if (m->fiscal_month != e->model->fiscal_month && keeps_fiscal_periods(e))
		return err_set(
			err, "fiscal_year_starts: there are cases, plan changes or corrected figures of quarters or years, which "
			     "another month would turn into other ones");
	for (uint32_t i = 0; i < e->store_count; i++)
		if (e->stores[i].rows.count && !case_facts_are(e->model, i) && measures_fit(e, &e->stores[i], m, err) < 0)
			return -1;
	return entities_fit(e, m, err);
}
