/* For people. */
#include "ctl/daylist.h"
#include "ctl/hurdle_inside.h"
#include "ctl/reading.h"
#include "rules/period.h"

static void say(const struct hurdle *x, struct buf *b, const char *key, const struct catalog_arg *args, size_t count)
{
	catalog_say(b, x->words->language, key, args, count);
}

/* ---- the head ---- */
static void add_head(const struct hurdle *x, const struct known *k, struct buf *text)
{
	const struct engine *e = x->why.of.engine;
	const struct decision *d = hurdle_decision(x);
	struct str title = d->title.in[x->words->language];
	uint32_t kind = figures_scope_kind(e, x->why.of.scope);

	common_colour(x->common, x->out, COLOUR_BOLD);
	buf_adds(x->out, title.len ? title : d->code);
	common_colour(x->common, x->out, COLOUR_PLAIN);
	buf_addc(x->out, '\n');
	figures_scope_id(e, x->why.of.scope, text);
	wordbook_add_scope(x->words, x->out, x->words->model->scope_kinds[kind].code, buf_str(text));
	buf_clear(text);
	buf_adds(x->out, STR(", "));
	wordbook_add_kpi(x->words, x->out, hurdle_kpi(x));
	buf_adds(x->out, STR(", "));
	period_add(x->words->model, x->why.of.period, x->out);
	if (x->why.day != DAY_NONE) {
		buf_adds(x->out, STR(", "));
		catalog_add_day(text, x->words->language, x->why.day);
		say(x, x->out, "as_of_day", &(struct catalog_arg){ "day", buf_str(text) }, 1);
		buf_clear(text);
	}
	buf_addc(x->out, '\n');
	known_add(k, x->words, e, x->out);
	buf_addc(x->out, '\n');
}

/* ---- a figure and what it is held against ---- */
static void add_part_figure(const struct hurdle *x, struct buf *b, enum condition_part part, struct ratio r)
{
	bool share = part == PART_ELAPSED || part == PART_SHARE;
	int64_t n;

	if (part == PART_SAMPLE) {
		catalog_add_whole(b, x->words->language, (int64_t)r.num);
	} else if (!ratio_scaled(r, share ? PPM : E4, &n)) {
		say(x, b, "status_no_data", NULL, 0);
	} else if (share) {
		catalog_add_percent(b, x->words->language, n, 1);
	} else {
		wordbook_add_amount(x->words, b, hurdle_kpi(x), n);
	}
}

/* What has to be: "below", "at least"; a condition to open, so a share is one of the bad side. */
static const char *limit_key(const struct hurdle *x, enum condition_part part)
{
	static const char *const values[] = {
		[COMPARE_EQ] = "reading_eq", [COMPARE_NE] = "reading_ne", [COMPARE_LT] = "reading_lt",
		[COMPARE_LE] = "reading_le", [COMPARE_GT] = "reading_gt", [COMPARE_GE] = "reading_ge"
	};
	const struct trigger *t = &hurdle_decision(x)->when;
	bool band = x->words->model->kpis[hurdle_decision(x)->kpi].direction == DIRECTION_BAND;

	if (part == PART_VALUE)
		return values[t->compare];
	if (part == PART_SHARE)
		return values[band ? (t->or_equal ? COMPARE_GE : COMPARE_GT) : t->or_equal ? COMPARE_LE : COMPARE_LT];
	return part == PART_SURE ? "why_not_chance" : "reading_ge";
}

/* "deviation -4.5%, asked for: below -15.0%". */
static void add_part(const struct hurdle *x, struct buf *b, enum condition_part part, struct ratio is, struct ratio limit)
{
	struct buf key = { 0 }, figure = { 0 }, wanted = { 0 };

	buf_addf(&key, "why_not_%s", hurdle_parts[part]);
	add_part_figure(x, &figure, part, is);
	if (limit.den) {
		struct buf amount = { 0 };

		add_part_figure(x, &amount, part, limit);
		say(x, &wanted, limit_key(x, part), &(struct catalog_arg){ "limit", buf_str(&amount) }, 1);
		buf_free(&amount);
	}
	say(x, b, key.ptr, (struct catalog_arg[]){ { "is", buf_str(&figure) }, { "wanted", buf_str(&wanted) } }, 2);
	buf_free(&key);
	buf_free(&figure);
	buf_free(&wanted);
}

