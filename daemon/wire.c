#include "daemon/wire.h"

#include "base/mem.h"
#include "daemon/link_tls.h"

#include <errno.h>
#include <event2/buffer.h>
#include <event2/bufferevent.h>
#include <event2/dns.h>
#include <event2/event.h>
#include <event2/util.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

enum { READ_BYTES = 128 << 10, READS_A_ROUND = 8 };

struct wire {
	struct event_base *loop;
	const struct link_address *address;
	const struct wire_events *events;
	void *arg;
	int fd; /* -1: none */
	bool is_open;
	struct bufferevent *tls; /* owns fd */
	struct event *begin, *readable, *writable, *soon;
	struct evdns_base *dns;
	struct evdns_getaddrinfo_request *asking;
	struct evutil_addrinfo *found; /* addresses of the host */
	struct evutil_addrinfo *next;  /* the one to try next */
	struct err why;
	struct buf in;
	struct buf out;
	size_t sent; /* bytes of `out` that the kernel has */
};

static void try_next(struct wire *w);

static void lose(struct wire *w)
{
	struct err why = w->why;

	wire_close(w);
	w->events->lost(w->arg, &why);
}

static void drop_socket(struct wire *w)
{
	if (w->readable)
		event_free(w->readable);
	if (w->writable)
		event_free(w->writable);
	w->readable = w->writable = NULL;
	if (w->tls)
		bufferevent_free(w->tls);
	else if (w->fd >= 0)
		close(w->fd);
	w->tls = NULL;
	w->fd = -1;
}

/* ---- reading and writing ---- */

static void read_plain(evutil_socket_t fd, short what, void *arg)
{
	struct wire *w = arg;
	bool closed = false;

	(void)what;
	for (int i = 0; i < READS_A_ROUND && !closed; i++) {
		buf_reserve(&w->in, READ_BYTES);
		size_t room = w->in.cap - w->in.len - 1; /* a NUL follows the bytes of a buf */
		ssize_t got = recv(fd, w->in.ptr + w->in.len, room, 0);

		if (got > 0)
			w->in.len += (size_t)got;
		else if (got == 0)
			closed = err_set(&w->why, "the server closed the connection") < 0;
		else if (errno != EAGAIN && errno != EINTR)
			closed = err_set(&w->why, "the connection broke: %s", strerror(errno)) < 0;
		if (got < (ssize_t)room)
			break;
	}
	w->events->bytes(w->arg);
	/* `bytes` may have closed the wire */
	if (closed && w->fd == fd)
		lose(w);
}

static void read_tls(struct bufferevent *tls, void *arg)
{
	struct wire *w = arg;
	struct evbuffer *from = bufferevent_get_input(tls);
	size_t len = evbuffer_get_length(from);

	buf_reserve(&w->in, len);
	evbuffer_remove(from, w->in.ptr + w->in.len, len);
	w->in.len += len;
	w->events->bytes(w->arg);
}

static void write_plain(struct wire *w)
{
	while (w->sent < w->out.len) {
		ssize_t n = send(w->fd, w->out.ptr + w->sent, w->out.len - w->sent, MSG_NOSIGNAL);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0) {
			/* a broken connection is told by the reader, which first takes what has arrived */
			if (errno == EAGAIN)
				event_add(w->writable, NULL);
			return;
		}
		w->sent += (size_t)n;
	}
	buf_clear(&w->out);
	w->sent = 0;
}

void wire_flush(struct wire *w)
{
	if (!w->is_open || w->out.len == 0)
		return;
	if (w->tls == NULL) {
		write_plain(w);
		return;
	}
	bufferevent_write(w->tls, w->out.ptr, w->out.len);
	buf_clear(&w->out);
}

static void flush_now(evutil_socket_t fd, short what, void *arg)
{
	(void)fd, (void)what;
	wire_flush(arg);
}

void wire_flush_soon(struct wire *w)
{
	event_active(w->soon, EV_WRITE, 0);
}

size_t wire_unsent(const struct wire *w)
{
	size_t inside = w->tls ? evbuffer_get_length(bufferevent_get_output(w->tls)) : 0;

	return w->out.len - w->sent + inside;
}

/* ---- connecting ---- */

static void opened(struct wire *w)
{
	w->is_open = true;
	w->events->open(w->arg);
}

static void tls_event(struct bufferevent *tls, short what, void *arg)
{
	struct wire *w = arg;

	if (what & BEV_EVENT_CONNECTED) {
		opened(w);
	} else if (what & (BEV_EVENT_EOF | BEV_EVENT_ERROR)) {
		link_tls_reason(tls, w->address, w->is_open, &w->why);
		lose(w);
	}
}

static void connected(struct wire *w)
{
	int one = 1;

	if (w->address->unix_path.len == 0)
		setsockopt(w->fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof(one));
	if (w->address->tls) {
		event_free(w->writable);
		w->writable = NULL;
		w->tls = link_tls_start(w->loop, w->address, w->fd, &w->why);
		if (w->tls == NULL) {
			lose(w);
			return;
		}
		bufferevent_setcb(w->tls, read_tls, NULL, tls_event, w);
		bufferevent_enable(w->tls, EV_READ | EV_WRITE);
		return;
	}
	w->readable = event_new(w->loop, w->fd, EV_READ | EV_PERSIST, read_plain, w);
	event_add(w->readable, NULL);
	opened(w);
}

