/* Processes as a lease names them: a machine, a pid, and when it began, so that a pid used again is not taken for the former. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { PROCESS_MACHINE_MAX = 160 };

/* The boot and the pid namespace of this process: pids mean the same to all that write the same here. */
void process_machine(char out[PROCESS_MACHINE_MAX]);
/* In ticks since the boot; 0: there is no such process, or /proc does not show it. */
unsigned long long process_started_at(long pid);

struct process_use {
	uint64_t cpu_ms;         /* of the processor, since it began */
	uint64_t resident_bytes; /* of memory */
};
/* false: it is gone, began at another time, or /proc does not tell. */
bool process_use(long pid, unsigned long long started_at, struct process_use *out);
