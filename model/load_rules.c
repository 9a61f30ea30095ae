/* Rules between the fields of a form: "commit <= best", "deals_won_sum > 0 <=> deals_won_cnt > 0", "category is commit =>
 * next_step given". Sides of a comparison are formulas, compiled like those of KPIs, over the form's numbers. */
#include <string.h>

#include "model/loader.h"
#include "rules/formula.h"

enum { RULES_MAX = 64 };
/* Stands for "sum(" in the name of a sum while a side is compiled: no field can be called so. */
#define SUM_SIGN "\xce\xa3"

struct rules_loader {
	struct loader *l;
	struct form *form;
	struct said_field *said;
	const struct rule_doc *doc;
	struct form_rule *rule;
	bool plain_line, sum; /* what the rule at hand names */
	bool faulty;
};

static void complain(struct rules_loader *x, const char *what, struct str which, const char *nearest)
{
	if (x->faulty)
		return;
	x->faulty = true;
	spot_problem(x->l->problems, x->doc->check.place, "rule \"%.*s\": %s \"%.*s\"%s", STR_ARG(x->rule->code), what,
		     STR_ARG(which), nearest);
}

static struct form_field *field_named(const struct form_field *fields, uint32_t count, struct str name)
{
	for (uint32_t i = 0; i < count; i++)
		if (str_eq(fields[i].name, name) && fields[i].type != FIELD_LINES)
			return (struct form_field *)&fields[i];
	return NULL;
}

static bool is_counted(enum field_type type)
{
	return type == FIELD_INT || type == FIELD_NUMBER || type == FIELD_MONEY || type == FIELD_DATE || type == FIELD_TIME ||
	       type == FIELD_FLAG;
}

static void field_unknown(struct rules_loader *x, struct str name)
{
	const struct form *f = x->form;
	struct nearest near = { .wanted = name };

	for (uint32_t i = 0; i < f->field_count; i++)
		nearest_offer(&near, f->fields[i].name);
	for (uint32_t i = 0; f->lines != NONE && i < f->fields[f->lines].line_field_count; i++)
		nearest_offer(&near, f->fields[f->lines].lines[i].name);
	complain(x, "unknown field", name, nearest_text(&near));
}

static uint32_t said_add(struct rules_loader *x, const struct form_field *field, bool of_line, bool sum)
{
	uint32_t at = 0;

	while (at < x->form->said_count && (x->said[at].field != field || x->said[at].sum != sum))
		at++;
	if (at == SAID_MAX) {
		complain(x, "more than 64 fields in the rules of a form, from", field->name, "");
		return 0;
	}
	if (at == x->form->said_count)
		x->said[x->form->said_count++] = (struct said_field){ field, of_line, sum };
	return at;
}

/* The place of what a rule names; NONE after a problem. */
static uint32_t said_of(struct rules_loader *x, struct str name, bool sum, bool counted)
{
	const struct form *f = x->form;
	struct form_field *own = field_named(f->fields, f->field_count, name), *inner = NULL, *field;

	if (f->lines != NONE)
		inner = field_named(f->fields[f->lines].lines, f->fields[f->lines].line_field_count, name);
	field = inner ? inner : sum ? NULL : own;
	if (!field || (counted && !is_counted(field->type))) {
		if (field)
			complain(x, "a number is expected and not", name, "");
		else if (own && sum)
			complain(x, "sum adds up a field of the lines and not", name, "");
		else
			field_unknown(x, name);
		return NONE;
	}
	uint32_t place = said_add(x, field, inner != NULL, false);
	field->said = place;
	if (own && inner)
		own->said = place;
	if (sum)
		place = said_add(x, field, true, true);
	x->sum = x->sum || sum;
	x->plain_line = x->plain_line || (inner && !sum);
	if (!x->rule->named)
		x->rule->first = place;
	x->rule->named |= UINT64_C(1) << place;
	return place;
}

static bool is_name(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || (unsigned char)c >= 0x80;
}

static struct str name_at(struct str text, size_t at)
{
	size_t end = at;

