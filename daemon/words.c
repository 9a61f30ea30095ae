#include "daemon/words.h"

bool words_u64(struct str s, uint64_t *out)
{
	uint64_t n = 0;

	if (s.len == 0)
		return false;
	for (size_t i = 0; i < s.len; i++) {
		if (s.ptr[i] < '0' || s.ptr[i] > '9')
			return false;
		if (__builtin_mul_overflow(n, (uint64_t)10, &n) || __builtin_add_overflow(n, (uint64_t)(s.ptr[i] - '0'), &n))
			return false;
	}
	*out = n;
	return true;
}

bool words_i64(struct str s, int64_t *out)
{
	bool negative = s.len > 0 && s.ptr[0] == '-';
	uint64_t n;

	if (negative)
		s = (struct str){ s.ptr + 1, s.len - 1 };
	if (!words_u64(s, &n) || n > (uint64_t)INT64_MAX + negative)
		return false;
	*out = negative ? (int64_t)-n : (int64_t)n;
	return true;
}

static bool hex64(const char *digits, uint64_t *out)
{
	uint64_t n = 0;

	for (int i = 0; i < 16; i++) {
		char c = digits[i];

		if (c >= '0' && c <= '9')
			n = n << 4 | (uint64_t)(c - '0');
		else if (c >= 'a' && c <= 'f')
			n = n << 4 | (uint64_t)(c - 'a' + 10);
		else
			return false;
	}
	*out = n;
	return true;
}

bool words_digest(struct str s, struct hash128 *out)
{
	return s.len == 32 && hex64(s.ptr, &out->hi) && hex64(s.ptr + 16, &out->lo);
}

int words_unexpected(struct resp got, const char *expected, struct err *err)
{
	static const char *const kinds[] = { "a string", "a status", "an error", "an integer", "nothing", "an array" };

	if (got.kind == RESP_ERROR)
		return err_set(err, "Redis says: %.*s", STR_ARG(got.text));
	return err_set(err, "expected %s from Redis, got %s", expected, kinds[got.kind]);
}

void words_skip(struct str reply, size_t *at, struct resp first)
{
	uint64_t open = first.kind == RESP_ARRAY && first.integer > 0 ? (uint64_t)first.integer : 0;

	for (; open > 0; open--) {
		struct resp token = resp_next(reply, at);

		if (token.kind == RESP_ARRAY && token.integer > 0)
			open += (uint64_t)token.integer;
	}
}
