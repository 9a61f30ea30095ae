#include "rules/held.h"

#include "rules/command.h"

struct held_key {
	const struct engine *engine;
	struct hash128 key;
};

static struct held_record *held_at(const struct engine *e, uint32_t number)
{
	return pool_at(&e->held, number);
}

static bool held_eq(const void *ctx, uint32_t number)
{
	const struct held_key *k = ctx;
	const struct held_record *h = held_at(k->engine, number);

	return h->hash_lo == k->key.lo && h->hash_hi == k->key.hi;
}

static uint32_t held_find(const struct engine *e, struct hash128 key)
{
	struct held_key k = { e, key };

	return e->held.live ? index_find(&e->held_index, key.lo, held_eq, &k) : INDEX_NONE;
}

void held_forget(struct engine *e, struct hash128 key)
{
	uint32_t number = held_find(e, key);

	if (number == INDEX_NONE)
		return;
	index_remove(&e->held_index, key.lo, number);
	pool_remove(&e->held, number);
}

void held_note(struct engine *e, const struct report *report, const struct receipt *r)
{
	held_forget(e, report->key);
	if (r->answer != ANSWER_HELD)
		return;
	uint32_t number = pool_add(&e->held);

	*held_at(e, number) = (struct held_record){
		.hash_lo = report->key.lo,
		.hash_hi = report->key.hi,
		.held_ms = e->clock.now_ms,
		.revision = report->revision,
		.state = HELD_WAITING,
		.form = state_code_of(e, e->model->forms[report->form].code),
		.rule = state_code_of(e, r->rule),
	};
	index_add(&e->held_index, report->key.lo, number);
}

void held_index(struct engine *e)
{
	for (uint32_t i = 0; i < e->held.count; i++)
		if (held_at(e, i)->state)
			index_add(&e->held_index, held_at(e, i)->hash_lo, i);
}

/* ---- the command ---- */
static bool revision_fits(const struct input *in, const struct held_record *h)
{
	struct str rev = command_field(in, "rev");
	int64_t n;

	return !rev.len || (num_parse_i64(rev, &n, NULL) == 0 && n == h->revision);
}

bool command_confirm(struct engine *e, const struct input *in, struct arena *a, struct receipt *r)
{
	struct str form = command_field(in, "form"), id = command_field(in, "id");
	struct held_record *h;
	struct hash128 key;
	uint32_t number;

	if (!command_report(e, in, a, &key, r))
		return false;
	number = held_find(e, key);
	h = number == INDEX_NONE ? NULL : held_at(e, number);
	if (!h || h->state != HELD_WAITING || !revision_fits(in, h))
		return refuse(a, r, "C07", "not_held", STR("id"),
			      "no report \"%.*s\" of form \"%.*s\"%s waits for a confirmation",
			      STR_ARG(str_head(id, REPORT_ID_MAX)), STR_ARG(form),
			      h && h->state == HELD_WAITING ? " with this revision" : "");
	pool_touch(&e->held, number);
	h->state = HELD_CONFIRMED;
	h->confirmed_ms = e->clock.now_ms;
	h->by = state_code(e, command_field(in, "by"));
	h->reason = state_code(e, str_head(command_field(in, "reason"), 512));
	return true;
}

int held_check(const struct engine *e, struct err *err)
{
	for (uint32_t i = 0; i < e->held.count; i++) {
		const struct held_record *h = held_at(e, i);
		const uint32_t codes[] = { h->form, h->rule, h->by, h->reason };
		bool sound = h->state <= HELD_CONFIRMED;

		for (size_t c = 0; h->state && c < sizeof(codes) / sizeof(*codes); c++)
			sound = sound && codes[c] <= e->codes.count;
		if (!sound)
			return err_set(err, "record %u of held reports makes no sense", i);
	}
	return 0;
}
