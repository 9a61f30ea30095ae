/* A file of `XADD key id field value ...` commands in RESP, as for `redis-cli --pipe`, taken as inputs in the order of the
 * file. A key that ends in ":commands" means a command, ":reports" a report; the company's name in it is not looked at. An
 * id "*" becomes a running number of milliseconds.
 */
#pragma once
#include "base/err.h"
#include "rules/engine.h"

struct streamfile;
enum streamfile_step { STREAMFILE_INPUT, STREAMFILE_END, STREAMFILE_BROKEN };

/* "-": standard input. */
int streamfile_open(const char *path, struct streamfile **out, struct err *err);
void streamfile_free(struct streamfile *f);
/* The next input; its pairs are valid until the next call, their texts until streamfile_free(). BROKEN names file, entry and
 * byte in `err`; nothing comes after it. */
enum streamfile_step streamfile_next(struct streamfile *f, struct input *out, struct err *err);
uint64_t streamfile_done(const struct streamfile *f); /* bytes passed */
uint64_t streamfile_size(const struct streamfile *f);
