#include "ctl/lint.h"

#include "model/documents.h"

static const char *const words[LINT_ABOUTS] = {
	"check", "kpi", "field", "title", "watch", "clear", "scenario", "alarms", "never"
};

enum lint_about lint_about_of(struct str word)
{
	uint32_t n = 0;

	while (n < LINT_ABOUTS && !str_eq(word, str_of(words[n])))
		n++;
	return (enum lint_about)n;
}

/* It was read without a problem before. */
static void read_documents(struct lint *l)
{
	struct problems none = { 0 };
	struct title_gaps gaps = { 0 };
	struct option_reader reader = { .arena = l->arena,
					.problems = &none,
					.bundle = l->folder->bundle,
					.language = l->folder->model->language,
					.gaps = &gaps };
	bool two = l->folder->model->speaks[LANGUAGE_EN] && l->folder->model->speaks[LANGUAGE_RU];

	for (int i = 0; i < LANGUAGES; i++)
		gaps.speaks[i] = two;
	documents_read(&reader, l->docs);
	for (size_t i = 0; i < gaps.found.count; i++) {
		const struct problem *p = &gaps.found.at[i];

		lint_find(l, LINT_TITLE, (struct spot){ p->file, p->line, p->column }, "%s", p->text);
	}
	problems_free(&gaps.found);
	problems_free(&none);
}

/* As they are, with the names of files that they have already. */
static void take_warnings(struct lint *l)
{
	for (size_t i = 0; i < l->folder->problems.count && !l->skipped[LINT_CHECK]; i++) {
		const struct problem *p = &l->folder->problems.at[i];

		problems_add(&l->found, p->file, p->line, p->column, "%s [%s]", p->text, words[LINT_CHECK]);
		*ARRAY_ADD(l->abouts) = LINT_CHECK;
	}
}

void lint_open(struct lint *l, const char *path, struct folder *f, const struct common *c)
{
	l->path = path;
	l->folder = f;
	l->common = c;
	l->arena = arena_new();
	l->docs = arena_alloc(l->arena, sizeof(*l->docs));
	take_warnings(l);
	read_documents(l);
}

void lint_free(struct lint *l)
{
	problems_free(&l->found);
	ARRAY_FREE(l->abouts);
	arena_free(l->arena);
}

void lint_find(struct lint *l, enum lint_about about, struct spot at, const char *format, ...)
{
	struct buf file = { 0 }, text = { 0 };
	struct str folder = str_of(l->path);
	va_list args;

	if (l->skipped[about])
		return;
	while (folder.len > 1 && folder.ptr[folder.len - 1] == '/')
		folder.len--;
	if (str_starts(str_of(at.file), STR("data:")))
		buf_adds(&file, str_of(at.file));
	else
		buf_addf(&file, "%.*s/%s", STR_ARG(folder), at.file);
	va_start(args, format);
	buf_addv(&text, format, args);
	va_end(args);
	problems_add(&l->found, file.ptr, at.line, at.column, "%s [%s]", text.ptr, words[about]);
	*ARRAY_ADD(l->abouts) = (uint8_t)about;
	buf_free(&file);
	buf_free(&text);
}

struct spot lint_decision_place(const struct decision *d)
{
	return (struct spot){ d->file.ptr, d->when.line, 0 };
}

static bool is_same_place(const struct decision *a, const struct decision *b)
{
	return a->when.line == b->when.line && str_eq(a->file, b->file);
}

/* How many from the `n`-th on it is so of in its place; 0: it was told with an earlier one. */
static uint32_t together(const struct decisions *d, const bool *is_so, uint32_t n)
{
	uint32_t count = 0;

	for (uint32_t i = 0; i < d->count; i++) {
		if (!is_so[i] || !is_same_place(&d->at[i], &d->at[n]))
			continue;
		if (i < n)
			return 0;
		count++;
	}
	return count;
}

void lint_find_decisions(struct lint *l, enum lint_about about, const bool *is_so, const char *what)
{
	const struct decisions *d = host_decisions(l->folder->host);

	for (uint32_t i = 0; i < d->count; i++) {
		uint32_t count = is_so[i] ? together(d, is_so, i) : 0;

		if (count == 1)
			lint_find(l, about, lint_decision_place(&d->at[i]), "decision \"%.*s\": %s", STR_ARG(d->at[i].code),
				  what);
		else if (count > 1)
			lint_find(l, about, lint_decision_place(&d->at[i]), "decision \"%.*s\" and %u more of this place: %s",
				  STR_ARG(d->at[i].code), count - 1, what);
	}
}

/* A problem's text without the word in brackets at its end. */
static struct str bare_text(const struct problem *p, const char *word)
{
	return (struct str){ p->text, str_of(p->text).len - str_of(word).len - STR(" []").len };
}

static void add_json(const struct lint *l, struct buf *b)
{
	buf_addf(b, "{\"ok\":%s,\"findings\":[", l->found.count == 0 ? "true" : "false");
	for (size_t i = 0; i < l->found.count; i++) {
		const struct problem *p = &l->found.at[i];

		buf_adds(b, i > 0 ? STR(",{\"file\":") : STR("{\"file\":"));
		buf_add_json(b, str_of(p->file));
		buf_addf(b, ",\"line\":%u,\"column\":%u,\"about\":\"%s\",\"text\":", p->line, p->column, words[l->abouts.at[i]]);
		buf_add_json(b, bare_text(p, words[l->abouts.at[i]]));
		buf_addc(b, '}');
	}
	buf_adds(b, STR("]}\n"));
}

void lint_print(const struct lint *l, struct buf *out)
{
	struct buf text = { 0 };
	size_t n = l->found.count;

	if (l->common->json) {
		add_json(l, out);
		return;
	}
	problems_print(&l->found, &text);
	buf_add_visible(out, buf_str(&text), true);
	buf_free(&text);
	if (n == 0)
		buf_adds(out, STR("nothing found\n"));
	else
		buf_addf(out, "%zu finding%s\n", n, n == 1 ? "" : "s");
}
