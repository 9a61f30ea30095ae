#include "rules/timeline_inside.h"

#include <string.h>

#include "rules/period.h"

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

uint32_t entity_stage(const struct engine *e, const struct entity_kind *k, const struct fact_record *f)
{
	int64_t value = k->stage == NONE ? COLUMN_ABSENT : f->values[k->stage];

	if (value == COLUMN_ABSENT)
		return NONE;
	const struct domain *d = domain_column((struct domains *)&e->domains, e->model, k->facts, k->stage);
	struct str code = domain_text(d, (uint32_t)value);

	for (uint32_t i = 0; i < k->stage_count; i++)
		if (str_eq(k->stages[i].code, code))
			return i;
	return NONE;
}

static void hear(const struct engine *e, const struct entity_kind *k, const struct heard *event, bool first, struct entity_now *n)
{
	const struct fact_table *t = &e->model->fact_tables[k->facts];
	uint32_t stage = entity_stage(e, k, event->fact);

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
int64_t *tell(struct teller *t, struct telling *to, uint32_t table, const struct entity_now *n, int32_t day)
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

int64_t name_in(struct teller *t, uint32_t table, uint32_t column, struct str text)
{
	return names_add(&domain_column(&t->engine->domains, t->engine->model, table, column)->names, text);
}

int64_t carry(struct teller *t, uint32_t from, uint32_t table, uint32_t to, int64_t value)
{
	const struct domain *d;

	if (value == COLUMN_ABSENT || t->facts->columns[from].kind == COLUMN_NUMBER)
		return value;
	d = domain_column(&t->engine->domains, t->engine->model, t->kind->facts, from);
	return name_in(t, table, to, domain_text(d, (uint32_t)value));
}

bool expected_period(const struct teller *t, int32_t day, struct period *out)
{
	return day != DAY_NONE && period_of(t->engine->model, t->kind->expected_in, day, out);
}

static bool counts(const struct teller *t, uint32_t table)
{
	return t->engine->model->fact_tables[table].measure_count > 0;
}

void timeline_tell(struct engine *e, uint32_t kind, const struct hearing *h, struct arena *a, struct telling *states,
		   struct telling *steps)
{
	const struct entity_kind *k = &e->model->entity_kinds[kind];
	struct teller t = { .engine = e,
			    .kind = k,
			    .facts = &e->model->fact_tables[k->facts],
			    .hearing = h,
			    .course = timeline_course(e, kind, h->events, h->count, a),
			    .arena = a,
			    .states = states,
			    .steps = steps };

	*states = *steps = (struct telling){ 0 };
	for (uint32_t i = 0; i < h->count && counts(&t, k->steps); i++)
		steps_tell(&t, i);
	if (h->count && counts(&t, k->steps))
		class_steps_tell(&t);
	for (uint32_t i = 0; i < h->count && counts(&t, k->states); i++)
		spells_tell(&t, i);
}
