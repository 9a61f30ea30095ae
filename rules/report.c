#include "rules/report.h"

#include <stdarg.h>
#include <string.h>

#include "rules/credit.h"
#include "rules/org.h"
#include "rules/remark.h"

/* The fields that every form has, before its own. */
enum head_field {
	HEAD_FORM,
	HEAD_ID,
	HEAD_REV,
	HEAD_OP,
	HEAD_SELLER,
	HEAD_AT,
	HEAD_RECEIVED,
	HEAD_FIELDS,
	FIELD_UNKNOWN = 0xffff
};
static const struct str header[HEAD_FIELDS] = {
	{ "form", 4 }, { "id", 2 }, { "rev", 3 }, { "op", 2 }, { "seller", 6 }, { "at", 2 }, { "received_at", 11 },
};
enum { FIELDS_MAX = 256 };
bool refuse(struct arena *a, struct receipt *r, const char *rule, const char *key, struct str field, const char *format, ...)
{
	va_list list;
	struct buf b = { 0 };

	va_start(list, format);
	buf_addv(&b, format, list);
	va_end(list);
	r->answer = ANSWER_REJECTED;
	r->rule = str_of(rule);
	r->key = str_of(key);
	r->field = arena_str(a, str_head(field, REPORT_ID_MAX));
	r->text = arena_str(a, str_head(buf_str(&b), ERR_TEXT_MAX));
	buf_free(&b);
	return false;
}

/* ---- the names of the fields ---- */
static void names_bind(struct field_names *s, const struct form *f)
{
	s->count = HEAD_FIELDS + f->field_count;
	s->at = mem_alloc(s->count * sizeof(*s->at));
	for (uint32_t i = 0; i < s->count; i++) {
		struct str name = i < HEAD_FIELDS ? header[i] : f->fields[i - HEAD_FIELDS].name;

		s->at[i] = (struct field_name){ name, hash64(name.ptr, name.len, 1) };
	}
}

void field_names_bind(struct engine *e)
{
	e->form_usual = NONE;
	e->field_names = mem_alloc(e->model->form_count * sizeof(*e->field_names) + 1);
	for (uint32_t i = 0; i < e->model->form_count; i++)
		names_bind(&e->field_names[i], &e->model->forms[i]);
}

void field_names_free(struct engine *e)
{
	for (uint32_t i = 0; e->field_names && i < e->model->form_count; i++)
		mem_free(e->field_names[i].at);
	mem_free(e->field_names);
	e->field_names = NULL;
}

static uint32_t field_at(struct field_names *s, uint32_t position, struct str name)
{
	enum { GUESSES = sizeof(s->guess) / sizeof(*s->guess) };
	uint32_t number = 0;

	if (position < GUESSES && str_eq_short(s->at[s->guess[position]].name, name))
		return s->guess[position];
	while (number < s->count && !str_eq(s->at[number].name, name))
		number++;
	if (number == s->count)
		return FIELD_UNKNOWN;
	if (position < GUESSES)
		s->guess[position] = (uint16_t)number;
	return number;
}

/* The digest of the content depends neither on the order of the fields nor on where the form declares them. */
static uint64_t digest_of(const struct field_name *s, struct str text)
{
	return hash64(text.ptr, text.len, s->key);
}

static const struct pair *pair_find(const struct input *in, struct str name)
{
	for (uint32_t i = 0; i < in->pair_count; i++)
		if (str_eq(in->pairs[i].name, name))
			return &in->pairs[i];
	return NULL;
}

int report_received_at(const struct model *m, const struct input *in, int64_t *out_ms)
{
	const struct pair *p = NULL;
	struct stamp stamp;

	for (uint32_t i = 0; i < in->pair_count; i++) {
		if (!str_eq(in->pairs[i].name, header[HEAD_RECEIVED]))
			continue;
		if (p)
			return -1;
		p = &in->pairs[i];
	}
	if (!p)
		return 0;
	if (stamp_parse(p->text, &stamp, NULL) < 0)
		return -1;
	*out_ms = stamp.has_offset ? stamp.instant_ms : zone_instant(m->zones[m->zone], stamp.day, stamp.ms_of_day);
	return 1;
}

