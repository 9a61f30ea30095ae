/* What the daemon tells its operator, one line each on a file descriptor:
 *
 *	log_warn(log, "link", "redis at %s went away (%s), trying again company=%s", where, why, company);
 *	-> 2026-11-22T18:40:58.123Z warning link: redis at ... went away (...), trying again company=acme
 *
 * error: an operator must act; warning: will matter soon; info: life cycle; debug: the rest. Under journald the time is left
 * out and the level goes before the line as <N>. What comes from outside is made safe to print: control bytes are escaped.
 */
#pragma once
#include "base/str.h"

enum { LOG_LINE_MAX = 4096 };
enum log_level { LOG_LEVEL_ERROR, LOG_LEVEL_WARNING, LOG_LEVEL_INFO, LOG_LEVEL_DEBUG };

struct log {
	int fd;
	enum log_level level; /* the least urgent that is written */
	bool journal;
};

/* Finds out by JOURNAL_STREAM whether `fd` leads to journald. */
void log_init(struct log *log, int fd, enum log_level level);
const char *log_level_name(enum log_level level);
/* A NULL `log` is allowed: nobody listens. A line is one write(2), cut at LOG_LINE_MAX. */
void log_error(const struct log *log, const char *area, const char *format, ...) __attribute__((format(printf, 3, 4)));
void log_warn(const struct log *log, const char *area, const char *format, ...) __attribute__((format(printf, 3, 4)));
void log_info(const struct log *log, const char *area, const char *format, ...) __attribute__((format(printf, 3, 4)));
void log_debug(const struct log *log, const char *area, const char *format, ...) __attribute__((format(printf, 3, 4)));
