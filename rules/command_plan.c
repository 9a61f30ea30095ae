/* The plan command: one target of the company, from a day on. */
#include "rules/command.h"

#include "rules/org.h"
#include "rules/period.h"
#include "rules/report.h"
#include "rules/watch.h"

/* An open axis takes a new member, which is of the last level, as the model's own plan tables do. */
static bool axis_member_is_known(struct engine *e, const struct dim *dim, struct str code)
{
	const struct axis *axis = &e->model->axes[dim->axis];
	const struct domain *d = domain_axis(&e->domains, e->model, dim->axis);
	uint32_t n = domain_model_index(d, names_find(&d->names, code));

	if (n == NONE)
		return axis->open && (dim->level == NONE || dim->level == axis->level_count - 1) && code.len &&
		       code.len <= REPORT_ID_MAX && str_is_text(code);
	return dim->level == NONE || axis->members[n].level == dim->level;
}

static bool member_is_known(struct engine *e, const struct dim *dim, struct str code)
{
	const struct domain *d = &e->domains.list.at[dim->kind == DIM_SELLER ? DOMAIN_SELLER : DOMAIN_UNIT];

	if (dim->kind == DIM_AXIS)
		return axis_member_is_known(e, dim, code);
	uint32_t n = domain_model_index(d, names_find(&d->names, code));

	return n != NONE && (dim->kind == DIM_SELLER || dim->level == NONE || e->model->units[n].type == dim->level);
}

/* What a plan command asks for, checked before anything of it is kept: a refused one leaves no codes in the state. */
struct plan_wish {
	struct str scope_kind, members[SCOPE_DIMS], kpi, period_kind;
	int32_t start, end;          /* of the period */
	struct change_record change; /* without codes */
};

static bool plan_scope(struct engine *e, const struct input *in, struct arena *a, struct plan_wish *w, struct receipt *r)
{
	struct str rest = command_field(in, "scope");
	uint32_t kind, at = 0;

	w->scope_kind = command_field(in, "scope_kind");
	kind = model_scope_kind(e->model, w->scope_kind);
	if (kind == NONE)
		return refuse(a, r, "C03", "unknown_scope_kind", STR("scope_kind"), "no scope kind \"%.*s\" in the model",
			      STR_ARG(w->scope_kind));
	const struct scope_kind *k = &e->model->scope_kinds[kind];
	for (uint32_t i = 0; i < k->dim_count; i++) {
		if (k->dims[i].only != NONE)
			continue;
		struct str code = str_cut(&rest, '|');
		if (!member_is_known(e, &k->dims[i], code))
			return refuse(a, r, "C03", "unknown_scope", STR("scope"), "no \"%.*s\" for the scope kind \"%.*s\"",
				      STR_ARG(code), STR_ARG(w->scope_kind));
		w->members[at++] = code;
	}
	return !rest.len || refuse(a, r, "C03", "unknown_scope", STR("scope"), "too many members for the scope kind \"%.*s\"",
				   STR_ARG(w->scope_kind));
}

/* A number in the KPI's unit; of a percent KPI also "63 %", as in the model's plan tables. */
static int target_parse(const struct kpi *kpi, struct str text, int64_t *out_e4, struct err *err)
{
	bool percent = kpi->unit == UOM_PERCENT && text.len > 0 && text.ptr[text.len - 1] == '%';

	if (!percent)
		return num_parse_e4(text, out_e4, err);
	if (num_parse_e4(str_trim((struct str){ text.ptr, text.len - 1 }), out_e4, err) < 0)
		return -1;
	if (*out_e4 % 100 != 0)
		return err_set(err, "expected at most two decimals in a percentage, got \"%.*s\"", STR_ARG(text));
	*out_e4 /= 100;
	return 0;
}

