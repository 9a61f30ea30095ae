/* Judging: for each flip one protected call, in which everything that may fail happens. */
#include <string.h>

#include "lua/rule.h"

struct job {
	const struct flip *flip;
	struct rule *rule;
	const struct decision *decision;
	struct case_run run;
	struct verdict *verdict;
};

/* Calls a function of the file with (s, p), one result. */
static void call_with_subject(lua_State *L, const struct job *j, int function)
{
	lua_rawgeti(L, LUA_REGISTRYINDEX, function);
	lua_rawgeti(L, LUA_REGISTRYINDEX, host_of(L)->view);
	lua_rawgeti(L, LUA_REGISTRYINDEX, host_of(L)->reading->by == READER_NONE ? j->rule->params : j->rule->noted);
	lua_call(L, 2, 1);
}

static bool ask(lua_State *L, const struct job *j, int function, const char *name)
{
	bool yes;

	call_with_subject(L, j, function);
	if (!lua_isboolean(L, -1))
		luaL_error(L, "%s: %s must return true or false, it returned %s", j->rule->file, name, luaL_typename(L, -1));
	yes = lua_toboolean(L, -1);
	lua_pop(L, 1);
	return yes;
}

/* Would the case open, or where one is open, would it close? */
static bool answer(lua_State *L, const struct job *j)
{
	if (!j->flip->case_no)
		return ask(L, j, j->rule->when, "when");
	if (j->rule->clear != LUA_NOREF)
		return ask(L, j, j->rule->clear, "clear");
	return !ask(L, j, j->rule->when, "when");
}

/* What a report that opens nothing reads is not noted: the trigger, a pure function, is asked once more where it holds. The first
 * time does not count against the limits. */
static void note_trigger(lua_State *L, const struct job *j)
{
	struct host *h = host_of(L);

	h->limits.spent = 0;
	h->limits.churn_left = JUDGE_CHURN;
	h->reading->by = READER_TRIGGER;
	ask(L, j, j->rule->when, "when");
}

static enum severity ask_severity(lua_State *L, const struct job *j)
{
	const char *word;
	enum severity severity = SEVERITY_INFO;

	host_of(L)->reading->by = READER_SEVERITY;
	call_with_subject(L, j, j->rule->severity);
	word = lua_type(L, -1) == LUA_TSTRING ? lua_tostring(L, -1) : luaL_typename(L, -1);
	if (!strcmp(word, "red"))
		severity = SEVERITY_RED;
	else if (!strcmp(word, "amber"))
		severity = SEVERITY_AMBER;
	else if (strcmp(word, "info") != 0)
		luaL_error(L, "%s: severity must return \"info\", \"amber\" or \"red\", it returned %s", j->rule->file, word);
	lua_pop(L, 1);
	return severity;
}

/* A decision without a run tells the head. */
static void add_default_alert(struct host *h, struct job *j)
{
	struct alert *a = &j->run.alerts[j->verdict->alert_count++];
	struct str head = person_head(h, j->flip->scope, j->flip->day);

	reads_subject(h->L);
	a->to = head.len ? head : STR("director");
	a->why = wording_why(h, j->run.view, h->out);
}

/* The run is a coroutine of the host, so that a step can come to wait without a change to any file. */
static void run_case(lua_State *L, struct job *j)
{
	struct host *h = host_of(L);
	lua_State *co = lua_newthread(L);
	int results, status;

	lua_rawgeti(L, LUA_REGISTRYINDEX, j->rule->run);
	case_push(L, &j->run);
	lua_xmove(L, co, 2);
	h->limits.running = co;
	status = lua_resume(co, L, 1, &results);
	h->limits.running = L;
	if (status == LUA_ERRMEM) {
		lua_pushliteral(L, "not enough memory"); /* lua_error() knows this text and makes it a memory error again */
		lua_error(L);
	}
	if (status != LUA_OK) {
		limits_traceback(L, co);
		lua_error(L);
	}
	lua_pop(L, 1);
}

