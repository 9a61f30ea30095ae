#include <stdlib.h>
#include <string.h>

#include "model/loader.h"
#include "rules/calendar.h"
#include "rules/period.h"

enum { WEEK_FULL = 8, WEEK_SHORT = 7, CALENDARS_MAX = 64, YEAR_DAYS = 366, ZONES_MAX = 600, CUSTOM_SETS_MAX = 32 };

uint32_t load_zone(struct loader *l, const struct ref *ref)
{
	struct str path = arena_strf(l->scratch, "zones/%.*s", STR_ARG(ref->text));
	const struct bundle_file *f = bundle_find(l->bundle, path);
	uint32_t known = names_find(&l->zones, ref->text);
	struct zone *zone = NULL;
	struct err err;

	if (known)
		return known - 1;
	if (str_eq(ref->text, STR("UTC"))) {
		zone = zone_utc();
	} else if (!f) {
		spot_problem(l->problems, ref->place, "unknown time zone \"%.*s\": expected one like Europe/Moscow",
			     STR_ARG(ref->text));
	} else if (l->zones.count >= ZONES_MAX) {
		spot_problem(l->problems, ref->place, "too many time zones: at most %d", ZONES_MAX);
	} else {
		zone = zone_new(f->text, &err);
		if (!zone)
			spot_problem(l->problems, ref->place, "time zone \"%.*s\": %s", STR_ARG(ref->text), err.text);
	}
	if (!zone)
		return NONE;
	known = names_add(&l->zones, ref->text);
	((const struct zone **)l->model->zones)[known - 1] = zone;
	((struct str *)l->model->zone_codes)[known - 1] = load_keep(l, ref->text);
	l->model->zone_count = known;
	return known - 1;
}

/* A calendar while it is put together. */
struct pattern {
	uint8_t week[7];
	ARRAY(struct calendar_exception) days; /* later ones win */
	uint16_t yearly[YEAR_DAYS];
	uint32_t yearly_count;
	int32_t from, to; /* given for these days */
};

static const uint8_t weeks[2][7] = { { 8, 8, 8, 8, 8, 0, 0 }, { 8, 8, 8, 8, 8, 8, 8 } };

static void pattern_yearly(struct pattern *p, int32_t day)
{
	struct civil date = date_civil(day);
	uint16_t wanted = (uint16_t)(date.month * YEARLY_MONTH + date.day);

	for (uint32_t i = 0; i < p->yearly_count; i++)
		if (p->yearly[i] == wanted)
			return;
	p->yearly[p->yearly_count++] = wanted;
}

static void pattern_except(struct loader *l, struct pattern *p, const struct records *rows)
{
	enum { YEARLY = 3 };
	static const uint8_t hours[] = { 0, WEEK_SHORT, WEEK_FULL, [YEARLY] = 0 };

	for (uint32_t i = 0; i < rows->count; i++) {
		const struct exception_doc *d = rows->at[i];

		if (d->day < DAY_MIN || d->day > DAY_MAX) {
			spot_problem(l->problems, d->head.place, "an exception needs a day");
			continue;
		}
		if (d->kind == YEARLY)
			pattern_yearly(p, d->day);
		*ARRAY_ADD(p->days) = (struct calendar_exception){ d->day, hours[d->kind] };
	}
}

/* Of a shipped calendar: calendars/<code>.csv with the columns day and kind. false: there is none. */
static bool pattern_ship(struct loader *l, struct pattern *p, struct str code)
{
	struct node key = { .text = STR("table") }, table = { .key = &key };
	struct node source = { .kind = NODE_MAP, .first = &table, .count = 1 };
	struct option rows = { .key = "exceptions", .of = &exception_table };
	struct records out = { 0 };

	table.text = arena_strf(l->scratch, "calendars/%.*s.csv", STR_ARG(code));
	if (!bundle_find(l->bundle, table.text))
		return false;
	source.place = table.place = key.place = (struct spot){ table.text.ptr, 0, 0 };
	source_rows(&l->reader, &rows, &source, &out);
	pattern_except(l, p, &out);
	for (size_t i = 0; i < p->days.count; i++) {
		p->from = i == 0 || p->days.at[i].day < p->from ? p->days.at[i].day : p->from;
		p->to = i == 0 || p->days.at[i].day > p->to ? p->days.at[i].day : p->to;
	}
	if (p->days.count > 0) { /* a shipped calendar is given by whole years */
		p->from = date_day(date_civil(p->from).year, 1, 1);
		p->to = date_day(date_civil(p->to).year + 1, 1, 1);
	}
	return true;
}

/* mon-fri, every-day or a shipped one. */
static bool pattern_base(struct loader *l, struct pattern *p, struct str code)
{
	p->from = DAY_MIN;
	p->to = DAY_NONE;
	memcpy(p->week, weeks[str_eq(code, STR("every-day"))], sizeof(p->week));
	return str_eq(code, STR("every-day")) || str_eq(code, STR("mon-fri")) || pattern_ship(l, p, code);
}

