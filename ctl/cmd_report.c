/* sdmctl report: sends one report, as a producer would. */
#include "ctl/commands.h"
#include "ctl/send.h"
#include <string.h>

struct report_args {
	struct common common;
	struct send send;
};

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct report_args *r = state->input;
	char *equals;

	switch (key) {
	case ARGP_KEY_INIT:
		common_children(state, 2, &r->common);
		return 0;
	case ARGP_KEY_ARG:
		equals = strchr(arg, '=');
		if (!equals || equals == arg)
			argp_error(state, "expected FIELD=TEXT, got \"%s\"", arg);
		if (r->send.count == SEND_PAIRS_MAX)
			argp_error(state, "at most %d fields", SEND_PAIRS_MAX);
		*equals = '\0';
		send_add(&r->send, arg, str_of(equals + 1));
		return 0;
	case ARGP_KEY_NO_ARGS:
		argp_error(state, "what? form=daily id=... seller=... at=... and the form's fields");
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

int cmd_report(int argc, char **argv)
{
	static const struct argp_child children[] = { COMMON_OUTPUT, COMMON_SERVER, { 0 } };
	static const struct argp argp = { NULL,
					  parse,
					  "FIELD=TEXT...",
					  "Sends one report and says what became of it:\n"
					  "sdmctl report form=daily id=d-1 seller=s.vlasov at=2026-10-30 calls_total=40 ...",
					  children,
					  NULL,
					  NULL };
	struct report_args r = { 0 };
	struct server s = { 0 };
	struct err err;
	int status;

	common_init(&r.common);
	r.send.common = &r.common;
	r.send.server = &s;
	argp_parse(&argp, argc, argv, 0, NULL, &r);
	if (server_open(&r.common, &s, &err) < 0)
		status = server_complain(&s, &err);
	else
		status = send_now(&r.send);
	send_free(&r.send);
	server_close(&s);
	return status;
}
