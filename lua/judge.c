/* Judging: for each flip one protected call, in which everything that may fail happens.
 *
 * Where memory ends must be the same in every process that folds the log, whatever it has judged before. What earlier flips
 * left behind is texts that Lua finds again instead of making them, at most COLLECT_EVERY bytes, and the size that the stack
 * has grown to. So a flip is tried with limits that are lower by more than that; one that runs into them is judged once more,
 * without garbage and on a stack of its own, and that counts.
 */
#include <string.h>

#include "lua/diary.h"
#include "lua/judge.h"

static const struct quota first_quota = { HOST_MEMORY, JUDGE_CHURN - 2 * COLLECT_EVERY, BLOCK_MAX / 2, JUDGE_INSTRUCTIONS };
static const struct quota full_quota = { HOST_MEMORY, JUDGE_CHURN, BLOCK_MAX, JUDGE_INSTRUCTIONS };

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

	limits_renew(h);
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
	a->kind = ALERT_OPEN;
	a->to = head.len ? head : STR("director");
	a->why = wording_why(h, j->run.view, h->out);
}

/* Calls the function with one argument on top in a coroutine, which may stop in the middle and is then dropped. */
static void call_apart(lua_State *L)
{
	struct host *h = host_of(L);
	lua_State *co = lua_newthread(L);
	int results, status;

	lua_insert(L, -3);
	lua_xmove(L, co, 2);
	h->limits.running = co;
	status = lua_resume(co, L, 1, &results);
	h->limits.running = L;
	if (status == LUA_ERRMEM) {
		lua_pushliteral(L, "not enough memory"); /* lua_error() knows this text and makes it a memory error again */
		lua_error(L);
	}
	if (status != LUA_OK && status != LUA_YIELD) {
		if (h->limits.armed)
			limits_traceback(L, co);
		else
			lua_xmove(co, L, 1); /* it has its traceback */
		lua_error(L);
	}
	lua_pop(L, 1);
}

/* Of a run taken over to another version only what this one has come to is kept. */
static void say_moved(struct host *h, struct case_run *run, struct run_said *said)
{
	uint32_t unmade;

	buf_clear(&h->key);
	said->entries =
		journal_met(h->journal, &h->key, h->out, run->spent + run->spent_count, SPENT_MAX - run->spent_count, &unmade);
	said->journal = buf_str(&h->key);
	said->moved = true;
	run->spent_count += unmade;
}

/* What the run has said, as it is kept. */
static void say_run(struct host *h, struct job *j)
{
	struct run_said *said = &j->verdict->run;
	const struct journal *log = h->journal;

	said->waiting = j->run.waiting;
	if (!said->waiting)
		return;
	said->asks_cleared = j->run.asks_cleared;
	if (j->flip->moves) {
		say_moved(h, &j->run, said);
		return;
	}
	said->journal = (struct str){ log->bytes.ptr, log->bytes.len };
	said->entries = (uint32_t)log->entries.count;
	if (j->flip->kind != FLIP_WAKE)
		return;
	said->journal.ptr += log->old_bytes;
	said->journal.len -= log->old_bytes;
	said->entries -= log->old_count;
}

static void run_case(lua_State *L, struct job *j)
{
	struct host *h = host_of(L);
	bool goes_on = j->flip->kind == FLIP_WAKE;

	if (!journal_open(h->journal_room, goes_on ? j->look.journal : STR("")))
		luaL_error(L, "the journal of this run is damaged");
	h->journal = h->journal_room;
	h->looked = goes_on ? &j->look : NULL;
	lua_rawgeti(L, LUA_REGISTRYINDEX, j->rule->run);
	case_push(L, &j->run);
	call_apart(L);
	say_run(h, j);
	h->journal = NULL;
}

