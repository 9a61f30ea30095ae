/* What systemd hears of this process where it has started it (Type=notify): that it is ready, what it does, that its loop
 * turns. Elsewhere nobody listens and nothing is said.
 *
 *	n = notify_new(loop);            pings the watchdog from the loop, at half of WATCHDOG_USEC: a stuck loop is killed
 *	notify_status(n, text);          the first one says READY=1 too
 *	notify_stopping(n, most_ms);
 */
#pragma once
#include "base/str.h"

struct event_base;
struct notify;

struct notify *notify_new(struct event_base *loop);
void notify_free(struct notify *n);
/* Says STATUS= where it is another one than before. */
void notify_status(struct notify *n, struct str status);
/* A clean stop has begun and may take so long, whatever TimeoutStopSec= says. */
void notify_stopping(struct notify *n, uint32_t most_ms);
