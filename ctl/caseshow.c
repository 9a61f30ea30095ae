#include "ctl/caseshow.h"
#include "base/date.h"
#include "ctl/caseask.h"
#include "ctl/json.h"
#include "ctl/judged.h"
#include "ctl/told.h"
#include "rules/run_look.h"

static const char *const severities[] = { [SEVERITY_INFO] = "info", [SEVERITY_AMBER] = "amber", [SEVERITY_RED] = "red" };

static void say(struct caseshow *s, const char *key, const char *name, struct str text)
{
	catalog_say(s->out, s->common->language, key, &(struct catalog_arg){ name, text }, name ? 1 : 0);
}

/* Whatever came from outside may not steer the terminal. */
static void add_text(struct caseshow *s, struct str text)
{
	buf_add_visible(s->out, text, false);
}

static void add_coloured(struct caseshow *s, enum colour colour, struct str text)
{
	common_colour(s->common, s->out, colour);
	add_text(s, text);
	common_colour(s->common, s->out, COLOUR_PLAIN);
}

static void add_lines(struct caseshow *s, const char *before, struct str text)
{
	while (text.len > 0) {
		buf_adds(s->out, str_of(before));
		add_text(s, str_cut(&text, '\n'));
		buf_addc(s->out, '\n');
	}
}

/* ---- of the case ---- */

static struct str severity_of(const struct case_row *r)
{
	uint32_t n = r->record->severity;

	return n < sizeof(severities) / sizeof(*severities) ? str_of(severities[n]) : STR("");
}

/* The decision's title by the model, else as it was said, else its code. */
static struct str title_of(const struct caseshow *s, const struct case_row *r, enum language l)
{
	const struct decisions *d = engine_decisions(s->list->refold.turn->engine);
	struct str code = casebook_text(&s->list->book, r->record->decision), title;

	for (uint32_t i = 0; i < d->count; i++)
		if (str_eq(d->at[i].code, code) && d->at[i].title.in[l].len > 0)
			return d->at[i].title.in[l];
	title = caselist_words(r, NULL, "title", l);
	return title.len > 0 ? title : code;
}

static void add_state(struct caseshow *s, const struct case_row *r)
{
	struct str state = caselist_state(s->list, r);
	struct buf key = { 0 };

	buf_addf(&key, "case_%.*s", STR_ARG(state));
	common_colour(s->common, s->out,
		      r->record->state == CASE_OPEN     ? COLOUR_YELLOW
		      : str_eq(state, STR("recovered")) ? COLOUR_GREEN
							: COLOUR_DIM);
	if (catalog_find(s->common->language, buf_str(&key)))
		say(s, key.ptr, NULL, (struct str){ 0 });
	else
		add_text(s, state); /* the decision's own word */
	common_colour(s->common, s->out, COLOUR_PLAIN);
	buf_free(&key);
}

static void add_head(struct caseshow *s, const struct case_row *r)
{
	struct str severity = severity_of(r);
	struct buf key = { 0 };

	common_colour(s->common, s->out, COLOUR_BOLD);
	buf_addf(s->out, "C%u", r->number + 1);
	common_colour(s->common, s->out, COLOUR_PLAIN);
	buf_adds(s->out, STR("  "));
	add_state(s, r);
	buf_adds(s->out, STR("  "));
	buf_addf(&key, "severity_%.*s", STR_ARG(severity));
	common_colour(s->common, s->out, str_eq(severity, STR("red")) ? COLOUR_RED : COLOUR_YELLOW);
	say(s, key.ptr, NULL, (struct str){ 0 });
	common_colour(s->common, s->out, COLOUR_PLAIN);
	buf_adds(s->out, STR("  "));
	add_coloured(s, COLOUR_BOLD, title_of(s, r, s->common->language));
	buf_addc(s->out, '\n');
	buf_free(&key);
}

static void add_subject(struct caseshow *s, const struct case_row *r)
{
	const struct casebook *book = &s->list->book;
	struct buf id = { 0 }, text = { 0 };

	buf_adds(s->out, STR("    "));
	casebook_add_scope(book, r->record, &id);
	wordbook_add_scope(&s->words, &text, casebook_text(book, r->record->scope_kind), buf_str(&id));
	buf_adds(&text, STR(", "));
	wordbook_add_kpi(&s->words, &text, casebook_text(book, r->record->kpi));
	buf_adds(&text, STR(", "));
	casebook_add_period(book, r->record, &text);
	add_text(s, buf_str(&text));
	add_coloured(s, COLOUR_DIM, STR("  "));
	add_coloured(s, COLOUR_DIM, casebook_text(book, r->record->decision));
	buf_addc(s->out, '\n');
	buf_free(&id);
	buf_free(&text);
}

