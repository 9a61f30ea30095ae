#include "ctl/when.h"

#include "rules/period.h"

int32_t when_today(const struct engine *e)
{
	const struct model *m = engine_model(e);
	int64_t now = engine_now_ms(e);

	return now == INT64_MIN ? DAY_NONE : zone_day(m->zones[m->zone], now);
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
	int32_t day = when_today(e);
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

int when_day(const struct engine *e, const char *text, struct period in, int32_t *out, struct err *err)
{
	const struct model *m = engine_model(e);
	int32_t now = when_today(e);

	if (text)
		return date_parse(str_of(text), out, err) < 0 ? err_chain(err, "--day") : 0;
	*out = now != DAY_NONE && now >= period_from(m, in) && now < period_to(m, in) ? now : DAY_NONE;
	return 0;
}
