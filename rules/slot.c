#include "rules/slot.h"

#include "rules/period.h"
#include "rules/store.h"

/* ---- finding ---- */
struct slot_key {
	const struct engine *engine;
	uint32_t duty, seller;
	int32_t period;
};

static struct slot_record *slot_at(const struct engine *e, uint32_t number)
{
	return pool_at(&e->slots, number);
}

static bool slot_eq(const void *ctx, uint32_t number)
{
	const struct slot_key *k = ctx;
	const struct slot_record *s = slot_at(k->engine, number);

	return s->duty == k->duty && s->seller == k->seller && s->period == k->period;
}

static uint64_t slot_hash(uint32_t duty, uint32_t seller, int32_t period)
{
	uint64_t x = ((uint64_t)seller << 32 | (uint32_t)period) * UINT64_C(0x9e3779b97f4a7c15) + duty;

	return (x ^ (x >> 29)) * UINT64_C(0xbf58476d1ce4e5b9);
}

static uint32_t seller_number(const struct engine *e, uint32_t seller)
{
	return e->domains.list.at[DOMAIN_SELLER].number_of[seller];
}

uint32_t slot_find(const struct engine *e, uint32_t duty, uint32_t seller, struct period p)
{
	struct slot_key k = { e, names_find(&e->codes, e->model->duties[duty].code), seller_number(e, seller), p.index };
	uint32_t found = k.duty ? index_find(&e->slot_index, slot_hash(k.duty, k.seller, k.period), slot_eq, &k) : INDEX_NONE;

	return found == INDEX_NONE ? NONE : found;
}

static uint32_t slot_of(struct engine *e, uint32_t duty, uint32_t seller, struct period p)
{
	uint32_t number = slot_find(e, duty, seller, p);
	struct slot_record *s;

	if (number != NONE)
		return number;
	number = pool_add(&e->slots);
	s = slot_at(e, number);
	s->duty = state_code_of(e, e->model->duties[duty].code);
	s->seller = seller_number(e, seller);
	s->period = p.index;
	s->last_day = period_to(e->model, p) - 1;
	index_add(&e->slot_index, slot_hash(s->duty, s->seller, s->period), number);
	return number;
}

struct cover_key {
	const struct engine *engine;
	struct hash128 key;
};

static bool cover_eq(const void *ctx, uint32_t number)
{
	const struct cover_key *k = ctx;
	const struct cover_record *c = pool_at(&k->engine->covers, number);

	return c->hash_lo == k->key.lo && c->hash_hi == k->key.hi;
}

struct cover_record *slot_cover(const struct engine *e, struct hash128 key, uint32_t *out_number)
{
	struct cover_key k = { e, key };

	*out_number = e->covers.live ? index_find(&e->cover_index, key.lo, cover_eq, &k) : INDEX_NONE;
	return *out_number == INDEX_NONE ? NULL : pool_at(&e->covers, *out_number);
}

/* ---- what it came to, as a fact ---- */
struct store *slot_store(const struct engine *e, const struct slot_record *s)
{
	return &e->stores[s->came == CAME_SOON ? e->model->reminder_facts : e->model->duty_facts];
}

static uint32_t fact_add(struct engine *e, const struct slot_record *s, int32_t due_day)
{
	struct store *t = slot_store(e, s);
	struct name_ref texts[DUTY_COLUMNS] = { 0 };
	int64_t values[DUTY_COLUMNS] = { 0 };
	struct fact fact = { .texts = texts, .values = values };
	struct report of = { .seller = s->seller, .day = due_day, .at_ms = due_day * DAY_MS, .facts = &fact, .fact_count = 1 };
	uint32_t number;

	for (uint32_t c = 0; c < t->is->column_count; c++) {
		struct str name = t->is->columns[c].name;

		if (str_eq(name, duty_columns[DUTY_CODE]))
			texts[c].text = names_text(&e->codes, s->duty);
		else if (str_eq(name, duty_columns[DUTY_DUE]) ||
			 (str_eq(name, duty_columns[DUTY_ON_TIME]) && s->came == CAME_ON_TIME) ||
			 (str_eq(name, duty_columns[DUTY_LATE]) && s->came == CAME_LATE) ||
			 (str_eq(name, duty_columns[DUTY_MISSING]) && s->came == CAME_NOT))
			values[c] = E4;
	}
	number = fact_keep(e, t, &of, &fact);
	fact_weigh(t, number, 1);
	fact_apply(e, t, number, 1);
	return number + 1;
}

