#include "ctl/expect.h"
#include <string.h>

enum { NEAREST_SHOWN = 2 };

static const struct {
	const char *one, *many;
	enum output_stream stream;
} kinds[EXPECTED_KINDS] = {
	[EXPECTED_CASES] = { "a case", "cases", OUTPUT_STREAMS },
	[EXPECTED_ALERTS] = { "an alert", "alerts", OUTPUT_ALERTS },
	[EXPECTED_TASKS] = { "a task", "tasks", OUTPUT_TASKS },
	[EXPECTED_RECEIPTS] = { "a receipt", "receipts", OUTPUT_RECEIPTS },
	[EXPECTED_FIGURES] = { "a figure", "figures", OUTPUT_STREAMS },
};

void failure_add(struct failures *f, struct spot place, struct str nearest, const char *format, ...)
{
	struct buf b = { 0 };
	va_list args;

	va_start(args, format);
	buf_addv(&b, format, args);
	va_end(args);
	*ARRAY_ADD(f->list) = (struct failure){ place, arena_str(f->arena, buf_str(&b)), arena_str(f->arena, nearest) };
	buf_free(&b);
}

/* ---- one list ---- */

struct listing_check {
	const struct expect *x;
	enum expected_kind kind;
	struct match match;
	struct actuals actuals;
	ARRAY(size_t) places; /* of each in what was said */
};

static void gather(struct listing_check *c, const struct expectation_doc *e)
{
	const struct said *said = c->x->said;

	if (c->kind == EXPECTED_CASES) {
		actuals_cases(&c->actuals, c->x->engine);
		return;
	}
	for (size_t i = e->so_far ? 0 : c->x->since; i < said->list.count; i++) {
		const struct said_entry *s = &said->list.at[i];

		if (s->stream != kinds[c->kind].stream)
			continue;
		*ARRAY_ADD(c->actuals.list) = (struct actual){ s->pairs, s->count };
		*ARRAY_ADD(c->places) = i;
	}
}

/* The entries that miss the fewest fields of the row. */
static void add_nearest(const struct listing_check *c, const struct record *row, struct buf *out)
{
	uint32_t best[NEAREST_SHOWN], misfits[NEAREST_SHOWN], count = 0;

	for (uint32_t i = 0; i < c->actuals.list.count; i++) {
		uint32_t n = match_misfits(&c->match, row, &c->actuals.list.at[i]), at = count;

		while (at > 0 && n < misfits[at - 1])
			at--;
		if (at == NEAREST_SHOWN)
			continue;
		for (uint32_t k = count < NEAREST_SHOWN ? count : NEAREST_SHOWN - 1; k > at; k--) {
			best[k] = best[k - 1];
			misfits[k] = misfits[k - 1];
		}
		best[at] = i;
		misfits[at] = n;
		count += count < NEAREST_SHOWN;
	}
	for (uint32_t i = 0; i < count; i++) {
		const struct actual *a = &c->actuals.list.at[best[i]];

		buf_adds(out, i > 0 ? STR("\n") : STR(""));
		match_add_entry(&c->match, row, a, out);
		if (misfits[i] > 0) {
			buf_adds(out, STR(": "));
			match_add_misfits(&c->match, row, a, out);
		} else {
			buf_adds(out, STR(": fits another row"));
		}
	}
}

static void miss(const struct listing_check *c, const struct record *row, const struct expectation_doc *e)
{
	struct buf said = { 0 }, nearest = { 0 };
	const char *since = c->kind == EXPECTED_CASES || e->so_far ? NULL : c->x->since_at;

	match_add_row(&c->match, row, &said);
	add_nearest(c, row, &nearest);
	if (c->actuals.list.count == 0)
		buf_addf(&nearest, "there are no %s%s%s", kinds[c->kind].many, since ? " since " : "", since ? since : "");
	failure_add(c->x->failures, row->place, buf_str(&nearest), "expected %s %s", kinds[c->kind].one, said.ptr);
	buf_free(&said);
	buf_free(&nearest);
}

