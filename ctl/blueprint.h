/* A simulation held against its model: forms, fields, sellers, KPIs and decisions found by their names, everything that is wrong
 * told at once. What is drawn from it: ctl/planted.h the problems, ctl/mailbag.h the reports.
 *
 *	blueprint_read(&b, "config/acme", &folder, seed, &err)
 */
#pragma once
#include "ctl/chance.h"
#include "ctl/folder.h"
#include "model/simulation.h"

enum content_kind {
	CONTENT_ALWAYS, /* the same text */
	CONTENT_NUMBER, /* a mean of its own, or a share of another field */
	CONTENT_PLAN,   /* what the seller's plan wants */
	CONTENT_CHOICE,
	CONTENT_POOL, /* one of the seller's texts */
	CONTENT_OWN,  /* a text of the report's own */
	CONTENT_DAY,  /* the report's date */
};
struct weighted {
	struct str text;
	int64_t upto_e4; /* weights of all up to this one */
};
struct content {
	const struct content_doc *doc;
	const struct form_field *field;
	enum content_kind kind;
	uint32_t of;  /* an earlier content of the habit; NONE */
	uint32_t kpi; /* CONTENT_PLAN */
	int64_t round_e4;
	const struct weighted *choices;
	uint32_t choice_count;
};
struct habit {
	const struct habit_doc *doc;
	const struct form *form;
	struct content *contents;
	uint32_t content_count;
	const bool *sends; /* by seller of the model */
};
struct change {
	uint32_t habit, content;
	int64_t share_ppm;
};
struct changes {
	struct change *at;
	uint32_t count;
};
/* What a problem of the document may be planted as. */
struct mishap {
	const struct problem_doc *doc;
	const struct decision *decision;
	bool of_unit; /* else of a seller */
	struct changes during, after;
	const bool *leaves_out; /* by habit */
};
struct blueprint {
	struct arena *arena;
	const struct folder *folder;
	const struct model *model;
	const struct simulation_doc *doc;
	struct habit *habits;
	uint32_t habit_count;
	struct mishap *mishaps;
	uint32_t mishap_count;
	struct chance chance;
	int32_t from, to; /* inclusive; of the document, DAY_NONE: not given */
	struct problems problems;
};

/* -1: the file cannot be read, `err` says why, or `problems` holds errors and `err` is empty. Free it in any case. */
int blueprint_read(struct blueprint *b, const char *path, const struct folder *f, uint64_t seed, struct err *err);
/* The same of a text that is there, of a blueprint that is all zero. */
int blueprint_make(struct blueprint *b, const char *file, struct str text, const struct folder *f, uint64_t seed);
void blueprint_free(struct blueprint *b);

/* blueprint_problems.c */
void blueprint_problems(struct blueprint *b);
/* NONE where there is none of this name. */
uint32_t blueprint_habit(const struct blueprint *b, struct str code);
/* What a seller of the model plans of a KPI in the period around a day; NULL: nothing. Of several periods the shortest. */
const struct plan_row *blueprint_plan(const struct model *m, uint32_t seller, uint32_t kpi, int32_t day);
