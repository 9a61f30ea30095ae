/* The two baselines: a whole stream read by XREAD COUNT and thrown away. Prints entries, seconds and CPU as name=value words.
 *
 *	readers bare SOCKET KEY [COUNT]      walks the replies in place, allocates nothing
 *	readers objects SOCKET KEY [COUNT]   hiredis makes objects of each reply, which are freed
 *
 * Both ask for the next batch before they throw the present one away, so that Redis prepares it meanwhile; and both walk a
 * reply while it is still coming.
 */
#include <hiredis/hiredis.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/plug.h"

enum { ID_BYTES = 48, HEAD_TOKENS = 4 };

struct reading {
	struct plug plug;
	struct str key;
	const char *count;
	char last[ID_BYTES]; /* the last id read */
	struct buf request;
	uint64_t entries;
};

static void ask(struct reading *r)
{
	struct str argv[] = { STR("XREAD"), STR("COUNT"), str_of(r->count), STR("STREAMS"), r->key, str_of(r->last) };

	buf_clear(&r->request);
	resp_add_command(&r->request, sizeof(argv) / sizeof(*argv), argv);
	plug_send(&r->plug, buf_str(&r->request));
}

static void note_last(struct reading *r, struct str id)
{
	if (id.len >= ID_BYTES)
		plug_fail("an id of %zu bytes", id.len);
	memcpy(r->last, id.ptr, id.len);
	r->last[id.len] = '\0';
}

/* ---- bare ---- */

/* A decimal number and its line end; NULL: more bytes are needed. */
static const char *skip_number(const char *at, const char *end, int64_t *out)
{
	int64_t n = 0;
	bool negative = at < end && *at == '-';

	at += negative;
	while (at < end && *at != '\r')
		n = n * 10 + (*at++ - '0');
	if (end - at < 2)
		return NULL;
	*out = negative ? -n : n;
	return at + 2;
}

/* One string; *out may be NULL. */
static const char *skip_string(const char *at, const char *end, struct str *out)
{
	int64_t len;

	if (at == end)
		return NULL;
	if (*at != '$')
		plug_fail("expected a string in a reply, got \"%c\"", *at);
	at = skip_number(at + 1, end, &len);
	if (!at || end - at < len + 2)
		return NULL;
	if (out)
		*out = (struct str){ at, (size_t)len };
	return at + len + 2;
}

static const char *skip_array(const char *at, const char *end, int64_t *out)
{
	if (at == end)
		return NULL;
	if (*at != '*')
		plug_fail("expected an array in a reply, got \"%c\"", *at);
	return skip_number(at + 1, end, out);
}

/* [[key, [entry...]]]: as far as the entries; NULL: more bytes are needed. *out_count -1: nothing more in the stream. */
static const char *skip_head(const char *at, const char *end, int64_t *out_count)
{
	int64_t n;

	*out_count = -1;
	at = skip_array(at, end, &n);
	if (!at || n < 0)
		return at;
	at = skip_array(at, end, &n);
	at = at ? skip_string(at, end, NULL) : NULL;
	return at ? skip_array(at, end, out_count) : NULL;
}

static const char *skip_entry(const char *at, const char *end, struct str *out_id)
{
	int64_t n;

	at = skip_array(at, end, &n);
	at = at ? skip_string(at, end, out_id) : NULL;
	at = at ? skip_array(at, end, &n) : NULL;
	while (at && n-- > 0)
		at = skip_string(at, end, NULL);
	return at;
}

/* Steps over one part of the reply, waiting for its bytes. */
static bool bare_batch(struct reading *r)
{
	struct plug *p = &r->plug;
	struct str id = { 0 };
	const char *next;
	int64_t count;

	while (p->at == p->in.len || !(next = skip_head(p->in.ptr + p->at, p->in.ptr + p->in.len, &count)))
		plug_more(p);
	p->at = (size_t)(next - p->in.ptr);
	if (count < 0)
		return false;
	for (int64_t i = 0; i < count; i++) {
		while (!(next = skip_entry(p->in.ptr + p->at, p->in.ptr + p->in.len, &id)))
			plug_more(p);
		p->at = (size_t)(next - p->in.ptr);
	}
	note_last(r, id);
	r->entries += (uint64_t)count;
	return true;
}

static void read_bare(struct reading *r)
{
	do
		ask(r);
	while (bare_batch(r));
}

/* ---- objects ---- */

static redisReply *object(struct reading *r, redisReader *reader)
{
	void *reply = NULL;

	for (;;) {
		if (redisReaderGetReply(reader, &reply) != REDIS_OK)
			plug_fail("hiredis: %s", reader->errstr);
		if (reply)
			return reply;
		r->plug.at = r->plug.in.len;
		plug_more(&r->plug);
		redisReaderFeed(reader, r->plug.in.ptr, r->plug.in.len);
	}
}

static void read_objects(struct reading *r)
{
	redisReader *reader = redisReaderCreate();

	ask(r);
	for (;;) {
		redisReply *reply = object(r, reader);

		if (reply->type == REDIS_REPLY_ERROR)
			plug_fail("Redis says %s", reply->str);
		if (reply->type == REDIS_REPLY_NIL) {
			freeReplyObject(reply);
			break;
		}
		const redisReply *entries = reply->element[0]->element[1];
		const redisReply *id = entries->element[entries->elements - 1]->element[0];
		note_last(r, (struct str){ id->str, id->len });
		r->entries += entries->elements;
		ask(r);
		freeReplyObject(reply);
	}
	redisReaderFree(reader);
}

int main(int argc, char **argv)
{
	struct reading r = { .count = argc > 4 ? argv[4] : "5000", .last = "0-0" };

	if (argc < 4 || (strcmp(argv[1], "bare") != 0 && strcmp(argv[1], "objects") != 0))
		plug_fail("usage: readers bare|objects SOCKET KEY [COUNT]");
	plug_open(&r.plug, argv[2]);
	r.key = str_of(argv[3]);
	double cpu = plug_cpu_s(), start = plug_now_s();
	if (strcmp(argv[1], "bare") == 0)
		read_bare(&r);
	else
		read_objects(&r);
	double seconds = plug_now_s() - start;
	printf("entries=%llu seconds=%.6f cpu_s=%.6f\n", (unsigned long long)r.entries, seconds, plug_cpu_s() - cpu);
	buf_free(&r.request);
	plug_close(&r.plug);
	return EXIT_SUCCESS;
}
