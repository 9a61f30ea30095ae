#include "model/literal.h"

#include "base/date.h"
#include "base/num.h"

enum { LITERAL_MAX = 64 };

bool literal_percent(struct str s, int64_t *out_e4, unsigned *out_decimals)
{
	struct str decimals;

	if (s.len == 0 || s.ptr[s.len - 1] != '%')
		return false;
	s = str_trim((struct str){ s.ptr, s.len - 1 });
	if (num_parse_e4(s, out_e4, NULL) < 0)
		return false;
	decimals = s;
	str_cut(&decimals, '.');
	*out_decimals = (unsigned)decimals.len;
	return true;
}

bool literal_is_valid(const struct option *o, struct str s)
{
	struct stamp stamp;
	unsigned decimals;
	int32_t day;
	int64_t e4;

	if (s.len > LITERAL_MAX)
		return false;
	switch (o->type) {
	case OPTION_WORD:
		return true; /* whoever has found it among the choices */
	case OPTION_DATE:
		return date_parse(s, &day, NULL) == 0;
	case OPTION_STAMP:
		return stamp_parse(s, &stamp, NULL) == 0;
	case OPTION_DECIMAL:
		return num_parse_e4(s, &e4, NULL) == 0 || literal_percent(s, &e4, &decimals);
	case OPTION_PERCENT:
		return literal_percent(s, &e4, &decimals);
	default:
		return false;
	}
}
