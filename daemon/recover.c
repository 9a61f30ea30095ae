#include "daemon/recover.h"
#include "daemon/journal.h"
#include "daemon/words.h"
#include <string.h>

enum { PAGES_IN_FLIGHT = 128, TRIES = 10 };

struct recover {
	struct link *control;
	struct str company;
	struct turn *turn;
	recover_done done;
	void *arg;
	struct arena *arena;
	struct manifest manifest;
	bool stored;                    /* there is a manifest; else the beginning of the journal */
	unsigned tries;                 /* generations that changed while loading, in a row */
	struct section *sections;       /* the engine's, for each of the manifest */
	uint32_t ask_section, ask_page; /* asked for next */
	uint32_t got_section, got_page; /* whose reply comes next */
	uint64_t asked, got;
	struct buf names; /* the text of the names section that is coming in */
	struct buf key;
};

struct recover *recover_new(struct link *control, struct str company, struct turn *turn, recover_done done, void *arg)
{
	struct recover *r = mem_alloc(sizeof(*r));

	r->control = control;
	r->company = company;
	r->turn = turn;
	r->done = done;
	r->arg = arg;
	r->arena = arena_new();
	return r;
}

void recover_free(struct recover *r)
{
	if (!r)
		return;
	arena_free(r->arena);
	buf_free(&r->names);
	buf_free(&r->key);
	mem_free(r);
}

void recover_stop(struct recover *r)
{
	link_forget(r->control, r);
}

static void fail(struct recover *r, const struct err *why)
{
	recover_stop(r);
	r->tries = 0;
	r->done(r->arg, RECOVERED_FAILED, NULL, why);
}

static void call(struct recover *r, size_t argc, const struct str *argv, link_reply done)
{
	link_call(r->control, argc, argv, done, r);
}

/* Every reply passes here first. false: it is settled already. */
static bool reply_good(struct recover *r, const struct str *reply, struct resp *out, size_t *at)
{
	struct err why;

	if (!reply) {
		err_set(&why, "the connection was lost while the state was loaded");
		fail(r, &why);
		return false;
	}
	*at = 0;
	*out = resp_next(*reply, at);
	if (out->kind == RESP_ERROR) {
		words_unexpected(*out, "the state", &why);
		fail(r, &why);
		return false;
	}
	return true;
}

/* ---- the end: everything is there ---- */

static void finish(struct recover *r)
{
	struct err why;
	struct hash128 state;

	if (r->stored && engine_restored(r->turn->engine, &why) < 0) {
		err_chain(&why, "checkpoint %llu", (unsigned long long)r->manifest.generation);
		fail(r, &why);
		return;
	}
	if (r->manifest.has_state) {
		state = engine_state_digest(r->turn->engine);
		if (!hash128_eq(state, r->manifest.state)) {
			err_set(&why,
				"checkpoint %llu: its pages are not those that were written (state digest differs); delete "
				"sdm:{%.*s}:state:manifest to fold the log from its beginning",
				(unsigned long long)r->manifest.generation, STR_ARG(r->company));
			fail(r, &why);
			return;
		}
	}
	r->tries = 0;
	r->done(r->arg, RECOVERED_LOADED, &r->manifest, NULL);
}

/* The owner may have gone on while a stand-by was loading: pages of two generations later overwrite these. */
static void on_manifest_again(void *arg, const struct str *reply)
{
	struct recover *r = arg;
	struct manifest now;
	struct resp got;
	struct err why;
	size_t at;

	if (!reply_good(r, reply, &got, &at))
		return;
	if (got.kind != RESP_STRING || manifest_parse(got.text, r->arena, &now, &why) < 0) {
		err_set(&why, "the manifest went away while the state was loaded");
		fail(r, &why);
		return;
	}
	if (now.generation == r->manifest.generation) {
		finish(r);
	} else if (++r->tries < TRIES) {
		recover_start(r);
	} else {
		err_set(&why, "checkpoints are written faster than they can be loaded: make checkpoint_s longer");
		fail(r, &why);
	}
}

