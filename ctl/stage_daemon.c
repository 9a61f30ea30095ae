/* Against a real sdmd and its Redis: the same inputs, read back from the same streams. What is expected of figures and cases is
 * asked of the log folded again, whose digests must be those that the daemon has committed.
 */
#include "ctl/refold.h"
#include "ctl/sdmd_child.h"
#include "ctl/stage.h"
#include "daemon/address.h"
#include "daemon/entries.h"
#include "daemon/fence.h"
#include <event2/event.h>
#include <string.h>
#include <time.h>

enum { PAGE = 1000, LOOK_NS = 1000000 };

struct stage_daemon {
	struct stage is;
	const struct common *common;
	const char *place, *program;
	struct common own; /* with the settings of the child */
	struct server server;
	struct sdmd_child child;
	bool is_open, playing;
	struct buf pending; /* XADD commands not yet sent */
	uint32_t pending_count;
	struct entry_id reports, commands; /* the last ones sent */
	struct buf read_ids[OUTPUT_STREAMS];
	struct refold refold;
};

static const char *const streams[OUTPUT_STREAMS] = { "alerts", "tasks", "receipts", "rejected" };

static struct stage_daemon *daemon_of(struct stage *s)
{
	return (struct stage_daemon *)s;
}

/* ---- opening ---- */

static int write_settings(struct stage_daemon *s, struct str company, struct err *err)
{
	struct link_address address = { .port = 6379 };
	struct buf b = { 0 };
	int rc;

	if (address_parse(s->place, &address, err) < 0)
		return err_chain(err, "--against");
	if (address.unix_path.len > 0) {
		buf_adds(&b, STR("redis: {socket: "));
		buf_add_json(&b, address.unix_path);
	} else {
		buf_adds(&b, STR("redis: {host: "));
		buf_add_json(&b, address.host);
		buf_addf(&b, ", port: %u", address.port);
	}
	buf_addf(&b, "}\ncompanies: [%.*s]\nturn_inputs: %u\nlease_ms: 500\nstand_by_ms: 50\n", STR_ARG(company),
		 s->is.turn_inputs);
	rc = sdmd_child_new(&s->child, s->program, buf_str(&b), err);
	buf_free(&b);
	return rc;
}

static int open_once(struct stage_daemon *s, struct str company, struct err *err)
{
	if (s->is_open)
		return 0;
	if (write_settings(s, company, err) < 0)
		return -1;
	s->own = *s->common;
	s->own.redis = NULL;
	s->own.company = NULL;
	s->own.settings = s->child.settings;
	s->is_open = true;
	return server_open(&s->own, &s->server, err);
}

/* ---- the company's keys ---- */

static int ask(struct stage_daemon *s, size_t argc, const struct str *argv, struct resp *out, size_t *out_at, struct err *err)
{
	return server_ask(&s->server, argc, argv, out, out_at, err);
}

/* Removes the company's keys, if they are a scenario's. */
static int clear_keys(struct stage_daemon *s, struct err *err)
{
	struct buf keys = { 0 };
	struct resp got;
	size_t at, kept = 0;
	bool ours;
	int64_t count;
	int rc = 0;

	if (ask(s, 2, (struct str[]){ STR("EXISTS"), server_key(&s->server, "scenario") }, &got, &at, err) < 0)
		return -1;
	ours = got.integer == 1;
	if (ask(s, 2, (struct str[]){ STR("KEYS"), server_key(&s->server, "*") }, &got, &at, err) < 0)
		return -1;
	count = got.integer;
	if (count > 0 && !ours)
		return err_set(
			err, "the Redis at %s has keys of company %.*s already, which a scenario would spoil: give an empty one",
			s->place, STR_ARG(s->server.company));
	buf_adds(&keys, buf_str(&s->server.reply));
	for (kept = at; rc == 0 && count > 0; count--)
		rc = ask(s, 2, (struct str[]){ STR("DEL"), resp_next(buf_str(&keys), &kept).text }, &got, &at, err);
	buf_free(&keys);
	return rc;
}

