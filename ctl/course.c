#include "ctl/course.h"
#include "ctl/json.h"
#include "rules/period.h"

int32_t course_from(const struct course *c)
{
	return period_from(engine_model(c->engine), c->in);
}

int32_t course_to(const struct course *c)
{
	return period_to(engine_model(c->engine), c->in);
}

int32_t course_mark(const struct course *c)
{
	return c->as_of != DAY_NONE && c->as_of + 1 < course_to(c) ? c->as_of : DAY_NONE;
}

void course_at(const struct course *c, int32_t day, struct figures *out)
{
	/* The whole period counts every fact, as the table does. */
	bool whole = c->as_of == DAY_NONE && day + 1 == course_to(c);

	figures_to_date(c->engine, c->scope, c->kpi, c->in, c->calendar, LEVEL_TARGET, whole ? DAY_NONE : day, out);
	if (c->as_of != DAY_NONE && day > c->as_of)
		out->fact = (struct ratio){ 0, 0 };
}

void course_add_json(const struct course *c, struct buf *b)
{
	json_name(b, "points");
	buf_addc(b, '[');
	for (int32_t day = course_from(c); day < course_to(c); day++) {
		struct figures f;

		course_at(c, day, &f);
		buf_adds(b, day > course_from(c) ? STR(",{") : STR("{"));
		json_day(b, "day", day);
		json_number(b, "fact", f.fact, E4);
		if (f.has_plan && engine_model(c->engine)->kpis[c->kpi].additive)
			json_number(b, "expected", f.expected, E4);
		buf_addc(b, '}');
	}
	buf_addc(b, ']');
}
