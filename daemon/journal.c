#include "daemon/journal.h"
#include "daemon/stream.h"
#include "daemon/words.h"

enum { WORDS_MAX = 32 };
static const char *const kind_names[JOURNAL_KINDS] = {
	"command", "tick", "bound", "activate", "progress", "owner", "checkpoint"
};

/* The words of one XADD; texts that have to be made stand in `text`, by offset while it grows. */
struct sentence {
	struct str words[WORDS_MAX];
	size_t made[WORDS_MAX]; /* offset + 1 in text; 0: words[] holds */
	size_t count;
	struct buf text;
};

static void word(struct sentence *s, struct str w)
{
	s->words[s->count++] = w;
}

static void field(struct sentence *s, const char *name)
{
	word(s, str_of(name));
	s->made[s->count++] = s->text.len + 1;
}

static void field_end(struct sentence *s)
{
	s->words[s->count - 1].len = s->text.len - (s->made[s->count - 1] - 1);
}

static void field_id(struct sentence *s, const char *name, struct entry_id id)
{
	field(s, name);
	entry_id_add(&s->text, id);
	field_end(s);
}

static void field_i64(struct sentence *s, const char *name, int64_t n)
{
	field(s, name);
	buf_add_i64(&s->text, n);
	field_end(s);
}

static void field_digest(struct sentence *s, const char *name, struct hash128 h)
{
	field(s, name);
	hash128_add(&s->text, h);
	field_end(s);
}

static void field_str(struct sentence *s, const char *name, struct str text)
{
	if (text.len == 0)
		return;
	word(s, str_of(name));
	word(s, text);
}

void journal_add(struct parcel *p, struct str key, const struct journal_entry *e)
{
	struct sentence s = { 0 };

	word(&s, STR("XADD"));
	word(&s, key);
	s.made[s.count++] = 1;
	buf_addf(&s.text, "%llu-*", (unsigned long long)e->inputs);
	field_end(&s);
	field_str(&s, "kind", str_of(kind_names[e->kind]));
	field_id(&s, "reports", e->reports);
	field_id(&s, "commands", e->commands);
	if (e->time_ms != INT64_MIN)
		field_i64(&s, "time", e->time_ms);
	if (e->clamped)
		field_i64(&s, "clamped", e->clamped_ms);
	field_str(&s, "sha", e->sha);
	field_str(&s, "refused", e->refused);
	field_str(&s, "owner", e->owner);
	if (e->kind == JOURNAL_OWNER)
		field_i64(&s, "epoch", (int64_t)e->epoch);
	field_digest(&s, "digest", e->digest);
	if (e->has_state)
		field_digest(&s, "state", e->state);
	for (size_t i = 0; i < s.count; i++)
		if (s.made[i])
			s.words[i].ptr = s.text.ptr + s.made[i] - 1;
	parcel_add(p, s.count, s.words);
	buf_free(&s.text);
}

static bool entry_take(struct journal_entry *e, struct str name, struct str text)
{
	if (str_eq(name, STR("kind"))) {
		for (int k = 0; k < JOURNAL_KINDS; k++) {
			if (!str_eq(text, str_of(kind_names[k])))
				continue;
			e->kind = (enum journal_kind)k;
			return true;
		}
		return false;
	}
	if (str_eq(name, STR("reports")))
		return entry_id_parse(text, &e->reports);
	if (str_eq(name, STR("commands")))
		return entry_id_parse(text, &e->commands);
	if (str_eq(name, STR("time")))
		return words_i64(text, &e->time_ms);
	if (str_eq(name, STR("clamped"))) {
		e->clamped = true;
		return words_i64(text, &e->clamped_ms);
	}
	if (str_eq(name, STR("epoch")))
		return words_u64(text, &e->epoch);
	if (str_eq(name, STR("digest")))
		return words_digest(text, &e->digest);
	if (str_eq(name, STR("state"))) {
		e->has_state = true;
		return words_digest(text, &e->state);
	}
	if (str_eq(name, STR("sha")))
		e->sha = text;
	else if (str_eq(name, STR("refused")))
		e->refused = text;
	else if (str_eq(name, STR("owner")))
		e->owner = text;
	return true;
}

int journal_read(struct str reply, size_t *at, struct journal_entry *out, struct err *err)
{
	struct journal_entry e = { .kind = JOURNAL_KINDS, .time_ms = INT64_MIN };
	struct resp entry = resp_next(reply, at);
	struct resp id, fields;
	struct entry_id where;

	if (entry.kind != RESP_ARRAY || entry.integer != 2)
		return words_unexpected(entry, "an entry of the journal", err);
	id = resp_next(reply, at);
	fields = resp_next(reply, at);
	if (id.kind != RESP_STRING || fields.kind != RESP_ARRAY || !entry_id_parse(id.text, &where))
		return err_set(err, "journal: an entry without id or fields");
	e.inputs = where.ms;
	for (int64_t i = 0; i + 1 < fields.integer; i += 2) {
		struct resp name = resp_next(reply, at);
		struct resp text = resp_next(reply, at);

		if (name.kind != RESP_STRING || text.kind != RESP_STRING || !entry_take(&e, name.text, text.text))
			return err_set(err, "journal entry %.*s: field %.*s cannot be read: \"%.*s\"", STR_ARG(id.text),
				       STR_ARG(name.text), STR_ARG(text.text));
	}
	if (e.kind == JOURNAL_KINDS)
		return err_set(err, "journal entry %.*s has no kind", STR_ARG(id.text));
	*out = e;
	return 0;
}
