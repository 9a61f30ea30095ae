/* The rows of an expectation, private to the reader of scenarios: which fields an expected case, alert, task, receipt or figure
 * may name. The fields of alerts, tasks and receipts are those of the output streams (docs/outputs.md).
 */
#pragma once
#include "model/scenario.h"

extern const struct options expectation_table, scenarios_table;
/* Refuses a row that names nothing. */
void expected_check(const struct record *row, enum expected_kind kind, struct problems *problems);
