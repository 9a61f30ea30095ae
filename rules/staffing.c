#include "rules/staffing.h"

#include "rules/org.h"

/* Ratings stand by seller, competency and day: the first that comes after the ones asked for. */
static uint32_t ratings_end(const struct model *m, uint32_t seller, uint32_t competency, int32_t day)
{
	uint32_t lo = 0, hi = m->rating_count;

	while (lo < hi) {
		uint32_t mid = lo + (hi - lo) / 2;
		const struct rating *r = &m->ratings[mid];
		bool before = r->seller != seller           ? r->seller < seller
			      : r->competency != competency ? r->competency < competency
							    : r->from <= day;
		if (before)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo;
}

uint32_t staffing_rating(const struct model *m, uint32_t seller, uint32_t competency, int32_t day)
{
	uint32_t end = ratings_end(m, seller, competency, day);
	const struct rating *r = end ? &m->ratings[end - 1] : NULL;

	return r && r->seller == seller && r->competency == competency ? r->rating : 0;
}

const struct position_row *staffing_position(const struct model *m, uint32_t position, int32_t day)
{
	uint32_t row = links_parent(&m->position_days, position, day, NULL, NULL);

	return row == NONE ? NULL : &m->position_rows[row];
}

uint32_t staffing_holder(const struct model *m, uint32_t position, int32_t day)
{
	uint32_t seller = links_parent(&m->position_holders, position, day, NULL, NULL);

	return seller == NONE || org_unit_of(m, seller, day) == NONE ? NONE : seller;
}

uint32_t staffing_held(const struct model *m, uint32_t seller, int32_t day)
{
	uint32_t position = links_parent(&m->seller_positions, seller, day, NULL, NULL);

	return position == NONE || !staffing_position(m, position, day) ? NONE : position;
}

static bool is_below(const struct model *m, uint32_t unit, uint32_t above, int32_t day)
{
	uint32_t path[ORG_DEPTH];
	int32_t from = DAY_MIN, to = DAY_NONE;
	uint32_t length = unit == NONE ? 0 : org_path(m, unit, day, path, &from, &to);

	for (uint32_t i = 0; i < length; i++)
		if (path[i] == above)
			return true;
	return false;
}

struct staffing staffing_of(const struct model *m, uint32_t unit, int32_t day)
{
	struct staffing s = { 0 };

	for (uint32_t i = 0; i < m->seller_count; i++)
		s.sellers += is_below(m, org_unit_of(m, i, day), unit, day);
	for (uint32_t i = 0; i < m->position_count; i++) {
		const struct position_row *p = staffing_position(m, i, day);

		if (!p || !is_below(m, p->unit, unit, day))
			continue;
		s.positions++;
		s.fte_e4 += p->fte_e4;
		if (staffing_holder(m, i, day) != NONE)
			continue;
		s.vacancies++;
		s.vacant_fte_e4 += p->fte_e4;
	}
	return s;
}
