/* The declarations against what the sandbox has: neither may know a name that the other does not. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "lua/api.h"
#include "lua/rule.h"
#include "lua_company.h"

static const struct api_class *class_of(const char *name)
{
	for (uint32_t n = 0; api_class(n); n++)
		if (!strcmp(api_class(n)->name, name))
			return api_class(n);
	fail_msg("no class %s", name);
	return NULL;
}

static size_t bare(const char *name)
{
	return strcspn(name, "?");
}

static bool is_declared(const char *class, const char *name, bool function)
{
	for (const struct api_entry *x = class_of(class)->entries; x->name; x++)
		if (bare(x->name) == strlen(name) && !strncmp(x->name, name, strlen(name)) && (x->params != NULL) == function)
			return true;
	return false;
}

static uint32_t declared(const char *class, bool function)
{
	uint32_t count = 0;

	for (const struct api_entry *x = class_of(class)->entries; x->name; x++)
		count += (x->params != NULL) == function;
	return count;
}

/* The keys of the table on top are what the class declares. */
static void expect_keys(lua_State *L, const char *class, bool function)
{
	uint32_t count = 0;

	for (lua_pushnil(L); lua_next(L, -2); lua_pop(L, 1)) {
		if (lua_type(L, -2) != LUA_TSTRING)
			continue;
		if (!is_declared(class, lua_tostring(L, -2), function))
			fail_msg("%s: \"%s\" is registered, and nothing declares it", class, lua_tostring(L, -2));
		count++;
	}
	if (count != declared(class, function))
		fail_msg("%s: %u are registered, %u declared", class, count, declared(class, function));
}

static void functions__are_those_registered(void **state)
{
	struct company c = { 0 };
	lua_State *L;

	(void)state;
	company_load_body(&c, "when = sdm.below { share = 0.8 }");
	L = c.host->L;

	lua_getfield(L, LUA_REGISTRYINDEX, "sdm.module");
	sandbox_push_inside(L, -1);
	expect_keys(L, "sdm.module", true);
	lua_rawgeti(L, LUA_REGISTRYINDEX, c.host->globals);
	lua_getfield(L, -1, "string");
	sandbox_push_inside(L, -1);
	expect_keys(L, "stringlib", true);
	lua_rawgeti(L, LUA_REGISTRYINDEX, c.host->case_meta.ref);
	lua_getfield(L, -1, "__index");
	assert_non_null(lua_getupvalue(L, -1, 1));
	expect_keys(L, "sdm.case", true);
	lua_rawgeti(L, LUA_REGISTRYINDEX, c.host->analysis_meta.ref);
	lua_getfield(L, -1, "__index");
	assert_non_null(lua_getupvalue(L, -1, 1));
	lua_pushnil(L);
	lua_setfield(L, -2, "largest"); /* of some answers alone */
	expect_keys(L, "sdm.answer", true);
	company_free(&c);
}

static void fields_of_a_subject__are_those_there(void **state)
{
	struct company c = { 0 };

	(void)state;
	company_load_body(&c, "when = sdm.below { share = 0.8 }");

	lua_rawgeti(c.host->L, LUA_REGISTRYINDEX, c.host->fields);
	expect_keys(c.host->L, "sdm.subject", false);
	company_free(&c);
}

/* Every name that anything declares. */
static void each_name(void (*look)(struct company *c, const char *name), struct company *c)
{
	for (uint32_t n = 0; api_class(n); n++)
		for (const struct api_entry *x = api_class(n)->entries; x->name; x++) {
			char name[64];

			snprintf(name, sizeof(name), "%.*s", (int)bare(x->name), x->name);
			look(c, name);
		}
}

static int get_field(lua_State *L)
{
	lua_gettable(L, 1);
	return 1;
}

static void look_at_person(struct company *c, const char *name)
{
	lua_State *L = c->host->L;

	lua_pushcfunction(L, get_field);
	person_push(L, STR("S-1"), STR(""));
	lua_pushstring(L, name);
	if ((lua_pcall(L, 2, 1, 0) == LUA_OK) != is_declared("sdm.person", name, false))
		fail_msg("a person's \"%s\": %s", name, lua_isstring(L, -1) ? lua_tostring(L, -1) : "is not declared");
	lua_pop(L, 1);
}

