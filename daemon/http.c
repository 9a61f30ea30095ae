#include "daemon/http.h"

#include "base/mem.h"
#include "daemon/server_clock.h"

#include <arpa/inet.h>
#include <errno.h>
#include <event2/buffer.h>
#include <event2/bufferevent.h>
#include <event2/event.h>
#include <event2/http.h>
#include <event2/keyvalq_struct.h>
#include <event2/listener.h>
#include <string.h>
#include <strings.h>
#include <sys/queue.h>

enum { SWEEP_MS = 250, LISTEN_AGAIN_MS = 5000, BACKLOG = 128, BAD_REQUEST = 400, FORBIDDEN = 403, NOT_FOUND = 404 };

/* evhttp has neither a bound on connections nor one on the time that a request takes as a whole. So each connection's
 * bufferevent is held here too; that evhttp is done with it shows in its callbacks being gone. */
struct visitor {
	struct bufferevent *bev;
	int64_t came_ms;
};
struct http {
	struct event_base *loop;
	const struct address_bind *at;
	const struct http_page *pages;
	void *arg;
	const struct log *log;
	struct evhttp *server;
	struct event *again, *sweep;
	struct visitor visitors[HTTP_CONNECTIONS]; /* in the order in which they came */
	uint32_t visitor_count;
	bool is_local; /* only this machine reaches it */
	bool said;
	struct buf page;
};

static void arm(struct event *timer, int64_t ms)
{
	struct timeval delay = { .tv_sec = ms / 1000, .tv_usec = ms % 1000 * 1000 };

	evtimer_add(timer, &delay);
}

/* ---- connections ---- */

static bool is_over(const struct visitor *v)
{
	bufferevent_data_cb on_read, on_write;
	bufferevent_event_cb on_event;

	bufferevent_getcb(v->bev, &on_read, &on_write, &on_event, NULL);
	return !on_read && !on_write && !on_event;
}

static void forget_gone(struct http *h)
{
	uint32_t kept = 0;

	for (uint32_t i = 0; i < h->visitor_count; i++) {
		if (is_over(&h->visitors[i]))
			bufferevent_decref(h->visitors[i].bev);
		else
			h->visitors[kept++] = h->visitors[i];
	}
	h->visitor_count = kept;
}

static void cut(const struct visitor *v)
{
	bufferevent_trigger_event(v->bev, BEV_EVENT_TIMEOUT | BEV_EVENT_READING, 0);
}

static void on_sweep(evutil_socket_t fd, short what, void *arg)
{
	struct http *h = arg;
	int64_t now_ms = monotonic_ms();

	(void)fd, (void)what;
	forget_gone(h);
	for (uint32_t i = 0; i < h->visitor_count; i++)
		if (now_ms - h->visitors[i].came_ms >= HTTP_LIFE_MS)
			cut(&h->visitors[i]);
	forget_gone(h);
	if (h->visitor_count > 0)
		arm(h->sweep, SWEEP_MS);
}

static struct bufferevent *on_connection(struct event_base *loop, void *arg)
{
	struct http *h = arg;
	struct bufferevent *bev = bufferevent_socket_new(loop, -1, 0); /* evhttp closes the socket itself */

	if (!bev)
		mem_out("a connection");
	if (h->visitor_count == HTTP_CONNECTIONS)
		forget_gone(h);
	if (h->visitor_count == HTTP_CONNECTIONS) {
		cut(&h->visitors[0]);
		forget_gone(h);
	}
	if (h->visitor_count == HTTP_CONNECTIONS)
		return bev; /* one that cannot be cut now still has evhttp's own time-outs */
	bufferevent_incref(bev);
	h->visitors[h->visitor_count++] = (struct visitor){ bev, monotonic_ms() };
	if (!evtimer_pending(h->sweep, NULL))
		arm(h->sweep, SWEEP_MS);
	return bev;
}

/* ---- requests ---- */

static bool is_own_name(const char *host)
{
	char name[INET6_ADDRSTRLEN + 1];
	struct in6_addr address;
	bool in_brackets = host[0] == '[';
	size_t len;

	host += in_brackets;
	len = strcspn(host, in_brackets ? "]" : ":");
	if (len >= sizeof(name))
		return false;
	memcpy(name, host, len);
	name[len] = '\0';
	return strcasecmp(name, "localhost") == 0 || inet_pton(AF_INET, name, &address) == 1 ||
	       inet_pton(AF_INET6, name, &address) == 1;
}

