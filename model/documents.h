/* The documents of a company's folder as records, one option table each: what the consultant writes, not yet checked
 * against one another. model/load.c makes the model out of them.
 */
#pragma once
#include "model/option.h"

struct company_doc {
	struct record head;
	struct ref company;
	struct text title;
	struct ref currency;
	struct refs languages;
	uint32_t time;
	struct ref zone;
	struct ref calendar;
	uint32_t phasing;
	bool plan_rests;
	int64_t fiscal_month;
	uint32_t fiscal_name;
	struct refs periods;
	struct records custom_periods; /* struct custom_set_doc */
	int64_t closes_after_days;
	struct ref due_time, work_starts;
};
struct custom_set_doc {
	struct record head;
	struct records periods; /* struct custom_period_doc */
};
struct custom_period_doc {
	struct record head;
	int32_t from, to; /* inclusive */
};

struct calendar_doc {
	struct record head;
	struct ref based_on;
	struct refs week;
	struct records exceptions; /* struct exception_doc */
	int32_t given_until;       /* inclusive; 0: not said */
};
struct exception_doc {
	struct record head;
	int32_t day;
	uint32_t kind;
};
struct calendars_doc {
	struct record head;
	struct records calendars;
};

struct unit_doc {
	struct record head;
	struct text title;
	struct ref type, parent, person, zone, calendar;
	int32_t from, to; /* inclusive */
};
struct seller_doc {
	struct record head;
	struct text title;
	struct ref unit, role, calendar, level;
	int32_t hired;    /* 0: not said */
	int32_t from, to; /* inclusive */
};
struct position_doc {
	struct record head;
	struct text title;
	struct ref unit, role, level;
	int64_t fte_e4;
	int32_t from, to; /* inclusive */
};
struct holder_doc {
	struct record head;
	struct ref position, seller;
	int32_t from, to; /* inclusive */
};
struct org_doc {
	struct record head;
	struct refs unit_types;
	struct records units;
	struct records sellers;
	struct records positions; /* struct position_doc */
	struct records holders;   /* struct holder_doc */
};

struct level_doc {
	struct record head;
	struct text title;
};
struct norm_doc {
	struct record head;
	struct ref level, kpi, norm;
	uint32_t per;
	int32_t from, to; /* inclusive */
};
struct ramp_doc {
	struct record head;
	struct ref level;
	int64_t month, plan_ppm, norm_ppm;
};
struct levels_doc {
	struct record head;
	struct records levels;
	struct records norms; /* struct norm_doc */
	struct records ramp;  /* struct ramp_doc */
};

struct competency_doc {
	struct record head;
	struct text title;
	struct text ratings[RATINGS];
	int64_t floor;
};
struct rating_doc {
	struct record head;
	struct ref seller, competency;
	int64_t rating;
	int32_t from;
};
struct competencies_doc {
	struct record head;
	struct records competencies;
	struct records ratings; /* struct rating_doc */
};

struct goal_doc {
	struct record head;
	struct text title;
};
struct weight_doc {
	struct record head;
	struct ref goal, kpi;
	int64_t weight_ppm;
	int32_t from, to; /* inclusive */
};
struct strategy_doc {
	struct record head;
	struct records goals;
	struct records weights; /* struct weight_doc */
};

struct absence_doc {
	struct record head;
	struct ref seller, substitute;
	int32_t from, to; /* inclusive */
	uint32_t kind;
};
struct absences_doc {
	struct record head;
	struct records absences;
};

struct member_doc {
	struct record head;
	struct text title;
	struct ref level, parent;
	int32_t from, to; /* inclusive */
};
struct assignment_doc {
	struct record head;
	struct ref seller, member;
	int32_t from, to; /* inclusive */
};
struct axis_doc {
	struct record head;
	struct text title;
	uint32_t of;
	bool open;
	int64_t max_members;
	struct refs levels;
	struct records members;
	struct records assigned;
	struct records owners; /* struct assignment_doc */
	struct ref default_member;
};
struct axes_doc {
	struct record head;
	struct records axes;
};

struct scope_doc {
	struct record head;
	struct text title;
	struct refs of;
	const struct node *where;
};
struct scopes_doc {
	struct record head;
	struct records scopes;
};

struct usual_doc {
	struct record head;
	int64_t times_e4;
	int64_t days, least;
};
struct field_doc {
	struct record head;
	struct text title;
	uint32_t type;
	bool required, personal;
	int64_t min_e4, max_e4;
	int64_t length;
	struct refs of;
	struct ref axis;
	struct ref column, entity;
	struct records fields; /* struct field_doc, of a line */
	int64_t lines_max;
	struct usual_doc *usual;
};
struct credit_doc {
	struct record head;
	struct ref lines, seller, share;
	bool required;
	uint32_t count;
};
struct form_doc {
	struct record head;
	struct text title;
	struct ref facts;
	uint32_t seller;
	int32_t from, to;
	int64_t corrections_days, future_days;
	struct ref author;
	uint32_t unknown;
	bool receipts;
	struct records fields;
	struct credit_doc *credit;
	struct records rules; /* struct rule_doc */
};
struct rule_doc {
	struct record head;
	struct text title;
	struct ref check, number;
	uint32_t class;
};
struct forms_doc {
	struct record head;
	struct records forms;
};

