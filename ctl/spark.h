/* A row of numbers as a row of blocks, the highest one full; of ASCII where the terminal knows no other letters. */
#pragma once
#include "base/str.h"

void spark_add(struct buf *b, const int64_t *numbers, size_t count, bool utf8);
