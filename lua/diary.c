#include "lua/diary.h"

#include <string.h>

static bool take_part(const struct journal *j, struct str *s, uint32_t *out_at, uint32_t *out_len)
{
	if (!pack_take_number(s, out_len) || *out_len > s->len)
		return false;
	*out_at = (uint32_t)(s->ptr - j->bytes.ptr);
	s->ptr += *out_len;
	s->len -= *out_len;
	return true;
}

static bool take_entry(struct journal *j, struct str *s)
{
	struct journal_entry x = { .type = (enum entry_type)(unsigned char)*s->ptr };

	s->ptr++;
	s->len--;
	if (x.type < ENTRY_STEP || x.type > ENTRY_RESUME || !take_part(j, s, &x.key, &x.key_len) ||
	    !take_part(j, s, &x.value, &x.value_len))
		return false;
	j->stretches += x.type == ENTRY_RESUME;
	x.stretch = j->stretches;
	*ARRAY_ADD(j->entries) = x;
	return true;
}

bool journal_open(struct journal *j, struct str bytes)
{
	struct str rest;

	buf_clear(&j->bytes);
	buf_adds(&j->bytes, bytes);
	j->old_bytes = bytes.len;
	j->entries.count = 0;
	j->stretch = j->stretches = j->cursor = 0;
	for (rest = buf_str(&j->bytes); rest.len;)
		if (!take_entry(j, &rest))
			return false;
	j->old_count = (uint32_t)j->entries.count;
	return true;
}

void journal_free(struct journal *j)
{
	buf_free(&j->bytes);
	ARRAY_FREE(j->entries);
}

static struct str key_of(const struct journal *j, const struct journal_entry *x)
{
	return (struct str){ j->bytes.ptr + x->key, x->key_len };
}

/* A step once, in the order of its uses; a read as often as the stretch asks. */
static bool fits(const struct journal *j, const struct journal_entry *x, enum entry_type type, struct str key)
{
	if (x->type != type || x->key_len != key.len || (type == ENTRY_READ ? x->stretch != j->stretch : x->met))
		return false;
	return !memcmp(j->bytes.ptr + x->key, key.ptr, key.len);
}

/* Runs mostly come to their entries in the order in which these stand; steps of one key are met in it. */
static struct journal_entry *find(struct journal *j, enum entry_type type, struct str key)
{
	size_t count = j->entries.count;

	for (size_t i = 0; type == ENTRY_READ && i < count; i++) {
		struct journal_entry *x = &j->entries.at[(j->cursor + i) % count];

		if (fits(j, x, type, key)) {
			j->cursor = (uint32_t)(x - j->entries.at);
			return x;
		}
	}
	for (size_t i = 0; type != ENTRY_READ && i < count; i++)
		if (fits(j, &j->entries.at[i], type, key))
			return &j->entries.at[i];
	return NULL;
}

/* The journal has nothing of it. */
static void come_by_new(lua_State *L, const struct journal *j, enum entry_type type, struct str key)
{
	if (type == ENTRY_READ && !journal_is_live(j))
		luaL_error(L, "the run parts from its journal here: \"%s\" was not read when it came by before",
			   arena_str(host_of(L)->out, key).ptr);
	if (!host_of(L)->dry || type == ENTRY_RESUME)
		return;
	host_of(L)->dry_done = true;
	luaL_error(L, "the run would go on from here");
}

bool journal_recall(lua_State *L, enum entry_type type, struct str key)
{
	struct journal *j = host_of(L)->journal;
	struct journal_entry *x;
	struct str value;

	if (!j)
		luaL_error(L, "the function of case:check only looks: it takes no steps");
	x = find(j, type, key);
	limits_charge(L, 10 + j->entries.count / 4);
	if (!x) {
		come_by_new(L, j, type, key);
		return false;
	}
	value = (struct str){ j->bytes.ptr + x->value, x->value_len };
	if (!pack_push(L, &value))
		luaL_error(L, "the journal of this run is damaged");
	x->met = true;
	if (type != ENTRY_RESUME)
		return true;
	j->stretch = x->stretch;
	limits_renew(host_of(L));
	return true;
}

