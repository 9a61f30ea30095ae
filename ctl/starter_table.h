/* The files of config/new, compiled; made by tools/files2c, read by starter.c alone. */
#pragma once
#include <stddef.h>

struct starter_file {
	const char *language; /* "en" */
	const char *path;     /* "data/plan.csv" */
	const char *text;
};
extern const struct starter_file starter_files[]; /* by language, then by path */
extern const size_t starter_file_count;
