/* One flip being judged: what judge.c and wake.c share. */
#pragma once
#include "lua/rule.h"

struct job {
	const struct flip *flip;
	struct rule *rule;
	const struct decision *decision;
	struct case_run run;
	struct verdict *verdict;
	struct run_look look; /* FLIP_WAKE: the run as it is */
};
/* Judges j->flip by the decision at that place of this host, into j->verdict. */
void judge_by(struct host *h, struct job *j, uint32_t decision, struct arena *a);
/* A run goes on: in the version with which it began, unless it is to be taken over to the one in force. */
void judge_wake(struct host *h, struct job *j, struct arena *a);
