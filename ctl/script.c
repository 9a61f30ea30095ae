#include "ctl/script_inside.h"
#include "rules/calendar.h"
#include "rules/org.h"
#include "rules/period.h"
#include <stdlib.h>
#include <string.h>

enum { DEEDS_MAX = 100000 };

struct drafts {
	ARRAY(struct draft) list;
};

const struct model *writer_model(const struct writer *w)
{
	return w->script->models.at[w->script->models.count - 1]->model;
}

/* ---- time ---- */

static bool read_instant(const struct model *m, struct str s, int64_t *out_ms, int32_t *out_day)
{
	struct stamp stamp;

	if (stamp_parse(s, &stamp, NULL) < 0)
		return false; /* said already */
	*out_day = stamp.day;
	*out_ms = stamp.has_offset ? stamp.instant_ms : zone_instant(m->zones[m->zone], stamp.day, stamp.ms_of_day);
	return true;
}

/* The same time of day on another day. */
static struct str on_day(struct arena *a, struct str at, int32_t day)
{
	struct buf b = { 0 };
	struct str s;

	date_add(&b, day);
	buf_add(&b, at.ptr + DATE_LEN, at.len - DATE_LEN);
	s = arena_str(a, buf_str(&b));
	buf_free(&b);
	return s;
}

/* ---- what the timeline asks for, in its own order ---- */

static const struct told_doc *told_of(const struct moment_doc *m)
{
	const struct told_doc *about = m->answer ? m->answer : m->acknowledge;

	return about ? about : m->task ? m->task : m->close;
}

static enum deed_kind kind_of(const struct moment_doc *m)
{
	if (m->command || told_of(m))
		return DEED_COMMAND;
	if (m->activate)
		return DEED_ACTIVATE;
	if (m->restart)
		return DEED_RESTART;
	if (m->clock)
		return DEED_CLOCK;
	return m->expect ? DEED_EXPECT : DEED_REPORT;
}

static uint32_t find_seller(const struct model *m, struct str code)
{
	for (uint32_t i = 0; i < m->seller_count; i++)
		if (str_eq(m->sellers[i].code, code))
			return i;
	return NONE;
}

/* All fields of a series day by day; NULL after problems. */
static struct series_values *read_values(struct writer *w, const struct series_doc *s)
{
	struct series_values *all = arena_alloc(w->arena, (s->values ? s->values->count : 0) * sizeof(*all) + 1);
	size_t errors = w->problems->errors;
	uint32_t n = 0;
	struct err err;

	for (const struct node *f = s->values ? s->values->first : NULL; f; f = f->next, n++) {
		if (f->kind != NODE_SCALAR)
			spot_problem(w->problems, f->place, "values: expected values like '10x4', got %s", node_what(f));
		else if (series_parse(f->text, &all[n], &err) < 0)
			spot_problem(w->problems, f->place, "values: %s", err.text);
		else if (all[n].count != all[0].count && w->problems->errors == errors)
			spot_problem(w->problems, f->place, "values: %u days here and %u in the first field: give each as many",
				     all[n].count, all[0].count);
	}
	return w->problems->errors == errors && n > 0 ? all : NULL;
}

static void draft_series(struct writer *w, struct drafts *d, struct draft draft)
{
	const struct series_doc *s = draft.moment->series;
	const struct model *m = writer_model(w);
	const struct str written = draft.deed.at;
	uint32_t seller = find_seller(m, s->seller.text);
	int32_t day;

	draft.values = read_values(w, s);
	if (!draft.values || !read_instant(m, written, &draft.deed.at_ms, &day))
		return;
	for (draft.day = 0; draft.day < draft.values[0].count; day++) {
		int32_t from = DAY_MIN, to = DAY_NONE;
		const struct calendar *c = &m->calendars[org_attendance(m, seller, day, &from, &to)];

		if (s->every == 0 && !calendar_is_workday(c, day))
			continue;
		if (day > DAY_MAX || d->list.count >= DEEDS_MAX)
			break;
		draft.deed.at = on_day(w->arena, written, day);
		if (read_instant(m, draft.deed.at, &draft.deed.at_ms, &(int32_t){ 0 }))
			*ARRAY_ADD(d->list) = draft;
		draft.day++;
	}
}

static void draft_timeline(struct writer *w, const struct scenario_doc *doc, struct drafts *d)
{
	int64_t before_ms = INT64_MIN;
	int32_t day;

	for (uint32_t i = 0; i < doc->timeline.count; i++) {
		const struct moment_doc *m = doc->timeline.at[i];
		struct draft draft = { .moment = m, .number = i };

		draft.deed = (struct deed){ kind_of(m), 0, m->at.text, m->head.place, i + 1, NULL, 0, m->expect, told_of(m) };
		if (!read_instant(writer_model(w), m->at.text, &draft.deed.at_ms, &day))
			continue;
		if (draft.deed.at_ms < before_ms)
			spot_problem(w->problems, m->at.place, "at: %.*s is earlier than the moment before it",
				     STR_ARG(m->at.text));
		before_ms = draft.deed.at_ms;
		if (m->series)
			draft_series(w, d, draft);
		else
			*ARRAY_ADD(d->list) = draft;
	}
}

static int by_time(const void *a, const void *b)
{
	const struct draft *x = a, *y = b;

	if (x->deed.at_ms != y->deed.at_ms)
		return x->deed.at_ms < y->deed.at_ms ? -1 : 1;
	return x->number != y->number ? (x->number < y->number ? -1 : 1) : x->day < y->day ? -1 : x->day > y->day;
}

/* ---- pairs ---- */

void writer_put(struct writer *w, struct str name, struct str text)
{
	*ARRAY_ADD(w->pairs) = (struct pair){ name, text };
}

