/* Values that a decision file meets. */
#include "lua/api_tables.h"

static const struct api_entry text[] = {
	FIELD("en?", "string", "In English."),
	FIELD("ru?", "string", "In Russian."),
	END,
};

static const struct api_entry none[] = { END };

static const struct api_entry subject[] = {
	FIELD("fact?", "sdm.quantity", "The KPI of the period so far."),
	FIELD("target?", "sdm.quantity", "The full period's plan."),
	FIELD("plan?", "sdm.quantity", "The same as target."),
	FIELD("expected?", "sdm.quantity", "Plan-to-date."),
	FIELD("low?", "sdm.quantity", "The lower limit of a band."),
	FIELD("high?", "sdm.quantity", "The upper limit of a band."),
	FIELD("gap?", "sdm.quantity", "fact - expected; of a band how far outside."),
	FIELD("deviation?", "sdm.quantity", "fact / expected - 1; negative is bad in either direction."),
	FIELD("attainment?", "sdm.quantity", "fact / target, turned round where less is better."),
	FIELD("run_rate?", "sdm.quantity", "fact / elapsed."),
	FIELD("landing?", "sdm.quantity", "run_rate x total."),
	FIELD("landing_usual?", "sdm.quantity", "fact and what usually still comes, where the trigger says usual."),
	FIELD("required_rate?", "sdm.quantity", "What is left of the target / what is left of the days."),
	FIELD("norm?", "sdm.quantity", "What the norms of the KPI come to for the seller up to the day."),
	FIELD("elapsed", "integer", "Weight of the period's calendar up to the day."),
	FIELD("total", "integer", "Weight of the whole period's calendar."),
	FIELD("facts", "integer", "How many facts stand behind fact."),
	FIELD("missing", "boolean", "There is no fact."),
	FIELD("headcount?", "integer", "Sellers of a unit and all below it on the day."),
	FIELD("vacancies?", "integer", "Positions of a unit and all below it that nobody holds."),
	FIELD("goals", "table<string, sdm.quantity>", "Attainment of each goal that has one here."),
	FIELD("scope", "string", "Whom it is about, as a code."),
	FIELD("subject", "string", "The same as scope."),
	FIELD("title", "sdm.text", "Whom it is about, as people say it."),
	FIELD("kpi", "string", "The KPI's code."),
	FIELD("kpi_title", "sdm.text", "The KPI as people say it."),
	FIELD("period", "string", "Like \"2026-04\"."),
	FIELD("day", "string", "The day judged, like \"2026-04-10\"."),
	FIELD("since", "string", "The first day on which the condition held."),
	FIELD("head?", "sdm.person", "The nearest head above the subject."),
	FIELD("seller?", "sdm.person", "The subject itself where it is a seller."),
	FIELD("substitute?", "sdm.person", "Who stands in for him that day."),
	END,
};

static const struct api_entry person[] = {
	FIELD("id", "string", "As the model calls him."),
	FIELD("title", "sdm.text", "His name."),
	FIELD("boss?", "sdm.person", "The next head above him."),
	FIELD("level?", "string", "A seller's level on the day judged."),
	FIELD("ramp_month?", "integer", "A newcomer's month: 1 in that of hire."),
	FIELD("position?", "string", "The position that he holds."),
	FIELD("ratings", "table<string, sdm.quantity>", "From competency to rating."),
	FIELD("below_floor", "string[]", "Competencies rated below their floor."),
	END,
};

static const struct api_entry given[] = {
	FIELD("value?", "string", "The answer; of a task its state, of an approval \"approved\" or \"returned\"."),
	FIELD("by?", "string", "Who said it."),
	FIELD("note?", "string", "What he wrote beside it."),
	FIELD("day", "string", "The day on which it was over."),
	FIELD("key?", "string", "Of case:first: which of its waits."),
	END,
};

const struct api_class api_values[] = {
	{ "sdm.text", NULL, NULL, NULL, "A text in the languages of the company.", text },
	{ "sdm.quantity", NULL, NULL, NULL, "An exact amount: + - * / and comparisons work on it and on plain numbers.", none },
	{ "sdm.duration", NULL, NULL, NULL, "So many days, working days or working hours.", none },
	{ "sdm.trigger", NULL, NULL, NULL, "A declared condition, judged exactly and without Lua.", none },
	{ "sdm.draft", NULL, NULL, NULL, "A decision, as a file returns it.", none },
	{ "sdm.wait", NULL, NULL, NULL, "Something that will be over one day.", none },
	{ "sdm.given", NULL, NULL, NULL, "What a wait gives.", given },
	{ "sdm.person", NULL, NULL, NULL, "Somebody of the organisation.", person },
	{ "sdm.subject", NULL, NULL, NULL, "The figures of whom a decision judges. What cannot be computed is nil, never zero.",
	  subject },
};
const uint32_t api_value_count = sizeof(api_values) / sizeof(*api_values);

