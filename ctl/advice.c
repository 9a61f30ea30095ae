#include "ctl/advice.h"
#include "base/catalog.h"
#include "ctl/walk.h"
#include <jansson.h>

/* "sales[2].amount" as "sales", 2, "amount"; false: no field of a line. */
static bool cut_place(struct str field, struct str *out_lines, int64_t *out_number, struct str *out_name)
{
	struct str rest = field, number;

	*out_lines = str_cut(&rest, '[');
	number = str_cut(&rest, ']');
	if (rest.len < 2 || rest.ptr[0] != '.' || num_parse_i64(number, out_number, NULL) < 0)
		return false;
	*out_name = (struct str){ rest.ptr + 1, rest.len - 1 };
	return true;
}

static const struct form_field *named(const struct form_field *fields, uint32_t count, struct str name)
{
	for (uint32_t i = 0; i < count; i++)
		if (str_eq(fields[i].name, name))
			return &fields[i];
	return NULL;
}

const struct form_field *advice_field(const struct model *m, struct str form, struct str field)
{
	uint32_t f = model_form(m, form);
	struct str lines = field, name = { 0 };
	bool of_line;
	int64_t number;
	const struct form_field *found;

	if (f == NONE)
		return NULL;
	of_line = cut_place(field, &lines, &number, &name);
	found = named(m->forms[f].fields, m->forms[f].field_count, of_line ? lines : field);
	return found && of_line ? named(found->lines, found->line_field_count, name) : found;
}

/* ---- expected ---- */

static void say(struct buf *b, enum language l, const char *key, const char *name, struct str text)
{
	catalog_say(b, l, key, &(struct catalog_arg){ name, text }, 1);
}

static void add_limit(struct buf *b, enum language l, const char *key, int64_t e4)
{
	struct buf n = { 0 };

	if (e4 == INT64_MIN || e4 == INT64_MAX)
		return;
	num_add_e4(&n, e4);
	buf_adds(b, STR(", "));
	say(b, l, key, "n", buf_str(&n));
	buf_free(&n);
}

static void add_choices(struct buf *b, enum language l, const struct form_field *f)
{
	struct buf list = { 0 };

	for (uint32_t i = 0; i < f->choice_count; i++)
		buf_addf(&list, "%s%.*s", i > 0 ? ", " : "", STR_ARG(f->choices[i]));
	say(b, l, "expects_choice", "list", buf_str(&list));
	buf_free(&list);
}

static void add_field(struct buf *b, enum language l, const struct model *m, const struct form_field *f)
{
	static const char *const keys[] = {
		[FIELD_INT] = "expects_int",     [FIELD_NUMBER] = "expects_number", [FIELD_MONEY] = "expects_number",
		[FIELD_DATE] = "expects_date",   [FIELD_TIME] = "expects_time",     [FIELD_FLAG] = "expects_flag",
		[FIELD_LINES] = "expects_lines",
	};
	struct buf n = { 0 };

	switch (f->type) {
	case FIELD_TEXT:
		buf_add_u64(&n, f->length_max);
		say(b, l, "expects_text", "n", buf_str(&n));
		buf_free(&n);
		break;
	case FIELD_CHOICE:
		add_choices(b, l, f);
		break;
	case FIELD_AXIS:
		say(b, l, "expects_axis", "axis", m->axes[f->axis].code);
		break;
	default:
		say(b, l, keys[f->type], "", (struct str){ 0 });
		add_limit(b, l, "at_least", f->min_e4);
		add_limit(b, l, "at_most", f->max_e4);
	}
	if (f->required)
		buf_adds(b, STR("; "));
	if (f->required)
		say(b, l, "is_required", "", (struct str){ 0 });
}

void advice_add_expected(struct buf *b, enum language l, const struct model *m, struct str form, struct str field)
{
	static const char *const common[] = { "form", "id", "rev", "op", "seller", "at", "received_at" };
	const struct form_field *f = advice_field(m, form, field);
	struct buf key = { 0 };

	for (size_t i = 0; !f && i < sizeof(common) / sizeof(*common); i++) {
		if (!str_eq(field, str_of(common[i])))
			continue;
		buf_addf(&key, "expects_%s", i == 6 ? "at" : common[i]);
		catalog_say(b, l, key.ptr, NULL, 0);
	}
	if (f)
		add_field(b, l, m, f);
	buf_free(&key);
}

