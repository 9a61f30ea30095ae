#include "model/simulation.h"

#include "model/literal.h"
#include "model/yaml.h"

#define FIELD(key, member, type, ...) OPTION(struct content_doc, key, member, OPTION_##type, __VA_ARGS__)
static const struct option content_options[] = {
	FIELD("always", always, TEXT, .help = "The same value in each report."),
	FIELD("mean", mean, DECIMAL,
	      .help = "Of a number: its mean in one report. With `of` a percentage of that field or how many times it, with "
		      "`of_plan` a "
		      "percentage of the plan; 100% where it is left out."),
	FIELD("spread", spread_ppm, SHARE, .max = PPM, .preset = "0%",
	      .help = "Of a number: standard deviation from report to report, as a percentage of the mean. The noise is near to "
		      "normal and "
		      "never beyond 3.46 of them."),
	FIELD("sellers", sellers_ppm, SHARE, .max = PPM, .preset = "0%",
	      .help = "Of a number: standard deviation of the mean from seller to seller."),
	FIELD("of_plan", of_plan, CODE,
	      .help = "Of a number: a KPI. The mean is such that all reports of a working day make up what the seller's own plan "
		      "of it wants "
		      "on that day."),
	FIELD("pull", pull_ppm, SHARE, .max = PPM, .preset = "30%",
	      .help = "With `of_plan`: which part of what he is behind or ahead of his plan so far a seller makes up the next "
		      "day."),
	FIELD("of", of, CODE,
	      .help = "An earlier field of the report. Of a number: the mean is a percentage of it. Of a choice or an axis: the "
		      "same value "
		      "of that field always has the same one."),
	FIELD("choose", choose, PAIRS,
	      .help = "Of a choice, an axis or a flag: its values with their weights; all of them alike where it is left out."),
	FIELD("pool", pool, INT, .min = 1, .max = 100000,
	      .help = "Of a text: each seller has so many of them, like clients. Where it is left out each report has its own."),
	FIELD("round", round_e4, E4, .min = 1, .max = 1000000000 * E4,
	      .help = "Of a number: it is a multiple of this; 1 for `int`, 0.01 for `money` and `number` where it is left out."),
	FIELD("by_weekday", by_weekday, PAIRS, .help = "Of a number: day mon .. sun: percentage of the mean on it."),
	FIELD("by_month", by_month, PAIRS,
	      .help = "Of a number: month jan .. dec: percentage of the mean in it. A plan has its seasons already."),
	{ 0 },
};
static const struct options content_table = { "a field's content",
					      "How one field comes about. A number needs `mean`, `of` or `of_plan`.",
					      sizeof(struct content_doc), content_options, "always" };

static const struct option slip_options[] = {
	OPTION(struct slip_doc, "share", share_ppm, OPTION_SHARE, .max = PPM, .required = true, .help = "Share of the reports."),
	OPTION(struct slip_doc, "days", days, OPTION_INT, .min = 1, .max = 60, .preset = "2",
	       .help = "It happens at most so many working days later."),
	OPTION(struct slip_doc, "by", by_ppm, OPTION_SHARE, .max = PPM / 2, .preset = "10%",
	       .help = "Of corrected reports: by so much all numbers of the first revision were wrong at most, up or down."),
	{ 0 },
};
static const struct options slip_table = { "a slip", "What happens to a share of the reports.", sizeof(struct slip_doc),
					   slip_options, NULL };

