#include "rules/explain.h"

#include "rules/cases.h"
#include "rules/condition.h"

uint32_t explain_count(const struct engine *e)
{
	return e->cases.count;
}

bool explain_case(const struct engine *e, uint32_t number, struct explained *out)
{
	*out = (struct explained){ .engine = e };
	if (number >= e->cases.count)
		return false;
	out->record = pool_at(&e->cases, number);
	if (!out->record->state)
		return false;
	if (cases_identity(e, out->record, &out->index, &out->scope, &out->period))
		out->decision = &e->decisions->at[out->index];
	return true;
}

void explain_day(const struct explained *x, int32_t day, struct explained_day *out)
{
	struct subject s = subject_of(x->engine, x->index, x->scope, x->period);
	bool is_there = !x->decision->when.by_day || subject_is_there(&s, day);

	*out = (struct explained_day){ .day = day, .is_workday = is_there && subject_is_workday(&s, day) };
	subject_plan(&s, day, &out->figures);
	subject_fact(&s, day, &out->figures);
	out->has_data = condition_has_data(&s, &out->figures);
	out->holds = condition_holds(&s, &x->decision->when, &out->figures);
	out->keeps = condition_holds(&s, &x->decision->clear, &out->figures);
}
