/* The declarative triggers: sdm.behind, sdm.below, sdm.above, sdm.under. At load they become records that the engine judges
 * without Lua; a trigger in a file is a userdata whose user value is the table of its options.
 */
#include <string.h>

#include "lua/rule.h"
#include "rules/conversion.h"

enum trigger_form { FORM_BEHIND, FORM_BELOW, FORM_ABOVE, FORM_UNDER };
struct declared { /* the userdata */
	enum trigger_form form;
	uint32_t line;
};
static const char *const form_names[] = { "sdm.behind", "sdm.below", "sdm.above", "sdm.under" };

static int make(lua_State *L, enum trigger_form form)
{
	static const char *const options[][7] = {
		{ "by", "gap", "elapsed", "usual", "sure", "negate", NULL },
		{ "share", "gap", "elapsed", "usual", "sure", "negate", NULL },
		{ "value", "or_equal", "by_day", "sure", "negate", NULL },
		{ "value", "or_equal", "by_day", "sure", "negate", NULL },
	};

	const char *unknown;

	luaL_checktype(L, 1, LUA_TTABLE);
	lua_settop(L, 1);
	unknown = sandbox_unknown_key(L, 1, options[form]);
	if (unknown)
		return luaL_error(L, "%s has no option \"%s\"", form_names[form], unknown);
	lua_getfield(L, 1, options[form][0]);
	if (lua_isnil(L, -1))
		return luaL_error(L, "%s needs %s = ...", form_names[form], options[form][0]);
	*(struct declared *)lua_newuserdatauv(L, sizeof(struct declared), 1) = (struct declared){ form, reads_line(L) };
	lua_pushvalue(L, 1);
	lua_setiuservalue(L, -2, 1);
	host_set_meta(L, host_of(L)->trigger_meta);
	return 1;
}

int trigger_behind(lua_State *L)
{
	return make(L, FORM_BEHIND);
}

int trigger_below(lua_State *L)
{
	return make(L, FORM_BELOW);
}

int trigger_above(lua_State *L)
{
	return make(L, FORM_ABOVE);
}

int trigger_under(lua_State *L)
{
	return make(L, FORM_UNDER);
}

void trigger_open(lua_State *L)
{
	static const luaL_Reg none[] = { { NULL, NULL } };

	host_of(L)->trigger_meta = host_metatable(L, "trigger", none);
}

bool trigger_is(lua_State *L, int at)
{
	return host_test(L, at, host_of(L)->trigger_meta) != NULL;
}

struct place { /* where an option is read, for messages */
	const char *form;
	int params;
	int line;
};

/* The option `name` of the table on top, times `scale`, exactly. */
static bool read_number(lua_State *L, const struct place *at, const char *name, int64_t scale, int64_t *out)
{
	struct host *h = host_of(L);
	struct quantity q;
	bool ok = false;

	*out = 0;
	lua_getfield(L, -1, name);
	if (lua_isnil(L, -1)) {
		lua_pop(L, 1);
		return true;
	}
	if (params_resolve(L, at->params, name, at->line)) {
		ok = quantity_read(L, -1, &q) && ratio_scaled(q.value, scale, out) &&
		     ratio_cmp((struct ratio){ *out, scale }, q.value) == 0;
		if (!ok)
			draft_complain(h, at->line,
				       "%s: %s = %s: expected a number of at most %d decimals, a money or a percentage", at->form,
				       name, sandbox_tostring(L, -1, NULL), scale == PPM ? 6 : 4);
		if (!ok)
			lua_pop(L, 1);
	}
	lua_pop(L, 1);
	return ok;
}

static bool read_flag(lua_State *L, const char *name)
{
	bool set;

	lua_getfield(L, -1, name);
	set = lua_toboolean(L, -1);
	lua_pop(L, 1);
	return set;
}

/* An option of the table on top that may name a parameter. */
static bool read_switch(lua_State *L, const struct place *at, const char *name, bool *out)
{
	bool ok;

	lua_getfield(L, -1, name);
	ok = params_resolve(L, at->params, name, at->line);
	if (ok && !lua_isnil(L, -1) && !lua_isboolean(L, -1)) {
		draft_complain(host_of(L), at->line, "%s: %s = %s: expected true, false or the name of such a parameter",
			       at->form, name, sandbox_tostring(L, -1, NULL));
		lua_pop(L, 1);
		ok = false;
	}
	*out = ok && lua_toboolean(L, -1);
	lua_pop(L, 1);
	return ok;
}

