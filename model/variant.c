#include "model/variant.h"

#include <string.h>

void variant_parameters(struct variant *v, const struct node *parameters)
{
	for (const struct node *d = parameters ? parameters->first : NULL; d; d = d->next)
		for (const struct node *p = d->kind == NODE_MAP ? d->first : NULL; p; p = p->next)
			*ARRAY_ADD(v->parameters) = (struct variant_value){ d, p };
}

/* ---- writing YAML: in quotes and brackets, so that nothing means something else ---- */

static void add_scalar(struct buf *b, const struct node *n)
{
	if (n->null)
		buf_addc(b, '~');
	else
		buf_add_json(b, n->text);
}

/* A node with all below it, on one line. */
static void add_node(struct buf *b, const struct node *root)
{
	const struct node *at[YAML_DEPTH_MAX + 1] = { root };
	uint32_t depth = 0;

	do {
		const struct node *n = at[depth];

		if (n && depth > 0 && n->key) {
			buf_add_json(b, n->key->text);
			buf_adds(b, STR(": "));
		}
		if (n && n->kind != NODE_SCALAR) {
			buf_addc(b, n->kind == NODE_MAP ? '{' : '[');
			at[++depth] = n->first;
			continue;
		}
		if (n)
			add_scalar(b, n);
		else if (depth > 0) /* the last one of its level has been written */
			buf_addc(b, at[--depth]->kind == NODE_MAP ? '}' : ']');
		at[depth] = at[depth]->next;
		if (at[depth] && depth > 0)
			buf_adds(b, STR(", "));
	} while (depth > 0);
}

/* ---- company.yaml ---- */

static const struct bundle_file *file_of(const struct variant *v, struct str path)
{
	for (size_t i = v->files.count; i > 0; i--)
		if (str_eq(v->files.at[i - 1].path, path))
			return &v->files.at[i - 1];
	return bundle_find(v->base, path);
}

static const struct node *document_of(const struct variant *v, struct arena *a, struct str path)
{
	const struct bundle_file *f = file_of(v, path);
	struct problems ignored = { 0 };
	const struct node *root = f ? yaml_parse(a, path.ptr, f->text, &ignored) : NULL;

	problems_free(&ignored);
	return root && root->kind == NODE_MAP ? root : NULL;
}

/* The base's own text where its time goes as wanted already. false: nothing to change. */
static bool make_company(const struct variant *v, struct arena *a, struct str *out)
{
	const struct node *root = document_of(v, a, STR("company.yaml")), *time = node_get(root, "time");
	struct str wanted = v->time == TIME_LOG ? STR("log") : STR("wall");
	struct buf b = { 0 };

	if (!root || str_eq(time && time->kind == NODE_SCALAR ? time->text : STR("wall"), wanted))
		return false;
	for (const struct node *n = root->first; n; n = n->next) {
		if (n == time)
			continue;
		buf_add_json(&b, n->key->text);
		buf_adds(&b, STR(": "));
		add_node(&b, n);
		buf_addc(&b, '\n');
	}
	buf_addf(&b, "time: %.*s\n", STR_ARG(wanted));
	*out = arena_str(a, buf_str(&b));
	buf_free(&b);
	return true;
}

/* ---- decisions.yaml: one parameter a line, so that a mistake can be told where it was written ---- */

struct lines {
	struct buf text;
	ARRAY(struct spot) at;
};

static void add_line(struct lines *l, struct spot written, const char *indent, struct str key, const struct node *value)
{
	buf_adds(&l->text, str_of(indent));
	buf_add_json(&l->text, key);
	buf_addc(&l->text, ':');
	if (value) {
		buf_addc(&l->text, ' ');
		add_scalar(&l->text, value);
	}
	buf_addc(&l->text, '\n');
	*ARRAY_ADD(l->at) = written;
}

/* The value that holds for a parameter of the base, and whether it has been written among the base's. */
static const struct variant_value *value_of(const struct variant *v, struct str decision, struct str parameter)
{
	for (size_t i = v->parameters.count; i > 0; i--) {
		const struct variant_value *x = &v->parameters.at[i - 1];

		if (str_eq(x->decision->key->text, decision) && str_eq(x->value->key->text, parameter))
			return x;
	}
	return NULL;
}

