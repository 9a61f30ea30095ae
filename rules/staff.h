/* The part of the model that says who the sellers are and what is asked of them. Days are half-open: from <= d < to. */
#pragma once
#include "rules/text.h"

struct seller {
	struct str code;
	struct text title;
	struct str role; /* may be empty */
	int32_t from, to;
	int32_t hired; /* DAY_NONE: not said */
};

/* ---- what may be asked of a seller: levels, their norms, the ramp of newcomers ---- */
struct ramp_month {
	int64_t plan_ppm, norm_ppm; /* of the full ones */
};
struct seller_level {
	struct str code;
	struct text title;
	const struct ramp_month *ramp; /* from the month of hire on; afterwards all is full */
	uint32_t ramp_months;
};
enum norm_per { NORM_DAY, NORM_WEEK, NORM_MONTH, NORM_PERS };
struct norm {
	uint32_t level;
	uint32_t kpi;
	enum norm_per per;
	int64_t norm_e4;
	int32_t from, to;
};

/* ---- what a seller can: competencies and their ratings ---- */
enum { RATINGS = 4 };
struct competency {
	struct str code;
	struct text title;
	struct text ratings[RATINGS]; /* the behaviour that each stands for; may be empty */
	uint32_t floor;               /* the lowest rating, 1 .. RATINGS, with which nobody need act */
};
/* Holds until the seller's next one of the competency. */
struct rating {
	uint32_t seller, competency;
	int32_t from;
	uint32_t rating; /* 1 .. RATINGS */
};

/* ---- positions: what may be filled by a seller ---- */
struct position {
	struct str code;
	struct text title;
};
/* What a position is on some days. */
struct position_row {
	uint32_t unit;
	struct str role; /* may be empty */
	uint32_t level;  /* NONE */
	int64_t fte_e4;
};

/* ---- strategy: what the KPIs are good for ---- */
struct goal {
	struct str code;
	struct text title;
};
/* Those of a goal add up to PPM on each day on which it has any. */
struct goal_weight {
	uint32_t goal, kpi;
	int64_t weight_ppm;
	int32_t from, to;
};
