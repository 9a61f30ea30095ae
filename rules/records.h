/* The records of the state: what a checkpoint holds, byte for byte. Little-endian, explicit sizes, no pointers, no padding.
 * A change here is a new format version (STATE_VERSION) and a line in docs/state.md.
 *
 * Numbers that refer to other records are "number + 1" where 0 means none. Names are numbers of domains or of `codes`.
 */
#pragma once
#include <stdint.h>

enum { STATE_VERSION = 2 };

/* One per (form, id) of a report: the reading rule. */
struct id_record {
	uint64_t hash_lo, hash_hi;    /* keyed hash of form and id */
	uint64_t entry_ms, entry_seq; /* stream entry of the revision counted, or of the retraction */
	uint64_t digest;              /* of the content of revision `revision` */
	uint32_t revision;            /* highest seen */
	uint32_t counted;             /* the revision that counts; 0: retracted or a tombstone */
	uint32_t first_fact;          /* chain in facts.<table>, number + 1 */
	uint32_t form;                /* in names.forms */
	int32_t day;                  /* business date of the counted revision, else of its arrival */
	int32_t arrival_day;          /* of the last arrival */
};

/* Who and where: the identity of a leaf without its day. Followed by `axis_count` member numbers. */
struct tuple_record {
	uint32_t seller; /* 0: none */
	uint32_t axes[];
};

/* A leaf row: all additive measures of a table for a tuple and a day. Followed by the sums. */
struct row_record {
	uint32_t tuple;
	int32_t day;
	int64_t facts;
	int64_t sums[];
};

/* What one report or line contributed. Followed by the column values (COLUMN_ABSENT: not given). */
struct fact_record {
	uint32_t row;
	uint32_t next; /* of the same report, number + 1 */
	int64_t at_ms; /* local time as written, for AGG_LAST: days * 86400000 + ms of day */
	int64_t values[];
};
#define COLUMN_ABSENT INT64_MIN

/* A bag's element that outlived its report's record. */
struct value_record {
	uint32_t row;
	uint32_t bag; /* slot of the measure */
	int64_t hi, lo, extra, count;
};

enum case_state { CASE_OPEN = 1, CASE_CLOSED };
enum case_flag {
	CASE_LATCHED = 1, /* its run closed it, and the trigger has not been seen false since */
	CASE_SHADOW = 2,  /* nobody hears of it: its decision is on trial */
	CASE_REPEAT = 4,  /* one about the same subject had closed shortly before it opened: repeat.h */
};
struct case_record {
	uint32_t decision;    /* in codes */
	uint32_t scope_kind;  /* in codes */
	uint32_t members[3];  /* in codes */
	uint32_t kpi;         /* in codes */
	uint32_t period_kind; /* in codes */
	int32_t period;       /* of a custom one that the model no longer has: minus the number of its code */
	uint32_t state;
	uint32_t severity;
	uint32_t steps;                 /* outputs so far */
	uint32_t reason;                /* why it closed, in codes */
	int32_t since;                  /* first day on which the condition held */
	int32_t opened_day, closed_day; /* the days judged */
	uint32_t to;                    /* who was alerted first, in codes */
	int32_t broken_day;             /* the last day on which its owner heard that the rule is broken; DAY_NONE: never */
	uint32_t flags;                 /* enum case_flag */
	uint32_t fact;                  /* in facts.case, number + 1; 0: none */
	uint32_t acknowledged;          /* who was the first to do something about it, in codes; 0: nobody has */
	uint32_t questions, answered;   /* asked by its run, and of these answered */
	int32_t ended_day;              /* on which it closed, by the clock of its subject: that of its fact */
	uint32_t reserved;
	int64_t opened_ms, closed_ms;
	int64_t acknowledged_ms;              /* when; INT64_MIN: not */
	int64_t acknowledged_e4;              /* working hours from the opening until then */
	int64_t gap_opened_e4, gap_closed_e4; /* fact - expected, in the KPI's unit; COLUMN_ABSENT: there was none */
};

enum task_state { TASK_OPEN = 1, TASK_CANCELLED, TASK_ACCEPTED, TASK_IN_PROGRESS, TASK_DONE, TASK_RETURNED };
struct task_record {
	uint32_t case_no; /* number + 1 of the case */
	uint32_t code;    /* in codes */
	uint32_t to;      /* in codes */
	uint32_t state;
	int32_t due_day;       /* DAY_NONE: none */
	uint32_t due_workdays; /* + 1, after the day judged when its case opened; 0: not known any more, the day stays */
	int32_t ended_day;     /* on which it was done or cancelled, by the day of its subject; DAY_NONE: it is open */
	uint32_t fact;         /* in facts.task, number + 1; 0: none */
	int64_t opened_ms;
};

struct token_record {
	uint64_t hash_lo, hash_hi;
	int64_t at_ms;
};

