/* A blocking connection to Redis over a unix socket, for the bench's programs. What fails ends the program with one line:
 * a bench has nobody to tell.
 */
#pragma once
#include "base/str.h"
#include "daemon/resp.h"

struct plug {
	int fd;
	struct buf in;
	size_t at; /* bytes of `in` that are done with */
};
void plug_open(struct plug *p, const char *path);
void plug_close(struct plug *p);
void plug_send(struct plug *p, struct str bytes);
/* Waits for more bytes and appends them to `in`. */
void plug_more(struct plug *p);
/* The next whole reply, valid until the next call; an error reply ends the program. */
struct str plug_reply(struct plug *p);
_Noreturn void plug_fail(const char *format, ...) __attribute__((format(printf, 1, 2)));

double plug_now_s(void); /* a monotonic clock */
double plug_cpu_s(void); /* user and system time of this process */
