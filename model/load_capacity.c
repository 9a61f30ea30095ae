/* capacity.yaml: norms of work, quotas with their ramps, rates of the pipeline and weights of the forecast. */
#include "model/load_targets.h"
#include "rules/capacity_norms.h"

static bool days_read(struct loader *l, const struct record *head, const char *what, int32_t from, int32_t last, int32_t *out_to)
{
	*out_to = load_until(last);
	if (from < *out_to)
		return true;
	spot_problem(l->problems, head->place, "%s ends before it begins", what);
	return false;
}

static bool days_meet(int32_t from, int32_t to, int32_t other_from, int32_t other_to)
{
	return from < other_to && other_from < to && from < to && other_from < other_to;
}

/* A row that holds on days of the one before; nothing is said where one of them could not be read in full. */
static void say_twice(struct loader *l, const struct record *earlier, const struct record *head, const char *what)
{
	if (!earlier->unread && !head->unread)
		spot_problem(l->problems, head->place, "%s holds on days of an earlier row: end that one the day before", what);
}

/* A share that lies within 0 .. 100 %. */
static bool share_fits(struct loader *l, const struct ref *ref, const char *option, int64_t e4)
{
	if (e4 >= 0 && e4 <= E4)
		return true;
	spot_problem(l->problems, ref->place, "%s: expected 0%% to 100%%, got \"%.*s\"", option, STR_ARG(ref->text));
	return false;
}

static bool unit_known(const struct loader *l, uint32_t kpi)
{
	const struct kpi_doc *d = l->docs.kpis->kpis.at[kpi];

	return !option_unread(d, &d->unit);
}

/* A number, or the code of a KPI; false: neither. */
static bool figure_read(struct loader *l, const struct ref *ref, const char *option, enum unit_of_measure unit,
			struct norm_figure *out)
{
	bool number = ref->text.len > 0 && ((ref->text.ptr[0] >= '0' && ref->text.ptr[0] <= '9') || ref->text.ptr[0] == '-');

	*out = (struct norm_figure){ model_kpi(l->model, ref->text), 0 };
	if (out->kpi == NONE && number)
		return unit_read(l, ref, option, unit, 1, &out->e4) &&
		       (unit != UOM_PERCENT || share_fits(l, ref, option, out->e4));
	if (out->kpi == NONE)
		out->kpi = load_kpi(l, ref);
	if (out->kpi == NONE || unit != UOM_PERCENT || l->model->kpis[out->kpi].unit == unit || !unit_known(l, out->kpi))
		return out->kpi != NONE;
	spot_problem(l->problems, ref->place, "%s: expected a KPI that is a percentage; \"%.*s\" is none", option,
		     STR_ARG(ref->text));
	return false;
}

/* A KPI that is measured as `kpi` is. */
static uint32_t amount_read(struct loader *l, const struct ref *ref, const char *option, uint32_t kpi)
{
	uint32_t amount = load_kpi(l, ref);

	if (amount == NONE || kpi == NONE || l->model->kpis[amount].unit == l->model->kpis[kpi].unit || !unit_known(l, amount) ||
	    !unit_known(l, kpi))
		return amount;
	spot_problem(l->problems, ref->place, "%s: expected a KPI in the unit of \"%.*s\"", option,
		     STR_ARG(l->model->kpis[kpi].code));
	return NONE;
}

/* ---- workload ---- */

/* "T-1|Bikes" without blanks. */
static struct str member_read(struct loader *l, uint32_t kind, const struct ref *ref)
{
	struct str parts[SCOPE_DIMS] = { { 0 } };
	struct buf b = { 0 };
	struct str out;

	if (!load_members(l, kind, ref, parts))
		return STR("");
	for (uint32_t i = 0; i < SCOPE_DIMS && parts[i].len; i++) {
		buf_adds(&b, i ? STR("|") : STR(""));
		buf_adds(&b, parts[i]);
	}
	out = load_keep(l, buf_str(&b));
	buf_free(&b);
	return out;
}

