/* The company of folded.c with deals in stages. */
#pragma once
#include "folded.h"

#define PIPELINE_FORMS                                                                                                           \
	{                                                                                                                        \
		"forms.yaml", "forms:\n"                                                                                         \
			      "  deal:\n"                                                                                        \
			      "    seller: optional\n"                                                                           \
			      "    corrections_days: 60\n"                                                                       \
			      "    fields:\n"                                                                                    \
			      "      deal: {type: text, required: yes}\n"                                                        \
			      "      stage: {type: choice, of: [lead, offer, won, lost]}\n"                                      \
			      "      product: axis\n"                                                                            \
			      "      amount: money\n"                                                                            \
			      "      close_by: date\n"                                                                           \
			      "      next_step_at: date\n"                                                                       \
	}
#define PIPELINE_ENTITIES                                                                                                        \
	{                                                                                                                        \
		"entities.yaml", "entities:\n"                                                                                   \
				 "  deal:\n"                                                                                     \
				 "    key: deal\n"                                                                               \
				 "    stage: stage\n"                                                                            \
				 "    amount: amount\n"                                                                          \
				 "    due: close_by\n"                                                                           \
				 "    next_step: next_step_at\n"                                                                 \
				 "    stages:\n"                                                                                 \
				 "      lead: {probability: 10%, max_days: 5}\n"                                                 \
				 "      offer: {probability: 40%, max_days: 10}\n"                                               \
				 "      won: {state: won}\n"                                                                     \
				 "      lost: {state: lost}\n"                                                                   \
	}
#define PIPELINE_KPIS                                                                                                            \
	{                                                                                                                        \
		"kpis.yaml",                                                                                                     \
			"measures:\n"                                                                                            \
			"  open: {facts: deal_state, count: yes}\n"                                                              \
			"  open_sum: {facts: deal_state, sum: amount}\n"                                                         \
			"  offers_sum: {facts: deal_state, sum: amount, where: {stage: offer}}\n"                                \
			"  weighted: {facts: deal_state, sum: weighted}\n"                                                       \
			"  stale: {facts: deal_state, count: yes, where: {over_age: yes}}\n"                                     \
			"  stepless: {facts: deal_state, count: yes, where: {no_step: yes}}\n"                                   \
			"  late15: {facts: deal_state, count: yes, where: {overdue: [1-5, 6-15]}}\n"                             \
			"  due_now: {facts: deal_state, sum: amount, where: {due_now: yes}}\n"                                   \
			"  old: {facts: deal_state, count: yes, where: {age: 14-29}}\n"                                          \
			"  won: {facts: deal_step, count: yes, where: {step: entered, state: won}}\n"                            \
			"  lost: {facts: deal_step, count: yes, where: {step: entered, state: lost}}\n"                          \
			"  won_sum: {facts: deal_step, sum: amount, where: {step: entered, to: won}}\n"                          \
			"  cycle: {facts: deal_step, median: age, where: {step: entered, to: won}}\n"                            \
			"  leads: {facts: deal_step, count: yes, where: {step: entered, to: lead}}\n"                            \
			"  lead_won: {facts: deal_step, count: yes, where: {step: reached, from: lead, to: won, days: <= 30}}\n" \
			"  created: {facts: deal_step, count: yes, where: {step: created}}\n"                                    \
			"  pushes: {facts: deal_step, count: yes, where: {step: pushed}}\n"                                      \
			"  pushed_days: {facts: deal_step, sum: days, where: {step: pushed}}\n"                                  \
			"  expected: {facts: deal_step, count: yes, where: {step: expected}}\n"                                  \
			"  slipped: {facts: deal_step, count: yes, where: {step: slipped}}\n"                                    \
			"  said: {facts: deal, count: yes}\n"                                                                    \
			"kpis:\n"                                                                                                \
			"  revenue: {formula: won_sum, unit: money}\n"                                                           \
			"  open: {formula: open, unit: count}\n"                                                                 \
			"  open_sum: {formula: open_sum, unit: money}\n"                                                         \
			"  offers_sum: {formula: offers_sum, unit: money}\n"                                                     \
			"  weighted: {formula: weighted, unit: money}\n"                                                         \
			"  stale: {formula: stale, unit: count}\n"                                                               \
			"  stepless: {formula: stepless, unit: count}\n"                                                         \
			"  late15: {formula: late15, unit: count}\n"                                                             \
			"  due_now: {formula: due_now, unit: money}\n"                                                           \
			"  old: {formula: old, unit: count}\n"                                                                   \
			"  win: {formula: won / (won + lost), unit: percent}\n"                                                  \
			"  conv: {formula: lead_won / leads, unit: percent}\n"                                                   \
			"  cycle: {formula: cycle, unit: days}\n"                                                                \
			"  created: {formula: created, unit: count}\n"                                                           \
			"  pushes: {formula: pushes, unit: count}\n"                                                             \
			"  pushed_days: {formula: pushed_days, unit: days}\n"                                                    \
			"  slip: {formula: slipped / expected, unit: percent}\n"                                                 \
			"  expected: {formula: expected, unit: count}\n"                                                         \
			"  said: {formula: said, unit: count}\n"                                                                 \
	}

/* A report that arrives at that time. */
static inline void say(struct fold *f, const char *at, const char *words)
{
	struct buf b = { 0 };

	buf_addf(&b, "%s %s", at, words);
	fold_say(f, b.ptr);
	buf_free(&b);
}

static inline struct fold *pipeline_new(void)
{
	static const struct fold_file with[] = { PIPELINE_FORMS, PIPELINE_ENTITIES, PIPELINE_KPIS };

	return fold_new(with, 3);
}
