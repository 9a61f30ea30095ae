#include "base/names.h"
#include "base/mem.h"

#define NAMES_KEY UINT64_C(0x6e616d6573)

struct asked {
	const struct names *names;
	struct str name;
};

static bool name_is(const void *ctx, uint32_t number)
{
	const struct asked *asked = ctx;

	return str_eq(names_text(asked->names, number + 1), asked->name);
}

static uint32_t find(const struct names *n, struct str name, uint64_t hash)
{
	struct asked asked = { n, name };
	uint32_t number = index_find(&n->index, hash, name_is, &asked);

	return number == INDEX_NONE ? 0 : number + 1;
}

uint32_t names_find(const struct names *n, struct str name)
{
	return find(n, name, hash64(name.ptr, name.len, NAMES_KEY));
}

uint64_t names_soon(const struct names *n, struct str name)
{
	uint64_t hash = hash64(name.ptr, name.len, NAMES_KEY);

	index_soon(&n->index, hash);
	return hash;
}

uint32_t names_guess_soon(const struct names *n, uint64_t hash)
{
	uint32_t number = index_guess(&n->index, hash);

	if (number == INDEX_NONE)
		return 0;
	mem_soon(&n->offset[number], 2 * sizeof(*n->offset));
	return number + 1;
}

void names_text_soon(const struct names *n, uint32_t id)
{
	mem_soon(n->text.ptr + n->offset[id - 1], 1);
}

uint32_t names_add(struct names *n, struct str name)
{
	uint64_t hash = hash64(name.ptr, name.len, NAMES_KEY);
	uint32_t id = find(n, name, hash);

	if (id)
		return id;
	if (name.len >= UINT32_MAX || n->text.len >= UINT32_MAX - name.len || n->count == UINT32_MAX / 2)
		mem_out("too many names");
	if (n->count == n->cap) {
		uint32_t cap = n->cap ? n->cap * 2 : 16;

		n->offset = mem_resize_large(n->offset, n->cap * sizeof(*n->offset), cap * sizeof(*n->offset));
		n->cap = cap;
	}
	index_add(&n->index, hash, n->count);
	n->offset[n->count] = (uint32_t)n->text.len;
	buf_adds(&n->text, name);
	buf_addc(&n->text, '\0');
	return ++n->count;
}

struct str names_text(const struct names *n, uint32_t id)
{
	size_t start, end;

	if (id == 0 || id > n->count)
		return (struct str){ "", 0 };
	start = n->offset[id - 1];
	end = id == n->count ? n->text.len : n->offset[id];
	return (struct str){ n->text.ptr + start, end - start - 1 };
}

void names_free(struct names *n)
{
	buf_free(&n->text);
	mem_free_large(n->offset, n->cap * sizeof(*n->offset));
	index_free(&n->index);
	*n = (struct names){ 0 };
}

size_t names_bytes(const struct names *n)
{
	return n->text.cap + n->cap * sizeof(*n->offset) + index_bytes(&n->index);
}
