/* What is installed beside the program and no company's. */
#pragma once
#include "base/mem.h"
#include "ctl/common.h"

struct catalogue_doc;
/* The shipped catalogue of ready KPIs, in the arena. NULL with an `err` that is empty where there is none, and says why it cannot
 * be read else. */
const struct catalogue_doc *shipped_catalogue(struct arena *a, const struct common *c, struct err *err);
