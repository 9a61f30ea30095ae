#include "rules/formula.h"
#include <assert.h>

/* What a value on the stack is made of. */
enum shape { SHAPE_CONST, SHAPE_LINEAR, SHAPE_OTHER };

static enum shape shape_of(enum op op, enum shape left, enum shape right)
{
	switch (op) {
	case OP_ADD:
	case OP_SUB:
		return left == right ? left : SHAPE_OTHER; /* a constant added to a sum does not add up over members */
	case OP_MUL:
		return left == SHAPE_CONST ? right : right == SHAPE_CONST ? left : SHAPE_OTHER;
	case OP_DIV:
		return right == SHAPE_CONST ? left : SHAPE_OTHER;
	default:
		return left == SHAPE_CONST && right == SHAPE_CONST ? SHAPE_CONST : SHAPE_OTHER;
	}
}

bool formula_is_additive(const struct step *steps, uint32_t count, const struct measure *measures)
{
	enum shape stack[KPI_STACK];
	uint32_t depth = 0;

	for (uint32_t i = 0; i < count; i++) {
		const struct step *s = &steps[i];

		if (s->op == OP_MEASURE) {
			enum aggregate aggregate = measures[s->measure].aggregate;

			stack[depth++] = aggregate == AGG_SUM || aggregate == AGG_COUNT ? SHAPE_LINEAR : SHAPE_OTHER;
		} else if (s->op == OP_CONST) {
			stack[depth++] = SHAPE_CONST;
		} else if (s->op == OP_DAYS) {
			stack[depth++] = SHAPE_OTHER;
		} else if (s->op == OP_ABS) {
			stack[depth - 1] = stack[depth - 1] == SHAPE_CONST ? SHAPE_CONST : SHAPE_OTHER;
		} else if (s->op != OP_NEG) {
			depth--;
			stack[depth - 1] = shape_of(s->op, stack[depth - 1], stack[depth]);
		}
	}
	return depth == 1 && stack[0] == SHAPE_LINEAR;
}

bool formula_has_stock(const struct step *steps, uint32_t count, const struct measure *measures)
{
	for (uint32_t s = 0; s < count; s++)
		if (steps[s].op == OP_MEASURE && measures[steps[s].measure].stock)
			return true;
	return false;
}

/* Sets of different measures, in the order of the formula: which a value is made of, and which something in it was divided by. */
struct made_of {
	uint32_t all, divisors;
};
_Static_assert(FORMULA_MEASURES <= 32, "a set is 32 bits");

static uint32_t among(uint32_t measure, uint32_t *list, uint32_t *count)
{
	uint32_t i = 0;

	while (i < *count && list[i] != measure)
		i++;
	if (i == *count)
		list[(*count)++] = measure;
	return i;
}

uint32_t formula_sampled(const struct step *steps, uint32_t count, uint32_t out[FORMULA_MEASURES])
{
	struct made_of stack[KPI_STACK];
	uint32_t depth = 0, named = 0, kept = 0;

	for (uint32_t s = 0; s < count; s++) {
		enum op op = steps[s].op;

		if (op_is_value(op)) {
			uint32_t set = op == OP_MEASURE ? UINT32_C(1) << among(steps[s].measure, out, &named) : 0;

			stack[depth++] = (struct made_of){ set, 0 };
		} else if (!op_is_unary(op)) {
			struct made_of *left = &stack[depth - 2], right = stack[--depth];

			left->divisors |= right.divisors | (op == OP_DIV ? right.all : 0);
			left->all |= right.all;
		}
	}
	uint32_t set = depth && stack[0].divisors ? stack[0].divisors : UINT32_MAX;

	for (uint32_t i = 0; i < named; i++)
		if (set >> i & 1)
			out[kept++] = out[i];
	return kept;
}

static bool add_or_sub(enum op op, struct ratio a, struct ratio b, struct ratio *out)
{
	if (a.den != b.den || a.den == 0)
		return op == OP_ADD ? ratio_add(a, b, out) : ratio_sub(a, b, out);
	out->den = a.den;
	return op == OP_ADD ? !__builtin_add_overflow(a.num, b.num, &out->num) : !__builtin_sub_overflow(a.num, b.num, &out->num);
}

/* A product of plain quantities stays one where that is exact. */
static bool multiply(struct ratio a, struct ratio b, struct ratio *out)
{
	i128 product;

	if (a.den == E4 && b.den == E4 && num_mul_i128(a.num, b.num, &product) && product % E4 == 0) {
		*out = (struct ratio){ product / E4, E4 };
		return true;
	}
	return ratio_mul(a, b, out);
}

static bool divide(struct ratio a, struct ratio b, struct ratio *out)
{
	if (a.den == 0 || b.den == 0 || b.num == 0) {
		*out = (struct ratio){ 0, 0 };
		return true;
	}
	if (a.den != b.den)
		return ratio_div(a, b, out);
	*out = (struct ratio){ a.num, b.num };
	if (out->den > 0)
		return true;
	return !__builtin_sub_overflow((i128)0, a.num, &out->num) && !__builtin_sub_overflow((i128)0, b.num, &out->den);
}

/* The smaller or the larger one; of nothing and something there is neither. */
static struct ratio choose(enum op op, struct ratio a, struct ratio b)
{
	if (!a.den || !b.den)
		return (struct ratio){ 0, 0 };
	return (ratio_cmp(a, b) <= 0) == (op == OP_MIN) ? a : b;
}

static bool apply(enum op op, struct ratio a, struct ratio b, struct ratio *out)
{
	switch (op) {
	case OP_MIN:
	case OP_MAX:
		*out = choose(op, a, b);
		return true;
	case OP_IF:
		*out = a.den && a.num > 0 ? b : (struct ratio){ 0, 0 };
		return true;
	case OP_ADD:
	case OP_SUB:
		return add_or_sub(op, a, b, out);
	case OP_MUL:
		return multiply(a, b, out);
	default:
		return divide(a, b, out);
	}
}

bool formula_eval(const struct step *steps, uint32_t count, const struct ratio *values, struct ratio *out)
{
	struct ratio stack[KPI_STACK];
	uint32_t depth = 0;

	for (uint32_t i = 0; i < count; i++) {
		const struct step *s = &steps[i];

		if (s->op == OP_MEASURE || s->op == OP_DAYS) {
			stack[depth++] = values[s->measure];
		} else if (s->op == OP_CONST) {
			stack[depth++] = (struct ratio){ s->e4, E4 };
		} else if (op_is_unary(s->op)) {
			struct ratio *top = &stack[depth - 1];

			if ((s->op == OP_NEG || top->num < 0) && __builtin_sub_overflow((i128)0, top->num, &top->num))
				return false;
		} else {
			struct ratio result;

			depth--;
			if (!apply(s->op, stack[depth - 1], stack[depth], &result))
				return false;
			stack[depth - 1] = result;
		}
	}
	assert(depth == 1);
	*out = stack[0];
	return true;
}