static void check_rows(struct listing_check *c, const struct expectation_doc *e)
{
	const struct records *rows = &e->lists[c->kind];
	uint32_t *entry_of = mem_alloc((rows->count + 1) * sizeof(*entry_of));
	bool *used = mem_alloc(c->actuals.list.count + 1);

	match_rows(&c->match, rows, c->actuals.list.at, (uint32_t)c->actuals.list.count, entry_of);
	for (uint32_t r = 0; r < rows->count; r++) {
		if (entry_of[r] == UINT32_MAX) {
			miss(c, rows->at[r], e);
			continue;
		}
		used[entry_of[r]] = true;
		if (c->places.count > 0)
			c->x->named[c->places.at[entry_of[r]]] = true;
	}
	for (uint32_t i = 0; e->exact && i < c->actuals.list.count; i++) {
		struct buf there = { 0 };

		if (used[i])
			continue;
		match_add_entry(&c->match, NULL, &c->actuals.list.at[i], &there);
		failure_add(c->x->failures, e->head.place, (struct str){ 0 }, "expected no other %s, but there is %s",
			    kinds[c->kind].many, there.ptr);
		buf_free(&there);
	}
	mem_free(entry_of);
	mem_free(used);
}

static void refuse(const struct listing_check *c, const struct record *row, const struct actual *a)
{
	struct buf said = { 0 }, there = { 0 };

	match_add_row(&c->match, row, &said);
	match_add_entry(&c->match, row, a, &there);
	failure_add(c->x->failures, row->place, (struct str){ 0 }, "expected no %s %s, but there is %s",
		    strchr(kinds[c->kind].one, ' ') + 1, said.ptr, there.ptr);
	buf_free(&said);
	buf_free(&there);
}

static void check_none(const struct listing_check *c, const struct expectation_doc *none)
{
	const struct records *rows = &none->lists[c->kind];

	for (uint32_t r = 0; r < rows->count; r++)
		for (uint32_t i = 0; i < c->actuals.list.count; i++)
			if (match_misfits(&c->match, rows->at[r], &c->actuals.list.at[i]) == 0)
				refuse(c, rows->at[r], &c->actuals.list.at[i]);
}

/* A figure is there or not by itself, so each row has its own. */
static void check_figures(struct listing_check *c, const struct records *rows, bool none)
{
	for (uint32_t r = 0; r < rows->count; r++) {
		struct buf said = { 0 }, nearest = { 0 };
		const struct actual *a;
		bool fits;

		actuals_figure(&c->actuals, c->x->engine, c->match.table, rows->at[r]);
		a = &c->actuals.list.at[c->actuals.list.count - 1];
		fits = match_misfits(&c->match, rows->at[r], a) == 0;
		if (fits && none)
			refuse(c, rows->at[r], a);
		if (!fits && !none) {
			match_add_row(&c->match, rows->at[r], &said);
			match_add_entry(&c->match, rows->at[r], a, &nearest);
			buf_adds(&nearest, STR(": "));
			match_add_misfits(&c->match, rows->at[r], a, &nearest);
			failure_add(c->x->failures, ((struct record *)rows->at[r])->place, buf_str(&nearest), "expected %s %s",
				    kinds[c->kind].one, said.ptr);
		}
		buf_free(&said);
		buf_free(&nearest);
	}
}

void expect_check(const struct expect *x, const struct expectation_doc *e)
{
	const struct model *m = engine_model(x->engine);

	for (int k = 0; k < EXPECTED_KINDS; k++) {
		struct listing_check c = { .x = x, .kind = (enum expected_kind)k };

		if (!e->lists[k].at && !(e->none && e->none->lists[k].at))
			continue;
		c.match = (struct match){ expected_tables[k], m->zones[m->zone] };
		c.actuals.arena = arena_new();
		if (k == EXPECTED_FIGURES) {
			check_figures(&c, &e->lists[k], false);
			if (e->none)
				check_figures(&c, &e->none->lists[k], true);
		} else {
			gather(&c, e);
			if (e->lists[k].at)
				check_rows(&c, e);
			if (e->none)
				check_none(&c, e->none);
		}
		ARRAY_FREE(c.actuals.list);
		ARRAY_FREE(c.places);
		arena_free(c.actuals.arena);
	}
}
