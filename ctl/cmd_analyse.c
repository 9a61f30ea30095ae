/* sdmctl analyse: where a figure's gap comes from, section by section. */
#include "ctl/chronicle.h"
#include "ctl/commands.h"
#include "ctl/json.h"
#include "ctl/sheet.h"
#include "ctl/when.h"
#include "rules/contributors.h"
#include "rules/period.h"
#include "rules/trend.h"
#include <string.h>

enum {
	KEY_SCOPE = 0x2600,
	KEY_PERIOD,
	KEY_PERIOD_KIND,
	KEY_DAY,
	KEY_CALENDAR,
	KEY_AGAINST,
	KEY_METHOD,
	KEY_BY,
	KEY_AMONG,
	KEY_OF,
	KEY_PERIODS,
	KEY_ONLY,
	PERIODS_USUAL = 6
};

struct analyse_args {
	struct common common;
	struct chronicle chronicle;
	const char *kpi, *scope, *period, *period_kind, *day, *calendar, *against, *method, *by, *among, *of, *periods, *only;
	struct wordbook words;
	struct buf out;
	struct sheet sheet;
};

static const struct section_of_sheet {
	const char *name;
	void (*add)(struct sheet *s);
	bool of_norms; /* left out, unless asked for, where the model has no capacity.yaml */
} sections[] = {
	{ "decomposition", sheet_add_decomposition, false },
	{ "contributors", sheet_add_contributors, false },
	{ "mix", sheet_add_mix, false },
	{ "funnel", sheet_add_funnel, false },
	{ "need", sheet_add_need, false },
	{ "landing", sheet_add_landing, false },
	{ "assignment", sheet_add_assignment, false },
	{ "coverage", sheet_add_coverage, true },
	{ "capacity", sheet_add_capacity, true },
	{ "workload", sheet_add_workload, true },
	{ "peers", sheet_add_peers, false },
	{ "trend", sheet_add_trend, false },
};
enum { SECTIONS = sizeof(sections) / sizeof(*sections) };

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct analyse_args *x = state->input;
	static const struct {
		int key;
		size_t at;
	} texts[] = {
		{ KEY_SCOPE, offsetof(struct analyse_args, scope) },
		{ KEY_PERIOD, offsetof(struct analyse_args, period) },
		{ KEY_PERIOD_KIND, offsetof(struct analyse_args, period_kind) },
		{ KEY_DAY, offsetof(struct analyse_args, day) },
		{ KEY_CALENDAR, offsetof(struct analyse_args, calendar) },
		{ KEY_AGAINST, offsetof(struct analyse_args, against) },
		{ KEY_METHOD, offsetof(struct analyse_args, method) },
		{ KEY_BY, offsetof(struct analyse_args, by) },
		{ KEY_AMONG, offsetof(struct analyse_args, among) },
		{ KEY_OF, offsetof(struct analyse_args, of) },
		{ KEY_PERIODS, offsetof(struct analyse_args, periods) },
		{ KEY_ONLY, offsetof(struct analyse_args, only) },
	};

	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++)
		if (texts[i].key == key) {
			*(const char **)((char *)x + texts[i].at) = arg;
			return 0;
		}
	switch (key) {
	case ARGP_KEY_INIT:
		x->chronicle.common = &x->common;
		common_children(state, 3, &x->common);
		state->child_inputs[3] = &x->chronicle;
		return 0;
	case ARGP_KEY_ARG:
		if (x->kpi)
			return ARGP_ERR_UNKNOWN; /* the history's */
		x->kpi = arg;
		return 0;
	case ARGP_KEY_NO_ARGS:
		argp_error(state, "which KPI? `sdmctl kpi' shows them");
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

/* ---- what was asked for ---- */

static int unknown(const char *what, const char *got, struct err *err)
{
	return err_set(err, "no %s \"%s\" in the model", what, got);
}

static int find_against(struct analyse_args *x, struct err *err)
{
	struct question *q = &x->sheet.q;

	x->sheet.against_peers = x->against && strcmp(x->against, "peers") == 0;
	q->against_period = x->against && !x->sheet.against_peers && strcmp(x->against, "plan") != 0;
	if (!q->against_period)
		return 0;
	q->against = (struct period){ q->period.kind, q->period.index - 1 };
	if (strcmp(x->against, "previous") != 0 &&
	    period_parse(x->sheet.m, q->period.kind, str_of(x->against), &q->against, err) < 0)
		return err_chain(err, "--against");
	return period_exists(x->sheet.m, q->against) ? 0 : err_set(err, "--against: there is no period before");
}

/* One of two words: the first where it is left out. */
static int choose(const char *option, const char *got, const char *first, const char *second, bool *out_second, struct err *err)
{
	*out_second = got && strcmp(got, second) == 0;
	if (!got || *out_second || strcmp(got, first) == 0)
		return 0;
	return err_set(err, "%s: expected %s or %s, got \"%s\"", option, first, second, got);
}

static int find_ways(struct analyse_args *x, struct err *err)
{
	struct sheet *s = &x->sheet;
	int64_t periods = PERIODS_USUAL;
	bool lmdi, kind, attainment;

	if (choose("--method", x->method, "chain", "lmdi", &lmdi, err) < 0 ||
	    choose("--among", x->among, "unit", "kind", &kind, err) < 0 ||
	    choose("--of", x->of, "fact", "attainment", &attainment, err) < 0)
		return -1;
	if (x->periods && (num_parse_i64(str_of(x->periods), &periods, NULL) < 0 || periods < 2 || periods > TREND_PERIODS_MAX))
		return err_set(err, "--periods: expected 2 to %d, got \"%s\"", TREND_PERIODS_MAX, x->periods);
	s->method = lmdi ? EFFECTS_LMDI : EFFECTS_CHAIN;
	s->circle = kind ? KIN_KIND : KIN_SIBLINGS;
	s->of = attainment ? PEERS_ATTAINMENT : PEERS_FACT;
	s->periods = (uint32_t)periods;
	s->by = x->by ? model_scope_kind(s->m, str_of(x->by)) : kin_kind_below(s->q.engine, s->q.scope, contributors_day(&s->q));
	return x->by && s->by == NONE ? unknown("scope kind", x->by, err) : 0;
}

static bool is_wanted(const struct analyse_args *x, const struct section_of_sheet *section)
{
	struct str rest = str_of(x->only ? x->only : "");

	while (rest.len)
		if (str_eq(str_trim(str_cut(&rest, ',')), str_of(section->name)))
			return true;
	return !x->only && (x->sheet.m->capacity || !section->of_norms);
}

static int check_only(const struct analyse_args *x, struct err *err)
{
	struct str rest = str_of(x->only ? x->only : "");

	while (rest.len) {
		struct str name = str_trim(str_cut(&rest, ','));
		struct buf known = { 0 };
		bool found = false;

		for (int i = 0; i < SECTIONS; i++) {
			found = found || str_eq(name, str_of(sections[i].name));
			buf_addf(&known, "%s%s", i ? ", " : "", sections[i].name);
		}
		if (!found)
			err_set(err, "--only: expected some of %s, got \"%.*s\"", known.ptr, STR_ARG(name));
		buf_free(&known);
		if (!found)
			return -1;
	}
	return 0;
}

static int resolve(struct analyse_args *x, struct err *err)
{
	struct sheet *s = &x->sheet;
	struct question *q = &s->q;

	q->engine = x->chronicle.turn->engine;
	s->m = engine_model(q->engine);
	x->words = (struct wordbook){ .language = x->common.language, .model = s->m };
	q->kpi = model_kpi(s->m, str_of(x->kpi));
	if (q->kpi == NONE)
		return unknown("KPI", x->kpi, err);
	q->calendar = x->calendar ? model_calendar(s->m, str_of(x->calendar)) : NONE;
	if (x->calendar && q->calendar == NONE)
		return unknown("calendar", x->calendar, err);
	if (check_only(x, err) < 0 || when_scope(q->engine, x->scope, &q->scope, err) < 0 ||
	    when_period(q->engine, x->period_kind, x->period, &q->period, err) < 0 || when_day(x->day, &q->day, err) < 0)
		return -1;
	q->day = when_as_of(q->engine, q->scope, q->day, q->period);
	q->plan_day = q->day;
	return find_against(x, err) < 0 ? -1 : find_ways(x, err);
}

/* ---- the sheet ---- */

static void add_head(struct analyse_args *x)
{
	const struct question *q = &x->sheet.q;
	struct str kind = x->sheet.m->scope_kinds[figures_scope_kind(q->engine, q->scope)].code;
	struct buf id = { 0 }, day = { 0 };
	struct buf *b = &x->out;

	figures_scope_id(q->engine, q->scope, &id);
	common_colour(&x->common, b, COLOUR_BOLD);
	wordbook_add_scope(&x->words, b, kind, buf_str(&id));
	buf_adds(b, STR(", "));
	wordbook_add_kpi(&x->words, b, x->sheet.m->kpis[q->kpi].code);
	buf_adds(b, STR(", "));
	period_add(x->sheet.m, q->period, b);
	common_colour(&x->common, b, COLOUR_PLAIN);
	if (q->day != DAY_NONE) {
		catalog_add_day(&day, x->common.language, q->day);
		buf_adds(b, STR(", "));
		catalog_say(b, x->common.language, "as_of_day", &(struct catalog_arg){ "day", buf_str(&day) }, 1);
	}
	buf_adds(b, STR("; "));
	buf_clear(&day);
	if (q->against_period)
		period_add(x->sheet.m, q->against, &day);
	catalog_say(b, x->common.language, q->against_period ? "sheet_against_period" : "sheet_against_plan",
		    &(struct catalog_arg){ "period", buf_str(&day) }, 1);
	buf_addc(b, '\n');
	known_add(&x->chronicle.known, &x->words, q->engine, b);
	buf_free(&id);
	buf_free(&day);
}

static void add_json_head(struct analyse_args *x)
{
	const struct question *q = &x->sheet.q;
	struct buf text = { 0 };

	buf_addc(&x->out, '{');
	sheet_json_scope(&x->sheet, q->scope);
	json_text(&x->out, "kpi", x->sheet.m->kpis[q->kpi].code);
	period_add(x->sheet.m, q->period, &text);
	json_text(&x->out, "period_kind", period_kind_code(x->sheet.m, q->period.kind));
	json_text(&x->out, "period", buf_str(&text));
	json_day(&x->out, "day", q->day);
	buf_clear(&text);
	if (q->against_period)
		period_add(x->sheet.m, q->against, &text);
	else
		buf_adds(&text, STR("plan"));
	json_text(&x->out, "against", buf_str(&text));
	known_add_json(&x->chronicle.known, q->engine, &x->out);
	buf_free(&text);
}

static int show(struct analyse_args *x)
{
	struct sheet *s = &x->sheet;

	if (x->common.json)
		add_json_head(x);
	else
		add_head(x);
	for (int i = 0; i < SECTIONS; i++)
		if (is_wanted(x, &sections[i]))
			sections[i].add(s);
	if (x->common.json)
		buf_adds(&x->out, STR("}\n"));
	common_flush(&x->out);
	return s->answers > 0 ? STATUS_OK : STATUS_NO;
}

static const struct argp_option options[] = {
	{ "scope", KEY_SCOPE, "KIND=ID", 0, "Whose figures: seller=s.vlasov, branch=msk; of a cross A|B", 0 },
	{ "period", KEY_PERIOD, "PERIOD", 0, "2026-11, 2026-Q4...; default the month in which the log ends", 0 },
	{ "period-kind", KEY_PERIOD_KIND, "KIND", 0, "week, month, quarter, year, or a custom one", 0 },
	{ "day", KEY_DAY, "DAY", 0, "As of the end of this day; default today, or the whole of a period that is over", 0 },
	{ "calendar", KEY_CALENDAR, "CODE", 0, "For plan to date; default the plan's own", 0 },
	{ "against", KEY_AGAINST, "WHAT", 0, "plan (default), previous, or a period of the same kind; a funnel also peers", 0 },
	{ "method", KEY_METHOD, "METHOD", 0, "Of the decomposition: chain (default) or lmdi", 0 },
	{ "by", KEY_BY, "KIND", 0,
	  "Parts of the scope: seller, seller_product...; default the first kind of the model that has any", 0 },
	{ "among", KEY_AMONG, "WHOM", 0, "Peers: unit (default), of the same unit or member above; kind, everybody of the kind",
	  0 },
	{ "of", KEY_OF, "WHAT", 0, "What peers are compared by: fact (default) or attainment", 0 },
	{ "periods", KEY_PERIODS, "N", 0, "Of the trend; default 6", 0 },
	{ "only", KEY_ONLY, "SECTIONS", 0,
	  "Some of decomposition, contributors, mix, funnel, need, landing, assignment, coverage, capacity, workload, peers, "
	  "trend, "
	  "joined by commas",
	  0 },
	{ 0 },
};

int cmd_analyse(int argc, char **argv)
{
	static const struct argp_child children[] = { COMMON_OUTPUT, COMMON_SERVER, COMMON_MODEL, CHRONICLE_CHILD, { 0 } };
	static const struct argp argp = { options,
					  parse,
					  "KPI " CHRONICLE_USAGE,
					  "Says where the gap of a figure comes from:\n"
					  "sdmctl analyse revenue --company acme --scope seller=s.vlasov --period 2026-10",
					  children,
					  NULL,
					  NULL };
	struct analyse_args x = { 0 };
	struct err err;
	int status;

	common_init(&x.common);
	argp_parse(&argp, argc, argv, 0, NULL, &x);
	x.sheet.common = &x.common;
	x.sheet.words = &x.words;
	x.sheet.out = &x.out;
	x.sheet.arena = arena_new();
	status = chronicle_open(&x.chronicle, 0, -1);
	if (status == STATUS_OK)
		status = resolve(&x, &err) < 0 ? common_complain(STATUS_USAGE, "%s", err.text) : show(&x);
	chronicle_close(&x.chronicle);
	arena_free(x.sheet.arena);
	buf_free(&x.out);
	return status;
}
