#include <string.h>

#include "model/catalogue_inside.h"

typedef ARRAY(void *) made;

/* ---- measures ---- */
static void where_add(struct use *u, struct node *measure)
{
	struct node *where = (struct node *)node_get(measure, "where");

	if (!where) {
		struct node *key = arena_alloc(u->loader->scratch, sizeof(*key));

		where = arena_alloc(u->loader->scratch, sizeof(*where));
		*key = (struct node){ .text = STR("where"), .place = u->where->place };
		*where = (struct node){ .kind = NODE_MAP, .place = u->where->place, .key = key };
		node_append(measure, where);
	}
	for (const struct node *c = u->where->first; c; c = c->next) {
		for (const struct node *has = where->first; has; has = has->next)
			if (str_eq(has->key->text, c->key->text) && !u->template.broken) {
				spot_problem(u->loader->problems, c->key->place,
					     "where: the catalogue's \"%.*s\" says itself which \"%.*s\" it counts",
					     STR_ARG(u->ready->head.code.text), STR_ARG(c->key->text));
				u->template.broken = true;
			}
		use_append(u, where, c);
	}
}

/* Of alternatives the first one whose parameters all have values. */
static struct node *measure_fill(struct use *u, const struct node *m)
{
	const struct node *first = m->kind == NODE_LIST ? m->first : m;
	struct node *filled = NULL;

	for (const struct node *n = first; n && !u->template.broken; n = m->kind == NODE_LIST ? n->next : NULL) {
		u->template.lacks = false;
		filled = template_fill(&u->template, n);
		if (!u->template.lacks)
			break;
	}
	if (u->template.lacks && !u->template.broken) {
		spot_problem(u->loader->problems, u->code.place,
			     "the catalogue's \"%.*s\" lacks parameters: no way to count \"%.*s\"",
			     STR_ARG(u->ready->head.code.text), STR_ARG(m->key->text));
		u->template.broken = true;
	}
	if (filled && filled->kind == NODE_MAP && u->where)
		where_add(u, filled);
	return filled;
}

static struct ref measure_code(struct use *u, struct str name)
{
	return (struct ref){ arena_strf(u->loader->scratch, "%.*s_%.*s", STR_ARG(u->code.text), STR_ARG(name)), u->code.place };
}

/* Reads the node as a record. What is wrong with the entry itself is told where it stands in the catalogue: `checks` reads it
 * with those places, and only then it gets the company's. */
static bool record_make(struct use *u, const struct options *table, struct ref code, const struct node *n, bool checks,
			void **out)
{
	struct record *rec = option_defaults(&u->loader->reader, table, u->code.place);
	size_t before = u->loader->problems->errors;

	rec->code = code;
	if (n)
		option_read(&u->loader->reader, table, n, rec);
	if (checks && u->loader->problems->errors > before)
		u->template.broken = true;
	*out = rec;
	return !u->template.broken;
}

/* Where the template's own texts stand, and then where the company asks for them. */
static void places_of(struct use *u, bool checks)
{
	u->template.place = u->code.place;
	if (checks)
		u->template.place = (struct spot){ 0 };
}

static void measures_make(struct use *u, made *out)
{
	const struct options *table = use_table(u->loader, "measures");
	size_t from = out->count;

	for (int checks = 1; checks >= 0 && !u->template.broken; checks--) {
		places_of(u, checks);
		out->count = from;
		for (const struct node *m = u->ready->measures->first; m && !u->template.broken; m = m->next) {
			const struct node *filled = measure_fill(u, m);
			if (!u->template.broken)
				record_make(u, table, measure_code(u, m->key->text), filled, checks, ARRAY_ADD(*out));
		}
		if (checks)
			use_entities(u);
	}
	if (u->template.broken)
		out->count = from;
}

