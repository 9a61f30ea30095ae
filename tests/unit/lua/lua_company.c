#include "lua_company.h"

#include <string.h>

#define TEXT(en, ru)                                                                                                             \
	{                                                                                                                        \
		{                                                                                                                \
			{ en, sizeof(en) - 1 },                                                                                  \
			{                                                                                                        \
				ru, sizeof(ru) - 1                                                                               \
			}                                                                                                        \
		}                                                                                                                \
	}
#define S(literal)                                                                                                               \
	{                                                                                                                        \
		literal, sizeof(literal) - 1                                                                                     \
	}

static const struct unit units[] = {
	{ .code = S("C"), .title = TEXT("Acme", "Акме"), .head = S("D-1"), .from = DAY_MIN, .to = DAY_NONE },
	{ .code = S("T-1"), .title = TEXT("Team 1", "Группа 1"), .type = 1, .head = S("H-1"), .from = DAY_MIN, .to = DAY_NONE },
};
static const struct seller sellers[] = {
	{ .code = S("S-1"), .title = TEXT("Ann", "Анна"), .role = S("seller"), .from = DAY_MIN, .to = DAY_NONE },
	{ .code = S("H-1"), .title = TEXT("Hugh", "Хью"), .role = S("head"), .from = DAY_MIN, .to = DAY_NONE },
};
static const struct dated_link unit_links[] = { { 1, 0, DAY_MIN, DAY_NONE } };
static const uint32_t unit_first[] = { 0, 0, 1 };
static const struct dated_link seller_links[] = { { 0, 1, DAY_MIN, DAY_NONE }, { 1, 1, DAY_MIN, DAY_NONE } };
static const uint32_t seller_first[] = { 0, 1, 2 };
static const struct scope_kind kinds[] = {
	{ .code = S("seller"), .dims = { { DIM_SELLER, NONE, NONE, NONE } }, .dim_count = 1 },
	{ .code = S("team"), .dims = { { DIM_UNIT, NONE, 1, NONE } }, .dim_count = 1 },
	{ .code = S("company"), .dims = { { DIM_UNIT, NONE, 0, 0 } }, .dim_count = 1 },
};
static const struct calendar calendars[] = { { .code = S("every-day") }, { .code = S("mon-fri") } };
static const uint32_t period_kinds[] = { PERIOD_DAY, PERIOD_MONTH };
static const struct kpi kpis[] = {
	{ .code = S("revenue"), .title = TEXT("Revenue", "Выручка"), .unit = UOM_MONEY, .additive = true, .calendar = NONE },
	{ .code = S("deals_won"), .title = TEXT("Deals won", "Сделки"), .unit = UOM_COUNT, .additive = true, .calendar = NONE },
};
static const struct str unit_types[] = { S("company"), S("team") };

/* ---- the engine, as far as the host reads it ---- */

bool figures_to_date(const struct engine *e, uint32_t scope, uint32_t kpi, struct period period, uint32_t calendar,
		     enum plan_level level, int32_t day, struct figures *out)
{
	(void)e, (void)scope, (void)period, (void)calendar, (void)level, (void)day;
	*out = (struct figures){ .fact = { 40000, E4 }, .facts = 4 };
	return kpi == 1;
}

struct ratio figures_gap(const struct kpi *k, const struct figures *f)
{
	struct ratio r;

	(void)k;
	return f->has_plan && f->fact.den && ratio_sub(f->fact, f->expected, &r) ? r : (struct ratio){ 0, 0 };
}

struct ratio figures_attainment(const struct kpi *k, const struct figures *f)
{
	struct ratio r = { 0, 0 };

	(void)k;
	return f->has_plan && ratio_div(f->fact, (struct ratio){ f->target_e4, E4 }, &r) ? r : (struct ratio){ 0, 0 };
}

struct ratio figures_deviation(const struct kpi *k, const struct figures *f)
{
	struct ratio r = { 0, 0 };

	(void)k;
	if (!f->has_plan || !f->fact.den || !ratio_div(f->fact, f->expected, &r) || !ratio_sub(r, (struct ratio){ 1, 1 }, &r))
		return (struct ratio){ 0, 0 };
	return r;
}

struct ratio figures_run_rate(const struct kpi *k, const struct figures *f)
{
	(void)k;
	return (struct ratio){ f->fact.num, f->fact.den * 10 };
}

struct ratio figures_landing(const struct kpi *k, const struct figures *f)
{
	(void)k;
	return (struct ratio){ f->fact.num * 2, f->fact.den };
}

struct ratio figures_required_rate(const struct kpi *k, const struct figures *f)
{
	(void)k;
	(void)f;
	return (struct ratio){ 70000, 1 };
}

void figures_scope_id(const struct engine *e, uint32_t scope, struct buf *out)
{
	static const char *const ids[] = { "S-1", "T-1", "" };

	(void)e;
	buf_adds(out, str_of(ids[scope]));
}

