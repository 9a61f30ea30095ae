#include "model/mapping_text.h"

#include "base/date.h"

static bool cut_char(struct str *s, char c)
{
	if (s->len == 0 || s->ptr[0] != c)
		return false;
	s->ptr++;
	s->len--;
	return true;
}

/* ---- numbers ---- */

static bool cut_thousands(struct str *s, enum mapping_thousands how)
{
	switch (how) {
	case THOUSANDS_SPACE:
		return table_cut_space(s);
	case THOUSANDS_POINT:
		return cut_char(s, '.');
	case THOUSANDS_COMMA:
		return cut_char(s, ',');
	default:
		return false;
	}
}

static bool all_zeros(struct str digits)
{
	for (size_t i = 0; i < digits.len; i++)
		if (digits.ptr[i] != '0')
			return false;
	return true;
}

static int not_a_number(struct str s, enum mapping_decimal decimal, enum mapping_thousands thousands, struct err *err)
{
	static const char *const between[] = { "1234", "1 234", "1.234", "1,234" };

	return err_set(err, "expected a number like %s%s50, got \"%.*s\"", between[thousands],
		       decimal == DECIMAL_COMMA ? "," : ".", STR_ARG(str_head(s, 80)));
}

int mapping_number(struct arena *a, struct str s, enum mapping_decimal decimal, enum mapping_thousands thousands, bool whole,
		   struct str *out, struct err *err)
{
	struct str rest = s, part, fraction = { 0 };
	struct buf b = { 0 };
	bool good;

	if (cut_char(&rest, '-'))
		buf_addc(&b, '-');
	part = table_cut_digits(&rest);
	good = part.len > 0;
	buf_adds(&b, part);
	for (bool grouped = part.len <= 3; good && grouped && rest.len > 0;) {
		struct str after = rest;

		if (!cut_thousands(&after, thousands) || (part = table_cut_digits(&after)).len != 3)
			break;
		buf_adds(&b, part);
		rest = after;
	}
	if (cut_char(&rest, decimal == DECIMAL_COMMA ? ',' : '.')) {
		fraction = table_cut_digits(&rest);
		good = good && fraction.len > 0;
	}
	if (whole && all_zeros(fraction))
		fraction.len = 0;
	while (fraction.len > 4 && fraction.ptr[fraction.len - 1] == '0')
		fraction.len--;
	if (fraction.len > 0)
		buf_addf(&b, ".%.*s", STR_ARG(fraction));
	*out = arena_str(a, buf_str(&b));
	buf_free(&b);
	return good && rest.len == 0 ? 0 : not_a_number(s, decimal, thousands, err);
}

/* ---- times of day ---- */

/* Hours of one digit or two, then minutes; what follows stays as it is. */
static bool pad_time(struct str s, struct buf *out)
{
	struct str hours = table_cut_digits(&s), rest = s;

	if (hours.len < 1 || hours.len > 2 || !cut_char(&rest, ':') || table_cut_digits(&rest).len != 2)
		return false;
	buf_addf(out, "%s%.*s%.*s", hours.len == 1 ? "0" : "", STR_ARG(hours), STR_ARG(s));
	return true;
}

int mapping_time(struct arena *a, struct str s, struct str *out, struct err *err)
{
	struct buf b = { 0 };
	bool good = pad_time(s, &b);

	if (good && b.len == 8 && str_eq((struct str){ b.ptr + 5, 3 }, STR(":00")))
		b.len = 5;
	*out = arena_str(a, buf_str(&b));
	buf_free(&b);
	return good ? 0 : err_set(err, "expected a time like 09:30, got \"%.*s\"", STR_ARG(str_head(s, 80)));
}

/* ---- dates ---- */

static const struct date_form {
	const char *order; /* of year, month, day, by the length of each */
	char between;
	const char *example;
} date_forms[] = {
	[DATES_YMD] = { "ymd", '-', "2026-11-22" },
	[DATES_DMY_DOTS] = { "dmy", '.', "22.11.2026" },
	[DATES_DMY_SLASHES] = { "dmy", '/', "22/11/2026" },
	[DATES_MDY_SLASHES] = { "mdy", '/', "11/22/2026" },
};

/* Cuts a date off the front. Days and months may have one digit. */
static bool cut_date(struct str *s, const struct date_form *form, struct buf *out)
{
	int32_t year = 0, month = 0, day = 0;

	for (int i = 0; i < 3; i++) {
		char what = form->order[i];
		struct str digits;
		int64_t n;

		if (i > 0 && !cut_char(s, form->between))
			return false;
		digits = table_cut_digits(s);
		if (what == 'y' ? digits.len != 4 : digits.len < 1 || digits.len > 2)
			return false;
		n = 0;
		for (size_t k = 0; k < digits.len; k++)
			n = n * 10 + (digits.ptr[k] - '0');
		*(what == 'y' ? &year : what == 'm' ? &month : &day) = (int32_t)n;
	}
	if (!date_is_real(year, month, day))
		return false;
	buf_addf(out, "%04d-%02d-%02d", year, month, day);
	return true;
}

static bool is_midnight(struct str time)
{
	return str_eq(time, STR("00:00")) || str_eq(time, STR("00:00:00"));
}

static bool add_time(struct buf *b, struct str time, bool day_only)
{
	struct buf padded = { 0 };
	bool good = pad_time(time, &padded);

	if (good && !(day_only && is_midnight(buf_str(&padded))))
		buf_addf(b, " %.*s", STR_ARG(buf_str(&padded)));
	buf_free(&padded);
	return good;
}

int mapping_date(struct arena *a, struct str s, struct str time, enum mapping_dates dates, bool day_only, struct str *out,
		 struct err *err)
{
	struct str rest = s;
	struct buf b = { 0 };
	bool good = true;

	if (dates == DATES_ISO) {
		buf_adds(&b, s); /* whoever takes the report looks at it */
		rest.len = 0;
	} else {
		good = cut_date(&rest, &date_forms[dates], &b);
	}
	if (good && rest.len > 0) /* a time of day behind the date */
		good = (cut_char(&rest, 'T') || table_cut_space(&rest)) && add_time(&b, str_trim(rest), day_only) &&
		       time.len == 0;
	else if (good && time.len > 0)
		good = add_time(&b, time, false);
	*out = arena_str(a, buf_str(&b));
	buf_free(&b);
	if (good)
		return 0;
	return err_set(err, "expected a date like %s%s, got \"%.*s%s%.*s\"",
		       dates == DATES_ISO ? "2026-11-22" : date_forms[dates].example,
		       time.len > 0 ? " and a time like 09:30" : "", STR_ARG(str_head(s, 80)), time.len > 0 ? " " : "",
		       STR_ARG(str_head(time, 80)));
}
