/* A small company for the host's tests: no loader, no engine. The figures that a script sees are those of a flip; another
 * KPI has `other`. */
#pragma once
#include "base/problems.h"
#include "lua/host.h"
#include "rules/run_look.h"

enum { SCOPE_SELLER, SCOPE_TEAM, SCOPE_COMPANY }; /* S-1 of T-1 (head H-1) of C (head D-1) */

struct company {
	struct model model;
	struct source sources[2];
	struct decision_param params[4];
	struct problems problems;
	struct buf said; /* the problems as printed */
	struct arena *out;
	struct host *host;
	struct verdicts verdicts;
};
/* Loads one decision file; host is NULL and `said` tells why where it is wrong. */
void company_load(struct company *c, const char *lua);
/* Loads `lua` as the body of one decision "x": watch, owner, title and on_missing are given. */
void company_load_body(struct company *c, const char *lua);
void company_free(struct company *c);
/* Fact 300000 against a plan to date of 500000 and a target of 1000000, on 2026-04-10, since 2026-04-06. */
struct flip company_flip(enum flip_kind kind);
/* The run that FLIP_WAKE goes on with; NULL: there is none. */
extern const struct run_look *company_run;
const struct verdict *company_judge(struct company *c, const struct flip *flips, uint32_t count);
