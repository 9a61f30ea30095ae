#include "model/documents.h"

#include "model/source.h"

#define VALID_FROM(record)                                                                                                       \
	OPTION(record, "valid_from", from, OPTION_DAY, .preset = "always", .help = "First day on which the row holds.")
#define VALID_TO(record)                                                                                                         \
	OPTION(record, "valid_to", to, OPTION_DAY, .preset = "open",                                                             \
	       .help = "Last day on which the row holds, that day included.")
#define TITLE(record) OPTION(record, "title", title, OPTION_TITLE, .help = "Name for people; the code where it is left out.")

static const struct option custom_period_options[] = {
	OPTION(struct custom_period_doc, "id", head.code, OPTION_CODE, .required = true, .help = "Code of the period."),
	OPTION(struct custom_period_doc, "from", from, OPTION_DAY, .required = true, .help = "Its first day."),
	OPTION(struct custom_period_doc, "to", to, OPTION_DAY, .required = true, .help = "Its last day, included."),
	{ 0 },
};
static const struct options custom_period_table = {
	"a custom period",
	"One named interval of a set; those of a set do not overlap.",
	sizeof(struct custom_period_doc),
	custom_period_options,
	NULL,
};
static const struct option custom_set_options[] = {
	OPTION(struct custom_set_doc, "periods", periods, OPTION_ROWS, .of = &custom_period_table, .required = true,
	       .help = "The periods of the set."),
	{ 0 },
};
static const struct options custom_set_table = {
	"a set of custom periods",
	"A set is a period kind of its own, named like the set; it may not be called day, week, month, quarter or year.",
	sizeof(struct custom_set_doc),
	custom_set_options,
	"periods",
};

static const char *const time_choices[] = { "wall", "log", NULL };
static const char *const phasing_choices[] = { "calendar_days", "workdays", "hours", NULL };
static const struct option company_options[] = {
	OPTION(struct company_doc, "company", company, OPTION_NAME, .required = true,
	       .help = "Code of the company; part of its Redis keys."),
	TITLE(struct company_doc),
	OPTION(struct company_doc, "currency", currency, OPTION_CODE, .preset = "RUB", .help = "Currency of all money."),
	OPTION(struct company_doc, "languages", languages, OPTION_CODES, .preset = "en",
	       .help = "Languages of the company's texts, ru or en; the first one is its own."),
	OPTION(struct company_doc, "time", time, OPTION_CHOICE, .choices = time_choices, .preset = "wall",
	       .help = "wall: now is the clock; log: now is the reports' received_at, for history and simulation. Fixed for "
		       "ever."),
	OPTION(struct company_doc, "zone", zone, OPTION_TEXT, .preset = "UTC",
	       .help = "Time zone, like Europe/Moscow, of units without their own."),
	OPTION(struct company_doc, "calendar", calendar, OPTION_CODE, .preset = "mon-fri",
	       .help = "Calendar of units without their own: mon-fri, every-day, ru, or one of calendars.yaml."),
	OPTION(struct company_doc, "phasing", phasing, OPTION_CHOICE, .choices = phasing_choices, .preset = "workdays",
	       .help = "How a period's plan spreads over its days."),
	OPTION(struct company_doc, "fiscal_year_starts", fiscal_month, OPTION_INT, .min = 1, .max = 12, .preset = "1",
	       .help = "Month in which the fiscal year begins."),
	OPTION(struct company_doc, "periods", periods, OPTION_CODES,
	       .help = "Period kinds that are kept: day (always), week, month, quarter, year, custom sets. All of them where it "
		       "is left out."),
	OPTION(struct company_doc, "custom_periods", custom_periods, OPTION_MAP, .of = &custom_set_table,
	       .help = "Sets of named periods."),
	OPTION(struct company_doc, "closes_after_days", closes_after_days, OPTION_INT, .min = 0, .max = 366, .preset = "0",
	       .help = "How many days after its end a period is closed. What reports change in its figures from then on stands "
		       "beside the figures as first closed."),
	{ 0 },
};
static const struct options company_table = { "the company", "The company as a whole.", sizeof(struct company_doc),
					      company_options, NULL };

