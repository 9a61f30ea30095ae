/* The company's model as the engine reads it: plain records in one arena, immutable once loaded.
 *
 * The loader (model/) makes it from YAML and CSV and guarantees what the comments say: every index is in range, codes
 * are unique within their list, dated links of one child do not overlap, trees have no cycle on any day, formulas
 * compile. Nothing here knows files, and nothing here changes while a model is in force: what commands change (plans,
 * organisation) lives in the state.
 */
#pragma once
#include "base/date.h"
#include "base/mem.h"
#include "base/num.h"
#include "rules/form_rule.h"
#include "rules/staff.h"

/* A child belongs to `parent` on the days from <= d < to. Links of a list stand by (child, from). */
struct dated_link {
	uint32_t child;
	uint32_t parent;
	int32_t from; /* DAY_MIN: always */
	int32_t to;   /* DAY_NONE: open end */
};
struct links {
	const struct dated_link *at;
	uint32_t count;
	const uint32_t *first; /* of child c: at[first[c]] .. at[first[c + 1]], so child_count + 1 numbers; count 0: NULL */
};

/* Days that are worked. Prefix sums make counting a subtraction. Outside the arrays the week and the yearly holidays hold. */
struct calendar {
	struct str code;
	int32_t from;             /* first day covered by the arrays */
	uint32_t count;           /* days covered */
	const uint8_t *hours_x8;  /* of each day: 0 off, 8 a full working day, 7 a shortened one (hours of an 8-hour day) */
	const uint32_t *workdays; /* count + 1 prefix sums of working days (a shortened one counts as one) */
	const uint32_t *hours;    /* count + 1 prefix sums of hours_x8 */
	uint8_t week[7];          /* hours_x8 of Monday .. Sunday outside the arrays */
	const uint16_t *yearly;   /* days off of every year, month * 32 + day, outside the arrays */
	uint32_t yearly_count;
	int32_t data_from, data_to; /* days for which the calendar was given; beyond them it is provisional */
};

struct unit {
	struct str code;
	struct text title;
	uint32_t type;   /* in model.unit_types */
	struct str head; /* seller code or any person's id; may be empty */
	int32_t from, to;
};
enum axis_source {
	AXIS_FIELD,  /* the report says the member */
	AXIS_SELLER, /* the seller has it, by date: model.axes[].seller_links */
};
struct axis_member {
	struct str code;
	struct text title;
	uint32_t level; /* in axis.levels */
};
struct axis {
	struct str code;
	struct text title;
	enum axis_source source;
	bool open;                /* members may also appear in reports undeclared (always of the last level) */
	uint32_t max_members;     /* of an open axis, declared ones included */
	const struct str *levels; /* from the root down; at least one */
	uint32_t level_count;
	const struct axis_member *members;
	uint32_t member_count;
	struct links parents;      /* member -> member of a higher level */
	struct links seller_links; /* AXIS_SELLER: seller -> member */
	struct links owners;       /* AXIS_FIELD: member -> seller, whose are its facts without a seller */
	uint32_t default_member;   /* AXIS_SELLER: of a fact whose seller has none that day; NONE: the fact has none */
};

/* A scope kind: seller, unit or axis member, or a cross of at most SCOPE_DIMS of them. */
enum { SCOPE_DIMS = 3 };
enum dim_kind { DIM_SELLER, DIM_UNIT, DIM_AXIS };
struct dim {
	enum dim_kind kind;
	uint32_t axis;  /* DIM_AXIS */
	uint32_t level; /* DIM_UNIT: unit type, DIM_AXIS: level; NONE: every ancestor */
	uint32_t only;  /* member index: this dimension is a filter and no part of the id; NONE: it is part */
};
struct scope_kind {
	struct str code; /* "seller", "team", "team_product" */
	struct text title;
	struct dim dims[SCOPE_DIMS];
	uint32_t dim_count;
};

enum column_kind {
	COLUMN_NUMBER, /* e4 */
	COLUMN_TEXT,   /* a name of the column's own domain */
};
enum { FACT_COLUMNS_MAX = 64 };
struct column {
	struct str name;
	enum column_kind kind;
};
/* A fact table: what one report or one of its lines says, fed by one or more forms. */
struct fact_table {
	struct str code;
	bool has_seller;
	const uint32_t *axes; /* AXIS_FIELD axes of its facts */
	uint32_t axis_count;
	const struct column *columns;
	uint32_t column_count;
	uint32_t credit_column;   /* number + 1 of the column that no report names: see credit.h; 0: no form shares credit */
	const uint32_t *measures; /* all measures over this table, in model order */
	uint32_t measure_count;
	uint32_t sign;   /* number + 1 of the column that is 1, or -1 where a fact takes away; 0: all facts add */
	bool has_events; /* an entity kind's */
};

