/* The bytes of one connection on the loop, for link.c alone: finds the address, connects (unix socket, TCP, TLS), reads and
 * writes. Plain sockets are read straight into `in`; TLS goes through a bufferevent. Knows nothing of Redis.
 */
#pragma once
#include "daemon/link.h"

struct wire;
struct wire_events {
	void (*open)(void *arg);                        /* bytes may flow */
	void (*bytes)(void *arg);                       /* more stands in wire_in() */
	void (*lost)(void *arg, const struct err *why); /* closed already; wire_open() may be called again */
};

/* Keeps `address`, `events` by reference. */
struct wire *wire_new(struct event_base *loop, const struct link_address *address, const struct wire_events *events, void *arg);
void wire_free(struct wire *w);
/* One event follows from the loop: `open` or `lost`. */
void wire_open(struct wire *w);
void wire_close(struct wire *w);      /* no event follows */
struct buf *wire_in(struct wire *w);  /* the reader takes bytes away from it */
struct buf *wire_out(struct wire *w); /* append here, then wire_flush() or wire_flush_soon() */
void wire_flush(struct wire *w);
void wire_flush_soon(struct wire *w); /* at the end of this round of the loop */
size_t wire_unsent(const struct wire *w);
