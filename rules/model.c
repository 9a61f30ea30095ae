#include "rules/model.h"

#include "rules/entity_kind.h"

#include "rules/period.h"

const struct str duty_columns[DUTY_COLUMNS] = {
	[DUTY_CODE] = { "duty", 4 }, [DUTY_DUE] = { "due", 3 },         [DUTY_ON_TIME] = { "on_time", 7 },
	[DUTY_LATE] = { "late", 4 }, [DUTY_MISSING] = { "missing", 7 },
};

void model_free(struct model *m)
{
	struct arena *arena;

	if (!m)
		return;
	for (uint32_t i = 0; i < m->zone_count; i++)
		zone_free((struct zone *)m->zones[i]);
	arena = m->arena; /* the model itself lies in it */
	arena_free(arena);
}

uint32_t model_kpi(const struct model *m, struct str code)
{
	for (uint32_t i = 0; i < m->kpi_count; i++)
		if (str_eq(m->kpis[i].code, code))
			return i;
	return NONE;
}

uint32_t model_measure(const struct model *m, struct str code)
{
	for (uint32_t i = 0; i < m->measure_count; i++)
		if (str_eq(m->measures[i].code, code))
			return i;
	return NONE;
}

uint32_t model_scope_kind(const struct model *m, struct str code)
{
	for (uint32_t i = 0; i < m->scope_kind_count; i++)
		if (str_eq(m->scope_kinds[i].code, code))
			return i;
	return NONE;
}

uint32_t model_axis(const struct model *m, struct str code)
{
	for (uint32_t i = 0; i < m->axis_count; i++)
		if (str_eq(m->axes[i].code, code))
			return i;
	return NONE;
}

uint32_t model_calendar(const struct model *m, struct str code)
{
	for (uint32_t i = 0; i < m->calendar_count; i++)
		if (str_eq(m->calendars[i].code, code))
			return i;
	return NONE;
}

uint32_t model_duty(const struct model *m, struct str code)
{
	for (uint32_t i = 0; i < m->duty_count; i++)
		if (str_eq(m->duties[i].code, code))
			return i;
	return NONE;
}

uint32_t model_entity_kind(const struct model *m, struct str code)
{
	for (uint32_t i = 0; i < m->entity_kind_count; i++)
		if (str_eq(m->entity_kinds[i].code, code))
			return i;
	return NONE;
}

bool compare_holds(enum compare compare, int order)
{
	switch (compare) {
	case COMPARE_LT:
		return order < 0;
	case COMPARE_LE:
		return order <= 0;
	case COMPARE_GT:
		return order > 0;
	case COMPARE_GE:
		return order >= 0;
	case COMPARE_NE:
		return order != 0;
	default:
		return order == 0;
	}
}

/* Cuts ".v2" off; 0: no version is named. */
static uint32_t version_cut(struct str *code)
{
	size_t at = code->len;
	uint32_t version = 0;

	while (at > 0 && code->ptr[at - 1] >= '0' && code->ptr[at - 1] <= '9')
		at--;
	if (at < 3 || at == code->len || code->len - at > 6 || code->ptr[at - 1] != 'v' || code->ptr[at - 2] != '.')
		return 0;
	for (size_t i = at; i < code->len; i++)
		version = version * 10 + (uint32_t)(code->ptr[i] - '0');
	code->len = at - 2;
	return version;
}

/* The highest version that overlaps from <= day < to. */
static uint32_t form_among(const struct model *m, struct str code, int32_t from, int32_t to)
{
	uint32_t version = version_cut(&code);
	uint32_t found = NONE;

	for (uint32_t i = 0; i < m->form_count; i++) {
		const struct form *f = &m->forms[i];

		if (!str_eq(f->code, code) || (version && f->version != version) || f->from >= to || f->to <= from)
			continue;
		if (found == NONE || f->version > m->forms[found].version)
			found = i;
	}
	return found;
}

uint32_t model_form(const struct model *m, struct str code)
{
	return form_among(m, code, DAY_MIN, DAY_NONE);
}

uint32_t model_form_on(const struct model *m, struct str code, int32_t day)
{
	return form_among(m, code, day, day + 1);
}

uint32_t model_period_kind(const struct model *m, struct str code)
{
	for (uint32_t kind = 0; kind < PERIOD_CUSTOM + m->custom_count; kind++)
		if (str_eq(period_kind_code(m, kind), code))
			return kind;
	return NONE;
}
