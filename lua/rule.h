/* What the files of lua/ share: the host's inside, its limits, and the values that scripts see. Nobody else includes it.
 *
 * The `sdm` library is written in C, beside the checks it makes, so that a daemon needs no Lua files of its own at run
 * time and a company's bundle cannot meet another version of it. Nothing in it is written better in Lua so far.
 *
 * A C function called from Lua may leave by longjmp at any Lua API call: it holds no heap memory across one. What must
 * last lives in an arena or in Lua.
 */
#pragma once
#include <lauxlib.h>
#include <lua.h>

#include "base/problems.h"
#include "lua/host.h"
#include "rules/question.h"
#include "rules/run_look.h"

/* ---- limits.c: memory and instructions ---- */
enum {
	STRING_MAX = 8 * 1024,          /* the longest string a rule can make: bounds what one VM instruction costs */
	BLOCK_MAX = 1024 * 1024,        /* the largest table or stack */
	COLLECT_EVERY = 512 * 1024,     /* bytes allocated, and what is garbage of them goes */
	JUDGE_CHURN = 4 * 1024 * 1024,  /* of one flip, given back or not: nothing is collected meanwhile */
	LOAD_MEMORY = 16 * 1024 * 1024, /* of one file, above what the host holds already */
	LOAD_CHURN = 256 * 1024 * 1024,
	HOST_MEMORY = 64 * 1024 * 1024,       /* of all files */
	JUDGE_INSTRUCTIONS = 200 * 1000,      /* of one flip: trigger, severity and run together */
	LOAD_INSTRUCTIONS = 5 * 1000 * 1000,  /* of one file */
	HOST_INSTRUCTIONS = 20 * 1000 * 1000, /* of all files */
	COLLECT_INSTRUCTIONS = 50 * 1000,     /* what a collection costs that a full memory forces */
	HOOK_STEP = 100,
	BROKEN_MAX = 4 * 1024, /* bytes of message and traceback */
};
struct quota {
	size_t memory;
	size_t churn;
	size_t block_max;
	int64_t instructions;
};
struct limits {
	bool armed;
	bool refused;  /* an allocation was: whatever grows is refused from then on */
	uint64_t call; /* number of the protected call */
	size_t used;
	size_t garbage; /* at most: allocated since the last collection */
	struct quota quota;
	size_t memory_end; /* `used` may not pass it while armed */
	size_t churn_left;
	int64_t spent;
	bool over;
	lua_State *running; /* the thread whose line is at fault when memory ends */
	char where[160];    /* "decisions/x.lua:12: ", taken when an allocation was refused */
};
void *limits_alloc(void *limits, void *old, size_t old_size, size_t size);
/* Calls `body` with `arg` as light userdata behind the one protected call. 0, or -1 with message and traceback in `broken`
 * (at most BROKEN_MAX bytes of valid text). */
int limits_call(struct host *h, struct quota q, lua_CFunction body, void *arg, struct buf *broken);
/* Collects garbage now, whoever has left it. */
void limits_collect(struct host *h);
/* While judging: what has been used up so far does not count. */
void limits_renew(struct host *h);
/* Takes `n` instructions from the budget for work that the VM does not see. Leaves by error when none is left. */
void limits_charge(lua_State *L, size_t n);
/* The error value on top of `from` and where it happened, as a string on top of `to`; takes the budget off first. */
void limits_traceback(lua_State *to, lua_State *from);

/* line_hook.c: tells of a line that runs. */
void line_hook_call(lua_State *L, lua_Debug *ar);

