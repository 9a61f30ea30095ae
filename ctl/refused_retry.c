/* sdmctl rejected retry: refused reports once more, as new entries, after the model was mended. */
#include "ctl/answer.h"
#include "ctl/batch.h"
#include "ctl/common_options.h"
#include "ctl/outcome.h"
#include "ctl/refusal.h"
#include "ctl/refused.h"
#include "ctl/walk.h"
#include "daemon/entries.h"

enum { KEY_ALL = 0x2000, KEY_RULE, BATCH_MAX = 500 };

struct retry {
	struct common common;
	struct server server;
	ARRAY(struct entry_id) entries;
	bool all;
	const char *rule;
	struct refusals found;
	ARRAY(const struct refusal *) sent; /* beside batch.ids */
	struct batch batch;
	ARRAY(bool) told; /* beside them */
	struct buf out;
	bool refused; /* one at least was not sent or not taken */
};

static const struct argp_option options[] = {
	{ "all", KEY_ALL, NULL, 0, "All refused reports of a rule", 0 },
	{ "rule", KEY_RULE, "RULE", 0, "Which rule: V03", 0 },
	{ 0 },
};

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct retry *r = state->input;
	struct entry_id id;

	switch (key) {
	case ARGP_KEY_INIT:
		common_children(state, 2, &r->common);
		return 0;
	case KEY_ALL:
		r->all = true;
		return 0;
	case KEY_RULE:
		r->rule = arg;
		return 0;
	case ARGP_KEY_ARG:
		if (!entry_id_parse(str_of(arg), &id))
			argp_error(state, "expected the entry id of a refused report like 1795375900777-99, got \"%s\"", arg);
		*ARRAY_ADD(r->entries) = id;
		return 0;
	case ARGP_KEY_END:
		if (r->all != (r->rule != NULL))
			argp_error(state, "--all and --rule go together: --all --rule V03");
		if (r->all == (r->entries.count > 0))
			argp_error(state, "which? Name entry ids, or --all --rule RULE");
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

/* ---- telling ---- */

static void add_name(struct retry *r, const struct refusal *f)
{
	struct buf form = { 0 }, id = { 0 };

	buf_add_visible(&form, refusal_said(f, "form"), false);
	buf_add_visible(&id, refusal_said(f, "id"), false);
	catalog_say(&r->out, r->common.language, f->is_command ? "a_command" : "a_report",
		    (struct catalog_arg[]){ { "form", buf_str(&form) }, { "id", buf_str(&id) } }, 2);
	buf_free(&form);
	buf_free(&id);
}

static void json_head(struct retry *r, const struct refusal *f, const struct entry_id *sent)
{
	buf_adds(&r->out, STR("{\"entry\":\""));
	entry_id_add(&r->out, f->entry);
	buf_adds(&r->out, STR("\",\"sent\":"));
	if (sent)
		buf_addc(&r->out, '"');
	if (sent)
		entry_id_add(&r->out, *sent);
	buf_adds(&r->out, sent ? STR("\"") : STR("null"));
}

static void text_head(struct retry *r, const struct refusal *f, const struct entry_id *sent)
{
	entry_id_add(&r->out, f->entry);
	if (sent)
		buf_adds(&r->out, STR(" -> "));
	if (sent)
		entry_id_add(&r->out, *sent);
	buf_adds(&r->out, STR("  "));
}

static void json_answer(struct retry *r, size_t which, const struct pair *pairs, uint32_t count)
{
	static const char *const names[] = { "form", "id", "rev", "answer", "rule", "field", "key", "text" };

	json_head(r, r->sent.at[which], &r->batch.ids.at[which]);
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		struct str text = walk_field(pairs, count, names[i]);

		if (text.len == 0 && i > 3)
			continue;
		buf_addf(&r->out, ",\"%s\":", names[i]);
		buf_add_json(&r->out, text);
	}
	buf_adds(&r->out, STR("}\n"));
}

static void answered(void *arg, size_t which, enum answer answer, const struct pair *pairs, uint32_t count)
{
	struct retry *r = arg;
	struct listing l = { .common = r->common, .words = { .language = r->common.language } };
	struct arena *a = arena_new();
	struct pair *shown = arena_alloc(a, count * sizeof(*shown) + 1);

	r->told.at[which] = true;
	r->refused = r->refused || answer == ANSWER_REJECTED;
	memcpy(shown, pairs, count * sizeof(*shown));
	if (r->common.json) {
		json_answer(r, which, pairs, count);
	} else {
		listing_show(a, shown, count);
		text_head(r, r->sent.at[which], &r->batch.ids.at[which]);
		answer_add(&l, &r->out, &(struct listing_entry){ .pairs = shown, .count = count });
	}
	common_flush_large(&r->out);
	arena_free(a);
}

/* Taken and nothing said about it: it was simply accepted. */
static void tell_accepted(struct retry *r, size_t which)
{
	const struct refusal *f = r->sent.at[which];
	const struct pair pairs[] = { { STR("form"), refusal_said(f, "form") },
				      { STR("id"), refusal_said(f, "id") },
				      { STR("rev"), refusal_said(f, "rev") },
				      { STR("answer"), STR("accepted") } };

	answered(r, which, ANSWER_ACCEPTED, pairs, 4);
}

