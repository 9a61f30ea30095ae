/* sdmd: reads its settings, serves its companies, and ends cleanly on SIGTERM. */
#include "base/version.h"
#include "daemon/address.h"
#include "daemon/company.h"
#include "daemon/health.h"
#include "daemon/http.h"
#include "daemon/metrics.h"
#include "daemon/notify.h"
#include <argp.h>
#include <event2/event.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

const char *argp_program_version = "sdmd " SDM_VERSION;

enum { COMPANIES_MAX = 256, OPT_CHECK = 256, USAGE_STATUS = 2, BEAT_MS = 500, STOP_BEAT_MS = 5 };

struct arguments {
	const char *config;
	const char *redis;
	struct str companies[COMPANIES_MAX];
	uint32_t company_count;
	bool check;
};

struct service {
	struct arguments arguments;
	struct settings settings;
	struct log log;
	struct event_base *loop;
	struct company *companies[COMPANIES_MAX];
	uint32_t company_count;
	struct event *signals[3];
	struct event *beat; /* status, and the end of a stop */
	struct event *deadline;
	bool stopping;
	struct notify *notify;
	struct http *http; /* NULL: not wanted */
	struct buf status;
};

static const struct argp_option options[] = {
	{ "config", 'c', "FILE", 0, "Settings (sdmd.yaml); without it Redis is expected on 127.0.0.1:6379", 0 },
	{ "company", 'C', "NAME", 0, "Serve this company too; may be given several times", 0 },
	{ "redis", 'r', "ADDRESS", 0, "unix:SOCKET or HOST:PORT; goes before the settings", 0 },
	{ "check", OPT_CHECK, NULL, 0, "Check the settings, say what is wrong, and end", 0 },
	{ 0 },
};

