#include "daemon/lag.h"

#include "base/mem.h"
#include "daemon/entries.h"
#include "daemon/link.h"
#include "daemon/resp.h"

#include <event2/event.h>

struct lag {
	struct link *link;
	struct buf key;
	struct event *second;
	struct entry_id id, told;
	uint64_t entries;
	bool asked;   /* a reply is owed */
	bool missing; /* the group has to be made */
	bool said;    /* that it cannot be shown */
	const struct log *log;
};

static void on_reply(void *arg, const struct str *reply)
{
	struct lag *g = arg;
	size_t at = 0;

	g->asked = false;
	if (reply == NULL) {
		g->told = (struct entry_id){ 0, 0 };
		return;
	}
	struct resp token = resp_next(*reply, &at);
	if (token.kind != RESP_ERROR) {
		g->missing = g->said = false;
		return;
	}
	g->told = (struct entry_id){ 0, 0 };
	g->missing = str_starts(token.text, STR("NOGROUP"));
	if (g->missing || g->said)
		return;
	g->said = true;
	log_warn(g->log, "lag", "XINFO GROUPS of %s shows no lag (XGROUP: %.*s), trying again", g->key.ptr, STR_ARG(token.text));
}

/* The stream itself is never made here: where nobody has reported yet there is nothing to show. */
static void tell(struct lag *g)
{
	struct buf id = { 0 }, entries = { 0 };

	entry_id_add(&id, g->id);
	buf_addf(&entries, "%llu", (unsigned long long)g->entries);
	g->told = g->id;
	g->asked = true;
	link_call(g->link, 7,
		  (struct str[]){ STR("XGROUP"), g->missing ? STR("CREATE") : STR("SETID"), buf_str(&g->key), STR("sdmd"),
				  buf_str(&id), STR("ENTRIESREAD"), buf_str(&entries) },
		  on_reply, g);
	buf_free(&id);
	buf_free(&entries);
}

static void on_second(evutil_socket_t fd, short what, void *arg)
{
	struct lag *g = arg;

	(void)fd, (void)what;
	if (!g->asked && link_is_up(g->link) && entry_id_cmp(g->id, g->told) != 0)
		tell(g);
}

struct lag *lag_new(struct event_base *loop, struct link *link, struct str key, const struct log *log)
{
	static const struct timeval second = { 1, 0 };
	struct lag *g = mem_alloc(sizeof(*g));

	g->link = link;
	g->log = log;
	buf_adds(&g->key, key);
	g->second = event_new(loop, -1, EV_PERSIST, on_second, g);
	event_add(g->second, &second);
	return g;
}

void lag_free(struct lag *g)
{
	if (g == NULL)
		return;
	link_forget(g->link, g);
	event_free(g->second);
	buf_free(&g->key);
	mem_free(g);
}

void lag_move(struct lag *g, struct entry_id id, uint64_t entries)
{
	g->id = id;
	g->entries = entries;
}