static struct str text_of(const struct input *in, enum head_field field)
{
	const struct pair *p = pair_find(in, header[field]);

	return p ? p->text : (struct str){ 0 };
}

void report_identify(const struct input *in, struct receipt *out)
{
	out->form = text_of(in, HEAD_FORM);
	out->id = text_of(in, HEAD_ID);
	out->rev = text_of(in, HEAD_REV);
}

/* Everything about a report that stands before its own fields. */
struct head {
	struct str text[HEAD_FIELDS];
	bool given[HEAD_FIELDS];
};

static int64_t local_ms(const struct model *m, uint32_t seller, const struct stamp *at)
{
	return at->has_offset ? business_time(m, seller, at->instant_ms) : at->day * DAY_MS + at->ms_of_day;
}

static int32_t day_of(int64_t ms)
{
	return (int32_t)(ms / DAY_MS - (ms % DAY_MS < 0));
}

/* Versions of a form may be dated, and a report that names none means the one of its own day. Where there is none, or no day
 * yet, the newest stays and says what is wrong. */
static uint32_t form_of_day(struct engine *e, const struct input *in, struct str code, uint32_t newest)
{
	const struct form *f = &e->model->forms[newest];
	const struct domain *sellers = &e->domains.list.at[DOMAIN_SELLER];
	struct stamp at;

	if ((f->from == DAY_MIN && f->to == DAY_NONE) || stamp_parse(text_of(in, HEAD_AT), &at, NULL) < 0)
		return newest;
	uint32_t seller = domain_model_index(sellers, names_find(&sellers->names, text_of(in, HEAD_SELLER)));
	uint32_t found = model_form_on(e->model, code, day_of(local_ms(e->model, seller, &at)));
	return found == NONE ? newest : found;
}

/* Reports of one form mostly come one after the other. */
static uint32_t form_named(struct engine *e, struct str code)
{
	uint32_t form = e->form_usual;

	if (form != NONE && str_eq_short(e->model->forms[form].code, code))
		return form;
	form = model_form(e->model, code);
	if (form != NONE && str_eq(e->model->forms[form].code, code))
		e->form_usual = form;
	return form;
}

static bool head_form(struct engine *e, const struct input *in, struct arena *a, struct report *out, struct receipt *why)
{
	const struct pair *p =
		in->pair_count && str_eq(in->pairs[0].name, header[HEAD_FORM]) ? &in->pairs[0] : pair_find(in, header[HEAD_FORM]);
	size_t bytes = 0;

	for (uint32_t i = 0; i < in->pair_count; i++)
		bytes += in->pairs[i].name.len + in->pairs[i].text.len;
	if (in->pair_count > INPUT_PAIRS)
		return refuse(a, why, "V18", "too_large", (struct str){ 0 }, "a report may have %d fields", INPUT_PAIRS);
	if (bytes > REPORT_BYTES_MAX)
		return refuse(a, why, "V18", "too_large", (struct str){ 0 }, "a report may have %d bytes, this one has %zu",
			      REPORT_BYTES_MAX, bytes);
	if (!p)
		return refuse(a, why, "V01", "missing_field", header[HEAD_FORM],
			      "the field \"form\" is missing; it names the report form");
	out->form = form_named(e, p->text);
	if (out->form == NONE)
		return refuse(a, why, "V03", "unknown_form", header[HEAD_FORM], "no form \"%.*s\" in the model",
			      STR_ARG(p->text));
	out->form = form_of_day(e, in, p->text, out->form);
	return true;
}

struct hash128 report_key(const struct form *f, struct str id)
{
	return hash128(id.ptr, id.len, hash64(f->code.ptr, f->code.len, 1));
}

