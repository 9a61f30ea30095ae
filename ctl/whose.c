#include "ctl/whose.h"

#include "ctl/casebook.h"

static bool is_meant(const struct casebook *book, const struct case_record *c, const struct told_doc *about)
{
	struct buf scope = { 0 };
	bool meant;

	casebook_add_scope(book, c, &scope);
	meant = str_eq(buf_str(&scope), about->scope.text) && str_eq(casebook_text(book, c->decision), about->decision.text);
	buf_free(&scope);
	return meant;
}

static uint32_t find_case(const struct casebook *book, const struct told_doc *about)
{
	uint32_t found = NONE;

	for (uint32_t i = casebook_count(book); i > 0; i--) {
		const struct case_record *c = casebook_at(book, i - 1);

		if (!c || !is_meant(book, c, about))
			continue;
		if (c->state == CASE_OPEN)
			return i - 1;
		found = found == NONE ? i - 1 : found;
	}
	return found;
}

bool whose_find(struct engine *e, const struct told_doc *about, struct arena *a, struct pair *out)
{
	struct casebook book = casebook_of(e);
	uint32_t number = find_case(&book, about), count;
	const uint32_t *tasks;

	if (number == NONE)
		return false;
	*out = (struct pair){ STR("case"), arena_strf(a, "C%u", number + 1) };
	if (about->code.text.len == 0)
		return true;
	count = casebook_tasks(&book, number, a, &tasks);
	for (uint32_t i = count; i > 0; i--) {
		if (!str_eq(casebook_text(&book, casebook_task(&book, tasks[i - 1])->code), about->code.text))
			continue;
		*out = (struct pair){ STR("task"), arena_strf(a, "T%u", tasks[i - 1]) };
		return true;
	}
	return false;
}
