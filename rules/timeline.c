#include "rules/timeline.h"

#include <string.h>

#include "rules/period.h"

struct teller {
	struct engine *engine;
	const struct entity_kind *kind;
	const struct fact_table *facts; /* of the events */
	struct arena *arena;
	struct telling *states, *steps;
};

bool entity_is_open(const struct entity_kind *k, const struct entity_now *n)
{
	if (k->paid != NONE && n->values[k->amount] != COLUMN_ABSENT)
		return n->values[k->amount] > (n->values[k->paid] == COLUMN_ABSENT ? 0 : n->values[k->paid]);
	return n->stage == NONE || k->stages[n->stage].state == STAGE_OPEN;
}

/* ---- what it is after each event ---- */
static bool column_adds(const struct entity_kind *k, uint32_t column)
{
	for (uint32_t i = 0; i < k->carried_count; i++)
		if (k->carried[i].from == column)
			return k->carried[i].adds;
	return column == k->paid;
}

/* Sums beyond what is counted exactly stand still: money limits keep real ones far below. */
static int64_t added(int64_t a, int64_t b)
{
	int64_t sum;

	if (a == COLUMN_ABSENT)
		return b;
	return __builtin_add_overflow(a, b, &sum) || sum == COLUMN_ABSENT ? a : sum;
}

static uint32_t stage_of(const struct engine *e, const struct entity_kind *k, int64_t value)
{
	const struct domain *d = domain_column((struct domains *)&e->domains, e->model, k->facts, k->stage);
	struct str code = value == COLUMN_ABSENT ? (struct str){ 0 } : domain_text(d, (uint32_t)value);

	for (uint32_t i = 0; value != COLUMN_ABSENT && i < k->stage_count; i++)
		if (str_eq(k->stages[i].code, code))
			return i;
	return NONE;
}

static void hear(const struct engine *e, const struct entity_kind *k, const struct heard *event, bool first, struct entity_now *n)
{
	const struct fact_table *t = &e->model->fact_tables[k->facts];
	uint32_t stage = k->stage == NONE ? NONE : stage_of(e, k, event->fact->values[k->stage]);

	n->day = event->day;
	n->at_ms = event->fact->at_ms;
	if (first)
		n->born = n->stage_day = n->day;
	if (event->tuple->seller)
		n->seller = event->tuple->seller;
	for (uint32_t i = 0; i < t->axis_count; i++)
		if (event->tuple->axes[i])
			n->axes[i] = event->tuple->axes[i];
	for (uint32_t c = 0; c < t->column_count; c++) {
		int64_t value = event->fact->values[c];
		if (value != COLUMN_ABSENT)
			n->values[c] = column_adds(k, c) ? added(n->values[c], value) : value;
	}
	if (stage == NONE || stage == n->stage)
		return;
	n->stage = stage;
	n->stage_day = n->day;
}

/* By insertion: an entity has few events. */
static void days_insert(int32_t *days, uint32_t count, int32_t value)
{
	uint32_t i = count;

	for (; i > 0 && days[i - 1] > value; i--)
		days[i] = days[i - 1];
	days[i] = value;
}

/* The first day of silence after `day`, by the `count` gaps between the days heard of so far, sorted. */
static int32_t silent_day(const struct silence *s, int32_t day, const int32_t *gaps, uint32_t count)
{
	int64_t days = s->days;

	if (count >= (uint32_t)s->least && count > 0) {
		int64_t twice = (int64_t)gaps[(count - 1) / 2] + gaps[count / 2]; /* the median, doubled */
		days = (int64_t)(((i128)twice * s->times_e4 + 2 * E4 - 1) / (2 * E4));
	}
	return days < TIMELINE_AHEAD_DAYS ? day + (int32_t)days : DAY_NONE;
}

const struct entity_now *timeline_course(const struct engine *e, uint32_t kind, const struct heard *events, uint32_t count,
					 struct arena *a)
{
	const struct entity_kind *k = &e->model->entity_kinds[kind];
	struct entity_now *course = arena_alloc(a, (count ? count : 1) * sizeof(*course));
	int32_t *gaps = arena_alloc(a, (count ? count : 1) * sizeof(*gaps));
	uint32_t gap_count = 0;

	for (uint32_t i = 0; i < count; i++) {
		struct entity_now *n = &course[i];

		if (i) {
			*n = course[i - 1];
		} else {
			n->stage = NONE;
			for (uint32_t c = 0; c < FACT_COLUMNS_MAX; c++)
				n->values[c] = COLUMN_ABSENT;
		}
		if (i && events[i].day > n->day) {
			days_insert(gaps, gap_count, events[i].day - n->day);
			gap_count++;
		}
		hear(e, k, &events[i], i == 0, n);
		n->silent_day = k->silence.kept ? silent_day(&k->silence, n->day, gaps, gap_count) : DAY_NONE;
	}
	return course;
}