/* 0: it may be answered. A page of the web whose name was made to point to this machine comes with that name. */
static int refusal(const struct http *h, struct evhttp_request *request)
{
	const char *host = NULL;
	struct evkeyval *header;

	TAILQ_FOREACH(header, evhttp_request_get_input_headers(request), next)
	{
		if (strcasecmp(header->key, "Host") != 0)
			continue;
		if (host)
			return BAD_REQUEST;
		host = header->value;
	}
	return h->is_local && host && !is_own_name(host) ? FORBIDDEN : 0;
}

static const struct http_page *page_of(const struct http *h, struct evhttp_request *request)
{
	const struct evhttp_uri *uri = evhttp_request_get_evhttp_uri(request);
	const char *path = uri ? evhttp_uri_get_path(uri) : NULL;

	for (const struct http_page *p = h->pages; path && p->path; p++)
		if (strcmp(p->path, path) == 0)
			return p;
	return NULL;
}

static void on_request(struct evhttp_request *request, void *arg)
{
	struct http *h = arg;
	const struct http_page *page = page_of(h, request);
	int status = page ? refusal(h, request) : NOT_FOUND;
	bool is_answer = status == 0;
	struct evkeyvalq *headers = evhttp_request_get_output_headers(request);

	buf_clear(&h->page);
	if (is_answer)
		status = page->write(h->arg, &h->page);
	else
		buf_addf(&h->page, "%s\n", status == NOT_FOUND ? "no such page" : "not for this host");
	evhttp_add_header(headers, "Content-Type", is_answer ? page->type : "text/plain; charset=utf-8");
	evhttp_add_header(headers, "Cache-Control", "no-store");
	evhttp_add_header(headers, "X-Content-Type-Options", "nosniff");
	evhttp_add_header(headers, "Connection", "close");
	struct evbuffer *body = evbuffer_new();
	if (!body)
		mem_out("a page");
	if (evhttp_request_get_command(request) != EVHTTP_REQ_HEAD && evbuffer_add(body, h->page.ptr, h->page.len) < 0)
		mem_out("a page");
	evhttp_send_reply(request, status, NULL, body);
	evbuffer_free(body);
}

/* ---- the port ---- */

static void listen_now(struct http *h)
{
	struct evconnlistener *listener =
		evconnlistener_new_bind(h->loop, NULL, NULL, LEV_OPT_REUSEABLE | LEV_OPT_CLOSE_ON_FREE | LEV_OPT_CLOSE_ON_EXEC,
					BACKLOG, (const struct sockaddr *)&h->at->at, (int)h->at->len);
	int why = errno;

	if (listener && !evhttp_bind_listener(h->server, listener))
		mem_out("a listener");
	if (listener)
		log_info(h->log, "http", "listening on %s", h->at->text);
	else if (!h->said)
		log_warn(h->log, "http", "cannot listen on %s (%s), trying again; monitoring gets no answer until then",
			 h->at->text, strerror(why));
	h->said = true;
	if (!listener)
		arm(h->again, LISTEN_AGAIN_MS);
}

static void on_again(evutil_socket_t fd, short what, void *arg)
{
	(void)fd, (void)what;
	listen_now(arg);
}

static bool is_local(const struct address_bind *at)
{
	const struct sockaddr_in *v4 = (const struct sockaddr_in *)&at->at;
	const struct sockaddr_in6 *v6 = (const struct sockaddr_in6 *)&at->at;

	return at->at.ss_family == AF_INET ? ntohl(v4->sin_addr.s_addr) >> 24 == 127 : IN6_IS_ADDR_LOOPBACK(&v6->sin6_addr);
}

struct http *http_new(struct event_base *loop, const struct address_bind *at, const struct http_page *pages, void *arg,
		      const struct log *log)
{
	struct http *h = mem_alloc(sizeof(*h));

	h->loop = loop;
	h->at = at;
	h->pages = pages;
	h->arg = arg;
	h->log = log;
	h->is_local = is_local(at);
	h->server = evhttp_new(loop);
	h->again = evtimer_new(loop, on_again, h);
	h->sweep = evtimer_new(loop, on_sweep, h);
	if (!h->server || !h->again || !h->sweep)
		mem_out("a server");
	evhttp_set_allowed_methods(h->server, EVHTTP_REQ_GET | EVHTTP_REQ_HEAD);
	evhttp_set_max_headers_size(h->server, HTTP_HEAD_BYTES);
	evhttp_set_max_body_size(h->server, 0);
	evhttp_set_timeout(h->server, HTTP_LIFE_MS / 1000);
	evhttp_set_bevcb(h->server, on_connection, h);
	evhttp_set_gencb(h->server, on_request, h);
	listen_now(h);
	return h;
}

void http_free(struct http *h)
{
	if (!h)
		return;
	evhttp_free(h->server); /* with its connections */
	forget_gone(h);
	event_free(h->again);
	event_free(h->sweep);
	buf_free(&h->page);
	mem_free(h);
}
