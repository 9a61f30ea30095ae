#include "invented.h"

#include "base/date.h"
#include "tests/unit/daemon/folded.h"

const struct invented_kind kinds[KINDS] = {
	{ "company", "unit.company", { { 'u', 0, -1 } }, 1 },
	{ "region", "unit.region", { { 'u', 1, -1 } }, 1 },
	{ "team", "unit.team", { { 'u', 2, -1 } }, 1 },
	{ "unit", "unit", { { 'u', -1, -1 } }, 1 },
	{ "seller", "seller", { { 's', -1, -1 } }, 1 },
	{ "product", "product.product", { { 'p', 1, -1 } }, 1 },
	{ "group", "product.group", { { 'p', 0, -1 } }, 1 },
	{ "goods", "product", { { 'p', -1, -1 } }, 1 },
	{ "home", "home", { { 'h', -1, -1 } }, 1 },
	{ "team_product", "[unit.team, product.product]", { { 'u', 2, -1 }, { 'p', 1, -1 } }, 2 },
	{ "seller_channel", "[seller, channel]", { { 's', -1, -1 }, { 'c', -1, -1 } }, 2 },
	{ "team_channel", "[unit.team, channel]", { { 'u', 2, -1 }, { 'c', -1, -1 } }, 2 },
	{ "company_channel", "[unit.company, channel]", { { 'u', 0, -1 }, { 'c', -1, -1 } }, 2 },
	{ "unit_home_group", "[unit, home, product.group]", { { 'u', -1, -1 }, { 'h', -1, -1 }, { 'p', 0, -1 } }, 3 },
	{ "k1_product", "{of: product.product, where: {channel: K1}}", { { 'p', 1, -1 }, { 'c', -1, 1 } }, 2 },
};

void member_add(const struct company *c, char of, int member, struct buf *b)
{
	static const char *const types[] = { "C", "R", "T" };

	if (of == 'u')
		buf_addf(b, "%s%d", types[c->unit_type[member]], member);
	else if (of == 's')
		buf_addf(b, "s%d", member);
	else if (of == 'p')
		buf_addf(b, member >= PRODUCTS ? "X%d" : member < GROUPS ? "G%d" : "P%d", member);
	else
		buf_addf(b, of == 'h' ? "H%d" : "K%d", member);
}

void scope_add(const struct company *c, int kind, const int *members, struct buf *b)
{
	for (int i = 0, at = 0; i < kinds[kind].dim_count; i++) {
		if (kinds[kind].dims[i].only >= 0)
			continue;
		if (at)
			buf_addc(b, '|');
		member_add(c, kinds[kind].dims[i].of, members[at++], b);
	}
}

static void add_dates(const struct stay *s, struct buf *b)
{
	if (s->from != DAY_MIN) {
		buf_adds(b, STR(", valid_from: "));
		date_add(b, s->from);
	}
	if (s->to != DAY_NONE) {
		buf_adds(b, STR(", valid_to: "));
		date_add(b, s->to - 1);
	}
	buf_adds(b, STR("}\n"));
}

static const char *calendar_code(int calendar)
{
	static const char *const codes[] = { "mon-fri", "every-day", "six", "odd" };

	return codes[calendar];
}

static void add_calendar(const struct stay *s, struct buf *b)
{
	if (s->calendar >= 0)
		buf_addf(b, ", calendar: %s", calendar_code(s->calendar));
}

static void write_company(const struct company *c, struct buf *b)
{
	static const char *const phasings[] = { "calendar_days", "workdays", "hours" };
	static const char *const names[] = { "start", "end", "both" };
	static const char *const periods[] = { "day", "week", "month", "quarter", "year", "campaign" };

	buf_addf(b,
		 "company: tiny\ntime: log\ncalendar: %s\nphasing: %s\nfiscal_year_starts: %d\nfiscal_year_named: %s\n"
		 "plan_rests_on_absence: %s\nperiods: [day",
		 calendar_code(c->calendar), phasings[c->phasing], c->fiscal_month, names[c->fiscal_name],
		 c->plan_rests ? "yes" : "no");
	for (int i = PERIOD_WEEK; i <= PERIOD_CUSTOM; i++)
		if (c->keeps_period[i])
			buf_addf(b, ", %s", periods[i]);
	buf_adds(b, STR("]\ncustom_periods:\n  campaign:\n    periods:\n"));
	for (int i = 0; i < c->campaign_count; i++) {
		buf_addf(b, "      - {id: S%d, from: ", i);
		date_add(b, c->campaigns[i].from);
		buf_adds(b, STR(", to: "));
		date_add(b, c->campaigns[i].to - 1);
		buf_adds(b, STR("}\n"));
	}
}

