#include "ctl/listing.h"
#include "ctl/common_options.h"
#include "daemon/entries.h"
#include "daemon/words.h"
#include "model/spot.h"
#include <string.h>

enum { PAGE = 500, COUNT_DEFAULT = 20, FOLLOW_MS = 1000 };

static const struct argp_option options[] = {
	{ "count", 'n', "N", 0, "At most the last N entries, default 20; 0: all", 0 },
	{ "follow", 'f', NULL, 0, "Then wait for more, until interrupted", 0 },
	{ "latest", 'l', NULL, 0, "Only the last entry of each task or case: how it stands now", 0 },
	{ 0 },
};

static void check_filter(struct argp_state *state, const struct listing *l, const char *arg)
{
	struct str rest = str_of(arg), name = str_cut(&rest, '=');
	struct nearest near = { .wanted = name };

	for (const char *const *f = l->fields; *f; f++) {
		if (str_eq(name, str_of(*f)))
			return;
		nearest_offer(&near, str_of(*f));
	}
	argp_error(state, "no field \"%.*s\" in %s%s", STR_ARG(name), l->stream, nearest_text(&near));
}

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct listing *l = state->input;

	switch (key) {
	case ARGP_KEY_INIT:
		common_children(state, 2, &l->common);
		l->filters = mem_alloc((size_t)state->argc * sizeof(*l->filters));
		return 0;
	case 'n':
		l->count = (uint64_t)common_number(state, "--count", arg, 0, INT64_C(1000000000));
		return 0;
	case 'f':
		l->follow = true;
		return 0;
	case 'l':
		if (!l->identity)
			argp_error(state, "--latest is for alerts and tasks");
		l->latest = true;
		return 0;
	case ARGP_KEY_ARG:
		if (!strchr(arg, '='))
			argp_error(state, "expected FIELD=TEXT, got \"%s\"", arg);
		check_filter(state, l, arg);
		l->filters[l->filter_count++] = arg;
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

struct str listing_field(const struct listing_entry *e, const char *name)
{
	struct str wanted = str_of(name);

	for (uint32_t i = 0; i < e->count; i++)
		if (str_eq(e->pairs[i].name, wanted))
			return e->pairs[i].text;
	return (struct str){ 0 };
}

struct str listing_text(const struct listing_entry *e, const char *name, enum language l)
{
	static const char *const codes[LANGUAGES] = { [LANGUAGE_EN] = "en", [LANGUAGE_RU] = "ru" };
	struct str text = { 0 };

	for (int i = 0; i < LANGUAGES && text.len == 0; i++) {
		struct buf key = { 0 };

		buf_addf(&key, "%s.%s", name, codes[((int)l + i) % LANGUAGES]);
		text = listing_field(e, key.ptr);
		buf_free(&key);
	}
	return text;
}

void listing_show(struct arena *a, struct pair *pairs, size_t count)
{
	struct buf b = { 0 };

	for (size_t i = 0; i < count; i++) {
		bool lines = str_eq(pairs[i].name, STR("text")) || str_starts(pairs[i].name, STR("why."));

		buf_clear(&b);
		buf_add_visible(&b, pairs[i].text, lines);
		if (!str_eq(buf_str(&b), pairs[i].text))
			pairs[i].text = arena_str(a, buf_str(&b));
	}
	buf_free(&b);
}

static bool is_wanted(const struct listing *l, const struct listing_entry *e)
{
	if (l->wanted && !l->wanted(l, e))
		return false;
	for (uint32_t i = 0; i < l->filter_count; i++) {
		struct str text = str_of(l->filters[i]), name = str_cut(&text, '='), has = { 0 };

		for (uint32_t n = 0; n < e->count && has.len == 0; n++)
			if (str_eq(e->pairs[n].name, name))
				has = e->pairs[n].text;
		if (!str_eq(has, text))
			return false;
	}
	return true;
}

/* ---- reading ---- */

struct reply_page {
	struct buf reply;
	struct entries entries;
};
struct kept_entry {
	uint32_t page, number;
};
struct kept { /* pages read so far, newest first, and where the wanted entries stand in them */
	ARRAY(struct reply_page) pages;
	ARRAY(struct kept_entry) list;
	struct names seen;   /* identities, for --latest */
	struct arena *shown; /* texts spelt out for people */
};

static struct listing_entry entry_of(const struct input *in, struct buf *id)
{
	buf_clear(id);
	entry_id_add(id, in->id);
	return (struct listing_entry){ buf_str(id), in->pairs, in->pair_count };
}

static void kept_free(struct kept *k)
{
	for (size_t i = 0; i < k->pages.count; i++) {
		buf_free(&k->pages.at[i].reply);
		entries_free(&k->pages.at[i].entries);
	}
	ARRAY_FREE(k->pages);
	ARRAY_FREE(k->list);
	names_free(&k->seen);
	arena_free(k->shown);
}

/* Entries come newest first, so the first of an identity is the one that stands. */
static bool is_first(const struct listing *l, struct kept *k, const struct listing_entry *e)
{
	uint32_t before = k->seen.count;

	return !l->latest || (names_add(&k->seen, listing_field(e, l->identity)), k->seen.count > before);
}

/* One page of older entries. *out_end: there are no more. */
static int read_page(const struct listing *l, struct server *s, struct kept *k, struct buf *before, bool *out_end,
		     struct err *err)
{
	struct reply_page *p = ARRAY_ADD(k->pages);
	struct buf count = { 0 }, id = { 0 };
	struct resp got;
	size_t at;
	int rc;

	buf_add_i64(&count, PAGE);
	rc = server_ask(s, 6,
			(struct str[]){ STR("XREVRANGE"), server_key(s, l->stream), buf_str(before), STR("-"), STR("COUNT"),
					buf_str(&count) },
			&got, &at, err);
	if (rc == 0 && got.kind != RESP_ARRAY)
		rc = words_unexpected(got, "entries", err);
	if (rc == 0) {
		p->reply = s->reply;
		s->reply = (struct buf){ 0 };
		at = 0;
		rc = entries_decode(&p->entries, INPUT_REPORT, buf_str(&p->reply), &at, err);
	}
	for (uint32_t i = 0; rc == 0 && i < p->entries.count; i++) {
		struct listing_entry e = entry_of(&p->entries.inputs[i], &id);

		if (is_first(l, k, &e) && is_wanted(l, &e))
			*ARRAY_ADD(k->list) = (struct kept_entry){ (uint32_t)k->pages.count - 1, i };
	}
	if (!l->common.json)
		listing_show(k->shown, p->entries.pairs, p->entries.pair_count);
	*out_end = p->entries.count < PAGE;
	if (rc == 0 && p->entries.count > 0) {
		buf_clear(before);
		buf_addc(before, '(');
		entry_id_add(before, p->entries.inputs[p->entries.count - 1].id);
	}
	buf_free(&count);
	buf_free(&id);
	return rc;
}

struct str listing_earlier(const struct listing *l, const struct listing_entry *e, const char *same, const char *text)
{
	struct str wanted = listing_field(e, same);

	for (size_t p = 0; l->kept && p < l->kept->pages.count; p++) {
		const struct entries *page = &l->kept->pages.at[p].entries;

		for (uint32_t i = 0; i < page->count; i++) {
			struct listing_entry x = { .pairs = page->inputs[i].pairs, .count = page->inputs[i].pair_count };
			struct str found = listing_text(&x, text, l->common.language);

			if (found.len > 0 && str_eq(listing_field(&x, same), wanted))
				return found;
		}
	}
	return (struct str){ 0 };
}

static void print_entry(const struct listing *l, const struct listing_entry *e, struct buf *b)
{
	if (!l->common.json) {
		l->print(l, e, b);
	} else {
		buf_adds(b, STR("{\"entry_id\":"));
		buf_add_json(b, e->id);
		for (uint32_t i = 0; i < e->count; i++) {
			buf_addc(b, ',');
			buf_add_json(b, e->pairs[i].name);
			buf_addc(b, ':');
			buf_add_json(b, e->pairs[i].text);
		}
		buf_adds(b, STR("}\n"));
	}
	common_flush_large(b);
}

/* "12 alerts, 5 cases" under a list of several. */
static void print_counts(const struct listing *l, size_t entries, uint32_t identities, struct buf *b)
{
	if (l->common.json || l->follow || entries < 2 || !l->identity)
		return;
	common_colour(&l->common, b, COLOUR_DIM);
	if (l->noun) {
		catalog_count(b, l->common.language, l->noun, (int64_t)entries);
		buf_adds(b, STR(", "));
	}
	catalog_count(b, l->common.language, l->identity_noun, identities);
	common_colour(&l->common, b, COLOUR_PLAIN);
	buf_addc(b, '\n');
}

static void print_kept(const struct listing *l, const struct kept *k, struct buf *b)
{
	size_t count = l->count > 0 && l->count < k->list.count ? l->count : k->list.count;
	struct names identities = { 0 };
	struct buf id = { 0 };

	for (size_t n = count; n > 0; n--) {
		const struct kept_entry *where = &k->list.at[n - 1];
		struct listing_entry e = entry_of(&k->pages.at[where->page].entries.inputs[where->number], &id);

		print_entry(l, &e, b);
		if (l->identity)
			names_add(&identities, listing_field(&e, l->identity));
	}
	print_counts(l, count, identities.count, b);
	if (count == 0 && !l->follow && !l->common.json) {
		catalog_say(b, l->common.language, l->filter_count > 0 ? "nothing_matches" : l->empty, NULL, 0);
		buf_addc(b, '\n');
	}
	common_flush(b);
	names_free(&identities);
	buf_free(&id);
}

static int read_back(struct listing *l, struct server *s, struct buf *b, struct entry_id *out_last, size_t *out_found,
		     struct err *err)
{
	struct buf before = { 0 };
	struct kept k = { .shown = arena_new() };
	bool end = false;
	int rc = 0;

	buf_addc(&before, '+');
	while (rc == 0 && !end && (l->count == 0 || k.list.count < l->count))
		rc = read_page(l, s, &k, &before, &end, err);
	l->kept = &k;
	if (rc == 0)
		print_kept(l, &k, b);
	l->kept = NULL;
	*out_found = k.list.count;
	if (k.pages.count > 0 && k.pages.at[0].entries.count > 0)
		*out_last = k.pages.at[0].entries.inputs[0].id;
	buf_free(&before);
	kept_free(&k);
	return rc;
}

static void print_new(const struct listing *l, struct listing_entry *e, struct arena *a, struct buf *b)
{
	struct pair *pairs = arena_alloc(a, e->count * sizeof(*pairs));

	memcpy(pairs, e->pairs, e->count * sizeof(*pairs));
	e->pairs = pairs;
	if (!l->common.json)
		listing_show(a, pairs, e->count);
	print_entry(l, e, b);
}

static int follow(const struct listing *l, struct server *s, struct buf *b, struct entry_id last, struct err *err)
{
	struct entries reports = { 0 }, none = { 0 };
	struct buf from = { 0 }, id = { 0 }, ms = { 0 };
	struct arena *shown = arena_new();
	struct resp got;
	size_t at;
	int rc;

	buf_add_i64(&ms, FOLLOW_MS);
	do {
		buf_clear(&from);
		entry_id_add(&from, last);
		rc = server_ask(s, 6,
				(struct str[]){ STR("XREAD"), STR("BLOCK"), buf_str(&ms), STR("STREAMS"),
						server_key(s, l->stream), buf_str(&from) },
				&got, &at, err);
		if (rc == 0)
			rc = entries_decode_read(buf_str(&s->reply), server_key(s, l->stream), STR(""), &reports, &none, err);
		for (uint32_t i = 0; rc == 0 && i < reports.count; i++) {
			struct listing_entry e = entry_of(&reports.inputs[i], &id);

			last = reports.inputs[i].id;
			if (is_wanted(l, &e))
				print_new(l, &e, shown, b);
		}
		arena_reset(shown);
		common_flush(b);
	} while (rc == 0);
	arena_free(shown);
	entries_free(&reports);
	entries_free(&none);
	buf_free(&from);
	buf_free(&id);
	buf_free(&ms);
	return rc;
}

int listing_run(struct listing *l, int argc, char **argv, const char *doc)
{
	static const struct argp_child children[] = { COMMON_OUTPUT, COMMON_SERVER, { 0 } };
	struct argp argp = { options, parse, "[FIELD=TEXT...]", doc, children, NULL, NULL };
	struct server s = { 0 };
	struct entry_id last = { 0 };
	struct buf b = { 0 };
	size_t found = 0;
	struct err err;
	int rc, status;

	common_init(&l->common);
	l->count = COUNT_DEFAULT;
	argp_parse(&argp, argc, argv, 0, NULL, l);
	rc = server_open(&l->common, &s, &err);
	if (rc == 0)
		rc = server_need_company(&s, &err);
	if (rc == 0 && !l->common.json)
		wordbook_open(&l->words, &l->common, &s);
	if (rc == 0)
		rc = read_back(l, &s, &b, &last, &found, &err);
	if (rc == 0 && l->follow)
		rc = follow(l, &s, &b, last, &err);
	status = rc < 0 ? server_complain(&s, &err) : found == 0 && l->filter_count > 0 ? STATUS_NO : STATUS_OK;
	wordbook_close(&l->words);
	server_close(&s);
	buf_free(&b);
	mem_free(l->filters);
	return status;
}

/* ---- words ---- */

void listing_say(const struct listing *l, struct buf *b, const char *key, const char *name, struct str text)
{
	catalog_say(b, l->common.language, key, &(struct catalog_arg){ name, text }, 1);
}

void listing_add_written(const struct listing *l, struct buf *b, const struct listing_entry *e)
{
	struct entry_id id;

	if (entry_id_parse(e->id, &id))
		wordbook_add_instant(&l->words, b, (int64_t)id.ms);
}

void listing_add_at(const struct listing *l, struct buf *b, const struct listing_entry *e)
{
	struct stamp stamp;

	if (stamp_parse(listing_field(e, "at"), &stamp, NULL) == 0 && stamp.has_offset)
		wordbook_add_instant(&l->words, b, stamp.instant_ms);
	else
		listing_add_written(l, b, e);
}

static void add_figure(const struct listing *l, struct buf *b, const struct listing_entry *e, const char *field, const char *key,
		       size_t begin)
{
	int64_t e4;

	if (num_parse_e4(listing_field(e, field), &e4, NULL) < 0)
		return;
	if (b->len > begin)
		buf_adds(b, STR(", "));
	catalog_say(b, l->common.language, key, NULL, 0);
	buf_addc(b, ' ');
	wordbook_add_amount(&l->words, b, listing_field(e, "kpi"), e4);
}

void listing_add_figures(const struct listing *l, struct buf *b, const struct listing_entry *e)
{
	size_t before = b->len, begin;
	int64_t ppm;

	buf_adds(b, STR("    "));
	begin = b->len;
	add_figure(l, b, e, "fact", "figure_fact", begin);
	add_figure(l, b, e, "expected", "figure_to_date", begin);
	if (num_parse_i64(listing_field(e, "deviation_ppm"), &ppm, NULL) == 0) {
		buf_adds(b, STR(", "));
		catalog_say(b, l->common.language, "figure_deviation", NULL, 0);
		buf_addc(b, ' ');
		catalog_add_percent(b, l->common.language, ppm, 1);
	}
	if (b->len == begin)
		b->len = before;
	else
		buf_addc(b, '\n');
}
