/* How a duty stands: what is owed, and what has come, as of the engine's time. For whoever looks at it. */
#pragma once
#include "rules/duty.h"
#include "rules/engine.h"

enum due_status {
	DUE_NOT,      /* nobody expects it */
	DUE_EXEMPT,   /* he is away */
	DUE_EXPECTED, /* there is time yet */
	DUE_SOON,     /* since the moment of the reminder */
	DUE_OVERDUE,  /* within the grace */
	DUE_MISSING,
	DUE_SUBMITTED,
	DUE_LATE,
	DUE_STATUSES,
};
enum due_lock { DUE_OPEN, DUE_LOCKED_SOFT, DUE_LOCKED_HARD };
struct due {
	enum due_status status;
	enum due_lock lock;
	struct duty_times times;
	int64_t first_ms; /* SUBMITTED, LATE: when the first report that counts came */
};

/* `seller`: model index. times.due_day DAY_NONE: there is no such day. */
void due_look(const struct engine *e, uint32_t duty, uint32_t seller, struct period p, struct due *out);
/* "expected", "missing": for programs and the catalogue. */
const char *due_status_name(enum due_status s);
