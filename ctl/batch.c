#include "ctl/batch.h"
#include "daemon/entries.h"
#include <event2/event.h>

void batch_add(struct batch *b, const struct pair *pairs, uint32_t count)
{
	struct str *words = mem_alloc((2 * (size_t)count + 3) * sizeof(*words));
	size_t n = 0;

	words[n++] = STR("XADD");
	words[n++] = server_key(b->server, "reports");
	words[n++] = STR("*");
	for (uint32_t i = 0; i < count; i++) {
		words[n++] = pairs[i].name;
		words[n++] = pairs[i].text;
	}
	resp_add_command(&b->bytes, n, words);
	b->queued++;
	mem_free(words);
}

static void take_reply(void *arg, const struct str *reply)
{
	struct batch *b = arg;
	struct entry_id id;
	struct resp got;
	size_t at = 0;

	b->left = reply ? b->left - 1 : 0;
	b->lost = b->lost || !reply;
	if (!reply || b->why.text[0])
		return;
	got = resp_next(*reply, &at);
	if (got.kind == RESP_STRING && entry_id_parse(got.text, &id))
		*ARRAY_ADD(b->ids) = id;
	else
		err_set(&b->why, "Redis refuses XADD: %.*s", STR_ARG(got.text));
}

int batch_send(struct batch *b, struct err *err)
{
	struct resp got;
	size_t at;

	if (b->queued == 0)
		return 0;
	/* A question first: the link is up afterwards. */
	if (!link_is_up(b->server->link) && server_ask(b->server, 1, (struct str[]){ STR("PING") }, &got, &at, err) < 0)
		return -1;
	b->left = b->queued;
	b->lost = false;
	b->why.text[0] = '\0';
	link_send(b->server->link, buf_str(&b->bytes), b->queued, take_reply, b);
	while (b->left > 0)
		event_base_loop(b->server->loop, EVLOOP_ONCE);
	buf_clear(&b->bytes);
	b->queued = 0;
	if (b->why.text[0])
		return err_set(err, "%s", b->why.text);
	return b->lost ? err_set(err, "the connection to Redis was lost: %s", b->server->why.text) : 0;
}

void batch_free(struct batch *b)
{
	buf_free(&b->bytes);
	ARRAY_FREE(b->ids);
}
