/* The option tables of capacity.yaml. */
#include "model/document_tables.h"

static const struct option work_options[] = {
	OPTION(struct work_doc, "segment", head.code, OPTION_CODE, .required = true, .help = "Code of the segment of clients."),
	TITLE(struct work_doc),
	OPTION(struct work_doc, "scope", scope, OPTION_CODE,
	       .help = "Scope kind of those whose clients they are; the row holds for whatever scope is asked where it is left "
		       "out."),
	OPTION(struct work_doc, "member", member, OPTION_TEXT, .help = "With `scope`: whose."),
	OPTION(struct work_doc, "clients", clients, OPTION_TEXT, .required = true,
	       .help = "How many: a number, or a KPI of the scope and period that are asked."),
	OPTION(struct work_doc, "contacts", contacts_e4, OPTION_E4, .min = 0, .max = 1000 * E4, .required = true,
	       .help = "Contacts with one client a month."),
	OPTION(struct work_doc, "hours", hours_e4, OPTION_E4, .min = 0, .max = 1000 * E4, .required = true,
	       .help = "Hours of one contact, way and preparation included."),
	OPTION(struct work_doc, "selling_share", selling_ppm, OPTION_SHARE, .min = 1, .max = PPM, .preset = "70%",
	       .help = "Part of the working time that is for clients."),
	VALID_FROM(struct work_doc),
	VALID_TO(struct work_doc),
	{ 0 },
};
static const struct options work_table = {
	"norm of work",
	"What the care of a segment of clients takes, on its dates. A row for the scope itself "
	"counts before one for any scope.",
	sizeof(struct work_doc), work_options, NULL
};

static const struct option quota_options[] = {
	OPTION(struct quota_doc, "kpi", kpi, OPTION_CODE, .required = true, .help = "KPI that adds up."),
	OPTION(struct quota_doc, "roles", roles, OPTION_CODES,
	       .help = "Sellers of these roles carry it; all of them where it is left out."),
	OPTION(struct quota_doc, "month", month, OPTION_TEXT, .required = true, .number = true,
	       .help = "Full quota of one month, in the KPI's unit."),
	OPTION(struct quota_doc, "attainment", attainment_ppm, OPTION_SHARE, .min = 1, .max = 10 * PPM, .preset = "100%",
	       .help = "Part of it that is made as a rule."),
	OPTION(struct quota_doc, "ramp", ramp, OPTION_CODES,
	       .help = "Part of the quota that a newcomer makes in his first, second... calendar month; the one in which he "
		       "begins is "
		       "the first."),
	VALID_FROM(struct quota_doc),
	VALID_TO(struct quota_doc),
	{ 0 },
};
static const struct options quota_table = {
	"quota",
	"What one seller is to bring a month, on its dates. How many sellers a target takes is "
	"told by the first row that holds.",
	sizeof(struct quota_doc), quota_options, NULL
};

static const struct option cover_options[] = {
	OPTION(struct cover_doc, "kpi", kpi, OPTION_CODE, .required = true, .help = "KPI with the plan that is to be covered."),
	OPTION(struct cover_doc, "win", win, OPTION_TEXT, .required = true,
	       .help = "Part of the pipeline that is won: 25%, or a KPI."),
	OPTION(struct cover_doc, "slip", slip, OPTION_TEXT, .preset = "0%",
	       .help = "Part of it that is put off beyond the period: 20%, or a KPI."),
	OPTION(struct cover_doc, "open", open, OPTION_CODE, .help = "KPI of what is open for the period now."),
	VALID_FROM(struct cover_doc),
	VALID_TO(struct cover_doc),
	{ 0 },
};
static const struct options cover_table = { "coverage", "How much pipeline a plan needs, on its dates.", sizeof(struct cover_doc),
					    cover_options, NULL };

static const struct option category_options[] = {
	OPTION(struct category_doc, "kpi", kpi, OPTION_CODE, .required = true,
	       .help = "KPI whose end of the period is forecast."),
	OPTION(struct category_doc, "category", head.code, OPTION_CODE, .required = true,
	       .help = "Code of the category: commit, best, pipeline..."),
	TITLE(struct category_doc),
	OPTION(struct category_doc, "amount", amount, OPTION_CODE, .required = true, .help = "KPI of what is open in it."),
	OPTION(struct category_doc, "weight", weight_ppm, OPTION_SHARE, .min = 0, .max = PPM, .required = true,
	       .help = "Part of it that is expected."),
	VALID_FROM(struct category_doc),
	VALID_TO(struct category_doc),
	{ 0 },
};
static const struct options category_table = { "forecast category", "What open deals of a category count for, on its dates.",
					       sizeof(struct category_doc), category_options, NULL };

static const struct option capacity_options[] = {
	OPTION(struct capacity_doc, "workload", work, OPTION_ROWS, .of = &work_table, .help = "Norms of work with clients."),
	OPTION(struct capacity_doc, "quotas", quotas, OPTION_ROWS, .of = &quota_table, .help = "Quotas of sellers."),
	OPTION(struct capacity_doc, "coverage", covers, OPTION_ROWS, .of = &cover_table, .help = "Rates of the pipeline."),
	OPTION(struct capacity_doc, "forecast", categories, OPTION_ROWS, .of = &category_table,
	       .help = "Weights of the forecast's categories."),
	{ 0 },
};
const struct options capacity_table = {
	"the capacity", "What analyses of [capacity](analysis.md#how-many-people-the-clients-take) and of the pipeline go by.",
	sizeof(struct capacity_doc), capacity_options, NULL
};
