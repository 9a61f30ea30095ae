#include "model/expected.h"

struct case_row {
	struct record head;
	struct ref case_, decision, scope_kind, scope, kpi, period, severity, state, reason, since, opened, closed, to, run,
		waits, acknowledged;
};
struct alert_row {
	struct record head;
	struct ref case_, decision, scope_kind, scope, kpi, period, severity, kind, to, since, day, task, ask, options, value, by,
		note, reason, late, fact, first_closed, plan, expected, deviation, title, why, covers, at;
};
struct task_row {
	struct record head;
	struct ref case_, decision, scope_kind, scope, kpi, period, severity, task, code, state, to, due, title, by, note, at;
};
struct receipt_row {
	struct record head;
	struct ref of, form, id, rev, answer, rule, field, key, text, class, params;
};
struct figure_row {
	struct record head;
	struct ref scope_kind, scope, kpi, period, day, missing, fact, facts, plan, expected, deviation, attainment, run_rate,
		landing, required_rate, status;
};

#define FIELD(row, key, member, type, ...) OPTION(struct row, key, member, OPTION_##type, __VA_ARGS__)
#define IDENTITY(row)                                                                                                            \
	FIELD(row, "case", case_, CODE, .help = "Its number: C1, C2 ... in the order of opening."),                              \
		FIELD(row, "decision", decision, CODE, .help = "Code of the decision."),                                         \
		FIELD(row, "scope_kind", scope_kind, CODE, .help = "Kind of whom or what it is about: seller, branch, ..."),     \
		FIELD(row, "scope", scope, TEXT,                                                                                 \
		      .help = "Whom or what it is about; members of a crossed scope are joined by |."),                          \
		FIELD(row, "kpi", kpi, CODE, .help = "Which figure."),                                                           \
		FIELD(row, "period", period, CODE, .help = "Of which period: 2026-10."),                                         \
		FIELD(row, "severity", severity, WORD, .choices = severity_words, .help = "How much it matters.")

static const char *const severity_words[] = { "info", "amber", "red", NULL };
static const char *const case_words[] = { "open", "closed", NULL };
static const char *const run_words[] = { "waiting", "paused", "over", NULL };
static const char *const alert_words[] = { "open",      "resolved", "expired",         "withdrawn", "broken_rule",  "note",
					   "update",    "question", "question_closed", "answer",    "acknowledged", "reminder",
					   "escalated", "history",  "closed",          NULL };
static const char *const task_words[] = { "open", "accepted", "in_progress", "done", "returned", "cancelled", NULL };
static const char *const of_words[] = { "report", "command", NULL };
static const char *const answer_words[] = { "accepted", "duplicate", "superseded", "warned", "held", "rejected", NULL };
static const char *const status_words[] = { "met", "below_100", "below_90", "below_75", "no_data", NULL };
static const char *const late_words[] = { "yes", NULL };
static const char *const yes_words[] = { "yes", "no", NULL };

static const struct option case_options[] = {
	IDENTITY(case_row),
	FIELD(case_row, "state", state, WORD, .choices = case_words, .help = "Whether it is open."),
	FIELD(case_row, "reason", reason, TEXT,
	      .help = "Why it has closed: recovered, void, superseded, expired_unresolved, or what its run said."),
	FIELD(case_row, "since", since, DATE, .help = "First day on which the condition held."),
	FIELD(case_row, "opened", opened, DATE, .help = "The day judged when it opened."),
	FIELD(case_row, "closed", closed, DATE, .help = "The day judged when it closed."),
	FIELD(case_row, "to", to, CODE, .help = "Who was told first."),
	FIELD(case_row, "run", run, WORD, .choices = run_words, .help = "How the run of an open case stands."),
	FIELD(case_row, "waits", waits, TEXT,
	      .help = "What its run waits for, by name, sorted and joined by blanks: cleared done:plan reason timer."),
	FIELD(case_row, "acknowledged", acknowledged, TEXT,
	      .help = "Who was the first to do something about it; only of an open case."),
	{ 0 },
};
static const struct options case_table = { "a case expected", "A case, open or closed, as it stands at that moment.",
					   sizeof(struct case_row), case_options, NULL };

