#include "daemon/stream.h"

#include "base/mem.h"
#include "daemon/link.h"
#include "daemon/merge.h"
#include "daemon/resp.h"
#include "daemon/words.h"

#include <assert.h>
#include <event2/event.h>

enum {
	SLOTS = 2,
	NO_SLOT = SLOTS,
	SIDES = 2, /* numbered as INPUT_REPORT and INPUT_COMMAND */
	LIVE_COUNT = 1000,
	BEHIND_COUNT = 1000,
	READ_BYTES_AIM = 2 << 20, /* larger entries are read fewer at a time */
	KEPT_BYTES = 16 << 20,    /* of a slot; what a larger read took is given back */
};

/* One read: its bytes, what they decode to, and how far that has been handed over. */
struct slot {
	struct buf bytes;
	struct entries side[SIDES];
	uint32_t taken[SIDES];
	bool cut[SIDES];
	struct input *merged;
	uint32_t merged_count, merged_cap;
	uint32_t out; /* batches not released */
};

enum asking { ASKING_NOTHING, ASKING_WAIT, ASKING_CLOCK, ASKING_MORE };

struct stream {
	struct link *link;
	struct stream_events events;
	void *arg;
	struct event *kick; /* so that no event comes from inside stream_next() */
	struct buf key[SIDES];
	struct entry_id at[SIDES];
	struct entry_id bound[SIDES];
	bool is_bounded;
	bool fresh; /* the current slot was read after the bounds were set */
	uint32_t live_count, behind_count;
	uint32_t count;     /* COUNT of the read under way */
	size_t entry_bytes; /* mean of the last read */
	uint32_t most;      /* COUNT at most: halved where a read was lost, since its reply may have been too large */
	bool behind;
	bool wanted; /* the owner has asked and got no event yet */
	int64_t wait_ms;
	enum asking asking; /* what Redis has been asked */
	bool has_clock;
	int64_t clock_ms;
	uint32_t reading; /* the slot that the read under way goes to */
	uint32_t current; /* the slot whose entries are being handed over, or NO_SLOT */
	struct slot slots[SLOTS];
};

static void go_on(struct stream *s);

/* ---- the four events; each is the last thing its caller does ---- */

static void tell_trouble(struct stream *s, bool lost, const char *why)
{
	struct err err;

	err_set(&err, "%s", why);
	s->wanted = false;
	s->events.trouble(s->arg, lost, &err);
}

static void tell_idle(struct stream *s)
{
	s->wanted = false;
	s->events.idle(s->arg, s->clock_ms);
}

static void tell_end(struct stream *s)
{
	s->wanted = false;
	s->events.end(s->arg);
}

static void tell_batch(struct stream *s, struct slot *slot, uint32_t count)
{
	struct stream_batch batch = { slot->merged + slot->merged_count, count, s->behind, s->has_clock ? s->clock_ms : 0,
				      (uint32_t)(slot - s->slots) };

	slot->merged_count += count;
	slot->out++;
	s->wanted = false;
	s->events.batch(s->arg, &batch);
}

/* ---- handing over what has been read ---- */

