#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "daemon/link.h"
#include "daemon/stream.h"
#include "tests/unit/daemon/redis.h"

#include <event2/event.h>

/* What happened, as one text: "c100-1 r100-0 | idle", with " +" after a batch that has more behind it. */
struct seen {
	struct redis redis;
	struct event_base *loop;
	struct link *link, *writer;
	struct stream *stream;
	struct buf story;
	struct stream_batch batch;
	bool keep;
	int64_t clock_ms;
	struct err why;
	int events;
};

static void on_change(void *arg, enum link_change change, const struct err *why)
{
	(void)arg, (void)change, (void)why;
}

static void on_batch(void *arg, const struct stream_batch *batch)
{
	struct seen *s = arg;

	for (uint32_t i = 0; i < batch->count; i++) {
		buf_addc(&s->story, batch->inputs[i].kind == INPUT_COMMAND ? 'c' : 'r');
		entry_id_add(&s->story, batch->inputs[i].id);
		buf_addc(&s->story, ' ');
	}
	buf_adds(&s->story, batch->more ? STR("+| ") : STR("| "));
	s->batch = *batch;
	if (!s->keep)
		stream_release(s->stream, batch);
	s->events++;
}

static void on_idle(void *arg, int64_t redis_ms)
{
	struct seen *s = arg;

	s->clock_ms = redis_ms;
	buf_adds(&s->story, STR("idle | "));
	s->events++;
}

static void on_end(void *arg)
{
	struct seen *s = arg;

	buf_adds(&s->story, STR("end | "));
	s->events++;
}

static void on_trouble(void *arg, bool lost, const struct err *why)
{
	struct seen *s = arg;

	s->why = *why;
	buf_adds(&s->story, lost ? STR("lost | ") : STR("trouble | "));
	s->events++;
}

static void step(struct seen *s)
{
	struct timeval limit = { 0, 20000 };

	event_base_loopexit(s->loop, &limit);
	event_base_loop(s->loop, EVLOOP_ONCE);
}

static void wait_for(struct seen *s, int events)
{
	for (int i = 0; s->events < events && i < 1000; i++)
		step(s);
	assert_int_equal(s->events, events);
}

static void next(struct seen *s, int64_t wait_ms)
{
	stream_next(s->stream, wait_ms);
	wait_for(s, s->events + 1);
}

static void assert_story(struct seen *s, const char *story)
{
	assert_string_equal(s->story.ptr, story);
	buf_clear(&s->story);
}

static void wait_up(struct seen *s)
{
	for (int i = 0; (!link_is_up(s->link) || !link_is_up(s->writer)) && i < 500; i++)
		step(s);
	assert_true(link_is_up(s->link) && link_is_up(s->writer));
}

static void begin(struct seen *s, uint32_t live_count, uint32_t behind_count)
{
	static const struct stream_events events = { on_batch, on_idle, on_end, on_trouble };

	memset(s, 0, sizeof(*s));
	redis_start(&s->redis, NULL);
	struct link_address address = { .unix_path = str_of(s->redis.socket) };
	struct stream_from from = { .company = STR("acme"), .live_count = live_count, .behind_count = behind_count };
	s->loop = event_base_new();
	s->link = link_new(s->loop, &address, "reader", on_change, s);
	s->writer = link_new(s->loop, &address, "writer", on_change, s);
	s->stream = stream_new(s->loop, s->link, &from, &events, s);
	wait_up(s);
}

static void finish(struct seen *s)
{
	stream_free(s->stream);
	link_free(s->link);
	link_free(s->writer);
	event_base_free(s->loop);
	buf_free(&s->story);
	redis_stop(&s->redis);
}

static void add(struct seen *s, const char *stream, const char *id)
{
	char key[64];
	struct buf out = { 0 };
	struct err err = { "" };

	snprintf(key, sizeof(key), "sdm:{acme}:%s", stream);
	struct str words[] = { STR("XADD"), str_of(key), str_of(id), STR("form"), STR("daily"), STR("id"), str_of(id) };
	if (link_ask(s->writer, s->loop, 7, words, 5000, &out, &err) < 0 || out.ptr[0] == '-')
		fail_msg("%s%s", err.text, out.ptr ? out.ptr : "");
	buf_free(&out);
}

