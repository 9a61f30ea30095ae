/* Lists of an output stream's entries, newest last: what alerts, tasks, receipts and rejected have in common.
 *
 * Arguments FIELD=TEXT keep the entries whose field is just that; --latest keeps the last entry of each thing; --follow waits for
 * more; --json prints all fields.
 */
#pragma once
#include "ctl/wordbook.h"
#include "rules/engine.h"

struct listing_entry {
	struct str id;
	const struct pair *pairs;
	uint32_t count;
};
/* Makes an entry fit for a terminal: its control characters spelt out; only reasons keep their lines. The texts live in `a`. */
void listing_show(struct arena *a, struct pair *pairs, size_t count);
/* Empty where there is none. */
struct str listing_field(const struct listing_entry *e, const char *name);
/* A field in two languages: "title.ru" for "title"; the other one where there is none. */
struct str listing_text(const struct listing_entry *e, const char *name, enum language l);

struct kept;
struct listing {
	struct common common;
	const char *stream;
	const char *const *fields;        /* that its entries may have; NULL ends them */
	const char *empty;                /* catalogue key: the list is empty */
	const char *identity;             /* field whose last entry says how the thing stands; NULL: none */
	const char *noun, *identity_noun; /* counted phrases for entries and for identities under the list; NULL: none */
	void (*print)(const struct listing *l, const struct listing_entry *e, struct buf *b);
	bool (*wanted)(const struct listing *l, const struct listing_entry *e); /* NULL: every entry */
	struct wordbook words;
	const struct kept *kept; /* what has been read, while it is printed */
	/* from the command line */
	uint64_t count; /* at most so many; 0: all */
	bool follow, latest;
	const char **filters;
	uint32_t filter_count;
};

/* Parses the command line, reads and prints; the exit status. */
int listing_run(struct listing *l, int argc, char **argv, const char *doc);

/* The text `text` of another entry in what has been read whose field `same` is the same; empty where there is none. */
struct str listing_earlier(const struct listing *l, const struct listing_entry *e, const char *same, const char *text);

/* A phrase with one argument. */
void listing_say(const struct listing *l, struct buf *b, const char *key, const char *name, struct str text);
/* When the entry was written, and the instant that a field holds. */
void listing_add_written(const struct listing *l, struct buf *b, const struct listing_entry *e);
void listing_add_at(const struct listing *l, struct buf *b, const struct listing_entry *e);
/* An indented line of what an entry of a case says: fact, plan to date, deviation. */
void listing_add_figures(const struct listing *l, struct buf *b, const struct listing_entry *e);