#define HABIT(key, member, type, ...) OPTION(struct habit_doc, key, member, OPTION_##type, __VA_ARGS__)
static const struct option habit_options[] = {
	HABIT("form", form, CODE, .help = "Form; the key of the entry where it is left out."),
	HABIT("roles", roles, CODES, .help = "Only sellers of these roles send it; all of them where it is left out."),
	HABIT("senders", senders_ppm, SHARE, .max = PPM, .preset = "100%",
	      .help = "Share of these sellers who send it, drawn by the seed."),
	HABIT("per_workday", per_workday_e4, E4, .min = 1, .max = 1000 * E4, .preset = "1",
	      .help = "How many a seller sends on a working day of his: 1.6 is one or two, 0.4 is two a week."),
	HABIT("by_weekday", by_weekday, PAIRS, .help = "Day mon .. sun: percentage of that number on it."),
	HABIT("by_month", by_month, PAIRS, .help = "Month jan .. dec: percentage of that number in it."),
	HABIT("arrives", arrives, TEXT, .preset = "17:00..20:00",
	      .help = "Between which times of the seller's day it is sent; that is its `at` too."),
	HABIT("corrected", corrected, RECORD, .of = &slip_table,
	      .help = "Reports whose numbers were wrong and that come again with a higher revision."),
	HABIT("withdrawn", withdrawn, RECORD, .of = &slip_table,
	      .help = "Reports entered twice under two ids, of which the second is retracted."),
	HABIT("late", late, RECORD, .of = &slip_table, .help = "Reports that arrive on a later working day."),
	HABIT("missing", missing_ppm, SHARE, .max = PPM, .preset = "0%", .help = "Share of the reports that are never sent."),
	HABIT("slips_apart", slips_apart, INT, .min = 0, .max = 1000, .preset = "0",
	      .help = "After a late or missing report so many working days of the seller have none."),
	HABIT("slips_from", slips_from, INT, .min = 1, .max = 31, .preset = "1",
	      .help = "Working day of the month from which on reports are late or missing; on those before all arrive."),
	HABIT("fields", fields, MAP, .of = &content_table, .required = true,
	      .help = "The fields of the form that are filled, in this order."),
	{ 0 },
};
static const struct options habit_table = { "a kind of reports", "Who sends which form, how often, when, and with what in it.",
					    sizeof(struct habit_doc), habit_options, NULL };

static const struct option recovery_options[] = {
	OPTION(struct recovery_doc, "change", change, OPTION_PAIRS,
	       .help = "Like the problem's: {reports.field: percentage}; left out where it is enough that all is as ever again."),
	OPTION(struct recovery_doc, "lasts", lasts, OPTION_INT, .min = 1, .max = 400, .required = true,
	       .help = "For how many working days."),
	{ 0 },
};
static const struct options recovery_table = { "a recovery",
					       "What follows on a problem, so that its case must close as recovered.",
					       sizeof(struct recovery_doc), recovery_options, NULL };

#define PROBLEM(key, member, type, ...) OPTION(struct problem_doc, key, member, OPTION_##type, __VA_ARGS__)
static const struct option problem_options[] = {
	PROBLEM("change", change, PAIRS,
		.help = "{reports.field: percentage}: what these fields come to, in percent of what they would. What is `of` "
			"them changes "
			"with them."),
	PROBLEM("leave_out", leave_out, CODES, .help = "Reports that are not sent."),
	PROBLEM("starts", starts, TEXT, .preset = "1..5", .help = "On which working day of a month it begins: 2..5."),
	PROBLEM("lasts", lasts, INT, .min = 1, .max = 400, .required = true, .help = "For how many working days."),
	PROBLEM("opens", opens, TEXT, .required = true,
		.help = "On which working day of the problem a case must open, the first one being 1: 3..7."),
	PROBLEM("recovery", recovery, RECORD, .of = &recovery_table,
		.help = "What follows; the case must then close as recovered, and must not where it is left out."),
	PROBLEM("also", also, CODES,
		.help = "Decisions that may open too because of it, about the same subject or one above or below it."),
	{ 0 },
};
static const struct options problem_table = {
	"a problem",
	"One problem that is planted for a subject of the decision, drawn by the seed. The key is the "
	"decision's code.",
	sizeof(struct problem_doc), problem_options, NULL
};

