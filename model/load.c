#include "model/load.h"

#include <string.h>

#include "model/loader.h"

void *load_array(struct loader *l, size_t count, size_t size)
{
	return arena_alloc(l->arena, (count ? count : 1) * size);
}

struct str load_keep(struct loader *l, struct str s)
{
	return s.len ? arena_str(l->arena, s) : STR("");
}

struct text load_title(struct loader *l, const struct text *title, struct str code)
{
	struct text out;

	for (int i = 0; i < LANGUAGES; i++)
		out.in[i] = load_keep(l, title->in[i].len ? title->in[i] : code);
	return out;
}

uint32_t load_find(struct loader *l, const struct names *names, const struct ref *ref, const char *what)
{
	uint32_t n = names_find(names, ref->text);
	struct nearest near = { .wanted = ref->text };

	if (n > 0)
		return n - 1;
	if (ref->text.len == 0) /* required and absent: said already */
		return NONE;
	for (uint32_t i = 0; i < names->count && l->problems->errors < PROBLEMS_SHOWN; i++)
		nearest_offer(&near, names_text(names, i + 1));
	spot_problem(l->problems, ref->place, "unknown %s \"%.*s\"%s", what, STR_ARG(ref->text), nearest_text(&near));
	return NONE;
}

static void document_unknown(struct option_reader *r, struct str path)
{
	struct nearest near = { .wanted = path };

	for (const struct document *d = documents; d->file; d++) {
		if (str_eq(path, str_of(d->file)))
			return;
		nearest_offer(&near, str_of(d->file));
	}
	problems_add(r->problems, path.ptr, 0, 0, "a model has no document of this name%s", nearest_text(&near));
}

/* false: the file is missing or unreadable, so that what refers to it cannot be judged. */
static bool document_read(struct option_reader *r, const struct document *d, struct documents *out)
{
	size_t before = r->problems->errors;
	const struct bundle_file *f = bundle_find(r->bundle, str_of(d->file));
	struct spot place = { d->file, f ? 1 : 0, f ? 1 : 0 };
	void *record = option_defaults(r, d->table, place);
	const struct node *root = f ? yaml_parse(r->arena, d->file, f->text, r->problems) : NULL;

	*(void **)((char *)out + d->offset) = record;
	if (!root && r->problems->errors == before && d->required)
		problems_add(r->problems, d->file, 0, 0, "%s: %s", f ? "this file is empty" : "the model needs this file",
			     d->table->help);
	if (!root)
		return r->problems->errors == before;
	option_read(r, d->table, root, record);
	return true;
}

bool documents_read(struct option_reader *r, struct documents *out)
{
	bool all = true;

	for (const struct document *d = documents; d->file; d++) {
		all = document_read(r, d, out) && all;
		if (d == documents && out->company->languages.count > 0) /* titles of the others are in the company's language */
			r->language = str_eq(out->company->languages.at[0].text, STR("ru")) ? LANGUAGE_RU : LANGUAGE_EN;
	}
	for (uint32_t i = 0; i < r->bundle->count; i++) {
		struct str path = r->bundle->files[i].path;

		if ((path.len > 5 && memcmp(path.ptr + path.len - 5, ".yaml", 5) == 0) ||
		    (path.len > 4 && memcmp(path.ptr + path.len - 4, ".yml", 4) == 0))
			document_unknown(r, path);
	}
	return all;
}

static void load_company(struct loader *l)
{
	const struct company_doc *d = l->docs.company;
	struct model *m = l->model;

	for (uint32_t i = 0; i < d->languages.count; i++)
		if (!str_eq(d->languages.at[i].text, STR("ru")) && !str_eq(d->languages.at[i].text, STR("en")))
			spot_problem(l->problems, d->languages.at[i].place, "languages: expected ru or en, got \"%.*s\"",
				     STR_ARG(d->languages.at[i].text));
	memcpy(m->sha, l->bundle->sha, sizeof(m->sha));
	m->company = load_keep(l, d->company.text);
	m->title = load_title(l, &d->title, d->company.text);
	m->currency = load_keep(l, d->currency.text);
	m->language = l->reader.language;
	m->time = (enum time_mode)d->time;
	m->fiscal_month = (int32_t)d->fiscal_month;
	m->phasing = (enum phasing)d->phasing;
	m->closes_after_days = (int32_t)d->closes_after_days;
}

