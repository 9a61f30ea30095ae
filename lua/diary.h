/* The journal of a run: what the world has told it. Bytes in the state, made and read here alone.
 *
 * Three kinds of entries, each with a key and a value:
 *
 *	STEP    a step that was done: "task:recovery_plan", and what it returned
 *	READ    what was read of the world since the run was woken last: ".fact", "win_rate.fact", "@anna.boss", "decompose..."
 *	RESUME  a wait that the run came past, and what it gave; what follows it happened when the run was woken then
 *
 * At each wake the run is executed from its beginning against its journal. What stands there is not done again, and a read
 * within a past stretch gives what it gave then; where the journal ends the run is alive.
 */
#pragma once
#include "lua/rule.h"

enum entry_type { ENTRY_STEP = 1, ENTRY_READ, ENTRY_RESUME };
enum { JOURNAL_ENTRIES = 1000, JOURNAL_BYTES = 64 * 1024 };

/* ---- pack.c: values of scripts as bytes ---- */
/* A whole number, seven bits a byte. */
void pack_add_number(struct buf *b, uint32_t n);
bool pack_take_number(struct str *s, uint32_t *out);
/* Appends the value at `at`: nil, booleans, numbers, texts, quantities, durations, persons, tables of these. Leaves by error
 * where it is something else. */
void pack_add(lua_State *L, int at, struct buf *b);
/* Pushes the value that `*s` begins with and cuts it off; false: the bytes are none. */
bool pack_push(lua_State *L, struct str *s);
/* Adds the value that `*s` begins with as text and cuts it off; false: the bytes are none. */
bool pack_say(struct str *s, struct buf *out);

/* ---- diary.c ---- */
struct journal_entry {
	enum entry_type type;
	uint32_t stretch;                        /* of the run: RESUME the one that it begins, others that in which they stand */
	uint32_t key, key_len, value, value_len; /* in bytes */
	bool met;
};
struct journal {
	struct buf bytes;
	size_t old_bytes; /* so many were there before this execution */
	ARRAY(struct journal_entry) entries;
	uint32_t old_count;
	uint32_t stretch;   /* in which the run is now */
	uint32_t stretches; /* the latest that the journal knows */
	uint32_t cursor;    /* where the last entry was found */
};
/* Begins an execution against these bytes; false: they are no journal. */
bool journal_open(struct journal *j, struct str bytes);
void journal_free(struct journal *j);
/* Has the run come to what nobody has seen yet? */
static inline bool journal_is_live(const struct journal *j)
{
	return j->stretch == j->stretches;
}
/* Pushes what the journal holds of a key and makes it known; false: nothing. A read that a past stretch did not make is where the
 * run parts from its journal: leaves by error. So does whatever is new where nothing is to be done (host.dry). */
bool journal_recall(lua_State *L, enum entry_type type, struct str key);
/* Keeps the value on top. */
void journal_keep(lua_State *L, enum entry_type type, struct str key);
/* Which use of a step's key the last recall or keep was, from 1. */
uint32_t journal_use(const struct journal *j, enum entry_type type, struct str key);
/* Of a run taken over to another version: appends to *out the entries that this execution has come to and returns how many. The
 * names of waits that it has not come to go to `unmade`, copied into `a`, at most `max`; *out_count: how many. */
uint32_t journal_met(const struct journal *j, struct buf *out, struct arena *a, struct str *unmade, uint32_t max,
		     uint32_t *out_count);
/* The first old step that this execution has not come to; empty: it came to all. Of the journal's bytes. */
struct str journal_unmet(const struct journal *j);
