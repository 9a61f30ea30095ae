/* From a bundle to a model: parse, defaults, validation, all errors at once. */
#pragma once
#include "base/problems.h"
#include "model/bundle.h"
#include "rules/model.h"

/* NULL where `problems` got at least one error. The bundle may be freed afterwards. */
struct model *model_load(const struct bundle *b, struct problems *problems);
/* The same, but gives what could be made of a faulty bundle too (model->faulty), so that what stands on a model can be checked in
 * the same run. */
struct model *model_check(const struct bundle *b, struct problems *problems);
/* Both steps in one: reads a company's folder and makes its model. */
struct model *model_read(const char *folder, const char *data_root, const char *share_root, struct problems *problems);
