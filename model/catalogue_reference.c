/* The ready KPIs as a page for consultants. */
#include <string.h>

#include "model/catalogue.h"

/* As it would be written on one line. Entries are nested as deep as a YAML document may be. */
static void add_node(const struct node *n, struct buf *out)
{
	bool quoted = n->kind == NODE_SCALAR && n->text.len && (n->text.ptr[0] == '>' || memchr(n->text.ptr, ',', n->text.len));

	if (n->kind == NODE_SCALAR) {
		buf_addf(out, quoted ? "'%.*s'" : "%.*s", STR_ARG(n->text));
		return;
	}
	buf_addc(out, n->kind == NODE_MAP ? '{' : '[');
	for (const struct node *c = n->first; c; c = c->next) {
		if (c->key)
			buf_addf(out, "%.*s: ", STR_ARG(c->key->text));
		add_node(c, out);
		if (c->next)
			buf_adds(out, STR(", "));
	}
	buf_addc(out, n->kind == NODE_MAP ? '}' : ']');
}

/* The text of an option of the KPI, or what it is where nothing is said. */
static struct str word_of(const struct ready_doc *r, const char *key, const char *preset)
{
	const struct node *n = node_get(r->kpi, key);

	return n && n->kind == NODE_SCALAR ? n->text : str_of(preset);
}

static struct str title_of(const struct ready_doc *r, const char *language)
{
	const struct node *n = node_get(node_get(r->kpi, "title"), language);

	return n ? n->text : r->head.code.text;
}

/* `<` would begin a tag. */
static void add_text(struct str s, struct buf *out)
{
	for (size_t i = 0; i < s.len; i++)
		if (s.ptr[i] == '<')
			buf_adds(out, STR("&lt;"));
		else
			buf_addc(out, s.ptr[i]);
}

static void add_row(const struct ready_doc *r, struct buf *out)
{
	bool leading = str_eq(word_of(r, "leading", "no"), STR("yes"));

	buf_addf(out, "| [`%.*s`](#%.*s) | ", STR_ARG(r->head.code.text), STR_ARG(r->head.code.text));
	add_text(title_of(r, "ru"), out);
	buf_adds(out, STR(" | "));
	add_text(title_of(r, "en"), out);
	buf_addf(out, " | `%.*s` | %.*s | %.*s | %s |\n", STR_ARG(word_of(r, "formula", "")),
		 STR_ARG(word_of(r, "unit", "number")), STR_ARG(word_of(r, "direction", "up")), leading ? "leading" : "lagging");
}

static void add_parameters(const struct records *parameters, struct buf *out)
{
	buf_adds(out, STR("| parameter | value | default | meaning |\n|---|---|---|---|\n"));
	for (uint32_t i = 0; i < parameters->count; i++) {
		const struct parameter_doc *p = parameters->at[i];

		buf_addf(out, "| `%.*s` | %s | ", STR_ARG(p->head.code.text), p->head.of->list[0].choices[p->takes]);
		if (p->preset) {
			buf_addc(out, '`');
			add_node(p->preset, out);
			buf_addc(out, '`');
		} else {
			buf_adds(out, p->optional ? STR("none") : STR("required"));
		}
		buf_addf(out, " | %.*s |\n", STR_ARG(p->help.text));
	}
	buf_addc(out, '\n');
}

static void add_entry(const struct ready_doc *r, struct buf *out)
{
	struct str sample = word_of(r, "min_sample", ""), low = word_of(r, "low", "");

	buf_addf(out, "### %.*s\n\n%.*s", STR_ARG(r->head.code.text), STR_ARG(r->help.text));
	if (sample.len)
		buf_addf(out, " Verdicts need %.*s facts (`min_sample`).", STR_ARG(sample));
	if (low.len)
		buf_addf(out, " Good is from %.*s to %.*s.", STR_ARG(low), STR_ARG(word_of(r, "high", "")));
	buf_adds(out, STR("\n\n"));
	if (r->parameters.count)
		add_parameters(&r->parameters, out);
	buf_adds(out, STR("| measure | what it is |\n|---|---|\n"));
	for (const struct node *m = r->measures->first; m; m = m->next) {
		const struct node *first = m->kind == NODE_LIST ? m->first : m;

		buf_addf(out, "| `%.*s_%.*s` | ", STR_ARG(r->head.code.text), STR_ARG(m->key->text));
		for (const struct node *n = first; n; n = m->kind == NODE_LIST ? n->next : NULL) {
			buf_adds(out, n == first ? STR("`") : STR(", else `"));
			add_node(n, out);
			buf_addc(out, '`');
		}
		buf_adds(out, STR(" |\n"));
	}
	buf_addc(out, '\n');
}

void catalogue_reference(const struct catalogue_doc *catalogue, struct buf *out)
{
	buf_adds(out, STR("| code | Russian | English | formula | unit | better | kind |\n|---|---|---|---|---|---|---|\n"));
	for (uint32_t i = 0; i < catalogue->ready.count; i++)
		add_row(catalogue->ready.at[i], out);
	buf_addc(out, '\n');
	for (uint32_t i = 0; i < catalogue->ready.count; i++)
		add_entry(catalogue->ready.at[i], out);
}
