/* How measures are called: by the company, and where a ready KPI brings them, after what they count. */
#include "model/loader.h"
#include "rules/formula.h"

static void add_column(const struct fact_table *t, uint32_t column, struct buf *out)
{
	if (column != NONE)
		buf_addf(out, " %.*s", STR_ARG(t->columns[column].name));
}

static void add_condition(const struct loader *l, const struct fact_table *t, const struct condition *c, struct buf *out)
{
	static const char *const signs[] = {
		[COMPARE_IN] = "=",  [COMPARE_NOT_IN] = "not", [COMPARE_LT] = "<",  [COMPARE_LE] = "<=",       [COMPARE_GT] = ">",
		[COMPARE_GE] = ">=", [COMPARE_EQ] = "=",       [COMPARE_NE] = "!=", [COMPARE_GIVEN] = "given",
	};
	struct str name = c->on_axis ? l->model->axes[t->axes[c->index]].code : t->columns[c->index].name;

	buf_addf(out, " | %.*s %s", STR_ARG(name), signs[c->compare]);
	for (uint32_t i = 0; i < c->name_count; i++)
		buf_addf(out, "%s%.*s", i ? ", " : " ", STR_ARG(c->names[i]));
	if (!c->names)
		buf_addf(out, " %lld/%d", (long long)c->number_e4, (int)E4);
}

/* "count deal_step | step = entered | state = won": no author can write such a code. */
static struct str counted(struct loader *l, const struct measure *x)
{
	static const char *const aggregates[] = {
		"sum", "count", "average", "ratio", "last", "min", "max", "median", "distinct"
	};
	const struct fact_table *t = &l->model->fact_tables[x->facts];
	struct buf b = { 0 };
	struct str code;

	buf_addf(&b, "%s %.*s", aggregates[x->aggregate], STR_ARG(t->code));
	add_column(t, x->column, &b);
	add_column(t, x->divisor, &b);
	if (x->stock)
		buf_adds(&b, STR(" stock"));
	buf_adds(&b, STR(" |"));
	for (uint32_t i = 0; i < x->where_count; i++)
		add_condition(l, t, &x->where[i], &b);
	code = load_keep(l, buf_str(&b));
	buf_free(&b);
	return code;
}

void measure_name_add(struct loader *l, struct measure *x, bool ready)
{
	struct measure_names *names = &l->measure_names;
	struct model *m = l->model;
	uint32_t at = m->measure_count;

	names->list[names->count].code = x->code;
	if (ready && x->facts != NONE)
		x->code = counted(l, x);
	for (uint32_t i = l->docs.kpis->own_measures; ready && i < m->measure_count && at == m->measure_count; i++)
		if (str_eq(m->measures[i].code, x->code))
			at = i;
	names->measure[names->count++] = at;
	if (at == m->measure_count)
		((struct measure *)m->measures)[m->measure_count++] = *x;
}

int measure_names_compile(struct loader *l, struct str text, struct kpi *k, uint32_t *out_column, struct err *err)
{
	const struct measure_names *names = &l->measure_names;

	if (formula_compile(l->arena, text, names->list, names->count, &k->formula, &k->step_count, out_column, err) < 0)
		return -1;
	for (uint32_t i = 0; i < k->step_count; i++)
		if (k->formula[i].op == OP_MEASURE)
			((struct step *)k->formula)[i].measure = names->measure[k->formula[i].measure];
	return 0;
}