static void write_calendars(const struct company *c, struct buf *b)
{
	static const char *const days[] = { "mon", "tue", "wed", "thu", "fri", "sat", "sun" };
	static const char *const works[] = { "off", "", "", "", "", "", "", "short", "work" };

	buf_adds(b, STR("calendars:\n"));
	for (int i = 2; i < CALENDARS; i++) {
		const struct invented_calendar *x = &c->calendars[i];
		buf_addf(b, "  %s:\n    week: [", calendar_code(i));
		for (int d = 0; d < 7 && x->week[d]; d++)
			buf_addf(b, "%s%s", d ? ", " : "", days[d]);
		buf_addf(b, "]\n    exceptions: [");
		for (int k = 0; k < x->exception_count; k++) {
			buf_adds(b, STR("{day: "));
			date_add(b, x->exceptions[k].day);
			buf_addf(b, ", kind: %s}, ", works[x->exceptions[k].hours_x8]);
		}
		if (x->yearly_month)
			buf_addf(b, "{day: 2024-%02d-%02d, kind: yearly}", x->yearly_month, x->yearly_day);
		buf_adds(b, STR("]\n"));
	}
}

static void write_organisation(const struct company *c, struct buf *b)
{
	static const char *const types[] = { "company", "region", "team" };

	buf_adds(b, STR("units:\n"));
	for (int i = 0; i < c->units.count; i++) {
		const struct stay *s = &c->units.at[i];
		buf_adds(b, STR("  - {id: "));
		member_add(c, 'u', s->who, b);
		buf_addf(b, ", type: %s", types[c->unit_type[s->who]]);
		if (s->where >= 0) {
			buf_adds(b, STR(", parent: "));
			member_add(c, 'u', s->where, b);
		}
		add_calendar(s, b);
		add_dates(s, b);
	}
	buf_adds(b, STR("sellers:\n"));
	for (int i = 0; i < c->sellers.count; i++) {
		buf_addf(b, "  - {id: s%d, unit: ", c->sellers.at[i].who);
		member_add(c, 'u', c->sellers.at[i].where, b);
		add_calendar(&c->sellers.at[i], b);
		add_dates(&c->sellers.at[i], b);
	}
}

static void write_absences(const struct company *c, struct buf *b)
{
	buf_adds(b, c->absences.count ? STR("absences:\n") : STR("absences: []\n"));
	for (int i = 0; i < c->absences.count; i++) {
		buf_addf(b, "  - {seller: s%d, from: ", c->absences.at[i].who);
		date_add(b, c->absences.at[i].from);
		buf_adds(b, STR(", to: "));
		date_add(b, c->absences.at[i].to - 1);
		buf_adds(b, STR("}\n"));
	}
}

static void write_axes(const struct company *c, struct buf *b)
{
	buf_addf(b, "axes:\n  product:\n    levels: [group, product]\n    open: %s\n    members:\n",
		 c->open_products ? "yes" : "no");
	for (int i = 0; i < c->products.count; i++) {
		const struct stay *s = &c->products.at[i];
		buf_adds(b, STR("      - {id: "));
		member_add(c, 'p', s->who, b);
		buf_addf(b, ", level: %s", s->who < GROUPS ? "group" : "product");
		if (s->where >= 0)
			buf_addf(b, ", parent: G%d", s->where);
		add_dates(s, b);
	}
	buf_adds(b,
		 STR("  channel: [{id: K0}, {id: K1}]\n  home:\n    of: seller\n    members: [{id: H0}, {id: H1}, {id: H2}]\n"));
	if (c->default_home >= 0)
		buf_addf(b, "    default_member: H%d\n", c->default_home);
	buf_adds(b, c->homes.count ? STR("    assigned:\n") : STR("    assigned: []\n"));
	for (int i = 0; i < c->homes.count; i++) {
		buf_addf(b, "      - {seller: s%d, member: H%d", c->homes.at[i].who, c->homes.at[i].where);
		add_dates(&c->homes.at[i], b);
	}
}

