/* The terminal of a command that goes on: its size, keys, and frames drawn in place on the alternate screen. Where standard
 *output is none, frames are written one after the other.
 *
 *	screen_open(&screen, loop, true, true);
 *	do
 *		screen_draw(&screen, frame);
 *	while (screen_wait(&screen, 2000) != SCREEN_QUIT);
 *	screen_close(&screen);
 */
#pragma once
#include "base/str.h"
#include <termios.h>

struct event;
struct event_base;

enum { SCREEN_COLUMNS = 80, SCREEN_ROWS = 24 }; /* where nothing tells */
enum screen_wish { SCREEN_NONE, SCREEN_RESIZE, SCREEN_AGAIN, SCREEN_QUIT };

struct screen {
	struct event_base *loop;
	bool live; /* a terminal that takes codes */
	bool utf8;
	unsigned columns, rows;
	/* inside */
	enum screen_wish wish;
	bool has_keys, is_entered, late;
	struct termios was;
	struct event *keys, *timer;
	struct event *signals[5];
	uint32_t frames;
};

/* Of standard output: what it says itself, else COLUMNS and LINES, else 80 and 24. */
void screen_size(unsigned *out_columns, unsigned *out_rows);
/* `may_live` false: frames are written one after the other in any case. `utf8`: of the locale, for the mark of a line that is
 * cut. */
void screen_open(struct screen *s, struct event_base *loop, bool may_live, bool utf8);
/* The screen as it was before. */
void screen_close(struct screen *s);
/* Lines, each ending in a line feed. On a terminal what is too wide or too long is cut. */
void screen_draw(struct screen *s, struct str frame);
/* Runs the loop: until `ms` are over (SCREEN_NONE), the size is another, space was pressed, or it is to end: q, Ctrl-C, SIGTERM.
 */
enum screen_wish screen_wait(struct screen *s, int64_t ms);
/* Whether it is to end, without waiting. */
bool screen_is_over(const struct screen *s);
