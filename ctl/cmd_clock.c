/* sdmctl clock: lets time pass for a company on log time. */
#include "ctl/commands.h"
#include "ctl/send.h"

struct clock {
	struct common common;
	struct send_options options;
	const char *after, *until, *cancel;
};
enum { KEY_AFTER = 0x2000, KEY_UNTIL, KEY_CANCEL };

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct clock *c = state->input;

	switch (key) {
	case ARGP_KEY_INIT:
		common_children(state, 2, &c->common);
		state->child_inputs[2] = &c->options;
		return 0;
	case KEY_AFTER:
		c->after = arg;
		return 0;
	case KEY_UNTIL:
		c->until = arg;
		return 0;
	case KEY_CANCEL:
		c->cancel = arg;
		return 0;
	case ARGP_KEY_END:
		if (c->cancel && (c->after || c->until))
			argp_error(state, "--cancel stands alone, without --after and --until");
		if (!c->cancel && !c->until)
			argp_error(state, "until when? Give --until");
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

/* Without --after: the last report there is. */
static int last_report(struct server *s, struct buf *out, struct err *err)
{
	struct resp got;
	size_t at;

	if (server_ask(s, 6,
		       (struct str[]){ STR("XREVRANGE"), server_key(s, "reports"), STR("+"), STR("-"), STR("COUNT"), STR("1") },
		       &got, &at, err) < 0)
		return -1;
	if (got.kind != RESP_ARRAY || got.integer == 0) {
		buf_adds(out, STR("0-0"));
		return 0;
	}
	resp_next(buf_str(&s->reply), &at);
	buf_adds(out, resp_next(buf_str(&s->reply), &at).text);
	return 0;
}

int cmd_clock(int argc, char **argv)
{
	static const struct argp_option options[] = {
		{ "after", KEY_AFTER, "ID", 0, "Once the report with this entry id is taken; default the last one in the stream",
		  0 },
		{ "until", KEY_UNTIL, "INSTANT", 0, "2026-10-31T00:00:00, in the company's zone or with an offset", 0 },
		{ "cancel", KEY_CANCEL, "ID", 0, "Instead: drop the clock commands that wait for this report, or all", 0 },
		{ 0 },
	};
	static const struct argp_child children[] = { COMMON_OUTPUT, COMMON_SERVER, SEND_CHILD, { 0 } };
	static const struct argp argp = { options,  parse,
					  "",       "Moves the time of a company on log time: days end, what is due happens.",
					  children, NULL,
					  NULL };
	struct clock c = { 0 };
	struct server s = { 0 };
	struct send send = { .common = &c.common, .server = &s };
	struct buf after = { 0 };
	struct err err;
	int status;

	common_init(&c.common);
	argp_parse(&argp, argc, argv, 0, NULL, &c);
	if (server_open(&c.common, &s, &err) < 0 || server_need_company(&s, &err) < 0 ||
	    (!c.after && !c.cancel && last_report(&s, &after, &err) < 0)) {
		status = server_complain(&s, &err);
	} else {
		send_command(&send, "clock", c.options.by, c.options.token);
		if (c.cancel) {
			send_add(&send, "cancel", str_of(c.cancel));
		} else {
			send_add(&send, "after", c.after ? str_of(c.after) : buf_str(&after));
			send_add(&send, "until", str_of(c.until));
		}
		status = send_now(&send);
	}
	send_free(&send);
	server_close(&s);
	buf_free(&after);
	return status;
}