/* ---- the host ---- */
struct meta { /* a metatable of ours */
	const void *identity;
	int ref;
};
struct lookup { /* codes of a list in sorted order */
	uint32_t *order;
	uint32_t count;
};
struct rule { /* one decision's Lua side; refs are LUA_NOREF where the file gives none */
	const char *file;
	uint32_t source; /* in model.sources */
	int when, clear, severity, run;
	int params; /* the frozen table p */
	int memory; /* {function, upvalue, value, ...} as loaded; see memory.c */
	uint64_t calls;
	uint64_t instructions; /* to HOOK_STEP exact */
	size_t peak_bytes;
	uint64_t broken;
	/* reads.c */
	struct rule_param *values; /* in the order of their names */
	uint32_t value_count;
	int noted; /* the table p that notes what is read of it */
};
struct host {
	const struct model *m;
	lua_State *L;
	struct limits limits;
	struct arena *arena; /* decisions and their texts */
	ARRAY(struct decision) list;
	ARRAY(struct rule) rules;
	struct decisions decisions;
	struct lookup sellers, units;
	/* While loading. */
	struct problems *problems;
	const char *file;
	uint32_t source;
	bool *param_used;   /* of each model.params */
	bool decisions_gap; /* a file could not be run: which decisions it has is not known */
	bool params_gap;    /* of the decision being read: some of its parameters could not be */
	int64_t load_left;  /* of HOST_INSTRUCTIONS */
	ARRAY(struct inhibit {
		uint32_t decision;
		struct str code;
		int line;
	})
	inhibits;
	host_line *line; /* NULL: nobody wants to know which lines run */
	void *line_arg;
	struct named *named; /* by the trigger being read */
	/* While judging. */
	struct journal *journal;       /* of the run being executed; NULL: none is */
	struct journal *journal_room;  /* used again for every run */
	const struct run_look *looked; /* NULL: it has just begun */
	bool dry;                      /* it is only looked whether the run comes to where it stands: nothing is done or read */
	bool dry_done;                 /* it does, and would go on from there */
	struct buf key;                /* of an analysis, being made */
	struct older *older;           /* hosts of versions that open runs have begun with: lua/older.c */
	const struct engine *engine;
	struct arena *out;     /* where what it says goes */
	struct arena *scratch; /* of the flip being judged */
	struct reading *reading;
	/* Registry references and identities. */
	struct view *current; /* of the flip being judged */
	int view;             /* the userdata `s` that shows it, used again for every flip */
	int globals;
	int fields; /* of the subject view: name -> number */
	struct meta quantity_meta, duration_meta, view_meta, person_meta, case_meta, wait_meta, draft_meta, trigger_meta,
		analysis_meta, dtable_meta;
};
static inline struct host *host_of(lua_State *L)
{
	return *(struct host **)lua_getextraspace(L);
}
/* The userdata at `at` if its metatable is `meta`, else NULL. */
void *host_test(lua_State *L, int at, struct meta meta);
/* Makes a metatable from `methods`, locked against scripts; Lua's messages call such a value `name`. */
struct meta host_metatable(lua_State *L, const char *name, const luaL_Reg *methods);
void host_set_meta(lua_State *L, struct meta meta); /* of the userdata on top */
void host_push_str(lua_State *L, struct str s);

/* ---- sandbox.c, memory.c, textlib.c, tablelib.c ---- */
void sandbox_open(lua_State *L);     /* leaves the table of allowed globals in host.globals */
void sandbox_push_env(lua_State *L); /* a new strict environment for one file */
/* Makes the table at `at` and every table below it read-only. `strict`: reading what is not there is an error too. */
void sandbox_freeze(lua_State *L, int at, bool strict);
/* Pushes the table behind a frozen one, or the table itself. */
void sandbox_push_inside(lua_State *L, int at);
/* Like luaL_tolstring, but shows no addresses. */
const char *sandbox_tostring(lua_State *L, int at, size_t *out_len);
int sandbox_concat(lua_State *L); /* __concat of our values */
/* Of the keys of the table at `at` the first in order that is not among `known`, "[...]" for one that is no string; NULL: none.
 * Which one lua_next() meets first differs between processes. */
const char *sandbox_unknown_key(lua_State *L, int at, const char *const *known);
void sandbox_sort_keys(lua_State *L, int at); /* pushes an array of the keys: numbers, strings, booleans, each in order */
void textlib_open(lua_State *L);              /* pushes `string` and gives it to all strings */
void tablelib_open(lua_State *L);             /* pushes `table` */
/* Records what the functions on the stack from `first` to the top hold in upvalues, freezes their tables, pops them. */
int memory_record(lua_State *L, int first);
/* Raises an error, after putting the value back, when a recorded upvalue has changed. */
void memory_check(lua_State *L, int ref, const char *file);

