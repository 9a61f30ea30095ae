#include "daemon/company_inside.h"
#include <event2/event.h>
#include <string.h>

/* ---- small things ---- */

void company_later(struct company *c)
{
	struct timeval delay = { .tv_sec = c->retry_ms / 1000, .tv_usec = c->retry_ms % 1000 * 1000 };

	c->retry_ms = c->retry_ms * 2 < COMPANY_RETRY_MAX_MS ? c->retry_ms * 2 : COMPANY_RETRY_MAX_MS;
	evtimer_add(c->again, &delay);
}

void company_call(struct company *c, size_t argc, const struct str *argv, link_reply done)
{
	link_call(c->control, argc, argv, done, c);
}

void company_say(struct company *c, const char *what, const struct err *why)
{
	if (strcmp(c->said.text, why->text) == 0)
		return;
	c->said = *why;
	log_error(c->log, "company", "%s: %s; trying again company=%.*s", what, why->text, STR_ARG(c->name));
}

void company_drop(struct company *c)
{
	live_stop(c->live);
	follow_stop(c->follow);
	recover_stop(c->recover);
	birth_stop(c->birth);
	commit_stop(c->commit);
	fetch_forget(c->fetch);
	stream_free(c->stream);
	c->stream = NULL;
	link_forget(c->control, c);
	evtimer_del(c->again);
	checkpoint_loaded(c->checkpoint, NULL);
	tally_end(&c->tally, c->turn->engine, c->outbox);
	turn_drop(c->turn);
}

void company_load_later(struct company *c, const char *what, const struct err *why)
{
	company_say(c, what, why);
	/* The rest is dropped when the timer loads again: this may be called by one of the parts. */
	live_stop(c->live);
	follow_stop(c->follow);
	recover_stop(c->recover);
	commit_stop(c->commit);
	c->phase = LOAD;
	company_later(c);
}

/* ---- the turn ---- */

static void on_taken(void *arg, const struct taken *what)
{
	struct company *c = arg;

	outbox_add(c->outbox, c->turn->engine, what);
	if (c->outbox->held_back)
		return;
	if (what->refused.len > 0)
		log_warn(c->log, "company", "a model was refused, the one in force stays: %.*s company=%.*s",
			 STR_ARG(what->refused), STR_ARG(c->name));
	else if (what->found->activate_sha.len > 0)
		log_info(c->log, "company", "model %.*s is in force company=%.*s", STR_ARG(what->found->activate_sha),
			 STR_ARG(c->name));
}

static int on_model_wanted(void *arg, struct str sha, struct str *out_packed, struct err *err)
{
	struct company *c = arg;

	return fetch_text(c->fetch, sha, out_packed, err);
}
static const struct turn_events turn_events = { on_taken, on_model_wanted };

/* ---- the streams: to whoever is at work ---- */

static void on_batch(void *arg, const struct stream_batch *batch)
{
	struct company *c = arg;

	if (live_is_running(c->live))
		live_batch(c->live, batch);
	else
		follow_batch(c->follow, batch);
}

static void on_idle(void *arg, int64_t redis_ms)
{
	struct company *c = arg;

	if (live_is_running(c->live))
		live_idle(c->live, redis_ms);
}

static void on_end(void *arg)
{
	struct company *c = arg;

	follow_end(c->follow);
}

static void on_stream_trouble(void *arg, bool lost, const struct err *why)
{
	struct company *c = arg;

	if (live_is_running(c->live))
		live_trouble(c->live, lost, why);
	else
		follow_trouble(c->follow, lost, why);
}
static const struct stream_events stream_events = { on_batch, on_idle, on_end, on_stream_trouble };

static void open_stream(struct company *c, struct entry_id reports, struct entry_id commands)
{
	struct stream_from from = {
		.company = c->name,
		.reports = reports,
		.commands = commands,
		.live_count = c->settings->read_live,
		.behind_count = c->settings->read_behind,
	};

	c->stream = stream_new(c->loop, c->reader, &from, &stream_events, c);
}

/* ---- loading and following ---- */

static void on_recovered(void *arg, enum recovered how, const struct manifest *m, const struct err *why)
{
	struct company *c = arg;

	if (how == RECOVERED_FAILED) {
		company_load_later(c, "the state cannot be loaded", why);
		return;
	}
	c->retry_ms = COMPANY_RETRY_MIN_MS;
	if (how == RECOVERED_NOTHING) {
		c->phase = NEW;
		if (owner_holds(c->owner))
			birth_start(c->birth);
		else
			company_later(c); /* the owner may give it a state meanwhile */
		return;
	}
	log_info(c->log, "company", "state loaded, following the log company=%.*s generation=%llu inputs=%llu", STR_ARG(c->name),
		 (unsigned long long)m->generation, (unsigned long long)m->inputs);
	checkpoint_loaded(c->checkpoint, m->generation > 0 ? m : NULL);
	c->checkpoints_missed = false;
	c->checkpoint_inputs = m->generation > 0 ? m->inputs : UINT64_MAX;
	memcpy(c->outbox->numbers, m->outputs, sizeof(m->outputs));
	c->outbox->skew = m->inputs - engine_inputs(c->turn->engine);
	c->outbox->held_back = true;
	open_stream(c, m->reports, m->commands);
	c->phase = FOLLOW;
	follow_start(c->follow, c->stream);
	if (c->phase == FOLLOW && owner_holds(c->owner))
		company_take_over(c);
}

