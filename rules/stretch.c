#include "rules/stretch.h"

#include <string.h>

#include "rules/by_day.h"
#include "rules/closed.h"
#include "rules/period.h"
#include "rules/report.h"
#include "rules/run.h"

/* A stretch being written. */
struct keeping {
	struct engine *engine;
	const struct case_record *of;
	const struct decision *decision;
	struct stretch_record *stretch;
	uint32_t opened; /* the figure that its run keeps, number + 1; 0: none */
};

/* NULL: there is no room for another one. */
static struct read_record *read_add(struct keeping *k, enum read_kind kind, enum reader by, uint32_t line)
{
	struct stretch_record *s = k->stretch;

	if (s->read_count == READS_MAX) {
		s->left_out++;
		return NULL;
	}
	uint32_t number = pool_add(&k->engine->reads);
	struct read_record *r = pool_at(&k->engine->reads, number);

	if (!s->read_count++)
		s->first_read = number + 1;
	r->kind = kind;
	r->reader = by;
	r->line = line;
	return r;
}

static void param_add(struct keeping *k, const struct param_value *p, enum reader by, uint32_t line)
{
	struct read_record *r = read_add(k, READ_PARAM, by, line);

	if (!r)
		return;
	r->name = state_code_of(k->engine, p->name);
	r->value = state_code_of(k->engine, p->text);
}

/* The figures of the case's own KPI, scope and period, unless the caller says otherwise afterwards. */
static struct read_figure_record *figure_keep(struct engine *e, const struct case_record *of, const struct decision *d,
					      int32_t day, const struct figures *f, uint32_t *out_figure)
{
	uint32_t number = pool_add(&e->read_figures);
	struct read_figure_record *x = pool_at(&e->read_figures, number);

	*out_figure = number + 1;
	x->of.scope_kind = of->scope_kind;
	memcpy(x->of.members, of->members, sizeof(x->of.members));
	x->of.kpi = of->kpi;
	x->of.period_kind = of->period_kind;
	x->of.period = of->period;
	x->day = day;
	x->facts = f->facts;
	x->fact = closed_ratio_record(f->fact);
	x->elapsed = f->elapsed;
	x->total = f->total;
	if (f->has_plan) {
		x->level = (uint32_t)d->level + 1;
		x->target_e4 = f->target_e4;
		x->expected = closed_ratio_record(f->expected);
	}
	return x;
}

static struct read_figure_record *figures_add(struct keeping *k, struct read_record *r, int32_t day, const struct figures *f)
{
	return figure_keep(k->engine, k->of, k->decision, day, f, &r->figure);
}

/* What the run keeps of the opening is mostly what was read then: one record is enough. */
static void figure_share(struct keeping *k, struct read_record *r)
{
	struct pool *figures = &k->engine->read_figures;
	struct read_figure_record *opened = k->opened ? pool_at(figures, k->opened - 1) : NULL;

	if (!opened || memcmp(opened, pool_at(figures, r->figure - 1), sizeof(*opened)) != 0)
		return;
	pool_remove(figures, r->figure - 1);
	pool_touch(figures, k->opened - 1);
	opened->kept = 1;
	r->figure = k->opened;
	k->opened = 0;
}

void stretch_figure_drop(struct engine *e, uint32_t figure)
{
	const struct read_figure_record *x = pool_at(&e->read_figures, figure - 1);

	if (!x->kept)
		pool_remove(&e->read_figures, figure - 1);
}

uint32_t stretch_figure(struct engine *e, uint32_t case_number, const struct flip *f)
{
	uint32_t figure;

	figure_keep(e, pool_at(&e->cases, case_number), &e->decisions->at[f->decision], f->day, &f->figures, &figure);
	return figure;
}

