/* JSON Schema out of option tables, for editors that check YAML while it is written. Scalars are text to the reader, so that a
 * number or a flag may stand bare wherever a text may.
 */
#include "model/expected.h"

enum { TABLES_MAX = 64 };

struct schema {
	const struct options *tables[TABLES_MAX];
	uint32_t count;
	struct buf *out;
};

static uint32_t schema_number(struct schema *s, const struct options *table)
{
	for (uint32_t i = 0; i < s->count; i++)
		if (s->tables[i] == table)
			return i;
	s->tables[s->count] = table;
	return s->count++;
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

static void add_reference(struct schema *s, const char *before, const struct options *table)
{
	buf_addf(s->out, "%s{\"$ref\":\"#/$defs/t%u\"}", before, schema_number(s, table));
}

#define DAY_PATTERN "[0-9]{4}-[0-9]{2}-[0-9]{2}"
#define PATTERN(p) "\"type\":\"string\",\"pattern\":\"^" p "$\""

/* What does not lead to another table. */
static const char *const fixed_types[] = {
	[OPTION_TEXT] = "\"type\":[\"string\",\"number\",\"boolean\"]",
	[OPTION_CODE] = "\"type\":[\"string\",\"number\",\"boolean\"]",
	[OPTION_NAME] = "\"type\":\"string\"",
	[OPTION_TITLE] = "\"type\":[\"string\",\"number\",\"object\"]",
	[OPTION_FLAG] = "\"enum\":[true,false,\"yes\",\"no\",\"true\",\"false\"]",
	[OPTION_INT] = "\"type\":\"integer\"",
	[OPTION_E4] = "\"type\":[\"number\",\"string\"]",
	[OPTION_SHARE] = "\"type\":[\"number\",\"string\"]",
	[OPTION_DAY] = PATTERN("(" DAY_PATTERN "|always|open)"),
	[OPTION_CODES] = "\"type\":[\"string\",\"number\",\"boolean\",\"array\"]",
	[OPTION_DATE] = PATTERN(DAY_PATTERN),
	[OPTION_STAMP] = PATTERN(DAY_PATTERN "([T ][0-9]{2}:[0-9]{2}.*)?"),
	[OPTION_DECIMAL] = "\"type\":[\"number\",\"string\"]",
	[OPTION_PERCENT] = PATTERN("-?[0-9]+([.][0-9]+)? *%"),
	[OPTION_PAIRS] = "\"type\":\"object\"",
};

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
		add_reference(s, "\"type\":\"object\",\"additionalProperties\":", o->of);
		break;
	case OPTION_ROWS:
		add_reference(s, "\"type\":[\"array\",\"object\"],\"items\":", o->of);
		break;
	case OPTION_LIST:
		add_reference(s, "\"type\":\"array\",\"items\":", o->of);
		break;
	case OPTION_RECORD:
		buf_addf(s->out, "\"$ref\":\"#/$defs/t%u\"", schema_number(s, o->of));
		break;
	default:
		buf_adds(s->out, str_of(fixed_types[o->type]));
	}
	if (o->type == OPTION_INT && (o->min != 0 || o->max != 0))
		buf_addf(s->out, ",\"minimum\":%lld,\"maximum\":%lld", (long long)o->min, (long long)o->max);
}

static void add_table(struct schema *s, const struct options *table)
{
	bool first = true;

	add_text(s, "title", table->name);
	add_text(s, "description", table->help);
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
		if (o->preset)
			add_text(s, "default", o->preset);
		add_text(s, "description", o->help);
		add_type(s, o);
		buf_addc(s->out, '}');
	}
	buf_addc(s->out, '}');
}

void scenario_schema(struct buf *out)
{
	struct schema s = { .out = out };

	schema_number(&s, &scenarios_table);
	buf_adds(out, STR("{\"$schema\":\"https://json-schema.org/draft/2020-12/schema\",\"$ref\":\"#/$defs/t0\",\"$defs\":{"));
	for (uint32_t i = 0; i < s.count; i++) { /* grows as tables lead to others */
		buf_addf(out, "%s\n\"t%u\":{", i ? "," : "", i);
		add_table(&s, s.tables[i]);
		buf_addc(out, '}');
	}
	buf_adds(out, STR("}}\n"));
}
