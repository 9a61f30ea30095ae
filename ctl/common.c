#include "base/num.h"
#include "ctl/columns.h"
#include "ctl/common_options.h"
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { WAIT_DEFAULT_MS = 10000, FLUSH_BYTES = 1 << 16 };
enum { KEY_LANGUAGE = 0x1000, KEY_JSON, KEY_COLOUR, KEY_WAIT, KEY_DATA, KEY_SHARE };

static error_t parse_output(int key, char *arg, struct argp_state *state);
static error_t parse_server(int key, char *arg, struct argp_state *state);
static error_t parse_model(int key, char *arg, struct argp_state *state);

static const struct argp_option output_options[] = {
	{ "language", KEY_LANGUAGE, "CODE", 0, "en or ru; else LANGUAGE, LC_ALL, LC_MESSAGES or LANG say", 0 },
	{ "json", KEY_JSON, NULL, 0, "One JSON object a line, for programs", 0 },
	{ "colour", KEY_COLOUR, "WHEN", 0, "always, never or auto (only on a terminal)", 0 },
	{ 0 },
};
static const struct argp_option server_options[] = {
	{ "redis", 'r', "PLACE", 0, "unix:SOCKET or HOST:PORT; else SDM_REDIS or the settings file says", 0 },
	{ "company", 'C', "NAME", 0, "Whose keys; else SDM_COMPANY or the settings file says, where it has one", 0 },
	{ "config", 'c', "FILE", 0, "sdmd.yaml: Redis, user, password, TLS; default /etc/sdmd/sdmd.yaml where it is", 0 },
	{ "wait", KEY_WAIT, "SECONDS", 0, "Longest wait for an answer, default 10", 0 },
	{ 0 },
};
static const struct argp_option model_options[] = {
	{ "data", KEY_DATA, "DIR", 0, "Where tables named \"data:...\" stand", 0 },
	{ "share", KEY_SHARE, "DIR", 0,
	  "Where the shipped calendars and the catalogue stand; else SDM_SHARE or the installation says", 0 },
	{ 0 },
};
const struct argp common_output_argp = { output_options, parse_output, NULL, NULL, NULL, NULL, NULL };
const struct argp common_server_argp = { server_options, parse_server, NULL, NULL, NULL, NULL, NULL };
const struct argp common_model_argp = { model_options, parse_model, NULL, NULL, NULL, NULL, NULL };

static enum language language_of_environment(void)
{
	static const char *const names[] = { "LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG" };
	enum language l;

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		struct str list = str_of(getenv(names[i]));
		bool given = list.len > 0;

		/* LANGUAGE is a list in the order of preference; the others name one. */
		while (list.len > 0)
			if (catalog_language(str_cut(&list, ':'), &l))
				return l;
		if (given && i > 0)
			break;
	}
	return LANGUAGE_EN;
}

/* By its name: a locale that is not installed here says all the same what the terminal shows. */
static bool is_utf8(void)
{
	static const char *const names[] = { "LC_ALL", "LC_CTYPE", "LANG" };

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		const char *name = getenv(names[i]);

		if (name && *name)
			return strcasestr(name, "utf-8") || strcasestr(name, "utf8");
	}
	return false;
}

void common_init(struct common *c)
{
	*c = (struct common){
		.language = language_of_environment(),
		.colour = isatty(STDOUT_FILENO) && !getenv("NO_COLOR"),
		.utf8 = is_utf8(),
		.redis = getenv("SDM_REDIS"),
		.company = getenv("SDM_COMPANY"),
		.wait_ms = WAIT_DEFAULT_MS,
	};
}

void common_children(struct argp_state *state, unsigned count, struct common *c)
{
	for (unsigned i = 0; i < count; i++)
		state->child_inputs[i] = c;
}

int64_t common_number(struct argp_state *state, const char *option, const char *text, int64_t min, int64_t max)
{
	int64_t n;

	if (num_parse_i64(str_of(text), &n, NULL) < 0 || n < min || n > max)
		argp_error(state, "%s: expected a whole number from %lld to %lld, got \"%s\"", option, (long long)min,
			   (long long)max, text);
	return n;
}

static error_t parse_output(int key, char *arg, struct argp_state *state)
{
	struct common *c = state->input;

	switch (key) {
	case KEY_LANGUAGE:
		if (!catalog_language(str_of(arg), &c->language))
			argp_error(state, "--language: expected en or ru, got \"%s\"", arg);
		return 0;
	case KEY_JSON:
		c->json = true;
		return 0;
	case KEY_COLOUR:
		if (strcmp(arg, "always") == 0 || strcmp(arg, "never") == 0)
			c->colour = arg[0] == 'a';
		else if (strcmp(arg, "auto") != 0)
			argp_error(state, "--colour: expected always, never or auto, got \"%s\"", arg);
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static error_t parse_server(int key, char *arg, struct argp_state *state)
{
	struct common *c = state->input;

	switch (key) {
	case 'r':
		c->redis = arg;
		return 0;
	case 'C':
		c->company = arg;
		return 0;
	case 'c':
		c->settings = arg;
		return 0;
	case KEY_WAIT:
		c->wait_ms = (int)common_number(state, "--wait", arg, 0, 86400) * 1000;
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static error_t parse_model(int key, char *arg, struct argp_state *state)
{
	struct common *c = state->input;

	switch (key) {
	case KEY_DATA:
		c->data_root = arg;
		return 0;
	case KEY_SHARE:
		c->share_root = arg;
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

int common_complain(enum common_status status, const char *format, ...)
{
	struct buf said = { 0 }, line = { 0 };
	va_list args;

	va_start(args, format);
	buf_addv(&said, format, args);
	va_end(args);
	buf_adds(&line, STR("sdmctl: "));
	buf_add_visible(&line, buf_str(&said), true);
	buf_addc(&line, '\n');
	fflush(stdout);
	fwrite(line.ptr, 1, line.len, stderr);
	buf_free(&said);
	buf_free(&line);
	return (int)status;
}

void common_flush(struct buf *b)
{
	size_t done = 0;

	while (done < b->len) {
		ssize_t n = write(STDOUT_FILENO, b->ptr + done, b->len - done);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0 && errno == EPIPE)
			exit(STATUS_OK);
		if (n < 0)
			exit(common_complain(STATUS_AWAY, "standard output: %s", strerror(errno)));
		done += (size_t)n;
	}
	buf_clear(b);
}

void common_flush_large(struct buf *b)
{
	if (b->len >= FLUSH_BYTES)
		common_flush(b);
}

void common_colour(const struct common *c, struct buf *b, enum colour colour)
{
	static const char *const codes[] = {
		[COLOUR_PLAIN] = "0", [COLOUR_BOLD] = "1",    [COLOUR_DIM] = "2",
		[COLOUR_RED] = "31",  [COLOUR_YELLOW] = "33", [COLOUR_GREEN] = "32",
	};

	if (c->colour)
		buf_addf(b, "\033[%sm", codes[colour]);
}

void common_cell(struct buf *b, struct str s, int width)
{
	size_t wanted = (size_t)(width < 0 ? -width : width), has = columns_of(s);

	for (size_t i = has; width < 0 && i < wanted; i++)
		buf_addc(b, ' ');
	buf_adds(b, s);
	for (size_t i = has; width > 0 && i < wanted; i++)
		buf_addc(b, ' ');
}
