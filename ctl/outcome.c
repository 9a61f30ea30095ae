#include "ctl/outcome.h"
#include "ctl/walk.h"
#include "daemon/entries.h"
#include <time.h>

/* A daemon that has just been started takes its lease well within the first; how often is looked. */
enum { OWNERLESS_MS = 1500, POLL_MS = 100 };

static bool take_last(void *arg, const struct walk_entry *e)
{
	*(struct entry_id *)arg = e->id;
	return true;
}

int outcome_begin(struct outcome *o, struct server *s, struct err *err)
{
	struct entries last = { 0 };
	struct resp got;
	size_t at = 0;
	int rc;

	o->server = s;
	rc = server_ask(s, 6,
			(struct str[]){ STR("XREVRANGE"), server_key(s, "receipts"), STR("+"), STR("-"), STR("COUNT"), STR("1") },
			&got, &at, err);
	at = 0;
	if (rc == 0)
		rc = entries_decode(&last, INPUT_REPORT, buf_str(&s->reply), &at, err);
	if (rc == 0 && last.count > 0)
		o->seen = last.inputs[0].id;
	entries_free(&last);
	return rc;
}

/* The first of ours whose id is not below. */
static size_t place_of(const struct outcome *o, struct entry_id id)
{
	size_t low = 0, high = o->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (entry_id_cmp(o->ids[middle], id) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

size_t outcome_taken(const struct outcome *o)
{
	size_t n = place_of(o, o->upto);

	return n < o->count && entry_id_cmp(o->ids[n], o->upto) == 0 ? n + 1 : n;
}

uint64_t outcome_accepted(const struct outcome *o)
{
	uint64_t others = 0;

	for (int a = 0; a <= ANSWER_REJECTED; a++)
		others += a == ANSWER_ACCEPTED ? 0 : o->counts[a];
	return outcome_taken(o) > others ? outcome_taken(o) - others : 0;
}

static enum answer answer_of(struct str word)
{
	static const char *const names[] = {
		[ANSWER_ACCEPTED] = "accepted", [ANSWER_DUPLICATE] = "duplicate", [ANSWER_SUPERSEDED] = "superseded",
		[ANSWER_WARNED] = "warned",     [ANSWER_HELD] = "held",
	};

	for (int a = 0; a < ANSWER_REJECTED; a++)
		if (str_eq(word, str_of(names[a])))
			return (enum answer)a;
	return ANSWER_REJECTED;
}

static bool take_receipt(void *arg, const struct walk_entry *e)
{
	struct outcome *o = arg;
	struct str upto = walk_field(e->pairs, e->count, "upto");
	struct entry_id id;
	enum answer answer;
	size_t n;

	take_last(&o->seen, e);
	if (upto.len > 0) {
		if (entry_id_parse(upto, &id) && entry_id_cmp(id, o->upto) > 0)
			o->upto = id;
		return true;
	}
	if (!str_eq(walk_field(e->pairs, e->count, "of"), STR("report")) ||
	    !entry_id_parse(walk_field(e->pairs, e->count, "entry"), &id))
		return true;
	n = place_of(o, id);
	if (n == o->count || entry_id_cmp(o->ids[n], id) != 0)
		return true;
	answer = answer_of(walk_field(e->pairs, e->count, "answer"));
	o->counts[answer]++;
	if (o->answered)
		o->answered(o->arg, n, answer, e->pairs, e->count);
	return true;
}

int outcome_look(struct outcome *o, struct err *err)
{
	struct buf from = { 0 };
	int rc;

	buf_addc(&from, '(');
	entry_id_add(&from, o->seen);
	rc = walk_stream(o->server, "receipts", buf_str(&from), STR("+"), take_receipt, o, err);
	buf_free(&from);
	return rc;
}

static int64_t now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

int outcome_wait(struct outcome *o, int wait_ms, enum outcome_end *out, struct err *err)
{
	const struct timespec pause = { 0, POLL_MS * 1000000 };
	int64_t progress = now_ms(), owned = progress;
	size_t before = 0;
	struct str lease;
	bool found;

	for (;;) {
		if (outcome_look(o, err) < 0 || server_get(o->server, "lease", &lease, &found, err) < 0)
			return -1;
		if (outcome_taken(o) == o->count) {
			*out = OUTCOME_ALL;
			return 0;
		}
		if (outcome_taken(o) > before)
			progress = now_ms();
		before = outcome_taken(o);
		if (found)
			owned = now_ms();
		*out = found ? OUTCOME_LATE : OUTCOME_OWNERLESS;
		if (now_ms() - progress >= wait_ms || now_ms() - owned >= OWNERLESS_MS)
			return 0;
		nanosleep(&pause, NULL);
	}
}