static const char *const day_choices[] = { "off", "short", "work", NULL };
static const struct option exception_options[] = {
	OPTION(struct exception_doc, "day", day, OPTION_DAY, .required = true, .help = "The day that differs from the week."),
	OPTION(struct exception_doc, "kind", kind, OPTION_CHOICE, .choices = day_choices, .required = true,
	       .help = "off: not worked; short: worked one hour less; work: worked in full."),
	{ 0 },
};
const struct options exception_table = { "an exception", "A day that differs from the week's pattern.",
					 sizeof(struct exception_doc), exception_options, NULL };
static const struct option calendar_options[] = {
	OPTION(struct calendar_doc, "based_on", based_on, OPTION_CODE, .preset = "mon-fri",
	       .help = "Calendar whose week and exceptions this one takes over: mon-fri, every-day or a shipped one like ru."),
	OPTION(struct calendar_doc, "week", week, OPTION_CODES,
	       .help = "Days worked, of mon tue wed thu fri sat sun, or [] for none; replaces the base's week."),
	OPTION(struct calendar_doc, "exceptions", exceptions, OPTION_ROWS, .of = &exception_table,
	       .help = "Days that differ; they win over the base's."),
	{ 0 },
};
static const struct options calendar_table = { "a calendar", "Which days are worked.", sizeof(struct calendar_doc),
					       calendar_options, NULL };
static const struct option calendars_options[] = {
	OPTION(struct calendars_doc, "calendars", calendars, OPTION_MAP, .of = &calendar_table, .required = true,
	       .help = "The company's own calendars by code."),
	{ 0 },
};
static const struct options calendars_table = {
	"the calendars", "Calendars of the company's own. Needed only where mon-fri, every-day and the shipped ones do not fit.",
	sizeof(struct calendars_doc), calendars_options, NULL
};

static const struct option unit_options[] = {
	OPTION(struct unit_doc, "id", head.code, OPTION_CODE, .required = true,
	       .help = "Code of the unit. Several rows of one unit with other dates are its history."),
	TITLE(struct unit_doc),
	OPTION(struct unit_doc, "type", type, OPTION_CODE, .required = true, .help = "What it is: company, region, team..."),
	OPTION(struct unit_doc, "parent", parent, OPTION_CODE,
	       .help = "The unit above it; exactly one unit, the root, has none."),
	OPTION(struct unit_doc, "head", person, OPTION_CODE, .help = "Who leads it: a seller or any person's id."),
	OPTION(struct unit_doc, "zone", zone, OPTION_TEXT,
	       .help = "Time zone on the row's days; the parent's where it is left out."),
	OPTION(struct unit_doc, "calendar", calendar, OPTION_CODE,
	       .help = "Calendar on the row's days; the parent's where it is left out."),
	VALID_FROM(struct unit_doc),
	VALID_TO(struct unit_doc),
	{ 0 },
};
static const struct options unit_table = { "unit", "A unit of the organisation, on its dates.", sizeof(struct unit_doc),
					   unit_options, NULL };
static const struct option seller_options[] = {
	OPTION(struct seller_doc, "id", head.code, OPTION_CODE, .required = true,
	       .help = "Code of the seller. Several rows with other dates are the seller's history."),
	TITLE(struct seller_doc),
	OPTION(struct seller_doc, "unit", unit, OPTION_CODE, .required = true, .help = "The unit that the seller belongs to."),
	OPTION(struct seller_doc, "role", role, OPTION_CODE, .help = "Role, for decisions and tables."),
	OPTION(struct seller_doc, "calendar", calendar, OPTION_CODE,
	       .help = "Calendar on the row's days; the unit's where it is left out."),
	VALID_FROM(struct seller_doc),
	VALID_TO(struct seller_doc),
	{ 0 },
};
static const struct options seller_table = { "seller", "A seller's place in the organisation, on its dates.",
					     sizeof(struct seller_doc), seller_options, NULL };
