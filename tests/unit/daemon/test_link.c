#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "daemon/link.h"
#include "daemon/resp.h"
#include "tests/unit/daemon/redis.h"

#include <event2/event.h>

struct seen {
	struct event_base *loop;
	struct link *link;
	int ups, downs, losses;
	int64_t replies;
	bool in_order;
	struct err why;
};

static void on_change(void *arg, enum link_change change, const struct err *why)
{
	struct seen *s = arg;

	if (change == LINK_UP) {
		s->ups++;
	} else {
		s->downs++;
		s->why = *why;
	}
}

static struct link_address at_socket(const struct redis *r)
{
	return (struct link_address){ .unix_path = str_of(r->socket) };
}

static void open_link(struct seen *s, const struct link_address *address)
{
	*s = (struct seen){ .loop = event_base_new() };
	s->link = link_new(s->loop, address, "sdmd-test", on_change, s);
}

static void close_link(struct seen *s)
{
	link_free(s->link);
	event_base_free(s->loop);
}

static void run_until(struct seen *s, const int *what, int count, int timeout_ms)
{
	for (int waited = 0; *what < count && waited < timeout_ms; waited += 10) {
		struct timeval step = { 0, 10000 };

		event_base_loopexit(s->loop, &step);
		event_base_dispatch(s->loop);
	}
	assert_true(*what >= count);
}

static void assert_says(const struct err *err, const char *part)
{
	if (strstr(err->text, part) == NULL)
		fail_msg("expected \"%s\" in \"%s\"", part, err->text);
}

static void ask(struct seen *s, const char *word, struct buf *out)
{
	struct str argv[] = { str_of(word) };
	struct err err = { "" };

	buf_clear(out);
	if (link_ask(s->link, s->loop, 1, argv, 5000, out, &err) < 0)
		fail_msg("%s", err.text);
}

static void link_format__words__are_resp(void **state)
{
	(void)state;
	struct buf b = { 0 };

	link_format(&b, 3, (struct str[]){ STR("SET"), STR("k"), { NULL, 0 } });
	assert_string_equal(b.ptr, "*3\r\n$3\r\nSET\r\n$1\r\nk\r\n$0\r\n\r\n");
	buf_free(&b);
}

static void link_new__nobody_there__says_what_it_cannot_reach(void **state)
{
	(void)state;
	struct seen s;
	struct link_address tcp = { .host = STR("127.0.0.1"), .port = (uint16_t)redis_free_port() };
	struct link_address missing = { .unix_path = STR("/tmp/sdm-no-such-folder/redis.sock") };
	struct buf out = { 0 };
	struct err err = { "" };

	open_link(&s, &tcp);
	run_until(&s, &s.downs, 1, 2000);
	assert_says(&s.why, "redis at 127.0.0.1:");
	assert_says(&s.why, "Connection refused");
	assert_int_equal(link_ask(s.link, s.loop, 1, (struct str[]){ STR("PING") }, 200, &out, &err), -1);
	assert_says(&err, "Connection refused");
	assert_int_equal(s.downs, 1);
	close_link(&s);

	tcp.tls = true;
	open_link(&s, &tcp);
	run_until(&s, &s.downs, 1, 2000);
	assert_says(&s.why, "Connection refused");
	close_link(&s);

	open_link(&s, &missing);
	run_until(&s, &s.downs, 1, 2000);
	assert_says(&s.why, "No such file or directory");
	close_link(&s);
	buf_free(&out);
}

static void link_new__localhost_by_name__is_resolved(void **state)
{
	(void)state;
	struct seen s;
	struct link_address tcp = { .host = STR("localhost"), .port = (uint16_t)redis_free_port() };

	open_link(&s, &tcp);
	run_until(&s, &s.downs, 1, 5000);
	assert_says(&s.why, "Connection refused");
	close_link(&s);
}

static void on_lost(void *arg, const struct str *reply)
{
	struct seen *s = arg;

	if (reply == NULL)
		s->losses++;
}

