/* TLS for link.c: a client context from the address, server name and host name check, and words for what went wrong. */
#pragma once
#include "daemon/link.h"

struct bufferevent;

/* Begins the handshake on a connected socket, which the result owns. NULL: `err` says what is wrong with the files. */
struct bufferevent *link_tls_start(struct event_base *loop, const struct link_address *address, int fd, struct err *err);
/* Why the handshake or the connection failed. */
void link_tls_reason(struct bufferevent *tls, const struct link_address *address, bool was_open, struct err *out);
