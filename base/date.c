#include "base/date.h"
#include <stdlib.h>

enum { YEAR_MIN = 1900, YEAR_MAX = 2200, SHOWN_MAX = 40, THURSDAY = 4 };

/* Days of the civil calendar by eras of 400 years that start on 1 March (Hinnant, "chrono-compatible low-level date
 * algorithms").
 */
enum { ERA_YEARS = 400, ERA_DAYS = 146097, EPOCH_SHIFT = 719468 };

static int64_t floor_div(int64_t a, int64_t b)
{
	return a / b - (a % b < 0);
}

int32_t date_day(int32_t year, int32_t month, int32_t day)
{
	int32_t y = year - (month <= 2);
	int32_t era = (int32_t)floor_div(y, ERA_YEARS);
	uint32_t year_of_era = (uint32_t)(y - era * ERA_YEARS);
	uint32_t day_of_year = (153 * (uint32_t)(month > 2 ? month - 3 : month + 9) + 2) / 5 + (uint32_t)day - 1;
	uint32_t day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;

	return era * ERA_DAYS + (int32_t)day_of_era - EPOCH_SHIFT;
}

struct civil date_civil(int32_t day)
{
	int64_t shifted = (int64_t)day + EPOCH_SHIFT;
	int64_t era = floor_div(shifted, ERA_DAYS);
	int64_t day_of_era = shifted - era * ERA_DAYS;
	int64_t year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
	int64_t day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
	int64_t from_march = (5 * day_of_year + 2) / 153;
	int32_t month = (int32_t)(from_march < 10 ? from_march + 3 : from_march - 9);

	return (struct civil){
		.year = (int32_t)(year_of_era + era * ERA_YEARS + (month <= 2)),
		.month = month,
		.day = (int32_t)(day_of_year - (153 * from_march + 2) / 5 + 1),
	};
}

int32_t date_month_days(int32_t year, int32_t month)
{
	if (month == 2)
		return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28;
	return month == 4 || month == 6 || month == 9 || month == 11 ? 30 : 31;
}

bool date_is_real(int32_t year, int32_t month, int32_t day)
{
	return year >= YEAR_MIN && year <= YEAR_MAX && month >= 1 && month <= 12 && day >= 1 &&
	       day <= date_month_days(year, month);
}

int32_t date_weekday(int32_t day)
{
	/* 1970-01-01 was a Thursday. */
	int64_t from_monday = ((int64_t)day + THURSDAY - 1) % 7;

	return (int32_t)(from_monday < 0 ? from_monday + 7 : from_monday) + 1;
}

void date_iso_week(int32_t day, int32_t *out_year, int32_t *out_week)
{
	/* A week belongs to the year of its Thursday. */
	int32_t thursday = day - date_weekday(day) + THURSDAY;

	*out_year = date_civil(thursday).year;
	*out_week = (thursday - date_day(*out_year, 1, 1)) / 7 + 1;
}

int32_t date_iso_week_start(int32_t year, int32_t week)
{
	int32_t in_first_week = date_day(year, 1, 4);

	return in_first_week - date_weekday(in_first_week) + 1 + (week - 1) * 7;
}

/* Takes exactly `count` digits off the front. */
static bool take_digits(struct str *s, size_t count, int32_t *out)
{
	int32_t n = 0;

	if (s->len < count)
		return false;
	for (size_t i = 0; i < count; i++) {
		if (s->ptr[i] < '0' || s->ptr[i] > '9')
			return false;
		n = n * 10 + (s->ptr[i] - '0');
	}
	*s = (struct str){ s->ptr + count, s->len - count };
	*out = n;
	return true;
}

static bool take_char(struct str *s, char c)
{
	if (s->len == 0 || s->ptr[0] != c)
		return false;
	*s = (struct str){ s->ptr + 1, s->len - 1 };
	return true;
}

/* Below zero: not two digits. */
static int32_t two_digits(const char *p)
{
	unsigned tens = (unsigned char)(p[0] - '0'), ones = (unsigned char)(p[1] - '0');

	return tens > 9 || ones > 9 ? -1 : (int32_t)(tens * 10 + ones);
}

/* Every report has one. */
static bool take_date(struct str *s, int32_t *out_day)
{
	enum { LENGTH = 10 };
	const char *p = s->ptr;

	if (s->len < LENGTH)
		return false;
	int32_t century = two_digits(p), year = two_digits(p + 2), month = two_digits(p + 5), day = two_digits(p + 8);
	if ((century | year | month | day) < 0 || p[4] != '-' || p[7] != '-' || !date_is_real(century * 100 + year, month, day))
		return false;
	*s = (struct str){ p + LENGTH, s->len - LENGTH };
	*out_day = date_day(century * 100 + year, month, day);
	return true;
}

