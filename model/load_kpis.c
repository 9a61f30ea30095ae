#include <string.h>

#include "model/catalogue.h"
#include "model/load_targets.h"
#include "rules/entity_kind.h"
#include "rules/formula.h"

static uint32_t facts_find(struct loader *l, const struct measure_doc *d)
{
	const struct model *m = l->model;
	struct nearest near = { .wanted = d->facts.text };

	if (d->facts.text.len == 0) {
		if (option_unread(d, &d->facts))
			return NONE;
		if (l->forms_tables == 1)
			return 0; /* those of the schedule and of entities stand behind it */
		if (l->table_gap)
			return NONE;
		spot_problem(l->problems, d->head.place, "measure \"%.*s\" has no \"facts\": there are %u fact tables, name one",
			     STR_ARG(d->head.code.text), m->fact_table_count);
		return NONE;
	}
	for (uint32_t i = 0; i < m->fact_table_count; i++) {
		if (str_eq(m->fact_tables[i].code, d->facts.text))
			return i;
		nearest_offer(&near, m->fact_tables[i].code);
	}
	if (l->table_gap)
		return NONE;
	spot_problem(l->problems, d->facts.place, "unknown fact table \"%.*s\"%s", STR_ARG(d->facts.text), nearest_text(&near));
	return NONE;
}

static bool fields_have_axis(const struct form_field *fields, uint32_t count, struct str name)
{
	for (uint32_t i = 0; i < count; i++)
		if (fields[i].type == FIELD_AXIS && str_eq(fields[i].name, name))
			return true;
	return false;
}

/* Do its facts have an axis of this name, or a field that says one? */
static bool is_axis(const struct loader *l, const struct fact_table *t, struct str name)
{
	const struct model *m = l->model;

	for (uint32_t i = 0; i < t->axis_count; i++)
		if (str_eq(m->axes[t->axes[i]].code, name))
			return true;
	for (uint32_t i = 0; i < m->form_count; i++) {
		const struct form *f = &m->forms[i];

		if (f->facts != (uint32_t)(t - m->fact_tables))
			continue;
		if (fields_have_axis(f->fields, f->field_count, name))
			return true;
		if (f->lines != NONE && fields_have_axis(f->fields[f->lines].lines, f->fields[f->lines].line_field_count, name))
			return true;
	}
	return false;
}

static uint32_t column_find(struct loader *l, const struct fact_table *t, const struct ref *name, bool number)
{
	const struct table_gaps *gaps = &l->tables[t - l->model->fact_tables];
	struct nearest near = { .wanted = name->text };

	for (uint32_t i = 0; i < t->column_count; i++) {
		if (!str_eq(t->columns[i].name, name->text)) {
			nearest_offer(&near, t->columns[i].name);
			continue;
		}
		if (!number || t->columns[i].kind == COLUMN_NUMBER || gaps->kind[i])
			return i;
		spot_problem(l->problems, name->place, "\"%.*s\" is a text: expected a field with numbers", STR_ARG(name->text));
		return NONE;
	}
	if (gaps->columns)
		return NONE;
	if (is_axis(l, t, name->text)) {
		spot_problem(
			l->problems, name->place,
			"\"%.*s\" is an axis, and measures read no axes: to count its members add a field of type text to the "
			"form and send the same code in it; for figures of each member declare a scope over the axis",
			STR_ARG(name->text));
		return NONE;
	}
	spot_problem(l->problems, name->place, "the fact table \"%.*s\" has no field \"%.*s\"%s", STR_ARG(t->code),
		     STR_ARG(name->text), nearest_text(&near));
	return NONE;
}

