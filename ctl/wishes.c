#include "ctl/wishes.h"

static void say(const struct wordbook *w, struct buf *b, const char *key, struct str who, struct str what)
{
	struct buf person = { 0 };

	wordbook_add_person(w, &person, who);
	catalog_say(b, w->language, key, (struct catalog_arg[]){ { "who", buf_str(&person) }, { "what", what } }, 2);
	buf_addc(b, '\n');
	buf_free(&person);
}

static const char *alert_key(enum alert_kind kind)
{
	switch (kind) {
	case ALERT_HISTORY:
		return "try_note";
	case ALERT_REMINDER:
		return "try_remind";
	case ALERT_ESCALATED:
		return "try_escalate";
	default:
		return "try_alert";
	}
}

static void add_task(const struct wordbook *w, struct buf *b, const struct task *t)
{
	struct buf what = { 0 };

	buf_adds(&what, t->title.in[w->language]);
	if (t->due_workdays >= 0) {
		buf_adds(&what, STR(", "));
		catalog_count(&what, w->language, "n_workdays", t->due_workdays);
	}
	say(w, b, "try_task", t->to, buf_str(&what));
	buf_free(&what);
}

static void add_wait(const struct wordbook *w, struct buf *b, const struct wait_wish *x)
{
	struct buf what = { 0 };

	if (x->kind == WAIT_ASK) {
		buf_adds(&what, x->question.in[w->language]);
		if (x->options.len)
			buf_addf(&what, " (%.*s)", STR_ARG(x->options));
		say(w, b, "try_ask", x->to, buf_str(&what));
	} else {
		buf_adds(&what, x->name.len && x->name.ptr[0] == ':' ? str_of(x->name.ptr + 1) : x->name);
		say(w, b, "try_wait", STR(""), buf_str(&what));
	}
	buf_free(&what);
}

void wishes_add(const struct wordbook *w, const struct verdict *v, enum severity opened, struct wishes_seen *seen, struct buf *b)
{
	static const char *const severities[] = { "info", "amber", "red" };

	for (uint32_t n = seen->alerts; n < v->alert_count; n++)
		say(w, b, alert_key(v->alerts[n].kind), v->alerts[n].to, v->alerts[n].why.in[w->language]);
	for (uint32_t n = seen->tasks; n < v->task_count; n++)
		add_task(w, b, &v->tasks[n]);
	for (uint32_t n = seen->waits; n < v->run.wait_count; n++)
		add_wait(w, b, &v->run.waits[n]);
	for (uint32_t n = seen->opens; n < v->run.open_count; n++)
		say(w, b, "try_open", STR(""), v->run.opens[n]);
	if (v->severity > opened)
		say(w, b, "try_worsen", STR(""), str_of(severities[v->severity]));
	if (v->close.len)
		say(w, b, "try_close", STR(""), v->close);
	if (v->run.waiting)
		say(w, b, "try_stops", STR(""), STR(""));
	*seen = (struct wishes_seen){ v->alert_count, v->task_count, v->run.wait_count, v->run.open_count };
}
