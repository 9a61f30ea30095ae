#include "rules/due.h"

#include "rules/slot.h"

const char *due_status_name(enum due_status s)
{
	static const char *const names[DUE_STATUSES] = {
		[DUE_NOT] = "not_owed",    [DUE_EXEMPT] = "exempt",   [DUE_EXPECTED] = "expected",   [DUE_SOON] = "due_soon",
		[DUE_OVERDUE] = "overdue", [DUE_MISSING] = "missing", [DUE_SUBMITTED] = "submitted", [DUE_LATE] = "late",
	};

	return names[s];
}

/* A grace that ended before the schedule began was never judged: nobody was asked. */
static enum due_status status_of(const struct due *d, const struct slot_record *s, int64_t now)
{
	const struct duty_times *t = &d->times;

	if (s && s->reports)
		return d->first_ms < t->late_ms ? DUE_SUBMITTED : DUE_LATE;
	if (t->owing != OWING_YES)
		return t->owing == OWING_EXEMPT ? DUE_EXEMPT : DUE_NOT;
	if (now < t->remind_ms)
		return DUE_EXPECTED;
	if (now < t->late_ms)
		return now < t->due_ms ? DUE_SOON : DUE_OVERDUE;
	return s && s->came == CAME_NOT ? DUE_MISSING : DUE_NOT;
}

void due_look(const struct engine *e, uint32_t duty, uint32_t seller, struct period p, struct due *out)
{
	uint32_t number = slot_find(e, duty, seller, p);
	const struct slot_record *s = number == NONE ? NULL : pool_at(&e->slots, number);
	int64_t now = e->clock.now_ms;

	*out = (struct due){ .first_ms = s ? s->first_ms : 0 };
	duty_times(e->model, duty, seller, p, &out->times);
	out->status = status_of(out, s, now);
	if (out->times.due_day == DAY_NONE)
		return;
	if (now >= out->times.hard_ms)
		out->lock = DUE_LOCKED_HARD;
	else if (now >= out->times.soft_ms)
		out->lock = DUE_LOCKED_SOFT;
}