static void pattern_week(struct loader *l, struct pattern *p, const struct refs *week)
{
	static const char *const names[7] = { "mon", "tue", "wed", "thu", "fri", "sat", "sun" };

	if (week->at) /* an empty list: no day of the week */
		memset(p->week, 0, sizeof(p->week));
	for (uint32_t i = 0; i < week->count; i++) {
		uint32_t d = 0;

		while (d < 7 && !str_eq(week->at[i].text, str_of(names[d])))
			d++;
		if (d == 7)
			spot_problem(l->problems, week->at[i].place,
				     "week: expected mon, tue, wed, thu, fri, sat or sun, got \"%.*s\"",
				     STR_ARG(week->at[i].text));
		else
			p->week[d] = WEEK_FULL;
	}
}

static uint32_t calendar_make(struct loader *l, struct str code, struct pattern *p)
{
	struct calendar *c = (struct calendar *)&l->model->calendars[l->model->calendar_count];
	int32_t from = 0, to = 0;

	for (size_t i = 0; i < p->days.count; i++) {
		from = i == 0 || p->days.at[i].day < from ? p->days.at[i].day : from;
		to = i == 0 || p->days.at[i].day >= to ? p->days.at[i].day + 1 : to;
	}
	c->code = load_keep(l, code);
	memcpy(c->week, p->week, sizeof(c->week));
	c->yearly = memcpy(arena_alloc(l->arena, sizeof(p->yearly)), p->yearly, sizeof(p->yearly));
	c->yearly_count = p->yearly_count;
	c->data_from = p->from;
	c->data_to = p->to;
	calendar_build(l->arena, c, from, to, p->days.at, (uint32_t)p->days.count);
	ARRAY_FREE(p->days);
	names_add(&l->calendars.names, code);
	return l->model->calendar_count++;
}

static bool is_shipped(struct str path)
{
	return str_starts(path, STR("calendars/")) && path.len > 14;
}

static struct str shipped_code(struct str path)
{
	return (struct str){ path.ptr + 10, path.len - 14 };
}

static void calendar_unknown(struct loader *l, const struct ref *ref)
{
	struct nearest near = { .wanted = ref->text };
	bool shipped = false;

	nearest_offer(&near, STR("mon-fri"));
	nearest_offer(&near, STR("every-day"));
	for (uint32_t i = 0; i < l->bundle->count; i++) {
		struct str path = l->bundle->files[i].path;

		if (!is_shipped(path))
			continue;
		nearest_offer(&near, shipped_code(path));
		shipped = true;
	}
	for (uint32_t i = 0; i < l->calendars.names.count; i++)
		nearest_offer(&near, names_text(&l->calendars.names, i + 1));
	if (shipped || near.best.len > 0)
		spot_problem(l->problems, ref->place, "unknown calendar \"%.*s\"%s", STR_ARG(ref->text), nearest_text(&near));
	else
		spot_problem(l->problems, ref->place,
			     "unknown calendar \"%.*s\": no shipped calendars were found; name the folder in which calendars/ "
			     "stands by --share, or set SDM_SHARE",
			     STR_ARG(ref->text));
}

uint32_t load_calendar(struct loader *l, const struct ref *ref)
{
	uint32_t known = names_find(&l->calendars.names, ref->text);
	struct pattern p = { 0 };

	if (known)
		return known - 1;
	if (l->model->calendar_count < CALENDARS_MAX && pattern_base(l, &p, ref->text))
		return calendar_make(l, ref->text, &p);
	if (!l->calendars.gap)
		calendar_unknown(l, ref);
	ARRAY_FREE(p.days);
	return NONE;
}

static void calendar_own(struct loader *l, const struct calendar_doc *d)
{
	struct pattern p = { 0 };

	if (l->model->calendar_count >= CALENDARS_MAX) {
		spot_problem(l->problems, d->head.place, "too many calendars: at most %d", CALENDARS_MAX);
		return;
	}
	if (!pattern_base(l, &p, d->based_on.text))
		calendar_unknown(l, &d->based_on);
	pattern_week(l, &p, &d->week);
	pattern_except(l, &p, &d->exceptions);
	if (d->given_until != 0)
		p.to = load_until(d->given_until);
	calendar_make(l, d->head.code.text, &p);
}

/* Decisions name calendars too, so that all shipped ones are there even where no document names them. */
static void calendars_shipped(struct loader *l)
{
	for (uint32_t i = 0; i < l->bundle->count; i++) {
		struct str path = l->bundle->files[i].path;
		struct ref code = { path, { path.ptr, 0, 0 } };

		if (!is_shipped(path))
			continue;
		code.text = arena_str(l->scratch, shipped_code(path));
		load_calendar(l, &code);
	}
}

void load_time(struct loader *l)
{
	const struct company_doc *d = l->docs.company;
	struct model *m = l->model;
	struct ref built_in[2] = { { STR("mon-fri"), d->head.place }, { STR("every-day"), d->head.place } };

	m->zones = load_array(l, ZONES_MAX, sizeof(*m->zones));
	m->zone_codes = load_array(l, ZONES_MAX, sizeof(*m->zone_codes));
	m->calendars = load_array(l, CALENDARS_MAX + 1, sizeof(*m->calendars)); /* one on which nothing is worked stands last */
	m->zone = load_zone(l, &d->zone);
	m->gaps.calendars = l->calendars.gap = option_unread(l->docs.calendars, &l->docs.calendars->calendars);
	for (uint32_t i = 0; i < l->docs.calendars->calendars.count; i++)
		calendar_own(l, l->docs.calendars->calendars.at[i]);
	for (uint32_t i = 0; i < 2; i++)
		load_calendar(l, &built_in[i]);
	calendars_shipped(l);
	m->calendar = load_calendar(l, &d->calendar);
}

