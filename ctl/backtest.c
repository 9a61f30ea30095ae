#include "ctl/backtest.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

struct asking { /* about one model */
	const struct backtest_options *is;
	uint32_t which;
};

static bool asks(void *arg, struct str decision)
{
	const struct asking *a = arg;

	return backtest_asks(a->is, a->which, decision);
}

static int write_page(const struct backtest *t, struct err *err)
{
	FILE *f = fopen(t->is->page, "wbe");
	struct buf b = { 0 };
	int rc = 0;

	if (!f)
		return err_set(err, "%s: %s", t->is->page, strerror(errno));
	backtest_page(t, &b);
	if (fwrite(b.ptr, 1, b.len, f) != b.len)
		rc = err_set(err, "%s: %s", t->is->page, strerror(errno));
	if (fclose(f) != 0 && rc == 0)
		rc = err_set(err, "%s: %s", t->is->page, strerror(errno));
	buf_free(&b);
	return rc;
}

static int tell(struct backtest *t)
{
	struct buf b = { 0 };
	struct err err;

	if (backtest_match(t, &err) < 0)
		return common_complain(STATUS_USAGE, "%s", err.text);
	if (t->is->page && write_page(t, &err) < 0)
		return common_complain(STATUS_AWAY, "%s", err.text);
	if (t->is->common.json)
		backtest_json(t, &b);
	else
		backtest_print(t, &b);
	common_flush(&b);
	buf_free(&b);
	return STATUS_OK;
}

int backtest_run(const struct backtest_options *o)
{
	struct backtest t = { .is = o };
	struct pastlog log = { .common = &o->common, .file = o->reports, .map = o->map, .until = o->until };
	struct err err = { 0 };
	int status = STATUS_OK;

	if (pastlog_open(&log, &err) < 0)
		status = server_complain(&log.server, &err);
	for (uint32_t i = 0; status == STATUS_OK && i < o->model_count; i++) {
		struct asking asking = { o, i };

		status = hindsight_run(&t.of[i], o->models[i], &log, o->missed_ppm, asks, &asking);
	}
	if (status == STATUS_OK) {
		t.words = (struct wordbook){ .language = o->common.language, .model = t.of[0].folder.model };
		status = tell(&t);
	}
	backtest_unmatch(&t);
	for (uint32_t i = 0; i < o->model_count; i++)
		hindsight_free(&t.of[i]);
	pastlog_close(&log);
	return status;
}
