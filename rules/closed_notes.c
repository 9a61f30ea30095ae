/* Notes: closed cases hear once a day what reports have made of the figures of closed periods. */
#include "base/sort.h"
#include "rules/cases.h"
#include "rules/closed.h"
#include "rules/condition.h"
#include "rules/period.h"

typedef ARRAY(uint32_t) numbers; /* of records, rising */
struct noted {
	uint32_t record, decision; /* the latter in codes */
	uint32_t case_number;
};
typedef ARRAY(struct noted) noted_cases;

/* As it is written, in 1/10000: who is told of a change must see one. */
static bool reads_same(struct ratio a, struct ratio b)
{
	int64_t x = 0, y = 0;
	bool has_x = ratio_scaled(a, E4, &x), has_y = ratio_scaled(b, E4, &y);

	return has_x == has_y && x == y;
}

/* The present figure of a record; false: the model does not know what it is of, or the period's days are others now. */
static bool figure_now(const struct engine *e, const struct closed_record *r, struct ratio *out)
{
	uint32_t kpi = model_kpi(e->model, names_text(&e->codes, r->of.kpi));
	uint32_t scope = state_scope(e, r->of.scope_kind, r->of.members);
	struct period period = { model_period_kind(e->model, names_text(&e->codes, r->of.period_kind)), r->of.period };

	if (kpi == NONE || scope == NONE || period.kind == NONE || !closed_period(e, period))
		return false;
	*out = closed_now(e, scope, kpi, period).fact;
	return true;
}

/* Records whose figure reads otherwise than a day ago; and those whose figure is again the first one. In the order of their
 * numbers: a restart forgets in which order they were touched. */
static void changes_take(struct engine *e, numbers *out_moved, numbers *out_restored)
{
	for (uint32_t n = 0; n < e->closed.count; n++) {
		struct closed_record *r = closed_at(e, n);
		struct ratio now;
		if (!r->changed)
			continue;
		pool_touch(&e->closed, n);
		r->changed = 0;
		if (!figure_now(e, r, &now))
			continue;
		if (closed_same(closed_ratio(&r->first), now))
			*ARRAY_ADD(*out_restored) = n;
		if (reads_same(closed_ratio(&r->told), now))
			continue;
		r->told = closed_ratio_record(now);
		*ARRAY_ADD(*out_moved) = n;
	}
	e->closed_changed = 0;
}

static bool numbers_have(const numbers *list, uint32_t number)
{
	size_t low = 0, high = list->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (list->at[middle] < number)
			low = middle + 1;
		else
			high = middle;
	}
	return low < list->count && list->at[low] == number;
}

static void noted_sort(noted_cases *list, bool by_case)
{
#define BY_CASE(a, b) ((a).case_number < (b).case_number)
#define BY_SUBJECT(a, b)                                                                                                         \
	((a).record != (b).record       ? (a).record < (b).record                                                                \
	 : (a).decision != (b).decision ? (a).decision < (b).decision                                                            \
					: BY_CASE(a, b))
	if (by_case)
		HEAP_SORT(struct noted, list->at, list->count, BY_CASE);
	else
		HEAP_SORT(struct noted, list->at, list->count, BY_SUBJECT);
#undef BY_SUBJECT
#undef BY_CASE
}

/* The latest case of each decision about the figures that moved, where it is closed. */
static void cases_find_noted(const struct engine *e, const numbers *moved, noted_cases *out)
{
	size_t kept = 0;

	for (uint32_t n = 0; n < e->cases.count; n++) {
		const struct case_record *c = pool_at(&e->cases, n);
		struct figure_key key = { .scope_kind = c->scope_kind,
					  .members = { c->members[0], c->members[1], c->members[2] },
					  .kpi = c->kpi,
					  .period_kind = c->period_kind,
					  .period = c->period };
		uint32_t record = closed_find(e, &key);
		if (record != NONE && numbers_have(moved, record))
			*ARRAY_ADD(*out) = (struct noted){ record, c->decision, n };
	}
	noted_sort(out, false);
	for (size_t i = 0; i < out->count; i++) {
		const struct noted *x = &out->at[i];
		bool latest = i + 1 == out->count || x[1].record != x->record || x[1].decision != x->decision;
		const struct case_record *c = pool_at(&e->cases, x->case_number);
		if (latest && c->state == CASE_CLOSED)
			out->at[kept++] = *x;
	}
	out->count = kept;
	noted_sort(out, true);
}

static void note_add(const struct engine *e, const struct noted *x, int32_t day, struct flip_list *out)
{
	const struct case_record *c = pool_at(&e->cases, x->case_number);
	const struct closed_record *r = closed_at(e, x->record);
	struct flip f = {
		.kind = FLIP_NOTE,
		.case_no = x->case_number + 1,
		.since = c->since,
		.day = day,
		.figures = { .fact = closed_ratio(&r->told) },
		.first_closed = closed_ratio(&r->first),
	};

	if (!cases_identity(e, c, &f.decision, &f.scope, &f.period))
		return;
	if (e->decisions->at[f.decision].when.by_day) /* such a case is about days, not about the period's figure */
		return;
	struct subject s = subject_of(e, f.decision, f.scope, f.period);
	subject_plan(&s, period_to(e->model, f.period) - 1, &f.figures);
	*ARRAY_ADD(out->list) = f;
}

void closed_notes(struct engine *e, int32_t day, struct flip_list *out)
{
	numbers moved = { 0 }, restored = { 0 };
	noted_cases cases = { 0 };

	if (!e->closed_changed)
		return;
	changes_take(e, &moved, &restored);
	if (moved.count)
		cases_find_noted(e, &moved, &cases);
	for (size_t i = 0; i < cases.count; i++)
		note_add(e, &cases.at[i], day, out);
	for (size_t i = 0; i < restored.count; i++) /* where nothing is kept the present figure is the first one */
		closed_remove(e, restored.at[i]);
	ARRAY_FREE(moved);
	ARRAY_FREE(restored);
	ARRAY_FREE(cases);
}
