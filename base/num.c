#include "base/num.h"

typedef unsigned __int128 u128;

enum { SHOWN_MAX = 40, DECIMALS = 4, I128_DIGITS = 40 };
#define I128_MAX ((i128)(~(u128)0 >> 1))
#define I128_MIN (-I128_MAX - 1)

static const struct ratio no_data = { 0, 0 };

static u128 magnitude(i128 n)
{
	return n < 0 ? -(u128)n : (u128)n;
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* The digits of `s` as a count of 10^-decimals. Every number of a report passes here: too many digits wrap and are told by their
 * number afterwards. */
static bool parse_scaled(struct str s, int decimals, int64_t *out)
{
	static const uint64_t powers[DECIMALS + 1] = { 1, 10, 100, 1000, 10000 };
	enum { SAFE_DIGITS = 19 }; /* so many are below 2^64 */
	int safe = SAFE_DIGITS - decimals;
	uint64_t n = 0;

	if (!s.len) /* its place may be NULL */
		return false;
	const char *p = s.ptr, *end = p + s.len, *first;
	bool minus = *p == '-';
	p += minus;
	if (p == end || !is_digit(*p))
		return false;
	while (p < end && *p == '0')
		p++;
	for (first = p; p < end && is_digit(*p); p++)
		n = n * 10 + (uint64_t)(*p - '0');
	if (p - first > safe)
		return false;
	if (decimals && end - p > 1 && *p == '.')
		for (p++; p < end && decimals && is_digit(*p); p++, decimals--)
			n = n * 10 + (uint64_t)(*p - '0');
	n *= powers[decimals];
	if (p != end || n > (uint64_t)INT64_MAX + minus || (minus && n == 0))
		return false;
	*out = (int64_t)(minus ? 0 - n : n);
	return true;
}

static int refuse(struct str s, const char *expected, struct err *err)
{
	s = str_head(s, SHOWN_MAX);
	return err_set(err, "expected %s, got \"%.*s\"", expected, STR_ARG(s));
}

int num_parse_e4(struct str s, int64_t *out_e4, struct err *err)
{
	if (!parse_scaled(s, DECIMALS, out_e4))
		return refuse(s, "a number like 1234.5 (at most four decimals, below 922 trillion)", err);
	return 0;
}

int num_parse_i64(struct str s, int64_t *out, struct err *err)
{
	if (!parse_scaled(s, 0, out))
		return refuse(s, "a whole number like 1234", err);
	return 0;
}

void num_add_e4(struct buf *b, int64_t e4)
{
	uint64_t rest = (uint64_t)magnitude(e4);
	char fraction[DECIMALS];
	size_t len = DECIMALS;

	if (e4 < 0)
		buf_addc(b, '-');
	buf_add_i64(b, (int64_t)(rest / E4));
	rest %= E4;
	if (rest == 0)
		return;
	for (size_t i = DECIMALS; i-- > 0; rest /= 10)
		fraction[i] = (char)('0' + rest % 10);
	while (fraction[len - 1] == '0')
		len--;
	buf_addc(b, '.');
	buf_add(b, fraction, len);
}

void num_add_i128(struct buf *b, i128 n)
{
	u128 rest = magnitude(n);
	char digits[I128_DIGITS];
	size_t at = sizeof(digits);

	do {
		digits[--at] = (char)('0' + (int)(rest % 10));
		rest /= 10;
	} while (rest);
	if (n < 0)
		digits[--at] = '-';
	buf_add(b, digits + at, sizeof(digits) - at);
}

bool num_add_i64(int64_t a, int64_t b, int64_t *out)
{
	return !__builtin_add_overflow(a, b, out);
}

bool num_mul_i128(i128 a, i128 b, i128 *out)
{
	return !__builtin_mul_overflow(a, b, out);
}

/* n/d rounded half up, both positive. */
static u128 div_round(u128 n, u128 d)
{
	u128 rest = n % d;

	return n / d + (rest >= d - rest);
}

i128 num_div_round(i128 n, i128 d)
{
	u128 q = div_round(magnitude(n), magnitude(d));

	if ((n < 0) != (d < 0))
		return (i128)-q;
	return q > (u128)I128_MAX ? I128_MAX : (i128)q;
}

static bool fits_64(i128 n)
{
	return n == (int64_t)n;
}

/* Continued fractions: compare the whole parts, then the rests turned upside down. No product, so no overflow. */
int ratio_cmp(struct ratio a, struct ratio b)
{
	int sign = 1;

	if (fits_64(a.num) && fits_64(a.den) && fits_64(b.num) && fits_64(b.den)) {
		i128 left = a.num * b.den, right = b.num * a.den;

		return (left > right) - (left < right);
	}
	for (;;) {
		i128 whole_a = a.num / a.den, whole_b = b.num / b.den;
		i128 rest_a = a.num % a.den, rest_b = b.num % b.den;

		if (rest_a < 0) {
			rest_a += a.den;
			whole_a--;
		}
		if (rest_b < 0) {
			rest_b += b.den;
			whole_b--;
		}
		if (whole_a != whole_b)
			return whole_a > whole_b ? sign : -sign;
		if (rest_a == 0 || rest_b == 0)
			return sign * ((rest_a > 0) - (rest_b > 0));
		a = (struct ratio){ a.den, rest_a };
		b = (struct ratio){ b.den, rest_b };
		sign = -sign;
	}
}

/* round(rest * scale / den) for rest < den < 2^127, bit by bit, since the product may not fit. */
static u128 scale_rest(u128 rest, uint64_t scale, u128 den)
{
	u128 q = 0, left = 0;

	for (uint64_t bit = UINT64_C(1) << 63; bit; bit >>= 1) {
		u128 sum = left * 2;

		q *= 2;
		if (sum >= den) {
			sum -= den;
			q++;
		}
		if (scale & bit) {
			sum += rest;
			if (sum >= den) {
				sum -= den;
				q++;
			}
		}
		left = sum;
	}
	return q + (left >= den - left);
}

bool ratio_scaled(struct ratio r, int64_t scale, int64_t *out)
{
	bool minus = (r.num < 0) != (scale < 0);
	uint64_t times = (uint64_t)magnitude(scale);
	u128 num = magnitude(r.num), den = (u128)r.den, product, n;

	if (r.den <= 0)
		return false;
	if (!__builtin_mul_overflow(num, times, &product))
		n = div_round(product, den);
	else if (__builtin_mul_overflow(num / den, times, &n) || __builtin_add_overflow(n, scale_rest(num % den, times, den), &n))
		return false;
	if (n > (u128)INT64_MAX + minus)
		return false;
	*out = (int64_t)(minus ? -(uint64_t)n : (uint64_t)n);
	return true;
}

bool ratio_ceil(struct ratio r, int64_t *out)
{
	i128 n;

	if (r.den <= 0)
		return false;
	n = r.num / r.den + (r.num % r.den > 0);
	*out = (int64_t)n;
	return *out == n;
}

static u128 gcd(u128 a, u128 b)
{
	while (b) {
		u128 rest = a % b;

		a = b;
		b = rest;
	}
	return a;
}

/* Divides by the greatest common divisor of *a and *b (b > 0, so the divisor fits). */
static void reduce(i128 *a, i128 *b)
{
	i128 common = (i128)gcd(magnitude(*a), magnitude(*b));

	if (common > 1) {
		*a /= common;
		*b /= common;
	}
}

static bool cross_sum(struct ratio a, struct ratio b, bool minus, struct ratio *out)
{
	i128 left, right;

	if (__builtin_mul_overflow(a.num, b.den, &left) || __builtin_mul_overflow(b.num, a.den, &right) ||
	    __builtin_mul_overflow(a.den, b.den, &out->den))
		return false;
	return minus ? !__builtin_sub_overflow(left, right, &out->num) : !__builtin_add_overflow(left, right, &out->num);
}

/* Over the least common denominator; the last resort before giving up. */
static bool least_sum(struct ratio a, struct ratio b, bool minus, struct ratio *out)
{
	i128 shared, common, left, right;

	reduce(&a.num, &a.den);
	reduce(&b.num, &b.den);
	shared = common = (i128)gcd((u128)a.den, (u128)b.den);
	if (__builtin_mul_overflow(a.num, b.den / common, &left) || __builtin_mul_overflow(b.num, a.den / common, &right))
		return false;
	if (minus ? __builtin_sub_overflow(left, right, &out->num) : __builtin_add_overflow(left, right, &out->num))
		return false;
	/* The sum may still have a factor in common with `common`, and with nothing else of the denominator. */
	left = b.den / common;
	reduce(&out->num, &common);
	return !__builtin_mul_overflow(left, common, &right) && !__builtin_mul_overflow(a.den / shared, right, &out->den);
}

static bool ratio_sum(struct ratio a, struct ratio b, bool minus, struct ratio *out)
{
	*out = no_data;
	if (a.den == 0 || b.den == 0)
		return true;
	if (a.den == b.den) {
		out->den = a.den;
		if (!(minus ? __builtin_sub_overflow(a.num, b.num, &out->num) : __builtin_add_overflow(a.num, b.num, &out->num)))
			return true;
	}
	if (cross_sum(a, b, minus, out) || least_sum(a, b, minus, out))
		return true;
	*out = no_data;
	return false;
}

bool ratio_add(struct ratio a, struct ratio b, struct ratio *out)
{
	return ratio_sum(a, b, false, out);
}

bool ratio_sub(struct ratio a, struct ratio b, struct ratio *out)
{
	return ratio_sum(a, b, true, out);
}

bool ratio_mul(struct ratio a, struct ratio b, struct ratio *out)
{
	*out = no_data;
	if (a.den == 0 || b.den == 0)
		return true;
	if (!__builtin_mul_overflow(a.num, b.num, &out->num) && !__builtin_mul_overflow(a.den, b.den, &out->den))
		return true;
	reduce(&a.num, &a.den);
	reduce(&b.num, &b.den);
	reduce(&a.num, &b.den);
	reduce(&b.num, &a.den);
	if (!__builtin_mul_overflow(a.num, b.num, &out->num) && !__builtin_mul_overflow(a.den, b.den, &out->den))
		return true;
	*out = no_data;
	return false;
}

bool ratio_div(struct ratio a, struct ratio b, struct ratio *out)
{
	*out = no_data;
	if (a.den == 0 || b.den == 0 || b.num == 0)
		return true;
	if (b.num < 0) {
		if (b.num == I128_MIN)
			reduce(&b.num, &b.den);
		if (__builtin_sub_overflow(0, b.num, &b.num) || __builtin_sub_overflow(0, a.num, &a.num))
			return false;
	}
	return ratio_mul(a, (struct ratio){ b.den, b.num }, out);
}