struct duty_doc {
	struct record head;
	struct text title;
	struct ref form;
	struct refs roles, units;
	uint32_t cadence, weekday, due_in, day_rule, roll;
	int64_t nth;
	struct ref due;
	int64_t short_minutes, remind_minutes, grace_minutes, lock_soft_days, lock_hard_days;
	bool once, by_substitute;
};
struct schedule_doc {
	struct record head;
	struct records schedule;
};

struct stage_doc {
	struct record head;
	struct text title;
	uint32_t state;
	int64_t probability, max_days;
};
struct silence_doc {
	struct record head;
	int64_t times_e4, least, days;
};
struct classes_doc {
	struct record head;
	struct ref of, each;
	int64_t over;
	struct refs abc, xyz;
};
struct entity_doc {
	struct record head;
	struct text title;
	struct ref facts, key, stage, amount, paid, due, next_step;
	struct records stages; /* struct stage_doc */
	struct refs adds, ages, overdue;
	struct ref expected_in;
	struct silence_doc *silence; /* NULL: not given */
	struct classes_doc *classes; /* likewise */
};
struct entities_doc {
	struct record head;
	struct records entities;
};

struct measure_doc {
	struct record head;
	struct ref facts;
	bool count, stock;
	struct ref sum, average, last, min, max, median, distinct;
	struct refs ratio;
	const struct node *where;
};
struct kpi_doc {
	struct record head;
	struct text title;
	struct ref formula;
	uint32_t unit, direction, attainment;
	bool leading;
	int64_t min_sample;
	uint32_t rollup; /* 0: by the formula, else enum rollup + 1 */
	struct ref calendar;
	struct ref low, high;
	struct ref factors;
	struct refs stages;
};
struct kpis_doc {
	struct record head;
	const struct node *use; /* code -> what it says of a ready KPI; those become measures and KPIs here (model/catalogue.h) */
	struct records measures;
	struct records kpis;
	uint32_t own_measures; /* as many of the measures are the company's, the others the catalogue's */
};

struct parameter_doc {
	struct record head;
	uint32_t takes; /* enum takes */
	const struct node *preset;
	bool optional;
	struct ref help;
};
enum takes { TAKES_ENTITY, TAKES_TABLE, TAKES_FIELD, TAKES_CODE, TAKES_CODES, TAKES_DAYS, TAKES_CONDITIONS };
struct ready_doc {
	struct record head;
	struct ref help;
	struct records parameters;         /* struct parameter_doc */
	const struct node *measures, *kpi; /* templates */
};
struct catalogue_doc {
	struct record head;
	struct records ready; /* struct ready_doc */
};

struct plan_doc {
	struct record head;
	struct ref scope, member, kpi, period_kind, period, target, profile;
	uint32_t level;
	bool ramped;
	int32_t valid_from;
	int64_t version;
	struct ref reason, approver;
};
struct sum_doc {
	struct record head;
	struct ref of, gives, member, period, gives_period;
};
struct profile_doc {
	struct record head;
	const struct node *weights;
};
struct plans_doc {
	struct record head;
	struct records plan;
	struct records sums;
	struct records profiles;
};

struct work_doc {
	struct record head;
	struct text title;
	struct ref scope, member, clients;
	int64_t contacts_e4, hours_e4, selling_ppm;
	int32_t from, to; /* inclusive */
};
struct quota_doc {
	struct record head;
	struct ref kpi, month;
	struct refs roles, ramp;
	int64_t attainment_ppm;
	int32_t from, to; /* inclusive */
};
struct cover_doc {
	struct record head;
	struct ref kpi, win, slip, open;
	int32_t from, to; /* inclusive */
};
struct category_doc {
	struct record head;
	struct text title;
	struct ref kpi, amount;
	int64_t weight_ppm;
	int32_t from, to; /* inclusive */
};
struct capacity_doc {
	struct record head;
	struct records work, quotas, covers, categories;
};

struct decisions_doc {
	struct record head;
	const struct node *decisions; /* decision -> parameter -> value */
};

struct documents {
	struct company_doc *company;
	struct calendars_doc *calendars;
	struct levels_doc *levels;
	struct org_doc *org;
	struct absences_doc *absences;
	struct competencies_doc *competencies;
	struct axes_doc *axes;
	struct scopes_doc *scopes;
	struct forms_doc *forms;
	struct schedule_doc *schedule;
	struct entities_doc *entities;
	struct kpis_doc *kpis;
	struct catalogue_doc *catalogue;
	struct plans_doc *plans;
	struct strategy_doc *strategy;
	struct capacity_doc *capacity;
	struct decisions_doc *decisions;
};
/* A file of the folder, the table that reads it, and where its record goes. */
struct document {
	const char *file;
	const struct options *table;
	size_t offset; /* in struct documents */
	bool required;
};
extern const struct options exception_table; /* a shipped calendar is a table of these */
extern const struct document documents[];    /* at most DOCUMENTS_MAX; ends with a file of NULL */
enum { DOCUMENTS_MAX = 24 };

/* Reads every document of the bundle; all of them are there afterwards, an absent one with its defaults. Of one that is missing
 * or is no YAML every option is unread. */
void documents_read(struct option_reader *r, struct documents *out);
/* Reads a catalogue by itself; NULL where it is not one. */
const struct catalogue_doc *catalogue_read(struct arena *a, const char *file, struct str text, struct problems *problems);
/* The reference of the model language, in Markdown, from the option tables. */
void documents_reference(struct buf *out);
