/* sdmctl replay: folds a history again, from a file or from Redis, and says what came of it. */
#include "ctl/chronicle.h"
#include "ctl/commands.h"
#include "ctl/dump.h"
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { KEY_TURN = 0x2000, KEY_DUMP, KEY_OUTPUTS, KEY_VERIFY };
enum { OTHER_TURN = 7 }; /* for the second fold of --verify */

struct replay {
	struct common common;
	struct chronicle chronicle;
	const char *dump, *outputs;
	uint32_t turn_inputs;
	bool verify;
	struct timespec began;
};

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct replay *r = state->input;

	switch (key) {
	case ARGP_KEY_INIT:
		r->chronicle.common = &r->common;
		common_children(state, 3, &r->common);
		state->child_inputs[3] = &r->chronicle;
		return 0;
	case KEY_TURN:
		r->turn_inputs = (uint32_t)common_number(state, "--turn", arg, 1, 1000000);
		return 0;
	case KEY_DUMP:
		r->dump = arg;
		return 0;
	case KEY_OUTPUTS:
		r->outputs = arg;
		return 0;
	case KEY_VERIFY:
		r->verify = true;
		return 0;
	case ARGP_KEY_END:
		if (!r->chronicle.file && (r->outputs || r->turn_inputs > 0))
			argp_error(state, "--outputs and --turn are for a file; in Redis the outputs stand in their streams");
		if (r->verify && r->chronicle.known.text)
			argp_error(state, "--verify compares what the whole log gives, not what was known at an instant");
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

/* ---- what is printed ---- */

struct summary {
	struct counters n;
	uint64_t inputs;
	int64_t now_ms;
	struct hash128 outputs, state;
};

static struct summary summarise(struct engine *e)
{
	return (struct summary){ engine_counters(e), engine_inputs(e), engine_now_ms(e), engine_digest(e),
				 engine_state_digest(e) };
}

static double seconds_since(const struct timespec *t)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)(now.tv_sec - t->tv_sec) + (double)(now.tv_nsec - t->tv_nsec) / 1e9;
}

static void add_time(struct buf *b, int64_t ms)
{
	if (ms == INT64_MIN)
		buf_adds(b, STR("none"));
	else
		instant_add(b, ms);
}

static void print_json(const struct replay *r, const struct summary *s, double seconds, bool differs)
{
	struct buf b = { 0 };

	buf_addf(&b,
		 "{\"inputs\":%llu,\"reports\":%llu,\"duplicates\":%llu,\"superseded\":%llu,\"rejected\":%llu,\"commands\":%llu,",
		 (unsigned long long)s->inputs, (unsigned long long)s->n.reports, (unsigned long long)s->n.duplicates,
		 (unsigned long long)s->n.superseded, (unsigned long long)s->n.rejected, (unsigned long long)s->n.commands);
	buf_addf(&b, "\"timers\":%llu,\"flips\":%llu,\"cases\":%llu,\"outputs\":%llu,\"time\":\"",
		 (unsigned long long)s->n.timers, (unsigned long long)s->n.flips, (unsigned long long)s->n.cases_opened,
		 (unsigned long long)s->n.outputs);
	add_time(&b, s->now_ms);
	buf_adds(&b, STR("\",\"outputs_digest\":\""));
	hash128_add(&b, s->outputs);
	buf_adds(&b, STR("\",\"state_digest\":\""));
	hash128_add(&b, s->state);
	buf_addf(&b, "\",\"seconds\":%.3f", seconds);
	if (r->verify)
		buf_addf(&b, ",\"verified\":%s", differs ? "false" : "true");
	known_add_json(&r->chronicle.known, r->chronicle.turn->engine, &b);
	buf_adds(&b, STR("}\n"));
	common_flush(&b);
	buf_free(&b);
}

static void print_summary(const struct replay *r, const struct summary *s)
{
	const struct engine *e = r->chronicle.turn->engine;
	struct wordbook words = { .language = r->common.language, .model = engine_model(e) };
	struct buf b = { 0 };

	known_add(&r->chronicle.known, &words, e, &b);
	buf_addf(&b, "inputs          %llu: %llu reports (%llu duplicate, %llu superseded, %llu rejected), %llu commands\n",
		 (unsigned long long)s->inputs, (unsigned long long)s->n.reports, (unsigned long long)s->n.duplicates,
		 (unsigned long long)s->n.superseded, (unsigned long long)s->n.rejected, (unsigned long long)s->n.commands);
	buf_addf(&b, "timers          %llu\ncases           %llu opened, %llu flips, %llu outputs\ntime            ",
		 (unsigned long long)s->n.timers, (unsigned long long)s->n.cases_opened, (unsigned long long)s->n.flips,
		 (unsigned long long)s->n.outputs);
	add_time(&b, s->now_ms);
	buf_adds(&b, STR("\noutputs digest  "));
	hash128_add(&b, s->outputs);
	buf_adds(&b, STR("\nstate digest    "));
	hash128_add(&b, s->state);
	buf_addc(&b, '\n');
	common_flush(&b);
	buf_free(&b);
}

