#include "rules/lock.h"

#include "rules/command.h"
#include "rules/ledger.h"
#include "rules/org.h"
#include "rules/period.h"
#include "rules/remark.h"
#include "rules/slot.h"

/* Of what a report is about: the slot that it would join, or is in. */
struct place_in_time {
	uint32_t duty, seller; /* model indices; `duty` NONE: of no slot */
	struct period period;
	struct duty_times times;
};

static void place_times(const struct engine *e, struct place_in_time *p)
{
	if (p->seller == NONE)
		p->duty = NONE;
	if (p->duty != NONE)
		duty_times(e->model, p->duty, p->seller, p->period, &p->times);
	if (p->duty != NONE && p->times.due_day == DAY_NONE)
		p->duty = NONE;
}

static struct place_in_time place_of_report(const struct engine *e, const struct report *r)
{
	struct place_in_time p = { .duty = NONE };

	if (r->retract || !r->seller)
		return p;
	p.seller = domain_model_index(&e->domains.list.at[DOMAIN_SELLER], r->seller);
	p.duty = duty_of(e->model, e->model->forms[r->form].code, p.seller, r->day);
	if (p.duty != NONE)
		p.period = duty_period(e->model, p.duty, r->day);
	place_times(e, &p);
	return p;
}

/* NONE where the model has no such duty or seller any more: then nothing is locked. */
static struct place_in_time place_of_slot(const struct engine *e, uint32_t slot)
{
	const struct slot_record *s = pool_at(&e->slots, slot);
	struct place_in_time p = { .duty = model_duty(e->model, names_text(&e->codes, s->duty)) };

	p.seller = domain_model_index(&e->domains.list.at[DOMAIN_SELLER], s->seller);
	if (p.duty != NONE)
		p.period = duty_period(e->model, p.duty, s->last_day);
	place_times(e, &p);
	return p;
}

/* ---- refusing ---- */
/* "daily 2026-10-05" */
static struct str place_text(const struct engine *e, struct arena *a, const struct place_in_time *p)
{
	struct buf b = { 0 };

	buf_adds(&b, e->model->duties[p->duty].code);
	buf_addc(&b, ' ');
	period_add(e->model, p->period, &b);
	struct str s = arena_str(a, buf_str(&b));
	buf_free(&b);
	return s;
}

static struct str instant_text(struct arena *a, int64_t ms)
{
	struct buf b = { 0 };

	instant_add(&b, ms);
	struct str s = arena_str(a, buf_str(&b));
	buf_free(&b);
	return s;
}

static bool refuse_locked(struct engine *e, struct arena *a, const struct place_in_time *p, struct receipt *why)
{
	struct str what = place_text(e, a, p), since = instant_text(a, p->times.hard_ms);

	return refuse(a, why, "V07", "locked", STR("at"), "%.*s is locked since %.*s: nothing of it is taken any more",
		      STR_ARG(what), STR_ARG(since));
}

static bool may_change(struct engine *e, struct arena *a, const struct place_in_time *p, const struct cover_record *c,
		       struct receipt *why)
{
	int64_t now = e->clock.now_ms;

	if (p->duty == NONE || now < p->times.soft_ms)
		return true;
	if (now >= p->times.hard_ms)
		return refuse_locked(e, a, p, why);
	if (c->approved_ms)
		return true;
	struct str what = place_text(e, a, p), since = instant_text(a, p->times.soft_ms);

	return refuse(a, why, "V16", "needs_approval", STR("rev"),
		      "%.*s is locked since %.*s: a head must approve the correction first", STR_ARG(what), STR_ARG(since));
}

static bool may_join(struct engine *e, struct arena *a, const struct place_in_time *p, struct receipt *why)
{
	uint32_t slot = slot_find(e, p->duty, p->seller, p->period);

	if (e->clock.now_ms >= p->times.hard_ms)
		return refuse_locked(e, a, p, why);
	if (!e->model->duties[p->duty].once || slot == NONE || !((struct slot_record *)pool_at(&e->slots, slot))->reports)
		return true;
	struct str what = place_text(e, a, p);

	return refuse(a, why, "V09", "already_submitted", STR("id"),
		      "%.*s of this seller has been handed in with another id: correct that report with a higher rev",
		      STR_ARG(what));
}

