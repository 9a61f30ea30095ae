/* Does what is there fit what was expected? Only the fields that an expected row gives count. */
#pragma once
#include "base/mem.h"
#include "model/scenario.h"
#include "rules/engine.h"

struct actual { /* an entry of a stream, a case, a figure: fields by name, without those that do not apply */
	const struct pair *pairs;
	uint32_t count;
};
struct match {
	const struct options *table;
	const struct zone *zone; /* of times without an offset */
};

/* How many of the row's fields do not fit. */
uint32_t match_misfits(const struct match *m, const struct record *row, const struct actual *a);
/* Gives each row an entry of its own: out_entry[r] is its number, or UINT32_MAX. Rows that several entries would fit leave them
 * to rows that need them. */
void match_rows(const struct match *m, const struct records *rows, const struct actual *entries, uint32_t count,
		uint32_t *out_entry);
/* "{decision: plan_lag, kind: open}" as the row says it. */
void match_add_row(const struct match *m, const struct record *row, struct buf *out);
/* The same of an entry: its fields but for long texts that the row (NULL: none) does not name. */
void match_add_entry(const struct match *m, const struct record *row, const struct actual *a, struct buf *out);
/* "severity is amber, deviation is -67.76%": where the entry does not fit the row. */
void match_add_misfits(const struct match *m, const struct record *row, const struct actual *a, struct buf *out);
