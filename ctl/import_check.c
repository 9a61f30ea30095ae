#include "ctl/import.h"
#include "ctl/probe.h"
#include "model/mapping.h"
#include <errno.h>
#include <stdio.h>
#include <string.h>

static const size_t FILE_BYTES_MAX = (size_t)1 << 30;

int import_read_file(const char *path, struct buf *out, struct err *err)
{
	FILE *f = fopen(path, "r");
	char chunk[1 << 16];
	size_t n;
	int rc = 0;

	if (!f)
		return err_set(err, "%s: %s", path, strerror(errno));
	while ((n = fread(chunk, 1, sizeof(chunk), f)) > 0 && out->len <= FILE_BYTES_MAX)
		buf_add(out, chunk, n);
	if (ferror(f))
		rc = err_set(err, "%s: %s", path, strerror(errno));
	else if (out->len > FILE_BYTES_MAX)
		rc = err_set(err, "%s: at most 1 GiB at a time; split it", path);
	fclose(f);
	return rc;
}

static void make_digest(struct import *x)
{
	struct buf b = { 0 };
	char of[65];

	sha256_hex(x->text.ptr, x->text.len, of);
	buf_addf(&b, "%s ", of);
	sha256_hex(x->map_text.ptr, x->map_text.len, of);
	buf_addf(&b, "%s %.*s", of, STR_ARG(x->server->company));
	sha256_hex(b.ptr, b.len, x->digest);
	buf_free(&b);
}

/* ---- rows ---- */

struct row_check {
	struct import *x;
	struct probe *probe;
	struct arena *arena;      /* of a row */
	struct names seen;        /* ids of the rows so far */
	ARRAY(uint32_t) first_on; /* line of the row that had the id first, by number */
};

/* The line of an earlier row with this id; 0: this is the first. */
static uint32_t line_before(struct row_check *c, struct str id, uint32_t line)
{
	uint32_t number;

	if (id.len == 0 || memchr(id.ptr, '\0', id.len))
		return 0;
	number = names_find(&c->seen, id);
	if (number > 0)
		return c->first_on.at[number - 1];
	names_add(&c->seen, id);
	*ARRAY_ADD(c->first_on) = line;
	return 0;
}

static void say_refused(struct row_check *c, uint32_t row, const struct receipt *why, uint32_t before)
{
	struct import *x = c->x;
	struct str column;
	struct spot at = mapping_place(x->mapping, row, why->field, &column);
	struct buf b = { 0 };

	if (column.len > 0)
		buf_addf(&b, " (column \"%.*s\")", STR_ARG(column));
	if (before > 0 && str_eq(why->key, STR("revision_conflict")))
		buf_addf(&b, " (the id stands on line %u already)", before);
	spot_problem(&x->problems, at, "%.*s%s", STR_ARG(why->text), b.ptr ? b.ptr : "");
	buf_free(&b);
}

static bool check_row(struct row_check *c, uint32_t row)
{
	struct import *x = c->x;
	const struct receipt *got;
	const struct pair *pairs;
	uint32_t count, before;

	arena_reset(c->arena);
	pairs = mapping_row(x->mapping, row, c->arena, &count, &x->problems);
	if (!pairs)
		return false;
	before = line_before(c, pairs[1].text, x->table->lines[row]);
	got = probe_take(c->probe, pairs, count);
	x->repeated += got->answer == ANSWER_DUPLICATE;
	if (got->answer != ANSWER_REJECTED)
		return true;
	say_refused(c, row, got, before);
	return false;
}

static void check_rows(struct import *x, int64_t now_ms)
{
	struct row_check c = { .x = x, .probe = probe_new(x->model, now_ms), .arena = arena_new() };
	uint32_t count = x->table->row_count;

	x->bad = mem_alloc((size_t)count + 1);
	for (uint32_t row = 0; row < count; row++) {
		x->bad[row] = !check_row(&c, row);
		x->left_out += x->bad[row];
	}
	probe_free(c.probe);
	arena_free(c.arena);
	names_free(&c.seen);
	ARRAY_FREE(c.first_on);
}

int import_check(struct import *x, int64_t now_ms, struct err *err)
{
	struct mapping_doc *doc;
	const struct table *t;

	x->arena = arena_new();
	if (import_read_file(x->map_path, &x->map_text, err) < 0 || import_read_file(x->path, &x->text, err) < 0)
		return -1;
	make_digest(x);
	doc = mapping_read(x->arena, x->map_path, buf_str(&x->map_text), &x->problems);
	if (!doc || x->problems.errors > 0)
		return 0;
	if (mapping_is_json(doc, str_of(x->path)))
		t = mapping_json_rows(x->arena, doc, x->path, buf_str(&x->text), &x->problems);
	else
		t = table_parse(x->arena, x->path, buf_str(&x->text), &x->problems);
	x->mapping = arena_alloc(x->arena, sizeof(*x->mapping));
	if (!t || mapping_bind(x->mapping, doc, x->model, t, x->arena, &x->problems) < 0)
		return 0;
	x->table = t;
	x->left_out = t->ragged;
	check_rows(x, now_ms);
	return 0;
}

const struct pair *import_row(const struct import *x, uint32_t row, struct arena *a, uint32_t *out_count)
{
	struct problems none = { 0 };
	const struct pair *pairs = x->bad[row] ? NULL : mapping_row(x->mapping, row, a, out_count, &none);

	problems_free(&none);
	return pairs;
}

void import_free(struct import *x)
{
	arena_free(x->arena);
	buf_free(&x->text);
	buf_free(&x->map_text);
	problems_free(&x->problems);
	mem_free(x->bad);
	ARRAY_FREE(x->ids);
	ARRAY_FREE(x->rows);
}
