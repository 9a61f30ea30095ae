/* sdmctl check: everything that is wrong with a model's folder, at once. */
#include "ctl/commands.h"
#include "ctl/folder.h"
#include "ctl/provisional.h"

struct check {
	struct common common;
	const char *folder;
};

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct check *c = state->input;

	switch (key) {
	case ARGP_KEY_INIT:
		common_children(state, 2, &c->common);
		return 0;
	case ARGP_KEY_ARG:
		if (c->folder)
			argp_error(state, "one folder at a time");
		c->folder = arg;
		return 0;
	case ARGP_KEY_NO_ARGS:
		argp_error(state, "which folder?");
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static void add_count(struct buf *b, const char *what, uint32_t n)
{
	buf_addf(b, ", %u %s%s", n, what, n == 1 ? "" : "s");
}

static void add_counts(struct buf *b, const struct folder *f)
{
	const struct model *m = f->model;
	uint32_t measures = 0;

	for (uint32_t i = 0; i < m->measure_count; i++)
		measures += !m->measures[i].is_sample && !m->measures[i].days_of;
	buf_addf(b, "%u unit%s", m->unit_count, m->unit_count == 1 ? "" : "s");
	add_count(b, "seller", m->seller_count);
	add_count(b, "form", m->form_count);
	add_count(b, "measure", measures);
	add_count(b, "KPI", m->kpi_count);
	add_count(b, "scope", m->scope_kind_count);
	add_count(b, "plan row", m->plan_count);
	add_count(b, "decision", host_decisions(f->host)->count);
}

static void say_ok(const struct check *c, const struct folder *f, struct buf *b)
{
	const struct model *m = f->model;

	common_colour(&c->common, b, COLOUR_GREEN);
	buf_adds(b, STR("ok"));
	common_colour(&c->common, b, COLOUR_PLAIN);
	buf_addf(b, " %.*s: ", STR_ARG(m->company));
	add_counts(b, f);
	buf_addf(b, "\nmodel %s\n", f->bundle->sha);
	provisional_add(m, b);
}

static void add_json(const struct folder *f, const struct err *err, struct buf *b)
{
	buf_adds(b, STR("{\"ok\":"));
	buf_adds(b, f->host ? STR("true") : STR("false"));
	if (f->host)
		buf_addf(b, ",\"company\":\"%.*s\",\"model\":\"%s\"", STR_ARG(f->model->company), f->bundle->sha);
	buf_adds(b, STR(",\"problems\":["));
	if (err->text[0]) {
		buf_adds(b, STR("{\"text\":"));
		buf_add_json(b, str_of(err->text));
		buf_addc(b, '}');
	}
	for (size_t i = 0; i < f->problems.count; i++) {
		const struct problem *p = &f->problems.at[i];

		buf_adds(b, i > 0 ? STR(",{\"file\":") : STR("{\"file\":"));
		buf_add_json(b, str_of(p->file));
		buf_addf(b, ",\"line\":%u,\"column\":%u,\"warning\":%s,\"text\":", p->line, p->column,
			 p->warning ? "true" : "false");
		buf_add_json(b, str_of(p->text));
		buf_addc(b, '}');
	}
	buf_addc(b, ']');
	if (f->host)
		provisional_add_json(f->model, b);
	buf_adds(b, STR("}\n"));
}

int cmd_check(int argc, char **argv)
{
	static const struct argp_child children[] = { COMMON_OUTPUT, COMMON_MODEL, { 0 } };
	static const struct argp argp = {
		NULL,
		parse,
		"FOLDER",
		"Checks a model's folder: YAML, tables, decisions. Prints all that is wrong, each with its file, "
		"line and column.",
		children,
		NULL,
		NULL
	};
	struct check c = { 0 };
	struct folder f;
	struct buf out = { 0 };
	struct err err;
	int status;

	common_init(&c.common);
	argp_parse(&argp, argc, argv, 0, NULL, &c);
	status = folder_read(c.folder, &c.common, &f, &err) < 0 ? STATUS_NO : STATUS_OK;
	if (c.common.json) {
		add_json(&f, &err, &out);
	} else {
		if (status == STATUS_NO || f.problems.count > 0)
			status = folder_complain(&f, &err) == STATUS_AWAY ? STATUS_AWAY : status;
		if (status == STATUS_OK)
			say_ok(&c, &f, &out);
	}
	common_flush(&out);
	buf_free(&out);
	folder_free(&f);
	return status;
}
