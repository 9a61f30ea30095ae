/* The commands of sdmctl, one file each (cmd_<name>.c). `argv[0]` is "sdmctl <name>"; the result is the exit status. */
#pragma once
#include "ctl/common_options.h"

int cmd_new(int argc, char **argv);
int cmd_schema(int argc, char **argv);
int cmd_lint(int argc, char **argv);
int cmd_check(int argc, char **argv);
int cmd_test(int argc, char **argv);
int cmd_simulate(int argc, char **argv);
int cmd_backtest(int argc, char **argv);
int cmd_activate(int argc, char **argv);
int cmd_replay(int argc, char **argv);
int cmd_state(int argc, char **argv);
int cmd_kpi(int argc, char **argv);
int cmd_analyse(int argc, char **argv);
int cmd_explain(int argc, char **argv);
int cmd_cases(int argc, char **argv);
int cmd_alerts(int argc, char **argv);
int cmd_tasks(int argc, char **argv);
int cmd_receipts(int argc, char **argv);
int cmd_rejected(int argc, char **argv);
int cmd_report(int argc, char **argv);
int cmd_import(int argc, char **argv);
int cmd_plan(int argc, char **argv);
int cmd_entities(int argc, char **argv);
int cmd_goals(int argc, char **argv);
int cmd_staff(int argc, char **argv);
int cmd_due(int argc, char **argv);
int cmd_confirm(int argc, char **argv);
int cmd_approve(int argc, char **argv);
int cmd_answer(int argc, char **argv);
int cmd_acknowledge(int argc, char **argv);
int cmd_task(int argc, char **argv);
int cmd_close(int argc, char **argv);
int cmd_run(int argc, char **argv);
int cmd_clock(int argc, char **argv);
int cmd_status(int argc, char **argv);
int cmd_top(int argc, char **argv);