static void tell_waiting(struct retry *r, size_t which)
{
	if (r->common.json) {
		json_head(r, r->sent.at[which], &r->batch.ids.at[which]);
		buf_adds(&r->out, STR(",\"answer\":null}\n"));
		return;
	}
	text_head(r, r->sent.at[which], &r->batch.ids.at[which]);
	add_name(r, r->sent.at[which]);
	buf_adds(&r->out, STR(": "));
	catalog_say(&r->out, r->common.language, "still_waits", NULL, 0);
	buf_addc(&r->out, '\n');
}

static void tell_unsent(struct retry *r, const struct refusal *f, const char *key)
{
	r->refused = true;
	if (r->common.json) {
		json_head(r, f, NULL);
		buf_addf(&r->out, ",\"answer\":null,\"why\":\"%s\"}\n", key);
		return;
	}
	text_head(r, f, NULL);
	add_name(r, f);
	buf_adds(&r->out, STR(": "));
	common_colour(&r->common, &r->out, COLOUR_RED);
	catalog_say(&r->out, r->common.language, key, NULL, 0);
	common_colour(&r->common, &r->out, COLOUR_PLAIN);
	buf_addc(&r->out, '\n');
}

/* ---- sending ---- */

static const char *why_not(const struct refusal *f)
{
	return f->is_command                  ? "unsent_command"
	       : f->original == ORIGINAL_CUT  ? "unsent_cut"
	       : f->original == ORIGINAL_LOST ? "unsent_lost"
					      : NULL;
}

static int send_all(struct retry *r, struct err *err)
{
	for (size_t i = 0; i < r->found.list.count; i++) {
		const struct refusal *f = &r->found.list.at[i];
		const char *why = why_not(f);

		if (f->repeated)
			continue;
		if (why) {
			tell_unsent(r, f, why);
			continue;
		}
		batch_add(&r->batch, f->pairs, f->pair_count);
		*ARRAY_ADD(r->sent) = f;
		(void)*ARRAY_ADD(r->told);
		if (r->batch.queued == BATCH_MAX && batch_send(&r->batch, err) < 0)
			return -1;
	}
	return batch_send(&r->batch, err);
}

static void tell_rest(struct retry *r, size_t taken)
{
	for (size_t i = 0; i < r->batch.ids.count; i++) {
		if (!r->told.at[i] && i < taken)
			tell_accepted(r, i);
		else if (!r->told.at[i])
			tell_waiting(r, i);
	}
	common_flush(&r->out);
}

static int tell_missing(struct retry *r)
{
	int missing = 0;

	for (size_t i = 0; i < r->entries.count; i++) {
		bool found = false;
		struct buf id = { 0 };

		for (size_t k = 0; k < r->found.list.count; k++)
			found = found || entry_id_cmp(r->found.list.at[k].entry, r->entries.at[i]) == 0;
		entry_id_add(&id, r->entries.at[i]);
		if (!found)
			missing += common_complain(STATUS_NO, "nothing refused has the entry id %s", id.ptr);
		buf_free(&id);
	}
	if (r->all && r->found.list.count == 0)
		missing += common_complain(STATUS_NO, "no report was refused by rule %s", r->rule);
	return missing;
}

static int retry_run(struct retry *r, struct err *err)
{
	struct outcome o = { .answered = answered, .arg = r };
	enum outcome_end end = OUTCOME_ALL;
	int rc;

	if (server_need_company(&r->server, err) < 0 ||
	    refusals_find(&r->found, &r->server, r->entries.at, r->entries.count, r->rule, err) < 0 ||
	    outcome_begin(&o, &r->server, err) < 0)
		return server_complain(&r->server, err);
	r->refused = tell_missing(r) > 0;
	rc = send_all(r, err);
	/* What has been sent before a failure is told all the same. */
	o.ids = r->batch.ids.at;
	o.count = r->batch.ids.count;
	if (o.count > 0 && (rc < 0 || outcome_wait(&o, r->common.wait_ms, &end, err) < 0)) {
		tell_rest(r, outcome_taken(&o));
		return server_complain(&r->server, err);
	}
	tell_rest(r, outcome_taken(&o));
	if (rc < 0)
		return server_complain(&r->server, err);
	if (end == OUTCOME_OWNERLESS)
		common_complain(STATUS_OK, "no daemon serves company %.*s now; what was sent is taken when one does",
				STR_ARG(r->server.company));
	if (end == OUTCOME_LATE)
		return common_complain(STATUS_AWAY, "no answer to all of them within %d s; `sdmctl receipts' will show it",
				       r->common.wait_ms / 1000);
	return r->refused ? STATUS_NO : STATUS_OK;
}

int refused_retry(int argc, char **argv)
{
	static const struct argp_child children[] = { COMMON_OUTPUT, COMMON_SERVER, { 0 } };
	static const struct argp argp = {
		options,
		parse,
		"ENTRY...\n--all --rule RULE",
		"Sends refused reports once more, each as it was, as new entries, and says what becomes of them. Nothing is "
		"taken away "
		"from what was refused; a report that counts already changes nothing:\nsdmctl rejected retry --all --rule V03",
		children,
		NULL,
		NULL
	};
	struct retry r = { 0 };
	struct err err;
	int status;

	common_init(&r.common);
	argp_parse(&argp, argc, argv, 0, NULL, &r);
	r.batch.server = &r.server;
	status = server_open(&r.common, &r.server, &err) < 0 ? server_complain(&r.server, &err) : retry_run(&r, &err);
	batch_free(&r.batch);
	refusals_free(&r.found);
	server_close(&r.server);
	ARRAY_FREE(r.entries);
	ARRAY_FREE(r.sent);
	ARRAY_FREE(r.told);
	buf_free(&r.out);
	return status;
}
