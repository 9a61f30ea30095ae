/* Places in what somebody wrote, what is wrong there, and "did you mean".
 *
 *	struct nearest near = { .wanted = code };
 *	for (...) nearest_offer(&near, known[i]);
 *	spot_problem(problems, at, "unknown unit \"%.*s\"%s", STR_ARG(code), nearest_text(&near));
 */
#pragma once
#include "base/problems.h"

struct spot { /* where something was written; line 0: nowhere in particular */
	const char *file;
	uint32_t line;
	uint32_t column;
};

/* Adds a problem at a place, unless it is the one told last. Beyond PROBLEMS_SHOWN of them only the first one too many is said.
 */
enum { PROBLEMS_SHOWN = 1000 };
void spot_problem(struct problems *p, struct spot at, const char *format, ...) __attribute__((format(printf, 3, 4)));
void spot_warning(struct problems *p, struct spot at, const char *format, ...) __attribute__((format(printf, 3, 4)));
/* For "did you mean": offer candidates, then ask for the text: `: did you mean "x"?`, or empty. */
struct nearest {
	struct str wanted;
	struct str best;
	unsigned distance;
	char text[192];
};
void nearest_offer(struct nearest *n, struct str candidate);
const char *nearest_text(struct nearest *n);
