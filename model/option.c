#include "model/option.h"

#include <string.h>

#include "model/literal.h"
#include "model/source.h"
#include "model/title.h"

enum { CODE_MAX = 128, TEXT_MAX = 4096 };

/* One value being read: what it is called, for messages. */
struct target {
	struct option_reader *reader;
	const struct options *table;
	const struct option *option;
	char *at; /* where in the record it goes */
};

static void mark_unread(const struct options *table, const struct option *o, struct record *rec)
{
	rec->unread |= UINT32_C(1) << (o - table->list);
}

static void target_unread(const struct target *t)
{
	mark_unread(t->table, t->option, (struct record *)(t->at - t->option->offset));
}

static const struct option *option_at(const struct record *rec, const void *value)
{
	size_t offset = (size_t)((const char *)value - (const char *)rec);
	const struct option *o = rec->of->list;

	while (o->key && o->offset != offset)
		o++;
	return o->key ? o : NULL;
}

bool option_unread(const void *record, const void *value)
{
	const struct record *rec = record;
	const struct option *o = rec->unread ? option_at(rec, value) : NULL;

	return o && rec->unread >> (o - rec->of->list) & 1;
}

void option_mark_unread(void *record, const void *value)
{
	struct record *rec = record;

	mark_unread(rec->of, option_at(rec, value), rec);
}

static bool is_code(const struct option *o)
{
	return o->offset == offsetof(struct record, code);
}

static void expected(const struct target *t, struct spot at, struct str got)
{
	struct buf b = { 0 };

	option_describe(t->option, &b);
	spot_problem(t->reader->problems, at, "%s: expected %s, got \"%.*s\"", t->option->key, b.ptr,
		     (int)(got.len < 80 ? got.len : 80), got.ptr);
	buf_free(&b);
}

static bool code_is_valid(struct str s)
{
	if (s.len == 0 || s.len > CODE_MAX || !str_is_text(s))
		return false;
	for (size_t i = 0; i < s.len; i++)
		if (s.ptr[i] == '|' || s.ptr[i] == '\n' || s.ptr[i] == '\r' || s.ptr[i] == '\t')
			return false;
	return s.ptr[0] != ' ' && s.ptr[s.len - 1] != ' ';
}

bool option_name_is_valid(struct str s)
{
	if (s.len == 0 || s.len > 64 || (s.ptr[0] >= '0' && s.ptr[0] <= '9'))
		return false;
	for (size_t i = 0; i < s.len; i++) {
		char c = s.ptr[i];

		if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_'))
			return false;
	}
	return true;
}

static bool take_ref(const struct target *t, struct str s, struct spot at)
{
	bool good = t->option->type == OPTION_TEXT   ? s.len <= TEXT_MAX
		    : t->option->type == OPTION_NAME ? option_name_is_valid(s)
		    : t->option->type == OPTION_CODE ? code_is_valid(s)
						     : literal_is_valid(t->option, s);

	if (good)
		*(struct ref *)t->at = (struct ref){ arena_str(t->reader->arena, s), at };
	return good;
}

static bool take_flag(const struct target *t, struct str s)
{
	bool yes = str_eq(s, STR("yes")) || str_eq(s, STR("true"));

	if (!yes && !str_eq(s, STR("no")) && !str_eq(s, STR("false")))
		return false;
	*(bool *)t->at = yes;
	return true;
}

static bool take_number(const struct target *t, struct str s)
{
	const struct option *o = t->option;
	bool percent = o->type == OPTION_SHARE && s.len > 0 && s.ptr[s.len - 1] == '%';
	int64_t n;

	if (o->type == OPTION_E4 && (str_eq(s, STR("lowest")) || str_eq(s, STR("highest")))) {
		*(int64_t *)t->at = str_eq(s, STR("lowest")) ? INT64_MIN : INT64_MAX;
		return true;
	}
	if (percent)
		s = str_trim((struct str){ s.ptr, s.len - 1 });
	if ((o->type == OPTION_INT ? num_parse_i64(s, &n, NULL) : num_parse_e4(s, &n, NULL)) < 0)
		return false;
	if (o->type == OPTION_SHARE && !percent && __builtin_mul_overflow(n, 100, &n))
		return false;
	if ((o->min != 0 || o->max != 0) && (n < o->min || n > o->max))
		return false;
	*(int64_t *)t->at = n;
	return true;
}