static void add_instant(struct caseshow *s, const char *key, int64_t ms)
{
	struct buf at = { 0 };

	wordbook_add_instant(&s->words, &at, ms);
	say(s, key, "at", buf_str(&at));
	buf_free(&at);
}

static void add_times(struct caseshow *s, const struct case_row *r)
{
	bool open = r->record->state == CASE_OPEN;
	struct buf days = { 0 };

	buf_adds(s->out, STR("    "));
	add_instant(s, "opened_at", r->record->opened_ms);
	if (!open) {
		buf_adds(s->out, STR(", "));
		add_instant(s, "closed_at", r->record->closed_ms);
	}
	catalog_count(&days, s->common->language, "n_days", caselist_age(s->list, r));
	buf_adds(s->out, STR("; "));
	say(s, open ? "open_for" : "was_open_for", "days", buf_str(&days));
	buf_addc(s->out, '\n');
	buf_free(&days);
}

/* ---- its tasks ---- */

static void add_due(struct caseshow *s, int32_t day)
{
	struct buf text = { 0 };

	if (day == DAY_NONE)
		return;
	catalog_add_day(&text, s->common->language, day);
	buf_adds(s->out, STR("; "));
	say(s, "due_on", "day", buf_str(&text));
	buf_free(&text);
}

static void add_to(struct caseshow *s, struct str person)
{
	struct buf who = { 0 }, shown = { 0 };

	wordbook_add_person(&s->words, &who, person);
	buf_add_visible(&shown, buf_str(&who), false);
	say(s, "to_whom", "who", buf_str(&shown));
	buf_free(&who);
	buf_free(&shown);
}

static void add_task_state(struct caseshow *s, struct str state)
{
	struct buf key = { 0 };

	buf_addf(&key, "task_%.*s", STR_ARG(state));
	common_colour(s->common, s->out, told_task_colour(state));
	say(s, key.ptr, NULL, (struct str){ 0 });
	common_colour(s->common, s->out, COLOUR_PLAIN);
	buf_free(&key);
}

static void add_task(struct caseshow *s, const struct case_row *r, uint32_t task)
{
	const struct casebook *book = &s->list->book;
	const struct task_record *t = casebook_task(book, task);
	struct buf id = { 0 };
	struct str title;

	buf_addf(&id, "T%u", task);
	title = caselist_task_title(r, buf_str(&id), s->common->language);
	buf_addf(s->out, "    %s  ", id.ptr);
	add_task_state(s, str_of(task_state_name((enum task_state)t->state)));
	buf_adds(s->out, STR("  "));
	add_text(s, title.len > 0 ? title : casebook_text(book, t->code));
	buf_adds(s->out, STR("; "));
	add_to(s, casebook_text(book, t->to));
	add_due(s, t->due_day);
	buf_addc(s->out, '\n');
	buf_free(&id);
}

static void add_tasks(struct caseshow *s, const struct case_row *r)
{
	struct arena *a = arena_new();
	const uint32_t *tasks;
	uint32_t count = casebook_tasks(&s->list->book, r->number, a, &tasks);

	for (uint32_t i = 0; i < count; i++)
		add_task(s, r, tasks[i]);
	arena_free(a);
}

void caseshow_row(struct caseshow *s, const struct case_row *r)
{
	add_head(s, r);
	add_subject(s, r);
	add_times(s, r);
	add_lines(s, "    ", caselist_words(r, "open", "why", s->common->language));
	add_tasks(s, r);
	caseask_add(s, r);
	common_flush_large(s->out);
}

/* ---- its course ---- */

static void add_said_at(struct caseshow *s, const struct said_entry *e)
{
	struct stamp at;

	buf_adds(s->out, STR("  "));
	if (stamp_parse(said_field(e, "at"), &at, NULL) == 0 && at.has_offset)
		wordbook_add_instant(&s->words, s->out, at.instant_ms);
	buf_adds(s->out, STR("  "));
}