static void fields_of_a_person__are_those_there(void **state)
{
	struct company c = { 0 };

	(void)state;
	company_load_body(&c, "when = sdm.below { share = 0.8 }");

	c.host->reading->by = READER_NONE;
	c.host->out = c.out;
	each_name(look_at_person, &c);
	c.host->out = NULL;
	company_free(&c);
}

/* ---- options ---- */
static const struct option_test {
	const char *class;
	lua_CFunction step;
	const char *first; /* the argument before the options; NULL: none */
} * tested;
static struct case_run run;

/* Is it refused as unknown? "~" is never known, and stands last in the order of keys. */
static void look_at_option(struct company *c, const char *name)
{
	lua_State *L = c->host->L;
	bool module = tested->class[4] == 'b' || !strcmp(tested->class, "sdm.above_options") ||
		      !strcmp(tested->class, "sdm.under_options");
	char refused[128];

	lua_pushcfunction(L, tested->step);
	if (!module)
		case_push(L, &run);
	if (tested->first)
		lua_pushstring(L, tested->first);
	lua_newtable(L);
	lua_pushboolean(L, 1);
	lua_setfield(L, -2, name);
	lua_pushboolean(L, 1);
	lua_setfield(L, -2, "~");
	assert_int_not_equal(lua_pcall(L, lua_gettop(L) - 1, 0, 0), LUA_OK);
	snprintf(refused, sizeof(refused), "has no option \"%s\"", name);
	if ((strstr(lua_tostring(L, -1), refused) == NULL) != is_declared(tested->class, name, false))
		fail_msg("%s: \"%s\": %s", tested->class, name, lua_tostring(L, -1));
	lua_settop(L, 0);
}

static lua_CFunction step_of(const luaL_Reg *steps, const char *name)
{
	for (; steps->name; steps++)
		if (!strcmp(steps->name, name))
			return steps->func;
	return NULL;
}

static void options__are_those_taken(void **state)
{
	struct company c = { 0 };
	struct view view = { 0 };
	struct verdict verdict = { 0 };

	(void)state;
	company_load_body(&c, "when = sdm.below { share = 0.8 }");
	const struct option_test tests[] = {
		{ "sdm.behind_options", trigger_behind, NULL },
		{ "sdm.below_options", trigger_below, NULL },
		{ "sdm.above_options", trigger_above, NULL },
		{ "sdm.under_options", trigger_under, NULL },
		{ "sdm.alert_options", step_of(tell_steps, "alert"), NULL },
		{ "sdm.remind_options", step_of(tell_steps, "remind"), NULL },
		{ "sdm.escalate_options", step_of(tell_steps, "escalate"), NULL },
		{ "sdm.task_options", step_of(tell_steps, "task"), "call" },
		{ "sdm.coach_options", step_of(tell_steps, "coach"), "calls" },
		{ "sdm.ask_options", step_of(wait_steps, "ask"), "reason" },
		{ "sdm.approve_options", step_of(wait_steps, "approve"), "discount" },
		{ "sdm.decompose_options", step_of(analysis_steps, "decompose"), "revenue" },
		{ "sdm.contributors_options", step_of(analysis_steps, "contributors"), "revenue" },
		{ "sdm.mix_options", step_of(analysis_steps, "mix"), "revenue" },
		{ "sdm.peers_options", step_of(analysis_steps, "peers"), "revenue" },
		{ "sdm.funnel_options", step_of(analysis_steps, "funnel"), "revenue" },
		{ "sdm.need_options", step_of(analysis_steps, "need"), "revenue" },
		{ "sdm.assignment_options", step_of(analysis_steps, "assignment"), "revenue" },
	};

	run = (struct case_run){ .view = &view, .verdict = &verdict };
	c.host->out = c.out;
	lua_settop(c.host->L, 0);
	for (size_t n = 0; n < sizeof(tests) / sizeof(*tests); n++) {
		tested = &tests[n];
		each_name(look_at_option, &c);
	}
	c.host->out = NULL;
	company_free(&c);
}