/* ---- answers of analyses ---- */
static const struct api_entry answer[] = {
	METHOD("text", "", "sdm.text", "The reason in words, for why = ."),
	END,
};
#define AMOUNTS                                                                                                                  \
	FIELD("base?", "sdm.quantity", "What it is held against."), FIELD("fact?", "sdm.quantity", "What it is."),               \
		FIELD("gap?", "sdm.quantity", "fact - base.")

static const struct api_entry factor[] = {
	FIELD("factor", "string", "The factor's KPI."),
	FIELD("title", "sdm.text", "As people say it."),
	FIELD("base?", "sdm.quantity", "What it is held against."),
	FIELD("fact?", "sdm.quantity", "What it is."),
	FIELD("effect", "sdm.quantity", "What it makes of the gap."),
	FIELD("share?", "sdm.quantity", "Of the gap."),
	FIELD("implied", "boolean", "Its plan follows from the others."),
	END,
};
static const struct api_entry decomposition[] = {
	AMOUNTS,
	FIELD("apart", "sdm.quantity", "What the factors do not explain."),
	FIELD("parts", "sdm.factor[]", "The factors."),
	METHOD("largest", "", "sdm.factor?", "The factor that makes most of the gap."),
	END,
};
static const struct api_entry member[] = {
	FIELD("scope", "string", "Whom it is about, as a code."),
	FIELD("title", "sdm.text", "As people say it."),
	AMOUNTS,
	FIELD("share?", "sdm.quantity", "Of the gap."),
	END,
};
static const struct api_entry contribution[] = {
	AMOUNTS,
	FIELD("rest", "sdm.quantity", "What belongs to none of them."),
	FIELD("key", "integer", "So many of the first make 80 %."),
	FIELD("members", "sdm.member[]", "The first makes most."),
	METHOD("largest", "", "sdm.member?", "The one that makes most of the gap."),
	END,
};
static const struct api_entry mix[] = {
	AMOUNTS,
	FIELD("volume", "sdm.quantity", "Effect of how much is sold."),
	FIELD("mix", "sdm.quantity", "Effect of what is sold."),
	FIELD("price", "sdm.quantity", "Effect of prices."),
	FIELD("rest", "sdm.quantity", "What belongs to none of them."),
	END,
};
static const struct api_entry peers[] = {
	FIELD("value?", "sdm.quantity", "The subject's."),
	FIELD("place?", "integer", "Among them, 1 the best."),
	FIELD("count", "integer", "How many have a figure."),
	FIELD("without", "integer", "How many have none."),
	FIELD("low?", "sdm.quantity", "The lower quartile."),
	FIELD("median?", "sdm.quantity", "The middle one."),
	FIELD("high?", "sdm.quantity", "The upper quartile."),
	FIELD("gap?", "sdm.quantity", "value - median."),
	END,
};
static const struct api_entry point[] = {
	FIELD("period", "string", "Like \"2026-04\"."),
	FIELD("value?", "sdm.quantity", "Its figure."),
	END,
};
static const struct api_entry trend[] = {
	FIELD("slope?", "sdm.quantity", "The change from period to period."),
	FIELD("mean?", "sdm.quantity", "Of all."),
	FIELD("falling", "integer", "How many of the last fall running."),
	FIELD("rising", "integer", "How many of the last rise running."),
	FIELD("count", "integer", "How many have data."),
	FIELD("points", "sdm.point[]", "The oldest first."),
	END,
};
static const struct api_entry step[] = {
	FIELD("from?", "string", "The stage before; the first has none."),
	FIELD("to", "string", "The stage."),
	FIELD("title", "sdm.text", "As people say it."),
	FIELD("base?", "sdm.quantity", "What the conversion is held against."),
	FIELD("fact?", "sdm.quantity", "The conversion."),
	FIELD("effect", "sdm.quantity", "What it makes of the gap."),
	FIELD("share?", "sdm.quantity", "Of the gap."),
	FIELD("low?", "sdm.quantity", "Lower 95 % bound."),
	FIELD("high?", "sdm.quantity", "Upper 95 % bound."),
	FIELD("sure", "boolean", "It is no chance."),
	END,
};
static const struct api_entry funnel[] = {
	AMOUNTS,
	FIELD("steps", "sdm.step[]", "From stage to stage."),
	METHOD("largest", "", "sdm.step?", "The one that loses most."),
	END,
};
static const struct api_entry stage[] = {
	FIELD("stage", "string", "Its KPI."),
	FIELD("title", "sdm.text", "As people say it."),
	FIELD("rate?", "sdm.quantity", "Results of one."),
	FIELD("count?", "integer", "So many are needed."),
	FIELD("per_day?", "integer", "So many a working day."),
	END,
};
static const struct api_entry need[] = {
	FIELD("left", "sdm.quantity", "Of the target."),
	FIELD("days", "integer", "Working days left."),
	FIELD("rates", "string", "\"fact\", \"against\" or \"plan\"."),
	FIELD("stages", "sdm.stage[]", "The first first."),
	END,
};
static const struct api_entry landings[] = {
	FIELD("run_rate?", "sdm.quantity", "At the rate so far."),
	FIELD("plan?", "sdm.quantity", "The rest as planned."),
	FIELD("recent?", "sdm.quantity", "At the latest days' rate."),
	FIELD("previous?", "sdm.quantity", "The rest as in the period before."),
	FIELD("weighted?", "sdm.quantity", "With what the open deals are worth."),
	FIELD("low?", "sdm.quantity", "The lowest of them."),
	FIELD("high?", "sdm.quantity", "The highest."),
	FIELD("target?", "sdm.quantity", "The plan."),
	END,
};
static const struct api_entry assignment[] = {
	FIELD("own", "sdm.quantity", "Its own target."),
	FIELD("parts", "sdm.quantity", "Those of its parts."),
	FIELD("ratio?", "sdm.quantity", "parts / own."),
	FIELD("count", "integer", "How many have a plan."),
	FIELD("without", "integer", "How many have none."),
	FIELD("rolled_up", "boolean", "Its own is their sum."),
	FIELD("state", "string", "\"fits\", \"under\" or \"over\"."),
	END,
};
static const struct api_entry coverage[] = {
	FIELD("win", "sdm.quantity", "Share of amounts won."),
	FIELD("slip", "sdm.quantity", "Share that slips out of the period."),
	FIELD("need", "sdm.quantity", "Times what is left that must be open."),
	FIELD("left", "sdm.quantity", "Of the plan."),
	FIELD("amount", "sdm.quantity", "So much must be open."),
	FIELD("open?", "sdm.quantity", "So much is."),
	FIELD("times?", "sdm.quantity", "open / left."),
	FIELD("lack?", "sdm.quantity", "amount - open."),
	END,
};
static const struct api_entry month[] = {
	FIELD("month", "string", "Like \"2026-04\"."),
	FIELD("ramped", "integer", "Sellers with a full quota."),
	FIELD("newcomers", "integer", "Those in the ramp."),
	FIELD("amount", "sdm.quantity", "What they can bring."),
	END,
};
static const struct api_entry capacity[] = {
	FIELD("amount", "sdm.quantity", "What the people can bring."),
	FIELD("target?", "sdm.quantity", "The plan."),
	FIELD("gap?", "sdm.quantity", "amount - target."),
	FIELD("needed?", "sdm.quantity", "People, exact."),
	FIELD("heads?", "integer", "The same rounded up."),
	FIELD("factor?", "sdm.quantity", "target / quotas of those needed."),
	FIELD("factor_now?", "sdm.quantity", "target / quotas of those there are."),
	FIELD("months", "sdm.month[]", "Month by month."),
	END,
};
static const struct api_entry segment[] = {
	FIELD("segment", "string", "Its code."),
	FIELD("title", "sdm.text", "As people say it."),
	FIELD("clients?", "sdm.quantity", "How many."),
	FIELD("hours?", "sdm.quantity", "What they take."),
	END,
};
static const struct api_entry workload[] = {
	FIELD("hours?", "sdm.quantity", "What the clients take a month."),
	FIELD("month?", "sdm.quantity", "Hours of the average month."),
	FIELD("needed?", "sdm.quantity", "People, exact."),
	FIELD("heads?", "integer", "The same rounded up."),
	FIELD("load?", "sdm.quantity", "Of those needed."),
	FIELD("have", "integer", "Sellers."),
	FIELD("load_now?", "sdm.quantity", "Of those there are."),
	FIELD("parts", "sdm.segment[]", "By segment of clients."),
	END,
};

