#include "rules/cover.h"

#include "rules/contributors.h"
#include "rules/engine.h"

enum analysis_outcome cover_fill(struct cover *c)
{
	const struct ratio one = { 1, 1 }, left = { c->left_e4, E4 };
	struct ratio kept, share;

	if (!ratio_sub(one, c->slip, &kept) || !ratio_mul(c->win, kept, &share))
		return ANALYSIS_TOO_LARGE;
	if (c->win.num <= 0 || kept.num <= 0)
		return ANALYSIS_UNREACHABLE;
	if (!ratio_div(one, share, &c->need) || !ratio_mul(left, c->need, &c->amount) || !ratio_div(c->open, left, &c->times) ||
	    !ratio_sub(c->amount, c->open, &c->lack))
		return ANALYSIS_TOO_LARGE;
	return ANALYSIS_DONE;
}

static const struct cover_norm *norm_of(const struct question *q)
{
	const struct capacity_norms *norms = engine_model(q->engine)->capacity;

	for (uint32_t i = 0; norms && i < norms->cover_count; i++)
		if (norms->covers[i].kpi == q->kpi && norm_holds(norms->covers[i].from, norms->covers[i].to, contributors_day(q)))
			return &norms->covers[i];
	return NULL;
}

enum analysis_outcome cover_of(const struct question *q, struct cover *out)
{
	const struct cover_norm *n = norm_of(q);
	enum analysis_outcome outcome;

	*out = (struct cover){ .at = NONE };
	if (!n)
		return ANALYSIS_NO_NORMS;
	outcome = question_left(q, &out->left_e4);
	if (outcome != ANALYSIS_DONE)
		return outcome;
	out->win = norm_value(q, n->win);
	out->slip = norm_value(q, n->slip);
	if (n->open != NONE)
		out->open = norm_value(q, (struct norm_figure){ n->open, 0 });
	if (!out->win.den || !out->slip.den) {
		out->at = out->win.den ? n->slip.kpi : n->win.kpi;
		return ANALYSIS_NO_DATA;
	}
	outcome = cover_fill(out);
	if (outcome == ANALYSIS_UNREACHABLE)
		out->at = out->win.num <= 0 ? n->win.kpi : n->slip.kpi;
	return outcome;
}
