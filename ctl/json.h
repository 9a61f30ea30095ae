/* Members of a JSON object being written: each brings the comma before it where one is due. */
#pragma once
#include "base/num.h"
#include "base/str.h"

/* What follows is the member: an object, a list. */
void json_name(struct buf *b, const char *name);
void json_text(struct buf *b, const char *name, struct str text);
/* "2026-11-22"; DAY_NONE is left out. */
void json_day(struct buf *b, const char *name, int32_t day);
/* In 1/`scale`: of PPM a whole number, of E4 a decimal as text; null where there is none. */
void json_number(struct buf *b, const char *name, struct ratio r, int64_t scale);
/* null where it is negative: not known. */
void json_whole(struct buf *b, const char *name, int64_t n);
/* 1/10000 as a decimal number, so that programs can count with it; null where it is negative. */
void json_e4(struct buf *b, const char *name, int64_t e4);
