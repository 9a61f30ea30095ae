/* The parts of `sdmctl run` that look: list, show, and what `move --dry` says. */
#pragma once
#include "ctl/common.h"

int runs_list(int argc, char **argv);
int runs_show(int argc, char **argv);
/* The exit status: 1 where the run would stay as it is. */
int runs_try_move(const struct common *c, const char *id);
