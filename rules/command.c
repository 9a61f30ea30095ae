#include "rules/command.h"

#include <string.h>

#include "rules/command_case.h"
#include "rules/held.h"
#include "rules/lock.h"
#include "rules/report.h"

struct str command_field(const struct input *in, const char *name)
{
	struct str wanted = str_of(name);

	for (uint32_t i = 0; i < in->pair_count; i++)
		if (str_eq(in->pairs[i].name, wanted))
			return in->pairs[i].text;
	return (struct str){ 0 };
}

bool command_report(const struct engine *e, const struct input *in, struct arena *a, struct hash128 *out_key, struct receipt *r)
{
	struct str form = command_field(in, "form"), id = command_field(in, "id");
	uint32_t at = model_form(e->model, form);

	if (!form.len || !id.len)
		return refuse(a, r, "C01", "missing_field", form.len ? STR("id") : STR("form"),
			      "%.*s: the fields form and id name the report", STR_ARG(command_field(in, "command")));
	if (at == NONE)
		return refuse(a, r, "C03", "unknown_form", STR("form"), "no form \"%.*s\" in the model", STR_ARG(form));
	*out_key = report_key(&e->model->forms[at], id);
	return true;
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

/* A removed record is zero but for the free list's link in its first bytes, so its time tells. */
static bool token_is_live(const struct token_record *t)
{
	return t->at_ms != 0;
}

void tokens_index(struct engine *e)
{
	for (uint32_t i = 0; i < e->tokens.count; i++) {
		const struct token_record *t = pool_at(&e->tokens, i);
		if (token_is_live(t))
			index_add(&e->token_index, t->hash_lo, i);
	}
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
	index_add(&e->token_index, key.key.lo, number);
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

/* Drops those that wait for a report that will not come: `which` names it, or all of them. */
static bool cancel_clocks(struct engine *e, struct str which, struct arena *a, struct receipt *r)
{
	struct clockwork *c = &e->clock;
	bool all = str_eq(which, STR("all"));
	struct entry_id entry = { 0 };
	uint32_t kept = 0;

	if (!all && !entry_id_parse(which, &entry))
		return refuse(a, r, "C02", "bad_type", STR("cancel"),
			      "cancel: expected all, or the entry id that clock commands wait for, like 1763800000000-0");
	for (uint32_t i = 0; i < c->clock_count; i++)
		if (!all && entry_id_cmp(c->clocks[i].after, entry) != 0)
			c->clocks[kept++] = c->clocks[i];
	if (kept == c->clock_count)
		return refuse(a, r, "C03", "unknown_clock", STR("cancel"), "no clock command waits%s%.*s",
			      all ? "" : " for the report ", STR_ARG(all ? STR("") : which));
	c->clock_count = kept;
	return true;
}

static bool clock_wish_read(struct engine *e, const struct input *in, struct arena *a, struct clock_wish *out, struct receipt *r)
{
	struct stamp stamp;
	struct err err;

	if (!entry_id_parse(command_field(in, "after"), &out->after))
		return refuse(a, r, "C02", "bad_type", STR("after"),
			      "after: expected the entry id of a report, like 1763800000000-0");
	if (stamp_parse(command_field(in, "until"), &stamp, &err) < 0)
		return refuse(a, r, "C02", "bad_type", STR("until"), "until: %s", err.text);
	out->until_ms =
		stamp.has_offset ? stamp.instant_ms : zone_instant(e->model->zones[e->model->zone], stamp.day, stamp.ms_of_day);
	if (e->clock.now_ms != INT64_MIN && out->until_ms > e->clock.now_ms + REPORT_CLOCK_JUMP_MS)
		return refuse(a, r, "C02", "clock", STR("until"), "until: expected an instant not more than 800 days ahead");
	return true;
}

static bool take_clock(struct engine *e, const struct input *in, struct arena *a, struct receipt *r)
{
	struct str cancel = command_field(in, "cancel");
	struct clock_wish wish;

	if (e->model->time != TIME_LOG)
		return refuse(a, r, "C01", "not_log_time", STR("command"), "the clock command is for a company on log time");
	if (cancel.len) {
		if (command_field(in, "after").len || command_field(in, "until").len)
			return refuse(a, r, "C02", "bad_type", STR("cancel"), "cancel: stands alone, without after and until");
		return cancel_clocks(e, cancel, a, r);
	}
	if (!clock_wish_read(e, in, a, &wish, r))
		return false;
	if (e->clock.clock_count == CLOCKS_MAX && entry_id_cmp(e->clock.report, wish.after) < 0)
		return refuse(a, r, "C06", "too_many_clocks", STR("after"),
			      "%d clock commands wait already, the first for the report %llu-%llu (cancel those whose report "
			      "cannot come)",
			      (int)CLOCKS_MAX, (unsigned long long)e->clock.clocks[0].after.ms,
			      (unsigned long long)e->clock.clocks[0].after.seq);
	e->clock.clocks[e->clock.clock_count++] = wish;
	return true;
}

/* ---- */
/* The fields of each command beside command, by and token. */
struct command_form {
	const char *command;
	const char *fields[10];
};
static const struct command_form forms[] = {
	{ "acknowledge", { "case", "note" } },
	{ "activate", { "sha" } },
	{ "answer", { "case", "ask", "value", "note" } },
	{ "approve", { "form", "id", "reason" } },
	{ "clock", { "after", "until", "cancel" } },
	{ "close", { "case", "reason", "note" } },
	{ "confirm", { "form", "id", "rev", "reason" } },
	{ "plan", { "scope_kind", "scope", "kpi", "period_kind", "period", "target", "level", "valid_from", "reason" } },
	{ "run", { "case", "do" } },
	{ "task", { "task", "state", "note" } },
};

static const struct command_form *form_of(struct str command)
{
	for (size_t i = 0; i < sizeof(forms) / sizeof(*forms); i++)
		if (str_eq(command, str_of(forms[i].command)))
			return &forms[i];
	return NULL;
}

static bool has_field(const struct command_form *form, struct str name)
{
	bool found = str_eq(name, STR("command")) || str_eq(name, STR("by")) || str_eq(name, STR("token"));

	for (uint32_t n = 0; form->fields[n] && !found; n++)
		found = str_eq(name, str_of(form->fields[n]));
	return found;
}

/* Every field is known and stands once: a slip in an optional one would change the meaning unseen. */
static bool fields_fit(const struct command_form *form, const struct input *in, struct arena *a, struct receipt *r)
{
	for (uint32_t i = 0; i < in->pair_count; i++) {
		struct str name = in->pairs[i].name;

		if (!has_field(form, name)) {
			struct buf known = { 0 };

			for (uint32_t n = 0; form->fields[n]; n++)
				buf_addf(&known, "%s%s", n ? ", " : "", form->fields[n]);
			refuse(a, r, "C02", "unknown_field", name, "the command %s has no field \"%.*s\"; its fields: %s",
			       form->command, STR_ARG(str_head(name, REPORT_ID_MAX)), known.ptr);
			buf_free(&known);
			return false;
		}
		for (uint32_t k = 0; k < i; k++)
			if (str_eq(name, in->pairs[k].name))
				return refuse(a, r, "C02", "twice", name, "the field \"%.*s\" stands twice", STR_ARG(name));
	}
	return true;
}

static bool do_case_command(struct engine *e, const struct input *in, struct arena *a, struct receipt *out,
			    struct flip_list *flips)
{
	static const struct {
		const char *name;
		bool (*take)(struct engine *, const struct input *, struct arena *, struct receipt *, struct flip_list *);
	} commands[] = {
		{ "acknowledge", command_acknowledge },
		{ "answer", command_answer },
		{ "close", command_close },
		{ "run", command_run },
		{ "task", command_task },
	};

	for (size_t i = 0; i < sizeof(commands) / sizeof(*commands); i++)
		if (str_eq(command_field(in, "command"), str_of(commands[i].name))) {
			commands[i].take(e, in, a, out, flips);
			return true;
		}
	return false;
}

static void do_command(struct engine *e, const struct input *in, struct arena *a, struct receipt *out, struct findings *found,
		       struct flip_list *flips)
{
	struct str command = command_field(in, "command");
	const struct command_form *form = form_of(command);

	if (!form) {
		struct buf known = { 0 };

		for (size_t i = 0; i < sizeof(forms) / sizeof(*forms); i++)
			buf_addf(&known, "%s%s", i ? ", " : "", forms[i].command);
		refuse(a, out, "C03", "unknown_command", STR("command"), "no command \"%.*s\"; known: %s", STR_ARG(command),
		       known.ptr);
		buf_free(&known);
		return;
	}
	if (!fields_fit(form, in, a, out) || do_case_command(e, in, a, out, flips))
		return;
	if (str_eq(command, STR("clock")))
		take_clock(e, in, a, out);
	else if (str_eq(command, STR("plan")))
		command_plan(e, in, a, out);
	else if (str_eq(command, STR("approve")))
		command_approve(e, in, a, out);
	else if (str_eq(command, STR("confirm")))
		command_confirm(e, in, a, out);
	else
		found->activate_sha = command_field(in, "sha");
	if (str_eq(command, STR("activate")) && !found->activate_sha.len)
		refuse(a, out, "C01", "missing_field", STR("sha"),
		       "activate: the field \"sha\" is missing; it names a stored bundle");
}

void command_take(struct engine *e, const struct input *in, struct arena *a, struct receipt *out, struct findings *found,
		  struct flip_list *flips)
{
	struct str command = command_field(in, "command"), token = command_field(in, "token");

	*out = (struct receipt){ .answer = ANSWER_ACCEPTED, .is_command = true, .wanted = true, .form = command, .id = token };
	if (in->pair_count > INPUT_PAIRS) {
		refuse(a, out, "C01", "too_large", STR("command"), "a command may have %d fields", INPUT_PAIRS);
		return;
	}
	if (!str_is_text(token)) {
		refuse(a, out, "C02", "bad_text", STR("token"), "token: expected text without control characters");
		return;
	}
	struct str by = command_field(in, "by"), reason = command_field(in, "reason");
	if (by.len > REPORT_ID_MAX || !str_is_text(by) || !str_is_text(reason)) {
		refuse(a, out, "C02", "bad_text", str_is_text(reason) ? STR("by") : STR("reason"),
		       "by and reason: expected text, by of at most %d bytes", REPORT_ID_MAX);
		return;
	}
	if (!command.len || !str_is_text(command) || !token.len || token.len > REPORT_ID_MAX || !command_field(in, "by").len) {
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
	do_command(e, in, a, out, found, flips);
}
