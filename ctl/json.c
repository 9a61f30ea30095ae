#include "ctl/json.h"
#include "base/date.h"

void json_name(struct buf *b, const char *name)
{
	buf_addf(b, "%s\"%s\":", b->ptr[b->len - 1] == '{' ? "" : ",", name);
}

void json_text(struct buf *b, const char *name, struct str text)
{
	json_name(b, name);
	buf_add_json(b, text);
}

void json_day(struct buf *b, const char *name, int32_t day)
{
	if (day == DAY_NONE)
		return;
	json_name(b, name);
	buf_addc(b, '"');
	date_add(b, day);
	buf_addc(b, '"');
}

void json_number(struct buf *b, const char *name, struct ratio r, int64_t scale)
{
	int64_t n;

	json_name(b, name);
	if (!ratio_scaled(r, scale, &n)) {
		buf_adds(b, STR("null"));
	} else if (scale == PPM) {
		buf_add_i64(b, n);
	} else {
		buf_addc(b, '"');
		num_add_e4(b, n);
		buf_addc(b, '"');
	}
}

void json_whole(struct buf *b, const char *name, int64_t n)
{
	json_name(b, name);
	if (n < 0)
		buf_adds(b, STR("null"));
	else
		buf_add_i64(b, n);
}

void json_e4(struct buf *b, const char *name, int64_t e4)
{
	json_name(b, name);
	if (e4 < 0)
		buf_adds(b, STR("null"));
	else
		num_add_e4(b, e4);
}
