/* sdmctl receipts: what became of reports and commands. */
#include "ctl/answer.h"
#include "ctl/commands.h"

static void print(const struct listing *l, const struct listing_entry *e, struct buf *b)
{
	listing_add_written(l, b, e);
	buf_adds(b, STR("  "));
	answer_add(l, b, e);
}

/* Positions are for producers; `sdmctl status' says them to people. */
static bool is_answer(const struct listing *l, const struct listing_entry *e)
{
	return l->common.json || listing_field(e, "upto").len == 0;
}

static const char *const fields[] = { "n",   "entry", "of",      "form",  "id",     "rev",  "answer", "rule",     "field",
				      "key", "text",  "text.ru", "class", "params", "more", "upto",   "commands", NULL };

int cmd_receipts(int argc, char **argv)
{
	struct listing l = {
		.stream = "receipts", .fields = fields, .empty = "no_receipts", .print = print, .wanted = is_answer
	};

	return listing_run(&l, argc, argv, "Lists receipts, newest last: sdmctl receipts answer=rejected form=daily");
}
