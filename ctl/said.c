#include "ctl/said.h"

static bool find_stream(struct str name, enum output_stream *out)
{
	static const char *const names[OUTPUT_STREAMS] = { "alerts", "tasks", "receipts", "rejected" };

	for (int i = 0; i < OUTPUT_STREAMS; i++) {
		if (!str_eq(name, str_of(names[i])))
			continue;
		*out = (enum output_stream)i;
		return true;
	}
	return false;
}

static struct str text_of(const struct pair *pairs, uint32_t count, const char *name)
{
	for (uint32_t i = 0; i < count; i++)
		if (str_eq(pairs[i].name, str_of(name)))
			return pairs[i].text;
	return (struct str){ 0 };
}

/* The player's own clock commands are no part of the scenario; one that is refused is news all the same. */
static bool is_own_clock(enum output_stream stream, const struct pair *pairs, uint32_t count)
{
	return stream == OUTPUT_RECEIPTS && str_eq(text_of(pairs, count, "form"), STR("clock")) &&
	       str_eq(text_of(pairs, count, "of"), STR("command")) && str_eq(text_of(pairs, count, "answer"), STR("accepted"));
}

void said_add(struct said *s, struct str stream, const struct pair *pairs, uint32_t count)
{
	struct said_entry e = { .count = count };
	struct pair *copy;

	if (!find_stream(stream, &e.stream) || is_own_clock(e.stream, pairs, count))
		return;
	if (!s->arena)
		s->arena = arena_new();
	copy = arena_alloc(s->arena, count * sizeof(*copy) + 1);
	for (uint32_t i = 0; i < count; i++)
		copy[i] = (struct pair){ arena_str(s->arena, pairs[i].name), arena_str(s->arena, pairs[i].text) };
	e.pairs = copy;
	*ARRAY_ADD(s->list) = e;
}

struct str said_field(const struct said_entry *e, const char *name)
{
	return text_of(e->pairs, e->count, name);
}

void said_free(struct said *s)
{
	ARRAY_FREE(s->list);
	arena_free(s->arena);
	*s = (struct said){ 0 };
}
