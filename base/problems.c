#include "base/problems.h"
#include "base/mem.h"
#include <stdlib.h>
#include <string.h>

static struct problem *problem_new(struct problems *p, const char *file, uint32_t line, uint32_t column)
{
	struct problem *made;

	if (p->count == p->cap)
		array_grow((void **)&p->at, &p->cap, sizeof(*p->at));
	made = &p->at[p->count++];
	*made = (struct problem){ .file = mem_copy(str_of(file)), .line = line, .column = column };
	return made;
}

static char *text_new(const char *format, va_list args) __attribute__((format(printf, 1, 0)));
static char *text_new(const char *format, va_list args)
{
	struct buf b = { 0 };

	buf_addv(&b, format, args);
	return b.ptr;
}

void problems_add(struct problems *p, const char *file, uint32_t line, uint32_t column, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	problem_new(p, file, line, column)->text = text_new(format, args);
	va_end(args);
	p->errors++;
}

void problems_warn(struct problems *p, const char *file, uint32_t line, uint32_t column, const char *format, ...)
{
	struct problem *made = problem_new(p, file, line, column);
	va_list args;

	va_start(args, format);
	made->text = text_new(format, args);
	va_end(args);
	made->warning = true;
}

/* At one place the order of their coming stays: the addresses rise with it. */
static int problem_order(const void *left, const void *right)
{
	const struct problem *a = *(const struct problem *const *)left, *b = *(const struct problem *const *)right;
	int order = strcmp(a->file, b->file);

	if (order)
		return order;
	if (a->line != b->line)
		return a->line < b->line ? -1 : 1;
	if (a->column != b->column)
		return a->column < b->column ? -1 : 1;
	return (a > b) - (a < b);
}

void problems_print(const struct problems *p, struct buf *out)
{
	const struct problem **sorted;

	if (p->count == 0)
		return;
	sorted = mem_alloc(p->count * sizeof(const struct problem *));
	for (size_t i = 0; i < p->count; i++)
		sorted[i] = &p->at[i];
	qsort(sorted, p->count, sizeof(const struct problem *), problem_order);
	for (size_t i = 0; i < p->count; i++) {
		const struct problem *one = sorted[i];

		if (one->file[0])
			buf_adds(out, str_of(one->file));
		if (one->file[0] && one->line)
			buf_addf(out, ":%u", one->line);
		if (one->file[0] && one->line && one->column)
			buf_addf(out, ":%u", one->column);
		buf_addf(out, "%s%s%s\n", one->file[0] ? ": " : "", one->warning ? "warning: " : "", one->text);
	}
	mem_free(sorted);
}

void problems_free(struct problems *p)
{
	for (size_t i = 0; i < p->count; i++) {
		mem_free(p->at[i].file);
		mem_free(p->at[i].text);
	}
	mem_free_large(p->at, p->cap * sizeof(*p->at));
	*p = (struct problems){ 0 };
}
