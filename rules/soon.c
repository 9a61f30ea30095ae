/* The memory of reports to come. Among a million sellers a report touches some 25 lines of memory that no cache holds, and finds
 * most of them only through the one before. But those of one report have nothing to do with those of the next: here several are
 * followed at once, step by step, and what a step asks for has come when the next step reads it. */
#include "rules/report.h"
#include "rules/store.h"
#include "rules/watch.h"

/* With fewer tuples all of this is in the caches anyway. */
enum { TUPLES_CACHED = 4000 };

/* What is known so far of a report to come: guesses, for nothing is compared but hashes. */
struct coming {
	struct outline is;
	const struct store *store;
	uint64_t id_hash, seller_hash, tuple_hash;
	uint32_t seller; /* domain number, 0: none or not known */
	uint32_t index;  /* of the seller in the model; NONE */
	uint32_t tuple;  /* NONE: its first report */
	uint32_t own;    /* the seller's scope where there is no place yet; NONE */
	uint32_t scope_count;
	const uint32_t *scopes;
	const struct place *place; /* NULL: it is yet to be made */
	uint64_t watching;         /* by scope, of the first 64: watching it has more to ask for */
};

static const struct domain *sellers_of(const struct engine *e)
{
	return &e->domains.list.at[DOMAIN_SELLER];
}

static void seek_names(const struct engine *e, struct coming *c)
{
	c->id_hash = report_key(&e->model->forms[c->is.form], c->is.id).lo;
	c->seller_hash = names_soon(&sellers_of(e)->names, c->is.seller);
	index_soon(&e->id_index, c->id_hash);
}

static void seek_records(const struct engine *e, struct coming *c)
{
	uint32_t id = index_guess(&e->id_index, c->id_hash);

	if (id != INDEX_NONE)
		pool_soon(&e->ids, id);
	c->seller = c->is.seller.len ? names_guess_soon(&sellers_of(e)->names, c->seller_hash) : 0;
	domain_index_soon(sellers_of(e), c->seller);
}

static void seek_tuple(const struct engine *e, struct coming *c)
{
	const struct fact_table *t = c->store->is;
	uint32_t numbers[1 + AXES_MAX] = { c->seller };

	for (uint32_t i = 0; i < t->axis_count; i++)
		if (c->is.axes[i].len)
			numbers[1 + i] = names_find(&e->domains.list.at[e->domains.axes[t->axes[i]]].names, c->is.axes[i]);
	c->tuple_hash = tuple_hash(c->store, numbers);
	index_soon(&c->store->tuple_index, c->tuple_hash);
	c->index = domain_model_index(sellers_of(e), c->seller);
	if (c->seller)
		names_text_soon(&sellers_of(e)->names, c->seller);
}

/* NONE as its kind: no figure is about a seller alone. */
static struct scope own_scope(const struct engine *e, uint32_t seller)
{
	for (uint32_t k = 0; k < e->model->scope_kind_count; k++)
		if (e->model->scope_kinds[k].dim_count == 1 && e->model->scope_kinds[k].dims[0].kind == DIM_SELLER)
			return (struct scope){ k, { seller } };
	return (struct scope){ .kind = NONE };
}

static void seek_place(const struct engine *e, struct coming *c)
{
	const struct links *units = &e->model->seller_units;

	c->tuple = index_guess(&c->store->tuple_index, c->tuple_hash);
	if (c->tuple < c->store->place_cap) {
		pool_soon(&c->store->tuples, c->tuple);
		mem_soon(&c->store->places[c->tuple], sizeof(struct place));
		return;
	}
	scope_soon(&e->scopes, own_scope(e, c->seller));
	if (c->index != NONE && units->count)
		mem_soon(&units->first[c->index], 2 * sizeof(*units->first));
}

static void seek_scopes(const struct engine *e, struct coming *c)
{
	const struct links *units = &e->model->seller_units;
	const struct place *p = c->tuple < c->store->place_cap ? &c->store->places[c->tuple] : NULL;

	c->place = p && p->scopes ? p : NULL;
	c->own = c->place ? NONE : scope_guess(&e->scopes, own_scope(e, c->seller));
	if (c->place) {
		const uint32_t *end = place_period(p, e->model->period_kind_count);
		mem_soon(p->scopes, (size_t)(end - p->scopes) * sizeof(*end));
		if (p->last_row)
			pool_soon(&c->store->rows, p->last_row - 1);
		return;
	}
	if (c->own != NONE)
		mem_soon(scope_at(&e->scopes, c->own), sizeof(struct scope));
	if (c->index != NONE && units->count)
		mem_soon(&units->at[units->first[c->index]], sizeof(*units->at));
}

static void seek_cells(const struct engine *e, struct coming *c)
{
	const struct place *p = c->place;

	c->scopes = p ? p->scopes : &c->own;
	c->scope_count = p ? p->scope_count : c->own != NONE;
	c->watching = c->scope_count < 64 ? (UINT64_C(1) << c->scope_count) - 1 : UINT64_MAX;
	for (uint32_t k = 0; k < e->model->period_kind_count; k++) {
		const uint32_t *cells = p ? place_period(p, k) : NULL;
		int32_t index = e->spans[k].index;
		bool known = cells && *cells == (uint32_t)index;
		for (uint32_t s = 0; s < c->scope_count; s++)
			if (known)
				mem_soon(pool_at(&c->store->cells, cells[1 + s] - 1), c->store->cells.size);
			else
				index_soon(&c->store->cell_index, cell_hash(c->scopes[s], k, index));
	}
	for (uint32_t s = 0; s < c->scope_count; s++)
		mem_soon(&e->scopes.kinds.at[c->scopes[s]], sizeof(*e->scopes.kinds.at));
	/* Its day is not read here: mostly it is the latest. */
	if (p && p->last_row && row_at(c->store, p->last_row - 1)->day != c->store->last_day)
		index_soon(&c->store->row_index, row_hash(c->tuple, c->store->last_day));
}

static bool seek_watched(const struct engine *e, struct coming *c, uint32_t step)
{
	for (uint64_t left = c->watching; left; left &= left - 1) {
		uint32_t s = (uint32_t)__builtin_ctzll(left);
		if (!watch_soon(e, c->scopes[s], step))
			c->watching &= ~(UINT64_C(1) << s);
	}
	return c->watching;
}

static bool is_large(const struct engine *e)
{
	for (uint32_t i = 0; i < e->store_count; i++)
		if (e->stores[i].tuples.live > TUPLES_CACHED)
			return true;
	return false;
}

void engine_soon(const struct engine *e, const struct input *next, uint32_t count)
{
	static void (*const seek[])(const struct engine *, struct coming *) = { seek_names, seek_records, seek_tuple,
										seek_place, seek_scopes,  seek_cells };
	struct coming coming[SOON_INPUTS];
	uint32_t n = 0;
	bool more = true;

	for (uint32_t i = 0; i < count && i < SOON_INPUTS && is_large(e); i++) {
		if (next[i].kind != INPUT_REPORT || !report_outline(e, &next[i], &coming[n].is))
			continue;
		coming[n].store = &e->stores[e->model->forms[coming[n].is.form].facts];
		n += coming[n].store->tuples.live > TUPLES_CACHED;
	}
	if (n < 2) /* nothing to follow at once */
		return;
	for (uint32_t step = 0; step < sizeof(seek) / sizeof(*seek); step++)
		for (uint32_t i = 0; i < n; i++)
			seek[step](e, &coming[i]);
	for (uint32_t step = 0; more; step++) {
		more = false;
		for (uint32_t i = 0; i < n; i++)
			more = seek_watched(e, &coming[i], step) || more;
	}
}
