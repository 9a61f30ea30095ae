/* sdmctl: finds the command and hands over. */
#include "base/version.h"
#include "ctl/commands.h"
#include "ctl/common.h"
#include <signal.h>
#include <stdlib.h>
#include <string.h>

static const struct command {
	const char *name;
	int (*run)(int argc, char **argv);
	const char *what;
} commands[] = {
	{ "new", cmd_new, "write a small company to start from" },
	{ "schema", cmd_schema, "print the JSON Schemas of a model's files, for editors" },
	{ "check", cmd_check, "check a model's folder and say all that is wrong with it" },
	{ "lint", cmd_lint, "say what in a model is no error yet surely a mistake" },
	{ "test", cmd_test, "play the scenarios of a model's folder" },
	{ "simulate", cmd_simulate, "invent a company's reports with problems whose right answers are known" },
	{ "backtest", cmd_backtest, "what one or two models would have made of a past, and how right they would have been" },
	{ "activate", cmd_activate, "store a model and put it in force" },
	{ "replay", cmd_replay, "fold a history from a file or from Redis, verify it, dump its figures" },
	{ "state", cmd_state, "print the state in a canonical form" },
	{ "kpi", cmd_kpi, "figures of a scope, a KPI, a period against their plan" },
	{ "analyse", cmd_analyse, "where the gap of a figure comes from: factors, price and mix, who makes it" },
	{ "entities", cmd_entities, "deals, clients, invoices: how they stand, and the history of each" },
	{ "goals", cmd_goals, "how far a scope has come with the goals of the strategy" },
	{ "staff", cmd_staff, "positions and vacancies of units, levels, ramp and ratings of sellers" },
	{ "due", cmd_due, "who owes which report by when" },
	{ "cases", cmd_cases, "open matters and those that are over, with reason, tasks and course" },
	{ "alerts", cmd_alerts, "what managers have been told" },
	{ "explain", cmd_explain, "why a case stands, day by day" },
	{ "tasks", cmd_tasks, "what they have been asked to do" },
	{ "receipts", cmd_receipts, "what became of reports and commands" },
	{ "rejected", cmd_rejected, "reports and commands that were refused, and why" },
	{ "report", cmd_report, "send one report" },
	{ "import", cmd_import, "send the rows of a CSV file or of JSON lines as reports" },
	{ "plan", cmd_plan, "change a plan" },
	{ "confirm", cmd_confirm, "confirm a report that is held" },
	{ "approve", cmd_approve, "approve a correction after the soft lock" },
	{ "answer", cmd_answer, "answer what a case asks" },
	{ "acknowledge", cmd_acknowledge, "say that a case has been seen" },
	{ "task", cmd_task, "say how a task stands" },
	{ "close", cmd_close, "close a case by hand" },
	{ "run", cmd_run, "the runs of open cases: what they wait for, and how they came there" },
	{ "clock", cmd_clock, "move the time of a company on log time" },
	{ "status", cmd_status, "how far the daemon is, and with which model" },
	{ "top", cmd_top, "how companies do, looked at again and again" },
};
enum { COMMANDS = sizeof(commands) / sizeof(*commands) };

struct choice {
	int at; /* of the command in argv */
};

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct choice *c = state->input;

	(void)arg;
	if (key == ARGP_KEY_ARG) {
		c->at = state->next - 1;
		state->next = state->argc; /* the rest is the command's */
		return 0;
	}
	if (key == ARGP_KEY_NO_ARGS)
		argp_usage(state);
	return key == ARGP_KEY_INIT || key == ARGP_KEY_SUCCESS || key == ARGP_KEY_FINI || key == ARGP_KEY_END ? 0
													      : ARGP_ERR_UNKNOWN;
}

static void add_commands(struct buf *b)
{
	buf_adds(b, STR("Everything that a person types around sdmd, the sales deviation daemon.\v"));
	buf_adds(b, STR("Commands:\n"));
	for (int i = 0; i < COMMANDS; i++)
		buf_addf(b, "  %-11s %s\n", commands[i].name, commands[i].what);
	buf_adds(b,
		 STR("\n`sdmctl COMMAND --help' says more. Exit status: 0 yes, 1 no (problems found, refused, digests differ), "
		     "2 usage, 3 something is not there."));
}

static int unknown(const char *name)
{
	const char *nearest = NULL;
	unsigned best = 3;

	for (int i = 0; i < COMMANDS; i++) {
		unsigned distance = str_distance(str_of(name), str_of(commands[i].name), best);

		if (distance >= best)
			continue;
		best = distance;
		nearest = commands[i].name;
	}
	if (nearest)
		return common_complain(STATUS_USAGE, "no command \"%s\"; did you mean \"%s\"?", name, nearest);
	return common_complain(STATUS_USAGE, "no command \"%s\"; `sdmctl --help' lists them", name);
}

static int run(const struct command *c, int argc, char **argv)
{
	struct buf name = { 0 };
	int status;

	buf_addf(&name, "sdmctl %s", c->name);
	argv[0] = name.ptr;
	status = c->run(argc, argv);
	buf_free(&name);
	return status;
}

int main(int argc, char **argv)
{
	struct argp argp = { NULL, parse, "COMMAND [ARGUMENT...]", NULL, NULL, NULL, NULL };
	struct choice choice = { 0 };
	struct buf help = { 0 };

	signal(SIGPIPE, SIG_IGN);
	argp_err_exit_status = STATUS_USAGE;
	argp_program_version = "sdmctl " SDM_VERSION;
	add_commands(&help);
	argp.doc = help.ptr;
	argp_parse(&argp, argc, argv, ARGP_IN_ORDER, NULL, &choice);
	buf_free(&help);
	for (int i = 0; i < COMMANDS; i++)
		if (strcmp(argv[choice.at], commands[i].name) == 0)
			return run(&commands[i], argc - choice.at, argv + choice.at);
	return unknown(argv[choice.at]);
}
