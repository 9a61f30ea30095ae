/* Finds the model with which a new company begins: `model:active` where somebody has set it, else the first `activate` command
 * that names a model which loads. Nothing is taken from the streams by that.
 */
#pragma once
#include "daemon/fetch.h"
#include "daemon/turn.h"

struct birth;
struct birth_events {
	void (*ready)(void *arg);                          /* the turn has its engine */
	void (*waiting)(void *arg, const struct err *why); /* nothing yet, it goes on looking */
};

struct birth *birth_new(struct event_base *loop, struct link *control, struct str company, struct turn *turn, struct fetch *fetch,
			const struct birth_events *events, void *arg);
void birth_free(struct birth *b);
void birth_start(struct birth *b);
void birth_stop(struct birth *b);
void birth_model_ready(struct birth *b);
void birth_link_up(struct birth *b);
