/* The declarations: api_values.c, api_options.c, api_steps.c. Nobody but they and api.c includes it. */
#pragma once
#include "lua/api.h"

extern const struct api_class api_values[], api_answers[], api_options[], api_steps[];
extern const uint32_t api_value_count, api_answer_count, api_option_count, api_step_count;

#define FIELD(name, type, says)                                                                                                  \
	{                                                                                                                        \
		name, NULL, type, says                                                                                           \
	}
#define METHOD(name, params, gives, says)                                                                                        \
	{                                                                                                                        \
		name, params, gives, says                                                                                        \
	}
#define END                                                                                                                      \
	{                                                                                                                        \
		NULL, NULL, NULL, NULL                                                                                           \
	}
