/* sdmctl rejected: reports and commands that were refused, why, and what they said. */
#include "ctl/answer.h"
#include "ctl/commands.h"
#include "ctl/refused.h"
#include <string.h>

static void print(const struct listing *l, const struct listing_entry *e, struct buf *b)
{
	struct str content = listing_field(e, "content");
	bool command = str_eq(listing_field(e, "of"), STR("command"));

	listing_add_written(l, b, e);
	buf_adds(b, STR("  "));
	common_colour(&l->common, b, COLOUR_BOLD);
	catalog_say(b, l->common.language, command ? "a_command" : "a_report",
		    (struct catalog_arg[]){ { "form", listing_field(e, "form") }, { "id", listing_field(e, "id") } }, 2);
	common_colour(&l->common, b, COLOUR_PLAIN);
	common_colour(&l->common, b, COLOUR_DIM);
	buf_addf(b, "  %.*s", STR_ARG(listing_field(e, "entry")));
	common_colour(&l->common, b, COLOUR_PLAIN);
	buf_adds(b, STR("\n    "));
	answer_add_reason(l, b, e);
	buf_addc(b, '\n');
	if (content.len == 0)
		content = listing_field(e, "report");
	if (content.len > 0) {
		common_colour(&l->common, b, COLOUR_DIM);
		buf_addf(b, "    %.*s\n", STR_ARG(content));
		common_colour(&l->common, b, COLOUR_PLAIN);
	}
}

static const char *const fields[] = { "n",   "entry", "of",      "form",  "id",     "rev",  "rule",    "field",
				      "key", "text",  "text.ru", "class", "params", "more", "content", NULL };

static int list(int argc, char **argv)
{
	struct listing l = { .stream = "rejected", .fields = fields, .empty = "no_rejected", .print = print };

	return listing_run(&l, argc, argv,
			   "Lists what was refused, newest last: sdmctl rejected form=daily\n"
			   "`sdmctl rejected show ENTRY' says all about one, `sdmctl rejected retry ENTRY...' sends it again.");
}

int cmd_rejected(int argc, char **argv)
{
	static const struct {
		const char *name;
		int (*run)(int argc, char **argv);
	} parts[] = { { "list", list }, { "show", refused_show }, { "retry", refused_retry } };
	struct buf name = { 0 };
	int status;

	for (size_t i = 0; argc > 1 && i < sizeof(parts) / sizeof(*parts); i++) {
		if (strcmp(argv[1], parts[i].name) != 0)
			continue;
		buf_addf(&name, "%s %s", argv[0], argv[1]);
		argv[1] = name.ptr;
		status = parts[i].run(argc - 1, argv + 1);
		buf_free(&name);
		return status;
	}
	return list(argc, argv);
}
