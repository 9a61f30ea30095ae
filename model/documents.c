#include "model/document_tables.h"
#include "model/source.h"

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
static const char *const fiscal_name_choices[] = { "start", "end", "both", NULL };
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
	OPTION(struct company_doc, "plan_rests_on_absence", plan_rests, OPTION_FLAG, .preset = "no",
	       .help = "Whether a seller's plan stands still on the days of his absences and the others carry the whole target."),
	OPTION(struct company_doc, "fiscal_year_starts", fiscal_month, OPTION_INT, .min = 1, .max = 12, .preset = "1",
	       .help = "Month in which the fiscal year begins."),
	OPTION(struct company_doc, "fiscal_year_named", fiscal_name, OPTION_CHOICE, .choices = fiscal_name_choices,
	       .preset = "start",
	       .help = "Calendar year after which a fiscal year that does not begin in January is named. start: that in which it "
		       "begins, FY2026; end: that in which it ends, FY2027; both: FY2026/27."),
	OPTION(struct company_doc, "periods", periods, OPTION_CODES,
	       .help = "Period kinds that are kept: day (always), week, month, quarter, year, custom sets. All of them where it "
		       "is left out."),
	OPTION(struct company_doc, "custom_periods", custom_periods, OPTION_MAP, .of = &custom_set_table,
	       .help = "Sets of named periods."),
	OPTION(struct company_doc, "closes_after_days", closes_after_days, OPTION_INT, .min = 0, .max = 366, .preset = "0",
	       .help = "How many days after its end a period is closed. What reports change in its figures from then on stands "
		       "beside the figures as first closed."),
	OPTION(struct company_doc, "due_time", due_time, OPTION_TEXT, .preset = "18:00",
	       .help = "Local time at which is over what a decision waits for by the day: sdm.workdays(2), sdm.days(10)."),
	OPTION(struct company_doc, "work_starts", work_starts, OPTION_TEXT, .preset = "09:00",
	       .help = "Local time at which a working day begins; it is as long as the calendar says. For sdm.workhours(4)."),
	{ 0 },
};
static const struct options company_table = { "the company", "The company as a whole.", sizeof(struct company_doc),
					      company_options, NULL };

static const char *const day_choices[] = { "off", "short", "work", "yearly", NULL };
static const struct option exception_options[] = {
	OPTION(struct exception_doc, "day", day, OPTION_DAY, .required = true, .help = "The day that differs from the week."),
	OPTION(struct exception_doc, "kind", kind, OPTION_CHOICE, .choices = day_choices, .required = true,
	       .help = "off: not worked; short: worked one hour less; work: worked in full; yearly: not worked on this day of "
		       "any "
		       "year, unless another exception gives it."),
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
	OPTION(struct calendar_doc, "given_until", given_until, OPTION_DAY,
	       .help = "Last day for which its exceptions are known: figures of plans that go beyond it are provisional. The "
		       "base's where it is left out; mon-fri and every-day are known for ever."),
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
	OPTION(struct seller_doc, "level", level, OPTION_CODE, .help = "Level on the row's days, one of levels.yaml."),
	OPTION(struct seller_doc, "hired", hired, OPTION_DAY,
	       .help = "Day of hire, with which a newcomer's ramp begins; in one row or the same in all."),
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
	OPTION(struct org_doc, "positions", positions, OPTION_ROWS, .of = &position_table,
	       .help = "Positions, filled and vacant ones."),
	OPTION(struct org_doc, "holders", holders, OPTION_ROWS, .of = &holder_table, .help = "Who holds which position."),
	{ 0 },
};
static const struct options org_table = { "the organisation", "Units and sellers, by date.", sizeof(struct org_doc), org_options,
					  NULL };

static const char *const absence_choices[] = { "leave", "sick", "parental", "training", "other", NULL };
static const struct option absence_options[] = {
	OPTION(struct absence_doc, "seller", seller, OPTION_CODE, .required = true, .help = "Who is away."),
	OPTION(struct absence_doc, "from", from, OPTION_DAY, .required = true, .help = "First day away."),
	OPTION(struct absence_doc, "to", to, OPTION_DAY, .required = true, .help = "Last day away, that day included."),
	OPTION(struct absence_doc, "kind", kind, OPTION_CHOICE, .choices = absence_choices, .preset = "leave",
	       .help = "Why; it makes no difference to what is computed."),
	OPTION(struct absence_doc, "substitute", substitute, OPTION_CODE,
	       .help = "Seller who stands in on these days and may hand in reports for who is away."),
	{ 0 },
};
static const struct options absence_table = { "absence", "Days on which a seller is not at work, whatever calendar counts.",
					      sizeof(struct absence_doc), absence_options, NULL };