/* ---- saying ---- */
static void say(struct engine *e, struct arena *a, const struct place_in_time *p, struct report *r, const char *rule,
		const char *key, struct str en, struct str ru)
{
	struct buf params = { 0 };
	struct str what = place_text(e, a, p), due = instant_text(a, p->times.due_ms);
	int64_t minutes = (e->clock.now_ms - p->times.due_ms) / 60000;

	buf_adds(&params, STR("{\"duty\":"));
	buf_add_json(&params, e->model->duties[p->duty].code);
	buf_adds(&params, STR(",\"period\":"));
	buf_add_json(&params, (struct str){ what.ptr + e->model->duties[p->duty].code.len + 1,
					    what.len - e->model->duties[p->duty].code.len - 1 });
	buf_addf(&params, ",\"due\":\"%.*s\"", STR_ARG(due));
	if (minutes > 0 && str_eq(str_of(key), STR("late")))
		buf_addf(&params, ",\"minutes\":\"%lld\"", (long long)minutes);
	buf_addc(&params, '}');
	struct remark made = {
		.class = RULE_WARN,
		.rule = str_of(rule),
		.field = STR("at"),
		.key = str_of(key),
		.params = arena_str(a, buf_str(&params)),
		.text.in = { [LANGUAGE_EN] = arena_strf(a, "%.*s %.*s", STR_ARG(what), STR_ARG(en)),
			     [LANGUAGE_RU] = arena_strf(a, "%.*s %.*s", STR_ARG(what), STR_ARG(ru)) },
	};
	remark_add(a, &r->remarks, &made);
	buf_free(&params);
}

static void remarks_of_time(struct engine *e, struct arena *a, const struct place_in_time *p, struct report *r)
{
	if (p->times.owing == OWING_EXEMPT) {
		say(e, a, p, r, "V10", "exempt", STR("is not owed: the seller is exempt"),
		    STR("не требуется: продавец освобождён"));
	} else if (p->times.owing == OWING_NOT) {
		say(e, a, p, r, "V10", "not_expected", STR("is not owed: nobody works then"),
		    STR("не требуется: это нерабочее время"));
	} else if (e->clock.now_ms >= p->times.late_ms) {
		struct str due = instant_text(a, p->times.due_ms);

		say(e, a, p, r, "V07", "late", arena_strf(a, "comes late: it was due at %.*s", STR_ARG(due)),
		    arena_strf(a, "сдан с опозданием: срок был %.*s", STR_ARG(due)));
	}
}

bool lock_allows(struct engine *e, struct report *r, struct arena *a, struct receipt *why)
{
	struct place_in_time joined, old = { .duty = NONE };
	uint32_t number;
	const struct cover_record *c;

	if (r->revision <= ledger_revision(e, r->key))
		return true;
	joined = place_of_report(e, r);
	c = slot_cover(e, r->key, &number);
	if (c)
		old = place_of_slot(e, c->slot - 1);
	if (c && !may_change(e, a, &old, c, why))
		return false;
	if (joined.duty == NONE ||
	    (old.duty == joined.duty && old.seller == joined.seller && period_eq(old.period, joined.period)))
		return true;
	if (!may_join(e, a, &joined, why))
		return false;
	remarks_of_time(e, a, &joined, r);
	return true;
}

/* ---- the command ---- */
bool command_approve(struct engine *e, const struct input *in, struct arena *a, struct receipt *r)
{
	struct str form = command_field(in, "form"), id = command_field(in, "id"), by = command_field(in, "by");
	struct cover_record *c;
	struct place_in_time p;
	struct hash128 key;
	uint32_t number;

	if (!command_report(e, in, a, &key, r))
		return false;
	c = slot_cover(e, key, &number);
	p = c ? place_of_slot(e, c->slot - 1) : (struct place_in_time){ .duty = NONE };
	if (p.duty == NONE)
		return refuse(a, r, "C08", "not_owed", STR("id"),
			      "no report \"%.*s\" of form \"%.*s\" that the schedule asks for",
			      STR_ARG(str_head(id, REPORT_ID_MAX)), STR_ARG(form));
	if (!org_is_head(e->model, p.seller, by, period_to(e->model, p.period) - 1))
		return refuse(a, r, "C08", "not_the_head", STR("by"), "\"%.*s\" heads neither the seller's unit nor one above it",
			      STR_ARG(str_head(by, REPORT_ID_MAX)));
	if (e->clock.now_ms >= p.times.hard_ms) {
		struct str what = place_text(e, a, &p), since = instant_text(a, p.times.hard_ms);

		return refuse(a, r, "C08", "locked", STR("id"), "%.*s is locked since %.*s: nothing of it is taken any more",
			      STR_ARG(what), STR_ARG(since));
	}
	pool_touch(&e->covers, number);
	c->approved_ms = e->clock.now_ms;
	c->approved_by = state_code(e, by);
	return true;
}
