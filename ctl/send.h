/* Writing one entry to a company's reports or commands and waiting for what becomes of it. */
#pragma once
#include "ctl/common_options.h"
#include "ctl/server.h"
#include "rules/engine.h"

enum { SEND_PAIRS_MAX = 300 };
struct send {
	const struct common *common;
	struct server *server;
	bool is_command;
	struct pair pairs[SEND_PAIRS_MAX];
	uint32_t count;
	struct buf by, token; /* of a command */
};

void send_add(struct send *s, const char *name, struct str text); /* `text` must live until send_now() */
/* command, by and token; NULL: who runs sdmctl, and a random one. */
void send_command(struct send *s, const char *command, const char *by, const char *token);
/* Adds the entry and prints its receipt. Where no daemon owns the company it says so and does not wait; the entry stays in the
 * stream. The exit status: 0 accepted or still to be taken, 1 refused, 3 no answer.
 */
int send_now(struct send *s);
void send_free(struct send *s);

/* The options --by and --token. */
struct send_options {
	const char *by, *token;
};
extern const struct argp send_argp;
#define SEND_CHILD                                                                                                               \
	{                                                                                                                        \
		&send_argp, 0, "Commands:", 15                                                                                   \
	}