void journal_keep(lua_State *L, enum entry_type type, struct str key)
{
	struct journal *j = host_of(L)->journal;
	struct journal_entry x = { .type = type, .key_len = (uint32_t)key.len, .met = true };
	size_t size;

	if (j->entries.count >= JOURNAL_ENTRIES || j->bytes.len > JOURNAL_BYTES)
		luaL_error(L, "a run's journal has at most %d entries and %d bytes", JOURNAL_ENTRIES, JOURNAL_BYTES);
	buf_addc(&j->bytes, (char)type);
	pack_add_number(&j->bytes, x.key_len);
	x.key = (uint32_t)j->bytes.len;
	buf_adds(&j->bytes, key);
	/* The length stands before the value, in a number of fixed width. */
	size = j->bytes.len;
	buf_adds(&j->bytes, STR("\x80\x80\x80"));
	buf_addc(&j->bytes, 0);
	x.value = (uint32_t)j->bytes.len;
	pack_add(L, -1, &j->bytes);
	x.value_len = (uint32_t)j->bytes.len - x.value;
	for (unsigned i = 0; i < 4; i++)
		j->bytes.ptr[size + i] = (char)((i < 3 ? 0x80 : 0) | (x.value_len >> 7 * i & 0x7f));
	if (type == ENTRY_RESUME)
		j->stretch = ++j->stretches;
	x.stretch = j->stretches;
	*ARRAY_ADD(j->entries) = x;
	if (type == ENTRY_RESUME)
		limits_renew(host_of(L)); /* as when it is recalled */
}

uint32_t journal_use(const struct journal *j, enum entry_type type, struct str key)
{
	uint32_t n = 0;

	for (size_t i = 0; i < j->entries.count; i++) {
		const struct journal_entry *x = &j->entries.at[i];

		n += x->type == type && x->met && str_eq(key_of(j, x), key);
	}
	return n;
}

struct str journal_unmet(const struct journal *j)
{
	for (size_t i = 0; i < j->old_count; i++)
		if (j->entries.at[i].type != ENTRY_READ && !j->entries.at[i].met)
			return key_of(j, &j->entries.at[i]);
	return (struct str){ 0 };
}

/* The wait that an entry has made, as scripts and the engine call it; empty: it made none. */
static struct str wait_made(const struct journal *j, size_t at, struct arena *a)
{
	struct str key = key_of(j, &j->entries.at[at]), base = { key.ptr + 5, key.len - 5 };
	uint32_t use = 1;

	if (j->entries.at[at].type != ENTRY_STEP || !str_starts(key, STR("wait:")))
		return (struct str){ 0 };
	for (size_t i = 0; i < at; i++)
		use += j->entries.at[i].type == ENTRY_STEP && str_eq(key_of(j, &j->entries.at[i]), key);
	return use == 1 ? arena_str(a, base) : arena_strf(a, "%.*s#%u", STR_ARG(base), use);
}

uint32_t journal_met(const struct journal *j, struct buf *out, struct arena *a, struct str *unmade, uint32_t max,
		     uint32_t *out_count)
{
	uint32_t met = 0;

	*out_count = 0;
	for (size_t i = 0; i < j->entries.count; i++) {
		const struct journal_entry *x = &j->entries.at[i];
		struct str wait = x->met ? STR("") : wait_made(j, i, a);

		if (wait.len && *out_count < max)
			unmade[(*out_count)++] = wait;
		if (!x->met)
			continue;
		buf_addc(out, (char)x->type);
		pack_add_number(out, x->key_len);
		buf_adds(out, key_of(j, x));
		pack_add_number(out, x->value_len);
		buf_add(out, j->bytes.ptr + x->value, x->value_len);
		met++;
	}
	return met;
}
