#include "ctl/hindsight.h"

enum { TURN_INPUTS = 1000 };

struct listener {
	struct hindsight *hindsight;
	hindsight_wants *wanted;
	void *arg;
};

static struct str field_of(const struct fold_entry *e, const char *name)
{
	for (uint32_t i = 0; i < e->count; i++)
		if (str_eq(e->pairs[i].name, str_of(name)))
			return e->pairs[i].text;
	return (struct str){ 0 };
}

/* The day on which an alert reaches somebody is that of the company. */
static void wrote(void *arg, const struct fold_entry *e)
{
	struct listener *l = arg;
	struct hindsight *h = l->hindsight;
	struct stamp at;

	if (!str_eq(e->stream, STR("alerts")) || (l->wanted && !l->wanted(l->arg, field_of(e, "decision"))))
		return;
	if (str_eq(field_of(e, "kind"), STR("broken_rule")))
		h->broken++;
	else if (stamp_parse(field_of(e, "at"), &at, NULL) == 0)
		burden_add(&h->burden, field_of(e, "to"), figures_date(h->fold.turn->engine, NONE, at.instant_ms));
}

static int complain(struct pastlog *log, const struct err *err)
{
	struct folder told = { .problems = log->problems };

	if (log->problems.errors > 0)
		return folder_complain(&told, err);
	if (!log->file)
		return server_complain(&log->server, err);
	return common_complain(STATUS_AWAY, "%s", err->text);
}

int hindsight_run(struct hindsight *h, const char *path, struct pastlog *log, int64_t missed_ppm, hindsight_wants *wanted,
		  void *arg)
{
	struct listener l = { h, wanted, arg };
	struct err err = { 0 };

	*h = (struct hindsight){ .path = path, .missed_ppm = missed_ppm, .arena = arena_new() };
	if (folder_read(path, log->common, &h->folder, &err) < 0)
		return folder_complain(&h->folder, &err);
	if (fold_start(&h->fold, &h->folder, 1, TURN_INPUTS, -1, &err) < 0)
		return common_complain(STATUS_NO, "%s: %s", path, err.text);
	h->fold.wrote = wrote;
	h->fold.arg = &l;
	if (pastlog_fold(log, &h->fold, &err) < 0)
		return complain(log, &err);
	hindsight_judge(h);
	return STATUS_OK;
}

void hindsight_free(struct hindsight *h)
{
	for (uint32_t i = 0; i < h->decision_count; i++) {
		ARRAY_FREE(h->decisions[i].subjects);
		ARRAY_FREE(h->decisions[i].cases);
		ARRAY_FREE(h->decisions[i].leads);
	}
	mem_free(h->decisions);
	ARRAY_FREE(h->cases);
	burden_free(&h->burden);
	fold_end(&h->fold);
	folder_free(&h->folder);
	arena_free(h->arena);
}

const struct hindsight_decision *hindsight_find(const struct hindsight *h, struct str code)
{
	for (uint32_t i = 0; i < h->decision_count; i++)
		if (str_eq(h->decisions[i].decision->code, code))
			return &h->decisions[i];
	return NULL;
}

int32_t hindsight_rank(const int32_t *at, size_t count, unsigned percent)
{
	size_t rank = (count * percent + 99) / 100;

	return at[rank > 0 ? rank - 1 : 0];
}