	while (end < text.len && is_name(text.ptr[end]))
		end++;
	return (struct str){ text.ptr + at, end - at };
}

/* sum(amount) in one piece; the length of what it takes, 0: it is none. */
static size_t sum_at(struct str text, size_t at, struct str *out_name)
{
	if (at + 4 >= text.len || memcmp(text.ptr + at, "sum(", 4) != 0)
		return 0;
	*out_name = name_at(text, at + 4);
	size_t end = at + 4 + out_name->len;
	return out_name->len && end < text.len && text.ptr[end] == ')' ? end + 1 - at : 0;
}

/* The side as a formula over names of which each is known, in the order of form.said. */
static void side_names(struct rules_loader *x, struct str text, struct buf *out)
{
	for (size_t at = 0; at < text.len && !x->faulty;) {
		struct str name;
		size_t sum = sum_at(text, at, &name);

		if (!sum && (!is_name(text.ptr[at]) || (text.ptr[at] >= '0' && text.ptr[at] <= '9'))) {
			size_t end = at + 1;
			while (text.ptr[at] >= '0' && text.ptr[at] <= '9' && end < text.len &&
			       (is_name(text.ptr[end]) || text.ptr[end] == '.'))
				end++;
			buf_adds(out, (struct str){ text.ptr + at, end - at });
			at = end;
			continue;
		}
		if (!sum)
			name = name_at(text, at);
		if (!sum && at + name.len < text.len && text.ptr[at + name.len] == '(' && formula_is_function(name)) {
			buf_adds(out, name);
			at += name.len;
			continue;
		}
		said_of(x, name, sum > 0, true);
		buf_adds(out, sum ? STR(SUM_SIGN) : STR(""));
		buf_adds(out, name);
		at += sum ? sum : name.len;
	}
}

static void side_load(struct rules_loader *x, struct str text, struct rule_side *out)
{
	struct measure names[SAID_MAX] = { 0 };
	struct buf formula = { 0 };
	uint32_t column;
	struct err err;

	side_names(x, text, &formula);
	for (uint32_t i = 0; i < x->form->said_count; i++)
		names[i].code =
			arena_strf(x->l->scratch, "%s%.*s", x->said[i].sum ? SUM_SIGN : "", STR_ARG(x->said[i].field->name));
	if (!x->faulty && formula_compile(x->l->arena, buf_str(&formula), names, x->form->said_count, &out->steps, &out->count,
					  &column, &err) < 0)
		complain(x, err.text, text, "");
	for (uint32_t i = 0; i < out->count && !x->faulty; i++)
		if (out->steps[i].op == OP_DAYS)
			complain(x, "period_days() is for KPIs: a report has no period", text, "");
	buf_free(&formula);
}

static size_t sign_at(struct str text, size_t at, enum compare *out)
{
	static const struct {
		const char *text;
		enum compare sign;
	} signs[] = { { "<=", COMPARE_LE }, { ">=", COMPARE_GE }, { "!=", COMPARE_NE },
		      { "<", COMPARE_LT },  { ">", COMPARE_GT },  { "=", COMPARE_EQ } };

	for (size_t i = 0; i < sizeof(signs) / sizeof(*signs); i++) {
		size_t len = strlen(signs[i].text);
		*out = signs[i].sign;
		if (at + len <= text.len && memcmp(text.ptr + at, signs[i].text, len) == 0)
			return len;
	}
	return 0;
}

static void chain_load(struct rules_loader *x, struct str text, struct rule_term *out)
{
	size_t from = 0;
	enum compare sign;

	for (size_t at = 0; at <= text.len && !x->faulty; at++) {
		size_t len = at < text.len ? sign_at(text, at, &sign) : 0;
		if (!len && at < text.len)
			continue;
		if (out->side_count == RULE_SIDES) {
			complain(x, "at most three comparisons in a row, not", text, "");
			return;
		}
		if (len && out->side_count < RULE_SIDES - 1)
			out->signs[out->side_count] = sign;
		side_load(x, str_trim((struct str){ text.ptr + from, at - from }), &out->sides[out->side_count++]);
		from = at + len;
		at += len ? len - 1 : 0;
	}
	if (out->side_count < 2)
		complain(x, "expected a comparison, `field given` or `field is value`, got", text, "");
}

