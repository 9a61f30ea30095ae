/* What a turn writes: outputs, receipts and journal entries, encoded as XADD commands into the turn's parcel as they come up.
 *
 * Only `receipts` entries with `upto` and the journal's progress know where a turn ends. Every other entry carries `n`, its
 * running number in its stream, and depends on the inputs alone.
 */
#pragma once
#include "daemon/journal.h"
#include "daemon/turn.h"

enum { PROGRESS_INPUTS = 10000, PROGRESS_MS = 1000, JOURNAL_KEEP = 2000000, TRIM_ENTRIES = 1000 };

struct outbox_keep { /* trimming of an output stream; 0: not by this */
	uint64_t entries;
	int64_t age_ms;
};
struct outbox {
	struct str company;
	struct outbox_keep keep;
	struct parcel parcel;             /* of the open turn */
	bool held_back;                   /* recovery, stand-by: outputs are counted, not encoded */
	uint64_t numbers[OUTPUT_STREAMS]; /* entries written so far, without `upto` */
	uint64_t skew;                    /* fence.inputs minus engine_inputs(): 0 unless a part of the log was lost */
	/* the open turn */
	uint32_t inputs;
	bool urgent;          /* an alert or task is in it */
	struct entry_id upto; /* reports that a receipt covers so far; 0-0: not known */
	/* progress of the journal */
	uint64_t journal_inputs;  /* at the last entry */
	int64_t journal_ms;       /* monotonic time of the last entry */
	uint64_t journal_entries; /* since the last checkpoint began */
	int64_t trimmed_ms;
	uint64_t untrimmed[OUTPUT_STREAMS]; /* entries added to each stream since it was last trimmed by number */
	struct buf keys[OUTPUT_STREAMS];    /* names of the output streams */
	struct buf key, number;             /* scratch, like the words of one command */
	struct str *words;
	size_t words_cap;
};

struct outbox *outbox_new(struct str company, struct outbox_keep keep);
void outbox_free(struct outbox *o);
uint64_t outbox_inputs(const struct outbox *o, const struct engine *e); /* as the fence counts them */
/* Nothing of an open turn; the position is the engine's. */
void outbox_restart(struct outbox *o, const struct engine *e);
/* One input or timer: its outputs, and its journal entry where it needs one. */
void outbox_add(struct outbox *o, const struct engine *e, const struct taken *what);
/* The end of the turn: the receipt up to `reports` and `commands`, where that is news, the journal's progress when it is due, and
 * the trimming of outputs: by number every TRIM_ENTRIES, by age once a minute (`wall_ms`: the time of Redis; 0: not known). */
void outbox_seal(struct outbox *o, const struct engine *e, struct entry_id reports, struct entry_id commands,
		 int64_t monotonic_ms, int64_t wall_ms);
/* An entry of the journal that is no input's: owner, checkpoint. */
void outbox_note(struct outbox *o, const struct engine *e, enum journal_kind kind, const struct journal_entry *more);
/* A checkpoint is complete: entries beyond the last JOURNAL_KEEP and behind it may go. */
void outbox_trim_journal(struct outbox *o);
/* Reports and commands before these ids may go; 0-0: none. */
void outbox_trim_inputs(struct outbox *o, struct entry_id reports, struct entry_id commands);
