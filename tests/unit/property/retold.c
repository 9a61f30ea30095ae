#include "retold.h"

#include <malloc.h>
#include <stdio.h>

#include "base/date.h"

/* A decision whose run asks, waits, gives out tasks and looks again; its edited text has steps more, fewer and elsewhere. */
#define DECISION(first, last)                                                                                                     \
	"local sdm = require 'sdm'\n"                                                                                             \
	"return sdm.decision 'behind' { api = 1, title = { en = 'Behind', ru = 'Отставание' }, owner = 'consultant',\n" \
	"  watch = { kpi = 'k0', each = 'seller', period = 'month' }, when = sdm.below { share = sdm.percent(80) },\n"            \
	"  for_ = sdm.workdays(2), clear_for = sdm.days(1), on_missing = 'open', severity = 'amber',\n"                           \
	"  escalation = { remind = sdm.workdays(1), boss = sdm.workdays(2), overdue = sdm.workdays(1), top = sdm.days(9) },\n"    \
	"  run = function(case) case:alert { to = 'boss' }\n"                                                                     \
	"    local plan = case:task('plan', { to = case.seller, due = sdm.workdays(1), title = 'Plan' }) " first "\n"             \
	"    for n = 1, 3 do\n"                                                                                                   \
	"      local out = case:first('react', { ok = case:cleared(), late = case:timer(sdm.workdays(2)), done = "                \
	"case:done(plan),\n"                                                                                                      \
	"        answer = case:ask('why', { to = 'boss', options = { 'market', 'skill' }, remind = sdm.workhours(4),\n"           \
	"          escalate = { after = sdm.workdays(2), to = 'director' } }) })\n"                                               \
	"      if out.key == 'ok' then case:close('recovered') return end\n"                                                      \
	"      if out.value == 'skill' then case:worsen('red') end\n"                                                             \
	"      plan = case:task('plan', { to = 'boss', due = sdm.workdays(n), title = 'Again' }) end\n"                           \
	"    if case:check('low', function(s) return not s.fact or s.fact < 50 end) then case:escalate {} end " last "\n"         \
	"    case:wait(sdm.days(3)) case:note('end') end }\n"
static const char decision[] = DECISION("local q = case:ask('free', { to = 'boss' })", "case:note('last')");
static const char edited[] = DECISION("case:note('first')", "local all = case:all('two', { a = case:timer(sdm.days(1)), "
							    "b = case:timer(sdm.workhours(9)) })");

static struct buf *step_add(struct story_told *s, enum step_kind kind)
{
	struct told_step *step = ARRAY_ADD(s->steps);

	*step = (struct told_step){ .kind = kind };
	return &step->words;
}

static void tell_report(struct story_told *s, const struct report_said *r, int32_t day, int minute)
{
	struct buf *b = step_add(s, STEP_REPORT);

	date_add(b, day);
	buf_addf(b, "T%02d:%02d:00Z ", minute / 60, minute % 60);
	report_add(&s->right, r, b);
}

static void tell_plan(struct story_told *s, const struct invented_plan *p, int number)
{
	static const char *const levels[] = { "target", "threshold", "stretch" };
	static const char *const periods[] = { "day", "week", "month", "quarter", "year", "campaign" };
	struct buf *b = step_add(s, STEP_COMMAND);

	buf_addf(b, "command=plan token=p%d by=boss scope_kind=%s scope=", number, kinds[p->kind].code);
	scope_add(&s->right, p->kind, p->members, b);
	buf_addf(b, " kpi=k%d level=%s period_kind=%s period=", p->kpi, levels[p->level], periods[p->period.kind]);
	span_add(&s->right, &p->period, b);
	buf_adds(b, STR(" target="));
	num_add_e4(b, p->target_e4);
	buf_adds(b, STR(" valid_from="));
	date_add(b, p->valid_from);
}

static void tell_plans(struct story_told *s)
{
	for (int i = 0; i < s->right.plan_count; i++)
		if (s->right.plans[i].command)
			tell_plan(s, &s->right.plans[i], i);
}

/* Somebody says something about a case that may be there; it may well be refused. */
static void tell_talk(struct story_told *s, struct chosen *chosen, int number)
{
	static const char *const values[] = { "market", "skill", "neither" }, *const asks[] = { "why", "why#2", "why#3", "free" };
	static const char *const states[] = { "accepted", "in_progress", "done", "returned", "cancelled" };
	struct buf *b = step_add(s, STEP_TALK);
	uint32_t of = 1 + choose(chosen, 2);

	buf_addf(b, "token=k%d by=boss ", number);
	switch (choose(chosen, 8)) {
	case 0:
	case 1:
	case 2:
		buf_addf(b, "command=answer case=C%u ask=%s value=%s", of, asks[choose(chosen, 4)], values[choose(chosen, 3)]);
		break;
	case 3:
	case 4:
		buf_addf(b, "command=task task=T%u state=%s", 1 + choose(chosen, 4), states[choose(chosen, 5)]);
		break;
	case 5:
		buf_addf(b, "command=acknowledge case=C%u", of);
		break;
	case 6:
		buf_addf(b, "command=run case=C%u do=%s", of, choose(chosen, 4) ? "move" : "retry");
		break;
	default:
		buf_addf(b, "command=close case=C%u reason=enough", of);
	}
}

static void tell_clock(struct story_told *s, int32_t day)
{
	struct buf *b = step_add(s, STEP_CLOCK);

	date_add(b, day);
	buf_adds(b, STR("T00:00:00Z"));
}

/* In any order, some more than once, over the days of the history; the right model comes in the middle and the plans that
 * commands change after it. */