static int custom_order(const void *va, const void *vb)
{
	const struct custom_period *a = va, *b = vb;

	return a->from < b->from ? -1 : a->from > b->from;
}

/* Sets are named where day, week, month, quarter and year are: one of these names would never mean the set. */
static void custom_name(struct loader *l, const struct custom_set_doc *d)
{
	for (uint32_t kind = 0; kind < PERIOD_CUSTOM; kind++)
		if (str_eq(d->head.code.text, period_kind_code(l->model, kind)))
			spot_problem(
				l->problems, d->head.place,
				"custom periods may not be called \"%.*s\": every company has periods of that name; give the "
				"set another one, like \"own_%.*s\"",
				STR_ARG(d->head.code.text), STR_ARG(d->head.code.text));
}

static void custom_load(struct loader *l, const struct custom_set_doc *d, struct custom_set *out)
{
	struct custom_period *at = load_array(l, d->periods.count, sizeof(*at));
	struct names seen = { 0 };
	bool unread = option_unread(d, &d->periods);

	custom_name(l, d);
	for (uint32_t i = 0; i < d->periods.count; i++) {
		const struct custom_period_doc *x = d->periods.at[i];

		unread = unread || x->head.unread != 0;
		if (x->head.unread == 0 && (x->to < x->from || x->from < DAY_MIN || x->to > DAY_MAX))
			spot_problem(l->problems, x->head.place, "period \"%.*s\" ends before it begins",
				     STR_ARG(x->head.code.text));
		if (names_add(&seen, x->head.code.text) != i + 1)
			spot_problem(l->problems, x->head.place, "period \"%.*s\" is given twice", STR_ARG(x->head.code.text));
		at[i] = (struct custom_period){ load_keep(l, x->head.code.text), x->from, load_until(x->to) };
	}
	qsort(at, d->periods.count, sizeof(*at), custom_order);
	for (uint32_t i = 1; i < d->periods.count && !unread; i++)
		if (at[i].from < at[i - 1].to)
			spot_problem(l->problems, d->head.place, "periods \"%.*s\" and \"%.*s\" overlap", STR_ARG(at[i - 1].code),
				     STR_ARG(at[i].code));
	*out = (struct custom_set){ load_keep(l, d->head.code.text), at, d->periods.count };
	l->period_gap = l->period_gap || unread;
	names_free(&seen);
}

static void periods_kept(struct loader *l, const struct company_doc *d)
{
	const struct refs *refs = &d->periods;
	struct model *m = l->model;
	uint32_t *kinds = load_array(l, PERIOD_CUSTOM + m->custom_count, sizeof(*kinds));
	uint64_t wanted = refs->count == 0 ? UINT64_MAX : 1 << PERIOD_DAY;

	for (uint32_t i = 0; i < refs->count; i++) {
		struct nearest near = { .wanted = refs->at[i].text };
		uint32_t kind = model_period_kind(m, refs->at[i].text);

		if (kind != NONE) {
			wanted |= UINT64_C(1) << kind;
			continue;
		}
		if (option_unread(d, &d->custom_periods))
			continue;
		m->gaps.period_kinds = true; /* whatever was meant is not kept now */
		for (kind = 0; kind < PERIOD_CUSTOM + m->custom_count; kind++)
			nearest_offer(&near, period_kind_code(m, kind));
		spot_problem(l->problems, refs->at[i].place, "unknown period kind \"%.*s\"%s", STR_ARG(refs->at[i].text),
			     nearest_text(&near));
	}
	for (uint32_t kind = 0; kind < PERIOD_CUSTOM + m->custom_count; kind++)
		if (wanted >> kind & 1)
			kinds[m->period_kind_count++] = kind;
	m->period_kinds = kinds;
}

void load_periods(struct loader *l)
{
	const struct company_doc *d = l->docs.company;
	const struct records *sets = &d->custom_periods;
	struct custom_set *at = load_array(l, sets->count, sizeof(*at));
	uint32_t n = sets->count;

	if (n > CUSTOM_SETS_MAX) {
		spot_problem(l->problems, d->head.place, "too many sets of custom periods: at most %d", CUSTOM_SETS_MAX);
		n = CUSTOM_SETS_MAX;
	}
	l->period_gap = option_unread(d, &d->fiscal_month) || option_unread(d, &d->fiscal_name);
	l->model->gaps.period_kinds = option_unread(d, &d->periods) || option_unread(d, &d->custom_periods);
	for (uint32_t i = 0; i < n; i++)
		custom_load(l, sets->at[i], &at[i]);
	l->model->customs = at;
	l->model->custom_count = n;
	periods_kept(l, d);
}
