#include "rules/case_fact.h"

#include "rules/store.h"
#include "rules/tasks.h"

/* A row of either table before the model says which columns it keeps. */
struct told {
	struct str texts[CASE_COLUMNS];
	int64_t values[CASE_COLUMNS];
};

static struct store *store_of(const struct engine *e, uint32_t facts)
{
	return facts == NONE ? NULL : &e->stores[facts];
}

static struct case_record *case_at(const struct engine *e, uint32_t number)
{
	return pool_at(&e->cases, number);
}

/* ---- whose it is ---- */
/* As a number of the sellers' domain; 0: no seller of the model. */
static uint32_t seller_named(const struct engine *e, struct str code)
{
	const struct domain *sellers = &e->domains.list.at[DOMAIN_SELLER];
	uint32_t number = code.len ? names_find(&sellers->names, code) : 0;

	return number && domain_model_index(sellers, number) != NONE ? number : 0;
}

static struct str head_of(const struct engine *e, struct str unit)
{
	const struct domain *units = &e->domains.list.at[DOMAIN_UNIT];
	uint32_t number = names_find(&units->names, unit);
	uint32_t index = number ? domain_model_index(units, number) : NONE;

	return index == NONE ? STR("") : e->model->units[index].head;
}

/* The seller that the case is about; of a unit its head, where that is a seller too. */
static uint32_t seller_of(const struct engine *e, const struct case_record *c)
{
	uint32_t kind = model_scope_kind(e->model, names_text(&e->codes, c->scope_kind)), at = 0, head = 0;

	for (uint32_t i = 0; kind != NONE && i < e->model->scope_kinds[kind].dim_count; i++) {
		const struct dim *d = &e->model->scope_kinds[kind].dims[i];
		struct str member = names_text(&e->codes, d->only == NONE ? c->members[at++] : 0);

		if (d->kind == DIM_SELLER && member.len)
			return seller_named(e, member);
		if (d->kind == DIM_UNIT && member.len)
			head = seller_named(e, head_of(e, member));
	}
	return head;
}

/* ---- one fact ---- */
static bool is_decision(const struct engine *e, uint32_t axis)
{
	return str_eq(e->model->axes[axis].code, case_columns[CASE_COL_DECISION].name);
}

/* Its number + 1. `add`: fact_apply() or, where cells are yet to be made, fact_row(). 0: a sum has no room for it. */
static uint32_t fact_add(struct engine *e, struct store *t, const struct told *told, const struct column *columns, uint32_t count,
			 uint32_t seller, int32_t day, void (*add)(struct engine *e, struct store *t, uint32_t fact, int sign))
{
	struct name_ref texts[CASE_COLUMNS] = { 0 }, axes[AXES_MAX] = { 0 };
	int64_t values[CASE_COLUMNS] = { 0 };
	struct fact fact = { .texts = texts, .values = values, .axes = axes };
	struct report of = { .seller = seller, .day = day, .at_ms = day * DAY_MS, .facts = &fact, .fact_count = 1 };
	struct overflow full;
	uint32_t number;

	for (uint32_t c = 0; c < t->is->column_count; c++)
		for (uint32_t n = 0; n < count; n++) {
			if (!str_eq(t->is->columns[c].name, columns[n].name))
				continue;
			texts[c].text = told->texts[n];
			values[c] = told->values[n];
		}
	for (uint32_t i = 0; i < t->is->axis_count; i++)
		if (is_decision(e, t->is->axes[i]))
			axes[i].text = told->texts[CASE_COL_DECISION];
	number = fact_keep(e, t, &of, &fact);
	if (!fact_weighs(t, number, &full)) {
		pool_remove(&t->facts, number);
		return 0;
	}
	add(e, t, number, 1);
	return number + 1;
}

static void fact_remove(struct engine *e, struct store *t, uint32_t fact)
{
	fact_weigh(t, fact, -1);
	fact_apply(e, t, fact, -1);
	pool_remove(&t->facts, fact);
}

