#include "rules/mention.h"

#include "rules/entity.h"
#include "rules/remark.h"

static void hold(const struct engine *e, struct arena *a, const struct form_field *f, struct str place, struct str name,
		 const char *rule, const char *key, struct remarks *list)
{
	const struct entity_kind *k = &e->model->entity_kinds[f->entity];
	struct remark made = { .class = RULE_HOLD, .rule = str_of(rule), .field = place, .key = str_of(key) };
	struct buf params = { 0 };

	buf_adds(&params, STR("{\"kind\":"));
	buf_add_json(&params, k->code);
	buf_adds(&params, STR(",\"name\":"));
	buf_add_json(&params, name);
	buf_addc(&params, '}');
	made.params = arena_str(a, buf_str(&params));
	buf_free(&params);
	made.text.in[LANGUAGE_EN] =
		arena_strf(a, "%.*s: nothing is known of \"%.*s\"", STR_ARG(k->title.in[LANGUAGE_EN]), STR_ARG(name));
	made.text.in[LANGUAGE_RU] =
		arena_strf(a, "%.*s: о «%.*s» ничего не известно", STR_ARG(k->title.in[LANGUAGE_RU]), STR_ARG(name));
	remark_add(a, list, &made);
}

/* false: it names none, or one that is known. */
static bool field_note(const struct engine *e, struct arena *a, struct report *r, const struct form_field *f,
		       const struct fact *fact, struct str place)
{
	const struct form *form = &e->model->forms[r->form];
	const struct domain *d = domain_column((struct domains *)&e->domains, e->model, form->facts, f->column);
	struct name_ref said = fact->texts[f->column];
	struct str name = said.number ? domain_text(d, said.number) : said.text;

	if (!name.len || entity_find(e, f->entity, name) != NONE)
		return false;
	hold(e, a, f, place, name, "V11", "unknown_entity", &r->remarks);
	return true;
}

/* Of lines the first that does: one remark a field, however long the report. */
static void lines_note(const struct engine *e, struct arena *a, struct report *r, const struct form_field *group,
		       const struct form_field *f)
{
	for (uint32_t n = 0; n < r->fact_count; n++)
		if (field_note(e, a, r, f, &r->facts[n],
			       arena_strf(a, "%.*s[%u].%.*s", STR_ARG(group->name), n, STR_ARG(f->name))))
			return;
}

void mentions_note(const struct engine *e, struct arena *a, struct report *r)
{
	const struct form *form = &e->model->forms[r->form];
	const struct form_field *lines = form->lines == NONE ? NULL : &form->fields[form->lines];

	for (uint32_t i = 0; i < form->field_count && r->fact_count; i++)
		if (form->fields[i].entity != NONE)
			field_note(e, a, r, &form->fields[i], &r->facts[0], form->fields[i].name);
	for (uint32_t i = 0; lines && i < lines->line_field_count; i++)
		if (lines->lines[i].entity != NONE)
			lines_note(e, a, r, lines, &lines->lines[i]);
}
