/* What this process has taken and written as the owner of a company, since it began: counters that only grow, as monitoring
 * needs them. The engine's own go back to a checkpoint and are folded again; a stand-by counts nothing.
 *
 *	tally_begin(&t, engine, outbox);      it is live
 *	tally_read(&t, engine, outbox, &now);
 *	tally_end(&t, engine, outbox);        it is not any more
 */
#pragma once
#include "daemon/outbox.h"

struct tally_counts {
	struct counters in;
	uint64_t out[OUTPUT_STREAMS];
};
struct tally {
	bool counting;
	struct tally_counts before; /* of earlier times as the owner */
	struct tally_counts start;  /* what engine and outbox said when this one began */
};

void tally_begin(struct tally *t, const struct engine *e, const struct outbox *o);
void tally_end(struct tally *t, const struct engine *e, const struct outbox *o);
void tally_read(const struct tally *t, const struct engine *e, const struct outbox *o, struct tally_counts *out);