enum field_type {
	FIELD_TEXT,
	FIELD_INT,
	FIELD_NUMBER,
	FIELD_MONEY,
	FIELD_DATE,
	FIELD_TIME,
	FIELD_FLAG,
	FIELD_CHOICE,
	FIELD_AXIS,
	FIELD_LINES,
};
/* Above so many times the median of the seller's own values a report is held; see usual.h. */
struct usual_limit {
	int64_t times_e4;
	int32_t days; /* before the report's own, whose values are looked at */
	uint32_t least;
	uint32_t measure; /* made by the loader: keeps the values */
};
struct form_field {
	struct str name;
	struct text title;
	enum field_type type;
	bool required;
	bool personal;
	int64_t min_e4, max_e4; /* numbers; INT64_MIN / INT64_MAX: none */
	uint32_t length_max;    /* FIELD_TEXT, in bytes */
	const struct str *choices;
	uint32_t choice_count;
	uint32_t axis;                  /* FIELD_AXIS: index in model.axes */
	uint32_t axis_slot;             /* FIELD_AXIS: position in fact_table.axes; else NONE */
	uint32_t column;                /* column of the fact table that it fills; NONE */
	const struct form_field *lines; /* FIELD_LINES: the fields of a line; each line is one fact */
	uint32_t line_field_count;
	uint32_t lines_max;
	uint32_t said;                   /* in form.said; NONE: no rule names it */
	uint32_t entity;                 /* FIELD_TEXT: names one of that kind, in model.entity_kinds; NONE */
	const struct usual_limit *usual; /* numbers; NULL: none */
};

/* ---- several sellers who share what a report brings ---- */
enum credit_count { CREDIT_BY_SHARE, CREDIT_TO_FIRST }; /* whose is the 1 that a fact counts */
struct credit {
	uint32_t field; /* number + 1 in form.fields, of type lines; 0: the form has none */
	enum credit_count count;
};
enum { CREDIT_SELLER, CREDIT_SHARE, CREDIT_FIELDS }; /* the fields of its lines */
enum { CREDIT_WHOLE_BP = 10000, CREDIT_SELLERS_MAX = 20 };

enum seller_role { SELLER_NONE, SELLER_OPTIONAL, SELLER_REQUIRED };
struct form {
	struct str code;
	uint32_t version; /* "id" alone means the highest version that is valid on the report's day */
	int32_t from, to; /* business dates of its reports */
	struct text title;
	uint32_t facts; /* in model.fact_tables */
	enum seller_role seller;
	const struct form_field *fields;
	uint32_t field_count;
	uint32_t lines; /* index of its FIELD_LINES field of facts, NONE: the report itself is the one fact */
	struct credit credit;
	const struct said_field *said;
	uint32_t said_count;
	const struct form_rule *rules;
	uint32_t rule_count;
	uint32_t author; /* index of the field that says who hands it in; NONE: nobody asks */
	bool scheduled;  /* a duty is about it */
	bool mentions;   /* a field of it names an entity */
	bool usuals;     /* a field of it has a usual_limit */
	bool ignore_unknown;
	bool receipts;             /* an accepted report gets a receipt of its own too */
	uint32_t corrections_days; /* horizon of the reading rule, default 400 */
	int32_t future_days;       /* how far ahead a report may be dated; -1: any */
};

struct condition {
	bool on_axis;         /* else on a column */
	uint32_t index;       /* axis slot or column of the fact table */
	enum compare compare; /* IN, NOT_IN for names; GIVEN for both; the others for numbers */
	uint32_t way;         /* all conditions of one of the ways must hold; those of a way stand together */
	const struct str *names;
	uint32_t name_count;
	int64_t number_e4;
};
enum aggregate { AGG_SUM, AGG_COUNT, AGG_AVERAGE, AGG_RATIO, AGG_LAST, AGG_MIN, AGG_MAX, AGG_MEDIAN, AGG_DISTINCT };
struct measure {
	struct str code;
	uint32_t facts;
	enum aggregate aggregate;
	uint32_t column;  /* its value; AGG_COUNT: NONE; AGG_RATIO: the numerator; AGG_DISTINCT: a text or number column */
	uint32_t divisor; /* AGG_RATIO: the denominator's column */
	const struct condition *where; /* one way where the model's author wrote it */
	uint32_t where_count;
	bool stock;     /* AGG_SUM, AGG_COUNT: all facts up to the day asked count, whatever their period */
	bool is_sample; /* made by the loader: counts the facts behind a KPI */
	uint32_t
		days_of; /* made by the loader, with a bag: kept only by day for scopes of this kind, number + 1; 0: everywhere */
	/* Where it lives in a row: additive parts in sums[slot] (AGG_AVERAGE and AGG_RATIO use slot and slot + 1),
	 * the others in the row's bag `slot`. */
	uint32_t slot;
};
static inline bool aggregate_is_additive(enum aggregate a)
{
	return a <= AGG_RATIO;
}

