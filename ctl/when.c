#include "ctl/when.h"

#include "rules/figures.h"
#include "rules/period.h"

int when_scope(const struct engine *e, const char *text, uint32_t *out, struct err *err)
{
	struct str id = str_of(text ? text : "");
	struct str code = str_cut(&id, '=');
	uint32_t kind = model_scope_kind(engine_model(e), code);

	if (!text || !id.len)
		return err_set(err, "whose figures? Give --scope KIND=ID, like --scope seller=s.vlasov");
	if (kind == NONE)
		return err_set(err, "no scope kind \"%.*s\" in the model", STR_ARG(code));
	*out = figures_scope(e, kind, id);
	if (*out == NONE)
		return err_set(err, "no %.*s \"%.*s\" with figures or plans", STR_ARG(code), STR_ARG(id));
	return 0;
}

/* The kind when nobody says: months where the model keeps them, else the last kind it keeps. */
static uint32_t usual_kind(const struct model *m)
{
	for (uint32_t i = 0; i < m->period_kind_count; i++)
		if (m->period_kinds[i] == PERIOD_MONTH)
			return PERIOD_MONTH;
	return m->period_kinds[m->period_kind_count - 1];
}

int when_period(const struct engine *e, const char *kind_code, const char *text, struct period *out, struct err *err)
{
	const struct model *m = engine_model(e);
	int32_t day = figures_today(e, NONE);
	uint32_t kind = kind_code ? model_period_kind(m, str_of(kind_code)) : usual_kind(m);
	struct buf forms = { 0 };

	if (kind == NONE)
		return err_set(err, "no period kind \"%s\" in the model", kind_code);
	if (!text) {
		if (day == DAY_NONE || !period_of(m, kind, day, out))
			return err_set(err, "which period? Give --period");
		return 0;
	}
	if (kind_code)
		return period_parse(m, kind, str_of(text), out, err);
	for (uint32_t i = 0; i < m->period_kind_count; i++)
		if (period_parse(m, m->period_kinds[i], str_of(text), out, err) == 0)
			return 0;
	period_add_forms(m, &forms);
	err_set(err, "--period: expected %s, got \"%s\"", forms.ptr, text);
	buf_free(&forms);
	return -1;
}

int when_day(const char *text, int32_t *out, struct err *err)
{
	*out = DAY_NONE;
	return text && date_parse(str_of(text), out, err) < 0 ? err_chain(err, "--day") : 0;
}

int32_t when_as_of(const struct engine *e, uint32_t scope, int32_t asked, struct period in)
{
	const struct model *m = engine_model(e);
	int32_t now = asked == DAY_NONE ? figures_today(e, scope) : DAY_NONE;

	if (asked != DAY_NONE)
		return asked;
	return now != DAY_NONE && now >= period_from(m, in) && now < period_to(m, in) ? now : DAY_NONE;
}