static uint32_t count_within(const struct slot *slot, int side, struct entry_id bound)
{
	const struct entries *e = &slot->side[side];
	uint32_t low = slot->taken[side], high = e->count;

	while (low < high) {
		uint32_t middle = low + (high - low) / 2;

		if (entry_id_cmp(e->inputs[middle].id, bound) <= 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low - slot->taken[side];
}

/* Nothing of this side up to the bound is missing from the slot. */
static bool is_complete(const struct stream *s, const struct slot *slot, int side, uint32_t within)
{
	if (entry_id_cmp(s->at[side], s->bound[side]) >= 0)
		return true;
	if (slot->taken[side] + within < slot->side[side].count)
		return true;
	if (within > 0 && entry_id_cmp(slot->side[side].inputs[slot->side[side].count - 1].id, s->bound[side]) == 0)
		return true;
	return s->fresh && !slot->cut[side];
}

static void room_to_merge(struct slot *slot)
{
	uint32_t need = slot->side[0].count + slot->side[1].count;

	slot->merged_count = 0;
	if (need <= slot->merged_cap)
		return;
	mem_free(slot->merged);
	slot->merged = mem_alloc(need * sizeof(*slot->merged));
	slot->merged_cap = need;
}

/* Hands over what is ready of the current slot; false: nothing was. */
static bool hand_over(struct stream *s, bool *out_complete)
{
	struct slot *slot = &s->slots[s->current];
	struct merge_side view[SIDES];
	uint32_t moved[SIDES];

	*out_complete = true;
	for (int side = 0; side < SIDES; side++) {
		uint32_t within = count_within(slot, side, s->bound[side]);
		bool complete = is_complete(s, slot, side, within);

		view[side] = (struct merge_side){ slot->side[side].inputs + slot->taken[side], within, !complete };
		*out_complete = *out_complete && complete;
	}
	uint32_t count = merge_inputs(&view[INPUT_REPORT], &view[INPUT_COMMAND], slot->merged + slot->merged_count,
				      &moved[INPUT_REPORT], &moved[INPUT_COMMAND]);
	if (count == 0)
		return false;
	for (int side = 0; side < SIDES; side++) {
		slot->taken[side] += moved[side];
		if (moved[side] > 0)
			s->at[side] = view[side].inputs[moved[side] - 1].id;
	}
	/* live, what has to wait for its turn is simply read again */
	if (!s->is_bounded)
		s->current = NO_SLOT;
	tell_batch(s, slot, count);
	return true;
}

/* ---- asking Redis ---- */

static uint32_t next_count(const struct stream *s)
{
	uint32_t count = s->behind || s->is_bounded ? s->behind_count : s->live_count;
	size_t fit = s->entry_bytes > 0 ? READ_BYTES_AIM / s->entry_bytes + 1 : count;

	if (fit < count)
		count = (uint32_t)fit;
	return count < s->most ? count : s->most;
}

static void add_read(struct stream *s, struct buf *b, int64_t block_ms)
{
	struct buf texts[4] = { { 0 } };
	struct str words[10] = { STR("XREAD"), STR("COUNT") };
	size_t n = 2;

	buf_add_i64(&texts[0], s->count);
	words[n++] = buf_str(&texts[0]);
	if (block_ms > 0) {
		buf_add_i64(&texts[1], block_ms);
		words[n++] = STR("BLOCK");
		words[n++] = buf_str(&texts[1]);
	}
	words[n++] = STR("STREAMS");
	for (int side = 0; side < SIDES; side++) {
		entry_id_add(&texts[2 + side], s->at[side]);
		words[n + (size_t)side] = buf_str(&s->key[side]);
		words[n + SIDES + (size_t)side] = buf_str(&texts[2 + side]);
	}
	resp_add_command(b, n + SIDES + SIDES, words);
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		buf_free(&texts[i]);
}

static bool take_clock(struct stream *s, struct str reply)
{
	size_t at = 0;
	struct resp list = resp_next(reply, &at);
	struct entry_id seconds, micros;

	if (list.kind != RESP_ARRAY || list.integer != 2)
		return false;
	if (!entry_id_parse(resp_next(reply, &at).text, &seconds) || !entry_id_parse(resp_next(reply, &at).text, &micros))
		return false;
	s->clock_ms = (int64_t)(seconds.ms * 1000 + micros.ms / 1000);
	s->has_clock = true;
	return true;
}

static int take_read(struct stream *s, struct str reply, struct err *err)
{
	struct slot *slot = &s->slots[s->reading];
	struct entries *reports = &slot->side[INPUT_REPORT], *commands = &slot->side[INPUT_COMMAND];

	if (entries_decode_read(reply, buf_str(&s->key[INPUT_REPORT]), buf_str(&s->key[INPUT_COMMAND]), reports, commands, err) <
	    0)
		return -1;
	s->behind = false;
	for (int side = 0; side < SIDES; side++) {
		slot->taken[side] = 0;
		slot->cut[side] = slot->side[side].count >= s->count;
		s->behind = s->behind || slot->cut[side];
	}
	s->most = s->most <= UINT32_MAX / 2 ? s->most * 2 : UINT32_MAX;
	if (reports->count + commands->count > 0)
		s->entry_bytes = reply.len / (reports->count + commands->count);
	room_to_merge(slot);
	s->fresh = true;
	s->current = s->reading;
	return 0;
}

static void on_reply(void *arg, const struct str *reply)
{
	struct stream *s = arg;
	enum asking asked = s->asking;
	size_t at = 0;
	struct err err;

	if (reply == NULL) {
		s->asking = ASKING_NOTHING;
		s->most = s->count > 1 ? s->count / 2 : 1;
		tell_trouble(s, true, "the connection was lost");
		return;
	}
	if (asked == ASKING_CLOCK && !s->has_clock) {
		if (take_clock(s, *reply))
			return; /* the read's reply follows */
		words_unexpected(resp_next(*reply, &at), "seconds and microseconds", &err);
		err_chain(&err, "TIME");
		link_forget(s->link, s);
		s->asking = ASKING_NOTHING;
		tell_trouble(s, false, err.text);
		return;
	}
	s->asking = ASKING_NOTHING;
	struct resp first = resp_next(*reply, &at);
	if (first.kind == RESP_ERROR) {
		err_set(&err, "XREAD of %s and %s: %.*s", s->key[0].ptr, s->key[1].ptr, STR_ARG(first.text));
		tell_trouble(s, false, err.text);
		return;
	}
	struct str bytes = *reply;
	if (first.kind != RESP_NIL)
		link_take(s->link, &s->slots[s->reading].bytes);
	if (take_read(s, bytes, &err) < 0) {
		tell_trouble(s, false, err.text);
		return;
	}
	go_on(s);
}

static void ask(struct stream *s, enum asking what)
{
	struct buf b = { 0 };

	s->reading = 0;
	while (s->reading < SLOTS && s->slots[s->reading].out > 0)
		s->reading++;
	if (s->reading == SLOTS)
		return; /* stream_release() asks again */
	s->asking = what;
	s->count = next_count(s);
	s->has_clock = false;
	if (what == ASKING_CLOCK)
		link_format(&b, 1, (struct str[]){ STR("TIME") });
	add_read(s, &b, what == ASKING_WAIT ? s->wait_ms : 0);
	link_send(s->link, buf_str(&b), what == ASKING_CLOCK ? 2 : 1, on_reply, s);
	link_flush(s->link);
	buf_free(&b);
}

static enum asking first_question(const struct stream *s)
{
	if (s->is_bounded)
		return ASKING_MORE;
	if (s->wait_ms == 0)
		return ASKING_CLOCK;
	return s->behind ? ASKING_MORE : ASKING_WAIT;
}

/* ---- the story of one request ---- */

static bool is_at_bounds(const struct stream *s)
{
	return s->is_bounded && entry_id_cmp(s->at[INPUT_REPORT], s->bound[INPUT_REPORT]) >= 0 &&
	       entry_id_cmp(s->at[INPUT_COMMAND], s->bound[INPUT_COMMAND]) >= 0;
}

/* Goes as far as it can without waiting. Only from the loop. */
static void go_on(struct stream *s)
{
	bool read_now = s->current != NO_SLOT && s->fresh;

	if (!s->wanted || s->asking != ASKING_NOTHING)
		return;
	if (s->current != NO_SLOT) {
		bool complete;

		if (hand_over(s, &complete))
			return;
		if (complete && s->is_bounded) {
			tell_end(s);
			return;
		}
		s->current = NO_SLOT;
		if (complete && read_now && s->has_clock) {
			tell_idle(s);
			return;
		}
		if (complete && read_now && link_is_up(s->link)) {
			ask(s, ASKING_CLOCK);
			return;
		}
	}
	if (is_at_bounds(s))
		tell_end(s);
	else if (!link_is_up(s->link))
		tell_trouble(s, true, "the link is down");
	else
		ask(s, first_question(s));
}

static void on_kick(evutil_socket_t fd, short what, void *arg)
{
	(void)fd, (void)what;
	go_on(arg);
}

void stream_next(struct stream *s, int64_t wait_ms)
{
	assert(!s->wanted);
	s->wanted = true;
	s->wait_ms = wait_ms > STREAM_WAIT_MAX_MS ? STREAM_WAIT_MAX_MS : wait_ms;
	if (s->current == NO_SLOT && !is_at_bounds(s) && link_is_up(s->link))
		ask(s, first_question(s));
	else
		event_active(s->kick, EV_TIMEOUT, 0);
}

void stream_release(struct stream *s, const struct stream_batch *batch)
{
	struct slot *slot = &s->slots[batch->slot];

	assert(slot->out > 0);
	slot->out--;
	if (slot->out == 0 && s->current != batch->slot && slot->bytes.cap > KEPT_BYTES)
		buf_free(&slot->bytes);
	if (s->wanted && s->asking == ASKING_NOTHING)
		event_active(s->kick, EV_TIMEOUT, 0);
}

void stream_until(struct stream *s, struct entry_id reports, struct entry_id commands)
{
	assert(!s->wanted);
	s->bound[INPUT_REPORT] = reports;
	s->bound[INPUT_COMMAND] = commands;
	s->is_bounded = entry_id_cmp(reports, ENTRY_ID_MAX) != 0 || entry_id_cmp(commands, ENTRY_ID_MAX) != 0;
	s->fresh = false;
}

struct entry_id stream_at(const struct stream *s, enum input_kind kind)
{
	return s->at[kind == INPUT_COMMAND ? INPUT_COMMAND : INPUT_REPORT];
}

struct stream *stream_new(struct event_base *loop, struct link *link, const struct stream_from *from,
			  const struct stream_events *events, void *arg)
{
	struct stream *s = mem_alloc(sizeof(*s));

	*s = (struct stream){ .link = link, .events = *events, .arg = arg, .current = NO_SLOT, .most = UINT32_MAX };
	s->at[INPUT_REPORT] = from->reports;
	s->at[INPUT_COMMAND] = from->commands;
	s->live_count = from->live_count ? from->live_count : LIVE_COUNT;
	s->behind_count = from->behind_count ? from->behind_count : BEHIND_COUNT;
	s->kick = event_new(loop, -1, 0, on_kick, s);
	buf_addf(&s->key[INPUT_REPORT], "sdm:{%.*s}:reports", STR_ARG(from->company));
	buf_addf(&s->key[INPUT_COMMAND], "sdm:{%.*s}:commands", STR_ARG(from->company));
	stream_until(s, ENTRY_ID_MAX, ENTRY_ID_MAX);
	return s;
}

void stream_free(struct stream *s)
{
	if (s == NULL)
		return;
	link_forget(s->link, s);
	event_free(s->kick);
	for (int i = 0; i < SLOTS; i++) {
		buf_free(&s->slots[i].bytes);
		mem_free(s->slots[i].merged);
		for (int side = 0; side < SIDES; side++)
			entries_free(&s->slots[i].side[side]);
	}
	for (int side = 0; side < SIDES; side++)
		buf_free(&s->key[side]);
	mem_free(s);
}
