/* A scenario file: what is reported and ordered when, and what must have come of it. The files stand under tests/ of a company's
 * folder and are no part of its model. Only what is written is read here, by the same option tables as the model's documents;
 * ctl/script.h turns it into inputs.
 *
 *	title: Revenue behind plan
 *	scenarios:
 *	  - name: Three working days behind plan open a case
 *	    timeline:
 *	      - {at: 2026-10-05T18:00, report: {form: deal, seller: s.vlasov, kind: won, amount: 1000}}
 *	      - {at: 2026-10-08T00:00, expect: {cases: [{decision: plan_lag, scope: s.vlasov, state: open}]}}
 */
#pragma once
#include "model/option.h"

/* What differs from the company's model. */
struct change_doc {
	struct record head;
	const struct node *parameters; /* decision -> parameter -> value, checked to be so; NULL: none */
	const struct node *files;      /* path in the model -> path in the company's folder; NULL: none */
};

enum expected_kind { EXPECTED_CASES, EXPECTED_ALERTS, EXPECTED_TASKS, EXPECTED_RECEIPTS, EXPECTED_FIGURES, EXPECTED_KINDS };
/* Rows of one kind all begin so; `table` of the kind names their fields, each a struct ref. */
struct expectation_doc {
	struct record head;
	struct records lists[EXPECTED_KINDS]; /* `at` NULL: nothing is said about them */
	bool exact, so_far;
	struct expectation_doc *none; /* what must not be there; of it only the lists count */
};
extern const struct options *const expected_tables[EXPECTED_KINDS];
/* The field of an expected row that an option stands for; its place's line is 0 where it was not given. */
const struct ref *expected_field(const struct record *row, const struct option *o);

struct series_doc {
	struct record head;
	struct ref form, id, seller;
	uint32_t every; /* 0: each working day of the seller, 1: each day */
	const struct node *values, *with;
};
struct retract_doc {
	struct record head;
	struct ref form, id;
};
/* What somebody says about a case or task, which is found by its decision and whom it is about. Each moment has some of these. */
struct told_doc {
	struct record head;
	struct ref decision, scope, ask, value, code, state, reason, by, note;
};
/* One moment of a timeline: `at`, and one of the rest. */
struct moment_doc {
	struct record head;
	struct ref at;
	const struct node *report, *correct, *command;
	struct retract_doc *retract;
	struct series_doc *series;
	struct change_doc *activate;
	bool restart, clock;
	struct expectation_doc *expect;
	struct told_doc *answer, *acknowledge, *task, *close;
};
struct scenario_doc {
	struct record head;
	struct ref name;
	struct change_doc *model;
	struct records timeline; /* struct moment_doc */
};
struct scenarios_doc {
	struct record head;
	struct ref title;
	uint32_t time; /* enum time_mode */
	struct change_doc *model;
	struct records scenarios; /* struct scenario_doc */
};

/* Reads a file; NULL after problems that leave nothing to look at. Tables are not taken from anywhere. */
struct scenarios_doc *scenario_read(struct arena *a, const char *file, struct str text, struct problems *problems);
/* The reference of the format in Markdown; its JSON Schema is one of model/schema.h. */
void scenario_reference(struct buf *out);

/* "0+5x10 _ 3" as promtool has it: a+bxn is n + 1 values, each b more than the one before, axn the same value n + 1 times, _ a
 * day without a report, _xn n of them. */
enum { SERIES_VALUES_MAX = 1000 };
#define SERIES_NONE INT64_MIN
struct series_values {
	int64_t e4[SERIES_VALUES_MAX]; /* SERIES_NONE: no report */
	uint32_t count;
};
int series_parse(struct str s, struct series_values *out, struct err *err);