static const struct option alert_options[] = {
	IDENTITY(alert_row),
	FIELD(alert_row, "kind", kind, WORD, .choices = alert_words,
	      .help = "What is told: that it has opened, closed and how, ..."),
	FIELD(alert_row, "to", to, CODE, .help = "Whom it tells."),
	FIELD(alert_row, "since", since, DATE, .help = "First day on which the condition held."),
	FIELD(alert_row, "day", day, DATE, .help = "The day judged."),
	FIELD(alert_row, "task", task, CODE, .help = "The task that nobody has done."),
	FIELD(alert_row, "ask", ask, CODE, .help = "The question's name in the run."),
	FIELD(alert_row, "options", options, TEXT, .help = "The answers that it takes, joined by |."),
	FIELD(alert_row, "value", value, TEXT, .help = "What was answered."),
	FIELD(alert_row, "by", by, TEXT, .help = "Who has answered, acknowledged or closed it."),
	FIELD(alert_row, "note", note, TEXT, .help = "A part of what that person wrote to it."),
	FIELD(alert_row, "reason", reason, TEXT, .help = "Of closed: why."),
	FIELD(alert_row, "late", late, WORD, .choices = late_words, .help = "Somebody else had answered before."),
	FIELD(alert_row, "fact", fact, DECIMAL, .help = "The figure of the period so far."),
	FIELD(alert_row, "first_closed", first_closed, DECIMAL, .help = "Of a note: the figure as its period was first closed."),
	FIELD(alert_row, "plan", plan, DECIMAL, .help = "The whole period's plan."),
	FIELD(alert_row, "expected", expected, DECIMAL, .help = "Plan-to-date."),
	FIELD(alert_row, "deviation", deviation, PERCENT, .help = "Fact against plan-to-date, rounded as it is written: -67.8%."),
	FIELD(alert_row, "title", title, TEXT, .help = "A part of the decision's title, in any language."),
	FIELD(alert_row, "why", why, TEXT, .help = "A part of the reason, in any language."),
	FIELD(alert_row, "covers", covers, TEXT, .help = "A part of the titles of the decisions that the case keeps quiet."),
	FIELD(alert_row, "at", at, STAMP, .help = "When, by the company's clock."),
	{ 0 },
};
static const struct options alert_table = { "an alert expected", "An alert.", sizeof(struct alert_row), alert_options, NULL };

static const struct option task_options[] = {
	IDENTITY(task_row),
	FIELD(task_row, "task", task, CODE, .help = "Its number: T1, T2 ..."),
	FIELD(task_row, "code", code, CODE, .help = "Its name in the decision's run."),
	FIELD(task_row, "state", state, WORD, .choices = task_words, .help = "How it stands."),
	FIELD(task_row, "to", to, CODE, .help = "Who is to do it."),
	FIELD(task_row, "due", due, DATE, .help = "Until the end of which day."),
	FIELD(task_row, "title", title, TEXT, .help = "A part of what is to be done, in any language."),
	FIELD(task_row, "by", by, TEXT, .help = "Who has changed it."),
	FIELD(task_row, "note", note, TEXT, .help = "A part of what that person wrote to it."),
	FIELD(task_row, "at", at, STAMP, .help = "When, by the company's clock."),
	{ 0 },
};
static const struct options task_table = { "a task expected", "A change of a task.", sizeof(struct task_row), task_options,
					   NULL };

static const struct option receipt_options[] = {
	FIELD(receipt_row, "of", of, WORD, .choices = of_words, .help = "What it answers."),
	FIELD(receipt_row, "form", form, CODE, .help = "Form of the report, or name of the command."),
	FIELD(receipt_row, "id", id, TEXT, .help = "Id of the report, or token of the command."),
	FIELD(receipt_row, "rev", rev, CODE, .help = "Revision, as it was written."),
	FIELD(receipt_row, "answer", answer, WORD, .choices = answer_words, .help = "What became of it."),
	FIELD(receipt_row, "rule", rule, CODE, .help = "Of a refusal: the rule, like V19."),
	FIELD(receipt_row, "field", field, TEXT, .help = "Of a refusal: the field at fault."),
	FIELD(receipt_row, "key", key, CODE, .help = "Of a refusal: the reason's key, like bad_type."),
	FIELD(receipt_row, "text", text, TEXT, .help = "A part of the message."),
	FIELD(receipt_row, "class", class, CODE, .help = "Of a remark: warn, hold or reject."),
	FIELD(receipt_row, "params", params, TEXT, .help = "A part of the remark's params."),
	{ 0 },
};
static const struct options receipt_table = {
	"a receipt expected", "An answer. A report that is simply accepted has none, unless its form asks for it.",
	sizeof(struct receipt_row), receipt_options, NULL
};

