/* Entities: kinds, their stages, and the two fact tables of each that the engine fills. */
#include <string.h>

#include "model/loader.h"
#include "rules/entity_kind.h"

/* ---- the fields of its events ---- */
enum wanted { WANTED_ANY, WANTED_TEXT, WANTED_NUMBER };

static uint32_t field_find(struct loader *l, const struct fact_table *t, const struct ref *name, enum wanted wanted)
{
	const struct table_gaps *gaps = &l->tables[t - l->model->fact_tables];
	struct nearest near = { .wanted = name->text };

	for (uint32_t c = 0; c < t->column_count && name->text.len; c++) {
		bool number = t->columns[c].kind == COLUMN_NUMBER;

		nearest_offer(&near, t->columns[c].name);
		if (!str_eq(t->columns[c].name, name->text))
			continue;
		if (wanted == WANTED_ANY || number == (wanted == WANTED_NUMBER) || gaps->kind[c])
			return c;
		spot_problem(l->problems, name->place, "\"%.*s\" is a %s: expected a field with %s", STR_ARG(name->text),
			     number ? "number" : "text", number ? "texts" : "numbers or dates");
		return NONE;
	}
	if (name->text.len && !gaps->columns)
		spot_problem(l->problems, name->place, "the fact table \"%.*s\" has no field \"%.*s\"%s", STR_ARG(t->code),
			     STR_ARG(name->text), nearest_text(&near));
	return NONE;
}

static const struct form_field *filling(const struct form_field *fields, uint32_t count, uint32_t column)
{
	for (uint32_t i = 0; i < count; i++)
		if (fields[i].column == column)
			return &fields[i];
	return NULL;
}

/* A form's field that fills a column; NULL. */
static const struct form_field *field_of(const struct loader *l, uint32_t facts, uint32_t column)
{
	const struct model *m = l->model;
	const struct form_field *found = NULL;

	for (uint32_t i = 0; i < m->form_count && !found && column != NONE; i++) {
		const struct form *f = &m->forms[i];

		if (f->facts != facts)
			continue;
		found = filling(f->fields, f->field_count, column);
		if (!found && f->lines != NONE)
			found = filling(f->fields[f->lines].lines, f->fields[f->lines].line_field_count, column);
	}
	return found;
}

static uint32_t date_find(struct loader *l, uint32_t facts, const struct ref *name)
{
	uint32_t column = field_find(l, &l->model->fact_tables[facts], name, WANTED_NUMBER);
	const struct form_field *field = field_of(l, facts, column);

	if (field && field->type != FIELD_DATE && !l->tables[facts].kind[column])
		spot_problem(l->problems, name->place, "\"%.*s\": expected a field of type date", STR_ARG(name->text));
	return column;
}

static uint32_t facts_of(struct loader *l, const struct entity_doc *d)
{
	const struct ref *name = d->facts.text.len ? &d->facts : &d->head.code;
	struct nearest near = { .wanted = name->text };

	for (uint32_t i = 0; i < l->forms_tables; i++) {
		if (str_eq(l->model->fact_tables[i].code, name->text))
			return i;
		nearest_offer(&near, l->model->fact_tables[i].code);
	}
	if (!l->table_gap && !option_unread(d, &d->facts))
		spot_problem(l->problems, name->place, "no form feeds a fact table \"%.*s\"%s", STR_ARG(name->text),
			     nearest_text(&near));
	return NONE;
}

/* ---- stages and buckets ---- */
/* A stage that no report can say is a typing error. */
static void stage_check(struct loader *l, const struct entity_kind *k, const struct stage_doc *s)
{
	const struct form_field *field = field_of(l, k->facts, k->stage);
	struct nearest near = { .wanted = s->head.code.text };

	for (uint32_t i = 0; field && i < field->choice_count; i++) {
		if (str_eq(field->choices[i], s->head.code.text))
			return;
		nearest_offer(&near, field->choices[i]);
	}
	if (field && field->choice_count)
		spot_problem(l->problems, s->head.code.place, "stage \"%.*s\" is not among the values of the field \"%.*s\"%s",
			     STR_ARG(s->head.code.text), STR_ARG(field->name), nearest_text(&near));
}

