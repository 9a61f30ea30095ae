/* The option table: each thing that a consultant can write is declared once, with its type, range, default and a sentence
 * of help. Reading, defaults, checks, `sdmctl check` and the reference in docs/model.md all go by these tables.
 *
 *	static const struct option unit_options[] = {
 *		OPTION(struct unit_doc, "id", head.code, OPTION_CODE, .required = true, .help = "Code of the unit."),
 *		OPTION(struct unit_doc, "valid_to", valid_to, OPTION_DAY, .preset = "open", .help = "Last day."),
 *		{ 0 }
 *	};
 *	const struct options unit_table = { "unit", "A unit.", sizeof(struct unit_doc), unit_options };
 *
 * Values land in plain records, in the arena, at the offsets of the table. A record begins with a `struct record`.
 */
#pragma once
#include "model/bundle.h"
#include "model/table.h"
#include "rules/model.h"

enum option_type {
	OPTION_TEXT,   /* struct ref */
	OPTION_CODE,   /* struct ref: 1..128 bytes without | and controls */
	OPTION_NAME,   /* struct ref: letters, digits and _, for what formulas and files refer to */
	OPTION_TITLE,  /* struct text: one text, or {ru: ..., en: ...} */
	OPTION_FLAG,   /* bool: yes or no */
	OPTION_INT,    /* int64_t within min..max */
	OPTION_E4,     /* int64_t of 1/10000 within min..max */
	OPTION_SHARE,  /* int64_t, parts per million: "15%", "0.15" */
	OPTION_DAY,    /* int32_t */
	OPTION_CHOICE, /* uint32_t: position among `choices` */
	OPTION_CODES,  /* struct refs: one code or a list of them */
	/* struct ref, a value kept as it was written; line 0 of its place: not given (model/literal.h) */
	OPTION_WORD,    /* one of `choices` */
	OPTION_DATE,    /* 2026-11-22 */
	OPTION_STAMP,   /* 2026-11-22T18:00, with an offset or without */
	OPTION_DECIMAL, /* 12.5 or 12.5% */
	OPTION_PERCENT, /* 12.5% */
	OPTION_ANY,     /* const struct node *: read further by its owner */
	OPTION_PAIRS,   /* const struct node *: a mapping */
	OPTION_MAP,     /* struct records by `of`: a mapping from code to record */
	OPTION_ROWS,    /* struct records by `of`: a list of records, a table, or a list of both */
	OPTION_LIST,    /* struct records by `of`: a list of records; `at` NULL: not given */
	OPTION_RECORD,  /* pointer to a record by `of`; NULL: not given */
};

/* A text and where it stands. */
struct ref {
	struct str text;
	struct spot place;
};
struct refs {
	struct ref *at;
	uint32_t count;
};
struct options;
struct record {
	struct ref code;           /* its key, or its option "id" */
	struct spot place;         /* where it begins */
	const struct node *source; /* the mapping of the table that it came from; NULL: written in place */
	const struct options *of;  /* the table that reads it */
	uint32_t unread;           /* by place in that table: see option_unread() */
};
struct records {
	void **at; /* each begins with a struct record */
	uint32_t count;
};

struct option {
	const char *key;
	enum option_type type;
	size_t offset;
	int64_t min, max;           /* OPTION_INT, OPTION_E4, OPTION_SHARE; both 0: any */
	const char *preset;         /* the default as it would be written; NULL: none (0, empty) */
	const char *const *choices; /* OPTION_CHOICE, OPTION_WORD, ends with NULL */
	const struct options *of;   /* OPTION_MAP, OPTION_ROWS, OPTION_LIST, OPTION_RECORD */
	bool required;
	bool number; /* OPTION_TEXT that its owner reads as a number */
	const char *help;
};
#define OPTION(record_, key_, member_, type_, ...)                                                                               \
	{                                                                                                                        \
		.key = (key_), .type = (type_), .offset = offsetof(record_, member_), __VA_ARGS__                                \
	}

/* A kind of record: the name is for messages ("unit"), the help for the reference. `shorthand` is the option that a value
 * which is no mapping stands for: `team: unit.team` instead of `team: {of: unit.team}`. */
struct options {
	const char *name;
	const char *help;
	size_t size;
	const struct option *list; /* ends with a key of NULL */
	const char *shorthand;
};

struct option_reader {
	struct arena *arena;
	struct problems *problems;
	const struct bundle *bundle; /* tables come from here */
	enum language language;      /* of a title that is one text */
	uint32_t depth;              /* of the tables being read, at most OPTION_DEPTH_MAX */
	struct title_gaps *gaps;     /* NULL: nobody asks */
};
enum { OPTION_DEPTH_MAX = 8 };
/* Titles that lack a language. Those of rows, of people and products, may be one text for all. */
struct title_gaps {
	bool speaks[LANGUAGES]; /* the languages asked for */
	bool in_rows;
	struct problems found;
};

/* Fills the zeroed `record` from a mapping; problems are added, values that cannot be read keep their default. */
void option_read(struct option_reader *r, const struct options *table, const struct node *node, void *record);
/* A new record with all defaults. */
void *option_defaults(struct option_reader *r, const struct options *table, struct spot place);
/* Is `value`, a member of `record`, not what somebody wrote? A problem with it was said: what was written could not be read, at
 * least in part, or it was left out beside an unknown option. What depends on it cannot be judged. */
bool option_unread(const void *record, const void *value);
/* Says so of a value that its owner reads further and cannot. */
void option_mark_unread(void *record, const void *value);

/* What OPTION_NAME takes, so also the name of a company: letters, digits and _, no digit first, at most 64. */
bool option_name_is_valid(struct str s);
/* "text", "whole number 1..12": for messages and the reference. */
void option_describe(const struct option *o, struct buf *out);
/* The options of a table source inside a rows option: table, where, columns, set, scale. */
struct source_doc {
	struct record head;
	struct ref table;
	const struct node *where;
	const struct node *columns;
	const struct node *set;
	const struct node *scale;
};
extern const struct options source_table;
