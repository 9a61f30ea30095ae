#include "daemon/metrics.h"

#include "base/version.h"
#include "lua/host.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

enum needs { ALWAYS, SIZES };
enum scale { ONE, MS };

/* Rows of one name stand together. `at`: an int64_t or uint64_t in struct vitals. */
struct metric {
	const char *name, *type, *help;
	const char *label; /* more labels, as written; empty: none */
	size_t at;
	enum needs needs;
	enum scale scale;
};
#define COUNTER(name, label, member, help)                                                                                       \
	{                                                                                                                        \
		name, "counter", help, label, offsetof(struct vitals, member), ALWAYS, ONE                                       \
	}
#define GAUGE(name, label, member, needs, scale, help)                                                                           \
	{                                                                                                                        \
		name, "gauge", help, label, offsetof(struct vitals, member), needs, scale                                        \
	}

static const struct metric metrics[] = {
	COUNTER("sdmd_reports_total", "", count.in.reports, "Reports taken, of whatever answer."),
	COUNTER("sdmd_reports_duplicate_total", "", count.in.duplicates, "Reports that said again what was known."),
	COUNTER("sdmd_reports_superseded_total", "", count.in.superseded, "Reports older than what was known."),
	COUNTER("sdmd_reports_rejected_total", "", count.in.rejected, "Reports refused."),
	COUNTER("sdmd_commands_total", "", count.in.commands, "Commands taken, refused ones included."),
	COUNTER("sdmd_timers_total", "", count.in.timers, "Ends of days and other timers that fired."),
	COUNTER("sdmd_flips_total", "", count.in.flips, "Changes of a decision's condition."),
	COUNTER("sdmd_cases_opened_total", "", count.in.cases_opened, "Cases opened."),
	COUNTER("sdmd_outputs_total", ",stream=\"alerts\"", count.out[OUTPUT_ALERTS], "Entries written, without positions."),
	COUNTER("sdmd_outputs_total", ",stream=\"tasks\"", count.out[OUTPUT_TASKS], NULL),
	COUNTER("sdmd_outputs_total", ",stream=\"receipts\"", count.out[OUTPUT_RECEIPTS], NULL),
	COUNTER("sdmd_outputs_total", ",stream=\"rejected\"", count.out[OUTPUT_REJECTED], NULL),
	GAUGE("sdmd_lag", ",stream=\"reports\"", waiting[0], ALWAYS, ONE, "Entries in Redis that are not yet taken."),
	GAUGE("sdmd_lag", ",stream=\"commands\"", waiting[1], ALWAYS, ONE, NULL),
	GAUGE("sdmd_commit_age_seconds", "", commit_age_ms, ALWAYS, MS, "Since Redis confirmed the last commit."),
	GAUGE("sdmd_checkpoint_age_seconds", "", checkpoint_age_ms, ALWAYS, MS, "Since the current checkpoint was begun."),
	GAUGE("sdmd_checkpoint_generation", "", checkpoint, ALWAYS, ONE, "Number of the current checkpoint."),
	GAUGE("sdmd_fence_inputs", "", inputs, ALWAYS, ONE, "Inputs of the company as of the last commit."),
	GAUGE("sdmd_fence_turn", "", turn, ALWAYS, ONE, "Commits of the company so far."),
	GAUGE("sdmd_ids", "", sizes.ids, SIZES, ONE, "Report ids that may still be corrected."),
	GAUGE("sdmd_facts", "", sizes.facts, SIZES, ONE, "Facts that may still be corrected."),
	GAUGE("sdmd_rows", "", sizes.rows, SIZES, ONE, "Sums by seller, members and day."),
	GAUGE("sdmd_cells", "", sizes.cells, SIZES, ONE, "Sums by scope and period."),
	GAUGE("sdmd_cases_open", "", sizes.cases_open, SIZES, ONE, "Cases that are open."),
	GAUGE("sdmd_runs", ",state=\"waiting\"", runs_waiting, SIZES, ONE, "Runs of open cases that are not over."),
	GAUGE("sdmd_runs", ",state=\"paused\"", runs_paused, SIZES, ONE, NULL),
	GAUGE("sdmd_runs_stuck", "", runs_stuck, SIZES, ONE, "Runs that wait for nothing that can come: there must be none."),
	GAUGE("sdmd_tasks", "", sizes.tasks, SIZES, ONE, "Tasks given, cancelled ones included."),
};