static bool head_identity(const struct engine *e, struct arena *a, const struct head *h, struct report *out, struct receipt *why)
{
	const struct form *f = &e->model->forms[out->form];
	int64_t rev = 1;

	out->id = h->text[HEAD_ID];
	if (!h->given[HEAD_ID] || !out->id.len)
		return refuse(a, why, "V01", "missing_field", header[HEAD_ID],
			      "the field \"id\" is missing; it is the producer's own id");
	if (out->id.len > REPORT_ID_MAX || !str_is_text(out->id))
		return refuse(a, why, "V15", "bad_text", header[HEAD_ID], "an id is text of at most %d bytes", REPORT_ID_MAX);
	if (h->given[HEAD_REV] && (num_parse_i64(h->text[HEAD_REV], &rev, NULL) < 0 || rev < 1 || rev > INT32_MAX))
		return refuse(a, why, "V02", "bad_type", header[HEAD_REV], "rev: expected a whole number from 1 to %d",
			      INT32_MAX);
	out->revision = (uint32_t)rev;
	struct str op = h->text[HEAD_OP];
	out->retract = str_eq(op, STR("retract"));
	if (h->given[HEAD_OP] && !out->retract && !str_eq(op, STR("put")))
		return refuse(a, why, "V03", "not_a_choice", header[HEAD_OP], "op: expected put or retract, got \"%.*s\"",
			      STR_ARG(op));
	out->key = report_key(f, out->id);
	index_soon(&e->id_index, out->key.lo);
	return true;
}

static bool head_seller(const struct engine *e, struct arena *a, const struct head *h, struct report *out, struct receipt *why)
{
	const struct form *f = &e->model->forms[out->form];
	struct str text = h->text[HEAD_SELLER];

	out->seller = 0;
	if (f->seller == SELLER_NONE && text.len)
		return refuse(a, why, "V04", "unknown_field", header[HEAD_SELLER], "form \"%.*s\" has no seller",
			      STR_ARG(f->code));
	if (!text.len) {
		if (f->seller == SELLER_REQUIRED)
			return refuse(a, why, "V01", "missing_field", header[HEAD_SELLER], "the field \"seller\" is missing");
		return true;
	}
	const struct domain *d = &e->domains.list.at[DOMAIN_SELLER];
	out->seller = names_find(&d->names, text);
	if (!out->seller || domain_model_index(d, out->seller) == NONE)
		return refuse(a, why, "V07", "unknown_seller", header[HEAD_SELLER], "no seller \"%.*s\" in the organisation",
			      STR_ARG(text));
	return true;
}

static bool refuse_day(struct arena *a, const struct form *f, struct receipt *why)
{
	struct buf days = { 0 };

	if (f->from != DAY_MIN) {
		buf_adds(&days, STR(" from "));
		date_add(&days, f->from);
	}
	if (f->to != DAY_NONE) {
		buf_adds(&days, STR(" up to "));
		date_add(&days, f->to - 1);
	}
	refuse(a, why, "V07", "form_not_valid", header[HEAD_AT], "form \"%.*s.v%u\" is for reports dated%s", STR_ARG(f->code),
	       f->version, days.ptr);
	buf_free(&days);
	return false;
}

static bool head_time(struct engine *e, struct arena *a, const struct head *h, struct report *out, struct receipt *why)
{
	const struct form *f = &e->model->forms[out->form];
	uint32_t seller = out->seller ? domain_model_index(&e->domains.list.at[DOMAIN_SELLER], out->seller) : NONE;
	struct stamp at;
	struct err err;

	if (!h->given[HEAD_AT])
		return refuse(a, why, "V01", "missing_field", header[HEAD_AT],
			      "the field \"at\" is missing; it is the business time");
	if (stamp_parse(h->text[HEAD_AT], &at, &err) < 0)
		return refuse(a, why, "V02", "bad_type", header[HEAD_AT], "at: %s", err.text);
	out->at_ms = local_ms(e->model, seller, &at);
	out->day = day_of(out->at_ms);
	if (out->day < DAY_MIN || out->day > DAY_MAX) /* one that the zone has moved over the edge */
		return refuse(a, why, "V02", "bad_type", header[HEAD_AT],
			      "at: expected a local date from 1900-01-01 to 2200-12-31, got \"%.*s\"", STR_ARG(h->text[HEAD_AT]));
	if (out->day < f->from || out->day >= f->to)
		return refuse_day(a, f, why);
	int32_t today = state_seller_today(e, seller);
	if (out->day < today - (int32_t)f->corrections_days)
		return refuse(a, why, "V07", "too_late", header[HEAD_AT],
			      "dated more than %u days ago; form \"%.*s\" takes no corrections so old", f->corrections_days,
			      STR_ARG(f->code));
	if (f->future_days >= 0 && out->day > today + f->future_days)
		return refuse(a, why, "V07", "in_the_future", header[HEAD_AT], "dated more than %d days ahead", f->future_days);
	return true;
}

