#include "daemon/settings.h"

#include "model/option.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { FILE_BYTES_MAX = 1 << 20 };

struct redis_doc {
	struct record head;
	struct ref socket, host, user, password_file, ca_file, cert_file, key_file, server_name;
	int64_t port, database;
	bool tls;
};
static const struct option redis_options[] = {
	OPTION(struct redis_doc, "socket", socket, OPTION_TEXT, .help = "Path of Redis's unix socket; instead of host and port."),
	OPTION(struct redis_doc, "host", host, OPTION_TEXT, .preset = "127.0.0.1",
	       .help = "Name or address of the Redis server."),
	OPTION(struct redis_doc, "port", port, OPTION_INT, .min = 1, .max = 65535, .preset = "6379", .help = "Its TCP port."),
	OPTION(struct redis_doc, "database", database, OPTION_INT, .min = 0, .max = 65535, .preset = "0",
	       .help = "Number of the database."),
	OPTION(struct redis_doc, "user", user, OPTION_TEXT, .help = "ACL user; Redis's default user where it is left out."),
	OPTION(struct redis_doc, "password_file", password_file, OPTION_TEXT,
	       .help = "File that holds the password; a name without a slash is one of systemd's credentials."),
	OPTION(struct redis_doc, "tls", tls, OPTION_FLAG, .preset = "no", .help = "Whether to speak TLS."),
	OPTION(struct redis_doc, "ca_file", ca_file, OPTION_TEXT,
	       .help = "CA certificates (PEM) that the server's must be signed by; "
		       "the system's where it is left out."),
	OPTION(struct redis_doc, "cert_file", cert_file, OPTION_TEXT,
	       .help = "Client certificate (PEM), where the server wants one."),
	OPTION(struct redis_doc, "key_file", key_file, OPTION_TEXT,
	       .help = "Its key (PEM); looked for in cert_file where it is left out."),
	OPTION(struct redis_doc, "server_name", server_name, OPTION_TEXT,
	       .help = "Name in the server's certificate; host where it is left out."),
	{ 0 },
};
static const struct options redis_table = { "redis", "Where Redis is.", sizeof(struct redis_doc), redis_options, NULL };

