/* How entities stand on a day, for those who ask; what measures count of the same is told by timeline.c. */
#include "rules/entity_inside.h"

struct str entity_seller(const struct engine *e, uint32_t seller)
{
	return domain_text(&e->domains.list.at[DOMAIN_SELLER], seller);
}

uint32_t entity_seller_index(const struct engine *e, uint32_t seller)
{
	return seller ? domain_model_index(&e->domains.list.at[DOMAIN_SELLER], seller) : NONE;
}

struct str entity_text(const struct engine *e, uint32_t kind, uint32_t column, int64_t value)
{
	const struct entity_kind *k = &e->model->entity_kinds[kind];
	const struct domain *d = domain_column((struct domains *)&e->domains, e->model, k->facts, column);

	return domain_text(d, value == COLUMN_ABSENT ? 0 : (uint32_t)value);
}

struct str entity_member(const struct engine *e, uint32_t kind, uint32_t slot, uint32_t member)
{
	const struct fact_table *t = &e->model->fact_tables[e->model->entity_kinds[kind].facts];

	return domain_text(domain_axis((struct domains *)&e->domains, e->model, t->axes[slot]), member);
}

static int32_t date_in(const struct entity_now *n, uint32_t column)
{
	return column == NONE || n->values[column] == COLUMN_ABSENT ? DAY_NONE : (int32_t)(n->values[column] / E4);
}

static int64_t number_in(const struct entity_now *n, uint32_t column)
{
	return column == NONE ? COLUMN_ABSENT : n->values[column];
}

static int64_t balance(const struct entity_kind *k, const struct entity_now *n)
{
	int64_t amount = number_in(n, k->amount), paid = number_in(n, k->paid), rest;

	if (k->paid == NONE || amount == COLUMN_ABSENT)
		return COLUMN_ABSENT;
	return paid == COLUMN_ABSENT || __builtin_sub_overflow(amount, paid, &rest) ? amount : rest;
}

/* The last of its events after which it was not open any more. */
static int32_t closed_day(const struct entity_kind *k, const struct entity_now *course, uint32_t count)
{
	uint32_t at = count;

	while (at > 0 && !entity_is_open(k, &course[at - 1]))
		at--;
	return at == count ? DAY_NONE : course[at].day;
}

static void see_open(const struct entity_kind *k, const struct entity_now *n, int32_t day, struct entity_seen *out)
{
	int32_t most = n->stage == NONE ? -1 : k->stages[n->stage].max_days;

	if (most >= 0 && out->stage_days > most)
		out->over_days = out->stage_days - most;
	if (out->due != DAY_NONE && out->due < day)
		out->overdue_days = day - out->due;
	out->no_step = k->next_step != NONE && (out->next_step == DAY_NONE || out->next_step < day);
	out->silent_day = k->silence.kept ? n->silent_day : DAY_NONE;
	out->silent = out->silent_day != DAY_NONE && day >= out->silent_day;
}

bool entity_stands(const struct entity_kind *k, const struct entity_now *course, uint32_t count, int32_t day,
		   struct entity_seen *out)
{
	const struct entity_now *n;

	while (count > 0 && course[count - 1].day > day)
		count--;
	if (count == 0)
		return false;
	n = &course[count - 1];
	*out = (struct entity_seen){
		.events = count,
		.open = entity_is_open(k, n),
		.born = n->born,
		.heard_day = n->day,
		.closed_day = closed_day(k, course, count),
		.seller = n->seller,
		.stage = n->stage,
		.stage_day = n->stage == NONE ? DAY_NONE : n->stage_day,
		.stage_days = n->stage == NONE ? 0 : day - n->stage_day,
		.due = date_in(n, k->due),
		.next_step = date_in(n, k->next_step),
		.amount_e4 = number_in(n, k->amount),
		.balance_e4 = balance(k, n),
		.silent_day = DAY_NONE,
	};
	out->age_days = (out->open ? day : out->closed_day) - out->born;
	if (out->open)
		see_open(k, n, day, out);
	return true;
}

bool entity_look(const struct engine *e, uint32_t kind, uint32_t number, int32_t day, struct arena *scratch,
		 struct entity_seen *out)
{
	uint32_t count;
	const struct entity_now *course = entity_course(e, kind, number, scratch, &count);

	return entity_stands(&e->model->entity_kinds[kind], course, count, day, out);
}

void entity_stage_days(const struct entity_kind *k, const struct entity_now *course, uint32_t count, int32_t day,
		       int32_t *out_days)
{
	for (uint32_t s = 0; s < k->stage_count; s++)
		out_days[s] = 0;
	for (uint32_t i = 0; i < count; i++) {
		int32_t to = i + 1 < count ? course[i + 1].day : day;

		if (course[i].stage != NONE && entity_is_open(k, &course[i]))
			out_days[course[i].stage] += to - course[i].day;
	}
}

int32_t entity_pushed(const struct entity_kind *k, const struct entity_now *course, uint32_t at)
{
	int32_t was = at == 0 ? DAY_NONE : date_in(&course[at - 1], k->due), is = date_in(&course[at], k->due);

	if (was == DAY_NONE || is == DAY_NONE || is <= was || !entity_is_open(k, &course[at - 1]) ||
	    !entity_is_open(k, &course[at]))
		return 0;
	return is - was;
}
