/* What one execution has said, out of the host's scratch arena, which goes when the flip is over. */
#include "lua/rule.h"

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

void keep_said(const struct case_run *run, struct verdict *v, struct arena *a)
{
	if (v->alert_count) {
		struct alert *alerts = arena_alloc(a, v->alert_count * sizeof(*alerts));

		for (uint32_t n = 0; n < v->alert_count; n++)
			alerts[n] = (struct alert){ run->alerts[n].kind, arena_str(a, run->alerts[n].to),
						    copy_text(a, run->alerts[n].why) };
		v->alerts = alerts;
	}
	if (v->task_count) {
		struct task *tasks = arena_alloc(a, v->task_count * sizeof(*tasks));

		for (uint32_t n = 0; n < v->task_count; n++) {
			tasks[n] = run->tasks[n];
			tasks[n].code = arena_str(a, tasks[n].code);
			tasks[n].to = arena_str(a, tasks[n].to);
			tasks[n].title = copy_text(a, tasks[n].title);
		}
		v->tasks = tasks;
	}
	if (v->close.len)
		v->close = arena_str(a, v->close);
	copy_run(run, &v->run, a);
}