static void load_sources(struct loader *l)
{
	const struct bundle *b = l->bundle;
	struct source *sources = load_array(l, b->count, sizeof(*sources));

	for (uint32_t i = 0; i < b->count; i++) {
		struct str path = b->files[i].path;

		if (path.len > 4 && memcmp(path.ptr + path.len - 4, ".lua", 4) == 0)
			sources[l->model->source_count++] = (struct source){ load_keep(l, path), load_keep(l, b->files[i].text) };
	}
	l->model->sources = sources;
}

static bool decision_exists(struct loader *l, const struct node *key)
{
	struct str path = arena_strf(l->scratch, "decisions/%.*s.lua", STR_ARG(key->text));
	struct nearest near = { .wanted = path };

	if (bundle_find(l->bundle, path))
		return true;
	for (uint32_t i = 0; i < l->model->source_count; i++)
		nearest_offer(&near, l->model->sources[i].path);
	spot_problem(l->problems, key->place, "there is no %.*s%s", STR_ARG(path), nearest_text(&near));
	return false;
}

static void load_params(struct loader *l)
{
	const struct node *first = l->docs.decisions->decisions ? l->docs.decisions->decisions->first : NULL;
	struct decision_param *params;
	uint32_t n = 0;

	for (const struct node *d = first; d; d = d->next)
		n += d->count;
	params = load_array(l, n, sizeof(*params));
	for (const struct node *d = first; d; d = d->next) {
		if (d->kind != NODE_MAP)
			spot_problem(l->problems, d->place, "decision \"%.*s\": expected {parameter: value}, got %s",
				     STR_ARG(d->key->text), node_what(d));
		else
			decision_exists(l, d->key);
		for (const struct node *p = d->kind == NODE_MAP ? d->first : NULL; p; p = p->next) {
			if (p->kind != NODE_SCALAR) {
				spot_problem(l->problems, p->place, "parameter \"%.*s\": expected one value, got %s",
					     STR_ARG(p->key->text), node_what(p));
				continue;
			}
			params[l->model->param_count++] = (struct decision_param){
				.decision = load_keep(l, d->key->text),
				.name = load_keep(l, p->key->text),
				.value = load_keep(l, p->text),
				.place = arena_strf(l->arena, "%s:%u:%u", p->place.file, p->place.line, p->place.column),
			};
		}
	}
	l->model->params = params;
}

static void loader_free(struct loader *l)
{
	for (uint32_t i = 0; i < l->model->axis_count; i++)
		names_free(&l->members[i]);
	names_free(&l->zones);
	names_free(&l->calendars);
	names_free(&l->unit_types);
	names_free(&l->units);
	names_free(&l->sellers);
	arena_free(l->scratch);
}

static void load_parts(struct loader *l, size_t errors_before)
{
	load_company(l);
	load_time(l);
	load_periods(l);
	load_org(l);
	load_axes(l);
	load_scopes(l);
	load_forms(l);
	load_kpis(l);
	if (l->problems->errors == errors_before) /* every plan row would repeat what is wrong above it */
		load_plans(l);
	load_sources(l);
	load_params(l);
}

struct model *model_load(const struct bundle *b, struct problems *problems)
{
	struct loader l = { .scratch = arena_new(), .arena = arena_new(), .problems = problems, .bundle = b };
	size_t before = problems->errors;

	l.model = arena_alloc(l.arena, sizeof(*l.model));
	l.model->arena = l.arena;
	l.reader = (struct option_reader){ .arena = l.scratch, .problems = problems, .bundle = b };
	if (documents_read(&l.reader, &l.docs))
		load_parts(&l, before);
	loader_free(&l);
	if (problems->errors == before)
		return l.model;
	model_free(l.model);
	return NULL;
}

struct model *model_read(const char *folder, const char *data_root, const char *share_root, struct problems *problems)
{
	struct bundle *b;
	struct model *m;
	struct err err;

	if (bundle_read(folder, data_root, share_root, &b, &err) < 0) {
		problems_add(problems, folder, 0, 0, "%s", err.text);
		return NULL;
	}
	m = model_load(b, problems);
	bundle_free(b);
	return m;
}
