/* Writes the bench's company as a model folder: sellers in teams of a company, KPIs over the five measured fields of
 * bench/history.h, and decisions judged at once.
 *
 *	invent DIR [--sellers 1000] [--kpis 10] [--rules 0] [--target 0] [--time wall|log] [--periods day,week,month,quarter]
 *	       [--probe] [--lua]
 *
 * KPIs: the first ten are five sums, a difference and four quotients over six measures; each further two bring a measure of
 * their own, a sum under a condition. --rules: so many more decisions, which watch KPIs that no report changes. --target: a
 * seller's plan of revenue for a month, 0: none. --probe: a decision that the latency run sets off. --lua: a decision whose
 * trigger is a function.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/mem.h"

enum { TEAMS = 40, REGIONS = 5, OTHERS = 10, KPIS_MAX = 200 };

struct wanted {
	const char *dir, *time, *periods, *from_month, *to_month;
	uint32_t sellers, kpis, rules, target;
	bool probe, lua;
};

static FILE *file(const struct wanted *w, const char *name)
{
	struct buf path = { 0 };

	buf_addf(&path, "%s/%s", w->dir, name);
	FILE *f = fopen(path.ptr, "w");
	if (!f) {
		fprintf(stderr, "invent: %s: %s\n", path.ptr, strerror(errno));
		exit(EXIT_FAILURE);
	}
	buf_free(&path);
	return f;
}

static void company(const struct wanted *w)
{
	FILE *f = file(w, "company.yaml");

	fprintf(f,
		"company: bench\ntitle: Bench\ncurrency: RUB\nlanguages: [en, ru]\ntime: %s\nzone: UTC\ncalendar: mon-fri\n"
		"phasing: workdays\nperiods: [%s]\n",
		w->time, w->periods);
	fclose(f);
	f = file(w, "scopes.yaml");
	fputs("scopes:\n  company: unit.company\n  region: unit.region\n  team: unit.team\n  seller: seller\n", f);
	fclose(f);
	f = file(w, "forms.yaml");
	fputs("forms:\n  daily:\n    title: Daily report\n    seller: required\n    fields:\n      revenue: money\n      margin: "
	      "money\n"
	      "      calls: int\n      meets: int\n      offers: int\n",
	      f);
	fclose(f);
}

static void org(const struct wanted *w)
{
	FILE *f = file(w, "org.yaml");

	fputs("unit_types: [company, region, team]\nunits:\n  table: org.csv\n  where: {rec: unit}\nsellers:\n  table: "
	      "sellers.csv\n",
	      f);
	fclose(f);
	f = file(w, "org.csv");
	fputs("rec,id,type,parent,head\nunit,C,company,,director\n", f);
	for (uint32_t i = 0; i < REGIONS; i++)
		fprintf(f, "unit,R%u,region,C,region-head-%u\n", i, i);
	for (uint32_t i = 0; i < TEAMS; i++)
		fprintf(f, "unit,T%02u,team,R%u,team-head-%u\n", i, i % REGIONS, i);
	fclose(f);
	f = file(w, "sellers.csv");
	fputs("id,unit\n", f);
	for (uint32_t i = 0; i < w->sellers; i++)
		fprintf(f, "S%06u,T%02u\n", i, i % TEAMS);
	fclose(f);
}

static void kpis(const struct wanted *w)
{
	static const char *const first[][2] = {
		{ "revenue", "revenue" },
		{ "margin", "margin" },
		{ "calls", "calls" },
		{ "meets", "meets" },
		{ "offers", "offers" },
		{ "cost", "revenue - margin" },
		{ "margin_rate", "margin / revenue" },
		{ "conversion", "meets / calls" },
		{ "offer_rate", "offers / meets" },
		{ "average", "revenue / reports" },
	};
	static const char *const fields[] = { "revenue", "margin", "calls", "meets", "offers" };
	FILE *f = file(w, "kpis.yaml");

	fputs("measures:\n", f);
	for (uint32_t i = 0; i < 5 && i < w->kpis; i++)
		fprintf(f, "  %s: {facts: daily, sum: %s}\n", fields[i], fields[i]);
	if (w->kpis >= 10)
		fputs("  reports: {facts: daily, count: yes}\n", f);
	for (uint32_t i = 10; i < w->kpis; i += 2)
		fprintf(f, "  part_%u: {facts: daily, sum: %s, where: {calls: \"> %u\"}}\n", i, fields[i / 2 % 5], i);
	for (uint32_t i = 0; w->rules && i < OTHERS; i++)
		fprintf(f, "  other_%u: {facts: daily, sum: revenue, where: {calls: \"> %u\"}}\n", i, 1000 + i);
	fputs("kpis:\n", f);
	for (uint32_t i = 0; i < 10 && i < w->kpis; i++)
		fprintf(f, "  %s: {formula: %s}\n", first[i][0], first[i][1]);
	for (uint32_t i = 10; i < w->kpis; i++)
		fprintf(f, "  kpi_%u: {formula: part_%u%s}\n", i, i & ~1u, i & 1 ? " / revenue" : "");
	for (uint32_t i = 0; w->rules && i < OTHERS; i++)
		fprintf(f, "  other_%u: {formula: other_%u}\n", i, i);
	fclose(f);
}

static void plans(const struct wanted *w)
{
	FILE *f;

	if (!w->target)
		return;
	f = file(w, "plans.yaml");
	fputs("plan:\n  table: plan.csv\n", f);
	fclose(f);
	f = file(w, "plan.csv");
	fputs("scope,member,kpi,period,target\n", f);
	for (uint32_t i = 0; i < w->sellers; i++) {
		fprintf(f, "seller,S%06u,revenue,%s,%u\n", i, w->from_month, w->target);
		if (strcmp(w->from_month, w->to_month) != 0)
			fprintf(f, "seller,S%06u,revenue,%s,%u\n", i, w->to_month, w->target);
	}
	fclose(f);
}

static void decision(FILE *f, const char *code, const char *kpi, const char *each, const char *period, const char *when)
{
	fprintf(f,
		"local sdm = require \"sdm\"\n\nreturn sdm.decision \"%s\" {\n\tapi = 1,\n\ttitle = { en = \"%s\", ru = \"%s\" "
		"},\n"
		"\towner = \"consultant\",\n\twatch = { kpi = \"%s\", each = \"%s\", period = \"%s\" },\n\twhen = %s,\n"
		"\ton_missing = \"hold\",\n\trun = function(case)\n\t\tcase:alert { to = \"director\" }\n\tend,\n}\n",
		code, code, code, kpi, each, period, when);
	fclose(f);
}

static void decisions(const struct wanted *w)
{
	FILE *f;

	if (w->target) {
		decision(file(w, "decisions/seller_behind.lua"), "seller_behind", "revenue", "seller", "month",
			 "sdm.below { share = sdm.percent(80), elapsed = sdm.percent(20) }");
		decision(file(w, "decisions/team_behind.lua"), "team_behind", "revenue", "team", "month",
			 "sdm.below { share = sdm.percent(90), elapsed = sdm.percent(20) }");
	}
	if (w->kpis >= 7)
		decision(file(w, "decisions/thin_margin.lua"), "thin_margin", "margin_rate", "seller", "month",
			 "sdm.under { value = 0.05 }");
	if (w->probe)
		decision(file(w, "decisions/probe.lua"), "probe", "offers", "seller", "day", "sdm.above { value = 900000 }");
	if (w->lua)
		decision(file(w, "decisions/asked.lua"), "asked", "revenue", "seller", "month",
			 "function(s, p)\n\t\treturn s.fact and s.facts > 10 and s.fact < 0\n\tend");
	if (!w->rules)
		return;
	f = file(w, "decisions/others.lua");
	fprintf(f,
		"local sdm = require \"sdm\"\nlocal list = {}\nfor i = 0, %u do\n\tlist[#list + 1] = sdm.decision(\"other_\" .. "
		"i) {\n"
		"\t\tapi = 1,\n\t\ttitle = { en = \"Other\", ru = \"Другое\" },\n\t\towner = \"consultant\",\n"
		"\t\twatch = { kpi = \"other_\" .. i %% %d, each = \"seller\", period = \"month\" },\n"
		"\t\twhen = sdm.above { value = 1000 + i },\n\t\ton_missing = \"hold\",\n\t}\nend\nreturn list\n",
		w->rules - 1, OTHERS);
	fclose(f);
}

static uint32_t number(const char *text)
{
	char *end;
	unsigned long n = strtoul(text, &end, 10);

	if (*end || end == text || n > UINT32_MAX) {
		fprintf(stderr, "invent: expected a number, got %s\n", text);
		exit(EXIT_FAILURE);
	}
	return (uint32_t)n;
}

static bool option(struct wanted *w, const char *name, const char *text)
{
	if (strcmp(name, "--sellers") == 0)
		w->sellers = number(text);
	else if (strcmp(name, "--kpis") == 0)
		w->kpis = number(text);
	else if (strcmp(name, "--rules") == 0)
		w->rules = number(text);
	else if (strcmp(name, "--target") == 0)
		w->target = number(text);
	else if (strcmp(name, "--time") == 0)
		w->time = text;
	else if (strcmp(name, "--periods") == 0)
		w->periods = text;
	else if (strcmp(name, "--from-month") == 0)
		w->from_month = w->to_month = text;
	else if (strcmp(name, "--to-month") == 0)
		w->to_month = text;
	else
		return false;
	return true;
}

int main(int argc, char **argv)
{
	struct wanted w = {
		.time = "wall",
		.periods = "day, week, month, quarter",
		.from_month = "2026-03",
		.to_month = "2026-03",
		.sellers = 1000,
		.kpis = 10,
	};
	struct buf path = { 0 };

	for (int i = 1; i < argc; i++) {
		if (strcmp(argv[i], "--probe") == 0) {
			w.probe = true;
		} else if (strcmp(argv[i], "--lua") == 0) {
			w.lua = true;
		} else if (i + 1 < argc && option(&w, argv[i], argv[i + 1])) {
			i++;
		} else if (argv[i][0] != '-' && !w.dir) {
			w.dir = argv[i];
		} else {
			fprintf(stderr, "invent: what is %s? See the beginning of bench/invent.c\n", argv[i]);
			return EXIT_FAILURE;
		}
	}
	if (!w.dir || w.kpis < 1 || w.kpis > KPIS_MAX || (w.probe && w.kpis < 5)) {
		fprintf(stderr, "usage: invent DIR [options]; see the beginning of bench/invent.c\n");
		return EXIT_FAILURE;
	}
	buf_addf(&path, "%s/decisions", w.dir);
	mkdir(w.dir, 0777);
	mkdir(path.ptr, 0777);
	buf_free(&path);
	company(&w);
	org(&w);
	kpis(&w);
	plans(&w);
	decisions(&w);
	return EXIT_SUCCESS;
}
