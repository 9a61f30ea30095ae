/* What all commands of sdmctl share: exit statuses, the language, colours, and writing to the terminal. The options that set it
 * are in ctl/common_options.h: argp brings a `struct option` of its own, and model/option.h has another.
 */
#pragma once
#include "base/catalog.h"
#include "base/err.h"

enum common_status {
	STATUS_OK = 0,
	STATUS_NO = 1,    /* the answer is no: problems found, refused, digests differ */
	STATUS_USAGE = 2, /* the command line makes no sense */
	STATUS_AWAY = 3,  /* Redis, a file or the daemon is not there */
};

struct common {
	enum language language;
	bool json;
	bool colour;          /* standard output takes colours */
	bool utf8;            /* the locale's letters, so that charts may be drawn of blocks */
	const char *redis;    /* socket or host:port, NULL: from the daemon's settings */
	const char *settings; /* the daemon's settings file, NULL: the usual one where it exists */
	const char *company;  /* NULL: the only one of the settings */
	int wait_ms;          /* for an answer of Redis or the daemon */
	const char *data_root;
	const char *share_root;
};

void common_init(struct common *c); /* from the environment */
/* One line "sdmctl: ..." on standard error; returns `status`. */
int common_complain(enum common_status status, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* Writes the buffer to standard output and empties it. A reader that has gone (sdmctl ... | head) ends the program. */
void common_flush(struct buf *b);
/* The same once it has grown large; for long lists. */
void common_flush_large(struct buf *b);

enum colour { COLOUR_PLAIN, COLOUR_BOLD, COLOUR_DIM, COLOUR_RED, COLOUR_YELLOW, COLOUR_GREEN };
/* Begins a colour, COLOUR_PLAIN ends it; nothing where the output takes none. */
void common_colour(const struct common *c, struct buf *b, enum colour colour);
/* Text and blanks up to `width`; right-aligned where `width` is negative. */
void common_cell(struct buf *b, struct str s, int width);
