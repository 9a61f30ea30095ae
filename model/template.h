/* YAML in which `<name>` stands for a parameter's value: what an entry of the catalogue is made of.
 *
 *	{facts: <deal>_step, count: yes, where: <won>}
 *
 * A text that is nothing but `<name>` becomes the value, whatever its kind; within a longer text the value must be a text too. A
 * parameter without a value takes the option or element with it that it stands in. Values that a company gave are taken as they
 * are and keep their places; everything else gets the place where the company asked for the entry.
 */
#pragma once
#include "model/documents.h"

enum { PARAMETERS_MAX = 16, TEMPLATE_DEPTH_MAX = 12 };
struct template
{
	struct arena *arena;
	struct problems *problems;
	const struct records *parameters;         /* struct parameter_doc */
	const struct node *given[PARAMETERS_MAX]; /* by parameter: what the company said; NULL: nothing */
	bool asked[PARAMETERS_MAX];               /* by parameter: it stands in what was filled */
	struct spot place;                        /* line 0: the template's own */
	bool lacks;                               /* a parameter without a value was asked for */
	bool broken;                              /* the template itself is wrong; said */
};

/* A copy of `n` with all values in their places; NULL: it is a parameter without a value, or broken. */
struct node *template_fill(struct template *t, const struct node *n);
/* The parameter's place in the list; NONE. */
uint32_t template_parameter(const struct records *parameters, struct str name);
/* Puts a node behind the last one of a list or mapping. */
void node_append(struct node *parent, struct node *child);
