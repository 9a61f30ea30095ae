/* The option tables of who the sellers are: levels.yaml. */
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
