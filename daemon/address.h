/* Where Redis is, as it is written on the command lines of sdmd and sdmctl and in SDM_REDIS. */
#pragma once
#include "daemon/link.h"
#include <sys/socket.h>

/* "unix:/run/redis.sock", "/run/redis.sock", "host", "host:6379", "[::1]:6379". The rest of `out` stays. -1 says what was
 * expected. */
int address_parse(const char *text, struct link_address *out, struct err *err);

/* Where to listen: "9110" is 127.0.0.1, or "ADDRESS:PORT" with an address in digits, "[::1]:9110" for IPv6. */
struct address_bind {
	struct sockaddr_storage at;
	uint32_t len;  /* 0: nowhere */
	char text[64]; /* "127.0.0.1:9110" */
};
int address_parse_bind(struct str text, struct address_bind *out, struct err *err);
