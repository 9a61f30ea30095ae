#include "ctl/fold.h"
#include "daemon/manifest.h"
#include "daemon/resp.h"
#include "daemon/stream.h"
#include "daemon/streamfile.h"
#include <errno.h>
#include <string.h>
#include <unistd.h>

enum { TURN_DEFAULT = 10000, OUTPUT_BYTES = 1 << 20 };

static int give_model(void *arg, struct str sha, struct str *out_packed, struct err *err)
{
	struct fold *f = arg;

	for (uint32_t i = 0; i < f->model_count; i++) {
		if (!str_eq(sha, str_of(f->models[i].bundle->sha)))
			continue;
		buf_clear(&f->packed);
		bundle_pack(f->models[i].bundle, &f->packed);
		*out_packed = buf_str(&f->packed);
		return 0;
	}
	return err_set(err, "no model %.*s here; name its folder with another --model", STR_ARG(sha));
}

/* One XADD of the parcel at *at; false: it depends on turns, or is the journal's. */
static bool read_entry(struct fold *f, struct str bytes, size_t *at, struct fold_entry *out)
{
	struct resp command = resp_next(bytes, at);
	struct str words[3] = { { 0 } };
	int64_t n = 0;

	f->pairs.count = 0;
	while (n < 3 && n < command.integer)
		words[n++] = resp_next(bytes, at).text;
	for (; n + 1 < command.integer; n += 2) {
		struct str name = resp_next(bytes, at).text;

		*ARRAY_ADD(f->pairs) = (struct pair){ name, resp_next(bytes, at).text };
	}
	if (n < command.integer)
		resp_next(bytes, at);
	str_cut(&words[1], '}');
	str_cut(&words[1], ':');
	*out = (struct fold_entry){ words[1], f->pairs.at, (uint32_t)f->pairs.count };
	return str_eq(words[0], STR("XADD")) && !str_eq(words[1], STR("journal")) && out->count > 0 &&
	       !str_eq(out->pairs[0].name, STR("upto"));
}

static void add_line(struct buf *b, const struct fold_entry *e)
{
	buf_adds(b, STR("{\"stream\":"));
	buf_add_json(b, e->stream);
	for (uint32_t i = 0; i < e->count; i++) {
		buf_addc(b, ',');
		buf_add_json(b, e->pairs[i].name);
		buf_addc(b, ':');
		buf_add_json(b, e->pairs[i].text);
	}
	buf_adds(b, STR("}\n"));
}

static int write_outputs(struct fold *f, struct err *err)
{
	size_t done = 0;

	while (done < f->outputs.len) {
		ssize_t n = write(f->out_fd, f->outputs.ptr + done, f->outputs.len - done);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return err_set(err, "outputs: %s", strerror(errno));
		done += (size_t)n;
	}
	buf_clear(&f->outputs);
	return 0;
}

static void seal(struct fold *f)
{
	const struct engine *e = f->turn->engine;
	struct parcel *p = &f->outbox->parcel;
	struct fold_entry entry;
	size_t at = 0;

	f->in_turn = 0;
	outbox_seal(f->outbox, e, engine_last(e, INPUT_REPORT), engine_last(e, INPUT_COMMAND), 0, 0);
	while ((f->out_fd >= 0 || f->wrote) && at < p->bytes.len) {
		if (!read_entry(f, buf_str(&p->bytes), &at, &entry))
			continue;
		if (f->out_fd >= 0)
			add_line(&f->outputs, &entry);
		if (f->wrote)
			f->wrote(f->arg, &entry);
	}
	parcel_clear(p);
}

static void taken(void *arg, const struct taken *what)
{
	struct fold *f = arg;

	if (f->outbox)
		outbox_add(f->outbox, f->turn->engine, what);
	if (f->took)
		f->took(f->arg, what);
}

static const struct turn_events events = { .taken = taken, .model = give_model };

int fold_start(struct fold *f, struct folder *models, uint32_t model_count, uint32_t turn_inputs, int out_fd, struct err *err)
{
	struct str packed;

	*f = (struct fold){ .models = models, .model_count = model_count, .out_fd = out_fd };
	f->turn_inputs = turn_inputs > 0 ? turn_inputs : TURN_DEFAULT;
	f->turn = turn_new(&events, f);
	if (give_model(f, str_of(models[0].bundle->sha), &packed, err) < 0 ||
	    turn_start(f->turn, packed, (struct str){ 0 }, err) < 0)
		return -1;
	if (turn_inputs > 0 || out_fd >= 0) {
		f->outbox = outbox_new(models[0].model->company, (struct outbox_keep){ 0 });
		outbox_restart(f->outbox, f->turn->engine);
	}
	return 0;
}

void fold_end(struct fold *f)
{
	turn_free(f->turn);
	outbox_free(f->outbox);
	buf_free(&f->packed);
	buf_free(&f->outputs);
	ARRAY_FREE(f->pairs);
	*f = (struct fold){ .out_fd = -1 };
}

static void take_of(struct fold *f, const struct input *inputs, uint32_t count, uint32_t at)
{
	if (f->one_model && turn_asks_model(&inputs[at]).len > 0) {
		f->skipped++;
		return;
	}
	if (known_take(f->known, f->turn, inputs, count, at) && f->outbox && ++f->in_turn >= f->turn_inputs)
		seal(f);
}

void fold_take(struct fold *f, const struct input *in)
{
	take_of(f, in, 1, 0);
}

int fold_finish(struct fold *f, struct err *err)
{
	if (!f->outbox)
		return 0;
	seal(f);
	return write_outputs(f, err);
}

