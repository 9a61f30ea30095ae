/* Exact numbers: quantities are int64_t of 1/10000 ("e4"), shares are parts per million, ratios keep numerator and
 * denominator. No floating point. Rounding is half away from zero.
 */
#pragma once
#include "base/err.h"
#include "base/str.h"

#define E4 INT64_C(10000)
#define PPM INT64_C(1000000)
typedef __int128 i128;

/* num/den with den > 0, or den == 0: no value ("no data"). Not reduced. */
struct ratio {
	i128 num;
	i128 den;
};

/* "-1234.5678": optional sign, digits, at most four decimals; no exponent, blanks, leading plus or negative zero. */
int num_parse_e4(struct str s, int64_t *out_e4, struct err *err);
int num_parse_i64(struct str s, int64_t *out, struct err *err);
void num_add_e4(struct buf *b, int64_t e4); /* shortest exact text: "12.5", "-0.0001", "3" */
void num_add_i128(struct buf *b, i128 n);

bool num_add_i64(int64_t a, int64_t b, int64_t *out); /* false: overflow */
bool num_mul_i128(i128 a, i128 b, i128 *out);         /* false: overflow */
/* n/d rounded half away from zero; d != 0. */
i128 num_div_round(i128 n, i128 d);
/* Exact for any two ratios with den > 0. <0, 0, >0. */
int ratio_cmp(struct ratio a, struct ratio b);
/* round(r * scale); false where den == 0 or it does not fit. */
bool ratio_scaled(struct ratio r, int64_t scale, int64_t *out);
/* The least whole number not below r; false likewise. */
bool ratio_ceil(struct ratio r, int64_t *out);
/* Exact arithmetic; reduces only when it must; den == 0 in, den == 0 out; false: overflow. Division by zero gives den 0. */
bool ratio_add(struct ratio a, struct ratio b, struct ratio *out);
bool ratio_sub(struct ratio a, struct ratio b, struct ratio *out);
bool ratio_mul(struct ratio a, struct ratio b, struct ratio *out);
bool ratio_div(struct ratio a, struct ratio b, struct ratio *out);
