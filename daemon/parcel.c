#include "daemon/parcel.h"
#include "daemon/resp.h"
#include <stdarg.h>

enum { KEPT_BYTES = 2 << 20 };

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
	va_list args;

	buf_clear(b);
	buf_adds(b, STR("sdm:{"));
	buf_adds(b, company);
	buf_adds(b, STR("}:"));
	va_start(args, format);
	buf_addv(b, format, args);
	va_end(args);
	return buf_str(b);
}
