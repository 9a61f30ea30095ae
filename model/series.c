/* The notation of rows of numbers, as Prometheus' promtool reads it in tests of alerting rules. */
#include "base/num.h"
#include "model/scenario.h"

static int series_add(struct series_values *out, int64_t e4, struct str part, struct err *err)
{
	if (out->count == SERIES_VALUES_MAX)
		return err_set(err, "more than %d values with \"%.*s\"", SERIES_VALUES_MAX, STR_ARG(part));
	out->e4[out->count++] = e4;
	return 0;
}

/* What stands behind the last x; 0 where there is none. */
static bool take_times(struct str *part, int64_t *out_times)
{
	size_t at = part->len;

	*out_times = 0;
	while (at > 0 && part->ptr[at - 1] != 'x')
		at--;
	if (at == 0)
		return true;
	if (num_parse_i64((struct str){ part->ptr + at, part->len - at }, out_times, NULL) < 0 || *out_times < 0)
		return false;
	part->len = at - 1;
	return true;
}

/* "a+b" or "a-b"; a sign in front belongs to a. */
static bool take_numbers(struct str s, int64_t *out_first, int64_t *out_step)
{
	size_t at = 1;

	*out_step = 0;
	while (at < s.len && s.ptr[at] != '+' && s.ptr[at] != '-')
		at++;
	if (s.len == 0 || num_parse_e4((struct str){ s.ptr, at < s.len ? at : s.len }, out_first, NULL) < 0)
		return false;
	if (at >= s.len)
		return true;
	if (num_parse_e4((struct str){ s.ptr + at + 1, s.len - at - 1 }, out_step, NULL) < 0 || *out_step < 0)
		return false;
	if (s.ptr[at] == '-')
		*out_step = -*out_step;
	return true;
}

static int series_take(struct series_values *out, struct str part, struct err *err)
{
	struct str whole = part;
	int64_t times, value, step;
	bool missing;

	if (!take_times(&part, &times))
		return err_set(err, "\"%.*s\": expected a number of days behind the x", STR_ARG(whole));
	missing = str_eq(part, STR("_"));
	if (!missing && !take_numbers(part, &value, &step))
		return err_set(err, "\"%.*s\": expected a number, a+bxn, a-bxn, axn, _ or _xn", STR_ARG(whole));
	if (missing) {
		for (int64_t i = 0; i < times || i == 0; i++)
			if (series_add(out, SERIES_NONE, whole, err) < 0)
				return -1;
		return 0;
	}
	for (int64_t i = 0; i <= times; i++) {
		if (series_add(out, value, whole, err) < 0)
			return -1;
		if (i < times && !num_add_i64(value, step, &value))
			return err_set(err, "\"%.*s\" grows too large", STR_ARG(whole));
	}
	return 0;
}

int series_parse(struct str s, struct series_values *out, struct err *err)
{
	out->count = 0;
	for (s = str_trim(s); s.len > 0; s = str_trim(s))
		if (series_take(out, str_cut(&s, ' '), err) < 0)
			return -1;
	return out->count > 0 ? 0 : err_set(err, "expected values like '10 12 _ 9' or '10x4'");
}
