#include "rules/credit.h"

#include <jansson.h>

/* What a fact's credit column holds. */
struct part {
	uint32_t from_bp, to_bp;
	bool to_first; /* counts are the first one's */
};

static int64_t part_pack(struct part p)
{
	return (int64_t)p.to_first << 32 | (int64_t)p.from_bp << 16 | p.to_bp;
}

static struct part part_unpack(int64_t packed)
{
	return (struct part){ (uint32_t)(packed >> 16) & 0xffff, (uint32_t)packed & 0xffff, packed >> 32 != 0 };
}

/* ---- reading ---- */
struct sharer {
	uint32_t seller; /* domain number */
	uint32_t share_bp;
};

static struct str place_of_share(struct arena *a, const struct form_field *group, size_t line, uint32_t field)
{
	return arena_strf(a, "%.*s[%zu].%.*s", STR_ARG(group->name), line, STR_ARG(group->lines[field].name));
}

static bool sharer_known(struct engine *e, struct arena *a, struct str text, struct str place, uint32_t *out, struct receipt *why)
{
	const struct domain *d = &e->domains.list.at[DOMAIN_SELLER];

	*out = names_find(&d->names, text);
	return (*out && domain_model_index(d, *out) != NONE) ||
	       refuse(a, why, "V07", "unknown_seller", place, "%.*s: no seller \"%.*s\" in the organisation", STR_ARG(place),
		      STR_ARG(text));
}

static bool sharer_decode(struct engine *e, struct arena *a, const struct form *form, const json_t *line, size_t number,
			  struct sharer *out, struct receipt *why)
{
	const struct form_field *group = &form->fields[form->credit.field - 1];
	struct fact none; /* its columns are not touched: these fields have none */
	int64_t share_e4;

	if (json_object_size(line) > CREDIT_FIELDS)
		return refuse(a, why, "V04", "unknown_field", arena_strf(a, "%.*s[%zu]", STR_ARG(group->name), number),
			      "%.*s[%zu]: expected only \"%.*s\" and \"%.*s\"", STR_ARG(group->name), number,
			      STR_ARG(group->lines[CREDIT_SELLER].name), STR_ARG(group->lines[CREDIT_SHARE].name));
	for (uint32_t i = 0; i < CREDIT_FIELDS; i++) {
		const struct form_field *field = &group->lines[i];
		struct str place = place_of_share(a, group, number, i), text;
		const json_t *value = json_object_get(line, arena_str(a, field->name).ptr);

		if (!value)
			return refuse(a, why, "V01", "missing_field", place, "the field \"%.*s\" is missing", STR_ARG(place));
		if (!line_text(a, value, place, &text, why) || !field_take(e, a, form, field, text, place, &none, why))
			return false;
		if (i == CREDIT_SELLER && !sharer_known(e, a, text, place, &out->seller, why))
			return false;
		if (i == CREDIT_SHARE && field_number(field, text, &share_e4))
			out->share_bp = (uint32_t)(share_e4 / E4);
	}
	return true;
}

/* Each seller once, and all of the fact is somebody's. */
static bool sharers_check(struct arena *a, const struct form_field *group, const struct sharer *all, size_t count,
			  struct receipt *why)
{
	uint32_t sum_bp = 0;

	for (size_t i = 0; i < count; i++) {
		sum_bp += all[i].share_bp;
		for (size_t k = 0; k < i; k++) {
			struct str place = place_of_share(a, group, i, CREDIT_SELLER);
			if (all[k].seller == all[i].seller)
				return refuse(a, why, "V06", "seller_twice", place, "%.*s: this seller stands in two shares",
					      STR_ARG(place));
		}
	}
	return sum_bp == CREDIT_WHOLE_BP ||
	       refuse(a, why, "V06", "shares_sum", group->name, "%.*s: the shares must add up to %d basis points, these to %u",
		      STR_ARG(group->name), CREDIT_WHOLE_BP, sum_bp);
}

