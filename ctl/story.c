#include "ctl/story.h"

static void add_pairs(struct buf *b, const struct deed *d)
{
	for (uint32_t i = 0; i < d->pair_count; i++)
		if (!str_eq(d->pairs[i].name, STR("at")) && !str_eq(d->pairs[i].name, STR("by")) &&
		    !str_eq(d->pairs[i].name, STR("token")) && !str_eq(d->pairs[i].name, STR("command")))
			buf_addf(b, " %.*s=%.*s", STR_ARG(d->pairs[i].name), STR_ARG(str_head(d->pairs[i].text, 64)));
}

static void add_deed(struct buf *b, const struct deed *d)
{
	static const char *const names[] = {
		[DEED_REPORT] = "report", [DEED_COMMAND] = "command", [DEED_ACTIVATE] = "activate",
		[DEED_CLOCK] = "clock",   [DEED_RESTART] = "restart", [DEED_EXPECT] = "expect",
	};

	buf_addf(b, "  %.*s  %s", STR_ARG(d->at), names[d->kind]);
	for (uint32_t i = 0; d->kind == DEED_COMMAND && i < d->pair_count; i++)
		if (str_eq(d->pairs[i].name, STR("command")))
			buf_addf(b, " %.*s", STR_ARG(d->pairs[i].text));
	add_pairs(b, d);
	buf_addc(b, '\n');
}

/* Those that are there. */
static void add_fields(struct buf *b, const struct said_entry *e, const char *const *names)
{
	for (; *names; names++)
		if (said_field(e, *names).len > 0)
			buf_addf(b, ", %s %.*s", *names, STR_ARG(said_field(e, *names)));
}

static void add_alert(struct buf *b, const struct said_entry *e)
{
	buf_addf(b, "      alert %.*s.%.*s %.*s %.*s: %.*s %.*s, to %.*s, fact %.*s", STR_ARG(said_field(e, "case")),
		 STR_ARG(said_field(e, "step")), STR_ARG(said_field(e, "decision")), STR_ARG(said_field(e, "scope")),
		 STR_ARG(said_field(e, "severity")), STR_ARG(said_field(e, "kind")), STR_ARG(said_field(e, "to")),
		 STR_ARG(said_field(e, "fact")));
	if (said_field(e, "expected").len > 0)
		buf_addf(b, ", plan to date %.*s", STR_ARG(said_field(e, "expected")));
	buf_addf(b, ", since %.*s, day %.*s", STR_ARG(said_field(e, "since")), STR_ARG(said_field(e, "day")));
	add_fields(b, e, (const char *const[]){ "task", "ask", "options", "value", "by", "note", "reason", "late", NULL });
	buf_addc(b, '\n');
}

static void add_task(struct buf *b, const struct said_entry *e)
{
	buf_addf(b, "      task %.*s %.*s of %.*s: %.*s, to %.*s", STR_ARG(said_field(e, "task")), STR_ARG(said_field(e, "code")),
		 STR_ARG(said_field(e, "case")), STR_ARG(said_field(e, "state")), STR_ARG(said_field(e, "to")));
	if (said_field(e, "due").len > 0)
		buf_addf(b, ", due %.*s", STR_ARG(said_field(e, "due")));
	add_fields(b, e, (const char *const[]){ "by", "note", NULL });
	buf_addc(b, '\n');
}

static void add_receipt(struct buf *b, const struct said_entry *e)
{
	buf_addf(b, "      %.*s %.*s %.*s: %.*s", STR_ARG(said_field(e, "of")), STR_ARG(said_field(e, "form")),
		 STR_ARG(said_field(e, "id")), STR_ARG(said_field(e, "answer")));
	if (said_field(e, "text").len > 0)
		buf_addf(b, ": %.*s", STR_ARG(said_field(e, "text")));
	buf_addc(b, '\n');
}

static void add_stream(struct story *s, const struct said *said, enum output_stream stream)
{
	for (size_t i = s->told; i < said->list.count; i++) {
		const struct said_entry *e = &said->list.at[i];

		if (e->stream != stream)
			continue;
		if (stream == OUTPUT_ALERTS)
			add_alert(s->out, e);
		else if (stream == OUTPUT_TASKS)
			add_task(s->out, e);
		else
			add_receipt(s->out, e);
	}
}

void story_add(struct story *s, const struct deed *d, const struct said *said)
{
	if (!s->out)
		return;
	add_deed(s->out, d);
	/* Stream by stream: in which order several are read back depends on where the scenario is played. */
	add_stream(s, said, OUTPUT_ALERTS);
	add_stream(s, said, OUTPUT_TASKS);
	add_stream(s, said, OUTPUT_RECEIPTS);
	s->told = said->list.count;
}
