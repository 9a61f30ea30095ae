/* A scenario as what is to be done one by one: series are spread over their days, ids and corrections are filled in, models are
 * made, everything stands in the order of time. Both runners play the same script (ctl/play.h).
 */
#pragma once
#include "ctl/suite.h"
#include "rules/engine.h"

enum deed_kind { DEED_REPORT, DEED_COMMAND, DEED_ACTIVATE, DEED_CLOCK, DEED_RESTART, DEED_EXPECT };
struct deed {
	enum deed_kind kind;
	int64_t at_ms;
	struct str at;            /* as written */
	struct spot place;        /* of its moment */
	uint32_t moment;          /* number on the timeline, from 1 */
	const struct pair *pairs; /* REPORT: without received_at; COMMAND, ACTIVATE */
	uint32_t pair_count;
	const struct expectation_doc *expect;
	const struct told_doc
		*about; /* COMMAND: its case or task is found when it is given; NULL: it names it, or is about none */
};
struct script {
	const struct suite *suite;
	const struct scenario_doc *doc;
	enum time_mode time;
	uint32_t moments;
	ARRAY(const struct folder *) models; /* that it begins with, then those that it activates */
	ARRAY(struct deed) deeds;
};

/* What is wrong goes to the problems of `s`; -1: there is something. Free it in any case. */
int script_make(struct suites *s, const struct suite *suite, const struct scenario_doc *doc, struct script *out);
void script_free(struct script *s);
/* script_names.c: refuses forms, decisions, scopes, KPIs and periods that no model of the script has: an expectation that
 * something is not there would hold for ever with a slip of the pen in it. */
void script_check_names(struct suites *s, const struct script *script);
void script_check_report(struct suites *s, const struct model *m, const struct node *report);
