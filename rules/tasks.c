#include "rules/tasks.h"

#include "rules/case_entry.h"
#include "rules/cases.h"
#include "rules/condition.h"

static const char *const states[] = {
	[TASK_OPEN] = "open", [TASK_CANCELLED] = "cancelled", [TASK_ACCEPTED] = "accepted", [TASK_IN_PROGRESS] = "in_progress",
	[TASK_DONE] = "done", [TASK_RETURNED] = "returned",
};
enum { STATES = sizeof(states) / sizeof(*states) };

const char *task_state_name(enum task_state state)
{
	return state >= TASK_OPEN && (int)state < STATES ? states[state] : NULL;
}

enum task_state task_state_named(struct str name)
{
	for (int i = TASK_OPEN; i < STATES; i++)
		if (str_eq(name, str_of(states[i])))
			return (enum task_state)i;
	return 0;
}

/* ---- finding ---- */
static void link_task(struct engine *e, uint32_t number)
{
	uint32_t of = task_at(e, number)->case_no - 1;

	while (e->case_tasks.count <= of)
		*ARRAY_ADD(e->case_tasks) = 0;
	while (e->task_before.count <= number)
		*ARRAY_ADD(e->task_before) = 0;
	e->task_before.at[number] = e->case_tasks.at[of];
	e->case_tasks.at[of] = number + 1;
}

void tasks_index(struct engine *e)
{
	for (uint32_t i = 0; i < e->tasks.count; i++)
		link_task(e, i);
}

uint32_t tasks_of(const struct engine *e, uint32_t case_number)
{
	return case_number < e->case_tasks.count ? e->case_tasks.at[case_number] : 0;
}

uint32_t task_find(const struct engine *e, uint32_t case_number, uint32_t code)
{
	for (uint32_t n = tasks_of(e, case_number); n; n = e->task_before.at[n - 1])
		if (task_at(e, n - 1)->code == code)
			return n - 1;
	return NONE;
}

/* ---- writing ---- */
void task_put(struct engine *e, uint32_t number, const struct text *title, struct str by, struct str note, struct arena *a,
	      struct update *out)
{
	const struct task_record *t = task_at(e, number);
	struct entry x;

	case_entry_begin(e, &x, t->case_no - 1, a);
	entry_add_number(&x, "task", "T", number + 1);
	entry_add(&x, "code", names_text(&e->codes, t->code));
	entry_add(&x, "state", str_of(states[t->state]));
	entry_add(&x, "to", names_text(&e->codes, t->to));
	if (t->due_day != DAY_NONE)
		entry_add_day(&x, "due", t->due_day);
	if (title)
		entry_add_text(&x, "title", e->model, title);
	if (by.len)
		entry_add(&x, "by", by);
	if (note.len)
		entry_add(&x, "note", note);
	case_entry_add_instant(e, &x);
	case_entry_put(e, &x, t->case_no - 1, OUTPUT_TASKS, out);
}

static int32_t due_day(struct engine *e, const struct flip *f, int32_t workdays)
{
	struct subject s = subject_of(e, f->decision, f->scope, f->period);

	return workdays < 0 ? DAY_NONE : subject_add_workdays(&s, f->day, workdays);
}

uint32_t task_begin(struct engine *e, uint32_t case_number, const struct flip *f, const struct task *task, struct arena *a,
		    struct update *out)
{
	uint32_t number = pool_add(&e->tasks);
	struct task_record t = {
		.case_no = case_number + 1,
		.state = TASK_OPEN,
		.due_day = due_day(e, f, task->due_workdays),
		.due_workdays = (uint32_t)(task->due_workdays + 1),
		.opened_ms = e->clock.now_ms,
	};

	t.code = state_code(e, task->code);
	t.to = state_code(e, task->to);
	*task_at(e, number) = t;
	link_task(e, number);
	task_put(e, number, &task->title, (struct str){ 0 }, (struct str){ 0 }, a, out);
	return number;
}

static void cancel_before(struct engine *e, uint32_t next, struct arena *a, struct update *out)
{
	/* They are told in the order in which they were given out. */
	uint32_t list[64], count = 0;

	for (; next && count < sizeof(list) / sizeof(*list); next = e->task_before.at[next - 1])
		list[count++] = next - 1;
	if (next)
		cancel_before(e, next, a, out);
	while (count--) {
		struct task_record *t = task_at(e, list[count]);

		if (!task_is_open(t))
			continue;
		pool_touch(&e->tasks, list[count]);
		t->state = TASK_CANCELLED;
		task_put(e, list[count], NULL, (struct str){ 0 }, (struct str){ 0 }, a, out);
	}
}

void tasks_cancel(struct engine *e, uint32_t case_number, struct arena *a, struct update *out)
{
	cancel_before(e, tasks_of(e, case_number), a, out);
}

/* ---- when the model is exchanged ---- */
/* The day from which its working days are counted: that on which it was given out, of one from the opening the day judged then.
 */
static int32_t first_day(struct engine *e, const struct task_record *t, uint32_t scope)
{
	const struct case_record *c = pool_at(&e->cases, t->case_no - 1);

	return t->opened_ms == c->opened_ms ? c->opened_day : figures_date(e, scope, t->opened_ms);
}

static void task_due_again(struct engine *e, uint32_t number, struct arena *a, struct update *out)
{
	const struct task_record *t = task_at(e, number);
	uint32_t decision, scope;
	struct period period;

	if (!task_is_open(t) || !t->due_workdays ||
	    !cases_identity(e, pool_at(&e->cases, t->case_no - 1), &decision, &scope, &period))
		return;
	struct subject s = subject_of(e, decision, scope, period);
	int32_t today = figures_today(e, scope);
	int32_t due = subject_add_workdays(&s, first_day(e, t, scope), (int32_t)t->due_workdays - 1);

	if (due == t->due_day || due < today || t->due_day < today)
		return;
	pool_touch(&e->tasks, number);
	task_at(e, number)->due_day = due;
	task_put(e, number, NULL, (struct str){ 0 }, (struct str){ 0 }, a, out);
}

void tasks_due_again(struct engine *e, struct arena *a, struct update *out)
{
	for (uint32_t i = 0; i < e->tasks.count; i++)
		task_due_again(e, i, a, out);
}
