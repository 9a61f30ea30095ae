/* A small company for tests of plans: a region, two teams, four sellers, one of whom moves in mid-month.
 * Include after cmocka.h. */
#pragma once
#include "rules/plan.h"
#include "russian_calendar.h"

#define CODE(text)                                                                                                               \
	{                                                                                                                        \
		(text), sizeof(text) - 1                                                                                         \
	}
#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* Company -> region -> two teams; the calendars: Russian, Monday to Friday, every day, Monday to Saturday. */
enum { COMPANY, REGION, TEAM_1, TEAM_2, UNITS };
enum { ANNA, BORIS, CLARA, DENIS, SELLERS };
enum { CALENDAR_RU, CALENDAR_MF, CALENDAR_ALL, CALENDAR_SIX, CALENDARS };
enum { KIND_SELLER, KIND_TEAM, KIND_REGION, KIND_COMPANY, KIND_UNIT, KIND_PRODUCT, KIND_SELLER_PRODUCT, KIND_PRODUCT_TEAM };
enum { REVENUE, WIN_RATE, VISITS };
enum { MAY_18 = 20591 }; /* 2026-05-18 */

static const struct unit units[UNITS] = {
	{ .code = CODE("company"), .type = 0 },
	{ .code = CODE("region"), .type = 1 },
	{ .code = CODE("t1"), .type = 2 },
	{ .code = CODE("t2"), .type = 2 },
};
static const struct dated_link unit_links[] = {
	{ REGION, COMPANY, DAY_MIN, DAY_NONE },
	{ TEAM_1, REGION, DAY_MIN, DAY_NONE },
	{ TEAM_2, REGION, DAY_MIN, DAY_NONE },
};
static const uint32_t unit_first[] = { 0, 0, 1, 2, 3 };
/* Clara moves on 18 May 2026 from the first team to the second. Denis is in the region itself. */
static const struct dated_link seller_links[] = {
	{ ANNA, TEAM_1, DAY_MIN, DAY_NONE }, { BORIS, TEAM_2, DAY_MIN, DAY_NONE }, { CLARA, TEAM_1, DAY_MIN, MAY_18 },
	{ CLARA, TEAM_2, MAY_18, DAY_NONE }, { DENIS, REGION, DAY_MIN, DAY_NONE },
};
static const uint32_t seller_first[] = { 0, 1, 2, 4, 5 };
static const struct axis_member products[] = { { .code = CODE("milk") }, { .code = CODE("tea") } };
static const struct axis axes[] = { { .code = CODE("product"), .members = products, .member_count = 2 } };
static const struct scope_kind kinds[] = {
	[KIND_SELLER] = { .code = CODE("seller"), .dims = { { DIM_SELLER, 0, NONE, NONE } }, .dim_count = 1 },
	[KIND_TEAM] = { .code = CODE("team"), .dims = { { DIM_UNIT, 0, 2, NONE } }, .dim_count = 1 },
	[KIND_REGION] = { .code = CODE("region"), .dims = { { DIM_UNIT, 0, 1, NONE } }, .dim_count = 1 },
	[KIND_COMPANY] = { .code = CODE("company"), .dims = { { DIM_UNIT, 0, 0, NONE } }, .dim_count = 1 },
	[KIND_UNIT] = { .code = CODE("unit"), .dims = { { DIM_UNIT, 0, NONE, NONE } }, .dim_count = 1 },
	[KIND_PRODUCT] = { .code = CODE("product"), .dims = { { DIM_AXIS, 0, 0, NONE } }, .dim_count = 1 },
	[KIND_SELLER_PRODUCT] = { .code = CODE("seller_product"),
				  .dims = { { DIM_SELLER, 0, NONE, NONE }, { DIM_AXIS, 0, 0, NONE } },
				  .dim_count = 2 },
	[KIND_PRODUCT_TEAM] = { .code = CODE("product_team"),
				.dims = { { DIM_AXIS, 0, 0, NONE }, { DIM_UNIT, 0, 2, NONE } },
				.dim_count = 2 },
};
static const struct kpi kpis[] = {
	[REVENUE] = { .code = CODE("revenue"), .additive = true, .rollup = ROLLUP_SUM, .calendar = NONE },
	[WIN_RATE] = { .code = CODE("win_rate"), .rollup = ROLLUP_SAME, .calendar = NONE },
	[VISITS] = { .code = CODE("visits"), .additive = true, .rollup = ROLLUP_NONE, .calendar = NONE },
};

struct dated_links { /* for a test to fill by calendar_from(), children in order */
	struct dated_link at[8];
	uint32_t count, first[UNITS + SELLERS + 1];
};
struct fixture {
	struct arena *arena;
	struct calendar calendars[CALENDARS];
	struct seller sellers[SELLERS];
	struct dated_links seller_calendars, unit_calendars;
	struct model model;
	struct domains domains;
	struct scopes scopes;
	struct plan_book *book;
};

static inline int set_up(void **state)
{
	static const char *const codes[] = { "anna", "boris", "clara", "denis" };
	struct fixture *f = mem_alloc(sizeof *f);

	f->arena = arena_new();
	f->calendars[CALENDAR_RU] = russian_calendar(f->arena);
	f->calendars[CALENDAR_MF] = (struct calendar){ .week = { 8, 8, 8, 8, 8, 0, 0 } };
	f->calendars[CALENDAR_ALL] = (struct calendar){ .week = { 8, 8, 8, 8, 8, 8, 8 } };
	for (int i = 0; i < SELLERS; i++)
		f->sellers[i] = (struct seller){ .code = str_of(codes[i]), .from = DAY_MIN, .to = DAY_NONE };
	f->calendars[CALENDAR_SIX] = (struct calendar){ .week = { 8, 8, 8, 8, 8, 8, 0 } };
	f->model = (struct model){
		.fiscal_month = 1,
		.phasing = PHASE_WORKDAYS,
		.calendars = f->calendars,
		.calendar_count = CALENDARS,
		.units = units,
		.unit_count = UNITS,
		.unit_parents = { unit_links, COUNT(unit_links), unit_first },
		.sellers = f->sellers,
		.seller_count = SELLERS,
		.seller_units = { seller_links, COUNT(seller_links), seller_first },
		.axes = axes,
		.axis_count = 1,
		.scope_kinds = kinds,
		.scope_kind_count = COUNT(kinds),
		.kpis = kpis,
		.kpi_count = COUNT(kpis),
	};
	*state = f;
	return 0;
}

