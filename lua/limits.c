/* Memory and instructions. Between two hooks the VM runs HOOK_STEP instructions, so what one of them may cost has to be
 * bounded as well: that is what the caps on a string, on a block and on the bytes allocated in all are for.
 *
 * What a flip may allocate must not depend on what was judged before it, or another process that folds the same log would see
 * it break elsewhere. So nothing is collected while a flip is judged, all it allocates counts, and what was there before it
 * may grow uncounted; lua/judge.c has the rest.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lua/rule.h"

static void note_place(struct limits *l, lua_State *L)
{
	lua_Debug ar;

	/* Nothing here allocates: "S" and "l" only fill the record. */
	for (int level = 0; level < 8 && L && lua_getstack(L, level, &ar); level++) {
		lua_getinfo(L, "Sl", &ar);
		if (ar.currentline > 0) {
			snprintf(l->where, sizeof(l->where), "%s:%d: ", ar.short_src, ar.currentline);
			return;
		}
	}
}

/* Stands before every block. 8 bytes, as Lua's alignment. */
struct block {
	uint64_t call; /* in which it was made */
};

static bool has_room(struct limits *l, size_t had, size_t size, bool counts, bool is_string)
{
	if (l->refused || size > l->quota.block_max || (is_string && size > STRING_MAX + 64))
		return false;
	if (!counts)
		return true;
	if (l->used + (size - had) > l->memory_end) {
		l->spent += COLLECT_INSTRUCTIONS; /* Lua collects now and asks again */
		return false;
	}
	return size <= l->churn_left;
}

/* Whether Lua may have it. Where a collection may help it is asked twice. */
static bool grant(struct limits *l, size_t had, size_t size, bool counts, bool is_string)
{
	if (!has_room(l, had, size, counts, is_string)) {
		note_place(l, l->running);
		l->refused = l->refused || l->used + (size - had) <= l->memory_end;
		return false;
	}
	if (counts)
		l->churn_left -= size;
	return true;
}

void *limits_alloc(void *limits, void *old, size_t old_size, size_t size)
{
	struct limits *l = limits;
	struct block *b = old ? (struct block *)old - 1 : NULL;
	size_t had = old ? old_size : 0; /* for a new block the old size tells what kind of object it is for */

	if (!size) {
		free(b);
		l->used -= had;
		return NULL;
	}
	if (l->armed && size > had && !grant(l, had, size, !b || b->call == l->call, !b && old_size == LUA_TSTRING))
		return NULL;
	struct block *made = realloc(b, sizeof(*made) + size);

	if (!made)
		return NULL;
	if (!b)
		made->call = l->call;
	l->used = l->used - had + size;
	return made + 1;
}

static void out_of_budget(lua_State *L, int level);

static void on_count(lua_State *L, lua_Debug *ar)
{
	struct limits *l = &host_of(L)->limits;

	if (!l->armed)
		return;
	if (ar->event == LUA_HOOKLINE) {
		line_hook_call(L, ar);
		return;
	}
	l->spent += l->over ? 1 : HOOK_STEP;
	if (l->spent >= l->quota.instructions)
		out_of_budget(L, 0);
}

static void out_of_budget(lua_State *L, int level)
{
	struct limits *l = &host_of(L)->limits;

	/* From now on every instruction fails, so that nothing can catch the error and go on. */
	l->over = true;
	lua_sethook(L, on_count, LUA_MASKCOUNT, 1);
	luaL_where(L, level);
	lua_pushfstring(L, "%sran longer than %d instructions", lua_tostring(L, -1), (int)l->quota.instructions);
	lua_error(L);
}

void limits_charge(lua_State *L, size_t n)
{
	struct limits *l = &host_of(L)->limits;

	if (!l->armed)
		return;
	l->spent += n < INT32_MAX ? (int64_t)n : INT32_MAX;
	if (l->spent >= l->quota.instructions)
		out_of_budget(L, 1);
}

void limits_traceback(lua_State *to, lua_State *from)
{
	struct limits *l = &host_of(to)->limits;
	const char *text;

	l->armed = false; /* the message itself must fit */
	lua_sethook(from, NULL, 0, 0);
	if (lua_type(from, -1) == LUA_TSTRING) {
		text = lua_tostring(from, -1);
	} else {
		note_place(l, from);
		text = lua_pushfstring(from, "%san error that is no text (a %s)", l->where, luaL_typename(from, -1));
	}
	luaL_traceback(to, from, text, to == from ? 1 : 0);
}

static int on_error(lua_State *L)
{
	if (host_of(L)->limits.armed) /* else the error comes from a run's coroutine and has its traceback */
		limits_traceback(L, L);
	return 1;
}

/* Cut to BROKEN_MAX and made valid text, whatever bytes a script put into its error. */
static void add_broken(struct buf *b, const char *where, const char *text, size_t len)
{
	buf_clear(b);
	buf_adds(b, str_of(where));
	buf_adds(b, str_head((struct str){ text, len }, BROKEN_MAX - 200));
	if (str_is_text(buf_str(b)))
		return;
	for (size_t i = 0; i < b->len; i++) {
		unsigned char c = (unsigned char)b->ptr[i];

		if (c >= 0x80 || (c < 0x20 && c != '\n' && c != '\t'))
			b->ptr[i] = '?';
	}
}

void limits_collect(struct host *h)
{
	lua_gc(h->L, LUA_GCCOLLECT);
	h->limits.garbage = 0;
}

void limits_renew(struct host *h)
{
	struct limits *l = &h->limits;

	l->garbage += l->quota.churn - l->churn_left;
	l->churn_left = l->quota.churn;
	l->spent = 0;
}

static int tidy(struct host *h, int result)
{
	if (h->limits.garbage > COLLECT_EVERY)
		limits_collect(h);
	return result;
}

int limits_call(struct host *h, struct quota q, lua_CFunction body, void *arg, struct buf *broken)
{
	struct limits *l = &h->limits;
	lua_State *L = h->L;
	int top = lua_gettop(L);
	int status;

	l->call++;
	l->quota = q;
	l->memory_end = l->used + q.memory;
	l->churn_left = q.churn;
	l->spent = 0;
	l->over = l->refused = false;
	l->running = L;
	l->where[0] = 0;
	l->armed = true;
	lua_sethook(L, on_count, LUA_MASKCOUNT | (h->line ? LUA_MASKLINE : 0), HOOK_STEP);
	lua_pushcfunction(L, on_error);
	lua_pushcfunction(L, body);
	lua_pushlightuserdata(L, arg);
	status = lua_pcall(L, 1, 0, top + 1);
	l->armed = false;
	l->running = NULL;
	l->garbage += q.churn - l->churn_left;
	if (status == LUA_OK) {
		lua_settop(L, top);
		return tidy(h, 0);
	}
	size_t len = 0;
	const char *text = lua_type(L, -1) == LUA_TSTRING ? lua_tolstring(L, -1, &len) : "an error without a text";

	if (status == LUA_ERRMEM)
		text = "needs more memory than a rule may have, or too long a text", len = 0;

	if (!len)
		len = strlen(text);
	/* The handler is not asked when memory ends, so the place comes from the allocator. */
	add_broken(broken, status == LUA_ERRMEM ? l->where : "", text, len);
	lua_settop(L, top);
	return tidy(h, -1);
}
