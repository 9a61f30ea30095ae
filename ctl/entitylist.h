/* The entities of a kind as they stand at the end of a day: which of them are wanted, in which order, and what they sum up to. */
#pragma once
#include "ctl/entityfield.h"

enum entity_wanted { ENTITY_OPEN, ENTITY_CLOSED, ENTITY_ALL };
enum entity_order {
	ENTITY_BY_AMOUNT, /* the largest first */
	ENTITY_BY_AGE,    /* the oldest first */
	ENTITY_BY_DUE,    /* what is due first, then what never is */
	ENTITY_BY_KEY,    /* also among those that are equal otherwise */
};
struct entity_filter {
	enum entity_wanted state;
	uint32_t stage;  /* in kind->stages; NONE: any */
	uint32_t seller; /* model index; NONE: any */
	uint32_t unit;   /* of the seller on that day, or above his; NONE: any */
	bool over_age, overdue, no_step, silent;
};

struct entity_row {
	struct str key; /* the engine's */
	uint32_t number;
	struct entity_seen is;
};
/* What of a kind there is to be seen: fields that it has and that no form marks as personal. */
struct entity_sight {
	bool key, stage, amount, balance, due, next_step, over_age, silence;
	enum field_type amount_type;
};
struct entitylist {
	const struct engine *engine;
	uint32_t kind;
	int32_t day;
	struct entity_sight sight;
	ARRAY(struct entity_row) rows;
	uint64_t known;       /* entities heard of by that day, wanted or not */
	i128 amount, balance; /* sums of the rows */
};

/* `m` is the engine's model. */
struct entity_sight entity_sight_of(const struct model *m, uint32_t kind);
/* `seller`: model index, NONE. */
bool entity_is_wanted(const struct model *m, const struct entity_filter *f, uint32_t seller, const struct entity_seen *x,
		      int32_t day);
bool entity_comes_before(enum entity_order order, const struct entity_row *a, const struct entity_row *b);
/* Reads and sorts; engine, kind and day are set, the rest is empty. */
void entitylist_read(struct entitylist *l, const struct entity_filter *f, enum entity_order order);
void entitylist_free(struct entitylist *l);
