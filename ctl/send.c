#include "ctl/send.h"
#include "ctl/answer.h"
#include "daemon/entries.h"
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <time.h>
#include <unistd.h>

/* How long a company may be without an owner before nobody is expected to answer: a daemon that has just been started takes
 * its lease well within it.
 */
enum { OWNERLESS_MS = 1500, POLL_MS = 300, KEY_BY = 0x3000, KEY_TOKEN };

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct send_options *o = state->input;

	switch (key) {
	case KEY_BY:
		o->by = arg;
		return 0;
	case KEY_TOKEN:
		o->token = arg;
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static const struct argp_option options[] = {
	{ "by", KEY_BY, "NAME", 0, "Who gives the command; default the user's name", 0 },
	{ "token", KEY_TOKEN, "TEXT", 0, "The same token takes effect once; default a random one", 0 },
	{ 0 },
};
const struct argp send_argp = { options, parse, NULL, NULL, NULL, NULL, NULL };

void send_add(struct send *s, const char *name, struct str text)
{
	if (s->count < SEND_PAIRS_MAX)
		s->pairs[s->count++] = (struct pair){ str_of(name), text };
}

void send_command(struct send *s, const char *command, const char *by, const char *token)
{
	const char *user = getenv("USER");
	unsigned char random[12];

	s->is_command = true;
	buf_adds(&s->by, str_of(by ? by : user && *user ? user : "sdmctl"));
	if (token) {
		buf_adds(&s->token, str_of(token));
	} else {
		if (getentropy(random, sizeof(random)) < 0)
			memset(random, 0, sizeof(random));
		for (size_t i = 0; i < sizeof(random); i++)
			buf_addf(&s->token, "%02x", random[i]);
	}
	send_add(s, "command", str_of(command));
	send_add(s, "by", buf_str(&s->by));
	send_add(s, "token", buf_str(&s->token));
}

void send_free(struct send *s)
{
	buf_free(&s->by);
	buf_free(&s->token);
}

static int64_t now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* ---- waiting ---- */

struct wait {
	struct send *send;
	struct buf id; /* of our entry */
	struct entry_id sent;
	struct entry_id seen; /* last receipt read */
	struct entries receipts, none;
	int status;
};

static int last_receipt(struct wait *w, struct err *err)
{
	struct server *s = w->send->server;
	struct resp got;
	size_t at;

	if (server_ask(s, 6,
		       (struct str[]){ STR("XREVRANGE"), server_key(s, "receipts"), STR("+"), STR("-"), STR("COUNT"), STR("1") },
		       &got, &at, err) < 0)
		return -1;
	at = 0;
	entries_clear(&w->receipts);
	if (entries_decode(&w->receipts, INPUT_REPORT, buf_str(&s->reply), &at, err) < 0)
		return -1;
	w->seen = w->receipts.count > 0 ? w->receipts.inputs[0].id : (struct entry_id){ 0 };
	return 0;
}

static void tell(struct wait *w, const struct listing_entry *e)
{
	struct listing l = { .common = *w->send->common };
	struct buf b = { 0 };

	if (l.common.json) {
		buf_addf(&b, "{\"sent\":\"%s\"", w->id.ptr);
		for (uint32_t i = 0; i < e->count; i++) {
			buf_addc(&b, ',');
			buf_add_json(&b, e->pairs[i].name);
			buf_addc(&b, ':');
			buf_add_json(&b, e->pairs[i].text);
		}
		buf_adds(&b, STR("}\n"));
	} else {
		struct arena *shown = arena_new();
		struct pair *pairs = arena_alloc(shown, e->count * sizeof(*pairs));

		memcpy(pairs, e->pairs, e->count * sizeof(*pairs));
		listing_show(shown, pairs, e->count);
		l.words.language = l.common.language;
		answer_add(&l, &b, &(struct listing_entry){ e->id, pairs, e->count });
		arena_free(shown);
	}
	common_flush(&b);
	buf_free(&b);
}

/* Whether this receipt is about our entry; then the status is known. */
static bool is_ours(struct wait *w, const struct input *in)
{
	struct listing_entry e = { .pairs = in->pairs, .count = in->pair_count };
	struct pair accepted[] = {
		{ STR("of"), STR("report") }, { STR("answer"), STR("accepted") }, { STR("form"), { 0 } }, { STR("id"), { 0 } },
		{ STR("rev"), { 0 } },
	};
	struct str upto = listing_field(&e, "upto");
	struct entry_id taken;
	bool of_command = str_eq(listing_field(&e, "of"), STR("command"));

	if (upto.len == 0) {
		if (!str_eq(listing_field(&e, "entry"), buf_str(&w->id)) || of_command != w->send->is_command)
			return false;
		w->status = str_eq(listing_field(&e, "answer"), STR("rejected")) ? STATUS_NO : STATUS_OK;
		tell(w, &e);
		return true;
	}
	/* A report that is simply accepted has no receipt of its own: the position says it. */
	if (w->send->is_command || !entry_id_parse(upto, &taken) || entry_id_cmp(taken, w->sent) < 0)
		return false;
	for (uint32_t i = 0; i < w->send->count; i++)
		for (int k = 2; k < 5; k++)
			if (str_eq(w->send->pairs[i].name, accepted[k].name))
				accepted[k].text = w->send->pairs[i].text;
	w->status = STATUS_OK;
	tell(w, &(struct listing_entry){ .pairs = accepted, .count = 5 });
	return true;
}

static int look(struct wait *w, bool *out_done, struct err *err)
{
	struct server *s = w->send->server;
	struct buf from = { 0 }, ms = { 0 };
	struct resp got;
	size_t at;
	int rc;

	entry_id_add(&from, w->seen);
	buf_add_i64(&ms, POLL_MS);
	rc = server_ask(s, 6,
			(struct str[]){ STR("XREAD"), STR("BLOCK"), buf_str(&ms), STR("STREAMS"), server_key(s, "receipts"),
					buf_str(&from) },
			&got, &at, err);
	if (rc == 0)
		rc = entries_decode_read(buf_str(&s->reply), server_key(s, "receipts"), STR(""), &w->receipts, &w->none, err);
	for (uint32_t i = 0; rc == 0 && !*out_done && i < w->receipts.count; i++) {
		w->seen = w->receipts.inputs[i].id;
		*out_done = is_ours(w, &w->receipts.inputs[i]);
	}
	buf_free(&from);
	buf_free(&ms);
	return rc;
}

static int ownerless(struct wait *w)
{
	struct buf b = { 0 };

	if (w->send->common->json)
		buf_addf(&b, "{\"sent\":\"%s\",\"answer\":null}\n", w->id.ptr);
	else
		buf_addf(&b, "sent as %s; no daemon serves company %.*s now, it will be taken when one does\n", w->id.ptr,
			 STR_ARG(w->send->server->company));
	common_flush(&b);
	buf_free(&b);
	return STATUS_OK;
}

static int await(struct wait *w, struct err *err)
{
	int64_t began = now_ms(), owned = began;
	bool done = false, found = false;
	struct str lease;

	while (!done && now_ms() - began < w->send->common->wait_ms) {
		if (look(w, &done, err) < 0)
			return -1;
		if (done)
			return 0;
		if (server_get(w->send->server, "lease", &lease, &found, err) < 0)
			return -1;
		if (found)
			owned = now_ms();
		else if (now_ms() - owned >= OWNERLESS_MS)
			break;
	}
	if (!found)
		w->status = ownerless(w);
	else
		w->status = common_complain(STATUS_AWAY, "sent as %s, but no answer within %d s; `sdmctl receipts' will show it",
					    w->id.ptr, w->send->common->wait_ms / 1000);
	return 0;
}

static int add(struct wait *w, struct err *err)
{
	struct send *s = w->send;
	struct str *words = mem_alloc(2 * s->count * sizeof(*words)), id;
	int rc;

	for (uint32_t i = 0; i < s->count; i++) {
		words[2 * i] = s->pairs[i].name;
		words[2 * i + 1] = s->pairs[i].text;
	}
	rc = server_add(s->server, s->is_command ? "commands" : "reports", words, 2 * s->count, &id, err);
	mem_free(words);
	if (rc < 0)
		return -1;
	buf_adds(&w->id, id);
	return entry_id_parse(id, &w->sent) ? 0 : err_set(err, "XADD gave \"%.*s\" as an entry id", STR_ARG(id));
}

int send_now(struct send *s)
{
	struct wait w = { .send = s };
	struct err err;
	int rc = server_need_company(s->server, &err);

	if (rc == 0)
		rc = last_receipt(&w, &err);
	if (rc == 0)
		rc = add(&w, &err);
	if (rc == 0)
		rc = await(&w, &err);
	buf_free(&w.id);
	entries_free(&w.receipts);
	entries_free(&w.none);
	return rc < 0 ? server_complain(s->server, &err) : w.status;
}
