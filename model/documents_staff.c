/* The option tables of who the sellers are, what they can and what for: levels.yaml, competencies.yaml, strategy.yaml, and the
 * positions of org.yaml. */
#include "model/document_tables.h"

static const struct option level_options[] = {
	TITLE(struct level_doc),
	{ 0 },
};
static const struct options level_table = { "a level", "What a seller may be: junior, senior, key accounts.",
					    sizeof(struct level_doc), level_options, "title" };
static const char *const per_choices[] = { "day", "week", "month", NULL };
static const struct option norm_options[] = {
	OPTION(struct norm_doc, "level", level, OPTION_CODE, .required = true, .help = "Sellers of this level."),
	OPTION(struct norm_doc, "kpi", kpi, OPTION_CODE, .required = true,
	       .help = "KPI that counts the activity; it must add up over the days."),
	OPTION(struct norm_doc, "per", per, OPTION_CHOICE, .choices = per_choices, .preset = "day",
	       .help = "day: for each working day; week, month: for a full one, so much less for each working day away."),
	OPTION(struct norm_doc, "norm", norm, OPTION_TEXT, .required = true, .number = true,
	       .help = "How much is expected, in the KPI's unit."),
	VALID_FROM(struct norm_doc),
	VALID_TO(struct norm_doc),
	{ 0 },
};
static const struct options norm_table = { "a norm", "How much of an activity is expected of a level, on its dates.",
					   sizeof(struct norm_doc), norm_options, NULL };
static const struct option ramp_options[] = {
	OPTION(struct ramp_doc, "level", level, OPTION_CODE, .required = true, .help = "Newcomers of this level."),
	OPTION(struct ramp_doc, "month", month, OPTION_INT, .min = 1, .max = 60, .required = true,
	       .help = "Which month since hire; 1 is the calendar month of hire."),
	OPTION(struct ramp_doc, "plan", plan_ppm, OPTION_SHARE, .max = PPM, .required = true,
	       .help = "What part of a full plan a newcomer has in it."),
	OPTION(struct ramp_doc, "norms", norm_ppm, OPTION_SHARE, .max = PPM, .preset = "100%", .help = "What part of the norms."),
	{ 0 },
};
static const struct options ramp_table = { "a month of the ramp", "How a newcomer gets to full plans and norms.",
					   sizeof(struct ramp_doc), ramp_options, NULL };
static const struct option levels_options[] = {
	OPTION(struct levels_doc, "levels", levels, OPTION_MAP, .of = &level_table, .required = true,
	       .help = "The levels by code, the lowest first."),
	OPTION(struct levels_doc, "norms", norms, OPTION_ROWS, .of = &norm_table, .help = "Norms of activity."),
	OPTION(struct levels_doc, "ramp", ramp, OPTION_ROWS, .of = &ramp_table,
	       .help = "Months in which newcomers do not have everything yet."),
	{ 0 },
};
const struct options levels_table = { "the levels", "Levels of sellers, their norms of activity and the ramp of newcomers.",
				      sizeof(struct levels_doc), levels_options, NULL };