/* In place of the fact that there is, if any; the day is the one on which it was due. */
static void slot_turn(struct engine *e, struct slot_record *s, enum came came, int32_t due_day)
{
	struct store *t = slot_store(e, s);

	if (s->fact) {
		fact_weigh(t, s->fact - 1, -1);
		fact_apply(e, t, s->fact - 1, -1);
		pool_remove(&t->facts, s->fact - 1);
	}
	s->came = came;
	s->fact = came ? fact_add(e, s, due_day) : 0;
}

static int32_t fact_day(const struct engine *e, const struct slot_record *s)
{
	const struct store *t = slot_store(e, s);

	return row_at(t, fact_at(t, s->fact - 1)->row)->day;
}

static void slot_leave(struct engine *e, uint32_t number)
{
	struct slot_record *s = slot_at(e, number);

	pool_touch(&e->slots, number);
	if (s->reports && --s->reports)
		return;
	s->first_ms = 0;
	if (s->fact)
		slot_turn(e, s, CAME_NOT, fact_day(e, s));
}

static void slot_join(struct engine *e, uint32_t number)
{
	struct slot_record *s = slot_at(e, number);

	pool_touch(&e->slots, number);
	if (s->reports++)
		return;
	s->first_ms = e->clock.now_ms;
	if (s->fact)
		slot_turn(e, s, s->came == CAME_SOON ? 0 : CAME_LATE, fact_day(e, s));
}

static void cover_remove(struct engine *e, uint32_t number, struct hash128 key)
{
	index_remove(&e->cover_index, key.lo, number);
	pool_remove(&e->covers, number);
}

void slot_note(struct engine *e, const struct report *r)
{
	uint32_t number, slot = NONE, duty = NONE, seller = NONE;
	struct cover_record *c = slot_cover(e, r->key, &number);

	if (!r->retract && r->seller) {
		seller = domain_model_index(&e->domains.list.at[DOMAIN_SELLER], r->seller);
		duty = duty_of(e->model, e->model->forms[r->form].code, seller, r->day);
	}
	if (duty != NONE)
		slot = slot_of(e, duty, seller, duty_period(e->model, duty, r->day));
	if (c && c->slot == slot + 1) {
		pool_touch(&e->covers, number);
		c->approved_ms = c->approved_by = 0;
		return;
	}
	if (c) {
		slot_leave(e, c->slot - 1);
		cover_remove(e, number, r->key);
	}
	if (slot == NONE)
		return;
	slot_join(e, slot);
	number = pool_add(&e->covers);
	*(struct cover_record *)pool_at(&e->covers, number) =
		(struct cover_record){ .hash_lo = r->key.lo, .hash_hi = r->key.hi, .slot = slot + 1 };
	index_add(&e->cover_index, r->key.lo, number);
}

void slot_forget(struct engine *e, struct hash128 key)
{
	uint32_t number;
	const struct cover_record *c = slot_cover(e, key, &number);

	if (!c)
		return;
	pool_touch(&e->slots, c->slot - 1);
	slot_at(e, c->slot - 1)->reports--;
	cover_remove(e, number, key);
}

/* ---- judging ---- */
static void slot_judge(struct engine *e, uint32_t duty, uint32_t seller, struct period p, const struct duty_times *t)
{
	uint32_t number = slot_of(e, duty, seller, p);
	struct slot_record *s = slot_at(e, number);

	if (s->came && s->came != CAME_SOON)
		return;
	pool_touch(&e->slots, number);
	slot_turn(e, s, !s->reports ? CAME_NOT : s->first_ms < t->late_ms ? CAME_ON_TIME : CAME_LATE, t->due_day);
}

static void slot_remind(struct engine *e, uint32_t duty, uint32_t seller, struct period p, const struct duty_times *t)
{
	uint32_t number = slot_of(e, duty, seller, p);
	struct slot_record *s = slot_at(e, number);

	if (s->came || s->reports)
		return;
	pool_touch(&e->slots, number);
	slot_turn(e, s, CAME_SOON, t->due_day);
}

/* Nobody asks what comes near where no measure counts it. */
static bool reminds(const struct engine *e, const struct duty *d)
{
	return d->remind_minutes > 0 && e->model->fact_tables[e->model->reminder_facts].measure_count > 0;
}

static void seller_fire(struct engine *e, uint32_t duty, uint32_t seller, int64_t ms, bool remind)
{
	struct period p, last;
	struct duty_times t;

	for (duty_window(e->model, duty, ms, &p, &last); p.index <= last.index; p.index++) {
		duty_times(e->model, duty, seller, p, &t);
		if (t.owing != OWING_YES)
			continue;
		if (t.late_ms == ms)
			slot_judge(e, duty, seller, p, &t);
		else if (t.remind_ms == ms && remind)
			slot_remind(e, duty, seller, p, &t);
		if (t.remind_ms > ms)
			break;
	}
}

