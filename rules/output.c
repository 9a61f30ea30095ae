#include "rules/output.h"

#include <assert.h>
#include <string.h>

enum { REJECTED_BYTES = 4096, DIGEST_BYTES = 1024 };

void entry_begin(struct entry *x, struct arena *a)
{
	x->arena = a;
	x->count = 0;
	x->scratch = (struct buf){ 0 };
	buf_reserve(&x->scratch, DIGEST_BYTES);
}

void entry_add_pair(struct entry *x, struct str name, struct str text)
{
	assert(x->count < OUTPUT_PAIRS);
	x->pairs[x->count++] = (struct pair){ name, arena_str(x->arena, text) };
}

void entry_add_number(struct entry *x, const char *name, const char *prefix, int64_t number)
{
	buf_clear(&x->scratch);
	buf_adds(&x->scratch, str_of(prefix));
	buf_add_i64(&x->scratch, number);
	entry_add(x, name, buf_str(&x->scratch));
}

void entry_add_e4(struct entry *x, const char *name, int64_t e4)
{
	buf_clear(&x->scratch);
	num_add_e4(&x->scratch, e4);
	entry_add(x, name, buf_str(&x->scratch));
}

void entry_add_day(struct entry *x, const char *name, int32_t day)
{
	buf_clear(&x->scratch);
	date_add(&x->scratch, day);
	entry_add(x, name, buf_str(&x->scratch));
}

void entry_add_text(struct entry *x, const char *name, const struct model *m, const struct text *text)
{
	static const char *const codes[LANGUAGES] = { [LANGUAGE_EN] = ".en", [LANGUAGE_RU] = ".ru" };

	(void)m;
	for (uint32_t i = 0; i < LANGUAGES; i++) {
		if (!text->in[i].len)
			continue;
		buf_clear(&x->scratch);
		buf_adds(&x->scratch, str_of(name));
		buf_adds(&x->scratch, str_of(codes[i]));
		entry_add_pair(x, arena_str(x->arena, buf_str(&x->scratch)), text->in[i]);
	}
}

static void digest_add(struct buf *b, struct str s)
{
	uint32_t len = (uint32_t)s.len;

	buf_add(b, &len, sizeof(len));
	buf_adds(b, s);
}

/* The list doubles where it is full: a day may end with an alert for each of many thousands. */
static void list_add(struct arena *a, struct update *out, struct output entry)
{
	struct output *list = (struct output *)out->outputs;
	uint32_t count = out->output_count;

	if ((count & (count - 1)) == 0) {
		list = arena_alloc(a, (count ? 2 * (size_t)count : 1) * sizeof(*list));
		if (count)
			memcpy(list, out->outputs, count * sizeof(*list));
		out->outputs = list;
	}
	list[out->output_count++] = entry;
}

void entry_put(struct engine *e, struct entry *x, enum output_stream stream, struct update *out)
{
	struct buf *b = &x->scratch;
	uint32_t which = stream;
	struct pair *pairs = arena_alloc(x->arena, x->count * sizeof(*pairs));

	memcpy(pairs, x->pairs, x->count * sizeof(*pairs));
	list_add(x->arena, out, (struct output){ stream, pairs, x->count });
	if (stream == OUTPUT_ALERTS || stream == OUTPUT_TASKS)
		out->urgent = true;

	buf_clear(b);
	buf_add(b, &e->clock.digest, sizeof(e->clock.digest));
	buf_add(b, &which, sizeof(which));
	for (uint32_t i = 0; i < x->count; i++) {
		digest_add(b, pairs[i].name);
		digest_add(b, pairs[i].text);
	}
	e->clock.digest = hash128(b->ptr, b->len, 0);
	e->clock.outputs++;
	buf_free(b);
	x->count = 0;
}

static struct str answer_name(enum answer answer)
{
	static const struct str names[] = {
		[ANSWER_ACCEPTED] = { "accepted", 8 },
		[ANSWER_DUPLICATE] = { "duplicate", 9 },
		[ANSWER_SUPERSEDED] = { "superseded", 10 },
		[ANSWER_WARNED] = { "warned", 6 },
		[ANSWER_HELD] = { "held", 4 },
		[ANSWER_REJECTED] = { "rejected", 8 },
	};
	return names[answer];
}

/* By hand: every duplicate gets a receipt, and printf would be a third of its cost. */
static struct str id_text(struct arena *a, struct entry_id id)
{
	enum { DIGITS = 20 };
	char *text = arena_alloc(a, 2 * DIGITS + 1), *end = text + 2 * DIGITS + 1, *at = end;

