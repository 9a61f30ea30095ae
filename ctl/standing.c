#include "ctl/standing.h"
#include "daemon/entries.h"
#include "daemon/words.h"

/* "id machine pid start", and "stopped why" where its company stands still. */
static void take_lease(struct standing *out, struct str lease)
{
	out->owner = str_cut(&lease, ' ');
	out->machine = str_cut(&lease, ' ');
	words_u64(str_cut(&lease, ' '), &out->pid);
	words_u64(str_cut(&lease, ' '), &out->started_at);
	str_cut(&lease, ' ');
	out->stopped = lease;
}

static int read_owner(struct standing *out, struct arena *a, struct server *s, struct err *err)
{
	struct resp got;
	struct str lease;
	size_t at;
	bool found;

	if (server_get(s, "lease", &lease, &found, err) < 0)
		return -1;
	if (found)
		take_lease(out, arena_str(a, lease));
	if (server_ask(s, 2, (struct str[]){ STR("PTTL"), server_key(s, "lease") }, &got, &at, err) < 0)
		return -1;
	out->lease_ms = got.integer;
	return 0;
}

static int read_checkpoint(struct standing *out, struct arena *a, struct server *s, struct err *err)
{
	struct str text;

	if (server_get(s, "state:manifest", &text, &out->has_checkpoint, err) < 0)
		return -1;
	return out->has_checkpoint ? manifest_parse(arena_str(a, text), a, &out->checkpoint, err) : 0;
}

int standing_read(struct standing *out, struct arena *a, struct server *s, struct err *err)
{
	struct str text;
	bool found;

	*out = (struct standing){ 0 };
	if (read_owner(out, a, s, err) < 0 || server_get(s, "model:active", &text, &found, err) < 0)
		return -1;
	out->model = arena_str(a, text);
	if (server_get(s, "fence", &text, &out->has_fence, err) < 0 ||
	    (out->has_fence && fence_parse(text, &out->fence, err) < 0))
		return -1;
	return read_checkpoint(out, a, s, err);
}

bool standing_is_served(const struct standing *s)
{
	return s->owner.len > 0 && s->stopped.len == 0;
}

bool standing_is_lost(const struct standing *s)
{
	return standing_is_served(s) && !(s->has_fence && s->model.len > 0);
}

int standing_waiting(struct server *s, const char *stream, struct entry_id taken, uint64_t *out, struct err *err)
{
	struct buf from = { 0 }, most = { 0 };
	struct resp got;
	size_t at;
	int rc;

	buf_addc(&from, '(');
	entry_id_add(&from, taken);
	buf_add_i64(&most, STANDING_WAITING_MOST);
	rc = server_ask(
		s, 6,
		(struct str[]){ STR("XRANGE"), server_key(s, stream), buf_str(&from), STR("+"), STR("COUNT"), buf_str(&most) },
		&got, &at, err);
	if (rc == 0)
		*out = (uint64_t)got.integer;
	buf_free(&from);
	buf_free(&most);
	return rc;
}