/* Before the connection stands: the outcome of connect(). Later: the kernel takes bytes again. */
static void ready_to_write(evutil_socket_t fd, short what, void *arg)
{
	struct wire *w = arg;
	int error = 0;
	socklen_t len = sizeof(error);

	(void)what;
	if (w->is_open) {
		wire_flush(w);
		return;
	}
	getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &len);
	if (error == 0) {
		connected(w);
		return;
	}
	drop_socket(w);
	err_set(&w->why, "%s%s", strerror(error), error == ECONNREFUSED ? "; is redis-server running there?" : "");
	try_next(w);
}

static void connect_to(struct wire *w, const struct sockaddr *to, socklen_t len)
{
	w->fd = socket(to->sa_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if (w->fd < 0) {
		err_set(&w->why, "no socket: %s", strerror(errno));
		try_next(w);
		return;
	}
	if (connect(w->fd, to, len) < 0 && errno != EINPROGRESS) {
		const char *advice = errno == ENOENT         ? "; is redis-server running, with this unixsocket?"
				     : errno == ECONNREFUSED ? "; is redis-server running there?"
				     : errno == EACCES       ? "; this user must be in the socket's group"
							     : "";

		err_set(&w->why, "%s%s", strerror(errno), advice);
		drop_socket(w);
		try_next(w);
		return;
	}
	w->writable = event_new(w->loop, w->fd, EV_WRITE, ready_to_write, w);
	event_add(w->writable, NULL);
}

static void try_next(struct wire *w)
{
	struct evutil_addrinfo *to = w->next;

	if (to == NULL) {
		lose(w);
		return;
	}
	w->next = to->ai_next;
	connect_to(w, to->ai_addr, (socklen_t)to->ai_addrlen);
}

static void resolved(int failed, struct evutil_addrinfo *found, void *arg)
{
	struct wire *w = arg;

	/* comes late, when the wire may be gone */
	if (failed == EVUTIL_EAI_CANCEL)
		return;
	w->asking = NULL;
	if (failed)
		err_set(&w->why, "the name cannot be resolved: %s", evutil_gai_strerror(failed));
	w->found = w->next = found;
	try_next(w);
}

static void resolve(struct wire *w)
{
	struct evutil_addrinfo hints = { .ai_family = AF_UNSPEC, .ai_socktype = SOCK_STREAM };
	char *host = mem_copy(w->address->host);
	char port[8];
	bool numeric;

	snprintf(port, sizeof(port), "%u", (unsigned)w->address->port);
	hints.ai_flags = EVUTIL_AI_NUMERICHOST;
	numeric = evutil_getaddrinfo(host, port, &hints, &w->found) == 0;
	if (numeric) {
		mem_free(host);
		w->next = w->found;
		try_next(w);
		return;
	}
	hints.ai_flags = EVUTIL_AI_ADDRCONFIG;
	if (w->dns == NULL)
		w->dns = evdns_base_new(w->loop, EVDNS_BASE_INITIALIZE_NAMESERVERS | EVDNS_BASE_DISABLE_WHEN_INACTIVE);
	if (w->dns == NULL) {
		/* no readable resolv.conf: /etc/hosts and numeric addresses still serve */
		w->dns = evdns_base_new(w->loop, EVDNS_BASE_DISABLE_WHEN_INACTIVE);
		evdns_base_resolv_conf_parse(w->dns, DNS_OPTION_HOSTSFILE, "/dev/null");
	}
	/* NULL both when it has called back already and when nothing can come */
	w->asking = evdns_getaddrinfo(w->dns, host, port, &hints, resolved, w);
	mem_free(host);
}

static void connect_unix(struct wire *w)
{
	struct sockaddr_un to = { .sun_family = AF_UNIX };
	struct str path = w->address->unix_path;

	if (path.len >= sizeof(to.sun_path)) {
		err_set(&w->why, "a socket's path has at most %zu bytes", sizeof(to.sun_path) - 1);
		lose(w);
		return;
	}
	memcpy(to.sun_path, path.ptr, path.len);
	connect_to(w, (struct sockaddr *)&to, sizeof(to));
}

static void start(evutil_socket_t fd, short what, void *arg)
{
	struct wire *w = arg;

	(void)fd, (void)what;
	if (w->address->unix_path.len > 0)
		connect_unix(w);
	else
		resolve(w);
}

void wire_open(struct wire *w)
{
	wire_close(w);
	err_set(&w->why, "it has no address");
	event_active(w->begin, EV_TIMEOUT, 0);
}

void wire_close(struct wire *w)
{
	if (w->asking)
		evdns_getaddrinfo_cancel(w->asking);
	w->asking = NULL;
	if (w->found)
		evutil_freeaddrinfo(w->found);
	w->found = w->next = NULL;
	drop_socket(w);
	w->is_open = false;
	buf_clear(&w->in);
	buf_clear(&w->out);
	w->sent = 0;
}

struct wire *wire_new(struct event_base *loop, const struct link_address *address, const struct wire_events *events, void *arg)
{
	struct wire *w = mem_alloc(sizeof(*w));

	*w = (struct wire){ .loop = loop, .address = address, .events = events, .arg = arg, .fd = -1 };
	w->begin = event_new(loop, -1, 0, start, w);
	w->soon = event_new(loop, -1, 0, flush_now, w);
	return w;
}

void wire_free(struct wire *w)
{
	if (w == NULL)
		return;
	wire_close(w);
	event_free(w->begin);
	event_free(w->soon);
	if (w->dns)
		evdns_base_free(w->dns, 0);
	buf_free(&w->in);
	buf_free(&w->out);
	mem_free(w);
}

struct buf *wire_in(struct wire *w)
{
	return &w->in;
}

struct buf *wire_out(struct wire *w)
{
	return &w->out;
}