static const struct api_entry entity[] = {
	FIELD("id", "string", "Its key."),
	FIELD("open", "boolean", "Whether it is."),
	FIELD("stage?", "string", "In which it stands."),
	FIELD("state?", "string", "open, won or lost."),
	FIELD("probability?", "sdm.quantity", "Of its stage."),
	FIELD("amount?", "sdm.quantity", "What it is worth."),
	FIELD("balance?", "sdm.quantity", "What is still to be paid."),
	FIELD("weighted?", "sdm.quantity", "Amount times probability."),
	FIELD("age", "integer", "Days in its stage."),
	FIELD("pushes", "integer", "How often it was put off."),
	FIELD("pushed?", "string", "The day on which it was put off last."),
	FIELD("due?", "string", "The day on which it is due."),
	FIELD("expected_close?", "string", "The same of a deal."),
	FIELD("overdue?", "integer", "Working days since then."),
	FIELD("next_step?", "string", "The day of what is planned next."),
	FIELD("last_contact?", "string", "The day on which it was heard of last."),
	FIELD("idle", "integer", "Days since then."),
	FIELD("silent_after?", "integer", "After how many it is silent."),
	FIELD("no_step", "boolean", "Nothing is planned."),
	FIELD("silent", "boolean", "Not heard of for too long."),
	FIELD("stale", "boolean", "Too long in its stage."),
	FIELD("abc?", "string", "Its class by turnover."),
	FIELD("xyz?", "string", "Its class by regularity."),
	FIELD("owner?", "sdm.person", "Whose it is."),
	FIELD("fields?", "table<string, any>", "Of its last event, as asked for."),
	END,
};
static const struct api_entry entities[] = {
	FIELD("list", "sdm.entity[]", "The first ones."),
	FIELD("count", "integer", "Those asked for."),
	FIELD("of", "integer", "Among how many."),
	FIELD("amount?", "sdm.quantity", "Of those asked for."),
	FIELD("of_amount?", "sdm.quantity", "Of all."),
	FIELD("weighted?", "sdm.quantity", "Of those asked for, by probability."),
	FIELD("share?", "sdm.quantity", "What part those listed have of all."),
	END,
};
static const struct api_entry dtable[] = {
	METHOD("match", "values: table<string, any>", "sdm.dtable_match?", "The first row that holds."),
	END,
};
static const struct api_entry dtable_match[] = {
	FIELD("number", "integer", "Which row."),
	FIELD("text", "sdm.text", "Its conditions in words."),
	END,
};

