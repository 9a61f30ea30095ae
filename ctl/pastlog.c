#include "ctl/pastlog.h"

#include "ctl/walk.h"
#include "daemon/entries.h"

#include <stdlib.h>

struct gathering { /* of one stream */
	struct pastlog *log;
	enum input_kind kind;
};

static bool gather(void *arg, const struct walk_entry *e)
{
	struct gathering *g = arg;
	struct pair *pairs = arena_alloc(g->log->arena, e->count * sizeof(*pairs) + 1);

	for (uint32_t i = 0; i < e->count; i++)
		pairs[i] =
			(struct pair){ arena_str(g->log->arena, e->pairs[i].name), arena_str(g->log->arena, e->pairs[i].text) };
	*ARRAY_ADD(g->log->inputs) = (struct input){ .kind = g->kind, .id = e->id, .pairs = pairs, .pair_count = e->count };
	return true;
}

/* By the time of the ids, commands first. */
static int by_time(const void *a, const void *b)
{
	const struct input *x = a, *y = b;

	if (x->id.ms != y->id.ms)
		return x->id.ms < y->id.ms ? -1 : 1;
	if (x->kind != y->kind)
		return x->kind == INPUT_COMMAND ? -1 : 1;
	return entry_id_cmp(x->id, y->id);
}

static int read_log(struct pastlog *p, struct err *err)
{
	static const struct {
		const char *stream;
		enum input_kind kind;
	} streams[] = { { "commands", INPUT_COMMAND }, { "reports", INPUT_REPORT } };

	for (int i = 0; i < 2; i++) {
		struct gathering g = { p, streams[i].kind };

		if (walk_stream(&p->server, streams[i].stream, STR("-"), STR("+"), gather, &g, err) < 0)
			return -1;
	}
	if (p->inputs.count == 0)
		return err_set(err, "company %.*s has no reports in Redis", STR_ARG(p->server.company));
	qsort(p->inputs.at, p->inputs.count, sizeof(*p->inputs.at), by_time);
	return 0;
}

int pastlog_open(struct pastlog *p, struct err *err)
{
	p->arena = arena_new();
	if (p->file)
		return 0;
	if (server_open(p->common, &p->server, err) < 0 || server_need_company(&p->server, err) < 0)
		return -1;
	return read_log(p, err);
}

void pastlog_close(struct pastlog *p)
{
	server_close(&p->server);
	arena_free(p->arena);
	ARRAY_FREE(p->inputs);
	problems_free(&p->problems);
}

static int fold_inputs(struct pastlog *p, struct fold *f, struct err *err)
{
	for (size_t i = 0; i < p->inputs.count; i++)
		fold_take(f, &p->inputs.at[i]);
	return fold_finish(f, err);
}

int pastlog_fold(struct pastlog *p, struct fold *f, struct err *err)
{
	int rc;

	f->one_model = true;
	problems_free(&p->problems);
	p->problems = (struct problems){ 0 };
	if (!p->file)
		rc = fold_inputs(p, f, err);
	else if (p->map)
		rc = pastlog_fold_rows(p, f, err);
	else
		rc = fold_file(f, p->file, err);
	if (rc == 0 && p->until)
		rc = fold_until(f, p->until, err);
	p->skipped = f->skipped;
	return rc;
}
