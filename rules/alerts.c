#include "rules/alerts.h"

#include "rules/case_entry.h"

static const char *const kinds[] = {
	[ALERT_OPEN] = "open",           [ALERT_RESOLVED] = "resolved",         [ALERT_EXPIRED] = "expired",
	[ALERT_WITHDRAWN] = "withdrawn", [ALERT_BROKEN_RULE] = "broken_rule",   [ALERT_NOTE] = "note",
	[ALERT_UPDATE] = "update",       [ALERT_QUESTION] = "question",         [ALERT_QUESTION_CLOSED] = "question_closed",
	[ALERT_ANSWER] = "answer",       [ALERT_ACKNOWLEDGED] = "acknowledged", [ALERT_REMINDER] = "reminder",
	[ALERT_ESCALATED] = "escalated", [ALERT_HISTORY] = "history",           [ALERT_CLOSED] = "closed",
};

const char *alert_kind_name(enum alert_kind kind)
{
	return kinds[kind];
}

static void add_given(struct entry *x, const char *name, struct str text)
{
	if (text.len)
		entry_add(x, name, text);
}

void alert_put(struct engine *e, uint32_t number, const struct flip *f, const struct telling *t, struct arena *a,
	       struct update *out)
{
	const struct case_record *c = pool_at(&e->cases, number);
	struct entry x;

	case_entry_begin(e, &x, number, a);
	entry_add(&x, "kind", str_of(kinds[t->kind]));
	entry_add(&x, "to", t->to);
	entry_add_day(&x, "since", c->since);
	entry_add_day(&x, "day", f->day);
	if (t->task)
		entry_add_number(&x, "task", "T", t->task);
	add_given(&x, "ask", t->ask);
	add_given(&x, "options", t->options);
	add_given(&x, "value", t->value);
	add_given(&x, "by", t->by);
	add_given(&x, "note", t->note);
	add_given(&x, "reason", t->reason);
	if (t->late)
		entry_add(&x, "late", STR("yes"));
	case_entry_add_figures(e, &x, f);
	entry_add_text(&x, "title", e->model, &e->decisions->at[f->decision].title);
	if (t->why)
		entry_add_text(&x, "why", e->model, t->why);
	if (t->kind == ALERT_OPEN)
		case_entry_add_covers(e, &x, f->decision);
	case_entry_add_instant(e, &x);
	case_entry_put(e, &x, number, OUTPUT_ALERTS, out);
}
