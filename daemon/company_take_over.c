#include "daemon/company_inside.h"
#include "daemon/words.h"
#include <string.h>

static void on_fence(void *arg, const struct str *reply)
{
	struct company *c = arg;
	struct fence was;
	struct resp got;
	struct err why;
	size_t at = 0;

	if (c->phase != TAKE_OVER)
		return;
	if (!reply) {
		err_set(&why, "the connection was lost");
		company_load_later(c, "the company cannot be taken over", &why);
		return;
	}
	got = resp_next(*reply, &at);
	if (got.kind == RESP_NIL)
		err_set(&why,
			"there is a state but no fence: restore the whole of sdm:{%.*s}, or delete its state:manifest and "
			"journal",
			STR_ARG(c->name));
	else if (got.kind != RESP_STRING)
		words_unexpected(got, "the fence", &why);
	if (got.kind != RESP_STRING || fence_parse(got.text, &was, &why) < 0) {
		company_load_later(c, "the company cannot be taken over", &why);
		return;
	}
	c->next = was;
	c->next.epoch++;
	c->next.turn++;
	memcpy(c->next.owner, owner_id(c->owner), sizeof(c->next.owner));
	parcel_clear(&c->parcel);
	journal_add(&c->parcel, key_text(&c->key, c->name, "journal"),
		    &(struct journal_entry){ .kind = JOURNAL_OWNER,
					     .inputs = was.inputs,
					     .reports = was.reports,
					     .commands = was.commands,
					     .time_ms = INT64_MIN,
					     .owner = str_of(c->next.owner),
					     .epoch = c->next.epoch,
					     .digest = was.digest });
	commit_start(c->commit, &was);
	commit_send(c->commit, &c->parcel, &c->next);
}

/* The former owner may have written checkpoints since the state was loaded: the next one must spare the pages of the latest. */
static int former_checkpoints(struct company *c, struct resp got, struct err *err)
{
	struct arena *a = arena_new();
	struct manifest now = { 0 };
	int rc = 0;

	if (got.kind == RESP_STRING)
		rc = manifest_parse(got.text, a, &now, err);
	else if (got.kind != RESP_NIL)
		rc = words_unexpected(got, "the manifest", err);
	if (rc == 0 && now.generation != checkpoint_generation(c->checkpoint)) {
		checkpoint_loaded(c->checkpoint, now.generation > 0 ? &now : NULL);
		c->checkpoint_inputs = now.generation > 0 ? now.inputs : UINT64_MAX;
		c->checkpoints_missed = true;
	}
	arena_free(a);
	return rc;
}

static void on_manifest(void *arg, const struct str *reply)
{
	struct company *c = arg;
	struct err why;
	size_t at = 0;

	if (c->phase != TAKE_OVER)
		return;
	if (!reply)
		err_set(&why, "the connection was lost");
	if (!reply || former_checkpoints(c, resp_next(*reply, &at), &why) < 0) {
		company_load_later(c, "the company cannot be taken over", &why);
		return;
	}
	log_info(c->log, "company", "taken over, catching up company=%.*s epoch=%llu", STR_ARG(c->name),
		 (unsigned long long)c->next.epoch);
	c->phase = CATCH_UP;
	follow_to(c->follow, &c->next);
}

void company_take_over(struct company *c)
{
	c->phase = TAKE_OVER;
	company_call(c, 2, (struct str[]){ STR("GET"), key_text(&c->key, c->name, "fence") }, on_fence);
}

void company_taken_over(struct company *c)
{
	company_call(c, 2, (struct str[]){ STR("GET"), key_text(&c->key, c->name, "state:manifest") }, on_manifest);
}
