#include "ctl/spark.h"

enum { STEPS = 8 };

void spark_add(struct buf *b, const int64_t *numbers, size_t count, bool utf8)
{
	static const char *const blocks[STEPS] = { "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█" };
	static const char *const plain[STEPS] = { "_", ".", ",", "-", "=", "+", "*", "#" };
	int64_t most = 0;

	for (size_t i = 0; i < count; i++)
		most = numbers[i] > most ? numbers[i] : most;
	for (size_t i = 0; i < count; i++) {
		int step = most > 0 && numbers[i] > 0 ? (int)((__int128)numbers[i] * (STEPS - 1) / most) : 0;

		buf_adds(b, str_of((utf8 ? blocks : plain)[step]));
	}
}
