/* What has been said on the output streams while a scenario is played, in the order of each stream; without what depends on
 * turns. */
#pragma once
#include "base/mem.h"
#include "rules/engine.h"

struct said_entry {
	enum output_stream stream;
	const struct pair *pairs;
	uint32_t count;
};
struct said {
	struct arena *arena; /* owns the texts */
	ARRAY(struct said_entry) list;
};

/* "alerts"; another stream is left out. Copies the pairs. */
void said_add(struct said *s, struct str stream, const struct pair *pairs, uint32_t count);
/* Empty where there is none. */
struct str said_field(const struct said_entry *e, const char *name);
void said_free(struct said *s);
