#include "ctl/import.h"
#include <stdio.h>
#include <unistd.h>

enum { BAR_WIDTH = 40 };

void import_bar(uint64_t done, uint64_t all)
{
	struct buf b = { 0 };
	uint64_t filled = all > 0 ? done * BAR_WIDTH / all : BAR_WIDTH;

	if (!isatty(STDERR_FILENO))
		return;
	buf_adds(&b, STR("\r\033[K"));
	if (done != UINT64_MAX) {
		buf_addc(&b, '[');
		for (uint64_t i = 0; i < BAR_WIDTH; i++)
			buf_addc(&b, i < filled ? '#' : '.');
		buf_addf(&b, "] %3d%%  %llu / %llu", all > 0 ? (int)(done * 100 / all) : 100, (unsigned long long)done,
			 (unsigned long long)all);
	}
	fwrite(b.ptr, 1, b.len, stderr);
	fflush(stderr);
	buf_free(&b);
}