/* The keys of tables that a file gives: one load complains of all that it does not know. */
static void expect_complaints(const char *class, const char *body, const char *where)
{
	struct company c = { 0 };
	struct buf b = { 0 };

	for (uint32_t n = 0; api_class(n); n++)
		for (const struct api_entry *x = api_class(n)->entries; x->name; x++)
			buf_addf(&b, "['%.*s'] = 1,", (int)bare(x->name), x->name);
	struct buf lua = { 0 };

	buf_addf(&lua, body, b.ptr);
	company_load(&c, lua.ptr);
	for (uint32_t n = 0; api_class(n); n++)
		for (const struct api_entry *x = api_class(n)->entries; x->name; x++) {
			char name[64], wanted[128];

			snprintf(name, sizeof(name), "%.*s", (int)bare(x->name), x->name);
			snprintf(wanted, sizeof(wanted), "%sunknown key \"%s\"", where, name);
			if ((strstr(c.said.ptr, wanted) == NULL) != is_declared(class, name, false))
				fail_msg("%s: \"%s\" in %s", class, name, c.said.ptr);
		}
	buf_free(&b);
	buf_free(&lua);
	company_free(&c);
}

static void keys_of_a_decision__are_those_read(void **state)
{
	(void)state;
	expect_complaints("sdm.decision_options", "local sdm = require 'sdm'\nreturn sdm.decision 'x' { %s }\n", ": ");
	expect_complaints("sdm.watch_options",
			  "local sdm = require 'sdm'\nreturn sdm.decision 'x' { api = 1, owner = 'o', watch = { %s } }\n",
			  "watch: ");
}

static void look_at_escalation(struct company *unused, const char *name)
{
	struct company c = { 0 };
	struct buf lua = { 0 };
	char wanted[128];

	(void)unused;
	buf_addf(&lua, "when = sdm.below { share = 0.8 }, escalation = { ['%s'] = sdm.days(1), ['~'] = 1 }", name);
	company_load_body(&c, lua.ptr);
	snprintf(wanted, sizeof(wanted), "escalation: unknown key \"%s\"", name);
	if ((strstr(c.said.ptr, wanted) == NULL) != is_declared("sdm.escalation_options", name, false))
		fail_msg("sdm.escalation_options: \"%s\": %s", name, c.said.ptr);
	buf_free(&lua);
	company_free(&c);
}

static void keys_of_an_escalation__are_those_read(void **state)
{
	(void)state;
	each_name(look_at_escalation, NULL);
}

static void definitions__name_parameters_types_and_what_is_returned(void **state)
{
	struct buf b = { 0 };

	(void)state;
	api_add(&b);

	assert_memory_equal(b.ptr, "---@meta sdm\n", 13);
	assert_non_null(strstr(b.ptr, "\n---Gives out a task; what it is called.\n---@param name string\n"
				      "---@param options sdm.task_options\n---@return string\n"
				      "function case:task(name, options) end\n"));
	assert_non_null(strstr(b.ptr, "\n---@class sdm.case: sdm.subject\n"));
	assert_non_null(strstr(b.ptr, "\n---@field fact? sdm.quantity The KPI of the period so far.\n"));
	assert_non_null(strstr(b.ptr, "\n---@param options? sdm.funnel_options\n---@return sdm.funnel?, sdm.text?\n"));
	assert_non_null(strstr(b.ptr, "\nfunction string.find(s, what, from) end\n"));
	assert_non_null(strstr(b.ptr, "\nreturn sdm\n"));
	buf_free(&b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(functions__are_those_registered),
		cmocka_unit_test(fields_of_a_subject__are_those_there),
		cmocka_unit_test(fields_of_a_person__are_those_there),
		cmocka_unit_test(options__are_those_taken),
		cmocka_unit_test(keys_of_a_decision__are_those_read),
		cmocka_unit_test(keys_of_an_escalation__are_those_read),
		cmocka_unit_test(definitions__name_parameters_types_and_what_is_returned),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
