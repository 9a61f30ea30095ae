#include "daemon/outbox.h"
#include "daemon/stream.h"

enum { TRIM_MS = 60000, WORDS_SPARE = 16 };
static const char *const stream_names[OUTPUT_STREAMS] = { "alerts", "tasks", "receipts", "rejected" };

struct outbox *outbox_new(struct str company, struct outbox_keep keep)
{
	struct outbox *o = mem_alloc(sizeof(*o));

	o->company = company;
	o->keep = keep;
	for (int s = 0; s < OUTPUT_STREAMS; s++)
		key_text(&o->keys[s], company, "%s", stream_names[s]);
	return o;
}

void outbox_free(struct outbox *o)
{
	if (!o)
		return;
	parcel_free(&o->parcel);
	for (int s = 0; s < OUTPUT_STREAMS; s++)
		buf_free(&o->keys[s]);
	buf_free(&o->key);
	buf_free(&o->number);
	mem_free(o->words);
	mem_free(o);
}

uint64_t outbox_inputs(const struct outbox *o, const struct engine *e)
{
	return engine_inputs(e) + o->skew;
}

void outbox_restart(struct outbox *o, const struct engine *e)
{
	parcel_clear(&o->parcel);
	o->inputs = 0;
	o->urgent = false;
	o->journal_inputs = outbox_inputs(o, e);
}

/* The beginning of an XADD: the stream and the id. Gives the number of words. */
static size_t begin(struct outbox *o, enum output_stream stream, struct str *words)
{
	o->untrimmed[stream]++;
	words[0] = STR("XADD");
	words[1] = buf_str(&o->keys[stream]);
	words[2] = STR("*");
	return 3;
}

static struct str *words_for(struct outbox *o, size_t count)
{
	if (count > o->words_cap) {
		o->words = mem_more(o->words, count * sizeof(*o->words));
		o->words_cap = count;
	}
	return o->words;
}

static void add_output(struct outbox *o, const struct output *out)
{
	struct str *words = words_for(o, out->pair_count * 2 + WORDS_SPARE);
	size_t n = begin(o, out->stream, words);

	buf_clear(&o->number);
	buf_add_u64(&o->number, o->numbers[out->stream]);
	words[n++] = STR("n");
	words[n++] = buf_str(&o->number);
	for (uint32_t i = 0; i < out->pair_count; i++) {
		words[n++] = out->pairs[i].name;
		words[n++] = out->pairs[i].text;
	}
	parcel_add(&o->parcel, n, words);
}

static struct journal_entry now_entry(const struct outbox *o, const struct engine *e)
{
	return (struct journal_entry){
		.inputs = outbox_inputs(o, e),
		.reports = engine_last(e, INPUT_REPORT),
		.commands = engine_last(e, INPUT_COMMAND),
		.time_ms = engine_now_ms(e),
		.digest = engine_digest(e),
	};
}

static void write_journal(struct outbox *o, const struct journal_entry *entry)
{
	journal_add(&o->parcel, key_text(&o->key, o->company, "journal"), entry);
	o->journal_inputs = entry->inputs;
	o->journal_entries++;
}

static void add_input(struct outbox *o, const struct engine *e, const struct taken *what)
{
	const struct input *in = what->input;
	struct journal_entry entry = now_entry(o, e);

	if (in->kind == INPUT_TICK || in->kind == INPUT_BOUND) {
		entry.kind = in->kind == INPUT_TICK ? JOURNAL_TICK : JOURNAL_BOUND;
		entry.time_ms = in->time_ms;
	} else {
		entry.kind = what->found->activate_sha.len ? JOURNAL_ACTIVATE : JOURNAL_COMMAND;
		entry.sha = what->found->activate_sha;
		entry.refused = what->refused;
		entry.clamped = engine_model(e)->time == TIME_WALL && (int64_t)in->id.ms != entry.time_ms;
		entry.clamped_ms = (int64_t)in->id.ms;
	}
	write_journal(o, &entry);
	if (entry.kind == JOURNAL_ACTIVATE && what->refused.len == 0)
		parcel_set(&o->parcel, key_text(&o->key, o->company, "model:active"), entry.sha);
}

void outbox_add(struct outbox *o, const struct engine *e, const struct taken *what)
{
	const struct update *up = what->update;
	enum input_kind kind = what->input->kind;

	for (uint32_t i = 0; i < up->output_count; i++) {
		o->numbers[up->outputs[i].stream]++;
		if (!o->held_back)
			add_output(o, &up->outputs[i]);
	}
	if (kind == INPUT_TIMER) {
		o->urgent |= up->urgent;
		return;
	}
	if (o->held_back)
		return;
	o->inputs++;
	o->urgent |= up->urgent;
	/* Every command stands in the journal, whatever the engine thinks of it: reports alone have an order of their own. */
	if (kind == INPUT_COMMAND || up->journal)
		add_input(o, e, what);
}