void company_load(struct company *c)
{
	company_drop(c);
	c->phase = LOAD;
	if (link_is_up(c->control))
		recover_start(c->recover);
	else
		company_later(c);
}

static void on_follow_trouble(void *arg, const struct err *why)
{
	struct company *c = arg;

	company_load_later(c, "the log cannot be followed, loading the checkpoint again", why);
}

static void on_reached(void *arg, bool differs)
{
	struct company *c = arg;

	c->phase = LIVE;
	c->said.text[0] = '\0';
	if (c->checkpoints_missed && (differs || checkpoint_generation(c->checkpoint) == 0))
		checkpoint_rewrite(c->checkpoint, c->turn->engine);
	log_info(c->log, "company", "live%s company=%.*s epoch=%llu inputs=%llu", differs ? ", with a state that differs" : "",
		 STR_ARG(c->name), (unsigned long long)commit_fence(c->commit)->epoch,
		 (unsigned long long)commit_fence(c->commit)->inputs);
	tally_begin(&c->tally, c->turn->engine, c->outbox);
	live_start(c->live, c->stream, c->checkpoint_inputs);
	company_look_at_runs(c);
}
static const struct follow_events follow_events = { on_reached, on_follow_trouble };

/* ---- the lease ---- */

static void on_gained(void *arg)
{
	struct company *c = arg;

	if (c->phase == FOLLOW)
		company_take_over(c);
	else if (c->phase == NEW)
		company_load(c);
}

static void on_lease_lost(void *arg)
{
	struct company *c = arg;

	if (company_is_over(c) || c->phase == STOPPING || c->phase == FOLLOW || c->phase == LOAD || c->phase == CONNECT)
		return;
	log_warn(c->log, "company", "another sdmd holds the lease, standing by company=%.*s", STR_ARG(c->name));
	company_load(c);
}

static void on_lease_trouble(void *arg, const struct err *why)
{
	company_say(arg, "the lease cannot be taken", why);
}
static const struct owner_events owner_events = { on_gained, on_lease_lost, on_lease_trouble };

/* ---- a new company ---- */

static void on_born_ready(void *arg)
{
	struct company *c = arg;
	struct engine *e = c->turn->engine;
	struct manifest head = { .turn = 1 };
	struct fence none = { 0 };
	struct journal_entry more = { .sha = str_of(engine_model(e)->sha), .owner = str_of(owner_id(c->owner)), .epoch = 1 };

	c->phase = BORN;
	memset(c->outbox->numbers, 0, sizeof(c->outbox->numbers));
	c->outbox->skew = 0;
	outbox_restart(c->outbox, e);
	outbox_note(c->outbox, e, JOURNAL_OWNER, &more);
	memcpy(head.model, engine_model(e)->sha, sizeof(head.model));
	head.digest = engine_digest(e);
	checkpoint_loaded(c->checkpoint, NULL);
	checkpoint_begin(c->checkpoint, e, &head);
	checkpoint_write(c->checkpoint, SIZE_MAX / 2, &c->outbox->parcel);
	parcel_set(&c->outbox->parcel, key_text(&c->key, c->name, "model:active"), more.sha);
	c->next = (struct fence){ .epoch = 1, .turn = 1, .digest = engine_digest(e) };
	memcpy(c->next.owner, owner_id(c->owner), sizeof(c->next.owner));
	commit_start(c->commit, &none);
	commit_send(c->commit, &c->outbox->parcel, &c->next);
}

static void on_birth_trouble(void *arg, const struct err *why)
{
	struct company *c = arg;

	if (strcmp(c->said.text, why->text) == 0)
		return;
	c->said = *why;
	log_warn(c->log, "company", "%s company=%.*s", why->text, STR_ARG(c->name));
}
static const struct birth_events birth_events = { on_born_ready, on_birth_trouble };

static void on_model_ready(void *arg)
{
	struct company *c = arg;

	if (c->phase == NEW)
		birth_model_ready(c->birth);
	else if (live_is_running(c->live))
		live_model_ready(c->live);
	else
		follow_model_ready(c->follow);
}

/* ---- commits ---- */

