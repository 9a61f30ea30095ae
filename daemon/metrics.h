/* The page /metrics: figures of all companies as Prometheus text, version 0.0.4. docs/operations.md lists them.
 *
 * What has a table row is read from its place in struct vitals; a negative number there is not known and is left out.
 */
#pragma once
#include "daemon/vitals.h"

#define METRICS_TYPE "text/plain; version=0.0.4; charset=utf-8"

void metrics_add(struct buf *out, const struct vitals *companies, uint32_t count);