static void link_call__server_killed_and_back__losses_are_told_and_it_comes_up_again(void **state)
{
	(void)state;
	struct redis r;
	struct seen s;
	struct buf out = { 0 };

	if (!redis_is_there())
		skip();
	redis_start(&r, NULL);
	struct link_address address = at_socket(&r);
	open_link(&s, &address);
	run_until(&s, &s.ups, 1, 5000);

	link_call(s.link, 3, (struct str[]){ STR("BLPOP"), STR("nothing"), STR("0") }, on_lost, &s);
	link_send(s.link, STR("*1\r\n$4\r\nPING\r\n*1\r\n$4\r\nPING\r\n"), 2, on_lost, &s);
	link_flush(s.link);
	usleep(20000);
	redis_kill(&r);
	run_until(&s, &s.losses, 2, 5000);
	run_until(&s, &s.downs, 1, 5000);
	assert_says(&s.why, "the server closed the connection");
	assert_false(link_is_up(s.link));

	redis_run(&r, NULL);
	run_until(&s, &s.ups, 2, 5000);
	ask(&s, "PING", &out);
	assert_string_equal(out.ptr, "+PONG\r\n");
	assert_int_equal(s.losses, 2);
	buf_free(&out);
	close_link(&s);
	redis_stop(&r);
}

static void link_new__wrong_or_no_password__says_so_and_the_right_one_works(void **state)
{
	(void)state;
	static const char *const protect[] = { "--user", "sdmd",          "on",    ">right", "~*", "&*",
					       "+@all",  "--requirepass", "other", NULL };
	struct redis r;
	struct seen s;

	if (!redis_is_there())
		skip();
	redis_start(&r, protect);
	struct link_address address = at_socket(&r);
	open_link(&s, &address);
	run_until(&s, &s.downs, 1, 5000);
	assert_says(&s.why, "Redis asks for a password and none is configured");
	close_link(&s);

	address.user = STR("sdmd");
	address.password = STR("wrong");
	open_link(&s, &address);
	run_until(&s, &s.downs, 1, 5000);
	assert_says(&s.why, "wrong user name or password for the Redis user \"sdmd\"");
	assert_int_equal(s.ups, 0);
	close_link(&s);

	address.password = STR("right");
	address.database = 3;
	open_link(&s, &address);
	run_until(&s, &s.ups, 1, 5000);
	close_link(&s);

	address.database = 99;
	open_link(&s, &address);
	run_until(&s, &s.downs, 1, 5000);
	assert_says(&s.why, "database 99");
	close_link(&s);
	redis_stop(&r);
}

static void count_up(void *arg, const struct str *reply)
{
	struct seen *s = arg;
	size_t at = 0;

	s->in_order = s->in_order && reply && resp_next(*reply, &at).integer == s->replies + 1;
	s->replies++;
	if (s->replies == 100000)
		event_base_loopbreak(s->loop);
}

static void link_call__100000_at_once__are_answered_in_order(void **state)
{
	(void)state;
	struct redis r;
	struct seen s;

	if (!redis_is_there())
		skip();
	redis_start(&r, NULL);
	struct link_address address = at_socket(&r);
	open_link(&s, &address);
	run_until(&s, &s.ups, 1, 5000);

	s.in_order = true;
	for (int i = 0; i < 100000; i++)
		link_call(s.link, 2, (struct str[]){ STR("INCR"), STR("n") }, count_up, &s);
	event_base_dispatch(s.loop);
	assert_int_equal(s.replies, 100000);
	assert_true(s.in_order);
	assert_int_equal(link_unsent(s.link), 0);
	close_link(&s);
	redis_stop(&r);
}

static void link_ask__stopped_server__gives_up_and_works_again_later(void **state)
{
	(void)state;
	struct redis r;
	struct seen s;
	struct buf out = { 0 };
	struct err err = { "" };

	if (!redis_is_there())
		skip();
	redis_start(&r, NULL);
	struct link_address address = at_socket(&r);
	open_link(&s, &address);
	ask(&s, "PING", &out);

	kill(r.pid, SIGSTOP);
	assert_int_equal(link_ask(s.link, s.loop, 1, (struct str[]){ STR("PING") }, 200, &out, &err), -1);
	assert_says(&err, "no answer within 200 ms");
	kill(r.pid, SIGCONT);
	ask(&s, "DBSIZE", &out);
	assert_string_equal(out.ptr, ":0\r\n");
	if (getenv("SDM_SLOW")) {
		kill(r.pid, SIGSTOP);
		link_call(s.link, 1, (struct str[]){ STR("PING") }, on_lost, &s);
		run_until(&s, &s.downs, 1, 15000);
		assert_says(&s.why, "no answer for 10 s");
		run_until(&s, &s.downs, 2, 15000);
		assert_says(&s.why, "connected, but no answer within 5 s");
		kill(r.pid, SIGCONT);
		run_until(&s, &s.ups, 2, 15000);
	}
	buf_free(&out);
	close_link(&s);
	redis_stop(&r);
}

