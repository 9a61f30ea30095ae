/* What a case was judged by when it opened, as the state has kept it: what woke the decision, its file, and the figures and
 * parameters that it read.
 */
#pragma once
#include "ctl/casebook.h"
#include "ctl/wordbook.h"

struct judged {
	const struct common *common;
	const struct wordbook *words;
	const struct casebook *book;
	const struct engine *engine; /* not NULL: beside each figure what it is now, where it reads otherwise */
	struct buf *out;
};

/* Lines for people; the member "judged_by" of a JSON object being written. Nothing where nothing was kept. */
void judged_add(const struct judged *j, uint32_t case_number);
void judged_add_json(const struct judged *j, uint32_t case_number);
