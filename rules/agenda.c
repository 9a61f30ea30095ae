#include "rules/agenda.h"

static bool before(const struct agenda_entry *a, const struct agenda_entry *b)
{
	if (a->due_ms != b->due_ms)
		return a->due_ms < b->due_ms;
	return a->kind != b->kind ? a->kind < b->kind : a->number < b->number;
}

static void swap(struct agenda_entry *a, struct agenda_entry *b)
{
	struct agenda_entry kept = *a;

	*a = *b;
	*b = kept;
}

void agenda_add(struct agenda *a, int64_t due_ms, enum agenda_kind kind, uint32_t number)
{
	struct agenda_entry *heap;
	size_t at = a->heap.count;

	*ARRAY_ADD(a->heap) = (struct agenda_entry){ due_ms, kind, number };
	heap = a->heap.at;
	for (; at && before(&heap[at], &heap[(at - 1) / 2]); at = (at - 1) / 2)
		swap(&heap[at], &heap[(at - 1) / 2]);
}

const struct agenda_entry *agenda_first(const struct agenda *a)
{
	return a->heap.count ? &a->heap.at[0] : NULL;
}

void agenda_pop(struct agenda *a)
{
	struct agenda_entry *heap = a->heap.at;
	size_t count = --a->heap.count, at = 0;

	heap[0] = heap[count];
	for (;;) {
		size_t least = at;

		for (size_t child = 2 * at + 1; child <= 2 * at + 2 && child < count; child++)
			if (before(&heap[child], &heap[least]))
				least = child;
		if (least == at)
			return;
		swap(&heap[at], &heap[least]);
		at = least;
	}
}

void agenda_free(struct agenda *a)
{
	ARRAY_FREE(a->heap);
}