static int set_key(struct stage_daemon *s, const char *rest, struct str text, struct err *err)
{
	struct resp got;
	size_t at;

	return ask(s, 3, (struct str[]){ STR("SET"), server_key(&s->server, rest), text }, &got, &at, err);
}

static int set_models(struct stage_daemon *s, const struct folder *const *models, size_t count, struct err *err)
{
	struct buf key = { 0 }, packed = { 0 };
	int rc = set_key(s, "scenario", STR("sdmctl test"), err);

	for (size_t i = 0; rc == 0 && i < count; i++) {
		buf_clear(&key);
		buf_clear(&packed);
		buf_addf(&key, "model:%s", models[i]->bundle->sha);
		bundle_pack(models[i]->bundle, &packed);
		rc = set_key(s, key.ptr, buf_str(&packed), err);
	}
	if (rc == 0)
		rc = set_key(s, "model:active", str_of(models[0]->bundle->sha), err);
	buf_free(&key);
	buf_free(&packed);
	return rc;
}

static int daemon_begin(struct stage *stage, const struct folder *const *models, size_t count, struct err *err)
{
	struct stage_daemon *s = daemon_of(stage);

	if (open_once(s, models[0]->model->company, err) < 0)
		return -1;
	s->server.company = models[0]->model->company;
	s->reports = s->commands = (struct entry_id){ 0 };
	s->pending_count = 0;
	buf_clear(&s->pending);
	for (int i = 0; i < OUTPUT_STREAMS; i++) {
		buf_clear(&s->read_ids[i]);
		buf_adds(&s->read_ids[i], STR("-"));
	}
	if (clear_keys(s, err) < 0 || set_models(s, models, count, err) < 0)
		return -1;
	s->playing = true;
	return sdmd_child_start(&s->child, err);
}

/* ---- inputs ---- */

static int daemon_take(struct stage *stage, const struct input *in, struct err *err)
{
	struct stage_daemon *s = daemon_of(stage);
	bool report = in->kind == INPUT_REPORT;
	struct str *words = mem_alloc((3 + 2 * (size_t)in->pair_count) * sizeof(*words));
	struct buf id = { 0 };

	(void)err;
	entry_id_add(&id, in->id);
	words[0] = STR("XADD");
	words[1] = server_key(&s->server, report ? "reports" : "commands");
	words[2] = buf_str(&id);
	for (uint32_t i = 0; i < in->pair_count; i++) {
		words[3 + 2 * i] = in->pairs[i].name;
		words[4 + 2 * i] = in->pairs[i].text;
	}
	resp_add_command(&s->pending, 3 + 2 * (size_t)in->pair_count, words);
	s->pending_count++;
	*(report ? &s->reports : &s->commands) = in->id;
	mem_free(words);
	buf_free(&id);
	return 0;
}

/* All at once, so that a turn can take as many as the settings allow. */
static int flush(struct stage_daemon *s, struct err *err)
{
	int rc = s->pending_count == 0 ? 0 : server_exec(&s->server, buf_str(&s->pending), s->pending_count, err);

	buf_clear(&s->pending);
	s->pending_count = 0;
	return rc;
}

static int is_taken(struct stage_daemon *s, bool *out, struct err *err)
{
	struct fence f;
	struct str text;
	bool found;

	*out = false;
	if (server_get(&s->server, "fence", &text, &found, err) < 0)
		return -1;
	if (!found)
		return 0;
	if (fence_parse(text, &f, err) < 0)
		return -1;
	*out = entry_id_cmp(f.reports, s->reports) >= 0 && entry_id_cmp(f.commands, s->commands) >= 0;
	return 0;
}

static int wait_taken(struct stage_daemon *s, struct err *err)
{
	struct timespec pause = { 0, LOOK_NS };
	int64_t left = (int64_t)s->common->wait_ms * 1000000 / LOOK_NS;
	bool taken = false;

	while (!taken && left-- > 0) {
		if (is_taken(s, &taken, err) < 0 || sdmd_child_lives(&s->child, err) < 0)
			return -1;
		if (!taken)
			nanosleep(&pause, NULL);
	}
	return taken ? 0 : err_set(err, "sdmd has not taken everything within %d s", s->common->wait_ms / 1000);
}