static const struct option org_options[] = {
	OPTION(struct org_doc, "unit_types", unit_types, OPTION_CODES,
	       .help = "Types of units; those that the units name where it is left out."),
	OPTION(struct org_doc, "units", units, OPTION_ROWS, .of = &unit_table, .required = true, .help = "The units."),
	OPTION(struct org_doc, "sellers", sellers, OPTION_ROWS, .of = &seller_table, .help = "The sellers."),
	{ 0 },
};
static const struct options org_table = { "the organisation", "Units and sellers, by date.", sizeof(struct org_doc), org_options,
					  NULL };

static const struct option member_options[] = {
	OPTION(struct member_doc, "id", head.code, OPTION_CODE, .required = true,
	       .help = "Code of the member, unique on the axis over all levels."),
	TITLE(struct member_doc),
	OPTION(struct member_doc, "level", level, OPTION_CODE, .help = "Its level; the last one where it is left out."),
	OPTION(struct member_doc, "parent", parent, OPTION_CODE, .help = "The member of a higher level that it belongs to."),
	VALID_FROM(struct member_doc),
	VALID_TO(struct member_doc),
	{ 0 },
};
static const struct options member_table = { "member", "A member of an axis and its place in the axis' tree, on its dates.",
					     sizeof(struct member_doc), member_options, NULL };
static const struct option assignment_options[] = {
	OPTION(struct assignment_doc, "seller", seller, OPTION_CODE, .required = true, .help = "Who."),
	OPTION(struct assignment_doc, "member", member, OPTION_CODE, .required = true, .help = "The member that the seller has."),
	VALID_FROM(struct assignment_doc),
	VALID_TO(struct assignment_doc),
	{ 0 },
};
static const struct options assignment_table = { "assignment", "A seller's member of an `of: seller` axis, on its dates.",
						 sizeof(struct assignment_doc), assignment_options, NULL };
static const char *const axis_of_choices[] = { "report", "seller", NULL };
static const struct option axis_options[] = {
	TITLE(struct axis_doc),
	OPTION(struct axis_doc, "of", of, OPTION_CHOICE, .choices = axis_of_choices, .preset = "report",
	       .help = "report: a field of the form says the member; seller: the seller has it, by date."),
	OPTION(struct axis_doc, "open", open, OPTION_FLAG, .preset = "no",
	       .help = "Reports may bring members that are not declared, of the last level."),
	OPTION(struct axis_doc, "max_members", max_members, OPTION_INT, .min = 1, .max = 10000000, .preset = "100000",
	       .help = "Of an open axis: how many members there may be, the declared ones included. A report that brings one "
		       "more "
		       "is rejected."),
	OPTION(struct axis_doc, "levels", levels, OPTION_CODES,
	       .help = "Levels from the root down; one level named like the axis where it is left out."),
	OPTION(struct axis_doc, "members", members, OPTION_ROWS, .of = &member_table, .help = "The members."),
	OPTION(struct axis_doc, "assigned", assigned, OPTION_ROWS, .of = &assignment_table,
	       .help = "Of an `of: seller` axis: who has which member."),
	OPTION(struct axis_doc, "default_member", default_member, OPTION_CODE,
	       .help = "Of an `of: seller` axis: the member of facts whose seller has none that day."),
	{ 0 },
};
static const struct options axis_table = {
	"an axis", "A way to cut the facts beside the organisation: products, segments, channels, regions.",
	sizeof(struct axis_doc), axis_options, "members"
};
static const struct option axes_options[] = {
	OPTION(struct axes_doc, "axes", axes, OPTION_MAP, .of = &axis_table, .required = true, .help = "The axes by code."),
	{ 0 },
};
static const struct options axes_table = { "the axes", "Axes beside the organisation.", sizeof(struct axes_doc), axes_options,
					   NULL };