static const struct option simulation_options[] = {
	OPTION(struct simulation_doc, "from", from, OPTION_DAY, .preset = "open",
	       .help = "First day, where --from names no other."),
	OPTION(struct simulation_doc, "to", to, OPTION_DAY, .preset = "open", .help = "Last day, where --to names no other."),
	OPTION(struct simulation_doc, "reports", reports, OPTION_MAP, .of = &habit_table, .required = true,
	       .help = "The reports, by a name of their own."),
	OPTION(struct simulation_doc, "problems", problems, OPTION_MAP, .of = &problem_table,
	       .help = "The problems by decision: one of each is planted."),
	{ 0 },
};
const struct options simulation_table = { "a simulation", "An invented company whose right answers are known.",
					  sizeof(struct simulation_doc), simulation_options, NULL };

/* ---- what the tables cannot say ---- */

bool simulation_share(struct str s, int64_t *out_ppm)
{
	unsigned decimals;

	/* Percent in 1/10000 are parts per million. */
	return literal_percent(s, out_ppm, &decimals) && *out_ppm >= 0;
}

static bool span_parse(struct str s, int64_t min, int64_t max, struct span *out)
{
	const char *dots = memmem(s.ptr, s.len, "..", 2);
	struct str low = dots ? (struct str){ s.ptr, (size_t)(dots - s.ptr) } : s;
	struct str high = dots ? (struct str){ dots + 2, s.len - low.len - 2 } : s;

	return num_parse_i64(str_trim(low), &out->low, NULL) == 0 && num_parse_i64(str_trim(high), &out->high, NULL) == 0 &&
	       out->low >= min && out->low <= out->high && out->high <= max;
}

/* "17:30" in seconds. */
static bool time_parse(struct str s, int64_t *out_s)
{
	bool shaped = s.len == 5 && s.ptr[2] == ':';
	int64_t hour, minute;

	if (!shaped || s.ptr[0] == '-' || s.ptr[3] == '-')
		return false;
	/* num_parse_i64() takes no zeros in front. */
	hour = (s.ptr[0] - '0') * 10 + (s.ptr[1] - '0');
	minute = (s.ptr[3] - '0') * 10 + (s.ptr[4] - '0');
	*out_s = hour * 3600 + minute * 60;
	for (size_t i = 0; i < 5; i++)
		shaped = shaped && (i == 2 || (s.ptr[i] >= '0' && s.ptr[i] <= '9'));
	return shaped && hour < 24 && minute < 60;
}

static bool times_parse(struct str s, struct span *out)
{
	const char *dots = memmem(s.ptr, s.len, "..", 2);

	return dots && time_parse((struct str){ s.ptr, (size_t)(dots - s.ptr) }, &out->low) &&
	       time_parse((struct str){ dots + 2, s.len - (size_t)(dots - s.ptr) - 2 }, &out->high) && out->low < out->high;
}

static void take_rhythm(const struct node *map, const char *key, const char *const *names, uint32_t count, int64_t *out_ppm,
			struct problems *problems)
{
	for (uint32_t i = 0; i < count; i++)
		out_ppm[i] = PPM;
	for (const struct node *n = map ? map->first : NULL; n; n = n->next) {
		struct nearest near = { .wanted = n->key->text };
		uint32_t i = 0;

		for (; i < count && !str_eq(n->key->text, str_of(names[i])); i++)
			nearest_offer(&near, str_of(names[i]));
		if (i == count)
			spot_problem(problems, n->key->place, "%s: unknown \"%.*s\"%s", key, STR_ARG(n->key->text),
				     nearest_text(&near));
		else if (n->kind != NODE_SCALAR || !simulation_share(n->text, &out_ppm[i]))
			spot_problem(problems, n->place, "%s: expected a percentage like 85%%", key);
	}
}

static void take_rhythms(const struct node *by_weekday, const struct node *by_month, struct rhythm *out,
			 struct problems *problems)
{
	static const char *const days[] = { "mon", "tue", "wed", "thu", "fri", "sat", "sun" };
	static const char *const months[] = {
		"jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"
	};

	take_rhythm(by_weekday, "by_weekday", days, SIMULATION_WEEKDAYS, out->weekday_ppm, problems);
	take_rhythm(by_month, "by_month", months, SIMULATION_MONTHS, out->month_ppm, problems);
}