static void work_load(struct loader *l, const struct work_doc *d, struct work_norm *out)
{
	*out = (struct work_norm){
		.segment = load_keep(l, d->head.code.text),
		.title = load_title(l, &d->title, d->head.code.text),
		.scope_kind = load_scope_kind(l, &d->scope),
		.contacts_e4 = d->contacts_e4,
		.hours_e4 = d->hours_e4,
		.selling_ppm = d->selling_ppm,
		.from = d->from,
	};
	days_read(l, &d->head, "norm of work", d->from, d->to, &out->to);
	if (!d->scope.text.len != !d->member.text.len && !option_unread(d, &d->scope) && !option_unread(d, &d->member))
		spot_problem(l->problems, d->head.place, "norm of work: expected `scope` and `member` together, or neither");
	else if (out->scope_kind != NONE && d->member.text.len)
		out->member = member_read(l, out->scope_kind, &d->member);
	if (!option_unread(d, &d->clients) && figure_read(l, &d->clients, "clients", UOM_NUMBER, &out->clients) &&
	    out->clients.e4 < 0)
		spot_problem(l->problems, d->clients.place, "clients: expected 0 or more, got \"%.*s\"",
			     STR_ARG(d->clients.text));
}

static void work_load_all(struct loader *l, const struct records *rows, struct capacity_norms *out)
{
	struct work_norm *at = load_array(l, rows->count, sizeof(*at));

	for (uint32_t i = 0; i < rows->count; i++) {
		const struct work_doc *d = rows->at[i];

		work_load(l, d, &at[i]);
		for (uint32_t k = 0; k < i; k++)
			if (str_eq(at[k].segment, at[i].segment) && at[k].scope_kind == at[i].scope_kind &&
			    str_eq(at[k].member, at[i].member) && days_meet(at[k].from, at[k].to, at[i].from, at[i].to)) {
				say_twice(l, rows->at[k], &d->head, "norm of work");
				break;
			}
	}
	out->work = at;
	out->work_count = rows->count;
}

/* ---- quotas ---- */

static void ramp_read(struct loader *l, const struct quota_doc *d, struct quota_norm *out)
{
	int64_t *ramp = load_array(l, d->ramp.count, sizeof(*ramp)), e4;

	if (d->ramp.count > RAMP_MONTHS_MAX)
		spot_problem(l->problems, d->head.place, "ramp: expected at most %d months", (int)RAMP_MONTHS_MAX);
	for (uint32_t i = 0; i < d->ramp.count && i < RAMP_MONTHS_MAX; i++)
		if (unit_read(l, &d->ramp.at[i], "ramp", UOM_PERCENT, 1, &e4) && share_fits(l, &d->ramp.at[i], "ramp", e4))
			ramp[out->ramp_count++] = e4 * (PPM / E4);
	out->ramp_ppm = ramp;
}

static void quota_load(struct loader *l, const struct quota_doc *d, struct quota_norm *out)
{
	struct str *roles = load_array(l, d->roles.count, sizeof(*roles));

	*out = (struct quota_norm){
		.kpi = load_kpi(l, &d->kpi), .roles = roles, .attainment_ppm = d->attainment_ppm, .from = d->from
	};
	for (uint32_t i = 0; i < d->roles.count; i++)
		roles[i] = load_role(l, &d->roles.at[i]);
	out->role_count = d->roles.count;
	days_read(l, &d->head, "quota", d->from, d->to, &out->to);
	ramp_read(l, d, out);
	if (out->kpi == NONE || !unit_known(l, out->kpi) || option_unread(d, &d->month))
		return;
	if (l->model->kpis[out->kpi].step_count && !l->model->kpis[out->kpi].additive)
		spot_problem(l->problems, d->kpi.place, "quota: expected a KPI that adds up; \"%.*s\" does not",
			     STR_ARG(d->kpi.text));
	if (unit_read(l, &d->month, "month", l->model->kpis[out->kpi].unit, 1, &out->month_e4) && out->month_e4 <= 0)
		spot_problem(l->problems, d->month.place, "month: expected more than 0, got \"%.*s\"", STR_ARG(d->month.text));
}

