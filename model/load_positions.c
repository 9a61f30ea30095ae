/* Positions and who holds them, once units, sellers and levels are there. */
#include "model/loader.h"

static bool days_good(struct loader *l, const struct record *row, int32_t from, int32_t to)
{
	if (row->unread)
		return false;
	if (from <= to)
		return true;
	spot_problem(l->problems, row->place, "valid_to lies before valid_from");
	return false;
}

static void position_load(struct loader *l, const struct position_doc *d, uint32_t row, struct position *positions,
			  struct position_row *rows, struct draft_links *days)
{
	uint32_t n = names_find(&l->positions.names, d->head.code.text) - 1;

	positions[n].code = positions[n].code.len ? positions[n].code : load_keep(l, d->head.code.text);
	positions[n].title = load_title(l, &d->title, d->head.code.text);
	rows[row] = (struct position_row){
		.unit = load_find(l, &l->units, &d->unit, "unit"),
		.role = load_keep(l, d->role.text),
		.level = d->level.text.len ? load_find(l, &l->levels, &d->level, "level") : NONE,
		.fte_e4 = d->fte_e4,
	};
	if (days_good(l, &d->head, d->from, d->to) && rows[row].unit != NONE)
		draft_add(days, n, row, d->from, load_until(d->to), d->head.place);
}

static void holders_load(struct loader *l)
{
	const struct records *rows = &l->docs.org->holders;
	struct draft_links of_positions = { 0 }, of_sellers = { 0 };

	for (uint32_t i = 0; i < rows->count; i++) {
		const struct holder_doc *d = rows->at[i];
		uint32_t position = load_find(l, &l->positions, &d->position, "position");
		uint32_t seller = load_find(l, &l->sellers, &d->seller, "seller");

		if (!days_good(l, &d->head, d->from, d->to) || position == NONE || seller == NONE)
			continue;
		draft_add(&of_positions, position, seller, d->from, load_until(d->to), d->head.place);
		draft_add(&of_sellers, seller, position, d->from, load_until(d->to), d->head.place);
	}
	if (!of_positions.list.count)
		return;
	l->model->position_holders = draft_finish(l, &of_positions, l->model->position_count, &l->positions.names, "holders");
	l->model->seller_positions = draft_finish(l, &of_sellers, l->model->seller_count, &l->sellers.names, "positions");
}

void load_positions(struct loader *l)
{
	const struct records *list = &l->docs.org->positions;
	struct position *positions;
	struct position_row *rows = load_array(l, list->count, sizeof(*rows));
	struct draft_links days = { 0 };

	l->positions.gap = option_unread(l->docs.org, list);
	for (uint32_t i = 0; i < list->count; i++)
		names_add(&l->positions.names, ((const struct position_doc *)list->at[i])->head.code.text);
	l->model->position_count = l->positions.names.count;
	l->model->positions = positions = load_array(l, l->model->position_count, sizeof(*positions));
	l->model->position_rows = rows;
	for (uint32_t i = 0; i < list->count; i++)
		position_load(l, list->at[i], i, positions, rows, &days);
	l->model->position_days = draft_finish(l, &days, l->model->position_count, &l->positions.names, "rows");
	holders_load(l);
}
