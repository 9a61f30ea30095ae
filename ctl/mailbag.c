#include "ctl/mailbag_inside.h"

#include "rules/calendar.h"
#include "rules/org.h"

#include <stdlib.h>

enum { PAUSE_MAX_S = 300 };

/* ---- time ---- */

static struct str local_text(struct arena *a, const struct zone *z, int64_t instant_ms)
{
	struct buf b = { 0 };
	struct str s;

	mailbag_add_local(&b, z, instant_ms);
	s = arena_str(a, buf_str(&b));
	buf_free(&b);
	return s;
}

static int64_t moment_of(const struct author *w, const struct zone *z, int32_t day, struct chance *c)
{
	struct span s = w->habit->doc->arrives_s;

	return zone_instant(z, day, (int32_t)(chance_between(c, s.low, s.high) * 1000));
}

static int64_t some_days_later(const struct author *w, struct draft_report *r, int64_t most)
{
	int32_t days = (int32_t)chance_between(&r->chance, 1, most);

	return moment_of(w, r->zone, calendar_add_workdays(r->calendar, r->day, days), &r->chance);
}

/* ---- posting ---- */

struct letter {
	struct str id;
	uint32_t revision;
	bool retracts;
	int64_t wrong_ppm; /* what all numbers are multiplied by; a million: they are right */
};

static void post(struct author *w, const struct draft_report *r, int64_t at_ms, struct letter l)
{
	struct arena *a = w->bag->arena;
	const struct habit_doc *d = w->habit->doc;
	struct pair *pairs = arena_alloc(a, (w->habit->content_count + 8) * sizeof(*pairs));
	uint32_t n = 0;

	pairs[n++] = (struct pair){ STR("form"), d->form.text.len > 0 ? d->form.text : d->head.code.text };
	pairs[n++] = (struct pair){ STR("id"), l.id };
	if (l.revision > 1)
		pairs[n++] = (struct pair){ STR("rev"), arena_strf(a, "%u", l.revision) };
	if (l.retracts)
		pairs[n++] = (struct pair){ STR("op"), STR("retract") };
	if (!l.retracts) {
		pairs[n++] = (struct pair){ STR("seller"), w->model->sellers[w->seller].code };
		pairs[n++] = (struct pair){ STR("at"), r->at };
	}
	if (w->model->time == TIME_LOG)
		pairs[n++] = (struct pair){ STR("received_at"), local_text(a, r->zone, at_ms) };
	for (uint32_t i = 0; !l.retracts && i < w->habit->content_count; i++) {
		const struct content *c = &w->habit->contents[i];
		bool drawn = c->kind == CONTENT_NUMBER || c->kind == CONTENT_PLAN;

		pairs[n++] = (struct pair){ c->field->name,
					    drawn && l.wrong_ppm != PPM
						    ? content_text(a, content_rounded(c, part_of(r->value_e4[i], l.wrong_ppm)))
						    : r->text[i] };
	}
	if (at_ms < w->bag->end_ms)
		*ARRAY_ADD(w->bag->list) = (struct mail){ at_ms, w->bag->made++, pairs, n };
}

/* ---- what happens to a report ---- */

/* Shares laid one after the other: whether the point drawn lies in this one. */
static bool falls(int64_t share_ppm, int64_t *at_ppm)
{
	bool fell = *at_ppm >= 0 && *at_ppm < share_ppm;

	*at_ppm -= share_ppm;
	return fell;
}

static int64_t share_of(const struct slip_doc *s)
{
	return s ? s->share_ppm : 0;
}

static void send_right(struct author *w, struct draft_report *r)
{
	post(w, r, r->at_ms, (struct letter){ r->id, 1, false, PPM });
}

static void send_wrong(struct author *w, struct draft_report *r)
{
	int64_t by_ppm = w->habit->doc->corrected->by_ppm;

	post(w, r, r->at_ms, (struct letter){ r->id, 1, false, PPM + chance_between(&r->chance, -by_ppm, by_ppm) });
	post(w, r, some_days_later(w, r, w->habit->doc->corrected->days), (struct letter){ r->id, 2, false, PPM });
}

static void send_twice(struct author *w, struct draft_report *r)
{
	struct str second = arena_strf(w->bag->arena, "%.*s-again", STR_ARG(r->id));

	send_right(w, r);
	post(w, r, r->at_ms + chance_between(&r->chance, 1, PAUSE_MAX_S) * 1000, (struct letter){ second, 1, false, PPM });
	post(w, r, some_days_later(w, r, w->habit->doc->withdrawn->days), (struct letter){ second, 2, true, PPM });
}

static int64_t workday_of_month(const struct draft_report *r)
{
	struct civil c = date_civil(r->day);

	return calendar_weight(r->calendar, PHASE_WORKDAYS, date_day(c.year, c.month, 1), r->day + 1);
}

static void send(struct author *w, struct draft_report *r)
{
	const struct habit_doc *d = w->habit->doc;
	struct chance c = chance_of_word(r->chance, STR("slip"));
	int64_t at_ppm = (int64_t)chance_below(&c, PPM);
	bool late = falls(share_of(d->late), &at_ppm), missing = falls(d->missing_ppm, &at_ppm);

	if (r->touched) {
		send_right(w, r);
	} else if ((late || missing) && w->quiet == 0 && workday_of_month(r) >= d->slips_from) {
		w->quiet = d->slips_apart + 1;
		if (late)
			post(w, r, some_days_later(w, r, d->late->days), (struct letter){ r->id, 1, false, PPM });
	} else if (falls(share_of(d->corrected), &at_ppm)) {
		send_wrong(w, r);
	} else if (falls(share_of(d->withdrawn), &at_ppm)) {
		send_twice(w, r);
	} else {
		send_right(w, r);
	}
}

