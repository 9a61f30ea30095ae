/* A company in which everything is used by something else, and ways to break it: for tests that one mistake is told once. Names
 * of the company begin with a capital, options do not; all of it is ASCII, and no value is in quotes. */
#pragma once
#include "model/yaml.h"
#include "tests/unit/model/tiny_company.h"

static const struct file everything[] = {
	{ "absences.yaml", "absences:\n"
			   "  - {seller: Anna, from: 2026-05-04, to: 2026-05-08, kind: leave, substitute: Boris}\n"
			   "  - {seller: Boris, from: 2026-07-06, to: 2026-07-10, kind: sick}\n" },
	{ "axes.yaml", "axes:\n"
		       "  Product:\n"
		       "    levels: [Series, Item]\n"
		       "    members:\n"
		       "      - {id: GTX, level: Series}\n"
		       "      - {id: GTX-1, level: Item, parent: GTX}\n"
		       "  Channel: {title: Sales channel, open: yes}\n"
		       "  Home:\n"
		       "    of: seller\n"
		       "    default_member: None\n"
		       "    members: {table: homes.csv, columns: {id: Home}, set: {title: Somewhere}}\n"
		       "    assigned:\n"
		       "      - {seller: Anna, member: R-1, valid_from: 2026-01-01, valid_to: 2026-12-31}\n" },
	{ "calendars.yaml", "calendars:\n"
			    "  Six:\n"
			    "    based_on: mon-fri\n"
			    "    week: [mon, tue, wed, thu, fri, sat]\n"
			    "    exceptions: [{day: 2026-05-01, kind: off}, {day: 2026-07-06, kind: yearly}]\n"
			    "    given_until: 2027-12-31\n" },
	{ "capacity.yaml",
	  "workload:\n"
	  "  - {segment: A, clients: 40, contacts: 4, hours: 1.5, selling_share: 70%}\n"
	  "  - {segment: B, scope: Team_item, member: T-1|GTX-1, clients: Revenue, contacts: 1, hours: 1, valid_to: 2026-05-31}\n"
	  "quotas:\n"
	  "  - {kpi: Revenue, month: 100, attainment: 80%, ramp: [20%, 40%], valid_to: 2026-05-31}\n"
	  "  - {kpi: Revenue, month: 200, valid_from: 2026-06-01}\n"
	  "coverage:\n"
	  "  - {kpi: Revenue, win: Rate, slip: 10%, open: Revenue}\n"
	  "forecast:\n"
	  "  - {kpi: Revenue, category: Best, title: Best, amount: Revenue, weight: 50%}\n" },
	{ "catalogue/kpis.yaml", "catalogue:\n"
				 "  Share:\n"
				 "    help: Share of one kind.\n"
				 "    parameters:\n"
				 "      Table: {takes: table, default: Deals, help: Facts.}\n"
				 "      Which: {takes: code, help: Kind.}\n"
				 "    measures:\n"
				 "      Part: {facts: <Table>, count: yes, where: {Kind: <Which>}}\n"
				 "      Whole: {facts: <Table>, count: yes}\n"
				 "    kpi: {title: {ru: Share, en: Share}, formula: Part / Whole, unit: percent}\n" },
	{ "company.yaml", "company: Tiny\n"
			  "title: {ru: Tiny, en: Tiny}\n"
			  "languages: [ru, en]\n"
			  "calendar: Six\n"
			  "plan_rests_on_absence: yes\n"
			  "fiscal_year_starts: 4\n"
			  "fiscal_year_named: start\n"
			  "periods: [day, month, quarter, year, Campaign]\n"
			  "custom_periods:\n"
			  "  Campaign:\n"
			  "    periods:\n"
			  "      - {id: Spring, from: 2026-03-01, to: 2026-04-15}\n"
			  "      - {id: Summer, from: 2026-06-01, to: 2026-07-15}\n" },
	{ "decisions.yaml", "decisions:\n  lag: {Share: 80%}\n" },
	{ "decisions/lag.lua", "local sdm = require 'sdm'\n"
			       "return sdm.decision 'lag' {\n"
			       "  api = 1, title = {en = 'Lag', ru = 'Lag'}, owner = 'o', on_missing = 'hold',\n"
			       "  params = {Share = sdm.percent(70)},\n"
			       "  watch = {kpi = 'Revenue', each = 'Team_item', period = 'Campaign', calendar = 'Six'},\n"
			       "  when = sdm.below {share = 'Share'},\n"
			       "}\n" },
	{ "forms.yaml", "forms:\n"
			"  Deal:\n"
			"    facts: Deals\n"
			"    valid_to: 2026-06-30\n"
			"    fields:\n"
			"      Kind: {type: choice, of: [Won, Lost], required: yes}\n"
			"      Goods: {type: axis, axis: Product}\n"
			"      Channel: axis\n"
			"      Sum: {type: money, column: Amount, min: 0, max: 100}\n"
			"      Units: int\n"
			"  Day:\n"
			"    facts: Deals\n"
			"    fields:\n"
			"      Lines: {type: lines, fields: {Kind: {type: choice, of: [Won, Lost]}, Amount: {type: money}}}\n"
			"  Visit: {facts: Visits, author: Client, fields: {Client: text}}\n" },
	{ "homes.csv", "Home\nNone\nR-1\n" },
	{ "kpis.yaml", "use:\n"
		       "  Losses: {of: Share, Which: Lost, direction: down, plan_rollup: same}\n"
		       "measures:\n"
		       "  Revenue: {facts: Deals, sum: Amount, where: {Kind: Won, Product: GTX-1, Amount: \"> 0\"}}\n"
		       "  Won: {facts: Deals, count: yes, where: {Kind: Won}}\n"
		       "  Mean: {facts: Deals, ratio: [Amount, Units]}\n"
		       "  Clients: {facts: Visits, distinct: Client}\n"
		       "kpis:\n"
		       "  Revenue: {formula: Revenue, unit: money, plan_rollup: sum, calendar: Six}\n"
		       "  Rate: {formula: Won / Losses_Whole, unit: percent, plan_rollup: same}\n"
		       "  Each: {formula: Losses_Part / Clients, unit: percent}\n" },
	{ "org.yaml", "unit_types: [Company, Team]\n"
		      "units:\n"
		      "  - {id: C-1, type: Company}\n"
		      "  - {id: T-1, type: Team, parent: C-1, calendar: Six, valid_from: 2026-01-01}\n"
		      "  - {id: T-2, type: Team, parent: C-1}\n"
		      "sellers:\n"
		      "  - {id: Anna, unit: T-1, calendar: Six, valid_from: 2026-01-01, valid_to: 2026-12-31}\n"
		      "  - {table: sellers.csv, where: {Active: y}, columns: {id: Code, unit: Team}}\n" },
	{ "plan.csv", "Scope,Member,Kpi,Period,Target\n"
		      "Home,R-1,Revenue,2026-05,100\n"
		      "Home,R-1,Rate,2026-05,250000\n" },
	{ "plans.yaml",
	  "profiles:\n"
	  "  Season: {weights: [30%, 30%, 40%]}\n"
	  "plan:\n"
	  "  - {scope: Seller, member: Anna, kpi: Revenue, period_kind: month, period: 2026-05, target: 100}\n"
	  "  - {scope: Seller, member: Boris, kpi: Rate, period: FY2026, target: 63%, level: stretch}\n"
	  "  - {scope: Company, member: C-1, kpi: Revenue, period: FY2026-Q1, target: 100, profile: Season}\n"
	  "  - {scope: Company, member: C-1, kpi: Revenue, period: FY2026-Q1, target: 200, version: 2, valid_from: 2026-05-01}\n"
	  "  - {scope: Team_item, member: T-1|GTX-1, kpi: Revenue, period: Spring, target: 1}\n"
	  "  - {table: plan.csv, columns: {scope: Scope, member: Member, kpi: Kpi, period: Period, target: Target},\n"
	  "     scale: {money: e4, percent: ppm}}\n"
	  "sums:\n"
	  "  - {of: Seller, gives: Series, member: GTX, period: month}\n"
	  "  - {of: Seller, gives: Seller, period: month, gives_period: quarter}\n" },
	{ "scopes.yaml", "scopes:\n"
			 "  Company: {of: unit.Company}\n"
			 "  Seller: {of: seller}\n"
			 "  Series: {of: Product.Series}\n"
			 "  Home: {of: Home}\n"
			 "  Team_item: {of: [unit.Team, Product.Item], where: {Home: R-1}}\n" },
	{ "sellers.csv", "Code,Team,Active\nBoris,T-2,y\nClara,T-9,n\n" },
};
enum { FILES = sizeof(everything) / sizeof(*everything) };

