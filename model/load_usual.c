/* Limits by what is usual: the fields that have one, and the measures that keep a seller's values for it. These are of a name
 * that no author can write, so that storing and carrying over to another model need nothing of their own. */
#include "model/loader.h"

typedef ARRAY(struct measure) measures;

/* Of sellers alone; NONE. One whose dimensions could not be read may be it, and then nothing is said. */
static uint32_t sellers_kind(const struct loader *l, bool *out_gap)
{
	const struct model *m = l->model;
	uint32_t found = NONE;

	*out_gap = m->gaps.scope_kinds;
	for (uint32_t i = 0; i < m->scope_kind_count && found == NONE; i++) {
		const struct scope_kind *k = &m->scope_kinds[i];

		*out_gap = *out_gap || (l->scope_faulty && l->scope_faulty[i]);
		if (k->dim_count == 1 && k->dims[0].kind == DIM_SELLER)
			found = i;
	}
	return found;
}

static void usual_load(struct loader *l, const struct form_doc *form, const struct field_doc *d, bool beside_lines,
		       struct form_field *f)
{
	struct usual_limit *limit = load_array(l, 1, sizeof(*limit));
	struct spot place = d->usual->head.place;
	bool gap;

	*limit = (struct usual_limit){ .times_e4 = d->usual->times_e4,
				       .days = (int32_t)d->usual->days,
				       .least = (uint32_t)d->usual->least,
				       .measure = NONE };
	f->usual = limit;
	if (f->type != FIELD_INT && f->type != FIELD_NUMBER && f->type != FIELD_MONEY && !option_unread(d, &d->type))
		spot_problem(l->problems, place, "`hold_above_median` is for fields of type int, number or money");
	else if (beside_lines)
		spot_problem(
			l->problems, place,
			"`hold_above_median`: beside lines a value counts once for each line; expected it on a field of a line");
	if (form->seller == SELLER_NONE && !option_unread(form, &form->seller))
		spot_problem(l->problems, place, "`hold_above_median`: the form has no seller whose values could be compared");
	if (sellers_kind(l, &gap) == NONE && !gap)
		spot_problem(l->problems, place,
			     "`hold_above_median` needs a scope of sellers alone: add `seller: seller` to scopes.yaml");
}

static void fields_look(struct loader *l, const struct form_doc *d, const struct records *docs, const struct form_field *fields,
			bool beside_lines, struct form *form)
{
	for (uint32_t i = 0; i < docs->count; i++) {
		const struct field_doc *x = docs->at[i];

		if (x->usual)
			usual_load(l, d, x, beside_lines, (struct form_field *)&fields[i]);
		form->usuals = form->usuals || x->usual;
	}
}

void load_usuals(struct loader *l, const struct form_doc *d, struct form *form)
{
	const struct field_doc *lines = form->lines == NONE ? NULL : d->fields.at[form->lines];

	if (form->field_count < d->fields.count) /* too many: they were not read */
		return;
	fields_look(l, d, &d->fields, form->fields, lines != NULL, form);
	if (lines)
		fields_look(l, d, &lines->fields, form->fields[form->lines].lines, false, form);
}

/* ---- the measures ---- */
static uint32_t bag_slots(const struct model *m, const measures *made, uint32_t facts)
{
	uint32_t count = 0;

	for (uint32_t i = 0; i < m->measure_count; i++)
		count += m->measures[i].facts == facts && !aggregate_is_additive(m->measures[i].aggregate);
	for (uint32_t i = 0; i < made->count; i++)
		count += made->at[i].facts == facts;
	return count;
}

/* Fields of one column, in whatever form, share theirs. */
static uint32_t measure_of(struct loader *l, measures *made, uint32_t facts, uint32_t column)
{
	const struct model *m = l->model;
	const struct fact_table *t = &m->fact_tables[facts];
	bool gap;

	for (uint32_t i = 0; i < made->count; i++)
		if (made->at[i].facts == facts && made->at[i].column == column)
			return m->measure_count + i;
	struct measure one = {
		.code = arena_strf(l->arena, "usual %.*s %.*s", STR_ARG(t->code), STR_ARG(t->columns[column].name)),
		.facts = facts,
		.aggregate = AGG_MEDIAN,
		.column = column,
		.divisor = NONE,
		.days_of = sellers_kind(l, &gap) + 1,
		.slot = bag_slots(m, made, facts),
	};
	*ARRAY_ADD(*made) = one;
	return m->measure_count + (uint32_t)made->count - 1;
}

static void fields_measure(struct loader *l, measures *made, uint32_t facts, const struct form_field *fields, uint32_t count)
{
	for (uint32_t i = 0; i < count; i++) {
		if (fields[i].usual)
			((struct usual_limit *)fields[i].usual)->measure = measure_of(l, made, facts, fields[i].column);
		if (fields[i].type == FIELD_LINES)
			fields_measure(l, made, facts, fields[i].lines, fields[i].line_field_count);
	}
}

void load_usual_measures(struct loader *l)
{
	const struct model *m = l->model;
	measures made = { 0 };

	if (l->problems->errors > 0)
		return;
	for (uint32_t i = 0; i < m->form_count; i++)
		if (m->forms[i].usuals)
			fields_measure(l, &made, m->forms[i].facts, m->forms[i].fields, m->forms[i].field_count);
	load_measures_add(l, made.at, made.count);
	ARRAY_FREE(made);
}