const struct api_class api_answers[] = {
	{ "sdm.answer", NULL, "answer", ":", "What an analysis answers.", answer },
	{ "sdm.factor", "sdm.answer", NULL, NULL, "A factor of case:decompose.", factor },
	{ "sdm.decomposition", "sdm.answer", "decomposition", ":", "Which factors make the gap.", decomposition },
	{ "sdm.member", "sdm.answer", NULL, NULL, "One of case:contributors.", member },
	{ "sdm.contribution", "sdm.answer", "contribution", ":", "Who or what makes the gap.", contribution },
	{ "sdm.mix", "sdm.answer", NULL, NULL, "Volume, mix and price.", mix },
	{ "sdm.peers", "sdm.answer", NULL, NULL, "The subject among others like it.", peers },
	{ "sdm.point", NULL, NULL, NULL, "A period of case:trend.", point },
	{ "sdm.trend", "sdm.answer", NULL, NULL, "The last periods.", trend },
	{ "sdm.entity", NULL, NULL, NULL, "One of case:entities.", entity },
	{ "sdm.entities", "sdm.answer", NULL, NULL, "What is to be worked through.", entities },
	{ "sdm.dtable", NULL, "dtable", ":", "A decision table.", dtable },
	{ "sdm.dtable_match", NULL, NULL, NULL, "The row of a decision table that holds.", dtable_match },
	{ "sdm.step", "sdm.answer", NULL, NULL, "From one stage to the next.", step },
	{ "sdm.funnel", "sdm.answer", "funnel", ":", "Where the funnel loses most.", funnel },
	{ "sdm.stage", NULL, NULL, NULL, "A stage of case:need.", stage },
	{ "sdm.need", "sdm.answer", NULL, NULL, "What must be done a day to reach the plan.", need },
	{ "sdm.landings", "sdm.answer", NULL, NULL, "Where the period lands, by several methods.", landings },
	{ "sdm.assignment", "sdm.answer", NULL, NULL, "A target against those of its parts.", assignment },
	{ "sdm.coverage", "sdm.answer", NULL, NULL, "Whether the open deals suffice.", coverage },
	{ "sdm.month", NULL, NULL, NULL, "A month of case:capacity.", month },
	{ "sdm.capacity", "sdm.answer", NULL, NULL, "Whether the people suffice for the plan.", capacity },
	{ "sdm.segment", NULL, NULL, NULL, "Clients of case:workload.", segment },
	{ "sdm.workload", "sdm.answer", NULL, NULL, "Whether the people suffice for the clients.", workload },
};
const uint32_t api_answer_count = sizeof(api_answers) / sizeof(*api_answers);