static void measure_aggregate(struct loader *l, const struct measure_doc *d, const struct fact_table *t, struct measure *x)
{
	const struct {
		const struct ref *ref;
		enum aggregate aggregate;
	} columns[] = {
		{ &d->sum, AGG_SUM }, { &d->average, AGG_AVERAGE }, { &d->last, AGG_LAST },         { &d->min, AGG_MIN },
		{ &d->max, AGG_MAX }, { &d->median, AGG_MEDIAN },   { &d->distinct, AGG_DISTINCT },
	};
	uint32_t given = d->count + (d->ratio.count > 0);

	x->aggregate = d->count ? AGG_COUNT : AGG_RATIO;
	for (size_t i = 0; i < sizeof(columns) / sizeof(*columns); i++) {
		if (columns[i].ref->text.len == 0)
			continue;
		given++;
		x->aggregate = columns[i].aggregate;
		x->column = column_find(l, t, columns[i].ref, x->aggregate != AGG_DISTINCT);
	}
	if (given != 1) {
		if (d->head.unread != 0) /* one of them may be what could not be read */
			return;
		spot_problem(l->problems, d->head.place,
			     "measure \"%.*s\": expected exactly one of sum, count, average, last, min, max, median, distinct, "
			     "ratio, got %u",
			     STR_ARG(d->head.code.text), given);
	} else if (x->aggregate == AGG_RATIO) {
		if (d->ratio.count != 2) {
			spot_problem(l->problems, d->head.place, "measure \"%.*s\": expected ratio: [a, b]",
				     STR_ARG(d->head.code.text));
			return;
		}
		x->column = column_find(l, t, &d->ratio.at[0], true);
		x->divisor = column_find(l, t, &d->ratio.at[1], true);
	}
}

static void measure_stock(struct loader *l, const struct measure_doc *d, struct measure *x)
{
	uint32_t entity = load_entity_of(l, x->facts);
	bool states = entity != NONE && l->model->entity_kinds[entity].states == x->facts;

	x->stock = d->stock || states;
	if (states && x->aggregate != AGG_SUM && x->aggregate != AGG_COUNT)
		spot_problem(
			l->problems, d->head.place,
			"measure \"%.*s\": of what entities are, expected a sum or a count; an average is a quotient of the two",
			STR_ARG(d->head.code.text));
	else if (d->stock && x->aggregate != AGG_SUM && x->aggregate != AGG_COUNT)
		spot_problem(l->problems, d->head.place, "measure \"%.*s\": stock: yes is for a sum or a count",
			     STR_ARG(d->head.code.text));
}

static bool compare_read(struct str s, enum compare *out, int64_t *out_e4)
{
	static const struct {
		const char *sign;
		enum compare compare;
	} signs[] = { { "<=", COMPARE_LE }, { ">=", COMPARE_GE }, { "!=", COMPARE_NE }, { "<", COMPARE_LT },
		      { ">", COMPARE_GT },  { "=", COMPARE_EQ },  { "", COMPARE_EQ } };

	if (str_eq(s, STR("yes")) || str_eq(s, STR("no"))) {
		*out = COMPARE_EQ;
		*out_e4 = str_eq(s, STR("yes")) ? E4 : 0;
		return true;
	}
	for (size_t i = 0; i < sizeof(signs) / sizeof(*signs); i++) {
		struct str sign = str_of(signs[i].sign);

		if (!str_starts(s, sign))
			continue;
		*out = signs[i].compare;
		return num_parse_e4(str_trim((struct str){ s.ptr + sign.len, s.len - sign.len }), out_e4, NULL) == 0;
	}
	return false;
}

