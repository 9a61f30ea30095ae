/* The columns of the fact tables that the engine fills with what decisions came to: `case` and `task`. See case_fact.h. */
#pragma once
#include "rules/model.h"

enum case_column {
	CASE_COL_DECISION,
	CASE_COL_SEVERITY,
	CASE_COL_REASON,
	CASE_COL_SHADOW,
	CASE_COL_TOLD,
	CASE_COL_DAYS_OPEN,
	CASE_COL_ACKNOWLEDGED,
	CASE_COL_HOURS,
	CASE_COL_TASKS,
	CASE_COL_TASKS_DONE,
	CASE_COL_QUESTIONS,
	CASE_COL_ANSWERED,
	CASE_COL_GAP_OPENED,
	CASE_COL_GAP_CLOSED,
	CASE_COL_ACTED,
	CASE_COL_NOT_CONFIRMED,
	CASE_COL_REPEAT,
	CASE_COLUMNS
};
enum task_column {
	TASK_COL_DECISION,
	TASK_COL_CODE,
	TASK_COL_ON_TIME,
	TASK_COL_LATE,
	TASK_COL_OVERDUE,
	TASK_COL_CANCELLED,
	TASK_COLUMNS
};
extern const struct column case_columns[CASE_COLUMNS], task_columns[TASK_COLUMNS];
