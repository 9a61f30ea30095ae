/* Figures: one KPI for one scope and period, held against its plan. Read-only views of the state.
 * Formulas: domain model 2.4 and 2.5.
 */
#pragma once
#include "base/num.h"
#include "rules/model.h"

struct engine;

struct figures {
	struct ratio fact; /* of the period up to the day asked, plain units; den 0: no data */
	/* How many facts stand behind it: those of the KPI's samples; of one that asks for no smallest sample all facts reported
	 * there, of several fact tables in the one that has the most. */
	int64_t facts;
	bool has_plan;
	int64_t target_e4;      /* the full period's */
	struct ratio expected;  /* plan-to-date, plain units */
	int64_t elapsed, total; /* weights of the phasing calendar, the day included */
	struct ratio rest;      /* what usually still comes (rules/remainder.h); den 0: not known, or no trigger asks */
};

/* The KPI's value over the whole period, every fact counted however it is dated. false: nothing was ever reported there
 * (figures->fact.den is 0). */
bool figures_period(const struct engine *e, uint32_t scope, uint32_t kpi, struct period period, struct figures *out);
/* The same as known up to the end of `day`, with plan-to-date under `calendar` (NONE: the plan's own). */
bool figures_to_date(const struct engine *e, uint32_t scope, uint32_t kpi, struct period period, uint32_t calendar,
		     enum plan_level level, int32_t day, struct figures *out);

/* The KPI's figure as its period was first closed, before any report changed it: fact and facts into *out. */
enum first_closed {
	FIRST_CLOSED_OPEN,     /* the period is not closed, or was over before the company began: *out is empty */
	FIRST_CLOSED_STANDS,   /* the present figure is that one */
	FIRST_CLOSED_RESTATED, /* it is another now */
};
enum first_closed figures_first_closed(const struct engine *e, uint32_t scope, uint32_t kpi, struct period period,
				       struct figures *out);

/* The plan's part of `out` at the end of `day`. What does not add up over the days, like a rate, is held against the whole
 * target from the first day on. */
struct plan;
void figures_plan(const struct engine *e, const struct plan *plan, uint32_t kpi, uint32_t calendar, int32_t day,
		  struct figures *out);

/* The elapsed and total weight of a KPI that is held against a band and has no plan. `calendar` NONE: that of the scope. */
void figures_band(const struct engine *e, uint32_t scope, uint32_t kpi, struct period period, uint32_t calendar, int32_t day,
		  struct figures *out);

/* Plan-to-date and what follows from it are provisional where the period has days for which its calendar is not given: the last
 * day for which it is. DAY_NONE: they are not. */
int32_t figures_given_until(const struct engine *e, uint32_t scope, uint32_t kpi, struct period period, uint32_t calendar);

/* The period has no working day, so its plan is spread over calendar days: somebody must decide. */
bool figures_plan_is_spread(const struct engine *e, uint32_t scope, uint32_t kpi, struct period period, uint32_t calendar);

/* fact - expected. Of a band: how far outside, 0 inside, negative below it; den 0 where undefined. */
struct ratio figures_gap(const struct kpi *k, const struct figures *f);
/* Attainment fact / target; den 0 where undefined, as of a plan of zero. Direction down: 2 - fact / target, not below 0
 * (ATTAINMENT_LINEAR), or target / fact (ATTAINMENT_INVERSE), undefined too where the fact is not above 0: it is as good as can
 * be, by no number. Of a negative plan either is 1 +- (fact - target) / |target|. Of a band 1 - |deviation|, not below 0. */
struct ratio figures_attainment(const struct kpi *k, const struct figures *f);
/* fact / expected - 1, negative is bad in either direction; den 0 where undefined. Of a band: the gap in widths of it, negative
 * below and positive above, both bad. */
struct ratio figures_deviation(const struct kpi *k, const struct figures *f);
/* What does not add up over the days, like a rate, has none of these three: den 0. */
struct ratio figures_run_rate(const struct kpi *k, const struct figures *f); /* fact per unit of elapsed weight */
struct ratio figures_landing(const struct kpi *k, const struct figures *f);  /* run rate x total */
/* (target - fact) per unit of remaining weight. */
struct ratio figures_required_rate(const struct kpi *k, const struct figures *f);
/* "met", "below_100", "below_90", "below_75" or "no_data": exact comparison, "below" is strict. Of a plan of zero "met" or
 * "not_met", by the KPI's direction. */
struct str figures_status(const struct kpi *k, const struct figures *f);

/* Finding scopes: by kind code and member codes in the kind's order ("T-1|Bikes"); NONE where never seen. */
uint32_t figures_scope(const struct engine *e, uint32_t kind, struct str id);
void figures_scope_id(const struct engine *e, uint32_t scope, struct buf *out);
uint32_t figures_scope_kind(const struct engine *e, uint32_t scope);
/* Every scope known, by number 0 .. count - 1. */
uint32_t figures_scope_count(const struct engine *e);
/* The local date of an instant for a scope, in the zone of its seller or unit; for NONE in the company's. */
int32_t figures_date(const struct engine *e, uint32_t scope, int64_t instant_ms);
/* The one today: that of the engine's clock. DAY_NONE before the first input. */
int32_t figures_today(const struct engine *e, uint32_t scope);
/* The first and the last day that any fact counts on; false: there are no facts. Looks at every leaf. */
bool figures_days(const struct engine *e, int32_t *out_first, int32_t *out_last);
struct plan_book;
const struct plan_book *engine_plans(const struct engine *e);
