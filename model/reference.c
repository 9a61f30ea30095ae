#include <string.h>

#include "model/documents.h"
#include "model/expected.h"
#include "model/mapping.h"
#include "model/simulation.h"

enum { TABLES_MAX = 64 };

struct listing {
	const struct options *tables[TABLES_MAX];
	uint32_t count;
};

static void listing_add(struct listing *l, const struct options *table)
{
	for (uint32_t i = 0; i < l->count; i++)
		if (l->tables[i] == table)
			return;
	if (l->count < TABLES_MAX)
		l->tables[l->count++] = table;
}

static void add_escaped(struct buf *out, struct str s)
{
	for (size_t i = 0; i < s.len; i++) {
		if (s.ptr[i] == '|')
			buf_addc(out, '\\');
		if (s.ptr[i] == '<')
			buf_adds(out, STR("&lt;"));
		else
			buf_addc(out, s.ptr[i]);
	}
}

static void add_option(struct buf *out, const struct option *o)
{
	struct buf type = { 0 };

	option_describe(o, &type);
	buf_addf(out, "| `%s` | ", o->key);
	if (o->of)
		buf_addf(out, "%s%s",
			 o->type == OPTION_MAP    ? "mapping by code of: "
			 : o->type == OPTION_LIST ? "list of: "
			 : o->type == OPTION_ROWS ? "list or table of: "
						  : "",
			 o->of->name);
	else
		add_escaped(out, buf_str(&type));
	buf_adds(out, STR(" | "));
	if (o->required)
		buf_adds(out, STR("required"));
	else if (o->preset)
		buf_addf(out, "`%s`", o->preset);
	buf_adds(out, STR(" | "));
	add_escaped(out, str_of(o->help));
	buf_adds(out, STR(" |\n"));
	buf_free(&type);
}

static void add_table(struct buf *out, const struct options *table)
{
	buf_adds(out, str_of(table->help));
	if (table->shorthand)
		buf_addf(out, " A value that is no mapping stands for `%s`.", table->shorthand);
	buf_adds(out, STR("\n\n| option | value | default | meaning |\n|---|---|---|---|\n"));
	for (const struct option *o = table->list; o->key; o++)
		add_option(out, o);
	buf_addc(out, '\n');
}

/* A table and those that it leads to, each once. */
static void add_tables(struct buf *out, const struct options *root)
{
	struct listing l = { 0 };

	listing_add(&l, root);
	for (uint32_t i = 0; i < l.count; i++) {
		if (i > 0)
			buf_addf(out, "#### %c%s\n\n", l.tables[i]->name[0] - ('a' <= l.tables[i]->name[0] ? 32 : 0),
				 l.tables[i]->name + 1);
		add_table(out, l.tables[i]);
		for (const struct option *o = l.tables[i]->list; o->key; o++)
			if (o->of)
				listing_add(&l, o->of);
	}
}

void documents_reference(struct buf *out)
{
	for (const struct document *d = documents; d->file; d++) {
		buf_addf(out, "### %s%s\n\n", d->file, d->required ? "" : " (optional)");
		add_tables(out, d->table);
	}
	buf_adds(out, STR("### Rows from a table\n\n"));
	add_table(out, &source_table);
}

void scenario_reference(struct buf *out)
{
	buf_adds(out, STR("### tests/*.yaml\n\n"));
	add_tables(out, &scenarios_table);
}

void mapping_reference(struct buf *out)
{
	buf_adds(out, STR("### The mapping file\n\n"));
	add_tables(out, &mapping_table);
}

void simulation_reference(struct buf *out)
{
	buf_adds(out, STR("### simulate.yaml\n\n"));
	add_tables(out, &simulation_table);
}
