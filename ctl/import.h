/* An import in its steps: the file is read and every row checked against the model in force; then the reports are sent. */
#pragma once
#include "ctl/server.h"
#include "model/table.h"
#include "rules/engine.h"

struct mapping; /* model/mapping.h, which goes with no argp */
struct import {
	const struct common *common;
	struct server *server;
	const struct model *model;
	const char *path, *map_path, *mark_path;
	bool skip_bad;
	uint64_t ahead; /* at most so many sent that are not taken yet */
	/* read and checked */
	struct arena *arena;
	struct buf text, map_text;
	struct problems problems;
	const struct table *table; /* NULL: mapping or file cannot be read */
	struct mapping *mapping;
	char digest[65];   /* of the file, the mapping and the company */
	uint8_t *bad;      /* of each row */
	uint64_t left_out; /* rows that are no reports, those that could not even be read as rows included */
	uint64_t repeated; /* rows that say what an earlier one said */
	/* sent */
	ARRAY(struct entry_id) ids; /* in order, and beside them the row */
	ARRAY(uint32_t) rows;
	uint64_t sent_before; /* rows that an earlier run has done with */
	uint64_t counts[ANSWER_REJECTED + 1];
	uint64_t waiting;
};

/* ---- import_check.c ---- */
/* The whole of a file, at most 1 GiB. */
int import_read_file(const char *path, struct buf *out, struct err *err);
/* Reads mapping and file and checks all rows; what is wrong is among x->problems. -1: something cannot be read at all. */
int import_check(struct import *x, int64_t now_ms, struct err *err);
/* The report of a row; NULL: none. */
const struct pair *import_row(const struct import *x, uint32_t row, struct arena *a, uint32_t *out_count);
void import_free(struct import *x);

/* ---- import_send.c ---- */
/* Sends the good rows from `from` on. The exit status; what went wrong has been said. */
int import_send(struct import *x, uint32_t from);

/* ---- import_mark.c: how many rows are done with, in a file beside the imported one ---- */
/* 0 where there is no such file or it is of another import; *out_other then says so. */
uint32_t import_mark_read(const struct import *x, bool *out_other);
int import_mark_write(const struct import *x, uint32_t rows, struct err *err);
void import_mark_remove(const struct import *x);

/* ---- import_bar.c ---- */
/* Shows how far it is, on a terminal alone; `done` of `all` rows. With `done` UINT64_MAX the line is cleared. */
void import_bar(uint64_t done, uint64_t all);
