/* sdmctl confirm: somebody has looked at a report that is held and says that it is right. */
#include "ctl/commands.h"
#include "ctl/send.h"

struct confirm {
	struct common common;
	struct send_options options;
	const char *texts[4];
};
enum { KEY_FIRST = 0x2000 };
enum { FORM, ID, REV, REASON, FIELDS };

/* The command's fields are called like the options. */
static const struct argp_option options[] = {
	{ "form", KEY_FIRST + FORM, "FORM", 0, "Form of the report", 0 },
	{ "id", KEY_FIRST + ID, "ID", 0, "Its id", 0 },
	{ "rev", KEY_FIRST + REV, "N", 0, "Only if this revision is the one that is held", 0 },
	{ "reason", KEY_FIRST + REASON, "TEXT", 0, "Why, for those who ask later", 0 },
	{ 0 },
};

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct confirm *c = state->input;

	if (key == ARGP_KEY_INIT) {
		common_children(state, 2, &c->common);
		state->child_inputs[2] = &c->options;
		return 0;
	}
	if (key == ARGP_KEY_END) {
		for (int i = FORM; i <= ID; i++)
			if (!c->texts[i])
				argp_error(state, "--%s is missing", options[i].name);
		return 0;
	}
	if (key < KEY_FIRST || key >= KEY_FIRST + FIELDS)
		return ARGP_ERR_UNKNOWN;
	c->texts[key - KEY_FIRST] = arg;
	return 0;
}

int cmd_confirm(int argc, char **argv)
{
	static const struct argp_child children[] = { COMMON_OUTPUT, COMMON_SERVER, SEND_CHILD, { 0 } };
	static const struct argp argp = {
		options,
		parse,
		"",
		"Confirms a report that is held: what it reports, which counts already, is right. See `sdmctl receipts'.",
		children,
		NULL,
		NULL
	};
	struct confirm c = { 0 };
	struct server s = { 0 };
	struct send send = { .common = &c.common, .server = &s };
	struct err err;
	int status;

	common_init(&c.common);
	argp_parse(&argp, argc, argv, 0, NULL, &c);
	if (server_open(&c.common, &s, &err) < 0) {
		status = server_complain(&s, &err);
	} else {
		send_command(&send, "confirm", c.options.by, c.options.token);
		for (int i = 0; i < FIELDS; i++)
			if (c.texts[i])
				send_add(&send, options[i].name, str_of(c.texts[i]));
		status = send_now(&send);
	}
	send_free(&send);
	server_close(&s);
	return status;
}
