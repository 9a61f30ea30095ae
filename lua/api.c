#include "lua/api_tables.h"

const struct api_class *api_class(uint32_t n)
{
	const struct {
		const struct api_class *at;
		uint32_t count;
	} lists[] = { { api_values, api_value_count },
		      { api_answers, api_answer_count },
		      { api_options, api_option_count },
		      { api_steps, api_step_count } };

	for (size_t i = 0; i < sizeof(lists) / sizeof(*lists); i++) {
		if (n < lists[i].count)
			return &lists[i].at[n];
		n -= lists[i].count;
	}
	return NULL;
}

/* "name?: type" becomes the line ---@param name? type; the names come to `names`. */
static void add_params(struct buf *out, const char *params, struct buf *names)
{
	struct str left = str_of(params);

	while (left.len) {
		struct str param = str_trim(str_cut(&left, ';'));
		struct str type = param, name = str_cut(&type, ':');

		buf_addf(out, "---@param %.*s %.*s\n", STR_ARG(name), STR_ARG(str_trim(type)));
		if (name.len && name.ptr[name.len - 1] == '?')
			name.len--;
		buf_addf(names, "%s%.*s", names->len ? ", " : "", STR_ARG(name));
	}
}

static void add_function(struct buf *out, const struct api_class *c, const struct api_entry *x, struct buf *names)
{
	buf_addf(out, "\n---%s\n", x->says);
	buf_clear(names);
	add_params(out, x->params, names);
	if (*x->gives)
		buf_addf(out, "---@return %s\n", x->gives);
	buf_addf(out, "function %s%s%s(%.*s) end\n", c->variable, c->call, x->name, STR_ARG(buf_str(names)));
}

static void add_class(struct buf *out, const struct api_class *c, struct buf *names)
{
	const struct api_entry *x;

	buf_addf(out, "\n---%s\n---@class %s%s%s\n", c->says, c->name, c->parent ? ": " : "", c->parent ? c->parent : "");
	for (x = c->entries; x->name; x++)
		if (!x->params)
			buf_addf(out, "---@field %s %s %s\n", x->name, x->gives, x->says);
	if (str_eq(str_of(c->name), STR("sdm.quantity")))
		buf_adds(out, STR("---@operator add(sdm.figure): sdm.quantity\n---@operator sub(sdm.figure): sdm.quantity\n"
				  "---@operator mul(sdm.figure): sdm.quantity\n---@operator div(sdm.figure): sdm.quantity\n"
				  "---@operator unm: sdm.quantity\n"));
	if (!c->variable)
		return;
	buf_addf(out, "%s%s = {}\n", str_eq(str_of(c->variable), STR("string")) ? "" : "local ", c->variable);
	for (x = c->entries; x->name; x++)
		if (x->params)
			add_function(out, c, x, names);
}

void api_add(struct buf *out)
{
	struct buf names = { 0 };

	buf_adds(out, STR("---@meta sdm\n"
			  "-- What a decision file of sdmd can write, for the Lua language server. Made by `sdmctl lua-types`; "
			  "what it\n"
			  "-- means stands in docs/decisions.md and docs/runs.md.\n"
			  "\n---@alias sdm.figure sdm.quantity|number An exact amount, or a plain number.\n"
			  "---@alias sdm.words string|sdm.text A text, or one in each language.\n"
			  "---@alias sdm.who string|sdm.person A person, his id, or a role like \"director\".\n"));
	for (uint32_t n = 0; api_class(n); n++)
		add_class(out, api_class(n), &names);
	buf_adds(out, STR("\nreturn sdm\n"));
	buf_free(&names);
}