static error_t take_option(int key, char *arg, struct argp_state *state)
{
	struct arguments *a = state->input;

	switch (key) {
	case 'c':
		a->config = arg;
		return 0;
	case 'r':
		a->redis = arg;
		return 0;
	case OPT_CHECK:
		a->check = true;
		return 0;
	case 'C':
		if (a->company_count == COMPANIES_MAX)
			argp_error(state, "at most %d companies", COMPANIES_MAX);
		a->companies[a->company_count] = (struct str){ arg, strlen(arg) };
		if (!settings_is_company(a->companies[a->company_count]))
			argp_error(state, "--company: expected a name of letters, digits and _, got \"%s\"", arg);
		a->company_count++;
		return 0;
	case ARGP_KEY_ARG:
		argp_error(state, "unexpected argument \"%s\"", arg);
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}
static const struct argp argp = { options, take_option, NULL, "sdmd turns a sales organisation's reports into decisions.",
				  NULL,    NULL,        NULL };

static int read_settings(const struct arguments *a, struct settings *s)
{
	struct problems problems = { 0 };
	struct buf text = { 0 };
	struct err err;
	int rc = 0;

	settings_default(s);
	if (a->config)
		rc = settings_read(s, a->config, &problems);
	problems_print(&problems, &text);
	if (text.len > 0)
		fprintf(stderr, "%s", text.ptr);
	if (a->redis && address_parse(a->redis, &s->redis, &err) < 0) {
		fprintf(stderr, "--redis: %s\n", err.text);
		rc = -1;
	}
	if (rc == 0 && s->company_count + a->company_count == 0) {
		fprintf(stderr, "no company to serve: name one with --company, or under \"companies\" in the settings\n");
		rc = -1;
	}
	if (rc == 0 && s->company_count + a->company_count > COMPANIES_MAX) {
		fprintf(stderr, "at most %d companies in one sdmd\n", COMPANIES_MAX);
		rc = -1;
	}
	buf_free(&text);
	problems_free(&problems);
	return rc;
}

static void add_company(struct service *s, struct str name)
{
	for (uint32_t i = 0; i < s->company_count; i++)
		if (str_eq(company_name(s->companies[i]), name))
			return;
	s->companies[s->company_count++] = company_new(s->loop, &s->settings, name, &s->log);
}

/* ---- the loop's events ---- */

static void end_when_stopped(struct service *s)
{
	for (uint32_t i = 0; i < s->company_count; i++)
		if (!company_is_stopped(s->companies[i]))
			return;
	event_base_loopbreak(s->loop);
}

static bool any_is_broken(const struct service *s)
{
	for (uint32_t i = 0; i < s->company_count; i++)
		if (company_is_broken(s->companies[i]))
			return true;
	return false;
}

static void on_beat(evutil_socket_t fd, short what, void *arg)
{
	struct service *s = arg;
	struct timeval pause = { .tv_usec = (s->stopping ? STOP_BEAT_MS : BEAT_MS) * 1000 };

	(void)fd;
	(void)what;
	event_add(s->beat, &pause);
	buf_clear(&s->status);
	for (uint32_t i = 0; i < s->company_count && s->status.len < LOG_LINE_MAX; i++) {
		if (i > 0)
			buf_adds(&s->status, STR("; "));
		company_status(s->companies[i], &s->status);
	}
	notify_status(s->notify, buf_str(&s->status));
	if (s->stopping)
		end_when_stopped(s);
}

static void on_deadline(evutil_socket_t fd, short what, void *arg)
{
	struct service *s = arg;

	(void)fd;
	(void)what;
	log_warn(&s->log, "sdmd",
		 "stopping without a last checkpoint (it took longer than stop_s), nothing is lost: the log is folded at "
		 "the next start");
	event_base_loopbreak(s->loop);
}

static void on_stop(evutil_socket_t fd, short what, void *arg)
{
	struct service *s = arg;
	struct timeval most = { .tv_sec = s->settings.stop_ms / 1000, .tv_usec = s->settings.stop_ms % 1000 * 1000 };

	(void)fd;
	(void)what;
	if (s->stopping) {
		event_base_loopbreak(s->loop);
		return;
	}
	s->stopping = true;
	notify_stopping(s->notify, s->settings.stop_ms);
	log_info(&s->log, "sdmd", "stopping, a checkpoint comes first");
	for (uint32_t i = 0; i < s->company_count; i++)
		company_stop(s->companies[i]);
	event_add(s->deadline, &most);
	event_active(s->beat, EV_TIMEOUT, 0);
}

static void on_reload(evutil_socket_t fd, short what, void *arg)
{
	struct service *s = arg;
	struct settings now;
	struct buf changed = { 0 };

	(void)fd;
	(void)what;
	if (read_settings(&s->arguments, &now) < 0) {
		log_error(&s->log, "sdmd", "the settings are wrong, see above; the former ones stay");
		settings_free(&now);
		return;
	}
	s->log.level = now.log_level;
	settings_changes(&s->settings, &now, &changed);
	log_info(&s->log, "sdmd", "settings read again log_level=%s", log_level_name(now.log_level));
	if (changed.len > 0)
		log_warn(&s->log, "sdmd", "changed settings that hold after a restart only: %s", changed.ptr);
	settings_free(&now);
	buf_free(&changed);
}

/* ---- pages for monitoring ---- */

static struct vitals *all_vitals(const struct service *s)
{
	struct vitals *all = mem_alloc((s->company_count + 1) * sizeof(*all));

	for (uint32_t i = 0; i < s->company_count; i++)
		company_vitals(s->companies[i], &all[i]);
	return all;
}

static int page_health(void *arg, struct buf *out)
{
	const struct service *s = arg;
	struct vitals *all = all_vitals(s);
	int status = health_add(out, all, s->company_count);

	mem_free(all);
	return status;
}

static int page_metrics(void *arg, struct buf *out)
{
	const struct service *s = arg;
	struct vitals *all = all_vitals(s);

	metrics_add(out, all, s->company_count);
	mem_free(all);
	return 200;
}
static const struct http_page pages[] = {
	{ "/healthz", "application/json", page_health },
	{ "/metrics", METRICS_TYPE, page_metrics },
	{ 0 },
};

/* ---- beginning and end ---- */

static void add_events(struct service *s)
{
	s->signals[0] = evsignal_new(s->loop, SIGTERM, on_stop, s);
	s->signals[1] = evsignal_new(s->loop, SIGINT, on_stop, s);
	s->signals[2] = evsignal_new(s->loop, SIGHUP, on_reload, s);
	for (int i = 0; i < 3; i++)
		evsignal_add(s->signals[i], NULL);
	s->beat = evtimer_new(s->loop, on_beat, s);
	s->deadline = evtimer_new(s->loop, on_deadline, s);
	s->notify = notify_new(s->loop);
	event_active(s->beat, EV_TIMEOUT, 0); /* ready as soon as the loop turns */
}

static void end(struct service *s)
{
	http_free(s->http);
	for (uint32_t i = 0; i < s->company_count; i++)
		company_free(s->companies[i]);
	notify_free(s->notify);
	for (int i = 0; i < 3; i++)
		event_free(s->signals[i]);
	event_free(s->beat);
	event_free(s->deadline);
	event_base_free(s->loop);
	settings_free(&s->settings);
	buf_free(&s->status);
}

int main(int argc, char **argv)
{
	static struct service s;
	bool broken;

	argp_err_exit_status = USAGE_STATUS;
	argp_parse(&argp, argc, argv, 0, NULL, &s.arguments);
	if (read_settings(&s.arguments, &s.settings) < 0)
		return EXIT_FAILURE;
	if (s.arguments.check) {
		printf("settings are good\n");
		settings_free(&s.settings);
		return EXIT_SUCCESS;
	}
	signal(SIGPIPE, SIG_IGN);
	log_init(&s.log, STDERR_FILENO, s.settings.log_level);
	s.loop = event_base_new();
	if (!s.loop) {
		log_error(&s.log, "sdmd", "no event loop");
		return EXIT_FAILURE;
	}
	add_events(&s);
	for (uint32_t i = 0; i < s.settings.company_count; i++)
		add_company(&s, s.settings.companies[i]);
	for (uint32_t i = 0; i < s.arguments.company_count; i++)
		add_company(&s, s.arguments.companies[i]);
	if (s.settings.http.len > 0)
		s.http = http_new(s.loop, &s.settings.http, pages, &s, &s.log);
	event_base_dispatch(s.loop);
	broken = any_is_broken(&s);
	end(&s);
	return broken ? EXIT_FAILURE : EXIT_SUCCESS;
}
