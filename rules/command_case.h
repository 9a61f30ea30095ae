/* Commands about cases: what managers say to what was told and asked.
 *
 *	command=answer      case ask value [note]
 *	command=acknowledge case [note]
 *	command=task        task state [note]
 *	command=close       case reason [note]
 *	command=run         case do=retry|move
 */
#pragma once
#include "rules/output.h"
#include "rules/watch.h"

bool command_answer(struct engine *e, const struct input *in, struct arena *a, struct receipt *r, struct flip_list *flips);
bool command_acknowledge(struct engine *e, const struct input *in, struct arena *a, struct receipt *r, struct flip_list *flips);
bool command_task(struct engine *e, const struct input *in, struct arena *a, struct receipt *r, struct flip_list *flips);
bool command_close(struct engine *e, const struct input *in, struct arena *a, struct receipt *r, struct flip_list *flips);
bool command_run(struct engine *e, const struct input *in, struct arena *a, struct receipt *r, struct flip_list *flips);
/* Writes what such a command has changed. */
void told_conclude(struct engine *e, const struct flip *f, const struct input *in, struct arena *a, struct update *out);
