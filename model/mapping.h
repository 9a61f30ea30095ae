/* A mapping: how the rows of a foreign file, CSV or JSON lines, become reports of one form (docs/import.md).
 *
 *	form: sale
 *	id: {columns: [shop, receipt]}
 *	dates: DD.MM.YYYY
 *	decimal: comma
 *	fields:
 *	  seller: {column: Manager, values: {Anna Smith: anna}}
 *	  at: Date
 *	  amount: Sum
 *
 * Reading says what is wrong with the mapping alone; binding holds it against the model and the file's header. Nothing is sent
 *here.
 */
#pragma once
#include "model/option.h"
#include "rules/engine.h"

enum mapping_dates { DATES_ISO, DATES_YMD, DATES_DMY_DOTS, DATES_DMY_SLASHES, DATES_MDY_SLASHES };
enum mapping_decimal { DECIMAL_POINT, DECIMAL_COMMA };
enum mapping_thousands { THOUSANDS_NONE, THOUSANDS_SPACE, THOUSANDS_POINT, THOUSANDS_COMMA };

struct identity_doc { /* how ids are made */
	struct record head;
	struct ref prefix, join;
	struct refs columns;
	bool hash;
};
struct feed_doc { /* what feeds one field */
	struct record head;
	struct ref column, time, constant, otherwise;
	struct ref dates, decimal, thousands; /* line 0 of the place: as the mapping says */
	const struct node *values;            /* NULL: none */
	uint32_t others;                      /* 0: refuse, 1: keep */
};
struct mapping_doc {
	struct record head;
	struct ref form, format;
	uint32_t dates, decimal, thousands;
	struct refs empty;
	struct identity_doc *id;
	struct feed_doc *rev;
	struct records fields; /* struct feed_doc */
};

/* Whether a place says that an option was given. */
static inline bool ref_given(const struct ref *r)
{
	return r->place.line > 0;
}

/* NULL after problems that leave nothing to look at. */
struct mapping_doc *mapping_read(struct arena *a, const char *file, struct str text, struct problems *problems);
extern const struct options mapping_table;
/* How a field is written: as itself says, else as the mapping does. */
enum mapping_dates mapping_dates_of(const struct mapping_doc *m, const struct feed_doc *f);
enum mapping_decimal mapping_decimal_of(const struct mapping_doc *m, const struct feed_doc *f);
enum mapping_thousands mapping_thousands_of(const struct mapping_doc *m, const struct feed_doc *f);
/* Whether a file of this name has JSON lines. */
bool mapping_is_json(const struct mapping_doc *m, struct str path);
/* The reference of the format in Markdown. */
void mapping_reference(struct buf *out);

/* The objects of a text of JSON lines as a table of the columns that the mapping names. NULL after a problem that leaves nothing.
 */
const struct table *mapping_json_rows(struct arena *a, const struct mapping_doc *m, const char *file, struct str text,
				      struct problems *problems);

struct feed { /* bound */
	struct str field;
	const struct feed_doc *doc;
	uint32_t column, time; /* NONE: none */
	enum feed_as { FEED_TEXT, FEED_WHOLE, FEED_NUMBER, FEED_DATE, FEED_STAMP, FEED_TIME } as;
	enum mapping_dates dates;
	enum mapping_decimal decimal;
	enum mapping_thousands thousands;
};
enum { MAPPING_FEEDS_MAX = 250 };
struct mapping {
	const struct mapping_doc *doc;
	const struct table *table;
	struct str form;
	struct feed feeds[MAPPING_FEEDS_MAX];
	uint32_t feed_count;
	const uint32_t *id_columns;
};
/* -1 after problems, here or when it was read. The table must have come from the same mapping where it is of JSON lines. */
int mapping_bind(struct mapping *out, const struct mapping_doc *doc, const struct model *m, const struct table *t,
		 struct arena *a, struct problems *problems);

/* The report of a row: pairs in `a`; at most MAPPING_FEEDS_MAX + 3. NULL after a problem: all of the row are said. */
const struct pair *mapping_row(const struct mapping *m, uint32_t row, struct arena *a, uint32_t *out_count,
			       struct problems *problems);
/* Where the text of a field comes from ("lines[2].amount" as well); *out_column its name, empty where it is none. */
struct spot mapping_place(const struct mapping *m, uint32_t row, struct str field, struct str *out_column);