static void add_alert(struct caseshow *s, const struct said_entry *e)
{
	struct listing_entry x = { .pairs = e->pairs, .count = e->count };
	struct listing l = { .common = *s->common, .words = s->words };
	struct str kind = said_field(e, "kind"), why = listing_text(&x, "why", s->common->language);
	struct buf key = { 0 };

	buf_addf(&key, "alert_%.*s", STR_ARG(kind));
	add_said_at(s, e);
	say(s, key.ptr, NULL, (struct str){ 0 });
	if (said_field(e, "to").len > 0) {
		buf_adds(s->out, STR("; "));
		add_to(s, said_field(e, "to"));
	}
	buf_addc(s->out, '\n');
	buf_clear(&key);
	told_add(&l, &key, &x);
	add_lines(s, "      ", buf_str(&key));
	add_lines(s, "      ", why);
	if (why.len == 0 && told_has_figures(kind))
		listing_add_figures(&l, s->out, &x);
	buf_free(&key);
}

static void add_task_entry(struct caseshow *s, const struct case_row *r, const struct said_entry *e)
{
	struct listing_entry x = { .pairs = e->pairs, .count = e->count };
	struct listing l = { .common = *s->common, .words = s->words };
	struct str task = said_field(e, "task"), title = caselist_task_title(r, task, s->common->language);
	struct buf key = { 0 };

	buf_addf(&key, "task_%.*s", STR_ARG(said_field(e, "state")));
	add_said_at(s, e);
	add_text(s, task);
	buf_adds(s->out, STR(" "));
	say(s, key.ptr, NULL, (struct str){ 0 });
	buf_adds(s->out, STR(": "));
	add_text(s, title.len > 0 ? title : said_field(e, "code"));
	buf_adds(s->out, STR("; "));
	add_to(s, said_field(e, "to"));
	buf_addc(s->out, '\n');
	buf_clear(&key);
	told_add(&l, &key, &x);
	add_lines(s, "      ", buf_str(&key));
	buf_free(&key);
}

static bool says_end(const struct said_entry *e)
{
	struct str kind = said_field(e, "kind");

	return str_eq(kind, STR("resolved")) || str_eq(kind, STR("expired")) || str_eq(kind, STR("withdrawn")) ||
	       str_eq(kind, STR("closed"));
}

static struct judged judged_of(const struct caseshow *s)
{
	return (struct judged){ .common = s->common, .words = &s->words, .book = &s->list->book, .out = s->out };
}

static void add_course(struct caseshow *s, const struct case_row *r)
{
	bool ended = r->record->state == CASE_OPEN;

	if (r->said_count < r->record->steps) {
		common_colour(s->common, s->out, COLOUR_DIM);
		buf_adds(s->out, STR("  "));
		say(s, "course_is_cut", NULL, (struct str){ 0 });
		buf_addc(s->out, '\n');
		common_colour(s->common, s->out, COLOUR_PLAIN);
	}
	for (uint32_t i = 0; i < r->said_count; i++) {
		ended = ended || says_end(&r->said[i]);
		if (r->said[i].stream == OUTPUT_TASKS)
			add_task_entry(s, r, &r->said[i]);
		else
			add_alert(s, &r->said[i]);
	}
	if (ended)
		return;
	/* Closed by its own run as it opened, which writes no alert for that. */
	buf_adds(s->out, STR("  "));
	wordbook_add_instant(&s->words, s->out, r->record->closed_ms);
	buf_adds(s->out, STR("  "));
	add_state(s, r);
	buf_addc(s->out, '\n');
}

void caseshow_whole(struct caseshow *s, const struct case_row *r)
{
	struct judged j = judged_of(s);

	add_head(s, r);
	add_subject(s, r);
	add_times(s, r);
	add_course(s, r);
	caseask_add(s, r);
	judged_add(&j, r->number);
}

/* ---- for programs ---- */

static void json_instant(struct buf *b, const char *name, int64_t ms)
{
	struct buf text = { 0 };

	instant_add(&text, ms);
	json_text(b, name, buf_str(&text));
	buf_free(&text);
}

static void json_texts(struct buf *b, const char *name, struct str en, struct str ru)
{
	struct buf key = { 0 };

	buf_addf(&key, "%s.en", name);
	if (en.len > 0)
		json_text(b, key.ptr, en);
	buf_clear(&key);
	buf_addf(&key, "%s.ru", name);
	if (ru.len > 0)
		json_text(b, key.ptr, ru);
	buf_free(&key);
}

