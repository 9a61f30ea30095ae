/* Scopes: whom or what a figure is about. A scope is a kind and the members of its dimensions, interned to a dense number.
 *
 * Members are numbers of the state's domains (see domain.h), not model indices: they stay the same when a model is
 * exchanged, and open axes have members that no model declares.
 */
#pragma once
#include "base/hash.h"
#include "rules/model.h"

struct scope {
	uint32_t kind;
	uint32_t members[SCOPE_DIMS]; /* domain numbers, 0 beyond the kind's id dimensions */
};
struct scopes {
	ARRAY(struct scope) list;
	ARRAY(uint16_t) kinds; /* of the same scopes: so close together that most are in the caches */
	struct index index;
};
uint32_t scope_intern(struct scopes *s, struct scope scope);
uint32_t scope_find(const struct scopes *s, struct scope scope); /* NONE */
/* This scope will soon be looked for (see mem_soon()); then a guess at its number, NONE. */
void scope_soon(const struct scopes *s, struct scope scope);
uint32_t scope_guess(const struct scopes *s, struct scope scope);
static inline const struct scope *scope_at(const struct scopes *s, uint32_t id)
{
	return &s->list.at[id];
}
/* The same as scope_at()->kind. */
static inline uint32_t scope_kind_at(const struct scopes *s, uint32_t id)
{
	return s->kinds.at[id];
}
void scopes_free(struct scopes *s);
