/* sdmctl alerts: what managers have been told. */
#include "ctl/commands.h"
#include "ctl/told.h"

/* How grave it is while it is open; afterwards how it ended. */
static void add_label(const struct listing *l, struct buf *b, const struct listing_entry *e)
{
	struct str severity = listing_field(e, "severity"), kind = listing_field(e, "kind");
	bool open = str_eq(kind, STR("open"));
	struct buf key = { 0 };

	buf_addf(&key, open ? "severity_%.*s" : "alert_%.*s", STR_ARG(open ? severity : kind));
	common_colour(&l->common, b,
		      str_eq(kind, STR("resolved"))                                      ? COLOUR_GREEN
		      : !told_has_figures(kind)                                          ? COLOUR_DIM
		      : str_eq(kind, STR("broken_rule")) || str_eq(severity, STR("red")) ? COLOUR_RED
											 : COLOUR_YELLOW);
	catalog_say(b, l->common.language, key.ptr, NULL, 0);
	common_colour(&l->common, b, COLOUR_PLAIN);
	buf_free(&key);
}

static void add_whom(const struct listing *l, struct buf *b, const struct listing_entry *e)
{
	struct buf who = { 0 };

	if (listing_field(e, "to").len > 0) {
		buf_adds(b, STR("; "));
		wordbook_add_person(&l->words, &who, listing_field(e, "to"));
		listing_say(l, b, "to_whom", "who", buf_str(&who));
	}
	buf_free(&who);
}

/* How long it has held by the day it was judged. */
static void add_since(const struct listing *l, struct buf *b, const struct listing_entry *e)
{
	struct buf day = { 0 };
	int32_t since, judged;

	if (date_parse(listing_field(e, "since"), &since, NULL) < 0 || date_parse(listing_field(e, "day"), &judged, NULL) < 0)
		return;
	catalog_add_day(&day, l->common.language, since);
	buf_adds(b, STR("; "));
	listing_say(l, b, "since_day", "day", buf_str(&day));
	buf_adds(b, STR(", "));
	catalog_count(b, l->common.language, "n_days", (int64_t)judged - since + 1);
	buf_free(&day);
}

static void add_subject(const struct listing *l, struct buf *b, const struct listing_entry *e)
{
	buf_adds(b, STR("    "));
	wordbook_add_scope(&l->words, b, listing_field(e, "scope_kind"), listing_field(e, "scope"));
	buf_addf(b, ", %.*s", STR_ARG(listing_field(e, "period")));
	if (str_eq(listing_field(e, "kind"), STR("open")))
		add_since(l, b, e);
	add_whom(l, b, e);
	common_colour(&l->common, b, COLOUR_DIM);
	buf_addf(b, "  %.*s", STR_ARG(listing_field(e, "case")));
	common_colour(&l->common, b, COLOUR_PLAIN);
	buf_addc(b, '\n');
}

static void add_told(const struct listing *l, struct buf *b, const struct listing_entry *e)
{
	size_t before = b->len;

	buf_adds(b, STR("    "));
	if (told_add(l, b, e))
		buf_addc(b, '\n');
	else
		b->len = before;
}

static void print(const struct listing *l, const struct listing_entry *e, struct buf *b)
{
	struct str title = listing_text(e, "title", l->common.language), why = listing_text(e, "why", l->common.language);
	struct str covers = listing_text(e, "covers", l->common.language);

	listing_add_at(l, b, e);
	buf_adds(b, STR("  "));
	add_label(l, b, e);
	buf_adds(b, STR("  "));
	common_colour(&l->common, b, COLOUR_BOLD);
	buf_adds(b, title.len > 0 ? title : listing_field(e, "decision"));
	common_colour(&l->common, b, COLOUR_PLAIN);
	buf_addc(b, '\n');
	add_subject(l, b, e);
	add_told(l, b, e);
	if (why.len == 0 && told_has_figures(listing_field(e, "kind")))
		listing_add_figures(l, b, e);
	while (why.len > 0) {
		struct str line = str_cut(&why, '\n');

		buf_addf(b, "    %.*s\n", STR_ARG(line));
	}
	if (covers.len > 0) {
		common_colour(&l->common, b, COLOUR_DIM);
		buf_adds(b, STR("    "));
		listing_say(l, b, "covers", "decisions", covers);
		common_colour(&l->common, b, COLOUR_PLAIN);
		buf_addc(b, '\n');
	}
}

static const char *const fields[] = { "n",         "case",          "step",     "decision", "scope_kind",   "scope",
				      "kpi",       "period",        "severity", "kind",     "to",           "since",
				      "day",       "task",          "ask",      "options",  "value",        "by",
				      "note",      "reason",        "late",     "fact",     "first_closed", "plan",
				      "expected",  "deviation_ppm", "title.en", "title.ru", "why.en",       "why.ru",
				      "covers.en", "covers.ru",     "at",       NULL };

int cmd_alerts(int argc, char **argv)
{
	struct listing l = { .stream = "alerts",
			     .fields = fields,
			     .empty = "no_alerts",
			     .identity = "case",
			     .noun = "n_alerts",
			     .identity_noun = "n_cases",
			     .print = print };

	return listing_run(&l, argc, argv, "Lists alerts, newest last: sdmctl alerts to=h.belova severity=red");
}
