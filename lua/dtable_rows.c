#include "lua/dtable.h"

/* ---- spans of numbers ---- */
static bool lies_below(const struct span *a, const struct span *b)
{
	if (!a->has_high || !b->has_low)
		return false;
	int order = ratio_cmp(a->high, b->low);

	return order < 0 || (!order && (a->high_open || b->low_open));
}

bool span_within(const struct span *in, const struct span *out)
{
	if (out->has_low) {
		int order = in->has_low ? ratio_cmp(in->low, out->low) : -1;
		if (order < 0 || (!order && out->low_open && !in->low_open))
			return false;
	}
	if (out->has_high) {
		int order = in->has_high ? ratio_cmp(in->high, out->high) : 1;
		if (order > 0 || (!order && out->high_open && !in->high_open))
			return false;
	}
	return true;
}

static void narrow_low(struct span *s, struct ratio r, bool open)
{
	int order = s->has_low ? ratio_cmp(r, s->low) : 1;

	if (order > 0 || (!order && open)) {
		s->low = r;
		s->low_open = open;
		s->has_low = true;
	}
}

static void narrow_high(struct span *s, struct ratio r, bool open)
{
	int order = s->has_high ? ratio_cmp(r, s->high) : -1;

	if (order < 0 || (!order && open)) {
		s->high = r;
		s->high_open = open;
		s->has_high = true;
	}
}

struct span span_at(struct ratio r)
{
	return (struct span){ .low = r, .high = r, .has_low = true, .has_high = true };
}

bool span_is_empty(const struct span *s)
{
	return lies_below(s, s);
}

/* "10 %", "50 000.50", with spaces and no-break spaces between thousands. */
static bool read_number(struct str s, struct ratio *out)
{
	char digits[64];
	size_t len = 0;
	int64_t e4;

	*out = (struct ratio){ 0, E4 };
	for (size_t i = 0; i < s.len; i++) {
		if (s.ptr[i] == ' ' || s.ptr[i] == '\xC2' || s.ptr[i] == '\xA0')
			continue;
		if (len == sizeof(digits))
			return false;
		digits[len++] = s.ptr[i];
	}
	if (len && digits[len - 1] == '%') {
		len--;
		out->den *= 100;
	}
	if (!len || num_parse_e4((struct str){ digits, len }, &e4, NULL) < 0)
		return false;
	out->num = e4;
	return true;
}

bool span_is_comparison(struct str s)
{
	return s.len && (s.ptr[0] == '<' || s.ptr[0] == '>' || s.ptr[0] == '=');
}

bool span_narrow(struct span *s, struct str word)
{
	struct ratio r;
	char op;
	bool open;

	while (word.len && word.ptr[0] == ' ')
		word = (struct str){ word.ptr + 1, word.len - 1 };
	if (!span_is_comparison(word))
		return false;
	op = word.ptr[0];
	open = op != '=' && (word.len < 2 || word.ptr[1] != '=');
	size_t skip = op == '=' || open ? 1 : 2;
	if (!read_number((struct str){ word.ptr + skip, word.len - skip }, &r))
		return false;
	if (op != '<')
		narrow_low(s, r, open);
	if (op != '>')
		narrow_high(s, r, open);
	return true;
}

/* ---- conditions and rows ---- */
bool condition_has_word(const struct row_condition *c, struct str word)
{
	for (uint32_t i = 0; i < c->word_count; i++)
		if (str_eq(c->words[i], word))
			return true;
	return false;
}

/* Does whatever `in` takes satisfy `out` as well? */
static bool condition_within(const struct row_condition *in, const struct row_condition *out)
{
	if (in->on_words != out->on_words)
		return false;
	if (!in->on_words)
		return span_within(&in->span, &out->span);
	for (uint32_t i = 0; i < in->word_count; i++)
		if (!condition_has_word(out, in->words[i]))
			return false;
	return true;
}

static bool condition_apart(const struct row_condition *a, const struct row_condition *b)
{
	if (a->on_words != b->on_words)
		return true;
	if (!a->on_words)
		return lies_below(&a->span, &b->span) || lies_below(&b->span, &a->span);
	for (uint32_t i = 0; i < a->word_count; i++)
		if (condition_has_word(b, a->words[i]))
			return false;
	return true;
}

const struct row_condition *row_names(const struct row *r, struct str name)
{
	for (uint32_t i = 0; i < r->count; i++)
		if (str_eq(r->at[i].name, name))
			return &r->at[i];
	return NULL;
}

bool row_covers(const struct row *earlier, const struct row *later)
{
	for (uint32_t i = 0; i < earlier->count; i++) {
		const struct row_condition *c = row_names(later, earlier->at[i].name);

		if (!c || !condition_within(c, &earlier->at[i]))
			return false;
	}
	return true;
}

bool rows_apart(const struct row *a, const struct row *b)
{
	for (uint32_t i = 0; i < a->count; i++) {
		const struct row_condition *c = row_names(b, a->at[i].name);

		if (c && condition_apart(c, &a->at[i]))
			return true;
	}
	return false;
}