static void on_committed(void *arg)
{
	struct company *c = arg;

	c->said.text[0] = '\0';
	if (c->phase == TAKE_OVER) {
		company_taken_over(c);
	} else if (c->phase == BORN) {
		log_info(c->log, "company", "a new company, live company=%.*s model=%s", STR_ARG(c->name),
			 engine_model(c->turn->engine)->sha);
		c->phase = LIVE;
		open_stream(c, (struct entry_id){ 0 }, (struct entry_id){ 0 });
		tally_begin(&c->tally, c->turn->engine, c->outbox);
		live_start(c->live, c->stream, 0);
		company_look_at_runs(c);
	} else {
		live_committed(c->live);
	}
}

static void on_lost(void *arg)
{
	struct company *c = arg;

	if (c->phase == STOPPING) { /* whoever took over goes on: there is nothing left to write */
		company_drop(c);
		company_release(c);
		return;
	}

	log_warn(c->log, "company",
		 "the fence is not ours (another sdmd, or Redis went back to an older state), loading again company=%.*s",
		 STR_ARG(c->name));
	owner_doubt(c->owner);
	company_load(c);
}

static void on_broken(void *arg, const struct err *why)
{
	struct company *c = arg;

	log_error(c->log, "company",
		  "stopped: %s; Redis rolls nothing back. Remove or rename what stands under that key, then restart sdmd; until "
		  "then the lease is kept, so that no stand-by goes on without what is missing company=%.*s",
		  why->text, STR_ARG(c->name));
	live_stop(c->live);
	follow_stop(c->follow);
	c->phase = BROKEN;
	c->said = *why;
	owner_stand_still(c->owner, why);
}

static void on_waiting(void *arg, const struct err *why)
{
	struct company *c = arg;

	log_warn(c->log, "commit", "%s company=%.*s", why->text, STR_ARG(c->name));
}

static void on_flowing(void *arg)
{
	struct company *c = arg;

	log_info(c->log, "commit", "Redis takes commits again company=%.*s", STR_ARG(c->name));
}
static const struct commit_events commit_events = { on_committed, on_lost, on_broken, on_waiting, on_flowing };

static void on_turn_committed(void *arg)
{
	struct company *c = arg;

	lag_move(c->lag, commit_fence(c->commit)->reports, engine_counters(c->turn->engine).reports);
}

/* ---- the parts ---- */

static void on_released(void *arg)
{
	struct company *c = arg;

	c->phase = STOPPED;
	log_info(c->log, "company", "stopped company=%.*s", STR_ARG(c->name));
}

void company_release(struct company *c)
{
	owner_release(c->owner, on_released);
}

static void on_finished(void *arg)
{
	struct company *c = arg;

	log_info(c->log, "company", "checkpoint at the fence written company=%.*s inputs=%llu", STR_ARG(c->name),
		 (unsigned long long)commit_fence(c->commit)->inputs);
	company_release(c);
}

void company_make_parts(struct company *c)
{
	const struct settings *s = c->settings;
	struct outbox_keep keep = { s->keep_entries, (int64_t)s->keep_days * DAY_MS };
	struct follow_parts follow = {
		.loop = c->loop, .control = c->control, .company = c->name, .log = c->log, .look_ms = s->stand_by_ms
	};
	struct live_parts live = { .loop = c->loop, .company = c->name, .log = c->log };

	c->turn = follow.turn = live.turn = turn_new(&turn_events, c);
	c->turn->company = c->name;
	c->outbox = follow.outbox = live.outbox = outbox_new(c->name, keep);
	c->fetch = follow.fetch = live.fetch = fetch_new(c->loop, c->control, c->name, on_model_ready, c);
	c->checkpoint = live.checkpoint = checkpoint_new(c->name);
	c->commit = live.commit = commit_new(c->loop, c->writer, key_text(&c->key, c->name, "fence"), &commit_events, c);
	c->recover = recover_new(c->control, c->name, c->turn, on_recovered, c);
	c->follow = follow_new(&follow, &follow_events, c);
	live.limits =
		(struct live_limits){ s->turn_inputs,      s->turn_delay_ms, s->checkpoint_ms,        s->checkpoint_turn_bytes,
				      s->confirm_replicas, s->keep_reports,  s->test_commit_delay_ms, s->test_seed };
	commit_confirm(c->commit, s->confirm_replicas, s->confirm_ms);
	live.turns = &c->turns;
	live.finished = on_finished;
	live.committed = on_turn_committed;
	live.arg = c;
	c->live = live_new(&live);
	c->owner = owner_new(c->loop, c->control, c->name, s->lease_ms, s->stand_by_ms, &owner_events, c);
	c->birth = birth_new(c->loop, c->control, c->name, c->turn, c->fetch, &birth_events, c);
	c->lag = lag_new(c->loop, c->control, key_text(&c->key, c->name, "reports"), c->log);
	if (s->http.len > 0)
		c->backlog = backlog_new(c->loop, c->control, c->name, c->log);
}
