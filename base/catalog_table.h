/* The compiled phrases; made by tools/po2c, read by catalog.c alone. */
#pragma once
#include "base/language.h"
#include <stddef.h>

enum { CATALOG_FORMS = 3 };
struct catalog_entry {
	const char *key;
	const char *forms[LANGUAGES][CATALOG_FORMS]; /* without plural: the first alone */
};
extern const struct catalog_entry catalog_entries[]; /* by key, bytewise */
extern const size_t catalog_entry_count;
