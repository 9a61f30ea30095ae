#include "ctl/coverage.h"
#include "base/hash.h"
#include "ctl/coverage_cases.h"
#include <string.h>

enum line_state { LINE_NO_CODE, LINE_CODE, LINE_RUN };
struct covered_file {
	struct str path, text;
	bool same; /* in the model that is being played */
	ARRAY(uint8_t) lines;
};
struct covered {
	const struct decision *is;
	uint32_t file; /* NONE: not found */
	bool seen[SITUATIONS];
};
struct coverage {
	const struct folder *base;
	ARRAY(struct covered_file) files;
	ARRAY(struct covered) decisions;
	const struct host *host; /* the one that is being listened to */
	struct coverage_cases *cases;
};

/* ---- lines ---- */

static struct covered_file *find_file(struct coverage *c, struct str path)
{
	for (size_t i = 0; i < c->files.count; i++)
		if (str_eq(c->files.at[i].path, path))
			return &c->files.at[i];
	return NULL;
}

static void mark(struct coverage *c, struct str path, uint32_t line, enum line_state state)
{
	struct covered_file *f = find_file(c, path);

	if (!f)
		return;
	while (f->lines.count <= line)
		*ARRAY_ADD(f->lines) = LINE_NO_CODE;
	/* What runs and is inside no function has run when the file was loaded. */
	if (state == LINE_CODE || f->lines.at[line] != LINE_NO_CODE)
		f->lines.at[line] = state;
}

static void note_code(void *arg, struct str path, uint32_t line)
{
	mark(arg, path, line, LINE_CODE);
}

static void note_run(void *arg, struct str path, uint32_t line)
{
	struct covered_file *f = find_file(arg, path);

	if (f && f->same)
		mark(arg, path, line, LINE_RUN);
}

static void listen(struct coverage *c, struct turn *t)
{
	if (c->host == t->host)
		return;
	c->host = t->host;
	for (size_t i = 0; i < c->files.count; i++) {
		struct covered_file *f = &c->files.at[i];

		f->same = false;
		for (uint32_t n = 0; n < t->model->source_count; n++)
			f->same = f->same ||
				  (str_eq(t->model->sources[n].path, f->path) && str_eq(t->model->sources[n].text, f->text));
	}
	host_watch_lines(t->host, note_run, c);
}

/* ---- ---- */

static uint32_t file_of(const struct coverage *c, const struct decision *d)
{
	char sha[65];

	for (size_t i = 0; i < c->files.count; i++) {
		sha256_hex(c->files.at[i].text.ptr, c->files.at[i].text.len, sha);
		if (str_eq(str_of(sha), d->source_sha))
			return (uint32_t)i;
	}
	return NONE;
}

struct coverage *coverage_new(const struct folder *base)
{
	struct coverage *c = mem_alloc(sizeof(*c));
	const struct decisions *d = host_decisions(base->host);
	const struct model *m = base->model;

	c->base = base;
	for (uint32_t i = 0; i < m->source_count; i++) {
		*ARRAY_ADD(c->files) = (struct covered_file){ .path = m->sources[i].path, .text = m->sources[i].text };
		host_code_lines(m->sources[i].path, m->sources[i].text, note_code, c);
	}
	for (uint32_t i = 0; i < d->count; i++)
		*ARRAY_ADD(c->decisions) = (struct covered){ .is = &d->at[i], .file = file_of(c, &d->at[i]) };
	c->cases = coverage_cases_new();
	return c;
}

void coverage_free(struct coverage *c)
{
	if (!c)
		return;
	for (size_t i = 0; i < c->files.count; i++)
		ARRAY_FREE(c->files.at[i].lines);
	ARRAY_FREE(c->files);
	ARRAY_FREE(c->decisions);
	coverage_cases_free(c->cases);
	mem_free(c);
}

static void saw(void *arg, struct str decision, enum situation s)
{
	struct coverage *c = arg;

	for (size_t i = 0; i < c->decisions.count; i++)
		if (str_eq(c->decisions.at[i].is->code, decision))
			c->decisions.at[i].seen[s] = true;
}

void coverage_took(void *coverage, struct turn *t, const struct taken *what)
{
	struct coverage *c = coverage;

	if (!what)
		c->host = NULL;
	listen(c, t);
	if (what)
		coverage_cases_take(c->cases, t->engine, what, saw, c);
}

void coverage_play_ends(struct coverage *c)
{
	coverage_cases_end(c->cases, saw, c);
}

/* ---- reading ---- */

const char *coverage_word(enum situation s)
{
	static const char *const words[SITUATIONS] = { "opens", "quiet", "clears", "expires", "inhibited", "corrected" };

	return words[s];
}

uint32_t coverage_count(const struct coverage *c)
{
	return (uint32_t)c->decisions.count;
}

void coverage_row(const struct coverage *c, uint32_t n, struct coverage_row *out)
{
	const struct covered *d = &c->decisions.at[n];
	const struct covered_file *f = d->file == NONE ? NULL : &c->files.at[d->file];

	*out = (struct coverage_row){ .decision = d->is->code, .inhibitable = d->is->inhibited_count > 0 };
	memcpy(out->seen, d->seen, sizeof(out->seen));
	if (!f)
		return;
	out->file = f->path;
	for (size_t i = 0; i < f->lines.count; i++) {
		out->lines += f->lines.at[i] != LINE_NO_CODE;
		out->lines_run += f->lines.at[i] == LINE_RUN;
	}
}

unsigned coverage_percent(const struct coverage_row *r)
{
	unsigned seen = 0, all = 0, situations, lines;

	for (int s = 0; s < SITUATIONS; s++) {
		if (s == SITUATION_INHIBITED && !r->inhibitable)
			continue;
		all++;
		seen += r->seen[s];
	}
	situations = seen * 100 / all;
	lines = r->lines > 0 ? r->lines_run * 100 / r->lines : 100;
	return situations < lines ? situations : lines;
}

uint32_t coverage_missed(const struct coverage *c, uint32_t n, uint32_t line)
{
	uint32_t file = c->decisions.at[n].file;

	for (uint32_t i = line; file != NONE && i < c->files.at[file].lines.count; i++)
		if (c->files.at[file].lines.at[i] == LINE_CODE)
			return i;
	return 0;
}
