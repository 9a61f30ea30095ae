/* sdmctl try: the language of decision files, line by line, on a company's present state. Nothing can be written. */
#include "ctl/asked.h"
#include "ctl/chronicle.h"
#include "ctl/commands.h"
#include "ctl/json.h"
#include "ctl/wishes.h"
#include "rules/period.h"
#include "rules/why_not.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { KEY_DECISION = 0x4c00, KEY_SCOPE, KEY_PERIOD, KEY_AT, KEY_EVAL, EVALS_MAX = 64, LINE_MAX_BYTES = 4000, KEPT_MAX = 32000 };

struct try_args {
	struct common common;
	struct chronicle chronicle;
	struct asked asked;
	const char *evals[EVALS_MAX];
	uint32_t eval_count;
	bool placed; /* the first argument has said where from */
	/* the session */
	struct wordbook words;
	bool in_use; /* a decision and a subject are chosen */
	struct why_not of;
	struct buf kept;         /* lines whose locals later lines see */
	struct buf lines;        /* everything that was typed */
	struct wishes_seen seen; /* what the kept lines order */
	struct arena *arena;
	struct buf out, shown;
	bool model_alone; /* and no past */
	char until[32];   /* of it: the end of the day asked for */
	char *names[3];   /* copies behind `asked`, of :use and :at */
	char *day;
};

