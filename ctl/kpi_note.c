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

void kpi_names_add(kpi_names *names, uint32_t kpi)
{
	for (size_t i = 0; i < names->count; i++)
		if (names->at[i] == kpi)
			return;
	*ARRAY_ADD(*names) = kpi;
}

void kpi_names_say(const kpi_names *names, const struct wordbook *w, const char *key, struct buf *out)
{
	struct buf titles = { 0 };

	for (size_t i = 0; i < names->count; i++) {
		if (i)
			buf_adds(&titles, STR(", "));
		wordbook_add_kpi(w, &titles, w->model->kpis[names->at[i]].code);
	}
	if (names->count) {
		catalog_say(out, w->language, key, &(struct catalog_arg){ "kpis", buf_str(&titles) }, 1);
		buf_addc(out, '\n');
	}
	buf_free(&titles);
}

void kpi_conventions_add(struct kpi_conventions *c, const struct model *m, uint32_t kpi)
{
	const struct kpi *k = &m->kpis[kpi];

	if (k->direction == DIRECTION_DOWN)
		kpi_names_add(k->attainment == ATTAINMENT_INVERSE ? &c->inverse : &c->linear, kpi);
}

void kpi_conventions_say(const struct kpi_conventions *c, const struct wordbook *w, struct buf *out)
{
	kpi_names_say(&c->linear, w, "attainment_linear", out);
	kpi_names_say(&c->inverse, w, "attainment_inverse", out);
}

void kpi_conventions_add_json(const struct kpi *k, struct buf *out)
{
	if (k->direction == DIRECTION_DOWN)
		json_text(out, "attainment_by", k->attainment == ATTAINMENT_INVERSE ? STR("inverse") : STR("linear"));
}
