/* Why something failed, in words for the person who can mend it.
 *
 *	if (date_parse(text, &day, err) < 0)
 *		return err_chain(err, "%s:%d", file, line);   -> "plan.csv:7: expected a date like 2026-11-22, got ..."
 */
#pragma once

enum { ERR_TEXT_MAX = 1024 };

struct err {
	char text[ERR_TEXT_MAX];
};

/* Both return -1, so that a caller can `return err_set(...)`. A NULL `err` is allowed: nobody asked why. */
int err_set(struct err *err, const char *format, ...) __attribute__((cold, format(printf, 2, 3)));
/* Put "format: " before what `err` says already. */
int err_chain(struct err *err, const char *format, ...) __attribute__((cold, format(printf, 2, 3)));
