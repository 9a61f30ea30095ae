#include "ctl/walk.h"
#include "daemon/entries.h"
#include "daemon/words.h"

enum { PAGE = 1000 };

struct str walk_field(const struct pair *pairs, uint32_t count, const char *name)
{
	struct str wanted = str_of(name);

	for (uint32_t i = 0; i < count; i++)
		if (str_eq(pairs[i].name, wanted))
			return pairs[i].text;
	return (struct str){ 0 };
}

static int read_page(struct server *s, const char *stream, struct str from, struct str to, struct entries *out, struct err *err)
{
	struct buf most = { 0 };
	struct resp got;
	size_t at;
	int rc;

	buf_add_i64(&most, PAGE);
	rc = server_ask(s, 6, (struct str[]){ STR("XRANGE"), server_key(s, stream), from, to, STR("COUNT"), buf_str(&most) },
			&got, &at, err);
	buf_free(&most);
	if (rc < 0)
		return -1;
	if (got.kind != RESP_ARRAY)
		return words_unexpected(got, "entries", err);
	at = 0;
	entries_clear(out);
	return entries_decode(out, INPUT_REPORT, buf_str(&s->reply), &at, err);
}

int walk_stream(struct server *s, const char *stream, struct str from, struct str to, walk_fn fn, void *arg, struct err *err)
{
	struct entries page = { 0 };
	struct buf next = { 0 };
	bool more = true;
	int rc = 0;

	buf_adds(&next, from);
	while (more) {
		rc = read_page(s, stream, buf_str(&next), to, &page, err);
		more = rc == 0 && page.count == PAGE;
		for (uint32_t i = 0; rc == 0 && i < page.count; i++) {
			const struct input *in = &page.inputs[i];

			if (!fn(arg, &(struct walk_entry){ in->id, in->pairs, in->pair_count })) {
				more = false;
				break;
			}
		}
		if (!more)
			break;
		buf_clear(&next);
		buf_addc(&next, '(');
		entry_id_add(&next, page.inputs[page.count - 1].id);
	}
	buf_free(&next);
	entries_free(&page);
	return rc;
}
