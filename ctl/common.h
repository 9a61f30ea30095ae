/* What all commands of sdmctl share: options, exit statuses, the language, colours, and writing to the terminal.
 *
 * A command's argp names the groups of options it takes as children and hands them its struct common:
 *
 *	static const struct argp_child children[] = { COMMON_OUTPUT, COMMON_SERVER, { 0 } };
 *	case ARGP_KEY_INIT: common_init(&mine->common); common_children(state, 2, &mine->common); break;
 */
#pragma once
#include "base/catalog.h"
#include "base/err.h"
#include <argp.h>

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
	const char *redis;    /* socket or host:port, NULL: from the daemon's settings */
	const char *settings; /* the daemon's settings file, NULL: the usual one where it exists */
	const char *company;  /* NULL: the only one of the settings */
	int wait_ms;          /* for an answer of Redis or the daemon */
	const char *data_root;
	const char *share_root;
};

extern const struct argp common_output_argp, common_server_argp, common_model_argp;
#define COMMON_OUTPUT                                                                                                            \
	{                                                                                                                        \
		&common_output_argp, 0, "Output:", 10                                                                            \
	}
#define COMMON_SERVER                                                                                                            \
	{                                                                                                                        \
		&common_server_argp, 0, "Redis:", 20                                                                             \
	}
#define COMMON_MODEL                                                                                                             \
	{                                                                                                                        \
		&common_model_argp, 0, "Model folders:", 30                                                                      \
	}

void common_init(struct common *c);
void common_children(struct argp_state *state, unsigned count, struct common *c);
/* A number of an option from `min` to `max`; a usage error else. */
int64_t common_number(struct argp_state *state, const char *option, const char *text, int64_t min, int64_t max);

/* One line "sdmctl: ..." on standard error; returns `status`. */
int common_complain(enum common_status status, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* Writes the buffer to standard output and empties it. A reader that has gone (sdmctl ... | head) ends the program. */
void common_flush(struct buf *b);
/* The same once it has grown large; for long lists. */
void common_flush_large(struct buf *b);

enum colour { COLOUR_PLAIN, COLOUR_BOLD, COLOUR_DIM, COLOUR_RED, COLOUR_YELLOW, COLOUR_GREEN };
/* Begins a colour, COLOUR_PLAIN ends it; nothing where the output takes none. */
void common_colour(const struct common *c, struct buf *b, enum colour colour);
/* Columns that a text takes: UTF-8 characters. */
size_t common_width(struct str s);
/* Text and blanks up to `width`; right-aligned where `width` is negative. */
void common_cell(struct buf *b, struct str s, int width);