bool fields_complete(struct arena *a, const struct form_field *fields, uint32_t count, const uint8_t *seen, struct str prefix,
		     struct receipt *why)
{
	for (uint32_t i = 0; i < count; i++) {
		if (!fields[i].required || seen[i])
			continue;
		struct str place = arena_strf(a, "%.*s%.*s", STR_ARG(prefix), STR_ARG(fields[i].name));
		return refuse(a, why, "V01", "missing_field", place, "the field \"%.*s\" is missing", STR_ARG(place));
	}
	return true;
}

static void say_fields(const struct form *f, const struct input *in, const uint16_t *numbers, struct fact *fact)
{
	for (uint32_t i = 0; i < in->pair_count; i++)
		if (numbers[i] >= HEAD_FIELDS && numbers[i] != FIELD_UNKNOWN && f->fields[numbers[i] - HEAD_FIELDS].said != NONE)
			fact->said[f->fields[numbers[i] - HEAD_FIELDS].said] = in->pairs[i].text;
}

static bool body_decode(struct engine *e, const struct input *in, struct arena *a, const struct head *h, const uint16_t *numbers,
			struct report *out, struct receipt *why)
{
	const struct field_name *at = e->field_names[out->form].at;
	const struct form *f = &e->model->forms[out->form];
	uint8_t seen[FIELDS_MAX] = { 0 };
	struct fact *fact = arena_alloc(a, sizeof(*fact)); /* with lines: what each of them starts from */
	struct str lines = { 0 }, shares = { 0 };

	out->digest = digest_of(&at[HEAD_SELLER], h->text[HEAD_SELLER]) + digest_of(&at[HEAD_AT], h->text[HEAD_AT]);
	fact_clear(e, f, a, fact);
	if (f->lines == NONE) {
		out->facts = fact;
		out->fact_count = 1;
	}
	for (uint32_t i = 0; i < in->pair_count; i++) {
		uint32_t number = numbers[i];
		if (number < HEAD_FIELDS)
			continue;
		if (number == FIELD_UNKNOWN) {
			if (f->ignore_unknown)
				continue;
			return refuse(a, why, "V04", "unknown_field", in->pairs[i].name, "form \"%.*s\" has no field \"%.*s\"",
				      STR_ARG(f->code), STR_ARG(in->pairs[i].name));
		}
		const struct form_field *field = &f->fields[number - HEAD_FIELDS];
		if (seen[number - HEAD_FIELDS]++)
			return refuse(a, why, "V04", "twice", field->name, "the field \"%.*s\" stands twice",
				      STR_ARG(field->name));
		out->digest += digest_of(&at[number], in->pairs[i].text);
		if (number - HEAD_FIELDS + 1 == f->credit.field)
			shares = in->pairs[i].text;
		else if (field->type == FIELD_LINES)
			lines = in->pairs[i].text;
		else if (!field_plain(field, in->pairs[i].text, fact) &&
			 !field_take(e, a, f, field, in->pairs[i].text, field->name, fact, why))
			return false;
	}
	if (f->lines != NONE && !lines.len)
		seen[f->lines] = 0; /* an empty text is no lines */
	if (f->credit.field && !shares.len)
		seen[f->credit.field - 1] = 0;
	if (!fields_complete(a, f->fields, f->field_count, seen, (struct str){ 0 }, why))
		return false;
	if (f->said_count)
		say_fields(f, in, numbers, fact);
	if (lines.len && !lines_decode(e, a, f, lines, fact, out, why))
		return false;
	return (!f->rule_count || remarks_of_rules(a, f, fact, out, why)) &&
	       (!shares.len || credit_decode(e, a, f, shares, out, why));
}

