#include "ctl/refold.h"
#include "daemon/recover.h"
#include "daemon/words.h"
#include <event2/event.h>
#include <string.h>

enum { PAGE = 5000, JOURNAL_PAGE = 500 };

static uint64_t inputs_now(const struct refold *r)
{
	return engine_inputs(r->turn->engine) + r->skew;
}

/* Those of a time later than is asked for too, as far as has been read. */
static uint64_t inputs_met(const struct refold *r)
{
	return inputs_now(r) + (r->known ? r->known->later : 0);
}

static bool is_asked(const struct refold *r)
{
	return r->known && r->known->text;
}

static bool is_past(const struct refold *r)
{
	return r->known && r->known->past;
}

/* ---- what the turn asks of us ---- */

static void taken(void *arg, const struct taken *what)
{
	struct refold *r = arg;

	if (what->input->kind == INPUT_TIMER)
		return;
	r->took = true;
	r->after_input = engine_digest(r->turn->engine);
}

static int give_model(void *arg, struct str sha, struct str *out_packed, struct err *err)
{
	struct refold *r = arg;
	struct buf key = { 0 };
	struct str text;
	bool found;
	int rc;

	buf_addf(&key, "model:%.*s", STR_ARG(sha));
	rc = server_get(r->server, key.ptr, &text, &found, err);
	buf_free(&key);
	if (rc < 0)
		return -1;
	if (!found)
		return err_set(err, "model %.*s is not in Redis", STR_ARG(sha));
	buf_clear(&r->model);
	buf_adds(&r->model, text);
	*out_packed = buf_str(&r->model);
	return 0;
}

static const struct turn_events events = { .taken = taken, .model = give_model };

/* ---- reading ranges ---- */

/* XRANGE of a stream into `page`, which keeps the bytes until it is asked again. Gives the number of entries and where they
 * begin. */
static int range(struct refold *r, const char *stream, struct str from, struct str to, int count, struct buf *page,
		 size_t *out_at, struct err *err)
{
	struct buf most = { 0 }, former;
	struct resp got;
	int rc;

	buf_add_i64(&most, count);
	rc = server_ask(r->server, 6,
			(struct str[]){ STR("XRANGE"), server_key(r->server, stream), from, to, STR("COUNT"), buf_str(&most) },
			&got, out_at, err);
	buf_free(&most);
	if (rc < 0)
		return -1;
	if (got.kind != RESP_ARRAY)
		return words_unexpected(got, "entries", err);
	former = *page;
	*page = r->server->reply;
	r->server->reply = former;
	return 0;
}

/* All inputs of a stream after the last one taken, up to and including `to`. */
static int take_range(struct refold *r, enum input_kind kind, struct entry_id to, struct err *err)
{
	const char *stream = kind == INPUT_REPORT ? "reports" : "commands";
	struct entry_id last = engine_last(r->turn->engine, kind);
	struct buf from = { 0 }, end = { 0 };
	int rc = 0;

	entry_id_add(&end, to);
	do {
		size_t at;

		if (entry_id_cmp(last, to) >= 0)
			break;
		buf_clear(&from);
		buf_addc(&from, '(');
		entry_id_add(&from, last);
		entries_clear(&r->entries);
		rc = range(r, stream, buf_str(&from), buf_str(&end), PAGE, &r->page, &at, err);
		at = 0;
		if (rc == 0)
			rc = entries_decode(&r->entries, kind, buf_str(&r->page), &at, err);
		for (uint32_t i = 0; rc == 0 && i < r->entries.count; i++) {
			if (r->refused.len > 0 && turn_asks_model(&r->entries.inputs[i]).len > 0)
				turn_refuse(r->turn, r->refused);
			known_take(r->known, r->turn, r->entries.inputs, r->entries.count, i);
			last = r->entries.inputs[i].id;
		}
	} while (rc == 0 && r->entries.count == PAGE);
	buf_free(&from);
	buf_free(&end);
	return rc;
}

