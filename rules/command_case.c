#include "rules/command_case.h"

#include "rules/alerts.h"
#include "rules/cases.h"
#include "rules/command.h"
#include "rules/report.h"
#include "rules/run.h"
#include "rules/tasks.h"

enum { WORDS_MAX = 1000, REASON_MAX = 64 }; /* bytes of an answer or note, and of a reason to close */

/* ---- what a command names ---- */
/* "C17" or "T5": the number, 0 where it is none. */
static uint32_t numbered(struct str s, char letter, uint32_t count)
{
	int64_t n = 0;

	if (s.len < 2 || s.ptr[0] != letter || num_parse_i64((struct str){ s.ptr + 1, s.len - 1 }, &n, NULL) < 0)
		return 0;
	return n > 0 && n <= count ? (uint32_t)n : 0;
}

/* The open case that the field `case` names, as things are now. */
static bool open_case(struct engine *e, const struct input *in, struct arena *a, struct flip *out, struct receipt *r)
{
	struct str name = command_field(in, "case");
	uint32_t number = numbered(name, 'C', e->cases.count);

	if (!number)
		return refuse(a, r, name.len ? "C03" : "C01", name.len ? "unknown_case" : "missing_field", STR("case"),
			      "case: expected a case that there is, like C17, got \"%.*s\"",
			      STR_ARG(str_head(name, REPORT_ID_MAX)));
	const struct case_record *c = pool_at(&e->cases, number - 1);

	if (c->state != CASE_OPEN || !run_flip(e, FLIP_TOLD, number - 1, out))
		return refuse(a, r, "C05", "case_closed", STR("case"), "case %.*s is closed: %.*s", STR_ARG(name),
			      STR_ARG(names_text(&e->codes, c->reason)));
	return true;
}

static bool texts_fit(const struct input *in, struct arena *a, struct receipt *r)
{
	static const char *const names[] = { "note", "value", "reason" };

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		struct str text = command_field(in, names[i]);

		if (text.len > WORDS_MAX || !str_is_text(text))
			return refuse(a, r, "C02", "bad_text", str_of(names[i]), "%s: expected text of at most %d bytes",
				      names[i], (int)WORDS_MAX);
	}
	return true;
}

static void told(struct flip_list *flips, const struct flip *f)
{
	*ARRAY_ADD(flips->list) = *f;
}

/* ---- answer ---- */
static bool is_option(struct str options, struct str value)
{
	if (!options.len)
		return value.len > 0;
	while (options.len)
		if (str_eq(str_cut(&options, '|'), value))
			return true;
	return false;
}

bool command_answer(struct engine *e, const struct input *in, struct arena *a, struct receipt *r, struct flip_list *flips)
{
	struct str ask = command_field(in, "ask"), value = command_field(in, "value");
	struct flip f;

	if (!open_case(e, in, a, &f, r) || !texts_fit(in, a, r))
		return false;
	uint32_t run = run_of(e, f.case_no - 1), code = names_find(&e->codes, ask);
	uint32_t wait = run == NONE || !code ? NONE : wait_find(e, run, code);

	if (wait == NONE || wait_at(e, wait)->kind != WAIT_ASK)
		return refuse(a, r, "C05", "stale_question", STR("ask"),
			      "case %.*s has no question \"%.*s\" that waits for an answer: it was withdrawn or never asked",
			      STR_ARG(command_field(in, "case")), STR_ARG(str_head(ask, REPORT_ID_MAX)));
	const struct wait_record *w = wait_at(e, wait);
	struct str options = names_text(&e->codes, w->options);

	if (!is_option(options, value))
		return refuse(a, r, "C02", "not_an_option", STR("value"), "value: expected %.*s, got \"%.*s\"",
			      STR_ARG(options.len ? options : STR("a text")), STR_ARG(str_head(value, REPORT_ID_MAX)));
	f.wait = wait + 1;
	f.latched = w->over != 0; /* somebody was before it */
	told(flips, &f);
	if (!w->over)
		wait_over(e, wait, f.day, value, state_code(e, command_field(in, "by")), command_field(in, "note"));
	run_acknowledge(e, f.case_no - 1, command_field(in, "by"));
	return true;
}

/* ---- acknowledge, close ---- */
bool command_acknowledge(struct engine *e, const struct input *in, struct arena *a, struct receipt *r, struct flip_list *flips)
{
	struct flip f;

	if (!open_case(e, in, a, &f, r) || !texts_fit(in, a, r))
		return false;
	run_acknowledge(e, f.case_no - 1, command_field(in, "by"));
	told(flips, &f);
	return true;
}

