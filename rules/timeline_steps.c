/* What happened to an entity, step by step. */
#include "rules/period.h"
#include "rules/timeline_inside.h"

/* Only what measures ask for has a column. */
static void put_days(const struct teller *t, int64_t *values, enum step_column column, int32_t days)
{
	if (t->kind->step_column[column] != NONE)
		values[t->kind->step_column[column]] = days * E4;
}

static void put_name(struct teller *t, int64_t *values, enum step_column column, struct str name)
{
	uint32_t at = t->kind->step_column[column];

	if (at != NONE)
		values[at] = name_in(t, t->kind->steps, at, name);
}

static int64_t *step_tell(struct teller *t, enum step_kind kind, const struct entity_now *n, int32_t day)
{
	const struct entity_kind *k = t->kind;
	int64_t *values = tell(t, t->steps, k->steps, n, day);

	put_name(t, values, STEP_STEP, step_kinds[kind]);
	put_days(t, values, STEP_AGE, day - n->born);
	for (uint32_t i = 0; i < k->carried_count; i++) {
		const struct carried *c = &k->carried[i];
		if (c->step != NONE)
			values[c->step] = carry(t, c->from, k->steps, c->step, n->values[c->from]);
	}
	return values;
}

static void step_stages(struct teller *t, int64_t *values, uint32_t from, uint32_t to, int32_t days)
{
	const struct stage *stages = t->kind->stages;

	if (from != NONE) {
		put_name(t, values, STEP_FROM, stages[from].code);
		put_days(t, values, STEP_DAYS, days);
	}
	put_name(t, values, STEP_TO, stages[to].code);
	put_name(t, values, STEP_STATE, stage_states[stages[to].state]);
}

/* The event by which it first entered a stage; `count`: it did not, before `count`. */
static uint32_t first_entry(const struct entity_now *course, uint32_t count, uint32_t stage)
{
	uint32_t i = 0;

	while (i < count && course[i].stage != stage)
		i++;
	return i;
}

/* It is in the stage of course[at] for the first time: each stage that it was in before has reached this one, and this one itself
 * at once: those are the cohort. */
static void reached_tell(struct teller *t, const struct entity_now *course, uint32_t at)
{
	for (uint32_t s = 0; s < t->kind->stage_count; s++) {
		uint32_t entry = s == course[at].stage ? at : first_entry(course, at, s);
		if (entry == at && s != course[at].stage)
			continue;
		int64_t *values = step_tell(t, STEP_REACHED, &course[entry], course[entry].day);
		step_stages(t, values, s, course[at].stage, course[at].day - course[entry].day);
	}
}

static void stage_tell(struct teller *t, const struct entity_now *course, uint32_t at)
{
	const struct entity_now *n = &course[at], *before = at ? n - 1 : NULL;

	if (n->stage == NONE || (before && before->stage == n->stage))
		return;
	step_stages(t, step_tell(t, STEP_ENTERED, n, n->day), before ? before->stage : NONE, n->stage,
		    before ? n->day - before->stage_day : 0);
	if (first_entry(course, at, n->stage) == at)
		reached_tell(t, course, at);
}

static void push_tell(struct teller *t, const struct entity_now *n, const struct entity_now *before)
{
	int32_t was = date_in(before, t->kind->due), is = date_in(n, t->kind->due);

	if (was == DAY_NONE || is == DAY_NONE || is <= was || !entity_is_open(t->kind, before) || !entity_is_open(t->kind, n))
		return;
	put_days(t, step_tell(t, STEP_PUSHED, n, n->day), STEP_DAYS, is - was);
}

/* The spell ends without the period's: it was due in it when it began. Slipped is what the last event of the period says. */
static void slip_tell(struct teller *t, const struct entity_now *course, uint32_t count, uint32_t at)
{
	const struct model *m = t->engine->model;
	const struct entity_now *n = &course[at], *pushed = NULL;
	int32_t due = date_in(n, t->kind->due);
	struct period p, now;

	if (!expected_period(t, due, &p) || !entity_is_open(t->kind, n))
		return;
	int32_t from = period_from(m, p), to = period_to(m, p);
	if (n->day >= from || (at + 1 < count && course[at + 1].day < from) || from - n->day >= TIMELINE_AHEAD_DAYS)
		return;
	step_tell(t, STEP_EXPECTED, n, from);
	for (uint32_t i = at + 1; i < count && course[i].day < to; i++) {
		bool later = expected_period(t, date_in(&course[i], t->kind->due), &now) && now.index > p.index;
		if (!entity_is_open(t->kind, &course[i]) || !later)
			pushed = NULL;
		else if (!pushed)
			pushed = &course[i];
	}
	if (pushed)
		put_days(t, step_tell(t, STEP_SLIPPED, pushed, pushed->day), STEP_DAYS, date_in(pushed, t->kind->due) - due);
}

static void silence_tell(struct teller *t, const struct entity_now *n, const struct entity_now *next)
{
	if (n->silent_day == DAY_NONE || !entity_is_open(t->kind, n) || (next && next->day < n->silent_day))
		return;
	step_tell(t, STEP_SILENT, n, n->silent_day);
	if (next)
		put_days(t, step_tell(t, STEP_RETURNED, next, next->day), STEP_DAYS, next->day - n->silent_day);
}

void steps_tell(struct teller *t, uint32_t at)
{
	const struct entity_now *course = t->course, *n = &course[at];

	if (!at)
		step_tell(t, STEP_CREATED, n, n->day);
	if (t->kind->stage_count)
		stage_tell(t, course, at);
	if (at && t->kind->due != NONE)
		push_tell(t, n, n - 1);
	if (t->kind->due != NONE)
		slip_tell(t, course, t->hearing->count, at);
	if (t->kind->silence.kept)
		silence_tell(t, n, at + 1 < t->hearing->count ? n + 1 : NULL);
}

/* ---- classes ---- */
static void moved_tell(struct teller *t, const struct entity_now *n, enum step_kind kind, int32_t day, struct str from,
		       struct str to)
{
	int64_t *values = step_tell(t, kind, n, day);

	if (from.len)
		put_name(t, values, STEP_FROM, from);
	put_name(t, values, STEP_TO, to);
}

/* What it is as of a day: after the last event up to it, or after the first one. */
static const struct entity_now *now_on(const struct teller *t, int32_t day)
{
	uint32_t i = 0;

	while (i + 1 < t->hearing->count && t->course[i + 1].day <= day)
		i++;
	return &t->course[i];
}

void class_steps_tell(struct teller *t)
{
	const struct classed *c = t->hearing->classes, *before = NULL;

	for (uint32_t i = 0; i < t->hearing->class_count; before = &c[i++]) {
		const struct entity_now *n = now_on(t, c[i].day);

		if (!before || before->abc != c[i].abc)
			moved_tell(t, n, STEP_ABC, c[i].day, before ? abc_names[before->abc] : (struct str){ 0 },
				   abc_names[c[i].abc]);
		if (!before || before->xyz != c[i].xyz)
			moved_tell(t, n, STEP_XYZ, c[i].day, before ? xyz_names[before->xyz] : (struct str){ 0 },
				   xyz_names[c[i].xyz]);
	}
}
