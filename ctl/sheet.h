/* An analysis sheet: one question to the engine, and its answers as sections for people or members of one JSON object.
 *
 * A section asks, then prints its line and table, or says why there is no answer.
 */
#pragma once
#include "ctl/grid.h"
#include "ctl/wordbook.h"
#include "rules/effects.h"
#include "rules/peers.h"
#include "rules/question.h"

struct sheet {
	const struct common *common;
	const struct wordbook *words;
	const struct model *m;
	struct question q;
	enum effects_method method;
	uint32_t by; /* kind of the parts; NONE: there are none */
	enum kin_circle circle;
	enum peers_by of;
	bool against_peers; /* the funnel */
	uint32_t periods;   /* of the trend */
	struct arena *arena;
	struct buf *out;
	uint32_t answers;
};

/* sheet_parts.c */
void sheet_add_decomposition(struct sheet *s);
void sheet_add_mix(struct sheet *s);
void sheet_add_contributors(struct sheet *s);
/* sheet_peers.c */
void sheet_add_peers(struct sheet *s);
void sheet_add_trend(struct sheet *s);
/* sheet_stages.c */
void sheet_add_funnel(struct sheet *s);
void sheet_add_need(struct sheet *s);
/* sheet_outlook.c */
void sheet_add_landing(struct sheet *s);
void sheet_add_assignment(struct sheet *s);
/* sheet_capacity.c */
void sheet_add_workload(struct sheet *s);
void sheet_add_capacity(struct sheet *s);
void sheet_add_coverage(struct sheet *s);

/* ---- sheet.c: what the sections share ---- */
/* "name":{ or the section's heading; `outcome` other than ANALYSIS_DONE: with the reason, and the section ends. `kpi` is the one
 * at fault. */
bool sheet_begin(struct sheet *s, const char *name, enum analysis_outcome outcome, uint32_t kpi);
void sheet_end(struct sheet *s);
/* Head of a grid: catalogue keys. */
void sheet_head(const struct sheet *s, struct grid *g, const char *const *keys);
void sheet_amount(const struct sheet *s, struct grid *g, uint32_t kpi, struct ratio r); /* a cell; empty where den is 0 */
void sheet_e4(const struct sheet *s, struct grid *g, uint32_t kpi, int64_t e4);
void sheet_share(const struct sheet *s, struct grid *g, struct ratio part, struct ratio whole);
void sheet_word(const struct sheet *s, struct grid *g, const char *key); /* a cell of one phrase; NULL: empty */
void sheet_kpi(const struct sheet *s, struct grid *g, uint32_t kpi);
void sheet_scope(const struct sheet *s, struct grid *g, uint32_t scope);
/* Prints a grid of which the columns from 1 on are numbers, and frees it. */
void sheet_grid(struct sheet *s, struct grid *g, unsigned last_number);
/* A line of one phrase. */
void sheet_line(struct sheet *s, const char *key, const struct catalog_arg *args, size_t count);
/* The KPI's unit, as text for a line's argument. */
void sheet_add_amount(const struct sheet *s, struct buf *b, uint32_t kpi, struct ratio r);
void sheet_json_scope(struct sheet *s, uint32_t scope);
void sheet_json_e4(struct sheet *s, const char *name, int64_t e4);
