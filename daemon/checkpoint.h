/* Writes the state into Redis piece by piece, inside the commits of later turns. docs/state.md.
 *
 *	checkpoint_begin(c, engine, &head);              freezes the state as it is now
 *	while (!checkpoint_write(c, bytes, &parcel));    a piece for each commit; true: the manifest is in this parcel
 *
 * Commits happen in their order or not at all, so that a page is in Redis before the manifest that names it.
 */
#pragma once
#include "daemon/manifest.h"
#include "daemon/parcel.h"

struct checkpoint;

struct checkpoint *checkpoint_new(struct str company);
void checkpoint_free(struct checkpoint *c);
/* What Redis holds: pages of the next checkpoint go into the other slots. NULL: nothing. */
void checkpoint_loaded(struct checkpoint *c, const struct manifest *m);
/* Not while one is running. Of `head` everything but meta and sections is taken over; generation and time are set here. The
 * engine's sections must stay the same objects until the end: an activation waits for it. */
void checkpoint_begin(struct checkpoint *c, struct engine *e, const struct manifest *head);
/* Every page counts as changed: what Redis holds was made by a fold that came to something else. */
void checkpoint_rewrite(struct checkpoint *c, struct engine *e);
uint64_t checkpoint_generation(const struct checkpoint *c); /* of the current one; 0: none */
int64_t checkpoint_time_ms(const struct checkpoint *c);     /* when it was begun, wall time; 0: none */
bool checkpoint_is_running(const struct checkpoint *c);
/* Adds at most about `most_bytes` of pages, at least one. true: the manifest is among them, the checkpoint is complete. */
bool checkpoint_write(struct checkpoint *c, size_t most_bytes, struct parcel *p);
