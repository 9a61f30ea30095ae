#include "ctl/play.h"
#include "ctl/story.h"
#include "ctl/whose.h"
#include <string.h>

/* Ids count up over both streams, so that they merge in just this order. On log time they say nothing else. */
enum { FIRST_ID = 1000 };

struct player {
	const struct script *script;
	struct stage *stage;
	struct played *out;
	struct story story;
	uint64_t next_id;
	struct entry_id last_report;
	int64_t now_ms; /* INT64_MIN: nothing yet */
	ARRAY(bool) named;
	ARRAY(struct sent { /* what became which entry */
			    struct entry_id id;
			    bool is_command;
			    const struct deed *deed;
	})
	sent;
	size_t since, surprises; /* in what was said */
	struct str since_at;
	const struct deed *deed;
};

/* ---- inputs ---- */

static struct entry_id new_id(struct player *p, int64_t at_ms)
{
	uint64_t n = p->next_id++;

	if (p->script->time == TIME_WALL)
		return (struct entry_id){ (uint64_t)at_ms, n };
	return (struct entry_id){ n, 0 };
}

static int take(struct player *p, enum input_kind kind, const struct pair *pairs, uint32_t count, struct err *err)
{
	struct input in = { .kind = kind, .id = new_id(p, p->deed->at_ms), .pairs = pairs, .pair_count = count };

	if (kind == INPUT_REPORT)
		p->last_report = in.id;
	*ARRAY_ADD(p->sent) = (struct sent){ in.id, kind == INPUT_COMMAND, p->deed };
	return p->stage->kind->take(p->stage, &in, err);
}

static int take_report(struct player *p, const struct deed *d, struct err *err)
{
	struct pair *pairs = mem_alloc((d->pair_count + 1) * sizeof(*pairs));
	struct buf received = { 0 };
	uint32_t count = d->pair_count;
	int rc;

	if (count > 0)
		memcpy(pairs, d->pairs, count * sizeof(*pairs));
	instant_add(&received, d->at_ms);
	if (p->script->time == TIME_LOG)
		pairs[count++] = (struct pair){ STR("received_at"), buf_str(&received) };
	rc = take(p, INPUT_REPORT, pairs, count, err);
	buf_free(&received);
	mem_free(pairs);
	return rc;
}

/* Lets time pass until the moment. */
static int reach(struct player *p, const struct deed *d, struct err *err)
{
	struct input tick = { .kind = INPUT_TICK, .time_ms = d->at_ms };
	struct buf until = { 0 }, after = { 0 }, token = { 0 };
	struct pair pairs[] = { { STR("command"), STR("clock") },
				{ STR("by"), STR("scenario") },
				{ STR("token"), { 0 } },
				{ STR("after"), { 0 } },
				{ STR("until"), { 0 } } };
	int rc;

	if (d->at_ms <= p->now_ms)
		return 0;
	if (p->script->time == TIME_WALL)
		return p->stage->kind->take(p->stage, &tick, err);
	buf_addf(&token, "scenario-clock-%llu", (unsigned long long)p->next_id);
	buf_addf(&after, "%llu-%llu", (unsigned long long)p->last_report.ms, (unsigned long long)p->last_report.seq);
	instant_add(&until, d->at_ms);
	pairs[2].text = buf_str(&token);
	pairs[3].text = buf_str(&after);
	pairs[4].text = buf_str(&until);
	rc = take(p, INPUT_COMMAND, pairs, sizeof(pairs) / sizeof(*pairs), err);
	buf_free(&token);
	buf_free(&after);
	buf_free(&until);
	return rc;
}

/* ---- what nobody expected ---- */

static const struct deed *deed_of(const struct player *p, const struct said_entry *receipt)
{
	struct str entry = said_field(receipt, "entry");
	bool is_command = str_eq(said_field(receipt, "of"), STR("command"));
	struct buf id = { 0 };
	const struct deed *found = NULL;

	for (size_t i = 0; i < p->sent.count && !found; i++) {
		const struct sent *s = &p->sent.at[i];

		buf_clear(&id);
		buf_addf(&id, "%llu-%llu", (unsigned long long)s->id.ms, (unsigned long long)s->id.seq);
		if (s->is_command == is_command && str_eq(buf_str(&id), entry))
			found = s->deed;
	}
	buf_free(&id);
	return found;
}

/* Failures since the last call happened at this moment. */
static void keep_failures(struct player *p, const struct deed *d)
{
	struct failures *f = &p->out->failures;

	for (size_t i = 0; i < f->list.count; i++)
		*ARRAY_ADD(p->out->list) = (struct played_failure){
			f->list.at[i],
			d ? arena_str(f->arena, d->at) : (struct str){ 0 },
			d ? d->moment : 0,
		};
	f->list.count = 0;
}

static void add_refusal(struct player *p, const struct said_entry *e)
{
	const struct deed *d = deed_of(p, e);
	struct str text = said_field(e, "text"), id = said_field(e, "id");

	failure_add(&p->out->failures, d ? d->place : p->script->doc->head.place, (struct str){ 0 },
		    "the %.*s %.*s \"%.*s\" was refused: %.*s (%.*s)", STR_ARG(said_field(e, "of")),
		    STR_ARG(said_field(e, "form")), STR_ARG(id), STR_ARG(text), STR_ARG(said_field(e, "rule")));
	keep_failures(p, d);
}

static void add_broken_rule(struct player *p, const struct said_entry *e)
{
	struct str why = said_field(e, "why.en");

	failure_add(&p->out->failures, p->deed ? p->deed->place : p->script->doc->head.place, (struct str){ 0 },
		    "the rule %.*s broke for %.*s on %.*s: %.*s", STR_ARG(said_field(e, "decision")),
		    STR_ARG(said_field(e, "scope")), STR_ARG(said_field(e, "day")), STR_ARG(why));
}

