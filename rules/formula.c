#include "rules/formula.h"
#include <assert.h>

enum { FORMULA_STEPS_MAX = 256, FORMULA_NESTING_MAX = 64 };

/* Shunting-yard: operators wait on a stack until one of lower rank, a bracket or the end lets them go. */
enum waiting { WAIT_BRACKET, WAIT_ADD, WAIT_SUB, WAIT_MUL, WAIT_DIV, WAIT_NEG };

struct compiler {
	struct str text;
	size_t at;
	const struct measure *measures;
	uint32_t measure_count;
	struct step steps[FORMULA_STEPS_MAX];
	uint32_t step_count;
	uint32_t named_count; /* different measures */
	uint32_t depth;       /* values on the stack after the steps so far */
	enum waiting waiting[FORMULA_NESTING_MAX];
	size_t columns[FORMULA_NESTING_MAX]; /* where each stands in the text */
	uint32_t waiting_count;
	struct err *err;
};

static int rank_of(enum waiting w)
{
	switch (w) {
	case WAIT_BRACKET:
		return 0;
	case WAIT_ADD:
	case WAIT_SUB:
		return 1;
	case WAIT_MUL:
	case WAIT_DIV:
		return 2;
	default:
		return 3;
	}
}

static int add_step(struct compiler *c, struct step step)
{
	if (c->step_count == FORMULA_STEPS_MAX)
		return err_set(c->err, "the formula is longer than %d steps", (int)FORMULA_STEPS_MAX);
	if (step.op <= OP_CONST) {
		if (++c->depth > KPI_STACK)
			return err_set(c->err, "the formula holds more than %d values back; use fewer brackets", (int)KPI_STACK);
	} else if (step.op != OP_NEG) {
		c->depth--;
	}
	c->steps[c->step_count++] = step;
	return 0;
}

static int let_go(struct compiler *c)
{
	static const enum op ops[] = {
		[WAIT_ADD] = OP_ADD, [WAIT_SUB] = OP_SUB, [WAIT_MUL] = OP_MUL, [WAIT_DIV] = OP_DIV, [WAIT_NEG] = OP_NEG
	};

	return add_step(c, (struct step){ .op = ops[c->waiting[--c->waiting_count]] });
}

static int hold(struct compiler *c, enum waiting w)
{
	if (c->waiting_count == FORMULA_NESTING_MAX)
		return err_set(c->err, "the formula is nested deeper than %d", (int)FORMULA_NESTING_MAX);
	c->columns[c->waiting_count] = c->at;
	c->waiting[c->waiting_count++] = w;
	return 0;
}

static bool is_digit(char ch)
{
	return ch >= '0' && ch <= '9';
}

/* Bytes of UTF-8 beyond ASCII count as letters. */
static bool is_letter(char ch)
{
	return (ch >= 'a' && ch <= 'z') || (ch >= 'A' && ch <= 'Z') || ch == '_' || (unsigned char)ch >= 0x80;
}

static bool is_blank(char ch)
{
	return ch == ' ' || ch == '\t' || ch == '\n' || ch == '\r';
}

static int unknown_measure(struct compiler *c, struct str name)
{
	struct str nearest = { 0 };
	unsigned best = 4;

	for (uint32_t i = 0; i < c->measure_count; i++) {
		unsigned distance = str_distance(name, c->measures[i].code, best);

		if (distance < best) {
			best = distance;
			nearest = c->measures[i].code;
		}
	}
	if (nearest.len)
		return err_set(c->err, "unknown measure \"%.*s\"; did you mean \"%.*s\"?", STR_ARG(name), STR_ARG(nearest));
	return err_set(c->err, "unknown measure \"%.*s\"; expected one of the model's measures or a number", STR_ARG(name));
}

static bool is_named(const struct compiler *c, uint32_t measure)
{
	for (uint32_t s = 0; s < c->step_count; s++)
		if (c->steps[s].op == OP_MEASURE && c->steps[s].measure == measure)
			return true;
	return false;
}

static int read_measure(struct compiler *c)
{
	size_t end = c->at;

	while (end < c->text.len && (is_letter(c->text.ptr[end]) || is_digit(c->text.ptr[end])))
		end++;
	struct str name = { c->text.ptr + c->at, end - c->at };

	for (uint32_t i = 0; i < c->measure_count; i++)
		if (str_eq(c->measures[i].code, name)) {
			if (!is_named(c, i) && ++c->named_count > FORMULA_MEASURES)
				return err_set(c->err, "the formula has more than %d different measures", (int)FORMULA_MEASURES);
			if (add_step(c, (struct step){ .op = OP_MEASURE, .measure = i }) < 0)
				return -1;
			c->at = end;
			return 0;
		}
	return unknown_measure(c, name);
}

