#include "ctl/backtest.h"

static bool is_listed(const struct backtest_options *o, struct str code)
{
	for (uint32_t i = 0; i < o->decision_count; i++)
		if (str_eq(o->decisions[i], code))
			return true;
	return false;
}

bool backtest_asks(const struct backtest_options *o, uint32_t which, struct str code)
{
	for (uint32_t p = 0; o->decision_count > 0 && p < o->pair_count; p++) {
		struct str mine = which == 0 ? o->pairs[p].a : o->pairs[p].b;
		struct str others = which == 0 ? o->pairs[p].b : o->pairs[p].a;

		if (str_eq(mine, code))
			return is_listed(o, mine) || is_listed(o, others);
		if (str_eq(others, code))
			return false; /* it is the other model's that is meant */
	}
	return o->decision_count == 0 || is_listed(o, code);
}

/* ---- cases ---- */

static bool is_same(const struct hindsight_case *a, const struct hindsight_case *b)
{
	return str_eq(a->scope, b->scope) && str_eq(a->period, b->period);
}

/* The first case of B about the same that no other one of A has; the n-th of one about a subject goes with the n-th of the other.
 */
static const struct hindsight_case *take_fellow(const struct backtest *t, const struct backtest_row *r, bool *taken,
						const struct hindsight_case *a)
{
	for (size_t i = 0; r->b && i < r->b->cases.count; i++) {
		const struct hindsight_case *b = &t->of[1].cases.at[r->b->cases.at[i]];

		if (!taken[i] && is_same(a, b)) {
			taken[i] = true;
			return b;
		}
	}
	return NULL;
}

static void match_cases(const struct backtest *t, struct backtest_row *r)
{
	size_t count = r->b ? r->b->cases.count : 0;
	bool *taken = mem_alloc(count + 1);

	for (size_t i = 0; r->a && i < r->a->cases.count; i++) {
		const struct hindsight_case *a = &t->of[0].cases.at[r->a->cases.at[i]];
		const struct hindsight_case *b = take_fellow(t, r, taken, a);

		*ARRAY_ADD(r->matches) = (struct backtest_match){ a, b };
		r->both += b != NULL;
		r->only_a += b == NULL;
	}
	for (size_t i = 0; i < count; i++)
		if (!taken[i]) {
			*ARRAY_ADD(r->matches) = (struct backtest_match){ NULL, &t->of[1].cases.at[r->b->cases.at[i]] };
			r->only_b++;
		}
	mem_free(taken);
}

/* ---- decisions ---- */

static const struct hindsight_decision *fellow_of(const struct backtest *t, struct str a)
{
	bool claimed = false; /* the decision of the same code stands for another one */

	for (uint32_t p = 0; p < t->is->pair_count; p++) {
		if (str_eq(t->is->pairs[p].a, a))
			return hindsight_find(&t->of[1], t->is->pairs[p].b);
		claimed = claimed || str_eq(t->is->pairs[p].b, a);
	}
	return claimed ? NULL : hindsight_find(&t->of[1], a);
}

static bool is_taken(const struct backtest *t, const struct hindsight_decision *b)
{
	for (size_t i = 0; i < t->rows.count; i++)
		if (t->rows.at[i].b == b)
			return true;
	return false;
}

static void add_row(struct backtest *t, const struct hindsight_decision *a, const struct hindsight_decision *b)
{
	struct backtest_row r = { .a = a, .b = b };

	match_cases(t, &r);
	*ARRAY_ADD(t->rows) = r;
}

static int check_codes(const struct backtest *t, struct err *err)
{
	const struct backtest_options *o = t->is;

	for (uint32_t i = 0; i < o->decision_count; i++)
		if (!hindsight_find(&t->of[0], o->decisions[i]) && !hindsight_find(&t->of[1], o->decisions[i]))
			return err_set(err, "--decision: no model here has a decision \"%.*s\"", STR_ARG(o->decisions[i]));
	for (uint32_t i = 0; i < o->pair_count; i++) {
		if (!hindsight_find(&t->of[0], o->pairs[i].a))
			return err_set(err, "--pair: %s has no decision \"%.*s\"", t->of[0].path, STR_ARG(o->pairs[i].a));
		if (!hindsight_find(&t->of[1], o->pairs[i].b))
			return err_set(err, "--pair: %s has no decision \"%.*s\"", t->of[1].path, STR_ARG(o->pairs[i].b));
	}
	return 0;
}

int backtest_match(struct backtest *t, struct err *err)
{
	if (check_codes(t, err) < 0)
		return -1;
	for (uint32_t i = 0; i < t->of[0].decision_count; i++) {
		const struct hindsight_decision *a = &t->of[0].decisions[i];

		if (backtest_asks(t->is, 0, a->decision->code))
			add_row(t, a, fellow_of(t, a->decision->code));
	}
	for (uint32_t i = 0; i < t->of[1].decision_count; i++) {
		const struct hindsight_decision *b = &t->of[1].decisions[i];

		if (backtest_asks(t->is, 1, b->decision->code) && !is_taken(t, b))
			add_row(t, NULL, b);
	}
	return 0;
}

void backtest_unmatch(struct backtest *t)
{
	for (size_t i = 0; i < t->rows.count; i++)
		ARRAY_FREE(t->rows.at[i].matches);
	ARRAY_FREE(t->rows);
}