static const struct option scope_options[] = {
	OPTION(struct scope_doc, "of", of, OPTION_CODES, .required = true,
	       .help = "Up to three of: seller, unit, unit.<type>, <axis>, <axis>.<level>. Ids of a crossed scope join the "
		       "members by |."),
	OPTION(struct scope_doc, "where", where, OPTION_PAIRS, .help = "Axis: the one member to which the scope is restricted."),
	TITLE(struct scope_doc),
	{ 0 },
};
static const struct options scope_table = { "a scope", "For whom or what figures are kept.", sizeof(struct scope_doc),
					    scope_options, "of" };
static const struct option scopes_options[] = {
	OPTION(struct scopes_doc, "scopes", scopes, OPTION_MAP, .of = &scope_table, .required = true,
	       .help = "The scope kinds by code."),
	{ 0 },
};
static const struct options scopes_table = {
	"the scopes", "Scope kinds. Without this file: seller, and one for each type of unit and each level of each axis.",
	sizeof(struct scopes_doc), scopes_options, NULL
};

static const char *const field_types[] = { "text", "int",    "number", "money", "date", "time",
					   "flag", "choice", "axis",   "lines", NULL };
static const struct options field_table;
static const struct option field_options[] = {
	OPTION(struct field_doc, "type", type, OPTION_CHOICE, .choices = field_types, .required = true,
	       .help = "What the field holds; lines: a JSON list of objects, each a fact."),
	TITLE(struct field_doc),
	OPTION(struct field_doc, "required", required, OPTION_FLAG, .preset = "no", .help = "A report without it is rejected."),
	OPTION(struct field_doc, "personal", personal, OPTION_FLAG, .preset = "no",
	       .help = "Marks personal data, for whoever handles the reports."),
	OPTION(struct field_doc, "min", min_e4, OPTION_E4, .preset = "lowest", .help = "Smallest number."),
	OPTION(struct field_doc, "max", max_e4, OPTION_E4, .preset = "highest", .help = "Largest number."),
	OPTION(struct field_doc, "length", length, OPTION_INT, .min = 1, .max = 4096, .preset = "256",
	       .help = "Longest text, in bytes."),
	OPTION(struct field_doc, "of", of, OPTION_CODES, .help = "Of a choice: its values."),
	OPTION(struct field_doc, "axis", axis, OPTION_CODE,
	       .help = "Of type axis: which one; the field's own name where it is left out."),
	OPTION(struct field_doc, "column", column, OPTION_NAME,
	       .help = "Column of the fact table; the field's own name where it is left out."),
	OPTION(struct field_doc, "fields", fields, OPTION_MAP, .of = &field_table, .help = "Of lines: the fields of a line."),
	OPTION(struct field_doc, "lines_max", lines_max, OPTION_INT, .min = 1, .max = 10000, .preset = "1000",
	       .help = "Of lines: the most lines of one report."),
	{ 0 },
};
static const struct options field_table = { "a field", "A field of a form.", sizeof(struct field_doc), field_options, "type" };
static const char *const class_choices[] = { "warn", "hold", "reject", NULL };
static const struct option rule_options[] = {
	OPTION(struct rule_doc, "title", title, OPTION_TITLE,
	       .help = "What is said where it does not hold; the check itself where it is left out."),
	OPTION(struct rule_doc, "check", check, OPTION_TEXT, .required = true,
	       .help = "What must hold, like `kind is won => amount given`; \"Rules between fields\" says all that there is."),
	OPTION(struct rule_doc, "class", class, OPTION_CHOICE, .choices = class_choices, .preset = "reject",
	       .help = "What becomes of a report for which it does not hold: taken with a warning, taken until somebody confirms "
		       "it, or rejected."),
	OPTION(struct rule_doc, "number", number, OPTION_NAME,
	       .help = "Its number in receipts; V05 where it is left out, V06 where two conditions are tied."),
	{ 0 },
};
static const struct options rule_table = { "a rule", "What must hold between the fields of a report. The key is its code.",
					   sizeof(struct rule_doc), rule_options, "check" };
