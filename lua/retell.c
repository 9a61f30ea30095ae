/* What a run's journal says, for people; and what would become of a run that is taken over to the version in force. */
#include <string.h>

#include "lua/diary.h"

static struct str part(const struct journal *j, uint32_t at, uint32_t len)
{
	return (struct str){ j->bytes.ptr + at, len };
}

static void say_entry(const struct journal *j, size_t n, host_entry_heard *heard, void *arg)
{
	const struct journal_entry *x = &j->entries.at[n];
	struct str value = part(j, x->value, x->value_len);
	struct host_entry said = {
		.kind = (enum host_entry_kind)x->type,
		.stretch = x->stretch,
		.key = part(j, x->key, x->key_len),
		.met = x->met,
		.is_new = n >= j->old_count,
	};
	struct buf text = { 0 };

	if (!pack_say(&value, &text))
		buf_adds(&text, STR("?"));
	said.value = buf_str(&text);
	heard(arg, &said);
	buf_free(&text);
}

bool host_journal(struct str journal, host_entry_heard *heard, void *arg)
{
	struct journal j = { 0 };
	bool sound = journal_open(&j, journal);

	for (size_t n = 0; sound && n < j.entries.count; n++)
		say_entry(&j, n, heard, arg);
	journal_free(&j);
	return sound;
}

void host_try_move(struct host *h, const struct engine *e, const struct flip *f, struct arena *a, struct verdict *out,
		   host_entry_heard *heard, void *arg)
{
	struct flip moving = *f;
	struct findings found = { .flips = &moving, .flip_count = 1 };
	struct verdicts said;

	moving.kind = FLIP_WAKE;
	moving.moves = true;
	journal_open(h->journal_room, STR(""));
	host_judge(h, e, &found, a, &said);
	*out = said.at[0];
	for (size_t n = 0; n < h->journal_room->entries.count; n++)
		say_entry(h->journal_room, n, heard, arg);
}
