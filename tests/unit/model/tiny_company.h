/* A small company in memory for the loader's tests: a test replaces or adds files and looks at the model or at what is
 * said about it. */
#pragma once
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
/* cmocka wants the four above first */
#include <cmocka.h>

#include "model/load.h"

struct file {
	const char *path;
	const char *text;
};

static const struct file company_files[] = {
	{ "axes.yaml", "axes:\n"
		       "  product:\n"
		       "    levels: [series, product]\n"
		       "    members:\n"
		       "      - {id: GTX, level: series}\n"
		       "      - {id: GTX Pro, parent: GTX}\n"
		       "  channel: [{id: reseller}, {id: online}]\n" },
	{ "company.yaml",
	  "company: tiny\ntitle: {ru: Малая, en: Tiny}\nlanguages: [ru, en]\nperiods: [day, month, quarter, year]\n" },
	{ "forms.yaml", "forms:\n"
			"  deal:\n"
			"    fields:\n"
			"      kind: {type: choice, of: [won, lost], required: yes}\n"
			"      product: {type: axis, required: yes}\n"
			"      channel: axis\n"
			"      client: text\n"
			"      amount: {type: money, min: 0}\n"
			"      note: text\n" },
	{ "kpis.yaml", "measures:\n"
		       "  revenue: {sum: amount, where: {kind: won}}\n"
		       "  won: {count: yes, where: {kind: won}}\n"
		       "  lost: {count: yes, where: {kind: lost}}\n"
		       "  clients: {distinct: client}\n"
		       "kpis:\n"
		       "  revenue: {formula: revenue, unit: money}\n"
		       "  win_rate: {formula: won / (won + lost), unit: percent, plan_rollup: same}\n" },
	{ "org.yaml", "units:\n"
		      "  - {id: T-1, type: team, parent: C-1}\n"
		      "  - {id: C-1, type: company}\n"
		      "  - {id: T-2, type: team, parent: C-1}\n"
		      "sellers:\n"
		      "  - {id: anna, unit: T-1}\n"
		      "  - {id: boris, unit: T-1, valid_to: 2026-03-31}\n"
		      "  - {id: boris, unit: T-2, valid_from: 2026-04-01}\n" },
	{ "plans.yaml", "plan:\n  - {scope: seller, member: anna, kpi: revenue, period: 2026-05, target: 3000000}\n" },
	{ "scopes.yaml", "scopes:\n"
			 "  company: unit.company\n"
			 "  team: unit.team\n"
			 "  seller: seller\n"
			 "  product: product.product\n"
			 "  series: product.series\n"
			 "  channel: channel\n"
			 "  team_product: [unit.team, product.product]\n"
			 "  reseller_product: {of: product.product, where: {channel: reseller}}\n" },
};
enum { COMPANY_FILES = sizeof(company_files) / sizeof(*company_files) };

static inline int company_order(const void *a, const void *b)
{
	return str_cmp(((const struct bundle_file *)a)->path, ((const struct bundle_file *)b)->path);
}

/* The company with `with` in place of or beside its files; a text of NULL takes a file away. */
static inline struct bundle *company_bundle(const struct file *with, size_t count)
{
	struct arena *a = arena_new();
	struct bundle *b = arena_alloc(a, sizeof(*b));

	b->arena = a;
	b->files = arena_alloc(a, (COMPANY_FILES + count) * sizeof(*b->files));
	for (size_t i = 0; i < COMPANY_FILES + count; i++) {
		const struct file *f = i < COMPANY_FILES ? &company_files[i] : &with[i - COMPANY_FILES];
		bool replaced = false;

		for (size_t k = 0; i < COMPANY_FILES && k < count; k++)
			replaced = replaced || strcmp(with[k].path, f->path) == 0;
		if (!replaced && f->text)
			b->files[b->count++] = (struct bundle_file){ str_of(f->path), str_of(f->text) };
	}
	qsort(b->files, b->count, sizeof(*b->files), company_order);
	memset(b->sha, 'a', 64);
	return b;
}

/* The model, which must be good and without warnings. */
static inline struct model *company_model(const struct file *with, size_t count)
{
	struct bundle *b = company_bundle(with, count);
	struct problems p = { 0 };
	struct model *m = model_load(b, &p);
	struct buf said = { 0 };

	problems_print(&p, &said);
	if (said.len > 0)
		print_error("%s", said.ptr);
	assert_non_null(m);
	assert_int_equal(p.count, 0);
	buf_free(&said);
	problems_free(&p);
	bundle_free(b);
	return m;
}

/* Loads the company with one file replaced; what is said must be exactly `expected`. */
static inline void company_says(const char *path, const char *text, const char *expected)
{
	struct file with = { path, text };
	struct bundle *b = company_bundle(&with, 1);
	struct problems p = { 0 };
	struct model *m = model_load(b, &p);
	struct buf said = { 0 };

	problems_print(&p, &said);
	assert_string_equal(said.ptr ? said.ptr : "", expected);
	assert_true((m == NULL) == (p.errors > 0));
	model_free(m);
	buf_free(&said);
	problems_free(&p);
	bundle_free(b);
}

static inline void assert_str(struct str s, const char *expected)
{
	assert_int_equal(s.len, strlen(expected));
	assert_memory_equal(s.ptr, expected, s.len);
}
