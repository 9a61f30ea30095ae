#include "ctl/probe.h"
#include "daemon/journal.h"
#include <time.h>

struct probe {
	const struct model *model;
	struct engine *engine;
	struct arena *arena;
	int64_t now_ms;
	uint64_t inputs;
	struct receipt receipt; /* of the last report */
};

static const struct decisions no_decisions;

static void step(struct probe *p, const struct input *in)
{
	static const struct verdicts nothing;
	struct findings found = { 0 };
	struct update up = { 0 };

	engine_observe(p->engine, in, p->arena, &found);
	if (found.receipt)
		p->receipt = *found.receipt;
	engine_conclude(p->engine, &found, &nothing, p->arena, &up);
}

static void take(struct probe *p, enum input_kind kind, const struct pair *pairs, uint32_t count)
{
	bool wall = p->model->time == TIME_WALL;
	struct input in = { .kind = kind, .pairs = pairs, .pair_count = count }, due;

	/* On wall time the ids say when it is. */
	in.id = (struct entry_id){ wall ? (uint64_t)p->now_ms : 1, p->inputs++ };
	arena_reset(p->arena);
	while (engine_due(p->engine, &in, &due))
		step(p, &due);
	step(p, &in);
}

/* Lets the log's time come to where it is. */
static void reach(struct probe *p)
{
	struct buf until = { 0 };

	instant_add(&until, p->now_ms);
	take(p, INPUT_COMMAND,
	     (struct pair[]){ { STR("command"), STR("clock") },
			      { STR("by"), STR("sdmctl") },
			      { STR("token"), STR("probe") },
			      { STR("after"), STR("0-0") },
			      { STR("until"), buf_str(&until) } },
	     5);
	for (struct input due; engine_clock_due(p->engine, INT64_MAX, &due);)
		step(p, &due);
	buf_free(&until);
}

struct probe *probe_new(const struct model *m, int64_t now_ms)
{
	struct probe *p = mem_alloc(sizeof(*p));

	p->model = m;
	p->now_ms = now_ms;
	p->arena = arena_new();
	p->engine = engine_new(m, &no_decisions);
	if (m->time != TIME_WALL && now_ms != INT64_MIN)
		reach(p);
	return p;
}

void probe_free(struct probe *p)
{
	if (!p)
		return;
	engine_free(p->engine);
	arena_free(p->arena);
	mem_free(p);
}

const struct receipt *probe_take(struct probe *p, const struct pair *pairs, uint32_t count)
{
	take(p, INPUT_REPORT, pairs, count);
	return &p->receipt;
}

int probe_moment(struct server *s, const struct model *m, int64_t *out_ms, struct err *err)
{
	struct journal_entry last;
	struct timespec now;
	struct resp got;
	size_t at;

	clock_gettime(CLOCK_REALTIME, &now);
	*out_ms = (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
	if (m->time == TIME_WALL)
		return 0;
	*out_ms = INT64_MIN;
	if (server_ask(s, 6,
		       (struct str[]){ STR("XREVRANGE"), server_key(s, "journal"), STR("+"), STR("-"), STR("COUNT"), STR("8") },
		       &got, &at, err) < 0)
		return -1;
	/* The entry of a take-over has no time. */
	for (int64_t i = 0; got.kind == RESP_ARRAY && i < got.integer && *out_ms == INT64_MIN; i++) {
		if (journal_read(buf_str(&s->reply), &at, &last, err) < 0)
			return -1;
		*out_ms = last.time_ms;
	}
	return 0;
}