static void json_tasks(struct caseshow *s, const struct case_row *r)
{
	const struct casebook *book = &s->list->book;
	struct arena *a = arena_new();
	const uint32_t *tasks;
	uint32_t count = casebook_tasks(book, r->number, a, &tasks);

	buf_adds(s->out, STR(",\"tasks\":["));
	for (uint32_t i = 0; i < count; i++) {
		const struct task_record *t = casebook_task(book, tasks[i]);
		struct buf id = { 0 };

		buf_addf(&id, "T%u", tasks[i]);
		buf_adds(s->out, i > 0 ? STR(",{") : STR("{"));
		json_text(s->out, "task", buf_str(&id));
		json_text(s->out, "code", casebook_text(book, t->code));
		json_text(s->out, "state", str_of(task_state_name((enum task_state)t->state)));
		json_text(s->out, "to", casebook_text(book, t->to));
		json_day(s->out, "due", t->due_day);
		json_texts(s->out, "title", caselist_task_title(r, buf_str(&id), LANGUAGE_EN),
			   caselist_task_title(r, buf_str(&id), LANGUAGE_RU));
		buf_addc(s->out, '}');
		buf_free(&id);
	}
	buf_addc(s->out, ']');
	arena_free(a);
}

static void json_course(struct caseshow *s, const struct case_row *r)
{
	buf_adds(s->out, STR(",\"course\":["));
	for (uint32_t i = 0; i < r->said_count; i++) {
		const struct said_entry *e = &r->said[i];

		buf_adds(s->out, i > 0 ? STR(",{") : STR("{"));
		json_text(s->out, "stream", e->stream == OUTPUT_TASKS ? STR("tasks") : STR("alerts"));
		for (uint32_t n = 0; n < e->count; n++) {
			buf_addc(s->out, ',');
			buf_add_json(s->out, e->pairs[n].name);
			buf_addc(s->out, ':');
			buf_add_json(s->out, e->pairs[n].text);
		}
		buf_addc(s->out, '}');
	}
	buf_addc(s->out, ']');
}

static void json_identity(struct caseshow *s, const struct case_row *r)
{
	const struct casebook *book = &s->list->book;
	const struct case_record *c = r->record;
	struct buf text = { 0 };

	buf_addf(&text, "C%u", r->number + 1);
	json_text(s->out, "case", buf_str(&text));
	json_text(s->out, "decision", casebook_text(book, c->decision));
	json_text(s->out, "scope_kind", casebook_text(book, c->scope_kind));
	buf_clear(&text);
	casebook_add_scope(book, c, &text);
	json_text(s->out, "scope", buf_str(&text));
	json_text(s->out, "kpi", casebook_text(book, c->kpi));
	buf_clear(&text);
	casebook_add_period(book, c, &text);
	json_text(s->out, "period", buf_str(&text));
	json_text(s->out, "severity", severity_of(r));
	buf_free(&text);
}

void caseshow_json(struct caseshow *s, const struct case_row *r, bool course)
{
	const struct case_record *c = r->record;
	bool open = c->state == CASE_OPEN;

	buf_addc(s->out, '{');
	json_identity(s, r);
	json_text(s->out, "status", open ? STR("open") : STR("closed"));
	json_instant(s->out, "opened_at", c->opened_ms);
	json_day(s->out, "since", c->since);
	json_day(s->out, "opened_day", c->opened_day);
	if (!open) {
		json_instant(s->out, "closed_at", c->closed_ms);
		json_day(s->out, "closed_day", c->closed_day);
		json_text(s->out, "closed_as", caselist_state(s->list, r));
	}
	buf_addf(s->out, ",\"age_days\":%d", caselist_age(s->list, r));
	json_text(s->out, "to", casebook_text(&s->list->book, c->to));
	json_texts(s->out, "title", title_of(s, r, LANGUAGE_EN), title_of(s, r, LANGUAGE_RU));
	json_texts(s->out, "why", caselist_words(r, "open", "why", LANGUAGE_EN), caselist_words(r, "open", "why", LANGUAGE_RU));
	json_tasks(s, r);
	caseask_add_json(s, r);
	if (course) {
		struct judged j = judged_of(s);

		judged_add_json(&j, r->number);
		json_course(s, r);
	}
	known_add_json(s->list->refold.known, s->list->refold.turn->engine, s->out);
	buf_adds(s->out, STR("}\n"));
	common_flush_large(s->out);
}
