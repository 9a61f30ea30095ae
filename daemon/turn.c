#include "daemon/turn.h"
#include "model/load.h"
#include "rules/report.h"
#include <malloc.h>

static int check_sha(const struct bundle *b, struct str sha, struct err *err)
{
	if (sha.len > 0 && !str_eq(sha, str_of(b->sha)))
		return err_set(err, "its content is %s: it was changed after it was stored, store it again", b->sha);
	return 0;
}

static void first_problems(const struct problems *problems, struct err *err)
{
	struct buf text = { 0 };

	problems_print(problems, &text);
	err_set(err, "%.*s", STR_ARG(str_trim(buf_str(&text))));
	buf_free(&text);
}

static int check_company(const struct turn *t, const struct model *m, struct err *err)
{
	struct str whose = t->company.len > 0 || !t->model ? t->company : t->model->company;

	if (whose.len > 0 && !str_eq(m->company, whose))
		return err_set(err,
			       "it is of company \"%.*s\", these reports are of \"%.*s\": change `company` in company.yaml, or "
			       "activate it for its own company",
			       STR_ARG(m->company), STR_ARG(whose));
	return 0;
}

int turn_build(const struct bundle *b, struct problems *problems, struct model **out_model, struct host **out_host)
{
	struct model *m = model_check(b, problems);
	struct host *h = host_new(m, problems);

	if (!h) {
		model_free(m);
		m = NULL;
	}
	*out_model = m;
	*out_host = h;
	return h ? 0 : -1;
}

/* A model and its host, or neither. */
static int build(const struct turn *t, struct str packed, struct str sha, struct model **out_model, struct host **out_host,
		 struct err *err)
{
	struct problems problems = { 0 };
	struct bundle *b = NULL;
	struct model *m = NULL;
	struct host *h = NULL;
	int rc = -1;

	if (bundle_unpack(packed, &b, err) < 0)
		return -1;
	if (check_sha(b, sha, err) == 0) {
		if (turn_build(b, &problems, &m, &h) == 0)
			rc = check_company(t, m, err);
		else
			first_problems(&problems, err);
	}
	if (rc < 0) {
		host_free(h);
		model_free(m);
		h = NULL;
		m = NULL;
	}
	bundle_free(b);
	problems_free(&problems);
	malloc_trim(0); /* reading a model takes several times the memory that it leaves behind */
	*out_model = m;
	*out_host = h;
	return rc;
}

struct turn *turn_new(const struct turn_events *events, void *arg)
{
	struct turn *t = mem_alloc(sizeof(*t));

	t->arena = arena_new();
	t->events = events;
	t->arg = arg;
	return t;
}

void turn_drop(struct turn *t)
{
	engine_free(t->engine);
	host_free(t->host);
	model_free(t->model);
	t->engine = NULL;
	t->host = NULL;
	t->model = NULL;
	buf_clear(&t->refuse_next);
}

void turn_free(struct turn *t)
{
	if (!t)
		return;
	turn_drop(t);
	arena_free(t->arena);
	buf_free(&t->refuse_next);
	mem_free(t);
}

int turn_start(struct turn *t, struct str packed, struct str sha, struct err *err)
{
	struct model *m;
	struct host *h;

	if (build(t, packed, sha, &m, &h, err) < 0)
		return err_chain(err, "model %.*s", STR_ARG(sha));
	turn_drop(t);
	t->model = m;
	t->host = h;
	t->engine = engine_new(m, host_decisions(h));
	return 0;
}

void turn_refuse(struct turn *t, struct str why)
{
	buf_clear(&t->refuse_next);
	buf_adds(&t->refuse_next, why);
}

/* What an activation exchanged; freed when the input is done, since the findings may point into it. */
struct replaced {
	struct model *model;
	struct host *host;
};

static int exchange(struct turn *t, struct str sha, struct replaced *out_old, struct err *err)
{
	struct str packed;
	struct model *m;
	struct host *h;

	if (t->refuse_next.len > 0) {
		err_set(err, "%.*s", STR_ARG(buf_str(&t->refuse_next)));
		buf_clear(&t->refuse_next);
		return -1;
	}
	if (t->events->model(t->arg, sha, &packed, err) < 0 || build(t, packed, sha, &m, &h, err) < 0)
		return -1;
	if (host_takes_runs(h, t->engine, err) < 0 || engine_activate(t->engine, m, host_decisions(h), err) < 0) {
		host_free(h);
		model_free(m);
		return -1;
	}
	*out_old = (struct replaced){ t->model, t->host };
	t->model = m;
	t->host = h;
	return 0;
}

static void step(struct turn *t, const struct input *in)
{
	struct findings found; /* what the facts now say */
	struct verdicts said;  /* what the company's rules say about it */
	struct update up;      /* what must therefore be written */
	struct replaced old = { 0 };
	struct taken what = { .input = in, .found = &found, .said = &said, .update = &up };
	struct receipt refusal;
	struct err err;

	engine_observe(t->engine, in, t->arena, &found);
	if (found.activate_sha.len > 0 && exchange(t, found.activate_sha, &old, &err) < 0) {
		refusal = found.receipt ? *found.receipt : (struct receipt){ .is_command = true };
		refuse(t->arena, &refusal, "C05", "model_refused", STR("sha"), "%s", err.text);
		what.refused = refusal.text;
		found.receipt = &refusal;
	}
	host_judge(t->host, t->engine, &found, t->arena, &said);
	engine_conclude(t->engine, &found, &said, t->arena, &up);
	t->events->taken(t->arg, &what);
	arena_reset(t->arena);
	host_free(old.host);
	model_free(old.model);
}

void turn_take_until(struct turn *t, const struct input *in, int64_t until_ms)
{
	struct input due;

	while (engine_due(t->engine, in, &due))
		step(t, &due);
	step(t, in);
	while (engine_clock_due(t->engine, until_ms, &due))
		step(t, &due);
}

void turn_take(struct turn *t, const struct input *in)
{
	turn_take_until(t, in, INT64_MAX);
}

void turn_take_of(struct turn *t, const struct input *inputs, uint32_t count, uint32_t at)
{
	if (at % SOON_INPUTS == 0)
		engine_soon(t->engine, &inputs[at], count - at);
	turn_take(t, &inputs[at]);
}

static struct str first_pair(const struct input *in, struct str name)
{
	for (uint32_t i = 0; i < in->pair_count; i++)
		if (str_eq(in->pairs[i].name, name))
			return in->pairs[i].text;
	return (struct str){ 0 };
}

struct str turn_asks_model(const struct input *in)
{
	if (in->kind != INPUT_COMMAND || !str_eq(first_pair(in, STR("command")), STR("activate")))
		return (struct str){ 0 };
	return first_pair(in, STR("sha"));
}
