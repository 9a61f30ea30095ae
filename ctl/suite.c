#include "ctl/suite.h"
#include "model/variant.h"
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FILES_MAX = 1000 };

/* ---- files ---- */

static bool is_inside(struct str path)
{
	struct str rest = path;

	if (path.len == 0 || path.ptr[0] == '/')
		return false;
	while (rest.len > 0)
		if (str_eq(str_cut(&rest, '/'), STR("..")))
			return false;
	return true;
}

int suites_file(struct suites *s, struct str path, struct str *out, struct err *err)
{
	if (!is_inside(path))
		return err_set(err, "\"%.*s\": expected a file of the company's folder", STR_ARG(path));
	return folder_text(s->arena, arena_strf(s->arena, "%s/%.*s", s->folder, STR_ARG(path)).ptr, out, err);
}

static int by_name(const void *a, const void *b)
{
	return str_cmp(*(const struct str *)a, *(const struct str *)b);
}

struct found {
	ARRAY(struct str) names;
};

static int find_files(struct suites *s, const char *tests, struct found *out, struct err *err)
{
	DIR *dir = opendir(tests);
	struct dirent *e;

	if (!dir)
		return errno == ENOENT ? 0 : err_set(err, "%s: %s", tests, strerror(errno));
	while ((e = readdir(dir)) && out->names.count < FILES_MAX) {
		struct str name = str_of(e->d_name);

		if (name.ptr[0] != '.' && name.len > 5 && memcmp(name.ptr + name.len - 5, ".yaml", 5) == 0)
			*ARRAY_ADD(out->names) = arena_str(s->arena, name);
	}
	closedir(dir);
	if (out->names.count > 1)
		qsort(out->names.at, out->names.count, sizeof(*out->names.at), by_name);
	return 0;
}

int suites_read(const char *folder, const struct folder *base, struct suites *out, struct err *err)
{
	struct found found = { 0 };
	struct str tests, text;
	size_t len = strlen(folder);
	int rc;

	*out = (struct suites){ .arena = arena_new(), .base = base };
	while (len > 1 && folder[len - 1] == '/')
		len--;
	out->folder = arena_str(out->arena, (struct str){ folder, len }).ptr;
	tests = arena_strf(out->arena, "%s/tests", out->folder);
	rc = find_files(out, tests.ptr, &found, err);
	for (size_t i = 0; rc == 0 && i < found.names.count; i++) {
		struct suite s = { .path = arena_strf(out->arena, "%s/%.*s", tests.ptr, STR_ARG(found.names.at[i])) };

		rc = folder_text(out->arena, s.path.ptr, &text, err);
		if (rc == 0)
			s.doc = scenario_read(out->arena, s.path.ptr, text, &out->problems);
		if (s.doc)
			*ARRAY_ADD(out->list) = s;
	}
	ARRAY_FREE(found.names);
	return rc;
}

void suites_free(struct suites *s)
{
	for (size_t i = 0; i < s->models.count; i++) {
		folder_free(s->models.at[i]);
		mem_free(s->models.at[i]);
	}
	ARRAY_FREE(s->models);
	ARRAY_FREE(s->list);
	problems_free(&s->problems);
	arena_free(s->arena);
	*s = (struct suites){ 0 };
}

/* ---- models ---- */

static void take_files(struct suites *s, struct variant *v, const struct change_doc *c)
{
	for (const struct node *f = c->files ? c->files->first : NULL; f; f = f->next) {
		struct bundle_file file = { .path = f->key->text };
		struct err err;

		if (f->kind != NODE_SCALAR)
			continue;
		if (suites_file(s, f->text, &file.text, &err) < 0)
			spot_problem(&s->problems, f->place, "files: %s", err.text);
		else
			*ARRAY_ADD(v->files) = file;
	}
}

/* What is wrong with a changed model, at the change. */
static void tell(struct suites *s, const struct variant *v, const struct folder *f, struct spot change)
{
	struct spot at;

	for (size_t i = 0; i < f->problems.count; i++) {
		const struct problem *p = &f->problems.at[i];

		if (p->warning)
			continue;
		if (variant_place(v, p->file, p->line, &at) && !str_eq(str_of(at.file), STR("decisions.yaml")))
			spot_problem(&s->problems, at, "%s", p->text);
		else if (p->line > 0)
			spot_problem(&s->problems, change, "with this change %s:%u: %s", p->file, p->line, p->text);
		else
			spot_problem(&s->problems, change, "with this change %s: %s", p->file, p->text);
	}
}

static struct folder *known_model(const struct suites *s, const char *sha)
{
	for (size_t i = 0; i < s->models.count; i++)
		if (str_eq(str_of(s->models.at[i]->bundle->sha), str_of(sha)))
			return s->models.at[i];
	return NULL;
}

const struct folder *suites_model(struct suites *s, const struct folder *before, enum time_mode time,
				  const struct change_doc *const changes[CHANGES_MAX])
{
	struct variant v = { .base = before->bundle, .time = time };
	size_t errors = s->problems.errors;
	struct spot place = { 0 };
	struct folder *f = NULL;

	for (int i = 0; i < CHANGES_MAX; i++) {
		if (!changes[i])
			continue;
		place = changes[i]->head.place;
		variant_parameters(&v, changes[i]->parameters);
		take_files(s, &v, changes[i]);
	}
	if (s->problems.errors == errors) {
		variant_make(&v);
		f = str_eq(str_of(v.made->sha), str_of(before->bundle->sha)) ? (struct folder *)before
									     : known_model(s, v.made->sha);
	}
	if (!f && v.made) {
		f = mem_alloc(sizeof(*f));
		f->bundle = v.made;
		v.made = NULL;
		*ARRAY_ADD(s->models) = f;
		if (folder_check(f) < 0)
			tell(s, &v, f, place);
	}
	variant_free(&v);
	return f && f->host ? f : NULL;
}