static void stream_next__empty_streams__are_idle_at_redis_time(void **state)
{
	(void)state;
	struct seen s;

	if (!redis_is_there())
		skip();
	begin(&s, 0, 0);
	next(&s, 0);
	assert_story(&s, "idle | ");
	assert_true(s.clock_ms > 1600000000000);
	next(&s, 30);
	assert_story(&s, "idle | ");
	finish(&s);
}

static void stream_next__both_streams__merge_commands_first(void **state)
{
	(void)state;
	struct seen s;

	if (!redis_is_there())
		skip();
	begin(&s, 0, 0);
	add(&s, "reports", "100-0");
	add(&s, "reports", "102-0");
	add(&s, "commands", "100-5");
	add(&s, "commands", "103-0");
	s.keep = true;
	next(&s, 0);
	assert_story(&s, "c100-5 r100-0 r102-0 c103-0 | ");
	assert_int_equal(s.batch.inputs[1].pair_count, 2);
	assert_true(str_eq(s.batch.inputs[1].pairs[1].name, STR("id")));
	assert_true(str_eq(s.batch.inputs[1].pairs[1].text, STR("100-0")));
	stream_release(s.stream, &s.batch);
	finish(&s);
}

static void stream_next__waiting__wakes_at_an_entry(void **state)
{
	(void)state;
	struct seen s;

	if (!redis_is_there())
		skip();
	begin(&s, 0, 0);
	stream_next(s.stream, 1000);
	step(&s);
	add(&s, "reports", "7-0");
	wait_for(&s, 1);
	assert_story(&s, "r7-0 | ");
	assert_int_equal(stream_at(s.stream, INPUT_REPORT).ms, 7);
	finish(&s);
}

static void stream_next__read_cut_by_count__later_commands_wait_for_the_next(void **state)
{
	(void)state;
	struct seen s;

	if (!redis_is_there())
		skip();
	begin(&s, 2, 2);
	add(&s, "reports", "1-0");
	add(&s, "reports", "2-0");
	add(&s, "reports", "3-0");
	add(&s, "commands", "2-0");
	add(&s, "commands", "9-0");
	next(&s, 0);
	next(&s, 0);
	next(&s, 0);
	assert_story(&s, "r1-0 c2-0 r2-0 +| r3-0 c9-0 | idle | ");
	finish(&s);
}

static void stream_until__bounds__are_kept_and_what_lies_beyond_comes_later(void **state)
{
	(void)state;
	struct seen s;

	if (!redis_is_there())
		skip();
	begin(&s, 0, 0);
	for (int i = 1; i <= 4; i++)
		add(&s, "reports", (const char *const[]){ "", "1-0", "2-0", "3-0", "4-0" }[i]);
	add(&s, "commands", "1-0");
	add(&s, "commands", "3-0");
	stream_until(s.stream, (struct entry_id){ 2, 0 }, (struct entry_id){ 0, 0 });
	next(&s, 0);
	next(&s, 0);
	assert_story(&s, "r1-0 r2-0 | end | ");
	stream_until(s.stream, (struct entry_id){ 2, 0 }, (struct entry_id){ 1, 0 });
	next(&s, 0);
	next(&s, 0);
	assert_story(&s, "c1-0 | end | ");
	add(&s, "reports", "5-0");
	stream_until(s.stream, (struct entry_id){ 5, 0 }, (struct entry_id){ 1, 0 });
	next(&s, 0);
	next(&s, 0);
	next(&s, 0);
	assert_story(&s, "r3-0 r4-0 | r5-0 | end | ");
	stream_until(s.stream, ENTRY_ID_MAX, ENTRY_ID_MAX);
	next(&s, 0);
	next(&s, 0);
	assert_story(&s, "c3-0 | idle | ");
	finish(&s);
}

