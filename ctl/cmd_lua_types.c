/* sdmctl lua-types: what a decision file can write, for editors. */
#include "ctl/commands.h"
#include "ctl/folder.h"
#include "lua/api.h"

enum { KEY_OUT = 0x4b00 };

struct lua_types {
	struct common common;
	const char *file; /* NULL: standard output */
};

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct lua_types *x = state->input;

	if (key != KEY_OUT)
		return ARGP_ERR_UNKNOWN;
	(void)state;
	x->file = arg;
	return 0;
}

static const struct argp_option options[] = {
	{ "out", KEY_OUT, "FILE", 0, "Write them there instead of printing them", 0 },
	{ 0 },
};

int cmd_lua_types(int argc, char **argv)
{
	static const struct argp argp = {
		options,
		parse,
		"",
		"Prints type definitions of all that a decision file can write, for the Lua language server. `sdmctl new' "
		"writes them into a new company; --out types/sdm.lua renews them there.",
		NULL,
		NULL,
		NULL
	};
	struct lua_types x = { 0 };
	struct buf out = { 0 };
	struct err err;
	int status = STATUS_OK;

	common_init(&x.common);
	argp_parse(&argp, argc, argv, 0, NULL, &x);
	api_add(&out);
	if (!x.file)
		common_flush(&out);
	else if (folder_put(x.file, buf_str(&out), &err) < 0)
		status = common_complain(STATUS_AWAY, "%s", err.text);
	buf_free(&out);
	return status;
}