static const char *const seller_choices[] = { "none", "optional", "required", NULL };
static const char *const unknown_choices[] = { "reject", "ignore", NULL };
static const struct option form_options[] = {
	TITLE(struct form_doc),
	OPTION(struct form_doc, "facts", facts, OPTION_NAME,
	       .help = "Fact table that it feeds; the form's own name where it is left out. Forms of one table share its "
		       "columns."),
	OPTION(struct form_doc, "seller", seller, OPTION_CHOICE, .choices = seller_choices, .preset = "required",
	       .help = "Whether a report names a seller."),
	OPTION(struct form_doc, "corrections_days", corrections_days, OPTION_INT, .min = 1, .max = 4000, .preset = "400",
	       .help = "How long corrections are taken; older reports are rejected."),
	OPTION(struct form_doc, "future_days", future_days, OPTION_INT, .min = -1, .max = 4000, .preset = "400",
	       .help = "How many days ahead a report may be dated; -1: any."),
	OPTION(struct form_doc, "unknown", unknown, OPTION_CHOICE, .choices = unknown_choices, .preset = "reject",
	       .help = "What happens to a report with a field that is not declared."),
	OPTION(struct form_doc, "receipts", receipts, OPTION_FLAG, .preset = "no",
	       .help = "Every accepted report gets a receipt of its own."),
	OPTION(struct form_doc, "valid_from", from, OPTION_DAY, .preset = "always",
	       .help = "First business date of its reports. A report that names no version has the newest one of its date."),
	OPTION(struct form_doc, "valid_to", to, OPTION_DAY, .preset = "open",
	       .help = "Last business date of its reports, that day included."),
	OPTION(struct form_doc, "fields", fields, OPTION_MAP, .of = &field_table, .required = true,
	       .help = "Its fields beside form, id, rev, op, seller, at and received_at."),
	OPTION(struct form_doc, "rules", rules, OPTION_MAP, .of = &rule_table, .help = "What must hold between them."),
	{ 0 },
};
static const struct options form_table = {
	"a form", "A report form. The key is its code, or code.vN for version N (v1 where it is left out).",
	sizeof(struct form_doc), form_options, NULL
};
static const struct option forms_options[] = {
	OPTION(struct forms_doc, "forms", forms, OPTION_MAP, .of = &form_table, .required = true, .help = "The forms by code."),
	{ 0 },
};
static const struct options forms_table = { "the forms", "What reports look like.", sizeof(struct forms_doc), forms_options,
					    NULL };

