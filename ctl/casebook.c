#include "ctl/casebook.h"
#include "rules/period.h"
#include "rules/run_look.h"

struct casebook casebook_of(struct engine *e)
{
	struct casebook b = { .engine = e, .model = engine_model(e) };
	const struct {
		struct str name;
		const struct pool **pool;
	} pools[] = {
		{ STR("cases"), &b.cases },
		{ STR("tasks"), &b.tasks },
		{ STR("stretches"), &b.stretches },
		{ STR("reads"), &b.reads },
		{ STR("read_figures"), &b.read_figures },
	};

	for (uint32_t i = 0; i < engine_section_count(e); i++) {
		struct section s = engine_section(e, i);

		for (size_t p = 0; s.kind == SECTION_POOL && p < sizeof(pools) / sizeof(*pools); p++)
			if (str_eq(s.name, pools[p].name))
				*pools[p].pool = s.pool;
		if (s.kind == SECTION_NAMES && str_eq(s.name, STR("names.codes")))
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

uint32_t casebook_tasks(const struct casebook *b, uint32_t number, struct arena *a, const uint32_t **out)
{
	return tasks_look(b->engine, number + 1, a, out);
}

const struct task_record *casebook_task(const struct casebook *b, uint32_t task)
{
	return pool_at(b->tasks, task - 1);
}

const struct stretch_record *casebook_opening(const struct casebook *b, uint32_t number)
{
	for (uint32_t i = 0; i < b->stretches->count; i++) {
		const struct stretch_record *s = pool_at(b->stretches, i);

		if (s->case_no == number + 1 && s->stretch == 1)
			return s;
	}
	return NULL;
}

const struct read_record *casebook_read(const struct casebook *b, const struct stretch_record *s, uint32_t n)
{
	return pool_at(b->reads, s->first_read - 1 + n);
}

const struct read_figure_record *casebook_figure(const struct casebook *b, const struct read_record *r)
{
	return r->figure ? pool_at(b->read_figures, r->figure - 1) : NULL;
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
