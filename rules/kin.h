/* How scopes stand to one another: which are parts of another one, and which stand beside it. As of a day, by the organisation
 * and the axes of the model in force. */
#pragma once
#include "base/mem.h"
#include "rules/model.h"

struct engine;
typedef ARRAY(uint32_t) scope_list;

/* The scopes of a kind that are parts of `whole`: each of its dimensions they have themselves, as the same member or one below
 * it. A seller is a part of his unit and of those above it, seller x product a part of the seller and of the product. In the
 * order of their numbers, which is that of arrival. */
void kin_below(const struct engine *e, uint32_t whole, uint32_t kind, int32_t day, scope_list *out);
/* The first kind of the model that has any; NONE. */
uint32_t kin_kind_below(const struct engine *e, uint32_t whole, int32_t day);

/* Does a seller, by his number in the model, belong to the scope on the day? A seller belongs to himself, to his units and to the
 * members of his own that axes of sellers give him. What only reports say, like a product, has no sellers. */
bool kin_has_seller(const struct engine *e, uint32_t scope, uint32_t seller, int32_t day);

/* May a subject of this kind belong to one of that: a seller or a unit, to a unit? */
bool kin_kind_is_in_units(const struct model *m, uint32_t kind, uint32_t units);
/* The nearest scope of a kind of units that the subject belongs to on the day. NONE: kin_kind_is_in_units() does not hold, it is
 * in no such unit, or nothing was kept of that unit yet. */
uint32_t kin_unit_above(const struct engine *e, uint32_t scope, uint32_t kind, int32_t day);

enum kin_circle {
	KIN_SIBLINGS, /* of the same unit, or of the same member above */
	KIN_KIND,     /* everybody of the kind */
};
/* The scopes of the same kind, `scope` itself among them: those that differ from it in the first dimension that may, and there
 * have the same parent. Sellers who are in no unit on the day stand beside nobody. */
void kin_beside(const struct engine *e, uint32_t scope, enum kin_circle circle, int32_t day, scope_list *out);
