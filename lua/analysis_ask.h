/* What the steps of analyses share: reading what is asked, its cost, and the record of what was read. */
#pragma once
#include "lua/rule.h"

enum {
	ANALYSIS_FIGURE = 50, /* instructions that a figure costs */
	ANALYSIS_SCOPES = 16, /* so many scopes looked at cost one */
};
/* Arguments: the case, the KPI's code, and a table of `options` if wanted. */
struct question analysis_ask(lua_State *L, const char *step, const char *const *options);
/* An option that is one of two words: false: the first, or it is left out. */
bool analysis_choice(lua_State *L, const char *step, const char *name, const char *first, const char *second);
/* The figures of a KPI of the case's scope go into the record of what it was judged by. */
void analysis_note(lua_State *L, const struct question *q, uint32_t kpi);

bool analysis_against_peers(lua_State *L, const char *step);

/* The kind of scope given as `by`, else the first that has parts of the case's scope; NONE: none has. Takes from the budget what
 * their figures will cost. */
uint32_t analysis_by(lua_State *L, const char *step, const struct question *q);

int analysis_peers(lua_State *L);
int analysis_trend(lua_State *L);
int analysis_funnel(lua_State *L); /* analysis_stages.c */
int analysis_need(lua_State *L);
int analysis_landings(lua_State *L); /* analysis_outlook.c */
int analysis_assignment(lua_State *L);
int analysis_workload(lua_State *L); /* analysis_capacity.c */
int analysis_capacity(lua_State *L);
int analysis_coverage(lua_State *L);
int analysis_entities(lua_State *L); /* analysis_portfolio.c */
