/* What a reader must know of the figures of a table. */
#pragma once
#include "ctl/wordbook.h"
#include "rules/figures.h"

/* KPIs that a line under a table names, each once. */
typedef ARRAY(uint32_t) kpi_names;
void kpi_names_add(kpi_names *names, uint32_t kpi);
/* The phrase with their titles as {kpis}, as a line; nothing where there are none. */
void kpi_names_say(const kpi_names *names, const struct wordbook *w, const char *key, struct buf *out);

/* How plans are attained where less is better: which of the KPIs shown by which convention. */
struct kpi_conventions {
	kpi_names linear, inverse;
};
void kpi_conventions_add(struct kpi_conventions *c, const struct model *m, uint32_t kpi); /* of others nothing */
void kpi_conventions_say(const struct kpi_conventions *c, const struct wordbook *w, struct buf *out);
void kpi_conventions_add_json(const struct kpi *k, struct buf *out);

/* What a reader of a plan to date must know of its days: that a calendar is not given for all of them, or has none worked. */
struct kpi_note {
	int32_t given_until; /* the last day for which the calendar is given; DAY_NONE: it reaches */
	bool is_spread;      /* no day is worked, so the plan is spread over calendar days */
};

/* Of a KPI that has a plan to date; else there is nothing to know. */
struct kpi_note kpi_note_of(const struct engine *e, uint32_t scope, uint32_t kpi, struct period in, uint32_t calendar);
bool kpi_note_is_any(const struct kpi_note *n);
/* Gathers what stands under a table whose rows are marked. */
void kpi_note_merge(struct kpi_note *all, const struct kpi_note *n);
void kpi_note_add_foot(const struct kpi_note *all, enum language language, struct buf *out);
void kpi_note_add_json(const struct kpi_note *n, struct buf *out);
