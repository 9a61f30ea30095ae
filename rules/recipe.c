/* A KPI's formula made ready to be evaluated for any scope and period. */
#include "rules/state.h"

static uint32_t measure_place(struct recipe *r, uint32_t measure)
{
	uint32_t i = 0;

	while (i < r->count && r->measures[i] != measure)
		i++;
	if (i == r->count)
		r->measures[r->count++] = measure;
	return i;
}

static void recipe_bind(struct recipe *r, const struct kpi *k)
{
	r->measures = mem_alloc((k->step_count + k->sample_count) * sizeof(*r->measures) + 1);
	r->steps = mem_alloc(k->step_count * sizeof(*r->steps) + 1);
	for (uint32_t s = 0; s < k->step_count; s++) {
		r->steps[s] = k->formula[s];
		if (r->steps[s].op == OP_MEASURE)
			r->steps[s].measure = measure_place(r, k->formula[s].measure);
	}
	r->formula_count = r->count;
	for (uint32_t s = 0; s < k->step_count; s++)
		if (r->steps[s].op == OP_DAYS)
			r->steps[s].measure = r->formula_count;
	for (uint32_t n = 0; n < k->sample_count; n++)
		measure_place(r, k->samples[n]);
}

void recipes_bind(struct engine *e)
{
	e->recipes = mem_alloc(e->model->kpi_count * sizeof(*e->recipes) + 1);
	for (uint32_t i = 0; i < e->model->kpi_count; i++)
		recipe_bind(&e->recipes[i], &e->model->kpis[i]);
}

void recipes_free(struct engine *e)
{
	for (uint32_t i = 0; e->recipes && i < e->model->kpi_count; i++) {
		mem_free(e->recipes[i].measures);
		mem_free(e->recipes[i].steps);
	}
	mem_free(e->recipes);
	e->recipes = NULL;
}
