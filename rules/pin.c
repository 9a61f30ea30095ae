#include "rules/pin.h"

#include "rules/chunk.h"

static struct pin_record *pin_at(const struct engine *e, uint32_t pin)
{
	return pool_at(&e->pins, pin - 1);
}

uint32_t pin_take(struct engine *e, struct str text, struct str sha)
{
	uint32_t code = state_code(e, sha), pin = 0;

	for (uint32_t i = 0; i < e->pins.count && !pin; i++)
		if (pin_at(e, i + 1)->uses && pin_at(e, i + 1)->sha == code)
			pin = i + 1;
	if (!pin) {
		pin = pool_add(&e->pins) + 1;
		chunks_append(&e->chunks, &pin_at(e, pin)->text, &pin_at(e, pin)->bytes, text);
		pin_at(e, pin)->sha = code;
	}
	pool_touch(&e->pins, pin - 1);
	pin_at(e, pin)->uses++;
	return pin;
}

void pin_drop(struct engine *e, uint32_t pin)
{
	pool_touch(&e->pins, pin - 1);
	if (--pin_at(e, pin)->uses)
		return;
	chunks_free(&e->chunks, pin_at(e, pin)->text);
	pool_remove(&e->pins, pin - 1);
}

struct str pin_text(const struct engine *e, uint32_t pin, struct arena *a)
{
	return chunks_text(&e->chunks, pin_at(e, pin)->text, pin_at(e, pin)->bytes, a);
}

struct str pin_sha(const struct engine *e, uint32_t pin)
{
	return names_text(&e->codes, pin_at(e, pin)->sha);
}

int pins_check(const struct engine *e, struct err *err)
{
	for (uint32_t i = 0; i < e->pins.count; i++) {
		const struct pin_record *p = pin_at(e, i + 1);

		if (p->uses && (p->sha > e->codes.count || !chunks_are_sound(&e->chunks, p->text, p->bytes)))
			return err_set(err, "record %u of what runs are executed from makes no sense", i);
	}
	return 0;
}