uint32_t figures_scope_kind(const struct engine *e, uint32_t scope)
{
	(void)e;
	return scope;
}

uint32_t figures_scope(const struct engine *e, uint32_t kind, struct str id)
{
	(void)e, (void)id;
	return kind;
}

bool figures_period(const struct engine *e, uint32_t scope, uint32_t kpi, struct period period, struct figures *out)
{
	return figures_to_date(e, scope, kpi, period, NONE, LEVEL_TARGET, DAY_NONE, out);
}

const struct plan_book *engine_plans(const struct engine *e)
{
	(void)e;
	return NULL;
}

void figures_plan(const struct engine *e, const struct plan *plan, uint32_t kpi, uint32_t calendar, int32_t day,
		  struct figures *out)
{
	(void)e, (void)plan, (void)kpi, (void)calendar, (void)day, (void)out;
}

const struct model *engine_model(const struct engine *e)
{
	(void)e;
	return NULL;
}

uint32_t figures_scope_count(const struct engine *e)
{
	(void)e;
	return 3;
}

const struct run_look *company_run;

bool run_look(const struct engine *e, uint32_t case_no, struct arena *a, struct run_look *out)
{
	(void)e, (void)case_no, (void)a;
	if (company_run)
		*out = *company_run;
	return company_run != NULL;
}

uint32_t runs_next(const struct engine *e, uint32_t after)
{
	(void)e, (void)after;
	return 0;
}

struct str case_decision(const struct engine *e, uint32_t case_no)
{
	(void)e, (void)case_no;
	return STR("x");
}

struct str run_pin(const struct engine *e, uint32_t case_no, struct arena *a)
{
	(void)e, (void)case_no, (void)a;
	return (struct str){ 0 };
}

/* ---- the model ---- */

static void set_up(struct company *c, struct str text)
{
	c->sources[0] = (struct source){ STR("decisions/x.lua"), text };
	c->model = (struct model){
		.company = STR("acme"),
		.currency = STR("RUB"),
		.language = LANGUAGE_RU,
		.fiscal_month = 1,
		.calendars = calendars,
		.calendar_count = 2,
		.unit_types = unit_types,
		.unit_type_count = 2,
		.units = units,
		.unit_count = 2,
		.unit_parents = { unit_links, 1, unit_first },
		.sellers = sellers,
		.seller_count = 2,
		.seller_units = { seller_links, 2, seller_first },
		.scope_kinds = kinds,
		.scope_kind_count = 3,
		.period_kinds = period_kinds,
		.period_kind_count = 2,
		.kpis = kpis,
		.kpi_count = 2,
		.sources = c->sources,
		.source_count = 1,
		.params = c->params,
		.param_count = 0,
	};
	for (uint32_t n = 0; n < 4 && c->params[n].decision.len; n++)
		c->model.param_count = n + 1;
	c->out = arena_new();
}

static void load(struct company *c, struct str text)
{
	set_up(c, text);
	c->host = host_new(&c->model, &c->problems);
	problems_print(&c->problems, &c->said);
}

void company_load(struct company *c, const char *lua)
{
	load(c, str_of(lua));
}

void company_load_body(struct company *c, const char *lua)
{
	struct buf b = { 0 };

	buf_addf(&b,
		 "local sdm = require 'sdm'\nreturn sdm.decision 'x' { api = 1, title = 'X', owner = 'consultant', on_missing = "
		 "'hold',"
		 " watch = { kpi = 'revenue', each = 'seller', period = 'month' },\n%s\n}\n",
		 lua);
	load(c, buf_str(&b));
	buf_free(&b); /* the host keeps nothing of the text but its hash */
	c->sources[0].text = (struct str){ NULL, 0 };
}

void company_free(struct company *c)
{
	host_free(c->host);
	problems_free(&c->problems);
	buf_free(&c->said);
	arena_free(c->out);
	memset(c, 0, sizeof(*c));
}

struct flip company_flip(enum flip_kind kind)
{
	return (struct flip){
		.kind = kind,
		.period = { PERIOD_MONTH, 2026 * 12 + 3 },
		.since = date_day(2026, 4, 6),
		.day = date_day(2026, 4, 10),
		.figures = { .fact = { 300000, 1 },
			     .facts = 3,
			     .has_plan = true,
			     .target_e4 = INT64_C(10000000000),
			     .expected = { 500000, 1 },
			     .elapsed = 10,
			     .total = 20 },
	};
}

const struct verdict *company_judge(struct company *c, const struct flip *flips, uint32_t count)
{
	struct findings found = { .flips = flips, .flip_count = count };

	arena_reset(c->out);
	host_judge(c->host, NULL, &found, c->out, &c->verdicts);
	return c->verdicts.at;
}