/* ---- cases ---- */
static void tasks_count(const struct engine *e, uint32_t number, struct told *out)
{
	for (uint32_t n = tasks_of(e, number); n; n = e->task_before.at[n - 1]) {
		out->values[CASE_COL_TASKS] += E4;
		if (task_at(e, n - 1)->state == TASK_DONE)
			out->values[CASE_COL_TASKS_DONE] += E4;
	}
}

static void case_tell(const struct engine *e, uint32_t number, struct told *out)
{
	static const char *const severities[] = { [SEVERITY_INFO] = "info", [SEVERITY_AMBER] = "amber", [SEVERITY_RED] = "red" };
	const struct case_record *c = case_at(e, number);
	int64_t *v = out->values;

	*out = (struct told){ 0 };
	out->texts[CASE_COL_DECISION] = names_text(&e->codes, c->decision);
	out->texts[CASE_COL_SEVERITY] = str_of(severities[c->severity]);
	out->texts[CASE_COL_REASON] = names_text(&e->codes, c->reason);
	v[CASE_COL_SHADOW] = c->flags & CASE_SHADOW ? E4 : 0;
	v[CASE_COL_TOLD] = c->to && !(c->flags & CASE_SHADOW) ? E4 : 0;
	v[CASE_COL_DAYS_OPEN] = (int64_t)(c->closed_day - c->opened_day) * E4;
	v[CASE_COL_ACKNOWLEDGED] = v[CASE_COL_ACTED] = c->acknowledged ? E4 : 0;
	v[CASE_COL_HOURS] = c->acknowledged ? c->acknowledged_e4 : COLUMN_ABSENT;
	v[CASE_COL_QUESTIONS] = (int64_t)c->questions * E4;
	v[CASE_COL_ANSWERED] = (int64_t)c->answered * E4;
	v[CASE_COL_GAP_OPENED] = c->gap_opened_e4;
	v[CASE_COL_GAP_CLOSED] = c->gap_closed_e4;
	v[CASE_COL_NOT_CONFIRMED] = str_eq(out->texts[CASE_COL_REASON], STR("not_confirmed")) ? E4 : 0;
	v[CASE_COL_REPEAT] = c->flags & CASE_REPEAT ? E4 : 0;
	tasks_count(e, number, out);
}

static void case_put(struct engine *e, uint32_t number, void (*add)(struct engine *e, struct store *t, uint32_t fact, int sign))
{
	struct store *t = store_of(e, e->model->case_facts);
	struct case_record *c = case_at(e, number);
	struct told told = { 0 };

	if (!t || c->state != CASE_CLOSED)
		return;
	case_tell(e, number, &told);
	pool_touch(&e->cases, number);
	c->fact = fact_add(e, t, &told, case_columns, CASE_COLUMNS, seller_of(e, c), c->ended_day, add);
}

void case_fact_add(struct engine *e, uint32_t case_number)
{
	case_put(e, case_number, fact_apply);
}

/* ---- tasks ---- */
/* Which column of its fact is 1, and the day of it; TASK_COLUMNS: there is nothing to tell yet. `ended`: the last day over. */
static enum task_column task_came(const struct task_record *t, int32_t ended, int32_t *out_day)
{
	bool over = t->due_day != DAY_NONE && (task_is_open(t) ? ended : t->ended_day - 1) >= t->due_day;

	*out_day = over ? t->due_day : t->ended_day;
	if (t->state == TASK_DONE)
		return over ? TASK_COL_LATE : TASK_COL_ON_TIME;
	if (over)
		return TASK_COL_OVERDUE;
	return t->state == TASK_CANCELLED ? TASK_COL_CANCELLED : TASK_COLUMNS;
}

