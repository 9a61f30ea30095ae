#include "model/yaml.h"

#include <string.h>
#include <yaml.h>

#include "base/names.h"

struct level {
	struct node *node;
	struct node *last;
	const struct node *key; /* a mapping's key that waits for its value */
	struct names keys;
};

struct parse {
	struct arena *arena;
	const char *file;
	struct problems *problems;
	struct level levels[YAML_DEPTH_MAX];
	uint32_t depth;
	uint32_t nodes;
	struct node *root;
	bool failed;
};

static void parse_refuse(struct parse *p, yaml_mark_t mark, const char *what)
{
	problems_add(p->problems, p->file, (uint32_t)mark.line + 1, (uint32_t)mark.column + 1, "%s", what);
	p->failed = true;
}

static struct node *parse_node(struct parse *p, enum node_kind kind, const yaml_event_t *ev)
{
	struct node *n;

	if (++p->nodes > YAML_NODES_MAX) {
		parse_refuse(p, ev->start_mark, "the document is too large: at most 1000000 values");
		return NULL;
	}
	n = arena_alloc(p->arena, sizeof(*n));
	n->kind = kind;
	n->place = (struct spot){ p->file, (uint32_t)ev->start_mark.line + 1, (uint32_t)ev->start_mark.column + 1 };
	return n;
}

static bool is_null(const yaml_event_t *ev, struct str s)
{
	return ev->data.scalar.style == YAML_PLAIN_SCALAR_STYLE && (s.len == 0 || str_eq(s, STR("~")) || str_eq(s, STR("null")));
}

/* Takes the node as a key of the innermost mapping. */
static void parse_key(struct parse *p, struct level *l, const struct node *n)
{
	uint32_t before = l->keys.count;

	if (n->kind != NODE_SCALAR || n->text.len == 0) {
		problems_add(p->problems, n->place.file, n->place.line, n->place.column, "expected a key, got %s", node_what(n));
		p->failed = true;
		return;
	}
	if (names_add(&l->keys, n->text) <= before)
		problems_add(p->problems, n->place.file, n->place.line, n->place.column,
			     "\"%.*s\" is given twice: keep one of them", STR_ARG(n->text));
	l->key = n;
}

static void parse_place(struct parse *p, struct node *n)
{
	struct level *l;

	if (p->depth == 0) {
		p->root = n;
		return;
	}
	l = &p->levels[p->depth - 1];
	if (l->node->kind == NODE_MAP && !l->key) {
		parse_key(p, l, n);
		return;
	}
	n->key = l->key;
	l->key = NULL;
	if (l->last)
		l->last->next = n;
	else
		l->node->first = n;
	l->last = n;
	l->node->count++;
}

static void parse_open(struct parse *p, enum node_kind kind, const yaml_event_t *ev)
{
	struct node *n = parse_node(p, kind, ev);

	if (!n)
		return;
	parse_place(p, n);
	if (p->failed)
		return;
	if (p->depth == YAML_DEPTH_MAX) {
		parse_refuse(p, ev->start_mark, "nested too deeply: at most 32 levels");
		return;
	}
	p->levels[p->depth++] = (struct level){ .node = n };
}

static void parse_scalar(struct parse *p, const yaml_event_t *ev)
{
	struct str s = { (const char *)ev->data.scalar.value, ev->data.scalar.length };
	struct node *n;

	if (!str_is_text(s)) {
		parse_refuse(p, ev->start_mark, "expected text in UTF-8 without control characters");
		return;
	}
	n = parse_node(p, NODE_SCALAR, ev);
	if (!n)
		return;
	n->text = arena_str(p->arena, s);
	n->null = is_null(ev, s);
	parse_place(p, n);
}

static bool event_is_decorated(const yaml_event_t *ev)
{
	switch (ev->type) {
	case YAML_SCALAR_EVENT:
		return ev->data.scalar.anchor || ev->data.scalar.tag;
	case YAML_SEQUENCE_START_EVENT:
		return ev->data.sequence_start.anchor || ev->data.sequence_start.tag;
	case YAML_MAPPING_START_EVENT:
		return ev->data.mapping_start.anchor || ev->data.mapping_start.tag;
	default:
		return ev->type == YAML_ALIAS_EVENT;
	}
}