static void add_base_values(const struct variant *v, struct lines *l, const struct node *decision)
{
	for (const struct node *p = decision->first; p; p = p->next)
		if (!value_of(v, decision->key->text, p->key->text))
			add_line(l, p->place, "    ", p->key->text, p);
}

static void add_own_values(const struct variant *v, struct lines *l, struct str decision)
{
	for (size_t i = 0; i < v->parameters.count; i++) {
		const struct variant_value *x = &v->parameters.at[i];

		if (str_eq(x->decision->key->text, decision) && value_of(v, decision, x->value->key->text) == x)
			add_line(l, x->value->place, "    ", x->value->key->text, x->value);
	}
}

static bool is_first_of_decision(const struct variant *v, size_t at)
{
	for (size_t i = 0; i < at; i++)
		if (str_eq(v->parameters.at[i].decision->key->text, v->parameters.at[at].decision->key->text))
			return false;
	return true;
}

static void make_decisions(struct variant *v, struct arena *a, struct str *out)
{
	const struct node *root = document_of(v, a, STR("decisions.yaml")), *of = node_get(root, "decisions");
	struct lines l = { 0 };
	struct spot *kept;

	buf_adds(&l.text, STR("decisions:\n"));
	*ARRAY_ADD(l.at) = of ? of->place : (struct spot){ 0 };
	for (const struct node *d = of && of->kind == NODE_MAP ? of->first : NULL; d; d = d->next) {
		if (d->kind != NODE_MAP || d->count == 0)
			continue;
		add_line(&l, d->key->place, "  ", d->key->text, NULL);
		add_base_values(v, &l, d);
		add_own_values(v, &l, d->key->text);
	}
	for (size_t i = 0; i < v->parameters.count; i++) {
		const struct node *d = v->parameters.at[i].decision;
		const struct node *known = of ? node_get(of, d->key->text.ptr) : NULL;

		if (!is_first_of_decision(v, i) || (known && known->count > 0))
			continue;
		add_line(&l, d->key->place, "  ", d->key->text, NULL);
		add_own_values(v, &l, d->key->text);
	}
	kept = arena_alloc(a, l.at.count * sizeof(*kept));
	memcpy(kept, l.at.at, l.at.count * sizeof(*kept));
	v->lines = kept;
	v->line_count = (uint32_t)l.at.count;
	*out = arena_str(a, buf_str(&l.text));
	ARRAY_FREE(l.at);
	buf_free(&l.text);
}

/* ---- ---- */

struct files {
	ARRAY(struct bundle_file) list;
};

static void put_file(struct files *f, struct str path, struct str text)
{
	for (size_t i = 0; i < f->list.count; i++)
		if (str_eq(f->list.at[i].path, path)) {
			f->list.at[i].text = text;
			return;
		}
	*ARRAY_ADD(f->list) = (struct bundle_file){ path, text };
}

void variant_make(struct variant *v)
{
	struct arena *a = arena_new();
	struct files files = { 0 };
	struct str text;

	for (uint32_t i = 0; i < v->base->count; i++)
		*ARRAY_ADD(files.list) = v->base->files[i];
	for (size_t i = 0; i < v->files.count; i++)
		put_file(&files, v->files.at[i].path, v->files.at[i].text);
	if (make_company(v, a, &text))
		put_file(&files, STR("company.yaml"), text);
	if (v->parameters.count > 0) {
		make_decisions(v, a, &text);
		put_file(&files, STR("decisions.yaml"), text);
	}
	v->made = bundle_make(a, files.list.at, files.list.count);
	ARRAY_FREE(files.list);
}

bool variant_place(const struct variant *v, const char *file, uint32_t line, struct spot *out)
{
	if (!str_eq(str_of(file), STR("decisions.yaml")) || line == 0 || line > v->line_count || v->lines[line - 1].line == 0)
		return false;
	*out = v->lines[line - 1];
	return true;
}

void variant_free(struct variant *v)
{
	ARRAY_FREE(v->files);
	ARRAY_FREE(v->parameters);
	bundle_free(v->made);
	*v = (struct variant){ 0 };
}
