/* sdmctl cases: the open matters of a company and those that are over, as a person reads them. */
#include "ctl/caseshow.h"
#include "ctl/commands.h"
#include <string.h>

enum { KEY_DECISION = 0x2000, KEY_SELLER, KEY_UNIT, KEY_STATUS, KEY_SINCE, KEY_SHADOW, CLOSED_DEFAULT = 20 };

struct cases_args {
	struct common common;
	struct case_filter filter;
	struct known known;
	const char *words[2]; /* COMPANY and ID */
	unsigned word_count;
};

static const struct argp_option options[] = {
	{ "decision", KEY_DECISION, "CODE", 0, "Only cases of this decision", 0 },
	{ "seller", KEY_SELLER, "CODE", 0, "Only cases about this seller, alone or with a product and the like", 0 },
	{ "unit", KEY_UNIT, "CODE", 0, "Only cases about this unit, those below it and their sellers, as on the opening's day",
	  0 },
	{ "status", KEY_STATUS, "STATUS", 0, "open, closed or all (default)", 0 },
	{ "since", KEY_SINCE, "DAY", 0, "Only cases opened or closed on this day or later", 0 },
	{ "shadow", KEY_SHADOW, NULL, 0, "Also cases of decisions on trial, of which nobody hears", 0 },
	{ "count", 'n', "N", 0, "At most N closed cases, those closed last; default 20; 0: all", 0 },
	{ 0 },
};

static bool is_id(const char *word)
{
	return word[0] == 'C' && word[1] && strspn(word + 1, "0123456789") == strlen(word + 1);
}

/* COMPANY [ID]; the company may be named by an option or the environment instead. */
static void take_words(struct argp_state *state, struct cases_args *c)
{
	const char *last = c->word_count > 0 ? c->words[c->word_count - 1] : NULL;

	if (c->word_count == 2 || (c->word_count == 1 && !(c->common.company && is_id(last))))
		c->common.company = c->words[0];
	if (c->word_count == 2 || (c->word_count == 1 && c->common.company != last))
		c->filter.id = last;
	if (c->filter.id && !is_id(c->filter.id))
		argp_error(state, "expected the id of a case like C17, got \"%s\"", c->filter.id);
}

static void take_status(struct argp_state *state, struct case_filter *f, const char *arg)
{
	static const char *const names[] = { [WANTED_OPEN] = "open", [WANTED_CLOSED] = "closed", [WANTED_ALL] = "all" };

	for (int i = 0; i <= WANTED_ALL; i++) {
		if (strcmp(arg, names[i]) != 0)
			continue;
		f->state = (enum case_wanted)i;
		return;
	}
	argp_error(state, "--status: expected open, closed or all, got \"%s\"", arg);
}

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct cases_args *c = state->input;
	struct err err;

	switch (key) {
	case ARGP_KEY_INIT:
		common_children(state, 2, &c->common);
		state->child_inputs[2] = &c->known;
		return 0;
	case KEY_DECISION:
		c->filter.decision = arg;
		return 0;
	case KEY_SELLER:
		c->filter.seller = arg;
		return 0;
	case KEY_UNIT:
		c->filter.unit = arg;
		return 0;
	case KEY_STATUS:
		take_status(state, &c->filter, arg);
		return 0;
	case KEY_SINCE:
		if (date_parse(str_of(arg), &c->filter.since, &err) < 0)
			argp_error(state, "--since: %s", err.text);
		return 0;
	case KEY_SHADOW:
		c->filter.shadow = true;
		return 0;
	case 'n':
		c->filter.closed_max = (uint64_t)common_number(state, "--count", arg, 0, INT64_C(1000000000));
		return 0;
	case ARGP_KEY_ARG:
		if (c->word_count == 2)
			argp_error(state, "one company and one case at a time");
		c->words[c->word_count++] = arg;
		return 0;
	case ARGP_KEY_END:
		take_words(state, c);
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

/* "3 cases, 2 open": under a list. */
static void add_counts(struct caseshow *s)
{
	const struct caselist *l = s->list;
	struct buf n = { 0 };

	if (s->common->json || l->count == 0)
		return;
	common_colour(s->common, s->out, COLOUR_DIM);
	catalog_count(s->out, s->common->language, "n_cases", (int64_t)l->open + l->closed);
	buf_add_u64(&n, l->open);
	buf_adds(s->out, STR(", "));
	catalog_say(s->out, s->common->language, "of_these_open", &(struct catalog_arg){ "n", buf_str(&n) }, 1);
	if (l->left_out > 0) {
		buf_clear(&n);
		buf_add_u64(&n, l->left_out);
		buf_adds(s->out, STR("; "));
		catalog_say(s->out, s->common->language, "left_out", &(struct catalog_arg){ "n", buf_str(&n) }, 1);
	}
	common_colour(s->common, s->out, COLOUR_PLAIN);
	buf_addc(s->out, '\n');
	buf_free(&n);
}

static int show(struct cases_args *c, struct caselist *l)
{
	struct buf out = { 0 };
	struct caseshow s = {
		.common = &c->common, .list = l, .words = { c->common.language, l->book.model, NULL }, .out = &out
	};
	int status = l->count > 0 || (l->known == 0 && !c->filter.id) ? STATUS_OK : STATUS_NO;

	if (l->count == 0 && c->filter.id)
		return common_complain(STATUS_NO, "there is no case %s: the last one is C%u", c->filter.id,
				       casebook_count(&l->book));
	if (!c->common.json)
		known_add(&c->known, &s.words, l->refold.turn->engine, &out);
	for (uint32_t i = 0; i < l->count; i++) {
		if (c->common.json)
			caseshow_json(&s, &l->rows[i], c->filter.id != NULL);
		else if (c->filter.id)
			caseshow_whole(&s, &l->rows[i]);
		else
			caseshow_row(&s, &l->rows[i]);
	}
	if (!c->filter.id)
		add_counts(&s);
	if (l->count == 0 && !c->common.json) {
		catalog_say(&out, c->common.language, l->known > 0 ? "nothing_matches" : "no_cases", NULL, 0);
		buf_addc(&out, '\n');
	}
	common_flush(&out);
	buf_free(&out);
	return status;
}

int cmd_cases(int argc, char **argv)
{
	static const struct argp_child children[] = { COMMON_OUTPUT, COMMON_SERVER, { &known_argp, 0, "History:", 5 }, { 0 } };
	static const struct argp argp = {
		options,
		parse,
		"COMPANY [ID]",
		"Lists cases, open ones first, with their reason and tasks; of one case its whole course:\n"
		"sdmctl cases acme --unit msk --status open; sdmctl cases acme C17",
		children,
		NULL,
		NULL
	};
	struct cases_args c = { .filter = { .state = WANTED_ALL, .since = DAY_MIN, .closed_max = CLOSED_DEFAULT } };
	struct caselist l = { 0 };
	struct server s = { 0 };
	struct err err;
	bool usage = false;
	int status;

	common_init(&c.common);
	argp_parse(&argp, argc, argv, 0, NULL, &c);
	if (server_open(&c.common, &s, &err) < 0)
		status = server_complain(&s, &err);
	else if (server_need_company(&s, &err) < 0 || known_read_in_force(&c.known, &c.common, &s, &err) < 0 ||
		 caselist_read(&l, &s, &c.filter, &c.known, &usage, &err) < 0)
		status = usage || c.known.misread ? common_complain(STATUS_USAGE, "%s", err.text) : server_complain(&s, &err);
	else
		status = show(&c, &l);
	caselist_free(&l);
	server_close(&s);
	return status;
}
