/* sdmctl top: how companies do, looked at again and again. */
#include "ctl/board.h"
#include "ctl/commands.h"
#include "ctl/screen.h"
#include "daemon/server_clock.h"

enum { KEY_EVERY = 0x2000, KEY_ONCE, EVERY_DEFAULT_S = 2, EVERY_MAX_S = 86400 };

struct top {
	struct common common;
	int every_s;
	int64_t count; /* 0: until it is told to end */
	struct board board;
	struct screen screen;
	struct buf out;
};

static const struct argp_option options[] = {
	{ "every", KEY_EVERY, "SECONDS", 0, "From one look to the next, default 2", 0 },
	{ "count", 'n', "N", 0, "End after N looks; 0: go on until interrupted (default)", 0 },
	{ "once", KEY_ONCE, NULL, 0, "Look once, as --count 1; what is told per second needs two looks", 0 },
	{ 0 },
};

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct top *t = state->input;

	switch (key) {
	case ARGP_KEY_INIT:
		common_children(state, 2, &t->common);
		return 0;
	case KEY_EVERY:
		t->every_s = (int)common_number(state, "--every", arg, 1, EVERY_MAX_S);
		return 0;
	case 'n':
		t->count = common_number(state, "--count", arg, 0, INT64_C(1000000000));
		return 0;
	case KEY_ONCE:
		t->count = 1;
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static void draw(struct top *t)
{
	struct view v = { .columns = t->screen.columns,
			  .rows = t->screen.live ? t->screen.rows : 0,
			  .every_s = t->every_s,
			  .keys = t->screen.live };

	buf_clear(&t->out);
	if (t->common.json) {
		board_add_json(&t->board, &t->out);
		common_flush(&t->out);
	} else {
		board_add_view(&t->board, &v, &t->out);
		screen_draw(&t->screen, buf_str(&t->out));
	}
}

/* Until the next look is due or asked for; another size of the terminal only draws again. */
static void wait(struct top *t, int64_t due_ms)
{
	enum screen_wish wish;

	do {
		int64_t left = due_ms - monotonic_ms();

		wish = screen_wait(&t->screen, left > 0 ? left : 0);
		if (wish == SCREEN_RESIZE)
			draw(t);
	} while (wish == SCREEN_RESIZE);
}

/* A single look waits for Redis as other commands do and leaves the terminal as it is. */
static void go_on(struct top *t)
{
	bool single = t->count == 1;

	screen_open(&t->screen, t->board.server.loop, !single && !t->common.json, t->common.utf8);
	for (int64_t looks = 0; !screen_is_over(&t->screen);) {
		int64_t due_ms = monotonic_ms() + t->every_s * INT64_C(1000);

		board_look(&t->board, single);
		if (screen_is_over(&t->screen))
			break;
		draw(t);
		if (++looks == t->count)
			break;
		wait(t, due_ms);
	}
	screen_close(&t->screen);
}

int cmd_top(int argc, char **argv)
{
	static const struct argp_child children[] = { COMMON_OUTPUT, COMMON_SERVER, { 0 } };
	static const struct argp argp = {
		options,
		parse,
		"",
		"Shows how companies do, again and again: who serves them, how fast reports are taken and how many wait, open "
		"cases and "
		"tasks, the last alert. On a terminal q ends it and space looks at once. Exit status after --once or --count as "
		"`sdmctl status' has it.\v"
		"Without --company: all companies of the settings file.",
		children,
		NULL,
		NULL
	};
	struct top t = { .every_s = EVERY_DEFAULT_S };
	struct err err;
	int status;

	common_init(&t.common);
	argp_parse(&argp, argc, argv, 0, NULL, &t);
	if (board_open(&t.board, &t.common, &err) < 0) {
		status = server_complain(&t.board.server, &err);
	} else {
		go_on(&t);
		status = t.count > 0 ? (int)board_status(&t.board) : STATUS_OK;
	}
	board_close(&t.board);
	buf_free(&t.out);
	return status;
}
