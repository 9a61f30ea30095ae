/* Which decision, whom and when a command is asked about: plan_lag s.vlasov, of a company that has been folded. */
#pragma once
#include "rules/engine.h"

struct asked {
	const char *decision, *scope, *period, *at; /* as given; period and at may be NULL */
	/* asked_resolve() */
	uint32_t index; /* of the decision */
	uint32_t who;
	struct period in;
	int32_t day; /* DAY_NONE: now */
};

/* The scope is of the decision's kind, whose code may be left out; the period, where none is given, that of the day. */
int asked_resolve(struct asked *x, const struct engine *e, struct err *err);
