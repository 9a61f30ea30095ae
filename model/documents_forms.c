/* The option tables of what reports look like and who owes them: forms.yaml and schedule.yaml. */
#include "model/document_tables.h"

static const char *const field_types[] = { "text", "int",    "number", "money", "date", "time",
					   "flag", "choice", "axis",   "lines", NULL };
static const struct option usual_options[] = {
	OPTION(struct usual_doc, "times", times_e4, OPTION_E4, .min = 10000, .max = 10000000, .preset = "5",
	       .help = "Above so many times the median."),
	OPTION(struct usual_doc, "days", days, OPTION_INT, .min = 1, .max = 400, .preset = "60",
	       .help = "The median of the values dated on so many days before the report's own."),
	OPTION(struct usual_doc, "least", least, OPTION_INT, .min = 1, .max = 1000, .preset = "10",
	       .help = "Of fewer values nothing is said."),
	{ 0 },
};
static const struct options usual_table = { "what is usual",
					    "What is so far above the seller's own values that a report is held.",
					    sizeof(struct usual_doc), usual_options, NULL };
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
	OPTION(struct field_doc, "entity", entity, OPTION_CODE,
	       .help = "Of type text: the kind of entity that it names. A report that names an unknown one is held."),
	OPTION(struct field_doc, "hold_above_median", usual, OPTION_RECORD, .of = &usual_table,
	       .help = "Of a number: holds a report far above what the seller usually reports, like {times: 5}."),
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
static const char *const credit_choices[] = { "share", "first", NULL };
static const struct option credit_options[] = {
	OPTION(struct credit_doc, "lines", lines, OPTION_NAME, .preset = "shares",
	       .help = "Field of the report: a JSON list of objects, each a seller and his share."),
	OPTION(struct credit_doc, "seller", seller, OPTION_NAME, .preset = "seller", .help = "What an object calls the seller."),
	OPTION(struct credit_doc, "share", share, OPTION_NAME, .preset = "share",
	       .help = "What it calls the share, in basis points: those of a report add up to 10000."),
	OPTION(struct credit_doc, "required", required, OPTION_FLAG, .preset = "no", .help = "A report without it is rejected."),
	OPTION(struct credit_doc, "count", count, OPTION_CHOICE, .choices = credit_choices, .preset = "share",
	       .help = "What a measure with `count` counts. share: each seller his part of 1; first: 1 for the seller named "
		       "first."),
	{ 0 },
};
static const struct options credit_table = { "shared credit", "Sellers who share the credit for what a report brings.",
					     sizeof(struct credit_doc), credit_options, NULL };
static const char *const seller_choices[] = { "none", "optional", "required", NULL };
static const char *const unknown_choices[] = { "reject", "ignore", NULL };
static const struct option form_options[] = {
	TITLE(struct form_doc),
	OPTION(struct form_doc, "facts", facts, OPTION_NAME,
	       .help = "Fact table that it feeds; the form's own name where it is left out. Forms of one table share its "
		       "columns."),
	OPTION(struct form_doc, "seller", seller, OPTION_CHOICE, .choices = seller_choices, .preset = "required",
	       .help = "Whether a report names a seller."),
	OPTION(struct form_doc, "author", author, OPTION_NAME,
	       .help = "Field of type text that says who hands the report in: the seller, a head of his or who stands in for him "
		       "that "
		       "day; of anybody else it is rejected. Without a value nobody asks."),
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
	OPTION(struct form_doc, "credit", credit, OPTION_RECORD, .of = &credit_table,
	       .help = "Field in which a report says that several sellers share what it brings; without it everything is its "
		       "seller's."),
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
const struct options forms_table = { "the forms", "What reports look like.", sizeof(struct forms_doc), forms_options, NULL };

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
	OPTION(struct duty_doc, "by_substitute", by_substitute, OPTION_FLAG, .preset = "no",
	       .help = "Owed on days of absence too where the absence names a substitute, who is asked for it; else who is away "
		       "is "
		       "exempt."),
	{ 0 },
};
static const struct options duty_table = { "a duty", "Who owes a report of a form by when. The key is its code.",
					   sizeof(struct duty_doc), duty_options, NULL };
static const struct option schedule_options[] = {
	OPTION(struct schedule_doc, "schedule", schedule, OPTION_MAP, .of = &duty_table, .required = true,
	       .help = "The duties by code. Of several that fit a report the first one counts."),
	{ 0 },
};
const struct options schedule_table = { "the schedule", "Who owes which report by when; without it nobody does.",
					sizeof(struct schedule_doc), schedule_options, NULL };
