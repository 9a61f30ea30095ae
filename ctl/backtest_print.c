#include "ctl/backtest.h"

#include <string.h>

enum { LABEL = 34, COLUMN = 24, LOWER = 25, MIDDLE = 50, UPPER = 75 };

/* ---- words ---- */

void backtest_say(const struct backtest *t, struct buf *out, const char *key)
{
	catalog_say(out, t->words.language, key, NULL, 0);
}

static void add_whole(const struct backtest *t, struct buf *out, uint64_t n)
{
	catalog_add_whole(out, t->words.language, (int64_t)n);
}

void backtest_add_share(const struct backtest *t, struct buf *out, uint64_t n, uint64_t of)
{
	struct buf count = { 0 }, all = { 0 }, share = { 0 };

	if (of == 0) {
		backtest_say(t, out, "backtest_none");
		return;
	}
	add_whole(t, &count, n);
	add_whole(t, &all, of);
	catalog_add_percent(&share, t->words.language, (int64_t)num_div_round((i128)n * PPM, (i128)of), 1);
	catalog_say(out, t->words.language, "backtest_share",
		    (struct catalog_arg[]){ { "n", buf_str(&count) }, { "of", buf_str(&all) }, { "share", buf_str(&share) } }, 3);
	buf_free(&count);
	buf_free(&all);
	buf_free(&share);
}

void backtest_add_title(const struct backtest *t, struct buf *out, const struct decision *d)
{
	struct str title = d->title.in[t->words.language];

	buf_add_visible(out, title.len > 0 ? title : d->code, false);
}

const char *backtest_fate(enum fate fate)
{
	static const char *const keys[] = {
		[FATE_NOT_OVER] = "backtest_not_over",
		[FATE_UNKNOWN] = "backtest_unknown",
		[FATE_MET] = "backtest_met",
		[FATE_MISSED] = "backtest_missed",
	};

	return keys[fate];
}

void backtest_add_past(const struct backtest *t, struct buf *out)
{
	const struct hindsight *h = &t->of[0];
	struct buf n = { 0 }, refused = { 0 }, first = { 0 }, last = { 0 };

	add_whole(t, &n, h->counters.reports);
	add_whole(t, &refused, h->counters.rejected);
	if (h->first_day != DAY_NONE)
		catalog_add_day(&first, t->words.language, h->first_day);
	if (h->last_day != DAY_NONE)
		catalog_add_day(&last, t->words.language, h->last_day);
	catalog_say(out, t->words.language, "backtest_past",
		    (struct catalog_arg[]){ { "n", buf_str(&n) },
					    { "refused", buf_str(&refused) },
					    { "first", buf_str(&first) },
					    { "last", buf_str(&last) } },
		    4);
	buf_free(&n);
	buf_free(&refused);
	buf_free(&first);
	buf_free(&last);
}

void backtest_add_load(const struct backtest *t, struct buf *out, uint32_t which)
{
	const struct burden *b = &t->of[which].burden;
	const uint64_t numbers[] = { b->alerts.count, b->names.count, b->days, b->median, b->most_of_95, b->most };
	static const char *const names[] = { "alerts", "people", "days", "median", "share", "most" };
	struct buf texts[6] = { { 0 } };
	struct catalog_arg args[6];

	for (int i = 0; i < 6; i++) {
		add_whole(t, &texts[i], numbers[i]);
		args[i] = (struct catalog_arg){ names[i], buf_str(&texts[i]) };
	}
	catalog_say(out, t->words.language, "backtest_page_load_in_words", args, 6);
	if (b->most_person > 0) {
		buf_addc(out, ' ');
		wordbook_add_person(&t->words, out, names_text(&b->names, b->most_person));
		buf_adds(out, STR(", "));
		catalog_add_day(out, t->words.language, b->most_day);
	}
	for (int i = 0; i < 6; i++)
		buf_free(&texts[i]);
}

/* ---- a table of a label and a figure of each model ---- */

typedef void add_figure(const struct backtest *t, struct buf *out, const struct backtest_row *r, uint32_t which);

static const struct hindsight_decision *side(const struct backtest_row *r, uint32_t which)
{
	return which == 0 ? r->a : r->b;
}