static void take_mean(struct content_doc *c, struct problems *problems)
{
	unsigned decimals;

	if (c->mean.place.line == 0) {
		c->mean_e4 = PPM;
		c->mean_is_share = true;
		return;
	}
	c->mean_is_share = literal_percent(c->mean.text, &c->mean_e4, &decimals);
	if (!c->mean_is_share && num_parse_e4(c->mean.text, &c->mean_e4, NULL) < 0)
		return; /* said by its reader */
	if (c->mean_e4 < 0)
		spot_problem(problems, c->mean.place, "mean: expected a number that is not negative, got \"%.*s\"",
			     STR_ARG(c->mean.text));
}

static void check_content(struct content_doc *c, struct problems *problems)
{
	take_mean(c, problems);
	take_rhythms(c->by_weekday, c->by_month, &c->rhythm, problems);
	if (c->of.text.len > 0 && c->of_plan.text.len > 0)
		spot_problem(problems, c->of.place, "of: a field is a part of another field or of a plan, not of both");
	for (const struct node *n = c->choose ? c->choose->first : NULL; n; n = n->next) {
		int64_t weight;

		if (n->kind != NODE_SCALAR || num_parse_e4(n->text, &weight, NULL) < 0 || weight <= 0)
			spot_problem(problems, n->place, "choose: expected {value: weight}, a weight being a number above 0");
	}
}

static void check_habit(struct habit_doc *h, struct problems *problems)
{
	take_rhythms(h->by_weekday, h->by_month, &h->rhythm, problems);
	if (!times_parse(h->arrives.text, &h->arrives_s))
		spot_problem(problems, h->arrives.place, "arrives: expected two times of a day like 17:00..20:00, got \"%.*s\"",
			     STR_ARG(h->arrives.text));
	for (uint32_t i = 0; i < h->fields.count; i++)
		check_content(h->fields.at[i], problems);
}

static void check_shares(const struct node *change, struct problems *problems)
{
	int64_t ppm;

	for (const struct node *n = change ? change->first : NULL; n; n = n->next)
		if (n->kind != NODE_SCALAR || !simulation_share(n->text, &ppm))
			spot_problem(problems, n->place,
				     "change: expected {reports.field: percentage}, like {daily.calls: 40%%}");
}

static void check_problem(struct problem_doc *p, struct problems *problems)
{
	enum { DAYS_MAX = 400 };

	check_shares(p->change, problems);
	if (p->recovery)
		check_shares(p->recovery->change, problems);
	if (!p->change && p->leave_out.count == 0 && p->head.unread == 0)
		spot_problem(problems, p->head.place, "problem \"%.*s\": says not what goes wrong; give change or leave_out",
			     STR_ARG(p->head.code.text));
	if (!span_parse(p->starts.text, 1, DAYS_MAX, &p->starts_at))
		spot_problem(problems, p->starts.place, "starts: expected working days of a month like 2..5, got \"%.*s\"",
			     STR_ARG(p->starts.text));
	if (p->opens.place.line > 0 && !span_parse(p->opens.text, 1, DAYS_MAX, &p->opens_at))
		spot_problem(problems, p->opens.place, "opens: expected working days of the problem like 3..7, got \"%.*s\"",
			     STR_ARG(p->opens.text));
}

struct simulation_doc *simulation_read(struct arena *a, const char *file, struct str text, struct problems *problems)
{
	static const struct bundle no_files;
	struct option_reader r = { .arena = a, .problems = problems, .bundle = &no_files };
	size_t before = problems->errors;
	const struct node *root = yaml_parse(a, file, text, problems);
	struct simulation_doc *d;

	if (!root) {
		if (problems->errors == before)
			problems_add(problems, file, 0, 0, "this file is empty: it needs reports");
		return NULL;
	}
	d = option_defaults(&r, &simulation_table, root->place);
	option_read(&r, &simulation_table, root, d);
	for (uint32_t i = 0; i < d->reports.count; i++)
		check_habit(d->reports.at[i], problems);
	for (uint32_t i = 0; i < d->problems.count; i++)
		check_problem(d->problems.at[i], problems);
	return d;
}
