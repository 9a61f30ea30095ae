/* How long until it is seen, one after the other. Prints rounds, p50, p99 and the longest in microseconds.
 *
 *	latency hop SOCKET ROUNDS [PAIRS]      an XADD, at a reader blocked in XREAD; no daemon between. PAIRS: fields of the
 *	                                       entry, default 1; an alert has some 20
 *	latency alert SOCKET ROUNDS DAY        a report, until its alert is at a reader blocked on the alerts; needs a model
 *	                                       made with --probe. DAY: the reports' date, today
 *
 * A report of the probe and its next revision set the decision `probe` off and back in turn: each gives an alert.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "bench/plug.h"

enum { PAUSE_US = 1000, PAIRS_MAX = 40 };

struct latency {
	struct plug writer, reader;
	struct str watched; /* stream */
	struct buf last;    /* the last id seen there */
	double *took_us;
	long rounds;
};

static int by_size(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return x < y ? -1 : x > y;
}

static void block(struct latency *l)
{
	struct str argv[] = { STR("XREAD"), STR("BLOCK"), STR("0"), STR("STREAMS"), l->watched, buf_str(&l->last) };
	struct buf b = { 0 };

	resp_add_command(&b, sizeof(argv) / sizeof(*argv), argv);
	plug_send(&l->reader, buf_str(&b));
	buf_free(&b);
}

/* Takes [[key, [[id, [...]], ...]]]; whether one of the entries holds `wanted` (empty: any does). */
static bool entries_hold(struct latency *l, struct str reply, struct str wanted)
{
	size_t at = 0;
	bool found = !wanted.len;

	resp_next(reply, &at);
	resp_next(reply, &at);
	resp_next(reply, &at);
	int64_t entries = resp_next(reply, &at).integer;
	for (int64_t i = 0; i < entries; i++) {
		resp_next(reply, &at);
		struct str id = resp_next(reply, &at).text;
		buf_clear(&l->last);
		buf_adds(&l->last, id);
		for (int64_t n = resp_next(reply, &at).integer; n > 0; n--)
			found |= str_eq(resp_next(reply, &at).text, wanted);
	}
	return found;
}

/* Not "$": an XADD that Redis sees before the first XREAD would never be seen here. */
static void begin_at_the_end(struct latency *l)
{
	struct str argv[] = { STR("XREVRANGE"), l->watched, STR("+"), STR("-"), STR("COUNT"), STR("1") };
	struct buf b = { 0 };
	size_t at = 0;

	resp_add_command(&b, sizeof(argv) / sizeof(*argv), argv);
	plug_send(&l->reader, buf_str(&b));
	struct str reply = plug_reply(&l->reader);
	bool any = resp_next(reply, &at).integer > 0;
	if (any)
		resp_next(reply, &at);
	buf_adds(&l->last, any ? resp_next(reply, &at).text : STR("0-0"));
	buf_free(&b);
}

static void one_round(struct latency *l, long round, struct str command, struct str wanted)
{
	struct timespec pause = { .tv_nsec = PAUSE_US * 1000 };

	nanosleep(&pause, NULL); /* the reader is blocked by then */
	double start = plug_now_s();
	plug_send(&l->writer, command);
	while (!entries_hold(l, plug_reply(&l->reader), wanted))
		block(l);
	l->took_us[round] = (plug_now_s() - start) * 1e6;
	plug_reply(&l->writer);
	block(l);
}

static void hop(struct latency *l, long pairs)
{
	struct str argv[3 + 2 * PAIRS_MAX] = { STR("XADD"), l->watched, STR("*") };
	struct buf b = { 0 };

	for (long i = 0; i < pairs; i++) {
		argv[3 + 2 * i] = STR("field");
		argv[4 + 2 * i] = pairs > 1 ? STR("some twenty bytes...") : STR("value");
	}
	resp_add_command(&b, (size_t)(3 + 2 * pairs), argv);
	for (long i = 0; i < l->rounds; i++)
		one_round(l, i, buf_str(&b), (struct str){ 0 });
	buf_free(&b);
}

static void alert(struct latency *l, const char *day)
{
	struct buf b = { 0 };
	char id[32], rev[24];

	snprintf(id, sizeof(id), "probe-%.0f", plug_now_s() * 1e6); /* a run before this one has had other ids */
	for (long i = 0; i < l->rounds; i++) {
		snprintf(rev, sizeof(rev), "%ld", i + 1);
		struct str argv[] = { STR("XADD"),
				      STR("sdm:{bench}:reports"),
				      STR("*"),
				      STR("form"),
				      STR("daily"),
				      STR("id"),
				      str_of(id),
				      STR("rev"),
				      str_of(rev),
				      STR("seller"),
				      STR("S000000"),
				      STR("at"),
				      str_of(day),
				      STR("offers"),
				      i % 2 ? STR("0") : STR("1000000") };
		buf_clear(&b);
		resp_add_command(&b, sizeof(argv) / sizeof(*argv), argv);
		one_round(l, i, buf_str(&b), STR("probe"));
	}
	buf_free(&b);
}

int main(int argc, char **argv)
{
	struct latency l = { 0 };
	bool is_alert = argc == 5 && strcmp(argv[1], "alert") == 0;
	long pairs = argc == 5 && !is_alert ? strtol(argv[4], NULL, 10) : 1;

	if (!is_alert && !((argc == 4 || argc == 5) && strcmp(argv[1], "hop") == 0))
		plug_fail("usage: latency hop SOCKET ROUNDS [PAIRS], or latency alert SOCKET ROUNDS DAY");
	if (pairs < 1 || pairs > PAIRS_MAX)
		plug_fail("expected 1 to %d pairs, got %s", PAIRS_MAX, argv[4]);
	l.watched = is_alert ? STR("sdm:{bench}:alerts") : STR("bench:hop");
	l.rounds = strtol(argv[3], NULL, 10);
	if (l.rounds < 1)
		plug_fail("expected a number of rounds, got %s", argv[3]);
	l.took_us = calloc((size_t)l.rounds, sizeof(double));
	plug_open(&l.writer, argv[2]);
	plug_open(&l.reader, argv[2]);
	begin_at_the_end(&l);
	block(&l);
	if (is_alert)
		alert(&l, argv[4]);
	else
		hop(&l, pairs);
	qsort(l.took_us, (size_t)l.rounds, sizeof(double), by_size);
	printf("rounds=%ld p50_us=%.1f p99_us=%.1f max_us=%.1f\n", l.rounds, l.took_us[l.rounds / 2],
	       l.took_us[l.rounds * 99 / 100], l.took_us[l.rounds - 1]);
	free(l.took_us);
	buf_free(&l.last);
	plug_close(&l.writer);
	plug_close(&l.reader);
	return EXIT_SUCCESS;
}
