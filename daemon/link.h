/* One connection to Redis on the loop: libevent moves the bytes (unix socket, TCP, TLS), hiredis formats the commands.
 *
 * Replies come in the order of the commands, each to its callback, as raw bytes to be walked with resp.h. A lost connection
 * gives every outstanding callback a NULL reply and then LINK_DOWN; the link comes back by itself with back-off (50 ms
 * doubling to 5 s) and says LINK_UP after AUTH and SELECT have succeeded. While it is down, LINK_DOWN comes again only when
 * the reason is another one. A server that owes a reply and is silent for 10 s counts as lost.
 * The program ignores SIGPIPE.
 */
#pragma once
#include "base/err.h"
#include "base/str.h"

struct event_base;
struct link;
enum link_change { LINK_UP, LINK_DOWN };

struct link_address {
	struct str unix_path; /* else host and port */
	struct str host;
	uint16_t port;
	struct str user, password; /* empty: no AUTH */
	uint32_t database;
	bool tls;
	struct str ca_file, cert_file, key_file, server_name; /* TLS; empty: system CAs, no client certificate, host */
};
typedef void (*link_reply)(void *arg, const struct str *reply); /* NULL: connection lost, whether it was done is unknown */
typedef void (*link_changed)(void *arg, enum link_change change, const struct err *why);

/* `name` goes to CLIENT SETNAME and the messages. Starts connecting at once. */
struct link *link_new(struct event_base *loop, const struct link_address *address, const char *name, link_changed changed,
		      void *arg);
void link_free(struct link *l); /* outstanding callbacks are not called; not from inside one of its callbacks */
bool link_is_up(const struct link *l);
const char *link_trouble(const struct link *l); /* why it is not up; empty: it is, or was never tried */
struct str link_place(const struct link *l);    /* "redis at unix:/run/redis/redis.sock", for messages */
/* Queues one command. Only while up. Sent at the end of this round of the loop, many together, or by link_flush(). */
void link_call(struct link *l, size_t argc, const struct str *argv, link_reply done, void *arg);
/* Queues bytes that the caller has formatted itself, holding exactly `commands` commands; `done` gets each reply, or NULL once
 * for all that had none yet when the connection was lost. */
void link_send(struct link *l, struct str bytes, uint32_t commands, link_reply done, void *arg);
/* Gives the kernel now what is queued, so that Redis works while the caller goes on. */
void link_flush(struct link *l);
/* Only inside a reply's callback: exchanges the memory behind `reply` for `*io` (which may be empty), so that the reply stays
 * without a copy for as long as the caller keeps the buffer. */
void link_take(struct link *l, struct buf *io);
/* What is still owed to `arg` is thrown away: for an owner that goes before the link. */
void link_forget(struct link *l, const void *arg);
size_t link_unsent(const struct link *l); /* bytes not yet taken by the kernel */
/* Appends one command in RESP to a buffer, for link_send(). */
void link_format(struct buf *b, size_t argc, const struct str *argv);
/* Runs the loop until the reply of this one command has come; for sdmctl and start-up checks. The reply is copied to
 * *out. Fails with the link's reason after timeout_ms. */
int link_ask(struct link *l, struct event_base *loop, size_t argc, const struct str *argv, int timeout_ms, struct buf *out,
	     struct err *err);
