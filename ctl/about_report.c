#include "ctl/about_report.h"

#include "ctl/send.h"

struct about {
	struct common common;
	struct send_options options;
	const struct argp_option *fields;
	const char *texts[ABOUT_MOST];
};

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct about *c = state->input;

	if (key == ARGP_KEY_INIT) {
		common_children(state, 2, &c->common);
		state->child_inputs[2] = &c->options;
		return 0;
	}
	if (key == ARGP_KEY_END) {
		for (int i = 0; i < 2; i++)
			if (!c->texts[i])
				argp_error(state, "--%s is missing", c->fields[i].name);
		return 0;
	}
	if (key < ABOUT_FIRST || key >= ABOUT_FIRST + ABOUT_MOST)
		return ARGP_ERR_UNKNOWN;
	c->texts[key - ABOUT_FIRST] = arg;
	return 0;
}

int about_report(int argc, char **argv, const char *command, const struct argp_option *options, const char *doc)
{
	static const struct argp_child children[] = { COMMON_OUTPUT, COMMON_SERVER, SEND_CHILD, { 0 } };
	const struct argp argp = { options, parse, "", doc, children, NULL, NULL };
	struct about c = { .fields = options };
	struct server s = { 0 };
	struct send send = { .common = &c.common, .server = &s };
	struct err err;
	int status;

	common_init(&c.common);
	argp_parse(&argp, argc, argv, 0, NULL, &c);
	if (server_open(&c.common, &s, &err) < 0) {
		status = server_complain(&s, &err);
	} else {
		send_command(&send, command, c.options.by, c.options.token);
		for (int i = 0; options[i].name; i++)
			if (c.texts[i])
				send_add(&send, options[i].name, str_of(c.texts[i]));
		status = send_now(&send);
	}
	send_free(&send);
	server_close(&s);
	return status;
}