/* UINT32_MAX: none of the choices. */
static uint32_t choice_of(const struct option *o, struct str s)
{
	for (uint32_t i = 0; o->choices[i]; i++)
		if (str_eq(s, str_of(o->choices[i])))
			return i;
	return UINT32_MAX;
}

/* false: nothing is near, so what was expected is still to be said. */
static bool choice_unknown(const struct target *t, struct str s, struct spot at)
{
	struct nearest near = { .wanted = s };

	for (uint32_t i = 0; t->option->choices[i]; i++)
		nearest_offer(&near, str_of(t->option->choices[i]));
	if (near.best.len == 0)
		return false;
	spot_problem(t->reader->problems, at, "%s: unknown \"%.*s\"%s", t->option->key, STR_ARG(s), nearest_text(&near));
	target_unread(t);
	return true;
}

static bool take_choice(const struct target *t, struct str s, struct spot at)
{
	uint32_t choice = choice_of(t->option, s);

	if (choice == UINT32_MAX)
		return choice_unknown(t, s, at);
	*(uint32_t *)t->at = choice;
	return true;
}

static bool take_word(const struct target *t, struct str s, struct spot at)
{
	return choice_of(t->option, s) == UINT32_MAX ? choice_unknown(t, s, at) : take_ref(t, s, at);
}

static bool take_day(const struct target *t, struct str s)
{
	int32_t *out = (int32_t *)t->at;

	if (str_eq(s, STR("always")))
		*out = DAY_MIN;
	else if (str_eq(s, STR("open")))
		*out = DAY_NONE;
	else
		return date_parse(s, out, NULL) == 0;
	return true;
}

static void take_codes(const struct target *t, struct str s, struct spot at)
{
	struct refs *refs = (struct refs *)t->at;

	refs->at = arena_alloc(t->reader->arena, sizeof(*refs->at));
	refs->at[0] = (struct ref){ arena_str(t->reader->arena, s), at };
	refs->count = 1;
}

/* A value that is one piece of text, from YAML, from a table's cell or from a preset. */
static void take_scalar(const struct target *t, struct str s, struct spot at)
{
	bool good = true;

	switch (t->option->type) {
	case OPTION_TEXT:
	case OPTION_CODE:
	case OPTION_NAME:
	case OPTION_DATE:
	case OPTION_STAMP:
	case OPTION_DECIMAL:
	case OPTION_PERCENT:
		good = take_ref(t, s, at);
		break;
	case OPTION_WORD:
		good = take_word(t, s, at);
		break;
	case OPTION_TITLE:
		title_take(t->reader, t->option, s, at, (struct text *)t->at);
		break;
	case OPTION_FLAG:
		good = take_flag(t, s);
		break;
	case OPTION_INT:
	case OPTION_E4:
	case OPTION_SHARE:
		good = take_number(t, s);
		break;
	case OPTION_DAY:
		good = take_day(t, s);
		break;
	case OPTION_CHOICE:
		good = take_choice(t, s, at);
		break;
	case OPTION_CODES:
		good = code_is_valid(s);
		if (good)
			take_codes(t, s, at);
		break;
	default:
		good = false;
	}
	if (good)
		return;
	expected(t, at, s);
	if (!is_code(t->option)) /* what refers to it is as wrong */
		target_unread(t);
}

static void take_list_of_codes(const struct target *t, const struct node *list)
{
	struct refs *refs = (struct refs *)t->at;
	uint32_t n = 0;

	refs->at = arena_alloc(t->reader->arena, (list->count + 1) * sizeof(*refs->at));
	for (const struct node *c = list->first; c; c = c->next) {
		bool twice = false;

		if (c->kind != NODE_SCALAR || !code_is_valid(c->text)) {
			spot_problem(t->reader->problems, c->place, "%s: expected a list of codes, got %s in it", t->option->key,
				     node_what(c));
			target_unread(t);
			continue;
		}
		for (uint32_t i = 0; i < n; i++)
			twice = twice || str_eq(refs->at[i].text, c->text);
		if (twice)
			spot_problem(t->reader->problems, c->place, "%s: \"%.*s\" is given twice", t->option->key,
				     STR_ARG(c->text));
		else
			refs->at[n++] = (struct ref){ c->text, c->place };
	}
	refs->count = n;
}

