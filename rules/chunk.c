#include "rules/chunk.h"

#include <string.h>

static struct chunk_record *chunk_at(const struct pool *chunks, uint32_t number)
{
	return pool_at(chunks, number - 1);
}

static uint32_t last_of(const struct pool *chunks, uint32_t first)
{
	while (first && chunk_at(chunks, first)->next)
		first = chunk_at(chunks, first)->next;
	return first;
}

static uint32_t add_behind(struct pool *chunks, uint32_t last)
{
	uint32_t number = pool_add(chunks) + 1;

	if (last) {
		pool_touch(chunks, last - 1);
		chunk_at(chunks, last)->next = number;
	}
	return number;
}

void chunks_append(struct pool *chunks, uint32_t *first, uint32_t *length, struct str bytes)
{
	uint32_t last = last_of(chunks, *first);

	for (size_t done = 0; done < bytes.len;) {
		uint32_t at = *length % CHUNK_BYTES;
		size_t part = CHUNK_BYTES - at;

		if (!at)
			last = add_behind(chunks, last);
		if (!*first)
			*first = last;
		if (part > bytes.len - done)
			part = bytes.len - done;
		pool_touch(chunks, last - 1);
		memcpy(chunk_at(chunks, last)->bytes + at, bytes.ptr + done, part);
		*length += (uint32_t)part;
		done += part;
	}
}

struct str chunks_text(const struct pool *chunks, uint32_t first, uint32_t length, struct arena *a)
{
	char *text = arena_alloc(a, length + 1);

	for (uint32_t done = 0; done < length; first = chunk_at(chunks, first)->next) {
		uint32_t part = length - done < CHUNK_BYTES ? length - done : CHUNK_BYTES;

		memcpy(text + done, chunk_at(chunks, first)->bytes, part);
		done += part;
	}
	return (struct str){ text, length };
}

void chunks_free(struct pool *chunks, uint32_t first)
{
	while (first) {
		uint32_t next = chunk_at(chunks, first)->next;

		pool_remove(chunks, first - 1);
		first = next;
	}
}

bool chunks_are_sound(const struct pool *chunks, uint32_t first, uint32_t length)
{
	uint32_t need = (length + CHUNK_BYTES - 1) / CHUNK_BYTES;

	for (; need && first && first <= chunks->count; need--)
		first = chunk_at(chunks, first)->next;
	return !need && !first;
}
