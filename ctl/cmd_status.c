/* sdmctl status: how far a company is, who serves it, with which model. */
#include "ctl/commands.h"
#include "ctl/server.h"
#include "daemon/entries.h"
#include "daemon/fence.h"
#include "daemon/manifest.h"

struct status {
	struct common common;
	struct server server;
	struct buf out;
	bool has_fence, has_model, owned, lost;
	struct fence fence;
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

/* "id machine pid start", and "stopped why" where its company stands still. */
static int add_owner(struct status *s, struct err *err)
{
	struct str lease, id;
	bool found;

	if (server_get(&s->server, "lease", &lease, &found, err) < 0)
		return -1;
	id = str_cut(&lease, ' ');
	for (int word = 0; word < 3; word++)
		str_cut(&lease, ' ');
	s->owned = found && lease.len == 0;
	add(s, "daemon", id);
	if (lease.len > 0)
		str_cut(&lease, ' ');
	if (lease.len > 0 || s->common.json)
		add(s, "stopped", lease);
	return 0;
}

static int add_model(struct status *s, struct err *err)
{
	struct str sha;

	if (server_get(&s->server, "model:active", &sha, &s->has_model, err) < 0)
		return -1;
	add(s, "model", sha);
	return 0;
}

static int add_fence(struct status *s, struct err *err)
{
	struct str text;

	if (server_get(&s->server, "fence", &text, &s->has_fence, err) < 0 ||
	    (s->has_fence && fence_parse(text, &s->fence, err) < 0))
		return -1;
	if (!s->has_fence && !s->common.json) {
		add(s, "taken", STR("nothing yet"));
		return 0;
	}
	add_count(s, "inputs", s->fence.inputs);
	add_count(s, "turn", s->fence.turn);
	add_id(s, "reports", s->fence.reports);
	add_id(s, "commands", s->fence.commands);
	return 0;
}

static void say_checkpoint(struct status *s, const struct manifest *m)
{
	struct buf at = { 0 }, b = { 0 };

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

static int add_checkpoint(struct status *s, struct err *err)
{
	struct arena *a = arena_new();
	struct manifest m = { 0 };
	struct str text;
	bool found;
	int rc = server_get(&s->server, "state:manifest", &text, &found, err);

	if (rc == 0 && found)
		rc = manifest_parse(text, a, &m, err);
	if (rc == 0 && found)
		say_checkpoint(s, &m);
	else if (rc == 0)
		add(s, "checkpoint", (struct str){ 0 });
	arena_free(a);
	return rc;
}

struct waiting {
	const char *stream, *name, *key;
	struct entry_id taken;
};

/* How many entries of a stream stand behind the position, counted up to a limit. */
static int add_waiting(struct status *s, const struct waiting *w, struct err *err)
{
	enum { MOST = 1000 };
	struct buf from = { 0 }, most = { 0 };
	struct resp got;
	size_t at;
	int rc;

	buf_addc(&from, '(');
	entry_id_add(&from, w->taken);
	buf_add_i64(&most, MOST);
	rc = server_ask(&s->server, 6,
			(struct str[]){ STR("XRANGE"), server_key(&s->server, w->stream), buf_str(&from), STR("+"), STR("COUNT"),
					buf_str(&most) },
			&got, &at, err);
	if (rc == 0) {
		add_name(s, w->name, w->key);
		buf_add_i64(&s->out, got.integer);
		buf_adds(&s->out, got.integer == MOST && !s->common.json ? STR(" or more") : STR(""));
		end_line(s);
	}
	buf_free(&from);
	buf_free(&most);
	return rc;
}

/* Redis cannot tell a company that is new from one that lost everything while its daemon ran: the lease alone comes back. */
static void add_loss(struct status *s)
{
	if (!s->owned || (s->has_fence && s->has_model))
		return;
	s->lost = true;
	if (!s->common.json)
		add(s, "keys",
		    STR("none of this company but its daemon's: it is new, or its keys are gone (flushed, or Redis came back "
			"without its data). Nothing is counted. Bring the data back from a backup, or begin anew by "
			"`sdmctl activate'"));
}

static int look(struct status *s, struct err *err)
{
	if (server_open(&s->common, &s->server, err) < 0 || server_need_company(&s->server, err) < 0)
		return -1;
	add(s, "company", s->server.company);
	if (add_owner(s, err) < 0 || add_model(s, err) < 0 || add_fence(s, err) < 0 || add_checkpoint(s, err) < 0)
		return -1;
	add_loss(s);
	if (add_waiting(s, &(struct waiting){ "reports", "new reports", "reports_waiting", s->fence.reports }, err) < 0)
		return -1;
	return add_waiting(s, &(struct waiting){ "commands", "new commands", "commands_waiting", s->fence.commands }, err);
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
	struct status s = { 0 };
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
	status = rc < 0 ? server_complain(&s.server, &err) : s.owned && !s.lost ? STATUS_OK : STATUS_NO;
	server_close(&s.server);
	buf_free(&s.out);
	return status;
}