static inline bool is_document(uint32_t file)
{
	return strstr(everything[file].path, ".yaml") != NULL;
}

static inline bool is_needed(uint32_t file)
{
	static const char *const needed[] = { "company.yaml", "forms.yaml", "kpis.yaml", "org.yaml" };

	for (size_t i = 0; i < sizeof(needed) / sizeof(*needed); i++)
		if (strcmp(everything[file].path, needed[i]) == 0)
			return true;
	return false;
}

/* What a test does with the company, of which one file is in other words: `most` is how many things may be said. */
typedef void check_broken(const struct file *files, uint32_t file, size_t most);

static inline void break_file(uint32_t file, const char *text, size_t most, check_broken *check)
{
	struct file with[FILES];

	memcpy(with, everything, sizeof(with));
	with[file].text = text;
	check(with, file, most);
}

/* The text with `with` in place of `length` bytes at a place. */
static inline char *replaced(const char *text, struct spot at, size_t length, const char *with)
{
	const char *p = text;
	struct buf b = { 0 };

	for (uint32_t line = 1; line < at.line; line++)
		p = strchr(p, '\n') + 1;
	p += at.column - 1;
	buf_adds(&b, (struct str){ text, (size_t)(p - text) });
	buf_adds(&b, str_of(with));
	buf_adds(&b, str_of(p + length));
	return b.ptr;
}