static void add_parts(const struct hurdle *x)
{
	bool holds;
	struct ratio is, limit;

	if (x->why.first == HINDRANCE_NO_PLAN)
		return;
	for (enum condition_part part = PART_NONE + 1; part < CONDITION_PARTS; part++) {
		if (!why_not_part(&x->why, part, &holds, &is, &limit))
			continue;
		buf_adds(x->out, STR("  "));
		say(x, x->out, holds ? "why_not_yes" : "why_not_no", NULL, 0);
		buf_adds(x->out, STR("  "));
		add_part(x, x->out, part, is, limit);
		buf_addc(x->out, '\n');
	}
}

/* ---- the sentence ---- */
static void add_missed(const struct hurdle *x, struct buf *b)
{
	bool holds;
	struct ratio is = { 0, 0 }, limit = { 0, 0 };

	if (x->why.part == PART_DATA) {
		say(x, b, "why_not_no_data",
		    &(struct catalog_arg){ "stance", str_of(hurdle_stances[hurdle_decision(x)->on_missing]) }, 1);
	} else if (x->why.part == PART_PLAN) {
		say(x, b, "why_not_plan", NULL, 0);
	} else if (!why_not_part(&x->why, x->why.part, &holds, &is, &limit)) {
		say(x, b, "why_not_no_days", NULL, 0); /* a period that weighs nothing */
	} else {
		add_part(x, b, x->why.part, is, limit);
	}
}

static uint32_t days_running(const struct hurdle *x)
{
	uint32_t count = 0;

	for (int32_t day = x->why.day; day != DAY_NONE && day >= x->why.since; day = why_not_before(&x->why, day)) {
		struct explained_day d;

		explain_day(&x->why.of, day, &d);
		if (!d.holds)
			break;
		count++;
	}
	return count;
}

static void add_days_word(const struct hurdle *x, struct buf *b, uint32_t n)
{
	catalog_count(b, x->words->language, hurdle_decision(x)->when_for.of == COUNT_WORKDAYS ? "n_workdays" : "n_days", n);
}

static void add_role(const struct hurdle *x, struct buf *b)
{
	for (uint32_t i = 0; i < hurdle_decision(x)->role_count; i++)
		buf_addf(b, "%s%.*s", i ? ", " : "", STR_ARG(hurdle_decision(x)->roles[i]));
}

static const char *sentence(const struct hurdle *x)
{
	if (x->asked && x->said.broken.len)
		return "why_not_broken";
	switch (x->why.first) {
	case HINDRANCE_NONE:
		return hurdle_decision(x)->when_for.days || hurdle_decision(x)->when.by_day ? "why_not_next_day"
											    : "why_not_next_report";
	case HINDRANCE_OPEN:
		return "why_not_is_open";
	case HINDRANCE_AHEAD:
		return "why_not_ahead";
	case HINDRANCE_NO_PLAN:
		return "why_not_no_plan";
	case HINDRANCE_ROLE:
		return "why_not_role";
	case HINDRANCE_LATCHED:
		return "why_not_latched";
	case HINDRANCE_DAYS:
		return "why_not_days";
	case HINDRANCE_FUNCTION:
		return "why_not_function";
	case HINDRANCE_INHIBITED:
		return "why_not_inhibited";
	case HINDRANCE_OVER:
		return "why_not_over";
	default:
		return "why_not_missed";
	}
}

/* The title of the decision that an open case is of. */
static void add_case_title(const struct hurdle *x, uint32_t number, struct buf *b)
{
	struct explained of;

	if (explain_case(x->why.of.engine, number - 1, &of) && of.decision)
		buf_adds(b, of.decision->title.in[x->words->language].len ? of.decision->title.in[x->words->language]
									  : of.decision->code);
}

