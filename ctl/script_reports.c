#include "ctl/script_inside.h"
#include <string.h>

static struct str form_of(struct str form)
{
	return str_cut(&form, '.');
}

static struct written *find_written(const struct writer *w, struct str form, struct str id)
{
	for (size_t i = 0; i < w->reports.count; i++)
		if (str_eq(w->reports.at[i].form, form_of(form)) && str_eq(w->reports.at[i].id, id))
			return &w->reports.at[i];
	return NULL;
}

static struct written *need_written(struct writer *w, struct str form, struct str id, struct spot place)
{
	struct written *r = find_written(w, form, id);
	struct nearest near = { .wanted = id };

	if (r || id.len == 0)
		return r;
	for (size_t i = 0; i < w->reports.count; i++)
		if (str_eq(w->reports.at[i].form, form_of(form)))
			nearest_offer(&near, w->reports.at[i].id);
	spot_problem(w->problems, place, "there is no report %.*s \"%.*s\" before this moment%s", STR_ARG(form), STR_ARG(id),
		     nearest_text(&near));
	return NULL;
}

static struct str pair_text(const struct pair *pairs, size_t count, struct str name)
{
	for (size_t i = 0; i < count; i++)
		if (str_eq(pairs[i].name, name))
			return pairs[i].text;
	return (struct str){ 0 };
}

/* What the reader takes from JSON: a list of mappings, each a line of the report. */
static struct str lines_text(struct writer *w, const struct node *list)
{
	struct buf b = { 0 };
	struct str s;

	buf_addc(&b, '[');
	for (const struct node *line = list->first; line; line = line->next) {
		if (line->kind != NODE_MAP)
			spot_problem(w->problems, line->place, "expected the fields of a line, got %s", node_what(line));
		buf_adds(&b, line == list->first ? STR("{") : STR(",{"));
		for (const struct node *f = line->kind == NODE_MAP ? line->first : NULL; f; f = f->next) {
			if (f->kind != NODE_SCALAR)
				spot_problem(w->problems, f->place, "expected one value, got %s", node_what(f));
			buf_adds(&b, f == line->first ? STR("") : STR(","));
			buf_add_json(&b, f->key->text);
			buf_addc(&b, ':');
			if (f->null)
				buf_adds(&b, STR("null"));
			else
				buf_add_json(&b, f->text);
		}
		buf_addc(&b, '}');
	}
	buf_addc(&b, ']');
	s = arena_str(w->arena, buf_str(&b));
	buf_free(&b);
	return s;
}

void writer_put_node(struct writer *w, const struct node *f)
{
	if (str_eq(f->key->text, STR("received_at")))
		spot_problem(w->problems, f->place, "received_at: it is the moment's `at` here");
	else if (f->kind == NODE_LIST)
		writer_put(w, f->key->text, lines_text(w, f));
	else if (f->kind == NODE_MAP)
		spot_problem(w->problems, f->place, "%.*s: expected a value, or a list of lines, got a mapping",
			     STR_ARG(f->key->text));
	else if (!f->null)
		writer_put(w, f->key->text, f->text);
}

/* form-seller-date, with a number behind it where that is taken. */
static struct str made_id(struct writer *w, struct str start, struct str form, struct str seller, struct str at)
{
	struct str date = str_head(at, DATE_LEN), id;

	if (start.len == 0)
		start = arena_strf(w->arena, "%.*s%s%.*s", STR_ARG(form_of(form)), seller.len > 0 ? "-" : "", STR_ARG(seller));
	id = arena_strf(w->arena, "%.*s-%.*s", STR_ARG(start), STR_ARG(date));
	for (uint32_t n = 2; find_written(w, form, id); n++)
		id = arena_strf(w->arena, "%.*s-%.*s-%u", STR_ARG(start), STR_ARG(date), n);
	return id;
}

static void keep_report(struct writer *w, struct deed *d)
{
	struct str form, id, rev;
	int64_t revision = 1;
	struct written *r;

	writer_keep(w, d);
	form = pair_text(d->pairs, d->pair_count, STR("form"));
	id = pair_text(d->pairs, d->pair_count, STR("id"));
	rev = pair_text(d->pairs, d->pair_count, STR("rev"));
	if (rev.len > 0 && num_parse_i64(rev, &revision, NULL) < 0)
		revision = 1;
	r = find_written(w, form, id);
	if (!r)
		r = ARRAY_ADD(w->reports);
	*r = (struct written){ form_of(form), id, revision > r->revision ? revision : r->revision, d->pairs, d->pair_count };
}

