#include "rules/why_not.h"

#include "rules/by_day.h"
#include "rules/cases.h"
#include "rules/period.h"
#include "rules/watch_parts.h"

static struct subject subject_asked(const struct why_not *w)
{
	return subject_of(w->of.engine, w->of.index, w->of.scope, w->of.period);
}

static bool is_at_once(const struct decision *d)
{
	return !d->when_for.days && !d->when.by_day;
}

/* Does the day count among those running? */
static bool is_counted(const struct subject *s, int32_t day)
{
	const struct decision *d = s->decision;

	if (d->when.by_day)
		return by_day_is_judged(s, day);
	return !d->when_for.days || d->when_for.of != COUNT_WORKDAYS || subject_is_workday(s, day);
}

static int32_t counted_until(const struct why_not *w, int32_t day)
{
	struct subject s = subject_asked(w);
	int32_t from = period_from(w->of.engine->model, w->of.period);

	while (day >= from && !is_counted(&s, day))
		day--;
	return day >= from ? day : DAY_NONE;
}

int32_t why_not_before(const struct why_not *w, int32_t day)
{
	return counted_until(w, day - 1);
}

/* The latest day that can be judged: today too where that happens at once. */
static void find_day(struct why_not *w, int32_t asked)
{
	const struct engine *e = w->of.engine;
	int32_t today = figures_today(e, w->of.scope), end = period_to(e->model, w->of.period) - 1;
	int32_t day = is_at_once(w->of.decision) ? today : today - 1;

	w->day = DAY_NONE;
	if (today == DAY_NONE)
		return;
	day = asked != DAY_NONE && asked < day ? asked : day;
	w->day = counted_until(w, day < end ? day : end);
	w->today = w->day == today;
}

static void find_figures(struct why_not *w)
{
	struct subject s = subject_asked(w);

	subject_plan(&s, w->today ? subject_plan_day(&s, w->day) : w->day, &w->figures);
	subject_fact(&s, w->day, &w->figures);
}

static uint32_t past_case(const struct why_not *w)
{
	for (uint32_t n = explain_count(w->of.engine); n; n--) {
		struct explained x;

		if (explain_case(w->of.engine, n - 1, &x) && x.decision == w->of.decision && x.scope == w->of.scope &&
		    period_eq(x.period, w->of.period) && x.record->state == CASE_CLOSED && w->day != DAY_NONE &&
		    x.record->opened_day <= w->day)
			return n;
	}
	return 0;
}

/* The end of the way: the condition holds. */
static enum hindrance beyond_condition(struct why_not *w)
{
	const struct engine *e = w->of.engine;

	w->case_no = cases_inhibitor(e, w->of.index, w->of.scope, w->day);
	if (w->case_no)
		return HINDRANCE_INHIBITED;
	return figures_today(e, w->of.scope) >= period_to(e->model, w->of.period) ? HINDRANCE_OVER : HINDRANCE_NONE;
}

static enum hindrance in_condition(struct why_not *w)
{
	const struct decision *d = w->of.decision;
	struct subject s = subject_asked(w);
	struct figures f = { 0 };
	bool holds;

	if (d->when.kind == TRIGGER_FUNCTION) {
		w->part = w->figures.fact.den ? PART_NONE : PART_DATA; /* then nobody asks it */
		return w->part ? HINDRANCE_CONDITION : HINDRANCE_FUNCTION;
	}
	w->part = condition_missed(&s, &d->when, &w->figures);
	if (w->part)
		return HINDRANCE_CONDITION;
	if (w->today)
		return beyond_condition(w);
	holds = d->when.by_day ? by_day_runs(&s, w->day, &w->since, &f)
			       : condition_runs(&s, &d->when, false, d->when_for, w->day, &w->since, &f);
	return holds ? beyond_condition(w) : HINDRANCE_DAYS;
}

static enum hindrance find_first(struct why_not *w)
{
	const struct engine *e = w->of.engine;
	struct subject s = subject_asked(w);
	uint32_t present = cases_present(e, w->of.index, w->of.scope, w->of.period);
	struct explained x;

