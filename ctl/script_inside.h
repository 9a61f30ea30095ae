/* What the files of ctl/script share. */
#pragma once
#include "ctl/script.h"

enum { DATE_LEN = 10 };

/* A report that has been written so far. */
struct written {
	struct str form, id; /* the form without its version */
	int64_t revision;
	const struct pair *pairs;
	uint32_t pair_count;
};
struct writer {
	struct suites *suites;
	struct arena *arena;
	struct problems *problems;
	struct script *script;
	ARRAY(struct written) reports;
	ARRAY(struct pair) pairs; /* of the deed in hand */
	uint32_t tokens;
};
/* A deed before its pairs are made, so that they can be made in the order of time. */
struct draft {
	struct deed deed;
	const struct moment_doc *moment;
	const struct series_values *values; /* by field of the moment's series; NULL: it has none */
	uint32_t day;                       /* of the series */
	uint32_t number;                    /* in the order of the file */
};

/* The model in force where the writer has come to. */
const struct model *writer_model(const struct writer *w);
void writer_put(struct writer *w, struct str name, struct str text);
/* A field of the timeline: a text, a list of lines as JSON, ~ nothing. */
void writer_put_node(struct writer *w, const struct node *f);
/* Moves what was put to the deed. */
void writer_keep(struct writer *w, struct deed *d);

/* script_reports.c: the pairs of report, correct, retract and of one day of a series. false: no report that day. */
bool script_write_report(struct writer *w, const struct draft *draft, struct deed *d);
