#include "ctl/import.h"
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { MARK_BYTES_MAX = 4096 };
#define MARK_HEAD "sdm-import 1"

static bool read_line(struct str *rest, const char *word, struct str *out)
{
	struct str line = str_cut(rest, '\n');

	*out = line;
	return str_eq(str_cut(out, ' '), str_of(word));
}

uint32_t import_mark_read(const struct import *x, bool *out_other)
{
	char bytes[MARK_BYTES_MAX];
	FILE *f = fopen(x->mark_path, "r");
	struct str rest, head, digest, rows;
	int64_t n;

	*out_other = false;
	if (!f)
		return 0;
	rest = (struct str){ bytes, fread(bytes, 1, sizeof(bytes), f) };
	fclose(f);
	head = str_cut(&rest, '\n');
	*out_other = !str_eq(head, STR(MARK_HEAD)) || !read_line(&rest, "file", &digest) || !str_eq(digest, str_of(x->digest)) ||
		     !read_line(&rest, "rows", &rows) || num_parse_i64(rows, &n, NULL) < 0 || n < 0 ||
		     n > (int64_t)x->table->row_count;
	return *out_other ? 0 : (uint32_t)n;
}

/* Written anew and renamed: a killed import leaves the old one or the new one. */
int import_mark_write(const struct import *x, uint32_t rows, struct err *err)
{
	struct buf name = { 0 }, text = { 0 };
	FILE *f;
	int rc = 0;

	buf_addf(&name, "%s.new", x->mark_path);
	buf_addf(&text, MARK_HEAD "\nfile %s\nrows %u\n", x->digest, rows);
	f = fopen(name.ptr, "w");
	if (!f || fwrite(text.ptr, 1, text.len, f) != text.len)
		rc = -1;
	if (f && fclose(f) != 0)
		rc = -1;
	if (rc == 0)
		rc = rename(name.ptr, x->mark_path);
	if (rc < 0)
		err_set(err, "%s: %s", x->mark_path, strerror(errno));
	buf_free(&name);
	buf_free(&text);
	return rc;
}

void import_mark_remove(const struct import *x)
{
	unlink(x->mark_path);
}
