#include "ctl/runbook.h"

#include <stdlib.h>

#include "base/date.h"
#include "ctl/json.h"

enum { SHA_SHOWN = 8 };

int runbook_open(struct runbook *b, const struct common *c)
{
	struct str text;
	struct err err;

	*b = (struct runbook){ .common = c, .arena = arena_new() };
	/* From the checkpoint where there is one: only how things stand is asked for. */
	if (server_open(c, &b->server, &err) < 0 || server_need_company(&b->server, &err) < 0 ||
	    server_get(&b->server, "state:manifest", &text, &b->refold.use_checkpoint, &err) < 0 ||
	    refold_run(&b->refold, &b->server, &err) < 0)
		return server_complain(&b->server, &err);
	b->book = casebook_of(b->refold.turn->engine);
	b->words = (struct wordbook){ c->language, b->book.model, NULL };
	return STATUS_OK;
}

void runbook_close(struct runbook *b)
{
	common_flush(&b->out);
	buf_free(&b->out);
	if (b->refold.turn)
		refold_free(&b->refold);
	server_close(&b->server);
	arena_free(b->arena);
}

static bool is_in_force(const struct runbook *b, struct str decision, struct str sha)
{
	const struct decisions *all = engine_decisions(b->refold.turn->engine);

	for (uint32_t i = 0; i < all->count; i++)
		if (str_eq(all->at[i].code, decision))
			return str_eq(all->at[i].pin_sha, sha);
	return false;
}

bool runbook_row(struct runbook *b, uint32_t number, struct run_row *out)
{
	const struct case_record *c = number < casebook_count(&b->book) ? casebook_at(&b->book, number) : NULL;

	*out = (struct run_row){ .number = number, .record = c };
	if (!c || c->state != CASE_OPEN || !run_look(b->book.engine, number + 1, b->arena, &out->look))
		return false;
	out->in_force = is_in_force(b, casebook_text(&b->book, c->decision), out->look.pin_sha);
	return true;
}

uint32_t runbook_find(struct runbook *b, const char *id, struct run_row *out)
{
	unsigned long number = strtoul(id + 1, NULL, 10);

	if (number == 0 || number > casebook_count(&b->book)) {
		common_complain(STATUS_NO, "there is no case %s: the last one is C%u", id, casebook_count(&b->book));
		return NONE;
	}
	if (runbook_row(b, (uint32_t)number - 1, out))
		return (uint32_t)number - 1;
	common_complain(STATUS_NO, "case %s has no run that waits or is paused", id);
	return NONE;
}

/* ---- for people ---- */

static void say(struct runbook *b, const char *key, const char *name, struct str text)
{
	catalog_say(&b->out, b->common->language, key, &(struct catalog_arg){ name, text }, name ? 1 : 0);
}

static void add_head(struct runbook *b, const struct run_row *r)
{
	struct buf id = { 0 }, text = { 0 };

	common_colour(b->common, &b->out, COLOUR_BOLD);
	buf_addf(&b->out, "C%u", r->number + 1);
	common_colour(b->common, &b->out, COLOUR_PLAIN);
	casebook_add_scope(&b->book, r->record, &id);
	buf_addf(&text, "  %.*s  ", STR_ARG(casebook_text(&b->book, r->record->decision)));
	wordbook_add_scope(&b->words, &text, casebook_text(&b->book, r->record->scope_kind), buf_str(&id));
	buf_adds(&text, STR(", "));
	wordbook_add_kpi(&b->words, &text, casebook_text(&b->book, r->record->kpi));
	buf_adds(&text, STR(", "));
	casebook_add_period(&b->book, r->record, &text);
	buf_add_visible(&b->out, buf_str(&text), false);
	buf_addc(&b->out, '\n');
	buf_free(&id);
	buf_free(&text);
}

static void add_standing(struct runbook *b, const struct run_row *r)
{
	struct buf at = { 0 }, waits = { 0 }, shown = { 0 };

	wordbook_add_instant(&b->words, &at, r->look.since_ms);
	runwords_add_waits(&b->words, &waits, &r->look);
	buf_add_visible(&shown, buf_str(&waits), false);
	buf_adds(&b->out, STR("    "));
	common_colour(b->common, &b->out, r->look.paused ? COLOUR_RED : COLOUR_PLAIN);
	catalog_say(&b->out, b->common->language, r->look.paused ? "run_paused" : "run_waits_since",
		    (struct catalog_arg[]){ { "at", buf_str(&at) }, { "waits", buf_str(&shown) } }, 2);
	common_colour(b->common, &b->out, COLOUR_PLAIN);
	buf_addc(&b->out, '\n');
	buf_free(&at);
	buf_free(&waits);
	buf_free(&shown);
}

void runbook_add(struct runbook *b, const struct run_row *r)
{
	add_head(b, r);
	add_standing(b, r);
	buf_adds(&b->out, STR("    "));
	common_colour(b->common, &b->out, COLOUR_DIM);
	say(b, r->in_force ? "run_in_force" : "run_older", "sha", str_head(r->look.pin_sha, SHA_SHOWN));
	common_colour(b->common, &b->out, COLOUR_PLAIN);
	buf_addc(&b->out, '\n');
}

/* ---- for programs ---- */

void runbook_add_json(struct runbook *b, const struct run_row *r)
{
	const struct case_record *c = r->record;
	struct buf text = { 0 };

	buf_addf(&text, "C%u", r->number + 1);
	json_text(&b->out, "case", buf_str(&text));
	json_text(&b->out, "decision", casebook_text(&b->book, c->decision));
	json_text(&b->out, "scope_kind", casebook_text(&b->book, c->scope_kind));
	buf_clear(&text);
	casebook_add_scope(&b->book, c, &text);
	json_text(&b->out, "scope", buf_str(&text));
	json_text(&b->out, "kpi", casebook_text(&b->book, c->kpi));
	buf_clear(&text);
	casebook_add_period(&b->book, c, &text);
	json_text(&b->out, "period", buf_str(&text));
	json_text(&b->out, "run", r->look.paused ? STR("paused") : STR("waiting"));
	buf_clear(&text);
	instant_add(&text, r->look.since_ms);
	json_text(&b->out, "since", buf_str(&text));
	json_name(&b->out, "waits");
	runwords_add_json(&b->out, &r->look);
	json_text(&b->out, "version", r->in_force ? STR("in_force") : STR("older"));
	json_text(&b->out, "sha256", r->look.pin_sha);
	json_whole(&b->out, "entries", r->look.entries);
	buf_free(&text);
}
