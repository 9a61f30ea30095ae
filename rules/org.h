/* The dated trees: who belongs where on a day. All arguments are model indices. */
#pragma once
#include "rules/model.h"

/* The parent of `child` on `day`; NONE when it has none then. `out_from`, `out_to` (may be NULL): the days around `day`
 * for which the answer stays the same. */
uint32_t links_parent(const struct links *l, uint32_t child, int32_t day, int32_t *out_from, int32_t *out_to);
/* The unit of a seller on a day; NONE before hire, after leaving or in a gap. */
uint32_t org_unit_of(const struct model *m, uint32_t seller, int32_t day);
enum { ORG_DEPTH = 16 };
/* `unit` and its ancestors up to the root on `day`, nearest first; at most ORG_DEPTH (the loader checks the depth).
 * Narrows *from and *to to the days on which the whole path stays the same. Returns the length. */
uint32_t org_path(const struct model *m, uint32_t unit, int32_t day, uint32_t out[ORG_DEPTH], int32_t *from, int32_t *to);
/* The same for an axis member. */
uint32_t axis_path(const struct axis *a, uint32_t member, int32_t day, uint32_t out[ORG_DEPTH], int32_t *from, int32_t *to);
/* Zone and calendar by which a unit lives on a day. Narrows *from and *to to the days around it on which that stays so. */
uint32_t org_unit_zone(const struct model *m, uint32_t unit, int32_t day);
uint32_t org_unit_calendar(const struct model *m, uint32_t unit, int32_t day, int32_t *from, int32_t *to);
/* The same for a seller; that of the company for NONE and while he is in no unit. */
uint32_t org_zone(const struct model *m, uint32_t seller, int32_t day);
uint32_t org_calendar(const struct model *m, uint32_t seller, int32_t day, int32_t *from, int32_t *to);
/* Is the seller on leave, ill or otherwise away that day? Narrows *from and *to likewise. */
bool org_is_absent(const struct model *m, uint32_t seller, int32_t day, int32_t *from, int32_t *to);
/* Who stands in for a seller that day; NONE: he is there, or nobody does. Narrows likewise. */
uint32_t org_substitute(const struct model *m, uint32_t seller, int32_t day, int32_t *from, int32_t *to);
/* Does `who` head the seller's unit on the day, or one above it? Nobody is his own head. */
bool org_is_head(const struct model *m, uint32_t seller, struct str who, int32_t day);
/* Whom `who`, a seller or (`seller` NONE) the head of some unit, reports to on the day: the nearest head above who is somebody
 * else; empty: nobody, or he is not known. */
struct str org_boss(const struct model *m, uint32_t seller, struct str who, int32_t day);
/* The calendar by which a seller is at work: org_calendar(), or on days of absence the one on which nothing is worked. */
uint32_t org_attendance(const struct model *m, uint32_t seller, int32_t day, int32_t *from, int32_t *to);
/* The day itself where the seller is in a unit on it, else the next one on which he is, after the last one that; the day itself
 * where there is none at all. */
int32_t org_day_in_unit(const struct model *m, uint32_t seller, int32_t day);
/* The one business date: the local date of an instant in the seller's zone (the zone of the day before decides which unit). */
int32_t business_date(const struct model *m, uint32_t seller, int64_t instant_ms);
/* The local time of which that is the date: days * 86400000 + ms of the day. */
int64_t business_time(const struct model *m, uint32_t seller, int64_t instant_ms);
