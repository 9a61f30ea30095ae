#include "daemon/parcel.h"
#include "daemon/resp.h"
#include <stdarg.h>
#include <stdio.h>

enum { KEPT_BYTES = 2 << 20, SUFFIX_MAX = 512 };

void parcel_add(struct parcel *p, size_t argc, const struct str *argv)
{
	resp_add_command(&p->bytes, argc, argv);
	p->commands++;
}

void parcel_set(struct parcel *p, struct str key, struct str text)
{
	parcel_add(p, 3, (struct str[]){ STR("SET"), key, text });
}

void parcel_clear(struct parcel *p)
{
	p->commands = 0;
	if (p->bytes.cap > KEPT_BYTES)
		buf_free(&p->bytes);
	else
		buf_clear(&p->bytes);
}

void parcel_free(struct parcel *p)
{
	p->commands = 0;
	buf_free(&p->bytes);
}

void parcel_swap(struct parcel *a, struct parcel *b)
{
	struct parcel was = *a;

	*a = *b;
	*b = was;
}

struct str key_text(struct buf *b, struct str company, const char *format, ...)
{
	char suffix[SUFFIX_MAX];
	va_list args;

	va_start(args, format);
	vsnprintf(suffix, sizeof(suffix), format, args);
	va_end(args);
	buf_clear(b);
	buf_addf(b, "sdm:{%.*s}:%s", STR_ARG(company), suffix);
	return buf_str(b);
}
