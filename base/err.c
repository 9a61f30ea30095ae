#include "base/err.h"
#include "base/str.h"
#include <stdio.h>
#include <string.h>

/* `text` may have been cut at its end: leave no half of a character there. */
static void err_take(struct err *err, const char *text, int len)
{
	size_t keep = len < 0 ? 0 : (size_t)len;

	if (keep >= ERR_TEXT_MAX) {
		keep = ERR_TEXT_MAX - 1;
		while (keep && ((unsigned char)text[keep - 1] & 0xc0) == 0x80)
			keep--;
		if (keep && (unsigned char)text[keep - 1] >= 0xc0)
			keep--;
	}
	memcpy(err->text, text, keep);
	err->text[keep] = '\0';
}

int err_set(struct err *err, const char *format, ...)
{
	char text[ERR_TEXT_MAX];
	va_list args;
	int len;

	if (!err)
		return -1;
	va_start(args, format);
	len = vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	err_take(err, text, len);
	return -1;
}

int err_chain(struct err *err, const char *format, ...)
{
	char place[ERR_TEXT_MAX];
	char text[ERR_TEXT_MAX];
	va_list args;
	int len;

	if (!err)
		return -1;
	va_start(args, format);
	len = vsnprintf(place, sizeof(place), format, args);
	va_end(args);
	if (len < 0)
		return -1;
	len = snprintf(text, sizeof(text), "%s%s%s", place, err->text[0] ? ": " : "", err->text);
	err_take(err, text, len);
	return -1;
}
