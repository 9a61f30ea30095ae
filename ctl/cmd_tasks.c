/* sdmctl tasks: what people have been asked to do. */
#include "ctl/commands.h"
#include "ctl/told.h"

static void add_state(const struct listing *l, struct buf *b, struct str state)
{
	struct buf key = { 0 };

	buf_addf(&key, "task_%.*s", STR_ARG(state));
	common_colour(&l->common, b, told_task_colour(state));
	catalog_say(b, l->common.language, key.ptr, NULL, 0);
	common_colour(&l->common, b, COLOUR_PLAIN);
	buf_free(&key);
}

static void add_whom_and_when(const struct listing *l, struct buf *b, const struct listing_entry *e)
{
	struct buf text = { 0 };

	wordbook_add_person(&l->words, &text, listing_field(e, "to"));
	listing_say(l, b, "to_whom", "who", buf_str(&text));
	if (listing_field(e, "due").len > 0) {
		buf_clear(&text);
		wordbook_add_day(&l->words, &text, listing_field(e, "due"));
		buf_adds(b, STR("; "));
		listing_say(l, b, "due_on", "day", buf_str(&text));
	}
	buf_free(&text);
}

static void print(const struct listing *l, const struct listing_entry *e, struct buf *b)
{
	struct str title = listing_text(e, "title", l->common.language);

	/* A change of a task does not repeat its title. */
	if (title.len == 0)
		title = listing_earlier(l, e, "task", "title");
	listing_add_at(l, b, e);
	buf_adds(b, STR("  "));
	add_state(l, b, listing_field(e, "state"));
	buf_adds(b, STR("  "));
	common_colour(&l->common, b, COLOUR_BOLD);
	buf_adds(b, title.len > 0 ? title : listing_field(e, "code"));
	common_colour(&l->common, b, COLOUR_PLAIN);
	buf_adds(b, STR("\n    "));
	add_whom_and_when(l, b, e);
	buf_adds(b, STR("\n    "));
	if (told_add(l, b, e))
		buf_adds(b, STR("\n    "));
	wordbook_add_kpi(&l->words, b, listing_field(e, "kpi"));
	buf_adds(b, STR(", "));
	wordbook_add_scope(&l->words, b, listing_field(e, "scope_kind"), listing_field(e, "scope"));
	buf_addf(b, ", %.*s", STR_ARG(listing_field(e, "period")));
	common_colour(&l->common, b, COLOUR_DIM);
	buf_addf(b, "  %.*s %.*s", STR_ARG(listing_field(e, "task")), STR_ARG(listing_field(e, "case")));
	common_colour(&l->common, b, COLOUR_PLAIN);
	buf_addc(b, '\n');
}

static const char *const fields[] = { "n",        "case",     "step", "decision", "scope_kind", "scope", "kpi",
				      "period",   "severity", "task", "code",     "state",      "to",    "due",
				      "title.en", "title.ru", "by",   "note",     "at",         NULL };

int cmd_tasks(int argc, char **argv)
{
	struct listing l = { .stream = "tasks",
			     .fields = fields,
			     .empty = "no_tasks",
			     .identity = "task",
			     .identity_noun = "n_tasks",
			     .print = print };

	return listing_run(&l, argc, argv,
			   "Lists tasks, newest last, each change of one as an entry. What there is to do for somebody:\n"
			   "sdmctl tasks --latest state=open to=s.vlasov");
}
