#include "ctl/screen.h"
#include "base/mem.h"
#include "base/num.h"
#include "ctl/columns.h"
#include "ctl/common.h"
#include <event2/event.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <unistd.h>

enum { KEYS_MAX = 64, SIDE_MAX = 1000 };
static const int signals[] = { SIGINT, SIGTERM, SIGHUP, SIGWINCH, SIGTSTP };
enum { SIGNALS = sizeof(signals) / sizeof(*signals) };

static unsigned side(const char *variable, unsigned told, unsigned otherwise)
{
	int64_t n;

	if (told > 0)
		return told < SIDE_MAX ? told : SIDE_MAX;
	return num_parse_i64(str_of(getenv(variable)), &n, NULL) == 0 && n > 0 && n <= SIDE_MAX ? (unsigned)n : otherwise;
}

void screen_size(unsigned *out_columns, unsigned *out_rows)
{
	struct winsize size = { 0 };

	if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) < 0)
		size = (struct winsize){ 0 };
	*out_columns = side("COLUMNS", size.ws_col, SCREEN_COLUMNS);
	*out_rows = side("LINES", size.ws_row, SCREEN_ROWS);
}

static void write_codes(struct str codes)
{
	struct buf b = { 0 };

	buf_adds(&b, codes);
	common_flush(&b);
	buf_free(&b);
}

/* ---- entering and leaving ---- */

static void enter(struct screen *s)
{
	struct termios raw;

	if (s->has_keys && tcgetattr(STDIN_FILENO, &s->was) == 0) {
		raw = s->was;
		raw.c_lflag &= ~(tcflag_t)(ICANON | ECHO);
		raw.c_cc[VMIN] = 0;
		raw.c_cc[VTIME] = 0;
		tcsetattr(STDIN_FILENO, TCSANOW, &raw);
	}
	write_codes(STR("\033[?1049h\033[?25l"));
	s->is_entered = true;
}

static void leave(struct screen *s)
{
	if (!s->is_entered)
		return;
	write_codes(STR("\033[?25h\033[?1049l"));
	if (s->has_keys)
		tcsetattr(STDIN_FILENO, TCSADRAIN, &s->was);
	s->is_entered = false;
}

static void want(struct screen *s, enum screen_wish wish)
{
	s->wish = wish > s->wish ? wish : s->wish;
	event_base_loopbreak(s->loop);
}

/* The key of q gives й where the keyboard is Russian. */
static void on_keys(evutil_socket_t fd, short what, void *arg)
{
	struct screen *s = arg;
	char keys[KEYS_MAX];
	ssize_t n = read(fd, keys, sizeof(keys));
	struct str typed = { keys, n > 0 ? (size_t)n : 0 };

	(void)what;
	if (n <= 0)
		event_del(s->keys);
	while (typed.len > 0) {
		unsigned columns;
		struct str key = columns_next(&typed, &columns);

		if (str_eq(key, STR("q")) || str_eq(key, STR("Q")) || str_eq(key, STR("й")) || str_eq(key, STR("Й")))
			want(s, SCREEN_QUIT);
		else if (str_eq(key, STR(" ")))
			want(s, SCREEN_AGAIN);
	}
}

static void on_signal(evutil_socket_t number, short what, void *arg)
{
	struct screen *s = arg;

	(void)what;
	if (number == SIGWINCH) {
		want(s, SCREEN_RESIZE);
	} else if (number == SIGTSTP) {
		leave(s);
		raise(SIGSTOP);
		enter(s);
		want(s, SCREEN_RESIZE);
	} else {
		want(s, SCREEN_QUIT);
	}
}

static void on_time(evutil_socket_t fd, short what, void *arg)
{
	struct screen *s = arg;

	(void)fd, (void)what;
	s->late = true;
}

static struct event *watch(struct screen *s, int fd, short what, event_callback_fn called)
{
	struct event *e = event_new(s->loop, fd, what, called, s);

	if (!e || event_add(e, NULL) < 0)
		mem_out("an event");
	return e;
}

void screen_open(struct screen *s, struct event_base *loop, bool may_live, bool utf8)
{
	*s = (struct screen){ .loop = loop, .utf8 = utf8 };
	s->live = may_live && isatty(STDOUT_FILENO) && !str_eq(str_of(getenv("TERM")), STR("dumb"));
	screen_size(&s->columns, &s->rows);
	s->timer = evtimer_new(loop, on_time, s);
	if (!s->timer)
		mem_out("a timer");
	if (!s->live)
		return;
	s->has_keys = isatty(STDIN_FILENO);
	for (int i = 0; i < SIGNALS; i++)
		s->signals[i] = watch(s, signals[i], EV_SIGNAL | EV_PERSIST, on_signal);
	if (s->has_keys)
		s->keys = watch(s, STDIN_FILENO, EV_READ | EV_PERSIST, on_keys);
	enter(s);
}

void screen_close(struct screen *s)
{
	leave(s);
	for (int i = 0; i < SIGNALS; i++)
		if (s->signals[i])
			event_free(s->signals[i]);
	if (s->keys)
		event_free(s->keys);
	if (s->timer)
		event_free(s->timer);
	*s = (struct screen){ 0 };
}

/* ---- frames ---- */

void screen_draw(struct screen *s, struct str frame)
{
	struct buf b = { 0 };

	if (!s->live) {
		buf_adds(&b, s->frames++ > 0 ? STR("\n") : STR(""));
		buf_adds(&b, frame);
		common_flush(&b);
		buf_free(&b);
		return;
	}
	buf_adds(&b, STR("\033[H"));
	for (unsigned row = 0; frame.len > 0 && row < s->rows; row++) {
		struct str line = str_cut(&frame, '\n');
		bool fits = columns_of(line) <= s->columns;

		buf_adds(&b, row > 0 ? STR("\r\n") : STR(""));
		columns_add_head(&b, line, fits ? s->columns : s->columns - 1);
		buf_adds(&b, fits ? STR("\033[K") : s->utf8 ? STR("…") : STR(">"));
	}
	buf_adds(&b, STR("\033[J"));
	common_flush(&b);
	buf_free(&b);
}

enum screen_wish screen_wait(struct screen *s, int64_t ms)
{
	struct timeval delay = { .tv_sec = ms / 1000, .tv_usec = ms % 1000 * 1000 };
	enum screen_wish wish;

	s->late = false;
	evtimer_add(s->timer, &delay);
	while (!s->late && s->wish == SCREEN_NONE)
		event_base_loop(s->loop, EVLOOP_ONCE);
	evtimer_del(s->timer);
	wish = s->wish;
	if (wish != SCREEN_QUIT)
		s->wish = SCREEN_NONE;
	if (wish == SCREEN_RESIZE)
		screen_size(&s->columns, &s->rows);
	return wish;
}

bool screen_is_over(const struct screen *s)
{
	return s->wish == SCREEN_QUIT;
}