static void ask_manifest(struct recover *r, link_reply done)
{
	call(r, 2, (struct str[]){ STR("GET"), key_text(&r->key, r->company, "state:manifest") }, done);
}

/* ---- pages ---- */

static void put_names(struct recover *r, struct names *n)
{
	struct str rest = buf_str(&r->names);

	names_free(n);
	while (rest.len > 0)
		names_add(n, str_cut(&rest, '\0'));
}

static int section_end(struct recover *r, uint32_t i, struct err *err)
{
	const struct manifest_section *s = &r->manifest.sections[i];

	if (s->kind == SECTION_POOL) {
		pool_restored(r->sections[i].pool, s->count, s->free_head, s->live);
		return 0;
	}
	put_names(r, r->sections[i].names);
	buf_clear(&r->names);
	if (r->sections[i].names->count != s->count)
		return err_set(err, "section %.*s: expected %u names, found %u", STR_ARG(s->name), s->count,
			       r->sections[i].names->count);
	return 0;
}

static int put_page(struct recover *r, struct resp got, struct err *err)
{
	const struct manifest_section *s = &r->manifest.sections[r->got_section];
	uint64_t from = (uint64_t)r->got_page * NAMES_PIECE_BYTES, need;

	if (got.kind != RESP_STRING)
		return err_set(err, "page %u of section %.*s is missing", r->got_page, STR_ARG(s->name));
	if (s->kind == SECTION_POOL) {
		if (pool_put(r->sections[r->got_section].pool, r->got_page, got.text) < 0)
			return err_set(err, "page %u of section %.*s has %zu bytes, which is no number of records", r->got_page,
				       STR_ARG(s->name), got.text.len);
		return 0;
	}
	need = s->bytes - from < NAMES_PIECE_BYTES ? s->bytes - from : NAMES_PIECE_BYTES;
	if (got.text.len < need)
		return err_set(err, "piece %u of section %.*s: expected %llu bytes, found %zu", r->got_page, STR_ARG(s->name),
			       (unsigned long long)need, got.text.len);
	buf_add(&r->names, got.text.ptr, (size_t)need);
	return 0;
}

/* Ends the sections whose pages have all come. */
static int close_sections(struct recover *r, struct err *err)
{
	while (r->got_section < r->manifest.section_count && r->got_page >= r->manifest.sections[r->got_section].pages) {
		if (section_end(r, r->got_section, err) < 0)
			return -1;
		r->got_section++;
		r->got_page = 0;
	}
	return 0;
}

static void ask_pages(struct recover *r);

static void on_page(void *arg, const struct str *reply)
{
	struct recover *r = arg;
	struct resp got;
	struct err why;
	size_t at;

	if (!reply_good(r, reply, &got, &at))
		return;
	r->got++;
	if (put_page(r, got, &why) < 0) {
		fail(r, &why);
		return;
	}
	r->got_page++;
	if (close_sections(r, &why) < 0) {
		fail(r, &why);
		return;
	}
	ask_pages(r);
}

static void ask_pages(struct recover *r)
{
	const struct manifest *m = &r->manifest;

	while (r->ask_section < m->section_count && r->asked - r->got < PAGES_IN_FLIGHT) {
		const struct manifest_section *s = &m->sections[r->ask_section];

		if (r->ask_page >= s->pages) {
			r->ask_section++;
			r->ask_page = 0;
			continue;
		}
		call(r, 2,
		     (struct str[]){ STR("GET"), key_text(&r->key, r->company, "state:%.*s.%u.%d", STR_ARG(s->name), r->ask_page,
							  s->kind == SECTION_POOL && slot_bit(s->slots, r->ask_page)) },
		     on_page);
		r->asked++;
		r->ask_page++;
	}
	if (r->ask_section >= m->section_count && r->asked == r->got)
		ask_manifest(r, on_manifest_again);
}

/* ---- model and sections ---- */

