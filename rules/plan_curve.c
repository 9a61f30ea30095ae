#include "rules/plan_book.h"
#include <assert.h>
#include <stdlib.h>

int64_t versions_target(const struct plan_version *versions, uint32_t count, int32_t day)
{
	uint32_t low = 0, high = count;

	while (low < high) {
		uint32_t middle = low + (high - low) / 2;

		if (versions[middle].day <= day)
			low = middle + 1;
		else
			high = middle;
	}
	return low ? versions[low - 1].target_e4 : 0;
}

int64_t plan_round_e4(struct ratio r)
{
	int64_t e4;

	if (ratio_scaled(r, E4, &e4))
		return e4;
	return r.den == 0 ? 0 : r.num < 0 ? INT64_MIN : INT64_MAX;
}

/* Sums of one denominator stay as they are; where the exact sum does not fit, both parts are rounded to 1/10000. */
static struct ratio sum(struct ratio a, struct ratio b)
{
	struct ratio out = { 0, a.den };

	if (a.den == b.den && !__builtin_add_overflow(a.num, b.num, &out.num))
		return out;
	if (ratio_add(a, b, &out))
		return out;
	return (struct ratio){ (i128)plan_round_e4(a) + plan_round_e4(b), E4 };
}

/* What is reached at the end of a stretch that starts from `before` and would be at `target` after `total`. */
static bool advance(struct ratio before, int64_t target_e4, int64_t elapsed, int64_t total, struct ratio *out)
{
	i128 scale = before.den / E4, kept, gained;

	return num_mul_i128(before.num, total - elapsed, &kept) && num_mul_i128((i128)target_e4 * elapsed, scale, &gained) &&
	       !__builtin_add_overflow(kept, gained, &out->num) && num_mul_i128(before.den, total, &out->den);
}

static int32_t later(int32_t a, int32_t b)
{
	return a > b ? a : b;
}

static int32_t earlier(int32_t a, int32_t b)
{
	return a < b ? a : b;
}

/* Elapsed and total weight of a stretch under a version. */
static void stretch_weigh(const struct curve *c, const struct plan_version *v, int32_t start, int32_t stop, int64_t *out_elapsed,
			  int64_t *out_total)
{
	enum phasing phasing = c->phasing;

	if (v->profile) {
		struct season s = { c->book, &c->book->model->profiles[v->profile - 1], c->calendar, c->period };

		if (season_weigh(&s, start, stop, out_elapsed, out_total))
			return;
	}
	*out_total = plan_weight(c->book, c->calendar, phasing, start, c->to);
	if (*out_total == 0) {
		phasing = PHASE_CALENDAR_DAYS;
		*out_total = c->to - start;
	}
	*out_elapsed = plan_weight(c->book, c->calendar, phasing, start, stop);
}

struct ratio curve_at(const struct curve *c, int32_t end, int32_t as_of)
{
	struct ratio reached = { 0, E4 };
	uint32_t i = 0;

	end = earlier(end, c->to);
	while (i + 1 < c->version_count && c->versions[i + 1].day <= earlier(c->from, as_of))
		i++;
	for (; i < c->version_count && c->versions[i].day <= as_of; i++) {
		bool is_last = i + 1 == c->version_count || c->versions[i + 1].day > as_of;
		int32_t start = later(c->versions[i].day, c->from);
		int32_t stop = is_last ? end : earlier(end, c->versions[i + 1].day);

		if (stop <= start)
			break;
		struct ratio next;
		int64_t elapsed, total;

		stretch_weigh(c, &c->versions[i], start, stop, &elapsed, &total);
		if (!advance(reached, c->versions[i].target_e4, elapsed, total, &next)) {
			reached = (struct ratio){ plan_round_e4(reached), E4 };
			bool fits = advance(reached, c->versions[i].target_e4, elapsed, total, &next);

			assert(fits);
			(void)fits;
		}
		reached = next;
	}
	return reached;
}

static struct ratio piece_at(const struct curve *c, const struct piece *piece, int32_t end, int32_t as_of)
{
	struct ratio reached = { 0, E4 };

	if (end <= piece->from)
		return reached;
	reached = curve_at(c, earlier(end, piece->to), as_of);
	if (piece->from <= c->from)
		return reached;
	struct ratio before = curve_at(c, piece->from, as_of);

	before.num = -before.num;
	return sum(reached, before);
}

struct ratio pieces_at(const struct plan_book *b, struct period period, const struct piece *pieces, uint32_t count,
		       uint32_t calendar, int32_t end, int32_t as_of)
{
	const struct model *m = b->model;
	struct curve c = {
		.book = b, .period = period, .phasing = m->phasing, .from = period_from(m, period), .to = period_to(m, period)
	};
	struct ratio reached = { 0, E4 };

	for (uint32_t i = 0; i < count; i++) {
		c.versions = &b->versions.at[pieces[i].versions];
		c.version_count = pieces[i].version_count;
		c.calendar = calendar == NONE ? pieces[i].calendar : calendar;
		struct ratio part = piece_at(&c, &pieces[i], end, as_of);

		reached = reached.num == 0 ? part : part.num == 0 ? reached : sum(reached, part);
	}
	return reached;
}

static int by_day(const void *a, const void *b)
{
	int32_t x = *(const int32_t *)a, y = *(const int32_t *)b;

	return (x > y) - (x < y);
}

/* Every day on which some piece is amended. */
static size_t amendment_days(const struct plan_book *b, const struct plan *p, int32_t **out_days)
{
	ARRAY(int32_t) days = { 0 };
	size_t count = 0;

	for (uint32_t i = 0; i < p->piece_count; i++) {
		const struct piece *piece = &b->pieces.at[p->pieces + i];

		for (uint32_t j = 0; j < piece->version_count; j++)
			*ARRAY_ADD(days) = b->versions.at[piece->versions + j].day;
	}
	qsort(days.at, days.count, sizeof *days.at, by_day);
	for (size_t i = 0; i < days.count; i++)
		if (i == 0 || days.at[i] != days.at[count - 1])
			days.at[count++] = days.at[i];
	*out_days = days.at;
	return count;
}

void plan_make_steps(struct plan_book *b, struct plan *p)
{
	const struct piece *first = &b->pieces.at[p->pieces];
	int32_t from = period_from(b->model, p->key.period), to = period_to(b->model, p->key.period);
	int32_t *days;

	if (p->piece_count == 1 && first->from <= from && first->to >= to) {
		p->steps = first->versions;
		p->step_count = first->version_count;
		return;
	}
	size_t count = amendment_days(b, p, &days);

	p->steps = (uint32_t)b->versions.count;
	p->step_count = (uint32_t)count;
	for (size_t i = 0; i < count; i++) {
		struct ratio whole = pieces_at(b, p->key.period, &b->pieces.at[p->pieces], p->piece_count, NONE, to, days[i]);

		*ARRAY_ADD(b->versions) = (struct plan_version){ plan_round_e4(whole), days[i], 0 };
	}
	mem_free(days);
}
