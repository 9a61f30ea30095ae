#include "model/load.h"

#include <string.h>

#include "model/loader.h"

void *load_array(struct loader *l, size_t count, size_t size)
{
	return arena_alloc(l->arena, (count ? count : 1) * size);
}

struct str load_keep(struct loader *l, struct str s)
{
	if (!s.len)
		return STR("");
	if (!str_eq(s, l->kept))
		l->kept = arena_str(l->arena, s);
	return l->kept;
}

struct text load_title(struct loader *l, const struct text *title, struct str code)
{
	struct text out;

	for (int i = 0; i < LANGUAGES; i++)
		out.in[i] = load_keep(l, title->in[i].len ? title->in[i] : code);
	return out;
}

uint32_t load_find(struct loader *l, const struct declared *declared, const struct ref *ref, const char *what)
{
	uint32_t n = names_find(&declared->names, ref->text);
	struct nearest near = { .wanted = ref->text };

	if (n > 0)
		return n - 1;
	if (ref->text.len == 0 || declared->gap) /* required and absent: said already */
		return NONE;
	for (uint32_t i = 0; i < declared->names.count && l->problems->errors < PROBLEMS_SHOWN; i++)
		nearest_offer(&near, names_text(&declared->names, i + 1));
	spot_problem(l->problems, ref->place, "unknown %s \"%.*s\"%s", what, STR_ARG(ref->text), nearest_text(&near));
	return NONE;
}

/* Where the documents are; an unknown one is taken for the nearest that is not there. false: for none. */
static bool document_unknown(struct option_reader *r, const struct bundle_file *f, const struct bundle_file *at[DOCUMENTS_MAX])
{
	struct nearest near = { .wanted = f->path };
	uint32_t meant = NONE;

	for (const struct document *d = documents; d->file; d++) {
		if (str_eq(f->path, str_of(d->file)))
			return true;
		nearest_offer(&near, str_of(d->file));
	}
	problems_add(r->problems, f->path.ptr, 0, 0, "a model has no document of this name%s", nearest_text(&near));
	for (uint32_t i = 0; documents[i].file; i++)
		if (!at[i] && str_eq(near.best, str_of(documents[i].file)))
			meant = i;
	if (meant != NONE)
		at[meant] = f;
	return meant != NONE;
}

/* false: one is not known, and may be any that is not there. */
static bool documents_find(struct option_reader *r, const struct bundle_file *at[DOCUMENTS_MAX])
{
	bool known = true;

	for (uint32_t i = 0; documents[i].file; i++)
		at[i] = bundle_find(r->bundle, str_of(documents[i].file));
	for (uint32_t i = 0; i < r->bundle->count; i++) {
		const struct bundle_file *f = &r->bundle->files[i];

		if ((f->path.len > 5 && memcmp(f->path.ptr + f->path.len - 5, ".yaml", 5) == 0) ||
		    (f->path.len > 4 && memcmp(f->path.ptr + f->path.len - 4, ".yml", 4) == 0))
			known = document_unknown(r, f, at) && known;
	}
	return known;
}

static void document_read(struct option_reader *r, const struct document *d, const struct bundle_file *f, bool known,
			  struct documents *out)
{
	size_t before = r->problems->errors;
	struct spot place = { f ? f->path.ptr : d->file, f ? 1 : 0, f ? 1 : 0 };
	struct record *record = option_defaults(r, d->table, place);
	const struct node *root = f ? yaml_parse(r->arena, f->path.ptr, f->text, r->problems) : NULL;

	*(void **)((char *)out + d->offset) = record;
	if (!root && r->problems->errors == before && d->required)
		problems_add(r->problems, d->file, 0, 0, "%s: %s", f ? "this file is empty" : "the model needs this file",
			     d->table->help);
	if (root)
		option_read(r, d->table, root, record);
	else if (r->problems->errors > before || (!f && !known))
		record->unread = UINT32_MAX;
}

void documents_read(struct option_reader *r, struct documents *out)
{
	const struct bundle_file *at[DOCUMENTS_MAX] = { NULL };
	bool known = documents_find(r, at);

	for (uint32_t i = 0; documents[i].file; i++) {
		document_read(r, &documents[i], at[i], known, out);
		if (i == 0 && out->company->languages.count > 0) /* titles of the others are in the company's language */
			r->language = str_eq(out->company->languages.at[0].text, STR("ru")) ? LANGUAGE_RU : LANGUAGE_EN;
	}
}

