/* Runs that go on, each in its version, and whether they could under another model. */
#include "lua/judge.h"

static uint32_t decision_of(const struct host *h, struct str code)
{
	for (size_t n = 0; n < h->list.count; n++)
		if (str_eq(h->list.at[n].code, code))
			return (uint32_t)n;
	return NONE;
}

/* The host that executes a run, and its decision's place there; NULL: its version does not fit the model, and *out_why says why.
 * A run goes on in the version with which it began, unless it is to be taken over to the one in force. */
static struct host *host_for(struct host *h, const struct job *j, const struct decision *d, uint32_t *out_decision,
			     struct str *out_why)
{
	struct host *by = h;

	*out_why = STR("");
	if (!j->flip->moves && !str_eq(j->look.pin_sha, d->pin_sha))
		by = older_host(h, j->flip->case_no, j->look.pin_sha, out_why);
	*out_decision = by ? decision_of(by, d->code) : NONE;
	return by && *out_decision != NONE && by->rules.at[*out_decision].run != LUA_NOREF ? by : NULL;
}

static struct str does_not_fit(const struct decision *d, struct str why, struct arena *a)
{
	return arena_strf(a, "the version of \"%.*s\" with which this run began does not fit the model in force%s%.*s",
			  STR_ARG(d->code), why.len ? ":\n" : "", STR_ARG(why));
}

void judge_wake(struct host *h, struct job *j, struct arena *a)
{
	const struct decision *d = &h->list.at[j->flip->decision];
	uint32_t decision;
	struct host *by;
	struct str why;

	if (!run_look(h->engine, j->flip->case_no, a, &j->look))
		return;
	j->verdict->severity = SEVERITY_INFO;
	by = host_for(h, j, d, &decision, &why);
	if (!by) {
		j->verdict->broken = does_not_fit(d, why, a);
		return;
	}
	by->engine = h->engine;
	by->out = a;
	judge_by(by, j, decision, a);
	if (by != h) {
		by->engine = NULL;
		by->out = NULL;
	}
}

/* ---- before a model is put in force ---- */
/* Does an open run come to where it stands, by what its journal holds alone? `code`: of its decision. */
static bool run_replays(struct host *h, const struct engine *e, uint32_t case_no, struct str code, struct arena *a,
			struct str *out_why)
{
	struct verdict verdict = { .holds = true };
	struct flip f = { .kind = FLIP_WAKE, .case_no = case_no };
	struct job j = { .flip = &f, .verdict = &verdict };
	struct host *by;

	f.decision = decision_of(h, code);
	if (f.decision == NONE || !run_look(e, case_no, a, &j.look) || j.look.paused)
		return true; /* a case whose decision is gone is withdrawn, and what is broken waits for another version */
	h->engine = e;
	by = host_for(h, &j, &h->list.at[f.decision], &f.decision, out_why);
	h->engine = NULL;
	if (!by)
		return false;
	by->dry = true;
	by->dry_done = false;
	judge_by(by, &j, f.decision, a);
	by->dry = false;
	*out_why = verdict.broken;
	return by->dry_done || !verdict.broken.len;
}

int host_takes_runs(struct host *h, const struct engine *e, struct err *err)
{
	enum { TRIED = 10000, NAMED = 5 };
	struct arena *a = arena_new();
	struct buf lacking = { 0 };
	uint32_t tried = 0, failed = 0;

	for (uint32_t case_no = runs_next(e, 0); case_no && tried < TRIED && failed < NAMED; case_no = runs_next(e, case_no)) {
		struct str why = STR("");

		tried++;
		if (run_replays(h, e, case_no, case_decision(e, case_no), a, &why))
			continue;
		buf_addf(&lacking, "%sC%u: %.*s", failed++ ? "; " : "", case_no, STR_ARG(str_cut(&why, '\n')));
		arena_reset(a);
	}
	if (failed)
		err_set(err, "runs that wait cannot go on under it: %s%s", lacking.ptr, failed == NAMED ? "; ..." : "");
	buf_free(&lacking);
	arena_free(a);
	return failed ? -1 : 0;
}
