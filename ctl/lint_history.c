/* A history folded with the model: who hears of how many cases a week, and which decisions never open one. */
#include "base/date.h"
#include "ctl/coverage_cases.h"
#include "ctl/fold.h"
#include "ctl/lint.h"

enum { TURN_INPUTS = 10000 };

/* The new cases of which somebody has heard in a week. */
struct heard {
	uint32_t to;    /* in `people` */
	int32_t monday; /* of the week */
	uint32_t count;
	uint32_t *by; /* of each decision */
};
struct history {
	struct lint *lint;
	const struct decisions *decisions;
	struct fold fold;
	struct coverage_cases *cases;
	bool *opened; /* by decision */
	struct names people;
	ARRAY(struct heard) weeks; /* in the order in which they begin */
};

static uint32_t decision_of(const struct history *h, struct str code)
{
	for (uint32_t i = 0; i < h->decisions->count; i++)
		if (str_eq(h->decisions->at[i].code, code))
			return i;
	return NONE;
}

static struct heard *week_of(struct history *h, uint32_t to, int32_t day)
{
	int32_t monday = day - (date_weekday(day) - 1);
	struct heard *made;

	for (size_t i = h->weeks.count; i-- > 0;)
		if (h->weeks.at[i].to == to && h->weeks.at[i].monday == monday)
			return &h->weeks.at[i];
	made = ARRAY_ADD(h->weeks);
	*made = (struct heard){ .to = to, .monday = monday };
	made->by = arena_alloc(h->lint->arena, (h->decisions->count + 1) * sizeof(*made->by));
	return made;
}

static struct str field_of(const struct fold_entry *e, struct str name)
{
	for (uint32_t i = 0; i < e->count; i++)
		if (str_eq(e->pairs[i].name, name))
			return e->pairs[i].text;
	return (struct str){ 0 };
}

static void take_entry(void *arg, const struct fold_entry *e)
{
	struct history *h = arg;
	uint32_t decision;
	int32_t day;

	if (!str_eq(e->stream, STR("alerts")) || !str_eq(field_of(e, STR("kind")), STR("open")))
		return;
	decision = decision_of(h, field_of(e, STR("decision")));
	if (decision == NONE || date_parse(field_of(e, STR("day")), &day, NULL) < 0)
		return;
	struct heard *w = week_of(h, names_add(&h->people, field_of(e, STR("to"))), day);

	w->count++;
	w->by[decision]++;
}

static void saw(void *arg, struct str decision, enum situation s)
{
	struct history *h = arg;
	uint32_t n = decision_of(h, decision);

	if (s == SITUATION_OPENS && n != NONE)
		h->opened[n] = true;
}

static void took(void *arg, const struct taken *what)
{
	struct history *h = arg;

	coverage_cases_take(h->cases, h->fold.turn->engine, what, saw, h);
}

/* ---- what is said of it ---- */

static uint32_t most_of(const struct history *h, const uint32_t *by)
{
	uint32_t most = 0;

	for (uint32_t i = 1; i < h->decisions->count; i++)
		if (by[i] > by[most])
			most = i;
	return most;
}

/* "plan_lag 4, activity_drop 2" */
static void add_decisions(const struct history *h, const uint32_t *by, struct buf *b)
{
	for (uint32_t i = 0; i < h->decisions->count; i++)
		if (by[i] > 0)
			buf_addf(b, "%s%.*s %u", b->len > 0 ? ", " : "", STR_ARG(h->decisions->at[i].code), by[i]);
}

static void tell_person(struct history *h, const struct heard *worst, uint32_t over, uint32_t ceiling)
{
	struct str name = names_text(&h->people, worst->to);
	struct buf monday = { 0 }, by = { 0 };

	date_add(&monday, worst->monday);
	add_decisions(h, worst->by, &by);
	lint_find(h->lint, LINT_ALARMS, lint_decision_place(&h->decisions->at[most_of(h, worst->by)]),
		  "%.*s hears of %u new cases in the week of %s (%s), and of more than %u in %u week%s; let them open later, or "
		  "one "
		  "decision keep others quiet (inhibited_by)",
		  STR_ARG(name), worst->count, monday.ptr, by.ptr, ceiling, over, over == 1 ? "" : "s");
	buf_free(&monday);
	buf_free(&by);
}

/* One finding a person: his worst week, and in how many weeks it was too much. */
static void lint_person(struct history *h, uint32_t to, uint32_t ceiling)
{
	const struct heard *worst = NULL;
	uint32_t over = 0;

	for (size_t i = 0; i < h->weeks.count; i++) {
		const struct heard *w = &h->weeks.at[i];

		if (w->to != to || w->count <= ceiling)
			continue;
		over++;
		worst = !worst || w->count > worst->count ? w : worst;
	}
	if (worst)
		tell_person(h, worst, over, ceiling);
}

static void lint_never(struct history *h)
{
	bool *so = arena_alloc(h->lint->arena, h->decisions->count + 1);

	for (uint32_t i = 0; i < h->decisions->count; i++)
		so[i] = !h->opened[i];
	lint_find_decisions(h->lint, LINT_NEVER, so, "it opens no case in this history; let it open earlier, or take it out");
}

static int fold_history(struct history *h, const char *file, const char *until, struct err *err)
{
	if (fold_start(&h->fold, h->lint->folder, 1, TURN_INPUTS, -1, err) < 0)
		return -1;
	h->fold.wrote = take_entry;
	h->fold.took = took;
	h->fold.arg = h;
	if (fold_file(&h->fold, file, err) < 0)
		return -1;
	return until ? fold_until(&h->fold, until, err) : 0;
}

int lint_history(struct lint *l, const char *file, const char *until, uint32_t ceiling, struct err *err)
{
	struct history h = { .lint = l, .decisions = host_decisions(l->folder->host), .cases = coverage_cases_new() };
	int rc;

	h.opened = arena_alloc(l->arena, h.decisions->count + 1);
	rc = fold_history(&h, file, until, err);
	for (uint32_t to = 1; rc == 0 && to <= h.people.count; to++)
		lint_person(&h, to, ceiling);
	if (rc == 0)
		lint_never(&h);
	fold_end(&h.fold);
	coverage_cases_free(h.cases);
	names_free(&h.people);
	ARRAY_FREE(h.weeks);
	return rc;
}
