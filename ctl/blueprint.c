#include "ctl/blueprint.h"

#include "rules/period.h"

/* ---- contents ---- */

static uint32_t earlier_content(struct blueprint *b, const struct habit *h, uint32_t count, const struct ref *name)
{
	struct nearest near = { .wanted = name->text };

	for (uint32_t i = 0; i < count; i++) {
		if (str_eq(h->contents[i].field->name, name->text))
			return i;
		nearest_offer(&near, h->contents[i].field->name);
	}
	spot_problem(&b->problems, name->place, "of: no field \"%.*s\" stands before this one%s", STR_ARG(name->text),
		     nearest_text(&near));
	return NONE;
}

static bool is_number(enum field_type type)
{
	return type == FIELD_INT || type == FIELD_NUMBER || type == FIELD_MONEY;
}

static void take_number(struct blueprint *b, struct content *c)
{
	const struct content_doc *d = c->doc;
	struct nearest near = { .wanted = d->of_plan.text };

	c->kind = d->of_plan.text.len > 0 ? CONTENT_PLAN : CONTENT_NUMBER;
	c->round_e4 = d->round_e4 > 0 ? d->round_e4 : c->field->type == FIELD_INT ? E4 : E4 / 100;
	if (d->mean.place.line == 0 && d->of.text.len == 0 && c->kind == CONTENT_NUMBER && d->head.unread == 0)
		spot_problem(&b->problems, d->head.place, "field \"%.*s\": a number needs mean, of or of_plan",
			     STR_ARG(c->field->name));
	else if (d->mean.place.line > 0 && d->of.text.len == 0 && d->mean_is_share != (c->kind == CONTENT_PLAN))
		spot_problem(&b->problems, d->mean.place,
			     d->mean_is_share ? "mean: a percentage is for `of` and `of_plan`"
					      : "mean: with `of_plan` a percentage");
	if (c->kind != CONTENT_PLAN)
		return;
	c->kpi = model_kpi(b->model, d->of_plan.text);
	for (uint32_t i = 0; i < b->model->kpi_count; i++)
		nearest_offer(&near, b->model->kpis[i].code);
	if (c->kpi == NONE)
		spot_problem(&b->problems, d->of_plan.place, "of_plan: unknown KPI \"%.*s\"%s", STR_ARG(d->of_plan.text),
			     nearest_text(&near));
}

/* The values that the field can have; of a tree the members of its last level. */
static uint32_t list_values(const struct blueprint *b, const struct form_field *f, struct str *out)
{
	static const struct str flags[] = { { "yes", 3 }, { "no", 2 } };
	const struct axis *a = f->type == FIELD_AXIS ? &b->model->axes[f->axis] : NULL;
	uint32_t n = 0;

	if (a)
		for (uint32_t i = 0; i < a->member_count; i++)
			if (a->members[i].level + 1 == a->level_count)
				out[n++] = a->members[i].code;
	for (uint32_t i = 0; f->type == FIELD_CHOICE && i < f->choice_count; i++)
		out[n++] = f->choices[i];
	for (uint32_t i = 0; f->type == FIELD_FLAG && i < 2; i++)
		out[n++] = flags[i];
	return n;
}

static bool is_among(const struct str *values, uint32_t count, struct str wanted, struct nearest *near)
{
	for (uint32_t i = 0; i < count; i++) {
		if (str_eq(values[i], wanted))
			return true;
		nearest_offer(near, values[i]);
	}
	return false;
}

static void take_weights(struct blueprint *b, struct content *c, const struct str *values, uint32_t count)
{
	const struct node *map = c->doc->choose;
	struct weighted *w = arena_alloc(b->arena, ((map ? map->count : count) + 1) * sizeof(*w));
	int64_t sum_e4 = 0, weight_e4;
	bool open = c->field->type == FIELD_AXIS && b->model->axes[c->field->axis].open;

	c->choices = w;
	for (uint32_t i = 0; !map && i < count; i++)
		w[c->choice_count++] = (struct weighted){ values[i], sum_e4 += E4 };
	for (const struct node *n = map ? map->first : NULL; n; n = n->next) {
		struct nearest near = { .wanted = n->key->text };

		if (!is_among(values, count, n->key->text, &near) && !open)
			spot_problem(&b->problems, n->key->place, "choose: field \"%.*s\" has no value \"%.*s\"%s",
				     STR_ARG(c->field->name), STR_ARG(n->key->text), nearest_text(&near));
		if (n->kind == NODE_SCALAR && num_parse_e4(n->text, &weight_e4, NULL) == 0)
			w[c->choice_count++] = (struct weighted){ n->key->text, sum_e4 += weight_e4 };
	}
	if (c->choice_count == 0)
		spot_problem(&b->problems, c->doc->head.place, "field \"%.*s\" has no value to choose from",
			     STR_ARG(c->field->name));
}

