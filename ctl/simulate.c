#include "ctl/simulate.h"

#include "ctl/delivery.h"
#include "ctl/grading.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

struct simulate {
	const struct simulate_options *is;
	struct folder folder;
	struct blueprint blueprint;
	struct plantings plantings;
	struct mailbag mail;
};

/* ---- the answers ---- */

static int write_answers(const struct simulate *s, struct err *err)
{
	FILE *f = fopen(s->is->answers, "wbe");
	struct buf b = { 0 };
	int rc = 0;

	if (!f)
		return err_set(err, "%s: %s", s->is->answers, strerror(errno));
	for (uint32_t i = 0; i < s->plantings.count; i++) {
		planted_json(&s->plantings.at[i], &b);
		buf_adds(&b, STR("}\n"));
	}
	if (fwrite(b.ptr ? b.ptr : "", 1, b.len, f) != b.len)
		rc = err_set(err, "%s: %s", s->is->answers, strerror(errno));
	if (fclose(f) != 0 && rc == 0)
		rc = err_set(err, "%s: %s", s->is->answers, strerror(errno));
	buf_free(&b);
	return rc;
}

static void show_answers(const struct simulate *s, struct buf *b)
{
	if (!s->is->common.json) {
		planted_print_head(b);
		buf_addc(b, '\n');
	}
	for (uint32_t i = 0; i < s->plantings.count; i++) {
		if (s->is->common.json)
			planted_json(&s->plantings.at[i], b);
		else
			planted_print(&s->plantings.at[i], b);
		buf_adds(b, s->is->common.json ? STR("}\n") : STR("\n"));
	}
}

static bool is_planted(const struct simulate *s, const struct decision *d)
{
	for (uint32_t i = 0; i < s->plantings.count; i++)
		if (s->plantings.at[i].mishap->decision == d)
			return true;
	return false;
}

/* How many reports there are, until when, and which decisions are not put to the test. */
static void show_summary(const struct simulate *s, struct buf *b)
{
	const struct decisions *d = host_decisions(s->folder.host);
	uint32_t left = 0;

	buf_addf(b, s->is->common.json ? "{\"reports\":%zu,\"until\":\"" : "%zu reports; time goes to ", s->mail.list.count);
	mailbag_add_end(&s->mail, b);
	buf_adds(b, s->is->common.json ? STR("\",\"not_planted\":[") : STR("\n"));
	for (uint32_t i = 0; i < d->count; i++) {
		if (is_planted(s, &d->at[i]))
			continue;
		buf_adds(b, left++ > 0 ? STR(", ") : s->is->common.json ? STR("") : STR("no problem is planted for "));
		buf_addf(b, s->is->common.json ? "\"%.*s\"" : "%.*s", STR_ARG(d->at[i].code));
	}
	buf_adds(b, s->is->common.json ? STR("]}\n") : left > 0 ? STR("\n") : STR(""));
}

/* ---- what is done with them ---- */

static int play_here(struct simulate *s, struct buf *b, struct err *err)
{
	struct rehearsal r;
	struct grading g;
	int status = STATUS_AWAY;

	if (rehearse(&r, &s->mail, &s->folder, err) == 0) {
		grading_make(&g, &s->plantings, r.fold.turn->engine);
		g.refused = r.refused;
		g.refusal = buf_str(&r.refusal);
		if (s->is->common.json)
			grading_json(&g, b);
		else
			grading_print(&g, &s->is->common, b);
		status = grading_is_good(&g) ? STATUS_OK : STATUS_NO;
		grading_free(&g);
	}
	rehearsal_free(&r);
	return status == STATUS_AWAY ? common_complain(status, "%s", err->text) : status;
}

static int send_there(struct simulate *s)
{
	struct server server;
	struct err err;
	int status = STATUS_OK;

	if (s->folder.model->time != TIME_LOG)
		return common_complain(STATUS_NO,
				       "company %.*s runs on wall time: invented reports can only be sent to one on log time",
				       STR_ARG(s->folder.model->company));
	if (server_open(&s->is->common, &server, &err) < 0 || server_need_company(&server, &err) < 0 ||
	    delivery_send(&s->mail, &server, &err) < 0)
		status = server_complain(&server, &err);
	server_close(&server);
	return status;
}

static int deliver(struct simulate *s)
{
	bool quiet = s->is->out && strcmp(s->is->out, "-") == 0;
	struct buf b = { 0 };
	int status = STATUS_OK;
	struct err err;

	if ((s->is->answers && write_answers(s, &err) < 0) ||
	    (s->is->out && delivery_write(&s->mail, s->is->out, s->is->common.json, &err) < 0))
		status = common_complain(STATUS_AWAY, "%s", err.text);
	if (status == STATUS_OK && s->is->to_redis)
		status = send_there(s);
	if (status == STATUS_OK && s->is->play)
		status = play_here(s, &b, &err);
	else if (status == STATUS_OK && !quiet && !s->is->answers)
		show_answers(s, &b);
	if (status <= STATUS_NO && !quiet)
		show_summary(s, &b);
	common_flush(&b);
	buf_free(&b);
	return status;
}

/* ---- ---- */

static int complain(struct blueprint *b, const struct err *err)
{
	struct folder told = { .problems = b->problems };

	return folder_complain(&told, err);
}

static int take_days(struct simulate *s)
{
	struct blueprint *b = &s->blueprint;

	b->from = s->is->from != DAY_NONE ? s->is->from : b->from;
	b->to = s->is->to != DAY_NONE ? s->is->to : b->to;
	if (b->from == DAY_NONE || b->to == DAY_NONE)
		return common_complain(STATUS_USAGE, "which days? Give --from and --to, or from and to in simulate.yaml");
	if (b->from > b->to || b->from <= DAY_MIN || b->to >= DAY_MAX)
		return common_complain(STATUS_USAGE, "the first day lies behind the last one");
	return STATUS_OK;
}

static int run(struct simulate *s)
{
	struct err err = { 0 };
	int status;

	if (folder_read(s->is->path, &s->is->common, &s->folder, &err) < 0)
		return folder_complain(&s->folder, &err);
	if (blueprint_read(&s->blueprint, s->is->path, &s->folder, (uint64_t)s->is->seed, &err) < 0)
		return complain(&s->blueprint, &err);
	status = take_days(s);
	if (status != STATUS_OK)
		return status;
	if (planted_draw(&s->blueprint, &s->plantings) < 0)
		return complain(&s->blueprint, &err);
	if (mailbag_fill(&s->mail, &s->plantings, &err) < 0)
		return common_complain(STATUS_NO, "%s", err.text);
	return deliver(s);
}

int simulate_run(const struct simulate_options *o)
{
	struct simulate s = { .is = o };
	int status = run(&s);

	mailbag_free(&s.mail);
	blueprint_free(&s.blueprint);
	folder_free(&s.folder);
	return status;
}
