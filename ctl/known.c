#include "ctl/known.h"
#include "ctl/json.h"
#include "daemon/entries.h"
#include <argp.h>

enum { KEY_KNOWN = 0x4100, SHA_SHOWN = 12 };

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct known *k = state->input;

	if (key != KEY_KNOWN)
		return ARGP_ERR_UNKNOWN;
	k->text = arg;
	return 0;
}

static const struct argp_option options[] = {
	{ "known-at", KEY_KNOWN, "INSTANT", 0,
	  "As it was known then, with the model of then: 2026-10-02T18:00:00+03:00, or in the company's zone 2026-10-02T18:00; "
	  "2026-10-02 is the end of that day",
	  0 },
	{ 0 },
};
const struct argp known_argp = { options, parse, NULL, NULL, NULL, NULL, NULL };

/* ---- which instant ---- */

static int not_one_instant(const struct known *k, unsigned count, int64_t first, int64_t last, struct err *err)
{
	struct buf b = { 0 };

	instant_add(&b, first);
	if (count == 0) {
		err_set(err, "there is no %s in the company's zone, where clocks were set forward at %s", k->text, b.ptr);
	} else {
		buf_adds(&b, STR(" or "));
		instant_add(&b, last);
		err_set(err, "%s comes twice in the company's zone, where clocks were set back: say which, %s", k->text, b.ptr);
	}
	buf_free(&b);
	return -1;
}

static int read_local(struct known *k, const struct zone *z, const struct stamp *s, struct err *err)
{
	int64_t first, last;
	unsigned count;

	/* A day is all that came before the next one begins. */
	if (date_parse(str_of(k->text), &(int32_t){ 0 }, NULL) == 0) {
		k->at_ms = zone_instant(z, s->day + 1, 0) - 1;
		return 0;
	}
	count = zone_instants(z, s->day, s->ms_of_day, &first, &last);
	k->at_ms = first;
	return count == 1 ? 0 : not_one_instant(k, count, first, last, err);
}

int known_read(struct known *k, const struct model *m, struct err *err)
{
	struct stamp s;
	int rc;

	if (!k->text)
		return 0;
	k->misread = true;
	rc = stamp_parse(str_of(k->text), &s, err);
	if (rc == 0 && s.has_offset)
		k->at_ms = s.instant_ms;
	else if (rc == 0 && !m)
		rc = err_set(err, "the company has no model in force that would say its zone: give an offset");
	else if (rc == 0)
		rc = read_local(k, m->zones[m->zone], &s, err);
	if (rc < 0)
		return err_chain(err, "--known-at");
	k->misread = false;
	return 0;
}

/* ---- the fold ---- */

bool known_take(struct known *k, struct turn *t, const struct input *inputs, uint32_t count, uint32_t at)
{
	const struct input *in = &inputs[at];
	int64_t ms;

	if (!k || !k->text) {
		turn_take_of(t, inputs, count, at);
		return true;
	}
	ms = engine_time_with(t->engine, in);
	if (k->past || ms > k->at_ms) {
		k->next_ms = k->later++ ? k->next_ms : ms;
		k->past = true;
		return false;
	}
	turn_take_until(t, in, k->at_ms);
	k->past = engine_time_with(t->engine, NULL) > k->at_ms;
	return true;
}

static int refuse_instant(struct known *k, const char *where, const char *what, int64_t other_ms, struct err *err)
{
	struct buf asked = { 0 }, other = { 0 };

	k->misread = true;
	instant_add(&asked, k->at_ms);
	instant_add(&other, other_ms);
	err_set(err, "--known-at: %s lies %s: %s %s", asked.ptr, where, what, other.ptr);
	buf_free(&asked);
	buf_free(&other);
	return -1;
}

int known_end(struct known *k, struct turn *t, int64_t end_ms, const char *what, struct err *err)
{
	struct input tick = { .kind = INPUT_TICK, .time_ms = k->at_ms };
	bool any = engine_now_ms(t->engine) != INT64_MIN;

	if (!k->text)
		return 0;
	k->misread = !any && k->later == 0;
	if (k->misread)
		return err_set(err, "--known-at: nothing has come for the company yet");
	if (!any)
		return refuse_instant(k, "before everything known", "the company's first input came at", k->next_ms, err);
	if (!k->past && k->at_ms > end_ms)
		return refuse_instant(k, "in the future", what, end_ms, err);
	turn_take_until(t, &tick, k->at_ms);
	return 0;
}

/* ---- saying so ---- */

static void add_entry(struct buf *b, const struct engine *e, enum input_kind kind)
{
	struct entry_id id = engine_last(e, kind);

	if (id.ms == 0 && id.seq == 0)
		buf_addc(b, '-');
	else
		entry_id_add(b, id);
}

void known_add(const struct known *k, const struct wordbook *w, const struct engine *e, struct buf *b)
{
	struct buf at = { 0 }, report = { 0 }, command = { 0 };

	if (!k->text)
		return;
	wordbook_add_instant(w, &at, k->at_ms);
	add_entry(&report, e, INPUT_REPORT);
	add_entry(&command, e, INPUT_COMMAND);
	catalog_say(b, w->language, "known_at",
		    (struct catalog_arg[]){ { "at", buf_str(&at) },
					    { "report", buf_str(&report) },
					    { "command", buf_str(&command) },
					    { "model", str_head(str_of(engine_model(e)->sha), SHA_SHOWN) } },
		    4);
	buf_addc(b, '\n');
	buf_free(&at);
	buf_free(&report);
	buf_free(&command);
}

void known_add_json(const struct known *k, const struct engine *e, struct buf *b)
{
	struct buf text = { 0 };

	if (!k->text)
		return;
	instant_add(&text, k->at_ms);
	json_text(b, "known_at", buf_str(&text));
	buf_clear(&text);
	add_entry(&text, e, INPUT_REPORT);
	json_text(b, "known_report", buf_str(&text));
	buf_clear(&text);
	add_entry(&text, e, INPUT_COMMAND);
	json_text(b, "known_command", buf_str(&text));
	json_text(b, "known_model", str_of(engine_model(e)->sha));
	buf_free(&text);
}
