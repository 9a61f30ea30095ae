/* Writes the bench's reports as XADD commands in RESP: to standard output as for `redis-cli --pipe`, or into a Redis, pipelined.
 *
 *	generate [options of the history] [--key KEY] [--socket PATH] [--live] [--rate N]
 *
 * --live: Redis gives the ids (now) and every report is dated on the first day, so that producers can write beside a daemon.
 * --rate: so many entries a second at most. With --socket it prints entries, seconds and its CPU time as name=value words.
 */
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>

#include "bench/history.h"
#include "bench/plug.h"

enum { CHUNK_BYTES = 1 << 16, OUTSTANDING = 4000 };

struct generate {
	struct history_options options;
	const char *socket;
	struct str key;
	bool live;
	uint64_t rate;
};

static void add_number(struct buf *b, char before, uint64_t n)
{
	char digits[24];
	size_t at = sizeof(digits);

	digits[--at] = '\n';
	digits[--at] = '\r';
	do
		digits[--at] = (char)('0' + n % 10);
	while (n /= 10);
	digits[--at] = before;
	buf_add(b, digits + at, sizeof(digits) - at);
}

static void add_bulk(struct buf *b, struct str s)
{
	add_number(b, '$', s.len);
	buf_adds(b, s);
	buf_add(b, "\r\n", 2);
}

static void add_command(struct buf *b, const struct generate *g, const struct made *m)
{
	char id[48];

	add_number(b, '*', 3 + 2 * HISTORY_PAIRS);
	add_bulk(b, STR("XADD"));
	add_bulk(b, g->key);
	if (g->live)
		memcpy(id, "*", 2);
	else
		snprintf(id, sizeof(id), "%llu-%llu", (unsigned long long)m->id.ms, (unsigned long long)m->id.seq);
	add_bulk(b, str_of(id));
	for (uint32_t i = 0; i < HISTORY_PAIRS; i++) {
		add_bulk(b, m->pairs[i].name);
		add_bulk(b, m->pairs[i].text);
	}
}

/* Counts replies: each is an id, a string of two lines. */
struct answers {
	uint64_t count;
	bool at_body;
	bool at_start; /* the next byte begins a line */
};

static void count_answers(struct answers *a, const char *bytes, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		if (a->at_start && !a->at_body && bytes[i] != '$')
			plug_fail("Redis refuses a report: %.*s", (int)(len - i), bytes + i);
		a->at_start = bytes[i] == '\n';
		if (!a->at_start)
			continue;
		a->count += a->at_body;
		a->at_body = !a->at_body;
	}
}

static void read_answers(struct plug *p, struct answers *a, bool wait)
{
	struct pollfd ready = { .fd = p->fd, .events = POLLIN };

	while (poll(&ready, 1, wait ? -1 : 0) > 0) {
		p->at = p->in.len;
		plug_more(p);
		count_answers(a, p->in.ptr, p->in.len);
		wait = false;
	}
}

static void pause_until(double due_s)
{
	double left = due_s - plug_now_s();
	struct timespec t = { .tv_nsec = (long)(left * 1e9) };

	if (left > 0 && left < 1)
		nanosleep(&t, NULL);
}

static void send_all(const struct generate *g, struct history *h)
{
	struct plug p;
	struct answers answers = { .at_start = true };
	struct buf chunk = { 0 };
	struct made made;
	uint64_t sent = 0;
	double start;
	bool more = true;

	plug_open(&p, g->socket);
	start = plug_now_s();
	while (more) {
		uint64_t most = g->rate ? (uint64_t)((plug_now_s() - start) * (double)g->rate) + 1 - sent : OUTSTANDING;

		buf_clear(&chunk);
		for (; most > 0 && chunk.len < CHUNK_BYTES && (more = history_next(h, &made)); most--, sent++)
			add_command(&chunk, g, &made);
		plug_send(&p, buf_str(&chunk));
		read_answers(&p, &answers, false);
		while (sent - answers.count > OUTSTANDING)
			read_answers(&p, &answers, true);
		if (g->rate && most == 0)
			pause_until(start + (double)sent / (double)g->rate > plug_now_s() + 0.001
					    ? start + (double)sent / (double)g->rate
					    : plug_now_s() + 0.001);
	}
	while (answers.count < sent)
		read_answers(&p, &answers, true);
	printf("entries=%llu seconds=%.6f cpu_s=%.6f\n", (unsigned long long)sent, plug_now_s() - start, plug_cpu_s());
	buf_free(&chunk);
	plug_close(&p);
}

static void write_all(const struct generate *g, struct history *h)
{
	struct buf chunk = { 0 };
	struct made made;
	bool more = true;

	while (more) {
		buf_clear(&chunk);
		while (chunk.len < CHUNK_BYTES && (more = history_next(h, &made)))
			add_command(&chunk, g, &made);
		if (fwrite(chunk.ptr, 1, chunk.len, stdout) != chunk.len)
			plug_fail("standard output cannot be written");
	}
	if (fflush(stdout) != 0)
		plug_fail("standard output cannot be written");
	buf_free(&chunk);
}

int main(int argc, char **argv)
{
	struct generate g = { .options = history_defaults(), .key = STR("sdm:{bench}:reports") };

	for (int i = 1; i < argc;) {
		if (strcmp(argv[i], "--live") == 0) {
			g.live = true;
			i++;
		} else if (i + 1 < argc && strcmp(argv[i], "--key") == 0) {
			g.key = str_of(argv[i + 1]);
			i += 2;
		} else if (i + 1 < argc && strcmp(argv[i], "--socket") == 0) {
			g.socket = argv[i + 1];
			i += 2;
		} else if (i + 1 < argc && strcmp(argv[i], "--rate") == 0) {
			g.rate = strtoull(argv[i + 1], NULL, 10);
			i += 2;
		} else if (!history_option(&g.options, argc, argv, &i)) {
			plug_fail("what is %s? See the beginning of bench/generate.c", argv[i]);
		}
	}
	if (g.live)
		g.options.days = 1;
	struct history *h = history_new(&g.options);
	if (g.socket)
		send_all(&g, h);
	else
		write_all(&g, h);
	history_free(h);
	return EXIT_SUCCESS;
}