static const char *const cadence_choices[] = { "daily", "weekly", "monthly", NULL };
static const char *const weekday_choices[] = { "mon", "tue", "wed", "thu", "fri", "sat", "sun", NULL };
static const char *const due_in_choices[] = { "by_cadence", "same", "next", NULL };
static const char *const day_rule_choices[] = { "working", "calendar", NULL };
static const char *const roll_choices[] = { "previous", "next", NULL };
static const struct option duty_options[] = {
	TITLE(struct duty_doc),
	OPTION(struct duty_doc, "form", form, OPTION_CODE,
	       .help = "Form of the report, in all its versions; the duty's own code where it is left out."),
	OPTION(struct duty_doc, "roles", roles, OPTION_CODES,
	       .help = "Sellers of these roles owe it; all of them where left out."),
	OPTION(struct duty_doc, "units", units, OPTION_CODES,
	       .help = "Sellers in or under these units; anywhere where left out."),
	OPTION(struct duty_doc, "cadence", cadence, OPTION_CHOICE, .choices = cadence_choices, .preset = "daily",
	       .help = "One report for each day, ISO week or month."),
	OPTION(struct duty_doc, "weekday", weekday, OPTION_CHOICE, .choices = weekday_choices, .preset = "fri",
	       .help = "Weekly: the day on which it is due."),
	OPTION(struct duty_doc, "workday", nth, OPTION_INT, .min = 1, .max = 28, .preset = "1",
	       .help = "Monthly: due on the working day of this number in the month; with `day_rule: calendar` on the day."),
	OPTION(struct duty_doc, "due_in", due_in, OPTION_CHOICE, .choices = due_in_choices, .preset = "by_cadence",
	       .help = "Due in the period reported or in the next one. by_cadence: a monthly one in the next month, others in "
		       "the "
		       "same period."),
	OPTION(struct duty_doc, "day_rule", day_rule, OPTION_CHOICE, .choices = day_rule_choices, .preset = "working",
	       .help = "working: not owed for a period in which the seller has no working day; calendar: owed for every period."),
	OPTION(struct duty_doc, "roll", roll, OPTION_CHOICE, .choices = roll_choices, .preset = "previous",
	       .help = "Weekly: the working day to which a due day that is off moves."),
	OPTION(struct duty_doc, "due", due, OPTION_TEXT, .required = true,
	       .help = "Local time in the seller's zone, like 19:00."),
	OPTION(struct duty_doc, "short_day_min", short_minutes, OPTION_INT, .min = 0, .max = 720, .preset = "60",
	       .help = "So many minutes earlier on a shortened day."),
	OPTION(struct duty_doc, "reminder_min", remind_minutes, OPTION_INT, .min = 0, .max = 10080, .preset = "120",
	       .help = "So many minutes before it, who has not handed it in is counted in the table `reminder`; 0: never."),
	OPTION(struct duty_doc, "grace_min", grace_minutes, OPTION_INT, .min = 0, .max = 10080, .preset = "60",
	       .help = "So many minutes after it counts as in time."),
	OPTION(struct duty_doc, "lock_soft_days", lock_soft_days, OPTION_INT, .min = -1, .max = 400, .preset = "-1",
	       .help = "When so many working days after the due day have ended, corrections need a head's approval; -1: never."),
	OPTION(struct duty_doc, "lock_hard_days", lock_hard_days, OPTION_INT, .min = -1, .max = 400, .preset = "-1",
	       .help = "When so many have ended, nothing is taken for the period any more; -1: never."),
	OPTION(struct duty_doc, "once", once, OPTION_FLAG, .preset = "yes",
	       .help = "One report for a period: another id is rejected, a correction is taken."),
	{ 0 },
};
static const struct options duty_table = { "a duty", "Who owes a report of a form by when. The key is its code.",
					   sizeof(struct duty_doc), duty_options, NULL };
static const struct option schedule_options[] = {
	OPTION(struct schedule_doc, "schedule", schedule, OPTION_MAP, .of = &duty_table, .required = true,
	       .help = "The duties by code. Of several that fit a report the first one counts."),
	{ 0 },
};
static const struct options schedule_table = { "the schedule", "Who owes which report by when; without it nobody does.",
					       sizeof(struct schedule_doc), schedule_options, NULL };

static const struct option measure_options[] = {
	OPTION(struct measure_doc, "facts", facts, OPTION_NAME, .help = "Fact table; may be left out where there is only one."),
	OPTION(struct measure_doc, "sum", sum, OPTION_NAME, .help = "Sum of a column."),
	OPTION(struct measure_doc, "count", count, OPTION_FLAG, .preset = "no", .help = "Number of facts."),
	OPTION(struct measure_doc, "average", average, OPTION_NAME, .help = "Mean of a column over the facts that have it."),
	OPTION(struct measure_doc, "last", last, OPTION_NAME, .help = "Latest value of a column."),
	OPTION(struct measure_doc, "min", min, OPTION_NAME, .help = "Smallest value of a column."),
	OPTION(struct measure_doc, "max", max, OPTION_NAME, .help = "Largest value of a column."),
	OPTION(struct measure_doc, "median", median, OPTION_NAME, .help = "Middle value of a column."),
	OPTION(struct measure_doc, "distinct", distinct, OPTION_NAME,
	       .help = "Number of different values of a column, which is no axis."),
	OPTION(struct measure_doc, "ratio", ratio, OPTION_CODES, .help = "[a, b]: sum of column a divided by sum of column b."),
	OPTION(struct measure_doc, "where", where, OPTION_PAIRS,
	       .help = "Field: value, list of values or {not: ...} for names; \"> 0\", \"<= 5\", \"!= 0\" for numbers. All must "
		       "hold."),
	{ 0 },
};
static const struct options measure_table = { "a measure",
					      "One aggregate over the facts of a table; exactly one of sum .. ratio.",
					      sizeof(struct measure_doc), measure_options, NULL };