static void stages_load(struct loader *l, const struct entity_doc *d, struct entity_kind *k)
{
	struct stage *stages = load_array(l, d->stages.count, sizeof(*stages));

	for (uint32_t i = 0; i < d->stages.count; i++) {
		const struct stage_doc *s = d->stages.at[i];

		stages[i] = (struct stage){
			.code = load_keep(l, s->head.code.text),
			.title = load_title(l, &s->title, s->head.code.text),
			.state = (enum stage_state)s->state,
			.max_days = (int32_t)s->max_days,
			.probability_ppm = s->probability,
		};
		stage_check(l, k, s);
	}
	k->stages = stages;
	k->stage_count = d->stages.count;
	if (option_unread(d, &d->stages) || option_unread(d, &d->stage))
		return;
	if ((k->stage_count > 0) != (d->stage.text.len > 0))
		spot_problem(l->problems, d->head.place,
			     "entity \"%.*s\": expected `stage`, the field that says it, and `stages` together",
			     STR_ARG(d->head.code.text));
}

static void buckets_load(struct loader *l, const struct refs *given, const int32_t *preset, struct buckets *out)
{
	int32_t before = 0;

	for (uint32_t i = 0; !given->count && preset[i]; i++)
		out->bounds[out->count++] = preset[i];
	for (uint32_t i = 0; i < given->count; i++) {
		const struct ref *r = &given->at[i];
		int64_t days = 0;

		if (i == BUCKETS_MAX) {
			spot_problem(l->problems, r->place, "expected at most %d bounds", BUCKETS_MAX);
			return;
		}
		if (num_parse_i64(r->text, &days, NULL) < 0 || days <= before || days > 1000) {
			spot_problem(l->problems, r->place, "expected days up to 1000 in rising order, got \"%.*s\"",
				     STR_ARG(r->text));
			return;
		}
		before = (int32_t)days;
		out->bounds[out->count++] = before;
	}
}

static void silence_load(const struct entity_doc *d, struct silence *out)
{
	if (!d->silence)
		return;
	*out = (struct silence){
		.kept = true,
		.times_e4 = d->silence->times_e4,
		.least = (int32_t)d->silence->least,
		.days = (int32_t)d->silence->days,
	};
}

/* Two rising percentages. */
static void limits_load(struct loader *l, const struct refs *given, int64_t preset_1, int64_t preset_2, int64_t most,
			int64_t out[2])
{
	int64_t e4[2] = { 0 };
	bool good = given->count == 2;

	out[0] = preset_1;
	out[1] = preset_2;
	if (!given->count)
		return;
	for (uint32_t i = 0; good && i < 2; i++) {
		struct str s = given->at[i].text;
		good = s.len > 1 && s.ptr[s.len - 1] == '%' &&
		       num_parse_e4((struct str){ s.ptr, s.len - 1 }, &e4[i], NULL) == 0 && e4[i] > 0 && e4[i] < most;
	}
	if (!good || e4[0] >= e4[1])
		spot_problem(l->problems, given->at[0].place, "expected two rising percentages below %lld%%",
			     (long long)(most / E4));
	out[0] = e4[0];
	out[1] = e4[1];
}

static void classes_load(struct loader *l, const struct entity_doc *d, struct entity_kind *k)
{
	const struct classes_doc *c = d->classes;

	k->classing.of = NONE;
	if (!c)
		return;
	k->classing.kept = true;
	k->classing.of = field_find(l, &l->model->fact_tables[k->facts], &c->of, WANTED_NUMBER);
	k->classing.over = (int32_t)c->over;
	k->classing.each = model_period_kind(l->model, c->each.text);
	if (k->classing.each == NONE && !l->model->gaps.period_kinds && c->each.text.len)
		spot_problem(l->problems, c->each.place, "unknown period kind \"%.*s\"", STR_ARG(c->each.text));
	limits_load(l, &c->abc, 800000, 950000, 100 * E4, k->classing.abc_ppm);
	limits_load(l, &c->xyz, 100000, 250000, 400 * E4, k->classing.xyz_ppm);
}

