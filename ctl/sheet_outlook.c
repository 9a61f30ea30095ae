/* Where the period will end, and whether the plans below make the plan. */
#include "ctl/json.h"
#include "ctl/sheet.h"
#include "rules/assignment.h"
#include "rules/landing.h"

static const char *const methods[LANDING_METHODS] = { [LANDING_RUN_RATE] = "run_rate",
						      [LANDING_PLAN] = "plan",
						      [LANDING_RECENT] = "recent",
						      [LANDING_PREVIOUS] = "previous",
						      [LANDING_WEIGHTED] = "weighted" };

static void landing_json(struct sheet *s, const struct landing *x)
{
	for (int i = 0; i < LANDING_METHODS; i++)
		json_number(s->out, methods[i], x->by[i], E4);
	json_number(s->out, "low", x->low, E4);
	json_number(s->out, "high", x->high, E4);
	json_number(s->out, "target", x->target, E4);
}

void sheet_add_landing(struct sheet *s)
{
	enum { COLUMNS = 3 };
	static const char *const head[COLUMNS] = { "sheet_method", "figure_landing", "sheet_of_plan" };
	struct grid g = { .columns = COLUMNS };
	struct landing x;
	enum analysis_outcome outcome = landing_of(&s->q, &x);

	if (!sheet_begin(s, "landing", outcome, NONE))
		return;
	if (s->common->json) {
		landing_json(s, &x);
		sheet_end(s);
		return;
	}
	sheet_head(s, &g, head);
	for (int i = 0; i < LANDING_METHODS; i++) {
		struct buf key = { 0 };

		if (i == LANDING_WEIGHTED && !x.categories)
			continue;
		buf_addf(&key, "sheet_landing_%s", methods[i]);
		grid_row_begin(&g);
		sheet_word(s, &g, key.ptr);
		if (!x.by[i].den)
			catalog_say(&g.text, s->common->language, "status_no_data", NULL, 0);
		sheet_amount(s, &g, s->q.kpi, x.by[i]);
		sheet_share(s, &g, x.by[i], x.target);
		buf_free(&key);
	}
	sheet_grid(s, &g, COLUMNS - 1);
	sheet_end(s);
}

static void assignment_json(struct sheet *s, const struct assignment *x)
{
	static const char *const states[] = {
		[ASSIGNMENT_FITS] = "fits", [ASSIGNMENT_UNDER] = "under", [ASSIGNMENT_OVER] = "over"
	};

	json_text(s->out, "by", s->m->scope_kinds[s->by].code);
	sheet_json_e4(s, "own", x->own_e4);
	sheet_json_e4(s, "parts", x->parts_e4);
	json_number(s->out, "ratio_ppm", x->ratio, PPM);
	json_whole(s->out, "count", x->count);
	json_whole(s->out, "without", x->without);
	buf_addf(s->out, ",\"rolled_up\":%s", x->rolled_up ? "true" : "false");
	json_text(s->out, "state", str_of(states[x->state]));
}

void sheet_add_assignment(struct sheet *s)
{
	enum { COLUMNS = 4 };
	static const char *const head[COLUMNS] = { "sheet_assigned_own", "sheet_assigned_parts", "sheet_assigned",
						   "sheet_remark" };
	static const char *const remarks[] = {
		[ASSIGNMENT_FITS] = NULL, [ASSIGNMENT_UNDER] = "sheet_under", [ASSIGNMENT_OVER] = "sheet_over"
	};
	struct grid g = { .columns = COLUMNS };
	struct assignment x;
	enum analysis_outcome outcome = assignment_of(&s->q, s->by, &x);

	if (!sheet_begin(s, "assignment", outcome, NONE))
		return;
	if (s->common->json) {
		assignment_json(s, &x);
		sheet_end(s);
		return;
	}
	sheet_head(s, &g, head);
	grid_row_begin(&g);
	sheet_e4(s, &g, s->q.kpi, x.own_e4);
	sheet_e4(s, &g, s->q.kpi, x.parts_e4);
	sheet_share(s, &g, x.ratio, (struct ratio){ 1, 1 });
	sheet_word(s, &g, x.rolled_up ? "sheet_rolled_up" : remarks[x.state]);
	sheet_grid(s, &g, COLUMNS - 2);
	sheet_end(s);
}