/* Every option misspelt, and every value of an option another kind of thing, one at a time. */
static inline void break_options(uint32_t file, const struct node *n, check_broken *check)
{
	for (const struct node *c = n->first; c; c = c->next) {
		char *text;

		if (n->kind == NODE_MAP && c->key->text.ptr[0] >= 'a' && c->key->text.ptr[0] <= 'z') {
			text = replaced(everything[file].text, c->key->place, 0, "x");
			break_file(file, text, 1, check);
			mem_free(text);
			if (c->kind == NODE_SCALAR) {
				text = replaced(everything[file].text, c->place, c->text.len, "{zz: 1}");
				break_file(file, text, 1, check);
				mem_free(text);
			}
		}
		break_options(file, c, check);
	}
}

static inline void break_every_option(check_broken *check)
{
	struct arena *a = arena_new();
	struct problems none = { 0 };

	for (uint32_t i = 0; i < FILES; i++)
		if (is_document(i))
			break_options(i, yaml_parse(a, everything[i].path, str_of(everything[i].text), &none), check);
	assert_int_equal(none.count, 0);
	arena_free(a);
}

/* Not YAML, no mapping, nothing but an unknown option, empty. */
static inline void break_every_document(check_broken *check)
{
	for (uint32_t i = 0; i < FILES; i++) {
		if (!is_document(i))
			continue;
		break_file(i, "x: [\n", 1, check);
		break_file(i, "- x\n", 1, check);
		break_file(i, "nothing: here\n", 3, check); /* and what is left out */
		if (is_needed(i))
			break_file(i, "# later\n", 1, check);
	}
}

/* All that is said is about the file that was broken. */
static inline void assert_tells_of(const struct file *files, uint32_t file, const struct problems *p, size_t most)
{
	struct buf said = { 0 };
	bool elsewhere = false;

	for (size_t i = 0; i < p->count; i++)
		elsewhere = elsewhere || strcmp(p->at[i].file, files[file].path) != 0;
	problems_print(p, &said);
	if (elsewhere || p->errors == 0 || p->count > most)
		fail_msg("%s is\n%s\nand what is said:\n%s", files[file].path, files[file].text, said.ptr ? said.ptr : "");
	buf_free(&said);
}
