#include "daemon/reach.h"
#include "daemon/entries.h"
#include "daemon/words.h"

/* A flat list of names and values; the values of two names are arrays. */
struct reach reach_read(struct str reply)
{
	struct reach out = { 0 };
	size_t at = 0;
	struct resp got = resp_next(reply, &at);

	out.known = got.kind == RESP_ERROR && str_starts(got.text, STR("ERR no such key"));
	if (got.kind != RESP_ARRAY)
		return out;
	for (int64_t i = 0; i + 1 < got.integer; i += 2) {
		struct str name = resp_next(reply, &at).text;
		struct resp field = resp_next(reply, &at);

		if (str_eq(name, STR("length")))
			out.length = (uint64_t)field.integer;
		else if (str_eq(name, STR("entries-added")))
			out.added = (uint64_t)field.integer;
		else if (str_eq(name, STR("last-generated-id")))
			out.known = entry_id_parse(field.text, &out.last);
		words_skip(reply, &at, field);
	}
	return out.known ? out : (struct reach){ 0 };
}

uint64_t reach_waiting(const struct reach *r, struct entry_id at, uint64_t taken)
{
	uint64_t waiting;

	if (entry_id_cmp(r->last, at) <= 0)
		return 0;
	waiting = r->added > taken ? r->added - taken : 1;
	return waiting < r->length ? waiting : r->length;
}
