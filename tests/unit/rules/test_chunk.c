#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
/* cmocka wants the four above first */
#include <cmocka.h>

#include "rules/chunk.h"

enum { MOST = 10000 };
static char letters[MOST];
static const uint32_t lengths[] = { 0, 1, 59, 60, 61, 119, 120, 121, MOST };
enum { LENGTHS = sizeof(lengths) / sizeof(*lengths) };

static int fill(void **state)
{
	(void)state;
	for (uint32_t i = 0; i < MOST; i++)
		letters[i] = (char)('a' + i * 7 % 26);
	return 0;
}

static void assert_holds(const struct pool *chunks, uint32_t first, uint32_t length, uint32_t expected)
{
	struct arena *a = arena_new();

	assert_int_equal(length, expected);
	assert_true(chunks_are_sound(chunks, first, length));
	struct str text = chunks_text(chunks, first, length, a);
	assert_int_equal(text.len, expected);
	assert_memory_equal(text.ptr, letters, expected);
	arena_free(a);
}

static void chunks__of_any_length__hold_the_bytes_in_as_many_records_as_it_takes(void **state)
{
	static const uint32_t records[LENGTHS] = { 0, 1, 1, 1, 2, 2, 2, 3, 167 };

	(void)state;
	for (int i = 0; i < LENGTHS; i++) {
		struct pool chunks = { 0 };
		uint32_t first = 0, length = 0;

		pool_init(&chunks, "chunks", sizeof(struct chunk_record));
		chunks_append(&chunks, &first, &length, (struct str){ letters, lengths[i] });
		assert_holds(&chunks, first, length, lengths[i]);
		assert_int_equal(chunks.live, records[i]);
		chunks_free(&chunks, first);
		assert_int_equal(chunks.live, 0);
		pool_free(&chunks);
	}
}

static void chunks__appended_in_pieces__hold_what_one_piece_holds(void **state)
{
	(void)state;
	for (int i = 0; i < LENGTHS; i++) {
		struct pool chunks = { 0 };
		uint32_t first = 0, length = 0;

		pool_init(&chunks, "chunks", sizeof(struct chunk_record));
		for (uint32_t piece = 1; length < MOST; piece = lengths[i] + 1) {
			uint32_t part = piece > MOST - length ? MOST - length : piece;
			chunks_append(&chunks, &first, &length, (struct str){ letters + length, part });
			chunks_append(&chunks, &first, &length, (struct str){ "", 0 });
		}
		assert_holds(&chunks, first, length, MOST);
		assert_int_equal(chunks.live, 167);
		pool_free(&chunks);
	}
}

static void chunks__freed__are_used_again_by_the_next(void **state)
{
	struct pool chunks = { 0 };
	uint32_t first[3] = { 0 }, length[3] = { 0 };

	(void)state;
	pool_init(&chunks, "chunks", sizeof(struct chunk_record));
	for (int i = 0; i < 3; i++)
		chunks_append(&chunks, &first[i], &length[i], (struct str){ letters, 600 });
	chunks_free(&chunks, first[1]);
	assert_int_equal(chunks.live, 20);
	first[1] = length[1] = 0;
	chunks_append(&chunks, &first[1], &length[1], (struct str){ letters, 61 });
	chunks_append(&chunks, &first[0], &length[0], (struct str){ letters + 600, 400 });

	assert_int_equal(chunks.count, 30);
	assert_holds(&chunks, first[0], length[0], 1000);
	assert_holds(&chunks, first[1], length[1], 61);
	assert_holds(&chunks, first[2], length[2], 600);
	pool_free(&chunks);
}

static void chunks_are_sound__of_another_length_or_beyond_the_pool__says_no(void **state)
{
	struct pool chunks = { 0 };
	uint32_t first = 0, length = 0;

	(void)state;
	pool_init(&chunks, "chunks", sizeof(struct chunk_record));
	chunks_append(&chunks, &first, &length, (struct str){ letters, 120 });

	assert_true(chunks_are_sound(&chunks, first, 61));
	assert_false(chunks_are_sound(&chunks, first, 60));
	assert_false(chunks_are_sound(&chunks, first, 121));
	assert_false(chunks_are_sound(&chunks, 3, 60));
	assert_false(chunks_are_sound(&chunks, 0, 1));
	assert_true(chunks_are_sound(&chunks, 0, 0));
	pool_free(&chunks);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(chunks__of_any_length__hold_the_bytes_in_as_many_records_as_it_takes),
		cmocka_unit_test(chunks__appended_in_pieces__hold_what_one_piece_holds),
		cmocka_unit_test(chunks__freed__are_used_again_by_the_next),
		cmocka_unit_test(chunks_are_sound__of_another_length_or_beyond_the_pool__says_no),
	};

	return cmocka_run_group_tests(tests, fill, NULL);
}
