/* Small pages over HTTP for monitoring, on the daemon's own loop: GET and HEAD, one request a connection, and bounds on all
 * that a stranger can send. No TLS and no passwords: it belongs on a local port, or behind a proxy.
 *
 *	static const struct http_page pages[] = { { "/healthz", "application/json", page_health }, { 0 } };
 *	h = http_new(loop, &settings->http, pages, arg, log);
 *
 * A port that is taken is told once and tried again: a second sdmd of this machine waits for it as it waits for the lease.
 */
#pragma once
#include "daemon/address.h"
#include "daemon/log.h"

enum {
	HTTP_CONNECTIONS = 64,  /* at once; beyond that the oldest one is cut */
	HTTP_LIFE_MS = 5000,    /* of a connection, from accept to the last byte */
	HTTP_HEAD_BYTES = 4096, /* of a request's headers */
};
struct event_base;
struct http;
struct http_page {
	const char *path; /* NULL: the end */
	const char *type;
	int (*write)(void *arg, struct buf *out); /* the page; the answer's status */
};

/* All outlive it. */
struct http *http_new(struct event_base *loop, const struct address_bind *at, const struct http_page *pages, void *arg,
		      const struct log *log);
void http_free(struct http *h); /* NULL is fine */