/* ---- comparing ---- */

static void part(struct refold *r, const char *what, struct str mine, struct str theirs, const struct journal_entry *e,
		 const char *where)
{
	struct buf report = { 0 };

	if (r->differs)
		return;
	r->differs = true;
	entry_id_add(&report, engine_last(r->turn->engine, INPUT_REPORT));
	err_set(&r->where, "%s at input %llu (after report %s): the fold has %s %.*s, %s says %.*s; they agreed up to input %llu",
		where, (unsigned long long)e->inputs, report.ptr, what, STR_ARG(mine), where, STR_ARG(theirs),
		(unsigned long long)r->agreed_inputs);
	buf_free(&report);
}

static void compare_hash(struct refold *r, const char *what, struct hash128 mine, struct hash128 theirs,
			 const struct journal_entry *e, const char *where)
{
	struct buf a = { 0 }, b = { 0 };

	if (hash128_eq(mine, theirs))
		return;
	hash128_add(&a, mine);
	hash128_add(&b, theirs);
	part(r, what, buf_str(&a), buf_str(&b), e, where);
	buf_free(&a);
	buf_free(&b);
}

/* Such an entry is noted in the journal at once, before the timers that its input sets off; others come after them. */
static bool is_of_input(const struct journal_entry *e)
{
	return e->kind == JOURNAL_COMMAND || e->kind == JOURNAL_ACTIVATE || journal_is_clock(e);
}

static void compare(struct refold *r, const struct journal_entry *e, const char *where)
{
	struct buf a = { 0 }, b = { 0 };

	if (is_of_input(e) && !r->took)
		return; /* the checkpoint comes after it */

	if (inputs_met(r) != e->inputs) {
		buf_addf(&a, "%llu", (unsigned long long)inputs_met(r));
		buf_addf(&b, "%llu", (unsigned long long)e->inputs);
		part(r, "inputs", buf_str(&a), buf_str(&b), e, where);
		r->has_holes = true;
		buf_free(&a);
		buf_free(&b);
	}
	if (is_past(r))
		return;
	compare_hash(r, "outputs digest", is_of_input(e) ? r->after_input : engine_digest(r->turn->engine), e->digest, e, where);
	if (e->has_state)
		compare_hash(r, "state digest", engine_state_digest(r->turn->engine), e->state, e, where);
	if (r->differs)
		return;
	r->compared++;
	r->agreed_inputs = e->inputs;
}

/* ---- the journal ---- */

static int take_entry(struct refold *r, const struct journal_entry *e, struct err *err)
{
	struct input clock = { .kind = e->kind == JOURNAL_TICK ? INPUT_TICK : INPUT_BOUND, .time_ms = e->time_ms };

	if (e->inputs > inputs_now(r)) {
		r->refused = e->kind == JOURNAL_ACTIVATE ? e->refused : (struct str){ 0 };
		if (take_range(r, INPUT_REPORT, e->reports, err) < 0)
			return -1;
		if (journal_is_clock(e))
			known_take(r->known, r->turn, &clock, 1, 0);
		else if (take_range(r, INPUT_COMMAND, e->commands, err) < 0)
			return -1;
		r->refused = (struct str){ 0 };
	} else if (e->inputs < inputs_now(r) || is_of_input(e)) {
		return 0; /* before the checkpoint, or its last input */
	}
	compare(r, e, "the journal");
	return 0;
}