static const struct option figure_options[] = {
	FIELD(figure_row, "scope_kind", scope_kind, CODE, .required = true, .help = "Kind of scope: seller, branch, ..."),
	FIELD(figure_row, "scope", scope, TEXT, .required = true,
	      .help = "Whose figure; members of a crossed scope are joined by |."),
	FIELD(figure_row, "kpi", kpi, CODE, .required = true, .help = "Which KPI."),
	FIELD(figure_row, "period", period, CODE, .required = true, .help = "Of which period: 2026-10, 2026-Q4, 2026-W42, 2026."),
	FIELD(figure_row, "day", day, DATE,
	      .help = "As of which day; today of a period that goes on, else the whole period, where it is left out."),
	FIELD(figure_row, "missing", missing, WORD, .choices = yes_words, .help = "Whether nothing was reported."),
	FIELD(figure_row, "fact", fact, DECIMAL, .help = "The figure."),
	FIELD(figure_row, "facts", facts, DECIMAL, .help = "How many facts stand behind it."),
	FIELD(figure_row, "plan", plan, DECIMAL, .help = "The whole period's plan."),
	FIELD(figure_row, "expected", expected, DECIMAL, .help = "Plan-to-date."),
	FIELD(figure_row, "deviation", deviation, PERCENT,
	      .help = "Fact against plan-to-date, rounded as it is written: -67.8%."),
	FIELD(figure_row, "attainment", attainment, PERCENT, .help = "Fact against the whole plan, likewise."),
	FIELD(figure_row, "run_rate", run_rate, DECIMAL, .help = "Fact per working day so far."),
	FIELD(figure_row, "landing", landing, DECIMAL, .help = "Where the period ends at this run rate."),
	FIELD(figure_row, "required_rate", required_rate, DECIMAL, .help = "What each day left must bring."),
	FIELD(figure_row, "status", status, WORD, .choices = status_words, .help = "How it stands against the whole plan."),
	{ 0 },
};
static const struct options figure_table = { "a figure expected", "A KPI of a scope and a period, as it stands at that moment.",
					     sizeof(struct figure_row), figure_options, NULL };

const struct options *const expected_tables[EXPECTED_KINDS] = {
	[EXPECTED_CASES] = &case_table,       [EXPECTED_ALERTS] = &alert_table,   [EXPECTED_TASKS] = &task_table,
	[EXPECTED_RECEIPTS] = &receipt_table, [EXPECTED_FIGURES] = &figure_table,
};

#define LIST(key, kind, table, help_)                                                                                            \
	OPTION(struct expectation_doc, key, lists[(kind)], OPTION_LIST, .of = &(table), .help = (help_))
#define LISTS                                                                                                                    \
	LIST("cases", EXPECTED_CASES, case_table, "Cases, as they stand."),                                                      \
		LIST("alerts", EXPECTED_ALERTS, alert_table, "Alerts since the expectation before this one."),                   \
		LIST("tasks", EXPECTED_TASKS, task_table, "Changes of tasks, likewise."),                                        \
		LIST("receipts", EXPECTED_RECEIPTS, receipt_table, "Answers to reports and commands, likewise."),                \
		LIST("kpi", EXPECTED_FIGURES, figure_table, "Figures, as they stand.")

static const struct option none_options[] = { LISTS, { 0 } };
static const struct options none_table = { "what must not be", "No case, alert, task, receipt or figure is so.",
					   sizeof(struct expectation_doc), none_options, NULL };

static const struct option expectation_options[] = {
	LISTS,
	OPTION(struct expectation_doc, "none", none, OPTION_RECORD, .of = &none_table, .help = "What must not be there."),
	OPTION(struct expectation_doc, "exact", exact, OPTION_FLAG, .preset = "no",
	       .help = "There are no other cases, alerts, tasks and receipts than these; only of the lists that are given."),
	OPTION(struct expectation_doc, "so_far", so_far, OPTION_FLAG, .preset = "no",
	       .help = "Alerts, tasks and receipts of the whole scenario so far, not only since the expectation before."),
	{ 0 },
};
const struct options expectation_table = { "an expectation",
					   "Each row must be there; it says only what matters, and whatever else a case or an "
					   "alert has is left open. Two rows need two of them.",
					   sizeof(struct expectation_doc), expectation_options, NULL };

const struct ref *expected_field(const struct record *row, const struct option *o)
{
	return (const struct ref *)((const char *)row + o->offset);
}

void expected_check(const struct record *row, enum expected_kind kind, struct problems *problems)
{
	const struct options *table = expected_tables[kind];

	/* Scope, KPI, period and day say which figure is asked for, and nothing about it. */
	for (const struct option *o = table->list; o->key; o++)
		if (expected_field(row, o)->place.line > 0 && !o->required &&
		    !(kind == EXPECTED_FIGURES && o->type == OPTION_DATE))
			return;
	if (kind == EXPECTED_FIGURES)
		spot_problem(problems, row->place, "%s: says nothing about it; give fact, plan, status or another of its fields",
			     table->name);
	else
		spot_problem(problems, row->place, "%s: names nothing; give at least one of its fields", table->name);
}