static void stream_next__two_batches_out__the_third_waits_for_a_release(void **state)
{
	(void)state;
	struct seen s;
	struct stream_batch first, second;

	if (!redis_is_there())
		skip();
	begin(&s, 1, 1);
	s.keep = true;
	add(&s, "reports", "1-0");
	add(&s, "reports", "2-0");
	add(&s, "reports", "3-0");
	next(&s, 0);
	first = s.batch;
	next(&s, 0);
	second = s.batch;
	stream_next(s.stream, 0);
	step(&s);
	step(&s);
	assert_int_equal(s.events, 2);
	assert_int_equal(first.inputs[0].id.ms, 1);
	assert_true(str_eq(first.inputs[0].pairs[1].text, STR("1-0")));
	stream_release(s.stream, &second);
	wait_for(&s, 3);
	assert_story(&s, "r1-0 +| r2-0 +| r3-0 +| ");
	assert_true(str_eq(first.inputs[0].pairs[1].text, STR("1-0")));
	finish(&s);
}

static void stream_next__too_many_fields__come_as_one_more_than_allowed(void **state)
{
	(void)state;
	struct seen s;
	struct str words[3 + 600] = { STR("XADD"), STR("sdm:{acme}:reports"), STR("1-0") };
	struct buf out = { 0 };

	if (!redis_is_there())
		skip();
	begin(&s, 0, 0);
	for (int i = 3; i < 603; i++)
		words[i] = STR("x");
	assert_int_equal(link_ask(s.writer, s.loop, 603, words, 5000, &out, NULL), 0);
	add(&s, "reports", "2-0");
	s.keep = true;
	next(&s, 0);
	assert_story(&s, "r1-0 r2-0 | ");
	assert_int_equal(s.batch.inputs[0].pair_count, 257);
	assert_int_equal(s.batch.inputs[1].pair_count, 2);
	buf_free(&out);
	finish(&s);
}

static void stream_next__wrong_type__is_trouble_in_redis_words(void **state)
{
	(void)state;
	struct seen s;
	struct buf out = { 0 };

	if (!redis_is_there())
		skip();
	begin(&s, 0, 0);
	link_ask(s.writer, s.loop, 3, (struct str[]){ STR("SET"), STR("sdm:{acme}:commands"), STR("1") }, 5000, &out, NULL);
	next(&s, 0);
	assert_story(&s, "trouble | ");
	assert_non_null(strstr(s.why.text, "WRONGTYPE"));
	buf_free(&out);
	finish(&s);
}

static void stream_next__server_killed__is_lost_and_goes_on_where_it_was(void **state)
{
	(void)state;
	struct seen s;

	if (!redis_is_there())
		skip();
	begin(&s, 0, 0);
	add(&s, "reports", "1-0");
	next(&s, 0);
	stream_next(s.stream, 1000);
	step(&s);
	redis_kill(&s.redis);
	wait_for(&s, 2);
	assert_story(&s, "r1-0 | lost | ");
	next(&s, 0);
	assert_story(&s, "lost | ");
	redis_run(&s.redis, NULL);
	wait_up(&s);
	add(&s, "reports", "1-0");
	add(&s, "reports", "2-0");
	next(&s, 0);
	assert_story(&s, "r2-0 | ");
	finish(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(stream_next__empty_streams__are_idle_at_redis_time),
		cmocka_unit_test(stream_next__both_streams__merge_commands_first),
		cmocka_unit_test(stream_next__waiting__wakes_at_an_entry),
		cmocka_unit_test(stream_next__read_cut_by_count__later_commands_wait_for_the_next),
		cmocka_unit_test(stream_until__bounds__are_kept_and_what_lies_beyond_comes_later),
		cmocka_unit_test(stream_next__two_batches_out__the_third_waits_for_a_release),
		cmocka_unit_test(stream_next__too_many_fields__come_as_one_more_than_allowed),
		cmocka_unit_test(stream_next__wrong_type__is_trouble_in_redis_words),
		cmocka_unit_test(stream_next__server_killed__is_lost_and_goes_on_where_it_was),
	};

	signal(SIGPIPE, SIG_IGN);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