	do
		*--at = (char)('0' + id.seq % 10);
	while (id.seq /= 10);
	*--at = '-';
	do
		*--at = (char)('0' + id.ms % 10);
	while (id.ms /= 10);
	return (struct str){ at, (size_t)(end - at) };
}

static void identify(struct entry *x, const struct findings *found)
{
	const struct receipt *r = found->receipt;

	entry_add(x, "entry", id_text(x->arena, found->input->id));
	entry_add(x, "of", r->is_command ? STR("command") : STR("report"));
	entry_add(x, "form", str_head(r->form, 256));
	entry_add(x, "id", str_head(r->id, 256));
	entry_add(x, "rev", str_head(r->rev, 32));
}

static const struct str classes[RULE_CLASSES] = { { "warn", 4 }, { "hold", 4 }, { "reject", 6 } };

/* What a remark says beside the fields of every refusal, and the other remarks as a JSON array. */
static void remarks_put(struct entry *x, const struct receipt *r)
{
	const struct remark *first = &r->remarks[0];
	struct buf b = { 0 };

	entry_add(x, "text.ru", first->text.in[LANGUAGE_RU]);
	entry_add(x, "class", classes[first->class]);
	entry_add(x, "params", first->params);
	for (uint32_t i = 1; i < r->remark_count; i++) {
		const struct remark *m = &r->remarks[i];
		const struct {
			const char *name;
			struct str text;
		} parts[] = { { "{\"rule\":", m->rule },
			      { ",\"field\":", m->field },
			      { ",\"class\":", classes[m->class] },
			      { ",\"key\":", m->key },
			      { ",\"text\":", m->text.in[LANGUAGE_EN] },
			      { ",\"text.ru\":", m->text.in[LANGUAGE_RU] } };

		buf_addc(&b, i == 1 ? '[' : ',');
		for (size_t p = 0; p < sizeof(parts) / sizeof(*parts); p++) {
			buf_adds(&b, str_of(parts[p].name));
			buf_add_json(&b, parts[p].text);
		}
		buf_adds(&b, STR(",\"params\":"));
		buf_adds(&b, m->params);
		buf_addc(&b, '}');
	}
	if (b.len) {
		buf_addc(&b, ']');
		entry_add(x, "more", buf_str(&b));
	}
	buf_free(&b);
}

static void reason(struct entry *x, const struct receipt *r)
{
	entry_add(x, "rule", r->rule);
	entry_add(x, "field", r->field);
	entry_add(x, "key", r->key);
	entry_add(x, "text", r->text);
	if (r->remark_count)
		remarks_put(x, r);
}

/* The report as it came: JSON, so that any bytes can be shown, of at most 4 KiB within its braces. */
static struct str as_it_came(struct arena *a, const struct input *in)
{
	static const char field[] = ",\"\":\"\"";
	struct buf b = { 0 };
	bool whole = true;

	buf_addc(&b, '{');
	for (uint32_t i = 0; i < in->pair_count && whole; i++) {
		size_t left = REJECTED_BYTES + 1 - b.len;

		if (left < sizeof(field) - 1)
			break;
		buf_adds(&b, i ? STR(",") : STR(""));
		whole = buf_add_json_head(&b, in->pairs[i].name, left - (sizeof(field) - 1));
		buf_addc(&b, ':');
		whole = buf_add_json_head(&b, in->pairs[i].text, whole ? REJECTED_BYTES + 1 - b.len - 2 : 0) && whole;
	}
	buf_addc(&b, '}');
	struct str s = arena_str(a, buf_str(&b));
	buf_free(&b);
	return s;
}

void receipt_put(struct engine *e, const struct findings *found, struct arena *a, struct update *out)
{
	const struct receipt *r = found->receipt;
	struct entry x;

	if (r->answer == ANSWER_ACCEPTED && !r->wanted)
		return;
	entry_begin(&x, a);
	identify(&x, found);
	entry_add(&x, "answer", answer_name(r->answer));
	if (r->answer >= ANSWER_WARNED)
		reason(&x, r);
	entry_put(e, &x, OUTPUT_RECEIPTS, out);
	if (r->answer != ANSWER_REJECTED)
		return;
	identify(&x, found);
	reason(&x, r);
	entry_add(&x, "content", as_it_came(a, found->input));
	entry_put(e, &x, OUTPUT_REJECTED, out);
}