static void add_sentence(const struct hurdle *x)
{
	struct buf part = { 0 }, number = { 0 }, title = { 0 }, held = { 0 }, wanted = { 0 }, roles = { 0 }, file = { 0 };

	if (x->why.first == HINDRANCE_CONDITION)
		add_missed(x, &part);
	if (x->why.case_no) {
		buf_addf(&number, "C%u", x->why.case_no);
		add_case_title(x, x->why.case_no, &title);
	}
	if (x->why.first == HINDRANCE_DAYS) {
		add_days_word(x, &held, days_running(x));
		add_days_word(x, &wanted, hurdle_decision(x)->when_for.days);
	}
	add_role(x, &roles);
	buf_adds(&file, hurdle_decision(x)->file);
	say(x, x->out, sentence(x),
	    (struct catalog_arg[]){ { "part", buf_str(&part) },
				    { "case", buf_str(&number) },
				    { "title", buf_str(&title) },
				    { "held", buf_str(&held) },
				    { "wanted", buf_str(&wanted) },
				    { "roles", buf_str(&roles) },
				    { "file", buf_str(&file) } },
	    7);
	buf_addc(x->out, '\n');
	buf_free(&part);
	buf_free(&number);
	buf_free(&title);
	buf_free(&held);
	buf_free(&wanted);
	buf_free(&roles);
	buf_free(&file);
}

/* What is worth knowing beside it. */
static void add_notes(const struct hurdle *x, struct buf *text)
{
	if (x->why.past && x->why.first != HINDRANCE_LATCHED) {
		buf_addf(text, "C%u", x->why.past);
		say(x, x->out, "why_not_past", &(struct catalog_arg){ "case", buf_str(text) }, 1);
		buf_addc(x->out, '\n');
		buf_clear(text);
	}
	if (hurdle_decision(x)->shadow) {
		say(x, x->out, "why_not_shadow", NULL, 0);
		buf_addc(x->out, '\n');
	}
	if (x->asked && x->said.broken.len) {
		buf_add_visible(x->out, x->said.broken, true);
		buf_addc(x->out, '\n');
	}
}

/* ---- what the file has read ---- */
static void add_read(const struct hurdle *x, const struct read *r)
{
	const struct kpi *k = &x->words->model->kpis[r->kind == READ_KPI ? r->kpi : hurdle_decision(x)->kpi];
	int64_t e4;

	if (r->kind == READ_PARAM) {
		buf_addf(x->out, "  %.*s = %.*s", STR_ARG(r->param->name), STR_ARG(r->param->text));
		return;
	}
	buf_adds(x->out, STR("  "));
	wordbook_add_kpi(x->words, x->out, k->code);
	buf_adds(x->out, STR(": "));
	say(x, x->out, "figure_fact", NULL, 0);
	buf_addc(x->out, ' ');
	if (ratio_scaled(r->figures->fact, E4, &e4))
		wordbook_add_amount(x->words, x->out, k->code, e4);
	else
		say(x, x->out, "status_no_data", NULL, 0);
	if (!r->figures->has_plan || !ratio_scaled(r->figures->expected, E4, &e4))
		return;
	buf_adds(x->out, STR(", "));
	say(x, x->out, "figure_to_date", NULL, 0);
	buf_addc(x->out, ' ');
	wordbook_add_amount(x->words, x->out, k->code, e4);
}

static void add_reads(const struct hurdle *x)
{
	for (uint32_t n = 0; x->asked && n < x->said.reads.count; n++) {
		const struct read *r = &x->said.reads.at[n];

		add_read(x, r);
		buf_addf(x->out, "  (%.*s:%u)\n", STR_ARG(hurdle_decision(x)->file), r->line);
	}
}

/* ---- the days ---- */
static void add_days(const struct hurdle *x)
{
	uint32_t asked = hurdle_days_asked(x), n;
	struct daylist list = { x->common, x->words, &x->why.of, x->out };
	int32_t days[DAYS_SHOWN];

	if (!asked)
		return;
	n = hurdle_list_days(x, days, asked < DAYS_SHOWN ? asked : DAYS_SHOWN);
	buf_addc(x->out, '\n');
	daylist_titles(&list);
	for (uint32_t i = 0; i < n; i++)
		daylist_add(&list, days[i], true);
}

void hurdle_add(const struct hurdle *x, const struct known *k)
{
	struct buf text = { 0 };

	add_head(x, k, &text);
	add_sentence(x);
	add_notes(x, &text);
	buf_addc(x->out, '\n');
	reading_add(x->words, &text, hurdle_decision(x), &hurdle_decision(x)->when, hurdle_decision(x)->when_for);
	say(x, x->out, "explain_opens", &(struct catalog_arg){ "what", buf_str(&text) }, 1);
	buf_addc(x->out, '\n');
	add_parts(x);
	add_reads(x);
	add_days(x);
	buf_free(&text);
}
