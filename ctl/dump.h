/* Every figure of a state as CSV lines in a fixed order: docs/dump.md. */
#pragma once
#include "base/mem.h"
#include "rules/engine.h"

struct dump_line {
	size_t from, len; /* in `text` */
};
struct dump {
	struct engine *engine;
	struct buf text;
	ARRAY(struct dump_line) lines;
	size_t begin; /* of the line being made */
};

/* Makes all lines and sorts them. */
void dump_make(struct dump *d, struct engine *e);
int dump_write(const struct dump *d, const char *path, struct err *err);
void dump_free(struct dump *d);

/* For the parts of the dump: a line is begun, cells follow, it ends. */
void dump_begin(struct dump *d, const char *kind);
void dump_text(struct dump *d, struct str text);
void dump_number(struct dump *d, i128 n);
void dump_day(struct dump *d, int32_t day); /* DAY_NONE: empty */
void dump_end(struct dump *d);
/* The cells SCOPE_KIND and SCOPE_ID; and a period. */
void dump_scope(struct dump *d, uint32_t scope);
void dump_period(struct dump *d, struct period p);

/* dump_plan.c: plan, ptd and below. */
void dump_plans(struct dump *d);
