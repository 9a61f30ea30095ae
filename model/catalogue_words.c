/* What is said of a ready KPI: by the catalogue, whose parameters have to make sense, and by the company that uses it. */
#include <string.h>

#include "model/catalogue_inside.h"

const struct options *use_table(const struct loader *l, const char *key)
{
	const struct option *o = l->docs.kpis->head.of->list;

	while (strcmp(o->key, key) != 0)
		o++;
	return o->of;
}

/* What a company may say of a ready KPI besides its parameters: all but what it is. */
static bool is_said(const struct option *o)
{
	return strcmp(o->key, "formula") != 0 && strcmp(o->key, "unit") != 0;
}

/* ---- what the catalogue wrote ---- */
static bool is_days(struct str s)
{
	int64_t days;

	return num_parse_i64(s, &days, NULL) == 0 && days >= 0 && days <= 4000;
}

static bool value_fits(uint32_t takes, const struct node *n)
{
	if (n->kind == NODE_SCALAR && n->null)
		return false;
	switch ((enum takes)takes) {
	case TAKES_CONDITIONS:
		return n->kind == NODE_MAP;
	case TAKES_CODES:
		return n->kind != NODE_MAP;
	case TAKES_CODE:
		return n->kind == NODE_SCALAR && n->text.len;
	case TAKES_DAYS:
		return n->kind == NODE_SCALAR && is_days(n->text);
	default:
		return n->kind == NODE_SCALAR && option_name_is_valid(n->text);
	}
}

/* false: it has been said what is wrong. */
static bool value_check(struct loader *l, const struct parameter_doc *p, const struct node *n)
{
	static const char *const words[] = {
		[TAKES_ENTITY] = "the code of an entity",
		[TAKES_TABLE] = "the name of a fact table",
		[TAKES_FIELD] = "the name of a field",
		[TAKES_CODE] = "a code",
		[TAKES_CODES] = "a code or a list of codes",
		[TAKES_DAYS] = "a number of days up to 4000",
		[TAKES_CONDITIONS] = "conditions like {kind: won}",
	};
	bool text = n->kind == NODE_SCALAR && !n->null;

	if (value_fits(p->takes, n))
		return true;
	spot_problem(l->problems, n->place, "%.*s: expected %s, got %s%.*s%s", STR_ARG(p->head.code.text), words[p->takes],
		     text ? "\"" : node_what(n), text ? (int)n->text.len : 0, text ? n->text.ptr : "", text ? "\"" : "");
	return false;
}

/* One that names other parameters is read where it is used. */
static bool preset_fits(struct loader *l, const struct parameter_doc *p)
{
	const struct node *n = p->preset;

	return !n || (n->kind == NODE_SCALAR && !n->null && memchr(n->text.ptr, '<', n->text.len)) || value_check(l, p, n);
}

void ready_check(struct loader *l, struct ready_doc *r)
{
	for (uint32_t i = 0; i < r->parameters.count; i++) {
		const struct parameter_doc *p = r->parameters.at[i];
		if (p->head.unread || !preset_fits(l, p))
			option_mark_unread(r, &r->parameters);
	}
	if (r->parameters.count > PARAMETERS_MAX)
		spot_problem(l->problems, r->head.place, "expected at most %d parameters", (int)PARAMETERS_MAX);
}

/* ---- what the company wrote ---- */
const struct ready_doc *ready_find(struct loader *l, const struct node *n)
{
	const struct catalogue_doc *c = l->docs.catalogue;
	const struct node *of = node_get(n, "of"), *says = of && of->kind == NODE_SCALAR ? of : n->key;
	struct nearest near = { .wanted = says->text };

	for (uint32_t i = 0; i < c->ready.count; i++) {
		const struct ready_doc *r = c->ready.at[i];
		if (str_eq(r->head.code.text, says->text))
			return r;
		nearest_offer(&near, r->head.code.text);
	}
	if (!option_unread(c, &c->ready))
		spot_problem(l->problems, says->place, "the catalogue has no KPI \"%.*s\"%s%s", STR_ARG(says->text),
			     nearest_text(&near),
			     of || near.best.len ? "" : "; `of` says which one it is where the code is another");
	return NULL;
}