/* ---- the KPI ---- */
static bool is_in_name(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

/* The entry's formula over the measures as they are called in the model. */
static struct str formula_of(struct use *u, struct str formula)
{
	struct buf out = { 0 };
	struct str text;

	for (size_t i = 0, end; i < formula.len; i = end) {
		for (end = i; end < formula.len && is_in_name(formula.ptr[end]);)
			end++;
		struct str name = { formula.ptr + i, end - i };
		const struct node *m = u->ready->measures->first;

		while (m && !str_eq(m->key->text, name))
			m = m->next;
		if (m)
			name = measure_code(u, name).text;
		if (end == i)
			name = (struct str){ formula.ptr + i, ++end - i };
		buf_adds(&out, name);
	}
	text = arena_str(u->loader->scratch, buf_str(&out));
	buf_free(&out);
	return text;
}

/* The entry's options and what the company says itself. */
static const struct node *kpi_fill(struct use *u)
{
	struct node *all = arena_alloc(u->loader->scratch, sizeof(*all));

	*all = (struct node){ .kind = NODE_MAP, .place = u->code.place };
	for (const struct node *c = u->said->first; c; c = c->next)
		use_append(u, all, c);
	for (const struct node *c = u->ready->kpi->first; c && !u->template.broken; c = c->next) {
		struct node *option = node_get(u->said, c->key->text.ptr) ? NULL : template_fill(&u->template, c);
		struct node *key = arena_alloc(u->loader->scratch, sizeof(*key));

		if (!option)
			continue;
		*key = *c->key;
		key->place = option->place;
		option->key = key;
		if (str_eq(c->key->text, STR("formula")))
			option->text = formula_of(u, option->text);
		node_append(all, option);
	}
	return all;
}

static void *kpi_make(struct use *u)
{
	const struct options *table = use_table(u->loader, "kpis");
	struct record *rec = option_defaults(&u->loader->reader, table, u->code.place);

	rec->code = u->code;
	rec->unread = UINT32_MAX;
	for (int checks = 1; checks >= 0 && !u->template.broken; checks--) {
		void *read;
		places_of(u, checks);
		if (record_make(u, table, u->code, kpi_fill(u), checks, &read) && !checks)
			return read;
	}
	return rec;
}

/* ---- codes that the company gave already ---- */
static void clash_check(struct loader *l, const struct records *own, const made *ready, const char *what)
{
	for (uint32_t i = 0; i < own->count; i++) {
		const struct ref *mine = &((const struct record *)own->at[i])->code;

		for (size_t k = 0; k < ready->count; k++) {
			const struct ref *its = &((const struct record *)ready->at[k])->code;
			if (str_eq(mine->text, its->text))
				spot_problem(l->problems, mine->place,
					     "%s \"%.*s\" is used from the catalogue in line %u: take one of the two away, or "
					     "call one "
					     "of them otherwise",
					     what, STR_ARG(mine->text), its->place.line);
		}
	}
}

static void records_join(struct loader *l, struct records *to, const void *const *first, size_t first_count,
			 const void *const *then, size_t then_count)
{
	void **all = arena_alloc(l->scratch, (first_count + then_count + 1) * sizeof(*all));

	if (first_count)
		memcpy(all, first, first_count * sizeof(*all));
	if (then_count)
		memcpy(all + first_count, then, then_count * sizeof(*all));
	*to = (struct records){ all, (uint32_t)(first_count + then_count) };
}

/* In the order of the document. */
static void kpis_join(struct loader *l, const made *ready)
{
	struct records *own = &l->docs.kpis->kpis;
	const struct record *mine = own->count ? own->at[0] : NULL, *its = ready->count ? ready->at[0] : NULL;
	bool first = mine && its && mine->place.line < its->place.line;
	const void *const *a = (const void *const *)own->at, *const *b = (const void *const *)ready->at;

	if (first)
		records_join(l, own, a, own->count, b, ready->count);
	else
		records_join(l, own, b, ready->count, a, own->count);
}

/* false: what is wrong has been said. */
static bool use_is_sound(struct loader *l, const struct node *n)
{
	if (!option_name_is_valid(n->key->text))
		spot_problem(l->problems, n->key->place, "use: expected a name of letters, digits and _, got \"%.*s\"",
			     STR_ARG(n->key->text));
	else if (n->kind != NODE_MAP)
		spot_problem(l->problems, n->place, "use: expected the parameters of \"%.*s\", or {} for none, got %s",
			     STR_ARG(n->key->text), node_what(n));
	else
		return true;
	return false;
}

/* A KPI of a use that is broken is known by its code all the same. */
static void one_use(struct loader *l, const struct node *n, made *measures, made *kpis)
{
	struct kpis_doc *d = l->docs.kpis;
	struct node *said = arena_alloc(l->scratch, sizeof(*said));
	struct use u = { .loader = l, .code = { n->key->text, n->key->place }, .said = said };

	*said = (struct node){ .kind = NODE_MAP, .place = n->key->place };
	u.ready = use_is_sound(l, n) ? ready_find(l, n) : NULL;
	if (!u.ready || u.ready->head.unread) { /* or what the catalogue says was told */
		option_mark_unread(d, &d->measures);
		option_mark_unread(d, &d->kpis);
		return;
	}
	u.template = (struct template){
		.arena = l->scratch, .problems = l->problems, .parameters = &u.ready->parameters, .place = u.code.place
	};
	use_words(&u, n);
	measures_make(&u, measures);
	*ARRAY_ADD(*kpis) = kpi_make(&u);
	if (u.template.broken)
		option_mark_unread(d, &d->measures);
}

static void needed_check(struct loader *l, const struct records *rows, const char *key)
{
	struct kpis_doc *d = l->docs.kpis;

	if (rows->at || option_unread(d, rows))
		return;
	spot_problem(l->problems, d->head.place, "%s has no \"%s\": %s", d->head.of->name, key,
		     option_find(d->head.of, str_of(key))->help);
	option_mark_unread(d, rows);
}

void catalogue_use(struct loader *l)
{
	struct kpis_doc *d = l->docs.kpis;
	made measures = { 0 }, kpis = { 0 };

	d->own_measures = d->measures.count;
	if (!d->use && !option_unread(d, &d->use)) {
		needed_check(l, &d->measures, "measures");
		needed_check(l, &d->kpis, "kpis");
	}
	if (d->use && !bundle_find(l->bundle, STR("catalogue/kpis.yaml"))) {
		spot_problem(
			l->problems, d->use->key->place,
			"use: the catalogue is not there: expected catalogue/kpis.yaml beside the shipped calendars or in the "
			"company's folder");
		option_mark_unread(l->docs.catalogue, &l->docs.catalogue->ready);
	}
	for (uint32_t i = 0; i < l->docs.catalogue->ready.count; i++)
		ready_check(l, l->docs.catalogue->ready.at[i]);
	for (const struct node *n = d->use ? d->use->first : NULL; n; n = n->next)
		one_use(l, n, &measures, &kpis);
	if (option_unread(d, &d->use)) {
		option_mark_unread(d, &d->measures);
		option_mark_unread(d, &d->kpis);
	}
	clash_check(l, &d->measures, &measures, "measure");
	clash_check(l, &d->kpis, &kpis, "kpi");
	records_join(l, &d->measures, (const void *const *)d->measures.at, d->measures.count, (const void *const *)measures.at,
		     measures.count);
	kpis_join(l, &kpis);
	ARRAY_FREE(measures);
	ARRAY_FREE(kpis);
}
