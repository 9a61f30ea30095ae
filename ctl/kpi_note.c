#include "ctl/kpi_note.h"
#include "ctl/json.h"
#include "rules/engine.h"

struct kpi_note kpi_note_of(const struct engine *e, uint32_t scope, uint32_t kpi, struct period in, uint32_t calendar)
{
	if (!engine_model(e)->kpis[kpi].additive)
		return (struct kpi_note){ .given_until = DAY_NONE };
	return (struct kpi_note){ figures_given_until(e, scope, kpi, in, calendar),
				  figures_plan_is_spread(e, scope, kpi, in, calendar) };
}

bool kpi_note_is_any(const struct kpi_note *n)
{
	return n->given_until != DAY_NONE || n->is_spread;
}

void kpi_note_merge(struct kpi_note *all, const struct kpi_note *n)
{
	if (n->given_until != DAY_NONE)
		all->given_until = n->given_until;
	all->is_spread = all->is_spread || n->is_spread;
}

void kpi_note_add_foot(const struct kpi_note *all, enum language language, struct buf *out)
{
	struct buf day = { 0 };

	if (all->given_until != DAY_NONE) {
		catalog_add_day(&day, language, all->given_until);
		catalog_say(out, language, "figures_provisional", &(struct catalog_arg){ "day", buf_str(&day) }, 1);
		buf_addc(out, '\n');
	}
	if (all->is_spread) {
		catalog_say(out, language, "figures_spread", NULL, 0);
		buf_addc(out, '\n');
	}
	buf_free(&day);
}

void kpi_note_add_json(const struct kpi_note *n, struct buf *out)
{
	if (n->given_until != DAY_NONE) {
		json_name(out, "provisional");
		buf_adds(out, STR("true"));
		json_day(out, "calendar_given_until", n->given_until);
	}
	if (n->is_spread) {
		json_name(out, "no_working_day");
		buf_adds(out, STR("true"));
	}
}
