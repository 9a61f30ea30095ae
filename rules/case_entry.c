#include "rules/case_entry.h"

#include "rules/kin.h"
#include "rules/period.h"

static const char *const severities[] = { [SEVERITY_INFO] = "info", [SEVERITY_AMBER] = "amber", [SEVERITY_RED] = "red" };

static void add_ratio(struct entry *x, const char *name, struct ratio r, int64_t scale)
{
	int64_t scaled;

	if (!ratio_scaled(r, scale, &scaled))
		entry_add(x, name, (struct str){ 0 });
	else if (scale == E4)
		entry_add_e4(x, name, scaled);
	else
		entry_add_number(x, name, "", scaled);
}

static void add_period(struct engine *e, struct entry *x, const struct case_record *c)
{
	struct period p = { model_period_kind(e->model, names_text(&e->codes, c->period_kind)), c->period };

	buf_clear(&x->scratch);
	if (p.kind != NONE && period_exists(e->model, p))
		period_add(e->model, p, &x->scratch);
	else
		buf_adds(&x->scratch, names_text(&e->codes, c->period < 0 ? (uint32_t)-c->period : 0));
	entry_add(x, "period", buf_str(&x->scratch));
}

void case_entry_begin(struct engine *e, struct entry *x, uint32_t number, struct arena *a)
{
	struct case_record *c = pool_at(&e->cases, number);

	entry_begin(x, a);
	pool_touch(&e->cases, number);
	entry_add_number(x, "case", "C", number + 1);
	entry_add_number(x, "step", "", ++c->steps);
	entry_add(x, "decision", names_text(&e->codes, c->decision));
	entry_add(x, "scope_kind", names_text(&e->codes, c->scope_kind));
	buf_clear(&x->scratch);
	state_scope_id(e, c->members, &x->scratch);
	entry_add(x, "scope", buf_str(&x->scratch));
	entry_add(x, "kpi", names_text(&e->codes, c->kpi));
	add_period(e, x, c);
	entry_add(x, "severity", str_of(severities[c->severity]));
}

void case_entry_put(struct engine *e, struct entry *x, uint32_t number, enum output_stream stream, struct update *out)
{
	const struct case_record *c = pool_at(&e->cases, number);

	if (c->flags & CASE_SHADOW)
		buf_free(&x->scratch);
	else
		entry_put(e, x, stream, out);
}

void case_entry_add_instant(struct engine *e, struct entry *x)
{
	buf_clear(&x->scratch);
	instant_add(&x->scratch, e->clock.now_ms);
	entry_add(x, "at", buf_str(&x->scratch));
}

void case_entry_add_figures(struct engine *e, struct entry *x, const struct flip *f)
{
	const struct kpi *k = &e->model->kpis[e->decisions->at[f->decision].kpi];

	add_ratio(x, "fact", f->figures.fact, E4);
	if (f->kind == FLIP_NOTE)
		add_ratio(x, "first_closed", f->first_closed, E4);
	if (f->figures.has_plan) {
		entry_add_e4(x, "plan", f->figures.target_e4);
		add_ratio(x, "expected", f->figures.expected, E4);
	}
	if (f->figures.has_plan || k->direction == DIRECTION_BAND)
		add_ratio(x, "deviation_ppm", figures_deviation(k, &f->figures), PPM);
}

static bool keeps_quiet(const struct engine *e, uint32_t by, uint32_t decision)
{
	const struct decision *d = &e->decisions->at[decision];
	uint32_t about = e->decisions->at[by].scope_kind;

	for (uint32_t i = 0; i < d->inhibited_count; i++)
		if (d->inhibited_by[i] == by && (d->scope_kind == about || kin_kind_is_in_units(e->model, d->scope_kind, about)))
			return true;
	return false;
}

void case_entry_add_covers(struct engine *e, struct entry *x, uint32_t by)
{
	struct buf titles[LANGUAGES] = { 0 };
	struct text covers;

	for (uint32_t i = 0; i < e->decisions->count; i++) {
		if (!keeps_quiet(e, by, i))
			continue;
		for (int l = 0; l < LANGUAGES; l++)
			buf_addf(&titles[l], "%s%.*s", titles[l].len ? "; " : "", STR_ARG(e->decisions->at[i].title.in[l]));
	}
	for (int l = 0; l < LANGUAGES; l++)
		covers.in[l] = buf_str(&titles[l]);
	if (covers.in[0].len)
		entry_add_text(x, "covers", e->model, &covers);
	for (int l = 0; l < LANGUAGES; l++)
		buf_free(&titles[l]);
}
