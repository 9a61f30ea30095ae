/* The options that commands of sdmctl share. A command's argp names the groups that it takes as children and hands them its
 *struct common:
 *
 *	static const struct argp_child children[] = { COMMON_OUTPUT, COMMON_SERVER, { 0 } };
 *	case ARGP_KEY_INIT: common_init(&mine->common); common_children(state, 2, &mine->common); break;
 */
#pragma once
#include "ctl/common.h"
#include <argp.h>

extern const struct argp common_output_argp, common_server_argp, common_model_argp;
#define COMMON_OUTPUT                                                                                                            \
	{                                                                                                                        \
		&common_output_argp, 0, "Output:", 10                                                                            \
	}
#define COMMON_SERVER                                                                                                            \
	{                                                                                                                        \
		&common_server_argp, 0, "Redis:", 20                                                                             \
	}
#define COMMON_MODEL                                                                                                             \
	{                                                                                                                        \
		&common_model_argp, 0, "Model folders:", 30                                                                      \
	}

void common_children(struct argp_state *state, unsigned count, struct common *c);
/* A number of an option from `min` to `max`; a usage error else. */
int64_t common_number(struct argp_state *state, const char *option, const char *text, int64_t min, int64_t max);