static const char *const unit_choices[] = { "money", "number", "count", "percent", "days", "hours", NULL };
static const char *const direction_choices[] = { "up", "down", "band", NULL };
static const char *const rollup_choices[] = { "by_formula", "none", "sum", "same", NULL };
static const struct option kpi_options[] = {
	TITLE(struct kpi_doc),
	OPTION(struct kpi_doc, "formula", formula, OPTION_TEXT, .required = true,
	       .help = "Measures, numbers, + - * / and brackets."),
	OPTION(struct kpi_doc, "unit", unit, OPTION_CHOICE, .choices = unit_choices, .preset = "number",
	       .help = "What its values are."),
	OPTION(struct kpi_doc, "direction", direction, OPTION_CHOICE, .choices = direction_choices, .preset = "up",
	       .help = "up: more is better; down: less is better; band: between `low` and `high` is best."),
	OPTION(struct kpi_doc, "low", low, OPTION_TEXT, .number = true,
	       .help = "Of a band: its lower limit, in the KPI's unit; 80% or 0.8 for a percentage. The limits are inside."),
	OPTION(struct kpi_doc, "high", high, OPTION_TEXT, .number = true, .help = "Of a band: its upper limit."),
	OPTION(struct kpi_doc, "leading", leading, OPTION_FLAG, .preset = "no",
	       .help = "A leading indicator; else a lagging one."),
	OPTION(struct kpi_doc, "min_sample", min_sample, OPTION_INT, .min = 0, .max = 1000000, .preset = "0",
	       .help = "Fewest facts behind it for a verdict."),
	OPTION(struct kpi_doc, "plan_rollup", rollup, OPTION_CHOICE, .choices = rollup_choices, .preset = "by_formula",
	       .help = "Plan of a unit without a row of its own: sum of its members', the same level as theirs, or none. "
		       "by_formula: sum where the KPI adds up, else none."),
	OPTION(struct kpi_doc, "calendar", calendar, OPTION_CODE,
	       .help = "Calendar of its plans; that of the seller or unit on each day where it is left out."),
	{ 0 },
};
static const struct options kpi_table = { "a KPI", "A figure that plans and decisions are about.", sizeof(struct kpi_doc),
					  kpi_options, "formula" };
static const struct option kpis_options[] = {
	OPTION(struct kpis_doc, "measures", measures, OPTION_MAP, .of = &measure_table, .required = true,
	       .help = "The measures by code."),
	OPTION(struct kpis_doc, "kpis", kpis, OPTION_MAP, .of = &kpi_table, .required = true, .help = "The KPIs by code."),
	{ 0 },
};
static const struct options kpis_table = { "measures and KPIs", "What is computed from the facts.", sizeof(struct kpis_doc),
					   kpis_options, NULL };

