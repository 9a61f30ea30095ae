/* The engine's memory, for the files of rules/ alone. Stored: the pools and names (records.h) and `struct clockwork`.
 * Everything else is derived from them and from the model, and is rebuilt by state_derive().
 */
#pragma once
#include "base/bag.h"
#include "rules/agenda.h"
#include "rules/engine.h"
#include "rules/entity_kind.h"
#include "rules/plan.h"
#include "rules/records.h"

enum { AXES_MAX = 16 };

/* A condition with its names turned into domain numbers. */
struct bound_condition {
	const struct condition *is;
	uint32_t *numbers;
};
/* Measures with the same `where` share one predicate. */
struct predicate {
	struct bound_condition *conditions;
	uint32_t count;
};
struct bound_measure {
	const struct measure *is;
	uint32_t predicate; /* NONE: always */
};

/* Where the facts of a tuple count, for the days from <= d < to. */
struct place {
	int32_t from, to;
	uint32_t scope_count;
	uint32_t last_row; /* the row used last, number + 1 */
	/* Room for scopes[-1] numbers: scope_count scopes; then for each period kind the index of the period whose cells follow
	 * (PLACE_NONE: none yet) and scope_count cells, number + 1 each */
	uint32_t *scopes;
};
#define PLACE_NONE ((uint32_t)INT32_MIN)

/* The period of a kind around the day asked last. */
struct span {
	int32_t from, to;
	int32_t index;
	bool exists; /* a custom set may have no period there */
};

/* A cell: the aggregate of a table's measures for a scope and a period. Derived. With six sums it fills one line of the
 * processor's cache. */
struct cell {
	uint32_t scope;
	int32_t index; /* of the period */
	int64_t facts : 48;
	uint64_t kind : 15;   /* position in model.period_kinds, or CELL_EVER */
	uint64_t watched : 1; /* a decision is judged at once on such cells */
	int64_t sums[]; /* where the table has bags, the number + 1 of the cell's first one in table.bags comes behind them */
};
_Static_assert(sizeof(struct cell) == 16, "a cell's head");

/* A cell of all days, in tables with a stock; its index is 0. */
enum { CELL_EVER = 0x7fff };

struct store {
	const struct fact_table *is;
	uint32_t sum_count, bag_count;
	bool has_texts; /* among its columns */
	bool has_stock; /* among its measures */
	struct pool tuples, rows, facts, values;
	int64_t *magnitude; /* stored: sum of |contribution| by slot, so that no cell can overflow */
	/* derived */
	struct index tuple_index, row_index, value_index, cell_index;
	struct pool cells;
	ARRAY(struct bag *) bags;
	struct place *places; /* by tuple */
	uint32_t place_cap;
	ARRAY(uint32_t *) place_slabs; /* what the places' lists stand in; the last one has `slab_left` numbers left */
	uint32_t slab_left;
	int32_t last_day; /* of any row with facts */
	struct bound_measure *measures;
	uint32_t measure_count;
	struct predicate *predicates;
	uint32_t predicate_count;
	uint32_t *kinds; /* scope kinds that the table's dimensions reach */
	uint32_t kind_count;
	/* scratch: what one fact contributes */
	int64_t *deltas;      /* by sum slot */
	uint8_t *holds;       /* by predicate */
	uint8_t *changed;     /* by model measure of this table: it contributes */
	uint32_t contributed; /* the fact of whom these are, number + 1; 0: of another one */
};

/* The entities of a kind. */
struct entity_store {
	const struct entity_kind *is;
	struct pool entities, events, classes;
	/* derived */
	struct index by_name, by_fact;
	bool untold; /* what they come to is not there yet: the model has changed */
};

/* A clock command that waits: move to until_ms once report `after` is taken. */
struct clock_wish {
	struct entry_id after;
	int64_t until_ms;
};
enum { CLOCKS_MAX = 16 };

/* What is stored besides records. */
struct clockwork {
	int64_t now_ms;                  /* time of the last input; INT64_MIN: none yet */
	int64_t bound_ms;                /* wall time: what the clock said last; INT64_MIN: not heard yet */
	struct entry_id report, command; /* last taken */
	uint64_t inputs;
	struct hash128 digest; /* running, of all outputs */
	uint64_t outputs;
	struct clock_wish clocks[CLOCKS_MAX + 1]; /* log time: in the order of their commands; one more may be due at once */
	uint32_t clock_count;
	uint32_t sweep; /* next id to look at for forgetting */
	/* Closed are the periods with closed_from < period_to() <= closed_to: what was over before the company began was never
	 * closed here. DAY_MIN: the clocks have not been started. */
	int32_t closed_from, closed_to;
	int64_t slots_ms; /* what the schedule brings up to here has been done; INT64_MIN: there is none */
};
/* The day-end timer of a zone: days up to `ended` have been judged. DAY_MIN: not running yet. */
struct day_timer {
	uint32_t code; /* of the zone, in codes */
	uint32_t zone; /* in the model bound; NONE: no longer there */
	int32_t ended;
	int64_t due_ms;
	bool expire; /* the day is judged, cases of ended periods come next */
};

