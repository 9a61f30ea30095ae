/* What a person reads, in their language: phrases from po/<language>.po, compiled into a table by tools/po2c, and numbers,
 * money, shares and dates as that language writes them (CLDR).
 *
 *	catalog_say(&b, LANGUAGE_RU, "not_a_member", args, 2);   "{field}" stands for the argument of that name
 *	catalog_count(&b, LANGUAGE_RU, "n_days", 22);            -> "22 дня"
 *
 * It knows no terminal and no environment: the caller says which language.
 */
#pragma once
#include "base/language.h"
#include "base/str.h"

struct catalog_arg {
	const char *name;
	struct str text;
};

/* "ru", "ru_RU.UTF-8", "ru-RU" and the like; false: none of ours. */
bool catalog_language(struct str tag, enum language *out);
/* NULL where no phrase has this key. With plural forms: the one that stands for `other`. */
const char *catalog_find(enum language l, struct str key);
/* A key that is not there is written itself, so that a message of a newer daemon is still told. An argument not given stays
 * as its {name}.
 */
void catalog_say(struct buf *b, enum language l, const char *key, const struct catalog_arg *args, size_t count);
/* The form for `n`, with {n} written as a whole number. */
void catalog_count(struct buf *b, enum language l, const char *key, int64_t n);
/* Which plural form: 0 one, then en: 1 other; ru: 1 few, 2 many. */
unsigned catalog_plural(enum language l, int64_t n);

/* ---- catalog_number.c ---- */
/* Rounded half away from zero to `decimals`, at most four: "1,234,567.89"; "1 234 567,89" with no-break spaces. */
void catalog_add_e4(struct buf *b, enum language l, int64_t e4, unsigned decimals);
void catalog_add_whole(struct buf *b, enum language l, int64_t n);
/* `currency` is an ISO 4217 code; without a sign of its own the code stands there; empty: a plain number. */
void catalog_add_money(struct buf *b, enum language l, int64_t e4, struct str currency, unsigned decimals);
/* `ppm` of the whole: "12.5%"; "12,5 %". */
void catalog_add_percent(struct buf *b, enum language l, int64_t ppm, unsigned decimals);
/* "Nov 22, 2026"; "22 нояб. 2026 г.". */
void catalog_add_day(struct buf *b, enum language l, int32_t day);
