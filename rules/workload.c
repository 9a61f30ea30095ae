#include "rules/workload.h"

#include "rules/calendar.h"
#include "rules/contributors.h"
#include "rules/engine.h"
#include "rules/kin.h"

static bool part_fill(struct workload *w, struct workload_part *p)
{
	const struct work_norm *n = p->norm;
	struct ratio people;

	if (!p->clients.den) {
		w->without++;
		p->hours = p->own = p->clients;
		return true;
	}
	return ratio_mul(p->clients, (struct ratio){ n->contacts_e4, E4 }, &p->hours) &&
	       ratio_mul(p->hours, (struct ratio){ n->hours_e4, E4 }, &p->hours) &&
	       ratio_mul(w->month, (struct ratio){ n->selling_ppm, PPM }, &p->own) && ratio_div(p->hours, p->own, &people) &&
	       ratio_add(w->hours, p->hours, &w->hours) && ratio_add(w->needed, people, &w->needed);
}

enum analysis_outcome workload_fill(struct workload *w)
{
	w->hours = w->needed = (struct ratio){ 0, 1 };
	w->without = 0;
	for (uint32_t i = 0; i < w->count; i++)
		if (!part_fill(w, &w->parts[i]))
			return ANALYSIS_TOO_LARGE;
	if (w->without == w->count)
		return ANALYSIS_NO_DATA;
	if (!ratio_ceil(w->needed, &w->heads)) /* a year without an hour to work in has no answer */
		return w->needed.den ? ANALYSIS_TOO_LARGE : ANALYSIS_NO_DATA;
	return ratio_div(w->needed, (struct ratio){ w->heads, 1 }, &w->load) &&
			       ratio_div(w->needed, (struct ratio){ w->have, 1 }, &w->load_now)
		       ? ANALYSIS_DONE
		       : ANALYSIS_TOO_LARGE;
}

static struct ratio average_month(const struct question *q, int32_t day)
{
	const struct model *m = engine_model(q->engine);
	int32_t year = date_civil(day).year;

	return (struct ratio){ calendar_weight(&m->calendars[q->calendar == NONE ? m->calendar : q->calendar], PHASE_HOURS,
					       date_day(year, 1, 1), date_day(year + 1, 1, 1)),
			       12 };
}

static bool is_own(const struct question *q, const struct work_norm *n)
{
	return n->scope_kind != NONE && figures_scope(q->engine, n->scope_kind, n->member) == q->scope;
}

/* The part of the segment; a new one. NULL: there are too many. */
static struct workload_part *part_of(struct workload *w, struct str segment)
{
	for (uint32_t i = 0; i < w->count; i++)
		if (str_eq(w->parts[i].norm->segment, segment))
			return &w->parts[i];
	return w->count < WORKLOAD_PARTS_MAX ? &w->parts[w->count++] : NULL;
}

static bool parts_find(const struct question *q, const struct capacity_norms *norms, int32_t day, struct workload *w)
{
	for (uint32_t i = 0; i < norms->work_count; i++) {
		const struct work_norm *n = &norms->work[i];
		bool own = is_own(q, n);
		struct workload_part *p;

		if (!norm_holds(n->from, n->to, day) || (n->scope_kind != NONE && !own))
			continue;
		p = part_of(w, n->segment);
		if (!p)
			return false;
		if (!p->norm || own)
			p->norm = n;
	}
	return true;
}

static uint32_t sellers_of(const struct question *q, int32_t day)
{
	uint32_t count = 0;

	for (uint32_t s = 0; s < engine_model(q->engine)->seller_count; s++)
		count += kin_has_seller(q->engine, q->scope, s, day);
	return count;
}

enum analysis_outcome workload_of(const struct question *q, struct workload *out)
{
	const struct capacity_norms *norms = engine_model(q->engine)->capacity;
	int32_t day = contributors_day(q);

	*out = (struct workload){ 0 };
	if (!norms)
		return ANALYSIS_NO_NORMS;
	if (!parts_find(q, norms, day, out))
		return ANALYSIS_TOO_LARGE;
	if (!out->count)
		return ANALYSIS_NO_NORMS;
	for (uint32_t i = 0; i < out->count; i++)
		out->parts[i].clients = norm_value(q, out->parts[i].norm->clients);
	out->month = average_month(q, day);
	out->have = sellers_of(q, day);
	return workload_fill(out);
}
