/* Scalars are text to the reader, so that a number or a flag may stand bare wherever a text may. Numbers between quotes are let
 * pass where a percentage may stand, else an editor should rather say that a number is expected.
 */
#include "model/schema.h"

#include <string.h>

#include "base/num.h"
#include "model/documents.h"
#include "model/expected.h"
#include "model/mapping.h"
#include "model/simulation.h"
#include "model/source.h"

enum { TABLES_MAX = 64 };

struct schema {
	const struct options *tables[TABLES_MAX]; /* the first one is the document's own */
	uint32_t count;
	const struct catalogue_doc *catalogue; /* NULL: nothing is known of it */
	const struct options *kpis;            /* table of a KPI, once one may be used; NULL */
	struct buf *out;
};

static void add_reference(struct schema *s, const struct options *table)
{
	uint32_t i = 0;

	while (i < s->count && s->tables[i] != table)
		i++;
	if (i == s->count)
		s->tables[s->count++] = table;
	if (i == 0)
		buf_adds(s->out, STR("{\"$ref\":\"#\"}"));
	else
		buf_addf(s->out, "{\"$ref\":\"#/definitions/t%u\"}", i);
}

static void add_text(struct schema *s, const char *key, const char *text)
{
	buf_addf(s->out, "\"%s\":", key);
	buf_add_json(s->out, str_of(text));
	buf_addc(s->out, ',');
}

static void add_words(struct schema *s, const struct option *o)
{
	buf_adds(s->out, STR("\"enum\":["));
	for (uint32_t i = 0; o->choices[i]; i++) {
		buf_addf(s->out, "%s\"%s\"", i ? "," : "", o->choices[i]);
		/* An editor reads a bare yes as text, or as true by the older YAML. */
		if (str_eq(str_of(o->choices[i]), STR("yes")))
			buf_adds(s->out, STR(",true"));
		if (str_eq(str_of(o->choices[i]), STR("no")))
			buf_adds(s->out, STR(",false"));
	}
	buf_addc(s->out, ']');
}

/* Letters beside ASCII count as one each, bytes do not: the reader's limit of bytes is not said. */
#define CODE_PATTERN "\"pattern\":\"^[^ |\\\\t\\\\r\\\\n]([^|\\\\t\\\\r\\\\n]*[^ |\\\\t\\\\r\\\\n])?$\""
#define SCALAR "\"type\":[\"string\",\"number\",\"boolean\"]"
#define DAY_PATTERN "[0-9]{4}-[0-9]{2}-[0-9]{2}"
#define PATTERN(p) "\"pattern\":\"^" p "$\""
#define NUMBER_PATTERN "-?[0-9]+([.][0-9]{1,4})?"

/* What does not lead to another table. */
static const char *const fixed_types[] = {
	[OPTION_TEXT] = SCALAR,
	[OPTION_CODE] = SCALAR "," CODE_PATTERN,
	[OPTION_NAME] = "\"type\":\"string\"," PATTERN("[A-Za-z_][A-Za-z0-9_]{0,63}"),
	[OPTION_TITLE] = "\"type\":[\"string\",\"number\",\"boolean\",\"object\"],\"additionalProperties\":false,"
			 "\"properties\":{\"en\":{" SCALAR "},\"ru\":{" SCALAR "}}",
	[OPTION_FLAG] = "\"enum\":[\"yes\",\"no\",true,false,\"true\",\"false\"]",
	[OPTION_INT] = "\"type\":\"integer\"",
	[OPTION_E4] = "\"type\":[\"number\",\"string\"]," PATTERN("(" NUMBER_PATTERN "|lowest|highest)"),
	[OPTION_SHARE] = "\"type\":[\"number\",\"string\"]," PATTERN(NUMBER_PATTERN " *%?"),
	[OPTION_DAY] = "\"type\":\"string\"," PATTERN("(" DAY_PATTERN "|always|open)"),
	[OPTION_CODES] = "\"type\":[\"string\",\"number\",\"boolean\",\"array\"]," CODE_PATTERN ",\"items\":{" SCALAR
			 "," CODE_PATTERN "},\"uniqueItems\":true",
	[OPTION_DATE] = "\"type\":\"string\"," PATTERN(DAY_PATTERN),
	[OPTION_STAMP] = "\"type\":\"string\"," PATTERN(DAY_PATTERN "([T ][0-9]{2}:[0-9]{2}.*)?"),
	[OPTION_DECIMAL] = "\"type\":[\"number\",\"string\"]," PATTERN(NUMBER_PATTERN " *%?"),
	[OPTION_PERCENT] = "\"type\":\"string\"," PATTERN(NUMBER_PATTERN " *%"),
	[OPTION_PAIRS] = "\"type\":\"object\"",
};

static void add_limit(struct schema *s, const char *key, const struct option *o, int64_t limit)
{
	buf_addf(s->out, ",\"%s\":", key);
	if (o->type == OPTION_INT)
		buf_add_i64(s->out, limit);
	else
		num_add_e4(s->out, o->type == OPTION_SHARE ? limit / 100 : limit);
}

