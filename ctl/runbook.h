/* The runs of a company as its state has them, folded from the checkpoint up to the fence. */
#pragma once
#include "ctl/casebook.h"
#include "ctl/refold.h"
#include "ctl/runwords.h"

struct runbook {
	const struct common *common;
	struct server server;
	struct refold refold;
	struct casebook book;
	struct wordbook words;
	struct arena *arena; /* owns what is looked at */
	struct buf out;
};
struct run_row {
	uint32_t number; /* of the case; its id is one more */
	const struct case_record *record;
	struct run_look look;
	bool in_force; /* it is executed from the version that new cases begin with */
};

/* The exit status; STATUS_OK: it may be read. Close it in any case. */
int runbook_open(struct runbook *b, const struct common *c);
void runbook_close(struct runbook *b);
/* false: the case has no run that waits or is paused. */
bool runbook_row(struct runbook *b, uint32_t number, struct run_row *out);
/* The number of the case "C17". NONE, after a message: there is no such case, or it has no run. */
uint32_t runbook_find(struct runbook *b, const char *id, struct run_row *out);

/* "C17  plan_lag  Vlasov, Revenue, 2026-10", a line that says how it stands, and one of its version. */
void runbook_add(struct runbook *b, const struct run_row *r);
/* The members of an object. */
void runbook_add_json(struct runbook *b, const struct run_row *r);
