#include <jansson.h>
#include <string.h>

#include "rules/report.h"

/* Decimals come as strings, because a JSON number with a point would pass through binary floating point. */
bool line_text(struct arena *a, const json_t *v, struct str place, struct str *out, struct receipt *why)
{
	switch (json_typeof(v)) {
	case JSON_STRING:
		*out = (struct str){ json_string_value(v), json_string_length(v) };
		return true;
	case JSON_INTEGER:
		*out = arena_strf(a, "%lld", (long long)json_integer_value(v));
		return true;
	case JSON_TRUE:
		*out = STR("true");
		return true;
	case JSON_FALSE:
		*out = STR("false");
		return true;
	case JSON_NULL:
		*out = (struct str){ 0 };
		return true;
	case JSON_REAL:
		return refuse(a, why, "V19", "bad_type", place, "%.*s: write a decimal number in quotes, like \"12.50\"",
			      STR_ARG(place));
	default:
		return refuse(a, why, "V02", "bad_type", place, "%.*s: expected a text or a number", STR_ARG(place));
	}
}

static uint32_t field_find(const struct form_field *fields, uint32_t count, struct str name)
{
	for (uint32_t i = 0; i < count; i++)
		if (str_eq(fields[i].name, name))
			return i;
	return NONE;
}

static bool line_decode(struct engine *e, struct arena *a, const struct form *form, json_t *line, struct str prefix,
			const struct fact *common, struct fact *fact, struct receipt *why)
{
	const struct form_field *group = &form->fields[form->lines];
	uint8_t *seen = arena_alloc(a, group->line_field_count + 1);
	const char *key;
	json_t *value;

	fact_copy(e, form, a, common, fact);
	json_object_foreach(line, key, value)
	{
		struct str name = str_of(key), text;
		struct str place = arena_strf(a, "%.*s%.*s", STR_ARG(prefix), STR_ARG(name));
		uint32_t at = field_find(group->lines, group->line_field_count, name);
		if (at == NONE) {
			if (form->ignore_unknown)
				continue;
			return refuse(a, why, "V04", "unknown_field", place, "a line of form \"%.*s\" has no field \"%.*s\"",
				      STR_ARG(form->code), STR_ARG(name));
		}
		if (!line_text(a, value, place, &text, why) ||
		    !field_take(e, a, form, &group->lines[at], arena_str(a, text), place, fact, why))
			return false;
		if (fact->said && group->lines[at].said != NONE && text.len)
			fact->said[group->lines[at].said] = arena_str(a, text);
		seen[at] = 1;
	}
	return fields_complete(a, group->lines, group->line_field_count, seen, prefix, why);
}

static bool array_decode(struct engine *e, struct arena *a, const struct form *form, json_t *array, const struct fact *common,
			 struct report *out, struct receipt *why)
{
	const struct form_field *group = &form->fields[form->lines];
	size_t count = json_array_size(array);

	if (!json_is_array(array))
		return refuse(a, why, "V02", "bad_type", group->name, "%.*s: expected a JSON array of objects",
			      STR_ARG(group->name));
	if (count > group->lines_max)
		return refuse(a, why, "V18", "too_many_lines", group->name, "%.*s: at most %u lines, got %zu",
			      STR_ARG(group->name), group->lines_max, count);
	out->facts = arena_alloc(a, count * sizeof(*out->facts) + 1);
	out->fact_count = (uint32_t)count;
	for (size_t i = 0; i < count; i++) {
		struct str prefix = arena_strf(a, "%.*s[%zu].", STR_ARG(group->name), i);
		json_t *line = json_array_get(array, i);
		if (!json_is_object(line))
			return refuse(a, why, "V02", "bad_type", prefix, "%.*s[%zu]: expected a JSON object",
				      STR_ARG(group->name), i);
		if (!line_decode(e, a, form, line, prefix, common, &out->facts[i], why))
			return false;
	}
	return true;
}

bool lines_decode(struct engine *e, struct arena *a, const struct form *form, struct str text, const struct fact *common,
		  struct report *out, struct receipt *why)
{
	const struct form_field *group = &form->fields[form->lines];
	json_error_t error;
	json_t *array = json_loadb(text.ptr, text.len, JSON_REJECT_DUPLICATES, &error);

	if (!array)
		return refuse(a, why, "V02", "bad_json", group->name, "%.*s: not JSON at character %d: %s", STR_ARG(group->name),
			      error.position, error.text);
	bool good = array_decode(e, a, form, array, common, out, why);
	json_decref(array);
	return good;
}
