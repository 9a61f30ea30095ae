#include "ctl/coverage_cases.h"
#include "ctl/casebook.h"
#include "rules/period.h"

/* A case of the play by its number, as it opened. */
struct opened {
	struct ratio fact;
	int32_t day;
	bool corrected; /* a correction, or a report of an earlier day, has come since */
};
struct coverage_cases {
	struct names judged; /* "decision\nscope\nperiod" */
	struct names with_case;
	ARRAY(struct opened) cases;
	struct buf key;
};

struct coverage_cases *coverage_cases_new(void)
{
	return mem_alloc(sizeof(struct coverage_cases));
}

static void forget(struct coverage_cases *c)
{
	names_free(&c->judged);
	names_free(&c->with_case);
	ARRAY_FREE(c->cases);
}

void coverage_cases_free(struct coverage_cases *c)
{
	if (!c)
		return;
	forget(c);
	buf_free(&c->key);
	mem_free(c);
}

/* ---- who is judged ---- */

static struct str subject_key(struct coverage_cases *c, const struct engine *e, const struct decision *d, uint32_t scope,
			      struct period p)
{
	buf_clear(&c->key);
	buf_adds(&c->key, d->code);
	buf_addc(&c->key, '\n');
	figures_scope_id(e, scope, &c->key);
	buf_addc(&c->key, '\n');
	period_add(engine_model(e), p, &c->key);
	return buf_str(&c->key);
}

/* What a decision sees of a day. */
static void figures_seen(const struct engine *e, const struct decision *d, uint32_t scope, struct period p, int32_t day,
			 struct figures *out)
{
	if (d->when.by_day)
		p = (struct period){ PERIOD_DAY, day };
	figures_to_date(e, scope, d->kpi, p, d->calendar, d->level, day, out);
}

/* A band has limits instead of a plan. */
static bool asks_for_plan(const struct engine *e, const struct decision *d)
{
	return d->when.kind == TRIGGER_BEHIND && engine_model(e)->kpis[d->kpi].direction != DIRECTION_BAND;
}

/* A day has ended: every decision looks at its subjects that have figures, and a plan where it asks for one. */
static void judge_day(struct coverage_cases *c, const struct engine *e, int32_t day)
{
	const struct decisions *all = engine_decisions(e);

	for (uint32_t n = 0; n < all->count; n++) {
		const struct decision *d = &all->at[n];
		struct figures f;
		struct period p;

		if (!period_of(engine_model(e), d->period_kind, day, &p))
			continue;
		for (uint32_t s = 0; s < figures_scope_count(e); s++) {
			if (figures_scope_kind(e, s) != d->scope_kind)
				continue;
			figures_seen(e, d, s, p, day, &f);
			if ((f.fact.den == 0 && d->on_missing != MISSING_OPEN) || (asks_for_plan(e, d) && !f.has_plan))
				continue;
			names_add(&c->judged, subject_key(c, e, d, s, p));
		}
	}
}

/* ---- what becomes of cases ---- */

static struct str pair_of(const struct input *in, const char *name)
{
	for (uint32_t i = 0; i < in->pair_count; i++)
		if (str_eq(in->pairs[i].name, str_of(name)))
			return in->pairs[i].text;
	return (struct str){ 0 };
}

static bool is_correction(const struct engine *e, const struct input *in)
{
	struct str rev = pair_of(in, "rev");
	struct stamp at;

	if (str_eq(pair_of(in, "op"), STR("retract")) || (rev.len > 0 && !str_eq(rev, STR("1"))))
		return true;
	return stamp_parse(pair_of(in, "at"), &at, NULL) == 0 && at.day < figures_today(e, NONE);
}

static bool fact_differs(struct ratio then, struct ratio now)
{
	if (then.den == 0 || now.den == 0) /* with `on_missing = "open"` nothing counts as zero */
		return (then.den != 0 && then.num != 0) || (now.den != 0 && now.num != 0);
	return ratio_cmp(then, now) != 0;
}

static bool opened_on_other_figures(const struct coverage_cases *c, const struct engine *e, const struct flip *f)
{
	const struct decision *d = &engine_decisions(e)->at[f->decision];
	const struct opened *o = &c->cases.at[f->case_no - 1];
	struct figures now;

	if (!o->corrected)
		return false;
	figures_seen(e, d, f->scope, f->period, o->day, &now);
	return fact_differs(o->fact, now.fact);
}

