/* A list of everything that is wrong with what somebody wrote: each with its place, what was expected, what to do.
 *
 *	problems_add(p, "kpis.yaml", 14, 9, "kpi \"visits\": expected a formula, got a list");
 *	-> config/acme/kpis.yaml:14:9: kpi "visits": expected a formula, got a list
 */
#pragma once
#include "base/str.h"

struct problem {
	char *file;
	uint32_t line;   /* 1-based; 0: none */
	uint32_t column; /* 1-based; 0: none */
	char *text;
	bool warning;
};
struct problems {
	struct problem *at;
	size_t count;
	size_t cap;
	size_t errors; /* those that are not warnings */
};
void problems_add(struct problems *p, const char *file, uint32_t line, uint32_t column, const char *format, ...)
	__attribute__((format(printf, 5, 6)));
void problems_warn(struct problems *p, const char *file, uint32_t line, uint32_t column, const char *format, ...)
	__attribute__((format(printf, 5, 6)));
void problems_print(const struct problems *p, struct buf *out); /* one line each, sorted by file, line, column */
void problems_free(struct problems *p);
