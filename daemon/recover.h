/* Loads the current checkpoint: the model that its manifest names, then the pages, many in one go. docs/state.md.
 *
 * Where there is no manifest, but the journal begins with the company's first entry, the state before that entry is "loaded":
 * the fold then starts from the beginning of the log.
 */
#pragma once
#include "daemon/link.h"
#include "daemon/manifest.h"
#include "daemon/turn.h"

enum recovered {
	RECOVERED_LOADED,  /* the turn's engine holds the manifest's state */
	RECOVERED_NOTHING, /* neither checkpoint nor journal: a new company */
	RECOVERED_FAILED,  /* `why`; the link was lost, or what is stored cannot be used */
};
struct recover;
typedef void (*recover_done)(void *arg, enum recovered how, const struct manifest *m, const struct err *why);

struct recover *recover_new(struct link *control, struct str company, struct turn *turn, recover_done done, void *arg);
void recover_free(struct recover *r);
/* `done` follows from the loop, once. Only while the link is up. The manifest stays valid until the next start. */
void recover_start(struct recover *r);
void recover_stop(struct recover *r); /* `done` does not follow any more */
