#include "ctl/match.h"
#include "model/literal.h"
#include <string.h>

enum { PERCENT_DECIMALS = 4, NAME_MAX_LEN = 64 };

/* ---- one field ---- */

static const struct str *find_pair(const struct actual *a, struct str name)
{
	for (uint32_t i = 0; i < a->count; i++)
		if (str_eq(a->pairs[i].name, name))
			return &a->pairs[i].text;
	return NULL;
}

static const struct str *find_with(const struct actual *a, const char *key, const char *tail)
{
	char name[NAME_MAX_LEN];
	size_t k = strlen(key), t = strlen(tail);

	if (k + t >= sizeof(name))
		return NULL;
	memcpy(name, key, k);
	memcpy(name + k, tail, t);
	return find_pair(a, (struct str){ name, k + t });
}

/* Texts in sentences, of which a part is enough, in any language. */
static bool is_sentence(const struct option *o)
{
	static const char *const keys[] = { "title", "why", "covers", "text", "note" };

	for (size_t i = 0; i < sizeof(keys) / sizeof(*keys); i++)
		if (str_eq(str_of(o->key), str_of(keys[i])))
			return true;
	return false;
}

static bool holds(const struct str *whole, struct str part)
{
	return whole && (part.len == 0 || (whole->len >= part.len && memmem(whole->ptr, whole->len, part.ptr, part.len)));
}

static bool sentence_fits(const struct option *o, struct str part, const struct actual *a)
{
	return holds(find_pair(a, str_of(o->key)), part) || holds(find_with(a, o->key, ".en"), part) ||
	       holds(find_with(a, o->key, ".ru"), part);
}

/* Of n/scale as a percentage with the decimals that were written. */
static bool percent_fits(struct str written, int64_t n, int64_t scale)
{
	int64_t wanted_e4, unit = 1;
	unsigned decimals;

	if (!literal_percent(written, &wanted_e4, &decimals))
		return false;
	for (unsigned i = 0; i < decimals; i++)
		unit *= 10;
	return num_div_round((i128)n * 100 * unit, scale) == num_div_round((i128)wanted_e4 * unit, E4);
}

static bool decimal_fits(struct str written, struct str there)
{
	int64_t wanted, e4;

	if (num_parse_e4(there, &e4, NULL) < 0)
		return false;
	if (written.len > 0 && written.ptr[written.len - 1] == '%')
		return percent_fits(written, e4, E4);
	return num_parse_e4(written, &wanted, NULL) == 0 && wanted == e4;
}

static bool instant_of(const struct match *m, struct str s, int64_t *out_ms)
{
	struct stamp stamp;

	if (stamp_parse(s, &stamp, NULL) < 0)
		return false;
	*out_ms = stamp.has_offset ? stamp.instant_ms : zone_instant(m->zone, stamp.day, stamp.ms_of_day);
	return true;
}

static const struct str *field_of(const struct option *o, const struct actual *a)
{
	return o->type == OPTION_PERCENT ? find_with(a, o->key, "_ppm") : find_pair(a, str_of(o->key));
}

static bool field_fits(const struct match *m, const struct option *o, struct str wanted, const struct actual *a)
{
	const struct str *there = field_of(o, a);
	int64_t ppm, x, y;

	if (is_sentence(o))
		return sentence_fits(o, wanted, a);
	if (!there)
		return false;
	switch (o->type) {
	case OPTION_PERCENT:
		return num_parse_i64(*there, &ppm, NULL) == 0 && percent_fits(wanted, ppm, PPM);
	case OPTION_DECIMAL:
		return decimal_fits(wanted, *there);
	case OPTION_STAMP:
		return instant_of(m, wanted, &x) && instant_of(m, *there, &y) && x == y;
	default:
		return str_eq(wanted, *there);
	}
}

uint32_t match_misfits(const struct match *m, const struct record *row, const struct actual *a)
{
	uint32_t misfits = 0;

	for (const struct option *o = m->table->list; o->key; o++) {
		const struct ref *given = expected_field(row, o);

		misfits += given->place.line > 0 && !field_fits(m, o, given->text, a);
	}
	return misfits;
}

/* ---- rows and entries ---- */

struct pairing {
	const uint8_t *fits; /* by row and entry */
	uint32_t row_count, count;
	uint32_t *entry_of, *row_of; /* UINT32_MAX: none */
	uint32_t *asked_by;          /* by entry: the row from which the search came to it; UINT32_MAX: not yet */
	uint32_t *queue;
};

/* The entry is free: along the way that the search took each row moves on to the entry that it asked for. */
static void move_along(struct pairing *p, uint32_t entry)
{
	while (entry != UINT32_MAX) {
		uint32_t row = p->asked_by[entry], next = p->entry_of[row];

		p->entry_of[row] = entry;
		p->row_of[entry] = row;
		entry = next;
	}
}