static void take_choice(struct blueprint *b, struct content *c)
{
	const struct form_field *f = c->field;
	uint32_t most = f->type == FIELD_AXIS ? b->model->axes[f->axis].member_count : f->choice_count + 2;
	struct str *values = arena_alloc(b->arena, (most + 1) * sizeof(*values));

	c->kind = CONTENT_CHOICE;
	take_weights(b, c, values, list_values(b, f, values));
}

static void take_content(struct blueprint *b, struct habit *h, struct content *c, const struct content_doc *d)
{
	enum field_type type = c->field->type;

	c->doc = d;
	c->of = d->of.text.len > 0 ? earlier_content(b, h, h->content_count, &d->of) : NONE;
	if (d->always.place.line > 0)
		c->kind = CONTENT_ALWAYS;
	else if (is_number(type))
		take_number(b, c);
	else if (type == FIELD_CHOICE || type == FIELD_AXIS || type == FIELD_FLAG)
		take_choice(b, c);
	else if (type == FIELD_TEXT)
		c->kind = d->pool > 0 ? CONTENT_POOL : CONTENT_OWN;
	else if (type == FIELD_DATE)
		c->kind = CONTENT_DAY;
	else
		spot_problem(&b->problems, d->head.place, "field \"%.*s\": %s cannot be invented; give always",
			     STR_ARG(c->field->name), type == FIELD_LINES ? "lines" : "a time");
	if (c->kind == CONTENT_NUMBER && c->of != NONE && h->contents[c->of].kind != CONTENT_NUMBER &&
	    h->contents[c->of].kind != CONTENT_PLAN)
		spot_problem(&b->problems, d->of.place, "of: field \"%.*s\" is no number", STR_ARG(d->of.text));
}

static const struct form_field *find_field(struct blueprint *b, const struct form *form, const struct content_doc *d)
{
	struct nearest near = { .wanted = d->head.code.text };

	for (uint32_t i = 0; i < form->field_count; i++) {
		if (str_eq(form->fields[i].name, d->head.code.text))
			return &form->fields[i];
		nearest_offer(&near, form->fields[i].name);
	}
	spot_problem(&b->problems, d->head.place, "the form \"%.*s\" has no field \"%.*s\"%s", STR_ARG(form->code),
		     STR_ARG(d->head.code.text), nearest_text(&near));
	return NULL;
}

/* ---- habits ---- */

static bool is_filled(const struct habit *h, const struct form_field *f)
{
	for (uint32_t i = 0; i < h->content_count; i++)
		if (h->contents[i].field == f)
			return true;
	return false;
}

static void take_contents(struct blueprint *b, struct habit *h)
{
	size_t errors = b->problems.errors;

	h->contents = arena_alloc(b->arena, (h->doc->fields.count + 1) * sizeof(*h->contents));
	for (uint32_t i = 0; i < h->doc->fields.count; i++) {
		struct content *c = &h->contents[h->content_count];

		c->field = find_field(b, h->form, h->doc->fields.at[i]);
		if (!c->field)
			continue;
		take_content(b, h, c, h->doc->fields.at[i]);
		h->content_count++;
	}
	for (uint32_t i = 0; b->problems.errors == errors && i < h->form->field_count; i++)
		if (h->form->fields[i].required && !is_filled(h, &h->form->fields[i]))
			spot_problem(&b->problems, h->doc->head.place,
				     "reports \"%.*s\": field \"%.*s\" is required and not filled",
				     STR_ARG(h->doc->head.code.text), STR_ARG(h->form->fields[i].name));
}

static void check_role(struct blueprint *b, const struct ref *role)
{
	struct nearest near = { .wanted = role->text };

	for (uint32_t i = 0; i < b->model->seller_count; i++)
		if (str_eq(b->model->sellers[i].role, role->text))
			return;
	for (uint32_t i = 0; i < b->model->seller_count; i++)
		nearest_offer(&near, b->model->sellers[i].role);
	spot_problem(&b->problems, role->place, "roles: no seller has the role \"%.*s\"%s", STR_ARG(role->text),
		     nearest_text(&near));
}

static bool is_sender(const struct blueprint *b, const struct habit_doc *d, uint32_t seller)
{
	const struct seller *s = &b->model->sellers[seller];
	struct chance c = chance_of_word(chance_of_word(chance_of_word(b->chance, STR("senders")), d->head.code.text), s->code);
	bool fits = d->roles.count == 0;

	for (uint32_t i = 0; i < d->roles.count; i++)
		fits = fits || str_eq(d->roles.at[i].text, s->role);
	return fits && chance_happens(&c, d->senders_ppm);
}

