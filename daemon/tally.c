#include "daemon/tally.h"

#include <string.h>

static void look(const struct engine *e, const struct outbox *o, struct tally_counts *out)
{
	out->in = engine_counters(e);
	memcpy(out->out, o->numbers, sizeof(out->out));
}

void tally_begin(struct tally *t, const struct engine *e, const struct outbox *o)
{
	t->counting = true;
	look(e, o, &t->start);
}

void tally_end(struct tally *t, const struct engine *e, const struct outbox *o)
{
	struct tally_counts now;

	tally_read(t, e, o, &now);
	t->before = now;
	t->counting = false;
}

void tally_read(const struct tally *t, const struct engine *e, const struct outbox *o, struct tally_counts *out)
{
	struct tally_counts now;
	uint64_t *sum = (uint64_t *)out;
	const uint64_t *from = (const uint64_t *)&t->start, *to = (const uint64_t *)&now;

	_Static_assert(sizeof(now.in) == 9 * sizeof(uint64_t), "nothing but counters");
	*out = t->before;
	if (!t->counting)
		return;
	look(e, o, &now);
	for (size_t i = 0; i < sizeof(now) / sizeof(uint64_t); i++)
		sum[i] += to[i] - from[i];
}
