/* The rows of a decision table (sdm.dtable, dtable.c) and what they take: which values a condition holds for, which row leaves
 * nothing to another one. Pure; nothing here knows of Lua.
 */
#pragma once
#include "base/num.h"

enum { ROWS_MAX = 64, CONDITIONS_MAX = 8, WORDS_MAX = 16 };

struct span { /* of numbers */
	struct ratio low, high;
	bool has_low, has_high, low_open, high_open;
};
struct row_condition {
	struct str name;
	bool on_words; /* else on a number */
	struct span span;
	struct str words[WORDS_MAX];
	uint32_t word_count;
};
struct row {
	const struct row_condition *at;
	uint32_t count;
	struct str said; /* its conditions as they were written */
};
struct dtable {
	struct row rows[ROWS_MAX];
	uint32_t count;
};

struct span span_at(struct ratio r);
bool span_within(const struct span *in, const struct span *out);
bool span_is_empty(const struct span *s);
/* Does the text begin like a comparison, "> 10 %"? */
bool span_is_comparison(struct str s);
/* Takes away from `*s` what "> 10 %", ">= 5", "< 5", "<= 5" or "= 5" does not hold for; false: it is no comparison. */
bool span_narrow(struct span *s, struct str comparison);

bool condition_has_word(const struct row_condition *c, struct str word);
/* The row's condition on a name; NULL: it has none. */
const struct row_condition *row_names(const struct row *r, struct str name);
/* Does `earlier` hold wherever `later` does? */
bool row_covers(const struct row *earlier, const struct row *later);
/* Is there nothing for which both hold? */
bool rows_apart(const struct row *a, const struct row *b);