/* A plan row given by a command. */
struct change_record {
	uint32_t scope_kind;
	uint32_t members[3];
	uint32_t kpi;
	uint32_t period_kind;
	int32_t period; /* as in a case */
	uint32_t level;
	int32_t valid_from;
	uint32_t version;
	uint32_t reason, approver; /* in codes */
	int64_t target_e4;
};

/* An exact ratio of two 128-bit numbers; den 0: no data. */
struct ratio_record {
	uint64_t num_lo;
	int64_t num_hi;
	uint64_t den_lo;
	int64_t den_hi;
};
/* Which figure: of what, by codes. */
struct figure_key {
	uint32_t scope_kind;
	uint32_t members[3];
	uint32_t kpi;
	uint32_t period_kind;
	int32_t period; /* as in a case */
};
/* A figure of a closed period that reports have touched since. A removed record has no KPI. */
struct closed_record {
	struct figure_key of;
	uint32_t changed;          /* 1: touched since the company's last day-end; else 0 */
	int64_t facts;             /* behind `first` */
	struct ratio_record first; /* as first closed */
	struct ratio_record told;  /* as of the last day-end at which it read otherwise than before */
};

/* One execution of a decision about a case, from what woke it to where it ended or waits: what it went by. So far there is one a
 * case, the opening. Its reads stand one after the other. */
enum woke { WOKE_REPORT = 1, WOKE_CLOCK };
struct stretch_record {
	uint32_t case_no; /* number + 1 */
	uint32_t stretch; /* of the case, from 1 */
	uint32_t first_read, read_count;
	uint32_t left_out;   /* read too, but not kept */
	uint32_t file;       /* of the decision, in codes */
	uint32_t source_sha; /* of that file, in codes */
	uint32_t line;       /* of its trigger; 0: not known */
	uint32_t woke;
	uint32_t form;     /* WOKE_REPORT: in codes */
	uint32_t revision; /* WOKE_REPORT */
	int32_t day;       /* the day judged */
	int64_t at_ms;
	uint64_t entry_ms, entry_seq; /* WOKE_REPORT */
	char report[64];              /* WOKE_REPORT: its id as far as it fits, the rest zero */
};
/* A call that was made and what it gave: kind and reader as in engine.h. */
struct read_record {
	uint32_t kind;
	uint32_t reader;
	uint32_t line;   /* of the decision's file; 0: not known */
	uint32_t name;   /* READ_PARAM: in codes */
	uint32_t value;  /* READ_PARAM: its text, in codes */
	uint32_t figure; /* READ_SUBJECT, READ_KPI: in read_figures, number + 1 */
};
struct read_figure_record {
	struct figure_key of;
	int32_t day;    /* as of its end, or of the present where it was judged at once */
	uint32_t level; /* of the plan, its number + 1; 0: no plan, and the plan's fields are zero */
	uint32_t kept;  /* by a run too, and read: it stays when the run is over */
	int64_t facts;
	int64_t target_e4;
	int64_t elapsed, total;
	struct ratio_record fact; /* den 0: data were missing */
	struct ratio_record expected;
};

/* A report that was taken provisionally. A removed record has the state 0. */
enum held_state { HELD_WAITING = 1, HELD_CONFIRMED };
struct held_record {
	uint64_t hash_lo, hash_hi; /* as of its id */
	int64_t held_ms;
	int64_t confirmed_ms; /* HELD_CONFIRMED */
	uint32_t revision;
	uint32_t state;
	uint32_t form;       /* in codes */
	uint32_t rule;       /* in codes: its number */
	uint32_t by, reason; /* HELD_CONFIRMED: in codes */
};

/* Of a duty, a seller and a period: whether a report has come, and what that came to. A removed record has no seller. */
enum came { CAME_ON_TIME = 1, CAME_LATE, CAME_NOT, CAME_SOON };
struct slot_record {
	uint32_t duty;   /* in codes */
	uint32_t seller; /* domain number */
	int32_t period;  /* its index */
	int32_t last_day;
	uint32_t reports; /* ids that are counted in it now */
	uint32_t came;    /* once its grace has ended; SOON: it has come near and no report has come; 0 */
	uint32_t fact;    /* in facts.duty or, SOON, facts.reminder, number + 1; 0: `came` is 0 */
	uint32_t reserved;
	int64_t first_ms; /* when the first of `reports` came */
};
/* In which slot an id is counted. A removed record has none. */
struct cover_record {
	uint64_t hash_lo, hash_hi; /* as of its id */
	int64_t approved_ms;       /* a head lets it be corrected once; 0: none does */
	uint32_t slot;             /* number + 1 */
	uint32_t approved_by;      /* in codes */
};

