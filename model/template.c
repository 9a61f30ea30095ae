#include "model/template.h"

uint32_t template_parameter(const struct records *parameters, struct str name)
{
	for (uint32_t i = 0; i < parameters->count && i < PARAMETERS_MAX; i++)
		if (str_eq(((const struct parameter_doc *)parameters->at[i])->head.code.text, name))
			return i;
	return NONE;
}

void node_append(struct node *parent, struct node *child)
{
	const struct node **end = &parent->first;

	while (*end)
		end = (const struct node **)&(*end)->next;
	*end = child;
	child->next = NULL;
	parent->count++;
}

static bool is_in_name(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

/* `<name>` at the beginning of `s`; empty: there is none. */
static struct str name_here(struct str s)
{
	size_t end = 1;

	if (s.len < 3 || s.ptr[0] != '<')
		return (struct str){ 0 };
	while (end < s.len && is_in_name(s.ptr[end]))
		end++;
	return end > 1 && end < s.len && s.ptr[end] == '>' ? (struct str){ s.ptr + 1, end - 1 } : (struct str){ 0 };
}

static uint32_t parameter_find(struct template *t, struct str name, struct spot at)
{
	uint32_t found = template_parameter(t->parameters, name);
	struct nearest near = { .wanted = name };

	for (uint32_t i = 0; found == NONE && i < t->parameters->count; i++)
		nearest_offer(&near, ((const struct parameter_doc *)t->parameters->at[i])->head.code.text);
	if (found == NONE && !t->broken)
		spot_problem(t->problems, at, "unknown parameter \"%.*s\"%s", STR_ARG(name), nearest_text(&near));
	t->broken = t->broken || found == NONE;
	return found;
}

static struct node *node_copy(struct template *t, const struct node *n)
{
	struct node *copy = arena_alloc(t->arena, sizeof(*copy));

	*copy = *n;
	copy->next = copy->key = NULL;
	return copy;
}

static struct node *fill(struct template *t, const struct node *n, uint32_t depth);

static struct node *value_of(struct template *t, uint32_t parameter, uint32_t depth)
{
	const struct parameter_doc *p = t->parameters->at[parameter];

	t->asked[parameter] = true;
	if (t->given[parameter])
		return node_copy(t, t->given[parameter]);
	if (p->preset)
		return fill(t, p->preset, depth + 1);
	t->lacks = true;
	return NULL;
}

/* A text with values in it; it stands where the last given one of them does. */
static struct node *text_fill(struct template *t, const struct node *n, uint32_t depth)
{
	struct node *made = node_copy(t, n);
	struct buf text = { 0 };

	made->place = t->place.line ? t->place : n->place;
	for (size_t i = 0; i < n->text.len && !t->broken; i++) {
		struct str name = name_here((struct str){ n->text.ptr + i, n->text.len - i });
		uint32_t parameter = name.len ? parameter_find(t, name, n->place) : NONE;
		const struct node *value = parameter == NONE ? NULL : value_of(t, parameter, depth);

		if (parameter == NONE) {
			buf_addc(&text, n->text.ptr[i]);
			continue;
		}
		i += name.len + 1;
		if (value && value->kind == NODE_SCALAR)
			buf_adds(&text, value->text);
		if (value && t->given[parameter])
			made->place = value->place;
	}
	made->text = arena_str(t->arena, buf_str(&text));
	buf_free(&text);
	return made;
}

static struct node *key_fill(struct template *t, const struct node *key, struct spot place, uint32_t depth)
{
	struct node *made = text_fill(t, key, depth);

	made->place = t->place.line ? place : key->place;
	return made;
}

static struct node *fill(struct template *t, const struct node *n, uint32_t depth)
{
	struct str name = n->kind == NODE_SCALAR ? name_here(n->text) : (struct str){ 0 };
	uint32_t whole = name.len && name.len + 2 == n->text.len ? parameter_find(t, name, n->place) : NONE;
	struct node *made;

	if (depth > TEMPLATE_DEPTH_MAX) {
		if (!t->broken)
			spot_problem(t->problems, n->place, "nested too deeply, or parameters that name each other");
		t->broken = true;
	}
	if (t->broken)
		return NULL;
	if (whole != NONE)
		return value_of(t, whole, depth);
	if (n->kind == NODE_SCALAR)
		return text_fill(t, n, depth);
	made = node_copy(t, n);
	made->place = t->place.line ? t->place : n->place;
	made->first = NULL;
	made->count = 0;
	for (const struct node *c = n->first; c; c = c->next) {
		struct node *child = fill(t, c, depth + 1);

		if (!child)
			continue;
		if (c->key)
			child->key = key_fill(t, c->key, child->place, depth);
		node_append(made, child);
	}
	return made;
}

struct node *template_fill(struct template *t, const struct node *n)
{
	return fill(t, n, 0);
}