/* What a name in a condition may be: a member of a closed axis or one of a field's choices. */
static void name_check(struct loader *l, const struct fact_table *t, const struct condition *c, const struct node *n)
{
	struct nearest near = { .wanted = n->text };
	const struct model *m = l->model;
	bool closed = false;

	if (c->on_axis) {
		uint32_t axis = t->axes[c->index];
		struct ref ref = { n->text, n->place };

		if (!m->axes[axis].open)
			load_find(l, &l->members[axis], &ref, "member");
		return;
	}
	for (uint32_t i = 0; i < m->form_count; i++) {
		const struct form *form = &m->forms[i];
		const struct form_field *fields = form->lines == NONE ? form->fields : form->fields[form->lines].lines;
		uint32_t count = form->lines == NONE ? form->field_count : form->fields[form->lines].line_field_count;

		for (uint32_t k = 0; &m->fact_tables[form->facts] == t && k < count; k++) {
			if (fields[k].column != c->index || fields[k].axis != NONE)
				continue;
			if (fields[k].type != FIELD_CHOICE)
				return;
			closed = closed || fields[k].choice_count > 0;
			for (uint32_t v = 0; v < fields[k].choice_count; v++) {
				if (str_eq(fields[k].choices[v], n->text))
					return;
				nearest_offer(&near, fields[k].choices[v]);
			}
		}
	}
	if (closed)
		spot_problem(l->problems, n->place, "\"%.*s\" is not among the field's values%s", STR_ARG(n->text),
			     nearest_text(&near));
	load_entity_value(l, (uint32_t)(t - m->fact_tables), c->index, n);
}

static void condition_names(struct loader *l, const struct fact_table *t, const struct node *n, struct condition *c)
{
	const struct node *values = n->kind == NODE_MAP ? node_get(n, "not") : n;
	const struct node *first;
	struct str *names;

	if (!values || (n->kind == NODE_MAP && n->count != 1) || values->kind == NODE_MAP) {
		spot_problem(l->problems, n->place, "where: expected a value, a list of values or {not: ...}");
		return;
	}
	c->compare = n->kind == NODE_MAP ? COMPARE_NOT_IN : COMPARE_IN;
	names = load_array(l, values->count + 1, sizeof(*names));
	first = values->kind == NODE_LIST ? values->first : values;
	for (const struct node *v = first; v; v = values->kind == NODE_LIST ? v->next : NULL) {
		if (v->kind != NODE_SCALAR) {
			spot_problem(l->problems, v->place, "where: expected a value, got %s", node_what(v));
			continue;
		}
		name_check(l, t, c, v);
		names[c->name_count++] = load_keep(l, v->text);
	}
	c->names = names;
}

struct draft_where {
	ARRAY(struct condition) list;
};

static void where_numbers(struct loader *l, const struct node *n, const struct condition *proto, struct draft_where *out)
{
	const struct node *first = n->kind == NODE_LIST ? n->first : n;

	for (const struct node *v = first; v; v = n->kind == NODE_LIST ? v->next : NULL) {
		struct condition *c = ARRAY_ADD(out->list);

		*c = *proto;
		if (v->kind != NODE_SCALAR || !compare_read(str_trim(v->text), &c->compare, &c->number_e4))
			spot_problem(l->problems, v->place, "where: expected a comparison like \"> 0\", \"<= 5\" or \"!= 0\"");
	}
}

static void where_one(struct loader *l, const struct fact_table *t, const struct node *n, struct draft_where *out)
{
	struct ref name = { n->key->text, n->key->place };
	uint32_t axis = model_axis(l->model, name.text);
	struct condition c = { 0 };

	for (uint32_t i = 0; axis != NONE && i < t->axis_count; i++)
		if (t->axes[i] == axis) {
			c.on_axis = true;
			c.index = i;
		}
	if (!c.on_axis) {
		c.index = column_find(l, t, &name, false);
		if (c.index == NONE)
			return;
	}
	if (!c.on_axis && t->columns[c.index].kind == COLUMN_NUMBER) {
		where_numbers(l, n, &c, out);
		return;
	}
	condition_names(l, t, n, &c);
	*ARRAY_ADD(out->list) = c;
}

static void measure_where(struct loader *l, const struct measure_doc *d, const struct fact_table *t, struct measure *x)
{
	struct draft_where where = { 0 };
	struct condition *list;

	for (const struct node *n = d->where ? d->where->first : NULL; n; n = n->next)
		where_one(l, t, n, &where);
	list = load_array(l, where.list.count, sizeof(*list));
	if (where.list.count > 0)
		memcpy(list, where.list.at, where.list.count * sizeof(*list));
	x->where = list;
	x->where_count = (uint32_t)where.list.count;
	ARRAY_FREE(where.list);
}