/* ---- outputs ---- */

static int read_stream(struct stage_daemon *s, enum output_stream n, struct err *err)
{
	struct buf *from = &s->read_ids[n];
	struct entries entries = { 0 };
	struct resp got;
	size_t at;
	int rc;

	do {
		entries_clear(&entries);
		rc = ask(s, 6,
			 (struct str[]){ STR("XRANGE"), server_key(&s->server, streams[n]), buf_str(from), STR("+"), STR("COUNT"),
					 STR("1000") },
			 &got, &at, err);
		at = 0;
		if (rc == 0)
			rc = entries_decode(&entries, INPUT_REPORT, buf_str(&s->server.reply), &at, err);
		for (uint32_t i = 0; rc == 0 && i < entries.count; i++) {
			const struct input *in = &entries.inputs[i];

			if (in->pair_count > 0 && !str_eq(in->pairs[0].name, STR("upto")))
				said_add(&s->is.said, str_of(streams[n]), in->pairs, in->pair_count);
			buf_clear(from);
			buf_addc(from, '(');
			entry_id_add(from, in->id);
		}
	} while (rc == 0 && entries.count == PAGE);
	entries_free(&entries);
	return rc;
}

static int daemon_settle(struct stage *stage, struct err *err)
{
	struct stage_daemon *s = daemon_of(stage);
	int rc = flush(s, err);

	if (rc == 0)
		rc = wait_taken(s, err);
	for (int i = 0; rc == 0 && i < OUTPUT_STREAMS; i++)
		rc = read_stream(s, (enum output_stream)i, err);
	return rc;
}

static int daemon_restart(struct stage *stage, struct err *err)
{
	struct stage_daemon *s = daemon_of(stage);

	if (daemon_settle(stage, err) < 0 || sdmd_child_stop(&s->child, err) < 0)
		return -1;
	return sdmd_child_start(&s->child, err);
}

static struct engine *daemon_engine(struct stage *stage, struct err *err)
{
	struct stage_daemon *s = daemon_of(stage);

	refold_free(&s->refold);
	s->refold = (struct refold){ 0 };
	if (refold_run(&s->refold, &s->server, err) < 0)
		return NULL;
	if (!s->refold.differs)
		return s->refold.turn->engine;
	err_set(err, "the log folds to something else than sdmd has emitted: %s", s->refold.where.text);
	return NULL;
}

/* ---- the end ---- */

static int daemon_end(struct stage *stage, struct err *err)
{
	struct stage_daemon *s = daemon_of(stage);
	struct err second;
	int rc = 0;

	if (s->playing) {
		rc = sdmd_child_stop(&s->child, err);
		if (clear_keys(s, rc == 0 ? err : &second) < 0)
			rc = -1;
	}
	s->playing = false;
	refold_free(&s->refold);
	s->refold = (struct refold){ 0 };
	said_free(&stage->said);
	return rc;
}

static void daemon_free(struct stage *stage)
{
	struct stage_daemon *s = daemon_of(stage);

	sdmd_child_free(&s->child);
	if (s->server.loop)
		server_close(&s->server);
	buf_free(&s->pending);
	for (int i = 0; i < OUTPUT_STREAMS; i++)
		buf_free(&s->read_ids[i]);
	mem_free(s);
}

static const struct stage_kind kind = { false,          daemon_begin,  daemon_take, daemon_settle,
					daemon_restart, daemon_engine, daemon_end,  daemon_free };

struct stage *stage_daemon_new(const struct common *c, const char *place, const char *program, uint32_t turn_inputs)
{
	struct stage_daemon *s = mem_alloc(sizeof(*s));

	s->is.kind = &kind;
	s->is.turn_inputs = turn_inputs;
	s->common = c;
	s->place = place;
	s->program = program;
	return &s->is;
}
