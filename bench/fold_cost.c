/* What one report costs in the engine alone: invented reports through turn_take(), without Redis. Prints one line of
 * name=value words.
 *
 *	fold_cost MODEL_DIR [options of the history] [--judge N]
 *
 * Entries are made block by block beforehand; only the fold is timed, in CPU time of this thread, so that other processes
 * disturb little. `ns` is the median over the blocks of the second half, `ns_all` the mean over everything, timers included.
 * --judge: after the fold, how long the host takes for one flip of a trigger that is a function, over N calls.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "bench/history.h"
#include "daemon/turn.h"
#include "model/bundle.h"
#include "rules/state.h"

enum { BLOCK = 8192 };

static double cpu_s(void)
{
	struct timespec t;

	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static int by_size(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return x < y ? -1 : x > y;
}

static double median(double *list, size_t count)
{
	qsort(list, count, sizeof(*list), by_size);
	return count ? list[count / 2] : 0;
}

static size_t resident_bytes(void)
{
	FILE *f = fopen("/proc/self/statm", "r");
	unsigned long size = 0, resident = 0;

	if (f && fscanf(f, "%lu %lu", &size, &resident) != 2)
		resident = 0;
	if (f)
		fclose(f);
	return resident * (size_t)sysconf(_SC_PAGESIZE);
}

static void taken(void *arg, const struct taken *what)
{
	uint64_t *outputs = arg;

	*outputs += what->update->output_count;
}

static int no_model(void *arg, struct str sha, struct str *out_packed, struct err *err)
{
	(void)arg;
	(void)out_packed;
	return err_set(err, "no model %.*s", STR_ARG(sha));
}

static const struct turn_events events = { taken, no_model };

static struct turn *begin(const char *dir, uint64_t *outputs)
{
	struct bundle *b;
	struct buf packed = { 0 };
	struct err err;
	struct turn *t = turn_new(&events, outputs);

	if (bundle_read(dir, NULL, "config", &b, &err) < 0) {
		fprintf(stderr, "fold_cost: %s\n", err.text);
		exit(EXIT_FAILURE);
	}
	bundle_pack(b, &packed);
	bundle_free(b);
	if (turn_start(t, buf_str(&packed), (struct str){ 0 }, &err) < 0) {
		fprintf(stderr, "fold_cost: %s\n", err.text);
		exit(EXIT_FAILURE);
	}
	buf_free(&packed);
	return t;
}

struct cost {
	double all_s, load_s;
	double *blocks; /* ns a report */
	size_t block_count;
	size_t model_resident; /* before the first report */
};

static void fold(struct turn *t, struct history *h, struct cost *c)
{
	struct made *made = mem_alloc_large(BLOCK * sizeof(*made)); /* leaves no room behind that would count as the engine's */
	struct input *inputs = mem_alloc(BLOCK * sizeof(*inputs));
	uint32_t count;

	c->blocks = mem_alloc((h->is.entries / BLOCK + 1) * sizeof(double));
	do {
		for (count = 0; count < BLOCK && history_next(h, &made[count]); count++)
			inputs[count] = (struct input){ .kind = INPUT_REPORT,
							.id = made[count].id,
							.pairs = made[count].pairs,
							.pair_count = HISTORY_PAIRS };
		double start = cpu_s();
		for (uint32_t i = 0; i < count; i++)
			turn_take_of(t, inputs, count, i);
		double took = cpu_s() - start;
		c->all_s += took;
		if (count == BLOCK)
			c->blocks[c->block_count++] = took / BLOCK * 1e9;
	} while (count == BLOCK);
	mem_free(inputs);
	mem_free_large(made, BLOCK * sizeof(*made));
}

/* Bytes by what they are for. Derived is everything that a restart computes anew, cells and their indices first. */
struct memory {
	size_t leaf, facts, ids, derived, plans_and_model;
	uint64_t cells, leaves, id_count;
};

static void memory_of(const struct engine *e, struct memory *m)
{
	m->ids = pool_bytes(&e->ids) + index_bytes(&e->id_index);
	m->id_count = e->ids.live;
	m->derived = e->scopes.list.cap * sizeof(struct scope) + index_bytes(&e->scopes.index);
	for (uint32_t i = 0; i < e->store_count; i++) {
		const struct store *s = &e->stores[i];
		m->leaf +=
			pool_bytes(&s->tuples) + pool_bytes(&s->rows) + index_bytes(&s->tuple_index) + index_bytes(&s->row_index);
		m->facts += pool_bytes(&s->facts) + pool_bytes(&s->values) + index_bytes(&s->value_index);
		m->derived += pool_bytes(&s->cells) + index_bytes(&s->cell_index) + s->place_cap * sizeof(struct place);
		for (uint32_t p = 0; p < s->place_cap; p++)
			if (s->places[p].scopes)
				m->derived += (s->places[p].scope_count * (1 + e->model->period_kind_count) +
					       e->model->period_kind_count + 1) *
					      sizeof(uint32_t);
		m->cells += (uint64_t)s->cells.live * s->measure_count;
		m->leaves += (uint64_t)s->rows.live * s->measure_count;
	}
}