static bool plan_level(const struct input *in, struct arena *a, struct plan_wish *w, struct receipt *r)
{
	static const struct str levels[LEVELS] = { { "target", 6 }, { "threshold", 9 }, { "stretch", 7 } };
	struct str level = command_field(in, "level");

	while (level.len && w->change.level < LEVELS && !str_eq(levels[w->change.level], level))
		w->change.level++;
	return w->change.level < LEVELS ||
	       refuse(a, r, "C02", "not_a_choice", STR("level"), "level: expected target, threshold or stretch");
}

static bool plan_what(struct engine *e, const struct input *in, struct arena *a, struct plan_wish *w, struct receipt *r)
{
	uint32_t kpi, kind;
	struct period period;
	struct err err;

	w->kpi = command_field(in, "kpi");
	w->period_kind = command_field(in, "period_kind");
	kpi = model_kpi(e->model, w->kpi);
	kind = model_period_kind(e->model, w->period_kind);
	if (kpi == NONE)
		return refuse(a, r, "C03", "unknown_kpi", STR("kpi"), "no KPI \"%.*s\" in the model", STR_ARG(w->kpi));
	if (e->model->kpis[kpi].direction == DIRECTION_BAND)
		return refuse(a, r, "C03", "no_plan", STR("kpi"), "KPI \"%.*s\" is held against its band: it has no plan",
			      STR_ARG(w->kpi));
	if (kind == NONE || period_position(e->model, kind) == NONE)
		return refuse(a, r, "C03", "unknown_period_kind", STR("period_kind"), "the company keeps no period \"%.*s\"",
			      STR_ARG(w->period_kind));
	if (period_parse(e->model, kind, command_field(in, "period"), &period, &err) < 0)
		return refuse(a, r, "C02", "bad_type", STR("period"), "period: %s", err.text);
	if (target_parse(&e->model->kpis[kpi], command_field(in, "target"), &w->change.target_e4, &err) < 0)
		return refuse(a, r, "C02", "bad_type", STR("target"), "target: %s", err.text);
	w->change.period = period.index;
	w->start = period_from(e->model, period);
	w->end = period_to(e->model, period);
	return plan_level(in, a, w, r);
}

/* A seller or unit that the plan is for. */
struct whom {
	bool seller;
	uint32_t index; /* in the model */
	struct str text;
};

/* The n-th of them; false: there are not so many. */
static bool plan_nth_whom(const struct engine *e, const struct plan_wish *w, uint32_t n, struct whom *out)
{
	const struct model *m = e->model;
	const struct scope_kind *k = &m->scope_kinds[model_scope_kind(m, w->scope_kind)];

	for (uint32_t i = 0, at = 0; i < k->dim_count; at += k->dims[i].only == NONE, i++) {
		if (k->dims[i].kind == DIM_AXIS || k->dims[i].only != NONE || n-- > 0)
			continue;
		bool seller = k->dims[i].kind == DIM_SELLER;
		const struct domain *d = &e->domains.list.at[seller ? DOMAIN_SELLER : DOMAIN_UNIT];

		*out = (struct whom){ seller, domain_model_index(d, names_find(&d->names, w->members[at])), w->members[at] };
		return true;
	}
	return false;
}

/* Where the seller or unit is that the plan is for. */
static int32_t plan_today(struct engine *e, const struct plan_wish *w)
{
	const struct model *m = e->model;
	int32_t day = state_today(e, m->zone);
	struct whom x;

	if (!plan_nth_whom(e, w, 0, &x))
		return day;
	return state_today(e, x.seller ? org_zone(m, x.index, day) : org_unit_zone(m, x.index, day));
}