struct settings_doc {
	struct record head;
	const struct node *redis;
	struct refs companies;
	int64_t read_live, read_behind, turn_inputs, turn_delay_ms, checkpoint_s, checkpoint_turn_kib;
	int64_t confirm_replicas, confirm_ms, lease_ms, stand_by_ms, stop_s;
	int64_t keep_entries, keep_days, test_commit_delay_ms, test_seed;
	uint32_t keep_reports, log_level;
	struct ref http;
};
static const char *const keep_choices[] = { "horizon", "all", NULL };
static const char *const level_choices[] = { "error", "warning", "info", "debug", NULL };
static const struct option settings_options[] = {
	OPTION(struct settings_doc, "redis", redis, OPTION_ANY, .help = "Where Redis is, see there."),
	OPTION(struct settings_doc, "companies", companies, OPTION_CODES,
	       .help = "Companies to serve, by the names in their Redis keys."),
	OPTION(struct settings_doc, "read_live", read_live, OPTION_INT, .min = 1, .max = 10000, .preset = "1000",
	       .help = "Entries read at once when up to date."),
	OPTION(struct settings_doc, "read_behind", read_behind, OPTION_INT, .min = 1, .max = 10000, .preset = "1000",
	       .help = "Entries read at once when catching up; more make Redis's other clients wait."),
	OPTION(struct settings_doc, "turn_inputs", turn_inputs, OPTION_INT, .min = 1, .max = 1000000, .preset = "10000",
	       .help = "Most inputs in one commit."),
	OPTION(struct settings_doc, "turn_delay_ms", turn_delay_ms, OPTION_INT, .min = 0, .max = 1000, .preset = "1",
	       .help = "Longest wait of a commit for more inputs under load; alerts never wait."),
	OPTION(struct settings_doc, "checkpoint_s", checkpoint_s, OPTION_INT, .min = 1, .max = 86400, .preset = "60",
	       .help = "Seconds from the start of one checkpoint to the next."),
	OPTION(struct settings_doc, "checkpoint_turn_kib", checkpoint_turn_kib, OPTION_INT, .min = 16, .max = 65536,
	       .preset = "256", .help = "Most KiB of a checkpoint that one commit carries."),
	OPTION(struct settings_doc, "confirm_replicas", confirm_replicas, OPTION_INT, .min = 0, .max = 16, .preset = "0",
	       .help = "Replicas that must have a commit before receipts go out."),
	OPTION(struct settings_doc, "confirm_ms", confirm_ms, OPTION_INT, .min = 1, .max = 60000, .preset = "1000",
	       .help = "How long they may take before it is told to the operator."),
	OPTION(struct settings_doc, "lease_ms", lease_ms, OPTION_INT, .min = 500, .max = 600000, .preset = "5000",
	       .help = "An owner silent for so long is taken over by a stand-by."),
	OPTION(struct settings_doc, "stand_by_ms", stand_by_ms, OPTION_INT, .min = 50, .max = 60000, .preset = "500",
	       .help = "Time between two looks of a stand-by at the owner's lease."),
	OPTION(struct settings_doc, "stop_s", stop_s, OPTION_INT, .min = 1, .max = 600, .preset = "20",
	       .help = "Most seconds for the last checkpoint of a clean stop."),
	OPTION(struct settings_doc, "keep_entries", keep_entries, OPTION_INT, .min = 1000, .max = 100000000, .preset = "1000000",
	       .help = "About how many entries alerts, tasks, receipts and rejected keep."),
	OPTION(struct settings_doc, "keep_days", keep_days, OPTION_INT, .min = 0, .max = 36500, .preset = "400",
	       .help = "For how many days they keep them; 0: the number alone decides."),
	OPTION(struct settings_doc, "keep_reports", keep_reports, OPTION_CHOICE, .choices = keep_choices, .preset = "horizon",
	       .help = "Reports and commands kept in Redis: those that may still be corrected (horizon), or all."),
	OPTION(struct settings_doc, "test_commit_delay_ms", test_commit_delay_ms, OPTION_INT, .min = 0, .max = 60000,
	       .preset = "0", .help = "For tests: each commit waits at random for up to so long."),
	OPTION(struct settings_doc, "test_seed", test_seed, OPTION_INT, .min = 0, .max = 2147483647, .preset = "0",
	       .help = "For tests: the seed of that chance."),
	OPTION(struct settings_doc, "http", http, OPTION_TEXT,
	       .help = "Port of 127.0.0.1, or ADDRESS:PORT, on which /healthz and /metrics answer; nowhere where it is left "
		       "out."),
	OPTION(struct settings_doc, "log_level", log_level, OPTION_CHOICE, .choices = level_choices, .preset = "info",
	       .help = "The least urgent lines that are logged."),
	{ 0 },
};
static const struct options settings_table = { "sdmd.yaml", "The daemon's own settings.", sizeof(struct settings_doc),
					       settings_options, NULL };

/* NULL: cannot be read, a problem says why. */
static const char *read_file(struct arena *a, const char *path, struct str *out, struct stat *st, struct problems *problems)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	struct buf text = { 0 };
	ssize_t got = -1;

	if (fd >= 0 && fstat(fd, st) == 0) {
		buf_reserve(&text, FILE_BYTES_MAX + 1);
		do {
			got = read(fd, text.ptr + text.len, FILE_BYTES_MAX + 1 - text.len);
			text.len += got > 0 ? (size_t)got : 0;
		} while (got > 0 || (got < 0 && errno == EINTR));
	}
	if (got < 0)
		problems_add(problems, path, 0, 0, "cannot be read: %s", strerror(errno));
	else if (text.len > FILE_BYTES_MAX)
		problems_add(problems, path, 0, 0, "has more than 1 MiB");
	else
		*out = arena_str(a, buf_str(&text));
	if (fd >= 0)
		close(fd);
	buf_free(&text);
	return out->ptr;
}