/* ---- near names ---- */

static struct str text_in_lines(struct arena *a, struct str lines, int64_t number, struct str name)
{
	json_t *array = json_loadb(lines.ptr, lines.len, JSON_ALLOW_NUL, NULL);
	const json_t *line = number < 0 ? NULL : json_array_get(array, (size_t)number), *value;
	struct str text = { 0 };

	value = json_object_get(line, arena_str(a, name).ptr);
	if (json_is_string(value))
		text = arena_str(a, (struct str){ json_string_value(value), json_string_length(value) });
	json_decref(array);
	return text;
}

struct str advice_text(struct arena *a, const struct refusal *r, struct str field)
{
	struct str lines, name;
	int64_t number;

	for (uint32_t i = 0; i < r->pair_count; i++)
		if (str_eq(r->pairs[i].name, field))
			return r->pairs[i].text;
	if (!cut_place(field, &lines, &number, &name))
		return (struct str){ 0 };
	for (uint32_t i = 0; i < r->pair_count; i++)
		if (str_eq(r->pairs[i].name, lines))
			return text_in_lines(a, r->pairs[i].text, number, name);
	return (struct str){ 0 };
}

struct near_names {
	struct str wanted;
	struct str *at;
	unsigned distance[ADVICE_NAMES];
	uint32_t count;
};

static void offer(struct near_names *n, struct str candidate)
{
	unsigned limit = n->wanted.len < 4 ? 1 : n->wanted.len < 8 ? 2 : 3;
	unsigned distance = str_distance(n->wanted, candidate, limit);
	uint32_t at = n->count;

	for (uint32_t i = 0; i < n->count; i++)
		if (str_eq(n->at[i], candidate)) /* versions of a form have one code */
			return;
	if (distance > limit)
		return;
	while (at > 0 && n->distance[at - 1] > distance)
		at--;
	if (at == ADVICE_NAMES)
		return;
	n->count += n->count < ADVICE_NAMES;
	for (uint32_t i = n->count - 1; i > at; i--) {
		n->at[i] = n->at[i - 1];
		n->distance[i] = n->distance[i - 1];
	}
	n->at[at] = candidate;
	n->distance[at] = distance;
}

static void offer_fields(struct near_names *n, const struct model *m, struct str form)
{
	uint32_t f = model_form(m, form);

	for (uint32_t i = 0; f != NONE && i < m->forms[f].field_count; i++)
		offer(n, m->forms[f].fields[i].name);
}

static void offer_values(struct near_names *n, const struct model *m, const struct form_field *f)
{
	for (uint32_t i = 0; f && f->type == FIELD_AXIS && i < m->axes[f->axis].member_count; i++)
		offer(n, m->axes[f->axis].members[i].code);
	for (uint32_t i = 0; f && i < f->choice_count; i++)
		offer(n, f->choices[i]);
}

uint32_t advice_names(const struct model *m, const struct refusal *r, struct arena *a, struct str out[ADVICE_NAMES])
{
	struct str key = refusal_said(r, "key"), field = refusal_said(r, "field"), form = refusal_said(r, "form");
	struct near_names n = { .wanted = advice_text(a, r, field), .at = out };

	if (str_eq(key, STR("unknown_field"))) {
		n.wanted = field;
		offer_fields(&n, m, form);
	} else if (str_eq(key, STR("unknown_form"))) {
		for (uint32_t i = 0; i < m->form_count; i++)
			offer(&n, m->forms[i].code);
	} else if (str_eq(key, STR("unknown_seller"))) {
		for (uint32_t i = 0; i < m->seller_count; i++)
			offer(&n, m->sellers[i].code);
	} else if (str_eq(key, STR("not_a_member")) || str_eq(key, STR("not_a_choice"))) {
		offer_values(&n, m, advice_field(m, form, field));
	}
	return n.count;
}
