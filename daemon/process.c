#include "daemon/process.h"
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Fields of /proc/<pid>/stat, counted from the one behind the name's bracket. */
enum { STAT_UTIME = 11, STAT_STIME, STAT_STARTED = 19, STAT_RESIDENT = 21, STAT_FIELDS };

static size_t read_text(const char *path, char *out, size_t size)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t got = fd < 0 ? -1 : read(fd, out, size - 1);

	if (fd >= 0)
		close(fd);
	if (got < 0)
		got = 0;
	out[got] = '\0';
	return (size_t)got;
}

void process_machine(char out[PROCESS_MACHINE_MAX])
{
	char boot[64], space[64] = "";
	ssize_t len = readlink("/proc/self/ns/pid", space, sizeof(space) - 1);

	read_text("/proc/sys/kernel/random/boot_id", boot, sizeof(boot));
	boot[strcspn(boot, "\n")] = '\0';
	space[len > 0 ? len : 0] = '\0';
	snprintf(out, PROCESS_MACHINE_MAX, "%s/%s", boot, space);
}

/* false: there is none. A name may hold blanks and brackets, so the last bracket ends it. */
static bool read_stat(long pid, unsigned long long out[STAT_FIELDS])
{
	char path[64], stat[1024], *at;

	snprintf(path, sizeof(path), "/proc/%ld/stat", pid);
	if (read_text(path, stat, sizeof(stat)) == 0)
		return false;
	at = strrchr(stat, ')');
	for (int field = 0; at && field < STAT_FIELDS; field++) {
		at = strchr(at + 1, ' ');
		out[field] = at ? strtoull(at, NULL, 10) : 0;
	}
	return at != NULL;
}

unsigned long long process_started_at(long pid)
{
	unsigned long long stat[STAT_FIELDS];

	return read_stat(pid, stat) ? stat[STAT_STARTED] : 0;
}

bool process_use(long pid, unsigned long long started_at, struct process_use *out)
{
	unsigned long long stat[STAT_FIELDS];
	long ticks = sysconf(_SC_CLK_TCK), page = sysconf(_SC_PAGESIZE);

	if (!read_stat(pid, stat) || stat[STAT_STARTED] != started_at || ticks <= 0)
		return false;
	out->cpu_ms = (stat[STAT_UTIME] + stat[STAT_STIME]) * 1000 / (unsigned long long)ticks;
	out->resident_bytes = stat[STAT_RESIDENT] * (unsigned long long)page;
	return true;
}
