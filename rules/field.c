#include <string.h>

#include "rules/report.h"

void fact_clear(const struct engine *e, const struct form *form, struct arena *a, struct fact *out)
{
	const struct fact_table *t = &e->model->fact_tables[form->facts];

	out->axes = arena_alloc(a, (t->axis_count + t->column_count) * sizeof(struct name_ref) +
					   t->column_count * sizeof(int64_t) + 1);
	out->texts = out->axes + t->axis_count;
	out->values = (int64_t *)(out->texts + t->column_count);
	for (uint32_t i = 0; i < t->column_count; i++)
		out->values[i] = COLUMN_ABSENT;
	out->seller = 0;
	out->said = form->said_count ? arena_alloc(a, form->said_count * sizeof(*out->said)) : NULL;
}

void fact_copy(const struct engine *e, const struct form *form, struct arena *a, const struct fact *from, struct fact *out)
{
	const struct fact_table *t = &e->model->fact_tables[form->facts];

	fact_clear(e, form, a, out);
	for (uint32_t i = 0; i < t->axis_count; i++)
		out->axes[i] = from->axes[i];
	for (uint32_t i = 0; i < t->column_count; i++) {
		out->texts[i] = from->texts[i];
		out->values[i] = from->values[i];
	}
	if (out->said)
		memcpy(out->said, from->said, form->said_count * sizeof(*out->said));
}

static bool is_number(enum field_type type)
{
	return type == FIELD_INT || type == FIELD_NUMBER || type == FIELD_MONEY;
}

static int number_parse(const struct form_field *field, struct str text, int64_t *out_e4, struct err *err)
{
	if (field->type != FIELD_INT) {
		if (num_parse_e4(text, out_e4, err) < 0)
			return -1;
	} else if (num_parse_i64(text, out_e4, err) < 0) {
		return -1;
	} else if (__builtin_mul_overflow(*out_e4, E4, out_e4)) {
		return err_set(err, "the number is too large");
	}
	return *out_e4 == COLUMN_ABSENT ? err_set(err, "the number is too small") : 0;
}

static bool number_refuse(struct arena *a, const struct form_field *field, struct str text, struct str place, struct receipt *why)
{
	struct buf b = { 0 };
	struct err err;
	int64_t e4;

	if (number_parse(field, text, &e4, &err) < 0)
		return refuse(a, why, "V19", "bad_type", place, "%.*s: %s", STR_ARG(place), err.text);
	buf_addf(&b, "%.*s: expected a number", STR_ARG(place));
	if (field->min_e4 != INT64_MIN) {
		buf_adds(&b, STR(" from "));
		num_add_e4(&b, field->min_e4);
	}
	if (field->max_e4 != INT64_MAX) {
		buf_adds(&b, STR(" up to "));
		num_add_e4(&b, field->max_e4);
	}
	refuse(a, why, "V02", "out_of_range", place, "%s, got %.*s", b.ptr, STR_ARG(text));
	buf_free(&b);
	return false;
}

bool field_plain(const struct form_field *field, struct str text, struct fact *fact)
{
	int64_t e4;

	if (!is_number(field->type) || number_parse(field, text, &e4, NULL) < 0 || e4 < field->min_e4 || e4 > field->max_e4)
		return false;
	if (field->column != NONE)
		fact->values[field->column] = e4;
	return true;
}

/* "09:30" in minutes. */
static bool time_parse(struct str s, int64_t *out_e4)
{
	if (s.len != 5 || s.ptr[2] != ':')
		return false;
	for (size_t i = 0; i < 5; i++)
		if (i != 2 && (s.ptr[i] < '0' || s.ptr[i] > '9'))
			return false;
	int hours = (s.ptr[0] - '0') * 10 + s.ptr[1] - '0', minutes = (s.ptr[3] - '0') * 10 + s.ptr[4] - '0';
	*out_e4 = (hours * 60 + minutes) * E4;
	return hours < 24 && minutes < 60;
}

static bool flag_parse(struct str s, int64_t *out_e4)
{
	bool yes = str_eq(s, STR("true")) || str_eq(s, STR("1")) || str_eq(s, STR("yes"));

	*out_e4 = yes ? E4 : 0;
	return yes || str_eq(s, STR("false")) || str_eq(s, STR("0")) || str_eq(s, STR("no"));
}

static bool choice_is_known(const struct form_field *field, struct str text)
{
	for (uint32_t i = 0; i < field->choice_count; i++)
		if (str_eq(field->choices[i], text))
			return true;
	return false;
}

