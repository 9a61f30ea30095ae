#include "rules/domain.h"
#include <assert.h>

struct domain *domain_named(struct domains *d, struct str code)
{
	for (size_t i = 0; i < d->list.count; i++)
		if (str_eq(d->list.at[i].code, code))
			return &d->list.at[i];

	struct domain *domain = ARRAY_ADD(d->list);

	domain->code = (struct str){ mem_copy(code), code.len };
	return domain;
}

void domain_put(struct domains *d, uint32_t place, struct str code)
{
	struct domain *found = domain_named(d, code), kept = *found;

	if (place >= (size_t)(found - d->list.at))
		return;
	*found = d->list.at[place];
	d->list.at[place] = kept;
}

/* Empties what ties the domain to a model; `count` members of the model are about to be tied. */
static void domain_untie(struct domain *domain, uint32_t count)
{
	mem_free(domain->model_index);
	mem_free(domain->number_of);
	domain->model_index = NULL;
	domain->bound = domain->straight = 0;
	domain->number_of = count ? mem_alloc(count * sizeof *domain->number_of) : NULL;
}

static void domain_index(struct domain *domain, uint32_t count)
{
	domain->bound = domain->names.count;
	if (!domain->bound)
		return;
	domain->model_index = mem_alloc(domain->bound * sizeof *domain->model_index);
	for (uint32_t i = 0; i < domain->bound; i++)
		domain->model_index[i] = NONE;
	for (uint32_t i = 0; i < count; i++)
		domain->model_index[domain->number_of[i] - 1] = i;
	while (domain->straight < count && domain->number_of[domain->straight] == domain->straight + 1)
		domain->straight++;
}

static void bind_sellers(struct domain *domain, const struct model *m)
{
	domain_untie(domain, m->seller_count);
	for (uint32_t i = 0; i < m->seller_count; i++)
		domain->number_of[i] = names_add(&domain->names, m->sellers[i].code);
	domain_index(domain, m->seller_count);
}

static void bind_units(struct domain *domain, const struct model *m)
{
	domain_untie(domain, m->unit_count);
	for (uint32_t i = 0; i < m->unit_count; i++)
		domain->number_of[i] = names_add(&domain->names, m->units[i].code);
	domain_index(domain, m->unit_count);
}

static void bind_axis(struct domain *domain, const struct axis *axis)
{
	domain_untie(domain, axis->member_count);
	for (uint32_t i = 0; i < axis->member_count; i++)
		domain->number_of[i] = names_add(&domain->names, axis->members[i].code);
	domain_index(domain, axis->member_count);
}

static void free_places(struct domains *d)
{
	mem_free(d->axes);
	mem_free(d->columns);
	mem_free(d->tables);
	d->axes = d->columns = d->tables = NULL;
}

static uint32_t place_of(const struct domains *d, const struct domain *domain)
{
	return (uint32_t)(domain - d->list.at);
}

static void bind_axes(struct domains *d, const struct model *m)
{
	struct buf code = { 0 };

	d->axes = mem_alloc((m->axis_count + 1) * sizeof *d->axes);
	for (uint32_t i = 0; i < m->axis_count; i++) {
		buf_clear(&code);
		buf_addf(&code, "axis:%.*s", STR_ARG(m->axes[i].code));
		struct domain *domain = domain_named(d, buf_str(&code));

		bind_axis(domain, &m->axes[i]);
		d->axes[i] = place_of(d, domain);
	}
	buf_free(&code);
}

static void bind_columns(struct domains *d, const struct model *m)
{
	struct buf code = { 0 };
	uint32_t count = 0;

	d->tables = mem_alloc((m->fact_table_count + 1) * sizeof *d->tables);
	for (uint32_t i = 0; i < m->fact_table_count; i++) {
		d->tables[i] = count;
		count += m->fact_tables[i].column_count;
	}
	d->columns = mem_alloc((count + 1) * sizeof *d->columns);
	for (uint32_t i = 0; i < m->fact_table_count; i++) {
		const struct fact_table *table = &m->fact_tables[i];

		for (uint32_t j = 0; j < table->column_count; j++) {
			uint32_t *place = &d->columns[d->tables[i] + j];

			*place = NONE;
			if (table->columns[j].kind != COLUMN_TEXT)
				continue;
			buf_clear(&code);
			buf_addf(&code, "text:%.*s.%.*s", STR_ARG(table->code), STR_ARG(table->columns[j].name));
			*place = place_of(d, domain_named(d, buf_str(&code)));
		}
	}
	buf_free(&code);
}

void domains_bind(struct domains *d, const struct model *m)
{
	free_places(d);
	for (size_t i = 0; i < d->list.count; i++)
		domain_untie(&d->list.at[i], 0);
	bind_sellers(domain_named(d, STR("seller")), m);
	bind_units(domain_named(d, STR("unit")), m);
	bind_axes(d, m);
	bind_columns(d, m);
	d->model = m;
	assert(str_eq(d->list.at[DOMAIN_SELLER].code, STR("seller")) && str_eq(d->list.at[DOMAIN_UNIT].code, STR("unit")));
}

void domains_free(struct domains *d)
{
	for (size_t i = 0; i < d->list.count; i++) {
		struct domain *domain = &d->list.at[i];

		domain_untie(domain, 0);
		names_free(&domain->names);
		mem_free((char *)domain->code.ptr);
	}
	ARRAY_FREE(d->list);
	free_places(d);
	d->model = NULL;
}

struct domain *domain_axis(struct domains *d, const struct model *m, uint32_t axis)
{
	assert(m == d->model && axis < m->axis_count);
	return &d->list.at[d->axes[axis]];
}

struct domain *domain_column(struct domains *d, const struct model *m, uint32_t facts, uint32_t column)
{
	assert(m == d->model && facts < m->fact_table_count && column < m->fact_tables[facts].column_count);
	uint32_t place = d->columns[d->tables[facts] + column];

	return place == NONE ? NULL : &d->list.at[place];
}

struct str domain_text(const struct domain *d, uint32_t number)
{
	return names_text(&d->names, number);
}
