/* competencies.yaml and strategy.yaml. */
#include <stdlib.h>

#include "model/loader.h"

static void competency_load(struct loader *l, const struct competency_doc *d, struct competency *c)
{
	*c = (struct competency){ .code = load_keep(l, d->head.code.text),
				  .title = load_title(l, &d->title, d->head.code.text),
				  .floor = (uint32_t)d->floor };
	for (uint32_t i = 0; i < RATINGS; i++)
		c->ratings[i] = load_title(l, &d->ratings[i], (struct str){ 0 });
}

static int rating_order(const void *va, const void *vb)
{
	const struct rating *a = va, *b = vb;

	if (a->seller != b->seller)
		return a->seller < b->seller ? -1 : 1;
	if (a->competency != b->competency)
		return a->competency < b->competency ? -1 : 1;
	return a->from < b->from ? -1 : a->from > b->from;
}

static void ratings_load(struct loader *l, const struct declared *competencies)
{
	const struct records *rows = &l->docs.competencies->ratings;
	struct rating *ratings = load_array(l, rows->count, sizeof(*ratings));
	struct names seen = { 0 };
	uint32_t count = 0;

	for (uint32_t i = 0; i < rows->count; i++) {
		const struct rating_doc *d = rows->at[i];
		struct rating r = { load_find(l, &l->sellers, &d->seller, "seller"),
				    load_find(l, competencies, &d->competency, "competency"), d->from, (uint32_t)d->rating };
		struct str key = arena_strf(l->scratch, "%u|%u|%d", r.seller, r.competency, r.from);
		uint32_t before = seen.count;

		if (d->head.unread || r.seller == NONE || r.competency == NONE)
			continue;
		if (names_add(&seen, key) <= before)
			spot_problem(l->problems, d->head.place, "\"%.*s\" is rated twice in \"%.*s\" on the same day",
				     STR_ARG(d->seller.text), STR_ARG(d->competency.text));
		ratings[count++] = r;
	}
	names_free(&seen);
	qsort(ratings, count, sizeof(*ratings), rating_order);
	l->model->ratings = ratings;
	l->model->rating_count = count;
}

void load_competencies(struct loader *l)
{
	const struct records *rows = &l->docs.competencies->competencies;
	struct competency *list = load_array(l, rows->count, sizeof(*list));
	struct declared declared = { .gap = option_unread(l->docs.competencies, rows) };

	for (uint32_t i = 0; i < rows->count; i++) {
		const struct competency_doc *d = rows->at[i];

		names_add(&declared.names, d->head.code.text);
		competency_load(l, d, &list[i]);
	}
	l->model->competencies = list;
	l->model->competency_count = rows->count;
	ratings_load(l, &declared);
	names_free(&declared.names);
}

/* ---- strategy ---- */
static bool weight_load(struct loader *l, const struct weight_doc *d, const struct declared *goals, struct goal_weight *out)
{
	*out = (struct goal_weight){ load_find(l, goals, &d->goal, "goal"), load_kpi(l, &d->kpi), d->weight_ppm, d->from,
				     load_until(d->to) };
	if (d->head.unread || out->goal == NONE || out->kpi == NONE)
		return false;
	if (d->from <= d->to)
		return true;
	spot_problem(l->problems, d->head.place, "valid_to lies before valid_from");
	return false;
}

static int64_t weight_on(const struct model *m, uint32_t goal, int32_t day)
{
	int64_t sum = 0;

	for (uint32_t i = 0; i < m->goal_weight_count; i++) {
		const struct goal_weight *w = &m->goal_weights[i];
		sum += w->goal == goal && day >= w->from && day < w->to ? w->weight_ppm : 0;
	}
	return sum;
}

/* The weights of the row's goal on the day on which it begins or on the one after it ends. */
static void weights_check(struct loader *l, const struct weight_doc *d, uint32_t goal, int32_t day, bool *said)
{
	struct buf sum = { 0 }, when = { 0 };
	int64_t weight = weight_on(l->model, goal, day);

	if (day == DAY_NONE || weight == 0 || weight == PPM || said[goal])
		return;
	said[goal] = true;
	num_add_e4(&sum, weight);
	if (day != DAY_MIN) {
		buf_adds(&when, STR(" on "));
		date_add(&when, day);
	}
	spot_problem(l->problems, d->head.place, "weights of goal \"%.*s\" add up to %s%%%.*s: expected 100%%",
		     STR_ARG(d->goal.text), sum.ptr, STR_ARG(buf_str(&when)));
	buf_free(&sum);
	buf_free(&when);
}

void load_strategy(struct loader *l)
{
	const struct strategy_doc *doc = l->docs.strategy;
	struct goal *goals = load_array(l, doc->goals.count, sizeof(*goals));
	struct goal_weight *weights = load_array(l, doc->weights.count, sizeof(*weights));
	struct declared declared = { .gap = option_unread(doc, &doc->goals) };
	bool *said = arena_alloc(l->scratch, doc->goals.count + 1), whole = !option_unread(doc, &doc->weights);

	for (uint32_t i = 0; i < doc->goals.count; i++) {
		const struct goal_doc *d = doc->goals.at[i];

		names_add(&declared.names, d->head.code.text);
		goals[i] = (struct goal){ load_keep(l, d->head.code.text), load_title(l, &d->title, d->head.code.text) };
	}
	l->model->goals = goals;
	l->model->goal_count = doc->goals.count;
	l->model->goal_weights = weights;
	for (uint32_t i = 0; i < doc->weights.count; i++) {
		bool good = weight_load(l, doc->weights.at[i], &declared, &weights[l->model->goal_weight_count]);

		whole = whole && good;
		l->model->goal_weight_count += good;
	}
	for (uint32_t i = 0; i < l->model->goal_weight_count && whole; i++) {
		weights_check(l, doc->weights.at[i], weights[i].goal, weights[i].from, said);
		weights_check(l, doc->weights.at[i], weights[i].goal, weights[i].to, said);
	}
	names_free(&declared.names);
}