/* ---- quantity.c: exact values ---- */
enum quantity_kind { QUANTITY_NUMBER, QUANTITY_PERCENT, QUANTITY_MONEY };
struct quantity {
	struct ratio value; /* den > 0 */
	enum quantity_kind kind;
};
void quantity_open(lua_State *L);
/* Lua aligns a userdata to 8 bytes, a quantity wants 16: it is copied in and out. */
void quantity_store(void *userdata, struct ratio r, enum quantity_kind kind);
void quantity_push(lua_State *L, struct ratio r, enum quantity_kind kind);
/* A quantity, integer or float (its shortest decimal). false: something else. */
bool quantity_read(lua_State *L, int at, struct quantity *out);
struct quantity quantity_check(lua_State *L, int at);
bool quantity_of_float(double d, struct ratio *out);
void quantity_push_duration(lua_State *L, struct duration d);
bool quantity_read_duration(lua_State *L, int at, struct duration *out);

/* ---- subject.c: the view s; person.c: who is behind it ---- */
enum { VIEW_SLOTS = 13 }; /* figures that are quantities */
struct view {
	uint32_t decision;
	uint32_t kpi;
	uint32_t scope;
	struct period period;
	int32_t day;
	int32_t since;
	struct figures figures;
	bool opened; /* as the case opened: settled for good */
};
void subject_open(lua_State *L);
void subject_push(lua_State *L, const struct view *v); /* the view must last as long as the turn */
void subject_forget(lua_State *L);                     /* empties the view that is used again for every flip */
/* Pushes the field of `view` called by the string at `key`; the userdata of the view at `at`. false: no such field. */
bool subject_field(lua_State *L, const struct view *v, int at, int key);
void person_index_codes(struct host *h);
void person_open(lua_State *L);
void person_push_head(lua_State *L, const struct view *v);                    /* nil: none */
void person_push_seller(lua_State *L, const struct view *v);                  /* nil: the scope has no seller */
void person_push_substitute(lua_State *L, const struct view *v);              /* who stands in for him on the day; nil: nobody */
uint32_t person_in_scope(struct host *h, uint32_t scope, enum dim_kind kind); /* the seller or unit of a scope; NONE */
struct str person_scope_id(struct host *h, uint32_t scope, struct arena *a);
void subject_push_text(lua_State *L, struct text t);
struct text person_scope_title(struct host *h, uint32_t scope, struct arena *a);
struct str person_boss_of_head(struct host *h, uint32_t scope, int32_t day); /* empty: none */
/* The nearest head above the subject on the day, who is not the subject; empty: none. */
struct str person_head(struct host *h, uint32_t scope, int32_t day);
/* A person as the journal keeps him: his id and the code of the unit above which his boss is looked for, "" where nowhere. */
bool person_read(lua_State *L, int at, struct str *out_id, struct str *out_unit);
void person_push(lua_State *L, struct str id, struct str unit);
/* Reads a person or a string as whom to address. */
struct str person_check_to(lua_State *L, int at);

/* ---- stafflib.c: what the model says of its sellers ---- */
/* Pushes a field of the person `id`, a seller (NONE: of none) on a day, and notes it as read; false: no such field. */
bool staff_field(lua_State *L, struct str id, uint32_t seller, int32_t day, struct str key);
/* Pushes how many sellers, or vacancies, the unit of a scope and all below it have; false: the scope has no unit. */
bool staff_push_count(lua_State *L, const struct view *v, bool vacancies);
void staff_push_goals(lua_State *L, const struct view *v);   /* goal to attainment, of those that have one there */
struct ratio staff_norm(lua_State *L, const struct view *v); /* of a seller's KPI, up to the day; den 0: none */