static struct str read_password(struct option_reader *r, const struct ref *from)
{
	const char *credentials = getenv("CREDENTIALS_DIRECTORY");
	bool is_credential = memchr(from->text.ptr, '/', from->text.len) == NULL && credentials != NULL;
	struct str path = is_credential ? arena_strf(r->arena, "%s/%.*s", credentials, STR_ARG(from->text)) : from->text;
	struct str password = { 0 };
	struct stat st;

	path = arena_str(r->arena, path);
	if (read_file(r->arena, path.ptr, &password, &st, r->problems) == NULL)
		return password;
	if ((st.st_mode & (S_IROTH | S_IWOTH)) != 0)
		spot_warning(r->problems, from->place, "password_file: everybody may read %s; chmod 640 it", path.ptr);
	while (password.len > 0 && (password.ptr[password.len - 1] == '\n' || password.ptr[password.len - 1] == '\r'))
		password.len--;
	if (password.len == 0)
		spot_problem(r->problems, from->place, "password_file: %s is empty", path.ptr);
	return password;
}

static void take_redis(struct settings *s, struct option_reader *r, const struct redis_doc *d)
{
	bool needs_tls = d->ca_file.text.len + d->cert_file.text.len + d->key_file.text.len + d->server_name.text.len > 0;

	s->redis = (struct link_address){
		.unix_path = d->socket.text,
		.host = d->host.text,
		.port = (uint16_t)d->port,
		.user = d->user.text,
		.database = (uint32_t)d->database,
		.tls = d->tls,
		.ca_file = d->ca_file.text,
		.cert_file = d->cert_file.text,
		.key_file = d->key_file.text,
		.server_name = d->server_name.text,
	};
	if (d->password_file.text.len > 0)
		s->redis.password = read_password(r, &d->password_file);
	else if (d->user.text.len > 0)
		spot_problem(r->problems, d->user.place, "user: a user needs a password_file too");
	if (needs_tls && !d->tls)
		spot_problem(r->problems, d->head.place, "redis: certificates are named but tls is \"no\": write tls: yes");
	if (d->tls && d->socket.text.len > 0)
		spot_problem(r->problems, d->socket.place, "socket: Redis speaks no TLS on a unix socket; leave one of them out");
}

bool settings_is_company(struct str name)
{
	return option_name_is_valid(name);
}

static void take_companies(struct settings *s, struct option_reader *r, const struct refs *companies)
{
	s->companies = arena_alloc(r->arena, (companies->count + 1) * sizeof(*s->companies));
	for (uint32_t i = 0; i < companies->count; i++) {
		const struct ref *name = &companies->at[i];

		if (!settings_is_company(name->text))
			spot_problem(r->problems, name->place, "companies: expected names of letters, digits and _, got \"%.*s\"",
				     STR_ARG(name->text));
		s->companies[i] = name->text;
	}
	s->company_count = companies->count;
}

static void take_http(struct settings *s, struct option_reader *r, const struct ref *from)
{
	struct err err;

	s->http_text = from->text;
	s->http = (struct address_bind){ 0 };
	if (from->text.len > 0 && address_parse_bind(from->text, &s->http, &err) < 0)
		spot_problem(r->problems, from->place, "http: %s", err.text);
}

static void take_rest(struct settings *s, const struct settings_doc *d)
{
	s->read_live = (uint32_t)d->read_live;
	s->read_behind = (uint32_t)d->read_behind;
	s->turn_inputs = (uint32_t)d->turn_inputs;
	s->turn_delay_ms = (uint32_t)d->turn_delay_ms;
	s->checkpoint_ms = (uint32_t)d->checkpoint_s * 1000;
	s->checkpoint_turn_bytes = (uint32_t)d->checkpoint_turn_kib * 1024;
	s->confirm_replicas = (uint32_t)d->confirm_replicas;
	s->confirm_ms = (uint32_t)d->confirm_ms;
	s->lease_ms = (uint32_t)d->lease_ms;
	s->stand_by_ms = (uint32_t)d->stand_by_ms;
	s->stop_ms = (uint32_t)d->stop_s * 1000;
	s->keep_entries = (uint32_t)d->keep_entries;
	s->keep_days = (uint32_t)d->keep_days;
	s->test_commit_delay_ms = (uint32_t)d->test_commit_delay_ms;
	s->test_seed = (uint32_t)d->test_seed;
	s->keep_reports = str_eq(str_of(keep_choices[d->keep_reports]), STR("all"));
	s->log_level = (enum log_level)d->log_level;
}