static bool member_take(struct engine *e, struct arena *a, const struct form_field *field, struct str text, struct str place,
			struct fact *fact, struct receipt *why)
{
	const struct axis *axis = &e->model->axes[field->axis];
	const struct domain *d = domain_axis(&e->domains, e->model, field->axis);
	uint32_t number = names_find(&d->names, text);
	bool declared = number && domain_model_index(d, number) != NONE;

	if (!declared && !axis->open)
		return refuse(a, why, "V03", "not_a_member", place, "%.*s: no \"%.*s\" on the axis \"%.*s\"", STR_ARG(place),
			      STR_ARG(text), STR_ARG(axis->code));
	if (!number && (text.len > REPORT_ID_MAX || !str_is_text(text) || memchr(text.ptr, '|', text.len)))
		return refuse(a, why, "V15", "bad_text", place,
			      "%.*s: expected text of at most %d bytes without |, which joins members", STR_ARG(place),
			      REPORT_ID_MAX);
	if (!number && d->names.count >= axis->max_members)
		return refuse(
			a, why, "V03", "too_many_members", place,
			"%.*s: \"%.*s\" would be one more member of the axis \"%.*s\" than its max_members, %u; is it a code?",
			STR_ARG(place), STR_ARG(text), STR_ARG(axis->code), axis->max_members);
	if (field->axis_slot != NONE)
		fact->axes[field->axis_slot] = (struct name_ref){ number, text };
	return true;
}

static bool typed_take(struct arena *a, const struct form_field *field, struct str text, struct str place, int64_t *out_e4,
		       struct receipt *why)
{
	int32_t day;
	struct err err;

	switch (field->type) {
	case FIELD_DATE:
		if (date_parse(text, &day, &err) < 0)
			return refuse(a, why, "V02", "bad_type", place, "%.*s: %s", STR_ARG(place), err.text);
		*out_e4 = day * E4;
		return true;
	case FIELD_TIME:
		return time_parse(text, out_e4) ||
		       refuse(a, why, "V02", "bad_type", place, "%.*s: expected a time like 09:30", STR_ARG(place));
	case FIELD_FLAG:
		return flag_parse(text, out_e4) ||
		       refuse(a, why, "V02", "bad_type", place, "%.*s: expected true or false", STR_ARG(place));
	case FIELD_CHOICE:
		return choice_is_known(field, text) ||
		       refuse(a, why, "V03", "not_a_choice", place, "%.*s: \"%.*s\" is not one of its values", STR_ARG(place),
			      STR_ARG(text));
	default:
		return (text.len <= field->length_max && str_is_text(text)) ||
		       refuse(a, why, "V15", "bad_text", place, "%.*s: expected text of at most %u bytes", STR_ARG(place),
			      field->length_max);
	}
}

bool field_number(const struct form_field *field, struct str text, int64_t *out_e4)
{
	int32_t day;

	if (is_number(field->type))
		return number_parse(field, text, out_e4, NULL) == 0;
	if (field->type == FIELD_TIME)
		return time_parse(text, out_e4);
	if (field->type == FIELD_FLAG)
		return flag_parse(text, out_e4);
	if (field->type != FIELD_DATE || date_parse(text, &day, NULL) < 0)
		return false;
	*out_e4 = day * E4;
	return true;
}

bool field_take(struct engine *e, struct arena *a, const struct form *form, const struct form_field *field, struct str text,
		struct str place, struct fact *fact, struct receipt *why)
{
	int64_t e4 = COLUMN_ABSENT;

	if (!text.len) {
		if (field->required)
			return refuse(a, why, "V01", "missing_field", place, "the field \"%.*s\" is empty", STR_ARG(place));
		return true;
	}
	if (is_number(field->type))
		return field_plain(field, text, fact) || number_refuse(a, field, text, place, why);
	if (field->type == FIELD_AXIS)
		return member_take(e, a, field, text, place, fact, why);
	if (!typed_take(a, field, text, place, &e4, why))
		return false;
	if (field->column == NONE)
		return true;
	if (e->model->fact_tables[form->facts].columns[field->column].kind == COLUMN_NUMBER) {
		fact->values[field->column] = e4;
		return true;
	}
	const struct domain *d = domain_column(&e->domains, e->model, form->facts, field->column);
	fact->texts[field->column] = (struct name_ref){ names_find(&d->names, text), text };
	return true;
}