/* ---- caselib.c ---- */
enum { ALERTS_MAX = 16, TASKS_MAX = 32, TEXT_MAX = 2000, CODE_MAX = 64, TO_MAX = 128 };
enum { WAITS_MAX = 32, SPENT_MAX = 64, AWAITED_MAX = 16, OPENS_MAX = 8 };
struct case_run { /* what one execution of `run` has said so far that it had not said before */
	const struct view *view;
	int view_at; /* registry reference of the view's userdata */
	int params;
	struct verdict *verdict;
	struct alert alerts[ALERTS_MAX];
	struct task tasks[TASKS_MAX];
	struct wait_wish waits[WAITS_MAX];
	struct str spent[SPENT_MAX];
	struct str awaited[AWAITED_MAX];
	struct str opens[OPENS_MAX];
	uint32_t wait_count, spent_count, awaited_count, open_count;
	bool waiting, asks_cleared;
};
void case_open(lua_State *L);
struct case_run *case_check(lua_State *L); /* argument 1; leaves by error where it is none */
/* The keys of the table at `at` must be among `known`. */
void case_check_options(lua_State *L, int at, const char *step, const char *const *known);
void case_push(lua_State *L, struct case_run *run);
struct str case_check_words(lua_State *L, int at, const char *what, size_t max); /* 1 to `max` bytes of text, copied */
struct text case_check_text(lua_State *L, int at, const char *what);             /* a text, or { en = ..., ru = ... } */
struct duration case_check_duration(lua_State *L, int at, const char *what);     /* above zero */
/* Whom the option `to` of the table at `at` names; left out: the head of the subject, else "director". */
struct str case_read_to(lua_State *L, int at, const struct view *v);
bool case_is_code(struct str s); /* of a-z, 0-9 and _ */

/* ---- telllib.c: the steps that happen at once; waitlib.c: those that wait ---- */
extern const luaL_Reg tell_steps[], wait_steps[];
void wait_open(lua_State *L);

/* ---- reads.c: what a judged case reads of the world, each once ---- */
struct rule_param {
	struct param_value is;
	bool named;     /* by a declared trigger, for which the engine keeps it */
	uint64_t noted; /* for which flip last */
};
struct reading {
	enum reader by; /* who reads now; READER_NONE: nobody wants to know, and it costs nothing */
	uint64_t flip;  /* running number of the one being judged */
	const struct figures *figures;
	struct rule *rule;
	bool declared; /* the engine keeps what the trigger saw */
	uint64_t subject_noted;
	uint64_t *kpi_noted; /* by KPI */
	struct read at[READS_MAX];
	uint32_t count, left_out;
};
void reads_open(lua_State *L);
/* Another flip: nothing has been read, and nobody wants to know. */
void reads_begin(struct host *h, const struct flip *f, struct rule *r);
void reads_note_figures(lua_State *L); /* of the subject; for reads_subject() */
static inline void reads_subject(lua_State *L)
{
	const struct reading *r = host_of(L)->reading;

	if (r->by != READER_NONE && r->subject_noted != r->flip)
		reads_note_figures(L);
}
void reads_kpi(lua_State *L, const struct view *v);
/* What the model says of a seller or unit by date, `of` empty: of the subject; it stands among the parameters read. */
void reads_staff(lua_State *L, struct str of, struct str field, struct str text);
struct reads reads_take(struct host *h, struct arena *a);
/* Where the index function of a table that notes is on top: replaces it by the table behind it, all of which counts as read. */
void reads_unfold(lua_State *L);
/* While loading: makes r->values and r->noted of the frozen table at `params`. */
void reads_add_params(lua_State *L, int params, struct rule *r);
/* The trigger being read names a parameter; and what it has named goes to `d`. */
void reads_name(struct host *h, struct str name);
void reads_settle(struct host *h, struct rule *r, struct decision *d);
/* The line that called the C function running; 0: not known. */
uint32_t reads_line(lua_State *L);
uint32_t reads_line_defined(lua_State *L, int at); /* of the function at `at` */

