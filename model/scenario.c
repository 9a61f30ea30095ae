#include "model/scenario.h"

#include <string.h>

#include "model/expected.h"
#include "model/yaml.h"

static const struct option change_options[] = {
	OPTION(struct change_doc, "parameters", parameters, OPTION_PAIRS,
	       .help = "Decision: {parameter: value}, as in decisions.yaml; goes before what stands there."),
	OPTION(struct change_doc, "files", files, OPTION_PAIRS,
	       .help = "File of the model: the file of the company's folder that takes its place, like "
		       "{decisions/plan_lag.lua: tests/plan_lag_new.lua}."),
	{ 0 },
};
static const struct options change_table = { "a change of the model", "What differs from the model of the folder.",
					     sizeof(struct change_doc), change_options, NULL };

static const char *const every_choices[] = { "workday", "day", NULL };
static const struct option series_options[] = {
	OPTION(struct series_doc, "form", form, OPTION_CODE, .required = true, .help = "Form of the reports."),
	OPTION(struct series_doc, "seller", seller, OPTION_CODE, .help = "Whose reports they are."),
	OPTION(struct series_doc, "id", id, OPTION_CODE,
	       .help = "How their ids begin; the form and the seller where it is left out. The date follows: "
		       "daily-s.vlasov-2026-10-05."),
	OPTION(struct series_doc, "every", every, OPTION_CHOICE, .choices = every_choices, .preset = "workday",
	       .help = "One report each working day of the seller, from the moment's day on, or each day."),
	OPTION(struct series_doc, "values", values, OPTION_PAIRS, .required = true,
	       .help = "Field: its values day by day, like '10 12 _ 9', '10x4' (10 five times), '0+5x3' (0 5 10 15); _: no "
		       "report "
		       "that day."),
	OPTION(struct series_doc, "with", with, OPTION_PAIRS, .help = "Fields that are the same in each of the reports."),
	{ 0 },
};
static const struct options series_table = { "a series",
					     "A report a day, all at the time of day of the moment, with numbers that change.",
					     sizeof(struct series_doc), series_options, NULL };

static const struct option retract_options[] = {
	OPTION(struct retract_doc, "form", form, OPTION_CODE, .required = true, .help = "Form of the report."),
	OPTION(struct retract_doc, "id", id, OPTION_CODE, .required = true, .help = "Its id."),
	{ 0 },
};
static const struct options retract_table = { "a retraction", "A report that counts no more.", sizeof(struct retract_doc),
					      retract_options, NULL };

#define WHICH_CASE                                                                                                               \
	OPTION(struct told_doc, "decision", decision, OPTION_CODE, .required = true, .help = "Decision of the case."),           \
		OPTION(struct told_doc, "scope", scope, OPTION_TEXT, .required = true,                                           \
		       .help = "Whom or what it is about; of several the latest one, an open one first.")
#define WHO_AND_NOTE                                                                                                             \
	OPTION(struct told_doc, "by", by, OPTION_TEXT, .help = "Who says so; made up where it is left out."),                    \
		OPTION(struct told_doc, "note", note, OPTION_TEXT, .help = "What there is to add.")
static const char *const task_words[] = { "accepted", "in_progress", "done", "returned", "cancelled", NULL };
static const struct option answer_options[] = {
	WHICH_CASE,
	OPTION(struct told_doc, "ask", ask, OPTION_CODE, .required = true, .help = "The question's name in the run."),
	OPTION(struct told_doc, "value", value, OPTION_TEXT, .required = true, .help = "What is answered."),
	WHO_AND_NOTE,
	{ 0 },
};
static const struct option acknowledge_options[] = { WHICH_CASE, WHO_AND_NOTE, { 0 } };
static const struct option task_options[] = {
	WHICH_CASE,
	OPTION(struct told_doc, "code", code, OPTION_CODE, .required = true, .help = "The task's name in the run."),
	OPTION(struct told_doc, "state", state, OPTION_WORD, .choices = task_words, .required = true,
	       .help = "How it stands now."),
	WHO_AND_NOTE,
	{ 0 },
};
static const struct option close_options[] = {
	WHICH_CASE,
	OPTION(struct told_doc, "reason", reason, OPTION_TEXT, .required = true, .help = "Why, in a word."),
	WHO_AND_NOTE,
	{ 0 },
};
static const struct options answer_table = { "an answer", "Somebody answers what a case's run asks.", sizeof(struct told_doc),
					     answer_options, NULL };
static const struct options acknowledge_table = { "an acknowledgement", "Somebody has seen a case.", sizeof(struct told_doc),
						  acknowledge_options, NULL };
