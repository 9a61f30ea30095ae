#include "daemon/vitals.h"

#include "daemon/company_inside.h"
#include "daemon/server_clock.h"
#include "rules/run_look.h"

#include <time.h>

static const struct {
	enum vitals_state state;
	const char *text;
} phases[] = {
	[CONNECT] = { VITALS_WAITING, "waiting for Redis" },
	[LOAD] = { VITALS_LOADING, "loading" },
	[NEW] = { VITALS_WAITING, "waiting for a model" },
	[BORN] = { VITALS_LOADING, "starting" },
	[FOLLOW] = { VITALS_STANDBY, "standing by" },
	[TAKE_OVER] = { VITALS_LOADING, "taking over" },
	[CATCH_UP] = { VITALS_LOADING, "catching up" },
	[LIVE] = { VITALS_LIVE, "live" },
	[STOPPING] = { VITALS_STOPPED, "stopping" },
	[STOPPED] = { VITALS_STOPPED, "stopped" },
	[BROKEN] = { VITALS_STOPPED, "stopped by an error, see the log" },
};

const char *vitals_state_name(enum vitals_state state)
{
	static const char *const names[VITALS_STATES] = { "waiting", "loading", "standby", "live", "stopped" };

	return names[state];
}

static const char *link_reason(const struct link *l)
{
	if (link_is_up(l))
		return "";
	return link_trouble(l)[0] != '\0' ? link_trouble(l) : "not connected to Redis yet";
}

/* The first reason that there is: whether it stands still, cannot reach Redis, or is refused. */
static const char *trouble(const struct company *c)
{
	const struct link *const links[] = { c->control, c->writer, c->reader };

	if (phases[c->phase].state == VITALS_STOPPED)
		return c->phase == BROKEN ? c->said.text : phases[c->phase].text;
	for (int i = 0; i < 3; i++)
		if (!link_is_up(links[i]))
			return link_reason(links[i]);
	if (c->phase == CONNECT || c->phase == LOAD || c->phase == TAKE_OVER)
		return c->said.text;
	if (c->phase == LIVE && live_unread(c->live)[0] != '\0')
		return live_unread(c->live);
	return c->phase == LIVE ? commit_trouble(c->commit) : "";
}

/* The state of a company that loads goes through what was, and a stopped one holds none. */
static const struct engine *settled_engine(const struct company *c)
{
	bool settled = c->phase == FOLLOW || c->phase == TAKE_OVER || c->phase == CATCH_UP || c->phase == LIVE ||
		       c->phase == STOPPING || c->phase == BROKEN;

	return settled ? c->turn->engine : NULL;
}

static void add_waiting(const struct company *c, const struct engine *e, struct vitals *out)
{
	struct counters taken = engine_counters(e);
	const struct fence *fence = commit_fence(c->commit);
	bool owns = c->phase == LIVE || c->phase == STOPPING || c->phase == BROKEN;

	out->waiting[0] =
		backlog_waiting(c->backlog, INPUT_REPORT, owns ? fence->reports : engine_last(e, INPUT_REPORT), taken.reports);
	out->waiting[1] = backlog_waiting(c->backlog, INPUT_COMMAND, owns ? fence->commands : engine_last(e, INPUT_COMMAND),
					  taken.commands);
}

static int64_t age_ms(int64_t since_ms, clockid_t clock)
{
	struct timespec now;
	int64_t age;

	if (since_ms <= 0)
		return -1;
	clock_gettime(clock, &now);
	age = (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000 - since_ms;
	return age > 0 ? age : 0;
}

void company_vitals(const struct company *c, struct vitals *out)
{
	const struct engine *e = settled_engine(c);
	struct run_counts runs;

	*out = (struct vitals){
		.company = c->name,
		.state = phases[c->phase].state,
		.phase = phases[c->phase].text,
		.trouble = trouble(c),
		.waiting = { -1, -1 },
		.commit_age_ms = age_ms(commit_timing(c->commit)->ended_us / 1000, CLOCK_MONOTONIC),
		.checkpoint_age_ms = age_ms(checkpoint_time_ms(c->checkpoint), CLOCK_REALTIME),
		.checkpoint = checkpoint_generation(c->checkpoint),
		.inputs = commit_fence(c->commit)->inputs,
		.turn = commit_fence(c->commit)->turn,
		.has_sizes = e != NULL,
		.turns = &c->turns,
		.commits = commit_timing(c->commit),
		.host = e ? c->turn->host : NULL,
	};
	tally_read(&c->tally, c->turn->engine, c->outbox, &out->count);
	if (!e)
		return;
	out->sizes = engine_sizes(e);
	runs = runs_count(e);
	out->runs_waiting = runs.waiting;
	out->runs_paused = runs.paused;
	out->runs_stuck = runs_stuck(e);
	add_waiting(c, e, out);
}

void company_status(const struct company *c, struct buf *out)
{
	const struct fence *fence = commit_fence(c->commit);
	const char *why = trouble(c);

	buf_addf(out, "%.*s: %s", STR_ARG(c->name), phases[c->phase].text);
	if (c->phase == LIVE || c->phase == CATCH_UP)
		buf_addf(out, ", %llu inputs, turn %llu", (unsigned long long)fence->inputs, (unsigned long long)fence->turn);
	if (why[0] != '\0' && c->phase != STOPPING && c->phase != STOPPED)
		buf_addf(out, " (%s)", why);
}