static inline uint32_t measure_width(const struct measure *m)
{
	return m->aggregate == AGG_AVERAGE || m->aggregate == AGG_RATIO ? 2 : 1;
}

enum op { OP_MEASURE, OP_CONST, OP_DAYS, OP_ADD, OP_SUB, OP_MUL, OP_DIV, OP_MIN, OP_MAX, OP_IF, OP_NEG, OP_ABS };
static inline bool op_is_value(enum op op)
{
	return op <= OP_DAYS;
}

static inline bool op_is_unary(enum op op)
{
	return op >= OP_NEG;
}

struct step {
	enum op op;
	uint32_t measure; /* OP_MEASURE; OP_DAYS: behind all of them */
	int64_t e4;       /* OP_CONST */
};
enum unit_of_measure { UOM_MONEY, UOM_NUMBER, UOM_COUNT, UOM_PERCENT, UOM_DAYS, UOM_HOURS };
enum direction { DIRECTION_UP, DIRECTION_DOWN, DIRECTION_BAND };
/* Of a KPI where less is better, against a plan above 0: 2 - fact / plan, or plan / fact. */
enum attainment { ATTAINMENT_LINEAR, ATTAINMENT_INVERSE };
enum rollup { ROLLUP_NONE, ROLLUP_SUM, ROLLUP_SAME };
/* A KPI is its factors' product, of those that divide their quotient, whatever is reported. */
enum { FACTORS_MAX = 8, STAGES_MAX = FACTORS_MAX - 1 };
struct factor {
	uint32_t kpi;
	bool divides;
};
struct kpi {
	struct str code;
	struct text title;
	enum unit_of_measure unit;
	enum direction direction;
	int64_t low_e4, high_e4;    /* DIRECTION_BAND: its limits, low < high, both inside; it does not grow and has no plan */
	enum attainment attainment; /* ATTAINMENT_INVERSE: only with DIRECTION_DOWN */
	bool leading;
	const struct step *formula; /* reverse Polish, at most KPI_STACK values deep */
	uint32_t step_count;
	bool foretold;      /* over what entities come to: facts of days to come are told, and none of them counts yet */
	bool adds_up;       /* a sum of measures that add up over members: so do their plans */
	bool stock;         /* with a measure that is one: the figure of a day, not of the days of a period */
	bool additive;      /* adds up over members and over the days */
	bool grows;         /* adds up over the days, as distinct members do too: plan-to-date makes sense */
	int64_t min_sample; /* smallest number of facts for a verdict */
	/* min_sample > 0: counts, one for each fact table, that add up to the facts behind the KPI: those that its measures take,
	 * of a quotient those below the line. A measure takes a fact for which its `where` holds and its column is given. */
	const uint32_t *samples;
	uint32_t sample_count;
	enum rollup rollup;           /* how a unit without a plan row of its own gets one */
	uint32_t calendar;            /* phasing calendar; NONE: that of the scope's unit */
	const struct factor *factors; /* in the order of the chain; none or at least two */
	uint32_t factor_count;
	const uint32_t *stages; /* KPIs that add up, on the way to it; none or at least two */
	uint32_t stage_count;
};
enum { KPI_STACK = 16, FORMULA_STEPS = 256, FORMULA_MEASURES = 32 }; /* the last: different measures in one formula */

enum period_kind { PERIOD_DAY, PERIOD_WEEK, PERIOD_MONTH, PERIOD_QUARTER, PERIOD_YEAR, PERIOD_CUSTOM };
/* Custom periods: named sets ("campaign") of named intervals; period kind PERIOD_CUSTOM + index of the set. */
struct custom_period {
	struct str code;
	int32_t from, to; /* half-open */
};
struct custom_set {
	struct str code;
	const struct custom_period *periods; /* by from, not overlapping */
	uint32_t count;
};