static const struct option absences_options[] = {
	OPTION(struct absences_doc, "absences", absences, OPTION_ROWS, .of = &absence_table,
	       .help = "The absences; those of one seller do not overlap."),
	{ 0 },
};
static const struct options absences_table = { "the absences", "Who is away when.", sizeof(struct absences_doc), absences_options,
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
static const struct options assignment_table = { "assignment",
						 "A seller's member of an `of: seller` axis, or a member's owner, on its dates.",
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
	OPTION(struct axis_doc, "owners", owners, OPTION_ROWS, .of = &assignment_table,
	       .help = "Of an `of: report` axis, of clients: whose a member is. A fact that names no seller is his on that day."),
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
	OPTION(struct measure_doc, "stock", stock, OPTION_FLAG, .preset = "no",
	       .help = "Of a sum or count: what there is at the end of a day, from all facts up to it, also of earlier periods."),
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
static const char *const attainment_choices[] = { "linear", "inverse", NULL };
static const char *const rollup_choices[] = { "by_formula", "none", "sum", "same", NULL };
static const struct option kpi_options[] = {
	TITLE(struct kpi_doc),
	OPTION(struct kpi_doc, "formula", formula, OPTION_TEXT, .required = true,
	       .help = "Measures, numbers, + - * / and brackets; abs, min, max, if, period_days."),
	OPTION(struct kpi_doc, "unit", unit, OPTION_CHOICE, .choices = unit_choices, .preset = "number",
	       .help = "What its values are."),
	OPTION(struct kpi_doc, "direction", direction, OPTION_CHOICE, .choices = direction_choices, .preset = "up",
	       .help = "up: more is better; down: less is better; band: between `low` and `high` is best."),
	OPTION(struct kpi_doc, "low", low, OPTION_TEXT, .number = true,
	       .help = "Of a band: its lower limit, in the KPI's unit; 80% or 0.8 for a percentage. The limits are inside."),
	OPTION(struct kpi_doc, "high", high, OPTION_TEXT, .number = true, .help = "Of a band: its upper limit."),
	OPTION(struct kpi_doc, "attainment", attainment, OPTION_CHOICE, .choices = attainment_choices, .preset = "linear",
	       .help = "Where less is better, how a plan is attained: linear, 2 - fact / plan and not below 0; inverse, plan / "
		       "fact."),
	OPTION(struct kpi_doc, "leading", leading, OPTION_FLAG, .preset = "no",
	       .help = "A leading indicator; else a lagging one."),
	OPTION(struct kpi_doc, "min_sample", min_sample, OPTION_INT, .min = 0, .max = 1000000, .preset = "0",
	       .help = "Fewest facts behind it for a verdict."),
	OPTION(struct kpi_doc, "plan_rollup", rollup, OPTION_CHOICE, .choices = rollup_choices, .preset = "by_formula",
	       .help = "Plan of a unit without a row of its own: sum of its members', the same level as theirs, or none. "
		       "by_formula: sum where the KPI adds up, else none."),
	OPTION(struct kpi_doc, "calendar", calendar, OPTION_CODE,
	       .help = "Calendar of its plans; that of the seller or unit on each day where it is left out."),
	OPTION(struct kpi_doc, "factors", factors, OPTION_TEXT,
	       .help = "Other KPIs that it is the product of, like `leads * conversion * cheque`, in the order in which analyses "
		       "put "
		       "them; `/` divides. See [analysis.md](analysis.md)."),
	OPTION(struct kpi_doc, "stages", stages, OPTION_CODES,
	       .help = "KPIs on the way to it, the first of the funnel first: `[calls, meetings, deals_won]`. They must add up."),
	{ 0 },
};
static const struct options kpi_table = { "a KPI", "A figure that plans and decisions are about.", sizeof(struct kpi_doc),
					  kpi_options, "formula" };
static const struct option kpis_options[] = {
	OPTION(struct kpis_doc, "use", use, OPTION_PAIRS,
	       .help = "Ready KPIs of the [catalogue](catalogue.md) by code, each with its parameters: `win: {}`. Measures and "
		       "KPIs beside them may be left out."),
	OPTION(struct kpis_doc, "measures", measures, OPTION_MAP, .of = &measure_table, .help = "The measures by code."),
	OPTION(struct kpis_doc, "kpis", kpis, OPTION_MAP, .of = &kpi_table, .help = "The KPIs by code."),
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
		       "begin in January is written FY2026, its quarters FY2026-Q4, after the year that fiscal_year_named "
		       "says."),
	OPTION(struct plan_doc, "level", level, OPTION_CHOICE, .choices = level_choices, .preset = "target",
	       .help = "Which level the value is."),
	OPTION(struct plan_doc, "target", target, OPTION_TEXT, .required = true, .number = true,
	       .help = "The value in the KPI's unit; 63% or 0.63 for a percentage."),
	OPTION(struct plan_doc, "profile", profile, OPTION_CODE,
	       .help = "Profile by which the period's months get their parts of the target."),
	OPTION(struct plan_doc, "ramped", ramped, OPTION_FLAG, .preset = "no",
	       .help = "Whether the target is a full one, of which a newcomer has the part of his level and month: levels.yaml."),
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
	       .help = "Decision: {parameter: value}; which there are, its file in decisions/ says."),
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
	DOCUMENT(levels, false),
	DOCUMENT(org, true),
	DOCUMENT(absences, false),
	DOCUMENT(competencies, false),
	DOCUMENT(axes, false),
	DOCUMENT(scopes, false),
	DOCUMENT(forms, true),
	DOCUMENT(schedule, false),
	DOCUMENT(entities, false),
	DOCUMENT(kpis, true),
	{ "catalogue/kpis.yaml", &catalogue_table, offsetof(struct documents, catalogue), false },
	DOCUMENT(plans, false),
	DOCUMENT(capacity, false),
	DOCUMENT(strategy, false),
	DOCUMENT(decisions, false),
	{ 0 },
};