/* A CA and a certificate for "redis.test" in the server's folder. */
static bool make_certificates(const char *dir)
{
	char command[1024];

	snprintf(command, sizeof(command),
		 "cd %s && openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout ca.key -out ca.pem -subj "
		 "/CN=test-ca "
		 "-days 2 && openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout r.key -out r.csr -subj "
		 "/CN=redis.test && "
		 "printf 'subjectAltName=DNS:redis.test' >ext && "
		 "openssl x509 -req -in r.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 2 -extfile ext -out r.pem",
		 dir);
	char quiet[1100];
	snprintf(quiet, sizeof(quiet), "(%s) >/dev/null 2>&1", command);
	return system(quiet) == 0;
}

/* A server with TLS on `port` and its certificates; false: they cannot be made here. */
static bool tls_start(struct redis *r, unsigned port, char *ca, size_t ca_size)
{
	char text[8], cert[128], key[128];

	redis_start(r, NULL);
	redis_kill(r);
	if (!make_certificates(r->dir))
		return false;
	snprintf(text, sizeof(text), "%u", port);
	snprintf(cert, sizeof(cert), "%s/r.pem", r->dir);
	snprintf(key, sizeof(key), "%s/r.key", r->dir);
	snprintf(ca, ca_size, "%s/ca.pem", r->dir);
	redis_run(r, (const char *const[]){ "--tls-port", text, "--tls-cert-file", cert, "--tls-key-file", key,
					    "--tls-ca-cert-file", ca, "--tls-auth-clients", "no", NULL });
	return true;
}

static void tls_refuses(const struct link_address *address, const char *why)
{
	struct seen s;

	open_link(&s, address);
	run_until(&s, &s.downs, 1, 5000);
	assert_int_equal(s.ups, 0);
	assert_says(&s.why, why);
	close_link(&s);
}

static void tls_serves(const struct link_address *address)
{
	struct seen s;
	struct buf out = { 0 };

	open_link(&s, address);
	run_until(&s, &s.ups, 1, 5000);
	ask(&s, "PING", &out);
	assert_string_equal(out.ptr, "+PONG\r\n");
	s.in_order = true;
	for (int i = 0; i < 100000; i++)
		link_call(s.link, 2, (struct str[]){ STR("INCR"), STR("n") }, count_up, &s);
	event_base_dispatch(s.loop);
	assert_true(s.in_order);
	close_link(&s);
	buf_free(&out);
}

static void link_new__tls__checks_ca_and_host_name(void **state)
{
	struct redis r;
	char ca[128];
	unsigned port = redis_free_port();

	(void)state;
	if (!redis_is_there() || !tls_start(&r, port, ca, sizeof(ca)))
		skip();
	struct link_address address = { .host = STR("127.0.0.1"), .port = (uint16_t)port, .tls = true, .ca_file = str_of(ca) };

	address.server_name = STR("redis.test");
	tls_serves(&address);
	address.server_name = STR("other.test");
	tls_refuses(&address, "ostname mismatch");
	address.server_name = STR("redis.test");
	address.ca_file = (struct str){ 0 };
	tls_refuses(&address, "signed by the system's CA certificates");
	address.ca_file = STR("/nowhere/ca.pem");
	tls_refuses(&address, "cannot take the CA certificates from /nowhere/ca.pem");
	address.tls = false;
	tls_refuses(&address, "");
	redis_stop(&r);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(link_format__words__are_resp),
		cmocka_unit_test(link_new__nobody_there__says_what_it_cannot_reach),
		cmocka_unit_test(link_new__localhost_by_name__is_resolved),
		cmocka_unit_test(link_call__server_killed_and_back__losses_are_told_and_it_comes_up_again),
		cmocka_unit_test(link_new__wrong_or_no_password__says_so_and_the_right_one_works),
		cmocka_unit_test(link_call__100000_at_once__are_answered_in_order),
		cmocka_unit_test(link_ask__stopped_server__gives_up_and_works_again_later),
		cmocka_unit_test(link_new__tls__checks_ca_and_host_name),
	};

	signal(SIGPIPE, SIG_IGN);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
