#include "model/load_targets.h"

static const char *const units[] = { "money", "number", "count", "percent", "days", "hours", NULL }; /* of KPIs, in their order */

/* By what a table's target is divided; 0: there is no such scale. */
static int64_t scale_div(const struct node *n)
{
	static const struct {
		const char *name;
		int64_t div;
	} scales[] = { { "1", 1 }, { "e4", 10000 }, { "ppm", 1000000 }, { "bp", 10000 }, { "percent", 100 } };

	if (!n)
		return 1;
	for (size_t i = 0; i < sizeof(scales) / sizeof(*scales); i++)
		if (n->kind == NODE_SCALAR && str_eq(n->text, str_of(scales[i].name)))
			return scales[i].div;
	return 0;
}

void scale_check(struct loader *l, const struct node *source)
{
	const struct node *scale = source ? node_get(source, "scale") : NULL;

	if (!scale || scale->kind != NODE_MAP) /* said already */
		return;
	for (const struct node *n = scale->first; n; n = n->next) {
		struct nearest near = { .wanted = n->key->text };
		uint32_t u = 0;

		while (units[u] && !str_eq(n->key->text, str_of(units[u])))
			nearest_offer(&near, str_of(units[u++]));
		if (!units[u])
			spot_problem(l->problems, n->key->place, "scale: expected a unit of KPIs, got \"%.*s\"%s",
				     STR_ARG(n->key->text), nearest_text(&near));
		else if (scale_div(n) == 0)
			spot_problem(l->problems, n->place, "scale: expected 1, e4, ppm, bp or percent");
	}
}

bool unit_read(struct loader *l, const struct ref *ref, const char *option, enum unit_of_measure unit, int64_t div,
	       int64_t *out_e4)
{
	struct str s = ref->text;
	int64_t n;

	if (unit == UOM_PERCENT && s.len > 0 && s.ptr[s.len - 1] == '%') {
		s = str_trim((struct str){ s.ptr, s.len - 1 });
		div = 100;
	}
	if (num_parse_e4(s, &n, NULL) < 0) {
		spot_problem(l->problems, ref->place, "%s: expected a number with at most 4 decimals, got \"%.*s\"", option,
			     STR_ARG(ref->text));
		return false;
	}
	if (n % div != 0) {
		spot_problem(l->problems, ref->place, "%s: \"%.*s\" is finer than 1/10000 of a unit", option, STR_ARG(ref->text));
		return false;
	}
	*out_e4 = n / div;
	return true;
}

bool target_read(struct loader *l, const struct plan_doc *d, const struct kpi_doc *kpi, int64_t *out_e4)
{
	int64_t div = scale_div(node_get(node_get(d->head.source, "scale"), units[kpi->unit]));

	if (d->target.text.len == 0 || div == 0 || option_unread(kpi, &kpi->unit))
		return false;
	return unit_read(l, &d->target, "target", (enum unit_of_measure)kpi->unit, div, out_e4);
}

static bool weight_read(const struct node *w, int64_t *out, bool *out_percent)
{
	struct str s = w->text;

	*out_percent = w->kind == NODE_SCALAR && s.len > 0 && s.ptr[s.len - 1] == '%';
	s.len -= *out_percent;
	return w->kind == NODE_SCALAR && num_parse_e4(s, out, NULL) == 0 && *out >= 0 && *out <= 100000000 * E4;
}

/* Small weights keep the fractions of plan-to-date small. */
static void without_common_factor(struct profile *p)
{
	int64_t common = 0;

	for (uint32_t i = 0; i < p->month_count; i++)
		for (int64_t rest = p->weights[i]; rest;) {
			int64_t left = common % rest;

			common = rest;
			rest = left;
		}
	for (uint32_t i = 0; i < p->month_count; i++)
		p->weights[i] /= common;
}

static void profile_read(struct loader *l, const struct profile_doc *d, struct profile *out)
{
	uint32_t n = 0, percents = 0;
	int64_t sum = 0;

	if (option_unread(d, &d->weights))
		return;
	for (const struct node *w = d->weights->first; w; w = w->next) {
		bool percent;

		if (n == PROFILE_MONTHS || !weight_read(w, &out->weights[n], &percent)) {
			spot_problem(l->problems, w->place,
				     "weights: expected up to 12 numbers or percentages that are not negative");
			return;
		}
		percents += percent;
		sum += out->weights[n++];
	}
	if (n == 0 || sum == 0) {
		spot_problem(l->problems, d->head.place, "profile \"%.*s\" has no weight", STR_ARG(d->head.code.text));
		return;
	}
	if (percents > 0 && (percents != n || sum != 100 * E4)) {
		struct buf b = { 0 };

		num_add_e4(&b, sum);
		spot_problem(l->problems, d->weights->place,
			     "weights of profile \"%.*s\" add up to %s%s: expected percentages that add up to 100%%",
			     STR_ARG(d->head.code.text), b.ptr, percents == n ? "%" : " with only some of them percentages");
		buf_free(&b);
		return;
	}
	out->month_count = n;
	without_common_factor(out);
}

void profiles_load(struct loader *l)
{
	const struct records *rows = &l->docs.plans->profiles;
	struct profile *at = load_array(l, rows->count, sizeof(*at));

	for (uint32_t i = 0; i < rows->count; i++)
		profile_read(l, rows->at[i], &at[i]);
	l->model->profiles = at;
	l->model->profile_count = rows->count;
}

uint32_t profile_find(struct loader *l, const struct ref *ref)
{
	const struct plans_doc *plans = l->docs.plans;
	struct nearest near = { .wanted = ref->text };

	for (uint32_t i = 0; i < plans->profiles.count; i++) {
		const struct profile_doc *d = plans->profiles.at[i];

		if (str_eq(d->head.code.text, ref->text))
			return i;
		nearest_offer(&near, d->head.code.text);
	}
	if (!option_unread(plans, &plans->profiles))
		spot_problem(l->problems, ref->place, "unknown profile \"%.*s\"%s", STR_ARG(ref->text), nearest_text(&near));
	return NONE;
}