static int find_sections(struct recover *r, struct err *err)
{
	const struct manifest *m = &r->manifest;
	struct engine *e = r->turn->engine;

	r->sections = arena_alloc(r->arena, (m->section_count + 1) * sizeof(*r->sections));
	for (uint32_t i = 0; i < m->section_count; i++) {
		const struct manifest_section *s = &m->sections[i];
		uint32_t n = 0, count = engine_section_count(e);

		while (n < count && !(str_eq(engine_section(e, n).name, s->name) && engine_section(e, n).kind == s->kind))
			n++;
		if (n == count)
			return err_set(
				err, "the state has a section %.*s that this sdmd does not know: start the version that wrote it",
				STR_ARG(s->name));
		r->sections[i] = engine_section(e, n);
		if (s->kind == SECTION_POOL && r->sections[i].pool->size != s->record_size)
			return err_set(
				err,
				"section %.*s has records of %u bytes, this sdmd expects %u: start the version that wrote it",
				STR_ARG(s->name), s->record_size, r->sections[i].pool->size);
	}
	return 0;
}

static void on_model(void *arg, const struct str *reply)
{
	struct recover *r = arg;
	struct str sha = str_of(r->manifest.model);
	struct resp got;
	struct err why;
	size_t at;

	if (!reply_good(r, reply, &got, &at))
		return;
	if (got.kind != RESP_STRING) {
		err_set(&why, "model %.*s is not in Redis, but the state needs it: store it again", STR_ARG(sha));
		fail(r, &why);
		return;
	}
	if (turn_start(r->turn, got.text, sha, &why) < 0) {
		fail(r, &why);
		return;
	}
	if (!r->stored) {
		finish(r);
		return;
	}
	if (engine_restore_meta(r->turn->engine, r->manifest.meta, &why) < 0 || find_sections(r, &why) < 0 ||
	    close_sections(r, &why) < 0) {
		err_chain(&why, "checkpoint %llu", (unsigned long long)r->manifest.generation);
		fail(r, &why);
		return;
	}
	ask_pages(r);
}

static void ask_model(struct recover *r)
{
	call(r, 2, (struct str[]){ STR("GET"), key_text(&r->key, r->company, "model:%s", r->manifest.model) }, on_model);
}

/* Without a manifest: the first entry of the journal names the model with which the company began. */
static void on_journal(void *arg, const struct str *reply)
{
	struct recover *r = arg;
	struct journal_entry first;
	struct resp got;
	struct err why;
	size_t at;

	if (!reply_good(r, reply, &got, &at))
		return;
	if (got.kind != RESP_ARRAY || got.integer == 0) {
		r->done(r->arg, RECOVERED_NOTHING, NULL, NULL);
		return;
	}
	if (journal_read(*reply, &at, &first, &why) < 0) {
		fail(r, &why);
		return;
	}
	if (first.kind != JOURNAL_OWNER || first.inputs != 0 || first.sha.len != sizeof(r->manifest.model) - 1) {
		err_set(&why, "there is no checkpoint, and the journal does not reach back to the company's first entry");
		fail(r, &why);
		return;
	}
	memcpy(r->manifest.model, first.sha.ptr, first.sha.len);
	ask_model(r);
}

static void on_manifest(void *arg, const struct str *reply)
{
	struct recover *r = arg;
	struct resp got;
	struct err why;
	size_t at;

	if (!reply_good(r, reply, &got, &at))
		return;
	r->stored = got.kind == RESP_STRING;
	if (!r->stored) {
		call(r, 6,
		     (struct str[]){ STR("XRANGE"), key_text(&r->key, r->company, "journal"), STR("-"), STR("+"), STR("COUNT"),
				     STR("1") },
		     on_journal);
		return;
	}
	if (manifest_parse(got.text, r->arena, &r->manifest, &why) < 0) {
		fail(r, &why);
		return;
	}
	ask_model(r);
}

void recover_start(struct recover *r)
{
	recover_stop(r);
	turn_drop(r->turn);
	arena_reset(r->arena);
	r->manifest = (struct manifest){ 0 };
	r->ask_section = r->ask_page = r->got_section = r->got_page = 0;
	r->asked = r->got = 0;
	buf_clear(&r->names);
	ask_manifest(r, on_manifest);
}
