/* A company invented from a seed: dated moves of teams, sellers, products and homes, calendars, measures of every kind, formulas
 * and plans with versions. Its tables are the test's own; the engine gets them as the files of a model.
 *
 *	struct company c;
 *	company_invent(&c, seed);
 *	company_files(&c, &files);          for fold_new()
 */
#pragma once
#include "base/str.h"
#include "chosen.h"
#include "rules/model.h"

enum { UNITS = 7, SELLERS = 6, PRODUCTS = 6, HOMES = 3, CHANNELS = 2, CLIENTS = 6, STRANGERS = 2 };
enum { MEASURES = 14, KEEPERS = 6, KPIS = 9, KINDS = 15, PLANS = 24, STEPS = 16, STAYS = 24, EXCEPTIONS = 8 };
enum { FIRST_TEAM = 3, GROUPS = 2, CALENDARS = 4 };

/* `who` is at `where` on the days from <= d < to. Several of one stand in the order of time. */
struct stay {
	int who, where;
	int calendar; /* of a unit's or seller's row; -1: none */
	int32_t from, to;
};
struct stays {
	struct stay at[STAYS];
	int count;
};

/* Of the company's own calendars, "six" and "odd"; the others are mon-fri and every-day. */
struct invented_calendar {
	bool week[7];
	int yearly_month, yearly_day; /* 0: none */
	struct {
		int32_t day;
		int hours_x8;
	} exceptions[EXCEPTIONS];
	int exception_count;
};

enum invented_column { COLUMN_AMOUNT, COLUMN_UNITS, COLUMN_CLIENT, COLUMN_HOURS, COLUMNS };
enum fact_kind { KIND_WON, KIND_LOST, KIND_OPEN, FACT_KINDS };
struct invented_measure {
	bool of_visits; /* else of deals */
	enum aggregate aggregate;
	enum invented_column column, divisor;
	bool stock;
	unsigned kinds;  /* a bit for each that counts; 0: all */
	int channel;     /* -1: any */
	int not_product; /* -1: none is left out */
	char sign;       /* of amount against `limit_e4`: '>', 'L' for <=, '!' for !=; 0: any */
	int64_t limit_e4;
};

struct invented_step {
	enum op op;
	int measure;
	int64_t e4;
};
struct invented_kpi {
	struct invented_step steps[STEPS]; /* reverse Polish */
	int count;
	int min_sample;
	int calendar; /* -1: none of its own */
};

/* From which dimensions a scope kind is made: see kinds[] in invented_files.c. */
struct invented_dim {
	char of;   /* 's'eller, 'u'nit, 'p'roduct, 'h'ome, 'c'hannel */
	int level; /* 'u': 0 company, 1 region, 2 team; 'p': 0 group, 1 product; -1: every one */
	int only;  /* -1: part of the id */
};
struct invented_kind {
	const char *code, *text;
	struct invented_dim dims[3];
	int dim_count;
};
extern const struct invented_kind kinds[KINDS];

struct invented_plan {
	int kind, members[3];
	int kpi;
	struct period_span {
		int kind; /* as model.h: PERIOD_DAY .. */
		int32_t from, to;
	} period;
	enum plan_level level;
	int64_t target_e4;
	int32_t valid_from; /* DAY_MIN: always */
	int version;
	int profile;  /* 0: none, else number of the profile */
	bool command; /* given by a command */
};

struct company {
	struct chosen chosen;
	int fiscal_month;
	enum fiscal_name fiscal_name;
	enum phasing phasing;
	bool plan_rests;
	int calendar;
	bool keeps_period[PERIOD_CUSTOM + 1];
	struct stay campaigns[3]; /* `who` is the number of the campaign */
	int campaign_count;
	struct invented_calendar calendars[CALENDARS];
	int unit_type[UNITS]; /* 0 company, 1 region, 2 team */
	struct stays units, sellers, products, homes, absences;
	bool open_products;
	int default_home; /* -1: none */
	bool keeps_kind[KINDS];
	struct invented_measure measures[MEASURES];
	struct invented_kpi kpis[KPIS];
	int profile[2][12]; /* of a year, of a quarter: the first three */
	struct invented_plan plans[PLANS];
	int plan_count;
	int32_t first_day, last_day; /* of what is reported */
};

void company_invent(struct company *c, uint64_t seed);
/* The same company as it was thought of before: moves, calendars, trees, plans and the measures behind the KPIs differ. */
void company_mistake(struct company *c, const struct company *of);

/* ---- invented_files.c ---- */
enum { COMPANY_DOCUMENTS = 9 };
struct company_texts {
	struct buf at[COMPANY_DOCUMENTS];
};
struct fold_file;
void company_files(const struct company *c, struct company_texts *texts, struct fold_file *out);
void company_texts_free(struct company_texts *texts);
void member_add(const struct company *c, char of, int member, struct buf *b); /* the code of a member */
void scope_add(const struct company *c, int kind, const int *members, struct buf *b);
void kpi_add_formula(const struct invented_kpi *k, struct buf *b);

/* ---- invented_time.c: what a period and a working day are, counted by hand ---- */
/* false: a campaign does not cover the day. */
bool span_of(const struct company *c, int kind, int32_t day, struct period_span *out);
void span_add(const struct company *c, const struct period_span *span, struct buf *b);
int calendar_hours_x8(const struct company *c, int calendar, int32_t day);
/* What a day weighs by a calendar. */
int64_t day_weight(const struct company *c, int calendar, enum phasing phasing, int32_t day);
/* Where `who` stays on a day; NULL: nowhere. */
const struct stay *stay_on(const struct stays *s, int who, int32_t day);