/* ---- the schedule: who owes a report of which form by when ---- */
enum cadence { CADENCE_DAILY, CADENCE_WEEKLY, CADENCE_MONTHLY };
enum due_roll { ROLL_PREVIOUS, ROLL_NEXT };
struct duty {
	struct str code;
	struct text title;
	struct str form;         /* in all its versions */
	const struct str *roles; /* whose it is; none: everybody's */
	uint32_t role_count;
	const uint32_t *units; /* in or under which he must be; none: anywhere */
	uint32_t unit_count;
	enum cadence cadence;
	int32_t weekday;                        /* 1..7, of a weekly one */
	int32_t nth;                            /* day of the month, counted from 1, of a monthly one */
	bool in_next;                           /* due in the period after the one reported */
	bool calendar_days;                     /* owed on days off too, and days are counted through */
	enum due_roll roll;                     /* of a weekly one whose day is off */
	int32_t due_minute;                     /* of the local day */
	int32_t short_minutes;                  /* so much earlier on a shortened day */
	int32_t remind_minutes, grace_minutes;  /* before and after */
	int32_t lock_soft_days, lock_hard_days; /* working days after the due day; -1: never */
	bool once;                              /* one report for a period */
	bool by_substitute;                     /* owed on days of absence too where somebody stands in: he hands it in */
};
enum duty_column { DUTY_CODE, DUTY_DUE, DUTY_ON_TIME, DUTY_LATE, DUTY_MISSING, DUTY_COLUMNS };
extern const struct str duty_columns[DUTY_COLUMNS]; /* of the fact table `duty`; `reminder` has the first one */

/* One period: `kind` as above; `index` counts days, ISO weeks from 1970-01-05's Monday grid, months (year * 12 + month - 1),
 * fiscal quarters and years by the fiscal year's first month, or the position in a custom set. See period.h. */
struct period {
	uint32_t kind;
	int32_t index;
};

enum phasing { PHASE_CALENDAR_DAYS, PHASE_WORKDAYS, PHASE_HOURS };
enum plan_level { LEVEL_TARGET, LEVEL_THRESHOLD, LEVEL_STRETCH, LEVELS };
/* How a year's or a quarter's target splits over its months. */
enum { PROFILE_MONTHS = 12 };
struct profile {
	int64_t weights[PROFILE_MONTHS]; /* without a common factor, at most 10^12 each */
	uint32_t month_count;
};
struct plan_row { /* there is one a seller and month, so it is kept small */
	uint32_t scope_kind;
	uint32_t kpi;
	const struct str *members; /* codes, one for each dimension that is part of the id */
	struct period period;
	int64_t target_e4;
	enum plan_level level;
	uint32_t profile;   /* number + 1 in model.profiles, of a KPI that grows; 0: that of the target it amends */
	int32_t valid_from; /* DAY_MIN: from the start of the period; later: an amendment, see plan.h */
	uint32_t version;   /* the highest with a valid_from counts from that day */
};
/* "The plan of `to` is the sum of the plans of all `from`s", beside the org tree's own roll-up. */
struct plan_sum {
	uint32_t to_kind;
	struct str to_members[SCOPE_DIMS]; /* empty: the same members as `from` (a sum over periods only) */
	uint32_t from_kind;
	uint32_t from_period_kind;
	uint32_t to_period_kind;
};

struct source {
	struct str path; /* inside the bundle: "decisions/plan_lag.lua" */
	struct str text;
};
/* A value that the model gives to a decision's parameter. */
struct decision_param {
	struct str decision;
	struct str name;
	struct str value; /* as written */
	struct str place; /* file:line:column */
};

/* The calendar year after which a fiscal year that does not begin in January is named. */
enum fiscal_name { FISCAL_START, FISCAL_END, FISCAL_BOTH };
enum absence { ABSENCE_LEAVE, ABSENCE_SICK, ABSENCE_PARENTAL, ABSENCE_TRAINING, ABSENCE_OTHER };
enum time_mode { TIME_WALL, TIME_LOG };

/* Lists in which names are missing because their declarations could not be read: what is not in them may be right. */
struct model_gaps {
	bool calendars, scope_kinds, period_kinds, kpis, roles;
};

struct model {
	struct arena *arena; /* owns everything below */
	bool faulty;         /* made only to be checked: promises nothing but codes, and no engine takes it */
	struct model_gaps gaps;
	char sha[65]; /* of the bundle it was made from */
	struct str company;
	struct text title;
	struct str currency;
	enum language language; /* the company's first language */
	bool speaks[LANGUAGES]; /* its languages; none where they could not be read */
	enum time_mode time;
	int32_t fiscal_month; /* 1..12 */
	enum fiscal_name fiscal_name;
	uint32_t zone;     /* the company's */
	uint32_t calendar; /* the company's */
	enum phasing phasing;
	bool plan_rests;           /* a seller's plan stands still on the days of his absences */
	int32_t closes_after_days; /* how many days after its end a period is closed */
	int32_t due_minute;        /* of the day, local time: what is due on a day is due then */
	int32_t work_minute;       /* when working hours begin */

