/* The engine: a deterministic fold over inputs. No I/O, no clock, no randomness.
 *
 * One input goes through three phases, in this order and never back (daemon/turn.c tells the story):
 *
 *	engine_observe(e, input, arena, &found);   what the facts now say
 *	host_judge(lua, e, &found, arena, &said);  what the company's rules say about it
 *	engine_conclude(e, &found, &said, arena, &up);  what must therefore be written
 *
 * Before an input of time T the timers due at or before T fire, each as an input of its own:
 *
 *	struct input due;
 *	while (engine_due(e, &input, &due)) step(&due);
 *	step(&input);
 *	while (engine_clock_due(e, INT64_MAX, &due)) step(&due);   a clock command that has become due
 *
 * What the phases return lives in the arena given and refers to the input's bytes.
 */
#pragma once
#include "base/hash.h"
#include "base/names.h"
#include "base/pool.h"
#include "rules/decision.h"
#include "rules/figures.h"

struct engine;

struct entry_id { /* of a Redis stream entry */
	uint64_t ms;
	uint64_t seq;
};
int entry_id_cmp(struct entry_id a, struct entry_id b);

struct pair { /* one field of a stream entry, in or out */
	struct str name;
	struct str text;
};

/* More fields than this are not taken from an entry: a source hands over one more, so that it is seen and refused. */
enum { INPUT_PAIRS = 256 };
enum input_kind {
	INPUT_REPORT,
	INPUT_COMMAND,
	INPUT_TICK,  /* wall time only: the clock says time_ms and both streams are empty */
	INPUT_BOUND, /* wall time only: the clock says time_ms; entry ids further ahead do not count. Moves no time itself */
	INPUT_TIMER, /* made by engine_due() alone */
};
/* Wall time: so far may an entry id lie behind the last tick or bound and be believed. */
enum { INPUT_AHEAD_MS = 60000 };
struct input {
	enum input_kind kind;
	struct entry_id id;       /* REPORT, COMMAND */
	int64_t time_ms;          /* TICK, BOUND, TIMER */
	uint64_t timer;           /* TIMER: which */
	const struct pair *pairs; /* REPORT, COMMAND */
	uint32_t pair_count;
};

/* ---- what observing finds ---- */
/* What a report was taken with all the same, or refused for: receipts say it so that a form in any language can show it. */
struct remark {
	enum rule_class class;
	struct str rule;   /* "V05" */
	struct str field;  /* the field at fault, may be empty */
	struct str key;    /* message key in the catalogue */
	struct str params; /* a JSON object of texts */
	struct text text;
};
enum answer { ANSWER_ACCEPTED, ANSWER_DUPLICATE, ANSWER_SUPERSEDED, ANSWER_WARNED, ANSWER_HELD, ANSWER_REJECTED };
struct receipt {
	enum answer answer;
	bool is_command;
	bool took_token;              /* by a command; given back where it is refused in the end */
	bool wanted;                  /* the form asks for a receipt of each report */
	struct str form, id, rev;     /* as written, may be empty */
	struct str rule;              /* "V03" */
	struct str field;             /* the field at fault, may be empty; "lines[3].amount" */
	struct str key;               /* message key in the catalogue: "not_a_member" */
	struct str text;              /* the message in English, with what was expected */
	const struct remark *remarks; /* WARNED, HELD, and REJECTED for one: the gravest first */
	uint32_t remark_count;
};
enum flip_kind {
	FLIP_OPEN,   /* the trigger holds and no case is open */
	FLIP_CLEAR,  /* a case is open and may close as recovered */
	FLIP_EXPIRE, /* a case's period is over */
	FLIP_ASK,    /* a function trigger has to be asked: case_no 0, would open; else would clear */
	FLIP_NOTE,   /* a closed case's figure was corrected after its period had closed: it is told and stays closed */
	FLIP_WAKE,   /* a case's run goes on */
	FLIP_REMIND, /* the clock says that somebody is to be reminded, or somebody else to hear of it */
	FLIP_TOLD,   /* a command has said something about a case: it is written down */
};
struct flip {
	enum flip_kind kind;
	uint32_t decision;
	uint32_t scope;
	struct period period;
	uint32_t case_no;          /* the open case, FLIP_NOTE: the closed one; 0: none */
	int32_t since;             /* first day on which the condition held running, or the day judged */
	int32_t day;               /* the day judged */
	struct figures figures;    /* as of that day */
	struct ratio first_closed; /* FLIP_NOTE */
	bool latched;              /* FLIP_ASK: its run has closed the case: asked only whether it still holds */
	uint32_t wait;             /* REMIND, TOLD: in the state's waits, number + 1 */
	uint32_t task;             /* TOLD: number + 1 */
	bool moves;                /* WAKE: its run is to be taken over to the version in force */
};
struct findings {
	const struct input *input;
	int64_t now_ms;
	const struct receipt *receipt; /* NULL: not a report or command */
	const struct flip *flips; /* in the order of (decision, scope, period), decisions that keep others quiet before these;
				   * those of cases that expire or are noted: of cases */
	uint32_t flip_count;
	struct str activate_sha; /* a command asks for this model: the caller loads it and calls engine_activate() */
};

