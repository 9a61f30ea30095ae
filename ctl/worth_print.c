#include "ctl/json.h"
#include "ctl/worth.h"

enum { LABEL = 36 };

/* ---- words ---- */
void worth_say(const struct worth *w, struct buf *out, const char *key)
{
	catalog_say(out, w->words.language, key, NULL, 0);
}

void worth_add_count(const struct worth *w, struct buf *out, uint64_t n)
{
	catalog_add_whole(out, w->words.language, (int64_t)n);
}

void worth_add_title(const struct worth *w, struct buf *out, const struct worth_row *r)
{
	struct str title = r->decision ? r->decision->title.in[w->words.language] : (struct str){ 0 };

	buf_add_visible(out, title.len > 0 ? title : casebook_text(&w->book, r->code), false);
}

static void say_of(const struct worth *w, struct buf *out, const char *key, const char *name, const struct buf *text, uint64_t of)
{
	struct buf n = { 0 };

	worth_add_count(w, &n, of);
	catalog_say(out, w->words.language, key, (struct catalog_arg[]){ { name, buf_str(text) }, { "n", buf_str(&n) } }, 2);
	buf_free(&n);
}

void worth_add_share(const struct worth *w, struct buf *out, uint64_t n, uint64_t of)
{
	struct buf count = { 0 }, all = { 0 }, share = { 0 };

	if (of == 0) {
		worth_say(w, out, "worth_none");
		return;
	}
	worth_add_count(w, &count, n);
	worth_add_count(w, &all, of);
	catalog_add_percent(&share, w->words.language, (int64_t)num_div_round((i128)n * PPM, (i128)of), 1);
	catalog_say(out, w->words.language, "worth_share",
		    (struct catalog_arg[]){ { "n", buf_str(&count) }, { "of", buf_str(&all) }, { "share", buf_str(&share) } }, 3);
	buf_free(&count);
	buf_free(&all);
	buf_free(&share);
}

void worth_add_hours(const struct worth *w, struct buf *out, const struct worth_row *r)
{
	struct buf hours = { 0 };
	int64_t median;

	if (!worth_median(&r->hours, &median)) {
		worth_say(w, out, "worth_none");
		return;
	}
	catalog_add_e4(&hours, w->words.language, median, 1);
	say_of(w, out, "worth_median_of", "median", &hours, r->hours.count);
	buf_free(&hours);
}

static void add_amount(const struct worth *w, struct buf *out, const struct worth_row *r, i128 e4)
{
	if (e4 > INT64_MAX || e4 < -INT64_MAX)
		worth_say(w, out, "worth_none");
	else
		wordbook_add_amount(&w->words, out, casebook_text(&w->book, r->kpi), (int64_t)e4);
}

void worth_add_gap(const struct worth *w, struct buf *out, const struct worth_row *r, const worth_values *v)
{
	struct buf median = { 0 }, sum = { 0 }, n = { 0 };
	int64_t middle;

	if (!worth_median(v, &middle)) {
		worth_say(w, out, "worth_none");
		return;
	}
	add_amount(w, &median, r, middle);
	add_amount(w, &sum, r, worth_sum(v));
	worth_add_count(w, &n, v->count);
	catalog_say(out, w->words.language, "worth_gap",
		    (struct catalog_arg[]){ { "median", buf_str(&median) }, { "sum", buf_str(&sum) }, { "n", buf_str(&n) } }, 3);
	buf_free(&median);
	buf_free(&sum);
	buf_free(&n);
}

void worth_add_recovered(const struct worth *w, struct buf *out, const struct worth_gaps *g)
{
	struct buf share = { 0 };
	int64_t ppm;

	if (!worth_recovered_ppm(g, &ppm)) {
		worth_say(w, out, "worth_none");
		return;
	}
	catalog_add_percent(&share, w->words.language, ppm, 1);
	say_of(w, out, g->count < WORTH_FEW ? "worth_recovered_few" : "worth_recovered_of", "share", &share, g->count);
	buf_free(&share);
}

void worth_add_difference(const struct worth *w, struct buf *out, const struct worth_row *r)
{
	bool few = r->gaps[WORTH_ACTED].count < WORTH_FEW || r->gaps[WORTH_TRIAL].count < WORTH_FEW;
	struct buf points = { 0 };
	int64_t ppm;

	if (!worth_difference_ppm(r, &ppm)) {
		worth_say(w, out, "worth_no_trial");
		return;
	}
	catalog_add_e4(&points, w->words.language, (int64_t)num_div_round((i128)ppm * E4 * 100, PPM), 1);
	catalog_say(out, w->words.language, few ? "worth_points_few" : "worth_points",
		    &(struct catalog_arg){ "points", buf_str(&points) }, 1);
	buf_free(&points);
}

const char *worth_group_key(enum worth_group g)
{
	static const char *const keys[WORTH_GROUPS] = {
		[WORTH_ACTED] = "worth_after_action", [WORTH_IDLE] = "worth_without_action", [WORTH_TRIAL] = "worth_on_trial"
	};

	return keys[g];
}

/* ---- for people ---- */
static void add_label(const struct worth *w, struct buf *out, const char *key)
{
	struct buf label = { 0 };

	worth_say(w, &label, key);
	buf_adds(out, STR("  "));
	common_cell(out, buf_str(&label), LABEL);
	buf_adds(out, STR("  "));
	buf_free(&label);
}

static void line_count(const struct worth *w, struct buf *out, const char *key, uint64_t n)
{
	add_label(w, out, key);
	worth_add_count(w, out, n);
	buf_addc(out, '\n');
}