/* An entity: its events in their order, and what they come to. A removed record has no name. */
struct entity_record {
	uint32_t first_state; /* chain in facts.<kind>_state, number + 1 */
	uint32_t first_step;  /* chain in facts.<kind>_step, number + 1 */
	uint32_t first_event; /* in events.<kind>, number + 1 */
	uint32_t first_class; /* in classes.<kind>, number + 1 */
	uint32_t name;        /* number in the domain of the key's column */
};
/* From a day on it is in these classes. */
struct class_record {
	uint32_t next; /* of the entity, number + 1: by day */
	int32_t day;
	uint32_t abc, xyz; /* places in abc_names, xyz_names */
};
struct event_record {
	uint64_t tie; /* of events of one moment and stage: by the report's id, then by the line */
	uint32_t line;
	uint32_t fact; /* in facts.<table of its form>, number + 1 */
	uint32_t entity;
	uint32_t next;    /* of the entity, number + 1 */
	uint32_t settled; /* its report is forgotten: the fact is the event's own */
	uint32_t reserved;
};

/* Bytes of any length, as a chain; see chunk.h. */
enum { CHUNK_BYTES = 60 };
struct chunk_record {
	uint32_t next; /* number + 1 */
	unsigned char bytes[CHUNK_BYTES];
};

/* What is still to come of an open case: its run, where that waits, and what the engine does by the clock. A removed record has
 * no case. */
enum run_state {
	RUN_OVER = 1, /* the script has nothing more to say: only waits of the engine's own are left */
	RUN_WAITING,
	RUN_PAUSED, /* its rule broke: executed again on command */
};
struct run_record {
	uint32_t first_wait; /* chain in waits, number + 1 */
	uint32_t case_no;    /* number + 1 */
	uint32_t pin;        /* in pins, number + 1: what it is executed from; 0: RUN_OVER */
	uint32_t journal;    /* its first chunk, number + 1 */
	uint32_t journal_bytes;
	uint32_t entries;       /* of the journal */
	uint32_t opened_figure; /* in read_figures, number + 1: the figures at which the case opened */
	uint32_t over_count;    /* waits that have come to be over so far */
	uint8_t state;
	uint8_t closes; /* it has asked for case:cleared(): while it waits, nobody else closes its case as recovered */
	uint8_t level;  /* the step of the escalation that comes next */
	uint8_t move;   /* it is to be taken over to the version in force */
	uint32_t reserved;
	int64_t wake_ms; /* the run is to be executed at this moment; INT64_MAX: it waits */
};

/* A length of time that is counted by a calendar; of: enum count_of. count 0: none. */
struct span_record {
	uint16_t count, of;
};
enum ask_state { ASK_REMINDED = 1, ASK_ESCALATED };
struct wait_record {
	uint32_t next;    /* of the run, number + 1 */
	uint32_t run;     /* number + 1; removed: 0 */
	uint32_t name;    /* its key in the run, WAIT_OPEN the decision, in codes */
	uint32_t task;    /* DONE, OVERDUE: number + 1 */
	uint8_t kind;     /* enum wait_kind of engine.h */
	uint8_t awaited;  /* the run stands at it */
	uint8_t reminded; /* ASK: enum ask_state */
	uint8_t reserved;
	uint16_t over;       /* it is over: as which of its run, from 1; 0: not yet */
	uint16_t said_bytes; /* over */
	int64_t from_ms;
	int64_t due_ms;                    /* when the clock has to look at it next; INT64_MAX: never */
	int32_t day;                       /* from which on it counts; over: on which it came to be so */
	struct span_record after;          /* from then until it is over, or to be reminded of */
	struct span_record escalate;       /* ASK */
	uint32_t to, options, escalate_to; /* ASK: in codes; options joined by '|', 0: free text */
	uint32_t by;                       /* over: in codes */
	uint32_t said;                     /* over: chunks of value, NUL, note; number + 1 */
};

/* What runs are executed from: the text of a decision file and the parameters that the model gave. A removed record has no uses.
 */
struct pin_record {
	uint32_t text; /* chunks, number + 1 */
	uint32_t uses;
	uint32_t bytes;
	uint32_t sha; /* of the text, in codes */
};

_Static_assert(sizeof(struct chunk_record) == 64 && sizeof(struct run_record) == 48, "layout");
_Static_assert(sizeof(struct wait_record) == 72 && sizeof(struct pin_record) == 16, "layout");
_Static_assert(sizeof(struct entity_record) == 20 && sizeof(struct class_record) == 16 && sizeof(struct event_record) == 32,
	       "layout");
_Static_assert(sizeof(struct slot_record) == 40 && sizeof(struct cover_record) == 32, "layout");
_Static_assert(sizeof(struct held_record) == 56, "layout");
_Static_assert(sizeof(struct id_record) == 64, "layout");
_Static_assert(sizeof(struct case_record) == 144 && sizeof(struct task_record) == 40, "layout");
_Static_assert(sizeof(struct token_record) == 24 && sizeof(struct change_record) == 56, "layout");
_Static_assert(sizeof(struct figure_key) == 28 && sizeof(struct closed_record) == 104, "layout");
_Static_assert(sizeof(struct stretch_record) == 136 && sizeof(struct read_record) == 24, "layout");
_Static_assert(sizeof(struct read_figure_record) == 136, "layout");
_Static_assert(sizeof(struct value_record) == 40 && sizeof(struct fact_record) == 16 && sizeof(struct row_record) == 16,
	       "layout");