static void facts_share(const struct engine *e, struct arena *a, const struct form *form, const struct sharer *all,
			uint32_t count, struct report *out)
{
	uint32_t column = e->model->fact_tables[form->facts].credit_column - 1;
	struct fact *whole = out->facts;

	out->facts = arena_alloc(a, (size_t)out->fact_count * count * sizeof(*out->facts) + 1);
	for (uint32_t f = 0; f < out->fact_count; f++) {
		struct part part = { .to_first = form->credit.count == CREDIT_TO_FIRST };

		for (uint32_t i = 0; i < count; i++) {
			struct fact *fact = &out->facts[f * count + i];
			fact_copy(e, form, a, &whole[f], fact);
			part.from_bp = part.to_bp;
			part.to_bp += all[i].share_bp;
			fact->seller = all[i].seller;
			fact->values[column] = part_pack(part);
		}
	}
	out->fact_count *= count;
	out->sharers = count;
}

static bool array_decode(struct engine *e, struct arena *a, const struct form *form, const json_t *array, struct report *out,
			 struct receipt *why)
{
	const struct form_field *group = &form->fields[form->credit.field - 1];
	struct sharer all[CREDIT_SELLERS_MAX];
	size_t count = json_array_size(array);

	if (!json_is_array(array))
		return refuse(a, why, "V02", "bad_type", group->name, "%.*s: expected a JSON array of objects",
			      STR_ARG(group->name));
	if (count > CREDIT_SELLERS_MAX)
		return refuse(a, why, "V18", "too_many_shares", group->name, "%.*s: at most %d sellers share a report, got %zu",
			      STR_ARG(group->name), CREDIT_SELLERS_MAX, count);
	for (size_t i = 0; i < count; i++) {
		const json_t *line = json_array_get(array, i);
		if (!json_is_object(line))
			return refuse(a, why, "V02", "bad_type", arena_strf(a, "%.*s[%zu]", STR_ARG(group->name), i),
				      "%.*s[%zu]: expected a JSON object", STR_ARG(group->name), i);
		if (!sharer_decode(e, a, form, line, i, &all[i], why))
			return false;
	}
	if (!sharers_check(a, group, all, count, why))
		return false;
	facts_share(e, a, form, all, (uint32_t)count, out);
	return true;
}

bool credit_decode(struct engine *e, struct arena *a, const struct form *form, struct str text, struct report *out,
		   struct receipt *why)
{
	const struct form_field *group = &form->fields[form->credit.field - 1];
	json_error_t error;
	json_t *array = json_loadb(text.ptr, text.len, JSON_REJECT_DUPLICATES, &error);

	if (!array)
		return refuse(a, why, "V02", "bad_json", group->name, "%.*s: not JSON at character %d: %s", STR_ARG(group->name),
			      error.position, error.text);
	bool good = array_decode(e, a, form, array, out, why);
	json_decref(array);
	return good;
}

/* ---- counting ---- */
static int64_t part_of(int64_t whole, struct part p)
{
	return (int64_t)(num_div_round((i128)whole * p.to_bp, CREDIT_WHOLE_BP) -
			 num_div_round((i128)whole * p.from_bp, CREDIT_WHOLE_BP));
}

void credit_divide(struct store *t, int64_t packed)
{
	struct part part = part_unpack(packed);

	for (uint32_t i = 0; i < t->measure_count; i++) {
		const struct measure *m = t->measures[i].is;
		bool counts = m->aggregate == AGG_COUNT && !m->is_sample && part.to_first;

		if (!aggregate_is_additive(m->aggregate))
			continue;
		for (uint32_t s = m->slot; s < m->slot + measure_width(m); s++)
			t->deltas[s] = !counts ? part_of(t->deltas[s], part) : part.from_bp ? 0 : t->deltas[s];
	}
}

int64_t store_whole(const struct store *t)
{
	return t->is->credit_column ? CREDIT_WHOLE_BP : 1;
}

int64_t credit_weight(const struct store *t, const struct fact_record *f)
{
	int64_t packed = t->is->credit_column ? f->values[t->is->credit_column - 1] : COLUMN_ABSENT;
	struct part part = part_unpack(packed);

	return packed == COLUMN_ABSENT ? store_whole(t) : part.to_bp - part.from_bp;
}

bool credit_is_first(const struct store *t, const struct fact_record *f)
{
	int64_t part = t->is->credit_column ? f->values[t->is->credit_column - 1] : COLUMN_ABSENT;

	return part == COLUMN_ABSENT || part_unpack(part).from_bp == 0;
}
