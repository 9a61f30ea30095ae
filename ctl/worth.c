#include "ctl/worth.h"

#include "base/sort.h"
#include "model/spot.h"

/* ---- one case ---- */
static bool is_void(struct str reason)
{
	return str_eq(reason, STR("void")) || str_eq(reason, STR("superseded"));
}

/* By how much a gap is a bad one: 0, it is none. */
static i128 missed(const struct kpi *k, int64_t gap_e4)
{
	i128 bad = k->direction == DIRECTION_DOWN ? gap_e4 : -(i128)gap_e4;

	if (k->direction == DIRECTION_BAND && bad < 0)
		bad = -bad;
	return bad > 0 ? bad : 0;
}

static enum worth_group group_of(const struct case_record *c)
{
	if (c->acknowledged)
		return WORTH_ACTED;
	return c->flags & CASE_SHADOW ? WORTH_TRIAL : WORTH_IDLE;
}

static void take_gaps(const struct worth *w, struct worth_row *r, const struct case_record *c)
{
	uint32_t kpi = model_kpi(w->book.model, casebook_text(&w->book, c->kpi));
	struct worth_gaps *g = &r->gaps[group_of(c)];

	if (kpi == NONE || c->kpi != r->kpi || c->gap_opened_e4 == COLUMN_ABSENT || c->gap_closed_e4 == COLUMN_ABSENT ||
	    is_void(casebook_text(&w->book, c->reason)))
		return;
	if (!(c->flags & CASE_SHADOW)) {
		*ARRAY_ADD(r->opened) = c->gap_opened_e4;
		*ARRAY_ADD(r->closed_gaps) = c->gap_closed_e4;
	}
	i128 before = missed(&w->book.model->kpis[kpi], c->gap_opened_e4);

	if (before == 0 || (c->acknowledged && c->flags & CASE_SHADOW))
		return;
	g->count++;
	g->missed_opened += before;
	g->missed_closed += missed(&w->book.model->kpis[kpi], c->gap_closed_e4);
}

static void take_closed(const struct worth *w, struct worth_row *r, const struct case_record *c)
{
	struct str reason = casebook_text(&w->book, c->reason);

	take_gaps(w, r, c);
	if (c->flags & CASE_SHADOW) {
		r->trial++;
		return;
	}
	r->closed++;
	r->repeats += (c->flags & CASE_REPEAT) != 0;
	r->not_confirmed += str_eq(reason, STR("not_confirmed"));
	r->voided += is_void(reason);
	r->questions += c->questions;
	r->answered += c->answered;
	if (!c->acknowledged)
		return;
	r->acted++;
	*ARRAY_ADD(r->hours) = c->acknowledged_e4;
}

/* ---- rows ---- */
static struct worth_row *row_of(struct worth *w, uint32_t code)
{
	for (size_t i = 0; i < w->rows.count; i++)
		if (w->rows.at[i].code == code)
			return &w->rows.at[i];
	return NULL;
}

static struct worth_row *row_need(struct worth *w, uint32_t code, const struct decision *d)
{
	struct worth_row *r = row_of(w, code);

	if (r)
		return r;
	r = ARRAY_ADD(w->rows);
	*r = (struct worth_row){ .code = code, .decision = d };
	return r;
}

static bool is_asked(const struct worth *w, uint32_t code)
{
	return !w->is.decision || str_eq(casebook_text(&w->book, code), str_of(w->is.decision));
}

static void rows_begin(struct worth *w, struct engine *e)
{
	const struct decisions *d = engine_decisions(e);

	for (uint32_t i = 0; i < d->count; i++) {
		uint32_t code = names_find(w->book.codes, d->at[i].code);

		if (code && is_asked(w, code))
			row_need(w, code, &d->at[i]);
	}
	/* The latest case says which KPI it is about. */
	for (uint32_t i = 0; i < casebook_count(&w->book); i++) {
		const struct case_record *c = casebook_at(&w->book, i);

		if (c && is_asked(w, c->decision))
			row_need(w, c->decision, NULL)->kpi = c->kpi;
	}
}