static int judge_body(lua_State *L)
{
	struct host *h = host_of(L);
	struct job *j = lua_touserdata(L, 1);
	const struct flip *f = j->flip;
	struct verdict *v = j->verdict;

	lua_settop(L, 0);
	if (f->kind == FLIP_WAKE) {
		h->reading->by = READER_RUN;
		run_case(L, j);
		memory_check(L, j->rule->memory, j->rule->file);
		return 0;
	}
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

static int judge_apart(lua_State *L)
{
	subject_forget(L);
	lua_pushcfunction(L, judge_body);
	lua_pushvalue(L, 1);
	call_apart(L);
	return 0;
}

static struct text copy_text(struct arena *a, struct text t)
{
	bool one = t.in[LANGUAGE_EN].ptr == t.in[LANGUAGE_RU].ptr;

	t.in[LANGUAGE_EN] = arena_str(a, t.in[LANGUAGE_EN]);
	t.in[LANGUAGE_RU] = one ? t.in[LANGUAGE_EN] : arena_str(a, t.in[LANGUAGE_RU]);
	return t;
}

static const struct str *copy_list(struct arena *a, const struct str *list, uint32_t count)
{
	struct str *copy = arena_alloc(a, count * sizeof(*copy) + 1);

	for (uint32_t n = 0; n < count; n++)
		copy[n] = arena_str(a, list[n]);
	return copy;
}

static void copy_run(const struct case_run *run, struct run_said *said, struct arena *a)
{
	struct wait_wish *waits = arena_alloc(a, run->wait_count * sizeof(*waits) + 1);

	for (uint32_t n = 0; n < run->wait_count; n++) {
		waits[n] = run->waits[n];
		waits[n].name = arena_str(a, waits[n].name);
		waits[n].task = arena_str(a, waits[n].task);
		waits[n].to = arena_str(a, waits[n].to);
		waits[n].options = arena_str(a, waits[n].options);
		waits[n].escalate_to = arena_str(a, waits[n].escalate_to);
		waits[n].question = copy_text(a, waits[n].question);
	}
	said->waits = waits;
	said->wait_count = run->wait_count;
	said->spent = copy_list(a, run->spent, run->spent_count);
	said->spent_count = run->spent_count;
	said->awaited = copy_list(a, run->awaited, run->awaited_count);
	said->awaited_count = run->awaited_count;
	said->opens = copy_list(a, run->opens, run->open_count);
	said->open_count = run->open_count;
	said->journal = arena_str(a, said->journal);
}

/* Whatever else the flip has left in the host's arena goes. */
static void copy_out(struct job *j, struct arena *a)
{
	struct verdict *v = j->verdict;

	if (v->alert_count) {
		struct alert *alerts = arena_alloc(a, v->alert_count * sizeof(*alerts));

		for (uint32_t n = 0; n < v->alert_count; n++)
			alerts[n] = (struct alert){ j->run.alerts[n].kind, arena_str(a, j->run.alerts[n].to),
						    copy_text(a, j->run.alerts[n].why) };
		v->alerts = alerts;
	}
	if (v->task_count) {
		struct task *tasks = arena_alloc(a, v->task_count * sizeof(*tasks));

		for (uint32_t n = 0; n < v->task_count; n++) {
			tasks[n] = j->run.tasks[n];
			tasks[n].code = arena_str(a, tasks[n].code);
			tasks[n].to = arena_str(a, tasks[n].to);
			tasks[n].title = copy_text(a, tasks[n].title);
		}
		v->tasks = tasks;
	}
	if (v->close.len)
		v->close = arena_str(a, v->close);
	copy_run(&j->run, &v->run, a);
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
	/* A run that goes on raises the severity or leaves it. */
	enum severity severity = j->flip->kind == FLIP_WAKE ? SEVERITY_INFO : j->decision->severity;

	*j->verdict = (struct verdict){ .holds = j->flip->kind != FLIP_ASK, .severity = severity };
	j->verdict->broken = arena_str(a, buf_str(broken));
	j->rule->broken++;
	limits_call(h, full_quota, restore_body, j->rule, broken); /* it fails where it had something to put back */
}

static void account(const struct host *h, struct rule *r)
{
	size_t bytes = h->limits.quota.churn - h->limits.churn_left;

	r->calls++;
	r->instructions += (uint64_t)h->limits.spent;
	if (bytes > r->peak_bytes)
		r->peak_bytes = bytes;
}

static void run_begin(struct host *h, struct job *j)
{
	struct case_run *run = &j->run;

	run->wait_count = run->spent_count = run->awaited_count = run->open_count = 0;
	run->waiting = run->asks_cleared = false;
	h->journal = NULL;
	h->looked = NULL;
}

static int judge_job(struct host *h, struct job *j, struct buf *broken)
{
	const struct verdict before = *j->verdict;

	reads_begin(h, j->flip, j->rule);
	run_begin(h, j);
	int failed = limits_call(h, first_quota, judge_body, j, broken);
	if (!failed || !h->limits.refused)
		return failed;
	limits_call(h, full_quota, restore_body, j->rule, broken);
	arena_reset(h->scratch);
	limits_collect(h);
	buf_clear(broken);
	*j->verdict = before;
	reads_begin(h, j->flip, j->rule);
	run_begin(h, j);
	return limits_call(h, full_quota, judge_apart, j, broken);
}

void judge_by(struct host *h, struct job *j, uint32_t decision, struct arena *a)
{
	const struct flip *f = j->flip;
	struct buf broken = { 0 };

	*h->current =
		(struct view){ decision, h->list.at[decision].kpi, f->scope, f->period, f->day, f->since, f->figures, false };
	j->rule = &h->rules.at[decision];
	j->decision = &h->list.at[decision];
	j->run.view = h->current;
	j->run.view_at = h->view;
	j->run.params = j->rule->noted;
	j->run.verdict = j->verdict;
	h->out = h->scratch;
	int failed = judge_job(h, j, &broken);

	account(h, j->rule);
	if (failed)
		give_up(h, j, a, &broken);
	else
		copy_out(j, a);
	run_begin(h, j);
	j->verdict->reads = reads_take(h, a);
	arena_reset(h->scratch);
	h->out = a;
	buf_free(&broken);
}

static void judge_flip(struct host *h, const struct flip *f, struct arena *a, struct verdict *out)
{
	struct job j;

	j.flip = f;
	j.verdict = out;
	*out = (struct verdict){ .holds = true, .severity = h->list.at[f->decision].severity };
	if (f->kind == FLIP_REMIND || f->kind == FLIP_TOLD)
		return;
	if (f->kind == FLIP_WAKE) {
		judge_wake(h, &j, a);
		return;
	}
	if (f->kind == FLIP_OPEN || f->kind == FLIP_ASK) {
		judge_by(h, &j, f->decision, a);
		if (f->case_no && out->holds)
			out->why = wording_why(h, h->current, a);
		return;
	}
	/* No file has a word in these. */
	*h->current = (struct view){ f->decision, h->list.at[f->decision].kpi, f->scope, f->period, f->day, f->since, f->figures,
				     false };
	out->why = f->kind == FLIP_NOTE ? wording_note(h, h->current, f->first_closed, a) : wording_why(h, h->current, a);
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
