#include "ctl/trial_inside.h"
#include <stdio.h>
#include <string.h>
#include <time.h>

enum { TURN_DEFAULT = 10000 };

static int64_t now_us(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

static bool holds(struct str s, const char *part)
{
	return memmem(s.ptr ? s.ptr : "", s.len, part, strlen(part)) != NULL;
}

static bool is_wanted(const struct trial *t, const struct suite *s, const struct scenario_doc *doc)
{
	const char *filter = t->options->filter;

	return !filter || holds(doc->name.text, filter) || holds(s->path, filter);
}

/* Every script is made before any is played, so that all mistakes are told at once. */
struct scripts {
	ARRAY(struct script) list;
};

static void make_scripts(struct trial *t, struct scripts *out)
{
	for (size_t i = 0; i < t->suites.list.count; i++) {
		const struct suite *s = &t->suites.list.at[i];

		for (uint32_t n = 0; n < s->doc->scenarios.count; n++) {
			const struct scenario_doc *doc = s->doc->scenarios.at[n];
			struct script script;

			if (script_make(&t->suites, s, doc, &script) == 0 && is_wanted(t, s, doc))
				*ARRAY_ADD(out->list) = script;
			else
				script_free(&script);
		}
	}
}

static void free_scripts(struct scripts *s)
{
	for (size_t i = 0; i < s->list.count; i++)
		script_free(&s->list.at[i]);
	ARRAY_FREE(s->list);
}

static int play_one(struct trial *t, const struct script *script, struct stage *stage, struct err *err)
{
	struct trial_result *r = ARRAY_ADD(t->results);
	int64_t began = now_us();
	int rc;

	*r = (struct trial_result){ .suite = script->suite, .doc = script->doc, .moments = script->moments };
	rc = play(script, stage, &r->played, t->options->verbose ? &r->story : NULL, err);
	r->took_us = now_us() - began;
	if (t->coverage)
		coverage_play_ends(t->coverage);
	if (rc < 0)
		return err_chain(err, "%.*s: %.*s", STR_ARG(script->suite->path), STR_ARG(script->doc->name.text));
	t->counts->skipped += r->played.skipped;
	t->counts->failed += r->played.list.count > 0;
	t->counts->passed += !r->played.skipped && r->played.list.count == 0;
	if (!t->options->silent)
		trial_print_result(t, r);
	common_flush(&t->out);
	return 0;
}

static struct stage *make_stage(struct trial *t)
{
	const struct trial_options *o = t->options;
	uint32_t turn = o->turn_inputs > 0 ? o->turn_inputs : TURN_DEFAULT;
	struct stage *s = o->against ? stage_daemon_new(t->common, o->against, o->program, turn) : stage_fold_new(turn);

	if (t->coverage) {
		s->took = coverage_took;
		s->took_arg = t->coverage;
	}
	return s;
}

static int play_all(struct trial *t, const struct scripts *scripts, struct err *err)
{
	struct stage *stage = make_stage(t);
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < scripts->list.count; i++)
		rc = play_one(t, &scripts->list.at[i], stage, err);
	stage->kind->free(stage);
	if (rc == 0 && t->options->junit)
		rc = junit_write(t, t->options->junit, err);
	return rc;
}

static bool is_covered(const struct trial *t)
{
	struct coverage_row row;

	for (uint32_t i = 0; t->coverage && i < coverage_count(t->coverage); i++) {
		coverage_row(t->coverage, i, &row);
		if ((int)coverage_percent(&row) < t->options->coverage_min)
			return false;
	}
	return true;
}

static int finish(struct trial *t)
{
	if (t->coverage && !t->options->silent)
		trial_print_coverage(t);
	if (!t->options->silent)
		trial_print_end(t);
	common_flush(&t->out);
	if (t->results.count == 0)
		return STATUS_NO;
	return t->counts->failed == 0 && is_covered(t) ? STATUS_OK : STATUS_NO;
}

static int complain(struct trial *t)
{
	struct buf text = { 0 };

	problems_print(&t->suites.problems, &text);
	fwrite(text.ptr, 1, text.len, stderr);
	buf_free(&text);
	return common_complain(STATUS_AWAY, "no scenario was played: mend these first");
}

static int run(struct trial *t, const char *path, const struct folder *f)
{
	struct scripts scripts = { 0 };
	struct err err;
	int status;

	if (suites_read(path, f, &t->suites, &err) < 0)
		return common_complain(STATUS_AWAY, "%s", err.text);
	make_scripts(t, &scripts);
	t->counts->none = scripts.list.count == 0 && !t->options->filter && t->suites.problems.errors == 0;
	if (t->suites.problems.errors > 0)
		status = complain(t);
	else if (play_all(t, &scripts, &err) < 0)
		status = common_complain(STATUS_AWAY, "%s", err.text);
	else
		status = finish(t);
	free_scripts(&scripts);
	return status;
}

static int run_and_free(struct trial *t, const char *path, const struct folder *f)
{
	int status;

	*t->counts = (struct trial_counts){ 0 };
	status = run(t, path, f);
	for (size_t i = 0; i < t->results.count; i++) {
		played_free(&t->results.at[i].played);
		buf_free(&t->results.at[i].story);
	}
	ARRAY_FREE(t->results);
	suites_free(&t->suites);
	buf_free(&t->out);
	return status;
}

int trial_run(const char *path, const struct folder *f, const struct common *c, const struct trial_options *o,
	      struct trial_counts *out)
{
	struct trial t = { .common = c, .options = o, .counts = out };
	int status;

	t.coverage = o->coverage ? coverage_new(f) : NULL;
	status = run_and_free(&t, path, f);
	coverage_free(t.coverage);
	return status;
}

int trial_cover(const char *path, const struct folder *f, const struct common *c, struct coverage *coverage,
		struct trial_counts *out)
{
	static const struct trial_options silent = { .silent = true };
	struct trial t = { .common = c, .options = &silent, .counts = out, .coverage = coverage };

	return run_and_free(&t, path, f) == STATUS_AWAY ? -1 : 0;
}
