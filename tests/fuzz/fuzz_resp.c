/* What Redis or a replay file may hold: measuring whole and byte by byte must agree, and what has been measured must be walked
 * to its end within its bytes, also as an XREAD reply.
 */
#include "daemon/entries.h"
#include "daemon/resp.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static void expect(bool holds)
{
	if (!holds)
		abort();
}

static void walk(struct str value)
{
	size_t at = 0;
	int64_t left = 1;

	while (left > 0) {
		struct resp token = resp_next(value, &at);

		left += (token.kind == RESP_ARRAY ? token.integer : 0) - 1;
		expect(token.kind != RESP_STRING ||
		       (token.text.ptr >= value.ptr && token.text.ptr + token.text.len + 2 <= value.ptr + at));
	}
	expect(at == value.len);
}

static void decode(struct str value)
{
	struct entries reports = { 0 }, commands = { 0 };
	struct err err;

	if (entries_decode_read(value, STR("R"), STR("C"), &reports, &commands, &err) == 0)
		for (uint32_t i = 0; i < reports.count; i++)
			expect(reports.inputs[i].pair_count <= ENTRIES_PAIRS_MAX + 1);
	entries_free(&reports);
	entries_free(&commands);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	struct str all = { (const char *)bytes, size };
	struct resp_scan once = { 0 }, growing = { 0 };
	size_t len = 0, len_growing = 0;
	struct err err;
	enum resp_state state = resp_measure(all, &once, &len, &err);
	enum resp_state grown = RESP_MORE;

	for (size_t have = 0; have <= size && grown == RESP_MORE; have++)
		grown = resp_measure((struct str){ all.ptr, have }, &growing, &len_growing, &err);
	expect(grown == state);
	if (state != RESP_WHOLE)
		return 0;
	expect(len == len_growing && len <= size);
	walk((struct str){ all.ptr, len });
	decode((struct str){ all.ptr, len });
	return 0;
}
