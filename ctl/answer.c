#include "ctl/answer.h"

static void add_what(const struct listing *l, struct buf *b, const struct listing_entry *e)
{
	bool command = str_eq(listing_field(e, "of"), STR("command"));
	struct str rev = listing_field(e, "rev");

	catalog_say(b, l->common.language, command ? "a_command" : "a_report",
		    (struct catalog_arg[]){ { "form", listing_field(e, "form") }, { "id", listing_field(e, "id") } }, 2);
	if (rev.len > 0 && !str_eq(rev, STR("1")))
		buf_addf(b, " rev %.*s", STR_ARG(rev));
}

void answer_add_reason(const struct listing *l, struct buf *b, const struct listing_entry *e)
{
	struct str key = listing_field(e, "key"), text = listing_field(e, "text"), rule = listing_field(e, "rule");
	struct str own = l->common.language == LANGUAGE_RU ? listing_field(e, "text.ru") : (struct str){ 0 };
	bool of_form = listing_field(e, "class").len > 0;
	bool known = catalog_find(l->common.language, key) != NULL;
	struct buf name = { 0 }, indented = { 0 };

	if (own.len > 0)
		text = own;
	buf_adds(&name, key);
	while (text.len > 0) { /* no line of it may pass for an entry of its own */
		buf_adds(&indented, indented.len > 0 ? STR("\n    ") : STR(""));
		buf_adds(&indented, str_cut(&text, '\n'));
	}
	text = buf_str(&indented);
	/* The message of the engine is English and has the particulars; the phrase says it in the reader's language. What a
	 * company's own form says is there in both. */
	if (of_form || (l->common.language == LANGUAGE_EN && text.len > 0)) {
		buf_adds(b, text);
	} else {
		if (known)
			listing_say(l, b, name.ptr, "field", listing_field(e, "field"));
		if (text.len > 0)
			buf_addf(b, known ? " (%.*s)" : "%.*s", STR_ARG(text));
	}
	if (rule.len > 0) {
		common_colour(&l->common, b, COLOUR_DIM);
		buf_addf(b, "  %.*s", STR_ARG(rule));
		common_colour(&l->common, b, COLOUR_PLAIN);
	}
	buf_free(&name);
	buf_free(&indented);
}

void answer_add(const struct listing *l, struct buf *b, const struct listing_entry *e)
{
	struct str answer = listing_field(e, "answer");
	bool refused = str_eq(answer, STR("rejected"));
	struct buf key = { 0 };

	add_what(l, b, e);
	buf_adds(b, STR(": "));
	buf_addf(&key, "answer_%.*s", STR_ARG(answer));
	common_colour(&l->common, b, refused ? COLOUR_RED : listing_field(e, "rule").len > 0 ? COLOUR_YELLOW : COLOUR_GREEN);
	catalog_say(b, l->common.language, key.ptr, NULL, 0);
	common_colour(&l->common, b, COLOUR_PLAIN);
	if (refused || listing_field(e, "rule").len > 0) {
		buf_adds(b, STR(": "));
		answer_add_reason(l, b, e);
	}
	buf_addc(b, '\n');
	buf_free(&key);
}