static void measures_slot(struct model *m, struct measure *measures)
{
	for (uint32_t f = 0; f < m->fact_table_count; f++) {
		uint32_t sums = 0, bags = 0;

		for (uint32_t i = 0; i < m->measure_count; i++) {
			struct measure *x = &measures[i];

			if (x->facts != f)
				continue;
			x->slot = aggregate_is_additive(x->aggregate) ? sums : bags;
			if (!aggregate_is_additive(x->aggregate))
				bags++;
			else
				sums += x->aggregate == AGG_AVERAGE || x->aggregate == AGG_RATIO ? 2 : 1;
		}
	}
}

/* What becomes of duties is restated by the engine itself, which keeps sums and no values. */
static void measure_of_duties(struct loader *l, const struct measure_doc *d, const struct measure *x)
{
	if ((x->facts == l->model->duty_facts || x->facts == l->model->reminder_facts) && !aggregate_is_additive(x->aggregate))
		spot_problem(l->problems, d->head.place,
			     "measure \"%.*s\": of the schedule's tables expected sum, count, average or ratio",
			     STR_ARG(d->head.code.text));
}

static void measures_load(struct loader *l)
{
	const struct records *rows = &l->docs.kpis->measures;
	struct measure *measures = load_array(l, rows->count, sizeof(*measures));

	l->model->measures = measures;
	l->measure_names.list = arena_alloc(l->scratch, (rows->count + 1) * sizeof(*l->measure_names.list));
	l->measure_names.measure = arena_alloc(l->scratch, (rows->count + 1) * sizeof(*l->measure_names.measure));
	for (uint32_t i = 0; i < rows->count; i++) {
		const struct measure_doc *d = rows->at[i];
		struct measure made = { .code = load_keep(l, d->head.code.text), .column = NONE, .divisor = NONE };
		struct measure *x = &made;
		size_t before = l->problems->errors;

		x->facts = facts_find(l, d);
		if (x->facts != NONE) {
			measure_aggregate(l, d, &l->model->fact_tables[x->facts], x);
			measure_stock(l, d, x);
			measure_of_duties(l, d, x);
			measure_where(l, d, &l->model->fact_tables[x->facts], x);
		}
		if (l->problems->errors > before || d->head.unread != 0)
			x->aggregate = AGG_SUM; /* KPIs get the benefit of the doubt: they may add up */
		measure_name_add(l, x, i >= l->docs.kpis->own_measures);
	}
	measures_slot(l->model, measures);
}

static void kpi_formula(struct loader *l, const struct kpi_doc *d, struct kpi *k)
{
	const struct model *m = l->model;
	uint32_t column = 1;
	struct err err;

	if (d->formula.text.len == 0 || option_unread(l->docs.kpis, &l->docs.kpis->measures))
		return;
	if (measure_names_compile(l, d->formula.text, k, &column, &err) < 0) {
		struct spot at = d->formula.place;

		at.column += column > 0 ? column - 1 : 0;
		spot_problem(l->problems, at, "kpi \"%.*s\": %s", STR_ARG(d->head.code.text), err.text);
		return;
	}
	k->adds_up = formula_is_additive(k->formula, k->step_count, m->measures);
	k->stock = formula_has_stock(k->formula, k->step_count, m->measures);
	k->additive = k->adds_up && !k->stock;
	for (uint32_t i = 0; i < k->step_count; i++)
		k->foretold = k->foretold || (k->formula[i].op == OP_MEASURE &&
					      load_entity_of(l, m->measures[k->formula[i].measure].facts) != NONE);
	/* Distinct members add up over the days too, though not over members of the organisation. */
	k->grows = k->additive || (k->step_count == 1 && k->formula[0].op == OP_MEASURE &&
				   m->measures[k->formula[0].measure].aggregate == AGG_DISTINCT);
}