/* `root` NULL: everything by default. */
static void take_document(struct settings *s, const char *path, const struct node *root, struct problems *problems)
{
	struct option_reader r = { .arena = s->arena, .problems = problems };
	struct spot start = { path, 1, 1 };
	struct settings_doc *d = option_defaults(&r, &settings_table, start);
	struct redis_doc *redis = option_defaults(&r, &redis_table, start);

	if (root)
		option_read(&r, &settings_table, root, d);
	if (d->redis)
		option_read(&r, &redis_table, d->redis, redis);
	take_redis(s, &r, redis);
	take_companies(s, &r, &d->companies);
	take_http(s, &r, &d->http);
	take_rest(s, d);
	if (s->stand_by_ms * 2 > s->lease_ms)
		problems_add(problems, path, 0, 0,
			     "stand_by_ms must be at most half of lease_ms, else a stand-by may miss the owner");
}

void settings_default(struct settings *s)
{
	struct problems none = { 0 };

	*s = (struct settings){ .arena = arena_new() };
	take_document(s, "", NULL, &none);
	problems_free(&none);
}

int settings_read(struct settings *s, const char *path, struct problems *problems)
{
	size_t before = problems->errors;
	struct str text = { 0 };
	struct stat st;
	const char *kept;

	kept = arena_str(s->arena, str_of(path)).ptr;
	if (read_file(s->arena, kept, &text, &st, problems) != NULL)
		take_document(s, kept, yaml_parse(s->arena, kept, text, problems), problems);
	return problems->errors == before ? 0 : -1;
}

static bool address_eq(const struct link_address *a, const struct link_address *b)
{
	const struct str x[] = { a->unix_path, a->host,      a->user,     a->password,
				 a->ca_file,   a->cert_file, a->key_file, a->server_name };
	const struct str y[] = { b->unix_path, b->host,      b->user,     b->password,
				 b->ca_file,   b->cert_file, b->key_file, b->server_name };

	for (size_t i = 0; i < sizeof(x) / sizeof(*x); i++)
		if (!str_eq(x[i], y[i]))
			return false;
	return a->port == b->port && a->database == b->database && a->tls == b->tls;
}

static bool companies_eq(const struct settings *a, const struct settings *b)
{
	for (uint32_t i = 0; i < a->company_count && i < b->company_count; i++)
		if (!str_eq(a->companies[i], b->companies[i]))
			return false;
	return a->company_count == b->company_count;
}

static void add_change(struct buf *out, bool same, const char *name)
{
	if (!same)
		buf_addf(out, "%s%s", out->len > 0 ? ", " : "", name);
}

#define CHANGE(name) add_change(out, was->name == now->name, #name)

void settings_changes(const struct settings *was, const struct settings *now, struct buf *out)
{
	add_change(out, address_eq(&was->redis, &now->redis), "redis");
	add_change(out, companies_eq(was, now), "companies");
	CHANGE(read_live);
	CHANGE(read_behind);
	CHANGE(turn_inputs);
	CHANGE(turn_delay_ms);
	add_change(out, was->checkpoint_ms == now->checkpoint_ms, "checkpoint_s");
	add_change(out, was->checkpoint_turn_bytes == now->checkpoint_turn_bytes, "checkpoint_turn_kib");
	CHANGE(confirm_replicas);
	CHANGE(confirm_ms);
	CHANGE(lease_ms);
	CHANGE(stand_by_ms);
	add_change(out, was->stop_ms == now->stop_ms, "stop_s");
	CHANGE(keep_entries);
	CHANGE(keep_days);
	CHANGE(keep_reports);
	add_change(out, str_eq(was->http_text, now->http_text), "http");
	CHANGE(test_commit_delay_ms);
	CHANGE(test_seed);
}

void settings_free(struct settings *s)
{
	arena_free(s->arena);
	*s = (struct settings){ 0 };
}
