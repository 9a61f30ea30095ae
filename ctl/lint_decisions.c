/* Decisions that can never open, that come and go, or that no scenario shows. */
#include "ctl/coverage.h"
#include "ctl/lint.h"
#include "ctl/trial.h"
#include "rules/condition.h"
#include "rules/period.h"
#include "rules/plan.h"

/* ---- watches ---- */

static bool needs_plan(const struct model *m, const struct decision *d)
{
	return d->when.kind == TRIGGER_BEHIND && m->kpis[d->kpi].direction != DIRECTION_BAND;
}

static bool has_subject(const struct engine *e, uint32_t n)
{
	const struct decision *d = &engine_decisions(e)->at[n];
	const struct plan_book *book = engine_plans(e);

	for (size_t i = 0; i < plan_count(book); i++) {
		struct plan_key key;
		struct subject s;

		plan_nth(book, i, &key);
		if (key.kpi != d->kpi || key.level != d->level || key.period.kind != d->period_kind)
			continue;
		s = subject_of(e, n, key.scope, key.period);
		if (scope_at(&e->scopes, key.scope)->kind == d->scope_kind && subject_has_role(&s))
			return true;
	}
	return false;
}

/* Is there anybody, or anything, of this dimension? */
static bool is_inhabited(const struct model *m, const struct dim *dim)
{
	bool any = false;

	if (dim->kind == DIM_SELLER)
		return m->seller_count > 0;
	if (dim->kind == DIM_UNIT) {
		for (uint32_t i = 0; i < m->unit_count; i++)
			any = any || dim->level == NONE || m->units[i].type == dim->level;
		return any;
	}
	for (uint32_t i = 0; i < m->axes[dim->axis].member_count; i++)
		any = any || dim->level == NONE || m->axes[dim->axis].members[i].level == dim->level;
	return any || m->axes[dim->axis].open;
}

static bool is_empty(const struct model *m, const struct decision *d)
{
	const struct scope_kind *kind = &m->scope_kinds[d->scope_kind];

	for (uint32_t i = 0; i < kind->dim_count; i++)
		if (!is_inhabited(m, &kind->dims[i]))
			return true;
	return false;
}

static void lint_watches(struct lint *l, bool *so)
{
	const struct model *m = l->folder->model;
	const struct decisions *d = host_decisions(l->folder->host);
	struct engine *e = engine_new(m, d);

	for (uint32_t i = 0; i < d->count; i++)
		so[i] = is_empty(m, &d->at[i]);
	lint_find_decisions(
		l, LINT_WATCH, so,
		"the model has nobody and nothing of its scope, so it can never open; watch another `each`, or declare "
		"its members");
	for (uint32_t i = 0; i < d->count; i++)
		so[i] = !so[i] && needs_plan(m, &d->at[i]) && !has_subject(e, i);
	lint_find_decisions(
		l, LINT_WATCH, so,
		"nobody whom it watches has a plan of its KPI by its period, so it can never open; give plan rows, or "
		"watch another `each`, `period`, `level` or `roles`");
	engine_free(e);
}

/* ---- hysteresis ---- */

static int order(int64_t a, int64_t b)
{
	return (a > b) - (a < b);
}

/* Whether it is easier that a case stays open than that it opens: above 0; just as hard: 0; harder: below. */
static int ease(const struct model *m, const struct decision *d)
{
	const struct trigger *when = &d->when, *clear = &d->clear;
	bool turned = m->kpis[d->kpi].direction == DIRECTION_DOWN;
	bool low = when->compare == COMPARE_LT || when->compare == COMPARE_LE;
	int by_share = order(clear->share_ppm, when->share_ppm) * (turned ? -1 : 1);
	int by_gap = order(when->gap_e4, clear->gap_e4);

	if (when->kind == TRIGGER_FUNCTION || when->kind != clear->kind)
		return 1; /* not comparable */
	if (when->kind == TRIGGER_VALUE)
		return order(clear->limit_e4, when->limit_e4) * (low ? 1 : -1);
	if (by_share < 0 || by_gap < 0)
		return -1;
	/* A gap says when a case is worth opening; only without a share it is the threshold. */
	return by_share > 0 ? 1 : when->share_ppm == PPM ? by_gap : 0;
}

/* A day's figure neither creeps over a threshold nor back, and two clear days running are a threshold of their own. */
static bool may_flap(const struct decision *d)
{
	return !d->when.by_day && d->clear_for.days < 2;
}

static void lint_clears(struct lint *l, bool *so)
{
	const struct model *m = l->folder->model;
	const struct decisions *d = host_decisions(l->folder->host);

	for (uint32_t i = 0; i < d->count; i++)
		so[i] = ease(m, &d->at[i]) < 0;
	lint_find_decisions(
		l, LINT_CLEAR, so,
		"a case may close while what opens it still holds, and opens again; let `clear` want more than the end "
		"of `when`");
	for (uint32_t i = 0; i < d->count; i++)
		so[i] = ease(m, &d->at[i]) == 0 && may_flap(&d->at[i]);
	lint_find_decisions(l, LINT_CLEAR, so,
			    "a case closes at the threshold at which it opens, so it comes and goes; give `clear` its own, or "
			    "`clear_for` of two days or more");
}

void lint_decisions(struct lint *l)
{
	bool *so = arena_alloc(l->arena, host_decisions(l->folder->host)->count + 1);

	lint_watches(l, so);
	lint_clears(l, so);
}

/* ---- scenarios ---- */

static void lint_unseen(struct lint *l, const struct coverage *c)
{
	bool *so = arena_alloc(l->arena, coverage_count(c) + 1);
	struct coverage_row row;

	for (uint32_t i = 0; i < coverage_count(c); i++) {
		coverage_row(c, i, &row);
		so[i] = !row.seen[SITUATION_OPENS];
	}
	lint_find_decisions(l, LINT_SCENARIO, so, "no scenario in tests/ opens it, so nobody has seen that it works; write one");
}

int lint_scenarios(struct lint *l)
{
	struct trial_counts counts;
	struct coverage *c;
	int rc;

	if (l->skipped[LINT_SCENARIO])
		return 0;
	c = coverage_new(l->folder);
	rc = trial_cover(l->path, l->folder, l->common, c, &counts);
	if (rc == 0 && counts.failed > 0)
		lint_find(l, LINT_SCENARIO, (struct spot){ "tests", 0, 0 },
			  "%u scenario%s not hold, so what they show says little; `sdmctl test` says why", counts.failed,
			  counts.failed == 1 ? " does" : "s do");
	if (rc == 0)
		lint_unseen(l, c);
	coverage_free(c);
	return rc;
}
