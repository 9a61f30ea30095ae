/* Days, instants and zones. No clock is read here.
 *
 * A day is an int32_t count from 1970-01-01 (Gregorian, proleptic). An instant is an int64_t of milliseconds
 * UTC since then. Years 1900 to 2200 are accepted from outside.
 */
#pragma once
#include "base/err.h"
#include "base/str.h"

#define DAY_MIN (-25567)   /* 1900-01-01 */
#define DAY_MAX 84370      /* 2200-12-31 */
#define DAY_NONE INT32_MAX /* the end of an interval that has none */
#define DAY_MS INT64_C(86400000)

struct civil {
	int32_t year;
	int32_t month; /* 1..12 */
	int32_t day;   /* 1..31 */
};

int32_t date_day(int32_t year, int32_t month, int32_t day); /* the arguments must be a real date */
bool date_is_real(int32_t year, int32_t month, int32_t day);
struct civil date_civil(int32_t day);
int32_t date_weekday(int32_t day); /* 1 = Monday .. 7 = Sunday */
/* ISO 8601 week: the year it belongs to and its number 1..53. */
void date_iso_week(int32_t day, int32_t *out_year, int32_t *out_week);
int32_t date_iso_week_start(int32_t year, int32_t week); /* its Monday */
int32_t date_month_days(int32_t year, int32_t month);

/* "2026-11-22". Anything else fails and says what was expected. */
int date_parse(struct str s, int32_t *out_day, struct err *err);
void date_add(struct buf *b, int32_t day); /* appends YYYY-MM-DD */

/* What a report may carry as business time. */
struct stamp {
	int32_t day;       /* local date as written */
	int32_t ms_of_day; /* local time as written */
	bool has_offset;
	int64_t instant_ms; /* only where has_offset: the instant */
};
/* RFC 3339 with an offset ("2026-11-22T10:00:00+03:00", "...Z"), or a local date or date-time without one; a space may
 * stand for the T, seconds and fraction (1..9 digits, cut to ms) may be left out. 24:00 and second 60 are refused. */
int stamp_parse(struct str s, struct stamp *out, struct err *err);
/* Appends YYYY-MM-DDThh:mm:ss.mmmZ. */
void instant_add(struct buf *b, int64_t instant_ms);

/* A time zone, from the bytes of a TZif file (RFC 8536) with its POSIX footer. Immutable. */
struct zone;
struct zone *zone_new(struct str tzif, struct err *err); /* copies what it needs */
struct zone *zone_utc(void);
void zone_free(struct zone *z);
int32_t zone_offset_s(const struct zone *z, int64_t instant_ms); /* seconds east of UTC */
int32_t zone_day(const struct zone *z, int64_t instant_ms);      /* the local date */
/* The instant of a local time. In a gap: the next valid instant; in an overlap: the first occurrence. */
int64_t zone_instant(const struct zone *z, int32_t day, int32_t ms_of_day);
/* How many instants have this local time: 0 in a gap, else 1, in an overlap 2. The first and the last of them are filled; in a
 * gap both are the next valid instant. */
unsigned zone_instants(const struct zone *z, int32_t day, int32_t ms_of_day, int64_t *out_first, int64_t *out_last);