static int judge_body(lua_State *L)
{
	struct host *h = host_of(L);
	struct job *j = lua_touserdata(L, 1);
	const struct flip *f = j->flip;
	struct verdict *v = j->verdict;

	lua_settop(L, 0);
	v->holds = f->kind == FLIP_ASK ? answer(L, j) : true;
	if (v->holds && !f->case_no && !f->latched) {
		if (f->kind == FLIP_ASK)
			note_trigger(L, j);
		if (j->rule->severity != LUA_NOREF)
			v->severity = ask_severity(L, j);
		h->reading->by = READER_RUN;
		if (j->rule->run != LUA_NOREF)
			run_case(L, j);
		else
			add_default_alert(h, j);
	}
	memory_check(L, j->rule->memory, j->rule->file);
	return 0;
}

static void copy_out(struct job *j, struct arena *a)
{
	struct verdict *v = j->verdict;

	if (v->alert_count) {
		struct alert *alerts = arena_alloc(a, v->alert_count * sizeof(*alerts));

		memcpy(alerts, j->run.alerts, v->alert_count * sizeof(*alerts));
		v->alerts = alerts;
	}
	if (v->task_count) {
		struct task *tasks = arena_alloc(a, v->task_count * sizeof(*tasks));

		memcpy(tasks, j->run.tasks, v->task_count * sizeof(*tasks));
		v->tasks = tasks;
	}
}

static int restore_body(lua_State *L)
{
	const struct rule *r = lua_touserdata(L, 1);

	memory_check(L, r->memory, r->file);
	return 0;
}

/* A rule that failed orders nothing: half a run is worse than none. */
static void give_up(struct host *h, struct job *j, struct arena *a, struct buf *broken)
{
	const struct quota quota = { JUDGE_MEMORY, JUDGE_CHURN, STRING_MAX, JUDGE_INSTRUCTIONS };
	enum severity severity = j->decision->severity;

	*j->verdict = (struct verdict){ .holds = j->flip->kind != FLIP_ASK, .severity = severity };
	j->verdict->broken = arena_str(a, buf_str(broken));
	j->rule->broken++;
	limits_call(h, quota, restore_body, j->rule, broken); /* it fails where it had something to put back */
}

static void account(const struct host *h, struct rule *r)
{
	size_t before = h->limits.memory_end - JUDGE_MEMORY;

	r->calls++;
	r->instructions += (uint64_t)h->limits.spent;
	if (h->limits.peak - before > r->peak_bytes)
		r->peak_bytes = h->limits.peak - before;
}

static void judge_flip(struct host *h, const struct flip *f, struct arena *a, struct verdict *out)
{
	const struct quota quota = { JUDGE_MEMORY, JUDGE_CHURN, STRING_MAX, JUDGE_INSTRUCTIONS };
	struct buf broken = { 0 };
	struct job j;

	*out = (struct verdict){ .holds = true, .severity = h->list.at[f->decision].severity };
	*h->current =
		(struct view){ f->decision, h->list.at[f->decision].kpi, f->scope, f->period, f->day, f->since, f->figures };
	if (f->kind == FLIP_CLEAR || f->kind == FLIP_EXPIRE) {
		out->why = wording_why(h, h->current, a);
		return; /* no file has a word in these */
	}
	if (f->kind == FLIP_NOTE) {
		out->why = wording_note(h, h->current, f->first_closed, a);
		return;
	}
	j.flip = f;
	j.rule = &h->rules.at[f->decision];
	j.decision = &h->list.at[f->decision];
	j.verdict = out;
	j.run.view = h->current;
	j.run.view_at = h->view;
	j.run.params = j.rule->noted;
	j.run.verdict = out;
	reads_begin(h, f, j.rule);
	int failed = limits_call(h, quota, judge_body, &j, &broken);

	account(h, j.rule);
	if (failed)
		give_up(h, &j, a, &broken);
	else
		copy_out(&j, a);
	out->reads = reads_take(h, a);
	if (f->case_no && out->holds)
		out->why = wording_why(h, h->current, a);
	buf_free(&broken);
}

void host_judge(struct host *h, const struct engine *e, const struct findings *found, struct arena *a, struct verdicts *out)
{
	h->engine = e;
	h->out = a;
	out->count = found->flip_count;
	out->at = arena_alloc(a, found->flip_count * sizeof(*out->at) + 1);
	for (uint32_t n = 0; n < found->flip_count; n++)
		judge_flip(h, &found->flips[n], a, &out->at[n]);
	h->engine = NULL;
	h->out = NULL;
}
