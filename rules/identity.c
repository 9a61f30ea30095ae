#include "rules/identity.h"

#include "base/hash.h"

typedef unsigned __int128 u128;

#define PRIME ((UINT64_C(1) << 61) - 1)
enum { POINTS = 2 };

static uint64_t times(uint64_t a, uint64_t b)
{
	return (uint64_t)((u128)a * b % PRIME);
}

static uint64_t negative(uint64_t a)
{
	return a ? PRIME - a : 0;
}

/* By Fermat; 0 of 0. */
static uint64_t inverse(uint64_t a)
{
	uint64_t out = 1;

	for (uint64_t power = PRIME - 2; power; power >>= 1) {
		if (power & 1)
			out = times(out, a);
		a = times(a, a);
	}
	return out;
}

static uint64_t value_of(uint32_t measure, unsigned point)
{
	return hash64(&measure, sizeof(measure), point) % (PRIME - 1) + 1;
}

static uint64_t constant(int64_t e4)
{
	return times(e4 < 0 ? negative((uint64_t)-e4 % PRIME) : (uint64_t)e4 % PRIME, inverse((uint64_t)E4));
}

/* Of what is no arithmetic a number that the same of the same has again. */
static uint64_t opaque(enum op op, uint64_t left, uint64_t right)
{
	bool turned = (op == OP_MIN || op == OP_MAX) && right < left;
	uint64_t of[] = { turned ? right : left, turned ? left : right };

	return hash64(of, sizeof(of), (uint64_t)op) % (PRIME - 1) + 1;
}

/* false: divided by zero, there or everywhere. */
static bool formula_at(const struct kpi *k, unsigned point, uint64_t *out)
{
	uint64_t stack[KPI_STACK];
	uint32_t depth = 0;

	for (uint32_t i = 0; i < k->step_count; i++) {
		const struct step *s = &k->formula[i];

		if (op_is_value(s->op)) {
			stack[depth++] = s->op == OP_CONST  ? constant(s->e4)
					 : s->op == OP_DAYS ? value_of(NONE, point)
							    : value_of(s->measure, point);
			continue;
		}
		if (op_is_unary(s->op)) {
			stack[depth - 1] = s->op == OP_NEG ? negative(stack[depth - 1]) : opaque(OP_ABS, stack[depth - 1], 0);
			continue;
		}
		uint64_t right = stack[--depth], *left = &stack[depth - 1];

		if (s->op == OP_DIV && !right)
			return false;
		*left = s->op == OP_ADD   ? (*left + right) % PRIME
			: s->op == OP_SUB ? (*left + negative(right)) % PRIME
			: s->op == OP_MUL ? times(*left, right)
			: s->op == OP_DIV ? times(*left, inverse(right))
					  : opaque(s->op, *left, right);
	}
	*out = stack[0];
	return true;
}

bool identity_holds(const struct kpi *kpis, const struct kpi *k)
{
	for (unsigned point = 0; point < POINTS; point++) {
		uint64_t whole, product = 1, factor;

		if (!formula_at(k, point, &whole))
			return false;
		for (uint32_t i = 0; i < k->factor_count; i++) {
			if (!formula_at(&kpis[k->factors[i].kpi], point, &factor) || !factor)
				return false;
			product = times(product, k->factors[i].divides ? inverse(factor) : factor);
		}
		if (product != whole)
			return false;
	}
	return true;
}