/* ---- what the rules say about a flip ---- */
enum alert_kind {
	ALERT_OPEN,
	ALERT_RESOLVED,
	ALERT_EXPIRED,
	ALERT_WITHDRAWN,
	ALERT_BROKEN_RULE,
	ALERT_NOTE,
	ALERT_UPDATE, /* told by a run that has waited */
	ALERT_QUESTION,
	ALERT_QUESTION_CLOSED, /* nobody needs to answer any more */
	ALERT_ANSWER,
	ALERT_ACKNOWLEDGED,
	ALERT_REMINDER,
	ALERT_ESCALATED,
	ALERT_HISTORY, /* for the case's history, to nobody */
	ALERT_CLOSED,  /* by its run after a wait, or by a command */
};
struct alert {
	enum alert_kind kind;
	struct str to; /* person's or role's id */
	struct text why;
};
struct task {
	struct str code; /* the step's name in the run */
	struct str to;
	struct text title;
	int32_t due_workdays; /* from the day of opening; -1: none */
};
enum wait_kind {                 /* stored: new ones at the end */
		 WAIT_TIMER = 1, /* those of scripts */
		 WAIT_ASK,
		 WAIT_CLEARED,
		 WAIT_DONE,
		 WAIT_OPEN,    /* those of the engine: another decision's case is to open */
		 WAIT_LADDER,  /* nothing happens on the case */
		 WAIT_OVERDUE, /* a task is not done */
};
/* A wait that a run has made. */
struct wait_wish {
	enum wait_kind kind;
	struct str name;       /* its key in the run */
	struct duration after; /* TIMER; ASK: until the reminder, 0: none */
	struct str task;       /* DONE: the task's name */
	/* ASK */
	struct str to, options; /* options joined by '|'; empty: free text */
	struct text question;
	struct duration escalate; /* 0: not */
	struct str escalate_to;
};
/* What an execution of a run has come to. */
struct run_said {
	bool waiting;                  /* it stands at waits; else it is over */
	const struct wait_wish *waits; /* made now */
	uint32_t wait_count;
	const struct str *spent; /* waits that the run has come past or that lost: it will not ask for them again */
	uint32_t spent_count;
	const struct str *awaited; /* at which it stands */
	uint32_t awaited_count;
	struct str journal;      /* what goes to the end of its journal; of a run moved to another version the whole of it */
	uint32_t entries;        /* how many these are */
	const struct str *opens; /* decisions whose cases about the same subject are to open */
	uint32_t open_count;
	bool asks_cleared; /* it has asked for case:cleared() */
	bool moved;        /* it is executed from the decision in force from now on */
};

/* What the file's functions have read of the world, each once, in the order of first use. */
enum read_kind {
	READ_SUBJECT = 1, /* the figures of whom the decision judges */
	READ_KPI,         /* those of another KPI of the same scope, period and day */
	READ_PARAM,
};
enum reader { READER_NONE, READER_TRIGGER, READER_SEVERITY, READER_RUN };
enum { READS_MAX = 64 }; /* kept of one judged case */
struct read {
	enum read_kind kind;
	enum reader by;                  /* the first to read it */
	uint32_t line;                   /* of the decision's file; 0: not known */
	uint32_t kpi;                    /* READ_KPI */
	const struct figures *figures;   /* READ_SUBJECT, READ_KPI */
	const struct param_value *param; /* READ_PARAM; lives as long as the verdict */
};
struct reads {
	const struct read *at;
	uint32_t count;
	uint32_t left_out; /* read as well, but more than READS_MAX */
};
struct verdict {
	bool holds; /* FLIP_ASK: the function's answer; else true */
	enum severity severity;
	const struct alert *alerts;
	uint32_t alert_count;
	const struct task *tasks;
	uint32_t task_count;
	struct text why;    /* of a flip that closes a case or notes something: the figures in words */
	struct str close;   /* the run closed the case at once with this reason; empty: it stays open */
	struct str broken;  /* the rule failed: message and traceback */
	struct reads reads; /* of a flip that may open a case */
	struct run_said run;
};
struct verdicts {
	struct verdict *at; /* one for each flip */
	uint32_t count;
};

