/* Companies looked at again and again: what `sdmctl top` shows, before it is drawn. It outlives a Redis that goes and comes back.
 */
#pragma once
#include "ctl/census.h"
#include "ctl/glance.h"
#include "ctl/wordbook.h"

enum { BOARD_HISTORY = 60 };

struct watched { /* a company */
	struct str name;
	bool failed; /* the last look at it; `why` */
	struct err why;
	struct glance seen, before;
	struct census census;
	int64_t history[BOARD_HISTORY]; /* reports a second in 1/10000, the last one at the end */
	uint32_t history_count;
	struct wordbook words;
	struct str words_model; /* whose words they are: the SHA-256 */
};
struct board {
	const struct common *common;
	struct server server;
	struct watched *companies;
	uint32_t count;
	bool away; /* Redis, at the last look; `why` */
	struct err why;
	int64_t looked_ms; /* wall time of that */
};

/* The company asked for, else all of the settings file. Close it in any case. */
int board_open(struct board *b, const struct common *c, struct err *err);
void board_close(struct board *b);
/* `patient`: waits for a connection as long as other commands do; else a Redis that is away is noted at once. */
void board_look(struct board *b, bool patient);
/* The exit status of `status`, over all companies. */
enum common_status board_status(const struct board *b);

/* "served", "stopped", "unserved" or "lost". */
const char *watched_state(const struct watched *w);
/* A field of its last alert; empty: it has none. */
struct str watched_alert(const struct watched *w, const char *field);
/* How long ago, in seconds; -1: never, or the entry's id is no time. */
int64_t board_alert_age_s(const struct board *b, const struct watched *w);
int64_t board_waiting_s(const struct board *b, const struct glance_waiting *w);

/* ---- board_view.c, board_json.c ---- */
struct view {
	unsigned columns, rows; /* 0 rows: as many as it takes */
	int every_s;
	bool keys; /* q and space do something */
};
void board_add_view(const struct board *board, const struct view *v, struct buf *out);
void board_add_json(const struct board *board, struct buf *out);