/* ---- telling ---- */
static int64_t *tell(struct teller *t, struct telling *to, uint32_t table, const struct entity_now *n, int32_t day)
{
	const struct fact_table *is = &t->engine->model->fact_tables[table];
	int64_t *values = arena_alloc(t->arena, (is->column_count + 1) * sizeof(*values));
	struct told *more;

	if (to->count == to->cap) {
		to->cap = to->cap ? 2 * to->cap : 16;
		more = arena_alloc(t->arena, to->cap * sizeof(*more));
		if (to->count)
			memcpy(more, to->at, to->count * sizeof(*more));
		to->at = more;
	}
	for (uint32_t c = 0; c < is->column_count; c++)
		values[c] = COLUMN_ABSENT;
	to->at[to->count++] = (struct told){ day, day == n->day ? n->at_ms : day * DAY_MS, n->seller, n->axes, values };
	return values;
}

static int64_t name_in(struct teller *t, uint32_t table, uint32_t column, struct str text)
{
	return names_add(&domain_column(&t->engine->domains, t->engine->model, table, column)->names, text);
}

/* A column that the events' table and another one have. */
static int64_t carry(struct teller *t, uint32_t from, uint32_t table, uint32_t to, int64_t value)
{
	const struct domain *d;

	if (value == COLUMN_ABSENT || t->facts->columns[from].kind == COLUMN_NUMBER)
		return value;
	d = domain_column(&t->engine->domains, t->engine->model, t->kind->facts, from);
	return name_in(t, table, to, domain_text(d, (uint32_t)value));
}

/* ---- the spells of an open entity ---- */
enum { BREAKS_MAX = 3 * BUCKETS_MAX + 8 };
struct breaks {
	int32_t days[BREAKS_MAX];
	uint32_t count;
	int32_t from, to;
};

static void break_at(struct breaks *b, int32_t day)
{
	if (day <= b->from || day >= b->to)
		return;
	for (uint32_t i = 0; i < b->count; i++)
		if (b->days[i] == day)
			return;
	days_insert(b->days, b->count, day);
	b->count++;
}

static void break_at_bounds(struct breaks *b, const struct buckets *buckets, int32_t from)
{
	for (uint32_t i = 0; i < buckets->count; i++)
		break_at(b, from + buckets->bounds[i]);
}

static int32_t date_in(const struct entity_now *n, uint32_t column)
{
	return column == NONE || n->values[column] == COLUMN_ABSENT ? DAY_NONE : (int32_t)(n->values[column] / E4);
}

static bool tells(const struct entity_kind *k, enum state_column column)
{
	return k->state_column[column] != NONE;
}

/* The period that holds a day; false: a custom set has none there. */
static bool expected_period(const struct teller *t, int32_t day, struct period *out)
{
	return day != DAY_NONE && period_of(t->engine->model, t->kind->expected_in, day, out);
}

static void breaks_find(const struct teller *t, const struct entity_now *n, struct breaks *b)
{
	const struct entity_kind *k = t->kind;
	int32_t due = date_in(n, k->due), next_step = date_in(n, k->next_step);
	struct period p;

	if (tells(k, STATE_AGE))
		break_at_bounds(b, &k->ages, n->born);
	if (tells(k, STATE_STAGE_AGE))
		break_at_bounds(b, &k->ages, n->stage_day);
	if (tells(k, STATE_OVER_AGE) && n->stage != NONE && k->stages[n->stage].max_days >= 0)
		break_at(b, n->stage_day + k->stages[n->stage].max_days + 1);
	if (tells(k, STATE_OVERDUE) && due != DAY_NONE)
		break_at_bounds(b, &k->overdue, due);
	if (tells(k, STATE_DUE_NOW) && expected_period(t, due, &p))
		break_at(b, period_from(t->engine->model, p));
	if (tells(k, STATE_NO_STEP) && next_step != DAY_NONE)
		break_at(b, next_step + 1);
	if (tells(k, STATE_ACTIVITY) && n->silent_day != DAY_NONE)
		break_at(b, n->silent_day);
}

static int64_t flag(bool yes)
{
	return yes ? E4 : 0;
}

static int64_t in_bucket(struct teller *t, const struct buckets *b, enum state_column column, int32_t days)
{
	struct buf name = { 0 };
	int64_t number;

	bucket_add(b, days < 0 ? 0 : days, &name);
	number = name_in(t, t->kind->states, t->kind->state_column[column], buf_str(&name));
	buf_free(&name);
	return number;
}

static int64_t rounded(i128 num, i128 den)
{
	return (int64_t)((num < 0 ? num - den / 2 : num + den / 2) / den);
}

static int64_t weighted(const struct entity_kind *k, const struct entity_now *n)
{
	int64_t amount = n->values[k->amount];

	if (amount == COLUMN_ABSENT || n->stage == NONE)
		return COLUMN_ABSENT;
	return rounded((i128)amount * k->stages[n->stage].probability_ppm, 1000000);
}

static int64_t balance(const struct entity_kind *k, const struct entity_now *n)
{
	int64_t amount = n->values[k->amount], paid = n->values[k->paid], rest;

	if (amount == COLUMN_ABSENT)
		return COLUMN_ABSENT;
	return paid == COLUMN_ABSENT || __builtin_sub_overflow(amount, paid, &rest) ? amount : rest;
}