static void take_cases(struct worth *w)
{
	for (uint32_t i = 0; i < casebook_count(&w->book); i++) {
		const struct case_record *c = casebook_at(&w->book, i);
		struct worth_row *r = c ? row_of(w, c->decision) : NULL;

		if (!r)
			continue;
		if (c->state == CASE_OPEN) {
			r->open += !(c->flags & CASE_SHADOW);
			continue;
		}
		if (c->closed_day < w->is.from || c->closed_day > w->is.to)
			continue;
		take_closed(w, r, c);
	}
}

static void take_tasks(struct worth *w)
{
	for (uint32_t i = 0; w->book.tasks && i < w->book.tasks->count; i++) {
		const struct task_record *t = pool_at(w->book.tasks, i);
		const struct case_record *c = t->case_no ? casebook_at(&w->book, t->case_no - 1) : NULL;
		struct worth_row *r = c ? row_of(w, c->decision) : NULL;

		if (!r || c->state == CASE_OPEN || c->flags & CASE_SHADOW || c->closed_day < w->is.from ||
		    c->closed_day > w->is.to)
			continue;
		r->tasks++;
		r->tasks_done += t->state == TASK_DONE;
	}
}

static void values_sort(worth_values *v)
{
#define RISING(a, b) ((a) < (b))
	if (v->count > 0)
		HEAP_SORT(int64_t, v->at, v->count, RISING);
#undef RISING
}

static void row_free(struct worth_row *r)
{
	ARRAY_FREE(r->hours);
	ARRAY_FREE(r->opened);
	ARRAY_FREE(r->closed_gaps);
}

static void rows_end(struct worth *w)
{
	size_t kept = 0;

	for (size_t i = 0; i < w->rows.count; i++) {
		struct worth_row *r = &w->rows.at[i];

		if (r->open + r->closed + r->trial == 0) {
			row_free(r);
			continue;
		}
		values_sort(&r->hours);
		values_sort(&r->opened);
		values_sort(&r->closed_gaps);
		w->rows.at[kept++] = *r;
	}
	w->rows.count = kept;
}

static int check_decision(const struct worth *w, struct engine *e, struct err *err)
{
	const struct decisions *d = engine_decisions(e);
	struct nearest near = { .wanted = str_of(w->is.decision ? w->is.decision : "") };

	if (!w->is.decision)
		return 0;
	for (uint32_t i = 0; i < d->count; i++) {
		if (str_eq(d->at[i].code, near.wanted))
			return 0;
		nearest_offer(&near, d->at[i].code);
	}
	for (uint32_t i = 0; i < casebook_count(&w->book); i++) {
		const struct case_record *c = casebook_at(&w->book, i);

		if (c && is_asked(w, c->decision))
			return 0;
	}
	return err_set(err, "--decision: the company has no decision \"%s\"%s", w->is.decision, nearest_text(&near));
}

int worth_read(struct worth *w, struct engine *e, struct err *err)
{
	w->book = casebook_of(e);
	w->words = (struct wordbook){ .language = w->is.common->language, .model = w->book.model };
	if (check_decision(w, e, err) < 0)
		return -1;
	rows_begin(w, e);
	take_cases(w);
	take_tasks(w);
	rows_end(w);
	return 0;
}

void worth_free(struct worth *w)
{
	for (size_t i = 0; i < w->rows.count; i++)
		row_free(&w->rows.at[i]);
	ARRAY_FREE(w->rows);
}

/* ---- what they come to ---- */
bool worth_median(const worth_values *v, int64_t *out)
{
	size_t middle = v->count / 2;

	if (v->count == 0)
		return false;
	*out = v->count % 2 ? v->at[middle] : (int64_t)num_div_round((i128)v->at[middle - 1] + v->at[middle], 2);
	return true;
}

i128 worth_sum(const worth_values *v)
{
	i128 sum = 0;

	for (size_t i = 0; i < v->count; i++)
		sum += v->at[i];
	return sum;
}

bool worth_recovered_ppm(const struct worth_gaps *g, int64_t *out)
{
	return g->count > 0 && ratio_scaled((struct ratio){ g->missed_opened - g->missed_closed, g->missed_opened }, PPM, out);
}

bool worth_difference_ppm(const struct worth_row *r, int64_t *out)
{
	int64_t acted, trial;

	if (!worth_recovered_ppm(&r->gaps[WORTH_ACTED], &acted) || !worth_recovered_ppm(&r->gaps[WORTH_TRIAL], &trial))
		return false;
	*out = acted - trial;
	return true;
}
