/* Rows of a list option: written in place, or taken from a CSV table under a filter, by the same option table.
 *
 *	members:
 *	  - {id: GTX, level: series}
 *	  - table: data:crm/products.csv
 *	    where: {series: [GTX, MG]}                   # rows to take, by the table's columns
 *	    columns: {id: product, parent: series}       # option: the table's column; by default one of the same name
 *	    set: {level: product}                        # what every row gets
 */
#pragma once
#include "model/option.h"

enum { OPTIONS_MAX = 32 };

/* Reads `node`, a list or one source, into records by `o->of`. false: a row or a whole table is not among them, so that there may
 * be codes which are not known now. */
bool source_rows(struct option_reader *r, const struct option *o, const struct node *node, struct records *out);
/* The parsed table of a source mapping; NULL after a problem. */
const struct table *source_parse(struct option_reader *r, const struct source_doc *doc);
/* Reads only what a source mapping itself says. */
void source_read(struct option_reader *r, const struct node *node, struct source_doc *out);

/* For source.c, from option.c. */
const struct option *option_find(const struct options *table, struct str key);
void option_take(struct option_reader *r, const struct options *table, const struct option *o, struct str s, struct spot at,
		 struct record *rec);
void option_required(struct option_reader *r, const struct options *table, struct record *rec, const bool *given);
