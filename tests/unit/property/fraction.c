#include "by_hand.h"

static i128 factor(i128 a, i128 b)
{
	a = a < 0 ? -a : a;
	while (b) {
		i128 rest = a % b;

		a = b;
		b = rest;
	}
	return a ? a : 1;
}

static const struct fraction lost = { 0, -1 };

struct fraction fraction_of(i128 num, i128 den)
{
	if (den == 0)
		return (struct fraction){ 0, 0 };
	if (den < 0) {
		num = -num;
		den = -den;
	}
	i128 common = factor(num, den);

	return (struct fraction){ num / common, den / common };
}

static bool is_told(struct fraction a, struct fraction b, struct fraction *out)
{
	*out = a.den <= 0 ? a : b;
	if (a.den == 0 || b.den == 0)
		*out = (struct fraction){ 0, 0 };
	return a.den > 0 && b.den > 0;
}

struct fraction fraction_add(struct fraction a, struct fraction b)
{
	struct fraction out;
	i128 left, right, num, den;

	if (!is_told(a, b, &out))
		return out;
	i128 common = factor(a.den, b.den);

	if (__builtin_mul_overflow(a.num, b.den / common, &left) || __builtin_mul_overflow(b.num, a.den / common, &right) ||
	    __builtin_add_overflow(left, right, &num) || __builtin_mul_overflow(a.den, b.den / common, &den))
		return lost;
	return fraction_of(num, den);
}

struct fraction fraction_sub(struct fraction a, struct fraction b)
{
	b.num = -b.num;
	return fraction_add(a, b);
}

struct fraction fraction_mul(struct fraction a, struct fraction b)
{
	struct fraction out;
	i128 num, den;

	if (!is_told(a, b, &out))
		return out;
	i128 one = factor(a.num, b.den), two = factor(b.num, a.den);

	if (__builtin_mul_overflow(a.num / one, b.num / two, &num) || __builtin_mul_overflow(a.den / two, b.den / one, &den))
		return lost;
	return fraction_of(num, den);
}

struct fraction fraction_div(struct fraction a, struct fraction b)
{
	if (b.den > 0)
		return fraction_mul(a, b.num ? fraction_of(b.den, b.num) : (struct fraction){ 0, 0 });
	return fraction_mul(a, b);
}

int64_t fraction_round_e4(struct fraction f)
{
	i128 num = f.num * E4, half = f.den / 2;

	if (f.den <= 0)
		return 0;
	return (int64_t)(num < 0 ? -((-num + half) / f.den) : (num + half) / f.den);
}
