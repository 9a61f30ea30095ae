/* Brings a model's bundle from Redis before the fold needs it, since the fold does not wait.
 *
 *	if (!fetch_has(f, sha)) fetch_begin(f, sha);   the owner is told when it is there, or known to be missing
 */
#pragma once
#include "daemon/link.h"

struct event_base;
struct fetch;

struct fetch *fetch_new(struct event_base *loop, struct link *control, struct str company, void (*ready)(void *arg), void *arg);
void fetch_free(struct fetch *f);
/* An answer for this model has come: its text, or that there is none. */
bool fetch_has(const struct fetch *f, struct str sha);
void fetch_begin(struct fetch *f, struct str sha); /* asked again by itself when the link comes back */
/* Only after fetch_has(). -1: Redis holds no such model. The text is valid until the next fetch. */
int fetch_text(const struct fetch *f, struct str sha, struct str *out, struct err *err);
void fetch_forget(struct fetch *f); /* gives the memory back, and looks anew next time */
void fetch_link_up(struct fetch *f);
