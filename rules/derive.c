/* Binding a model to the state, and everything that is derived from the two. */
#include <assert.h>
#include <string.h>

#include "rules/cases.h"
#include "rules/closed.h"
#include "rules/command.h"
#include "rules/entity.h"
#include "rules/held.h"
#include "rules/ledger.h"
#include "rules/org.h"
#include "rules/repeat.h"
#include "rules/run.h"
#include "rules/slot.h"
#include "rules/store.h"
#include "rules/tasks.h"
#include "rules/watch.h"

uint32_t period_position(const struct model *m, uint32_t kind)
{
	for (uint32_t i = 0; i < m->period_kind_count; i++)
		if (m->period_kinds[i] == kind)
			return i;
	return NONE;
}

int32_t state_today(struct engine *e, uint32_t zone)
{
	struct today *t = &e->today[zone];
	const struct zone *z = e->model->zones[zone];

	if (e->clock.now_ms < t->from_ms || e->clock.now_ms >= t->to_ms) {
		t->day = zone_day(z, e->clock.now_ms);
		t->from_ms = zone_instant(z, t->day, 0);
		t->to_ms = zone_instant(z, t->day + 1, 0);
	}
	return t->day;
}

int32_t state_seller_today(struct engine *e, uint32_t seller)
{
	int32_t company = state_today(e, e->model->zone);

	return seller == NONE ? company : state_today(e, org_zone(e->model, seller, company));
}

uint32_t state_slots(const struct model *m, const struct fact_table *t, bool additive)
{
	uint32_t count = 0;

	for (uint32_t i = 0; i < t->measure_count; i++) {
		const struct measure *x = &m->measures[t->measures[i]];
		if (aggregate_is_additive(x->aggregate) == additive && x->slot + measure_width(x) > count)
			count = x->slot + measure_width(x);
	}
	return count;
}

void timers_bind(struct engine *e)
{
	for (uint32_t i = 0; i < e->timers.count; i++)
		e->timers.at[i].zone = NONE;
	for (uint32_t z = 0; z < e->model->zone_count; z++) {
		uint32_t code = state_code(e, e->model->zone_codes[z]), at = 0;
		while (at < e->timers.count && e->timers.at[at].code != code)
			at++;
		if (at == e->timers.count)
			*ARRAY_ADD(e->timers) = (struct day_timer){ .code = code, .ended = DAY_MIN, .due_ms = INT64_MAX };
		e->timers.at[at].zone = z;
	}
	/* A zone that left the model starts anew when it comes back: the days between are not judged. */
	for (uint32_t i = 0; i < e->timers.count; i++)
		if (e->timers.at[i].zone == NONE)
			e->timers.at[i] = (struct day_timer){
				.code = e->timers.at[i].code, .zone = NONE, .ended = DAY_MIN, .due_ms = INT64_MAX
			};
}

/* The first input of a company, or of a zone new in the model, starts its clock: that day is the first that will end. */
void timers_start(struct engine *e, int64_t ms)
{
	for (uint32_t i = 0; i < e->timers.count; i++) {
		struct day_timer *t = &e->timers.at[i];
		if (t->zone == NONE || t->ended != DAY_MIN)
			continue;
		const struct zone *z = e->model->zones[t->zone];
		t->ended = zone_day(z, ms) - 1;
		t->due_ms = zone_instant(z, t->ended + 2, 0);
	}
	if (e->clock.closed_to == DAY_MIN)
		closed_advance(e);
	slots_start(e, ms);
}