static void tell_wildly(struct story_told *s, const struct history *h, struct telling *how)
{
	uint32_t order[2 * REPORTS], count = (uint32_t)h->count, right_at = choose(&how->chosen, count + 1);
	int32_t day = s->right.first_day - (int32_t)choose(&how->chosen, 30), step = 0;

	for (uint32_t i = 0; i < (uint32_t)h->count; i++)
		order[i] = i;
	for (uint32_t i = 0; i < (uint32_t)h->count; i++)
		if (choose_share(&how->chosen, 30))
			order[count++] = i;
	shuffle(&how->chosen, order, count);
	for (uint32_t i = 0; i < count; i++) {
		if (i == right_at)
			step_add(s, STEP_MODEL);
		if (choose_share(&how->chosen, 12))
			tell_clock(s, day += 1 + (int32_t)choose(&how->chosen, 12));
		for (int talk = 0; s->decisions && talk < 6 && choose_share(&how->chosen, 70); talk++)
			tell_talk(s, &how->chosen, step++);
		tell_report(s, &h->reports[order[i]], day, step++ % 1440);
	}
	if (right_at >= count)
		step_add(s, STEP_MODEL);
	tell_plans(s);
}

void story_tell(struct story_told *s, const struct company *c, const struct history *h, struct telling *how)
{
	*s = (struct story_told){ .before = *c, .right = *c, .decisions = how->decisions };
	if (!how->plain) {
		s->before.chosen = how->chosen;
		company_mistake(&s->before, &s->right);
		how->chosen = s->before.chosen;
		tell_wildly(s, h, how);
		return;
	}
	tell_plans(s);
	for (int i = 0; i < h->count; i++)
		tell_report(s, &h->reports[i], c->first_day, i % 1440);
}

void story_free(struct story_told *s)
{
	for (size_t i = 0; i < s->steps.count; i++)
		buf_free(&s->steps.at[i].words);
	ARRAY_FREE(s->steps);
}

/* ---- folding ---- */
/* In place of the system's: loading a model gives memory back, which takes half of the time of a company as small as these. */
int malloc_trim(size_t pad)
{
	(void)pad;
	return 0;
}

static size_t files_of(const struct story_told *s, const struct company *c, struct company_texts *texts, struct fold_file *files)
{
	*texts = (struct company_texts){ 0 };
	company_files(c, texts, files);
	if (s->decisions)
		files[COMPANY_DOCUMENTS].text = c == &s->right ? edited : decision;
	return COMPANY_DOCUMENTS + 1;
}

static void step_take(const struct story_told *s, struct fold *f, const struct told_step *step)
{
	struct fold_file files[COMPANY_DOCUMENTS + 1];
	struct company_texts texts;

	switch (step->kind) {
	case STEP_REPORT:
		fold_say(f, step->words.ptr);
		return;
	case STEP_COMMAND:
	case STEP_TALK:
		fold_command(f, step->words.ptr);
		return;
	case STEP_CLOCK:
		fold_until(f, step->words.ptr);
		return;
	case STEP_MODEL:
		fold_activate(f, files, files_of(s, &s->right, &texts, files), "right");
		company_texts_free(&texts);
		return;
	}
}

static void fail_where_refused(const struct fold *f, const struct told_step *step, uint64_t seed)
{
	struct buf said = { 0 };
	const char *refused = f->said.len ? strstr(f->said.ptr, "rejected ") : NULL;

	if (!refused)
		return;
	buf_addf(&said, "%s\n%s", step->words.ptr ? step->words.ptr : "the right model", f->said.ptr);
	seed_failed(seed, "something was refused", &said);
}

/* What is refused there is none of the reports and commands that must be taken. */
static void allow_refusal(struct fold *f, size_t from)
{
	for (char *at = f->said.ptr + from; (at = strstr(at, "rejected ")); at++)
		*at = 'R';
}

struct fold *story_fold(const struct story_told *s, struct chosen *chosen, uint32_t restarts, uint64_t seed)
{
	struct fold_file files[COMPANY_DOCUMENTS + 1];
	struct company_texts texts;
	struct fold *f = fold_new(files, files_of(s, &s->before, &texts, files));

	company_texts_free(&texts);
	for (size_t i = 0; i < s->steps.count; i++) {
		size_t before = f->said.len;
		step_take(s, f, &s->steps.at[i]);
		if (f->said.len != before && s->steps.at[i].kind == STEP_TALK)
			allow_refusal(f, before);
		else if (f->said.len != before)
			fail_where_refused(f, &s->steps.at[i], seed);
		if (restarts && choose_share(chosen, restarts))
			fold_restart(f);
		if (restarts && choose_share(chosen, restarts)) /* as at a turn's end */
			engine_state_digest(f->turn->engine);
	}
	return f;
}

/* ---- seeds ---- */
struct seeds seeds_wanted(uint64_t usual)
{
	const char *wanted = getenv("SEEDS");
	struct seeds seeds = { 1, usual };
	char *rest;

	if (!wanted || !*wanted)
		return seeds;
	seeds.from = seeds.to = strtoull(wanted, &rest, 10);
	if (*rest == '-')
		seeds.to = strtoull(rest + 1, &rest, 10);
	if (*rest)
		fail_msg("SEEDS: expected one like 7 or 1-20000, got \"%s\"", wanted);
	return seeds;
}

void seed_failed(uint64_t seed, const char *what, const struct buf *said)
{
	print_error("seed %llu: %s\n%s\nagain: make property SEEDS=%llu\n", (unsigned long long)seed, what,
		    said && said->ptr ? said->ptr : "", (unsigned long long)seed);
	fail();
	abort();
}
