/* sdmctl import: the rows of a foreign file as reports. */
#include "ctl/commands.h"
#include "ctl/import.h"
#include "ctl/probe.h"
#include "ctl/wordbook.h"
#include <stdio.h>

enum { KEY_MAP = 0x2000, KEY_DRY_RUN, KEY_SKIP_BAD, KEY_PROGRESS, KEY_AHEAD, SHOWN_DEFAULT = 5, AHEAD_DEFAULT = 10000 };

struct import_args {
	struct common common;
	struct server server;
	struct import import;
	struct wordbook words;
	const char *file;
	unsigned word_count;
	bool dry_run;
	uint64_t shown; /* reports that a dry run prints */
	struct buf mark, out;
};

static const struct argp_option options[] = {
	{ "map", KEY_MAP, "MAP.yaml", 0, "How rows become reports; needed", 0 },
	{ "dry-run", KEY_DRY_RUN, "N", OPTION_ARG_OPTIONAL, "Send nothing: print the first N reports (default 5) and all errors",
	  0 },
	{ "skip-bad", KEY_SKIP_BAD, NULL, 0, "Send the good rows although others are no reports", 0 },
	{ "progress", KEY_PROGRESS, "FILE", 0, "Where is noted how far it came; default FILE.sdm-import", 0 },
	{ "ahead", KEY_AHEAD, "N", 0, "At most N reports are sent that the daemon has not taken yet, default 10000", 0 },
	{ 0 },
};

static void take_word(struct argp_state *state, struct import_args *a, const char *word)
{
	if (a->word_count == 2)
		argp_error(state, "one company and one file at a time");
	if (a->word_count == 1)
		a->common.company = a->file;
	a->file = word;
	a->word_count++;
}