static void tell(const struct replay *r, const struct summary *s, bool differs)
{
	double seconds = seconds_since(&r->began);

	if (r->common.json) {
		print_json(r, s, seconds, differs);
		return;
	}
	print_summary(r, s);
	if (isatty(STDERR_FILENO))
		fprintf(stderr, "took %.2f s, %.0f inputs/s\n", seconds, seconds > 0 ? (double)s->inputs / seconds : 0.0);
}

static int write_dump(const struct replay *r, struct engine *e, struct err *err)
{
	struct dump d;
	int rc;

	if (!r->dump)
		return 0;
	dump_make(&d, e);
	rc = dump_write(&d, r->dump, err);
	dump_free(&d);
	return rc;
}

static bool summary_eq(const struct summary *a, const struct summary *b)
{
	return hash128_eq(a->outputs, b->outputs) && hash128_eq(a->state, b->state) && a->inputs == b->inputs;
}

/* Once more with other turns, then through a checkpoint: the same digests must come out. */
static int verify_file(struct replay *r, const struct summary *first, bool *out_differs, struct err *err)
{
	struct fold f = { 0 };
	struct summary again, restored;
	int rc = chronicle_again(&r->chronicle, &f, OTHER_TURN, err);

	if (rc == 0) {
		again = summarise(f.turn->engine);
		rc = fold_reload(&f, err);
	}
	if (rc == 0) {
		restored = summarise(f.turn->engine);
		*out_differs = !summary_eq(first, &again) || !summary_eq(first, &restored);
		if (!summary_eq(first, &again))
			common_complain(STATUS_NO, "a second fold, with turns of %d inputs, came to other digests", OTHER_TURN);
		else if (*out_differs)
			common_complain(STATUS_NO, "the state taken out and put back has another digest");
	}
	fold_end(&f);
	return rc;
}

static void tell_refold(const struct replay *r, const struct refold *f)
{
	struct buf b = { 0 };

	if (f->differs)
		common_complain(STATUS_NO, "the log folds to something else than was emitted: %s", f->where.text);
	if (r->common.json)
		return;
	buf_addf(&b, "company         %.*s, fence at input %llu of turn %llu\n", STR_ARG(f->server->company),
		 (unsigned long long)f->fence.inputs, (unsigned long long)f->fence.turn);
	if (f->from_checkpoint)
		buf_addf(&b, "folded from     checkpoint %llu\n", (unsigned long long)f->checkpoint.generation);
	else
		buf_adds(&b, STR("folded from     the company's first entry\n"));
	buf_addf(&b, "compared        %llu places in the journal and the fence\n", (unsigned long long)f->compared);
	common_flush(&b);
	buf_free(&b);
}

static int finish(struct replay *r)
{
	struct summary s = summarise(r->chronicle.turn->engine);
	bool differs = !r->chronicle.file && r->chronicle.refold.differs;
	struct err err;

	if (write_dump(r, r->chronicle.turn->engine, &err) < 0 ||
	    (r->verify && r->chronicle.file && verify_file(r, &s, &differs, &err) < 0))
		return common_complain(STATUS_AWAY, "%s", err.text);
	if (!r->chronicle.file)
		tell_refold(r, &r->chronicle.refold);
	tell(r, &s, differs);
	return differs && r->verify ? STATUS_NO : STATUS_OK;
}

static int open_outputs(const struct replay *r)
{
	if (!r->outputs)
		return -1;
	if (strcmp(r->outputs, "-") == 0)
		return dup(STDOUT_FILENO);
	return open(r->outputs, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
}

static const struct argp_option options[] = {
	{ "turn", KEY_TURN, "N", 0, "Inputs in one turn; no verdict depends on it", 0 },
	{ "dump", KEY_DUMP, "FILE", 0, "Write every figure as CSV (docs/dump.md); - for standard output", 0 },
	{ "outputs", KEY_OUTPUTS, "FILE", 0, "Write every alert, task, receipt and refusal as a JSON line; - for standard output",
	  0 },
	{ "verify", KEY_VERIFY, NULL, 0,
	  "Compare digests, exit status 1 where they part: with the journal, fence and checkpoint in Redis, or of a file with a "
	  "second fold",
	  0 },
	{ 0 },
};

int cmd_replay(int argc, char **argv)
{
	static const struct argp_child children[] = { COMMON_OUTPUT, COMMON_SERVER, COMMON_MODEL, CHRONICLE_CHILD, { 0 } };
	static const struct argp argp = {
		options,
		parse,
		"FILE --model DIR\n--redis PLACE --company NAME",
		"Folds a history with the engine of the daemon. FILE holds XADD commands in RESP, as for "
		"`redis-cli --pipe'; - is standard input. Without FILE the log in Redis is folded up to the "
		"fence; nothing there is touched.",
		children,
		NULL,
		NULL
	};
	struct replay r = { 0 };
	int out_fd, status;

	common_init(&r.common);
	argp_parse(&argp, argc, argv, 0, NULL, &r);
	clock_gettime(CLOCK_MONOTONIC, &r.began);
	out_fd = open_outputs(&r);
	if (r.outputs && out_fd < 0)
		return common_complain(STATUS_AWAY, "%s: %s", r.outputs, strerror(errno));
	status = chronicle_open(&r.chronicle, r.turn_inputs, out_fd);
	if (status == STATUS_OK)
		status = finish(&r);
	chronicle_close(&r.chronicle);
	if (out_fd >= 0)
		close(out_fd);
	return status;
}