static const struct options told_task_table = { "news of a task", "Somebody says how a task stands.", sizeof(struct told_doc),
						task_options, NULL };
static const struct options close_table = { "a closing", "Somebody closes a case.", sizeof(struct told_doc), close_options,
					    NULL };

static const struct option moment_options[] = {
	OPTION(struct moment_doc, "at", at, OPTION_STAMP, .required = true,
	       .help = "When: 2026-10-09T18:00 in the company's zone, or with an offset. A date alone is its first moment."),
	OPTION(struct moment_doc, "report", report, OPTION_PAIRS,
	       .help = "A report comes in: its form, seller and fields. `at` is the moment's and `id` is made up where they are "
		       "left "
		       "out: form-seller-date."),
	OPTION(struct moment_doc, "correct", correct, OPTION_PAIRS,
	       .help = "An earlier report again with a higher revision: its form and id, and the fields that are different now; "
		       "~ takes one away."),
	OPTION(struct moment_doc, "retract", retract, OPTION_RECORD, .of = &retract_table,
	       .help = "An earlier report counts no more."),
	OPTION(struct moment_doc, "series", series, OPTION_RECORD, .of = &series_table,
	       .help = "Reports of one seller day by day, from the moment on."),
	OPTION(struct moment_doc, "command", command, OPTION_PAIRS,
	       .help = "A command other than clock and activate, with its fields: {command: plan, ...}. `by` and `token` are "
		       "made up "
		       "where they are left out, and so is the period kind of a plan."),
	OPTION(struct moment_doc, "activate", activate, OPTION_RECORD, .of = &change_table,
	       .help = "Another model is put in force: the one in force so far, changed."),
	OPTION(struct moment_doc, "restart", restart, OPTION_FLAG, .preset = "no",
	       .help = "sdmd stops and starts again: its state goes out to a checkpoint and comes back."),
	OPTION(struct moment_doc, "clock", clock, OPTION_FLAG, .preset = "no",
	       .help = "Nothing comes in, time passes: days end, what is due happens."),
	OPTION(struct moment_doc, "expect", expect, OPTION_RECORD, .of = &expectation_table,
	       .help = "What must have come of it by now."),
	OPTION(struct moment_doc, "answer", answer, OPTION_RECORD, .of = &answer_table,
	       .help = "Somebody answers what a case's run asks."),
	OPTION(struct moment_doc, "acknowledge", acknowledge, OPTION_RECORD, .of = &acknowledge_table,
	       .help = "Somebody has seen a case."),
	OPTION(struct moment_doc, "task", task, OPTION_RECORD, .of = &told_task_table,
	       .help = "Somebody says how a task stands."),
	OPTION(struct moment_doc, "close", close, OPTION_RECORD, .of = &close_table, .help = "Somebody closes a case."),
	{ 0 },
};
static const struct options moment_table = { "a moment", "What happens at one moment: exactly one of report .. close.",
					     sizeof(struct moment_doc), moment_options, NULL };

static const struct option scenario_options[] = {
	OPTION(struct scenario_doc, "name", name, OPTION_TEXT, .required = true,
	       .help = "What must hold, as a sentence; no other scenario of the file has it."),
	OPTION(struct scenario_doc, "model", model, OPTION_RECORD, .of = &change_table,
	       .help = "What differs from the model in this scenario, beside what differs in the whole file."),
	OPTION(struct scenario_doc, "timeline", timeline, OPTION_LIST, .of = &moment_table, .required = true,
	       .help = "What happens, in the order of time."),
	{ 0 },
};
static const struct options scenario_table = { "a scenario", "One story, which begins with a company that has no reports.",
					       sizeof(struct scenario_doc), scenario_options, NULL };

static const char *const time_choices[] = { "wall", "log", NULL };
static const struct option scenarios_options[] = {
	OPTION(struct scenarios_doc, "title", title, OPTION_TEXT, .required = true, .help = "What the file is about."),
	OPTION(struct scenarios_doc, "time", time, OPTION_CHOICE, .choices = time_choices, .preset = "log",
	       .help = "How the company's time goes in these scenarios, whatever company.yaml says: log, by the timeline alone, "
		       "or "
		       "wall, by a clock that the runner turns; a real sdmd cannot play that."),
	OPTION(struct scenarios_doc, "model", model, OPTION_RECORD, .of = &change_table,
	       .help = "What differs from the model in all scenarios of the file."),
	OPTION(struct scenarios_doc, "scenarios", scenarios, OPTION_LIST, .of = &scenario_table, .required = true,
	       .help = "The scenarios."),
	{ 0 },
};
const struct options scenarios_table = { "a scenario file", "Scenarios of one subject.", sizeof(struct scenarios_doc),
					 scenarios_options, NULL };