static void add_line(const struct backtest *t, struct buf *out, const char *key, const struct backtest_row *r, add_figure *add)
{
	struct buf cell = { 0 };

	buf_adds(out, STR("  "));
	backtest_say(t, &cell, key);
	common_cell(out, buf_str(&cell), LABEL);
	for (uint32_t i = 0; i < t->is->model_count; i++) {
		buf_clear(&cell);
		if (r && !side(r, i))
			buf_adds(&cell, STR("-"));
		else
			add(t, &cell, r, i);
		common_cell(out, buf_str(&cell), i + 1 < t->is->model_count ? COLUMN : 0);
		if (i + 1 < t->is->model_count)
			buf_adds(out, STR("  "));
	}
	buf_addc(out, '\n');
	buf_free(&cell);
}

static void add_cases(const struct backtest *t, struct buf *out, const struct backtest_row *r, uint32_t which)
{
	add_whole(t, out, side(r, which)->cases.count);
}

static void add_only(const struct backtest *t, struct buf *out, const struct backtest_row *r, uint32_t which)
{
	add_whole(t, out, which == 0 ? r->only_a : r->only_b);
}

static void add_both(const struct backtest *t, struct buf *out, const struct backtest_row *r, uint32_t which)
{
	(void)which;
	add_whole(t, out, r->both);
}

static void add_precision(const struct backtest *t, struct buf *out, const struct backtest_row *r, uint32_t which)
{
	const struct hindsight_decision *d = side(r, which);

	backtest_add_share(t, out, d->right, (uint64_t)d->right + d->wrong);
}

static void add_recall(const struct backtest *t, struct buf *out, const struct backtest_row *r, uint32_t which)
{
	backtest_add_share(t, out, side(r, which)->found, side(r, which)->missed);
}

static void add_lead(const struct backtest *t, struct buf *out, const struct backtest_row *r, uint32_t which)
{
	const struct hindsight_decision *d = side(r, which);
	size_t n = d->leads.count;

	if (n == 0)
		backtest_say(t, out, "backtest_none");
	else
		buf_addf(out, "%d (%d..%d)", hindsight_rank(d->leads.at, n, MIDDLE), hindsight_rank(d->leads.at, n, LOWER),
			 hindsight_rank(d->leads.at, n, UPPER));
}

static void add_undecided(const struct backtest *t, struct buf *out, const struct backtest_row *r, uint32_t which)
{
	add_whole(t, out, side(r, which)->undecided);
}

static void add_subjects(const struct backtest *t, struct buf *out, const struct backtest_row *r, uint32_t which)
{
	const struct hindsight_decision *d = side(r, which);

	backtest_add_share(t, out, d->missed, (uint64_t)d->missed + d->met);
}

static void add_left_out(const struct backtest *t, struct buf *out, const struct backtest_row *r, uint32_t which)
{
	add_whole(t, out, (uint64_t)side(r, which)->not_over + side(r, which)->unknown);
}

static void add_heading(const struct backtest *t, struct buf *out, const struct backtest_row *r)
{
	const struct decision *d = (r->a ? r->a : r->b)->decision;

	buf_addc(out, '\n');
	common_colour(&t->is->common, out, COLOUR_BOLD);
	backtest_add_title(t, out, d);
	common_colour(&t->is->common, out, COLOUR_PLAIN);
	buf_addf(out, " (%.*s", STR_ARG(d->code));
	if (r->a && r->b && !str_eq(r->b->decision->code, d->code))
		buf_addf(out, " / %.*s", STR_ARG(r->b->decision->code));
	buf_adds(out, STR(")\n"));
}

static void print_row(const struct backtest *t, struct buf *out, const struct backtest_row *r)
{
	add_heading(t, out, r);
	add_line(t, out, "backtest_cases", r, add_cases);
	if (t->is->model_count > 1) {
		add_line(t, out, "backtest_only", r, add_only);
		add_line(t, out, "backtest_both", r, add_both);
	}
	add_line(t, out, "backtest_precision", r, add_precision);
	add_line(t, out, "backtest_recall", r, add_recall);
	add_line(t, out, "backtest_lead", r, add_lead);
	add_line(t, out, "backtest_undecided", r, add_undecided);
	add_line(t, out, "backtest_subjects", r, add_subjects);
	add_line(t, out, "backtest_left_out", r, add_left_out);
}

/* ---- load ---- */

static void add_alerts(const struct backtest *t, struct buf *out, const struct backtest_row *r, uint32_t which)
{
	(void)r;
	add_whole(t, out, t->of[which].burden.alerts.count);
}

static void add_people(const struct backtest *t, struct buf *out, const struct backtest_row *r, uint32_t which)
{
	(void)r;
	add_whole(t, out, t->of[which].burden.names.count);
	buf_adds(out, STR(" x "));
	add_whole(t, out, t->of[which].burden.days);
}

