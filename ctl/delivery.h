/* Where the reports of a simulation go: a file, a company's stream in Redis, or a fold in this process. */
#pragma once
#include "ctl/fold.h"
#include "ctl/mailbag.h"
#include "ctl/server.h"

/* All reports as a replay file, or as JSON lines. */
int delivery_write(const struct mailbag *m, const char *path, bool json, struct err *err);
/* To the stream of the server's company, many at a time. */
int delivery_send(const struct mailbag *m, struct server *s, struct err *err);

struct rehearsal {
	struct fold fold;
	uint32_t refused;   /* reports that were not accepted */
	struct buf refusal; /* of the first */
};
/* Folds them with the model of the folder, until the last day is over. Free it in any case; it must not move before. */
int rehearse(struct rehearsal *r, const struct mailbag *m, struct folder *f, struct err *err);
void rehearsal_free(struct rehearsal *r);