static bool roles_meet(const struct quota_norm *a, const struct quota_norm *b)
{
	if (!a->role_count || !b->role_count)
		return true;
	for (uint32_t i = 0; i < a->role_count; i++)
		for (uint32_t k = 0; k < b->role_count; k++)
			if (str_eq(a->roles[i], b->roles[k]))
				return true;
	return false;
}

static void quotas_load(struct loader *l, const struct records *rows, struct capacity_norms *out)
{
	struct quota_norm *at = load_array(l, rows->count, sizeof(*at));

	for (uint32_t i = 0; i < rows->count; i++) {
		const struct quota_doc *d = rows->at[i];

		quota_load(l, d, &at[i]);
		for (uint32_t k = 0; k < i; k++)
			if (at[i].kpi != NONE && at[k].kpi == at[i].kpi && roles_meet(&at[k], &at[i]) &&
			    days_meet(at[k].from, at[k].to, at[i].from, at[i].to)) {
				say_twice(l, rows->at[k], &d->head, "quota");
				break;
			}
	}
	out->quotas = at;
	out->quota_count = rows->count;
}

/* ---- the pipeline ---- */

static void covers_load(struct loader *l, const struct records *rows, struct capacity_norms *out)
{
	struct cover_norm *at = load_array(l, rows->count, sizeof(*at));

	for (uint32_t i = 0; i < rows->count; i++) {
		const struct cover_doc *d = rows->at[i];

		at[i] = (struct cover_norm){ .kpi = load_kpi(l, &d->kpi), .from = d->from };
		days_read(l, &d->head, "coverage", d->from, d->to, &at[i].to);
		figure_read(l, &d->win, "win", UOM_PERCENT, &at[i].win);
		figure_read(l, &d->slip, "slip", UOM_PERCENT, &at[i].slip);
		at[i].open = amount_read(l, &d->open, "open", at[i].kpi);
		for (uint32_t k = 0; k < i; k++)
			if (at[i].kpi != NONE && at[k].kpi == at[i].kpi &&
			    days_meet(at[k].from, at[k].to, at[i].from, at[i].to)) {
				say_twice(l, rows->at[k], &d->head, "coverage");
				break;
			}
	}
	out->covers = at;
	out->cover_count = rows->count;
}

static void categories_load(struct loader *l, const struct records *rows, struct capacity_norms *out)
{
	struct category_norm *at = load_array(l, rows->count, sizeof(*at));

	for (uint32_t i = 0; i < rows->count; i++) {
		const struct category_doc *d = rows->at[i];

		at[i] = (struct category_norm){
			.kpi = load_kpi(l, &d->kpi),
			.category = load_keep(l, d->head.code.text),
			.title = load_title(l, &d->title, d->head.code.text),
			.weight_ppm = d->weight_ppm,
			.from = d->from,
		};
		days_read(l, &d->head, "forecast category", d->from, d->to, &at[i].to);
		at[i].amount = amount_read(l, &d->amount, "amount", at[i].kpi);
		for (uint32_t k = 0; k < i; k++)
			if (at[i].kpi != NONE && at[k].kpi == at[i].kpi && str_eq(at[k].category, at[i].category) &&
			    days_meet(at[k].from, at[k].to, at[i].from, at[i].to)) {
				say_twice(l, rows->at[k], &d->head, "forecast category");
				break;
			}
	}
	out->categories = at;
	out->category_count = rows->count;
}

void load_capacity(struct loader *l)
{
	const struct capacity_doc *doc = l->docs.capacity;
	struct capacity_norms *norms = load_array(l, 1, sizeof(*norms));

	if (doc->head.place.line == 0)
		return;
	work_load_all(l, &doc->work, norms);
	quotas_load(l, &doc->quotas, norms);
	covers_load(l, &doc->covers, norms);
	categories_load(l, &doc->categories, norms);
	l->model->capacity = norms;
}