static void add_median(const struct backtest *t, struct buf *out, const struct backtest_row *r, uint32_t which)
{
	(void)r;
	add_whole(t, out, t->of[which].burden.median);
	buf_adds(out, STR(" / "));
	add_whole(t, out, t->of[which].burden.most_of_95);
}

static void add_most(const struct backtest *t, struct buf *out, const struct backtest_row *r, uint32_t which)
{
	const struct burden *b = &t->of[which].burden;

	(void)r;
	add_whole(t, out, b->most);
	if (b->most_person == 0)
		return;
	buf_addc(out, ' ');
	date_add(out, b->most_day);
	buf_addc(out, ' ');
	buf_add_visible(out, names_text(&b->names, b->most_person), false);
}

static void add_broken(const struct backtest *t, struct buf *out, const struct backtest_row *r, uint32_t which)
{
	(void)r;
	add_whole(t, out, t->of[which].broken);
}

static void print_load(const struct backtest *t, struct buf *out)
{
	buf_addc(out, '\n');
	common_colour(&t->is->common, out, COLOUR_BOLD);
	backtest_say(t, out, "backtest_load");
	common_colour(&t->is->common, out, COLOUR_PLAIN);
	buf_addc(out, '\n');
	add_line(t, out, "backtest_alerts", NULL, add_alerts);
	add_line(t, out, "backtest_people", NULL, add_people);
	add_line(t, out, "backtest_per_day", NULL, add_median);
	add_line(t, out, "backtest_most", NULL, add_most);
	add_line(t, out, "backtest_broken", NULL, add_broken);
}

/* ---- cases ---- */

static void print_case(const struct backtest *t, struct buf *out, const struct backtest_match *x)
{
	const struct hindsight_case *any = x->a ? x->a : x->b;
	struct buf cell = { 0 };

	common_cell(out, x->a && x->b ? STR("  A B") : x->a ? STR("  A  ") : STR("    B"), 7);
	wordbook_add_scope(&t->words, &cell,
			   t->words.model->scope_kinds[t->of[x->a ? 0 : 1].decisions[any->decision].decision->scope_kind].code,
			   any->scope);
	common_cell(out, buf_str(&cell), LABEL - 8);
	buf_addc(out, ' ');
	common_cell(out, any->period, 9);
	for (int i = 0; i < (int)t->is->model_count; i++) {
		const struct hindsight_case *c = i == 0 ? x->a : x->b;

		buf_clear(&cell);
		if (c)
			date_add(&cell, c->opened_day);
		if (c && c->fate == FATE_MISSED)
			buf_addf(&cell, " (%d)", c->lead_days);
		common_cell(out, buf_str(&cell), 17);
	}
	backtest_say(t, out, backtest_fate(any->fate));
	buf_addc(out, '\n');
	buf_free(&cell);
}

/* ---- ---- */

static void add_models(const struct backtest *t, struct buf *out)
{
	for (uint32_t i = 0; i < t->is->model_count; i++)
		buf_addf(out, "%c  %s\n", 'A' + (int)i, t->of[i].path);
}

static void add_heads(const struct backtest *t, struct buf *out)
{
	if (t->is->model_count < 2)
		return;
	buf_addc(out, '\n');
	common_cell(out, STR(""), LABEL + 2);
	common_cell(out, STR("A"), COLUMN);
	buf_adds(out, STR("  B\n"));
}

static void add_meaning(const struct backtest *t, struct buf *out)
{
	struct buf share = { 0 };

	catalog_add_percent(&share, t->words.language, t->is->missed_ppm, t->is->missed_ppm % (PPM / 100) ? 1 : 0);
	buf_addc(out, '\n');
	catalog_say(out, t->words.language, "backtest_means_missed", &(struct catalog_arg){ "share", buf_str(&share) }, 1);
	buf_addc(out, '\n');
	backtest_say(t, out, "backtest_means_precision");
	buf_addc(out, '\n');
	backtest_say(t, out, "backtest_means_recall");
	buf_addc(out, '\n');
	backtest_say(t, out, "backtest_means_lead");
	buf_addc(out, '\n');
	buf_free(&share);
}

void backtest_print(const struct backtest *t, struct buf *out)
{
	add_models(t, out);
	backtest_add_past(t, out);
	buf_addc(out, '\n');
	add_heads(t, out);
	for (size_t i = 0; i < t->rows.count; i++) {
		print_row(t, out, &t->rows.at[i]);
		for (size_t n = 0; t->is->cases && n < t->rows.at[i].matches.count; n++)
			print_case(t, out, &t->rows.at[i].matches.at[n]);
	}
	print_load(t, out);
	add_meaning(t, out);
}