void trigger_check_sure(struct host *h, int line, const struct decision *d)
{
	const struct kpi *k = d->kpi == NONE || h->m->faulty ? NULL : &h->m->kpis[d->kpi];

	if (d->clear.sure)
		draft_complain(h, line, "clear: sure is for when alone: a case closes by the figure itself");
	if (!d->when.sure)
		return;
	if (d->on_missing == MISSING_OPEN)
		draft_complain(h, line,
			       "when: sure needs on_missing = \"hold\" or \"clear\": of nothing reported nobody can be sure");
	if (k && k->direction == DIRECTION_BAND && d->when.kind == TRIGGER_BEHIND)
		draft_complain(
			h, line,
			"when: sure is told against a plan or a value, and the KPI has a band: use sdm.under or sdm.above");
	if (k && !kpi_is_conversion(h->m, k))
		draft_complain(
			h, line,
			"when: sure needs a KPI that is a conversion: one count divided by another that it is part of, like "
			"won / (won + lost)");
}

void trigger_check_usual(struct host *h, int line, const struct decision *d)
{
	const struct kpi *k = d->kpi == NONE || h->m->faulty ? NULL : &h->m->kpis[d->kpi];

	if (d->when.kind == TRIGGER_BEHIND && d->clear.kind == TRIGGER_BEHIND && d->when.usual != d->clear.usual)
		draft_complain(h, line, "clear: expected usual as in when");
	if (!d->when.usual && !d->clear.usual)
		return;
	if (!d->when_for.days)
		draft_complain(h, line,
			       "for_: usual needs it, like sdm.workdays(3): what is left is counted when a day has ended");
	if (k && (!k->additive || k->direction == DIRECTION_BAND))
		draft_complain(h, line,
			       "when: usual needs a KPI that adds up over the days and has no band: what is left of a period "
			       "comes on top of what there is");
}

static bool compile_share(lua_State *L, enum trigger_form form, const struct place *at, struct trigger *out)
{
	int64_t ppm;

	if (!read_number(L, at, form == FORM_BEHIND ? "by" : "share", PPM, &ppm) ||
	    !read_number(L, at, "gap", E4, &out->gap_e4) || !read_number(L, at, "elapsed", PPM, &out->elapsed_ppm))
		return false;
	if (ppm < 0 || ppm > (form == FORM_BEHIND ? PPM : 100 * PPM)) {
		draft_complain(host_of(L), at->line, "%s: expected %s, like sdm.percent(%d)", at->form,
			       form == FORM_BEHIND ? "by between 0 % and 100 %" : "a share between 0 % and 10000 %",
			       form == FORM_BEHIND ? 15 : 80);
		return false;
	}
	if (out->gap_e4 < 0 || out->elapsed_ppm < 0 || out->elapsed_ppm > PPM) {
		draft_complain(host_of(L), at->line, "%s: expected gap of 0 or more and elapsed between 0 %% and 100 %%",
			       at->form);
		return false;
	}
	out->kind = TRIGGER_BEHIND;
	out->share_ppm = form == FORM_BEHIND ? PPM - ppm : ppm;
	out->or_equal = form == FORM_BEHIND;
	return true;
}

bool trigger_compile(lua_State *L, int at, int params, bool closing, int line, struct trigger *out)
{
	const struct declared *declared = lua_touserdata(L, at);
	enum trigger_form form = declared->form;
	struct place place = { form_names[form], params, line };
	bool ok, negate, or_equal;

	memset(out, 0, sizeof(*out));
	out->line = declared->line;
	lua_getiuservalue(L, at, 1);
	negate = read_flag(L, "negate");
	or_equal = read_flag(L, "or_equal");
	if (!read_switch(L, &place, "sure", &out->sure) || !read_switch(L, &place, "usual", &out->usual)) {
		lua_pop(L, 1);
		return false;
	}
	if (form == FORM_BEHIND || form == FORM_BELOW) {
		ok = compile_share(L, form, &place, out);
		/* The record says when the case stays open, so closing and negate must go together. */
		if (ok && negate != closing) {
			draft_complain(host_of(L), line,
				       closing ? "clear: %s needs negate = true: a case closes when it holds no more"
					       : "when: %s cannot be negated; use sdm.below or a function",
				       place.form);
			ok = false;
		}
	} else {
		ok = read_number(L, &place, "value", E4, &out->limit_e4);
		out->kind = TRIGGER_VALUE;
		out->by_day = read_flag(L, "by_day");
		out->compare = form == FORM_ABOVE ? (or_equal ? COMPARE_GE : COMPARE_GT) : (or_equal ? COMPARE_LE : COMPARE_LT);
		if (negate != closing) {
			static const enum compare opposite[] = { [COMPARE_LT] = COMPARE_GE,
								 [COMPARE_LE] = COMPARE_GT,
								 [COMPARE_GT] = COMPARE_LE,
								 [COMPARE_GE] = COMPARE_LT };

			out->compare = opposite[out->compare];
		}
	}
	lua_pop(L, 1);
	return ok;
}
