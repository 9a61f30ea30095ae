/* For the files of the catalogue alone: one ready KPI while a company's words about it are read and it is made. */
#pragma once
#include "model/catalogue.h"
#include "model/template.h"

struct use {
	struct loader *loader;
	const struct ready_doc *ready;
	struct ref code;          /* of the KPI that it becomes */
	const struct node *where; /* for all its measures; NULL */
	struct node *said;        /* options of the KPI that the company gives itself */
	struct template template;
};

/* ---- catalogue_words.c ---- */
/* The option table of "measures" or "kpis". */
const struct options *use_table(const struct loader *l, const char *key);
/* Looks at an entry's parameters, whether or not a company uses them. */
void ready_check(struct loader *l, struct ready_doc *r);
/* The entry that a use names; NULL: there is none. */
const struct ready_doc *ready_find(struct loader *l, const struct node *n);
/* Parameters, `where` and options of the KPI; what is wrong or missing breaks the template. */
void use_words(struct use *u, const struct node *n);
/* Are the entities declared that the filled template asked for? They are asked for before anything is read from their tables, so
 * that what is missing is called by its name. */
void use_entities(struct use *u);
/* Puts a copy of the node, as it stands, behind the last one of a mapping. */
void use_append(struct use *u, struct node *to, const struct node *n);