/* Prospective unless it says otherwise: what the days before were held against stays. */
static bool plan_from(struct engine *e, const struct input *in, struct arena *a, struct plan_wish *w, struct receipt *r)
{
	struct str from = command_field(in, "valid_from");
	struct err err;

	if (from.len && date_parse(from, &w->change.valid_from, &err) < 0)
		return refuse(a, r, "C02", "bad_type", STR("valid_from"), "valid_from: %s", err.text);
	if (!from.len && e->clock.now_ms != INT64_MIN)
		w->change.valid_from = plan_today(e, w);
	if (w->change.valid_from < w->end)
		return true;
	struct buf last = { 0 };

	date_add(&last, w->end - 1);
	if (from.len)
		refuse(a, r, "C04", "too_late", STR("valid_from"), "valid_from: the period ends on %s, so nothing would change",
		       last.ptr);
	else
		refuse(a, r, "C04", "too_late", STR("period"),
		       "the period ended on %s; to change its plan after the event say from which of its days, in valid_from",
		       last.ptr);
	buf_free(&last);
	return false;
}

/* A plan for a seller or a unit that is not there on any day of the period is a plan for nobody. */
static bool plan_whom(struct engine *e, struct arena *a, const struct plan_wish *w, struct receipt *r)
{
	const struct model *m = e->model;
	struct whom x;

	for (uint32_t n = 0; plan_nth_whom(e, w, n, &x); n++) {
		int32_t from = x.seller ? m->sellers[x.index].from : m->units[x.index].from;
		int32_t to = x.seller ? m->sellers[x.index].to : m->units[x.index].to;

		if (from >= w->end || to <= w->start)
			return refuse(a, r, "C03", "unknown_scope", STR("scope"),
				      "\"%.*s\" is not there on any day of the period: a plan for nobody", STR_ARG(x.text));
	}
	return true;
}

static void plan_keep(struct engine *e, const struct input *in, const struct plan_wish *w)
{
	struct change_record c = w->change;

	c.scope_kind = state_code(e, w->scope_kind);
	for (uint32_t m = 0; m < SCOPE_DIMS; m++)
		if (w->members[m].len)
			c.members[m] = state_code(e, w->members[m]);
	c.kpi = state_code(e, w->kpi);
	c.period_kind = state_code(e, w->period_kind);
	c.reason = state_code(e, str_head(command_field(in, "reason"), 512));
	c.approver = state_code(e, command_field(in, "by"));
	uint32_t number = pool_add(&e->changes);
	*(struct change_record *)pool_at(&e->changes, number) = c;
}

bool command_plan(struct engine *e, const struct input *in, struct arena *a, struct receipt *r)
{
	struct plan_wish w = { .change = { .valid_from = DAY_MIN, .version = 1 + e->changes.count } };

	if (!plan_scope(e, in, a, &w, r) || !plan_what(e, in, a, &w, r) || !plan_from(e, in, a, &w, r) || !plan_whom(e, a, &w, r))
		return false;
	plan_keep(e, in, &w);
	plans_renew(e);
	watch_renew(e);
	return true;
}

struct plan_row *changes_rows(const struct engine *e, struct arena *a, uint32_t *out_count)
{
	struct plan_row *rows = arena_alloc(a, e->changes.count * sizeof(*rows) + 1);

	*out_count = 0;
	for (uint32_t i = 0; i < e->changes.count; i++) {
		const struct change_record *c = pool_at(&e->changes, i);
		struct plan_row row = {
			.scope_kind = model_scope_kind(e->model, names_text(&e->codes, c->scope_kind)),
			.kpi = model_kpi(e->model, names_text(&e->codes, c->kpi)),
			.period = { model_period_kind(e->model, names_text(&e->codes, c->period_kind)), c->period },
			.level = c->level,
			.target_e4 = c->target_e4,
			.valid_from = c->valid_from,
			.version = UINT32_C(1000000) + c->version, /* after every version of the model's own tables */
		};
		struct str *members = arena_alloc(a, SCOPE_DIMS * sizeof(*members));
		for (uint32_t m = 0; m < SCOPE_DIMS; m++)
			members[m] = names_text(&e->codes, c->members[m]);
		row.members = members;
		if (row.scope_kind != NONE && row.kpi != NONE && e->model->kpis[row.kpi].direction != DIRECTION_BAND &&
		    row.period.kind != NONE && period_exists(e->model, row.period))
			rows[(*out_count)++] = row;
	}
	return rows;
}
