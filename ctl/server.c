#include "ctl/server.h"
#include "daemon/address.h"
#include <event2/event.h>
#include <string.h>
#include <unistd.h>

static int read_settings(const struct common *c, struct server *s, struct err *err)
{
	const char *path = c->settings ? c->settings : SERVER_SETTINGS;
	struct problems problems = { 0 };
	struct buf text = { 0 };
	int rc = 0;

	settings_default(&s->settings);
	if (!c->settings && access(path, R_OK) < 0)
		return 0;
	if (settings_read(&s->settings, path, &problems) < 0) {
		problems_print(&problems, &text);
		rc = err_set(err, "%.*s", STR_ARG(str_trim(buf_str(&text))));
	}
	buf_free(&text);
	problems_free(&problems);
	return rc;
}

static void on_change(void *arg, enum link_change change, const struct err *why)
{
	struct server *s = arg;

	if (change == LINK_DOWN && why)
		s->why = *why;
}

int server_open(const struct common *c, struct server *s, struct err *err)
{
	*s = (struct server){ .wait_ms = c->wait_ms };
	if (read_settings(c, s, err) < 0)
		return -1;
	s->address = s->settings.redis;
	if (c->redis && address_parse(c->redis, &s->address, err) < 0) {
		s->misnamed = true;
		return err_chain(err, "--redis");
	}
	if (c->company)
		s->company = str_of(c->company);
	else if (s->settings.company_count == 1)
		s->company = s->settings.companies[0];
	s->loop = event_base_new();
	if (!s->loop)
		return err_set(err, "no event loop");
	s->link = link_new(s->loop, &s->address, "sdmctl", on_change, s);
	return 0;
}

void server_close(struct server *s)
{
	link_free(s->link);
	if (s->loop)
		event_base_free(s->loop);
	settings_free(&s->settings);
	buf_free(&s->key);
	buf_free(&s->reply);
	*s = (struct server){ 0 };
}

int server_complain(const struct server *s, const struct err *err)
{
	return common_complain(s->misnamed ? STATUS_USAGE : STATUS_AWAY, "%s", err->text);
}

int server_need_company(struct server *s, struct err *err)
{
	s->misnamed = !settings_is_company(s->company);
	if (s->company.len == 0)
		return err_set(err, "whose company? Name it by --company or SDM_COMPANY");
	if (s->misnamed)
		return err_set(err, "--company: expected a name of letters, digits and _, got \"%.*s\"", STR_ARG(s->company));
	return 0;
}

struct str server_key(struct server *s, const char *rest)
{
	buf_clear(&s->key);
	buf_addf(&s->key, "sdm:{%.*s}:%s", STR_ARG(s->company), rest);
	return buf_str(&s->key);
}

int server_ask(struct server *s, size_t argc, const struct str *argv, struct resp *out, size_t *out_at, struct err *err)
{
	buf_clear(&s->reply);
	if (link_ask(s->link, s->loop, argc, argv, s->wait_ms, &s->reply, err) < 0)
		return -1;
	*out_at = 0;
	*out = resp_next(buf_str(&s->reply), out_at);
	if (out->kind == RESP_ERROR)
		return err_set(err, "Redis refuses %.*s%s%.*s: %.*s", STR_ARG(argv[0]), argc > 1 ? " " : "",
			       argc > 1 ? (int)argv[1].len : 0, argc > 1 ? argv[1].ptr : "", STR_ARG(out->text));
	return 0;
}

int server_get(struct server *s, const char *rest, struct str *out, bool *out_found, struct err *err)
{
	struct resp got;
	size_t at;

	if (server_ask(s, 2, (struct str[]){ STR("GET"), server_key(s, rest) }, &got, &at, err) < 0)
		return -1;
	*out_found = got.kind == RESP_STRING;
	*out = *out_found ? got.text : (struct str){ 0 };
	return 0;
}

int server_add(struct server *s, const char *stream, const struct str *pairs, size_t count, struct str *out_id, struct err *err)
{
	struct str *words = mem_alloc((count + 3) * sizeof(*words));
	struct resp got;
	size_t at;
	int rc;

	words[0] = STR("XADD");
	words[1] = server_key(s, stream);
	words[2] = STR("*");
	memcpy(words + 3, pairs, count * sizeof(*pairs));
	rc = server_ask(s, count + 3, words, &got, &at, err);
	mem_free(words);
	if (rc < 0)
		return -1;
	if (got.kind != RESP_STRING)
		return err_set(err, "XADD gave no entry id");
	*out_id = got.text;
	return 0;
}

/* ---- a transaction ---- */

struct exec {
	uint32_t left;
	bool lost;
	struct err why; /* of the first that failed */
};

static void take_reply(void *arg, const struct str *reply)
{
	struct exec *x = arg;
	struct resp got, item;
	size_t at = 0;

	x->left = reply ? x->left - 1 : 0;
	x->lost = x->lost || !reply;
	if (!reply)
		return;
	got = resp_next(*reply, &at);
	item = got;
	for (int64_t i = 0; got.kind == RESP_ARRAY && i < got.integer && item.kind != RESP_ERROR; i++)
		item = resp_next(*reply, &at);
	if (item.kind == RESP_ERROR && x->why.text[0] == '\0')
		err_set(&x->why, "Redis refuses: %.*s", STR_ARG(item.text));
}

int server_exec(struct server *s, struct str bytes, uint32_t commands, struct err *err)
{
	struct exec x = { .left = commands + 2 };
	struct buf whole = { 0 };
	struct resp got;
	size_t at;

	/* A question first: the link is up afterwards. */
	if (server_ask(s, 1, (struct str[]){ STR("PING") }, &got, &at, err) < 0)
		return -1;
	link_format(&whole, 1, (struct str[]){ STR("MULTI") });
	buf_adds(&whole, bytes);
	link_format(&whole, 1, (struct str[]){ STR("EXEC") });
	link_send(s->link, buf_str(&whole), commands + 2, take_reply, &x);
	while (x.left > 0)
		event_base_loop(s->loop, EVLOOP_ONCE);
	buf_free(&whole);
	if (x.lost)
		return err_set(err, "the connection to Redis was lost");
	return x.why.text[0] ? err_set(err, "%s", x.why.text) : 0;
}
