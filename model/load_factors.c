/* What a KPI is made of: the factors whose product it is, and the stages on the way to it. */
#include "model/loader.h"
#include "rules/identity.h"

/* One factor of the text, without the blanks around it, and where it stands. */
static struct ref part_of(const struct ref *whole, struct str part)
{
	struct ref out = { str_trim(part), whole->place };

	out.place.column += (uint32_t)(out.text.ptr - whole->text.ptr);
	return out;
}

static bool factor_read(struct loader *l, const struct ref *name, bool divides, struct kpi *k, struct factor *factors)
{
	uint32_t kpi = load_kpi(l, name);

	if (!name->text.len)
		spot_problem(l->problems, name->place, "kpi \"%.*s\": expected factors like leads * conversion / days",
			     STR_ARG(k->code));
	else if (k->factor_count == FACTORS_MAX)
		spot_problem(l->problems, name->place, "kpi \"%.*s\": expected at most %d factors", STR_ARG(k->code),
			     (int)FACTORS_MAX);
	else if (kpi != NONE && &l->model->kpis[kpi] == k)
		spot_problem(l->problems, name->place, "kpi \"%.*s\": it cannot be a factor of itself", STR_ARG(k->code));
	else if (kpi != NONE) {
		factors[k->factor_count++] = (struct factor){ kpi, divides };
		return true;
	}
	return false;
}

/* "a * b / c" into factors; false: it has been said what is wrong, or nothing can be said. */
static bool factors_read(struct loader *l, const struct ref *text, struct kpi *k, struct factor *factors)
{
	struct str rest = text->text;
	bool divides = false;

	for (;;) {
		size_t end = 0;

		while (end < rest.len && rest.ptr[end] != '*' && rest.ptr[end] != '/')
			end++;
		struct ref name = part_of(text, (struct str){ rest.ptr, end });

		if (!factor_read(l, &name, divides, k, factors))
			return false;
		if (end == rest.len)
			return true;
		divides = rest.ptr[end] == '/';
		rest = (struct str){ rest.ptr + end + 1, rest.len - end - 1 };
	}
}

static bool formulas_read(const struct model *m, const struct kpi *k)
{
	bool all = k->step_count > 0;

	for (uint32_t i = 0; i < k->factor_count; i++)
		all = all && m->kpis[k->factors[i].kpi].step_count > 0;
	return all;
}

static void factors_load(struct loader *l, const struct kpi_doc *d, struct kpi *k)
{
	struct factor *factors = load_array(l, FACTORS_MAX, sizeof(*factors));

	k->factors = factors;
	if (!d->factors.text.len)
		return;
	if (!factors_read(l, &d->factors, k, factors)) {
		k->factor_count = 0;
		return;
	}
	if (k->factor_count < 2)
		spot_problem(l->problems, d->factors.place, "kpi \"%.*s\": expected at least two factors", STR_ARG(k->code));
	else if (formulas_read(l->model, k) && !identity_holds(l->model->kpis, k))
		spot_problem(l->problems, d->factors.place,
			     "kpi \"%.*s\" is not the product of these factors: by their formulas they give something else",
			     STR_ARG(k->code));
}

static void stages_load(struct loader *l, const struct kpi_doc *d, struct kpi *k)
{
	uint32_t *stages = load_array(l, d->stages.count, sizeof(*stages));

	k->stages = stages;
	for (uint32_t i = 0; i < d->stages.count; i++) {
		const struct ref *ref = &d->stages.at[i];
		uint32_t kpi = load_kpi(l, ref);

		if (kpi != NONE && l->model->kpis[kpi].step_count && !l->model->kpis[kpi].additive)
			spot_problem(l->problems, ref->place, "kpi \"%.*s\": expected stages that add up; \"%.*s\" does not",
				     STR_ARG(k->code), STR_ARG(ref->text));
		if (kpi == NONE || i >= STAGES_MAX)
			continue;
		stages[k->stage_count++] = kpi;
	}
	if (!d->stages.count)
		return;
	if (d->stages.count < 2 || d->stages.count > STAGES_MAX)
		spot_problem(l->problems, d->stages.at[0].place, "kpi \"%.*s\": expected 2 to %d stages", STR_ARG(k->code),
			     (int)STAGES_MAX);
	else if (k->step_count && !k->additive)
		spot_problem(l->problems, d->stages.at[0].place, "kpi \"%.*s\": expected stages of a KPI that adds up",
			     STR_ARG(k->code));
}

void load_factors(struct loader *l)
{
	const struct records *rows = &l->docs.kpis->kpis;

	for (uint32_t i = 0; i < rows->count; i++) {
		struct kpi *k = (struct kpi *)&l->model->kpis[i];

		factors_load(l, rows->at[i], k);
		stages_load(l, rows->at[i], k);
	}
}