static void parameter_take(struct use *u, uint32_t parameter, const struct node *n)
{
	u->template.given[parameter] = n;
	if (!value_check(u->loader, u->ready->parameters.at[parameter], n))
		u->template.broken = true;
}

static void key_unknown(struct use *u, const struct node *key)
{
	struct nearest near = { .wanted = key->text };

	for (uint32_t i = 0; i < u->ready->parameters.count; i++)
		nearest_offer(&near, ((const struct parameter_doc *)u->ready->parameters.at[i])->head.code.text);
	for (const struct option *o = use_table(u->loader, "kpis")->list; o->key; o++)
		if (is_said(o))
			nearest_offer(&near, str_of(o->key));
	nearest_offer(&near, STR("where"));
	nearest_offer(&near, STR("of"));
	spot_problem(u->loader->problems, key->place, "unknown parameter \"%.*s\" of the catalogue's \"%.*s\"%s",
		     STR_ARG(key->text), STR_ARG(u->ready->head.code.text), nearest_text(&near));
	u->template.broken = true;
}

void use_append(struct use *u, struct node *to, const struct node *n)
{
	struct node *copy = arena_alloc(u->loader->scratch, sizeof(*copy));

	*copy = *n;
	node_append(to, copy);
}

void use_words(struct use *u, const struct node *n)
{
	const struct options *kpi = use_table(u->loader, "kpis");

	for (const struct node *c = n->first; c; c = c->next) {
		uint32_t parameter = template_parameter(&u->ready->parameters, c->key->text);
		const struct option *o = option_find(kpi, c->key->text);

		if (str_eq(c->key->text, STR("of")))
			continue;
		if (parameter != NONE)
			parameter_take(u, parameter, c);
		else if (str_eq(c->key->text, STR("where")) && c->kind == NODE_MAP)
			u->where = c;
		else if (o && is_said(o))
			use_append(u, u->said, c);
		else
			key_unknown(u, c->key);
	}
	for (uint32_t i = 0; i < u->ready->parameters.count && i < PARAMETERS_MAX; i++) {
		const struct parameter_doc *p = u->ready->parameters.at[i];

		if (u->template.given[i] || p->preset || p->optional)
			continue;
		if (!u->template.broken)
			spot_problem(u->loader->problems, u->code.place, "the catalogue's \"%.*s\" needs \"%.*s\": %.*s",
				     STR_ARG(u->ready->head.code.text), STR_ARG(p->head.code.text), STR_ARG(p->help.text));
		u->template.broken = true;
	}
}

void use_entities(struct use *u)
{
	const struct entities_doc *d = u->loader->docs.entities;

	for (uint32_t i = 0; i < u->ready->parameters.count && i < PARAMETERS_MAX; i++) {
		const struct parameter_doc *p = u->ready->parameters.at[i];
		const struct node *n = u->template.given[i] ? u->template.given[i] : p->preset;
		struct nearest near = { .wanted = n ? n->text : STR("") };
		bool found = false;

		if (p->takes != TAKES_ENTITY || !u->template.asked[i] || option_unread(d, &d->entities))
			continue;
		for (uint32_t k = 0; k < d->entities.count; k++) {
			const struct entity_doc *e = d->entities.at[k];
			found = found || str_eq(e->head.code.text, near.wanted);
			nearest_offer(&near, e->head.code.text);
		}
		if (found || u->template.broken)
			continue;
		u->template.broken = true;
		if (u->template.given[i])
			spot_problem(u->loader->problems, n->place, "unknown entity \"%.*s\"%s", STR_ARG(near.wanted),
				     nearest_text(&near));
		else
			spot_problem(
				u->loader->problems, u->code.place,
				"the catalogue's \"%.*s\" is about the entity \"%.*s\", which entities.yaml does not declare: "
				"`%.*s` says which one it is",
				STR_ARG(u->ready->head.code.text), STR_ARG(near.wanted), STR_ARG(p->head.code.text));
	}
}
