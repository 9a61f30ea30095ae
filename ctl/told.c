#include "ctl/told.h"

struct parts {
	const struct listing *listing;
	struct buf *out;
	size_t begin;
};

static void add_part(struct parts *p, const char *key, const char *name, struct str text)
{
	if (p->out->len > p->begin)
		buf_adds(p->out, STR("; "));
	catalog_say(p->out, p->listing->common.language, key, &(struct catalog_arg){ name, text }, name ? 1 : 0);
}

static void add_field(struct parts *p, const struct listing_entry *e, const char *field, const char *key)
{
	struct str text = listing_field(e, field);

	if (text.len > 0)
		add_part(p, key, field, text);
}

static void add_question(struct parts *p, const struct listing_entry *e)
{
	struct str options = listing_field(e, "options");
	struct buf list = { 0 };

	add_field(p, e, "ask", "told_ask");
	while (options.len > 0) {
		buf_adds(&list, list.len > 0 ? STR(", ") : STR(""));
		buf_adds(&list, str_cut(&options, '|'));
	}
	if (list.len > 0)
		add_part(p, "told_options", "options", buf_str(&list));
	else if (str_eq(listing_field(e, "kind"), STR("question")))
		add_part(p, "told_any_text", NULL, (struct str){ 0 });
	buf_free(&list);
}

static void add_by(struct parts *p, const struct listing_entry *e)
{
	struct buf who = { 0 };

	if (listing_field(e, "by").len == 0)
		return;
	wordbook_add_person(&p->listing->words, &who, listing_field(e, "by"));
	add_part(p, "told_by", "by", buf_str(&who));
	buf_free(&who);
}

bool told_add(const struct listing *l, struct buf *b, const struct listing_entry *e)
{
	struct parts p = { l, b, b->len };

	add_question(&p, e);
	add_field(&p, e, "value", "told_value");
	if (listing_field(e, "kind").len > 0)
		add_field(&p, e, "task", "told_task");
	add_field(&p, e, "reason", "told_reason");
	add_by(&p, e);
	add_field(&p, e, "note", "told_note");
	if (listing_field(e, "late").len > 0)
		add_part(&p, "told_late", NULL, (struct str){ 0 });
	return b->len > p.begin;
}

bool told_has_figures(struct str kind)
{
	static const char *const without[] = { "question", "question_closed", "answer", "acknowledged", "history", "closed" };

	for (size_t i = 0; i < sizeof(without) / sizeof(*without); i++)
		if (str_eq(kind, str_of(without[i])))
			return false;
	return true;
}

enum colour told_task_colour(struct str state)
{
	if (str_eq(state, STR("cancelled")))
		return COLOUR_DIM;
	return str_eq(state, STR("done")) ? COLOUR_GREEN : COLOUR_YELLOW;
}
