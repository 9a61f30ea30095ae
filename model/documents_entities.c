/* The option table of entities.yaml: what deals, clients and invoices are and which facts tell of them. */
#include "model/document_tables.h"

static const char *const state_choices[] = { "open", "won", "lost", NULL };
static const struct option stage_options[] = {
	TITLE(struct stage_doc),
	OPTION(struct stage_doc, "state", state, OPTION_CHOICE, .choices = state_choices, .preset = "open",
	       .help = "Whether there is still something to be done; won or lost is its end."),
	OPTION(struct stage_doc, "probability", probability, OPTION_SHARE, .max = 1000000, .preset = "0",
	       .help = "How many of a hundred are won from here, like 40%; amounts in `weighted` are multiplied with it."),
	OPTION(struct stage_doc, "max_days", max_days, OPTION_INT, .min = -1, .max = 1000, .preset = "-1",
	       .help = "Longer than so many days in this stage is over age; -1: never."),
	{ 0 },
};
static const struct options stage_table = { "a stage",
					    "A stage that an entity goes through. The key is its code, as reports say it.",
					    sizeof(struct stage_doc), stage_options, NULL };
static const struct option silence_options[] = {
	OPTION(struct silence_doc, "times", times_e4, OPTION_E4, .min = 10000, .max = 1000000, .preset = "2",
	       .help = "Silent after so many of its own intervals: the median of the days between its events."),
	OPTION(struct silence_doc, "least", least, OPTION_INT, .min = 1, .max = 100, .preset = "3",
	       .help = "Fewer intervals than this say nothing of its own, and `days` holds."),
	OPTION(struct silence_doc, "days", days, OPTION_INT, .min = 1, .max = 1000, .required = true,
	       .help = "Silent after so many days, as long as it has no interval of its own."),
	{ 0 },
};
static const struct options silence_table = { "silence", "From when on nothing was heard of an entity for too long.",
					      sizeof(struct silence_doc), silence_options, NULL };
static const struct option classes_options[] = {
	OPTION(struct classes_doc, "of", of, OPTION_NAME, .required = true, .help = "Field with numbers whose sums tell."),
	OPTION(struct classes_doc, "each", each, OPTION_CODE, .preset = "month",
	       .help = "Period kind at whose end entities are put in classes."),
	OPTION(struct classes_doc, "over", over, OPTION_INT, .min = 2, .max = 60, .preset = "12",
	       .help = "How many of these periods are looked at, the one that ends included."),
	OPTION(struct classes_doc, "abc", abc, OPTION_CODES,
	       .help = "Parts of the whole that A, and A and B together, bring; 80% and 95% where it is left out."),
	OPTION(struct classes_doc, "xyz", xyz, OPTION_CODES,
	       .help = "Coefficients of variation up to which X, and Y, go; 10% and 25% where it is left out."),
	{ 0 },
};
static const struct options classes_table = { "classes", "By whom most of it comes (ABC), and how evenly (XYZ).",
					      sizeof(struct classes_doc), classes_options, NULL };
static const struct option entity_options[] = {
	TITLE(struct entity_doc),
	OPTION(struct entity_doc, "facts", facts, OPTION_NAME,
	       .help = "Fact table whose facts are its events; the kind's own code where it is left out."),
	OPTION(struct entity_doc, "key", key, OPTION_NAME, .required = true,
	       .help = "Field of type text in them that names the entity."),
	OPTION(struct entity_doc, "stage", stage, OPTION_NAME,
	       .help = "Field that says its stage; an event with another value there, or none, leaves it where it is."),
	OPTION(struct entity_doc, "stages", stages, OPTION_MAP, .of = &stage_table,
	       .help = "The stages by code, in their order."),
	OPTION(struct entity_doc, "amount", amount, OPTION_NAME, .help = "Field with its amount."),
	OPTION(struct entity_doc, "paid", paid, OPTION_NAME,
	       .help = "Field with what was paid of it; payments add up, and it is open as long as the amount is more."),
	OPTION(struct entity_doc, "due", due, OPTION_NAME,
	       .help = "Field of type date by which it is expected to be won or paid."),
	OPTION(struct entity_doc, "next_step", next_step, OPTION_NAME, .help = "Field of type date with its next step."),
	OPTION(struct entity_doc, "adds", adds, OPTION_CODES,
	       .help = "Fields whose values of all events add up; of others the last one given holds."),
	OPTION(struct entity_doc, "ages", ages, OPTION_CODES,
	       .help = "Days from which an age begins another bucket; 7, 14, 30, 60, 90 where it is left out."),
	OPTION(struct entity_doc, "overdue", overdue, OPTION_CODES,
	       .help = "Days past `due` from which another bucket begins; 1, 6, 16, 31, 61 where it is left out."),
	OPTION(struct entity_doc, "expected_in", expected_in, OPTION_CODE, .preset = "month",
	       .help = "Period kind by which `due` is looked at: due in it, expected in it, slipped out of it."),
	OPTION(struct entity_doc, "silent_after", silence, OPTION_RECORD, .of = &silence_table,
	       .help = "From when on it is silent, like {days: 90}. Never where it is left out."),
	OPTION(struct entity_doc, "classes", classes, OPTION_RECORD, .of = &classes_table,
	       .help = "Puts the entities in classes, like {of: amount}. None where it is left out."),
	{ 0 },
};
static const struct options entity_table = { "an entity",
					     "A kind of things that reports tell of again and again. The key is its code.",
					     sizeof(struct entity_doc), entity_options, NULL };
static const struct option entities_options[] = {
	OPTION(struct entities_doc, "entities", entities, OPTION_MAP, .of = &entity_table, .required = true,
	       .help = "The kinds by code."),
	{ 0 },
};
const struct options entities_table = { "the entities", "What is followed from report to report: deals, clients, invoices.",
					sizeof(struct entities_doc), entities_options, NULL };
