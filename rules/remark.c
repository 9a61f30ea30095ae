#include "rules/remark.h"

#include <string.h>

#include "rules/formula.h"

void remark_add(struct arena *a, struct remarks *list, const struct remark *r)
{
	struct remark *more = arena_alloc(a, (list->count + 1) * sizeof(*more));

	if (list->count)
		memcpy(more, list->at, list->count * sizeof(*more));
	more[list->count++] = *r;
	list->at = more;
}

/* ---- whether a rule holds ---- */
enum truth { NOT_TOLD, HOLDS, FAILS };

/* A report, or one of its lines, as a rule sees it. */
struct sight {
	const struct form *form;
	const struct report *report; /* for sums over its lines */
	const struct fact *fact;
};

static struct ratio sum_of(const struct sight *s, uint32_t place)
{
	const struct said_field *sum = &s->form->said[place];
	i128 total = 0;
	int64_t e4;

	for (uint32_t i = 0; i < s->report->fact_count; i++)
		if (field_number(sum->field, s->report->facts[i].said[sum->field->said], &e4))
			total += e4;
	return (struct ratio){ total, E4 };
}

static bool side_value(const struct sight *s, const struct rule_side *side, struct ratio *out)
{
	struct ratio values[SAID_MAX];
	int64_t e4;

	for (uint32_t i = 0; i < side->count; i++) {
		uint32_t place = side->steps[i].measure;
		if (side->steps[i].op != OP_MEASURE)
			continue;
		const struct said_field *said = &s->form->said[place];
		if (said->sum)
			values[place] = sum_of(s, place);
		else if (s->fact->said[place].len && field_number(said->field, s->fact->said[place], &e4))
			values[place] = (struct ratio){ e4, E4 };
		else
			values[place] = (struct ratio){ 0, 0 };
	}
	return formula_eval(side->steps, side->count, values, out) && out->den != 0;
}

static enum truth chain_truth(const struct sight *s, const struct rule_term *t)
{
	struct ratio sides[RULE_SIDES];

	for (uint32_t i = 0; i < t->side_count; i++)
		if (!side_value(s, &t->sides[i], &sides[i]))
			return NOT_TOLD;
	for (uint32_t i = 0; i + 1 < t->side_count; i++)
		if (!compare_holds(t->signs[i], ratio_cmp(sides[i], sides[i + 1])))
			return FAILS;
	return HOLDS;
}

static enum truth term_truth(const struct sight *s, const struct rule_term *t)
{
	if (t->kind == TERM_COMPARE)
		return chain_truth(s, t);
	struct str text = s->fact->said[t->said];
	return (t->kind == TERM_GIVEN ? text.len > 0 : str_eq(text, t->value)) ? HOLDS : FAILS;
}

static bool rule_holds(const struct sight *s, const struct form_rule *r)
{
	enum truth first = term_truth(s, &r->terms[0]);

	if (r->relation == RELATION_NONE)
		return first != FAILS;
	if (r->relation == RELATION_IMPLIES && first != HOLDS)
		return true;
	return (first == HOLDS) == (term_truth(s, &r->terms[1]) == HOLDS);
}

/* ---- and what is said where it does not ---- */
static struct str said_name(struct arena *a, const struct said_field *f)
{
	return f->sum ? arena_strf(a, "sum(%.*s)", STR_ARG(f->field->name)) : f->field->name;
}

static struct str said_text(struct arena *a, const struct sight *s, uint32_t place)
{
	struct buf b = { 0 };
	int64_t e4 = 0;

	if (!s->form->said[place].sum)
		return str_head(s->fact->said[place], REPORT_ID_MAX);
	if (!ratio_scaled(sum_of(s, place), E4, &e4))
		return STR("");
	num_add_e4(&b, e4);
	struct str text = arena_str(a, buf_str(&b));
	buf_free(&b);
	return text;
}

static void remark_write(struct arena *a, const struct sight *s, const struct form_rule *r, uint32_t line, struct remarks *list)
{
	struct remark made = { .class = r->class, .rule = r->number, .key = STR("rule_not_kept") };
	struct buf params = { 0 }, given = { 0 };
	const struct said_field *first = &s->form->said[r->first];

	buf_adds(&params, STR("{\"name\":"));
	buf_add_json(&params, r->code);
	for (uint32_t i = 0; i < s->form->said_count; i++) {
		if (!(r->named >> i & 1))
			continue;
		struct str name = said_name(a, &s->form->said[i]), text = said_text(a, s, i);
		buf_addc(&params, ',');
		buf_add_json(&params, name);
		buf_addc(&params, ':');
		buf_add_json(&params, text);
		text = text.len ? text : STR("-");
		buf_addf(&given, "%s%.*s=%.*s", given.len ? ", " : "", STR_ARG(name), STR_ARG(text));
	}
	buf_addc(&params, '}');
	made.params = arena_str(a, buf_str(&params));
	made.field = first->field->name;
	if (r->of_lines && first->of_line)
		made.field = arena_strf(a, "%.*s[%u].%.*s", STR_ARG(s->form->fields[s->form->lines].name), line,
					STR_ARG(first->field->name));
	for (uint32_t i = 0; i < LANGUAGES; i++)
		made.text.in[i] = arena_strf(a, "%.*s (%.*s)", STR_ARG(r->title.in[i]), STR_ARG(buf_str(&given)));
	remark_add(a, list, &made);
	buf_free(&params);
	buf_free(&given);
}

static void rule_ask(struct arena *a, struct sight *s, const struct form_rule *r, const struct fact *common, struct report *out)
{
	uint32_t count = r->of_lines ? out->fact_count : 1;

	for (uint32_t i = 0; i < count; i++) {
		s->fact = r->of_lines ? &out->facts[i] : common;
		if (rule_holds(s, r))
			continue;
		remark_write(a, s, r, i, &out->remarks);
		return;
	}
}

bool remarks_of_rules(struct arena *a, const struct form *form, const struct fact *common, struct report *out,
		      struct receipt *why)
{
	struct sight s = { form, out, common };

	for (uint32_t i = 0; i < form->rule_count; i++) {
		rule_ask(a, &s, &form->rules[i], common, out);
		if (!out->remarks.count || out->remarks.at[out->remarks.count - 1].class != RULE_REJECT)
			continue;
		remarks_tell(&out->remarks, why);
		return false;
	}
	return true;
}

void remarks_tell(const struct remarks *list, struct receipt *out)
{
	uint32_t gravest = 0;
	struct remark first;

	for (uint32_t i = 1; i < list->count; i++)
		if (list->at[i].class > list->at[gravest].class)
			gravest = i;
	first = list->at[gravest];
	memmove(&list->at[1], &list->at[0], gravest * sizeof(first));
	list->at[0] = first;
	out->answer = first.class == RULE_REJECT ? ANSWER_REJECTED : first.class == RULE_HOLD ? ANSWER_HELD : ANSWER_WARNED;
	out->rule = first.rule;
	out->key = first.key;
	out->field = first.field;
	out->text = first.text.in[LANGUAGE_EN];
	out->remarks = list->at;
	out->remark_count = list->count;
}