static void record_read(struct option_reader *r, const struct options *table, const struct node *node, struct record *record);

static void take_map(const struct target *t, const struct node *map)
{
	struct records *out = (struct records *)t->at;

	out->at = arena_alloc(t->reader->arena, (map->count + 1) * sizeof(*out->at));
	out->count = 0; /* a key given twice, said already: the later one counts */
	for (const struct node *c = map->first; c; c = c->next) {
		struct record *rec = option_defaults(t->reader, t->option->of, c->key->place);

		if (!code_is_valid(c->key->text)) {
			spot_problem(t->reader->problems, c->key->place, "%s: expected a code of 1 to %d bytes without \"|\"",
				     t->option->of->name, CODE_MAX);
			continue;
		}
		rec->code = (struct ref){ c->key->text, c->key->place };
		record_read(t->reader, t->option->of, c, rec);
		out->at[out->count++] = rec;
	}
}

static void take_list(const struct target *t, const struct node *list)
{
	struct records *out = (struct records *)t->at;

	out->at = arena_alloc(t->reader->arena, (list->count + 1) * sizeof(*out->at));
	out->count = 0;
	for (const struct node *c = list->first; c; c = c->next) {
		struct record *rec = option_defaults(t->reader, t->option->of, c->place);

		record_read(t->reader, t->option->of, c, rec);
		out->at[out->count++] = rec;
	}
}

static void take_record(const struct target *t, const struct node *node)
{
	struct record *rec = option_defaults(t->reader, t->option->of, node->place);

	record_read(t->reader, t->option->of, node, rec);
	*(struct record **)t->at = rec;
}

static void wrong_kind(const struct target *t, const struct node *node)
{
	struct buf b = { 0 };

	option_describe(t->option, &b);
	spot_problem(t->reader->problems, node->place, "%s: expected %s, got %s", t->option->key, b.ptr, node_what(node));
	buf_free(&b);
	target_unread(t);
}

static void take_rows(const struct target *t, const struct node *node)
{
	struct title_gaps *gaps = t->reader->gaps;
	bool outer = gaps && gaps->in_rows;

	if (gaps)
		gaps->in_rows = true;
	if (!source_rows(t->reader, t->option, node, (struct records *)t->at))
		target_unread(t);
	if (gaps)
		gaps->in_rows = outer;
}

static void take_node(const struct target *t, const struct node *node)
{
	enum option_type type = t->option->type;

	if (node->kind == NODE_SCALAR && node->null && type != OPTION_ANY) {
		spot_problem(t->reader->problems, node->place, "%s has no value: write one or leave the key out", t->option->key);
		target_unread(t);
		return;
	}
	if (type == OPTION_ANY || (type == OPTION_PAIRS && node->kind == NODE_MAP))
		*(const struct node **)t->at = node;
	else if (type == OPTION_MAP && node->kind == NODE_MAP)
		take_map(t, node);
	else if (type == OPTION_ROWS && node->kind != NODE_SCALAR)
		take_rows(t, node);
	else if (type == OPTION_LIST && node->kind == NODE_LIST)
		take_list(t, node);
	else if (type == OPTION_RECORD && node->kind == NODE_MAP)
		take_record(t, node);
	else if (type == OPTION_CODES && node->kind == NODE_LIST)
		take_list_of_codes(t, node);
	else if (type == OPTION_TITLE && node->kind == NODE_MAP)
		title_take_languages(t->reader, t->option, node, (struct text *)t->at);
	else if (node->kind == NODE_SCALAR && type < OPTION_ANY)
		take_scalar(t, node->text, node->place);
	else
		wrong_kind(t, node);
}

