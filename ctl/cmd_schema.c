/* sdmctl schema: JSON Schemas of the YAML files that a consultant writes, for editors. */
#include "ctl/commands.h"
#include "ctl/folder.h"
#include "ctl/shipped.h"
#include "model/schema.h"
#include "model/spot.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum { KEY_ALL = 0x2000, NAME_WIDTH = 14, FILES_WIDTH = 21 };

struct schemas {
	struct common common;
	const struct catalogue_doc *catalogue; /* NULL: there is none */
	const char *document;                  /* NULL: none named */
	const char *folder;                    /* of --all */
};

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct schemas *s = state->input;

	switch (key) {
	case ARGP_KEY_INIT:
		common_children(state, 1, &s->common);
		return 0;
	case KEY_ALL:
		s->folder = arg;
		return 0;
	case ARGP_KEY_ARG:
		if (s->document)
			argp_error(state, "one document at a time; --all FOLDER writes those of all");
		s->document = arg;
		return 0;
	case ARGP_KEY_END:
		if (s->document && s->folder)
			argp_error(state, "--all is for all documents: leave the name out");
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static int list(struct buf *out)
{
	struct schema_subject s;

	for (uint32_t i = 0; schema_subject(i, &s); i++) {
		common_cell(out, s.name, NAME_WIDTH);
		common_cell(out, str_of(s.files), FILES_WIDTH);
		buf_addf(out, "%s\n", s.help);
	}
	return STATUS_OK;
}

static int print(const struct schemas *all, struct buf *out)
{
	struct nearest near = { .wanted = str_of(all->document) };
	struct schema_subject s;

	if (schema_find(near.wanted, &s)) {
		schema_add(s.table, all->catalogue, out);
		return STATUS_OK;
	}
	for (uint32_t i = 0; schema_subject(i, &s); i++) {
		nearest_offer(&near, s.name);
		nearest_offer(&near, str_of(s.files));
	}
	return common_complain(STATUS_USAGE, "no document \"%s\"%s; `sdmctl schema' lists them", all->document,
			       nearest_text(&near));
}

static int write_one(const struct schemas *all, const struct schema_subject *s, struct err *err)
{
	struct buf path = { 0 }, text = { 0 };
	int rc;

	buf_addf(&path, "%s/%.*s.schema.json", all->folder, STR_ARG(s->name));
	schema_add(s->table, all->catalogue, &text);
	rc = folder_put(path.ptr, buf_str(&text), err);
	buf_free(&path);
	buf_free(&text);
	return rc;
}

/* Where an editor finds them from anywhere. */
static void add_lines(struct buf *out, const char *root)
{
	struct schema_subject s;

	buf_addf(out, "An editor with yaml-language-server takes them by the first line of a file\n\n");
	for (uint32_t i = 0; schema_subject(i, &s); i++) {
		common_cell(out, str_of(s.files), FILES_WIDTH);
		buf_addf(out, "# yaml-language-server: $schema=%s/%.*s.schema.json\n", root, STR_ARG(s.name));
	}
	buf_adds(out, STR("\nor by its settings, in VS Code .vscode/settings.json:\n\n{\"yaml.schemas\": {"));
	for (uint32_t i = 0; schema_subject(i, &s); i++)
		/* A catalogue of the company's own has the name of its KPIs' file: it needs the line. */
		if (!str_eq(s.name, STR("catalogue")))
			buf_addf(out, "%s\n  \"%s/%.*s.schema.json\": \"%s\"", i ? "," : "", root, STR_ARG(s.name), s.files);
	buf_adds(out, STR("\n}}\n"));
}

static int write_all(const struct schemas *all, struct buf *out)
{
	struct schema_subject s;
	struct err err;
	uint32_t count = 0;
	char *root;

	for (; schema_subject(count, &s); count++)
		if (write_one(all, &s, &err) < 0)
			return common_complain(STATUS_AWAY, "%s", err.text);
	root = realpath(all->folder, NULL);
	if (!root)
		return common_complain(STATUS_AWAY, "%s: %s", all->folder, strerror(errno));
	buf_addf(out, "%u schemas are in %s\n\n", count, root);
	add_lines(out, root);
	free(root);
	return STATUS_OK;
}

static const struct argp_option options[] = {
	{ "all", KEY_ALL, "FOLDER", 0, "Write that of each document into this folder, and say how editors find them", 0 },
	{ 0 },
};

static int run(struct schemas *s)
{
	struct arena *a = arena_new();
	struct buf out = { 0 };
	struct err err;
	int status;

	s->catalogue = shipped_catalogue(a, &s->common, &err);
	if (!s->catalogue && err.text[0])
		status = common_complain(STATUS_AWAY, "%s", err.text);
	else
		status = s->folder ? write_all(s, &out) : s->document ? print(s, &out) : list(&out);
	common_flush(&out);
	buf_free(&out);
	arena_free(a);
	return status;
}

int cmd_schema(int argc, char **argv)
{
	static const struct argp_child children[] = { COMMON_MODEL, { 0 } };
	static const struct argp argp = { options,
					  parse,
					  "[DOCUMENT]",
					  "Prints the JSON Schema of a document: org, kpis.yaml, scenarios ... Without a name, "
					  "which documents there are.",
					  children,
					  NULL,
					  NULL };
	struct schemas s = { 0 };

	common_init(&s.common);
	argp_parse(&argp, argc, argv, 0, NULL, &s);
	return run(&s);
}
