#include "daemon/company_inside.h"
#include "daemon/words.h"
#include <event2/event.h>

enum { REDIS_MAJOR = 7 };

/* ---- connections ---- */

static bool redis_is_new_enough(struct str info, struct err *err)
{
	while (info.len > 0) {
		struct str line = str_trim(str_cut(&info, '\n'));
		uint64_t major;

		if (!str_starts(line, STR("redis_version:")))
			continue;
		str_cut(&line, ':');
		if (words_u64(str_cut(&line, '.'), &major) && major >= REDIS_MAJOR)
			return true;
		err_set(err, "it is older than version %d, which is needed", REDIS_MAJOR);
		return false;
	}
	err_set(err, "INFO names no redis_version");
	return false;
}

/* Any other policy may throw away a part of the company when memory runs out. */
static void look_at_policy(const struct company *c, struct str info)
{
	while (info.len > 0) {
		struct str line = str_trim(str_cut(&info, '\n'));

		if (!str_starts(line, STR("maxmemory_policy:")))
			continue;
		str_cut(&line, ':');
		if (!str_eq(line, STR("noeviction")))
			log_warn(c->log, "link",
				 "Redis has maxmemory-policy %.*s, by which it may throw away a part of the company: set it to "
				 "noeviction company=%.*s",
				 STR_ARG(line), STR_ARG(c->name));
	}
}

static void on_info(void *arg, const struct str *reply)
{
	struct company *c = arg;
	struct resp got;
	struct err why;
	size_t at = 0;

	if (!reply || c->phase != CONNECT)
		return;
	got = resp_next(*reply, &at);
	if (got.kind != RESP_STRING) {
		words_unexpected(got, "INFO", &why);
		company_say(c, "Redis cannot be used", &why);
		company_later(c);
	} else if (!redis_is_new_enough(got.text, &why)) {
		company_say(c, "Redis cannot be used", &why);
		company_later(c);
	} else {
		c->retry_ms = COMPANY_RETRY_MIN_MS;
		look_at_policy(c, got.text);
		owner_start(c->owner);
		company_load(c);
	}
}

static void check_redis(struct company *c)
{
	link_forget(c->control, c);
	company_call(c, 3, (struct str[]){ STR("INFO"), STR("server"), STR("memory") }, on_info);
}

static void on_again(evutil_socket_t fd, short what, void *arg)
{
	struct company *c = arg;

	(void)fd;
	(void)what;
	if (c->phase == CONNECT && link_is_up(c->control))
		check_redis(c);
	else if (c->phase == LOAD || c->phase == NEW)
		company_load(c);
}

static void on_control(void *arg, enum link_change change, const struct err *why)
{
	struct company *c = arg;

	if (change == LINK_DOWN) {
		if (!company_is_over(c))
			log_warn(c->log, "link", "%s company=%.*s", why->text, STR_ARG(c->name));
		return;
	}
	log_info(c->log, "link", "connected to Redis company=%.*s", STR_ARG(c->name));
	if (c->phase == CONNECT) {
		check_redis(c);
		return;
	}
	owner_link_up(c->owner);
	fetch_link_up(c->fetch);
	follow_link_up(c->follow);
	birth_link_up(c->birth);
	if (c->phase == LOAD) {
		evtimer_del(c->again);
		company_load(c);
	}
}

static void on_writer(void *arg, enum link_change change, const struct err *why)
{
	struct company *c = arg;

	(void)why;
	commit_link_changed(c->commit, change);
}

static void on_reader(void *arg, enum link_change change, const struct err *why)
{
	struct company *c = arg;

	if (change != LINK_UP) {
		if (link_is_up(c->control) && !company_is_over(c)) /* else that one tells */
			log_warn(c->log, "link", "reading: %s company=%.*s", why->text, STR_ARG(c->name));
		return;
	}
	if (live_is_running(c->live))
		live_stream_up(c->live);
	else
		follow_link_up(c->follow);
}

/* ---- from outside ---- */

struct company *company_new(struct event_base *loop, const struct settings *settings, struct str name, const struct log *log)
{
	struct company *c = mem_alloc(sizeof(*c));

	c->loop = loop;
	c->settings = settings;
	c->name = name;
	c->log = log;
	c->retry_ms = COMPANY_RETRY_MIN_MS;
	c->again = evtimer_new(loop, on_again, c);
	if (!c->again)
		mem_out("a timer");
	c->control = link_new(loop, &settings->redis, "sdmd-control", on_control, c);
	c->writer = link_new(loop, &settings->redis, "sdmd-commit", on_writer, c);
	c->reader = link_new(loop, &settings->redis, "sdmd-read", on_reader, c);
	company_make_parts(c);
	return c;
}

void company_free(struct company *c)
{
	if (!c)
		return;
	stream_free(c->stream);
	lag_free(c->lag);
	backlog_free(c->backlog);
	birth_free(c->birth);
	owner_free(c->owner);
	live_free(c->live);
	follow_free(c->follow);
	recover_free(c->recover);
	commit_free(c->commit);
	checkpoint_free(c->checkpoint);
	fetch_free(c->fetch);
	outbox_free(c->outbox);
	turn_free(c->turn);
	link_free(c->reader);
	link_free(c->writer);
	link_free(c->control);
	event_free(c->again);
	company_runs_free(c);
	parcel_free(&c->parcel);
	buf_free(&c->key);
	mem_free(c);
}

struct str company_name(const struct company *c)
{
	return c->name;
}

void company_stop(struct company *c)
{
	if (company_is_over(c) || c->phase == STOPPING)
		return;
	if (c->phase == LIVE) {
		c->phase = STOPPING;
		live_finish(c->live);
		return;
	}
	company_drop(c);
	c->phase = STOPPING;
	company_release(c);
}

bool company_is_stopped(const struct company *c)
{
	return company_is_over(c);
}

bool company_is_broken(const struct company *c)
{
	return c->phase == BROKEN;
}
