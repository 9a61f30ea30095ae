#include "ctl/actuals.h"
#include "ctl/casebook.h"
#include "ctl/runwords.h"
#include "rules/period.h"
#include <stdlib.h>
#include <string.h>

enum { FIELDS_MAX = 24 };

struct fields {
	struct arena *arena;
	struct pair at[FIELDS_MAX];
	uint32_t count;
};

static void add(struct fields *f, const char *name, struct str text)
{
	if (f->count < FIELDS_MAX)
		f->at[f->count++] = (struct pair){ str_of(name), arena_str(f->arena, text) };
}

static void add_buf(struct fields *f, const char *name, struct buf *b)
{
	add(f, name, buf_str(b));
	buf_clear(b);
}

static void add_day(struct fields *f, const char *name, int32_t day)
{
	struct buf b = { 0 };

	if (day == DAY_NONE)
		return;
	date_add(&b, day);
	add_buf(f, name, &b);
	buf_free(&b);
}

static void keep(struct actuals *out, const struct fields *f)
{
	struct pair *pairs = arena_alloc(out->arena, f->count * sizeof(*pairs) + 1);

	memcpy(pairs, f->at, f->count * sizeof(*pairs));
	*ARRAY_ADD(out->list) = (struct actual){ pairs, f->count };
}

/* ---- cases ---- */

static int by_name(const void *a, const void *b)
{
	const struct str *x = a, *y = b;
	int order = memcmp(x->ptr, y->ptr, x->len < y->len ? x->len : y->len);

	return order ? order : (x->len > y->len) - (x->len < y->len);
}

/* What it stands at, "cleared reason timer". */
static void add_waits(struct fields *f, const struct run_look *look)
{
	struct str *names = arena_alloc(f->arena, look->wait_count * sizeof(*names) + 1);
	struct buf b = { 0 };
	uint32_t count = 0;

	for (uint32_t i = 0; i < look->wait_count; i++)
		if (look->waits[i].awaited && !look->waits[i].over)
			names[count++] = runwords_name(&look->waits[i]);
	qsort(names, count, sizeof(*names), by_name);
	for (uint32_t i = 0; i < count; i++)
		buf_addf(&b, "%s%.*s", i > 0 ? " " : "", STR_ARG(names[i]));
	add_buf(f, "waits", &b);
	buf_free(&b);
}

static void add_run(struct fields *f, const struct casebook *book, const struct case_record *c, uint32_t number)
{
	struct run_look look;
	struct str by;
	int64_t ms;

	if (c->state != CASE_OPEN)
		return;
	if (!run_look(book->engine, number + 1, f->arena, &look)) {
		add(f, "run", STR("over"));
	} else {
		add(f, "run", look.paused ? STR("paused") : STR("waiting"));
		add_waits(f, &look);
	}
	if (run_seen_by(book->engine, number + 1, &by, &ms))
		add(f, "acknowledged", by);
}

static void add_case(struct actuals *out, const struct casebook *book, const struct case_record *c, uint32_t number)
{
	static const char *const severities[] = { [SEVERITY_INFO] = "info", [SEVERITY_AMBER] = "amber", [SEVERITY_RED] = "red" };
	struct fields f = { .arena = out->arena };
	struct buf b = { 0 };

	add(&f, "case", arena_strf(out->arena, "C%u", number + 1));
	add(&f, "decision", casebook_text(book, c->decision));
	add(&f, "scope_kind", casebook_text(book, c->scope_kind));
	casebook_add_scope(book, c, &b);
	add_buf(&f, "scope", &b);
	add(&f, "kpi", casebook_text(book, c->kpi));
	casebook_add_period(book, c, &b);
	add_buf(&f, "period", &b);
	add(&f, "severity", str_of(severities[c->severity]));
	add(&f, "state", c->state == CASE_OPEN ? STR("open") : STR("closed"));
	if (c->state == CASE_CLOSED)
		add(&f, "reason", casebook_text(book, c->reason));
	add_day(&f, "since", c->since);
	add_day(&f, "opened", c->opened_day);
	add_day(&f, "closed", c->state == CASE_CLOSED ? c->closed_day : DAY_NONE);
	if (c->to)
		add(&f, "to", casebook_text(book, c->to));
	add_run(&f, book, c, number);
	buf_free(&b);
	keep(out, &f);
}

