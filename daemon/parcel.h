/* The commands of one commit, encoded once and kept until Redis has confirmed them; and the names of a company's keys. */
#pragma once
#include "base/str.h"

struct parcel {
	struct buf bytes; /* RESP */
	uint32_t commands;
};

void parcel_add(struct parcel *p, size_t argc, const struct str *argv);
/* SET key text. */
void parcel_set(struct parcel *p, struct str key, struct str text);
void parcel_clear(struct parcel *p); /* keeps the memory, unless it has become very large */
void parcel_free(struct parcel *p);
void parcel_swap(struct parcel *a, struct parcel *b);

/* Writes "sdm:{company}:" and what the format gives into the buffer, after clearing it. */
struct str key_text(struct buf *b, struct str company, const char *format, ...) __attribute__((format(printf, 3, 4)));
