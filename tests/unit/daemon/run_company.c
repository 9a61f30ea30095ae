#include "run_company.h"

#include <stdio.h>

bool run_restarts;

enum { FILES_MAX = 14 };
static const char org[] = "units:\n  - {id: C, type: company, head: dora}\n  - {id: T1, type: team, parent: C, head: head}\n"
			  "sellers:\n  - {id: anna, unit: T1}\n  - {id: boris, unit: T1}\n";
static unsigned tokens;

static size_t files_of(const char *keys, const char *run, const struct fold_file *with, size_t count, struct buf *text,
		       struct fold_file *out)
{
	bool has_org = false;

	buf_addf(text,
		 "local sdm = require 'sdm'\nreturn sdm.decision 'behind' { api = 1, title = 'Behind', owner = 'consultant',\n"
		 "  watch = { kpi = 'revenue', each = 'seller', period = 'month' }, when = sdm.below { share = sdm.percent(80) "
		 "},\n"
		 "  on_missing = 'open', severity = 'amber', %s\n  run = function(case)\n%s\nend }\n",
		 keys, run);
	out[0] = (struct fold_file){ "decisions/behind.lua", text->ptr };
	assert_true(count + 2 <= FILES_MAX);
	for (size_t i = 0; i < count; i++) {
		out[1 + i] = with[i];
		has_org = has_org || !strcmp(with[i].path, "org.yaml");
	}
	if (!has_org)
		out[1 + count++] = (struct fold_file){ "org.yaml", org };
	return 1 + count;
}

struct fold *run_new_with(const char *keys, const char *run, const struct fold_file *with, size_t count)
{
	struct fold_file files[FILES_MAX];
	struct buf text = { 0 };
	size_t all = files_of(keys, run, with, count, &text, files);
	struct fold *f = fold_new(files, all);

	buf_free(&text);
	fold_until(f, "2026-05-01T08:00:00Z");
	run_until(f, "2026-05-02T00:00:00Z");
	return f;
}

struct fold *run_new(const char *run)
{
	return run_new_with("", run, NULL, 0);
}

static void restart(struct fold *f)
{
	if (run_restarts)
		fold_restart(f);
}

void run_edit(struct fold *f, const char *keys, const char *run, const struct fold_file *with, size_t count, const char *token)
{
	struct fold_file files[FILES_MAX];
	struct buf text = { 0 };
	size_t all = files_of(keys, run, with, count, &text, files);

	fold_activate(f, files, all, token);
	buf_free(&text);
	restart(f);
}

void run_say(struct fold *f, const char *words)
{
	fold_say(f, words);
	restart(f);
}

void run_command(struct fold *f, const char *words)
{
	struct buf b = { 0 };

	buf_addf(&b, "%s token=run-%u", words, ++tokens);
	fold_command(f, b.ptr);
	buf_free(&b);
	restart(f);
}

void run_until(struct fold *f, const char *instant)
{
	fold_until(f, instant);
	restart(f);
}

/* The text of a field in an output line; empty: it has none. */
static struct str field_of(struct str line, struct str name)
{
	struct buf marked = { 0 };
	struct str out = { 0 };

	buf_addf(&marked, " %.*s=", STR_ARG(name));
	const char *at = memmem(line.ptr, line.len, marked.ptr, marked.len);
	if (at) {
		struct str rest = { at + marked.len, (size_t)(line.ptr + line.len - at) - marked.len };
		out = str_cut(&rest, ' ');
	}
	buf_free(&marked);
	return out;
}

void assert_told(struct fold *f, const char *stream, const char *fields, const char *expected)
{
	struct buf got = { 0 };
	struct str rest = buf_str(&f->said);

	while (rest.len) {
		struct str line = str_cut(&rest, '\n'), names = str_of(fields);
		if (line.len <= strlen(stream) || strncmp(line.ptr, stream, strlen(stream)) != 0 ||
		    line.ptr[strlen(stream)] != ' ')
			continue;
		for (bool first = true; names.len; first = false) {
			struct str value = field_of(line, str_cut(&names, ' '));
			buf_addf(&got, "%s%.*s", first ? "" : " ", STR_ARG(value.len ? value : STR("-")));
		}
		buf_addc(&got, '\n');
	}
	assert_string_equal(got.ptr ? got.ptr : "", expected);
	buf_free(&got);
	fold_clear(f);
}

int run_tests_twice(const struct CMUnitTest *tests, size_t count)
{
	int failed = 0;

	for (int restarts = 0; restarts < 2; restarts++) {
		run_restarts = restarts;
		failed += _cmocka_run_group_tests(restarts ? "with restarts" : "without restarts", tests, count, NULL, NULL);
	}
	return failed;
}