const struct option *option_find(const struct options *table, struct str key)
{
	for (const struct option *o = table->list; o->key; o++)
		if (str_eq(key, str_of(o->key)))
			return o;
	return NULL;
}

/* The option that an unknown key is taken for, after the problem: the nearest one, where it is left out; else NULL. */
static const struct option *option_meant(struct option_reader *r, const struct options *table, const struct node *map,
					 const struct node *key)
{
	struct nearest near = { .wanted = key->text };
	const struct option *meant = NULL;

	for (const struct option *o = table->list; o->key; o++)
		nearest_offer(&near, str_of(o->key));
	spot_problem(r->problems, key->place, "unknown option \"%.*s\" of %s%s", STR_ARG(key->text), table->name,
		     nearest_text(&near));
	if (near.best.len > 0)
		meant = option_find(table, near.best);
	return meant && !node_get(map, meant->key) ? meant : NULL;
}

void option_required(struct option_reader *r, const struct options *table, struct record *rec, const bool *given)
{
	for (uint32_t i = 0; table->list[i].key; i++) {
		const struct option *o = &table->list[i];

		if (!o->required || given[i])
			continue;
		spot_problem(r->problems, rec->place, "%s%s%.*s%s has no \"%s\": %s", table->name,
			     rec->code.text.len ? " \"" : "", STR_ARG(rec->code.text), rec->code.text.len ? "\"" : "", o->key,
			     o->help);
		if (!is_code(o))
			mark_unread(table, o, rec);
	}
}

void option_take(struct option_reader *r, const struct options *table, const struct option *o, struct str s, struct spot at,
		 struct record *rec)
{
	take_scalar(&(struct target){ r, table, o, (char *)rec + o->offset }, s, at);
}

static void mapping_read(struct option_reader *r, const struct options *table, const struct node *node, struct record *rec)
{
	bool given[OPTIONS_MAX] = { false }, unknown = false;

	for (const struct node *c = node->first; c; c = c->next) {
		const struct option *o = option_find(table, c->key->text);

		if (!o)
			o = option_meant(r, table, node, c->key);
		if (!o || given[o - table->list]) {
			unknown = true;
			continue;
		}
		given[o - table->list] = true;
		take_node(&(struct target){ r, table, o, (char *)rec + o->offset }, c);
	}
	for (const struct option *o = table->list; unknown && o->key; o++)
		if (!given[o - table->list])
			mark_unread(table, o, rec);
	option_required(r, table, rec, given);
}

static void record_read(struct option_reader *r, const struct options *table, const struct node *node, struct record *rec)
{
	const struct option *o = table->shorthand ? option_find(table, str_of(table->shorthand)) : NULL;
	bool given[OPTIONS_MAX] = { false };

	if (r->depth >= OPTION_DEPTH_MAX) {
		spot_problem(r->problems, node->place, "nested too deeply");
		rec->unread = UINT32_MAX;
		return;
	}
	r->depth++;
	if (node->kind == NODE_MAP && !(o && o->type == OPTION_ROWS && node_get(node, "table"))) {
		mapping_read(r, table, node, rec);
	} else if (o && !(node->kind == NODE_SCALAR && node->null)) {
		given[o - table->list] = true;
		take_node(&(struct target){ r, table, o, (char *)rec + o->offset }, node);
		option_required(r, table, rec, given);
	} else {
		spot_problem(r->problems, node->place, "%s: expected a mapping, got %s", table->name, node_what(node));
		rec->unread = UINT32_MAX;
	}
	r->depth--;
}

void option_read(struct option_reader *r, const struct options *table, const struct node *node, void *record)
{
	record_read(r, table, node, record);
}

void *option_defaults(struct option_reader *r, const struct options *table, struct spot place)
{
	struct record *rec = arena_alloc(r->arena, table->size);

	rec->place = place;
	rec->of = table;
	for (const struct option *o = table->list; o->key; o++)
		if (o->preset)
			take_scalar(&(struct target){ r, table, o, (char *)rec + o->offset }, str_of(o->preset), place);
	return rec;
}