int32_t stretch_figure_look(const struct engine *e, uint32_t figure, struct figures *out)
{
	const struct read_figure_record *x = pool_at(&e->read_figures, figure - 1);

	*out = (struct figures){
		.fact = closed_ratio(&x->fact),
		.facts = x->facts,
		.has_plan = x->level != 0,
		.target_e4 = x->target_e4,
		.expected = closed_ratio(&x->expected),
		.elapsed = x->elapsed,
		.total = x->total,
	};
	return x->day;
}

/* ---- a declared trigger: the parameters that it names and the days that it asked, the last one first ---- */
static void day_add(struct keeping *k, int32_t day, const struct figures *f)
{
	struct read_record *r = read_add(k, READ_SUBJECT, READER_TRIGGER, k->decision->when.line);
	struct read_figure_record *x = r ? figures_add(k, r, day, f) : NULL;

	if (x && !k->decision->when.by_day)
		figure_share(k, r);
	if (!x || !k->decision->when.by_day)
		return;
	x->of.period_kind = state_code(k->engine, period_kind_code(k->engine->model, PERIOD_DAY));
	x->of.period = day;
}

static bool was_asked(const struct subject *s, int32_t day)
{
	if (s->decision->when.by_day)
		return by_day_is_judged(s, day);
	return s->decision->when_for.of != COUNT_WORKDAYS || subject_is_workday(s, day);
}

static void trigger_keep(struct keeping *k, const struct flip *f)
{
	struct subject s;

	for (uint32_t i = 0; i < k->decision->named_count; i++)
		param_add(k, k->decision->named[i], READER_TRIGGER, k->decision->when.line);
	day_add(k, f->day, &f->figures);
	if (f->since == f->day)
		return;
	s = subject_of(k->engine, f->decision, f->scope, f->period);
	for (int32_t day = f->day - 1; day >= f->since; day--) {
		struct figures then = { 0 };

		if (!was_asked(&s, day))
			continue;
		subject_fact(&s, day, &then);
		subject_plan(&s, day, &then);
		day_add(k, day, &then);
	}
}

/* ---- what the file's functions read ---- */
static void verdict_keep(struct keeping *k, const struct flip *f, const struct reads *reads)
{
	for (uint32_t i = 0; i < reads->count; i++) {
		const struct read *read = &reads->at[i];
		struct read_record *r;

		if (read->kind == READ_PARAM) {
			param_add(k, read->param, read->by, read->line);
			continue;
		}
		r = read_add(k, read->kind, read->by, read->line);
		if (!r)
			continue;
		struct read_figure_record *x = figures_add(k, r, f->day, read->figures);

		if (read->kind == READ_SUBJECT)
			figure_share(k, r);
		else
			x->of.kpi = state_code_of(k->engine, k->engine->model->kpis[read->kpi].code);
	}
	k->stretch->left_out += reads->left_out;
}

/* ---- what woke it ---- */
static void report_keep(struct engine *e, const struct input *in, struct stretch_record *s)
{
	struct receipt r;
	int64_t revision;

	report_identify(in, &r);
	r.id = str_head(r.id, sizeof(s->report));
	s->woke = WOKE_REPORT;
	s->form = state_code_of(e, e->model->forms[model_form(e->model, r.form)].code);
	s->revision = num_parse_i64(r.rev, &revision, NULL) < 0 ? 1 : (uint32_t)revision;
	s->entry_ms = in->id.ms;
	s->entry_seq = in->id.seq;
	memcpy(s->report, r.id.ptr, r.id.len);
}

void stretch_keep(struct engine *e, uint32_t case_number, const struct input *in, const struct flip *f, const struct verdict *v)
{
	struct stretch_record *s = pool_at(&e->stretches, pool_add(&e->stretches));
	uint32_t run = run_of(e, case_number);
	struct keeping k = { e, pool_at(&e->cases, case_number), &e->decisions->at[f->decision], s,
			     run == NONE ? 0 : run_at(e, run)->opened_figure };

	s->case_no = case_number + 1;
	s->stretch = 1;
	s->file = state_code_of(e, k.decision->file);
	s->source_sha = state_code_of(e, k.decision->source_sha);
	s->line = k.decision->when.line;
	s->day = f->day;
	s->at_ms = e->clock.now_ms;
	if (in->kind == INPUT_REPORT)
		report_keep(e, in, s);
	else
		s->woke = WOKE_CLOCK;
	if (f->kind == FLIP_OPEN)
		trigger_keep(&k, f);
	verdict_keep(&k, f, &v->reads);
}

