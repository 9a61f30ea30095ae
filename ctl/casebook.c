#include "ctl/casebook.h"
#include "rules/period.h"

struct casebook casebook_of(struct engine *e)
{
	struct casebook b = { .model = engine_model(e) };

	for (uint32_t i = 0; i < engine_section_count(e); i++) {
		struct section s = engine_section(e, i);

		if (s.kind == SECTION_POOL && str_eq(s.name, STR("cases")))
			b.cases = s.pool;
		else if (s.kind == SECTION_POOL && str_eq(s.name, STR("tasks")))
			b.tasks = s.pool;
		else if (s.kind == SECTION_NAMES && str_eq(s.name, STR("names.codes")))
			b.codes = s.names;
	}
	return b;
}

uint32_t casebook_count(const struct casebook *b)
{
	return b->cases && b->codes ? b->cases->count : 0;
}

const struct case_record *casebook_at(const struct casebook *b, uint32_t number)
{
	const struct case_record *c = pool_at(b->cases, number);

	return c->state ? c : NULL;
}

/* Tasks are given out when their case opens, so they stand in the order of cases. */
uint32_t casebook_first_task(const struct casebook *b, uint32_t number)
{
	uint32_t low = 0, high = b->tasks ? b->tasks->count : 0;

	while (low < high) {
		uint32_t middle = low + (high - low) / 2;

		if (((const struct task_record *)pool_at(b->tasks, middle))->case_no <= number)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

const struct task_record *casebook_task(const struct casebook *b, uint32_t number, uint32_t task)
{
	const struct task_record *t = b->tasks && task < b->tasks->count ? pool_at(b->tasks, task) : NULL;

	return t && t->case_no == number + 1 ? t : NULL;
}

struct str casebook_text(const struct casebook *b, uint32_t code)
{
	return names_text(b->codes, code);
}

void casebook_add_scope(const struct casebook *b, const struct case_record *c, struct buf *out)
{
	for (unsigned i = 0; i < sizeof(c->members) / sizeof(*c->members) && c->members[i]; i++)
		buf_addf(out, "%s%.*s", i > 0 ? "|" : "", STR_ARG(names_text(b->codes, c->members[i])));
}

void casebook_add_period(const struct casebook *b, const struct case_record *c, struct buf *out)
{
	struct period p = { model_period_kind(b->model, names_text(b->codes, c->period_kind)), c->period };

	/* One that the model no longer has. */
	if (p.kind != NONE && period_exists(b->model, p))
		period_add(b->model, p, out);
	else
		buf_adds(out, names_text(b->codes, c->period < 0 ? (uint32_t)-c->period : 0));
}
