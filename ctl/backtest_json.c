#include "ctl/backtest.h"
#include "ctl/json.h"

static void add_object(struct buf *b, const char *name)
{
	json_name(b, name);
	buf_addc(b, '{');
}

static void add_model(const struct backtest *t, struct buf *b, uint32_t which)
{
	const struct hindsight *h = &t->of[which];
	const struct burden *load = &h->burden;

	buf_addc(b, '{');
	json_text(b, "model", which == 0 ? STR("a") : STR("b"));
	json_text(b, "folder", str_of(h->path));
	json_text(b, "sha256", str_of(h->folder.bundle->sha));
	json_whole(b, "reports", (int64_t)h->counters.reports);
	json_whole(b, "rejected", (int64_t)h->counters.rejected);
	json_whole(b, "activations_skipped", (int64_t)h->fold.skipped);
	json_day(b, "first_day", h->first_day);
	json_day(b, "last_day", h->last_day);
	json_whole(b, "missed_below_ppm", t->is->missed_ppm);
	json_whole(b, "alerts", (int64_t)load->alerts.count);
	json_whole(b, "people", load->names.count);
	json_whole(b, "workdays", (int64_t)load->days);
	json_whole(b, "alerts_median", load->median);
	json_whole(b, "alerts_95", load->most_of_95);
	json_whole(b, "alerts_most", load->most);
	if (load->most_person > 0) {
		json_day(b, "most_day", load->most_day);
		json_text(b, "most_to", names_text(&load->names, load->most_person));
	}
	json_whole(b, "broken", h->broken);
	buf_adds(b, STR("}\n"));
}

static void add_lead(struct buf *b, const struct hindsight_decision *d)
{
	size_t n = d->leads.count;

	json_whole(b, "lead_median", n > 0 ? hindsight_rank(d->leads.at, n, 50) : -1);
	json_whole(b, "lead_lower", n > 0 ? hindsight_rank(d->leads.at, n, 25) : -1);
	json_whole(b, "lead_upper", n > 0 ? hindsight_rank(d->leads.at, n, 75) : -1);
}

static void add_decision(struct buf *b, const char *name, const struct hindsight_decision *d)
{
	if (!d)
		return;
	add_object(b, name);
	json_text(b, "decision", d->decision->code);
	json_whole(b, "cases", (int64_t)d->cases.count);
	json_whole(b, "right", d->right);
	json_whole(b, "judged", (int64_t)d->right + d->wrong);
	json_whole(b, "undecided", d->undecided);
	json_whole(b, "found", d->found);
	json_whole(b, "missed", d->missed);
	json_whole(b, "met", d->met);
	json_whole(b, "not_over", d->not_over);
	json_whole(b, "unknown", d->unknown);
	add_lead(b, d);
	buf_addc(b, '}');
}

static void add_case(struct buf *b, const char *name, const struct hindsight_case *c)
{
	if (!c)
		return;
	add_object(b, name);
	json_name(b, "case");
	buf_addf(b, "\"C%u\"", c->number + 1);
	json_day(b, "opened_day", c->opened_day);
	json_day(b, "closed_day", c->closed_day);
	json_whole(b, "lead_days", c->lead_days);
	json_text(b, "to", c->to);
	buf_addc(b, '}');
}

static void add_match(const struct backtest *t, struct buf *b, const struct backtest_match *x)
{
	static const char *const fates[] = { "not_over", "unknown", "met", "missed" };
	const struct hindsight_case *any = x->a ? x->a : x->b;
	const struct hindsight *h = &t->of[x->a ? 0 : 1];
	const struct decision *d = h->decisions[any->decision].decision;

	buf_addc(b, '{');
	json_text(b, "in", x->a && x->b ? STR("both") : x->a ? STR("a") : STR("b"));
	json_text(b, "decision", d->code);
	json_text(b, "scope_kind", h->folder.model->scope_kinds[d->scope_kind].code);
	json_text(b, "scope", any->scope);
	json_text(b, "period", any->period);
	json_text(b, "fate", str_of(fates[any->fate]));
	add_case(b, "a", x->a);
	add_case(b, "b", x->b);
	buf_adds(b, STR("}\n"));
}

static void add_row(const struct backtest *t, struct buf *b, const struct backtest_row *r)
{
	buf_addc(b, '{');
	json_text(b, "compared", (r->a ? r->a : r->b)->decision->code);
	if (t->is->model_count > 1) {
		json_whole(b, "only_a", r->only_a);
		json_whole(b, "only_b", r->only_b);
		json_whole(b, "both", r->both);
	}
	add_decision(b, "a", r->a);
	add_decision(b, "b", r->b);
	buf_adds(b, STR("}\n"));
	for (size_t i = 0; t->is->cases && i < r->matches.count; i++)
		add_match(t, b, &r->matches.at[i]);
}

void backtest_json(const struct backtest *t, struct buf *out)
{
	for (uint32_t i = 0; i < t->is->model_count; i++)
		add_model(t, out, i);
	for (size_t i = 0; i < t->rows.count; i++)
		add_row(t, out, &t->rows.at[i]);
}