int date_parse(struct str s, int32_t *out_day, struct err *err)
{
	struct str shown = str_head(s, SHOWN_MAX);

	if (!take_date(&s, out_day) || s.len != 0)
		return err_set(err, "expected a date like 2026-11-22 (years 1900 to 2200), got \"%.*s\"", STR_ARG(shown));
	return 0;
}

/* Exactly `width` digits; the place behind them. An alert holds a dozen dates and times. */
static char *put_digits(char *to, uint32_t n, int width)
{
	for (int at = width; at-- > 0; n /= 10)
		to[at] = (char)('0' + n % 10);
	return to + width;
}

static char *put_char(char *to, char c)
{
	*to = c;
	return to + 1;
}

void date_add(struct buf *b, int32_t day)
{
	struct civil c = date_civil(day);
	char text[16], *to = text;

	if (c.year < 0 || c.year > 9999) {
		buf_addf(b, "%s%04d-%02d-%02d", c.year < 0 ? "-" : "", abs(c.year), c.month, c.day);
		return;
	}
	to = put_char(put_digits(to, (uint32_t)c.year, 4), '-');
	to = put_char(put_digits(to, (uint32_t)c.month, 2), '-');
	to = put_digits(to, (uint32_t)c.day, 2);
	buf_add(b, text, (size_t)(to - text));
}

/* ".5" to ".123456789", cut to milliseconds. */
static bool take_fraction(struct str *s, int32_t *out_ms)
{
	int32_t digit, ms = 0, weight = 100;
	size_t count = 0;

	for (; count < 9 && take_digits(s, 1, &digit); count++) {
		ms += digit * weight;
		weight /= 10;
	}
	*out_ms = ms;
	return count > 0;
}

static bool take_time(struct str *s, int32_t *out_ms_of_day)
{
	int32_t hour, minute, second = 0, ms = 0;

	if (!take_digits(s, 2, &hour) || !take_char(s, ':') || !take_digits(s, 2, &minute))
		return false;
	if (take_char(s, ':')) {
		if (!take_digits(s, 2, &second) || (take_char(s, '.') && !take_fraction(s, &ms)))
			return false;
	}
	*out_ms_of_day = ((hour * 60 + minute) * 60 + second) * 1000 + ms;
	return hour < 24 && minute < 60 && second < 60;
}

static bool take_offset(struct str *s, int32_t *out_minutes)
{
	int32_t hour, minute;
	bool west = s->len && s->ptr[0] == '-';

	*out_minutes = 0;
	if (take_char(s, 'Z'))
		return true;
	if ((!take_char(s, '+') && !take_char(s, '-')) || !take_digits(s, 2, &hour) || !take_char(s, ':') ||
	    !take_digits(s, 2, &minute) || hour > 23 || minute > 59)
		return false;
	*out_minutes = (hour * 60 + minute) * (west ? -1 : 1);
	return true;
}

static bool take_stamp(struct str s, struct stamp *out)
{
	int32_t offset_min;

	*out = (struct stamp){ 0 };
	if (!take_date(&s, &out->day))
		return false;
	if (s.len == 0)
		return true;
	if ((!take_char(&s, 'T') && !take_char(&s, ' ')) || !take_time(&s, &out->ms_of_day))
		return false;
	if (s.len == 0)
		return true;
	if (!take_offset(&s, &offset_min) || s.len != 0)
		return false;
	out->has_offset = true;
	out->instant_ms = out->day * DAY_MS + out->ms_of_day - offset_min * INT64_C(60000);
	return true;
}

int stamp_parse(struct str s, struct stamp *out, struct err *err)
{
	struct str shown = str_head(s, SHOWN_MAX);

	if (!take_stamp(s, out))
		return err_set(err, "expected a time like 2026-11-22T10:00:00+03:00 or a date like 2026-11-22, got \"%.*s\"",
			       STR_ARG(shown));
	return 0;
}

void instant_add(struct buf *b, int64_t instant_ms)
{
	int64_t day = floor_div(instant_ms, DAY_MS);
	int64_t ms = instant_ms - day * DAY_MS;
	char text[16], *to = text;

	if (day < INT32_MIN || day > INT32_MAX) {
		day = day < 0 ? INT32_MIN : INT32_MAX;
		ms = 0;
	}
	date_add(b, (int32_t)day);
	to = put_digits(put_char(to, 'T'), (uint32_t)(ms / 3600000), 2);
	to = put_digits(put_char(to, ':'), (uint32_t)(ms / 60000 % 60), 2);
	to = put_digits(put_char(to, ':'), (uint32_t)(ms / 1000 % 60), 2);
	to = put_digits(put_char(to, '.'), (uint32_t)(ms % 1000), 3);
	to = put_char(to, 'Z');
	buf_add(b, text, (size_t)(to - text));
}
