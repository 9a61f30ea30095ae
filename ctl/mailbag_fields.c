#include "ctl/mailbag_inside.h"

#include "rules/calendar.h"
#include "rules/org.h"
#include "rules/period.h"

enum { LEAST_PPM = 50000 };

/* Of absurd documents: so large that two of them can still be added. */
static int64_t fitting(i128 n)
{
	const i128 most = INT64_MAX / 2;

	return (int64_t)(n > most ? most : n < -most ? -most : n);
}

int64_t part_of(int64_t e4, int64_t share_ppm)
{
	return fitting(num_div_round((i128)e4 * share_ppm, PPM));
}

const struct calendar *author_calendar(const struct author *w, uint32_t kpi, int32_t day)
{
	uint32_t calendar = kpi == NONE ? NONE : w->model->kpis[kpi].calendar;
	int32_t from = DAY_MIN, to = DAY_NONE;

	return &w->model->calendars[calendar != NONE ? calendar : org_attendance(w->model, w->seller, day, &from, &to)];
}

static int64_t plan_to(const struct author *w, const struct pursuit *p, const struct calendar *c, int32_t day)
{
	int64_t total = calendar_weight(c, w->model->phasing, p->from, p->to);

	return total ? fitting((i128)p->target_e4 * calendar_weight(c, w->model->phasing, p->from, day) / total) : 0;
}

int64_t rhythm_of_day(const struct rhythm *r, int32_t day)
{
	return part_of(r->weekday_ppm[date_weekday(day) - 1], r->month_ppm[date_civil(day).month - 1]);
}

/* The mean of a content for this seller. */
static int64_t level_of(const struct author *w, const struct content *c)
{
	struct chance chance = chance_of_word(chance_of_word(w->chance, STR("level")), c->field->name);

	return part_of(c->doc->mean_e4, PPM + part_of(chance_normal_ppm(&chance), c->doc->sellers_ppm));
}

int author_pursue(struct author *w, const struct content *c, struct pursuit *p, int32_t day, uint32_t reports, struct err *err)
{
	const struct calendar *calendar = author_calendar(w, c->kpi, day);
	int64_t level_ppm = level_of(w, c), today_e4, behind_e4;

	if (day < p->from || day >= p->to) {
		const struct plan_row *row = blueprint_plan(w->model, w->seller, c->kpi, day);

		if (!row)
			return err_set(err,
				       "%s:%u:%u: of_plan: %.*s has no plan of %.*s on %04d-%02d-%02d; simulate other days or "
				       "give the field a "
				       "mean of its own",
				       c->doc->of_plan.place.file, c->doc->of_plan.place.line, c->doc->of_plan.place.column,
				       STR_ARG(w->model->sellers[w->seller].code), STR_ARG(w->model->kpis[c->kpi].code),
				       date_civil(day).year, date_civil(day).month, date_civil(day).day);
		*p = (struct pursuit){ period_from(w->model, row->period), period_to(w->model, row->period), row->target_e4, 0,
				       0 };
		/* A simulation that begins within a period finds the plan kept so far. */
		p->made_e4 = part_of(plan_to(w, p, calendar, day), level_ppm);
	}
	today_e4 = part_of(plan_to(w, p, calendar, day + 1) - plan_to(w, p, calendar, day), level_ppm);
	behind_e4 = part_of(plan_to(w, p, calendar, day), level_ppm) - p->made_e4;
	p->want_e4 = part_of(today_e4, rhythm_of_day(&c->doc->rhythm, day)) + part_of(behind_e4, c->doc->pull_ppm);
	/* Who is far ahead goes on all the same. */
	if (p->want_e4 < today_e4 / 5)
		p->want_e4 = today_e4 / 5;
	if (reports > 0)
		p->want_e4 /= reports;
	return 0;
}

/* ---- the fields of one report ---- */

int64_t content_rounded(const struct content *c, int64_t e4)
{
	int64_t out = (int64_t)num_div_round(e4, c->round_e4) * c->round_e4;

	if (out < c->field->min_e4)
		out = c->field->min_e4;
	return out > c->field->max_e4 ? c->field->max_e4 : out;
}

static int64_t with_noise(const struct content *c, int64_t e4, struct chance *chance)
{
	int64_t ppm = PPM + part_of(chance_normal_ppm(chance), c->doc->spread_ppm);

	return part_of(e4, ppm < LEAST_PPM ? LEAST_PPM : ppm);
}

static int64_t draw_number(struct author *w, const struct draft_report *r, uint32_t n, struct chance *chance)
{
	const struct content *c = &w->habit->contents[n];
	int64_t mean_e4 =
		c->kind == CONTENT_PLAN ? w->pursuits[n].want_e4
		: c->of == NONE
			? level_of(w, c)
			: fitting(num_div_round((i128)r->value_e4[c->of] * level_of(w, c), c->doc->mean_is_share ? PPM : E4));
	int64_t e4 = with_noise(c, c->kind == CONTENT_PLAN ? mean_e4 : part_of(mean_e4, rhythm_of_day(&c->doc->rhythm, r->day)),
				chance);

	if (c->kind == CONTENT_PLAN)
		w->pursuits[n].made_e4 = fitting((i128)w->pursuits[n].made_e4 + content_rounded(c, e4));
	return content_rounded(c, part_of(e4, planted_share_ppm(w->bag->plantings, w->habit_no, n, w->seller, r->day)));
}

static struct str draw_choice(const struct author *w, const struct draft_report *r, const struct content *c,
			      struct chance *chance)
{
	struct chance same = chance_of_word(w->blueprint->chance, c->field->name);
	int64_t at_e4;

	if (c->of != NONE) {
		same = chance_of_word(same, r->text[c->of]);
		chance = &same;
	}
	at_e4 = chance_between(chance, 1, c->choices[c->choice_count - 1].upto_e4);
	for (uint32_t i = 0;; i++)
		if (at_e4 <= c->choices[i].upto_e4)
			return c->choices[i].text;
}

struct str content_text(struct arena *a, int64_t e4)
{
	struct buf b = { 0 };
	struct str s;

	num_add_e4(&b, e4);
	s = arena_str(a, buf_str(&b));
	buf_free(&b);
	return s;
}

void author_fill(struct author *w, struct draft_report *r, uint32_t n)
{
	const struct content *c = &w->habit->contents[n];
	struct chance chance = chance_of_word(r->chance, c->field->name);
	struct arena *a = w->bag->arena;

	switch (c->kind) {
	case CONTENT_ALWAYS:
		r->text[n] = c->doc->always.text;
		break;
	case CONTENT_NUMBER:
	case CONTENT_PLAN:
		r->value_e4[n] = draw_number(w, r, n, &chance);
		r->text[n] = content_text(a, r->value_e4[n]);
		break;
	case CONTENT_CHOICE:
		r->text[n] = draw_choice(w, r, c, &chance);
		break;
	case CONTENT_POOL:
		r->text[n] = arena_strf(a, "%.*s-%lld", STR_ARG(w->model->sellers[w->seller].code),
					(long long)chance_between(&chance, 1, c->doc->pool));
		break;
	case CONTENT_OWN:
		r->text[n] = r->id;
		break;
	case CONTENT_DAY:
		r->text[n] = str_head(r->at, sizeof("2026-10-05") - 1);
		break;
	}
}
