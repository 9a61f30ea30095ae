/* sdmctl activate: stores a model under its content's name and asks for it by a command in the log. */
#include "ctl/commands.h"
#include "ctl/folder.h"
#include "ctl/send.h"
#include "ctl/trial.h"

struct activate {
	struct common common;
	struct send_options options;
	const char *folder;
	bool store_only;
	bool no_tests;
};
enum { KEY_STORE = 0x2000, KEY_NO_TESTS };

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct activate *a = state->input;

	switch (key) {
	case ARGP_KEY_INIT:
		common_children(state, 3, &a->common);
		state->child_inputs[3] = &a->options;
		return 0;
	case KEY_STORE:
		a->store_only = true;
		return 0;
	case KEY_NO_TESTS:
		a->no_tests = true;
		return 0;
	case ARGP_KEY_ARG:
		if (a->folder)
			argp_error(state, "one folder at a time");
		a->folder = arg;
		return 0;
	case ARGP_KEY_NO_ARGS:
		argp_error(state, "which folder?");
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static int store(struct server *s, const struct folder *f, struct err *err)
{
	struct buf key = { 0 }, packed = { 0 };
	struct resp got;
	size_t at;
	int rc;

	buf_addf(&key, "model:%s", f->bundle->sha);
	bundle_pack(f->bundle, &packed);
	rc = server_ask(s, 3, (struct str[]){ STR("SET"), server_key(s, key.ptr), buf_str(&packed) }, &got, &at, err);
	buf_free(&key);
	buf_free(&packed);
	return rc;
}

static void say_tests(const struct activate *a, const struct trial_counts *n)
{
	struct buf b = { 0 };

	if (a->common.json && a->no_tests)
		buf_adds(&b, STR("{\"scenarios\":null}\n"));
	else if (a->common.json)
		buf_addf(&b, "{\"scenarios\":%u,\"failed\":%u}\n", n->passed + n->failed, n->failed);
	else if (a->no_tests)
		buf_adds(&b, STR("the scenarios were not played (--no-tests)\n"));
	else
		buf_addf(&b, "%u scenario%s passed\n", n->passed, n->passed == 1 ? "" : "s");
	common_flush(&b);
	buf_free(&b);
}

/* The folder's scenarios, before anything reaches Redis. */
static int try_scenarios(const struct activate *a, const struct folder *f)
{
	const struct trial_options options = { .brief = true };
	struct trial_counts counts = { 0 };
	int status = STATUS_OK;

	if (!a->no_tests) {
		status = trial_run(a->folder, f, &a->common, &options, &counts);
		if (counts.none)
			return STATUS_OK;
	}
	if (status != STATUS_OK)
		return common_complain(
			status, "the model is not stored and not put in force: its scenarios %s (--no-tests leaves them out)",
			status == STATUS_NO ? "do not hold" : "cannot be played");
	say_tests(a, &counts);
	return STATUS_OK;
}

static int run(struct activate *a, struct server *s, const struct folder *f)
{
	struct send send = { .common = &a->common, .server = s };
	struct err err;
	int status;

	/* The model says whose it is; options and settings may only repeat it. */
	if (s->company.len > 0 && !str_eq(s->company, f->model->company))
		return common_complain(STATUS_USAGE,
				       "the model is of company \"%.*s\", not of \"%.*s\": change `company` in %s/company.yaml, "
				       "or give --company %.*s",
				       STR_ARG(f->model->company), STR_ARG(s->company), a->folder, STR_ARG(f->model->company));
	s->company = f->model->company;
	if (store(s, f, &err) < 0)
		return common_complain(STATUS_AWAY, "%s", err.text);
	if (!a->common.json) {
		struct buf b = { 0 };

		buf_addf(&b, "model %s of company %.*s is stored\n", f->bundle->sha, STR_ARG(s->company));
		common_flush(&b);
		buf_free(&b);
	}
	if (a->store_only)
		return STATUS_OK;
	send_command(&send, "activate", a->options.by, a->options.token);
	send_add(&send, "sha", str_of(f->bundle->sha));
	status = send_now(&send);
	send_free(&send);
	return status;
}

int cmd_activate(int argc, char **argv)
{
	static const struct argp_option options[] = {
		{ "store", KEY_STORE, NULL, 0, "Only store it; a later command may activate it", 0 },
		{ "no-tests", KEY_NO_TESTS, NULL, 0, "Without playing the scenarios of FOLDER/tests first", 0 },
		{ 0 },
	};
	static const struct argp_child children[] = { COMMON_OUTPUT, COMMON_SERVER, COMMON_MODEL, SEND_CHILD, { 0 } };
	static const struct argp argp = {
		options,
		parse,
		"FOLDER",
		"Checks a model, plays its scenarios, stores it in Redis and puts it in force from this moment of the log on. "
		"Where a scenario fails or the model is refused, the model in force stays.",
		children,
		NULL,
		NULL
	};
	struct activate a = { 0 };
	struct server s = { 0 };
	struct folder f;
	struct err err;
	int status;

	common_init(&a.common);
	argp_parse(&argp, argc, argv, 0, NULL, &a);
	if (folder_read(a.folder, &a.common, &f, &err) < 0)
		status = folder_complain(&f, &err);
	else
		status = try_scenarios(&a, &f);
	if (status == STATUS_OK && server_open(&a.common, &s, &err) < 0)
		status = server_complain(&s, &err);
	else if (status == STATUS_OK)
		status = run(&a, &s, &f);
	server_close(&s);
	folder_free(&f);
	return status;
}