bool command_close(struct engine *e, const struct input *in, struct arena *a, struct receipt *r, struct flip_list *flips)
{
	struct str reason = command_field(in, "reason");
	struct flip f;

	if (!open_case(e, in, a, &f, r) || !texts_fit(in, a, r))
		return false;
	if (!reason.len || reason.len > REASON_MAX)
		return refuse(a, r, "C01", "missing_field", STR("reason"),
			      "close: the field \"reason\" says why in 1 to %d bytes, like not_confirmed", (int)REASON_MAX);
	told(flips, &f);
	return true;
}

/* ---- task ---- */
bool command_task(struct engine *e, const struct input *in, struct arena *a, struct receipt *r, struct flip_list *flips)
{
	struct str name = command_field(in, "task");
	uint32_t number = numbered(name, 'T', e->tasks.count);
	enum task_state state = task_state_named(command_field(in, "state"));
	struct flip f;

	if (!number)
		return refuse(a, r, name.len ? "C03" : "C01", name.len ? "unknown_task" : "missing_field", STR("task"),
			      "task: expected a task that there is, like T5, got \"%.*s\"",
			      STR_ARG(str_head(name, REPORT_ID_MAX)));
	if (!state || state == TASK_OPEN)
		return refuse(a, r, "C02", "bad_state", STR("state"),
			      "state: expected accepted, in_progress, done, returned or cancelled, got \"%.*s\"",
			      STR_ARG(str_head(command_field(in, "state"), REPORT_ID_MAX)));
	struct task_record *t = task_at(e, number - 1);
	bool returned = state == TASK_RETURNED && t->state == TASK_DONE; /* a head does not accept it: it is to be done again */

	if ((!task_is_open(t) && !returned) ||
	    ((const struct case_record *)pool_at(&e->cases, t->case_no - 1))->state != CASE_OPEN ||
	    !run_flip(e, FLIP_TOLD, t->case_no - 1, &f))
		return refuse(a, r, "C05", "task_closed", STR("task"), "task %.*s is %s already, or its case is closed",
			      STR_ARG(name), task_state_name((enum task_state)t->state));
	if (!texts_fit(in, a, r))
		return false;
	pool_touch(&e->tasks, number - 1);
	t->state = state;
	f.task = number;
	run_task_changed(e, number - 1, command_field(in, "by"));
	run_acknowledge(e, t->case_no - 1, command_field(in, "by"));
	told(flips, &f);
	return true;
}

/* ---- run ---- */
bool command_run(struct engine *e, const struct input *in, struct arena *a, struct receipt *r, struct flip_list *flips)
{
	struct str what = command_field(in, "do");
	bool move = str_eq(what, STR("move"));
	struct flip f;

	(void)flips;
	if (!open_case(e, in, a, &f, r))
		return false;
	if (!move && !str_eq(what, STR("retry")))
		return refuse(a, r, "C02", "bad_type", STR("do"), "do: expected retry or move, got \"%.*s\"",
			      STR_ARG(str_head(what, REPORT_ID_MAX)));
	uint32_t run = run_of(e, f.case_no - 1);
	struct run_record *x = run == NONE ? NULL : run_at(e, run);

	if (!x || x->state == RUN_OVER || (!move && x->state != RUN_PAUSED))
		return refuse(a, r, "C05", "no_run", STR("case"), "case %.*s has no run that %s",
			      STR_ARG(command_field(in, "case")), move ? "waits" : "is paused");
	pool_touch(&e->runs, run);
	x->move = move;
	run_wake(e, run);
	return true;
}

/* ---- and what is then written ---- */
void told_conclude(struct engine *e, const struct flip *f, const struct input *in, struct arena *a, struct update *out)
{
	struct str by = command_field(in, "by"), note = command_field(in, "note"), command = command_field(in, "command");
	const struct case_record *c = pool_at(&e->cases, f->case_no - 1);
	struct telling t = { .kind = ALERT_ACKNOWLEDGED, .to = names_text(&e->codes, c->to), .by = by, .note = note };

	if (f->task) {
		task_put(e, f->task - 1, NULL, by, note, a, out);
		return;
	}
	if (f->wait) {
		t.kind = ALERT_ANSWER;
		t.ask = names_text(&e->codes, wait_at(e, f->wait - 1)->name);
		t.value = command_field(in, "value");
		t.late = f->latched;
	}
	if (str_eq(command, STR("close"))) {
		t.kind = ALERT_CLOSED;
		t.reason = command_field(in, "reason");
	}
	alert_put(e, f->case_no - 1, f, &t, a, out);
	if (t.reason.len)
		cases_close(e, f->case_no - 1, f, t.reason, a, out);
}
