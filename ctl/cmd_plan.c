/* sdmctl plan: changes a target, from a day on. */
#include "ctl/commands.h"
#include "ctl/send.h"
#include <string.h>

struct plan_change {
	struct common common;
	struct send_options options;
	const char *texts[9];
};
enum { KEY_FIRST = 0x2000 };
enum { SCOPE_KIND, SCOPE, KPI, PERIOD_KIND, PERIOD, TARGET, LEVEL, FROM, REASON, FIELDS };

/* The command's fields, in the order of the options below. */
static const char *const names[FIELDS] = { "scope_kind", "scope", "kpi",        "period_kind", "period",
					   "target",     "level", "valid_from", "reason" };
static const struct argp_option options[] = {
	{ "scope-kind", KEY_FIRST + SCOPE_KIND, "KIND", 0, "seller, branch, product_group... as the model names them", 0 },
	{ "scope", KEY_FIRST + SCOPE, "ID", 0, "Whose plan: its member's code; of a cross A|B", 0 },
	{ "kpi", KEY_FIRST + KPI, "KPI", 0, "Which KPI", 0 },
	{ "period-kind", KEY_FIRST + PERIOD_KIND, "KIND", 0, "month, quarter, year, ...; default: told by the period's form", 0 },
	{ "period", KEY_FIRST + PERIOD, "PERIOD", 0, "2026-11, 2026-Q4, 2026, 2026-W47, of a fiscal year FY2026-Q4, FY2026", 0 },
	{ "target", KEY_FIRST + TARGET, "NUMBER", 0, "The whole period's new target; of a percent KPI 63% or 0.63", 0 },
	{ "level", KEY_FIRST + LEVEL, "LEVEL", 0, "target (default), threshold or stretch", 0 },
	{ "valid-from", KEY_FIRST + FROM, "DAY", 0, "From this day on; the days before keep their plan; default today", 0 },
	{ "reason", KEY_FIRST + REASON, "TEXT", 0, "Why, for those who ask later", 0 },
	{ 0 },
};

/* 2026-Q4, FY2026-Q4, FY2026/27-Q4, 2026-W47, 2026-11, 2026; NULL: not one of these. */
static const char *kind_of(struct str period)
{
	if (str_starts(period, STR("FY"))) {
		period = (struct str){ period.ptr + 2, period.len - 2 };
		return memchr(period.ptr, '-', period.len) ? "quarter" : "year";
	}
	if (period.len == 4)
		return "year";
	if (period.len < 7 || period.ptr[4] != '-')
		return NULL;
	if (period.ptr[5] == 'Q')
		return "quarter";
	if (period.ptr[5] == 'W')
		return "week";
	return period.len == 7 ? "month" : period.len == 10 ? "day" : NULL;
}

static void check(struct argp_state *state, struct plan_change *p)
{
	for (int i = 0; i <= TARGET; i++)
		if (!p->texts[i] && i != PERIOD_KIND)
			argp_error(state, "--%s is missing", options[i].name);
	if (!p->texts[PERIOD_KIND])
		p->texts[PERIOD_KIND] = kind_of(str_of(p->texts[PERIOD]));
	if (!p->texts[PERIOD_KIND])
		argp_error(state, "\"%s\" does not tell its kind: give --period-kind", p->texts[PERIOD]);
}

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct plan_change *p = state->input;

	if (key == ARGP_KEY_INIT) {
		common_children(state, 2, &p->common);
		state->child_inputs[2] = &p->options;
		return 0;
	}
	if (key == ARGP_KEY_END) {
		check(state, p);
		return 0;
	}
	if (key < KEY_FIRST || key >= KEY_FIRST + FIELDS)
		return ARGP_ERR_UNKNOWN;
	p->texts[key - KEY_FIRST] = arg;
	return 0;
}

int cmd_plan(int argc, char **argv)
{
	static const struct argp_child children[] = { COMMON_OUTPUT, COMMON_SERVER, SEND_CHILD, { 0 } };
	static const struct argp argp = {
		options,  parse,
		"",       "Changes a plan by a command in the log. What the days before were held against stays as it was.",
		children, NULL,
		NULL
	};
	struct plan_change p = { 0 };
	struct server s = { 0 };
	struct send send = { .common = &p.common, .server = &s };
	struct err err;
	int status;

	common_init(&p.common);
	argp_parse(&argp, argc, argv, 0, NULL, &p);
	if (server_open(&p.common, &s, &err) < 0) {
		status = server_complain(&s, &err);
	} else {
		send_command(&send, "plan", p.options.by, p.options.token);
		for (int i = 0; i < FIELDS; i++)
			if (p.texts[i])
				send_add(&send, names[i], str_of(p.texts[i]));
		status = send_now(&send);
	}
	send_free(&send);
	server_close(&s);
	return status;
}
