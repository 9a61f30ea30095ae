#include "ctl/runwords.h"

#include "base/date.h"
#include "ctl/json.h"

struct str runwords_name(const struct wait_look *w)
{
	struct str name = w->name;

	if (name.len > 0 && name.ptr[0] == ':') {
		name.ptr++;
		name.len--;
	}
	return name;
}

static void say(const struct wordbook *words, struct buf *b, const char *key, const struct catalog_arg *args, size_t count)
{
	catalog_say(b, words->language, key, args, count);
}

static void add_time(const struct wordbook *words, struct buf *b, int64_t due_ms)
{
	struct buf at = { 0 };

	if (due_ms == INT64_MAX) {
		say(words, b, "wait_never", NULL, 0);
		return;
	}
	wordbook_add_instant(words, &at, due_ms);
	say(words, b, "wait_timer", &(struct catalog_arg){ "at", buf_str(&at) }, 1);
	buf_free(&at);
}

void runwords_add_wait(const struct wordbook *words, struct buf *b, const struct wait_look *w)
{
	struct buf text = { 0 };

	switch (w->kind) {
	case WAIT_TIMER:
		add_time(words, b, w->due_ms);
		break;
	case WAIT_ASK:
		wordbook_add_person(words, &text, w->to);
		say(words, b, "wait_ask", (struct catalog_arg[]){ { "ask", runwords_name(w) }, { "who", buf_str(&text) } }, 2);
		break;
	case WAIT_DONE:
		buf_addf(&text, "T%u", w->task);
		say(words, b, "wait_done", &(struct catalog_arg){ "task", buf_str(&text) }, 1);
		break;
	default:
		say(words, b, "wait_cleared", NULL, 0);
	}
	buf_free(&text);
}

void runwords_add_waits(const struct wordbook *words, struct buf *b, const struct run_look *look)
{
	size_t begin = b->len;

	for (uint32_t i = 0; i < look->wait_count; i++) {
		if (!look->waits[i].awaited || look->waits[i].over)
			continue;
		buf_adds(b, b->len > begin ? STR("; ") : STR(""));
		runwords_add_wait(words, b, &look->waits[i]);
	}
	if (b->len == begin)
		say(words, b, "waits_for_nothing", NULL, 0);
}

static void json_wait(struct buf *b, const struct wait_look *w)
{
	static const char *const kinds[] = {
		[WAIT_TIMER] = "timer", [WAIT_ASK] = "ask", [WAIT_CLEARED] = "cleared", [WAIT_DONE] = "done"
	};
	struct buf text = { 0 };

	buf_addc(b, '{');
	json_text(b, "wait", runwords_name(w));
	json_text(b, "kind", str_of(kinds[w->kind]));
	if (w->due_ms != INT64_MAX) {
		instant_add(&text, w->due_ms);
		json_text(b, "until", buf_str(&text));
	}
	if (w->kind == WAIT_ASK) {
		json_text(b, "to", w->to);
		json_text(b, "options", w->options);
	}
	if (w->task) {
		buf_clear(&text);
		buf_addf(&text, "T%u", w->task);
		json_text(b, "task", buf_str(&text));
	}
	buf_addc(b, '}');
	buf_free(&text);
}

void runwords_add_json(struct buf *b, const struct run_look *look)
{
	bool first = true;

	buf_addc(b, '[');
	for (uint32_t i = 0; i < look->wait_count; i++) {
		if (!look->waits[i].awaited || look->waits[i].over)
			continue;
		buf_adds(b, first ? STR("") : STR(","));
		json_wait(b, &look->waits[i]);
		first = false;
	}
	buf_addc(b, ']');
}
