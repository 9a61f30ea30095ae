#include "daemon/fetch.h"
#include "base/mem.h"
#include "daemon/parcel.h"
#include "daemon/words.h"
#include <event2/event.h>

enum { RETRY_MS = 500 };
enum fetch_state { FETCH_NOTHING, FETCH_ASKED, FETCH_ANSWERED };

struct fetch {
	struct link *control;
	struct str company;
	void (*ready)(void *arg);
	void *arg;
	enum fetch_state state;
	struct buf sha, text, key;
	struct err why; /* why there is no text */
	struct event *again;
};

static void ask(struct fetch *f);

static void on_again(evutil_socket_t fd, short what, void *arg)
{
	(void)fd;
	(void)what;
	fetch_link_up(arg);
}

struct fetch *fetch_new(struct event_base *loop, struct link *control, struct str company, void (*ready)(void *arg), void *arg)
{
	struct fetch *f = mem_alloc(sizeof(*f));

	f->control = control;
	f->company = company;
	f->ready = ready;
	f->arg = arg;
	f->again = evtimer_new(loop, on_again, f);
	if (!f->again)
		mem_out("a timer");
	return f;
}

void fetch_free(struct fetch *f)
{
	if (!f)
		return;
	event_free(f->again);
	buf_free(&f->sha);
	buf_free(&f->text);
	buf_free(&f->key);
	mem_free(f);
}

bool fetch_has(const struct fetch *f, struct str sha)
{
	return f->state == FETCH_ANSWERED && str_eq(buf_str(&f->sha), sha);
}

/* These say nothing about the model. */
static bool will_pass(struct str error)
{
	static const struct str passing[] = {
		{ "LOADING", 7 }, { "BUSY ", 5 }, { "MASTERDOWN", 10 }, { "TRYAGAIN", 8 }, { "CLUSTERDOWN", 11 }
	};

	for (size_t i = 0; i < sizeof(passing) / sizeof(*passing); i++)
		if (str_starts(error, passing[i]))
			return true;
	return false;
}

static void on_text(void *arg, const struct str *reply)
{
	static const struct timeval retry = { .tv_usec = RETRY_MS * 1000 };
	struct fetch *f = arg;
	struct resp got;
	size_t at = 0;

	if (!reply)
		return;
	got = resp_next(*reply, &at);
	if (got.kind == RESP_ERROR && will_pass(got.text)) {
		evtimer_add(f->again, &retry);
		return;
	}
	f->state = FETCH_ANSWERED;
	f->why.text[0] = '\0';
	buf_clear(&f->text);
	if (got.kind == RESP_STRING)
		buf_adds(&f->text, got.text);
	else if (got.kind == RESP_NIL)
		err_set(&f->why, "it is not in Redis: store it with \"sdmctl activate\"");
	else
		words_unexpected(got, "its text", &f->why);
	f->ready(f->arg);
}

static void ask(struct fetch *f)
{
	struct str key = key_text(&f->key, f->company, "model:%.*s", STR_ARG(buf_str(&f->sha)));

	if (!link_is_up(f->control))
		return;
	link_call(f->control, 2, (struct str[]){ STR("GET"), key }, on_text, f);
}

void fetch_begin(struct fetch *f, struct str sha)
{
	link_forget(f->control, f);
	evtimer_del(f->again);
	f->state = FETCH_ASKED;
	buf_clear(&f->sha);
	buf_adds(&f->sha, sha);
	ask(f);
}

int fetch_text(const struct fetch *f, struct str sha, struct str *out, struct err *err)
{
	if (!fetch_has(f, sha))
		return err_set(err, "model %.*s has not been read", STR_ARG(sha));
	if (f->why.text[0] != '\0')
		return err_set(err, "model %.*s: %s", STR_ARG(sha), f->why.text);
	*out = buf_str(&f->text);
	return 0;
}

void fetch_forget(struct fetch *f)
{
	link_forget(f->control, f);
	evtimer_del(f->again);
	f->state = FETCH_NOTHING;
	buf_free(&f->text);
	buf_clear(&f->sha);
}

void fetch_link_up(struct fetch *f)
{
	if (f->state == FETCH_ASKED) {
		link_forget(f->control, f);
		ask(f);
	}
}