static int read_number(struct compiler *c)
{
	size_t end = c->at;
	struct step step = { .op = OP_CONST };

	while (end < c->text.len && (is_digit(c->text.ptr[end]) || c->text.ptr[end] == '.' || is_letter(c->text.ptr[end])))
		end++;
	if (num_parse_e4((struct str){ c->text.ptr + c->at, end - c->at }, &step.e4, c->err) < 0 || add_step(c, step) < 0)
		return -1;
	c->at = end;
	return 0;
}

/* What may stand where a value is expected. */
static int read_operand(struct compiler *c, bool *out_have_value)
{
	char ch = c->text.ptr[c->at];

	if (is_digit(ch) || is_letter(ch)) {
		*out_have_value = true;
		return is_digit(ch) ? read_number(c) : read_measure(c);
	}
	if (ch != '(' && ch != '-')
		return err_set(c->err, "expected a measure, a number or an opening bracket, got \"%c\"", ch);
	if (hold(c, ch == '(' ? WAIT_BRACKET : WAIT_NEG) < 0)
		return -1;
	c->at++;
	return 0;
}

/* What may stand behind a value. */
static int read_operator(struct compiler *c, bool *out_have_value)
{
	char ch = c->text.ptr[c->at];

	if (ch == ')') {
		while (c->waiting_count && c->waiting[c->waiting_count - 1] != WAIT_BRACKET)
			if (let_go(c) < 0)
				return -1;
		if (!c->waiting_count)
			return err_set(c->err, "closing bracket without an opening one");
		c->waiting_count--;
		c->at++;
		return 0;
	}
	if (ch != '+' && ch != '-' && ch != '*' && ch != '/')
		return err_set(c->err, "expected + - * / or a closing bracket");
	enum waiting w = ch == '+' ? WAIT_ADD : ch == '-' ? WAIT_SUB : ch == '*' ? WAIT_MUL : WAIT_DIV;

	while (c->waiting_count && rank_of(c->waiting[c->waiting_count - 1]) >= rank_of(w))
		if (let_go(c) < 0)
			return -1;
	if (hold(c, w) < 0)
		return -1;
	c->at++;
	*out_have_value = false;
	return 0;
}

static int compile(struct compiler *c)
{
	bool have_value = false;

	for (;;) {
		while (c->at < c->text.len && is_blank(c->text.ptr[c->at]))
			c->at++;
		if (c->at == c->text.len)
			break;
		if ((have_value ? read_operator(c, &have_value) : read_operand(c, &have_value)) < 0)
			return -1;
	}
	if (!have_value)
		return err_set(c->err, c->step_count || c->waiting_count
					       ? "the formula ends where a value is expected"
					       : "the formula is empty; expected one like \"won / (won + lost)\"");
	while (c->waiting_count) {
		if (c->waiting[c->waiting_count - 1] == WAIT_BRACKET) {
			c->at = c->columns[c->waiting_count - 1];
			return err_set(c->err, "opening bracket without a closing one");
		}
		if (let_go(c) < 0)
			return -1;
	}
	return 0;
}

int formula_compile(struct arena *a, struct str text, const struct measure *measures, uint32_t measure_count,
		    const struct step **out_steps, uint32_t *out_count, uint32_t *out_column, struct err *err)
{
	struct compiler c = { .text = text, .measures = measures, .measure_count = measure_count, .err = err };

	if (compile(&c) < 0) {
		*out_column = (uint32_t)c.at + 1;
		return -1;
	}
	assert(c.depth == 1);
	struct step *steps = arena_alloc(a, c.step_count * sizeof *steps);

	for (uint32_t i = 0; i < c.step_count; i++)
		steps[i] = c.steps[i];
	*out_steps = steps;
	*out_count = c.step_count;
	return 0;
}

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
	default:
		return right == SHAPE_CONST ? left : SHAPE_OTHER;
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

		if (op == OP_MEASURE || op == OP_CONST) {
			uint32_t set = op == OP_MEASURE ? UINT32_C(1) << among(steps[s].measure, out, &named) : 0;

			stack[depth++] = (struct made_of){ set, 0 };
		} else if (op != OP_NEG) {
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

static bool apply(enum op op, struct ratio a, struct ratio b, struct ratio *out)
{
	switch (op) {
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

		if (s->op == OP_MEASURE) {
			stack[depth++] = values[s->measure];
		} else if (s->op == OP_CONST) {
			stack[depth++] = (struct ratio){ s->e4, E4 };
		} else if (s->op == OP_NEG) {
			struct ratio *top = &stack[depth - 1];

			if (__builtin_sub_overflow((i128)0, top->num, &top->num))
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
