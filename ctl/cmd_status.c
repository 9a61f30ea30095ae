/* sdmctl status: how far a company is, who serves it, with which model. */
#include "ctl/commands.h"
#include "ctl/runcount.h"
#include "ctl/standing.h"
#include "daemon/entries.h"

struct status {
	struct common common;
	struct server server;
	struct buf out;
	struct arena *arena;
	struct standing now;
};

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct status *s = state->input;

	(void)arg;
	if (key != ARGP_KEY_INIT)
		return ARGP_ERR_UNKNOWN;
	common_children(state, 2, &s->common);
	return 0;
}

/* "name  text" for people, `,"key":...` for programs. */
static void add_name(struct status *s, const char *name, const char *key)
{
	if (s->common.json)
		buf_addf(&s->out, "%s\"%s\":", s->out.len > 1 ? "," : "", key);
	else
		buf_addf(&s->out, "%-12s ", name);
}

static void end_line(struct status *s)
{
	if (!s->common.json)
		buf_addc(&s->out, '\n');
}

/* Empty: there is none. */
static void add(struct status *s, const char *name, struct str text)
{
	add_name(s, name, name);
	if (!s->common.json)
		buf_add_visible(&s->out, text.len > 0 ? text : STR("none"), false);
	else if (text.len > 0)
		buf_add_json(&s->out, text);
	else
		buf_adds(&s->out, STR("null"));
	end_line(s);
}

static void add_id(struct status *s, const char *name, struct entry_id id)
{
	struct buf b = { 0 };

	entry_id_add(&b, id);
	add(s, name, buf_str(&b));
	buf_free(&b);
}

static void add_count(struct status *s, const char *name, uint64_t n)
{
	add_name(s, name, name);
	buf_addf(&s->out, "%llu", (unsigned long long)n);
	end_line(s);
}

static void add_owner(struct status *s)
{
	add(s, "daemon", s->now.owner);
	if (s->now.stopped.len > 0 || s->common.json)
		add(s, "stopped", s->now.stopped);
}

static void add_fence(struct status *s)
{
	if (!s->now.has_fence && !s->common.json) {
		add(s, "taken", STR("nothing yet"));
		return;
	}
	add_count(s, "inputs", s->now.fence.inputs);
	add_count(s, "turn", s->now.fence.turn);
	add_id(s, "reports", s->now.fence.reports);
	add_id(s, "commands", s->now.fence.commands);
}

static void add_checkpoint(struct status *s)
{
	const struct manifest *m = &s->now.checkpoint;
	struct buf at = { 0 }, b = { 0 };

	if (!s->now.has_checkpoint) {
		add(s, "checkpoint", (struct str){ 0 });
		return;
	}
	instant_add(&at, m->time_ms);
	buf_addf(&b, "%llu at input %llu, %s", (unsigned long long)m->generation, (unsigned long long)m->inputs, at.ptr);
	if (s->common.json) {
		add_count(s, "checkpoint", m->generation);
		add_count(s, "checkpoint_inputs", m->inputs);
		add(s, "checkpoint_at", buf_str(&at));
	} else {
		add(s, "checkpoint", buf_str(&b));
	}
	buf_free(&at);
	buf_free(&b);
}

static int add_waiting(struct status *s, const char *stream, const char *name, const char *key, struct entry_id taken,
		       struct err *err)
{
	uint64_t n;

	if (standing_waiting(&s->server, stream, taken, &n, err) < 0)
		return -1;
	add_name(s, name, key);
	buf_add_u64(&s->out, n);
	buf_adds(&s->out, n == STANDING_WAITING_MOST && !s->common.json ? STR(" or more") : STR(""));
	end_line(s);
	return 0;
}

static void add_loss(struct status *s)
{
	if (standing_is_lost(&s->now) && !s->common.json)
		add(s, "keys",
		    STR("none of this company but its daemon's: it is new, or its keys are gone (flushed, or Redis came back "
			"without its data). Nothing is counted. Bring the data back from a backup, or begin anew by "
			"`sdmctl activate'"));
}

/* As of the checkpoint: nothing is folded here. */
static int add_runs(struct status *s, struct err *err)
{
	struct runcount n;
	struct buf b = { 0 };

	if (runcount_read(&n, &s->server, &s->now, err) < 0)
		return -1;
	if (s->common.json) {
		add_count(s, "runs_waiting", n.waiting);
		add_count(s, "runs_paused", n.paused);
		add_count(s, "runs_stuck", n.stuck);
	} else if (n.known) {
		buf_addf(&b, "%u waiting, %u paused, %u stuck", n.waiting, n.paused, n.stuck);
		add(s, "runs", buf_str(&b));
	}
	buf_free(&b);
	return 0;
}

static int look(struct status *s, struct err *err)
{
	if (server_open(&s->common, &s->server, err) < 0 || server_need_company(&s->server, err) < 0 ||
	    standing_read(&s->now, s->arena, &s->server, err) < 0)
		return -1;
	add(s, "company", s->server.company);
	add_owner(s);
	add(s, "model", s->now.model);
	add_fence(s);
	add_checkpoint(s);
	if (add_runs(s, err) < 0)
		return -1;
	add_loss(s);
	if (add_waiting(s, "reports", "new reports", "reports_waiting", s->now.fence.reports, err) < 0)
		return -1;
	return add_waiting(s, "commands", "new commands", "commands_waiting", s->now.fence.commands, err);
}

int cmd_status(int argc, char **argv)
{
	static const struct argp_child children[] = { COMMON_OUTPUT, COMMON_SERVER, { 0 } };
	static const struct argp argp = {
		NULL,
		parse,
		"",
		"Says which daemon serves a company, which model is in force, how far it has taken reports and "
		"commands, and how many wait. Exit status 1 where no daemon serves it, it has no model, or it is stopped.",
		children,
		NULL,
		NULL
	};
	struct status s = { .arena = arena_new() };
	struct err err;
	int rc, status;

	common_init(&s.common);
	argp_parse(&argp, argc, argv, 0, NULL, &s);
	if (s.common.json)
		buf_addc(&s.out, '{');
	rc = look(&s, &err);
	if (rc == 0) {
		buf_adds(&s.out, s.common.json ? STR("}\n") : STR(""));
		common_flush(&s.out);
	}
	status = rc < 0                                                    ? server_complain(&s.server, &err)
		 : standing_is_served(&s.now) && !standing_is_lost(&s.now) ? STATUS_OK
									   : STATUS_NO;
	server_close(&s.server);
	arena_free(s.arena);
	buf_free(&s.out);
	return status;
}