static void add_head(struct buf *out, const char *name, const char *type, const char *help)
{
	buf_addf(out, "# HELP %s %s\n# TYPE %s %s\n", name, help, name, type);
}

static void add_scaled(struct buf *out, uint64_t n, uint64_t per)
{
	buf_addf(out, "%llu", (unsigned long long)(n / per));
	if (per > 1)
		buf_addf(out, per == 1000 ? ".%03llu" : ".%06llu", (unsigned long long)(n % per));
}

static void add_metric(struct buf *out, const struct metric *m, const struct vitals *v)
{
	int64_t n;

	memcpy(&n, (const char *)v + m->at, sizeof(n));
	if (n < 0 || (m->needs == SIZES && !v->has_sizes))
		return;
	buf_addf(out, "%s{company=\"%.*s\"%s} ", m->name, STR_ARG(v->company), m->label);
	add_scaled(out, (uint64_t)n, m->scale == MS ? 1000 : 1);
	buf_addc(out, '\n');
}

/* ---- what has no row ---- */

static void add_states(struct buf *out, const struct vitals *companies, uint32_t count)
{
	add_head(out, "sdmd_company_state", "gauge", "1 for the state that the company is in.");
	for (uint32_t i = 0; i < count; i++)
		for (int s = 0; s < VITALS_STATES; s++)
			buf_addf(out, "sdmd_company_state{company=\"%.*s\",state=\"%s\"} %d\n", STR_ARG(companies[i].company),
				 vitals_state_name((enum vitals_state)s), companies[i].state == (enum vitals_state)s);
	add_head(out, "sdmd_company_ok", "gauge", "1 where the company can do its work, as /healthz says.");
	for (uint32_t i = 0; i < count; i++)
		buf_addf(out, "sdmd_company_ok{company=\"%.*s\"} %d\n", STR_ARG(companies[i].company),
			 companies[i].trouble[0] == '\0');
}

static void add_timing(struct buf *out, const char *name, const struct vitals *v, const struct timing *t)
{
	uint64_t sum = 0;

	for (int i = 0; i < TIMING_BOUNDS; i++) {
		sum += t->counts[i];
		buf_addf(out, "%s_bucket{company=\"%.*s\",le=\"", name, STR_ARG(v->company));
		add_scaled(out, timing_bounds_us[i], 1000000);
		buf_addf(out, "\"} %llu\n", (unsigned long long)sum);
	}
	sum += t->counts[TIMING_BOUNDS];
	buf_addf(out, "%s_bucket{company=\"%.*s\",le=\"+Inf\"} %llu\n", name, STR_ARG(v->company), (unsigned long long)sum);
	buf_addf(out, "%s_sum{company=\"%.*s\"} ", name, STR_ARG(v->company));
	add_scaled(out, t->sum_us, 1000000);
	buf_addf(out, "\n%s_count{company=\"%.*s\"} %llu\n", name, STR_ARG(v->company), (unsigned long long)sum);
}

static void add_longest(struct buf *out, const struct vitals *companies, uint32_t count)
{
	add_head(out, "sdmd_turn_longest_seconds", "gauge", "The longest turn of this process so far.");
	for (uint32_t i = 0; i < count; i++) {
		buf_addf(out, "sdmd_turn_longest_seconds{company=\"%.*s\"} ", STR_ARG(companies[i].company));
		add_scaled(out, (uint64_t)companies[i].turns->longest_us, 1000000);
		buf_addc(out, '\n');
	}
}