static void add_rows(struct schema *s, const struct option *o)
{
	buf_adds(s->out, STR("\"anyOf\":[{\"type\":\"array\",\"items\":{\"anyOf\":["));
	add_reference(s, o->of);
	buf_addc(s->out, ',');
	add_reference(s, &source_table);
	buf_adds(s->out, STR("]}},"));
	add_reference(s, &source_table);
	buf_addc(s->out, ']');
}

/* ---- ready KPIs ---- */

static void add_member(struct schema *s, const char *before, struct str key, struct str help)
{
	buf_addf(s->out, "%s\n", before);
	buf_add_json(s->out, key);
	buf_adds(s->out, STR(":{\"description\":"));
	buf_add_json(s->out, help);
}

/* The default that may stand as it is, not made of other parameters. */
static bool is_plain(const struct node *n)
{
	return n && n->kind == NODE_SCALAR && !n->null && !memchr(n->text.ptr, '<', n->text.len);
}

static void add_ready(struct schema *s, const struct ready_doc *r)
{
	buf_adds(s->out, STR(",\"properties\":{"));
	for (uint32_t i = 0; i < r->parameters.count; i++) {
		const struct parameter_doc *p = r->parameters.at[i];

		add_member(s, i > 0 ? "," : "", p->head.code.text, p->help.text);
		if (is_plain(p->preset)) {
			buf_adds(s->out, STR(",\"default\":"));
			if (p->takes == TAKES_DAYS)
				buf_adds(s->out, p->preset->text);
			else
				buf_add_json(s->out, p->preset->text);
		}
		buf_addc(s->out, '}');
	}
	buf_adds(s->out, STR("},\"allOf\":[{\"$ref\":\"#/definitions/use\"}]"));
}

/* A use may have any code, say what it is `of`, and come from a catalogue of the company's own. */
static void add_uses(struct schema *s)
{
	const struct records *ready = &s->catalogue->ready;

	buf_adds(s->out, STR("\"type\":\"object\",\"properties\":{"));
	for (uint32_t i = 0; i < ready->count; i++) {
		const struct ready_doc *r = ready->at[i];

		add_member(s, i > 0 ? "," : "", r->head.code.text, r->help.text);
		add_ready(s, r);
		buf_addc(s->out, '}');
	}
	buf_adds(s->out, STR("},\"additionalProperties\":{\"$ref\":\"#/definitions/use\"}"));
}

static void add_option(struct schema *s, const struct option *o);

/* What every use may say: of which entry it is, of which facts, and the KPI's own options but for what it is. */
static void add_use(struct schema *s)
{
	const struct records *ready = &s->catalogue->ready;

	buf_adds(s->out, STR(",\n\"use\":{\"type\":\"object\",\"properties\":{"));
	add_member(s, "", STR("of"), STR("The entry of the catalogue, where the code is another one."));
	buf_adds(s->out, STR(",\"anyOf\":[{\"enum\":["));
	for (uint32_t i = 0; i < ready->count; i++) {
		buf_adds(s->out, i > 0 ? STR(",") : STR(""));
		buf_add_json(s->out, ((const struct record *)ready->at[i])->code.text);
	}
	buf_adds(s->out, STR("]},{\"type\":\"string\"}]}"));
	add_member(s, ",", STR("where"), STR("Narrows all measures of the entry."));
	buf_adds(s->out, STR(",\"type\":\"object\"}"));
	for (const struct option *o = s->kpis->list; o->key; o++) {
		if (strcmp(o->key, "formula") == 0 || strcmp(o->key, "unit") == 0)
			continue;
		buf_addf(s->out, ",\n\"%s\":{", o->key);
		add_option(s, o);
		buf_addc(s->out, '}');
	}
	buf_adds(s->out, STR("}}"));
}

/* ---- ---- */

static void add_type(struct schema *s, const struct option *o)
{
	switch (o->type) {
	case OPTION_CHOICE:
	case OPTION_WORD:
		add_words(s, o);
		break;
	case OPTION_ANY:
		s->out->len--; /* the comma: anything goes */
		break;
	case OPTION_MAP:
		buf_adds(s->out, STR("\"type\":\"object\",\"additionalProperties\":"));
		add_reference(s, o->of);
		break;
	case OPTION_ROWS:
		add_rows(s, o);
		break;
	case OPTION_LIST:
		buf_adds(s->out, STR("\"type\":\"array\",\"items\":"));
		add_reference(s, o->of);
		break;
	case OPTION_RECORD:
		buf_adds(s->out, STR("\"allOf\":["));
		add_reference(s, o->of);
		buf_addc(s->out, ']');
		break;
	default:
		buf_adds(s->out, o->number ? str_of(fixed_types[OPTION_DECIMAL]) : str_of(fixed_types[o->type]));
	}
	if (o->min != 0 || o->max != 0) {
		add_limit(s, "minimum", o, o->min);
		add_limit(s, "maximum", o, o->max);
	}
}

