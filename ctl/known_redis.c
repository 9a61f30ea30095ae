#include "ctl/known.h"
#include "daemon/entries.h"
#include "daemon/words.h"

int known_read_in_force(struct known *k, const struct common *c, struct server *s, struct err *err)
{
	struct wordbook w = { 0 };
	struct stamp stamp;
	int rc;

	if (!k->text || stamp_parse(str_of(k->text), &stamp, NULL) < 0 || stamp.has_offset)
		return known_read(k, NULL, err);
	wordbook_open(&w, c, s);
	rc = known_read(k, w.model, err);
	wordbook_close(&w);
	return rc;
}

static int server_now(struct server *s, int64_t *out_ms, struct err *err)
{
	struct resp got;
	int64_t seconds, micros;
	size_t at;

	if (server_ask(s, 1, (struct str[]){ STR("TIME") }, &got, &at, err) < 0)
		return -1;
	if (got.kind != RESP_ARRAY || got.integer != 2 ||
	    num_parse_i64(resp_next(buf_str(&s->reply), &at).text, &seconds, NULL) < 0 ||
	    num_parse_i64(resp_next(buf_str(&s->reply), &at).text, &micros, NULL) < 0)
		return words_unexpected(got, "the time", err);
	*out_ms = seconds * 1000 + micros / 1000;
	return 0;
}

/* What came by then and waits for the daemon belongs to it. */
static int check_waiting(const struct known *k, struct server *s, const char *stream, struct entry_id taken, struct err *err)
{
	struct buf from = { 0 }, to = { 0 };
	struct resp got;
	size_t at;
	int rc;

	buf_addc(&from, '(');
	entry_id_add(&from, taken);
	buf_add_i64(&to, k->at_ms);
	rc = server_ask(
		s, 6,
		(struct str[]){ STR("XRANGE"), server_key(s, stream), buf_str(&from), buf_str(&to), STR("COUNT"), STR("1") },
		&got, &at, err);
	if (rc == 0 && got.kind == RESP_ARRAY && got.integer > 0) {
		resp_next(buf_str(&s->reply), &at);
		rc = err_set(err,
			     "--known-at: entry %.*s of %s came by then, but no daemon has taken it yet; ask again when it has",
			     STR_ARG(resp_next(buf_str(&s->reply), &at).text), stream);
	}
	buf_free(&from);
	buf_free(&to);
	return rc;
}

int known_end_in_redis(struct known *k, struct turn *t, struct server *s, const struct fence *f, struct err *err)
{
	bool wall = engine_model(t->engine)->time == TIME_WALL;
	int64_t end_ms = engine_now_ms(t->engine);

	if (wall && server_now(s, &end_ms, err) < 0)
		return -1;
	if (known_end(k, t, end_ms, wall ? "in Redis it is" : "the company's log has come to", err) < 0)
		return -1;
	if (!wall || k->past)
		return 0;
	return check_waiting(k, s, "commands", f->commands, err) < 0 ? -1 : check_waiting(k, s, "reports", f->reports, err);
}