/* `*out_more`: the page was full and the fence is not reached. */
static int take_page(struct refold *r, struct buf *from, bool *out_more, struct err *err)
{
	struct resp entries;
	size_t at = 0;

	*out_more = false;
	if (range(r, "journal", buf_str(from), STR("+"), JOURNAL_PAGE, &r->journal, &at, err) < 0)
		return -1;
	at = 0;
	entries = resp_next(buf_str(&r->journal), &at);
	for (int64_t i = 0; i < entries.integer; i++) {
		size_t before = at;
		struct journal_entry e;

		if (journal_read(buf_str(&r->journal), &at, &e, err) < 0)
			return -1;
		if (e.inputs > r->fence.inputs || is_past(r))
			return 0;
		if (take_entry(r, &e, err) < 0)
			return -1;
		resp_next(buf_str(&r->journal), &before);
		buf_clear(from);
		buf_addc(from, '(');
		buf_adds(from, resp_next(buf_str(&r->journal), &before).text);
	}
	*out_more = entries.integer == JOURNAL_PAGE;
	return 0;
}

static int fold_log(struct refold *r, struct err *err)
{
	struct journal_entry end = { .kind = JOURNAL_PROGRESS, .inputs = r->fence.inputs, .digest = r->fence.digest };
	struct buf from = { 0 };
	bool more = true;
	int rc = 0;

	buf_addc(&from, '-');
	while (rc == 0 && more)
		rc = take_page(r, &from, &more, err);
	buf_free(&from);
	if (rc < 0 || is_past(r))
		return rc;
	if (take_range(r, INPUT_REPORT, r->fence.reports, err) < 0)
		return -1;
	end.has_state = r->checkpoint.has_state && r->checkpoint.inputs == end.inputs;
	end.state = r->checkpoint.state;
	compare(r, &end, "the fence");
	return 0;
}

/* ---- where to begin ---- */

struct loading {
	struct refold *refold;
	bool done;
	enum recovered how;
	struct err why;
};

static void on_loaded(void *arg, enum recovered how, const struct manifest *m, const struct err *why)
{
	struct loading *l = arg;

	l->done = true;
	l->how = how;
	if (why)
		l->why = *why;
	if (how == RECOVERED_LOADED)
		l->refold->skew = m->inputs - engine_inputs(l->refold->turn->engine);
	event_base_loopbreak(l->refold->server->loop);
}

static int load_checkpoint(struct refold *r, struct err *err)
{
	struct loading l = { .refold = r };
	struct recover *recover = recover_new(r->server->link, r->server->company, r->turn, on_loaded, &l);

	r->from_checkpoint = true;
	recover_start(recover);
	while (!l.done)
		event_base_loop(r->server->loop, EVLOOP_ONCE);
	recover_free(recover);
	if (l.how == RECOVERED_FAILED)
		return err_set(err, "%s", l.why.text);
	if (l.how == RECOVERED_NOTHING)
		return err_set(err, "there is neither a checkpoint nor a journal");
	r->agreed_inputs = inputs_now(r);
	return 0;
}

/* Whether the beginning of a stream has been trimmed away. Entries deleted one by one are another matter: they are what a
 * verification is to find.
 */
static int find_trimmed(struct refold *r, const char *stream, bool *out_trimmed, struct err *err)
{
	struct str name = { 0 }, deleted = STR("0-0");
	int64_t length = 0, added = 0;
	struct resp got;
	size_t at;

	*out_trimmed = false;
	if (server_ask(r->server, 2, (struct str[]){ STR("XLEN"), server_key(r->server, stream) }, &got, &at, err) < 0)
		return -1;
	if (got.integer == 0)
		return 0;
	if (server_ask(r->server, 3, (struct str[]){ STR("XINFO"), STR("STREAM"), server_key(r->server, stream) }, &got, &at,
		       err) < 0)
		return -1;
	for (int64_t fields = got.integer / 2; fields > 0; fields--) {
		name = resp_next(buf_str(&r->server->reply), &at).text;
		got = resp_next(buf_str(&r->server->reply), &at);
		if (str_eq(name, STR("length")))
			length = got.integer;
		else if (str_eq(name, STR("entries-added")))
			added = got.integer;
		else if (str_eq(name, STR("max-deleted-entry-id")))
			deleted = got.text;
		words_skip(buf_str(&r->server->reply), &at, got);
	}
	*out_trimmed = added > length && str_eq(deleted, STR("0-0"));
	return 0;
}