static bool is_number(const struct option *o)
{
	int64_t e4;

	return (o->number || o->type == OPTION_INT || o->type == OPTION_E4 || o->type == OPTION_SHARE ||
		o->type == OPTION_DECIMAL) &&
	       num_parse_e4(str_of(o->preset), &e4, NULL) == 0;
}

static void add_option(struct schema *s, const struct option *o)
{
	if (o->preset && is_number(o))
		buf_addf(s->out, "\"default\":%s,", o->preset);
	else if (o->preset)
		add_text(s, "default", o->preset);
	add_text(s, "description", o->help);
	add_type(s, o);
}

/* Of kpis.yaml: what is used by name. */
static bool is_use(const struct schema *s, const struct options *table, const struct option *o)
{
	return s->catalogue && o->type == OPTION_PAIRS && strcmp(o->key, "use") == 0 && option_find(table, STR("kpis"));
}

static void add_use_option(struct schema *s, const struct options *table, const struct option *o)
{
	s->kpis = option_find(table, STR("kpis"))->of;
	add_text(s, "description", o->help);
	add_uses(s);
}

static void add_mapping(struct schema *s, const struct options *table)
{
	bool first = true;

	buf_adds(s->out, STR("\"type\":\"object\",\"additionalProperties\":false,\"required\":["));
	for (const struct option *o = table->list; o->key; o++) {
		if (!o->required)
			continue;
		buf_addf(s->out, "%s\"%s\"", first ? "" : ",", o->key);
		first = false;
	}
	buf_adds(s->out, STR("],\"properties\":{"));
	for (const struct option *o = table->list; o->key; o++) {
		buf_addf(s->out, "%s\n\"%s\":{", o == table->list ? "" : ",", o->key);
		if (is_use(s, table, o))
			add_use_option(s, table, o);
		else
			add_option(s, o);
		buf_addc(s->out, '}');
	}
	buf_addc(s->out, '}');
}

/* What a value that is no mapping may be. */
static void add_shorthand(struct schema *s, const struct option *o)
{
	if (o->type == OPTION_TITLE)
		buf_adds(s->out, STR(SCALAR));
	else
		add_option(s, o);
}

static void add_table(struct schema *s, const struct options *table)
{
	const struct option *o = table->shorthand ? option_find(table, str_of(table->shorthand)) : NULL;

	add_text(s, "title", table->name);
	add_text(s, "description", table->help);
	if (!o) {
		add_mapping(s, table);
		return;
	}
	buf_adds(s->out, STR("\"anyOf\":[{"));
	add_mapping(s, table);
	buf_adds(s->out, STR("},{"));
	add_shorthand(s, o);
	buf_adds(s->out, STR("}]"));
}

void schema_add(const struct options *root, const struct catalogue_doc *catalogue, struct buf *out)
{
	struct schema s = { .tables = { root }, .count = 1, .catalogue = catalogue, .out = out };

	buf_addc(out, '{');
	add_text(&s, "$schema", "http://json-schema.org/draft-07/schema#");
	add_table(&s, root);
	buf_adds(out, STR(",\"definitions\":{"));
	for (uint32_t i = 1; i < s.count; i++) { /* grows as tables lead to others */
		buf_addf(out, "%s\n\"t%u\":{", i > 1 ? "," : "", i);
		add_table(&s, s.tables[i]);
		buf_addc(out, '}');
	}
	if (s.kpis)
		add_use(&s);
	buf_adds(out, STR("}}\n"));
}

/* "org.yaml": "org"; "catalogue/kpis.yaml": "catalogue". */
static struct str subject_name(const char *file)
{
	struct str rest = str_of(file), folder = str_cut(&rest, '/');

	return rest.len > 0 ? folder : (struct str){ file, str_of(file).len - STR(".yaml").len };
}

bool schema_subject(uint32_t i, struct schema_subject *out)
{
	static const struct {
		const char *name, *files;
		const struct options *table;
	} others[] = {
		{ "scenarios", "tests/*.yaml", &scenarios_table },
		{ "simulate", "simulate.yaml", &simulation_table },
		{ "mapping", "mapping.yaml", &mapping_table },
	};
	uint32_t count = 0;

	while (count < i && documents[count].file)
		count++;
	if (documents[count].file) {
		*out = (struct schema_subject){ subject_name(documents[i].file), documents[i].file, documents[i].table->help,
						documents[i].table };
		return true;
	}
	if (i - count >= sizeof(others) / sizeof(*others))
		return false;
	i -= count;
	*out = (struct schema_subject){ str_of(others[i].name), others[i].files, others[i].table->help, others[i].table };
	return true;
}

bool schema_find(struct str name, struct schema_subject *out)
{
	for (uint32_t i = 0; schema_subject(i, out); i++)
		if (str_eq(name, out->name) || str_eq(name, str_of(out->files)))
			return true;
	return false;
}