/* A folder is a model without a past, a file a past, anything else a company. */
static error_t take_place(struct try_args *x, char *arg)
{
	struct stat st;

	if (x->placed || x->chronicle.model_count)
		return ARGP_ERR_UNKNOWN;
	x->placed = true;
	if (stat(arg, &st) < 0) {
		x->common.company = arg;
		return 0;
	}
	if (!S_ISDIR(st.st_mode))
		return ARGP_ERR_UNKNOWN;
	x->model_alone = true;
	x->chronicle.file = "/dev/null";
	x->chronicle.models[x->chronicle.model_count++] = arg;
	return 0;
}

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct try_args *x = state->input;

	switch (key) {
	case ARGP_KEY_INIT:
		x->chronicle.common = &x->common;
		common_children(state, 3, &x->common);
		state->child_inputs[3] = &x->chronicle;
		return 0;
	case KEY_DECISION:
		x->asked.decision = arg;
		return 0;
	case KEY_SCOPE:
		x->asked.scope = arg;
		return 0;
	case KEY_PERIOD:
		x->asked.period = arg;
		return 0;
	case KEY_AT:
		x->asked.at = arg;
		return 0;
	case KEY_EVAL:
		if (x->eval_count == EVALS_MAX)
			argp_error(state, "at most %d times --eval", EVALS_MAX);
		x->evals[x->eval_count++] = arg;
		return 0;
	case ARGP_KEY_ARG:
		return take_place(x, arg);
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static void say(struct try_args *x, const char *key)
{
	catalog_say(&x->out, x->common.language, key, NULL, 0);
	buf_addc(&x->out, '\n');
}

/* ---- whom it is about ---- */
/* With a scope alone: the first decision that judges such ones. */
static void choose_decision(struct try_args *x, const struct engine *e)
{
	struct str rest = str_of(x->asked.scope), kind = str_cut(&rest, '=');
	const struct decisions *all = engine_decisions(e);

	for (uint32_t i = 0; i < all->count && !x->asked.decision; i++)
		if (str_eq(engine_model(e)->scope_kinds[all->at[i].scope_kind].code, kind) || !rest.len)
			x->asked.decision = all->at[i].code.ptr;
}

static int use(struct try_args *x, struct err *err)
{
	const struct engine *e = x->chronicle.turn->engine;

	x->in_use = false;
	if (!x->asked.decision)
		choose_decision(x, e);
	if (!x->asked.decision)
		return err_set(err, "no decision of the model judges such a scope");
	if (asked_resolve(&x->asked, e, err) < 0)
		return -1;
	why_not(e, x->asked.index, x->asked.who, x->asked.in, x->asked.day, &x->of);
	if (x->of.day == DAY_NONE)
		return err_set(err, "no day of the period has been judged yet; say --at or :at");
	x->of.flip.kind = FLIP_OPEN;
	x->in_use = true;
	return 0;
}

static void add_subject(struct try_args *x)
{
	const struct engine *e = x->chronicle.turn->engine;
	struct buf id = { 0 };

	buf_addf(&x->out, "%s, ", x->asked.decision);
	figures_scope_id(e, x->asked.who, &id);
	wordbook_add_scope(&x->words, &x->out, engine_model(e)->scope_kinds[figures_scope_kind(e, x->asked.who)].code,
			   buf_str(&id));
	buf_adds(&x->out, STR(", "));
	period_add(engine_model(e), x->asked.in, &x->out);
	buf_adds(&x->out, STR(", "));
	catalog_add_day(&x->out, x->common.language, x->of.day);
	buf_addc(&x->out, '\n');
	buf_free(&id);
}

/* ---- a line of Lua ---- */
/* Lines that make a local are executed again before each later one. */
static void keep(struct try_args *x, struct str line, struct wishes_seen seen)
{
	if (!str_starts(line, STR("local ")) || x->kept.len + line.len > KEPT_MAX)
		return;
	buf_adds(&x->kept, line);
	buf_addc(&x->kept, '\n');
	x->seen = seen;
}

static bool evaluate(struct try_args *x, struct str line)
{
	struct host_tried what = { buf_str(&x->kept), line, x->common.language };
	struct wishes_seen seen = x->seen;
	struct verdict said;
	bool right;

	if (!x->in_use) {
		say(x, "try_use_first");
		return false;
	}
	arena_reset(x->arena);
	host_try(x->chronicle.turn->host, x->chronicle.turn->engine, &x->of.flip, &what, x->arena, &said, &x->shown);
	right = !said.broken.len;
	if (right) {
		buf_add_visible(&x->out, buf_str(&x->shown), true);
		wishes_add(&x->words, &said, x->of.of.decision->severity, &seen, &x->out);
		keep(x, line, seen);
	} else {
		struct str message = said.broken;

		buf_add_visible(&x->out, str_cut(&message, '\n'), false);
		buf_addc(&x->out, '\n');
	}
	return right;
}

/* ---- a command ---- */
static char *copy(struct str s)
{
	return s.len ? strndup(s.ptr, s.len) : NULL;
}

static bool turn_to(struct try_args *x)
{
	struct err err;

	if (use(x, &err) < 0) {
		buf_addf(&x->out, "%s\n", err.text);
		return false;
	}
	buf_clear(&x->kept);
	x->seen = (struct wishes_seen){ 0 };
	add_subject(x);
	return true;
}

static bool command_use(struct try_args *x, struct str rest)
{
	for (int n = 0; n < 3; n++) {
		struct str word = str_cut(&rest, ' ');

		free(x->names[n]);
		x->names[n] = copy(word);
	}
	if (!x->names[1]) {
		say(x, "try_help");
		return false;
	}
	x->asked.decision = x->names[0];
	x->asked.scope = x->names[1];
	x->asked.period = x->names[2];
	return turn_to(x);
}

static bool command_at(struct try_args *x, struct str rest)
{
	free(x->day);
	x->day = copy(rest);
	x->asked.at = x->day;
	return !x->asked.scope || turn_to(x);
}

static bool command(struct try_args *x, struct str line)
{
	struct str rest = line, word = str_cut(&rest, ' ');

	rest = str_trim(rest);
	if (str_eq(word, STR(":use")))
		return command_use(x, rest);
	if (str_eq(word, STR(":at")))
		return command_at(x, rest);
	if (str_eq(word, STR(":lines"))) {
		buf_adds(&x->out, buf_str(&x->lines));
		return true;
	}
	if (str_eq(word, STR(":forget"))) {
		buf_clear(&x->kept);
		x->seen = (struct wishes_seen){ 0 };
		return true;
	}
	say(x, "try_help");
	return str_eq(word, STR(":help"));
}

/* For programs: what was said since `begun` as one object. */
static void wrap(struct try_args *x, size_t begun, struct str line, bool right)
{
	struct buf said = { 0 };

	buf_adds(&said, str_trim((struct str){ x->out.ptr + begun, x->out.len - begun }));
	x->out.len = begun;
	buf_addf(&x->out, "{\"right\":%s", right ? "true" : "false");
	json_text(&x->out, "line", line);
	json_text(&x->out, "said", buf_str(&said));
	buf_adds(&x->out, STR("}\n"));
	buf_free(&said);
}

static bool take_line(struct try_args *x, struct str line)
{
	size_t begun = x->out.len;
	bool right;

	line = str_trim(line);
	if (!line.len)
		return true;
	if (line.len > LINE_MAX_BYTES || !str_is_text(line)) {
		say(x, "try_no_text");
		return false;
	}
	buf_adds(&x->lines, line);
	buf_addc(&x->lines, '\n');
	right = line.ptr[0] == ':' ? command(x, line) : evaluate(x, line);
	if (x->common.json)
		wrap(x, begun, line, right);
	return right;
}

/* ---- the session ---- */
static void converse(struct try_args *x)
{
	bool person = isatty(STDIN_FILENO);
	char *line = NULL;
	size_t room = 0;
	ssize_t len;

	if (person)
		say(x, "try_help");
	for (;;) {
		if (person)
			buf_adds(&x->out, STR("> "));
		common_flush(&x->out);
		len = getline(&line, &room, stdin);
		if (len < 0 || str_eq(str_trim((struct str){ line, (size_t)len }), STR(":quit")))
			break;
		take_line(x, (struct str){ line, (size_t)len });
	}
	free(line);
}

static int play(struct try_args *x)
{
	struct err err;
	bool right = true;

	x->words = (struct wordbook){ .language = x->common.language, .model = engine_model(x->chronicle.turn->engine) };
	if (x->asked.scope && use(x, &err) < 0)
		return common_complain(STATUS_NO, "%s", err.text);
	for (uint32_t n = 0; n < x->eval_count && right; n++)
		right = take_line(x, str_of(x->evals[n]));
	if (!x->eval_count)
		converse(x);
	return right ? STATUS_OK : STATUS_NO;
}

static void end(struct try_args *x)
{
	common_flush(&x->out);
	chronicle_close(&x->chronicle);
	arena_free(x->arena);
	for (int n = 0; n < 3; n++)
		free(x->names[n]);
	free(x->day);
	buf_free(&x->kept);
	buf_free(&x->lines);
	buf_free(&x->shown);
	buf_free(&x->out);
}

/* A model without a past has only the day that is asked for. */
static int let_pass(struct try_args *x, struct err *err)
{
	struct buf b = { 0 };
	int32_t day;

	if (!x->model_alone || x->chronicle.until)
		return 0;
	if (!x->asked.at)
		return err_set(err, "a model alone has no past and no day; say --at DATE");
	if (date_parse(str_of(x->asked.at), &day, err) < 0)
		return err_chain(err, "--at");
	date_add(&b, day + 1);
	snprintf(x->until, sizeof(x->until), "%.*sT00:00:00", STR_ARG(buf_str(&b)));
	x->chronicle.until = x->until;
	buf_free(&b);
	return 0;
}

static const struct argp_option options[] = {
	{ "decision", KEY_DECISION, "CODE", 0, "Whose `s', `p' and `case'; left out: the first that judges such a scope", 0 },
	{ "scope", KEY_SCOPE, "KIND=ID", 0, "About whom: seller=s.vlasov", 0 },
	{ "period", KEY_PERIOD, "PERIOD", 0, "2026-10 and the like; left out: that of the day", 0 },
	{ "at", KEY_AT, "DATE", 0, "As of the end of that day; left out: now", 0 },
	{ "eval", KEY_EVAL, "LINE", 0, "Take this line and end; may be repeated", 0 },
	{ 0 },
};

int cmd_try(int argc, char **argv)
{
	static const struct argp_child children[] = { COMMON_OUTPUT, COMMON_SERVER, COMMON_MODEL, CHRONICLE_CHILD, { 0 } };
	static const struct argp argp = {
		options,
		parse,
		"COMPANY\nMODEL\nFILE --model DIR",
		"Takes lines of a decision file, one after the other, on a company's present state, shows their values and says "
		"what their steps would do. Nothing can be written:\nsdmctl try acme --scope seller=s.vlasov --eval "
		"'case:kpi(\"calls\").fact'",
		children,
		NULL,
		NULL
	};
	struct try_args x = { 0 };
	struct err err;
	int status;

	common_init(&x.common);
	argp_parse(&argp, argc, argv, 0, NULL, &x);
	x.arena = arena_new();
	if (let_pass(&x, &err) < 0)
		status = common_complain(STATUS_USAGE, "%s", err.text);
	else
		status = chronicle_open(&x.chronicle, 0, -1);
	if (status == STATUS_OK)
		status = play(&x);
	end(&x);
	return status;
}
