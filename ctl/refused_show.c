/* sdmctl rejected show: one refused report as a whole, why it was refused, and what helps. */
#include "ctl/advice.h"
#include "ctl/answer.h"
#include "ctl/columns.h"
#include "ctl/common_options.h"
#include "ctl/probe.h"
#include "ctl/refused.h"
#include "daemon/entries.h"

struct show_args {
	struct common common;
	struct server server;
	struct wordbook words;
	const char *entry;
	struct buf out;
};

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct show_args *s = state->input;
	struct entry_id id;

	switch (key) {
	case ARGP_KEY_INIT:
		common_children(state, 2, &s->common);
		return 0;
	case ARGP_KEY_ARG:
		if (s->entry)
			argp_error(state, "one entry at a time");
		if (!entry_id_parse(str_of(arg), &id))
			argp_error(state, "expected the entry id of a refused report like 1795375900777-99, got \"%s\"", arg);
		s->entry = arg;
		return 0;
	case ARGP_KEY_NO_ARGS:
		argp_error(state, "which? Name its entry id, as `sdmctl rejected' shows it");
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

/* ---- what there is to say ---- */

struct shown {
	const struct refusal *refusal;
	struct str expected, text, near[ADVICE_NAMES];
	uint32_t near_count;
	bool probed, fits; /* tried with the model in force; it would be taken */
	struct str now;    /* else why not */
};

static int try_again(struct show_args *s, struct arena *a, struct shown *w, struct err *err)
{
	const struct receipt *got;
	struct probe *p;
	int64_t moment;

	if (!s->words.model || w->refusal->is_command || w->refusal->original >= ORIGINAL_CUT)
		return 0;
	if (probe_moment(&s->server, s->words.model, &moment, err) < 0)
		return -1;
	p = probe_new(s->words.model, moment);
	got = probe_take(p, w->refusal->pairs, w->refusal->pair_count);
	w->probed = true;
	w->fits = got->answer != ANSWER_REJECTED;
	if (!w->fits)
		w->now = arena_str(a, got->text);
	probe_free(p);
	return 0;
}

static int look(struct show_args *s, struct arena *a, struct shown *w, struct err *err)
{
	const struct refusal *r = w->refusal;
	struct str field = refusal_said(r, "field");
	struct buf b = { 0 };

	w->text = advice_text(a, r, field);
	if (s->words.model && !r->is_command) {
		advice_add_expected(&b, s->common.json ? LANGUAGE_EN : s->common.language, s->words.model,
				    refusal_said(r, "form"), field);
		w->expected = arena_str(a, buf_str(&b));
		w->near_count = advice_names(s->words.model, r, a, w->near);
	}
	buf_free(&b);
	return try_again(s, a, w, err);
}

/* ---- for people ---- */

static void add_line(struct show_args *s, const char *key, struct str text)
{
	struct buf label = { 0 };

	if (text.len == 0)
		return;
	catalog_say(&label, s->common.language, key, NULL, 0);
	buf_adds(&s->out, STR("    "));
	common_colour(&s->common, &s->out, COLOUR_DIM);
	common_cell(&s->out, buf_str(&label), 12);
	common_colour(&s->common, &s->out, COLOUR_PLAIN);
	buf_adds(&s->out, STR("  "));
	buf_add_visible(&s->out, text, false);
	buf_addc(&s->out, '\n');
	buf_free(&label);
}

static void add_phrase(struct show_args *s, const char *label, const char *key, struct str text)
{
	struct buf b = { 0 };

	catalog_say(&b, s->common.language, key, &(struct catalog_arg){ "text", text }, 1);
	add_line(s, label, buf_str(&b));
	buf_free(&b);
}

static void add_near(struct show_args *s, const struct shown *w)
{
	struct buf b = { 0 };

	for (uint32_t i = 0; i < w->near_count; i++)
		buf_addf(&b, "%s%.*s", i > 0 ? ", " : "", STR_ARG(w->near[i]));
	add_line(s, "show_near", buf_str(&b));
	buf_free(&b);
}

static void add_what_to_do(struct show_args *s, const struct shown *w)
{
	struct str key = refusal_said(w->refusal, "key");
	struct buf name = { 0 };

	if (w->probed)
		add_phrase(s, "show_now", w->fits ? "would_be_taken" : "would_be_refused", w->now);
	/* A key may mean something else of a report. */
	buf_addf(&name, w->refusal->is_command ? "advice_command_%.*s" : "advice_%.*s", STR_ARG(key));
	if (w->refusal->is_command && !catalog_find(s->common.language, buf_str(&name))) {
		buf_clear(&name);
		buf_adds(&name, STR("advice_command"));
	}
	if (catalog_find(s->common.language, buf_str(&name)))
		add_phrase(s, "show_what_to_do", name.ptr, (struct str){ 0 });
	buf_free(&name);
}

static void add_original(struct show_args *s, const struct refusal *r)
{
	static const char *const keys[] = { "original_sent", "original_kept", "original_cut", "original_lost" };
	int width = 0;

	for (uint32_t i = 0; i < r->pair_count; i++)
		width = (int)columns_of(r->pairs[i].name) > width ? (int)columns_of(r->pairs[i].name) : width;
	buf_adds(&s->out, STR("    "));
	catalog_say(&s->out, s->common.language, keys[r->original], NULL, 0);
	buf_addc(&s->out, '\n');
	for (uint32_t i = 0; i < r->pair_count; i++) {
		struct buf name = { 0 };

		buf_add_visible(&name, r->pairs[i].name, false);
		buf_adds(&s->out, STR("      "));
		common_cell(&s->out, buf_str(&name), width < 30 ? width : 30);
		buf_adds(&s->out, STR("  "));
		buf_add_visible(&s->out, r->pairs[i].text, false);
		buf_addc(&s->out, '\n');
		buf_free(&name);
	}
}

static void add_head(struct show_args *s, const struct refusal *r)
{
	struct listing l = { .common = s->common, .words = s->words };
	struct arena *a = arena_new();
	struct pair *said = arena_alloc(a, r->said_count * sizeof(*said) + 1);
	struct listing_entry e = { .pairs = said, .count = r->said_count };

	memcpy(said, r->said, r->said_count * sizeof(*said));
	listing_show(a, said, r->said_count);
	common_colour(&s->common, &s->out, COLOUR_BOLD);
	catalog_say(&s->out, s->common.language, r->is_command ? "a_command" : "a_report",
		    (struct catalog_arg[]){ { "form", listing_field(&e, "form") }, { "id", listing_field(&e, "id") } }, 2);
	common_colour(&s->common, &s->out, COLOUR_PLAIN);
	buf_addf(&s->out, "  %s\n    ", s->entry);
	answer_add_reason(&l, &s->out, &e);
	buf_addc(&s->out, '\n');
	arena_free(a);
}

static void show_text(struct show_args *s, const struct shown *w)
{
	add_head(s, w->refusal);
	add_line(s, "show_field", refusal_said(w->refusal, "field"));
	add_line(s, "show_sent", w->text);
	add_line(s, "show_expected", w->expected);
	add_near(s, w);
	add_what_to_do(s, w);
	add_original(s, w->refusal);
}

/* ---- for programs ---- */

static void json_pair(struct buf *b, const char *before, struct str name, struct str text)
{
	buf_adds(b, str_of(before));
	buf_add_json(b, name);
	buf_addc(b, ':');
	buf_add_json(b, text);
}

static void show_json(struct show_args *s, const struct shown *w)
{
	static const char *const originals[] = { "sent", "kept", "cut", "lost" };
	const struct refusal *r = w->refusal;
	struct buf *b = &s->out;

	for (uint32_t i = 0; i < r->said_count; i++)
		if (!str_eq(r->said[i].name, STR("content")))
			json_pair(b, b->len > 0 && b->ptr[b->len - 1] != '\n' ? "," : "{", r->said[i].name, r->said[i].text);
	json_pair(b, ",", STR("expected"), w->expected);
	buf_adds(b, STR(",\"near\":["));
	for (uint32_t i = 0; i < w->near_count; i++) {
		buf_adds(b, i > 0 ? STR(",") : STR(""));
		buf_add_json(b, w->near[i]);
	}
	buf_addf(b, "],\"now\":%s", !w->probed ? "null" : w->fits ? "\"accepted\"" : "\"rejected\"");
	json_pair(b, ",", STR("original"), str_of(originals[r->original]));
	buf_adds(b, STR(",\"report\":["));
	for (uint32_t i = 0; i < r->pair_count; i++) {
		buf_adds(b, i > 0 ? STR(",[") : STR("["));
		buf_add_json(b, r->pairs[i].name);
		buf_addc(b, ',');
		buf_add_json(b, r->pairs[i].text);
		buf_addc(b, ']');
	}
	buf_adds(b, STR("]}\n"));
}

/* A report and a command may have the same entry id: both are shown. */
static int show(struct show_args *s, struct refusals *all, struct err *err)
{
	if (all->list.count == 0)
		return common_complain(STATUS_NO, "nothing refused has the entry id %s; `sdmctl rejected' shows what there is",
				       s->entry);
	for (size_t i = 0; i < all->list.count; i++) {
		struct shown w = { .refusal = &all->list.at[i] };

		if (look(s, all->arena, &w, err) < 0)
			return server_complain(&s->server, err);
		if (s->common.json)
			show_json(s, &w);
		else
			show_text(s, &w);
	}
	common_flush(&s->out);
	return STATUS_OK;
}

int refused_show(int argc, char **argv)
{
	static const struct argp_child children[] = { COMMON_OUTPUT, COMMON_SERVER, { 0 } };
	static const struct argp argp = {
		NULL,
		parse,
		"ENTRY",
		"Shows a refused report as a whole, why it was refused, what was expected, near names, and what to "
		"do: sdmctl rejected show 1795375900777-99",
		children,
		NULL,
		NULL
	};
	struct show_args s = { 0 };
	struct refusals found = { 0 };
	struct entry_id id;
	struct err err;
	int status;

	common_init(&s.common);
	argp_parse(&argp, argc, argv, 0, NULL, &s);
	entry_id_parse(str_of(s.entry), &id);
	if (server_open(&s.common, &s.server, &err) < 0 || server_need_company(&s.server, &err) < 0) {
		status = server_complain(&s.server, &err);
	} else {
		wordbook_open(&s.words, &s.common, &s.server);
		status = refusals_find(&found, &s.server, &id, 1, NULL, &err) < 0 ? server_complain(&s.server, &err)
										  : show(&s, &found, &err);
	}
	refusals_free(&found);
	wordbook_close(&s.words);
	server_close(&s.server);
	buf_free(&s.out);
	return status;
}
