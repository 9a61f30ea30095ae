#include "ctl/blueprint.h"

static const struct decision *find_decision(struct blueprint *b, const struct ref *code, const char *what)
{
	const struct decisions *d = host_decisions(b->folder->host);
	struct nearest near = { .wanted = code->text };

	for (uint32_t i = 0; i < d->count; i++) {
		if (str_eq(d->at[i].code, code->text))
			return &d->at[i];
		nearest_offer(&near, d->at[i].code);
	}
	spot_problem(&b->problems, code->place, "%s: unknown decision \"%.*s\"%s", what, STR_ARG(code->text),
		     nearest_text(&near));
	return NULL;
}

static uint32_t find_habit(struct blueprint *b, struct str code, struct spot place, const char *what)
{
	uint32_t habit = blueprint_habit(b, code);
	struct nearest near = { .wanted = code };

	for (uint32_t i = 0; i < b->habit_count; i++)
		nearest_offer(&near, b->habits[i].doc->head.code.text);
	if (habit == NONE)
		spot_problem(&b->problems, place, "%s: unknown reports \"%.*s\"%s", what, STR_ARG(code), nearest_text(&near));
	return habit;
}

static uint32_t find_content(struct blueprint *b, const struct habit *h, struct str field, struct spot place)
{
	struct nearest near = { .wanted = field };

	for (uint32_t i = 0; i < h->content_count; i++) {
		if (str_eq(h->contents[i].field->name, field))
			return i;
		nearest_offer(&near, h->contents[i].field->name);
	}
	spot_problem(&b->problems, place, "change: reports \"%.*s\" have no field \"%.*s\"%s", STR_ARG(h->doc->head.code.text),
		     STR_ARG(field), nearest_text(&near));
	return NONE;
}

static struct changes take_changes(struct blueprint *b, const struct node *map)
{
	struct changes out = { arena_alloc(b->arena, ((map ? map->count : 0) + 1) * sizeof(*out.at)), 0 };

	for (const struct node *n = map ? map->first : NULL; n; n = n->next) {
		struct str field = n->key->text, habit = str_cut(&field, '.');
		struct change c = { find_habit(b, habit, n->key->place, "change"), NONE, PPM };

		if (c.habit != NONE)
			c.content = find_content(b, &b->habits[c.habit], field, n->key->place);
		if (c.content == NONE || n->kind != NODE_SCALAR || !simulation_share(n->text, &c.share_ppm))
			continue;
		if (b->habits[c.habit].contents[c.content].kind != CONTENT_NUMBER &&
		    b->habits[c.habit].contents[c.content].kind != CONTENT_PLAN)
			spot_problem(&b->problems, n->key->place, "change: field \"%.*s\" is no number that is drawn",
				     STR_ARG(field));
		out.at[out.count++] = c;
	}
	return out;
}

/* Whose problem it is: the decision says. */
static bool take_kind(struct blueprint *b, struct mishap *x)
{
	const struct scope_kind *k = &b->model->scope_kinds[x->decision->scope_kind];
	enum dim_kind kind = k->dims[0].kind;

	x->of_unit = kind == DIM_UNIT;
	if (k->dim_count == 1 && kind != DIM_AXIS && k->dims[0].only == NONE)
		return true;
	spot_problem(&b->problems, x->doc->head.place,
		     "decision \"%.*s\" watches each %.*s: a problem can be planted for sellers and units alone",
		     STR_ARG(x->decision->code), STR_ARG(k->code));
	return false;
}

static void take_problem(struct blueprint *b, const struct problem_doc *d)
{
	struct mishap *x = &b->mishaps[b->mishap_count];
	bool *leaves_out = arena_alloc(b->arena, b->habit_count + 1);
	uint32_t habit;

	*x = (struct mishap){ .doc = d, .decision = find_decision(b, &d->head.code, "problems"), .leaves_out = leaves_out };
	x->during = take_changes(b, d->change);
	if (d->recovery)
		x->after = take_changes(b, d->recovery->change);
	for (uint32_t i = 0; i < d->leave_out.count; i++) {
		habit = find_habit(b, d->leave_out.at[i].text, d->leave_out.at[i].place, "leave_out");
		if (habit != NONE)
			leaves_out[habit] = true;
	}
	for (uint32_t i = 0; i < d->also.count; i++)
		find_decision(b, &d->also.at[i], "also");
	if (x->decision && take_kind(b, x))
		b->mishap_count++;
}

void blueprint_problems(struct blueprint *b)
{
	b->mishaps = arena_alloc(b->arena, (b->doc->problems.count + 1) * sizeof(*b->mishaps));
	for (uint32_t i = 0; i < b->doc->problems.count; i++)
		take_problem(b, b->doc->problems.at[i]);
}
