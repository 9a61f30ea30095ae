/* sdmctl new: a small company that a consultant changes into his own. */
#include "base/date.h"
#include "ctl/commands.h"
#include "ctl/starter.h"
#include <string.h>
#include <time.h>

enum { KEY_NAME = 0x2000, KEY_YEAR, YEAR_MIN = 2011, YEAR_MAX = 2099, DAY_S = 86400 };

struct new_company {
	struct common common;
	struct starter starter;
};

static struct str folder_name(const char *folder)
{
	struct str s = str_of(folder);
	size_t begin;

	while (s.len > 1 && s.ptr[s.len - 1] == '/')
		s.len--;
	for (begin = s.len; begin > 0 && s.ptr[begin - 1] != '/';)
		begin--;
	return (struct str){ s.ptr + begin, s.len - begin };
}

static void check(struct argp_state *state, struct starter *s)
{
	static const char code[] = "a company's code is of letters, digits and _, no digit first, at most 64";

	if (!s->folder)
		argp_error(state, "which folder?");
	if (s->code.ptr && !starter_code_is_valid(s->code))
		argp_error(state, "--name: %s; got \"%.*s\"", code, STR_ARG(s->code));
	if (!s->code.ptr)
		s->code = folder_name(s->folder);
	if (!starter_code_is_valid(s->code))
		argp_error(state, "%s, so \"%.*s\" cannot be one: say it with --name", code, STR_ARG(s->code));
}

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct new_company *n = state->input;

	switch (key) {
	case ARGP_KEY_INIT:
		common_children(state, 1, &n->common);
		return 0;
	case KEY_NAME:
		n->starter.code = str_of(arg);
		return 0;
	case KEY_YEAR:
		n->starter.year = (int)common_number(state, "--year", arg, YEAR_MIN, YEAR_MAX);
		return 0;
	case ARGP_KEY_ARG:
		if (n->starter.folder)
			argp_error(state, "one folder at a time");
		n->starter.folder = arg;
		return 0;
	case ARGP_KEY_END:
		check(state, &n->starter);
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static int this_year(void)
{
	struct timespec now;

	clock_gettime(CLOCK_REALTIME, &now);
	return date_civil((int32_t)(now.tv_sec / DAY_S)).year;
}

static void say(const struct new_company *n, struct buf *out)
{
	const struct starter *s = &n->starter;

	if (!n->common.json) {
		buf_addf(out, "company %.*s is in %s; %s/README.md says how to go on\n", STR_ARG(s->code), s->folder, s->folder);
		return;
	}
	buf_addf(out, "{\"company\":\"%.*s\",\"folder\":", STR_ARG(s->code));
	buf_add_json(out, str_of(s->folder));
	buf_adds(out, STR("}\n"));
}

static const struct argp_option options[] = {
	{ "name", KEY_NAME, "CODE", 0, "Code of the company; else the folder's name", 0 },
	{ "year", KEY_YEAR, "YEAR", 0, "Of plans, scenarios and simulation; default this year", 0 },
	{ 0 },
};

int cmd_new(int argc, char **argv)
{
	static const struct argp_child children[] = { COMMON_OUTPUT, { 0 } };
	static const struct argp argp = {
		options,
		parse,
		"FOLDER",
		"Writes a whole model, small enough to be read in a quarter of an hour, into a folder that is not there yet or "
		"empty. Its README.md says how to go on. --language is that of its texts and comments.",
		children,
		NULL,
		NULL
	};
	struct new_company n = { 0 };
	struct buf out = { 0 };
	struct err err;
	int is_free;

	common_init(&n.common);
	n.starter.year = this_year();
	argp_parse(&argp, argc, argv, 0, NULL, &n);
	n.starter.language = n.common.language;
	is_free = starter_place_is_free(n.starter.folder, &err);
	if (is_free < 1 || starter_write(&n.starter, &err) < 0)
		return common_complain(is_free == 0 ? STATUS_NO : STATUS_AWAY, "%s", err.text);
	say(&n, &out);
	common_flush(&out);
	buf_free(&out);
	return STATUS_OK;
}
