#include "lua/diary.h"

static int open_body(lua_State *L)
{
	static const luaL_Reg none[] = { { NULL, NULL } };
	struct host *h = host_of(L);

	/* After an error inside the error handler Lua makes this text outside every protection; it must be there already. */
	lua_pushliteral(L, "error in error handling");
	luaL_ref(L, LUA_REGISTRYINDEX);
	h->draft_meta = host_metatable(L, "draft", none);
	sandbox_open(L);
	quantity_open(L);
	trigger_open(L);
	person_open(L);
	subject_open(L);
	analysis_open(L);
	dtable_open(L);
	case_open(L);
	reads_open(L);
	sdmlib_open(L);
	lua_setfield(L, LUA_REGISTRYINDEX, "sdm.module");
	return 0;
}

/* 0, or -1 when the library itself does not open, which only a want of memory can cause. */
static int open_state(struct host *h)
{
	const struct quota quota = { LOAD_MEMORY, LOAD_CHURN, BLOCK_MAX, LOAD_INSTRUCTIONS };
	struct buf broken = { 0 };
	int result = -1;

	h->L = lua_newstate(limits_alloc, &h->limits);
	if (h->L) {
		*(struct host **)lua_getextraspace(h->L) = h;
		result = limits_call(h, quota, open_body, NULL, &broken);
	}
	if (result < 0)
		problems_add(h->problems, "decisions", 0, 0, "cannot start Lua: %s", broken.len ? broken.ptr : "out of memory");
	buf_free(&broken);
	return result;
}

static struct host *make(const struct model *m, struct problems *problems, bool alone)
{
	struct host *h = mem_alloc(sizeof(*h));
	size_t errors = problems->errors;

	h->m = m;
	h->arena = arena_new();
	h->out = h->arena;
	h->scratch = arena_new();
	h->problems = problems;
	h->decisions_gap = alone;
	h->journal_room = mem_alloc(sizeof(*h->journal_room));
	person_index_codes(h);
	if (open_state(h) == 0) {
		load_files(h);
		lua_gc(h->L, LUA_GCSTOP);
		limits_collect(h);
	}
	h->out = NULL;
	h->problems = NULL;
	if (problems->errors > errors || m->faulty) {
		host_free(h);
		return NULL;
	}
	return h;
}

struct host *host_new(const struct model *m, struct problems *problems)
{
	return make(m, problems, false);
}

struct host *host_new_alone(const struct model *m, struct problems *problems)
{
	return make(m, problems, true);
}

void host_free(struct host *h)
{
	if (!h)
		return;
	older_free(h);
	journal_free(h->journal_room);
	mem_free(h->journal_room);
	buf_free(&h->key);
	if (h->L)
		lua_close(h->L);
	ARRAY_FREE(h->list);
	ARRAY_FREE(h->rules);
	ARRAY_FREE(h->inhibits);
	mem_free(h->sellers.order);
	mem_free(h->units.order);
	arena_free(h->arena);
	arena_free(h->scratch);
	mem_free(h);
}

const struct decisions *host_decisions(const struct host *h)
{
	return &h->decisions;
}

struct host_tally host_tally(const struct host *h, uint32_t decision)
{
	return (struct host_tally){ h->rules.at[decision].calls, h->rules.at[decision].broken };
}