static void write_report(struct writer *w, struct deed *d, const struct node *report)
{
	const struct node *form = node_get(report, "form"), *seller = node_get(report, "seller"), *at = node_get(report, "at");

	if (!form || form->kind != NODE_SCALAR) {
		spot_problem(w->problems, report->place, "report: needs a form");
		return;
	}
	script_check_report(w->suites, writer_model(w), report);
	for (const struct node *f = report->first; f; f = f->next)
		writer_put_node(w, f);
	if (!at)
		writer_put(w, STR("at"), d->at);
	if (!node_get(report, "id"))
		writer_put(w, STR("id"),
			   made_id(w, (struct str){ 0 }, form->text, seller ? seller->text : (struct str){ 0 },
				   at && at->kind == NODE_SCALAR ? at->text : d->at));
	keep_report(w, d);
}

/* The content so far with what is different now, one revision higher. */
static void write_correction(struct writer *w, struct deed *d, const struct node *correct)
{
	const struct node *form = node_get(correct, "form"), *id = node_get(correct, "id");
	const struct written *r;

	if (!form || !id || form->kind != NODE_SCALAR || id->kind != NODE_SCALAR) {
		spot_problem(w->problems, correct->place, "correct: needs the form and the id of the report");
		return;
	}
	script_check_report(w->suites, writer_model(w), correct);
	r = need_written(w, form->text, id->text, id->place);
	for (uint32_t i = 0; r && i < r->pair_count; i++)
		if (!node_get(correct, arena_str(w->arena, r->pairs[i].name).ptr) && !str_eq(r->pairs[i].name, STR("rev")) &&
		    !str_eq(r->pairs[i].name, STR("op")))
			writer_put(w, r->pairs[i].name, r->pairs[i].text);
	for (const struct node *f = correct->first; r && f; f = f->next)
		writer_put_node(w, f);
	if (r && !node_get(correct, "rev"))
		writer_put(w, STR("rev"), arena_strf(w->arena, "%lld", (long long)r->revision + 1));
	if (r)
		keep_report(w, d);
}

static void write_retraction(struct writer *w, struct deed *d, const struct retract_doc *doc)
{
	struct written *r = need_written(w, doc->form.text, doc->id.text, doc->id.place);
	const struct pair *pairs = r ? r->pairs : NULL;
	uint32_t count = r ? r->pair_count : 0;

	if (!r)
		return;
	writer_put(w, STR("form"), doc->form.text);
	writer_put(w, STR("id"), doc->id.text);
	writer_put(w, STR("rev"), arena_strf(w->arena, "%lld", (long long)r->revision + 1));
	writer_put(w, STR("op"), STR("retract"));
	keep_report(w, d);
	r = find_written(w, doc->form.text, doc->id.text);
	r->pairs = pairs; /* a correction may bring it back */
	r->pair_count = count;
}

static bool write_day(struct writer *w, struct deed *d, const struct draft *draft)
{
	const struct series_doc *s = draft->moment->series;
	uint32_t n = 0;

	for (const struct node *f = s->values->first; f; f = f->next)
		if (draft->values[n++].e4[draft->day] == SERIES_NONE)
			return false;
	writer_put(w, STR("form"), s->form.text);
	if (s->seller.text.len > 0)
		writer_put(w, STR("seller"), s->seller.text);
	writer_put(w, STR("at"), d->at);
	writer_put(w, STR("id"), made_id(w, s->id.text, s->form.text, s->seller.text, d->at));
	n = 0;
	for (const struct node *f = s->values->first; f; f = f->next) {
		struct buf b = { 0 };

		num_add_e4(&b, draft->values[n++].e4[draft->day]);
		writer_put(w, f->key->text, arena_str(w->arena, buf_str(&b)));
		buf_free(&b);
	}
	for (const struct node *f = s->with ? s->with->first : NULL; f; f = f->next)
		writer_put_node(w, f);
	keep_report(w, d);
	return true;
}

bool script_write_report(struct writer *w, const struct draft *draft, struct deed *d)
{
	const struct moment_doc *m = draft->moment;

	if (m->series)
		return write_day(w, d, draft);
	if (m->report)
		write_report(w, d, m->report);
	else if (m->correct)
		write_correction(w, d, m->correct);
	else if (m->retract)
		write_retraction(w, d, m->retract);
	return true;
}
