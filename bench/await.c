/* Watches a company's fence. Prints seconds, CPU of the daemon and what the fence says as name=value words.
 *
 *	await first SOCKET COMPANY                 until there is a fence
 *	await epoch SOCKET COMPANY EPOCH           until another owner than that of EPOCH has taken over
 *	await upto SOCKET COMPANY PID ID           until the fence covers the entry ID; PID: the daemon's, 0: none
 *
 * `first` and `epoch` give up after two minutes, `upto` when the fence stands still for one.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/mem.h"
#include "bench/plug.h"
#include "daemon/fence.h"

enum { LOOK_US = 500, GIVE_UP_S = 120, STILL_S = 60 };

struct await {
	struct plug plug;
	struct buf request;
	double start_s;
};

static bool look(struct await *a, struct fence *out)
{
	struct err err;
	size_t at = 0;

	plug_send(&a->plug, buf_str(&a->request));
	struct resp r = resp_next(plug_reply(&a->plug), &at);
	if (r.kind == RESP_NIL)
		return false;
	if (fence_parse(r.text, out, &err) < 0)
		plug_fail("%s", err.text);
	return true;
}

static void rest(void)
{
	struct timespec t = { .tv_nsec = LOOK_US * 1000 };

	nanosleep(&t, NULL);
}

static void until_epoch(struct await *a, uint64_t epoch)
{
	struct fence f = { 0 };

	while (!look(a, &f) || f.epoch <= epoch) {
		if (plug_now_s() - a->start_s > GIVE_UP_S)
			plug_fail("no daemon has taken the company over");
		rest();
	}
	printf("seconds=%.6f epoch=%llu\n", plug_now_s() - a->start_s, (unsigned long long)f.epoch);
}

/* User and system time of another process. */
static double cpu_of(const char *pid)
{
	char path[64];
	unsigned long user = 0, sys = 0;

	snprintf(path, sizeof(path), "/proc/%s/stat", pid);
	FILE *f = strcmp(pid, "0") == 0 ? NULL : fopen(path, "r");
	if (f && fscanf(f, "%*d %*s %*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %lu %lu", &user, &sys) != 2)
		plug_fail("%s cannot be read", path);
	if (f)
		fclose(f);
	return (double)(user + sys) / (double)sysconf(_SC_CLK_TCK);
}

static void until_covered(struct await *a, const char *pid, struct entry_id last)
{
	struct fence f = { 0 };
	uint64_t turn = 0;
	double moved_s = a->start_s, cpu = cpu_of(pid);

	while (!look(a, &f) || entry_id_cmp(f.reports, last) < 0) {
		if (f.turn != turn)
			moved_s = plug_now_s();
		turn = f.turn;
		if (plug_now_s() - moved_s > STILL_S)
			plug_fail("the fence stands still at %llu-%llu", (unsigned long long)f.reports.ms,
				  (unsigned long long)f.reports.seq);
		rest();
	}
	printf("seconds=%.6f cpu_s=%.3f inputs=%llu turns=%llu\n", plug_now_s() - a->start_s, cpu_of(pid) - cpu,
	       (unsigned long long)f.inputs, (unsigned long long)f.turn);
}

static struct entry_id id_of(const char *text)
{
	struct entry_id id = { 0 };
	char *end;

	id.ms = strtoull(text, &end, 10);
	if (*end == '-')
		id.seq = strtoull(end + 1, NULL, 10);
	return id;
}

int main(int argc, char **argv)
{
	struct await a = { 0 };
	struct buf key = { 0 };
	int wanted = argc > 1 && strcmp(argv[1], "first") == 0 ? 4 : argc > 1 && strcmp(argv[1], "epoch") == 0 ? 5 : 6;

	if (argc != wanted || (wanted == 6 && strcmp(argv[1], "upto") != 0))
		plug_fail("usage: see the beginning of bench/await.c");
	plug_open(&a.plug, argv[2]);
	buf_addf(&key, "sdm:{%s}:fence", argv[3]);
	resp_add_command(&a.request, 2, (struct str[]){ STR("GET"), buf_str(&key) });
	a.start_s = plug_now_s();
	if (wanted < 6)
		until_epoch(&a, wanted == 5 ? strtoull(argv[4], NULL, 10) : 0);
	else
		until_covered(&a, argv[4], id_of(argv[5]));
	buf_free(&key);
	buf_free(&a.request);
	plug_close(&a.plug);
	return EXIT_SUCCESS;
}
