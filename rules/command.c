#include "rules/command.h"

#include <string.h>

#include "rules/cases.h"
#include "rules/period.h"
#include "rules/report.h"

static struct str field_of(const struct input *in, const char *name)
{
	struct str wanted = str_of(name);

	for (uint32_t i = 0; i < in->pair_count; i++)
		if (str_eq(in->pairs[i].name, wanted))
			return in->pairs[i].text;
	return (struct str){ 0 };
}

/* ---- tokens ---- */
struct token_key {
	const struct engine *engine;
	struct hash128 key;
};

static bool token_eq(const void *ctx, uint32_t number)
{
	const struct token_key *k = ctx;
	const struct token_record *t = pool_at(&k->engine->tokens, number);

	return t->hash_lo == k->key.lo && t->hash_hi == k->key.hi;
}

static uint64_t token_rehash(const void *ctx, uint32_t number)
{
	const struct engine *e = ctx;

	return ((const struct token_record *)pool_at(&e->tokens, number))->hash_lo;
}

/* A removed record is zero but for the free list's link in its first bytes, so its time tells. */
static bool token_is_live(const struct token_record *t)
{
	return t->at_ms != 0;
}

void tokens_index(struct engine *e)
{
	for (uint32_t i = 0; i < e->tokens.count; i++)
		if (token_is_live(pool_at(&e->tokens, i)))
			index_add(&e->token_index, token_rehash(e, i), i, token_rehash, e);
}

void tokens_sweep(struct engine *e)
{
	for (uint32_t i = 0; i < e->tokens.count; i++) {
		const struct token_record *t = pool_at(&e->tokens, i);
		if (!token_is_live(t) || e->clock.now_ms - TOKEN_DAYS * DAY_MS <= t->at_ms)
			continue;
		index_remove(&e->token_index, t->hash_lo, i);
		pool_remove(&e->tokens, i);
	}
}

void tokens_start(struct engine *e, int64_t ms)
{
	for (uint32_t i = 0; i < e->tokens.count; i++) {
		struct token_record *t = pool_at(&e->tokens, i);
		if (t->at_ms != INT64_MAX)
			continue;
		pool_touch(&e->tokens, i);
		t->at_ms = ms;
	}
}

/* false: seen before. */
static bool token_take(struct engine *e, struct str token)
{
	struct token_key key = { e, hash128(token.ptr, token.len, 5) };

	if (index_find(&e->token_index, key.key.lo, token_eq, &key) != INDEX_NONE)
		return false;
	uint32_t number = pool_add(&e->tokens);
	*(struct token_record *)pool_at(&e->tokens, number) =
		(struct token_record){ key.key.lo, key.key.hi, e->clock.now_ms == INT64_MIN ? INT64_MAX : e->clock.now_ms };
	index_add(&e->token_index, key.key.lo, number, token_rehash, e);
	return true;
}

void token_give_back(struct engine *e, struct str token)
{
	struct token_key key = { e, hash128(token.ptr, token.len, 5) };
	uint32_t number = index_find(&e->token_index, key.key.lo, token_eq, &key);

	if (number == INDEX_NONE)
		return;
	index_remove(&e->token_index, key.key.lo, number);
	pool_remove(&e->tokens, number);
}

/* ---- clock ---- */
static bool entry_id_parse(struct str s, struct entry_id *out)
{
	struct str ms = str_cut(&s, '-');
	int64_t a, b = 0;

	if (num_parse_i64(ms, &a, NULL) < 0 || a < 0 || (s.len && (num_parse_i64(s, &b, NULL) < 0 || b < 0)))
		return false;
	*out = (struct entry_id){ (uint64_t)a, (uint64_t)b };
	return true;
}

