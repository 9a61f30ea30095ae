/* A model's folder, read and checked as a whole. */
#pragma once
#include "ctl/common.h"
#include "lua/host.h"
#include "model/load.h"

struct folder {
	struct bundle *bundle;
	struct model *model;
	struct host *host;
	struct problems problems; /* of model and decisions */
};
/* -1: the folder cannot be read at all, `err` says why, or `problems` holds errors and `err` is empty. Free it in any case. */
int folder_read(const char *path, const struct common *c, struct folder *out, struct err *err);
/* The same of a bundle that is there already; the files in `problems` are named as in the bundle. */
int folder_check(struct folder *f);
void folder_free(struct folder *f);
/* Prints what is wrong: `err` or the problems. */
int folder_complain(const struct folder *f, const struct err *err);
/* Where the shipped calendars and the catalogue stand: named; or beside the sources of a built tree, where they were installed,
 * beside the model as in config/, in the sources where one stands. Empty: nowhere. -1: what is named is no such place. */
int folder_share(const struct common *c, const char *model, struct buf *out, struct err *err);
/* A text file that stands beside a model's documents, at most 16 MiB, in the arena. */
int folder_text(struct arena *a, const char *path, struct str *out, struct err *err);
/* Writes such a file anew, over one that is there. Folders on its path that are missing are made. */
int folder_put(const char *path, struct str text, struct err *err);