	const struct zone *const *zones;
	const struct str *zone_codes;
	uint32_t zone_count;
	const struct calendar *calendars; /* one more than calendar_count, on which nothing is worked: of absences */
	uint32_t calendar_count;
	const struct str *unit_types;
	uint32_t unit_type_count;
	const struct unit *units; /* units[0] is the root */
	uint32_t unit_count;
	struct links unit_parents;
	struct links unit_zones;     /* unit -> zone, its own or that of a unit above it; where there is none, the company's */
	struct links unit_calendars; /* unit -> calendar, likewise */
	const struct seller *sellers;
	uint32_t seller_count;
	struct links seller_units;
	struct links seller_calendars;   /* seller -> calendar of the seller's own; where there is none, the unit's */
	struct links seller_absences;    /* seller -> enum absence */
	struct links seller_substitutes; /* seller -> the seller who stands in for him, on days of absence that name one */
	struct links seller_levels;      /* seller -> seller_level */
	const struct seller_level *levels;
	uint32_t level_count;
	const struct norm *norms; /* of one level, KPI and `per` on different days */
	uint32_t norm_count;
	const struct competency *competencies;
	uint32_t competency_count;
	const struct rating *ratings; /* by seller, competency and day */
	uint32_t rating_count;
	const struct position *positions;
	uint32_t position_count;
	const struct position_row *position_rows;
	struct links position_days;    /* position -> position_row; without one it is not there that day */
	struct links position_holders; /* position -> seller */
	struct links seller_positions; /* the same the other way */
	const struct goal *goals;
	uint32_t goal_count;
	const struct goal_weight *goal_weights;
	uint32_t goal_weight_count;
	const struct axis *axes;
	uint32_t axis_count;
	uint32_t owner_axis; /* whose members have owners; NONE */
	const struct scope_kind *scope_kinds;
	uint32_t scope_kind_count;
	const struct custom_set *customs;
	uint32_t custom_count;
	const uint32_t *period_kinds; /* those for which cells are kept, PERIOD_DAY always among them */
	uint32_t period_kind_count;
	const struct fact_table *fact_tables;
	uint32_t fact_table_count;
	const struct form *forms;
	uint32_t form_count;
	uint32_t duty_facts;     /* fact table of what became of each duty; NONE: there is no schedule */
	uint32_t reminder_facts; /* that of duties whose time is near; NONE */
	uint32_t case_facts;     /* that of closed cases; NONE: no measure asks for it. rules/case_fact.h */
	uint32_t task_facts;     /* that of what became of tasks; NONE */
	const struct duty *duties;
	uint32_t duty_count;
	const struct entity_kind *entity_kinds; /* entity_kind.h */
	uint32_t entity_kind_count;
	const struct measure *measures;
	uint32_t measure_count;
	const struct kpi *kpis;
	uint32_t kpi_count;
	const struct plan_row *plan;
	uint32_t plan_count;
	const struct profile *profiles;
	uint32_t profile_count;
	const struct plan_sum *plan_sums;
	uint32_t plan_sum_count;
	const struct source *sources; /* the Lua files */
	uint32_t source_count;
	const struct decision_param *params;
	uint32_t param_count;
	const struct capacity_norms *capacity; /* rules/capacity_norms.h; NULL: there is no capacity.yaml */
};

void model_free(struct model *m); /* gives back the arena and the zones; NULL is fine */
/* By code; NONE when there is none. */
uint32_t model_kpi(const struct model *m, struct str code);
uint32_t model_measure(const struct model *m, struct str code);
uint32_t model_scope_kind(const struct model *m, struct str code);
uint32_t model_axis(const struct model *m, struct str code);
uint32_t model_calendar(const struct model *m, struct str code);
uint32_t model_duty(const struct model *m, struct str code);
uint32_t model_entity_kind(const struct model *m, struct str code);
/* "daily" or "daily.v2". */
uint32_t model_form(const struct model *m, struct str code);
/* The same among the versions that are valid on a day. */
uint32_t model_form_on(const struct model *m, struct str code, int32_t day);
/* "day", "week", "month", "quarter", "year" or a custom set's code. */
uint32_t model_period_kind(const struct model *m, struct str code);