/* From a day on, and up to the next one given, `child` has a calendar; its own, whatever is above it. */
static inline struct links calendar_from(struct dated_links *l, uint32_t child, uint32_t calendar, int32_t from)
{
	if (l->count && l->at[l->count - 1].child == child)
		l->at[l->count - 1].to = from;
	l->at[l->count++] = (struct dated_link){ child, calendar, from, DAY_NONE };
	for (uint32_t c = 0; c <= UNITS + SELLERS; c++)
		l->first[c] = 0;
	for (uint32_t i = 0; i < l->count; i++)
		for (uint32_t c = l->at[i].child + 1; c <= UNITS + SELLERS; c++)
			l->first[c]++;
	return (struct links){ l->at, l->count, l->first };
}

static inline void seller_calendar_from(struct fixture *f, uint32_t seller, uint32_t calendar, int32_t from)
{
	f->model.seller_calendars = calendar_from(&f->seller_calendars, seller, calendar, from);
}

static inline void unit_calendar_from(struct fixture *f, uint32_t unit, uint32_t calendar, int32_t from)
{
	f->model.unit_calendars = calendar_from(&f->unit_calendars, unit, calendar, from);
}

static inline int tear_down(void **state)
{
	struct fixture *f = *state;

	plan_book_free(f->book);
	domains_free(&f->domains);
	scopes_free(&f->scopes);
	arena_free(f->arena);
	mem_free(f);
	return 0;
}

static inline int32_t day(const char *text)
{
	int32_t out;

	assert_int_equal(date_parse(str_of(text), &out, NULL), 0);
	return out;
}

static inline struct period period(const struct fixture *f, uint32_t kind, const char *text)
{
	struct period out;

	assert_int_equal(period_parse(&f->model, kind, str_of(text), &out, NULL), 0);
	return out;
}

/* Where the members of rows stand. */
static inline struct str *kept_member(const char *member)
{
	static struct str all[256];
	static size_t count;
	struct str *at = &all[count++ % 256];

	*at = str_of(member);
	return at;
}

static inline struct plan_row row(const struct fixture *f, uint32_t kind, const char *member, const char *month,
				  int64_t target_e4)
{
	return (struct plan_row){
		.scope_kind = kind,
		.members = kept_member(member),
		.kpi = REVENUE,
		.period = period(f, PERIOD_MONTH, month),
		.target_e4 = target_e4,
		.valid_from = DAY_MIN,
		.version = 1,
	};
}

static inline void build(struct fixture *f, const struct plan_row *rows, uint32_t count)
{
	f->model.plan = rows;
	f->model.plan_count = count;
	domains_bind(&f->domains, &f->model);
	f->book = plan_book_new(&f->model, &f->domains, &f->scopes, NULL, 0);
}

/* NULL where the scope is unknown or has no plan. */
static inline const struct plan *seek(struct fixture *f, uint32_t kind, const char *first, const char *second, uint32_t kpi,
				      struct period p)
{
	struct scope scope = { .kind = kind };
	const char *members[] = { first, second };

	for (uint32_t i = 0; i < kinds[kind].dim_count; i++) {
		uint32_t d = kinds[kind].dims[i].kind == DIM_SELLER ? DOMAIN_SELLER
			     : kinds[kind].dims[i].kind == DIM_UNIT ? DOMAIN_UNIT
								    : DOMAIN_AXES;

		scope.members[i] = names_find(&f->domains.list.at[d].names, str_of(members[i]));
	}
	uint32_t id = scope_find(&f->scopes, scope);

	return id == NONE ? NULL : plan_find(f->book, id, kpi, p, LEVEL_TARGET);
}

static inline const struct plan *may_plan(struct fixture *f, uint32_t kind, const char *member)
{
	const struct plan *p = seek(f, kind, member, NULL, REVENUE, period(f, PERIOD_MONTH, "2026-05"));

	assert_non_null(p);
	return p;
}

static inline int64_t to_date(struct fixture *f, const struct plan *p, const char *date)
{
	return plan_to_date_e4(f->book, p, NONE, day(date));
}

static inline void assert_to_date(struct fixture *f, const struct plan *p, const char *date, int64_t num, int64_t den)
{
	struct ratio r = plan_to_date(f->book, p, NONE, day(date), NULL, NULL), expected = { num, den };

	assert_true(r.den > 0);
	assert_int_equal(ratio_cmp(r, expected), 0);
}

/* The steps from day to day of a period add up to the target, and none is beyond it. */
static inline void assert_adds_up(struct fixture *f, const struct plan *p, const char *from, const char *to, int64_t target_e4)
{
	int64_t total = 0, before = 0;

	for (int32_t d = day(from) - 3; d < day(to) + 3; d++) {
		int64_t now = plan_to_date_e4(f->book, p, NONE, d);

		total += now - before;
		before = now;
		if (d < day(from))
			assert_int_equal(now, 0);
	}
	assert_int_equal(total, target_e4);
}

#define PLAN_TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
