#include "model/spot.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum { MESSAGE_MAX = 768, COMPARED_MAX = 128 };

/* Several measures of one ready KPI stumble over the same word of the company's. */
static bool told_last(const struct problems *p, struct spot at, const char *text)
{
	const struct problem *last = p->count ? &p->at[p->count - 1] : NULL;

	return last && last->line == at.line && last->column == at.column && strcmp(last->text, text) == 0 &&
	       strcmp(last->file, at.file) == 0;
}

void spot_problem(struct problems *p, struct spot at, const char *format, ...)
{
	char text[MESSAGE_MAX];
	va_list args;

	if (p->errors >= PROBLEMS_SHOWN) {
		if (p->errors == PROBLEMS_SHOWN)
			problems_add(p, at.file, at.line, at.column, "more is wrong than these %d: mend them first",
				     PROBLEMS_SHOWN);
		return;
	}
	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	if (!told_last(p, at, text))
		problems_add(p, at.file, at.line, at.column, "%s", text);
}

void spot_warning(struct problems *p, struct spot at, const char *format, ...)
{
	char text[MESSAGE_MAX];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	problems_warn(p, at.file, at.line, at.column, "%s", text);
}

void nearest_offer(struct nearest *n, struct str candidate)
{
	unsigned limit = n->wanted.len < 4 ? 1 : n->wanted.len < 8 ? 2 : 3;
	unsigned d;

	if (candidate.len == 0 || candidate.len > COMPARED_MAX || n->wanted.len > COMPARED_MAX)
		return;
	d = str_distance(n->wanted, candidate, limit);
	if (d <= limit && (n->best.len == 0 || d < n->distance)) {
		n->best = candidate;
		n->distance = d;
	}
}

const char *nearest_text(struct nearest *n)
{
	n->text[0] = '\0';
	if (n->best.len > 0)
		snprintf(n->text, sizeof(n->text), ": did you mean \"%.*s\"?", STR_ARG(n->best));
	return n->text;
}