/* ---- the tables ---- */
static struct fact_table *table_add(struct loader *l, const struct entity_doc *d, const struct fact_table *source,
				    const char *suffix, uint32_t own)
{
	struct model *m = l->model;
	struct fact_table *t = (struct fact_table *)&m->fact_tables[m->fact_table_count++];
	struct buf code = { 0 };

	buf_adds(&code, d->head.code.text);
	buf_adds(&code, str_of(suffix));
	*t = (struct fact_table){
		.code = load_keep(l, buf_str(&code)),
		.has_seller = source->has_seller,
		.axes = source->axes,
		.axis_count = source->axis_count,
		.columns = load_array(l, own + source->column_count, sizeof(*t->columns)),
	};
	buf_free(&code);
	for (const struct fact_table *other = m->fact_tables; other < t; other++)
		if (str_eq(other->code, t->code))
			spot_problem(l->problems, d->head.code.place,
				     "there is a fact table \"%.*s\" already: with this entity it is the entity's own",
				     STR_ARG(t->code));
	l->tables[t - m->fact_tables].columns = l->tables[source - m->fact_tables].columns;
	return t;
}

static uint32_t column_add(struct fact_table *t, struct str name, enum column_kind kind)
{
	((struct column *)t->columns)[t->column_count] = (struct column){ name, kind };
	return t->column_count++;
}

/* A field called like something that the engine tells gives way to it. */
static uint32_t column_carry(struct fact_table *t, const struct column *c, uint32_t own)
{
	for (uint32_t i = 0; i < own; i++)
		if (str_eq(t->columns[i].name, c->name))
			return NONE;
	return column_add(t, c->name, c->kind);
}

static bool state_has(const struct entity_kind *k, enum state_column c)
{
	switch (c) {
	case STATE_STAGE:
	case STATE_STAGE_AGE:
	case STATE_OVER_AGE:
		return k->stage_count > 0;
	case STATE_OVERDUE:
	case STATE_DUE_NOW:
		return k->due != NONE;
	case STATE_NO_STEP:
		return k->next_step != NONE;
	case STATE_ACTIVITY:
		return k->silence.kept;
	case STATE_ABC:
	case STATE_XYZ:
		return k->classing.kept;
	case STATE_WEIGHTED:
		return k->amount != NONE && k->stage_count > 0;
	case STATE_BALANCE:
		return k->paid != NONE;
	default:
		return true;
	}
}

static enum column_kind state_kind(enum state_column c)
{
	return c == STATE_STAGE || c == STATE_AGE || c == STATE_STAGE_AGE || c == STATE_OVERDUE || c == STATE_ACTIVITY ||
			       c == STATE_ABC || c == STATE_XYZ
		       ? COLUMN_TEXT
		       : COLUMN_NUMBER;
}

static bool step_has(const struct entity_kind *k, enum step_column c)
{
	return k->stage_count > 0 || (k->classing.kept && c != STEP_STATE) || (c != STEP_FROM && c != STEP_TO && c != STEP_STATE);
}

static void tables_add(struct loader *l, const struct entity_doc *d, struct entity_kind *k)
{
	struct fact_table *source = (struct fact_table *)&l->model->fact_tables[k->facts];
	struct carried *carried = load_array(l, source->column_count, sizeof(*carried));
	struct fact_table *states = table_add(l, d, source, "_state", STATE_COLUMNS);
	struct fact_table *steps = table_add(l, d, source, "_step", STEP_COLUMNS);

	source->has_events = true;
	for (uint32_t c = 0; c < STATE_COLUMNS; c++)
		k->state_column[c] = state_has(k, (enum state_column)c)
					     ? column_add(states, state_columns[c], state_kind((enum state_column)c))
					     : NONE;
	for (uint32_t c = 0; c < STEP_COLUMNS; c++)
		k->step_column[c] = step_has(k, (enum step_column)c)
					    ? column_add(steps, step_columns[c], c <= STEP_STATE ? COLUMN_TEXT : COLUMN_NUMBER)
					    : NONE;
	uint32_t own_states = states->column_count, own_steps = steps->column_count;
	for (uint32_t c = 0; c < source->column_count; c++)
		carried[k->carried_count++] = (struct carried){
			.from = c,
			.state = column_carry(states, &source->columns[c], own_states),
			.step = column_carry(steps, &source->columns[c], own_steps),
			.adds = c == k->paid,
		};
	for (uint32_t i = 0; i < d->adds.count; i++) {
		uint32_t c = field_find(l, source, &d->adds.at[i], WANTED_NUMBER);
		if (c != NONE)
			carried[c].adds = true;
	}
	k->carried = carried;
	k->states = (uint32_t)(states - l->model->fact_tables);
	k->steps = (uint32_t)(steps - l->model->fact_tables);
	states->sign = k->state_column[STATE_SIGN] + 1;
}

