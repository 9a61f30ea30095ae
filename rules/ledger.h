/* The reading rule: of every (form, id) the highest revision counts, whatever the order of arrival. A correction moves
 * exactly the difference; a retraction takes away what was counted, or leaves a tombstone.
 */
#pragma once
#include "rules/report.h"
#include "rules/state.h"

/* Takes a decoded report into the state, or says why not (*why, nothing changed). */
enum answer ledger_take(struct engine *e, const struct report *r, struct entry_id entry, struct arena *a, struct receipt *why);
/* The highest revision of an id that was seen, 0: none. */
uint32_t ledger_revision(const struct engine *e, struct hash128 key);
/* What counts of an id now: a chain in its table's facts, number + 1; 0: nothing. */
uint32_t ledger_facts(const struct engine *e, struct hash128 key);
/* Looks at the next few ids and forgets those whose date and last arrival lie behind their form's horizon. Called once a day;
 * every id comes round within LEDGER_SWEEPS days. */
enum { LEDGER_SWEEPS = 16 };
void ledger_sweep(struct engine *e);
/* Ids of a form (in names.forms) up to a day have been forgotten. */
void ledger_forgotten(struct engine *e, uint32_t form, int32_t day);
void ledger_index(struct engine *e);