void writer_keep(struct writer *w, struct deed *d)
{
	struct pair *pairs = arena_alloc(w->arena, w->pairs.count * sizeof(*pairs) + 1);

	if (w->pairs.count > 0)
		memcpy(pairs, w->pairs.at, w->pairs.count * sizeof(*pairs));
	d->pairs = pairs;
	d->pair_count = (uint32_t)w->pairs.count;
}

/* ---- commands ---- */

static void put_signature(struct writer *w, const struct node *command)
{
	if (!command || !node_get(command, "by"))
		writer_put(w, STR("by"), STR("scenario"));
	if (!command || !node_get(command, "token"))
		writer_put(w, STR("token"), arena_strf(w->arena, "scenario-%u", ++w->tokens));
}

static void put_period_kind(struct writer *w, const struct node *command)
{
	const struct node *period = node_get(command, "period");
	const struct model *m = writer_model(w);
	struct period parsed;

	if (!period || node_get(command, "period_kind"))
		return;
	for (uint32_t i = 0; i < m->period_kind_count; i++) {
		if (period_parse(m, m->period_kinds[i], period->text, &parsed, NULL) < 0)
			continue;
		writer_put(w, STR("period_kind"), period_kind_code(m, m->period_kinds[i]));
		return;
	}
}

static void write_command(struct writer *w, struct deed *d, const struct node *command)
{
	const struct node *name = node_get(command, "command");

	if (!name || name->kind != NODE_SCALAR) {
		spot_problem(w->problems, command->place, "command: needs its name: {command: plan, ...}");
		return;
	}
	if (str_eq(name->text, STR("clock")) || str_eq(name->text, STR("activate"))) {
		spot_problem(w->problems, name->place, "command: write `%.*s:` as the moment itself", STR_ARG(name->text));
		return;
	}
	for (const struct node *f = command->first; f; f = f->next)
		writer_put_node(w, f);
	put_signature(w, command);
	put_period_kind(w, command);
	writer_keep(w, d);
}

static void put_given(struct writer *w, const char *name, const struct ref *r)
{
	if (r->place.line > 0)
		writer_put(w, str_of(name), r->text);
}

/* Without its case or task. */
static void write_told(struct writer *w, struct deed *d, const struct moment_doc *m)
{
	const struct told_doc *t = d->about;

	writer_put(w, STR("command"),
		   m->answer        ? STR("answer")
		   : m->acknowledge ? STR("acknowledge")
		   : m->task        ? STR("task")
				    : STR("close"));
	put_given(w, "ask", &t->ask);
	put_given(w, "value", &t->value);
	put_given(w, "state", &t->state);
	put_given(w, "reason", &t->reason);
	put_given(w, "note", &t->note);
	writer_put(w, STR("by"), t->by.place.line > 0 ? t->by.text : STR("scenario"));
	writer_put(w, STR("token"), arena_strf(w->arena, "scenario-%u", ++w->tokens));
	writer_keep(w, d);
}

static void write_activation(struct writer *w, struct deed *d, const struct change_doc *change)
{
	struct script *s = w->script;
	const struct folder *before = s->models.at[s->models.count - 1];
	const struct folder *f = suites_model(w->suites, before, s->time, (const struct change_doc *const[]){ change, NULL });

	if (!f)
		return;
	*ARRAY_ADD(s->models) = f;
	writer_put(w, STR("command"), STR("activate"));
	put_signature(w, NULL);
	writer_put(w, STR("sha"), str_of(f->bundle->sha));
	writer_keep(w, d);
}

/* ---- ---- */

static void write_deed(struct writer *w, const struct draft *draft)
{
	struct deed d = draft->deed;

	w->pairs.count = 0;
	if (d.about)
		write_told(w, &d, draft->moment);
	else if (d.kind == DEED_COMMAND)
		write_command(w, &d, draft->moment->command);
	else if (d.kind == DEED_ACTIVATE)
		write_activation(w, &d, draft->moment->activate);
	else if (d.kind == DEED_REPORT && !script_write_report(w, draft, &d))
		return;
	*ARRAY_ADD(w->script->deeds) = d;
}

static void write_all(struct writer *w)
{
	struct drafts drafts = { 0 };

	draft_timeline(w, w->script->doc, &drafts);
	if (drafts.list.count > 1)
		qsort(drafts.list.at, drafts.list.count, sizeof(*drafts.list.at), by_time);
	if (drafts.list.count >= DEEDS_MAX)
		spot_problem(w->problems, w->script->doc->head.place, "more than %d reports and moments", DEEDS_MAX);
	for (size_t i = 0; i < drafts.list.count; i++)
		write_deed(w, &drafts.list.at[i]);
	ARRAY_FREE(drafts.list);
}

int script_make(struct suites *s, const struct suite *suite, const struct scenario_doc *doc, struct script *out)
{
	struct writer w = { .suites = s, .arena = s->arena, .problems = &s->problems, .script = out };
	size_t errors = s->problems.errors;
	const struct folder *f;

	*out = (struct script){ suite, doc, (enum time_mode)suite->doc->time, doc->timeline.count, { 0 }, { 0 } };
	f = suites_model(s, s->base, out->time, (const struct change_doc *const[]){ suite->doc->model, doc->model });
	if (!f)
		return -1;
	*ARRAY_ADD(out->models) = f;
	write_all(&w);
	script_check_names(s, out);
	ARRAY_FREE(w.reports);
	ARRAY_FREE(w.pairs);
	return s->problems.errors > errors ? -1 : 0;
}

void script_free(struct script *s)
{
	ARRAY_FREE(s->models);
	ARRAY_FREE(s->deeds);
}