static void take_senders(struct blueprint *b, struct habit *h)
{
	bool *sends = arena_alloc(b->arena, b->model->seller_count + 1);

	for (uint32_t i = 0; i < h->doc->roles.count; i++)
		check_role(b, &h->doc->roles.at[i]);
	for (uint32_t i = 0; i < b->model->seller_count; i++)
		sends[i] = is_sender(b, h->doc, i);
	h->sends = sends;
}

static void take_habit(struct blueprint *b, const struct habit_doc *d)
{
	const struct ref *code = d->form.text.len > 0 ? &d->form : &d->head.code;
	uint32_t form = model_form(b->model, code->text);
	struct nearest near = { .wanted = code->text };
	struct habit *h;

	for (uint32_t i = 0; i < b->model->form_count; i++)
		nearest_offer(&near, b->model->forms[i].code);
	if (form == NONE) {
		spot_problem(&b->problems, code->place, "unknown form \"%.*s\"%s", STR_ARG(code->text), nearest_text(&near));
		return;
	}
	h = &b->habits[b->habit_count++];
	*h = (struct habit){ .doc = d, .form = &b->model->forms[form] };
	if (h->form->seller == SELLER_NONE)
		spot_problem(&b->problems, code->place, "form \"%.*s\" has no seller, and only sellers' reports are invented",
			     STR_ARG(code->text));
	take_contents(b, h);
	take_senders(b, h);
}

uint32_t blueprint_habit(const struct blueprint *b, struct str code)
{
	for (uint32_t i = 0; i < b->habit_count; i++)
		if (str_eq(b->habits[i].doc->head.code.text, code))
			return i;
	return NONE;
}

/* ---- plans ---- */

static bool is_of_sellers(const struct scope_kind *k)
{
	return k->dim_count == 1 && k->dims[0].kind == DIM_SELLER && k->dims[0].only == NONE;
}

static int32_t length_of(const struct model *m, const struct plan_row *r)
{
	return period_to(m, r->period) - period_from(m, r->period);
}

const struct plan_row *blueprint_plan(const struct model *m, uint32_t seller, uint32_t kpi, int32_t day)
{
	const struct plan_row *best = NULL;

	for (uint32_t i = 0; i < m->plan_count; i++) {
		const struct plan_row *r = &m->plan[i];

		if (r->kpi != kpi || r->level != LEVEL_TARGET || !is_of_sellers(&m->scope_kinds[r->scope_kind]) ||
		    !str_eq(r->members[0], m->sellers[seller].code) || r->valid_from > day || day < period_from(m, r->period) ||
		    day >= period_to(m, r->period))
			continue;
		if (!best || length_of(m, r) < length_of(m, best) ||
		    (period_eq(r->period, best->period) && r->version >= best->version))
			best = r;
	}
	return best;
}

/* ---- ---- */

int blueprint_make(struct blueprint *b, const char *file, struct str text, const struct folder *f, uint64_t seed)
{
	if (!b->arena)
		*b = (struct blueprint){ .arena = arena_new() };
	b->folder = f;
	b->model = f->model;
	b->chance = chance_seed(seed);
	b->doc = simulation_read(b->arena, file, text, &b->problems);
	if (!b->doc)
		return -1;
	b->from = b->doc->from;
	b->to = b->doc->to;
	b->habits = arena_alloc(b->arena, (b->doc->reports.count + 1) * sizeof(*b->habits));
	for (uint32_t i = 0; i < b->doc->reports.count; i++)
		take_habit(b, b->doc->reports.at[i]);
	blueprint_problems(b);
	return b->problems.errors > 0 ? -1 : 0;
}

int blueprint_read(struct blueprint *b, const char *path, const struct folder *f, uint64_t seed, struct err *err)
{
	struct str folder = str_of(path), file, text;

	*b = (struct blueprint){ .arena = arena_new() };
	err->text[0] = '\0';
	while (folder.len > 1 && folder.ptr[folder.len - 1] == '/')
		folder.len--;
	file = arena_strf(b->arena, "%.*s/simulate.yaml", STR_ARG(folder));
	if (folder_text(b->arena, file.ptr, &text, err) < 0)
		return -1;
	return blueprint_make(b, file.ptr, text, f, seed);
}

void blueprint_free(struct blueprint *b)
{
	problems_free(&b->problems);
	if (b->arena)
		arena_free(b->arena);
	*b = (struct blueprint){ 0 };
}