static bool take_clock(struct engine *e, const struct input *in, struct arena *a, struct receipt *r)
{
	struct str after = field_of(in, "after"), until = field_of(in, "until");
	struct entry_id entry;
	struct stamp stamp;
	struct err err;

	if (e->model->time != TIME_LOG)
		return refuse(a, r, "C01", "not_log_time", STR("command"), "the clock command is for a company on log time");
	if (!entry_id_parse(after, &entry))
		return refuse(a, r, "C02", "bad_type", STR("after"),
			      "after: expected the entry id of a report, like 1763800000000-0");
	if (stamp_parse(until, &stamp, &err) < 0)
		return refuse(a, r, "C02", "bad_type", STR("until"), "until: %s", err.text);
	int64_t until_ms =
		stamp.has_offset ? stamp.instant_ms : zone_instant(e->model->zones[e->model->zone], stamp.day, stamp.ms_of_day);
	if (e->clock.now_ms != INT64_MIN && until_ms > e->clock.now_ms + REPORT_CLOCK_JUMP_MS)
		return refuse(a, r, "C02", "clock", STR("until"), "until: expected an instant not more than 800 days ahead");
	if (e->clock.clock_count == CLOCKS_MAX && entry_id_cmp(e->clock.report, entry) < 0)
		return refuse(a, r, "C06", "too_many_clocks", STR("after"),
			      "%d clock commands wait already, the first for the report %llu-%llu", (int)CLOCKS_MAX,
			      (unsigned long long)e->clock.clocks[0].after.ms, (unsigned long long)e->clock.clocks[0].after.seq);
	e->clock.clocks[e->clock.clock_count++] = (struct clock_wish){ entry, until_ms };
	return true;
}

/* ---- plan ---- */
/* Every field is known and stands once: a slip in an optional one would change the meaning unseen. */
static bool plan_fields(const struct input *in, struct arena *a, struct receipt *r)
{
	static const char *const known[] = { "command",     "by",     "token",  "scope_kind", "scope",      "kpi",
					     "period_kind", "period", "target", "level",      "valid_from", "reason" };

	for (uint32_t i = 0; i < in->pair_count; i++) {
		struct str name = in->pairs[i].name;
		bool found = false;

		for (size_t n = 0; n < sizeof(known) / sizeof(*known); n++)
			found = found || str_eq(name, str_of(known[n]));
		if (!found)
			return refuse(a, r, "C02", "unknown_field", name,
				      "a plan command has no field \"%.*s\"; its fields: scope_kind, scope, kpi, period_kind, "
				      "period, target, level, valid_from, reason",
				      STR_ARG(name));
		for (uint32_t k = 0; k < i; k++)
			if (str_eq(name, in->pairs[k].name))
				return refuse(a, r, "C02", "twice", name, "the field \"%.*s\" stands twice", STR_ARG(name));
	}
	return true;
}

/* An open axis takes a new member, as the model's own plan tables do. */
static bool axis_member_is_known(struct engine *e, const struct dim *dim, struct str code)
{
	const struct axis *axis = &e->model->axes[dim->axis];
	const struct domain *d = domain_axis(&e->domains, e->model, dim->axis);
	uint32_t n = domain_model_index(d, names_find(&d->names, code));

	if (n == NONE)
		return axis->open && code.len && code.len <= REPORT_ID_MAX && str_is_text(code);
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
	int32_t end;                 /* of the period */
	struct change_record change; /* without codes */
};

static bool plan_scope(struct engine *e, const struct input *in, struct arena *a, struct plan_wish *w, struct receipt *r)
{
	struct str rest = field_of(in, "scope");
	uint32_t kind, at = 0;

	w->scope_kind = field_of(in, "scope_kind");
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
	struct str level = field_of(in, "level");

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

	w->kpi = field_of(in, "kpi");
	w->period_kind = field_of(in, "period_kind");
	kpi = model_kpi(e->model, w->kpi);
	kind = model_period_kind(e->model, w->period_kind);
	if (kpi == NONE)
		return refuse(a, r, "C03", "unknown_kpi", STR("kpi"), "no KPI \"%.*s\" in the model", STR_ARG(w->kpi));
	if (kind == NONE)
		return refuse(a, r, "C03", "unknown_period_kind", STR("period_kind"), "no period kind \"%.*s\"",
			      STR_ARG(w->period_kind));
	if (period_parse(e->model, kind, field_of(in, "period"), &period, &err) < 0)
		return refuse(a, r, "C02", "bad_type", STR("period"), "period: %s", err.text);
	if (target_parse(&e->model->kpis[kpi], field_of(in, "target"), &w->change.target_e4, &err) < 0)
		return refuse(a, r, "C02", "bad_type", STR("target"), "target: %s", err.text);
	w->change.period = period.index;
	w->end = period_to(e->model, period);
	return plan_level(in, a, w, r);
}

