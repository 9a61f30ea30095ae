#include "ctl/caseask.h"

#include "ctl/json.h"
#include "ctl/listing.h"
#include "ctl/runwords.h"

static bool is_open_question(const struct wait_look *w)
{
	return w->kind == WAIT_ASK && !w->over;
}

/* The question as it was told. */
static struct str question_text(const struct case_row *r, struct str ask, enum language l)
{
	for (uint32_t i = r->said_count; i > 0; i--) {
		const struct said_entry *e = &r->said[i - 1];
		struct listing_entry x = { .pairs = e->pairs, .count = e->count };

		if (str_eq(said_field(e, "kind"), STR("question")) && str_eq(said_field(e, "ask"), ask))
			return listing_text(&x, "why", l);
	}
	return (struct str){ 0 };
}

static void add_line(struct caseshow *s, enum colour colour, const char *key, const struct catalog_arg *args, size_t count)
{
	struct buf text = { 0 };

	catalog_say(&text, s->common->language, key, args, count);
	buf_adds(s->out, STR("    "));
	common_colour(s->common, s->out, colour);
	buf_add_visible(s->out, buf_str(&text), false);
	common_colour(s->common, s->out, COLOUR_PLAIN);
	buf_addc(s->out, '\n');
	buf_free(&text);
}

static void add_question(struct caseshow *s, const struct case_row *r, const struct wait_look *w)
{
	struct str text = question_text(r, w->name, s->common->language);
	struct buf who = { 0 }, line = { 0 };

	wordbook_add_person(&s->words, &who, w->to);
	add_line(s, COLOUR_YELLOW, "asks",
		 (struct catalog_arg[]){ { "who", buf_str(&who) }, { "question", text.len > 0 ? text : w->name } }, 2);
	buf_addf(&line, "sdmctl answer C%u %.*s %.*s", r->number + 1, STR_ARG(w->name),
		 STR_ARG(w->options.len > 0 ? w->options : STR("'...'")));
	buf_adds(s->out, STR("      "));
	buf_add_visible(s->out, buf_str(&line), false);
	buf_addc(s->out, '\n');
	buf_free(&who);
	buf_free(&line);
}

static void add_run(struct caseshow *s, const struct case_row *r, const struct run_look *look)
{
	struct buf text = { 0 };

	if (look->paused) {
		buf_addf(&text, "C%u", r->number + 1);
		add_line(s, COLOUR_RED, "run_is_paused", &(struct catalog_arg){ "case", buf_str(&text) }, 1);
	} else {
		runwords_add_waits(&s->words, &text, look);
		add_line(s, COLOUR_DIM, "run_waits_for", &(struct catalog_arg){ "waits", buf_str(&text) }, 1);
	}
	buf_free(&text);
}

static void add_seen(struct caseshow *s, const struct case_row *r)
{
	struct buf who = { 0 }, at = { 0 };
	struct str by;
	int64_t ms;

	if (!run_seen_by(s->list->book.engine, r->number + 1, &by, &ms))
		return;
	wordbook_add_person(&s->words, &who, by);
	wordbook_add_instant(&s->words, &at, ms);
	add_line(s, COLOUR_DIM, "seen_by", (struct catalog_arg[]){ { "who", buf_str(&who) }, { "at", buf_str(&at) } }, 2);
	buf_free(&who);
	buf_free(&at);
}

void caseask_add(struct caseshow *s, const struct case_row *r)
{
	struct arena *a = arena_new();
	struct run_look look;

	if (r->record->state == CASE_OPEN) {
		add_seen(s, r);
		if (run_look(s->list->book.engine, r->number + 1, a, &look)) {
			add_run(s, r, &look);
			for (uint32_t i = 0; i < look.wait_count; i++)
				if (is_open_question(&look.waits[i]))
					add_question(s, r, &look.waits[i]);
		}
	}
	arena_free(a);
}

/* ---- for programs ---- */

static void json_instant(struct buf *b, const char *name, int64_t ms)
{
	struct buf text = { 0 };

	instant_add(&text, ms);
	json_text(b, name, buf_str(&text));
	buf_free(&text);
}

static void json_question(struct caseshow *s, const struct case_row *r, const struct wait_look *w)
{
	static const char *const names[LANGUAGES] = { [LANGUAGE_EN] = "question.en", [LANGUAGE_RU] = "question.ru" };

	buf_addc(s->out, '{');
	json_text(s->out, "ask", w->name);
	json_text(s->out, "to", w->to);
	json_text(s->out, "options", w->options);
	json_instant(s->out, "asked_at", w->from_ms);
	for (int l = 0; l < LANGUAGES; l++)
		if (question_text(r, w->name, (enum language)l).len > 0)
			json_text(s->out, names[l], question_text(r, w->name, (enum language)l));
	buf_addc(s->out, '}');
}

static void json_run(struct caseshow *s, const struct case_row *r, const struct run_look *look)
{
	bool first = true;

	json_text(s->out, "run", look->paused ? STR("paused") : STR("waiting"));
	json_name(s->out, "waits");
	runwords_add_json(s->out, look);
	json_name(s->out, "questions");
	buf_addc(s->out, '[');
	for (uint32_t i = 0; i < look->wait_count; i++) {
		if (!is_open_question(&look->waits[i]))
			continue;
		buf_adds(s->out, first ? STR("") : STR(","));
		json_question(s, r, &look->waits[i]);
		first = false;
	}
	buf_addc(s->out, ']');
}

void caseask_add_json(struct caseshow *s, const struct case_row *r)
{
	struct arena *a = arena_new();
	struct run_look look;
	struct str by;
	int64_t ms;

	if (r->record->state == CASE_OPEN && run_look(s->list->book.engine, r->number + 1, a, &look))
		json_run(s, r, &look);
	if (r->record->state == CASE_OPEN && run_seen_by(s->list->book.engine, r->number + 1, &by, &ms)) {
		json_name(s->out, "acknowledged");
		buf_addc(s->out, '{');
		json_text(s->out, "by", by);
		json_instant(s->out, "at", ms);
		buf_addc(s->out, '}');
	}
	arena_free(a);
}
