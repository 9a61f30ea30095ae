/* Competencies and positions by date: how sellers are rated, who holds what, and what is vacant. All arguments are model
 * indices. */
#pragma once
#include "rules/model.h"

/* The rating of a seller in a competency on a day, 1 .. RATINGS; 0: not rated yet. */
uint32_t staffing_rating(const struct model *m, uint32_t seller, uint32_t competency, int32_t day);

/* What a position is on a day; NULL: it is not there. */
const struct position_row *staffing_position(const struct model *m, uint32_t position, int32_t day);
/* Who fills it: its holder, where he is in a unit that day; NONE: it is vacant. */
uint32_t staffing_holder(const struct model *m, uint32_t position, int32_t day);
uint32_t staffing_held(const struct model *m, uint32_t seller, int32_t day); /* the position of a seller; NONE */

/* Of a unit and all below it on a day. Sellers count with a position or without. */
struct staffing {
	uint32_t sellers;
	uint32_t positions, vacancies;
	int64_t fte_e4, vacant_fte_e4; /* of the positions, and of the vacant ones */
};
struct staffing staffing_of(const struct model *m, uint32_t unit, int32_t day);
