#include "rules/conversion.h"

#include "rules/entity_kind.h"

/* The counts on one side of the line. */
struct terms {
	const struct measure *at[FORMULA_MEASURES];
	uint32_t count;
};

/* Do all fields that fill the column hold whole numbers, and is there one? */
static bool fields_are_whole(const struct form_field *fields, uint32_t count, uint32_t column, bool *any)
{
	for (uint32_t i = 0; i < count; i++) {
		if (fields[i].column != column)
			continue;
		if (fields[i].type != FIELD_INT)
			return false;
		*any = true;
	}
	return true;
}

static bool column_is_whole(const struct model *m, uint32_t facts, uint32_t column)
{
	bool any = false;

	for (uint32_t i = 0; i < m->form_count; i++) {
		const struct form *f = &m->forms[i];
		const struct form_field *lines = f->lines != NONE ? &f->fields[f->lines] : NULL;

		if (f->facts == facts && (!fields_are_whole(f->fields, f->field_count, column, &any) ||
					  (lines && !fields_are_whole(lines->lines, lines->line_field_count, column, &any))))
			return false;
	}
	return any;
}

static bool measure_counts(const struct model *m, const struct measure *x)
{
	return x->aggregate == AGG_COUNT || x->aggregate == AGG_DISTINCT ||
	       (x->aggregate == AGG_SUM && column_is_whole(m, x->facts, x->column));
}

/* The steps are counts and sums of them, and nothing else. */
static bool terms_read(const struct model *m, const struct step *steps, uint32_t count, struct terms *out)
{
	out->count = 0;
	for (uint32_t i = 0; i < count; i++) {
		if (steps[i].op == OP_ADD)
			continue;
		if (steps[i].op != OP_MEASURE || out->count == FORMULA_MEASURES ||
		    !measure_counts(m, &m->measures[steps[i].measure]))
			return false;
		out->at[out->count++] = &m->measures[steps[i].measure];
	}
	return out->count > 0;
}

static bool is_named(const struct condition *c, struct str name)
{
	for (uint32_t i = 0; i < c->name_count; i++)
		if (str_eq(c->names[i], name))
			return true;
	return false;
}

/* How many of the names of `a` does `b` name? */
static uint32_t names_shared(const struct condition *a, const struct condition *b)
{
	uint32_t shared = 0;

	for (uint32_t i = 0; i < a->name_count; i++)
		shared += is_named(b, a->names[i]);
	return shared;
}

static bool implies(const struct condition *a, const struct condition *b)
{
	if (a->on_axis != b->on_axis || a->index != b->index)
		return false;
	if (b->compare == COMPARE_IN)
		return a->compare == COMPARE_IN && names_shared(a, b) == a->name_count;
	if (b->compare == COMPARE_NOT_IN)
		return a->compare == COMPARE_IN       ? names_shared(a, b) == 0
		       : a->compare == COMPARE_NOT_IN ? names_shared(b, a) == b->name_count
						      : false;
	return a->compare == b->compare && a->number_e4 == b->number_e4;
}

/* The name that the measure's facts must all have in the column, or an empty one. */
static struct str only_name(const struct measure *x, uint32_t column)
{
	for (uint32_t w = 0; w < x->where_count; w++)
		if (!x->where[w].on_axis && x->where[w].index == column && x->where[w].compare == COMPARE_IN &&
		    x->where[w].name_count == 1)
			return x->where[w].names[0];
	return (struct str){ 0 };
}

/* Does `c` only say that the whole are the entities that entered a stage? Whatever reached another stage from there has reached
 * that one itself, at once (entity_kind.h), so it is one of them. */
static bool is_cohort(const struct model *m, const struct measure *whole, const struct condition *c)
{
	const struct entity_kind *k = NULL;
	struct str to;

	for (uint32_t i = 0; i < m->entity_kind_count && !k; i++)
		if (m->entity_kinds[i].steps == whole->facts)
			k = &m->entity_kinds[i];
	if (!k || c->on_axis || c->index != k->step_column[STEP_TO])
		return false;
	to = only_name(whole, k->step_column[STEP_TO]);
	return to.len && str_eq(to, only_name(whole, k->step_column[STEP_FROM])) &&
	       str_eq(only_name(whole, k->step_column[STEP_STEP]), step_kinds[STEP_REACHED]);
}

static bool is_part(const struct model *m, const struct measure *part, const struct measure *whole)
{
	if (part->facts != whole->facts || part->aggregate != whole->aggregate || part->column != whole->column ||
	    part->stock != whole->stock)
		return false;
	for (uint32_t w = 0; w < whole->where_count; w++) {
		uint32_t p = 0;

		while (p < part->where_count && !implies(&part->where[p], &whole->where[w]))
			p++;
		if (p == part->where_count && !is_cohort(m, whole, &whole->where[w]))
			return false;
	}
	return true;
}

/* Takes what is in both, or (`parts`) is part of something below, away from both sides. */
static void strike(const struct model *m, struct terms *above, struct terms *below, bool parts)
{
	for (uint32_t a = 0; a < above->count;) {
		uint32_t b = 0;

		while (b < below->count && !(parts ? is_part(m, above->at[a], below->at[b]) : above->at[a] == below->at[b]))
			b++;
		if (b == below->count) {
			a++;
			continue;
		}
		above->at[a] = above->at[--above->count];
		below->at[b] = below->at[--below->count];
	}
}

bool kpi_is_conversion(const struct model *m, const struct kpi *k)
{
	struct terms above, below;
	uint32_t line = k->step_count ? k->step_count - 1 : 0, wanted = 1;

	if (!line || k->formula[line].op != OP_DIV)
		return false;
	while (line > 0 && wanted > 0) { /* to where what stands below the line begins */
		enum op op = k->formula[--line].op;

		wanted = op == OP_MEASURE || op == OP_CONST ? wanted - 1 : op_is_unary(op) ? wanted : wanted + 1;
	}
	if (!terms_read(m, k->formula, line, &above) || !terms_read(m, &k->formula[line], k->step_count - 1 - line, &below))
		return false;
	strike(m, &above, &below, false);
	strike(m, &above, &below, true);
	return above.count == 0;
}