void actuals_cases(struct actuals *out, struct engine *e)
{
	struct casebook book = casebook_of(e);

	for (uint32_t i = 0; i < casebook_count(&book); i++)
		if (casebook_at(&book, i))
			add_case(out, &book, casebook_at(&book, i), i);
}

/* ---- figures ---- */

static struct str asked(const struct options *table, const struct record *row, const char *key)
{
	for (const struct option *o = table->list; o->key; o++)
		if (str_eq(str_of(o->key), str_of(key)))
			return expected_field(row, o)->text;
	return (struct str){ 0 };
}

struct question {
	uint32_t scope, kpi; /* NONE: never seen, not in the model */
	struct period period;
	int32_t day; /* DAY_NONE: the whole period */
};

static void read_question(const struct engine *e, const struct options *table, const struct record *row, struct question *q)
{
	const struct model *m = engine_model(e);
	uint32_t kind = model_scope_kind(m, asked(table, row, "scope_kind"));
	struct str day = asked(table, row, "day");
	int32_t today;

	*q = (struct question){ NONE, model_kpi(m, asked(table, row, "kpi")), { NONE, 0 }, DAY_NONE };
	q->scope = kind == NONE ? NONE : figures_scope(e, kind, asked(table, row, "scope"));
	today = figures_today(e, q->scope);
	for (uint32_t i = 0; i < m->period_kind_count; i++)
		if (period_parse(m, m->period_kinds[i], asked(table, row, "period"), &q->period, NULL) == 0)
			break;
	if (day.len > 0)
		date_parse(day, &q->day, NULL);
	else if (q->period.kind != NONE && today != DAY_NONE && today >= period_from(m, q->period) &&
		 today < period_to(m, q->period))
		q->day = today; /* a period that goes on is held against its plan to date */
}

static void add_ratio(struct fields *f, const char *name, struct ratio r, int64_t scale)
{
	struct buf b = { 0 };
	int64_t n;

	if (!ratio_scaled(r, scale, &n))
		return;
	if (scale == E4)
		num_add_e4(&b, n);
	else
		buf_add_i64(&b, n);
	add_buf(f, name, &b);
	buf_free(&b);
}

static void add_figures(struct fields *out, const struct kpi *k, const struct figures *f)
{
	add(out, "missing", f->fact.den == 0 ? STR("yes") : STR("no"));
	add_ratio(out, "fact", f->fact, E4);
	add(out, "facts", arena_strf(out->arena, "%lld", (long long)f->facts));
	if (!f->has_plan)
		return;
	add_ratio(out, "plan", (struct ratio){ f->target_e4, E4 }, E4);
	add_ratio(out, "attainment_ppm", figures_attainment(k, f), PPM);
	add(out, "status", figures_status(k, f));
	if (!k->additive)
		return;
	add_ratio(out, "expected", f->expected, E4);
	add_ratio(out, "deviation_ppm", figures_deviation(k, f), PPM);
	add_ratio(out, "run_rate", figures_run_rate(k, f), E4);
	add_ratio(out, "landing", figures_landing(k, f), E4);
	add_ratio(out, "required_rate", figures_required_rate(k, f), E4);
}

void actuals_figure(struct actuals *out, const struct engine *e, const struct options *table, const struct record *row)
{
	static const char *const identity[] = { "scope_kind", "scope", "kpi", "period", "day" };
	struct fields fields = { .arena = out->arena };
	struct figures f = { 0 };
	struct question q;

	read_question(e, table, row, &q);
	for (size_t i = 0; i < sizeof(identity) / sizeof(*identity); i++)
		if (asked(table, row, identity[i]).len > 0)
			add(&fields, identity[i], asked(table, row, identity[i]));
	if (asked(table, row, "day").len == 0)
		add_day(&fields, "day", q.day);
	if (q.scope != NONE && q.kpi != NONE && q.period.kind != NONE) {
		figures_to_date(e, q.scope, q.kpi, q.period, NONE, LEVEL_TARGET, q.day, &f);
		add_figures(&fields, &engine_model(e)->kpis[q.kpi], &f);
	} else {
		add(&fields, "missing", STR("yes"));
	}
	keep(out, &fields);
}
