/* The scenario files of a company's folder: tests/ with everything below it that ends in .yaml, in the order of their names. They
 * are no part of the model.
 */
#pragma once
#include "ctl/folder.h"
#include "model/scenario.h"

struct suite {           /* one file */
	struct str path; /* as it is opened and shown: config/acme/tests/plan_lag.yaml */
	struct scenarios_doc *doc;
};
struct suites {
	struct arena *arena;
	const char *folder;
	const struct folder *base;
	ARRAY(struct suite) list; /* those that can be read */
	struct problems problems;
	ARRAY(struct folder *) models; /* those that scenarios ask for, each read once; faulty ones too */
};

/* Reads the files of a folder whose model has been read. -1: one is there and cannot be opened. Mistakes in them are `problems`.
 * `base` must outlive it. Free it in any case. */
int suites_read(const char *folder, const struct folder *base, struct suites *out, struct err *err);
void suites_free(struct suites *s);
/* A text file of the folder, in the arena. */
int suites_file(struct suites *s, struct str path, struct str *out, struct err *err);
/* The model that comes of `before` by changes, NULL ones left out, with its time as wanted; NULL after problems. What is wrong is
 * told at the changes, and once. */
enum { CHANGES_MAX = 2 };
const struct folder *suites_model(struct suites *s, const struct folder *before, enum time_mode time,
				  const struct change_doc *const changes[CHANGES_MAX]);
