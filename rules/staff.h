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
