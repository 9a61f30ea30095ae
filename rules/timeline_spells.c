/* What an open entity is, spell by spell. */
#include <string.h>

#include "rules/period.h"
#include "rules/timeline_inside.h"

/* Days within a spell on which something changes by itself. */
struct breaks {
	int32_t *days; /* with room for all */
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

static bool tells(const struct entity_kind *k, enum state_column column)
{
	return k->state_column[column] != NONE;
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
	for (uint32_t i = 0; (tells(k, STATE_ABC) || tells(k, STATE_XYZ)) && i < t->hearing->class_count; i++)
		break_at(b, t->hearing->classes[i].day);
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

static int64_t class_on(struct teller *t, enum state_column column, int32_t day)
{
	const struct classed *c = t->hearing->classes;
	uint32_t n = 0;

	while (n < t->hearing->class_count && c[n].day <= day)
		n++;
	if (!n)
		return COLUMN_ABSENT;
	return name_in(t, t->kind->states, t->kind->state_column[column],
		       column == STATE_ABC ? abc_names[c[n - 1].abc] : xyz_names[c[n - 1].xyz]);
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
	case STATE_ABC:
	case STATE_XYZ:
		return class_on(t, column, day);
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

void spells_tell(struct teller *t, uint32_t event)
{
	enum { OTHERS = 3 * BUCKETS_MAX + 8 };
	const struct entity_now *n = &t->course[event];
	int32_t to = event + 1 < t->hearing->count ? n[1].day : DAY_NONE, from = n->day;
	struct breaks b = { .from = n->day, .to = to == DAY_NONE ? n->day + TIMELINE_AHEAD_DAYS : to };

	if (to == n->day || !entity_is_open(t->kind, n))
		return;
	b.days = arena_alloc(t->arena, (OTHERS + t->hearing->class_count) * sizeof(*b.days));
	breaks_find(t, n, &b);
	for (uint32_t i = 0; i < b.count; i++) {
		state_tell(t, n, from, b.days[i]);
		from = b.days[i];
	}
	state_tell(t, n, from, to);
}
