/* Pins: what runs are executed from, kept in the state for as long as one of them is open, so that a run goes on in the version
 * with which it began, whatever model is in force. The text is made by the host (struct decision.pin). */
#pragma once
#include "rules/state.h"

uint32_t pin_take(struct engine *e, struct str text, struct str sha); /* number + 1; one use more */
void pin_drop(struct engine *e, uint32_t pin);                        /* one use less */
struct str pin_text(const struct engine *e, uint32_t pin, struct arena *a);
struct str pin_sha(const struct engine *e, uint32_t pin);
int pins_check(const struct engine *e, struct err *err);