/* The first new case of this flip's decision, scope and period; NULL: it did not open. */
static const struct case_record *new_case(const struct coverage_cases *c, const struct casebook *book, const struct engine *e,
					  const struct flip *f)
{
	struct buf id = { 0 }, wanted = { 0 };
	const struct case_record *found = NULL;

	figures_scope_id(e, f->scope, &wanted);
	for (uint32_t i = (uint32_t)c->cases.count; i < casebook_count(book) && !found; i++) {
		const struct case_record *r = casebook_at(book, i);

		buf_clear(&id);
		if (r)
			casebook_add_scope(book, r, &id);
		if (r && r->period == f->period.index && str_eq(buf_str(&id), buf_str(&wanted)) &&
		    str_eq(casebook_text(book, r->decision), engine_decisions(e)->at[f->decision].code))
			found = r;
	}
	buf_free(&id);
	buf_free(&wanted);
	return found;
}

static void take_opening(struct coverage_cases *c, const struct engine *e, const struct casebook *book, const struct flip *f,
			 const struct verdict *v, coverage_saw *saw, void *arg)
{
	const struct decision *d = &engine_decisions(e)->at[f->decision];

	names_add(&c->judged, subject_key(c, e, d, f->scope, f->period));
	if (f->latched || (!v->holds && !v->broken.len))
		return;
	if (!new_case(c, book, e, f)) {
		saw(arg, d->code, SITUATION_INHIBITED);
		return;
	}
	saw(arg, d->code, SITUATION_OPENS);
	names_add(&c->with_case, subject_key(c, e, d, f->scope, f->period));
}

/* A run that waits for the recovery closes its case itself. */
static bool closed_by_run_as_recovered(const struct casebook *book, const struct flip *f, const struct case_record *c)
{
	return f->kind == FLIP_WAKE && str_eq(casebook_text(book, c->reason), STR("recovered"));
}

static void take_flip(struct coverage_cases *c, const struct engine *e, const struct casebook *book, const struct flip *f,
		      const struct verdict *v, coverage_saw *saw, void *arg)
{
	const struct decision *d = &engine_decisions(e)->at[f->decision];
	const struct case_record *open = f->case_no ? casebook_at(book, f->case_no - 1) : NULL;

	if (f->kind == FLIP_OPEN || (f->kind == FLIP_ASK && !f->case_no))
		take_opening(c, e, book, f, v, saw, arg);
	if (!open || open->state != CASE_CLOSED || f->case_no > c->cases.count)
		return;
	if (f->kind == FLIP_EXPIRE)
		saw(arg, d->code, SITUATION_EXPIRES);
	if (f->kind != FLIP_CLEAR && f->kind != FLIP_ASK && !closed_by_run_as_recovered(book, f, open))
		return;
	saw(arg, d->code, SITUATION_CLEARS);
	if (opened_on_other_figures(c, e, f))
		saw(arg, d->code, SITUATION_CORRECTED);
}

/* Cases are numbered in the order of the flips that open them. */
static void keep_new_cases(struct coverage_cases *c, const struct engine *e, const struct casebook *book,
			   const struct taken *what)
{
	for (uint32_t i = 0; i < what->found->flip_count && c->cases.count < casebook_count(book); i++) {
		const struct flip *f = &what->found->flips[i];

		if ((f->kind == FLIP_OPEN || (f->kind == FLIP_ASK && !f->case_no)) && new_case(c, book, e, f))
			*ARRAY_ADD(c->cases) = (struct opened){ f->figures.fact, f->day, false };
	}
}

void coverage_cases_take(struct coverage_cases *c, struct engine *e, const struct taken *what, coverage_saw *saw, void *arg)
{
	struct casebook book = casebook_of(e);

	if (what->input->kind == INPUT_REPORT && is_correction(e, what->input))
		for (size_t i = 0; i < c->cases.count; i++)
			c->cases.at[i].corrected = true;
	/* An activation may have brought other decisions than its flips are about. */
	for (uint32_t i = 0; i < what->found->flip_count && what->found->activate_sha.len == 0; i++)
		take_flip(c, e, &book, &what->found->flips[i], &what->said->at[i], saw, arg);
	keep_new_cases(c, e, &book, what);
	if (what->input->kind == INPUT_TIMER)
		judge_day(c, e, figures_date(e, NONE, what->input->time_ms - 1));
}

void coverage_cases_end(struct coverage_cases *c, coverage_saw *saw, void *arg)
{
	for (uint32_t i = 1; i <= c->judged.count; i++) {
		struct str key = names_text(&c->judged, i), rest = key;

		if (names_find(&c->with_case, key) == 0)
			saw(arg, str_cut(&rest, '\n'), SITUATION_QUIET);
	}
	forget(c);
}
