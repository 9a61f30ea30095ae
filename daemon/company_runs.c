/* Runs that nothing can wake: there must be none, so it is looked for. */
#include "daemon/company_inside.h"
#include "rules/run_look.h"
#include <event2/event.h>

enum { LOOK_S = 60 };

static void on_look(int fd, short what, void *arg)
{
	(void)fd;
	(void)what;
	company_look_at_runs(arg);
}

void company_look_at_runs(struct company *c)
{
	const struct timeval again = { .tv_sec = LOOK_S };
	uint32_t stuck;

	if (!c->runs_look)
		c->runs_look = evtimer_new(c->loop, on_look, c);
	if (!c->runs_look)
		mem_out("a timer");
	evtimer_add(c->runs_look, &again);
	stuck = c->phase == LIVE ? runs_stuck(c->turn->engine) : 0;
	if (stuck > 0)
		log_error(c->log, "runs",
			  "%u runs wait for nothing that can come, they stand still until somebody moves or closes them; `sdmctl "
			  "run "
			  "list' shows which, please report it company=%.*s",
			  stuck, STR_ARG(c->name));
}

void company_runs_free(struct company *c)
{
	if (c->runs_look)
		event_free(c->runs_look);
}