static void kind_load(struct loader *l, const struct entity_doc *d, struct entity_kind *k)
{
	static const int32_t ages[] = { 7, 14, 30, 60, 90, 0 }, overdue[] = { 1, 6, 16, 31, 61, 0 };
	const struct fact_table *t = &l->model->fact_tables[k->facts];

	k->key = field_find(l, t, &d->key, WANTED_TEXT);
	k->stage = field_find(l, t, &d->stage, WANTED_TEXT);
	k->amount = field_find(l, t, &d->amount, WANTED_NUMBER);
	k->paid = field_find(l, t, &d->paid, WANTED_NUMBER);
	k->due = date_find(l, k->facts, &d->due);
	k->next_step = date_find(l, k->facts, &d->next_step);
	if (d->paid.text.len && !d->amount.text.len && !option_unread(d, &d->amount))
		spot_problem(l->problems, d->paid.place, "entity \"%.*s\": `paid` needs the `amount` that it is held against",
			     STR_ARG(d->head.code.text));
	if (d->paid.text.len && d->stages.count)
		spot_problem(l->problems, d->paid.place,
			     "entity \"%.*s\": expected `stages` or `paid` to say when it is over, not both",
			     STR_ARG(d->head.code.text));
	stages_load(l, d, k);
	buckets_load(l, &d->ages, ages, &k->ages);
	buckets_load(l, &d->overdue, overdue, &k->overdue);
	silence_load(d, &k->silence);
	classes_load(l, d, k);
	k->expected_in = model_period_kind(l->model, d->expected_in.text);
	if (k->expected_in == NONE && !l->model->gaps.period_kinds && d->expected_in.text.len)
		spot_problem(l->problems, d->expected_in.place, "unknown period kind \"%.*s\"", STR_ARG(d->expected_in.text));
	tables_add(l, d, k);
}

/* Fields of reports that name one: a form may say more of deals than its own events do. */
static void mentions_load(struct loader *l, const struct records *docs, const struct form_field *fields, struct form *form)
{
	for (uint32_t i = 0; i < docs->count; i++) {
		const struct field_doc *d = docs->at[i];
		struct form_field *f = (struct form_field *)&fields[i];
		struct nearest near = { .wanted = d->entity.text };

		if (f->type == FIELD_LINES)
			mentions_load(l, &d->fields, f->lines, form);
		if (!d->entity.text.len)
			continue;
		f->entity = model_entity_kind(l->model, d->entity.text);
		for (uint32_t k = 0; k < l->model->entity_kind_count; k++)
			nearest_offer(&near, l->model->entity_kinds[k].code);
		if (f->entity == NONE && !l->table_gap)
			spot_problem(l->problems, d->entity.place, "unknown entity \"%.*s\"%s", STR_ARG(d->entity.text),
				     nearest_text(&near));
		else if (f->type != FIELD_TEXT && !option_unread(d, &d->type))
			spot_problem(l->problems, d->entity.place, "`entity` is for fields of type text");
		form->mentions = true;
	}
}

