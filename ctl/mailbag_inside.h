/* What the files of ctl/mailbag share. */
#pragma once
#include "ctl/mailbag.h"

/* How a seller keeps to a plan. */
struct pursuit {
	int32_t from, to;  /* of the plan's period, half-open */
	int64_t target_e4; /* of the whole period */
	int64_t made_e4;   /* in it so far, as if there were no problem */
	int64_t want_e4;   /* in one report of the day */
};
/* One seller's reports of one habit. */
struct author {
	struct mailbag *bag;
	const struct blueprint *blueprint;
	const struct model *model;
	const struct habit *habit;
	uint32_t habit_no, seller;
	struct chance chance;
	struct pursuit *pursuits; /* by content */
	int64_t quiet;            /* working days in which nothing may be late or missing */
};
/* One report of an author. */
struct draft_report {
	int32_t day;
	const struct calendar *calendar;
	const struct zone *zone;
	struct chance chance;
	struct str id, at;
	int64_t at_ms;
	bool touched;      /* by a problem */
	int64_t *value_e4; /* by content */
	struct str *text;
};

/* ---- mailbag_fields.c ---- */
int64_t part_of(int64_t e4, int64_t share_ppm);
int64_t rhythm_of_day(const struct rhythm *r, int32_t day);
/* By which the days of a KPI's plan count, or the seller's working days (NONE). */
const struct calendar *author_calendar(const struct author *w, uint32_t kpi, int32_t day);
/* What each of so many reports of a working day wants to hold, so that the plan is kept. -1: there is no plan. */
int author_pursue(struct author *w, const struct content *c, struct pursuit *p, int32_t day, uint32_t reports, struct err *err);
/* Fills the n-th field; those before it are filled. */
void author_fill(struct author *w, struct draft_report *r, uint32_t n);
/* A value as the field can hold it. */
int64_t content_rounded(const struct content *c, int64_t e4);
struct str content_text(struct arena *a, int64_t e4);
