/* What continuous integration reads: one testsuite for each file. */
#include "ctl/trial_inside.h"
#include "ctl/xml.h"
#include <errno.h>
#include <stdio.h>
#include <string.h>

static void add_attribute(struct buf *b, const char *name, struct str text)
{
	buf_addf(b, " %s=\"", name);
	xml_add(b, text);
	buf_addc(b, '"');
}

static void add_seconds(struct buf *b, int64_t us)
{
	buf_addf(b, " time=\"%lld.%06lld\"", (long long)(us / 1000000), (long long)(us % 1000000));
}

static void add_failure(struct buf *b, const struct played_failure *f)
{
	buf_adds(b, STR("      <failure"));
	add_attribute(b, "message", f->is.what);
	buf_adds(b, STR(">"));
	xml_add(b, str_of(f->is.place.file));
	buf_addf(b, ":%u:%u, at ", f->is.place.line, f->is.place.column);
	xml_add(b, f->at);
	if (f->is.nearest.len > 0) {
		buf_adds(b, STR(", nearest: "));
		xml_add(b, f->is.nearest);
	}
	buf_adds(b, STR("</failure>\n"));
}

static void add_case(struct buf *b, const struct trial_result *r)
{
	buf_adds(b, STR("    <testcase"));
	add_attribute(b, "classname", r->suite->path);
	add_attribute(b, "name", r->doc->name.text);
	add_seconds(b, r->took_us);
	buf_adds(b, STR(">\n"));
	if (r->played.skipped)
		buf_adds(b, STR("      <skipped/>\n"));
	for (size_t i = 0; i < r->played.list.count; i++)
		add_failure(b, &r->played.list.at[i]);
	buf_adds(b, STR("    </testcase>\n"));
}

/* Results of one file stand together. */
static size_t add_suite(struct buf *b, const struct trial *t, size_t first)
{
	const struct suite *s = t->results.at[first].suite;
	uint32_t failed = 0, skipped = 0;
	size_t end = first;
	int64_t us = 0;

	for (; end < t->results.count && t->results.at[end].suite == s; end++) {
		failed += t->results.at[end].played.list.count > 0;
		skipped += t->results.at[end].played.skipped;
		us += t->results.at[end].took_us;
	}
	buf_adds(b, STR("  <testsuite"));
	add_attribute(b, "name", s->doc->title.text);
	add_attribute(b, "file", s->path);
	buf_addf(b, " tests=\"%zu\" failures=\"%u\" skipped=\"%u\"", end - first, failed, skipped);
	add_seconds(b, us);
	buf_adds(b, STR(">\n"));
	for (size_t i = first; i < end; i++)
		add_case(b, &t->results.at[i]);
	buf_adds(b, STR("  </testsuite>\n"));
	return end;
}

int junit_write(const struct trial *t, const char *path, struct err *err)
{
	struct buf b = { 0 };
	FILE *f = fopen(path, "wbe");
	bool good = f != NULL;

	buf_adds(&b, STR("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n"));
	for (size_t i = 0; i < t->results.count;)
		i = add_suite(&b, t, i);
	buf_adds(&b, STR("</testsuites>\n"));
	good = good && fwrite(b.ptr, 1, b.len, f) == b.len;
	if (f)
		good = fclose(f) == 0 && good;
	buf_free(&b);
	return good ? 0 : err_set(err, "%s: %s", path, strerror(errno));
}