static void check(struct argp_state *state, struct import_args *a)
{
	if (!a->file)
		argp_error(state, "which file? sdmctl import COMPANY FILE --map MAP.yaml");
	if (!a->import.map_path)
		argp_error(state, "--map is missing: the file that says how rows become reports");
	if (!a->import.mark_path) {
		buf_addf(&a->mark, "%s.sdm-import", a->file);
		a->import.mark_path = a->mark.ptr;
	}
}

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct import_args *a = state->input;

	switch (key) {
	case ARGP_KEY_INIT:
		common_children(state, 2, &a->common);
		return 0;
	case KEY_MAP:
		a->import.map_path = arg;
		return 0;
	case KEY_DRY_RUN:
		a->dry_run = true;
		a->shown = arg ? (uint64_t)common_number(state, "--dry-run", arg, 0, INT64_C(1000000000)) : SHOWN_DEFAULT;
		return 0;
	case KEY_SKIP_BAD:
		a->import.skip_bad = true;
		return 0;
	case KEY_PROGRESS:
		a->import.mark_path = arg;
		return 0;
	case KEY_AHEAD:
		a->import.ahead = (uint64_t)common_number(state, "--ahead", arg, 500, INT64_C(10000000));
		return 0;
	case ARGP_KEY_ARG:
		take_word(state, a, arg);
		return 0;
	case ARGP_KEY_END:
		check(state, a);
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

/* ---- telling ---- */

static void json_problems(struct import_args *a)
{
	const struct problems *p = &a->import.problems;

	for (size_t i = 0; i < p->count; i++) {
		buf_adds(&a->out, STR("{\"file\":"));
		buf_add_json(&a->out, str_of(p->at[i].file));
		buf_addf(&a->out, ",\"line\":%u,\"column\":%u,\"warning\":%s,\"text\":", p->at[i].line, p->at[i].column,
			 p->at[i].warning ? "true" : "false");
		buf_add_json(&a->out, str_of(p->at[i].text));
		buf_adds(&a->out, STR("}\n"));
	}
	common_flush(&a->out);
}

static void tell_problems(struct import_args *a)
{
	struct buf text = { 0 }, shown = { 0 };

	if (a->common.json) {
		json_problems(a);
		return;
	}
	problems_print(&a->import.problems, &text);
	buf_add_visible(&shown, buf_str(&text), true);
	if (shown.len > 0)
		fwrite(shown.ptr, 1, shown.len, stderr);
	buf_free(&text);
	buf_free(&shown);
}

static void add_report(struct import_args *a, uint32_t row, const struct pair *pairs, uint32_t count)
{
	if (a->common.json) {
		buf_addf(&a->out, "{\"line\":%u,\"report\":{", a->import.table->lines[row]);
		for (uint32_t i = 0; i < count; i++) {
			buf_adds(&a->out, i > 0 ? STR(",") : STR(""));
			buf_add_json(&a->out, pairs[i].name);
			buf_addc(&a->out, ':');
			buf_add_json(&a->out, pairs[i].text);
		}
		buf_adds(&a->out, STR("}}\n"));
		return;
	}
	buf_addf(&a->out, "%s:%u\n", a->file, a->import.table->lines[row]);
	for (uint32_t i = 0; i < count; i++) {
		buf_adds(&a->out, STR("    "));
		common_cell(&a->out, pairs[i].name, 14);
		buf_adds(&a->out, STR("  "));
		buf_add_visible(&a->out, pairs[i].text, false);
		buf_addc(&a->out, '\n');
	}
}

static void show_first(struct import_args *a)
{
	struct arena *arena = arena_new();
	uint64_t left = a->shown;

	for (uint32_t row = 0; row < a->import.table->row_count && left > 0; row++) {
		uint32_t count;
		const struct pair *pairs = import_row(&a->import, row, arena, &count);

		if (!pairs)
			continue;
		add_report(a, row, pairs, count);
		left--;
	}
	common_flush(&a->out);
	arena_free(arena);
}

static void add_number(struct import_args *a, const char *name, const char *phrase, uint64_t n, bool always)
{
	struct buf text = { 0 };

	if (a->common.json) {
		buf_addf(&a->out, "%s\"%s\":%llu", a->out.ptr[a->out.len - 1] == '{' ? "" : ",", name, (unsigned long long)n);
		return;
	}
	if (n == 0 && !always)
		return;
	catalog_add_whole(&text, a->common.language, (int64_t)n);
	buf_adds(&a->out, a->out.len > 0 ? STR(", ") : STR(""));
	catalog_say(&a->out, a->common.language, phrase, &(struct catalog_arg){ "n", buf_str(&text) }, 1);
	buf_free(&text);
}

/* What the file had and what became of it, in one line. */
static void summarise(struct import_args *a)
{
	const struct import *x = &a->import;
	uint64_t rows = x->table ? (uint64_t)x->table->row_count + x->table->ragged : 0;

	if (a->common.json)
		buf_addc(&a->out, '{');
	add_number(a, "rows", "import_rows", rows, true);
	add_number(a, "left_out", "import_left_out", x->left_out, false);
	add_number(a, "repeated", "import_repeated", x->repeated, false);
	add_number(a, "before", "import_before", x->sent_before, false);
	add_number(a, "sent", "import_sent", x->ids.count, true);
	add_number(a, "accepted", "import_accepted",
		   x->counts[ANSWER_ACCEPTED] + x->counts[ANSWER_WARNED] + x->counts[ANSWER_HELD], false);
	add_number(a, "duplicate", "import_duplicate", x->counts[ANSWER_DUPLICATE], false);
	add_number(a, "superseded", "import_superseded", x->counts[ANSWER_SUPERSEDED], false);
	add_number(a, "rejected", "import_rejected", x->counts[ANSWER_REJECTED], false);
	add_number(a, "waiting", "import_waiting", x->waiting, false);
	buf_adds(&a->out, a->common.json ? STR("}\n") : STR("\n"));
	common_flush(&a->out);
}

/* ---- doing ---- */

static int need_model(struct import_args *a, struct err *err)
{
	struct str sha;
	bool found;

	if (server_open(&a->common, &a->server, err) < 0 || server_need_company(&a->server, err) < 0 ||
	    server_get(&a->server, "model:active", &sha, &found, err) < 0)
		return -1;
	if (!found)
		return err_set(err, "company %.*s has no model in force: sdmctl activate", STR_ARG(a->server.company));
	wordbook_open(&a->words, &a->common, &a->server);
	if (!a->words.model)
		return err_set(err, "the model in force cannot be read by this sdmctl: is it older than sdmd?");
	return 0;
}

static uint32_t resume(struct import_args *a)
{
	bool other;
	uint32_t from = import_mark_read(&a->import, &other);

	if (other)
		common_complain(
			STATUS_OK,
			"%s is of another file or mapping: beginning with the first row; ids make what was sent before harmless",
			a->import.mark_path);
	if (from > 0)
		common_complain(STATUS_OK, "going on after %u rows, as %s says", from, a->import.mark_path);
	return from;
}

static int import_run(struct import_args *a)
{
	struct import *x = &a->import;
	struct err err;
	int64_t now;
	int status;

	if (need_model(a, &err) < 0)
		return server_complain(&a->server, &err);
	x->model = a->words.model;
	if (probe_moment(&a->server, x->model, &now, &err) < 0)
		return server_complain(&a->server, &err);
	if (import_check(x, now, &err) < 0)
		return common_complain(STATUS_AWAY, "%s", err.text);
	if (x->table && a->dry_run)
		show_first(a);
	tell_problems(a);
	if (!x->table || a->dry_run || (x->left_out > 0 && !x->skip_bad)) {
		if (x->table)
			summarise(a);
		if (!a->dry_run)
			common_complain(STATUS_NO, "nothing was sent%s",
					x->table ? "; --skip-bad sends the rows that are good" : "");
		return x->problems.errors > 0 ? STATUS_NO : STATUS_OK;
	}
	status = import_send(x, resume(a));
	summarise(a);
	return status;
}

int cmd_import(int argc, char **argv)
{
	static const struct argp_child children[] = { COMMON_OUTPUT, COMMON_SERVER, { 0 } };
	static const struct argp argp = { options,
					  parse,
					  "COMPANY FILE",
					  "Sends the rows of a CSV file or of JSON lines as reports, after all of them have been "
					  "checked against the model in "
					  "force. An interrupted import goes on when the same command is given again:\n"
					  "sdmctl import acme sales.csv --map sales.yaml",
					  children,
					  NULL,
					  NULL };
	struct import_args a = { .import = { .ahead = AHEAD_DEFAULT } };
	int status;

	common_init(&a.common);
	argp_parse(&argp, argc, argv, 0, NULL, &a);
	a.import.common = &a.common;
	a.import.server = &a.server;
	a.import.path = a.file;
	status = import_run(&a);
	import_free(&a.import);
	wordbook_close(&a.words);
	server_close(&a.server);
	buf_free(&a.mark);
	buf_free(&a.out);
	return status;
}