static const char *const level_choices[] = { "target", "threshold", "stretch", NULL };
static const struct option plan_options[] = {
	OPTION(struct plan_doc, "scope", scope, OPTION_CODE, .required = true, .help = "Scope kind."),
	OPTION(struct plan_doc, "member", member, OPTION_TEXT, .required = true,
	       .help = "Whom the plan is for; members of a crossed scope are joined by |."),
	OPTION(struct plan_doc, "kpi", kpi, OPTION_CODE, .required = true, .help = "KPI."),
	OPTION(struct plan_doc, "period_kind", period_kind, OPTION_CODE,
	       .help = "Period kind; told from the period where it is left out."),
	OPTION(struct plan_doc, "period", period, OPTION_CODE, .required = true,
	       .help = "2026-11-22, 2026-W47, 2026-11, 2026-Q4, 2026 or a custom period's code. A fiscal year that does not "
		       "begin in January is written FY2026, its quarters FY2026-Q4: the year in which it begins."),
	OPTION(struct plan_doc, "level", level, OPTION_CHOICE, .choices = level_choices, .preset = "target",
	       .help = "Which level the value is."),
	OPTION(struct plan_doc, "target", target, OPTION_TEXT, .required = true, .number = true,
	       .help = "The value in the KPI's unit; 63% or 0.63 for a percentage."),
	OPTION(struct plan_doc, "profile", profile, OPTION_CODE,
	       .help = "Profile by which the period's months get their parts of the target."),
	OPTION(struct plan_doc, "valid_from", valid_from, OPTION_DAY, .preset = "always",
	       .help = "Day from which an amended value holds; earlier days keep their plan."),
	OPTION(struct plan_doc, "version", version, OPTION_INT, .min = 1, .max = 1000000, .preset = "1",
	       .help = "Number of the version; the highest one holds."),
	OPTION(struct plan_doc, "reason", reason, OPTION_TEXT, .help = "Why it was amended."),
	OPTION(struct plan_doc, "approver", approver, OPTION_TEXT, .help = "Who approved it."),
	{ 0 },
};
static const struct options plan_table = { "a plan", "One target.", sizeof(struct plan_doc), plan_options, NULL };
static const struct option sum_options[] = {
	OPTION(struct sum_doc, "of", of, OPTION_CODE, .required = true, .help = "Scope kind whose plans are added."),
	OPTION(struct sum_doc, "gives", gives, OPTION_CODE, .required = true, .help = "Scope kind that gets the sum."),
	OPTION(struct sum_doc, "member", member, OPTION_TEXT,
	       .help = "Member that gets it; left out where both kinds are the same."),
	OPTION(struct sum_doc, "period", period, OPTION_CODE,
	       .help = "Period kind added; every one for itself where it is left out."),
	OPTION(struct sum_doc, "gives_period", gives_period, OPTION_CODE,
	       .help = "Period kind of the sum; `period` where it is left out."),
	{ 0 },
};
static const struct options sum_table = { "a plan sum",
					  "A plan that is the sum of others, beside the roll-up along the organisation.",
					  sizeof(struct sum_doc), sum_options, NULL };
static const struct option profile_options[] = {
	OPTION(struct profile_doc, "weights", weights, OPTION_ANY, .required = true,
	       .help = "One weight for each month of the period: all plain numbers, or all percentages that add up to 100%."),
	{ 0 },
};
static const struct options profile_table = { "a profile", "How a year's or a quarter's target splits over its months.",
					      sizeof(struct profile_doc), profile_options, "weights" };
static const struct option plans_options[] = {
	OPTION(struct plans_doc, "plan", plan, OPTION_ROWS, .of = &plan_table, .help = "The targets."),
	OPTION(struct plans_doc, "sums", sums, OPTION_ROWS, .of = &sum_table, .help = "Plans that are sums of others."),
	OPTION(struct plans_doc, "profiles", profiles, OPTION_MAP, .of = &profile_table, .help = "Seasonal profiles by code."),
	{ 0 },
};
static const struct options plans_table = { "the plans", "What is to be reached, by whom and when.", sizeof(struct plans_doc),
					    plans_options, NULL };

static const struct option decisions_options[] = {
	OPTION(struct decisions_doc, "decisions", decisions, OPTION_PAIRS, .required = true,
	       .help = "Decision: {parameter: value}; which there are, decisions/<decision>.lua says."),
	{ 0 },
};
static const struct options decisions_table = { "the decisions", "Values of the decisions' parameters.",
						sizeof(struct decisions_doc), decisions_options, NULL };

#define DOCUMENT(name, required)                                                                                                 \
	{                                                                                                                        \
#name ".yaml", &name##_table, offsetof(struct documents, name), required                                         \
	}
const struct document documents[] = {
	DOCUMENT(company, true),
	DOCUMENT(calendars, false),
	DOCUMENT(org, true),
	DOCUMENT(axes, false),
	DOCUMENT(scopes, false),
	DOCUMENT(forms, true),
	DOCUMENT(schedule, false),
	DOCUMENT(kpis, true),
	DOCUMENT(plans, false),
	DOCUMENT(decisions, false),
	{ 0 },
};
