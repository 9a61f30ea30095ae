#include "ctl/refusal.h"
#include "ctl/walk.h"
#include "daemon/entries.h"
#include <jansson.h>

/* `content` has at most 4096 bytes within its braces and ends before the first character or escape that does not fit: below this
 * nothing can have been left out. */
enum { CONTENT_SURELY_WHOLE = 4080 };

struct str refusal_said(const struct refusal *r, const char *name)
{
	return walk_field(r->said, r->said_count, name);
}

/* Bytes that were not UTF-8 have become U+FFFD. */
static bool has_lost_bytes(struct str s)
{
	for (size_t i = 0; i + 3 <= s.len; i++)
		if (memcmp(s.ptr + i, "\xef\xbf\xbd", 3) == 0)
			return true;
	return false;
}

enum original refusal_read_content(struct arena *a, struct str content, const struct pair **out, uint32_t *out_count)
{
	enum original original = content.len < CONTENT_SURELY_WHOLE ? ORIGINAL_KEPT : ORIGINAL_CUT;
	json_t *root = json_loadb(content.ptr, content.len, JSON_REJECT_DUPLICATES | JSON_ALLOW_NUL, NULL), *value;
	struct pair *pairs;
	const char *name;

	*out_count = 0;
	*out = NULL;
	if (!json_is_object(root)) {
		json_decref(root);
		return original == ORIGINAL_CUT ? original : ORIGINAL_LOST;
	}
	*out = pairs = arena_alloc(a, (json_object_size(root) + 1) * sizeof(*pairs));
	json_object_foreach(root, name, value)
	{
		struct str text = { json_string_value(value), json_string_length(value) };

		pairs[(*out_count)++] = (struct pair){ arena_str(a, str_of(name)), arena_str(a, text) };
	}
	json_decref(root);
	if (original == ORIGINAL_KEPT && (has_lost_bytes(content) || *out_count > INPUT_PAIRS))
		original = ORIGINAL_LOST;
	return original;
}

static const struct pair *copy_pairs(struct arena *a, const struct pair *pairs, uint32_t count)
{
	struct pair *copy = arena_alloc(a, count * sizeof(*copy) + 1);

	for (uint32_t i = 0; i < count; i++)
		copy[i] = (struct pair){ arena_str(a, pairs[i].name), arena_str(a, pairs[i].text) };
	return copy;
}

/* ---- what was refused ---- */

struct refusal_search {
	struct refusals *out;
	const struct entry_id *entries;
	size_t count;
	const char *rule;
};

static bool is_wanted(const struct refusal_search *x, const struct refusal *r)
{
	for (size_t i = 0; i < x->count; i++)
		if (entry_id_cmp(x->entries[i], r->entry) == 0)
			return true;
	return x->count == 0 && !r->is_command && str_eq(refusal_said(r, "rule"), str_of(x->rule));
}

static bool collect(void *arg, const struct walk_entry *e)
{
	struct refusal_search *x = arg;
	struct refusal r = { .said = e->pairs, .said_count = e->count };

	r.is_command = str_eq(refusal_said(&r, "of"), STR("command"));
	if (!entry_id_parse(refusal_said(&r, "entry"), &r.entry) || !is_wanted(x, &r))
		return true;
	r.said = copy_pairs(x->out->arena, e->pairs, e->count);
	*ARRAY_ADD(x->out->list) = r;
	return true;
}

/* ---- as it was sent ---- */

struct original_search {
	struct arena *arena;
	struct refusal *refusal;
};

static bool take_original(void *arg, const struct walk_entry *e)
{
	struct original_search *x = arg;

	x->refusal->original = ORIGINAL_SENT;
	x->refusal->pairs = copy_pairs(x->arena, e->pairs, e->count);
	x->refusal->pair_count = e->count;
	return false;
}

static int find_original(struct refusals *all, struct server *s, struct refusal *r, struct err *err)
{
	struct original_search x = { all->arena, r };
	struct buf id = { 0 };
	int rc;

	r->original = refusal_read_content(all->arena, refusal_said(r, "content"), &r->pairs, &r->pair_count);
	entry_id_add(&id, r->entry);
	rc = walk_stream(s, r->is_command ? "commands" : "reports", buf_str(&id), buf_str(&id), take_original, &x, err);
	buf_free(&id);
	/* An entry is handed over with one field too many at most: the rest is not at hand. */
	if (rc == 0 && r->original == ORIGINAL_SENT && r->pair_count > INPUT_PAIRS)
		r->original = ORIGINAL_CUT;
	return rc;
}

static struct hash128 fingerprint(const struct refusal *r)
{
	struct buf b = { 0 };
	struct hash128 h;

	for (uint32_t i = 0; i < r->pair_count; i++) {
		buf_addf(&b, "%zu %zu ", r->pairs[i].name.len, r->pairs[i].text.len);
		buf_adds(&b, r->pairs[i].name);
		buf_adds(&b, r->pairs[i].text);
	}
	h = hash128(b.ptr, b.len, 0);
	buf_free(&b);
	return h;
}

/* Of the same report refused several times only the last one is left to be sent. */
static void find_repeated(struct refusals *r)
{
	struct names seen = { 0 };
	struct buf text = { 0 };

	for (size_t i = r->list.count; i > 0; i--) {
		uint32_t before = seen.count;

		buf_clear(&text);
		hash128_add(&text, fingerprint(&r->list.at[i - 1]));
		names_add(&seen, buf_str(&text));
		r->list.at[i - 1].repeated = seen.count == before;
	}
	names_free(&seen);
	buf_free(&text);
}

int refusals_find(struct refusals *r, struct server *s, const struct entry_id *entries, size_t count, const char *rule,
		  struct err *err)
{
	struct refusal_search x = { r, entries, count, rule };

	r->arena = arena_new();
	if (walk_stream(s, "rejected", STR("-"), STR("+"), collect, &x, err) < 0)
		return -1;
	for (size_t i = 0; i < r->list.count; i++)
		if (find_original(r, s, &r->list.at[i], err) < 0)
			return -1;
	find_repeated(r);
	return 0;
}

void refusals_free(struct refusals *r)
{
	arena_free(r->arena);
	ARRAY_FREE(r->list);
	*r = (struct refusals){ 0 };
}
