#include "bench/plug.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

enum { READ_BYTES = 1 << 18, PATIENCE_S = 60 };

void plug_fail(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	fputs("bench: ", stderr);
	vfprintf(stderr, format, args);
	fputc('\n', stderr);
	va_end(args);
	exit(EXIT_FAILURE);
}

void plug_open(struct plug *p, const char *path)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	struct timeval patience = { .tv_sec = PATIENCE_S };

	*p = (struct plug){ .fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0) };
	if (strlen(path) >= sizeof(address.sun_path))
		plug_fail("%s is too long for a unix socket", path);
	memcpy(address.sun_path, path, strlen(path));
	if (p->fd < 0 || connect(p->fd, (struct sockaddr *)&address, sizeof(address)) < 0)
		plug_fail("%s: %s", path, strerror(errno));
	setsockopt(p->fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
}

void plug_close(struct plug *p)
{
	close(p->fd);
	buf_free(&p->in);
}

void plug_send(struct plug *p, struct str bytes)
{
	while (bytes.len > 0) {
		ssize_t n = write(p->fd, bytes.ptr, bytes.len);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			plug_fail("writing to Redis: %s", strerror(errno));
		bytes.ptr += n;
		bytes.len -= (size_t)n;
	}
}

void plug_more(struct plug *p)
{
	ssize_t n;

	if (p->at == p->in.len) {
		buf_clear(&p->in);
		p->at = 0;
	} else if (p->at > READ_BYTES) {
		memmove(p->in.ptr, p->in.ptr + p->at, p->in.len - p->at);
		p->in.len -= p->at;
		p->at = 0;
	}
	buf_reserve(&p->in, READ_BYTES);
	do
		n = read(p->fd, p->in.ptr + p->in.len, READ_BYTES);
	while (n < 0 && errno == EINTR);
	if (n <= 0)
		plug_fail("reading from Redis: %s", n == 0            ? "it hung up"
						    : errno == EAGAIN ? "no answer for a minute"
								      : strerror(errno));
	p->in.len += (size_t)n;
}

struct str plug_reply(struct plug *p)
{
	struct resp_scan scan = { 0 };
	struct err err = { 0 };
	size_t len = 0;

	for (;;) {
		struct str rest = { p->in.ptr + p->at, p->in.len - p->at };
		enum resp_state state = rest.len ? resp_measure(rest, &scan, &len, &err) : RESP_MORE;

		if (state == RESP_WHOLE) {
			p->at += len;
			rest.len = len;
			if (rest.ptr[0] == '-')
				plug_fail("Redis says %.*s", STR_ARG(rest));
			return rest;
		}
		if (state == RESP_BROKEN)
			plug_fail("%s", err.text);
		plug_more(p);
	}
}

double plug_now_s(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

double plug_cpu_s(void)
{
	struct rusage u;

	getrusage(RUSAGE_SELF, &u);
	return (double)(u.ru_utime.tv_sec + u.ru_stime.tv_sec) + (double)(u.ru_utime.tv_usec + u.ru_stime.tv_usec) / 1e6;
}