	if (w->day == DAY_NONE)
		return HINDRANCE_AHEAD;
	if (present && (!explain_case(e, present - 1, &x) || x.record->opened_day > w->day))
		present = 0; /* not yet on that day */
	w->case_no = present;
	if (present && x.record->state == CASE_OPEN)
		return HINDRANCE_OPEN;
	if (decision_is_by_plan(e, w->of.decision) && !s.plan)
		return HINDRANCE_NO_PLAN;
	if (!subject_has_role(&s))
		return HINDRANCE_ROLE;
	return present ? HINDRANCE_LATCHED : in_condition(w);
}

void why_not(const struct engine *e, uint32_t decision, uint32_t scope, struct period period, int32_t day, struct why_not *out)
{
	*out = (struct why_not){ .of = { .engine = e,
					 .decision = &e->decisions->at[decision],
					 .index = decision,
					 .scope = scope,
					 .period = period },
				 .since = DAY_NONE };
	find_day(out, day);
	if (out->day != DAY_NONE)
		find_figures(out);
	out->past = past_case(out);
	out->first = find_first(out);
	out->flip = (struct flip){ .kind = FLIP_ASK,
				   .decision = decision,
				   .scope = scope,
				   .period = period,
				   .since = out->day,
				   .day = out->day,
				   .figures = out->figures };
}

void why_not_held(struct why_not *w)
{
	w->first = beyond_condition(w);
}

static bool part_is_asked(const struct why_not *w, const struct kpi *k, enum condition_part part)
{
	const struct decision *d = w->of.decision;
	const struct trigger *t = &d->when;
	bool behind = t->kind == TRIGGER_BEHIND;

	switch (part) {
	case PART_DATA:
		return true;
	case PART_SAMPLE:
		return t->kind != TRIGGER_FUNCTION && k->min_sample && d->on_missing != MISSING_OPEN;
	case PART_SURE:
		return t->sure;
	case PART_VALUE:
		return t->kind == TRIGGER_VALUE;
	case PART_ELAPSED:
		return behind && t->elapsed_ppm;
	case PART_PLAN:
		return false; /* without a plan there is nothing else to show */
	case PART_SHARE:
		return behind;
	case PART_GAP:
		return behind && t->gap_e4;
	default:
		return false;
	}
}

static struct ratio size_of(struct ratio r)
{
	r.num = r.num < 0 ? -r.num : r.num;
	return r;
}

static void compare_share(const struct kpi *k, const struct trigger *t, const struct figures *f, struct ratio *out_is,
			  struct ratio *out_limit)
{
	int64_t off_ppm = t->share_ppm < PPM ? PPM - t->share_ppm : t->share_ppm - PPM;
	bool band = k->direction == DIRECTION_BAND;

	*out_is = f ? figures_deviation(k, f) : (struct ratio){ 0, 0 };
	*out_limit = (struct ratio){ band ? off_ppm : -off_ppm, PPM };
	if (band)
		*out_is = size_of(*out_is);
}

bool why_not_part(const struct why_not *w, enum condition_part part, bool *out_holds, struct ratio *out_is,
		  struct ratio *out_limit)
{
	const struct kpi *k = &w->of.engine->model->kpis[w->of.decision->kpi];
	const struct trigger *t = &w->of.decision->when;
	const struct figures *f = &w->figures, *held;
	struct subject s = subject_asked(w);
	struct figures landed;

	if (!part_is_asked(w, k, part) || w->day == DAY_NONE)
		return false;
	*out_holds = part == PART_DATA ? f->fact.den != 0 : condition_part_holds(&s, t, f, part);
	*out_is = f->fact;
	*out_limit = (struct ratio){ 0, 0 };
	held = condition_figures(t, f, &landed);
	if (part == PART_SAMPLE) {
		*out_is = (struct ratio){ f->facts, 1 };
		*out_limit = (struct ratio){ k->min_sample, 1 };
	} else if (part == PART_ELAPSED) {
		*out_is = (struct ratio){ f->elapsed, f->total > 0 ? f->total : 0 };
		*out_limit = (struct ratio){ t->elapsed_ppm, PPM };
	} else if (part == PART_SHARE) {
		compare_share(k, t, held, out_is, out_limit);
	} else if (part == PART_GAP) {
		*out_is = held ? condition_gap(k, held) : (struct ratio){ 0, 0 };
		*out_limit = (struct ratio){ t->gap_e4, E4 };
	} else if (part == PART_SURE || part == PART_VALUE) {
		*out_limit = (struct ratio){ t->kind == TRIGGER_VALUE ? t->limit_e4 : f->target_e4, E4 };
	}
	return true;
}
