/* simulate.yaml: how the reports of an invented company come about, and which problems are planted among them. It stands beside
 * the model's documents and is no part of the model. Only what is written is read here, by the same option tables;
 * ctl/blueprint.h holds it against a model.
 *
 *	reports:
 *	  daily: {arrives: 17:00..20:00, fields: {calls: {of_plan: calls, mean: 105%, spread: 12%}}}
 *	problems:
 *	  activity_drop: {change: {daily.calls: 40%}, starts: 1..4, lasts: 8, opens: 3..8}
 */
#pragma once
#include "model/option.h"

enum { SIMULATION_MONTHS = 12, SIMULATION_WEEKDAYS = 7 };

/* "2..5", or "3" alone. */
struct span {
	int64_t low, high;
};
/* One for each weekday from Monday on, and for each month from January on; a million is as usual. */
struct rhythm {
	int64_t weekday_ppm[SIMULATION_WEEKDAYS];
	int64_t month_ppm[SIMULATION_MONTHS];
};

/* How a field of a report is filled. */
struct content_doc {
	struct record head;
	struct ref always;
	struct ref mean;
	int64_t spread_ppm, sellers_ppm; /* of the mean */
	struct ref of, of_plan;
	int64_t pull_ppm;
	int64_t round_e4; /* 0: by the field's type */
	int64_t pool;     /* 0: none */
	const struct node *choose, *by_weekday, *by_month;
	/* out of what was written */
	int64_t mean_e4; /* `mean_is_share`: parts per million */
	bool mean_is_share;
	struct rhythm rhythm;
};
/* A share of the reports to which something happens. */
struct slip_doc {
	struct record head;
	int64_t share_ppm;
	int64_t days;   /* working days, at most */
	int64_t by_ppm; /* of a correction */
};
/* Reports of one kind: a form, who sends it, how often, what is in it. */
struct habit_doc {
	struct record head;
	struct ref form;
	struct refs roles;
	int64_t senders_ppm;
	int64_t per_workday_e4;
	struct ref arrives;
	const struct node *by_weekday, *by_month;
	struct slip_doc *corrected, *withdrawn, *late; /* NULL: none */
	int64_t missing_ppm;
	int64_t slips_apart, slips_from;
	struct records fields; /* struct content_doc */
	/* out of what was written */
	struct span arrives_s; /* seconds of the day */
	struct rhythm rhythm;
};
/* After a problem. */
struct recovery_doc {
	struct record head;
	const struct node *change;
	int64_t lasts;
};
struct problem_doc {
	struct record head; /* `code` is the decision's */
	const struct node *change;
	struct refs leave_out;
	struct ref starts, opens;
	int64_t lasts;
	struct recovery_doc *recovery; /* NULL: none */
	struct refs also;
	/* out of what was written */
	struct span starts_at, opens_at;
};
struct simulation_doc {
	struct record head;
	int32_t from, to;        /* inclusive; DAY_NONE: not given */
	struct records reports;  /* struct habit_doc */
	struct records problems; /* struct problem_doc */
};

extern const struct options simulation_table;
/* Reads a file; NULL after problems that leave nothing to look at. */
struct simulation_doc *simulation_read(struct arena *a, const char *file, struct str text, struct problems *problems);
/* "40%" as parts per million; false: it is none, or negative. */
bool simulation_share(struct str s, int64_t *out_ppm);
/* The reference of the format in Markdown. */
void simulation_reference(struct buf *out);