static void load_languages(struct loader *l)
{
	const struct company_doc *d = l->docs.company;
	bool unread = option_unread(d, &d->languages);

	for (uint32_t i = 0; i < d->languages.count; i++) {
		const struct ref *x = &d->languages.at[i];

		if (str_eq(x->text, STR("ru")))
			l->model->speaks[LANGUAGE_RU] = !unread;
		else if (str_eq(x->text, STR("en")))
			l->model->speaks[LANGUAGE_EN] = !unread;
		else
			spot_problem(l->problems, x->place, "languages: expected ru or en, got \"%.*s\"", STR_ARG(x->text));
	}
	l->model->language = l->reader.language;
}

int32_t load_minute(struct loader *l, const struct ref *ref, const char *name)
{
	struct str s = ref->text;
	bool good = s.len == 5 && s.ptr[2] == ':';

	for (size_t i = 0; good && i < 5; i++)
		good = i == 2 || (s.ptr[i] >= '0' && s.ptr[i] <= '9');
	int32_t hour = good ? (s.ptr[0] - '0') * 10 + s.ptr[1] - '0' : 0,
		minute = good ? (s.ptr[3] - '0') * 10 + s.ptr[4] - '0' : 0;
	good = good && minute < 60 && hour * 60 + minute <= 24 * 60;
	if (!good && s.len)
		spot_problem(l->problems, ref->place, "%s: expected a local time like 19:00, got \"%.*s\"", name, STR_ARG(s));
	return good ? hour * 60 + minute : 0;
}

static void load_company(struct loader *l)
{
	const struct company_doc *d = l->docs.company;
	struct model *m = l->model;

	load_languages(l);
	memcpy(m->sha, l->bundle->sha, sizeof(m->sha));
	m->company = load_keep(l, d->company.text);
	m->title = load_title(l, &d->title, d->company.text);
	m->currency = load_keep(l, d->currency.text);
	m->time = (enum time_mode)d->time;
	m->fiscal_month = (int32_t)d->fiscal_month;
	m->fiscal_name = (enum fiscal_name)d->fiscal_name;
	m->phasing = (enum phasing)d->phasing;
	m->plan_rests = d->plan_rests;
	m->closes_after_days = (int32_t)d->closes_after_days;
	m->due_minute = load_minute(l, &d->due_time, "due_time");
	m->work_minute = load_minute(l, &d->work_starts, "work_starts");
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

static bool text_has(struct str text, struct str word)
{
	for (size_t i = 0; word.len && i + word.len <= text.len; i++)
		if (memcmp(text.ptr + i, word.ptr, word.len) == 0)
			return true;
	return false;
}

/* A file may hold several decisions: their codes stand in it. The host of Lua, which knows them, tells of the rest. */
static bool decision_may_exist(struct loader *l, const struct node *key)
{
	struct str path = arena_strf(l->scratch, "decisions/%.*s.lua", STR_ARG(key->text));
	struct nearest near = { .wanted = path };

	if (bundle_find(l->bundle, path))
		return true;
	for (uint32_t i = 0; i < l->model->source_count; i++) {
		if (text_has(l->model->sources[i].text, key->text))
			return true;
		nearest_offer(&near, l->model->sources[i].path);
	}
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
		else if (!decision_may_exist(l, d->key))
			continue;
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
		names_free(&l->members[i].names);
	names_free(&l->zones);
	names_free(&l->calendars.names);
	names_free(&l->unit_types.names);
	names_free(&l->levels.names);
	names_free(&l->units.names);
	names_free(&l->sellers.names);
	names_free(&l->positions.names);
	arena_free(l->scratch);
}

static void load_parts(struct loader *l)
{
	load_company(l);
	load_time(l);
	load_periods(l);
	load_levels(l);
	load_org(l);
	load_positions(l);
	load_competencies(l);
	load_axes(l);
	load_scopes(l);
	load_forms(l);
	load_schedule(l);
	load_entities(l);
	load_kpis(l);
	load_factors(l);
	load_samples(l);
	load_usual_measures(l);
	load_norms(l);
	load_strategy(l);
	load_plans(l);
	load_capacity(l);
	load_sources(l);
	load_params(l);
}

struct model *model_check(const struct bundle *b, struct problems *problems)
{
	struct loader l = { .scratch = arena_new(), .arena = arena_new(), .problems = problems, .bundle = b };
	size_t before = problems->errors;

	l.model = arena_alloc(l.arena, sizeof(*l.model));
	l.model->arena = l.arena;
	l.reader = (struct option_reader){ .arena = l.scratch, .problems = problems, .bundle = b };
	documents_read(&l.reader, &l.docs);
	load_parts(&l);
	loader_free(&l);
	l.model->faulty = problems->errors > before;
	return l.model;
}

struct model *model_load(const struct bundle *b, struct problems *problems)
{
	struct model *m = model_check(b, problems);

	if (!m->faulty)
		return m;
	model_free(m);
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