/* ---- what the tables cannot say ---- */

struct check {
	struct problems *problems;
	bool misread; /* something could not be read, so that what seems to be left out may be there */
};

static void check_parameters(const struct change_doc *c, struct problems *problems)
{
	for (const struct node *d = c->parameters ? c->parameters->first : NULL; d; d = d->next) {
		if (d->kind != NODE_MAP)
			spot_problem(problems, d->place, "decision \"%.*s\": expected {parameter: value}, got %s",
				     STR_ARG(d->key->text), node_what(d));
		for (const struct node *p = d->kind == NODE_MAP ? d->first : NULL; p; p = p->next)
			if (p->kind != NODE_SCALAR || p->null)
				spot_problem(problems, p->place, "parameter \"%.*s\": expected one value, got %s",
					     STR_ARG(p->key->text), node_what(p));
	}
}

static void check_change(const struct change_doc *c, struct problems *problems)
{
	if (!c)
		return;
	check_parameters(c, problems);
	for (const struct node *f = c->files ? c->files->first : NULL; f; f = f->next)
		if (f->kind != NODE_SCALAR || f->null)
			spot_problem(problems, f->place, "files: expected a file of the company's folder, got %s", node_what(f));
}

static void check_expectation(const struct expectation_doc *e, const struct check *c)
{
	bool any = e->none != NULL;

	for (int i = 0; i < EXPECTED_KINDS && !c->misread; i++) {
		any = any || e->lists[i].at;
		for (uint32_t n = 0; n < e->lists[i].count; n++)
			expected_check(e->lists[i].at[n], (enum expected_kind)i, c->problems);
		for (uint32_t n = 0; e->none && n < e->none->lists[i].count; n++)
			expected_check(e->none->lists[i].at[n], (enum expected_kind)i, c->problems);
	}
	if (!any && !c->misread)
		spot_problem(c->problems, e->head.place,
			     "expect: says nothing; give cases, alerts, tasks, receipts, kpi or none");
}

static void check_moment(const struct moment_doc *m, const struct check *c)
{
	const bool given[] = { m->report, m->correct, m->retract, m->series,      m->command, m->activate, m->restart,
			       m->clock,  m->expect,  m->answer,  m->acknowledge, m->task,    m->close };
	unsigned count = 0;

	for (size_t i = 0; i < sizeof(given) / sizeof(*given); i++)
		count += given[i];
	if (count > 1 || (count == 0 && !c->misread))
		spot_problem(c->problems, m->head.place,
			     "a moment has one of report, correct, retract, series, command, activate, restart, clock, expect, "
			     "answer, acknowledge, task, close; "
			     "this one has %s",
			     count == 0 ? "none: write `clock: yes` to let time pass" : "several: write one moment for each");
	check_change(m->activate, c->problems);
	if (m->expect)
		check_expectation(m->expect, c);
}

static void check_scenario(const struct scenario_doc *s, const struct check *c)
{
	check_change(s->model, c->problems);
	for (uint32_t i = 0; i < s->timeline.count; i++)
		check_moment(s->timeline.at[i], c);
}

static void check_file(const struct scenarios_doc *d, const struct check *c)
{
	check_change(d->model, c->problems);
	for (uint32_t i = 0; i < d->scenarios.count; i++) {
		const struct scenario_doc *s = d->scenarios.at[i];

		for (uint32_t k = 0; k < i && s->name.text.len > 0; k++)
			if (str_eq(((struct scenario_doc *)d->scenarios.at[k])->name.text, s->name.text)) {
				spot_problem(c->problems, s->name.place, "name: another scenario of the file has this name");
				break;
			}
		check_scenario(s, c);
	}
}

struct scenarios_doc *scenario_read(struct arena *a, const char *file, struct str text, struct problems *problems)
{
	static const struct bundle no_files;
	struct option_reader r = { .arena = a, .problems = problems, .bundle = &no_files };
	size_t before = problems->errors;
	const struct node *root = yaml_parse(a, file, text, problems);
	struct scenarios_doc *d;

	if (!root) {
		if (problems->errors == before)
			problems_add(problems, file, 0, 0, "this file is empty: it needs a title and scenarios");
		return NULL;
	}
	d = option_defaults(&r, &scenarios_table, root->place);
	option_read(&r, &scenarios_table, root, d);
	check_file(d, &(struct check){ problems, problems->errors > before });
	return d;
}
