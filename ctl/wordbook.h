/* Names and numbers as a company's people know them: the titles, currency and zone of its model. Without a model codes stand for
 * themselves.
 */
#pragma once
#include "ctl/server.h"
#include "rules/model.h"

struct wordbook {
	enum language language;
	const struct model *model; /* NULL: none at hand */
	struct model *owned;
};

/* The model in force in Redis, where there is one that loads. */
void wordbook_open(struct wordbook *w, const struct common *c, struct server *s);
void wordbook_close(struct wordbook *w);

/* "Moscow branch"; for a cross "Moscow branch, Tools". */
void wordbook_add_scope(const struct wordbook *w, struct buf *b, struct str kind, struct str id);
void wordbook_add_person(const struct wordbook *w, struct buf *b, struct str person);
/* A member of an axis (index in the model). */
void wordbook_add_member(const struct wordbook *w, struct buf *b, uint32_t axis, struct str member);
void wordbook_add_kpi(const struct wordbook *w, struct buf *b, struct str kpi);
/* A quantity in the KPI's unit; text of 1/10000 as in outputs. */
void wordbook_add_amount(const struct wordbook *w, struct buf *b, struct str kpi, int64_t e4);
/* "2026-11-22 14:03" in the company's zone. */
void wordbook_add_instant(const struct wordbook *w, struct buf *b, int64_t ms);
/* A date as "2026-11-22" in words of the language; the text itself where it is none. */
void wordbook_add_day(const struct wordbook *w, struct buf *b, struct str day);
/* From day to day, both included; one day alone. */
void wordbook_add_span(const struct wordbook *w, struct buf *b, int32_t first, int32_t last);
