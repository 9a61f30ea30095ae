/* Names in `codes`: by them a record says whom and what it is about, so that it outlives the model it was made under. */
#include "rules/state.h"

uint32_t state_code(struct engine *e, struct str code)
{
	return code.len ? names_add(&e->codes, code) : 0;
}

/* Where the text stands tells it, until another model is bound: no hash and no look-up. */
uint32_t state_code_of(struct engine *e, struct str code)
{
	uint64_t mixed = (uintptr_t)code.ptr * UINT64_C(0x9e3779b97f4a7c15);
	struct code_memo *memo = &e->code_memos[mixed >> 56];

	if (memo->ptr != code.ptr || memo->len != code.len)
		*memo = (struct code_memo){ code.ptr, code.len, state_code(e, code) };
	return memo->code;
}

void state_members(struct engine *e, uint32_t scope, uint32_t out[SCOPE_DIMS])
{
	struct buf id = { 0 };
	uint32_t at = 0;

	figures_scope_id(e, scope, &id);
	for (struct str rest = buf_str(&id); rest.len && at < SCOPE_DIMS;)
		out[at++] = state_code(e, str_cut(&rest, '|'));
	buf_free(&id);
}

void state_scope_id(const struct engine *e, const uint32_t members[SCOPE_DIMS], struct buf *out)
{
	for (uint32_t i = 0; i < SCOPE_DIMS && members[i]; i++) {
		if (i)
			buf_addc(out, '|');
		buf_adds(out, names_text(&e->codes, members[i]));
	}
}

uint32_t state_scope(const struct engine *e, uint32_t scope_kind, const uint32_t members[SCOPE_DIMS])
{
	uint32_t kind = model_scope_kind(e->model, names_text(&e->codes, scope_kind));
	struct buf id = { 0 };

	if (kind == NONE)
		return NONE;
	state_scope_id(e, members, &id);
	uint32_t scope = figures_scope(e, kind, buf_str(&id));
	buf_free(&id);
	return scope;
}
