/* As it was known then: a fold that ends before the first input of a later time than the instant asked for, with the model of
 * then, and lets time pass up to it, so that what was due has happened.
 *
 *	known_read(k, model, err);
 *	while (known_take(k, turn, inputs, count, at++));
 *	known_end(k, turn, INT64_MAX, "", err);
 *
 * The time of an input is the engine's: its entry id on wall time, `received_at` on log time, never backwards.
 */
#pragma once
#include "ctl/wordbook.h"
#include "daemon/fence.h"
#include "daemon/turn.h"

struct known {
	const char *text; /* --known-at; NULL: as it is known now, and everything here lets everything through */
	int64_t at_ms;    /* known_read() */
	bool misread;     /* the instant is none of this company: it is the command line that is wrong */
	/* the fold's */
	bool past;       /* time has gone beyond the instant: nothing more is taken */
	uint64_t later;  /* inputs met and not taken */
	int64_t next_ms; /* the time of the first of them */
};

/* The option; its input is the struct known. */
struct argp;
extern const struct argp known_argp;

/* What the text means, in the zone of this company's model where it says no offset. `m` NULL: there is none at hand. */
int known_read(struct known *k, const struct model *m, struct err *err);
/* Takes inputs[at] of a batch, as turn_take_of(). False: it is of a later time and was not taken. `k` may be NULL. */
bool known_take(struct known *k, struct turn *t, const struct input *inputs, uint32_t count, uint32_t at);
/* After the last input. `end_ms` is the moment up to which anything can be known, and `what` says so: "in Redis it is". Fails
 * where the instant lies after it or before the first input. */
int known_end(struct known *k, struct turn *t, int64_t end_ms, const char *what, struct err *err);

/* ---- known_redis.c: of a company in Redis ---- */
/* known_read() with the model in force. */
int known_read_in_force(struct known *k, const struct common *c, struct server *s, struct err *err);
/* known_end() of a fold that may go up to the fence. On wall time it fails too where something that came by then has not been
 * taken. */
int known_end_in_redis(struct known *k, struct turn *t, struct server *s, const struct fence *f, struct err *err);

/* For people one line, for programs members of an object; nothing where nobody asked. */
void known_add(const struct known *k, const struct wordbook *w, const struct engine *e, struct buf *b);
void known_add_json(const struct known *k, const struct engine *e, struct buf *b);
