/* What runs that wait cost: their memory, what waking one takes, and how many steps a second can be kept. The engine alone,
 *without Redis. Prints one line of name=value words.
 *
 *	runs_cost [--sellers N] [--decisions N]
 *
 * A company in log time whose decisions, all alike, each open a case for each seller at his first report: an alert, a task, a
 * question, a timer of five working days. Then `answers` of them are answered, one command each, which wakes the run up to its
 *next wait; and the clock moves on until the timers of all the others are over. CPU time of this thread.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "daemon/turn.h"
#include "model/bundle.h"
#include "rules/state.h"

enum { ANSWERS = 20000 };

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

/* ---- the company ---- */
static const char run[] =
	"  run = function(case)\n"
	"    case:alert { to = case.head }\n"
	"    local plan = case:task('plan', { to = case.seller, due = sdm.workdays(1), title = 'Plan' })\n"
	"    local out = case:first('react', { recovered = case:cleared(), late = case:timer(sdm.workdays(5)),\n"
	"      answer = case:ask('reason', { to = case.head, options = { 'market', 'skill' }, question = 'Why?',\n"
	"        remind = sdm.workhours(4), escalate = { after = sdm.workdays(2), to = case.head.boss } }) })\n"
	"    if out.key == 'recovered' then case:close('recovered') return end\n"
	"    if out.value == 'skill' then case:coach('negotiation', { to = case.head, due = sdm.workdays(10) }) end\n"
	"    case:note(out.key)\n"
	"    case:wait(sdm.workdays(5))\n"
	"    if not case:check('better', function(s) return s.fact > case.opened.fact end) then case:worsen('red') end\n"
	"    case:escalate { to = 'director' }\n"
	"  end }\n";

static void add_file(struct bundle *b, const char *path, struct buf *text)
{
	static struct bundle_file files[32];

	b->files = files;
	files[b->count++] = (struct bundle_file){ str_of(path), buf_str(text) };
}

static int by_path(const void *a, const void *b)
{
	return str_cmp(((const struct bundle_file *)a)->path, ((const struct bundle_file *)b)->path);
}