/* One flip of the decision `asked`, judged again and again. */
static void print_judge(struct turn *t, struct history *h, long rounds)
{
	struct arena *a = arena_new(), *again = arena_new();
	struct findings found = { 0 };
	struct verdicts said;
	struct made made;
	struct input in = { .kind = INPUT_REPORT, .pair_count = HISTORY_PAIRS, .pairs = made.pairs };

	h->is.entries += 1000;
	while (!found.flip_count && history_next(h, &made)) {
		in.id = made.id;
		engine_observe(t->engine, &in, a, &found);
	}
	if (!found.flip_count) {
		fprintf(stderr, "fold_cost: --judge needs a model made with --lua\n");
		exit(EXIT_FAILURE);
	}
	double start = cpu_s();
	for (long i = 0; i < rounds; i++) {
		host_judge(t->host, t->engine, &found, again, &said);
		arena_reset(again);
	}
	printf(" judge_ns=%.1f", (cpu_s() - start) / (double)rounds / found.flip_count * 1e9);
	arena_free(a);
	arena_free(again);
}

static void print(struct turn *t, const struct cost *c, uint64_t entries, uint64_t outputs)
{
	struct counters n = engine_counters(t->engine);
	struct memory m = { 0 };
	struct buf digest = { 0 };

	memory_of(t->engine, &m);
	printf("entries=%llu ns=%.1f ns_all=%.1f load_s=%.3f", (unsigned long long)entries,
	       median(c->blocks + c->block_count / 2, c->block_count - c->block_count / 2), c->all_s / (double)entries * 1e9,
	       c->load_s);
	printf(" duplicates=%llu superseded=%llu rejected=%llu timers=%llu flips=%llu cases=%llu outputs=%llu",
	       (unsigned long long)n.duplicates, (unsigned long long)n.superseded, (unsigned long long)n.rejected,
	       (unsigned long long)n.timers, (unsigned long long)n.flips, (unsigned long long)n.cases_opened,
	       (unsigned long long)outputs);
	printf(" cells=%llu leaves=%llu ids=%llu leaf_bytes=%zu fact_bytes=%zu id_bytes=%zu derived_bytes=%zu",
	       (unsigned long long)m.cells, (unsigned long long)m.leaves, (unsigned long long)m.id_count, m.leaf, m.facts, m.ids,
	       m.derived);
	printf(" model_rss=%zu rss=%zu", c->model_resident, resident_bytes());
	hash128_add(&digest, engine_digest(t->engine));
	buf_adds(&digest, STR(" state="));
	hash128_add(&digest, engine_state_digest(t->engine));
	printf(" digest=%s", digest.ptr);
	buf_free(&digest);
}

int main(int argc, char **argv)
{
	struct history_options options = history_defaults();
	struct cost cost = { 0 };
	const char *dir = NULL;
	uint64_t outputs = 0;
	long judge = 0;

	for (int i = 1; i < argc;) {
		if (strcmp(argv[i], "--judge") == 0 && i + 1 < argc) {
			judge = strtol(argv[i + 1], NULL, 10);
			i += 2;
		} else if (argv[i][0] != '-' && !dir) {
			dir = argv[i++];
		} else if (!history_option(&options, argc, argv, &i)) {
			fprintf(stderr, "fold_cost: what is %s? See the beginning of bench/fold_cost.c\n", argv[i]);
			return EXIT_FAILURE;
		}
	}
	if (!dir) {
		fprintf(stderr, "usage: fold_cost MODEL_DIR [options]; see the beginning of bench/fold_cost.c\n");
		return EXIT_FAILURE;
	}
	double start = cpu_s();
	struct turn *t = begin(dir, &outputs);
	struct history *h = history_new(&options);
	cost.load_s = cpu_s() - start;
	cost.model_resident = resident_bytes();
	fold(t, h, &cost);
	print(t, &cost, options.entries, outputs);
	if (judge > 0)
		print_judge(t, h, judge);
	printf("\n");
	mem_free(cost.blocks);
	history_free(h);
	turn_free(t);
	return EXIT_SUCCESS;
}
