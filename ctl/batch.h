/* Many reports on their way to Redis at once: XADD after XADD, their replies awaited together. */
#pragma once
#include "ctl/server.h"
#include "rules/engine.h"

struct batch {
	struct server *server;
	struct buf bytes;
	uint32_t queued;
	/* inside, while sending */
	uint32_t left;
	bool lost;
	struct err why;
	ARRAY(struct entry_id) ids; /* that Redis gave, in the order of adding */
};

void batch_add(struct batch *b, const struct pair *pairs, uint32_t count);
/* Sends what was added since the last call; b->ids has one id more for each entry that Redis has. -1: some it has not, or nobody
 * knows: then ids holds those that came before the first such entry. */
int batch_send(struct batch *b, struct err *err);
void batch_free(struct batch *b);
