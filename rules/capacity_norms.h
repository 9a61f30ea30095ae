/* What a company holds to be normal of its clients' care, its sellers' quotas and its pipeline: capacity.yaml as analyses read
 * it. Of dated rows those count that hold on the day asked; the loader lets no two of one subject hold on the same day.
 */
#pragma once
#include "rules/model.h"

struct norm_figure {  /* a number, or a KPI of the scope and period asked */
	uint32_t kpi; /* NONE: the number */
	int64_t e4;
};
struct work_norm { /* of a segment of clients */
	struct str segment;
	struct text title;
	uint32_t scope_kind; /* whose clients; NONE: those of whatever scope is asked */
	struct str member;   /* id of the scope */
	struct norm_figure clients;
	int64_t contacts_e4; /* of a client, a month */
	int64_t hours_e4;    /* of a contact */
	int64_t selling_ppm; /* share of the working time that is for clients */
	int32_t from, to;
};
enum { RAMP_MONTHS_MAX = 36, QUOTA_ROLES_MAX = 16 };
struct quota_norm { /* of a KPI */
	uint32_t kpi;
	const struct str *roles; /* who carries it; none: everybody */
	uint32_t role_count;
	int64_t month_e4;        /* a full quota */
	int64_t attainment_ppm;  /* what part of it is made as a rule, by who is ramped */
	const int64_t *ramp_ppm; /* what part a newcomer makes in his first, second... month */
	uint32_t ramp_count;
	int32_t from, to;
};
struct cover_norm { /* of a KPI */
	uint32_t kpi;
	struct norm_figure win, slip; /* shares: won of what is decided, put off of what was expected */
	uint32_t open;                /* KPI: what is open now; NONE */
	int32_t from, to;
};
struct category_norm { /* of a KPI's forecast */
	uint32_t kpi;
	struct str category;
	struct text title;
	uint32_t amount; /* KPI: what is open in the category */
	int64_t weight_ppm;
	int32_t from, to;
};
struct capacity_norms {
	const struct work_norm *work;
	uint32_t work_count;
	const struct quota_norm *quotas;
	uint32_t quota_count;
	const struct cover_norm *covers;
	uint32_t cover_count;
	const struct category_norm *categories;
	uint32_t category_count;
};

struct question;
/* den 0: the KPI has no data. */
struct ratio norm_value(const struct question *q, struct norm_figure figure);
/* Half-open like every pair of days. */
static inline bool norm_holds(int32_t from, int32_t to, int32_t day)
{
	return day >= from && day < to;
}
