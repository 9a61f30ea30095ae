/* A bundle: all files that make a model, by path, in one content-addressed text. What `activate` ships to Redis and the
 * daemon loads: YAML, tables, Lua, calendars and the time-zone files themselves, so that a replay needs nothing else.
 */
#pragma once
#include "base/err.h"
#include "base/mem.h"

struct bundle_file {
	struct str
		path; /* "company.yaml", "decisions/plan_lag.lua", "data/plan.csv", "calendars/ru.csv", "zones/Europe/Moscow" */
	struct str text;
};
struct bundle {
	struct arena *arena;       /* owns everything */
	struct bundle_file *files; /* by path */
	uint32_t count;
	char sha[65]; /* SHA-256 of bundle_pack() */
};

/* Reads a model's folder: its *.yaml, *.csv, every .lua under decisions/, and what those name: tables (a path that begins with
 * "data:" is looked up under `data_root`, which may be NULL), calendars (folder, then `share_root`/calendars), zones; and where
 * ready KPIs are used catalogue/kpis.yaml (folder, then `share_root`). */
int bundle_read(const char *folder, const char *data_root, const char *share_root, struct bundle **out, struct err *err);
/* A bundle of these files, in any order, each path once. It takes over the arena; the texts may live there or elsewhere. */
struct bundle *bundle_make(struct arena *a, const struct bundle_file *files, size_t count);
const struct bundle_file *bundle_find(const struct bundle *b, struct str path);
/* The canonical text, and back. The text's SHA-256 is the model's name. */
void bundle_pack(const struct bundle *b, struct buf *out);
int bundle_unpack(struct str packed, struct bundle **out, struct err *err);
void bundle_free(struct bundle *b);
