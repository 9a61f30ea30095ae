#include "ctl/runs.h"

#include <string.h>

#include "ctl/common_options.h"
#include "ctl/json.h"
#include "ctl/runbook.h"
#include "lua/host.h"

struct runs_args {
	struct common common;
	bool wants_id;
	const char *id; /* "C17" */
};

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct runs_args *r = state->input;

	switch (key) {
	case ARGP_KEY_INIT:
		common_children(state, 2, &r->common);
		return 0;
	case ARGP_KEY_ARG:
		if (!r->wants_id || r->id)
			argp_error(state, "there is nothing to do with \"%s\"", arg);
		if (arg[0] != 'C' || !arg[1] || strspn(arg + 1, "0123456789") != strlen(arg + 1))
			argp_error(state, "expected the id of a case like C17, got \"%s\"", arg);
		r->id = arg;
		return 0;
	case ARGP_KEY_END:
		if (r->wants_id && !r->id)
			argp_error(state, "the case is missing");
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static void parse_args(int argc, char **argv, struct runs_args *r, const char *usage, const char *doc)
{
	static const struct argp_child children[] = { COMMON_OUTPUT, COMMON_SERVER, { 0 } };
	static const struct argp_option none[] = { { 0 } };
	const struct argp argp = { none, parse, usage, doc, children, NULL, NULL };

	common_init(&r->common);
	argp_parse(&argp, argc, argv, 0, NULL, r);
}

static void say(struct runbook *b, const char *key, const char *name, struct str text)
{
	catalog_say(&b->out, b->common->language, key, &(struct catalog_arg){ name, text }, name ? 1 : 0);
}

/* ---- list ---- */

int runs_list(int argc, char **argv)
{
	struct runs_args args = { .wants_id = false };
	struct runbook b;
	uint32_t count = 0;
	int status;

	parse_args(argc, argv, &args, "",
		   "Lists the runs that wait or are paused: since when, for what, and of which version. `sdmctl run show CASE' "
		   "tells "
		   "one as a story, `run retry CASE' executes one that is paused again, `run move CASE' takes one over to the "
		   "version "
		   "in force.");
	status = runbook_open(&b, &args.common);
	for (uint32_t i = 0; status == STATUS_OK && i < casebook_count(&b.book); i++) {
		struct run_row r;

		if (!runbook_row(&b, i, &r))
			continue;
		count++;
		if (args.common.json) {
			buf_addc(&b.out, '{');
			runbook_add_json(&b, &r);
			buf_adds(&b.out, STR("}\n"));
		} else {
			runbook_add(&b, &r);
		}
		common_flush_large(&b.out);
		arena_reset(b.arena);
	}
	if (status == STATUS_OK && !args.common.json) {
		if (count > 0)
			catalog_count(&b.out, args.common.language, "n_runs", count);
		else
			say(&b, "no_runs", NULL, (struct str){ 0 });
		buf_addc(&b.out, '\n');
	}
	runbook_close(&b);
	return status;
}

/* ---- show ---- */

struct telling_of {
	struct runbook *book;
	uint32_t told;
};

static void add_key(struct runbook *b, const char *word, const struct host_entry *x)
{
	struct str key = x->key;

	say(b, word, NULL, (struct str){ 0 });
	buf_adds(&b->out, STR(" "));
	if (str_starts(key, STR("wait::"))) { /* a wait that has no name of its script's */
		buf_adds(&b->out, STR("wait:"));
		key = (struct str){ key.ptr + 6, key.len - 6 };
	}
	buf_add_visible(&b->out, key, false);
	if (x->value.len > 0 && !str_eq(x->value, STR("true"))) {
		buf_adds(&b->out, STR(": "));
		buf_add_visible(&b->out, x->value, false);
	}
}

static void tell_entry(void *arg, const struct host_entry *x)
{
	struct telling_of *t = arg;
	struct runbook *b = t->book;
	bool begins = x->kind == HOST_RESUME;

	if (t->told++ == 0 && !begins) {
		buf_adds(&b->out, STR("  "));
		say(b, "run_as_it_opened", NULL, (struct str){ 0 });
		buf_addc(&b->out, '\n');
	}
	buf_adds(&b->out, begins ? STR("  ") : STR("    "));
	common_colour(b->common, &b->out, begins ? COLOUR_BOLD : x->kind == HOST_READ ? COLOUR_DIM : COLOUR_PLAIN);
	add_key(b, begins ? "run_woken" : x->kind == HOST_READ ? "run_read" : "run_step", x);
	common_colour(b->common, &b->out, COLOUR_PLAIN);
	buf_addc(&b->out, '\n');
}

static void json_entry(void *arg, const struct host_entry *x)
{
	static const char *const kinds[] = { [HOST_STEP] = "step", [HOST_READ] = "read", [HOST_RESUME] = "woken" };
	struct telling_of *t = arg;
	struct buf *out = &t->book->out;

	buf_adds(out, t->told++ > 0 ? STR(",{") : STR("{"));
	json_text(out, "kind", str_of(kinds[x->kind]));
	json_whole(out, "stretch", x->stretch);
	json_text(out, "key", x->key);
	json_text(out, "value", x->value);
	buf_addc(out, '}');
}

static void show(struct runbook *b, const struct run_row *r)
{
	struct telling_of t = { .book = b };

	if (!b->common->json) {
		runbook_add(b, r);
		host_journal(r->look.journal, tell_entry, &t);
		return;
	}
	buf_addc(&b->out, '{');
	runbook_add_json(b, r);
	json_name(&b->out, "journal");
	buf_addc(&b->out, '[');
	host_journal(r->look.journal, json_entry, &t);
	buf_adds(&b->out, STR("]}\n"));
}

int runs_show(int argc, char **argv)
{
	struct runs_args args = { .wants_id = true };
	struct run_row r;
	struct runbook b;
	int status;

	parse_args(argc, argv, &args, "CASE",
		   "Tells the run of an open case: what it did and read from waking to waking, and what it waits for now.");
	status = runbook_open(&b, &args.common);
	if (status == STATUS_OK && runbook_find(&b, args.id, &r) == NONE)
		status = STATUS_NO;
	else if (status == STATUS_OK)
		show(&b, &r);
	runbook_close(&b);
	return status;
}

/* ---- move --dry ---- */

struct trial_of {
	struct buf added, passed_over; /* keys, joined by ", " */
};

static void add_to_list(struct buf *list, const struct host_entry *x)
{
	buf_adds(list, list->len > 0 ? STR(", ") : STR(""));
	buf_add_visible(list, x->key, false);
}

static void hear_trial(void *arg, const struct host_entry *x)
{
	struct trial_of *t = arg;

	if (x->kind == HOST_READ)
		return;
	if (x->is_new)
		add_to_list(&t->added, x);
	else if (!x->met)
		add_to_list(&t->passed_over, x);
}

static void add_line(struct runbook *b, const char *key, const char *name, struct str text)
{
	buf_adds(&b->out, STR("    "));
	say(b, key, name, text);
	buf_addc(&b->out, '\n');
}

/* Where it would stand: at these, or nowhere any more. */
static void add_awaited(struct buf *b, const struct run_said *said)
{
	for (uint32_t i = 0; i < said->awaited_count; i++) {
		struct wait_look named = { .name = said->awaited[i] };

		buf_addf(b, "%s%.*s", i > 0 ? ", " : "", STR_ARG(runwords_name(&named)));
	}
}

static void tell_trial(struct runbook *b, const struct run_row *r, const struct verdict *v, const struct trial_of *t)
{
	struct str broken = v->broken;
	struct buf text = { 0 };

	runbook_add(b, r);
	if (broken.len > 0) {
		add_line(b, "move_parts", NULL, (struct str){ 0 });
		while (broken.len > 0) {
			buf_adds(&b->out, STR("      "));
			buf_add_visible(&b->out, str_cut(&broken, '\n'), false);
			buf_addc(&b->out, '\n');
		}
		return;
	}
	add_awaited(&text, &v->run);
	if (v->close.len > 0)
		add_line(b, "move_closes", "reason", v->close);
	else if (v->run.waiting)
		add_line(b, "move_agrees", "waits", buf_str(&text));
	else
		add_line(b, "move_ends", NULL, (struct str){ 0 });
	if (t->added.len > 0)
		add_line(b, "move_adds", "steps", buf_str(&t->added));
	if (t->passed_over.len > 0)
		add_line(b, "move_passes_over", "steps", buf_str(&t->passed_over));
	buf_free(&text);
}

static void json_trial(struct runbook *b, const struct run_row *r, const struct verdict *v, const struct trial_of *t)
{
	struct buf text = { 0 };

	add_awaited(&text, &v->run);
	buf_addc(&b->out, '{');
	runbook_add_json(b, r);
	json_name(&b->out, "moves");
	buf_adds(&b->out, v->broken.len > 0 ? STR("false") : STR("true"));
	if (v->broken.len > 0)
		json_text(&b->out, "differs", v->broken);
	json_text(&b->out, "then",
		  v->broken.len > 0  ? STR("stays")
		  : v->close.len > 0 ? STR("closed")
		  : v->run.waiting   ? STR("waiting")
				     : STR("over"));
	json_text(&b->out, "stands_at", buf_str(&text));
	json_text(&b->out, "new_steps", buf_str(&t->added));
	json_text(&b->out, "passed_over", buf_str(&t->passed_over));
	buf_adds(&b->out, STR("}\n"));
	buf_free(&text);
}

static int try_move(struct runbook *b, const struct run_row *r)
{
	struct trial_of t = { 0 };
	struct verdict v;
	struct flip f;

	if (!run_flip_now(b->book.engine, r->number + 1, &f))
		return common_complain(STATUS_NO, "the model in force no longer has what case C%u is about", r->number + 1);
	host_try_move(b->refold.turn->host, b->book.engine, &f, b->arena, &v, hear_trial, &t);
	if (b->common->json)
		json_trial(b, r, &v, &t);
	else
		tell_trial(b, r, &v, &t);
	buf_free(&t.added);
	buf_free(&t.passed_over);
	return v.broken.len > 0 ? STATUS_NO : STATUS_OK;
}

int runs_try_move(const struct common *c, const char *id)
{
	struct run_row r;
	struct runbook b;
	int status = runbook_open(&b, c);

	if (status == STATUS_OK)
		status = runbook_find(&b, id, &r) == NONE ? STATUS_NO : try_move(&b, &r);
	runbook_close(&b);
	return status;
}
