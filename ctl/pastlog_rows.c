/* The rows of a foreign file, in the order of their arrival: `received_at` where the mapping gives it, else `at`. */
#include "ctl/import.h"
#include "ctl/pastlog.h"
#include "model/mapping.h"

#include <stdlib.h>

enum { NOON_MS = 12 * 3600 * 1000, DATE_BYTES = 10 };

struct arrival {
	int64_t at_ms;
	uint32_t row;
	const struct pair *pairs;
	uint32_t count;
};
struct rows {
	struct pastlog *log;
	const struct model *model;
	struct arena *arena;
	struct mapping *mapping;
	ARRAY(struct arrival) list;
};

/* Of a date alone noon: wherever the company's sellers are, it is that day. */
static bool instant_of(const struct model *m, struct str text, int64_t *out_ms)
{
	struct stamp s;

	if (text.len == 0 || stamp_parse(text, &s, NULL) < 0)
		return false;
	*out_ms = s.has_offset ? s.instant_ms
			       : zone_instant(m->zones[m->zone], s.day, text.len == DATE_BYTES ? NOON_MS : s.ms_of_day);
	return true;
}

static struct str field_of(const struct arrival *a, struct str name)
{
	for (uint32_t i = 0; i < a->count; i++)
		if (str_eq(a->pairs[i].name, name))
			return a->pairs[i].text;
	return (struct str){ 0 };
}

/* On log time the report says when it came. */
static void stamp_arrival(struct rows *r, struct arrival *a)
{
	struct pair *pairs = arena_alloc(r->arena, (a->count + 1) * sizeof(*pairs));
	struct buf at = { 0 };
	uint32_t n = 0;

	for (uint32_t i = 0; i < a->count; i++)
		if (!str_eq(a->pairs[i].name, STR("received_at")))
			pairs[n++] = a->pairs[i];
	instant_add(&at, a->at_ms);
	pairs[n++] = (struct pair){ STR("received_at"), arena_str(r->arena, buf_str(&at)) };
	buf_free(&at);
	a->pairs = pairs;
	a->count = n;
}

/* A row that says no time comes with the one before it, and is refused. */
static void take_row(struct rows *r, uint32_t row)
{
	struct arrival a = { .row = row };

	a.pairs = mapping_row(r->mapping, row, r->arena, &a.count, &r->log->problems);
	if (!a.pairs)
		return;
	if (!instant_of(r->model, field_of(&a, STR("received_at")), &a.at_ms) &&
	    !instant_of(r->model, field_of(&a, STR("at")), &a.at_ms))
		a.at_ms = r->list.count > 0 ? r->list.at[r->list.count - 1].at_ms : 0;
	if (r->model->time == TIME_LOG)
		stamp_arrival(r, &a);
	*ARRAY_ADD(r->list) = a;
}

static int by_arrival(const void *a, const void *b)
{
	const struct arrival *x = a, *y = b;

	if (x->at_ms != y->at_ms)
		return x->at_ms < y->at_ms ? -1 : 1;
	return (x->row > y->row) - (x->row < y->row);
}

static void fold_rows(const struct rows *r, struct fold *f)
{
	struct input in = { .kind = INPUT_REPORT };

	for (size_t i = 0; i < r->list.count; i++) {
		const struct arrival *a = &r->list.at[i];
		uint64_t ms = a->at_ms > 0 ? (uint64_t)a->at_ms : 1;

		in.id = (struct entry_id){ ms, in.id.ms == ms ? in.id.seq + 1 : 0 };
		in.pairs = a->pairs;
		in.pair_count = a->count;
		fold_take(f, &in);
	}
}

/* The table of the file, bound to the model; NULL after problems. */
static const struct table *bind_table(struct rows *r, struct buf *map_text, struct buf *text)
{
	struct problems *problems = &r->log->problems;
	struct mapping_doc *doc = mapping_read(r->arena, r->log->map, buf_str(map_text), problems);
	const struct table *t;

	if (!doc || problems->errors > 0)
		return NULL;
	if (mapping_is_json(doc, str_of(r->log->file)))
		t = mapping_json_rows(r->arena, doc, r->log->file, buf_str(text), problems);
	else
		t = table_parse(r->arena, r->log->file, buf_str(text), problems);
	r->mapping = arena_alloc(r->arena, sizeof(*r->mapping));
	return t && mapping_bind(r->mapping, doc, r->model, t, r->arena, problems) == 0 ? t : NULL;
}

int pastlog_fold_rows(struct pastlog *p, struct fold *f, struct err *err)
{
	struct rows r = { .log = p, .model = engine_model(f->turn->engine), .arena = arena_new() };
	struct buf map_text = { 0 }, text = { 0 };
	const struct table *t = NULL;
	int rc = import_read_file(p->map, &map_text, err) < 0 || import_read_file(p->file, &text, err) < 0 ? -1 : 0;

	if (rc == 0)
		t = bind_table(&r, &map_text, &text);
	for (uint32_t row = 0; t && row < t->row_count; row++)
		take_row(&r, row);
	if (r.list.count > 0)
		qsort(r.list.at, r.list.count, sizeof(*r.list.at), by_arrival);
	if (rc == 0 && (!t || p->problems.errors > 0)) {
		*err = (struct err){ 0 };
		rc = -1;
	}
	if (rc == 0) {
		fold_rows(&r, f);
		rc = fold_finish(f, err);
	}
	ARRAY_FREE(r.list);
	buf_free(&map_text);
	buf_free(&text);
	arena_free(r.arena);
	return rc;
}
