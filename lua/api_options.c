/* The tables of options that functions and steps take. */
#include "lua/api_tables.h"

static const struct api_entry decision[] = {
	FIELD("api", "1", "The version of what stands here."),
	FIELD("title?", "sdm.words", "What people call it."),
	FIELD("owner", "string", "Who hears of it when the rule breaks."),
	FIELD("params?", "table<string, any>", "Names and defaults, like { amber = sdm.percent(5) }."),
	FIELD("watch", "sdm.watch_options", "Which figure of whom."),
	FIELD("when", "sdm.trigger|fun(s: sdm.subject, p: table<string, any>): boolean", "When a case opens."),
	FIELD("clear?", "sdm.trigger|fun(s: sdm.subject, p: table<string, any>): boolean", "When it may close."),
	FIELD("for_?", "sdm.duration|string", "On so many days running; left out: at every report."),
	FIELD("clear_for?", "sdm.duration|string", "The same for clear."),
	FIELD("on_missing?", "\"hold\"|\"clear\"|\"open\"", "What no data means."),
	FIELD("severity?", "\"info\"|\"amber\"|\"red\"|fun(s: sdm.subject, p: table<string, any>): \"info\"|\"amber\"|\"red\"",
	      "How grave a case is when it opens."),
	FIELD("inhibited_by?", "string[]", "Decisions whose open case about the same subject keeps this one quiet."),
	FIELD("escalation?", "sdm.escalation_options", "Who hears of it while nothing happens."),
	FIELD("shadow?", "boolean|string", "On trial: nobody hears of its cases."),
	FIELD("versions?", "\"keep\"|\"move\"", "What becomes of runs that wait when the file is edited."),
	FIELD("run?", "fun(case: sdm.case)", "What to do when a case opens; left out: one alert to the head."),
	END,
};
static const struct api_entry watch[] = {
	FIELD("kpi", "string", "A KPI of kpis.yaml."),
	FIELD("each", "string", "A scope kind of scopes.yaml."),
	FIELD("period", "string", "day, week, month, quarter, year or a custom set."),
	FIELD("level?", "\"target\"|\"threshold\"|\"stretch\"", "Of the plan."),
	FIELD("calendar?", "string", "Phases plan-to-date and counts days instead of the plan's own."),
	FIELD("roles?", "string[]", "Of sellers only those with one of these roles."),
	END,
};
static const struct api_entry escalation[] = {
	FIELD("remind?", "sdm.duration|string", "Whom it was told to first is reminded."),
	FIELD("boss?", "sdm.duration|string", "His boss hears of it."),
	FIELD("overdue?", "sdm.duration|string", "So long after a task was due the boss of whoever has it hears of it."),
	FIELD("top?", "sdm.duration|string", "top_to hears of it."),
	FIELD("top_to?", "string", "Left out: \"director\"."),
	END,
};
#define SHORTFALL                                                                                                                \
	FIELD("gap?", "sdm.figure|string", "The smallest difference that counts."),                                              \
		FIELD("elapsed?", "sdm.figure|string", "The smallest elapsed share of the period."),                             \
		FIELD("usual?", "boolean|string", "What usually still comes counts too."),                                       \
		FIELD("sure?", "boolean|string", "Only where it is no chance."),                                                 \
		FIELD("negate?", "boolean", "Of clear: when it is no longer so.")

static const struct api_entry behind[] = {
	FIELD("by", "sdm.figure|string", "Share of plan-to-date, like sdm.percent(5)."),
	SHORTFALL,
	END,
};
static const struct api_entry below[] = {
	FIELD("share", "sdm.figure|string", "Of plan-to-date, like sdm.percent(80)."),
	SHORTFALL,
	END,
};
static const struct api_entry limit[] = {
	FIELD("value", "sdm.figure|string", "In the KPI's unit."),
	FIELD("or_equal?", "boolean|string", "The value itself counts."),
	FIELD("by_day?", "boolean|string", "The figure of each day by itself."),
	FIELD("sure?", "boolean|string", "Only where it is no chance."),
	FIELD("negate?", "boolean", "Of clear: when it is no longer so."),
	END,
};
#define TO FIELD("to?", "sdm.who", "Left out: the head, else \"director\".")
#define DUE FIELD("due?", "sdm.duration", "sdm.workdays(n).")

static const struct api_entry alert[] = {
	TO,
	FIELD("why?", "sdm.words", "Left out: fact, plan-to-date and deviation."),
	END,
};
static const struct api_entry escalate[] = {
	FIELD("to?", "sdm.who", "Left out: the boss of the head, else \"director\"."),
	FIELD("why?", "sdm.words", "Left out: fact, plan-to-date and deviation."),
	END,
};
static const struct api_entry task[] = {
	TO,
	DUE,
	FIELD("title", "sdm.words", "What is to be done."),
	END,
};
static const struct api_entry coach[] = {
	TO,
	DUE,
	END,
};
#define ASKING                                                                                                                   \
	FIELD("remind?", "sdm.duration", "Then the same person is reminded, once."),                                             \
		FIELD("escalate?", "sdm.unanswered_options", "Then somebody else hears that there is no answer.")