static void trim(struct outbox *o, enum output_stream stream, struct str how, int64_t limit)
{
	buf_clear(&o->number);
	buf_add_i64(&o->number, limit);
	parcel_add(&o->parcel, 5, (struct str[]){ STR("XTRIM"), buf_str(&o->keys[stream]), how, STR("~"), buf_str(&o->number) });
}

static void trim_by_number(struct outbox *o)
{
	for (int s = 0; s < OUTPUT_STREAMS; s++) {
		if (o->keep.entries == 0 || o->untrimmed[s] < TRIM_ENTRIES)
			continue;
		o->untrimmed[s] = 0;
		trim(o, (enum output_stream)s, STR("MAXLEN"), (int64_t)o->keep.entries);
	}
}

static void trim_by_age(struct outbox *o, int64_t monotonic_ms, int64_t wall_ms)
{
	if (o->keep.age_ms == 0 || wall_ms <= o->keep.age_ms || monotonic_ms - o->trimmed_ms < TRIM_MS)
		return;
	o->trimmed_ms = monotonic_ms;
	for (int s = 0; s < OUTPUT_STREAMS; s++)
		trim(o, (enum output_stream)s, STR("MINID"), wall_ms - o->keep.age_ms);
}

static void add_upto(struct outbox *o, struct entry_id reports, struct entry_id commands)
{
	struct str words[WORDS_SPARE];
	struct buf report = { 0 }, command = { 0 };
	size_t n = begin(o, OUTPUT_RECEIPTS, words);

	entry_id_add(&report, reports);
	entry_id_add(&command, commands);
	words[n++] = STR("upto");
	words[n++] = buf_str(&report);
	words[n++] = STR("commands");
	words[n++] = buf_str(&command);
	parcel_add(&o->parcel, n, words);
	buf_free(&report);
	buf_free(&command);
}

void outbox_seal(struct outbox *o, const struct engine *e, struct entry_id reports, struct entry_id commands,
		 int64_t monotonic_ms, int64_t wall_ms)
{
	uint64_t inputs = outbox_inputs(o, e);

	if (entry_id_cmp(o->upto, reports) != 0) {
		o->upto = reports;
		add_upto(o, reports, commands);
	}
	if (inputs != o->journal_inputs &&
	    (inputs - o->journal_inputs >= PROGRESS_INPUTS || monotonic_ms - o->journal_ms >= PROGRESS_MS)) {
		outbox_note(o, e, JOURNAL_PROGRESS, NULL);
		o->journal_ms = monotonic_ms;
	}
	trim_by_number(o);
	trim_by_age(o, monotonic_ms, wall_ms);
	o->inputs = 0;
	o->urgent = false;
}

void outbox_note(struct outbox *o, const struct engine *e, enum journal_kind kind, const struct journal_entry *more)
{
	struct journal_entry entry = now_entry(o, e);

	entry.kind = kind;
	if (more) {
		entry.sha = more->sha;
		entry.owner = more->owner;
		entry.epoch = more->epoch;
		entry.has_state = more->has_state;
		entry.state = more->state;
	}
	write_journal(o, &entry);
}

void outbox_trim_journal(struct outbox *o)
{
	struct buf most = { 0 };
	uint64_t keep = o->journal_entries + 1 > JOURNAL_KEEP ? o->journal_entries + 1 : JOURNAL_KEEP;

	buf_addf(&most, "%llu", (unsigned long long)keep);
	parcel_add(&o->parcel, 5,
		   (struct str[]){ STR("XTRIM"), key_text(&o->key, o->company, "journal"), STR("MAXLEN"), STR("~"),
				   buf_str(&most) });
	buf_free(&most);
}

void outbox_trim_inputs(struct outbox *o, struct entry_id reports, struct entry_id commands)
{
	const struct entry_id oldest[] = { reports, commands };
	static const char *const streams[] = { "reports", "commands" };
	struct buf id = { 0 };

	for (int i = 0; i < 2; i++) {
		if (oldest[i].ms == 0)
			continue;
		buf_clear(&id);
		entry_id_add(&id, oldest[i]);
		parcel_add(&o->parcel, 5,
			   (struct str[]){ STR("XTRIM"), key_text(&o->key, o->company, "%s", streams[i]), STR("MINID"), STR("~"),
					   buf_str(&id) });
	}
	buf_free(&id);
}
