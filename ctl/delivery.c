#include "ctl/delivery.h"

#include <errno.h>
#include <event2/event.h>
#include <stdio.h>
#include <string.h>

enum { FILE_BYTES = 1 << 20, SEND_BYTES = 1 << 18 };

/* ---- a file ---- */

/* `f` NULL: standard output. */
static int write_bytes(FILE *f, const char *path, struct buf *b, struct err *err)
{
	bool done;

	if (!f) {
		common_flush(b);
		return 0;
	}
	done = fwrite(b->ptr ? b->ptr : "", 1, b->len, f) == b->len;
	buf_clear(b);
	return done ? 0 : err_set(err, "%s: %s", path, strerror(errno));
}

static int write_all(const struct mailbag *m, FILE *f, const char *path, bool json, struct err *err)
{
	struct str company = m->plantings->blueprint->model->company;
	struct buf b = { 0 };
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < m->list.count; i++) {
		if (json)
			mailbag_add_json(&m->list.at[i], &b);
		else
			mailbag_add_command(m, &m->list.at[i], company, &b);
		if (b.len >= FILE_BYTES)
			rc = write_bytes(f, path, &b, err);
	}
	if (rc == 0)
		rc = write_bytes(f, path, &b, err);
	buf_free(&b);
	return rc;
}

int delivery_write(const struct mailbag *m, const char *path, bool json, struct err *err)
{
	FILE *f;
	int rc;

	if (strcmp(path, "-") == 0)
		return write_all(m, NULL, path, json, err);
	f = fopen(path, "wbe");
	if (!f)
		return err_set(err, "%s: %s", path, strerror(errno));
	rc = write_all(m, f, path, json, err);
	if (fclose(f) != 0 && rc == 0)
		rc = err_set(err, "%s: %s", path, strerror(errno));
	return rc;
}

/* ---- Redis ---- */

struct sending {
	uint32_t left;
	bool lost;
	struct err why; /* of the first that Redis refused */
};

static void take_reply(void *arg, const struct str *reply)
{
	struct sending *s = arg;
	size_t at = 0;
	struct resp got;

	s->left = reply ? s->left - 1 : 0;
	s->lost = s->lost || !reply;
	if (!reply)
		return;
	got = resp_next(*reply, &at);
	if (got.kind == RESP_ERROR && s->why.text[0] == '\0')
		err_set(&s->why, "Redis refuses: %.*s", STR_ARG(got.text));
}

static int send_bytes(struct server *server, struct buf *b, uint32_t commands, struct err *err)
{
	struct sending s = { .left = commands };

	if (commands > 0)
		link_send(server->link, buf_str(b), commands, take_reply, &s);
	while (s.left > 0)
		event_base_loop(server->loop, EVLOOP_ONCE);
	buf_clear(b);
	if (s.lost)
		return err_set(err, "the connection to Redis was lost: how many reports have arrived is unknown");
	return s.why.text[0] ? err_set(err, "%s", s.why.text) : 0;
}

int delivery_send(const struct mailbag *m, struct server *server, struct err *err)
{
	struct buf b = { 0 };
	uint32_t commands = 0;
	struct resp got;
	size_t at;
	/* A question first: the link is up afterwards. */
	int rc = server_ask(server, 1, (struct str[]){ STR("PING") }, &got, &at, err);

	for (size_t i = 0; rc == 0 && i < m->list.count; i++) {
		mailbag_add_command(m, &m->list.at[i], server->company, &b);
		commands++;
		if (b.len < SEND_BYTES)
			continue;
		rc = send_bytes(server, &b, commands, err);
		commands = 0;
	}
	if (rc == 0)
		rc = send_bytes(server, &b, commands, err);
	buf_free(&b);
	return rc;
}

/* ---- in this process ---- */

static void took(void *arg, const struct taken *what)
{
	struct rehearsal *r = arg;
	const struct receipt *receipt = what->found->receipt;

	if (!receipt || receipt->is_command || receipt->answer == ANSWER_ACCEPTED || receipt->answer == ANSWER_WARNED ||
	    receipt->answer == ANSWER_HELD)
		return;
	if (r->refused++ == 0)
		buf_addf(&r->refusal, "%.*s %.*s: %.*s", STR_ARG(receipt->form), STR_ARG(receipt->id), STR_ARG(receipt->text));
}

int rehearse(struct rehearsal *r, const struct mailbag *m, struct folder *f, struct err *err)
{
	struct input in = { .kind = INPUT_REPORT };
	struct buf until = { 0 };
	int rc;

	*r = (struct rehearsal){ 0 };
	if (fold_start(&r->fold, f, 1, 0, -1, err) < 0)
		return -1;
	r->fold.took = took;
	r->fold.arg = r;
	for (size_t i = 0; i < m->list.count; i++) {
		const struct mail *one = &m->list.at[i];
		uint64_t ms = (uint64_t)one->at_ms;

		in.id = (struct entry_id){ ms, in.id.ms == ms ? in.id.seq + 1 : 0 };
		in.pairs = one->pairs;
		in.pair_count = one->pair_count;
		fold_take(&r->fold, &in);
	}
	mailbag_add_end(m, &until);
	rc = fold_until(&r->fold, until.ptr, err);
	buf_free(&until);
	return rc;
}

void rehearsal_free(struct rehearsal *r)
{
	fold_end(&r->fold);
	buf_free(&r->refusal);
}
