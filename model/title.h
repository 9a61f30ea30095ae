/* Titles as they are written: one text, or a text for each language. Private to the reader of options. */
#pragma once
#include "model/option.h"

/* One text stands for all languages. */
void title_take(struct option_reader *r, const struct option *o, struct str s, struct spot at, struct text *out);
/* {ru: ..., en: ...}; a language left out repeats the company's own, else the other one. */
void title_take_languages(struct option_reader *r, const struct option *o, const struct node *map, struct text *out);