static void write_scopes(const struct company *c, struct buf *b)
{
	buf_adds(b, STR("scopes:\n"));
	for (int k = 0; k < KINDS; k++)
		if (c->keeps_kind[k])
			buf_addf(b, "  %s: %s\n", kinds[k].code, kinds[k].text);
}

static void write_forms(struct buf *b)
{
	static const char fields[] = "kind: {type: choice, of: [won, lost, open]}, product: axis, channel: axis, client: text, "
				     "amount: money, units: number";

	buf_addf(b,
		 "forms:\n  deal:\n    facts: deals\n    seller: optional\n    fields: {%s}\n"
		 "  daily:\n    facts: deals\n    fields:\n      channel: axis\n"
		 "      lines: {type: lines, fields: {kind: {type: choice, of: [won, lost, open]}, product: axis, client: text, "
		 "amount: money, units: number}}\n"
		 "  visit: {facts: visits, fields: {channel: axis, client: text, hours: number}}\n",
		 fields);
}

static void write_measure(const struct invented_measure *m, int number, struct buf *b)
{
	static const char *const columns[] = { "amount", "units", "client", "hours" };
	static const char *const aggregates[] = {
		"sum", "count", "average", "ratio", "last", "min", "max", "median", "distinct"
	};
	static const char *const kind_codes[] = { "won", "lost", "open" };

	buf_addf(b, "  m%d: {facts: %s, ", number, m->of_visits ? "visits" : "deals");
	if (m->aggregate == AGG_COUNT)
		buf_adds(b, STR("count: yes"));
	else if (m->aggregate == AGG_RATIO)
		buf_addf(b, "ratio: [%s, %s]", columns[m->column], columns[m->divisor]);
	else
		buf_addf(b, "%s: %s", aggregates[m->aggregate], columns[m->column]);
	if (m->stock)
		buf_adds(b, STR(", stock: yes"));
	buf_adds(b, STR(", where: {"));
	if (m->kinds) {
		buf_adds(b, STR("kind: ["));
		for (int k = 0, any = 0; k < FACT_KINDS; k++)
			if (m->kinds >> k & 1)
				buf_addf(b, "%s%s", any++ ? ", " : "", kind_codes[k]);
		buf_adds(b, STR("], "));
	}
	if (m->channel >= 0)
		buf_addf(b, "channel: K%d, ", m->channel);
	if (m->not_product >= 0)
		buf_addf(b, "product: {not: [P%d]}, ", m->not_product);
	if (m->sign) {
		buf_addf(b, "amount: \"%s ", m->sign == 'L' ? "<=" : m->sign == '!' ? "!=" : ">");
		num_add_e4(b, m->limit_e4);
		buf_adds(b, STR("\""));
	}
	buf_adds(b, STR("}}\n"));
}

static char sign_of(enum op op)
{
	return op == OP_ADD ? '+' : op == OP_SUB ? '-' : op == OP_MUL ? '*' : '/';
}

void kpi_add_formula(const struct invented_kpi *k, struct buf *b)
{
	struct buf stack[STEPS] = { 0 };
	int depth = 0;

	for (int i = 0; i < k->count; i++) {
		const struct invented_step *s = &k->steps[i];
		struct buf one = { 0 };
		if (s->op == OP_MEASURE)
			buf_addf(&one, "m%d", s->measure);
		else if (s->op == OP_CONST)
			num_add_e4(&one, s->e4);
		else {
			depth -= 2;
			buf_addf(&one, "(%s %c %s)", stack[depth].ptr, sign_of(s->op), stack[depth + 1].ptr);
			buf_free(&stack[depth]);
			buf_free(&stack[depth + 1]);
		}
		stack[depth++] = one;
	}
	buf_adds(b, buf_str(&stack[0]));
	buf_free(&stack[0]);
}

