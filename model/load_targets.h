/* How much a plan row says: targets as people and tables write them, and profiles. Private to model/. */
#pragma once
#include "model/loader.h"

/* load_levels.c: the part of a full target that the row's seller has by his level and month; nothing after a problem. */
void ramp_apply(struct loader *l, const struct plan_doc *d, struct plan_row *row);

/* Into the model, in the order of the document; a faulty one has no months. */
void profiles_load(struct loader *l);
/* The number of the one of a name; NONE after a problem. */
uint32_t profile_find(struct loader *l, const struct ref *ref);

/* Says what is wrong with the `scale` of a table of plans; NULL: the rows stand in place. */
void scale_check(struct loader *l, const struct node *source);
/* A value in the unit of a KPI, 80% or 0.8 for a percentage, divided by `div`; false after a problem that names the option. */
bool unit_read(struct loader *l, const struct ref *ref, const char *option, enum unit_of_measure unit, int64_t div,
	       int64_t *out_e4);
/* The row's target in the unit of its KPI; false after a problem, with it or with what it depends on. */
bool target_read(struct loader *l, const struct plan_doc *d, const struct kpi_doc *kpi, int64_t *out_e4);
