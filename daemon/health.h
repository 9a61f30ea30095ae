/* The page /healthz: can every company do its work, and where is each one? For load balancers, probes and people. */
#pragma once
#include "daemon/vitals.h"

/* One JSON object on a line; docs/operations.md describes it. 200; 503 where one company or more cannot do its work. A stand-by
 * and a company without a model can. */
int health_add(struct buf *out, const struct vitals *companies, uint32_t count);
