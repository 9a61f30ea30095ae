#include "daemon/log.h"

#include "base/date.h"
#include "base/num.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

/* JOURNAL_STREAM holds device and inode of what systemd has connected; a shell's redirection makes them differ. */
static bool leads_to_journal(int fd)
{
	struct str stream = str_of(getenv("JOURNAL_STREAM"));
	struct str device_text = str_cut(&stream, ':');
	int64_t device, inode;
	struct stat st;

	if (num_parse_i64(device_text, &device, NULL) < 0 || num_parse_i64(stream, &inode, NULL) < 0 || fstat(fd, &st) < 0)
		return false;
	return st.st_dev == (dev_t)device && st.st_ino == (ino_t)inode;
}

void log_init(struct log *log, int fd, enum log_level level)
{
	*log = (struct log){ fd, level, leads_to_journal(fd) };
}

const char *log_level_name(enum log_level level)
{
	static const char *const names[] = { "error", "warning", "info", "debug" };

	return names[level];
}

static void add_head(struct buf *b, const struct log *log, enum log_level level, const char *area)
{
	static const char priorities[] = { '3', '4', '6', '7' };
	struct timespec now;

	if (log->journal) {
		buf_addf(b, "<%c>%s: ", priorities[level], area);
		return;
	}
	clock_gettime(CLOCK_REALTIME, &now);
	instant_add(b, (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000);
	buf_addf(b, " %s %s: ", log_level_name(level), area);
}

static void add_printable(struct buf *b, const char *text)
{
	for (const unsigned char *p = (const unsigned char *)text; *p; p++) {
		if (*p >= 0x20 && *p != 0x7f)
			buf_addc(b, (char)*p);
		else
			buf_addf(b, "\\x%02x", *p);
	}
}

static void say(const struct log *log, enum log_level level, const char *area, const char *format, va_list args)
{
	char text[LOG_LINE_MAX];
	struct buf line = { 0 };

	if (log == NULL || level > log->level)
		return;
	vsnprintf(text, sizeof(text), format, args);
	add_head(&line, log, level, area);
	add_printable(&line, text);
	if (line.len > LOG_LINE_MAX - 1)
		line.len = LOG_LINE_MAX - 1;
	buf_addc(&line, '\n');
	ssize_t written = write(log->fd, line.ptr, line.len);
	(void)written; /* nowhere to tell it */
	buf_free(&line);
}

#define SAY(level)                                                                                                               \
	va_list args;                                                                                                            \
	va_start(args, format);                                                                                                  \
	say(log, level, area, format, args);                                                                                     \
	va_end(args)

void log_error(const struct log *log, const char *area, const char *format, ...)
{
	SAY(LOG_LEVEL_ERROR);
}

void log_warn(const struct log *log, const char *area, const char *format, ...)
{
	SAY(LOG_LEVEL_WARNING);
}

void log_info(const struct log *log, const char *area, const char *format, ...)
{
	SAY(LOG_LEVEL_INFO);
}

void log_debug(const struct log *log, const char *area, const char *format, ...)
{
	SAY(LOG_LEVEL_DEBUG);
}