/* Inputs of a file that are taken one after the other. */
struct batch {
	struct input inputs[SOON_INPUTS];
	uint32_t count;
	ARRAY(struct pair) pairs; /* of all of them, in their order */
};

static enum streamfile_step batch_read(struct batch *b, struct streamfile *file, struct err *err)
{
	enum streamfile_step step = STREAMFILE_INPUT;
	size_t at = 0;

	b->pairs.count = 0;
	for (b->count = 0; b->count < SOON_INPUTS; b->count++) {
		struct input *in = &b->inputs[b->count];
		step = streamfile_next(file, in, err);
		if (step != STREAMFILE_INPUT)
			break;
		for (uint32_t i = 0; i < in->pair_count; i++)
			*ARRAY_ADD(b->pairs) = in->pairs[i];
	}
	for (uint32_t i = 0; i < b->count; at += b->inputs[i++].pair_count)
		b->inputs[i].pairs = b->pairs.at + at;
	return step;
}

int fold_file(struct fold *f, const char *path, struct err *err)
{
	struct streamfile *file;
	enum streamfile_step step = STREAMFILE_INPUT;
	struct batch b = { 0 };
	int rc = 0;

	if (streamfile_open(path, &file, err) < 0)
		return -1;
	while (rc == 0 && step == STREAMFILE_INPUT && !(f->known && f->known->past)) {
		step = batch_read(&b, file, err);
		for (uint32_t i = 0; rc == 0 && i < b.count; i++) {
			take_of(f, b.inputs, b.count, i);
			if (f->outputs.len >= OUTPUT_BYTES)
				rc = write_outputs(f, err);
		}
	}
	if (step == STREAMFILE_BROKEN)
		rc = -1;
	if (rc == 0 && f->known)
		rc = known_end(f->known, f->turn, engine_now_ms(f->turn->engine), "the history has come to", err);
	/* Texts of the last turn may point into the file. */
	if (rc == 0)
		rc = fold_finish(f, err);
	streamfile_free(file);
	ARRAY_FREE(b.pairs);
	return rc;
}

/* After everything taken so far, as `sdmctl clock` would send it. */
static void take_clock(struct fold *f, struct str until)
{
	struct entry_id report = engine_last(f->turn->engine, INPUT_REPORT),
			command = engine_last(f->turn->engine, INPUT_COMMAND);
	struct entry_id last = entry_id_cmp(report, command) > 0 ? report : command;
	struct buf after = { 0 };
	struct pair pairs[] = { { STR("command"), STR("clock") },
				{ STR("by"), STR("sdmctl replay") },
				{ STR("token"), STR("sdmctl-replay-until") },
				{ STR("after"), { 0 } },
				{ STR("until"), until } };
	struct input in = { .kind = INPUT_COMMAND, .id = { last.ms + 1, 0 }, .pairs = pairs, .pair_count = 5 };

	entry_id_add(&after, report);
	pairs[3].text = buf_str(&after);
	fold_take(f, &in);
	buf_free(&after);
}

int fold_until(struct fold *f, const char *instant, struct err *err)
{
	const struct model *m = engine_model(f->turn->engine);
	struct stamp stamp;

	if (stamp_parse(str_of(instant), &stamp, err) < 0)
		return err_chain(err, "--until");
	if (m->time == TIME_LOG) {
		take_clock(f, str_of(instant));
	} else {
		struct input tick = { .kind = INPUT_TICK, .time_ms = stamp.instant_ms };

		if (!stamp.has_offset)
			tick.time_ms = zone_instant(m->zones[m->zone], stamp.day, stamp.ms_of_day);
		fold_take(f, &tick);
	}
	return fold_finish(f, err);
}

/* ---- taking the state out and putting it back ---- */

static void copy_names(const struct names *from, struct names *to)
{
	names_free(to);
	for (uint32_t id = 1; id <= from->count; id++)
		names_add(to, names_text(from, id));
}

static int copy_pool(const struct pool *from, struct pool *to, struct err *err)
{
	for (uint32_t n = 0; n < from->page_count; n++)
		if (pool_put(to, n, pool_page(from, n)) < 0)
			return err_set(err, "page %u of %s cannot be put back", n, from->name);
	pool_restored(to, from->count, from->free_head, from->live);
	return 0;
}

static int copy_state(struct engine *from, struct engine *to, struct err *err)
{
	struct buf meta = { 0 };
	int rc;

	engine_meta(from, &meta);
	rc = engine_restore_meta(to, buf_str(&meta), err);
	buf_free(&meta);
	for (uint32_t i = 0; rc == 0 && i < engine_section_count(from); i++) {
		struct section a = engine_section(from, i), b;
		uint32_t n = 0;

		while (n < engine_section_count(to) && !str_eq(engine_section(to, n).name, a.name))
			n++;
		if (n == engine_section_count(to))
			return err_set(err, "the section %.*s is not there after restoring", STR_ARG(a.name));
		b = engine_section(to, n);
		if (a.kind == SECTION_NAMES)
			copy_names(a.names, b.names);
		else
			rc = copy_pool(a.pool, b.pool, err);
	}
	return rc < 0 ? rc : engine_restored(to, err);
}

int fold_reload(struct fold *f, struct err *err)
{
	struct engine *fresh = engine_new(engine_model(f->turn->engine), engine_decisions(f->turn->engine));

	if (copy_state(f->turn->engine, fresh, err) < 0) {
		engine_free(fresh);
		return -1;
	}
	engine_free(f->turn->engine);
	f->turn->engine = fresh;
	return 0;
}