/* ---- days ---- */

static void write_report(struct author *w, int32_t day, const struct calendar *calendar, uint32_t number)
{
	struct arena *a = w->bag->arena;
	struct draft_report r = { .day = day, .calendar = calendar, .zone = w->model->zones[org_zone(w->model, w->seller, day)] };
	const struct plantings *p = w->bag->plantings;
	struct buf date = { 0 };

	date_add(&date, day);
	r.chance = chance_of(chance_of(w->chance, (uint64_t)day), number);
	r.id = arena_strf(a, "%.*s-%.*s-%.*s-%u", STR_ARG(w->habit->doc->head.code.text),
			  STR_ARG(w->model->sellers[w->seller].code), STR_ARG(buf_str(&date)), number + 1);
	buf_free(&date);
	r.at_ms = moment_of(w, r.zone, day, &r.chance);
	r.at = local_text(a, r.zone, r.at_ms);
	r.touched = planted_touches(p, w->habit_no, w->seller, day);
	r.value_e4 = arena_alloc(a, (w->habit->content_count + 1) * sizeof(*r.value_e4));
	r.text = arena_alloc(a, (w->habit->content_count + 1) * sizeof(*r.text));
	for (uint32_t i = 0; i < w->habit->content_count; i++)
		author_fill(w, &r, i);
	if (!planted_leaves_out(p, w->habit_no, w->seller, day))
		send(w, &r);
}

static uint32_t reports_of_day(const struct author *w, int32_t day)
{
	struct chance c = chance_of_word(chance_of(w->chance, (uint64_t)day), STR("count"));
	int64_t count_e4 = part_of(w->habit->doc->per_workday_e4, rhythm_of_day(&w->habit->doc->rhythm, day));

	return (uint32_t)(count_e4 / E4 + chance_happens(&c, count_e4 % E4 * (PPM / E4)));
}

static int write_day(struct author *w, int32_t day, struct err *err)
{
	const struct calendar *calendar = author_calendar(w, NONE, day);
	uint32_t count;

	if (org_unit_of(w->model, w->seller, day) == NONE || !calendar_is_workday(calendar, day))
		return 0;
	count = reports_of_day(w, day);
	if (w->bag->made + count > MAILBAG_MAX)
		return err_set(err, "more than %d reports: simulate fewer days", MAILBAG_MAX);
	for (uint32_t i = 0; i < w->habit->content_count; i++)
		if (w->habit->contents[i].kind == CONTENT_PLAN &&
		    author_pursue(w, &w->habit->contents[i], &w->pursuits[i], day, count, err) < 0)
			return -1;
	for (uint32_t i = 0; i < count; i++)
		write_report(w, day, calendar, i);
	if (w->quiet > 0)
		w->quiet--;
	return 0;
}

static int write_author(struct mailbag *bag, uint32_t habit, uint32_t seller, struct err *err)
{
	const struct blueprint *b = bag->plantings->blueprint;
	struct author w = { bag, b, b->model, &b->habits[habit], habit, seller, b->chance, NULL, 0 };
	int rc = 0;

	w.chance = chance_of_word(chance_of_word(w.chance, w.habit->doc->head.code.text), b->model->sellers[seller].code);
	w.pursuits = arena_alloc(bag->arena, (w.habit->content_count + 1) * sizeof(*w.pursuits));
	for (int32_t day = b->from; rc == 0 && day <= b->to; day++)
		rc = write_day(&w, day, err);
	return rc;
}

static int by_arrival(const void *a, const void *b)
{
	const struct mail *x = a, *y = b;

	if (x->at_ms != y->at_ms)
		return x->at_ms < y->at_ms ? -1 : 1;
	return x->number < y->number ? -1 : x->number > y->number;
}

/* When a day is over in the last of the zones. */
static int64_t end_of(const struct model *m, int32_t day)
{
	int64_t end_ms = zone_instant(m->zones[m->zone], day + 1, 0);

	for (uint32_t i = 0; i < m->zone_count; i++) {
		int64_t there_ms = zone_instant(m->zones[i], day + 1, 0);

		end_ms = there_ms > end_ms ? there_ms : end_ms;
	}
	return end_ms;
}

int mailbag_fill(struct mailbag *out, const struct plantings *p, struct err *err)
{
	const struct blueprint *b = p->blueprint;
	int rc = 0;

	*out = (struct mailbag){ .plantings = p, .arena = arena_new(), .end_ms = end_of(b->model, b->to) };
	for (uint32_t h = 0; rc == 0 && h < b->habit_count; h++)
		for (uint32_t s = 0; rc == 0 && s < b->model->seller_count; s++)
			if (b->habits[h].sends[s])
				rc = write_author(out, h, s, err);
	if (out->list.count > 1)
		qsort(out->list.at, out->list.count, sizeof(*out->list.at), by_arrival);
	return rc;
}

void mailbag_free(struct mailbag *m)
{
	ARRAY_FREE(m->list);
	if (m->arena)
		arena_free(m->arena);
	*m = (struct mailbag){ 0 };
}