static void write_kpis(const struct company *c, struct buf *b)
{
	buf_adds(b, STR("measures:\n"));
	for (int i = 0; i < MEASURES; i++)
		write_measure(&c->measures[i], i, b);
	buf_adds(b, STR("kpis:\n"));
	for (int i = 0; i < KPIS; i++) {
		buf_addf(b, "  k%d: {formula: \"", i);
		kpi_add_formula(&c->kpis[i], b);
		buf_addf(b, "\", min_sample: %d", c->kpis[i].min_sample);
		if (c->kpis[i].calendar >= 0)
			buf_addf(b, ", calendar: %s", calendar_code(c->kpis[i].calendar));
		buf_adds(b, STR("}\n"));
	}
}

static void write_plan(const struct company *c, const struct invented_plan *p, struct buf *b)
{
	static const char *const levels[] = { "target", "threshold", "stretch" };
	static const char *const periods[] = { "day", "week", "month", "quarter", "year", "campaign" };

	buf_addf(b, "  - {scope: %s, member: ", kinds[p->kind].code);
	scope_add(c, p->kind, p->members, b);
	buf_addf(b, ", kpi: k%d, period_kind: %s, period: ", p->kpi, periods[p->period.kind]);
	span_add(c, &p->period, b);
	buf_addf(b, ", level: %s, version: %d, target: ", levels[p->level], p->version);
	num_add_e4(b, p->target_e4);
	if (p->profile)
		buf_addf(b, ", profile: %s", p->profile == 1 ? "year" : "quarter");
	if (p->valid_from != DAY_MIN) {
		buf_adds(b, STR(", valid_from: "));
		date_add(b, p->valid_from);
	}
	buf_adds(b, STR("}\n"));
}

static void write_plans(const struct company *c, struct buf *b)
{
	static const char *const codes[] = { "year", "quarter" };
	int rows = 0;

	buf_adds(b, STR("profiles:\n"));
	for (int i = 0; i < 2; i++) {
		buf_addf(b, "  %s: [", codes[i]);
		for (int k = 0; k < (i ? 3 : 12); k++)
			buf_addf(b, "%s%d", k ? ", " : "", c->profile[i][k]);
		buf_adds(b, STR("]\n"));
	}
	for (int i = 0; i < c->plan_count; i++)
		rows += !c->plans[i].command;
	buf_adds(b, rows ? STR("plan:\n") : STR(""));
	for (int i = 0; i < c->plan_count; i++)
		if (!c->plans[i].command)
			write_plan(c, &c->plans[i], b);
}

void company_files(const struct company *c, struct company_texts *texts, struct fold_file *out)
{
	static const char *const paths[COMPANY_DOCUMENTS] = { "absences.yaml", "axes.yaml",  "calendars.yaml",
							      "company.yaml",  "forms.yaml", "kpis.yaml",
							      "org.yaml",      "plans.yaml", "scopes.yaml" };
	struct buf *b = texts->at;

	write_absences(c, &b[0]);
	write_axes(c, &b[1]);
	write_calendars(c, &b[2]);
	write_company(c, &b[3]);
	write_forms(&b[4]);
	write_kpis(c, &b[5]);
	write_organisation(c, &b[6]);
	write_plans(c, &b[7]);
	write_scopes(c, &b[8]);
	for (int i = 0; i < COMPANY_DOCUMENTS; i++)
		out[i] = (struct fold_file){ paths[i], b[i].ptr };
	out[COMPANY_DOCUMENTS] = (struct fold_file){ "decisions/behind.lua", NULL };
}

void company_texts_free(struct company_texts *texts)
{
	for (int i = 0; i < COMPANY_DOCUMENTS; i++)
		buf_free(&texts->at[i]);
}