/* Limits of a sum would have to grow with the days of each kind of period; a rate has the same ones on each day. */
static void kpi_band(struct loader *l, const struct kpi_doc *d, struct kpi *k)
{
	bool band = k->direction == DIRECTION_BAND, both = d->low.text.len > 0 && d->high.text.len > 0;
	const struct ref *given = d->low.text.len > 0 ? &d->low : &d->high;

	if (option_unread(d, &d->direction) || option_unread(d, &d->low) || option_unread(d, &d->high) ||
	    option_unread(d, &d->unit))
		return;
	if (!band && given->text.len > 0)
		spot_problem(l->problems, given->place, "kpi \"%.*s\": low and high are the limits of direction: band",
			     STR_ARG(k->code));
	if (band && !both)
		spot_problem(l->problems, d->head.place, "kpi \"%.*s\": direction: band needs its limits, low and high",
			     STR_ARG(k->code));
	if (band && k->grows)
		spot_problem(
			l->problems, d->head.place,
			"kpi \"%.*s\" adds up over the days: expected direction: up or down; a band is for a rate, an average, a "
			"last or a middle value",
			STR_ARG(k->code));
	if (!band || !both || !unit_read(l, &d->low, "low", k->unit, 1, &k->low_e4) ||
	    !unit_read(l, &d->high, "high", k->unit, 1, &k->high_e4))
		return;
	if (k->low_e4 >= k->high_e4)
		spot_problem(l->problems, d->high.place, "kpi \"%.*s\": expected low below high", STR_ARG(k->code));
}

static void kpi_attainment(struct loader *l, const struct kpi_doc *d, struct kpi *k)
{
	k->attainment = (enum attainment)d->attainment;
	if (k->attainment == ATTAINMENT_INVERSE && k->direction != DIRECTION_DOWN && !option_unread(d, &d->direction))
		spot_problem(l->problems, d->head.place,
			     "kpi \"%.*s\": attainment: inverse is for direction: down, where a smaller figure is better",
			     STR_ARG(k->code));
}

static void kpi_load(struct loader *l, const struct kpi_doc *d, struct kpi *k)
{
	k->code = load_keep(l, d->head.code.text);
	k->title = load_title(l, &d->title, k->code);
	k->unit = (enum unit_of_measure)d->unit;
	k->direction = (enum direction)d->direction;
	kpi_attainment(l, d, k);
	k->leading = d->leading;
	k->min_sample = d->min_sample;
	k->calendar = d->calendar.text.len ? load_calendar(l, &d->calendar) : NONE;
	kpi_formula(l, d, k);
	kpi_band(l, d, k);
	k->rollup = d->rollup == 0 ? (k->adds_up ? ROLLUP_SUM : ROLLUP_NONE) : (enum rollup)(d->rollup - 1);
	if (k->stock && k->min_sample > 0)
		spot_problem(l->problems, d->head.place,
			     "kpi \"%.*s\": min_sample counts the facts of a period, and a stock has those of all periods",
			     STR_ARG(k->code));
	if (k->rollup == ROLLUP_SUM && k->step_count > 0 && !k->adds_up)
		spot_problem(l->problems, d->head.place,
			     "kpi \"%.*s\" does not add up over members: expected plan_rollup: same or none", STR_ARG(k->code));
}

void load_kpis(struct loader *l)
{
	const struct records *rows = &l->docs.kpis->kpis;
	struct kpi *kpis;

	catalogue_use(l);
	kpis = load_array(l, rows->count, sizeof(*kpis));
	measures_load(l);
	load_prune(l);
	for (uint32_t i = 0; i < rows->count; i++)
		kpi_load(l, rows->at[i], &kpis[i]);
	l->model->gaps.kpis = option_unread(l->docs.kpis, &l->docs.kpis->kpis);
	l->model->kpis = kpis;
	l->model->kpi_count = rows->count;
}