static int64_t state_value(struct teller *t, const struct entity_now *n, enum state_column column, int32_t day)
{
	const struct entity_kind *k = t->kind;
	int32_t due = date_in(n, k->due), next_step = date_in(n, k->next_step);
	struct period p;

	switch (column) {
	case STATE_STAGE:
		return n->stage == NONE ? COLUMN_ABSENT
					: name_in(t, k->states, k->state_column[column], k->stages[n->stage].code);
	case STATE_AGE:
		return in_bucket(t, &k->ages, column, day - n->born);
	case STATE_STAGE_AGE:
		return in_bucket(t, &k->ages, column, day - n->stage_day);
	case STATE_OVER_AGE:
		return flag(n->stage != NONE && k->stages[n->stage].max_days >= 0 &&
			    day - n->stage_day > k->stages[n->stage].max_days);
	case STATE_OVERDUE:
		return due == DAY_NONE ? COLUMN_ABSENT : in_bucket(t, &k->overdue, column, day - due);
	case STATE_DUE_NOW:
		return flag(expected_period(t, due, &p) && day >= period_from(t->engine->model, p));
	case STATE_NO_STEP:
		return flag(next_step == DAY_NONE || next_step < day);
	case STATE_ACTIVITY:
		return name_in(t, k->states, k->state_column[column], day >= n->silent_day ? STR("silent") : STR("active"));
	case STATE_WEIGHTED:
		return weighted(k, n);
	case STATE_BALANCE:
		return balance(k, n);
	default:
		return COLUMN_ABSENT;
	}
}

static void state_tell(struct teller *t, const struct entity_now *n, int32_t from, int32_t to)
{
	const struct entity_kind *k = t->kind;
	int64_t *begin = tell(t, t->states, k->states, n, from), *end;
	size_t size = t->engine->model->fact_tables[k->states].column_count * sizeof(*begin);

	for (uint32_t c = STATE_SIGN + 1; c < STATE_COLUMNS; c++)
		if (k->state_column[c] != NONE)
			begin[k->state_column[c]] = state_value(t, n, (enum state_column)c, from);
	for (uint32_t i = 0; i < k->carried_count; i++) {
		const struct carried *c = &k->carried[i];
		if (c->state != NONE)
			begin[c->state] = carry(t, c->from, k->states, c->state, n->values[c->from]);
	}
	begin[k->state_column[STATE_SIGN]] = E4;
	if (to == DAY_NONE)
		return;
	end = tell(t, t->states, k->states, n, to);
	memcpy(end, begin, size);
	end[k->state_column[STATE_SIGN]] = -E4;
}

/* From an event to the next one, or on. */
static void spells_tell(struct teller *t, const struct entity_now *n, int32_t to)
{
	struct breaks b = { .from = n->day, .to = to == DAY_NONE ? n->day + TIMELINE_AHEAD_DAYS : to };
	int32_t from = n->day;

	if (to == n->day || !entity_is_open(t->kind, n))
		return;
	breaks_find(t, n, &b);
	for (uint32_t i = 0; i < b.count; i++) {
		state_tell(t, n, from, b.days[i]);
		from = b.days[i];
	}
	state_tell(t, n, from, to);
}

/* ---- steps ---- */
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

/* It is in the stage of course[at] for the first time: each stage that it was in before has reached this one. */
static void reached_tell(struct teller *t, const struct entity_now *course, uint32_t at)
{
	for (uint32_t s = 0; s < t->kind->stage_count; s++) {
		uint32_t entry = s == course[at].stage ? at : first_entry(course, at, s);
		if (entry == at)
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

static void steps_tell(struct teller *t, const struct entity_now *course, uint32_t count, uint32_t at)
{
	const struct entity_now *n = &course[at];

	if (!at)
		step_tell(t, STEP_CREATED, n, n->day);
	if (t->kind->stage_count)
		stage_tell(t, course, at);
	if (at && t->kind->due != NONE)
		push_tell(t, n, n - 1);
	if (t->kind->due != NONE)
		slip_tell(t, course, count, at);
	if (t->kind->silence.kept)
		silence_tell(t, n, at + 1 < count ? n + 1 : NULL);
}

static bool counts(const struct teller *t, uint32_t table)
{
	return t->engine->model->fact_tables[table].measure_count > 0;
}

void timeline_tell(struct engine *e, uint32_t kind, const struct heard *events, uint32_t count, struct arena *a,
		   struct telling *states, struct telling *steps)
{
	const struct entity_kind *k = &e->model->entity_kinds[kind];
	struct teller t = { e, k, &e->model->fact_tables[k->facts], a, states, steps };
	const struct entity_now *course = timeline_course(e, kind, events, count, a);

	*states = *steps = (struct telling){ 0 };
	for (uint32_t i = 0; i < count && counts(&t, k->steps); i++)
		steps_tell(&t, course, count, i);
	for (uint32_t i = 0; i < count && counts(&t, k->states); i++)
		spells_tell(&t, &course[i], i + 1 < count ? course[i + 1].day : DAY_NONE);
}
