/* Rules between the fields of a form, as the model has them. */
#pragma once
#include "rules/text.h"

struct form_field;
struct step;

enum compare {
	COMPARE_IN,
	COMPARE_NOT_IN,
	COMPARE_LT,
	COMPARE_LE,
	COMPARE_GT,
	COMPARE_GE,
	COMPARE_EQ,
	COMPARE_NE,
	COMPARE_GIVEN, /* the column has a value */
};
/* Of two values whose order is below, at or above 0; all others than the six signs are taken as equality. */
bool compare_holds(enum compare compare, int order);

/* What rules name of a report. A field of a line that is called like one of the report's own shares its place. */
struct said_field {
	const struct form_field *field;
	bool of_line;
	bool sum; /* over the lines */
};
enum rule_class { RULE_WARN, RULE_HOLD, RULE_REJECT, RULE_CLASSES };
enum { RULE_SIDES = 4, SAID_MAX = 64 };
enum rule_term_kind { TERM_COMPARE, TERM_GIVEN, TERM_IS };
struct rule_side { /* reverse Polish over places in form.said */
	const struct step *steps;
	uint32_t count;
};
struct rule_term {
	enum rule_term_kind kind;
	struct rule_side sides[RULE_SIDES]; /* TERM_COMPARE: a <= b <= c */
	enum compare signs[RULE_SIDES - 1]; /* LT .. NE */
	uint32_t side_count;
	uint32_t said;    /* TERM_GIVEN, TERM_IS */
	struct str value; /* TERM_IS */
};
enum rule_relation { RELATION_NONE, RELATION_IMPLIES, RELATION_SAME };
struct form_rule {
	struct str code;
	struct text title;
	struct str number; /* "V05" */
	struct str check;  /* as written */
	enum rule_class class;
	enum rule_relation relation;
	struct rule_term terms[2];
	uint64_t named; /* places in form.said, a bit each */
	uint32_t first; /* the one named first: the field at fault */
	bool of_lines;  /* asked of each line; else of the report */
};
