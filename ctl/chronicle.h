/* Where a command gets a folded state from: a file of reports with a model's folder, or a company's log in Redis. */
#pragma once
#include "ctl/common_options.h"
#include "ctl/fold.h"
#include "ctl/refold.h"

enum { CHRONICLE_MODELS_MAX = 16 };

struct chronicle {
	struct common *common;
	/* from the command line */
	const char *file;
	const char *models[CHRONICLE_MODELS_MAX];
	uint32_t model_count;
	const char *until;
	bool from_checkpoint;
	struct known known;
	/* open */
	struct turn *turn; /* its engine is the result */
	struct folder folders[CHRONICLE_MODELS_MAX];
	struct fold fold;     /* of a file */
	struct server server; /* else */
	struct refold refold;
};

/* The options; a child beside COMMON_SERVER and COMMON_MODEL. Its input is the struct chronicle, `common` set. */
extern const struct argp chronicle_argp;
#define CHRONICLE_CHILD                                                                                                          \
	{                                                                                                                        \
		&chronicle_argp, 0, "History:", 5                                                                                \
	}
#define CHRONICLE_USAGE "[FILE --model DIR]"

/* Folds. STATUS_OK, else it has been said what is wrong. `turn_inputs`, `out_fd`: as fold_start(). Close it in any case. */
int chronicle_open(struct chronicle *h, uint32_t turn_inputs, int out_fd);
/* Folds the file anew into `f` with the same models; for a comparison. */
int chronicle_again(struct chronicle *h, struct fold *f, uint32_t turn_inputs, struct err *err);
void chronicle_close(struct chronicle *h);
