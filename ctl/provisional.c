#include "ctl/provisional.h"
#include "ctl/json.h"
#include "rules/plan.h"

/* How many plans of the model's own rows there are by calendar, and at calendar_count those without a working day; the caller
 * frees it. */
static uint32_t *count_plans(const struct model *m)
{
	uint32_t *counts = mem_alloc((m->calendar_count + 1) * sizeof(*counts));
	struct domains domains = { 0 };
	struct scopes scopes = { 0 };
	struct plan_book *book;

	domains_bind(&domains, m);
	book = plan_book_new(m, &domains, &scopes, NULL, 0);
	for (size_t i = 0; i < plan_count(book); i++) {
		struct plan_key key;
		const struct plan *p = plan_nth(book, i, &key);
		uint32_t calendar = plan_provisional(book, p, NONE);

		if (!m->kpis[key.kpi].grows || plan_is_rolled_up(p))
			continue;
		if (calendar != NONE)
			counts[calendar]++;
		counts[m->calendar_count] += key.period.kind != PERIOD_DAY && plan_has_no_weight(book, p, NONE);
	}
	plan_book_free(book);
	scopes_free(&scopes);
	domains_free(&domains);
	return counts;
}

void provisional_add(const struct model *m, struct buf *out)
{
	uint32_t *counts = count_plans(m);

	for (uint32_t c = 0; c < m->calendar_count; c++) {
		if (counts[c] == 0)
			continue;
		buf_addf(out, "provisional: calendar %.*s is given up to ", STR_ARG(m->calendars[c].code));
		date_add(out, m->calendars[c].data_to - 1);
		buf_addf(out, "; of %u plan%s it has not all days\n", counts[c], counts[c] == 1 ? "" : "s");
	}
	if (counts[m->calendar_count] > 0)
		buf_addf(out, "no working day: %u plan%s spread over calendar days\n", counts[m->calendar_count],
			 counts[m->calendar_count] == 1 ? " is" : "s are");
	mem_free(counts);
}

void provisional_add_json(const struct model *m, struct buf *out)
{
	uint32_t *counts = count_plans(m);
	bool any = false;

	json_name(out, "provisional");
	buf_addc(out, '[');
	for (uint32_t c = 0; c < m->calendar_count; c++) {
		if (counts[c] == 0)
			continue;
		buf_adds(out, any ? STR(",{") : STR("{"));
		json_text(out, "calendar", m->calendars[c].code);
		json_day(out, "given_until", m->calendars[c].data_to - 1);
		json_whole(out, "plans", counts[c]);
		buf_addc(out, '}');
		any = true;
	}
	buf_addc(out, ']');
	json_whole(out, "plans_without_working_day", counts[m->calendar_count]);
	mem_free(counts);
}
