/* A model that differs from another one: parameters of decisions, whole files, the way its time goes. For scenarios, which
 *tighten a threshold or try the next version of a decision without a second folder.
 *
 *	struct variant v = { .base = bundle, .time = TIME_LOG };
 *	variant_parameters(&v, change->parameters);
 *	*ARRAY_ADD(v.files) = (struct bundle_file){ STR("decisions/plan_lag.lua"), text };
 *	variant_make(&v);                      -> v.made; v.lines says where the lines of its decisions.yaml were written
 *	variant_free(&v);                      the base goes later
 */
#pragma once
#include "model/bundle.h"
#include "model/spot.h"
#include "model/yaml.h"
#include "rules/model.h"

struct variant_value {
	const struct node *decision, *value; /* the value's key is the parameter */
};
struct variant {
	const struct bundle *base; /* a sound one */
	enum time_mode time;
	ARRAY(struct bundle_file) files;        /* in place of those of the same path, or added; a later one wins */
	ARRAY(struct variant_value) parameters; /* likewise */
	/* made */
	struct bundle *made; /* shares texts with the base and the files */
	const struct spot *lines;
	uint32_t line_count; /* lines[0] is line 1; 0: its decisions.yaml is the base's */
};

/* Of `parameters: {decision: {parameter: value}}`; NULL: none. */
void variant_parameters(struct variant *v, const struct node *parameters);
void variant_make(struct variant *v);
/* Where what stands at a line of the made model's decisions.yaml was written; false: there. */
bool variant_place(const struct variant *v, const char *file, uint32_t line, struct spot *out);
void variant_free(struct variant *v);
