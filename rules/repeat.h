/* Repeats: whether a decision had a case about the same subject that closed shortly before another one opened. */
#pragma once
#include "rules/state.h"

enum { REPEAT_DAYS = 30 };

/* The case has just been opened: it is CASE_REPEAT where an earlier one closed at most REPEAT_DAYS before. */
void repeat_note(struct engine *e, uint32_t case_number);
void repeats_index(struct engine *e);