/* Whether the log still holds the company's first entry; then *out_sha is the model that it began with. */
static int find_beginning(struct refold *r, bool *out_whole, struct str *out_sha, struct err *err)
{
	struct journal_entry first;
	size_t at;

	*out_whole = false;
	if (range(r, "journal", STR("-"), STR("+"), 1, &r->journal, &at, err) < 0)
		return -1;
	at = 0;
	if (resp_next(buf_str(&r->journal), &at).integer == 0)
		return 0;
	if (journal_read(buf_str(&r->journal), &at, &first, err) < 0)
		return -1;
	if (first.kind != JOURNAL_OWNER || first.inputs != 0)
		return 0;
	*out_sha = first.sha;
	*out_whole = first.sha.len > 0;
	return 0;
}

/* A checkpoint does not tell what was known before it. */
static int check_reach(const struct refold *r, struct err *err)
{
	int64_t from_ms = engine_now_ms(r->turn->engine);
	struct buf from = { 0 };

	if (!is_asked(r) || from_ms <= r->known->at_ms)
		return 0;
	instant_add(&from, from_ms);
	if (r->use_checkpoint)
		err_set(err, "--checkpoint: it knows nothing of before %s; leave it out", from.ptr);
	else
		err_set(err,
			"--known-at: the log has been trimmed and can be told as it was known from %s on, where its checkpoint "
			"stands; `keep_reports: all' keeps the whole log",
			from.ptr);
	buf_free(&from);
	return -1;
}

static int begin(struct refold *r, struct err *err)
{
	struct str sha, packed;
	bool whole, trimmed;

	if (find_trimmed(r, "reports", &trimmed, err) < 0 || (!trimmed && find_trimmed(r, "commands", &trimmed, err) < 0) ||
	    find_beginning(r, &whole, &sha, err) < 0)
		return -1;
	if (whole && !trimmed && !r->use_checkpoint) {
		if (give_model(r, sha, &packed, err) < 0)
			return -1;
		return turn_start(r->turn, packed, sha, err);
	}
	if (r->refuse_checkpoint)
		return err_set(err, "the log does not reach back to the company's first entry");
	return load_checkpoint(r, err) < 0 ? -1 : check_reach(r, err);
}

static int read_position(struct refold *r, struct err *err)
{
	struct str text;
	bool found;

	if (server_get(r->server, "state:manifest", &text, &found, err) < 0)
		return -1;
	if (found && manifest_parse(text, r->arena, &r->checkpoint, err) < 0)
		return -1;
	if (server_get(r->server, "fence", &text, &found, err) < 0)
		return -1;
	if (!found)
		return err_set(err, "company %.*s is new: no daemon has taken anything for it yet", STR_ARG(r->server->company));
	return fence_parse(text, &r->fence, err);
}

static int end_known(struct refold *r, struct err *err)
{
	if (!is_asked(r))
		return 0;
	if (known_end_in_redis(r->known, r->turn, r->server, &r->fence, err) < 0)
		return -1;
	if (r->has_holes)
		return err_set(err, "--known-at: entries are missing, so that the log does not tell what was known: %s",
			       r->where.text);
	if (r->differs)
		common_complain(STATUS_OK, "up to then the log folds to something else than was emitted: %s", r->where.text);
	return 0;
}

int refold_run(struct refold *r, struct server *s, struct err *err)
{
	r->server = s;
	r->arena = arena_new();
	r->turn = turn_new(&events, r);
	if (server_need_company(s, err) < 0)
		return -1;
	r->turn->company = s->company;
	if (read_position(r, err) < 0 || begin(r, err) < 0)
		return -1;
	return fold_log(r, err) < 0 ? -1 : end_known(r, err);
}

void refold_free(struct refold *r)
{
	turn_free(r->turn);
	arena_free(r->arena);
	entries_free(&r->entries);
	buf_free(&r->journal);
	buf_free(&r->page);
	buf_free(&r->model);
}