/* Prospective unless it says otherwise: what the days before were held against stays. */
static bool plan_from(struct engine *e, const struct input *in, struct arena *a, struct plan_wish *w, struct receipt *r)
{
	struct str from = field_of(in, "valid_from");
	struct err err;

	if (from.len && date_parse(from, &w->change.valid_from, &err) < 0)
		return refuse(a, r, "C02", "bad_type", STR("valid_from"), "valid_from: %s", err.text);
	if (!from.len && e->clock.now_ms != INT64_MIN)
		w->change.valid_from = state_today(e, e->model->zone);
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

static void plan_keep(struct engine *e, const struct input *in, const struct plan_wish *w)
{
	struct change_record c = w->change;

	c.scope_kind = state_code(e, w->scope_kind);
	for (uint32_t m = 0; m < SCOPE_DIMS; m++)
		if (w->members[m].len)
			c.members[m] = state_code(e, w->members[m]);
	c.kpi = state_code(e, w->kpi);
	c.period_kind = state_code(e, w->period_kind);
	c.reason = state_code(e, str_head(field_of(in, "reason"), 512));
	c.approver = state_code(e, field_of(in, "by"));
	uint32_t number = pool_add(&e->changes);
	*(struct change_record *)pool_at(&e->changes, number) = c;
}

static bool take_plan(struct engine *e, const struct input *in, struct arena *a, struct receipt *r)
{
	struct plan_wish w = { .change = { .valid_from = DAY_MIN, .version = 1 + e->changes.count } };

	if (!plan_fields(in, a, r) || !plan_scope(e, in, a, &w, r) || !plan_what(e, in, a, &w, r) || !plan_from(e, in, a, &w, r))
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
			.reason = names_text(&e->codes, c->reason),
			.approver = names_text(&e->codes, c->approver),
		};
		for (uint32_t m = 0; m < SCOPE_DIMS; m++)
			row.members[m] = names_text(&e->codes, c->members[m]);
		if (row.scope_kind != NONE && row.kpi != NONE && e->model->kpis[row.kpi].direction != DIRECTION_BAND &&
		    row.period.kind != NONE && period_exists(e->model, row.period))
			rows[(*out_count)++] = row;
	}
	return rows;
}

/* ---- */
void command_take(struct engine *e, const struct input *in, struct arena *a, struct receipt *out, struct findings *found)
{
	struct str command = field_of(in, "command"), token = field_of(in, "token");

	*out = (struct receipt){ .answer = ANSWER_ACCEPTED, .is_command = true, .wanted = true, .form = command, .id = token };
	if (in->pair_count > INPUT_PAIRS) {
		refuse(a, out, "C01", "too_large", STR("command"), "a command may have %d fields", INPUT_PAIRS);
		return;
	}
	if (!str_is_text(token)) {
		refuse(a, out, "C02", "bad_text", STR("token"), "token: expected text without control characters");
		return;
	}
	struct str by = field_of(in, "by"), reason = field_of(in, "reason");
	if (by.len > REPORT_ID_MAX || !str_is_text(by) || !str_is_text(reason)) {
		refuse(a, out, "C02", "bad_text", str_is_text(reason) ? STR("by") : STR("reason"),
		       "by and reason: expected text, by of at most %d bytes", REPORT_ID_MAX);
		return;
	}
	if (!command.len || !str_is_text(command) || !token.len || token.len > REPORT_ID_MAX || !field_of(in, "by").len) {
		refuse(a, out, "C01", "missing_field", STR("command"), "a command has the fields command, by and token");
		return;
	}
	int64_t oldest_ms = e->clock.now_ms > TOKEN_DAYS * DAY_MS ? e->clock.now_ms - TOKEN_DAYS * DAY_MS : 0;
	if (e->model->time == TIME_WALL && in->id.ms < (uint64_t)oldest_ms) {
		refuse(a, out, "C04", "too_late", STR("command"), "the command is older than %d days", (int)TOKEN_DAYS);
		return;
	}
	out->took_token = token_take(e, token);
	if (!out->took_token) {
		out->answer = ANSWER_DUPLICATE;
		return;
	}
	if (str_eq(command, STR("clock")))
		take_clock(e, in, a, out);
	else if (str_eq(command, STR("plan")))
		take_plan(e, in, a, out);
	else if (str_eq(command, STR("activate")))
		found->activate_sha = field_of(in, "sha");
	else
		refuse(a, out, "C03", "unknown_command", STR("command"), "no command \"%.*s\"; known: activate, clock, plan",
		       STR_ARG(command));
	if (str_eq(command, STR("activate")) && !found->activate_sha.len)
		refuse(a, out, "C01", "missing_field", STR("sha"),
		       "activate: the field \"sha\" is missing; it names a stored bundle");
}
