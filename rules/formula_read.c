/* Formulas as text: compiling them to reverse Polish. */
#include <assert.h>

#include "rules/formula.h"

enum { FORMULA_STEPS_MAX = 256, FORMULA_NESTING_MAX = 64 };

/* Shunting-yard: operators wait on a stack until one of lower rank, a bracket or the end lets them go. */
enum waiting { WAIT_BRACKET, WAIT_CALL, WAIT_ADD, WAIT_SUB, WAIT_MUL, WAIT_DIV, WAIT_NEG };

static const struct function {
	const char *name;
	enum op op;
	unsigned values;
} functions[] = {
	{ "abs", OP_ABS, 1 }, { "min", OP_MIN, 2 }, { "max", OP_MAX, 2 }, { "if", OP_IF, 2 }, { "period_days", OP_DAYS, 0 }
};

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
	size_t columns[FORMULA_NESTING_MAX];               /* where each stands in the text */
	const struct function *calls[FORMULA_NESTING_MAX]; /* WAIT_CALL: of what, and how many values it has so far */
	unsigned values[FORMULA_NESTING_MAX];
	uint32_t waiting_count;
	struct err *err;
};

static int rank_of(enum waiting w)
{
	switch (w) {
	case WAIT_BRACKET:
	case WAIT_CALL:
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
	if (op_is_value(step.op)) {
		if (++c->depth > KPI_STACK)
			return err_set(c->err, "the formula holds more than %d values back; use fewer brackets", (int)KPI_STACK);
	} else if (!op_is_unary(step.op)) {
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

static const struct function *function_named(struct str name)
{
	for (size_t i = 0; i < sizeof(functions) / sizeof(*functions); i++)
		if (str_eq(name, str_of(functions[i].name)))
			return &functions[i];
	return NULL;
}

bool formula_is_function(struct str name)
{
	const struct function *f = function_named(name);

	return f && f->values > 0;
}

static struct str name_here(const struct compiler *c)
{
	size_t end = c->at;

	while (end < c->text.len && (is_letter(c->text.ptr[end]) || is_digit(c->text.ptr[end])))
		end++;
	return (struct str){ c->text.ptr + c->at, end - c->at };
}

/* The bracket of a function's values, which must stand right behind its name: a measure may be called like one. NULL: none. */
static const struct function *function_here(const struct compiler *c)
{
	struct str name = name_here(c);
	size_t end = c->at + name.len;

	return end < c->text.len && c->text.ptr[end] == '(' ? function_named(name) : NULL;
}

static int read_call(struct compiler *c, const struct function *f, bool *out_have_value)
{
	c->at += name_here(c).len;
	if (f->values == 0) {
		if (c->at + 1 >= c->text.len || c->text.ptr[c->at + 1] != ')')
			return err_set(c->err, "%s expects no values: %s()", f->name, f->name);
		c->at += 2;
		*out_have_value = true;
		return add_step(c, (struct step){ .op = f->op });
	}
	if (hold(c, WAIT_CALL) < 0)
		return -1;
	c->calls[c->waiting_count - 1] = f;
	c->values[c->waiting_count - 1] = 1;
	c->at++;
	return 0;
}

static int read_measure(struct compiler *c)
{
	struct str name = name_here(c);

	for (uint32_t i = 0; i < c->measure_count; i++)
		if (str_eq(c->measures[i].code, name)) {
			if (!is_named(c, i) && ++c->named_count > FORMULA_MEASURES)
				return err_set(c->err, "the formula has more than %d different measures", (int)FORMULA_MEASURES);
			if (add_step(c, (struct step){ .op = OP_MEASURE, .measure = i }) < 0)
				return -1;
			c->at += name.len;
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

	const struct function *f = is_letter(ch) ? function_here(c) : NULL;

	if (f)
		return read_call(c, f, out_have_value);
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

/* Lets go what waits since the last opening bracket; false: there is none. */
static int to_bracket(struct compiler *c, bool *out_found)
{
	while (c->waiting_count && c->waiting[c->waiting_count - 1] > WAIT_CALL)
		if (let_go(c) < 0)
			return -1;
	*out_found = c->waiting_count > 0;
	return 0;
}

static int read_closing(struct compiler *c)
{
	const struct function *f;
	bool found;

	if (to_bracket(c, &found) < 0)
		return -1;
	if (!found)
		return err_set(c->err, "closing bracket without an opening one");
	f = c->waiting[--c->waiting_count] == WAIT_CALL ? c->calls[c->waiting_count] : NULL;
	if (f && c->values[c->waiting_count] != f->values)
		return err_set(c->err, "%s expects %u value%s, got %u", f->name, f->values, f->values == 1 ? "" : "s",
			       c->values[c->waiting_count]);
	if (f && add_step(c, (struct step){ .op = f->op }) < 0)
		return -1;
	c->at++;
	return 0;
}

static int read_comma(struct compiler *c, bool *out_have_value)
{
	bool found;

	if (to_bracket(c, &found) < 0)
		return -1;
	if (!found || c->waiting[c->waiting_count - 1] != WAIT_CALL)
		return err_set(c->err, "a comma stands between the values of a function, like max(won, 1)");
	c->values[c->waiting_count - 1]++;
	c->at++;
	*out_have_value = false;
	return 0;
}

/* What may stand behind a value. */
static int read_operator(struct compiler *c, bool *out_have_value)
{
	char ch = c->text.ptr[c->at];

	if (ch == ')')
		return read_closing(c);
	if (ch == ',')
		return read_comma(c, out_have_value);
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
		if (c->waiting[c->waiting_count - 1] <= WAIT_CALL) {
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
