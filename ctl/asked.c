#include "ctl/asked.h"

#include <string.h>

#include "ctl/when.h"
#include "rules/period.h"

static int find_decision(const struct asked *x, const struct engine *e, uint32_t *out, struct err *err)
{
	const struct decisions *all = engine_decisions(e);
	struct buf names = { 0 };

	for (uint32_t i = 0; i < all->count; i++) {
		if (str_eq(all->at[i].code, str_of(x->decision))) {
			*out = i;
			buf_free(&names);
			return 0;
		}
		buf_addf(&names, "%s%.*s", i ? ", " : "", STR_ARG(all->at[i].code));
	}
	err_set(err, "no decision \"%s\" in the model%s%s", x->decision, all->count ? "; there are " : "",
		all->count ? names.ptr : "");
	buf_free(&names);
	return -1;
}

static int find_scope(const struct asked *x, const struct engine *e, const struct decision *d, uint32_t *out, struct err *err)
{
	struct str wanted = engine_model(e)->scope_kinds[d->scope_kind].code;
	struct buf text = { 0 };
	int result;

	if (!strchr(x->scope, '='))
		buf_addf(&text, "%.*s=", STR_ARG(wanted));
	buf_adds(&text, str_of(x->scope));
	result = when_scope(e, text.ptr, out, err);
	if (result == 0 && figures_scope_kind(e, *out) != d->scope_kind)
		result = err_set(err, "\"%s\" judges each %.*s; give its id, like %.*s=ID", x->decision, STR_ARG(wanted),
				 STR_ARG(wanted));
	buf_free(&text);
	return result;
}

static int find_period(const struct asked *x, const struct engine *e, const struct decision *d, uint32_t scope, int32_t at,
		       struct period *out, struct err *err)
{
	const struct model *m = engine_model(e);
	int32_t day = at == DAY_NONE ? figures_today(e, scope) : at;

	if (x->period)
		return period_parse(m, d->period_kind, str_of(x->period), out, err) < 0 ? err_chain(err, "--period") : 0;
	if (day == DAY_NONE)
		return err_set(err, "nothing has been reported yet, so nothing has been judged");
	if (!period_of(m, d->period_kind, day, out))
		return err_set(err, "the model has no period for the decision on that day; give --period");
	return 0;
}

int asked_resolve(struct asked *x, const struct engine *e, struct err *err)
{
	if (when_day(x->at, &x->day, err) < 0 || find_decision(x, e, &x->index, err) < 0)
		return -1;
	const struct decision *d = &engine_decisions(e)->at[x->index];
	if (find_scope(x, e, d, &x->who, err) < 0)
		return -1;
	return find_period(x, e, d, x->who, x->day, &x->in, err);
}
