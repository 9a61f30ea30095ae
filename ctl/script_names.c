#include "ctl/script.h"
#include "rules/period.h"

/* ---- reports ---- */

static bool is_reserved(struct str field)
{
	static const char *const names[] = { "form", "id", "rev", "op", "seller", "at", "received_at" };

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (str_eq(field, str_of(names[i])))
			return true;
	return false;
}

static void check_field(struct suites *s, const struct form *form, const struct node *key)
{
	struct nearest near = { .wanted = key->text };

	if (is_reserved(key->text) || form->ignore_unknown)
		return;
	for (uint32_t i = 0; i < form->field_count; i++) {
		if (str_eq(form->fields[i].name, key->text))
			return;
		nearest_offer(&near, form->fields[i].name);
	}
	spot_problem(&s->problems, key->place, "the form \"%.*s\" has no field \"%.*s\"%s", STR_ARG(form->code),
		     STR_ARG(key->text), nearest_text(&near));
}

void script_check_report(struct suites *s, const struct model *m, const struct node *report)
{
	const struct node *form = node_get(report, "form");
	uint32_t n = model_form(m, form->text);
	struct nearest near = { .wanted = form->text };

	for (uint32_t i = 0; i < m->form_count; i++)
		nearest_offer(&near, m->forms[i].code);
	if (n == NONE)
		spot_problem(&s->problems, form->place, "unknown form \"%.*s\"%s", STR_ARG(form->text), nearest_text(&near));
	for (const struct node *f = n == NONE ? NULL : report->first; f; f = f->next)
		check_field(s, &m->forms[n], f->key);
}

/* ---- expectations: known to any model of the script ---- */

struct search {
	struct str wanted;
	bool found;
	struct nearest near;
};

static void offer(struct search *s, struct str name)
{
	s->found = s->found || str_eq(s->wanted, name);
	nearest_offer(&s->near, name);
}

static void offer_decisions(struct search *s, const struct folder *f)
{
	const struct decisions *d = host_decisions(f->host);

	for (uint32_t i = 0; i < d->count; i++)
		offer(s, d->at[i].code);
}

static void offer_scope_kinds(struct search *s, const struct folder *f)
{
	for (uint32_t i = 0; i < f->model->scope_kind_count; i++)
		offer(s, f->model->scope_kinds[i].code);
}

static void offer_kpis(struct search *s, const struct folder *f)
{
	for (uint32_t i = 0; i < f->model->kpi_count; i++)
		offer(s, f->model->kpis[i].code);
}

/* Of any kind of scope: what a row is about may be left out. */
static void offer_members(struct search *s, const struct folder *f)
{
	const struct model *m = f->model;

	for (uint32_t i = 0; i < m->seller_count; i++)
		offer(s, m->sellers[i].code);
	for (uint32_t i = 0; i < m->unit_count; i++)
		offer(s, m->units[i].code);
	for (uint32_t a = 0; a < m->axis_count; a++) {
		s->found = s->found || m->axes[a].open;
		for (uint32_t i = 0; i < m->axes[a].member_count; i++)
			offer(s, m->axes[a].members[i].code);
	}
}

static void offer_periods(struct search *s, const struct folder *f)
{
	const struct model *m = f->model;
	struct period p;

	for (uint32_t i = 0; i < m->period_kind_count; i++)
		s->found = s->found || period_parse(m, m->period_kinds[i], s->wanted, &p, NULL) == 0;
}

static const struct {
	const char *key, *what;
	void (*offer)(struct search *s, const struct folder *f);
	bool by_member; /* each part between | is a name */
} named[] = {
	{ "decision", "decision", offer_decisions, false }, { "scope_kind", "scope kind", offer_scope_kinds, false },
	{ "scope", "scope", offer_members, true },          { "kpi", "KPI", offer_kpis, false },
	{ "period", "period", offer_periods, false },
};
enum { NAMED_DECISION = 0, NAMED_SCOPE = 2, NAMED = sizeof(named) / sizeof(*named) };

static void check_name(struct suites *s, const struct script *script, int n, struct str name, struct spot place)
{
	struct search search = { .wanted = name, .near = { .wanted = name } };

	for (size_t i = 0; i < script->models.count; i++)
		named[n].offer(&search, script->models.at[i]);
	if (!search.found)
		spot_problem(&s->problems, place, "unknown %s \"%.*s\"%s", named[n].what, STR_ARG(name),
			     nearest_text(&search.near));
}

static void check_told(struct suites *s, const struct script *script, const struct told_doc *t)
{
	struct str rest = t->scope.text;

	if (t->decision.place.line > 0)
		check_name(s, script, NAMED_DECISION, t->decision.text, t->decision.place);
	while (rest.len > 0)
		check_name(s, script, NAMED_SCOPE, str_cut(&rest, '|'), t->scope.place);
}

static void check_row(struct suites *s, const struct script *script, const struct options *table, const struct record *row)
{
	for (const struct option *o = table->list; o->key; o++) {
		const struct ref *given = expected_field(row, o);
		struct str rest = given->text;

		for (int n = 0; n < NAMED && given->place.line > 0; n++) {
			if (!str_eq(str_of(named[n].key), str_of(o->key)))
				continue;
			if (!named[n].by_member)
				check_name(s, script, n, given->text, given->place);
			while (named[n].by_member && rest.len > 0)
				check_name(s, script, n, str_cut(&rest, '|'), given->place);
		}
	}
}

static void check_expectation(struct suites *s, const struct script *script, const struct expectation_doc *e)
{
	for (int k = 0; k < EXPECTED_KINDS; k++)
		for (uint32_t i = 0; i < e->lists[k].count; i++)
			check_row(s, script, expected_tables[k], e->lists[k].at[i]);
}

void script_check_names(struct suites *s, const struct script *script)
{
	for (size_t i = 0; i < script->deeds.count; i++) {
		const struct expectation_doc *e = script->deeds.at[i].expect;

		if (script->deeds.at[i].about)
			check_told(s, script, script->deeds.at[i].about);
		if (e)
			check_expectation(s, script, e);
		if (e && e->none)
			check_expectation(s, script, e->none);
	}
}