/* ---- what must be written ---- */
enum output_stream { OUTPUT_ALERTS, OUTPUT_TASKS, OUTPUT_RECEIPTS, OUTPUT_REJECTED, OUTPUT_STREAMS };
struct output {
	enum output_stream stream;
	const struct pair *pairs;
	uint32_t pair_count;
};
struct update {
	const struct output *outputs;
	uint32_t output_count;
	bool urgent;  /* an alert or task is among them: commit at once */
	bool journal; /* this input must stand in the journal (command, tick, activation) */
};

/* Both keep references: model and decisions must outlive the engine or be exchanged by engine_activate(). */
struct engine *engine_new(const struct model *m, const struct decisions *d);
void engine_free(struct engine *e);

bool engine_due(struct engine *e, const struct input *next, struct input *out_due);
/* Timers on the way of clock commands that have become due, as far as these go no further than `until_ms`: others stay due. */
bool engine_clock_due(struct engine *e, int64_t until_ms, struct input *out_due);
/* The time that the engine comes to by taking `next`, or by a clock command that has stayed due before it; of the latter alone
 * where `next` is NULL. INT64_MIN: none yet. */
int64_t engine_time_with(const struct engine *e, const struct input *next);
/* The first SOON_INPUTS of these will be observed next: what they will touch is asked of the memory ahead (see mem_soon()).
 * Changes nothing, and no result depends on it. */
enum { SOON_INPUTS = 32 };
void engine_soon(const struct engine *e, const struct input *next, uint32_t count);
/* Wall time: when the next timer is due, INT64_MAX: none. For the loop's own timer. */
int64_t engine_next_due_ms(const struct engine *e);
void engine_observe(struct engine *e, const struct input *in, struct arena *a, struct findings *out);
void engine_conclude(struct engine *e, const struct findings *found, const struct verdicts *said, struct arena *a,
		     struct update *out);

/* Exchange the model as part of the ACTIVATE command just observed. Keeps what stays the same, rebuilds what is derived.
 * Fails (and changes nothing) where facts could not be carried over, naming them. */
int engine_activate(struct engine *e, const struct model *m, const struct decisions *d, struct err *err);

/* ---- reading; valid between inputs ---- */
const struct model *engine_model(const struct engine *e);
const struct decisions *engine_decisions(const struct engine *e);
int64_t engine_now_ms(const struct engine *e);
int64_t engine_bound_ms(const struct engine *e); /* of the last tick or bound; INT64_MIN: none yet, every entry id is believed */
uint64_t engine_inputs(const struct engine *e);  /* inputs taken, timers not counted */
struct entry_id engine_last(const struct engine *e, enum input_kind kind); /* last REPORT or COMMAND taken */
struct hash128 engine_digest(const struct engine *e);                      /* running digest of all outputs so far */
struct hash128 engine_state_digest(struct engine *e); /* of the canonical state; reads what has changed since the last one */
/* The same where no more than `bytes` of pages have to be read for it; false: those read need not be read next time. */
bool engine_state_digest_within(struct engine *e, size_t bytes, struct hash128 *out);

struct counters {
	uint64_t reports, duplicates, superseded, rejected, commands, timers, flips, cases_opened, outputs;
};
struct counters engine_counters(const struct engine *e);

struct sizes { /* what is held now */
	uint64_t ids, facts, rows, cells, cases_open, tasks;
};
struct sizes engine_sizes(const struct engine *e);

/* ---- persistence: see docs/state.md. The state is a meta text and a list of sections ---- */
enum section_kind { SECTION_POOL, SECTION_NAMES };
struct section {
	struct str name; /* "rows.deals", "ids.daily", "names.seller", unique, stable */
	enum section_kind kind;
	struct pool *pool;
	struct names *names;
};
uint32_t engine_section_count(const struct engine *e);
struct section engine_section(const struct engine *e, uint32_t n);
/* One line of JSON: format version, model, times, positions, counters, digests, pool headers. */
void engine_meta(const struct engine *e, struct buf *out);
/* On a new engine with the same model: meta first, then the sections' bytes, then engine_restored() rebuilds the rest. */
int engine_restore_meta(struct engine *e, struct str meta, struct err *err);
int engine_restored(struct engine *e, struct err *err);