#define RATING(n)                                                                                                                \
	OPTION(struct competency_doc, "rating_" #n, ratings[(n)-1], OPTION_TITLE,                                                \
	       .help = "What somebody does who is rated " #n ".")
static const struct option competency_options[] = {
	TITLE(struct competency_doc),
	OPTION(struct competency_doc, "floor", floor, OPTION_INT, .min = 1, .max = RATINGS, .preset = "3",
	       .help = "A rating below it calls for something to be done."),
	RATING(1),
	RATING(2),
	RATING(3),
	RATING(4),
	{ 0 },
};
static const struct options competency_table = { "a competency", "Something that a seller must be able to do.",
						 sizeof(struct competency_doc), competency_options, "title" };
static const struct option rating_options[] = {
	OPTION(struct rating_doc, "seller", seller, OPTION_CODE, .required = true, .help = "Who is rated."),
	OPTION(struct rating_doc, "competency", competency, OPTION_CODE, .required = true, .help = "In what."),
	OPTION(struct rating_doc, "rating", rating, OPTION_INT, .min = 1, .max = RATINGS, .required = true,
	       .help = "From 1, the lowest, to 4."),
	OPTION(struct rating_doc, "rated", from, OPTION_DAY, .required = true,
	       .help = "Day from which it holds, until the next rating of the same competency."),
	{ 0 },
};
static const struct options rating_table = { "a rating", "How well a seller can do something.", sizeof(struct rating_doc),
					     rating_options, NULL };
static const struct option competencies_options[] = {
	OPTION(struct competencies_doc, "competencies", competencies, OPTION_MAP, .of = &competency_table, .required = true,
	       .help = "The competencies by code."),
	OPTION(struct competencies_doc, "ratings", ratings, OPTION_ROWS, .of = &rating_table, .help = "The ratings."),
	{ 0 },
};
const struct options competencies_table = { "the competencies", "What sellers must be able to do, and how they are rated.",
					    sizeof(struct competencies_doc), competencies_options, NULL };

static const struct option position_options[] = {
	OPTION(struct position_doc, "id", head.code, OPTION_CODE, .required = true,
	       .help = "Code of the position. Several rows with other dates are its history."),
	TITLE(struct position_doc),
	OPTION(struct position_doc, "unit", unit, OPTION_CODE, .required = true, .help = "The unit that it belongs to."),
	OPTION(struct position_doc, "role", role, OPTION_CODE, .help = "Role of whoever holds it."),
	OPTION(struct position_doc, "level", level, OPTION_CODE, .help = "Level that is looked for, one of levels.yaml."),
	OPTION(struct position_doc, "fte", fte_e4, OPTION_E4, .min = 1, .max = E4, .preset = "1",
	       .help = "How much of a full working time it is."),
	VALID_FROM(struct position_doc),
	VALID_TO(struct position_doc),
	{ 0 },
};
const struct options position_table = { "position", "A place for one seller, on its dates.", sizeof(struct position_doc),
					position_options, NULL };
static const struct option holder_options[] = {
	OPTION(struct holder_doc, "position", position, OPTION_CODE, .required = true, .help = "Which position."),
	OPTION(struct holder_doc, "seller", seller, OPTION_CODE, .required = true, .help = "Who holds it."),
	VALID_FROM(struct holder_doc),
	VALID_TO(struct holder_doc),
	{ 0 },
};
const struct options holder_table = { "holder", "Who holds a position, on its dates.", sizeof(struct holder_doc), holder_options,
				      NULL };

static const struct option goal_options[] = {
	TITLE(struct goal_doc),
	{ 0 },
};
static const struct options goal_table = { "a goal", "What the company is after.", sizeof(struct goal_doc), goal_options,
					   "title" };
static const struct option weight_options[] = {
	OPTION(struct weight_doc, "goal", goal, OPTION_CODE, .required = true, .help = "Which goal."),
	OPTION(struct weight_doc, "kpi", kpi, OPTION_CODE, .required = true, .help = "KPI by whose attainment it is measured."),
	OPTION(struct weight_doc, "weight", weight_ppm, OPTION_SHARE, .max = PPM, .required = true,
	       .help = "Its part; those of a goal add up to 100% on each day on which it has any."),
	VALID_FROM(struct weight_doc),
	VALID_TO(struct weight_doc),
	{ 0 },
};
static const struct options weight_table = { "a weight", "How much a KPI counts for a goal, on its dates.",
					     sizeof(struct weight_doc), weight_options, NULL };
static const struct option strategy_options[] = {
	OPTION(struct strategy_doc, "goals", goals, OPTION_MAP, .of = &goal_table, .required = true,
	       .help = "The goals by code."),
	OPTION(struct strategy_doc, "weights", weights, OPTION_ROWS, .of = &weight_table,
	       .help = "By which KPIs each is measured."),
	{ 0 },
};
const struct options strategy_table = { "the strategy", "Goals, and what the KPIs count for them.", sizeof(struct strategy_doc),
					strategy_options, NULL };