/* Looks for an entry for `row`, breadth first over rows that would have to move. */
static void pair_row(struct pairing *p, uint32_t row)
{
	uint32_t head = 0, tail = 0;

	memset(p->asked_by, 0xff, p->count * sizeof(*p->asked_by));
	p->queue[tail++] = row;
	while (head < tail) {
		uint32_t asking = p->queue[head++];

		for (uint32_t e = 0; e < p->count; e++) {
			if (!p->fits[(size_t)asking * p->count + e] || p->asked_by[e] != UINT32_MAX)
				continue;
			p->asked_by[e] = asking;
			if (p->row_of[e] == UINT32_MAX) {
				move_along(p, e);
				return;
			}
			p->queue[tail++] = p->row_of[e];
		}
	}
}

void match_rows(const struct match *m, const struct records *rows, const struct actual *entries, uint32_t count,
		uint32_t *out_entry)
{
	uint8_t *fits = mem_alloc((size_t)rows->count * count + 1);
	struct pairing p = { fits, rows->count, count, out_entry, NULL, NULL, NULL };

	p.row_of = mem_alloc((count + 1) * sizeof(*p.row_of));
	p.asked_by = mem_alloc((count + 1) * sizeof(*p.asked_by));
	p.queue = mem_alloc((rows->count + 1) * sizeof(*p.queue));
	memset(p.row_of, 0xff, count * sizeof(*p.row_of));
	memset(out_entry, 0xff, rows->count * sizeof(*out_entry));
	for (uint32_t r = 0; r < rows->count; r++)
		for (uint32_t e = 0; e < count; e++)
			fits[(size_t)r * count + e] = match_misfits(m, rows->at[r], &entries[e]) == 0;
	for (uint32_t r = 0; r < rows->count; r++)
		pair_row(&p, r);
	mem_free(fits);
	mem_free(p.row_of);
	mem_free(p.asked_by);
	mem_free(p.queue);
}

/* ---- in words ---- */

static void add_text(struct buf *out, struct str s)
{
	bool plain = s.len > 0;

	for (size_t i = 0; i < s.len; i++)
		plain = plain && s.ptr[i] != '\0' && !strchr(",:{}[]\"'#\n", s.ptr[i]);
	if (plain)
		buf_adds(out, s);
	else
		buf_add_json(out, s);
}

/* A share as it may be written in an expectation. */
static void add_percent(struct buf *out, struct str ppm)
{
	int64_t n;

	if (num_parse_i64(ppm, &n, NULL) < 0) {
		buf_adds(out, ppm);
		return;
	}
	num_add_e4(out, n);
	buf_addc(out, '%');
}

static void add_value(struct buf *out, const struct option *o, const struct actual *a)
{
	const struct str *there = field_of(o, a);

	if (!there && is_sentence(o))
		there = find_with(a, o->key, ".en");
	if (!there && is_sentence(o))
		there = find_with(a, o->key, ".ru");
	if (!there)
		buf_adds(out, STR("not there"));
	else if (o->type == OPTION_PERCENT)
		add_percent(out, *there);
	else
		add_text(out, *there);
}

void match_add_row(const struct match *m, const struct record *row, struct buf *out)
{
	const char *comma = "";

	buf_addc(out, '{');
	for (const struct option *o = m->table->list; o->key; o++) {
		const struct ref *given = expected_field(row, o);

		if (given->place.line == 0)
			continue;
		buf_addf(out, "%s%s: ", comma, o->key);
		add_text(out, given->text);
		comma = ", ";
	}
	buf_addc(out, '}');
}

void match_add_entry(const struct match *m, const struct record *row, const struct actual *a, struct buf *out)
{
	const char *comma = "";

	buf_addc(out, '{');
	for (const struct option *o = m->table->list; o->key; o++) {
		bool named = row && expected_field(row, o)->place.line > 0;

		if (!named && (is_sentence(o) || !field_of(o, a)))
			continue;
		buf_addf(out, "%s%s: ", comma, o->key);
		add_value(out, o, a);
		comma = ", ";
	}
	buf_addc(out, '}');
}

void match_add_misfits(const struct match *m, const struct record *row, const struct actual *a, struct buf *out)
{
	const char *comma = "";

	for (const struct option *o = m->table->list; o->key; o++) {
		const struct ref *given = expected_field(row, o);

		if (given->place.line == 0 || field_fits(m, o, given->text, a))
			continue;
		buf_addf(out, "%s%s is ", comma, o->key);
		add_value(out, o, a);
		comma = ", ";
	}
}