/* Nobody was given a task of a case on trial. */
static void task_put_fact(struct engine *e, uint32_t number, int32_t ended,
			  void (*add)(struct engine *e, struct store *t, uint32_t fact, int sign))
{
	struct store *t = store_of(e, e->model->task_facts);
	struct task_record *task = task_at(e, number);
	const struct case_record *c = case_at(e, task->case_no - 1);
	struct told told = { 0 };
	int32_t day;
	enum task_column came = task_came(task, ended, &day);

	if (!t || (came == TASK_COLUMNS && !task->fact) || c->flags & CASE_SHADOW)
		return;
	pool_touch(&e->tasks, number);
	if (task->fact)
		fact_remove(e, t, task->fact - 1);
	task->fact = 0;
	if (came == TASK_COLUMNS)
		return;
	told.texts[TASK_COL_DECISION] = names_text(&e->codes, c->decision);
	told.texts[TASK_COL_CODE] = names_text(&e->codes, task->code);
	told.values[came] = E4;
	task->fact = fact_add(e, t, &told, task_columns, TASK_COLUMNS, seller_of(e, c), day, add);
}

void task_fact_renew(struct engine *e, uint32_t task)
{
	task_put_fact(e, task, state_today(e, e->model->zone) - 1, fact_apply);
}

void task_facts_overdue(struct engine *e, int32_t day)
{
	for (uint32_t i = 0; e->model->task_facts != NONE && i < e->tasks.count; i++)
		if (task_is_open(task_at(e, i)) && !task_at(e, i)->fact)
			task_put_fact(e, i, day, fact_apply);
}

/* ---- all of them ---- */
static void facts_forget(struct engine *e)
{
	for (uint32_t i = 0; i < e->cases.count; i++)
		if (case_at(e, i)->fact) {
			pool_touch(&e->cases, i);
			case_at(e, i)->fact = 0;
		}
	for (uint32_t i = 0; i < e->tasks.count; i++)
		if (task_at(e, i)->fact) {
			pool_touch(&e->tasks, i);
			task_at(e, i)->fact = 0;
		}
}

void case_facts_renew(struct engine *e)
{
	facts_forget(e);
	if (e->model->case_facts != NONE) {
		tasks_index(e);
		for (uint32_t i = 0; i < e->cases.count; i++)
			case_put(e, i, fact_row);
	}
	for (uint32_t i = 0; e->model->task_facts != NONE && i < e->tasks.count; i++)
		task_put_fact(e, i, state_today(e, e->model->zone) - 1, fact_row);
}

bool case_facts_are(const struct model *m, uint32_t facts)
{
	return facts == m->case_facts || facts == m->task_facts;
}

void case_facts_each(const struct engine *e, const struct store *t, void (*visit)(struct store *t, uint32_t fact, void *arg),
		     void *arg)
{
	for (uint32_t i = 0; t == store_of(e, e->model->case_facts) && i < e->cases.count; i++)
		if (case_at(e, i)->fact)
			visit((struct store *)t, case_at(e, i)->fact - 1, arg);
	for (uint32_t i = 0; t == store_of(e, e->model->task_facts) && i < e->tasks.count; i++)
		if (task_at(e, i)->fact)
			visit((struct store *)t, task_at(e, i)->fact - 1, arg);
}

static bool is_sound(const struct engine *e, uint32_t facts, uint32_t fact)
{
	const struct store *t = store_of(e, facts);

	return !fact || (t && fact <= t->facts.count && fact_at(t, fact - 1)->row < t->rows.count);
}

int case_facts_check(const struct engine *e, struct err *err)
{
	for (uint32_t i = 0; i < e->cases.count; i++)
		if (!is_sound(e, e->model->case_facts, case_at(e, i)->fact))
			return err_set(err, "record %u of cases points to a fact that is not there", i);
	for (uint32_t i = 0; i < e->tasks.count; i++)
		if (!is_sound(e, e->model->task_facts, task_at(e, i)->fact))
			return err_set(err, "record %u of tasks points to a fact that is not there", i);
	return 0;
}