static void pack_company(uint32_t sellers, uint32_t decisions, struct buf *out)
{
	static struct buf texts[32];
	static char names[32][40];
	struct bundle b = { 0 };
	struct buf *t = texts;

	buf_adds(t, STR("company: waiting\nlanguages: [en]\ntime: log\nzone: UTC\ncalendar: mon-fri\nperiods: [month]\n"));
	add_file(&b, "company.yaml", t++);
	buf_adds(t, STR("forms:\n  deal:\n    fields:\n      amount: money\n"));
	add_file(&b, "forms.yaml", t++);
	buf_adds(t, STR("measures:\n  revenue: {sum: amount}\nkpis:\n  revenue: {formula: revenue, unit: money}\n"));
	add_file(&b, "kpis.yaml", t++);
	buf_adds(t, STR("scopes:\n  seller: seller\n"));
	add_file(&b, "scopes.yaml", t++);
	buf_adds(t, STR("units:\n  - {id: C, type: company, head: dora}\n"));
	for (uint32_t n = 0; n < sellers / 10 + 1; n++)
		buf_addf(t, "  - {id: T%u, type: team, parent: C, head: head%u}\n", n, n);
	buf_adds(t, STR("sellers:\n"));
	for (uint32_t n = 0; n < sellers; n++)
		buf_addf(t, "  - {id: s%u, unit: T%u}\n", n, n / 10);
	add_file(&b, "org.yaml", t++);
	for (uint32_t n = 0; n < decisions; n++, t++) {
		buf_addf(
			t,
			"local sdm = require 'sdm'\n"
			"return sdm.decision 'd%u' { api = 1, title = 'D%u', owner = 'consultant', on_missing = 'hold',\n"
			"  watch = { kpi = 'revenue', each = 'seller', period = 'month' }, when = sdm.under { value = 100 },\n%s",
			n, n, run);
		snprintf(names[n], sizeof(names[n]), "decisions/d%u.lua", n);
		add_file(&b, names[n], t);
	}
	qsort(b.files, b.count, sizeof(*b.files), by_path);
	bundle_pack(&b, out);
	while (t-- > texts)
		buf_free(t);
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

static struct turn *begin(uint32_t sellers, uint32_t decisions, uint64_t *outputs)
{
	struct buf packed = { 0 };
	struct err err;
	struct turn *t = turn_new(&events, outputs);

	pack_company(sellers, decisions, &packed);
	if (turn_start(t, buf_str(&packed), (struct str){ 0 }, &err) < 0) {
		fprintf(stderr, "runs_cost: %s\n", err.text);
		exit(EXIT_FAILURE);
	}
	buf_free(&packed);
	return t;
}

/* ---- what happens ---- */
static void open_cases(struct turn *t, uint32_t sellers)
{
	char id[16], seller[16];
	const struct pair pairs[] = { { STR("form"), STR("deal") },     { STR("id"), { id, 0 } },
				      { STR("seller"), { seller, 0 } }, { STR("at"), STR("2026-05-01") },
				      { STR("amount"), STR("5") },      { STR("received_at"), STR("2026-05-01T08:00:00Z") } };
	struct pair now[6];

	for (uint32_t n = 0; n < sellers; n++) {
		memcpy(now, pairs, sizeof(now));
		now[1].text.len = (size_t)snprintf(id, sizeof(id), "%u", n);
		now[2].text.len = (size_t)snprintf(seller, sizeof(seller), "s%u", n);
		struct input in = { .kind = INPUT_REPORT, .id = { 1, n }, .pairs = now, .pair_count = 6 };
		turn_take(t, &in);
	}
}

static void answer(struct turn *t, uint32_t number, uint32_t case_no)
{
	char token[16], name[16];
	struct pair pairs[] = { { STR("command"), STR("answer") },
				{ STR("by"), STR("head") },
				{ STR("token"), { token, (size_t)snprintf(token, sizeof(token), "a%u", number) } },
				{ STR("case"), { name, (size_t)snprintf(name, sizeof(name), "C%u", case_no) } },
				{ STR("ask"), STR("reason") },
				{ STR("value"), STR("market") } };
	struct input in = { .kind = INPUT_COMMAND, .id = { 2, number }, .pairs = pairs, .pair_count = 6 };

	turn_take(t, &in);
}

static void until(struct turn *t, struct str instant)
{
	struct pair pairs[] = { { STR("command"), STR("clock") },
				{ STR("by"), STR("bench") },
				{ STR("token"), instant },
				{ STR("after"), STR("0-0") },
				{ STR("until"), instant } };
	struct input in = { .kind = INPUT_COMMAND, .id = { 3, 0 }, .pairs = pairs, .pair_count = 5 };

	turn_take(t, &in);
}

/* ---- what is held ---- */
static uint64_t entries_of(const struct engine *e, uint64_t *out_bytes)
{
	uint64_t entries = 0;

	*out_bytes = 0;
	for (uint32_t n = 0; n < e->runs.count; n++) {
		const struct run_record *r = pool_at(&e->runs, n);

		entries += r->entries;
		*out_bytes += r->journal_bytes;
	}
	return entries;
}

static void print_bytes(const struct engine *e)
{
	const struct pool *pools[] = { &e->cases,  &e->tasks,     &e->runs,  &e->waits,
				       &e->chunks, &e->stretches, &e->reads, &e->read_figures };

	for (size_t n = 0; n < sizeof(pools) / sizeof(*pools); n++)
		printf(" %s_bytes=%zu", pools[n]->name, pool_bytes(pools[n]));
	printf(" agenda_bytes=%zu", e->agenda.heap.cap * sizeof(struct agenda_entry));
}

static void print_answers(struct turn *t, uint32_t runs)
{
	static double took[ANSWERS];
	uint32_t count = runs / 5 < ANSWERS ? runs / 5 : ANSWERS;
	uint64_t step = runs / count;

	for (uint32_t n = 0; n < count; n++) {
		double start = cpu_s();
		answer(t, n, (uint32_t)(n * step + 1));
		took[n] = (cpu_s() - start) * 1e9;
	}
	qsort(took, count, sizeof(*took), by_size);
	printf(" answers=%u wake_p50_ns=%.0f wake_p99_ns=%.0f wake_max_ns=%.0f", count, took[count / 2], took[count * 99 / 100],
	       took[count - 1]);
}

int main(int argc, char **argv)
{
	uint32_t sellers = 100000, decisions = 10, runs;
	uint64_t outputs = 0;

	for (int i = 1; i + 1 < argc; i += 2) {
		uint32_t *value = !strcmp(argv[i], "--sellers") ? &sellers : !strcmp(argv[i], "--decisions") ? &decisions : NULL;
		if (!value) {
			fprintf(stderr, "runs_cost: what is %s? See the beginning of bench/runs_cost.c\n", argv[i]);
			return EXIT_FAILURE;
		}
		*value = (uint32_t)strtoul(argv[i + 1], NULL, 10);
	}
	struct turn *t = begin(sellers, decisions, &outputs);
	size_t before = resident_bytes();
	double start = cpu_s();

	open_cases(t, sellers);
	runs = t->engine->runs.live;
	printf("runs=%u open_ns=%.0f rss=%zu runs_rss=%zu", runs, (cpu_s() - start) / runs * 1e9, resident_bytes(),
	       resident_bytes() - before);
	print_bytes(t->engine);
	uint64_t bytes, entries = entries_of(t->engine, &bytes);
	printf(" entries=%llu journal_bytes=%llu", (unsigned long long)entries, (unsigned long long)bytes);
	until(t, STR("2026-05-04T08:00:00Z"));
	print_answers(t, runs);

	until(t, STR("2026-05-08T17:59:59Z"));
	entries = entries_of(t->engine, &bytes);
	uint64_t wakes = engine_counters(t->engine).timers;
	start = cpu_s();
	until(t, STR("2026-05-08T18:00:00Z"));
	double took = cpu_s() - start;
	wakes = engine_counters(t->engine).timers - wakes;
	entries = entries_of(t->engine, &bytes) - entries;
	printf(" timers=%llu steps=%llu timers_s=%.0f steps_s=%.0f rss_after=%zu outputs=%llu\n", (unsigned long long)wakes,
	       (unsigned long long)entries, (double)wakes / took, (double)entries / took, resident_bytes(),
	       (unsigned long long)outputs);
	turn_free(t);
	return EXIT_SUCCESS;
}
