/* A real sdmd of one's own: started, stopped, and its log read when something goes wrong. It ends with this program, however that
 * ends. The only place in the project that starts a program: for `sdmctl test --against`.
 */
#pragma once
#include "base/err.h"
#include "base/str.h"
#include <sys/types.h>

struct sdmd_child {
	char *folder;   /* temporary, holds the two files */
	char *settings; /* sdmd.yaml */
	char *log;
	const char *program; /* NULL: beside this program, else in PATH */
	pid_t pid;           /* 0: it does not run */
};

/* Makes the folder and writes the settings. */
int sdmd_child_new(struct sdmd_child *d, const char *program, struct str settings, struct err *err);
int sdmd_child_start(struct sdmd_child *d, struct err *err);
/* -1: it has ended by itself; its last words are in `err`. */
int sdmd_child_lives(struct sdmd_child *d, struct err *err);
/* By SIGTERM, as a service is stopped. -1: it did not end well. Fine where it does not run. */
int sdmd_child_stop(struct sdmd_child *d, struct err *err);
void sdmd_child_free(struct sdmd_child *d); /* ends it and removes the folder */