/* Who may hand in a seller's report: he, a head of his, who stands in for him on its day. */
static bool author_may(struct engine *e, const struct input *in, struct arena *a, const uint16_t *numbers, struct report *out,
		       struct receipt *why)
{
	const struct form *f = &e->model->forms[out->form];
	const struct model *m = e->model;
	uint32_t seller = out->seller ? domain_model_index(&e->domains.list.at[DOMAIN_SELLER], out->seller) : NONE, substitute;
	int32_t from = DAY_MIN, to = DAY_NONE;
	struct str who = { 0 };

	for (uint32_t i = 0; i < in->pair_count; i++)
		if (numbers[i] == HEAD_FIELDS + f->author)
			who = in->pairs[i].text;
	if (!who.len || seller == NONE || str_eq(who, m->sellers[seller].code) || org_is_head(m, seller, who, out->day))
		return true;
	substitute = org_substitute(m, seller, out->day, &from, &to);
	if (substitute != NONE && str_eq(who, m->sellers[substitute].code))
		return true;
	return refuse(
		a, why, "V16", "not_the_author", f->fields[f->author].name,
		"\"%.*s\" may not hand in for \"%.*s\": he is neither the seller nor a head of his, and does not stand in for "
		"him that day",
		STR_ARG(str_head(who, REPORT_ID_MAX)), STR_ARG(m->sellers[seller].code));
}

bool report_decode(struct engine *e, const struct input *in, struct arena *a, struct report *out, struct receipt *why)
{
	uint16_t numbers[INPUT_PAIRS];
	struct head h = { 0 };
	int64_t received;

	*out = (struct report){ 0 };
	if (!head_form(e, in, a, out, why))
		return false;
	for (uint32_t i = 0; i < in->pair_count; i++) {
		uint32_t number = field_at(&e->field_names[out->form], i, in->pairs[i].name);
		numbers[i] = (uint16_t)number;
		if (number >= HEAD_FIELDS)
			continue;
		if (h.given[number])
			return refuse(a, why, "V04", "twice", header[number], "the field \"%.*s\" stands twice",
				      STR_ARG(header[number]));
		h.given[number] = true;
		h.text[number] = in->pairs[i].text;
	}
	if (e->model->time == TIME_LOG) {
		int found = report_received_at(e->model, in, &received);
		if (found < 0 || (found > 0 && received > e->clock.now_ms + REPORT_CLOCK_JUMP_MS))
			return refuse(a, why, "V17", "clock", header[HEAD_RECEIVED],
				      "received_at: expected an instant not more than 800 days after the report before it");
	}
	if (!head_identity(e, a, &h, out, why))
		return false;
	if (out->retract) {
		out->digest = 1;
		return !h.given[HEAD_AT] || head_time(e, a, &h, out, why); /* of a report long forgotten only the date can tell */
	}
	return head_seller(e, a, &h, out, why) && head_time(e, a, &h, out, why) && body_decode(e, in, a, &h, numbers, out, why) &&
	       (e->model->forms[out->form].author == NONE || author_may(e, in, a, numbers, out, why));
}

/* The form that a code names, for a guess: without a version's days. */
static uint32_t form_guess(const struct engine *e, struct str code)
{
	uint32_t form = e->form_usual;

	return form != NONE && str_eq_short(e->model->forms[form].code, code) ? form : model_form(e->model, code);
}

bool report_outline(const struct engine *e, const struct input *in, struct outline *out)
{
	enum { GUESSES = sizeof(e->field_names->guess) / sizeof(*e->field_names->guess) };

	*out = (struct outline){ .form = in->pair_count ? form_guess(e, in->pairs[0].text) : NONE };
	if (out->form == NONE)
		return false;
	const struct form *f = &e->model->forms[out->form];
	const uint16_t *guess = e->field_names[out->form].guess;
	for (uint32_t i = 0; i < in->pair_count && i < GUESSES; i++) {
		if (guess[i] == HEAD_ID)
			out->id = in->pairs[i].text;
		else if (guess[i] == HEAD_SELLER)
			out->seller = in->pairs[i].text;
		else if (guess[i] >= HEAD_FIELDS && f->fields[guess[i] - HEAD_FIELDS].type == FIELD_AXIS &&
			 f->fields[guess[i] - HEAD_FIELDS].axis_slot != NONE)
			out->axes[f->fields[guess[i] - HEAD_FIELDS].axis_slot] = in->pairs[i].text;
	}
	return true;
}
