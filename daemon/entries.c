#include "daemon/entries.h"

#include "base/mem.h"
#include "daemon/resp.h"

#include <assert.h>

static_assert(sizeof(struct pair) == 2 * sizeof(struct str), "a pair is filled as two texts");

static bool take_u64(const char **at, const char *end, uint64_t *out)
{
	enum { SAFE_DIGITS = 19 }; /* so many are below 2^64 */
	const char *p = *at, *safe = end - p > SAFE_DIGITS ? p + SAFE_DIGITS : end;
	uint64_t n = 0;

	for (; p < safe && (unsigned char)(*p - '0') <= 9; p++)
		n = n * 10 + (unsigned char)(*p - '0');
	for (; p < end && (unsigned char)(*p - '0') <= 9; p++)
		if (__builtin_mul_overflow(n, 10, &n) || __builtin_add_overflow(n, (unsigned char)(*p - '0'), &n))
			return false;
	if (p == *at)
		return false;
	*at = p;
	*out = n;
	return true;
}

bool entry_id_parse(struct str s, struct entry_id *out)
{
	const char *p = s.ptr;
	const char *end = s.ptr + s.len;

	out->seq = 0;
	if (!take_u64(&p, end, &out->ms))
		return false;
	if (p == end)
		return true;
	return *p++ == '-' && take_u64(&p, end, &out->seq) && p == end;
}

void entry_id_add(struct buf *b, struct entry_id id)
{
	buf_add_u64(b, id.ms);
	buf_addc(b, '-');
	buf_add_u64(b, id.seq);
}

void entries_clear(struct entries *e)
{
	e->count = 0;
	e->pair_count = 0;
}

void entries_free(struct entries *e)
{
	mem_free(e->inputs);
	mem_free(e->pairs);
	*e = (struct entries){ 0 };
}

static void room_for_inputs(struct entries *e, uint32_t more)
{
	uint32_t cap = e->cap ? e->cap : 16;

	while (cap < e->count + more)
		cap *= 2;
	if (cap == e->cap)
		return;
	e->inputs = mem_resize(e->inputs, e->cap * sizeof(*e->inputs), cap * sizeof(*e->inputs));
	e->cap = cap;
}

/* Rare: the pairs move, so what the inputs point to is set anew. */
static void room_for_pairs(struct entries *e, size_t more)
{
	size_t cap = e->pair_cap ? e->pair_cap : 256;
	size_t first = 0;

	if (e->pair_count + more <= e->pair_cap)
		return;
	while (cap < e->pair_count + more)
		cap *= 2;
	e->pairs = mem_resize(e->pairs, e->pair_cap * sizeof(*e->pairs), cap * sizeof(*e->pairs));
	e->pair_cap = cap;
	for (uint32_t i = 0; i < e->count; i++) {
		e->inputs[i].pairs = e->pairs + first;
		first += e->inputs[i].pair_count;
	}
}

static void skip_rest(struct str reply, size_t *at, int64_t tokens)
{
	while (tokens-- > 0)
		resp_next(reply, at);
}

/* One [id, [field, value, ...]]; the fields of a deleted entry are nil. */
static int decode_entry(struct entries *e, enum input_kind kind, struct str reply, size_t *at, struct err *err)
{
	struct resp entry = resp_next(reply, at);
	struct input *in = &e->inputs[e->count];

	if (entry.kind != RESP_ARRAY || entry.integer != 2)
		return err_set(err, "expected an entry of an id and its fields");
	struct str id;
	*in = (struct input){ .kind = kind };
	if (resp_strings(reply, at, &id, 1) != 1 || !entry_id_parse(id, &in->id))
		return err_set(err, "expected an entry id");
	struct resp fields = resp_next(reply, at);
	if (fields.kind == RESP_NIL) {
		e->count++; /* deleted since: no fields */
		return 0;
	}
	if (fields.kind != RESP_ARRAY || fields.integer % 2 != 0)
		return err_set(err, "expected an entry's fields, each with a value");
	int64_t pairs = fields.integer / 2;
	int64_t kept = pairs > ENTRIES_PAIRS_MAX ? ENTRIES_PAIRS_MAX + 1 : pairs;
	room_for_pairs(e, (size_t)kept);
	in->pairs = kept ? e->pairs + e->pair_count : NULL;
	in->pair_count = (uint32_t)kept;
	if (resp_strings(reply, at, &e->pairs[e->pair_count].name, (size_t)kept * 2) != (size_t)kept * 2)
		return err_set(err, "expected an entry's fields as strings");
	skip_rest(reply, at, (pairs - kept) * 2);
	e->pair_count += (size_t)kept;
	e->count++;
	return 0;
}

int entries_decode(struct entries *e, enum input_kind kind, struct str reply, size_t *at, struct err *err)
{
	struct resp list = resp_next(reply, at);

	if (list.kind == RESP_NIL)
		return 0;
	if (list.kind != RESP_ARRAY)
		return err_set(err, "expected a list of entries");
	room_for_inputs(e, (uint32_t)list.integer);
	for (int64_t i = 0; i < list.integer; i++)
		if (decode_entry(e, kind, reply, at, err) < 0)
			return -1;
	return 0;
}

int entries_decode_read(struct str reply, struct str reports_key, struct str commands_key, struct entries *reports,
			struct entries *commands, struct err *err)
{
	size_t at = 0;
	struct resp streams = resp_next(reply, &at);

	entries_clear(reports);
	entries_clear(commands);
	if (streams.kind == RESP_NIL)
		return 0;
	if (streams.kind != RESP_ARRAY)
		return err_set(err, "XREAD: expected a list of streams");
	for (int64_t i = 0; i < streams.integer; i++) {
		struct resp stream = resp_next(reply, &at);

		if (stream.kind != RESP_ARRAY || stream.integer != 2)
			return err_set(err, "XREAD: expected a stream's name and its entries");
		struct resp key = resp_next(reply, &at);
		bool is_command = key.kind == RESP_STRING && str_eq(key.text, commands_key);
		if (!is_command && (key.kind != RESP_STRING || !str_eq(key.text, reports_key)))
			return err_set(err, "XREAD: a stream that nobody asked for");
		if (entries_decode(is_command ? commands : reports, is_command ? INPUT_COMMAND : INPUT_REPORT, reply, &at, err) <
		    0)
			return err_chain(err, "XREAD");
	}
	return 0;
}
