/* Where Redis is, as it is written on the command lines of sdmd and sdmctl and in SDM_REDIS. */
#pragma once
#include "daemon/link.h"

/* "unix:/run/redis.sock", "/run/redis.sock", "host", "host:6379", "[::1]:6379". The rest of `out` stays. -1 says what was
 * expected. */
int address_parse(const char *text, struct link_address *out, struct err *err);
