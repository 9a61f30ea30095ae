/* Portfolios: the entities of a scope on a day, as a list to work through. Asked for is what needs attention; answered are the
 * first of them in an order, and what all of them come to.
 *
 *	struct portfolio_question q = { .engine = e, .scope = s, .kind = deal, .stage = NONE, .day = today, .no_step = true,
 *					.order = PORTFOLIO_BY_WEIGHTED, .limit = 20 };
 *	portfolio_read(&q, &p);
 *
 * There is no way from a seller to what he holds: all entities of the kind are looked at.
 */
#pragma once
#include "rules/entity.h"

enum portfolio_order { PORTFOLIO_BY_AMOUNT, PORTFOLIO_BY_WEIGHTED, PORTFOLIO_BY_OVERDUE, PORTFOLIO_BY_AGE };
enum { PORTFOLIO_MAX = 100, PORTFOLIO_WHERE_MAX = 8 };

/* A field must be so: a text column, or the axis in that slot. */
struct portfolio_where {
	uint32_t column, slot; /* one of them NONE */
	struct str is;
};
struct portfolio_question {
	const struct engine *engine;
	uint32_t scope, kind;
	int32_t day; /* how they stand at its end */
	/* Which of them; all of these must hold. */
	bool closed_too;
	struct str key; /* this one alone; empty: any */
	uint32_t stage; /* in kind->stages; NONE: any */
	struct portfolio_where where[PORTFOLIO_WHERE_MAX];
	uint32_t where_count;
	/* What is wrong with them; one of those asked for is enough. */
	int64_t stale_e4; /* in its stage for longer than so many times its max_days, or the median of those won; 0: not asked */
	bool no_step, silent;
	bool overdue;
	int32_t overdue_least; /* working days; negative: so many before it is due */
	uint32_t pushed_least; /* 0: not asked */
	enum portfolio_order order;
	uint32_t limit; /* at most PORTFOLIO_MAX */
};
struct holding {
	uint32_t number;
	struct str key;
	struct entity_seen is;
	int64_t amount_e4;   /* what is still to be paid where the kind says what was paid; COLUMN_ABSENT */
	int64_t weighted_e4; /* amount x probability of the stage, rounded half away from zero; COLUMN_ABSENT */
	int32_t age_days;    /* in its stage; where it has none, since its first event */
	int32_t overdue;     /* working days of its seller's calendar after it was due; before it the negative of those left */
	bool stale;          /* as asked */
	uint32_t pushes;
	int32_t pushed_day; /* of the last one; DAY_NONE */
	uint32_t abc, xyz;  /* in abc_names, xyz_names; NONE: not put in a class yet */
};
/* Sums leave out what has no amount. */
struct portfolio {
	struct holding at[PORTFOLIO_MAX]; /* in order; equal ones go by key */
	uint32_t listed;
	uint32_t count;                /* those that are wanted */
	uint32_t of;                   /* those with nothing wrong too */
	i128 amount_e4, weighted_e4;   /* of `count` */
	i128 of_amount_e4;             /* of `of` */
	i128 listed_e4, listed_sum_e4; /* of those listed, and of `count`, in what the order goes by: amount or weighted */
};
void portfolio_read(const struct portfolio_question *q, struct portfolio *out);
