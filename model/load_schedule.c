/* The schedule: duties, and the fact tables in which the engine counts what becomes of them. */
#include "model/loader.h"

static uint32_t table_add(struct loader *l, struct str code, uint32_t column_count)
{
	struct model *m = l->model;
	struct fact_table *t = (struct fact_table *)&m->fact_tables[m->fact_table_count];
	struct column *columns = load_array(l, column_count, sizeof(*columns));

	for (uint32_t i = 0; i < m->fact_table_count; i++)
		if (str_eq(m->fact_tables[i].code, code))
			spot_problem(l->problems, l->docs.schedule->head.place,
				     "a form feeds a fact table \"%.*s\": with a schedule that is the schedule's own",
				     STR_ARG(code));
	for (uint32_t c = 0; c < column_count; c++)
		columns[c] = (struct column){ duty_columns[c], c == DUTY_CODE ? COLUMN_TEXT : COLUMN_NUMBER };
	*t = (struct fact_table){
		.code = code,
		.has_seller = true,
		.axes = load_array(l, 0, sizeof(uint32_t)),
		.columns = columns,
		.column_count = column_count,
	};
	return m->fact_table_count++;
}

static void duty_form(struct loader *l, const struct duty_doc *d, struct duty *out)
{
	const struct ref *name = d->form.text.len ? &d->form : &d->head.code;
	struct nearest near = { .wanted = name->text };
	bool known = false, seller = true;

	out->form = load_keep(l, name->text);
	for (uint32_t i = 0; i < l->model->form_count; i++) {
		struct form *f = (struct form *)&l->model->forms[i];

		nearest_offer(&near, f->code);
		if (!str_eq(f->code, out->form))
			continue;
		known = f->scheduled = true;
		seller = seller && f->seller != SELLER_NONE;
	}
	if (!known && !option_unread(d, &d->form) && !option_unread(l->docs.forms, &l->docs.forms->forms))
		spot_problem(l->problems, name->place, "unknown form \"%.*s\"%s", STR_ARG(name->text), nearest_text(&near));
	else if (!seller)
		spot_problem(l->problems, name->place, "form \"%.*s\" has no seller: nobody can owe it", STR_ARG(name->text));
}

struct str load_role(struct loader *l, const struct ref *ref)
{
	struct nearest near = { .wanted = ref->text };
	bool known = false;

	for (uint32_t s = 0; s < l->model->seller_count; s++) {
		known = known || str_eq(l->model->sellers[s].role, ref->text);
		nearest_offer(&near, l->model->sellers[s].role);
	}
	if (!known && !l->model->gaps.roles)
		spot_problem(l->problems, ref->place, "no seller has the role \"%.*s\"%s", STR_ARG(ref->text),
			     nearest_text(&near));
	return load_keep(l, ref->text);
}

static void duty_whose(struct loader *l, const struct duty_doc *d, struct duty *out)
{
	struct str *roles = load_array(l, d->roles.count, sizeof(*roles));
	uint32_t *units = load_array(l, d->units.count, sizeof(*units));

	for (uint32_t i = 0; i < d->roles.count; i++)
		roles[i] = load_role(l, &d->roles.at[i]);
	for (uint32_t i = 0; i < d->units.count; i++)
		units[i] = load_find(l, &l->units, &d->units.at[i], "unit");
	out->roles = roles;
	out->role_count = d->roles.count;
	out->units = units;
	out->unit_count = d->units.count;
}

static void duty_load(struct loader *l, const struct duty_doc *d, struct duty *out)
{
	enum cadence cadence = (enum cadence)d->cadence;

	*out = (struct duty){
		.code = load_keep(l, d->head.code.text),
		.title = load_title(l, &d->title, d->head.code.text),
		.cadence = cadence,
		.weekday = (int32_t)d->weekday + 1,
		.nth = (int32_t)d->nth,
		.in_next = d->due_in == 0 ? cadence == CADENCE_MONTHLY : d->due_in == 2,
		.calendar_days = d->day_rule == 1,
		.roll = (enum due_roll)d->roll,
		.due_minute = load_minute(l, &d->due, "due"),
		.short_minutes = (int32_t)d->short_minutes,
		.remind_minutes = (int32_t)d->remind_minutes,
		.grace_minutes = (int32_t)d->grace_minutes,
		.lock_soft_days = (int32_t)d->lock_soft_days,
		.lock_hard_days = (int32_t)d->lock_hard_days,
		.once = d->once,
		.by_substitute = d->by_substitute,
	};
	duty_form(l, d, out);
	duty_whose(l, d, out);
	if (out->lock_hard_days >= 0 && out->lock_soft_days > out->lock_hard_days)
		spot_problem(l->problems, d->head.place, "duty \"%.*s\": expected lock_soft_days not above lock_hard_days",
			     STR_ARG(out->code));
}

void load_schedule(struct loader *l)
{
	const struct schedule_doc *doc = l->docs.schedule;
	const struct records *rows = &doc->schedule;
	struct duty *duties = load_array(l, rows->count, sizeof(*duties));

	l->model->duties = duties;
	l->model->duty_facts = l->model->reminder_facts = NONE;
	if (doc->head.place.line == 0)
		return;
	l->model->duty_facts = table_add(l, STR("duty"), DUTY_COLUMNS);
	l->model->reminder_facts = table_add(l, STR("reminder"), DUTY_CODE + 1);
	for (uint32_t i = 0; i < rows->count; i++)
		duty_load(l, rows->at[i], &duties[i]);
	l->model->duty_count = rows->count;
}
