/* Plans: targets by scope, KPI, period and level; roll-up; phasing over the period's days.
 *
 * A book is made from the model's rows and the state's changes and is rebuilt when either changes. It answers for any
 * scope in O(log) of its plans. Phasing: cumulative, so that parts add up to the whole exactly (domain: model 2.4). Where a
 * year or quarter has a profile, months count by its weights and the calendar phases each month. With an
 * amendment valid from day f the days before f keep their plan and the rest of the new total is spread over the weight
 * left. Where the whole period has no weight (a month without a working day) calendar days are used and the curve says so.
 * Where the calendar changes within the period each day has the weight that it has in the calendar of that day.
 */
#pragma once
#include "rules/domain.h"
#include "rules/period.h"
#include "rules/scope.h"

struct plan_book;
/* `changes`: rows given by commands, after the model's; their members are codes like the model's. Interns every planned
 * scope into `scopes` and every member into `domains`. Roll-up by kpi.rollup along the org tree as of each day, then the
 * model's plan_sums. A unit's own row wins over the sum. */
struct plan_book *plan_book_new(const struct model *m, struct domains *domains, struct scopes *scopes,
				const struct plan_row *changes, uint32_t change_count);
void plan_book_free(struct plan_book *b);

struct plan; /* one (scope, kpi, period, level); owned by the book */
const struct plan *plan_find(const struct plan_book *b, uint32_t scope, uint32_t kpi, struct period period,
			     enum plan_level level);
/* All plans of a KPI and period kind at a level, in the order of (scope id): for watches and tables. */
struct plan_key {
	uint32_t scope;
	uint32_t kpi;
	struct period period;
	enum plan_level level;
};
/* This plan will soon be looked for and evaluated (see mem_soon()), in PLAN_STEPS steps, from 0. */
enum { PLAN_STEPS = 3 };
void plan_soon(const struct plan_book *b, struct plan_key key, uint32_t step);
size_t plan_count(const struct plan_book *b);
const struct plan *plan_nth(const struct plan_book *b, size_t n, struct plan_key *out_key);

/* The full target as of `day` (the version then valid). */
int64_t plan_target(const struct plan *p, int32_t day);
bool plan_is_rolled_up(const struct plan *p);
/* Plan-to-date at the end of `day`: 0 before the period, the target from its last day on. Exact, unrounded, in
 * plain units like every ratio: {target_e4 * elapsed, total * E4} in the plain case. `calendar` overrides the plan's own; NONE:
 * its own. `out_elapsed`, `out_total` (may be NULL): the weights, day included. */
struct ratio plan_to_date(const struct plan_book *b, const struct plan *p, uint32_t calendar, int32_t day, int64_t *out_elapsed,
			  int64_t *out_total);
/* The same rounded half away from zero; differences of it over consecutive days add up to the target. */
int64_t plan_to_date_e4(const struct plan_book *b, const struct plan *p, uint32_t calendar, int32_t day);
/* The period has no working day under the calendar, so the plan is spread over calendar days: somebody must decide. */
bool plan_has_no_weight(const struct plan_book *b, const struct plan *p, uint32_t calendar);
/* The calendar by which the plan is phased and which is not given for the whole period; NONE: there is none. */
uint32_t plan_provisional(const struct plan_book *b, const struct plan *p, uint32_t calendar);
/* The calendar by which a day counts in a scope's plan of a KPI, whether it has one or not; model.calendar_count: he is
 * absent, and his plan rests. Narrows *from and *to to the days
 * around it on which that stays so. */
uint32_t plan_calendar(const struct plan_book *b, uint32_t scope, uint32_t kpi, int32_t day, int32_t *from, int32_t *to);
size_t plan_book_bytes(const struct plan_book *b);