static const struct api_entry ask[] = {
	TO,
	FIELD("question?", "sdm.words", "Left out: the name."),
	FIELD("options?", "string[]", "What can be answered; left out: a free text."),
	ASKING,
	END,
};
static const struct api_entry approve[] = {
	TO,
	FIELD("what?", "sdm.words", "What is to be decided; left out: the name."),
	ASKING,
	END,
};
static const struct api_entry unanswered[] = {
	FIELD("after", "sdm.duration", "So long."),
	FIELD("to?", "sdm.who", "Left out: the head, else \"director\"."),
	END,
};
#define AGAINST FIELD("against?", "string", "\"plan\", \"previous\" or a period like \"2026-09\".")

static const struct api_entry decompose[] = {
	FIELD("method?", "\"chain\"|\"lmdi\"", "How the gap is shared out."),
	AGAINST,
	END,
};
static const struct api_entry parts[] = {
	FIELD("by?", "string", "A scope kind within that of the case."),
	AGAINST,
	END,
};
static const struct api_entry peers[] = {
	FIELD("among?", "\"unit\"|\"kind\"", "Those of the same unit, or all of the kind."),
	FIELD("of?", "\"fact\"|\"attainment\"", "Which figure is compared."),
	END,
};
static const struct api_entry funnel[] = {
	FIELD("against?", "string", "\"plan\", \"previous\", \"peers\" or a period like \"2026-09\"."),
	FIELD("among?", "\"unit\"|\"kind\"", "Of peers: those of the same unit, or all of the kind."),
	END,
};
static const struct api_entry need[] = {
	AGAINST,
	END,
};
static const struct api_entry assignment[] = {
	FIELD("by?", "string", "A scope kind within that of the case."),
	END,
};

static const struct api_entry trend[] = {
	FIELD("of?", "\"fact\"|\"attainment\"", "Which figure is looked at."),
	END,
};
static const struct api_entry entities[] = {
	FIELD("id?", "string", "Only this one."),
	FIELD("state?", "\"open\"|\"any\"", "Left out: those that are open."),
	FIELD("stage?", "string", "Only of this stage."),
	FIELD("where?", "table<string, string|string[]>", "Only with these values of fields."),
	FIELD("stale?", "sdm.figure|boolean", "So many times longer in their stage than it may take."),
	FIELD("without_next_step?", "boolean", "Those for which nothing is planned."),
	FIELD("silent?", "boolean", "Those not heard of for too long."),
	FIELD("overdue?", "integer", "Due so many working days ago at least."),
	FIELD("pushed?", "integer", "Put off so many times at least."),
	FIELD("sort?", "\"amount\"|\"weighted\"|\"overdue\"|\"age\"", "Which come first."),
	FIELD("limit?", "integer", "How many are listed; 20."),
	FIELD("fields?", "string[]", "Fields of their last event to be told beside."),
	END,
};
static const struct api_entry dtable_row[] = {
	FIELD("when?", "table<string, string|number|boolean|string[]>", "Conditions, all of which must hold; left out: always."),
	END,
};

#define OPTIONS(name, says, entries)                                                                                             \
	{                                                                                                                        \
		"sdm." name "_options", NULL, NULL, NULL, says, entries                                                          \
	}
const struct api_class api_options[] = {
	OPTIONS("decision", "What a decision is.", decision),
	OPTIONS("watch", "Which figure of whom a decision looks at.", watch),
	OPTIONS("escalation", "What happens by itself while nobody does anything.", escalation),
	OPTIONS("behind", "Of sdm.behind.", behind),
	OPTIONS("below", "Of sdm.below.", below),
	OPTIONS("above", "Of sdm.above.", limit),
	OPTIONS("under", "Of sdm.under.", limit),
	OPTIONS("alert", "Of case:alert.", alert),
	OPTIONS("remind", "Of case:remind.", alert),
	OPTIONS("escalate", "Of case:escalate.", escalate),
	OPTIONS("task", "Of case:task.", task),
	OPTIONS("coach", "Of case:coach.", coach),
	OPTIONS("ask", "Of case:ask.", ask),
	OPTIONS("approve", "Of case:approve.", approve),
	OPTIONS("unanswered", "Of escalate in case:ask and case:approve.", unanswered),
	OPTIONS("decompose", "Of case:decompose.", decompose),
	OPTIONS("contributors", "Of case:contributors.", parts),
	OPTIONS("mix", "Of case:mix.", parts),
	OPTIONS("peers", "Of case:peers.", peers),
	OPTIONS("funnel", "Of case:funnel.", funnel),
	OPTIONS("need", "Of case:need.", need),
	OPTIONS("assignment", "Of case:assignment.", assignment),
	OPTIONS("trend", "Of case:trend.", trend),
	OPTIONS("entities", "Of case:entities.", entities),
	{ "sdm.dtable_row", NULL, NULL, NULL, "A row of a decision table, with whatever else it is to give.", dtable_row },
};
const uint32_t api_option_count = sizeof(api_options) / sizeof(*api_options);
