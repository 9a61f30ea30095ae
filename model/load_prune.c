/* Only what a measure, a condition, an entity or a limit reads becomes a column; the other fields are checked and forgotten. */
#include "model/loader.h"
#include "rules/entity_kind.h"

static void fields_renumber(struct form_field *fields, uint32_t count, const uint32_t *to)
{
	for (uint32_t i = 0; i < count; i++)
		if (fields[i].column != NONE)
			fields[i].column = to[fields[i].column];
}

static void keep(uint32_t *to, uint32_t column)
{
	if (column != NONE)
		to[column] = 1;
}

static void renumber(uint32_t *column, const uint32_t *to)
{
	*column = *column == NONE ? NONE : to[*column];
}

static void keep_of_entity(const struct entity_kind *k, uint32_t facts, uint32_t *to)
{
	if (k->states == facts)
		keep(to, k->state_column[STATE_SIGN]);
	if (k->facts != facts)
		return;
	keep(to, k->key);
	keep(to, k->stage);
	keep(to, k->amount);
	keep(to, k->paid);
	keep(to, k->due);
	keep(to, k->next_step);
	keep(to, k->classing.of);
	for (uint32_t i = 0; i < k->carried_count; i++)
		if (k->carried[i].state != NONE || k->carried[i].step != NONE)
			keep(to, k->carried[i].from);
}

static void renumber_entity(struct entity_kind *k, struct fact_table *t, uint32_t facts, const uint32_t *to)
{
	struct carried *carried = (struct carried *)k->carried;
	uint32_t kept = 0;

	if (k->states == facts) {
		for (uint32_t c = 0; c < STATE_COLUMNS; c++)
			renumber(&k->state_column[c], to);
		t->sign = k->state_column[STATE_SIGN] + 1;
	}
	for (uint32_t c = 0; k->steps == facts && c < STEP_COLUMNS; c++)
		renumber(&k->step_column[c], to);
	if (k->facts == facts) {
		uint32_t *const columns[] = { &k->key, &k->stage, &k->amount, &k->paid, &k->due, &k->next_step, &k->classing.of };
		for (size_t i = 0; i < sizeof(columns) / sizeof(*columns); i++)
			renumber(columns[i], to);
	}
	for (uint32_t i = 0; i < k->carried_count; i++) {
		if (k->states == facts)
			renumber(&carried[i].state, to);
		if (k->steps == facts)
			renumber(&carried[i].step, to);
		if (k->facts != facts)
			continue;
		renumber(&carried[i].from, to);
		if (carried[i].from != NONE)
			carried[kept++] = carried[i];
	}
	if (k->facts == facts)
		k->carried_count = kept;
}

static void keep_of_fields(const struct form_field *fields, uint32_t count, uint32_t *to)
{
	for (uint32_t i = 0; i < count; i++)
		if (fields[i].entity != NONE || fields[i].usual)
			keep(to, fields[i].column);
}

static void keep_of_forms(const struct model *m, uint32_t facts, uint32_t *to)
{
	for (uint32_t i = 0; i < m->form_count; i++) {
		const struct form *form = &m->forms[i];

		if (form->facts != facts || !(form->mentions || form->usuals))
			continue;
		keep_of_fields(form->fields, form->field_count, to);
		if (form->lines != NONE)
			keep_of_fields(form->fields[form->lines].lines, form->fields[form->lines].line_field_count, to);
	}
}

static void keep_of_measures(struct loader *l, struct fact_table *t, uint32_t facts, uint32_t *to)
{
	struct model *m = l->model;
	uint32_t *measures = load_array(l, m->measure_count, sizeof(*measures));

	t->measures = measures;
	for (uint32_t i = 0; i < m->measure_count; i++) {
		const struct measure *x = &m->measures[i];

		if (x->facts != facts)
			continue;
		measures[t->measure_count++] = i;
		keep(to, x->column);
		keep(to, x->divisor);
		for (uint32_t c = 0; c < x->where_count; c++)
			if (!x->where[c].on_axis)
				keep(to, x->where[c].index);
	}
}

static void renumber_measures(struct model *m, const struct fact_table *t, const uint32_t *to)
{
	for (uint32_t i = 0; i < t->measure_count; i++) {
		struct measure *x = (struct measure *)&m->measures[t->measures[i]];

		renumber(&x->column, to);
		renumber(&x->divisor, to);
		for (uint32_t c = 0; c < x->where_count; c++)
			if (!x->where[c].on_axis)
				renumber(&((struct condition *)x->where)[c].index, to);
	}
}

static void renumber_forms(struct model *m, uint32_t facts, const uint32_t *to)
{
	for (uint32_t i = 0; i < m->form_count; i++) {
		const struct form *form = &m->forms[i];

		if (form->facts != facts)
			continue;
		fields_renumber((struct form_field *)form->fields, form->field_count, to);
		if (form->lines != NONE)
			fields_renumber((struct form_field *)form->fields[form->lines].lines,
					form->fields[form->lines].line_field_count, to);
	}
}

static void table_prune(struct loader *l, uint32_t facts)
{
	struct model *m = l->model;
	struct fact_table *t = (struct fact_table *)&m->fact_tables[facts];
	struct column *columns = (struct column *)t->columns;
	uint32_t *to = arena_alloc(l->scratch, (t->column_count + 1) * sizeof(*to));
	uint32_t kept = 0;

	keep_of_measures(l, t, facts, to);
	keep_of_forms(m, facts, to);
	for (uint32_t k = 0; k < m->entity_kind_count; k++)
		keep_of_entity(&m->entity_kinds[k], facts, to);
	keep(to, t->credit_column ? t->credit_column - 1 : NONE);
	for (uint32_t c = 0; c < t->column_count; c++) {
		columns[kept] = columns[c];
		to[c] = to[c] ? kept++ : NONE;
	}
	t->column_count = kept;
	t->credit_column = t->credit_column ? to[t->credit_column - 1] + 1 : 0;
	if (kept > FACT_COLUMNS_MAX)
		problems_add(l->problems, "kpis.yaml", 0, 0, "measures read %u columns of the fact table \"%.*s\": at most %d",
			     kept, STR_ARG(t->code), FACT_COLUMNS_MAX);
	renumber_measures(m, t, to);
	for (uint32_t k = 0; k < m->entity_kind_count; k++)
		renumber_entity((struct entity_kind *)&m->entity_kinds[k], t, facts, to);
	renumber_forms(m, facts, to);
}

/* The entities' own tables, which stand last, come first: they say what is read of the events. */
void load_prune(struct loader *l)
{
	for (uint32_t f = l->model->fact_table_count; f-- > 0;)
		table_prune(l, f);
}