static void parse_event(struct parse *p, const yaml_event_t *ev)
{
	if (event_is_decorated(ev)) {
		parse_refuse(p, ev->start_mark, "anchors, aliases and tags are not used in a model: write the value out");
		return;
	}
	switch (ev->type) {
	case YAML_DOCUMENT_START_EVENT:
		if (p->root)
			parse_refuse(p, ev->start_mark, "a second document in one file: keep one");
		break;
	case YAML_SCALAR_EVENT:
		parse_scalar(p, ev);
		break;
	case YAML_SEQUENCE_START_EVENT:
		parse_open(p, NODE_LIST, ev);
		break;
	case YAML_MAPPING_START_EVENT:
		parse_open(p, NODE_MAP, ev);
		break;
	case YAML_SEQUENCE_END_EVENT:
	case YAML_MAPPING_END_EVENT:
		names_free(&p->levels[--p->depth].keys);
		break;
	default:
		break;
	}
}

static bool begins_with_tab(struct str text, size_t line)
{
	struct str at = { 0 };

	for (size_t i = 0; i <= line; i++)
		at = str_cut(&text, '\n');
	while (at.len > 0 && at.ptr[0] == ' ')
		at = (struct str){ at.ptr + 1, at.len - 1 };
	return at.len > 0 && at.ptr[0] == '\t';
}

/* What people mostly did where libyaml says `problem`. */
static const char *syntax_hint(const char *problem, struct str text, size_t line)
{
	if (begins_with_tab(text, line))
		return ": the line begins with a tab, indent it by spaces";
	if (strstr(problem, "mapping values are not allowed"))
		return ": put a text with a colon in it in quotes";
	if (strstr(problem, "did not find expected"))
		return ": is the line indented like its neighbours, and every bracket and quote closed?";
	return "";
}

static uint32_t line_of(struct str text, size_t offset)
{
	uint32_t line = 1;

	for (size_t i = 0; i < offset && i < text.len; i++)
		line += text.ptr[i] == '\n';
	return line;
}

static void parse_syntax(struct parse *p, const yaml_parser_t *y, struct str text)
{
	const char *problem = y->problem ? y->problem : "unreadable";
	yaml_mark_t mark = y->problem_mark;

	p->failed = true;
	if (y->error == YAML_READER_ERROR)
		problems_add(p->problems, p->file, line_of(text, y->problem_offset), 0,
			     "expected text in UTF-8 without control characters: save the file as UTF-8");
	else if (y->error == YAML_SCANNER_ERROR || y->error == YAML_PARSER_ERROR)
		problems_add(p->problems, p->file, (uint32_t)mark.line + 1, (uint32_t)mark.column + 1, "not valid YAML: %s%s%s%s",
			     problem, y->context ? " " : "", y->context ? y->context : "", syntax_hint(problem, text, mark.line));
	else
		problems_add(p->problems, p->file, 0, 0, "not valid YAML: %s", problem);
}

const struct node *yaml_parse(struct arena *a, const char *file, struct str text, struct problems *problems)
{
	struct parse p = { .arena = a, .file = (const char *)arena_str(a, str_of(file)).ptr, .problems = problems };
	yaml_parser_t y;
	bool done = false;

	if (text.len > YAML_BYTES_MAX) {
		problems_add(problems, p.file, 0, 0, "the file is too large: at most 16 MiB");
		return NULL;
	}
	if (!yaml_parser_initialize(&y))
		return NULL;
	if (str_starts(text, STR("\xef\xbb\xbf")))
		text = (struct str){ text.ptr + 3, text.len - 3 };
	yaml_parser_set_encoding(&y, YAML_UTF8_ENCODING);
	yaml_parser_set_input_string(&y, (const unsigned char *)(text.ptr ? text.ptr : ""), text.len);
	while (!done && !p.failed) {
		yaml_event_t ev;

		if (!yaml_parser_parse(&y, &ev)) {
			parse_syntax(&p, &y, text);
			break;
		}
		done = ev.type == YAML_STREAM_END_EVENT;
		parse_event(&p, &ev);
		yaml_event_delete(&ev);
	}
	yaml_parser_delete(&y);
	while (p.depth > 0)
		names_free(&p.levels[--p.depth].keys);
	return p.failed || (p.root && p.root->kind == NODE_SCALAR && p.root->null) ? NULL : p.root;
}

const struct node *node_get(const struct node *map, const char *key)
{
	if (!map || map->kind != NODE_MAP)
		return NULL;
	for (const struct node *n = map->first; n; n = n->next)
		if (str_eq(n->key->text, str_of(key)))
			return n;
	return NULL;
}

const char *node_what(const struct node *n)
{
	if (!n || (n->kind == NODE_SCALAR && n->null))
		return "nothing";
	return n->kind == NODE_SCALAR ? "a text" : n->kind == NODE_LIST ? "a list" : "a mapping";
}
