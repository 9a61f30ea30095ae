/* Which lines of the decision files there are and which of them run, for `sdmctl test --coverage`.
 *
 * The lines that hold code are read from the compiled chunk, since Lua tells them only of functions that exist already and a
 * function inside `run` exists once `run` has come to it. The format is that of Lua 5.4 (ldump.c).
 */
#include <string.h>

#include "lua/rule.h"

void host_watch_lines(struct host *h, host_line *line, void *arg)
{
	h->line = line;
	h->line_arg = arg;
}

void line_hook_call(lua_State *L, lua_Debug *ar)
{
	struct host *h = host_of(L);

	/* Nothing here allocates: "S" and "l" only fill the record. */
	if (lua_getinfo(L, "Sl", ar) && ar->source[0] == '@' && ar->currentline > 0)
		h->line(h->line_arg, str_of(ar->source + 1), (uint32_t)ar->currentline);
}

/* ---- the compiled chunk ---- */

struct chunk {
	struct str rest;
	bool broken;
	host_line *line;
	void *arg;
	struct str file;
};
enum { NESTED_MAX = 200, NO_LINE = -0x80 }; /* as LUAI_MAXCCALLS and ABSLINEINFO of Lua */

static const unsigned char *take(struct chunk *c, uint64_t len)
{
	const unsigned char *at = (const unsigned char *)c->rest.ptr;

	if (len > c->rest.len) {
		c->broken = true;
		c->rest.len = 0;
		return (const unsigned char *)"\x80\0\0\0\0\0\0"; /* whatever is read there ends at once */
	}
	c->rest.ptr += len;
	c->rest.len -= len;
	return at;
}

/* Seven bits a byte, the last byte has the eighth. */
static uint64_t take_size(struct chunk *c)
{
	uint64_t n = 0;
	unsigned char byte;

	do {
		byte = *take(c, 1);
		n = (n << 7) | (byte & 0x7f);
	} while (!(byte & 0x80));
	return n;
}

static void skip_string(struct chunk *c)
{
	uint64_t len = take_size(c); /* one more than it has; 0: none */

	if (len > 1)
		take(c, len - 1);
}

static void skip_constants(struct chunk *c)
{
	for (uint64_t n = take_size(c); n > 0 && !c->broken; n--) {
		unsigned char kind = *take(c, 1);

		if ((kind & 0x0f) == LUA_TNUMBER)
			take(c, 8);
		else if ((kind & 0x0f) == LUA_TSTRING)
			skip_string(c);
	}
}

/* The functions inside come before a function's lines, so those around it wait. */
struct function {
	int64_t first_line;
	uint64_t inner; /* functions still to be read */
};

static void begin_function(struct chunk *c, struct function *f)
{
	skip_string(c);
	f->first_line = (int64_t)take_size(c);
	take_size(c);              /* last line */
	take(c, 3);                /* parameters, vararg, stack */
	take(c, 4 * take_size(c)); /* code */
	skip_constants(c);
	take(c, 3 * take_size(c)); /* upvalues */
	f->inner = take_size(c);
}

/* Line by line of the code but for its last instruction: the return behind every function's end is reached by few. */
static void end_function(struct chunk *c, const struct function *f, bool tell)
{
	uint64_t count = take_size(c), absolute;
	const unsigned char *steps = take(c, count);
	int64_t line = f->first_line;
	struct chunk jumps;

	absolute = take_size(c);
	jumps = *c;
	for (uint64_t i = 0; i < absolute && !c->broken; i++) {
		take_size(c);
		take_size(c);
	}
	for (uint64_t i = 0; i + 1 < count && !c->broken; i++) {
		if ((signed char)steps[i] == NO_LINE) {
			take_size(&jumps);
			line = (int64_t)take_size(&jumps);
		} else {
			line += (signed char)steps[i];
		}
		if (tell)
			c->line(c->arg, c->file, (uint32_t)line);
	}
	for (uint64_t n = take_size(c); n > 0 && !c->broken; n--) { /* local variables */
		skip_string(c);
		take_size(c);
		take_size(c);
	}
	for (uint64_t n = take_size(c); n > 0 && !c->broken; n--) /* names of upvalues */
		skip_string(c);
}

static void read_functions(struct chunk *c)
{
	struct function open[NESTED_MAX];
	unsigned depth = 0;

	begin_function(c, &open[depth++]);
	while (depth > 0 && !c->broken) {
		struct function *f = &open[depth - 1];

		if (f->inner > 0 && depth < NESTED_MAX) {
			f->inner--;
			begin_function(c, &open[depth++]);
			continue;
		}
		end_function(c, f, depth > 1); /* the file's own statements have run, or it would not have loaded */
		depth--;
	}
}

static int add_bytes(lua_State *L, const void *bytes, size_t len, void *arg)
{
	(void)L;
	buf_add(arg, bytes, len);
	return 0;
}

void host_code_lines(struct str file, struct str text, host_line *line, void *arg)
{
	/* Signature, version, format, data to check, sizes of an instruction, an integer and a number, one of each; upvalues. */
	enum { HEADER = 4 + 1 + 1 + 6 + 3 + 8 + 8, VERSION_AT = 4 };
	struct chunk c = { .line = line, .arg = arg, .file = file };
	lua_State *L = luaL_newstate();
	struct buf dump = { 0 };

	if (str_starts(text, STR("\xef\xbb\xbf")))
		text = (struct str){ text.ptr + 3, text.len - 3 };
	if (L && luaL_loadbufferx(L, text.ptr, text.len, "@", "t") == LUA_OK && lua_dump(L, add_bytes, &dump, 0) == 0 &&
	    dump.len > HEADER + 1 && dump.ptr[VERSION_AT] == 0x54) {
		c.rest = (struct str){ dump.ptr + HEADER + 1, dump.len - HEADER - 1 };
		read_functions(&c);
	}
	if (L)
		lua_close(L);
	buf_free(&dump);
}
