#include "rules/scope.h"

struct scope_key {
	const struct scopes *scopes;
	struct scope scope;
};

/* Field by field, so that the number given does not hang on how the record is laid out. */
static uint64_t scope_hash(struct scope scope)
{
	uint32_t words[1 + SCOPE_DIMS] = { scope.kind };

	for (unsigned i = 0; i < SCOPE_DIMS; i++)
		words[1 + i] = scope.members[i];
	return hash64(words, sizeof words, 0);
}

static bool scope_eq(const void *ctx, uint32_t number)
{
	const struct scope_key *key = ctx;
	const struct scope *other = &key->scopes->list.at[number];

	if (other->kind != key->scope.kind)
		return false;
	for (unsigned i = 0; i < SCOPE_DIMS; i++)
		if (other->members[i] != key->scope.members[i])
			return false;
	return true;
}

uint32_t scope_find(const struct scopes *s, struct scope scope)
{
	struct scope_key key = { s, scope };

	return index_find(&s->index, scope_hash(scope), scope_eq, &key);
}

void scope_soon(const struct scopes *s, struct scope scope)
{
	index_soon(&s->index, scope_hash(scope));
}

uint32_t scope_guess(const struct scopes *s, struct scope scope)
{
	return index_guess(&s->index, scope_hash(scope));
}

uint32_t scope_intern(struct scopes *s, struct scope scope)
{
	uint32_t id = scope_find(s, scope);

	if (id != NONE)
		return id;
	id = (uint32_t)s->list.count;
	*ARRAY_ADD(s->list) = scope;
	*ARRAY_ADD(s->kinds) = (uint16_t)scope.kind;
	index_add(&s->index, scope_hash(scope), id);
	return id;
}

void scopes_free(struct scopes *s)
{
	ARRAY_FREE(s->list);
	ARRAY_FREE(s->kinds);
	index_free(&s->index);
}
