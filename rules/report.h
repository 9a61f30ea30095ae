/* Decoding a report: from the pairs of a stream entry to facts, with every field checked against its form.
 *
 * Nothing is changed in the engine: names not seen before stay texts until the report is accepted.
 */
#pragma once
#include "rules/state.h"

struct json_t;
enum { REPORT_BYTES_MAX = 1 << 20, REPORT_ID_MAX = 256 };
/* Received more than this after the last input: a typing error in a date rather than a pause. */
#define REPORT_CLOCK_JUMP_MS (800 * DAY_MS)

/* A member or a text column: `number` of its domain, or 0 and the text still to be named (both empty: not given). */
struct name_ref {
	uint32_t number;
	struct str text;
};
struct fact {
	struct name_ref *axes;  /* by axis slot of the table */
	struct name_ref *texts; /* by column, COLUMN_TEXT */
	int64_t *values;        /* by column, COLUMN_NUMBER; COLUMN_ABSENT */
	struct str *said;       /* by place in form.said: as written, empty: not given. NULL: the form has no rules */
	uint32_t seller;        /* domain number, of one whose credit is shared; 0: the report's */
};
/* In the order in which they were made. */
struct remarks {
	struct remark *at;
	uint32_t count;
};
struct report {
	uint32_t form;
	struct str id;
	struct hash128 key; /* of form and id */
	uint32_t revision;
	bool retract;
	uint32_t seller; /* domain number, 0: none */
	int32_t day;     /* business date */
	int64_t at_ms;   /* local time, days * 86400000 + ms of day */
	uint64_t digest; /* of the content */
	struct fact *facts;
	uint32_t fact_count;
	uint32_t sharers; /* so many facts that follow one another are one of the report's own; 0: their credit is not shared */
	struct remarks remarks;
};

/* false: refused, and *why says the rule, the field and the text. */
bool report_decode(struct engine *e, const struct input *in, struct arena *a, struct report *out, struct receipt *why);
/* The field `received_at`, for log time; without an offset it is local time of the company. 0: not there, 1: found, -1: not
 * one instant (refuse, naming the field). */
int report_received_at(const struct model *m, const struct input *in, int64_t *out_ms);

/* What a report to come most likely is about, told by the positions of its fields as in the reports before. false: it cannot be
 * told. */
struct outline {
	uint32_t form;
	struct str id, seller;
	struct str axes[AXES_MAX]; /* by axis slot of the table */
};
bool report_outline(const struct engine *e, const struct input *in, struct outline *out);

/* Of a form, in all its versions, and an id. */
struct hash128 report_key(const struct form *f, struct str id);
/* Form, id and revision as written, for a receipt. */
void report_identify(const struct input *in, struct receipt *out);

/* Fills a refusal. Always returns false. */
bool refuse(struct arena *a, struct receipt *r, const char *rule, const char *key, struct str field, const char *format, ...)
	__attribute__((cold, format(printf, 6, 7)));

/* field.c: one field's text against its declaration, into a fact. field_plain() takes the usual one, a number within its limits;
 * where it gives false, field_take() decides. */
bool field_plain(const struct form_field *field, struct str text, struct fact *fact);
bool field_take(struct engine *e, struct arena *a, const struct form *form, const struct form_field *field, struct str text,
		struct str place, struct fact *fact, struct receipt *why);
/* The exact number of a text that field_take() has taken; false: its type is no number. */
bool field_number(const struct form_field *field, struct str text, int64_t *out_e4);
/* lines.c: a JSON array of objects into facts. What the report itself says, `common`, holds for each line that does not say it.
 */
bool lines_decode(struct engine *e, struct arena *a, const struct form *form, struct str text, const struct fact *common,
		  struct report *out, struct receipt *why);
/* A JSON value as the text that a plain field would have had. */
bool line_text(struct arena *a, const struct json_t *value, struct str place, struct str *out, struct receipt *why);
/* A fact of the form's table with nothing given. */
void fact_clear(const struct engine *e, const struct form *form, struct arena *a, struct fact *out);
/* One that begins with what `from` gives. */
void fact_copy(const struct engine *e, const struct form *form, struct arena *a, const struct fact *from, struct fact *out);
/* What was required and is not there. `given` has a bit per field (fields beyond 64 are looked up in `seen`). */
bool fields_complete(struct arena *a, const struct form_field *fields, uint32_t count, const uint8_t *seen, struct str prefix,
		     struct receipt *why);
