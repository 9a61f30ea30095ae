/* JSON Schema (draft-07) out of the option tables, for editors that complete and check YAML while it is written: keys,
 * sentences of help, defaults, choices, ranges, what is required.
 *
 * It says what the tables say. What is only seen when parts are held against one another (a KPI that is named and not there, two
 * of a choice of options) is left to `sdmctl check`.
 */
#pragma once
#include "base/str.h"

struct catalogue_doc;
struct options;

/* A kind of YAML file that a consultant writes. */
struct schema_subject {
	struct str name;   /* "org"; of a file in a folder its folder: "catalogue" */
	const char *files; /* path in the company's folder, maybe with a *; of a mapping a name that it may have */
	const char *help;  /* one sentence */
	const struct options *table;
};
/* The `i`-th one: the model's documents in their order, then scenarios, simulation, mapping. false: there are no more. */
bool schema_subject(uint32_t i, struct schema_subject *out);
/* The one of this name or file; false: none is. */
bool schema_find(struct str name, struct schema_subject *out);
/* Adds the schema of a table and of those that it leads to, with a newline at its end. With a `catalogue` (may be NULL) the ready
 * KPIs are offered where a company may use them; it may have others of its own. */
void schema_add(const struct options *root, const struct catalogue_doc *catalogue, struct buf *out);
