/* How a scope's figure stands among those of its peers: median, quartiles and place. */
#pragma once
#include "base/quartile.h"
#include "rules/kin.h"
#include "rules/question.h"

enum peers_by {
	PEERS_FACT,
	PEERS_ATTAINMENT, /* for plans of different sizes */
};
struct peers {
	struct ratio value;         /* of the scope itself; den 0: none */
	struct quartiles quartiles; /* of all that have a figure, itself among them */
	uint32_t count;             /* that have one */
	uint32_t without;           /* that have none */
	uint32_t place;             /* 1: nobody is better; equals share a place; 0: it has no figure */
};
/* ANALYSIS_NO_PEERS: fewer than two have a figure. Of a band nearer to it is better. */
enum analysis_outcome peers_of(struct arena *a, const struct question *q, enum kin_circle circle, enum peers_by by,
			       struct peers *out);