/* ---- wording.c ---- */
/* Moves what `b` holds to the arena and frees it. */
struct str wording_take(struct arena *a, struct buf *b);
void wording_add(struct buf *b, struct ratio r, enum unit_of_measure u, struct str currency, enum language l);
struct text wording_why(struct host *h, const struct view *v, struct arena *a);
struct text wording_note(struct host *h, const struct view *v, struct ratio first_closed, struct arena *a);
int wording_format(lua_State *L); /* sdm.format */
/* A phrase of the catalogue in both languages. */
struct wording_arg {
	const char *name;
	const struct text *text; /* NULL: `amount` in `unit` */
	struct ratio amount;
	enum unit_of_measure unit;
};
struct text wording_phrase(struct host *h, const char *key, const struct wording_arg *args, size_t count);

/* ---- dtable.c: decision tables ---- */
void dtable_open(lua_State *L);
int sdm_dtable(lua_State *L);

/* ---- analysislib.c: case:decompose() and its like; analysis_push.c: their results as tables ---- */
extern const luaL_Reg analysis_steps[];
void analysis_open(lua_State *L);
/* Gives the table on top its text and its methods, `text()` and `largest()`. */
void analysis_finish(lua_State *L, struct text t);
/* nil and why there is no answer, as {en =, ru =}: what the step returns. A model that does not say what is needed is an error.
 */
int analysis_refuse(lua_State *L, const char *step, uint32_t kpi, enum analysis_outcome outcome);
void analysis_set_ratio(lua_State *L, const char *name, struct ratio r, enum unit_of_measure unit); /* nothing where den is 0 */
void analysis_set_e4(lua_State *L, const char *name, int64_t e4, enum unit_of_measure unit);
void analysis_set_text(lua_State *L, const char *name, struct text t);
void analysis_set_count(lua_State *L, const char *name, int64_t n);

/* ---- older.c: decisions of models before ---- */
/* What runs of the file `source` are executed from, with the parameters of its decisions. */
struct str pin_make(struct host *h, uint32_t source, struct arena *a);
/* The host of the version that the run of an open case began with, made where it is not there yet. NULL: it does not load under
 * the present model, and *out_why says why. */
struct host *older_host(struct host *h, uint32_t case_no, struct str sha, struct str *out_why);
/* As host_new(), of a model with one file of several: what it names in others may be right. */
struct host *host_new_alone(const struct model *m, struct problems *problems);
void older_free(struct host *h);

/* ---- sdmlib.c, draft.c, params.c, decision_files.c ---- */
void sdmlib_open(lua_State *L); /* pushes the module */
int draft_make(lua_State *L);   /* upvalue 1: the decision's code; argument 1: its table */
/* Adds a problem at `line` of the file being loaded. */
void draft_complain(struct host *h, int line, const char *format, ...) __attribute__((format(printf, 3, 4)));
/* " (did you mean ...?)" for the name nearest to `got` among `count` names, or "". */
const char *draft_nearest(struct host *h, struct str got, struct str (*name)(const void *list, uint32_t n), const void *list,
			  uint32_t count);
/* Pushes the table of parameter values: defaults from the table at `at`, overridden by the model. */
void params_push(lua_State *L, struct str decision, int at, int line);
/* Resolves the value on top: a string names a parameter. Leaves the value; false: said what is wrong. */
bool params_resolve(lua_State *L, int params, const char *what, int line);
void params_check_unused(struct host *h);
void load_files(struct host *h);

/* ---- conduct.c: escalation, shadow, versions ---- */
void conduct_read(lua_State *L, int params, int line, struct decision *d);

/* ---- declared.c: the declarative triggers ---- */
int trigger_behind(lua_State *L);
int trigger_below(lua_State *L);
int trigger_above(lua_State *L);
int trigger_under(lua_State *L);
void trigger_open(lua_State *L);
bool trigger_is(lua_State *L, int at);
/* Compiles the trigger at `at`. `closing`: it says when a case may close, and the opposite goes into *out. */
bool trigger_compile(lua_State *L, int at, int params, bool closing, int line, struct trigger *out);
/* `sure`: only where the decision's KPI, and what it does without data, allow it. */
void trigger_check_sure(struct host *h, int line, const struct decision *d);
/* `usual` likewise. */
void trigger_check_usual(struct host *h, int line, const struct decision *d);