static void add_timings(struct buf *out, const struct vitals *companies, uint32_t count)
{
	add_head(out, "sdmd_turn_seconds", "histogram", "Work of the processor for one turn: folding, encoding, checkpoint.");
	for (uint32_t i = 0; i < count; i++)
		add_timing(out, "sdmd_turn_seconds", &companies[i], companies[i].turns);
	add_head(out, "sdmd_commit_seconds", "histogram", "From sending a commit until Redis has confirmed it.");
	for (uint32_t i = 0; i < count; i++)
		add_timing(out, "sdmd_commit_seconds", &companies[i], companies[i].commits);
}

/* A code may hold any character but | and controls. */
static void add_label(struct buf *out, struct str text)
{
	for (size_t i = 0; i < text.len; i++) {
		if (text.ptr[i] == '"' || text.ptr[i] == '\\')
			buf_addc(out, '\\');
		buf_addc(out, text.ptr[i]);
	}
}

static void add_decisions(struct buf *out, const char *name, bool broken, const struct vitals *v)
{
	const struct decisions *d = host_decisions(v->host);

	for (uint32_t i = 0; i < d->count; i++) {
		struct host_tally tally = host_tally(v->host, i);

		buf_addf(out, "%s{company=\"%.*s\",decision=\"", name, STR_ARG(v->company));
		add_label(out, d->at[i].code);
		buf_addf(out, "\"} %llu\n", (unsigned long long)(broken ? tally.broken : tally.calls));
	}
}

static void add_lua(struct buf *out, const struct vitals *companies, uint32_t count)
{
	add_head(out, "sdmd_decision_calls_total", "counter",
		 "Times that a decision's Lua was asked, since its model was loaded.");
	for (uint32_t i = 0; i < count; i++)
		if (companies[i].host)
			add_decisions(out, "sdmd_decision_calls_total", false, &companies[i]);
	add_head(out, "sdmd_decision_errors_total", "counter", "Times that it failed.");
	for (uint32_t i = 0; i < count; i++)
		if (companies[i].host)
			add_decisions(out, "sdmd_decision_errors_total", true, &companies[i]);
}

static uint64_t micros(struct timeval t)
{
	return (uint64_t)t.tv_sec * 1000000 + (uint64_t)t.tv_usec;
}

/* 0: /proc does not tell. */
static uint64_t resident_bytes(void)
{
	FILE *f = fopen("/proc/self/statm", "re");
	char text[128] = "";
	const char *second;
	bool got = f && fgets(text, sizeof(text), f);

	if (f)
		fclose(f);
	second = got ? strchr(text, ' ') : NULL;
	return second ? strtoull(second, NULL, 10) * (uint64_t)sysconf(_SC_PAGESIZE) : 0;
}

static void add_process(struct buf *out)
{
	uint64_t resident = resident_bytes();
	struct rusage used;

	if (resident > 0) {
		add_head(out, "process_resident_memory_bytes", "gauge", "Memory of the process that is in RAM.");
		buf_addf(out, "process_resident_memory_bytes %llu\n", (unsigned long long)resident);
	}
	getrusage(RUSAGE_SELF, &used);
	add_head(out, "process_cpu_seconds_total", "counter", "Processor time of the process.");
	buf_adds(out, STR("process_cpu_seconds_total "));
	add_scaled(out, micros(used.ru_utime) + micros(used.ru_stime), 1000000);
	buf_addc(out, '\n');
}

void metrics_add(struct buf *out, const struct vitals *companies, uint32_t count)
{
	add_head(out, "sdmd_build_info", "gauge", "1; the label says which release this is.");
	buf_adds(out, STR("sdmd_build_info{version=\"" SDM_VERSION "\"} 1\n"));
	add_process(out);
	add_states(out, companies, count);
	for (size_t i = 0; i < sizeof(metrics) / sizeof(*metrics); i++) {
		if (metrics[i].help)
			add_head(out, metrics[i].name, metrics[i].type, metrics[i].help);
		for (uint32_t n = 0; n < count; n++)
			add_metric(out, &metrics[i], &companies[n]);
	}
	add_timings(out, companies, count);
	add_longest(out, companies, count);
	add_lua(out, companies, count);
}
