/* One company's life: its connections, its memory, and what it does next. docs/commit.md.
 *
 *	connect -> check Redis -> load the checkpoint -> follow the log -> (with the lease) take over -> fold to the fence -> live
 *
 * Whatever goes wrong leads back to loading, with back-off, and is said to the operator once.
 */
#pragma once
#include "daemon/log.h"
#include "daemon/settings.h"

struct event_base;
struct company;

/* `settings` and `log` outlive it. Starts connecting at once. */
struct company *company_new(struct event_base *loop, const struct settings *settings, struct str name, const struct log *log);
void company_free(struct company *c);
struct str company_name(const struct company *c);
/* Ends cleanly: what is folded is committed, a checkpoint at the fence, the lease given back. */
void company_stop(struct company *c);
bool company_is_stopped(const struct company *c);
/* Stopped for good by an error, so that somebody must look. */
bool company_is_broken(const struct company *c);
/* One phrase for an operator: "acme: live, 120 inputs, turn 17", and in brackets why it cannot do its work. */
void company_status(const struct company *c, struct buf *out);
