#include "daemon/server_clock.h"
#include <time.h>

enum { STALE_MS = 60000 };

int64_t monotonic_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

void server_clock_heard(struct server_clock *c, int64_t redis_ms)
{
	c->ms = redis_ms;
	c->seen_ms = monotonic_ms();
}

int64_t server_clock_now(const struct server_clock *c)
{
	return c->ms ? c->ms + monotonic_ms() - c->seen_ms : 0;
}

bool server_clock_is_stale(const struct server_clock *c)
{
	return c->ms == 0 || monotonic_ms() - c->seen_ms > STALE_MS;
}

void server_clock_bound(struct server_clock *c, struct turn *t, const struct input *in, const struct log *log, struct str company)
{
	int64_t now = server_clock_now(c), had = engine_bound_ms(t->engine);
	struct input bound = { .kind = INPUT_BOUND, .time_ms = now };

	if (engine_model(t->engine)->time != TIME_WALL || now == 0)
		return;
	if (had != INT64_MIN && in->id.ms <= (uint64_t)(had + INPUT_AHEAD_MS)) {
		c->ahead_said = false;
		return;
	}
	if (had == INT64_MIN || now - had > INPUT_AHEAD_MS / 2)
		turn_take(t, &bound);
	if (in->id.ms <= (uint64_t)(now + INPUT_AHEAD_MS) || c->ahead_said)
		return;
	c->ahead_said = true;
	log_warn(log, "live",
		 "entry ids lie %llu s ahead of Redis's clock: somebody chooses them, or the clock was wrong. Their time is "
		 "taken as "
		 "now; add reports with the id * company=%.*s",
		 (unsigned long long)(in->id.ms - (uint64_t)now) / 1000, STR_ARG(company));
}