static size_t find(struct str text, const char *what)
{
	size_t len = strlen(what);

	for (size_t at = 0; at + len <= text.len; at++)
		if (memcmp(text.ptr + at, what, len) == 0)
			return at;
	return text.len;
}

static void is_load(struct rules_loader *x, struct str value, struct rule_term *out)
{
	const struct form_field *f = out->said == NONE ? NULL : x->said[out->said].field;
	struct nearest near = { .wanted = value };
	bool known = !f || f->type != FIELD_CHOICE;

	out->value = load_keep(x->l, value);
	for (uint32_t i = 0; f && i < f->choice_count; i++) {
		known = known || str_eq(f->choices[i], value);
		nearest_offer(&near, f->choices[i]);
	}
	if (f && f->type != FIELD_CHOICE && f->type != FIELD_TEXT && f->type != FIELD_AXIS)
		complain(x, "`is` is for texts, choices and members, not for", f->name, "");
	else if (!known)
		complain(x, "not one of its values:", value, nearest_text(&near));
}

static void term_load(struct rules_loader *x, struct str text, struct rule_term *out)
{
	size_t is, given;

	text = str_trim(text);
	is = find(text, " is ");
	given = find(text, " given");
	if (given + 6 == text.len) {
		out->kind = TERM_GIVEN;
		out->said = said_of(x, str_trim(str_head(text, given)), false, false);
	} else if (is < text.len) {
		out->kind = TERM_IS;
		out->said = said_of(x, str_trim(str_head(text, is)), false, false);
		is_load(x, str_trim((struct str){ text.ptr + is + 4, text.len - is - 4 }), out);
	} else {
		chain_load(x, text, out);
	}
}

static void rule_load(struct rules_loader *x)
{
	struct form_rule *r = x->rule;
	struct str text = x->doc->check.text;
	size_t same = find(text, "<=>"), implies = find(text, "=>"), at = same < text.len ? same : implies;
	size_t len = same < text.len ? 3 : 2;

	if (option_unread(x->doc, &x->doc->check) || !text.len)
		return;
	r->relation = same < text.len ? RELATION_SAME : implies < text.len ? RELATION_IMPLIES : RELATION_NONE;
	r->number = x->doc->number.text.len ? load_keep(x->l, x->doc->number.text)
					    : (r->relation == RELATION_NONE ? STR("V05") : STR("V06"));
	r->check = load_keep(x->l, text);
	term_load(x, str_head(text, at), &r->terms[0]);
	if (r->relation != RELATION_NONE)
		term_load(x, (struct str){ text.ptr + at + len, text.len - at - len }, &r->terms[1]);
	r->of_lines = x->plain_line;
	if (x->plain_line && x->sum)
		complain(x, "a sum over the lines and a field of one line do not go together:", text, "");
}

void load_rules(struct loader *l, const struct form_doc *d, struct form *form)
{
	struct form_rule *rules = load_array(l, d->rules.count, sizeof(*rules));
	struct rules_loader x = { .l = l, .form = form };

	form->rules = rules;
	if (d->rules.count == 0 || option_unread(d, &d->fields))
		return;
	if (d->rules.count > RULES_MAX) {
		spot_problem(l->problems, d->head.place, "too many rules: at most %d", RULES_MAX);
		return;
	}
	form->said = x.said = load_array(l, SAID_MAX, sizeof(*x.said));
	for (uint32_t i = 0; i < d->rules.count; i++) {
		x.doc = d->rules.at[i];
		x.rule = &rules[i];
		x.plain_line = x.sum = x.faulty = false;
		x.rule->code = load_keep(l, x.doc->head.code.text);
		x.rule->title = load_title(l, &x.doc->title, x.doc->check.text);
		x.rule->class = (enum rule_class)x.doc->class;
		rule_load(&x);
	}
	form->rule_count = d->rules.count;
}