static void tell_surprises(struct player *p)
{
	const struct said *said = &p->stage->said;

	keep_failures(p, p->deed);
	for (; p->surprises < said->list.count; p->surprises++) {
		const struct said_entry *e = &said->list.at[p->surprises];

		if (p->named.at[p->surprises])
			continue;
		if (e->stream == OUTPUT_RECEIPTS && str_eq(said_field(e, "answer"), STR("rejected")))
			add_refusal(p, e);
		else if (e->stream == OUTPUT_ALERTS && str_eq(said_field(e, "kind"), STR("broken_rule")))
			add_broken_rule(p, e);
	}
}

/* ---- moments ---- */

static int settle(struct player *p, struct err *err)
{
	if (p->stage->kind->settle(p->stage, err) < 0)
		return -1;
	while (p->named.count < p->stage->said.list.count)
		*ARRAY_ADD(p->named) = false;
	return 0;
}

static int expect_now(struct player *p, const struct deed *d, struct err *err)
{
	struct expect x = { .said = &p->stage->said, .since = p->since, .failures = &p->out->failures };

	if (settle(p, err) < 0)
		return -1;
	x.engine = p->stage->kind->engine(p->stage, err);
	if (!x.engine)
		return -1;
	x.since_at = p->since_at.len > 0 ? p->since_at.ptr : NULL;
	x.named = p->named.at;
	expect_check(&x, d->expect);
	tell_surprises(p);
	p->since = p->stage->said.list.count;
	p->since_at = arena_str(p->out->failures.arena, d->at);
	return 0;
}

/* Names its case or task in *d; false: there is none, and the play goes on without it. */
static int find_whose(struct player *p, struct deed *d, bool *out_found, struct err *err)
{
	struct arena *a = p->out->failures.arena;
	const struct told_doc *about = d->about;
	struct pair *pairs = arena_alloc(a, (d->pair_count + 1) * sizeof(*pairs));
	struct engine *e;

	if (settle(p, err) < 0)
		return -1;
	e = p->stage->kind->engine(p->stage, err);
	if (!e)
		return -1;
	*out_found = whose_find(e, about, a, &pairs[d->pair_count]);
	if (!*out_found) {
		failure_add(&p->out->failures, d->place, (struct str){ 0 }, "there is no %s%.*s of decision %.*s about %.*s",
			    about->code.text.len > 0 ? "task " : "case", STR_ARG(about->code.text), STR_ARG(about->decision.text),
			    STR_ARG(about->scope.text));
		return 0;
	}
	memcpy(pairs, d->pairs, d->pair_count * sizeof(*pairs));
	d->pairs = pairs;
	d->pair_count++;
	return 0;
}

static int take_command(struct player *p, struct deed *d, struct err *err)
{
	bool found = true;

	if (d->about && find_whose(p, d, &found, err) < 0)
		return -1;
	return found ? take(p, INPUT_COMMAND, d->pairs, d->pair_count, err) : 0;
}

static int do_deed(struct player *p, const struct deed *written, struct err *err)
{
	struct deed full = *written, *d = &full;
	int rc = 0;

	p->deed = written;
	if (d->kind != DEED_REPORT)
		rc = reach(p, d, err);
	if (rc == 0 && d->kind == DEED_REPORT)
		rc = take_report(p, d, err);
	else if (rc == 0 && (d->kind == DEED_COMMAND || d->kind == DEED_ACTIVATE))
		rc = take_command(p, d, err);
	else if (rc == 0 && d->kind == DEED_RESTART)
		rc = p->stage->kind->restart(p->stage, err);
	if (d->at_ms > p->now_ms)
		p->now_ms = d->at_ms;
	/* For a story each moment shows what came of it. */
	if (rc == 0 && p->story.out && d->kind != DEED_EXPECT)
		rc = settle(p, err);
	if (rc == 0 && d->kind == DEED_EXPECT)
		rc = expect_now(p, d, err);
	if (rc == 0)
		story_add(&p->story, d, &p->stage->said);
	keep_failures(p, p->deed);
	return rc;
}

static int do_all(struct player *p, struct err *err)
{
	const struct script *s = p->script;

	if (p->stage->kind->begin(p->stage, s->models.at, s->models.count, err) < 0)
		return -1;
	for (size_t i = 0; i < s->deeds.count; i++)
		if (do_deed(p, &s->deeds.at[i], err) < 0)
			return -1;
	if (settle(p, err) < 0)
		return -1;
	tell_surprises(p);
	keep_failures(p, p->deed);
	return 0;
}

int play(const struct script *script, struct stage *stage, struct played *out, struct buf *story, struct err *err)
{
	struct player p = { .script = script, .stage = stage, .out = out, .next_id = FIRST_ID, .now_ms = INT64_MIN };
	struct err at_end;
	int rc;

	*out = (struct played){ .failures = { .arena = arena_new() } };
	if (script->time == TIME_WALL && !stage->kind->plays_wall) {
		out->skipped = true;
		return 0;
	}
	p.story = (struct story){ .out = story };
	rc = do_all(&p, err);
	if (stage->kind->end(stage, &at_end) < 0 && rc == 0) {
		*err = at_end;
		rc = -1;
	}
	ARRAY_FREE(p.named);
	ARRAY_FREE(p.sent);
	return rc;
}

void played_free(struct played *p)
{
	ARRAY_FREE(p->list);
	ARRAY_FREE(p->failures.list);
	arena_free(p->failures.arena);
	*p = (struct played){ 0 };
}
