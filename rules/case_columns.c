#include "rules/case_columns.h"

const struct column case_columns[CASE_COLUMNS] = {
	[CASE_COL_DECISION] = { { "decision", 8 }, COLUMN_TEXT },
	[CASE_COL_SEVERITY] = { { "severity", 8 }, COLUMN_TEXT },
	[CASE_COL_REASON] = { { "reason", 6 }, COLUMN_TEXT },
	[CASE_COL_SHADOW] = { { "shadow", 6 }, COLUMN_NUMBER },
	[CASE_COL_TOLD] = { { "told", 4 }, COLUMN_NUMBER },
	[CASE_COL_DAYS_OPEN] = { { "days_open", 9 }, COLUMN_NUMBER },
	[CASE_COL_ACKNOWLEDGED] = { { "acknowledged", 12 }, COLUMN_NUMBER },
	[CASE_COL_HOURS] = { { "hours_to_acknowledge", 20 }, COLUMN_NUMBER },
	[CASE_COL_TASKS] = { { "tasks", 5 }, COLUMN_NUMBER },
	[CASE_COL_TASKS_DONE] = { { "tasks_done", 10 }, COLUMN_NUMBER },
	[CASE_COL_QUESTIONS] = { { "questions", 9 }, COLUMN_NUMBER },
	[CASE_COL_ANSWERED] = { { "answered", 8 }, COLUMN_NUMBER },
	[CASE_COL_GAP_OPENED] = { { "gap_opened", 10 }, COLUMN_NUMBER },
	[CASE_COL_GAP_CLOSED] = { { "gap_closed", 10 }, COLUMN_NUMBER },
	[CASE_COL_ACTED] = { { "acted", 5 }, COLUMN_NUMBER },
	[CASE_COL_NOT_CONFIRMED] = { { "not_confirmed", 13 }, COLUMN_NUMBER },
	[CASE_COL_REPEAT] = { { "repeat", 6 }, COLUMN_NUMBER },
};
const struct column task_columns[TASK_COLUMNS] = {
	[TASK_COL_DECISION] = { { "decision", 8 }, COLUMN_TEXT }, [TASK_COL_CODE] = { { "task", 4 }, COLUMN_TEXT },
	[TASK_COL_ON_TIME] = { { "on_time", 7 }, COLUMN_NUMBER }, [TASK_COL_LATE] = { { "late", 4 }, COLUMN_NUMBER },
	[TASK_COL_OVERDUE] = { { "overdue", 7 }, COLUMN_NUMBER }, [TASK_COL_CANCELLED] = { { "cancelled", 9 }, COLUMN_NUMBER },
};