void state_bind(struct engine *e, const struct model *m, const struct decisions *d)
{
	assert(!m->faulty);
	e->model = m;
	e->decisions = d;
	domains_bind(&e->domains, m);
	e->spans = mem_alloc(m->period_kind_count * sizeof(*e->spans));
	e->positions = mem_alloc(m->measure_count * sizeof(*e->positions) + 1);
	recipes_bind(e);
	e->form_numbers = mem_alloc(m->form_count * sizeof(*e->form_numbers) + 1);
	e->today = mem_alloc(m->zone_count * sizeof(*e->today));
	field_names_bind(e);
	e->store_count = m->fact_table_count;
	e->stores = mem_alloc(e->store_count * sizeof(*e->stores) + 1);
	for (uint32_t i = 0; i < e->store_count; i++) {
		struct store *s = &e->stores[i];
		store_init(s, &m->fact_tables[i]);
		s->sum_count = state_slots(m, s->is, true);
		s->bag_count = state_slots(m, s->is, false);
		pool_init(&s->rows, "rows", sizeof(struct row_record) + s->sum_count * sizeof(int64_t));
		s->magnitude = mem_alloc(s->sum_count * sizeof(int64_t) + 1);
		measures_bind(e, s);
		place_kinds(e, s);
		for (uint32_t n = 0; n < s->measure_count; n++)
			e->positions[s->is->measures[n]] = n;
	}
	entities_bind(e);
	timers_bind(e);
}

void plans_renew(struct engine *e)
{
	struct arena *a = arena_new();
	uint32_t count;
	struct plan_row *rows = changes_rows(e, a, &count);

	plan_book_free(e->plans);
	e->plans = plan_book_new(e->model, &e->domains, &e->scopes, rows, count);
	arena_free(a);
}

static void forget_derived(struct engine *e)
{
	watch_free(e);
	plan_book_free(e->plans);
	e->plans = NULL;
	index_free(&e->id_index);
	index_free(&e->token_index);
	index_free(&e->case_index);
	index_free(&e->closed_index);
	index_free(&e->held_index);
	index_free(&e->slot_index);
	index_free(&e->cover_index);
	index_free(&e->subject_index);
	ARRAY_FREE(e->case_places);
	ARRAY_FREE(e->case_before);
	ARRAY_FREE(e->case_runs);
	ARRAY_FREE(e->case_tasks);
	ARRAY_FREE(e->task_before);
	agenda_free(&e->agenda);
	for (uint32_t i = 0; i < e->store_count; i++) {
		store_forget_cells(&e->stores[i]);
		index_free(&e->stores[i].tuple_index);
		index_free(&e->stores[i].row_index);
		index_free(&e->stores[i].value_index);
	}
	scopes_free(&e->scopes);
}

void state_forget(struct engine *e)
{
	forget_derived(e);
	mem_free(e->spans);
	mem_free(e->positions);
	recipes_free(e);
	mem_free(e->form_numbers);
	mem_free(e->today);
	field_names_free(e);
	e->spans = NULL;
	e->positions = NULL;
	e->form_numbers = NULL;
	e->today = NULL;
}

void state_unbind(struct engine *e)
{
	state_forget(e);
	for (uint32_t i = 0; i < e->store_count; i++)
		store_free(&e->stores[i]);
	mem_free(e->stores);
	e->stores = NULL;
	e->store_count = 0;
	entities_free(e->entities, e->entity_kind_count);
	e->entities = NULL;
	e->entity_kind_count = 0;
}

void state_derive(struct engine *e)
{
	forget_derived(e);
	memset(e->code_memos, 0, sizeof(e->code_memos));
	domains_bind(&e->domains, e->model);
	ledger_index(e);
	for (uint32_t i = 0; i < e->store_count; i++) {
		measures_free(&e->stores[i]); /* restored names have other numbers */
		measures_bind(e, &e->stores[i]);
		store_index(&e->stores[i]);
	}
	entities_index(e);
	entities_tell(e);
	for (uint32_t i = 0; i < e->store_count; i++)
		store_fill(e, &e->stores[i]);
	plans_renew(e);
	tokens_index(e);
	closed_index(e);
	held_index(e);
	slots_index(e);
	watch_bind(e);
	slots_plan(e);
	cases_index(e); /* by their scopes, of which some are only declared */
	repeats_index(e);
	tasks_index(e);
	runs_index(e);
}
