#include "ctl/board.h"
#include "ctl/listing.h"
#include "daemon/link.h"
#include <string.h>
#include <time.h>

enum { ASK_MS = 2000 };
#define PLAUSIBLE_MS INT64_C(1000000000000) /* ids below it were given by hand */

int board_open(struct board *b, const struct common *c, struct err *err)
{
	const struct settings *settings = &b->server.settings;

	*b = (struct board){ .common = c };
	if (server_open(c, &b->server, err) < 0)
		return -1;
	b->count = c->company || settings->company_count == 0 ? 1 : settings->company_count;
	if (b->count == 1 && server_need_company(&b->server, err) < 0)
		return -1;
	b->companies = mem_alloc(b->count * sizeof(*b->companies));
	for (uint32_t i = 0; i < b->count; i++)
		b->companies[i].name = b->count == 1 ? b->server.company : settings->companies[i];
	return 0;
}

static void forget_words(struct watched *w)
{
	wordbook_close(&w->words);
	mem_free((char *)w->words_model.ptr);
	w->words_model = (struct str){ 0 };
}

void board_close(struct board *b)
{
	for (uint32_t i = 0; b->companies && i < b->count; i++) {
		forget_words(&b->companies[i]);
		glance_free(&b->companies[i].seen);
		glance_free(&b->companies[i].before);
		census_free(&b->companies[i].census);
	}
	mem_free(b->companies);
	server_close(&b->server);
	*b = (struct board){ 0 };
}

/* ---- looking ---- */

static void remember(struct watched *w)
{
	if (w->seen.rates.reports < 0)
		return;
	if (w->history_count == BOARD_HISTORY)
		memmove(w->history, w->history + 1, (BOARD_HISTORY - 1) * sizeof(*w->history));
	else
		w->history_count++;
	w->history[w->history_count - 1] = w->seen.rates.reports;
}

static void learn_words(struct board *b, struct watched *w)
{
	struct str model = w->seen.now.model;

	if (b->common->json || (w->words.model && str_eq(model, w->words_model)))
		return;
	forget_words(w);
	wordbook_open(&w->words, b->common, &b->server);
	w->words_model = (struct str){ mem_copy(model), model.len };
}

static int look_at(struct board *b, struct watched *w)
{
	struct glance old = w->before;

	b->server.company = w->name;
	w->before = w->seen;
	w->seen = (struct glance){ 0 };
	glance_free(&old);
	if (glance_read(&w->seen, &w->before, &b->server, &w->why) < 0 ||
	    census_read(&w->census, &b->server, &w->seen.now, &w->why) < 0)
		return -1;
	remember(w);
	learn_words(b, w);
	return 0;
}

/* Without a reason yet it may still be about to connect. */
static bool is_away(const struct board *b, bool patient)
{
	return !patient && !link_is_up(b->server.link) && link_trouble(b->server.link)[0] != '\0';
}

void board_look(struct board *b, bool patient)
{
	struct timespec now;

	clock_gettime(CLOCK_REALTIME, &now);
	b->looked_ms = (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
	b->server.wait_ms = patient || b->common->wait_ms < ASK_MS ? b->common->wait_ms : ASK_MS;
	b->away = is_away(b, patient);
	if (b->away)
		err_set(&b->why, "%s", link_trouble(b->server.link));
	for (uint32_t i = 0; i < b->count && !b->away; i++) {
		struct watched *w = &b->companies[i];

		w->failed = look_at(b, w) < 0;
		b->away = w->failed && b->server.reply.len == 0;
		if (b->away)
			b->why = w->why;
	}
}

enum common_status board_status(const struct board *b)
{
	enum common_status status = b->away ? STATUS_AWAY : STATUS_OK;

	for (uint32_t i = 0; i < b->count && status != STATUS_AWAY; i++) {
		const struct standing *now = &b->companies[i].seen.now;

		if (b->companies[i].failed)
			status = STATUS_AWAY;
		else if (!standing_is_served(now) || standing_is_lost(now))
			status = STATUS_NO;
	}
	return status;
}

/* ---- what both ways of telling need ---- */

const char *watched_state(const struct watched *w)
{
	const struct standing *now = &w->seen.now;

	return now->stopped.len > 0       ? "stopped"
	       : !standing_is_served(now) ? "unserved"
	       : standing_is_lost(now)    ? "lost"
					  : "served";
}

struct str watched_alert(const struct watched *w, const char *field)
{
	const struct entries *alert = &w->seen.alert;
	struct listing_entry e = { 0 };

	if (alert->count > 0)
		e = (struct listing_entry){ .pairs = alert->inputs[0].pairs, .count = alert->inputs[0].pair_count };
	return listing_field(&e, field);
}

static int64_t age_s(const struct board *b, int64_t since_ms)
{
	int64_t age = b->looked_ms - since_ms;

	return since_ms < PLAUSIBLE_MS ? -1 : age > 0 ? age / 1000 : 0;
}

int64_t board_alert_age_s(const struct board *b, const struct watched *w)
{
	const struct entries *alert = &w->seen.alert;

	return alert->count > 0 && alert->inputs[0].id.ms < INT64_MAX ? age_s(b, (int64_t)alert->inputs[0].id.ms) : -1;
}

int64_t board_waiting_s(const struct board *b, const struct glance_waiting *w)
{
	return age_s(b, w->since_ms);
}