static void line_share(const struct worth *w, struct buf *out, const char *key, uint64_t n, uint64_t of)
{
	add_label(w, out, key);
	worth_add_share(w, out, n, of);
	buf_addc(out, '\n');
}

static void print_gaps(const struct worth *w, struct buf *out, const struct worth_row *r)
{
	add_label(w, out, "worth_gap_opened");
	worth_add_gap(w, out, r, &r->opened);
	buf_addc(out, '\n');
	add_label(w, out, "worth_gap_closed");
	worth_add_gap(w, out, r, &r->closed_gaps);
	buf_addc(out, '\n');
	for (int g = 0; g < WORTH_GROUPS; g++) {
		add_label(w, out, worth_group_key((enum worth_group)g));
		worth_add_recovered(w, out, &r->gaps[g]);
		buf_addc(out, '\n');
	}
	add_label(w, out, "worth_difference");
	worth_add_difference(w, out, r);
	buf_addc(out, '\n');
}

static void print_row(const struct worth *w, struct buf *out, const struct worth_row *r)
{
	buf_addc(out, '\n');
	common_colour(w->is.common, out, COLOUR_BOLD);
	worth_add_title(w, out, r);
	common_colour(w->is.common, out, COLOUR_PLAIN);
	buf_addf(out, "  %.*s\n", STR_ARG(casebook_text(&w->book, r->code)));
	line_count(w, out, "worth_closed", r->closed);
	line_count(w, out, "worth_open", r->open);
	line_count(w, out, "worth_trial", r->trial);
	line_share(w, out, "worth_acted", r->acted, r->closed);
	add_label(w, out, "worth_hours");
	worth_add_hours(w, out, r);
	buf_addc(out, '\n');
	line_share(w, out, "worth_repeats", r->repeats, r->closed);
	line_share(w, out, "worth_not_confirmed", r->not_confirmed, r->closed);
	line_share(w, out, "worth_void", r->voided, r->closed);
	line_share(w, out, "worth_tasks", r->tasks_done, r->tasks);
	line_share(w, out, "worth_answers", r->answered, r->questions);
	print_gaps(w, out, r);
}

void worth_print(const struct worth *w, struct buf *out)
{
	if (w->rows.count == 0) {
		worth_say(w, out,
			  w->is.decision || w->is.from != DAY_MIN || w->is.to != DAY_MAX ? "nothing_matches" : "no_cases");
		buf_addc(out, '\n');
		return;
	}
	for (size_t i = 0; i < w->rows.count; i++)
		print_row(w, out, &w->rows.at[i]);
	buf_addc(out, '\n');
	worth_say(w, out, "worth_means_recovered");
	buf_addc(out, '\n');
	worth_say(w, out, "worth_means_trial");
	buf_addc(out, '\n');
}

/* ---- for programs ---- */
static void json_middle(struct buf *out, const char *name, const worth_values *v)
{
	int64_t median;

	if (worth_median(v, &median))
		json_number(out, name, (struct ratio){ median, E4 }, E4);
	else
		json_number(out, name, (struct ratio){ 0 }, E4);
}

static void json_group(struct buf *out, const char *name, const struct worth_gaps *g)
{
	json_name(out, name);
	buf_addc(out, '{');
	json_whole(out, "cases", g->count);
	json_number(out, "missed_opened", (struct ratio){ g->missed_opened, E4 }, E4);
	json_number(out, "missed_closed", (struct ratio){ g->missed_closed, E4 }, E4);
	json_number(out, "recovered_ppm", (struct ratio){ g->missed_opened - g->missed_closed, g->missed_opened }, PPM);
	buf_addc(out, '}');
}

static void json_row(const struct worth *w, struct buf *out, const struct worth_row *r)
{
	int64_t ppm;

	buf_addc(out, '{');
	json_text(out, "decision", casebook_text(&w->book, r->code));
	json_text(out, "kpi", casebook_text(&w->book, r->kpi));
	json_whole(out, "closed", r->closed);
	json_whole(out, "open", r->open);
	json_whole(out, "trial", r->trial);
	json_whole(out, "acted", r->acted);
	json_middle(out, "hours_to_acknowledge_median", &r->hours);
	json_whole(out, "repeats", r->repeats);
	json_whole(out, "not_confirmed", r->not_confirmed);
	json_whole(out, "void", r->voided);
	json_whole(out, "tasks", r->tasks);
	json_whole(out, "tasks_done", r->tasks_done);
	json_whole(out, "questions", r->questions);
	json_whole(out, "answered", r->answered);
	json_whole(out, "gaps", (int64_t)r->opened.count);
	json_middle(out, "gap_opened_median", &r->opened);
	json_number(out, "gap_opened_sum", (struct ratio){ worth_sum(&r->opened), E4 }, E4);
	json_middle(out, "gap_closed_median", &r->closed_gaps);
	json_number(out, "gap_closed_sum", (struct ratio){ worth_sum(&r->closed_gaps), E4 }, E4);
	json_group(out, "after_action", &r->gaps[WORTH_ACTED]);
	json_group(out, "without_action", &r->gaps[WORTH_IDLE]);
	json_group(out, "on_trial", &r->gaps[WORTH_TRIAL]);
	json_number(out, "difference_ppm", worth_difference_ppm(r, &ppm) ? (struct ratio){ ppm, PPM } : (struct ratio){ 0 }, PPM);
	buf_adds(out, STR("}\n"));
}

void worth_json(const struct worth *w, struct buf *out)
{
	for (size_t i = 0; i < w->rows.count; i++)
		json_row(w, out, &w->rows.at[i]);
}
