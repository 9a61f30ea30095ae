#include "ctl/hurdle.h"
#include "ctl/daylist.h"
#include "ctl/hurdle_inside.h"
#include "ctl/json.h"
#include "rules/period.h"

const char *const hurdle_names[] = {
	[HINDRANCE_NONE] = "nothing",        [HINDRANCE_OPEN] = "open", [HINDRANCE_AHEAD] = "ahead",
	[HINDRANCE_NO_PLAN] = "no_plan",     [HINDRANCE_ROLE] = "role", [HINDRANCE_LATCHED] = "latched",
	[HINDRANCE_CONDITION] = "condition", [HINDRANCE_DAYS] = "days", [HINDRANCE_FUNCTION] = "function",
	[HINDRANCE_INHIBITED] = "inhibited", [HINDRANCE_OVER] = "over",
};

const char *const hurdle_stances[] = { [MISSING_HOLD] = "hold", [MISSING_CLEAR] = "clear", [MISSING_OPEN] = "open" };

const char *const hurdle_parts[CONDITION_PARTS] = {
	[PART_DATA] = "data",       [PART_SAMPLE] = "sample", [PART_SURE] = "sure",   [PART_VALUE] = "value",
	[PART_ELAPSED] = "elapsed", [PART_PLAN] = "plan",     [PART_SHARE] = "share", [PART_GAP] = "gap",
};

const struct decision *hurdle_decision(const struct hurdle *x)
{
	return x->why.of.decision;
}

struct str hurdle_kpi(const struct hurdle *x)
{
	return x->words->model->kpis[hurdle_decision(x)->kpi].code;
}

void hurdle_ask(struct hurdle *x, struct host *h, struct arena *a)
{
	if (x->why.first != HINDRANCE_FUNCTION)
		return;
	x->asked = true;
	host_ask(h, x->why.of.engine, &x->why.flip, a, &x->said);
	if (x->said.holds && !x->said.broken.len)
		why_not_held(&x->why);
}

uint32_t hurdle_days_asked(const struct hurdle *x)
{
	const struct decision *d = hurdle_decision(x);

	if (d->when.kind == TRIGGER_FUNCTION || x->why.first == HINDRANCE_AHEAD || x->why.first == HINDRANCE_NO_PLAN)
		return 0;
	return d->when_for.days;
}

uint32_t hurdle_list_days(const struct hurdle *x, int32_t *out, uint32_t count)
{
	int32_t day = x->why.day;
	uint32_t n = 0;

	for (; n < count && day != DAY_NONE; n++, day = why_not_before(&x->why, day))
		out[n] = day;
	for (uint32_t i = 0; i < n / 2; i++) {
		int32_t kept = out[i];

		out[i] = out[n - 1 - i];
		out[n - 1 - i] = kept;
	}
	return n;
}

/* ---- for programs ---- */
static void json_case(struct buf *b, const char *name, uint32_t number)
{
	if (!number)
		return;
	json_name(b, name);
	buf_addf(b, "\"C%u\"", number);
}

static void json_flag(struct buf *b, const char *name, bool yes)
{
	json_name(b, name);
	buf_adds(b, yes ? STR("true") : STR("false"));
}

static void add_key(const struct hurdle *x)
{
	const struct engine *e = x->why.of.engine;
	struct buf text = { 0 };

	json_text(x->out, "decision", hurdle_decision(x)->code);
	json_text(x->out, "scope_kind", x->words->model->scope_kinds[figures_scope_kind(e, x->why.of.scope)].code);
	figures_scope_id(e, x->why.of.scope, &text);
	json_text(x->out, "scope", buf_str(&text));
	buf_clear(&text);
	json_text(x->out, "kpi", hurdle_kpi(x));
	period_add(x->words->model, x->why.of.period, &text);
	json_text(x->out, "period", buf_str(&text));
	json_day(x->out, "day", x->why.day);
	buf_free(&text);
}

static void add_parts(const struct hurdle *x)
{
	bool first = true, holds;
	struct ratio is, limit;

	json_name(x->out, "parts");
	buf_addc(x->out, '[');
	for (enum condition_part part = PART_NONE + 1; part < CONDITION_PARTS; part++) {
		int64_t scale = part == PART_ELAPSED || part == PART_SHARE ? PPM : E4;

		if (!why_not_part(&x->why, part, &holds, &is, &limit))
			continue;
		buf_adds(x->out, first ? STR("{") : STR(",{"));
		first = false;
		json_text(x->out, "part", str_of(hurdle_parts[part]));
		json_flag(x->out, "holds", holds);
		json_number(x->out, scale == PPM ? "is_ppm" : "is", is, scale);
		if (limit.den)
			json_number(x->out, scale == PPM ? "limit_ppm" : "limit", limit, scale);
		buf_addc(x->out, '}');
	}
	buf_addc(x->out, ']');
}

static void add_reads(const struct hurdle *x)
{
	json_name(x->out, "reads");
	buf_addc(x->out, '[');
	for (uint32_t n = 0; n < x->said.reads.count; n++) {
		const struct read *r = &x->said.reads.at[n];

		buf_adds(x->out, n ? STR(",{") : STR("{"));
		json_whole(x->out, "line", r->line);
		if (r->kind == READ_PARAM) {
			json_text(x->out, "param", r->param->name);
			json_text(x->out, "value", r->param->text);
		} else {
			json_text(x->out, "kpi", r->kind == READ_KPI ? x->words->model->kpis[r->kpi].code : hurdle_kpi(x));
			json_number(x->out, "fact", r->figures->fact, E4);
			if (r->figures->has_plan)
				json_number(x->out, "expected", r->figures->expected, E4);
		}
		buf_addc(x->out, '}');
	}
	buf_addc(x->out, ']');
}

static void add_days(const struct hurdle *x)
{
	struct daylist list = { x->common, x->words, &x->why.of, x->out };
	uint32_t asked = hurdle_days_asked(x), n;
	int32_t *days;

	if (!asked)
		return;
	days = mem_alloc(asked * sizeof(*days));
	n = hurdle_list_days(x, days, asked);
	json_whole(x->out, "days_asked", asked);
	json_name(x->out, "days");
	buf_addc(x->out, '[');
	for (uint32_t i = 0; i < n; i++) {
		if (i)
			buf_addc(x->out, ',');
		daylist_add_json(&list, days[i]);
	}
	buf_addc(x->out, ']');
	mem_free(days);
}

void hurdle_add_json(const struct hurdle *x, const struct known *k)
{
	buf_addc(x->out, '{');
	add_key(x);
	known_add_json(k, x->why.of.engine, x->out);
	json_text(x->out, "in_the_way", str_of(x->said.broken.len ? "broken" : hurdle_names[x->why.first]));
	if (x->why.first == HINDRANCE_CONDITION)
		json_text(x->out, "part", str_of(hurdle_parts[x->why.part]));
	json_case(x->out, "case", x->why.case_no);
	json_case(x->out, "past_case", x->why.past);
	json_text(x->out, "on_missing", str_of(hurdle_stances[hurdle_decision(x)->on_missing]));
	json_flag(x->out, "shadow", hurdle_decision(x)->shadow);
	if (x->said.broken.len)
		json_text(x->out, "broken", x->said.broken);
	add_parts(x);
	if (x->asked)
		add_reads(x);
	add_days(x);
	buf_adds(x->out, STR("}\n"));
}