void load_entities(struct loader *l)
{
	const struct records *rows = &l->docs.entities->entities;
	struct entity_kind *kinds = load_array(l, rows->count, sizeof(*kinds));

	l->model->entity_kinds = kinds;
	if (option_unread(l->docs.entities, &l->docs.entities->entities))
		l->table_gap = true;
	for (uint32_t i = 0; i < rows->count; i++) {
		const struct entity_doc *d = rows->at[i];
		struct entity_kind *k = &kinds[l->model->entity_kind_count];

		*k = (struct entity_kind){ .code = load_keep(l, d->head.code.text), .facts = facts_of(l, d) };
		k->title = load_title(l, &d->title, k->code);
		if (k->facts == NONE) {
			l->table_gap = true;
			continue;
		}
		kind_load(l, d, k);
		l->model->entity_kind_count++;
	}
	for (uint32_t i = 0; i < l->model->form_count; i++) {
		struct form *form = (struct form *)&l->model->forms[i];

		mentions_load(l, &((const struct form_doc *)l->docs.forms->forms.at[i])->fields, form->fields, form);
	}
}

/* ---- for measures ---- */
uint32_t load_entity_of(const struct loader *l, uint32_t facts)
{
	for (uint32_t k = 0; k < l->model->entity_kind_count; k++)
		if (l->model->entity_kinds[k].states == facts || l->model->entity_kinds[k].steps == facts)
			return k;
	return NONE;
}

static void name_offer(struct nearest *near, struct str name, bool *known)
{
	*known = *known || str_eq(name, near->wanted);
	nearest_offer(near, name);
}

/* Where it is, or has come from and gone to: stages, and classes. */
static void names_offer_of_stage(struct nearest *near, const struct entity_kind *k, bool states, bool *known)
{
	for (uint32_t i = 0; i < k->stage_count; i++)
		name_offer(near, k->stages[i].code, known);
	for (uint32_t i = 0; !states && k->classing.kept && i < CLASSES; i++) {
		name_offer(near, abc_names[i], known);
		name_offer(near, xyz_names[i], known);
	}
}

static void bucket_offer(struct nearest *near, const struct buckets *b, bool *known, struct arena *a)
{
	for (uint32_t i = 0; i <= b->count; i++) {
		struct buf name = { 0 };

		bucket_add(b, i ? b->bounds[i - 1] : 0, &name);
		name_offer(near, arena_str(a, buf_str(&name)), known);
		buf_free(&name);
	}
}

void load_entity_value(struct loader *l, uint32_t facts, uint32_t column, const struct node *n)
{
	uint32_t at = load_entity_of(l, facts);
	const struct entity_kind *k = at == NONE ? NULL : &l->model->entity_kinds[at];
	struct nearest near = { .wanted = n->text };
	bool known = false, states = k && k->states == facts;

	if (!k)
		return;
	if ((states && column == k->state_column[STATE_STAGE]) ||
	    (!states && (column == k->step_column[STEP_FROM] || column == k->step_column[STEP_TO])))
		names_offer_of_stage(&near, k, states, &known);
	else if (!states && column == k->step_column[STEP_STEP])
		for (uint32_t i = 0; i < STEP_KINDS; i++)
			name_offer(&near, step_kinds[i], &known);
	else if (!states && column == k->step_column[STEP_STATE])
		for (uint32_t i = 0; i <= STAGE_LOST; i++)
			name_offer(&near, stage_states[i], &known);
	else if (states && column == k->state_column[STATE_ACTIVITY])
		name_offer(&near, STR("active"), &known), name_offer(&near, STR("silent"), &known);
	else if (states && (column == k->state_column[STATE_ABC] || column == k->state_column[STATE_XYZ]))
		for (uint32_t i = 0; i < CLASSES; i++)
			name_offer(&near, column == k->state_column[STATE_ABC] ? abc_names[i] : xyz_names[i], &known);
	else if (states && column == k->state_column[STATE_OVERDUE])
		bucket_offer(&near, &k->overdue, &known, l->scratch);
	else if (states && (column == k->state_column[STATE_AGE] || column == k->state_column[STATE_STAGE_AGE]))
		bucket_offer(&near, &k->ages, &known, l->scratch);
	else
		return;
	if (!known && !(k->stage_count == 0 && l->docs.entities->head.unread))
		spot_problem(l->problems, n->place, "\"%.*s\" is not among its values%s", STR_ARG(n->text), nearest_text(&near));
}