/* Does what falls on `ms`, where `fire`, and says when something falls next. */
static int64_t walk(struct engine *e, int64_t ms, bool fire)
{
	int64_t next = INT64_MAX;

	for (uint32_t d = 0; d < e->model->duty_count; d++) {
		bool remind = reminds(e, &e->model->duties[d]);

		for (uint32_t s = 0; s < e->model->seller_count; s++) {
			if (fire)
				seller_fire(e, d, s, ms, remind);
			int64_t after = duty_next(e->model, d, s, ms, remind);
			next = after < next ? after : next;
		}
	}
	return next;
}

/* Where nothing is in sight it is looked again before anything could come into sight. */
static void plan_after(struct engine *e, int64_t next)
{
	int64_t again = e->clock.slots_ms + DUTY_LOOK_DAYS / 2 * DAY_MS;

	e->slots_next_ms = next < again ? next : again;
}

void slots_plan(struct engine *e)
{
	e->slots_next_ms = INT64_MAX;
	if (!e->model->duty_count)
		e->clock.slots_ms = INT64_MIN; /* a schedule that comes later begins then */
	else if (e->clock.slots_ms != INT64_MIN)
		plan_after(e, walk(e, e->clock.slots_ms, false));
}

void slots_start(struct engine *e, int64_t ms)
{
	if (!e->model->duty_count || e->clock.slots_ms != INT64_MIN)
		return;
	e->clock.slots_ms = ms;
	slots_plan(e);
}

void slots_fire(struct engine *e, int64_t ms)
{
	int64_t next = walk(e, ms, true);

	e->clock.slots_ms = ms;
	plan_after(e, next);
}

/* ---- forgetting, loading ---- */
static int32_t horizon_days(const struct engine *e, const struct slot_record *s)
{
	uint32_t duty = model_duty(e->model, names_text(&e->codes, s->duty));

	return duty == NONE ? 0 : (int32_t)e->model->forms[model_form(e->model, e->model->duties[duty].form)].corrections_days;
}

void slots_sweep(struct engine *e, int32_t today)
{
	for (uint32_t i = (uint32_t)(today - DAY_MIN) % SLOT_SWEEPS; i < e->slots.count; i += SLOT_SWEEPS) {
		struct slot_record *s = slot_at(e, i);

		if (!s->seller || s->reports || s->last_day >= today - horizon_days(e, s) - SLOT_SWEEPS)
			continue;
		if (s->fact)
			pool_remove(&slot_store(e, s)->facts, s->fact - 1);
		index_remove(&e->slot_index, slot_hash(s->duty, s->seller, s->period), i);
		pool_remove(&e->slots, i);
	}
}

void slots_index(struct engine *e)
{
	for (uint32_t i = 0; i < e->slots.count; i++) {
		const struct slot_record *s = slot_at(e, i);
		if (s->seller)
			index_add(&e->slot_index, slot_hash(s->duty, s->seller, s->period), i);
	}
	for (uint32_t i = 0; i < e->covers.count; i++) {
		const struct cover_record *c = pool_at(&e->covers, i);
		if (c->slot)
			index_add(&e->cover_index, c->hash_lo, i);
	}
}

static bool fact_is_sound(const struct store *t, uint32_t fact)
{
	return fact <= t->facts.count && fact_at(t, fact - 1)->row < t->rows.count;
}

int slots_check(const struct engine *e, struct err *err)
{
	bool tables = e->model->duty_facts != NONE;

	for (uint32_t i = 0; i < e->slots.count; i++) {
		const struct slot_record *s = slot_at(e, i);

		if (!s->seller)
			continue;
		if (s->duty > e->codes.count || s->seller > e->domains.list.at[DOMAIN_SELLER].names.count ||
		    s->came > CAME_SOON || (s->fact && (!tables || !fact_is_sound(slot_store(e, s), s->fact))))
			return err_set(err, "record %u of what became of duties makes no sense", i);
	}
	for (uint32_t i = 0; i < e->covers.count; i++) {
		const struct cover_record *c = pool_at(&e->covers, i);

		if (c->slot > e->slots.count || (c->slot && !slot_at(e, c->slot - 1)->seller) || c->approved_by > e->codes.count)
			return err_set(err, "record %u of reports in their slots makes no sense", i);
	}
	return 0;
}
