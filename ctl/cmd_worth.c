/* sdmctl worth: what decisions came to, and what came of the subjects about whom nobody did anything. */
#include "ctl/chronicle.h"
#include "ctl/commands.h"
#include "ctl/page.h"
#include "ctl/worth.h"

enum { KEY_DECISION = 0x2900, KEY_FROM, KEY_TO, KEY_PAGE };

struct worth_args {
	struct common common;
	struct chronicle chronicle;
	struct worth_options options;
	const char *page;
};

static void take_day(struct argp_state *state, const char *option, const char *text, int32_t *out)
{
	struct err err;

	if (date_parse(str_of(text), out, &err) < 0)
		argp_error(state, "%s: %s", option, err.text);
}

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct worth_args *a = state->input;

	switch (key) {
	case ARGP_KEY_INIT:
		a->chronicle.common = &a->common;
		common_children(state, 3, &a->common);
		state->child_inputs[3] = &a->chronicle;
		return 0;
	case KEY_DECISION:
		a->options.decision = arg;
		return 0;
	case KEY_FROM:
		take_day(state, "--from", arg, &a->options.from);
		return 0;
	case KEY_TO:
		take_day(state, "--to", arg, &a->options.to);
		return 0;
	case KEY_PAGE:
		a->page = arg;
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static int show(const struct worth_args *a, struct worth *w)
{
	struct buf page = { 0 }, out = { 0 };
	struct err err;
	int rc = 0;

	if (a->page) {
		worth_page(w, &page);
		rc = page_write(a->page, &page, &err);
		buf_free(&page);
	}
	if (rc < 0)
		return common_complain(STATUS_AWAY, "%s", err.text);
	if (a->common.json)
		worth_json(w, &out);
	else
		worth_print(w, &out);
	common_flush(&out);
	buf_free(&out);
	return w->rows.count > 0 ? STATUS_OK : STATUS_NO;
}

static const struct argp_option options[] = {
	{ "decision", KEY_DECISION, "CODE", 0, "Only this decision", 0 },
	{ "from", KEY_FROM, "DAY", 0, "Only cases closed on this day or later", 0 },
	{ "to", KEY_TO, "DAY", 0, "Only cases closed on this day or before", 0 },
	{ "page", KEY_PAGE, "FILE", 0, "Write it as one HTML page too, which needs nothing from outside", 0 },
	{ 0 },
};

int cmd_worth(int argc, char **argv)
{
	static const struct argp_child children[] = { COMMON_OUTPUT, COMMON_SERVER, COMMON_MODEL, CHRONICLE_CHILD, { 0 } };
	static const struct argp argp = { options,
					  parse,
					  CHRONICLE_USAGE,
					  "What the cases of each decision came to, beside those of which nobody heard:\n"
					  "sdmctl worth --company acme --from 2026-07-01 --page worth.html",
					  children,
					  NULL,
					  NULL };
	struct worth_args a = { .options = { .from = DAY_MIN, .to = DAY_MAX } };
	struct worth w = { 0 };
	struct err err;
	int status;

	common_init(&a.common);
	argp_parse(&argp, argc, argv, 0, NULL, &a);
	a.options.common = &a.common;
	w.is = a.options;
	status = chronicle_open(&a.chronicle, 0, -1);
	if (status == STATUS_OK)
		status = worth_read(&w, a.chronicle.turn->engine, &err) < 0 ? common_complain(STATUS_USAGE, "%s", err.text)
									    : show(&a, &w);
	worth_free(&w);
	chronicle_close(&a.chronicle);
	return status;
}
