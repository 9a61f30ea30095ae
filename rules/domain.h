/* Domains: the names that state records refer to by number. Sellers, units, one domain per axis, one per text column.
 *
 * Numbers are given in the order of arrival and never change, so a record made under one model is read under the next.
 * domain_bind() adds a model's own names first, in model order. A domain is known by its code; one that the bound model no
 * longer has keeps its names. Pointers to a domain hold until the next domains_bind() or domain_named().
 */
#pragma once
#include "base/mem.h"
#include "base/names.h"
#include "rules/model.h"

struct domain {
	struct str code; /* "seller", "unit", "axis:product", "text:deals.kind" */
	struct names names;
	uint32_t *model_index; /* by number - 1: index in the model's list, NONE: not declared there */
	uint32_t bound;        /* length of model_index */
	uint32_t straight;   /* the numbers up to this one stand in the model in their order: those of a company's first model */
	uint32_t *number_of; /* by model index: its number */
};
struct domains {
	ARRAY(struct domain) list;
	const struct model *model; /* the one bound; only compared */
	uint32_t *axes;            /* by its axis: place in the list */
	uint32_t *columns;         /* by its text columns, table after table; NONE for a number column */
	uint32_t *tables;          /* by its fact table: where its columns begin in `columns` */
};
/* Where sellers and units stand in the list. Axes follow in the order of the first model; use domain_axis(). */
enum { DOMAIN_SELLER, DOMAIN_UNIT, DOMAIN_AXES };
/* May be called again: with another model, or after names were restored. */
void domains_bind(struct domains *d, const struct model *m);
void domains_free(struct domains *d);
/* By code, added empty where it is not there: for restoring the names of a domain that the model no longer has. */
struct domain *domain_named(struct domains *d, struct str code);
/* The same, and it then stands at `place` of the list; those before it have been put. Bind again afterwards. */
void domain_put(struct domains *d, uint32_t place, struct str code);
/* `m` is the bound model. domain_column(): NULL for a number column. */
struct domain *domain_axis(struct domains *d, const struct model *m, uint32_t axis);
struct domain *domain_column(struct domains *d, const struct model *m, uint32_t facts, uint32_t column);
/* The model index behind a number; NONE. */
static inline uint32_t domain_model_index(const struct domain *d, uint32_t number)
{
	if (number - 1 < d->straight)
		return number - 1;
	return number > 0 && number <= d->bound ? d->model_index[number - 1] : NONE;
}
/* It will soon be asked for: see mem_soon(). */
static inline void domain_index_soon(const struct domain *d, uint32_t number)
{
	if (number > d->straight && number <= d->bound)
		mem_soon(&d->model_index[number - 1], sizeof(*d->model_index));
}
struct str domain_text(const struct domain *d, uint32_t number);
