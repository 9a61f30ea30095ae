/* The fact tables in which the engine tells what cases and tasks came to. A model has them where a measure names them. */
#include "model/loader.h"
#include "rules/case_columns.h"

static bool is_named(const struct loader *l, struct str code)
{
	const struct records *rows = &l->docs.kpis->measures;

	for (uint32_t i = 0; i < l->model->fact_table_count; i++)
		if (str_eq(l->model->fact_tables[i].code, code)) /* a form's own */
			return false;
	for (uint32_t i = 0; i < rows->count; i++)
		if (str_eq(((const struct measure_doc *)rows->at[i])->facts.text, code))
			return true;
	return false;
}

/* An axis called like the column `decision` gives figures of each decision. */
static uint32_t axes_of(struct loader *l, const uint32_t **out)
{
	uint32_t axis = model_axis(l->model, case_columns[CASE_COL_DECISION].name);
	uint32_t *axes = load_array(l, 1, sizeof(*axes));

	*out = axes;
	axes[0] = axis;
	return axis != NONE && l->model->axes[axis].source == AXIS_FIELD;
}

static uint32_t table_add(struct loader *l, struct str code, const struct column *list, uint32_t count)
{
	struct model *m = l->model;
	struct fact_table *t = (struct fact_table *)&m->fact_tables[m->fact_table_count];
	struct column *columns = load_array(l, count, sizeof(*columns));

	if (!is_named(l, code))
		return NONE;
	for (uint32_t c = 0; c < count; c++)
		columns[c] = list[c];
	*t = (struct fact_table){ .code = code, .has_seller = true, .columns = columns, .column_count = count };
	t->axis_count = axes_of(l, &t->axes);
	return m->fact_table_count++;
}

void load_cases(struct loader *l)
{
	l->model->case_facts = table_add(l, STR("case"), case_columns, CASE_COLUMNS);
	l->model->task_facts = table_add(l, STR("task"), task_columns, TASK_COLUMNS);
}
