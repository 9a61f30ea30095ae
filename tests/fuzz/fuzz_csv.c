/* Any bytes as a CSV table: a table with all cells in range, or problems; never a crash. What is taken for a number is a plain
 * one. */
#include <string.h>

#include "model/table.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	struct arena *a = arena_new();
	struct problems problems = { 0 };
	const struct table *t = table_parse(a, "fuzz.csv", (struct str){ (const char *)bytes, size }, &problems);
	size_t read = 0;

	for (uint32_t row = 0; t && row < t->row_count; row++)
		for (uint32_t column = 0; column < t->column_count; column++) {
			struct str cell = table_cell(t, row, column), number = table_number(a, cell);

			read += cell.len + table_place(t, row, column).line;
			if (str_eq(number, cell))
				continue;
			if (number.len > cell.len || number.len == 0)
				__builtin_trap();
			for (size_t i = 0; i < number.len; i++)
				if (!strchr("-.%0123456789", number.ptr[i]))
					__builtin_trap();
		}
	if (!t && problems.errors == 0)
		__builtin_trap();
	problems_free(&problems);
	arena_free(a);
	return read == SIZE_MAX;
}