/* ---- looking ---- */
/* They stand in the order of their cases. NULL: the case has none. */
static const struct stretch_record *stretch_of(const struct engine *e, uint32_t case_number)
{
	uint32_t low = 0, high = e->stretches.count;
	const struct stretch_record *s;

	while (low < high) {
		uint32_t middle = low + (high - low) / 2;

		s = pool_at(&e->stretches, middle);
		if (s->case_no <= case_number)
			low = middle + 1;
		else
			high = middle;
	}
	s = low < e->stretches.count ? pool_at(&e->stretches, low) : NULL;
	return s && s->case_no == case_number + 1 ? s : NULL;
}

bool stretch_opened(const struct engine *e, uint32_t case_number, struct figures *out)
{
	const struct stretch_record *s = stretch_of(e, case_number);

	for (uint32_t i = 0; s && i < s->read_count; i++) {
		const struct read_record *r = pool_at(&e->reads, s->first_read - 1 + i);

		if (r->kind != READ_SUBJECT || r->reader != READER_TRIGGER)
			continue;
		stretch_figure_look(e, r->figure, out);
		return true;
	}
	return false;
}

/* ---- checking ---- */
static bool stretch_is_sound(const struct engine *e, const struct stretch_record *s)
{
	uint32_t first = s->read_count ? s->first_read - 1 : 0;

	return s->case_no && s->case_no <= e->cases.count && s->file <= e->codes.count && s->source_sha <= e->codes.count &&
	       s->form <= e->codes.count && (s->woke == WOKE_REPORT || s->woke == WOKE_CLOCK) && s->read_count <= READS_MAX &&
	       first <= e->reads.count && s->read_count <= e->reads.count - first;
}

static bool read_is_sound(const struct engine *e, const struct read_record *r)
{
	if (r->reader < READER_TRIGGER || r->reader > READER_RUN || r->name > e->codes.count || r->value > e->codes.count)
		return false;
	if (r->kind == READ_PARAM)
		return r->name && !r->figure;
	return (r->kind == READ_SUBJECT || r->kind == READ_KPI) && r->figure && r->figure <= e->read_figures.count;
}

static bool figure_is_sound(const struct engine *e, const struct read_figure_record *x)
{
	const struct figure_key *k = &x->of;
	bool sound = x->fact.den_hi >= 0 && x->expected.den_hi >= 0 && x->level <= LEVELS;

	for (size_t i = 0; i < sizeof(k->members) / sizeof(*k->members); i++)
		sound = sound && k->members[i] <= e->codes.count;
	return sound && k->scope_kind <= e->codes.count && k->kpi <= e->codes.count && k->period_kind <= e->codes.count;
}

int stretch_check(const struct engine *e, struct err *err)
{
	for (uint32_t i = 0; i < e->stretches.count; i++)
		if (!stretch_is_sound(e, pool_at(&e->stretches, i)))
			return err_set(err, "record %u of what cases were judged by makes no sense", i);
	for (uint32_t i = 0; i < e->reads.count; i++)
		if (!read_is_sound(e, pool_at(&e->reads, i)))
			return err_set(err, "record %u of what was read makes no sense", i);
	for (uint32_t i = 0; i < e->read_figures.count; i++)
		if (!figure_is_sound(e, pool_at(&e->read_figures, i)))
			return err_set(err, "record %u of the figures that were read makes no sense", i);
	return 0;
}