/* A form's fields by number: those that every form has (report.c), then its own. Producers write their fields in one order, so
 * position i nearly always holds what it held last time. */
struct field_names {
	struct field_name {
		struct str name;
		uint64_t key; /* of the name in the digest of a report's content */
	} * at;
	uint32_t count;
	uint16_t guess[64]; /* by position: the field that stood there in the last report */
};

/* The number of a text of the model or the decisions, by where it stands. */
struct code_memo {
	const char *ptr;
	size_t len;
	uint32_t code;
};
enum { CODE_MEMOS = 256 }; /* by 8 bits of a hash */

/* What an open case is about, in the model bound. */
struct case_place {
	uint32_t decision, scope;
	struct period period;
};

/* What a KPI's figure is made of: the measures of its formula, then the counts of its sample, each once. */
struct recipe {
	uint32_t *measures;
	uint32_t count, formula_count;
	struct step *steps; /* the formula over places in `measures` */
};

struct watch;
struct engine {
	const struct model *model;
	const struct decisions *decisions;
	struct domains domains;
	struct names codes, forms;
	ARRAY(char *) section_names; /* texts that engine_section() lends */
	struct pool ids, cases, tasks, tokens, changes, closed, stretches, reads, read_figures, held, slots, covers;
	struct pool runs, waits, chunks, pins;
	struct store *stores; /* as model.fact_tables */
	uint32_t store_count;
	struct entity_store *entities; /* as model.entity_kinds */
	uint32_t entity_kind_count;
	struct clockwork clock;
	struct counters counters;
	ARRAY(int32_t) forgotten;       /* by form in names.forms, number - 1: the latest day of an id forgotten; DAY_MIN: none */
	int32_t forgotten_latest;       /* of them all */
	ARRAY(struct day_timer) timers; /* one for each zone in use */
	/* derived */
	struct index id_index, token_index, case_index, closed_index, held_index, slot_index, cover_index;
	int64_t slots_next_ms;                /* when a slot comes near or its grace ends next; INT64_MAX: none */
	uint32_t closed_changed;              /* records in `closed` that are `changed` */
	uint32_t cases_open;                  /* records in `cases` that are open */
	ARRAY(struct case_place) case_places; /* by case; only of those in the index */
	ARRAY(uint32_t) case_runs;            /* by case: its run, number + 1; 0 or beyond the end: none */
	ARRAY(uint32_t) task_before;          /* by task: the one given out before it in the same case, number + 1; 0: none */
	ARRAY(uint32_t) case_tasks;           /* by case: its latest task, number + 1; 0 or beyond the end: none */
	struct agenda agenda;
	struct scopes scopes;
	struct plan_book *plans;
	struct watch *watch;
	struct span *spans;     /* by position in model.period_kinds */
	uint32_t *positions;    /* by model measure: its place in the measures of its store */
	struct recipe *recipes; /* by KPI */
	uint32_t *form_numbers; /* by model form: its number in `forms`, 0: not looked up yet */
	struct today {
		int64_t from_ms, to_ms;
		int32_t day;
	} * today;                       /* by zone: the local day around now */
	struct field_names *field_names; /* by model form */
	uint32_t form_usual;             /* the model form of the report before, where it was named by its code alone; NONE */
	struct code_memo code_memos[CODE_MEMOS];
};

/* derive.c */
void state_bind(struct engine *e, const struct model *m, const struct decisions *d);
void state_unbind(struct engine *e);
void state_forget(struct engine *e); /* everything derived, and what is bound beside the stores */
void timers_bind(struct engine *e);  /* one for each zone of the model */
void timers_start(struct engine *e, int64_t ms);
void state_derive(struct engine *e);
uint32_t state_slots(const struct model *m, const struct fact_table *t, bool additive); /* sums, or bags, of its measures */
void plans_renew(struct engine *e); /* the plan book, from the model and the changes given by commands */
uint32_t period_position(const struct model *m, uint32_t kind); /* of a period kind in model.period_kinds; NONE */
int32_t state_today(struct engine *e, uint32_t zone);           /* the local day of now */
int32_t state_seller_today(struct engine *e, uint32_t seller);  /* of a seller (model index) or, NONE, of the company */

/* report.c */
void field_names_bind(struct engine *e);
void field_names_free(struct engine *e);

/* recipe.c */
void recipes_bind(struct engine *e);
void recipes_free(struct engine *e);

/* codes.c */
uint32_t state_code(struct engine *e, struct str code);                         /* its number in `codes` */
uint32_t state_code_of(struct engine *e, struct str code);                      /* of a text of the model or the decisions */
void state_members(struct engine *e, uint32_t scope, uint32_t out[SCOPE_DIMS]); /* the codes of a scope; `out` is zeroed */
void state_scope_id(const struct engine *e, const uint32_t members[SCOPE_DIMS], struct buf *out); /* as in figures_scope_id() */
uint32_t state_scope(const struct engine *e, uint32_t scope_kind, const uint32_t members[SCOPE_DIMS]); /* NONE: not known */
