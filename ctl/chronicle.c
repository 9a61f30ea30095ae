#include "ctl/chronicle.h"
#include <unistd.h>

enum { KEY_MODEL = 0x4000, KEY_UNTIL, KEY_CHECKPOINT };

static void check(struct argp_state *state, const struct chronicle *h)
{
	const struct common *c = h->common;

	if (h->file && h->model_count == 0)
		argp_error(state, "a file is folded with a model: name its folder by --model");
	if (!h->file && !c->redis && !c->company && !c->settings && access(SERVER_SETTINGS, R_OK) < 0)
		argp_error(state, "what? Name a file and --model, or --redis and --company");
	if (!h->file && (h->model_count > 0 || h->until))
		argp_error(state, "--model and --until are for a file; Redis says by itself what was in force and when");
	if (h->file && h->from_checkpoint)
		argp_error(state, "--checkpoint is for Redis");
	if (h->until && h->known.text)
		argp_error(state, "--until lets time pass after the history, --known-at looks back into it: one of them");
}

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct chronicle *h = state->input;

	switch (key) {
	case ARGP_KEY_INIT:
		state->child_inputs[0] = &h->known;
		return 0;
	case ARGP_KEY_ARG:
		if (h->file)
			argp_error(state, "one file at a time");
		h->file = arg;
		return 0;
	case KEY_MODEL:
		if (h->model_count == CHRONICLE_MODELS_MAX)
			argp_error(state, "at most %d models", CHRONICLE_MODELS_MAX);
		h->models[h->model_count++] = arg;
		return 0;
	case KEY_UNTIL:
		h->until = arg;
		return 0;
	case KEY_CHECKPOINT:
		h->from_checkpoint = true;
		return 0;
	case ARGP_KEY_END:
		check(state, h);
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static const struct argp_option options[] = {
	{ "model", KEY_MODEL, "DIR", 0, "Folder of the model in force; repeat it for models that the history activates", 0 },
	{ "until", KEY_UNTIL, "INSTANT", 0, "Then let time pass: 2017-10-01T00:00:00 (the company's zone) or with an offset", 0 },
	{ "checkpoint", KEY_CHECKPOINT, NULL, 0, "Begin with the checkpoint even if the log reaches further back", 0 },
	{ 0 },
};
static const struct argp_child children[] = { { &known_argp, 0, NULL, 0 }, { 0 } };
const struct argp chronicle_argp = { options, parse, NULL, NULL, children, NULL, NULL };

static int fold_whole(struct chronicle *h, struct fold *f, uint32_t turn_inputs, int out_fd, struct err *err)
{
	/* The model named last is the latest that the history activates. */
	if (known_read(&h->known, h->folders[h->model_count - 1].model, err) < 0 ||
	    fold_start(f, h->folders, h->model_count, turn_inputs, out_fd, err) < 0)
		return -1;
	f->known = &h->known;
	if (fold_file(f, h->file, err) < 0)
		return -1;
	return h->until ? fold_until(f, h->until, err) : 0;
}

static int open_file(struct chronicle *h, uint32_t turn_inputs, int out_fd)
{
	struct err err;

	for (uint32_t i = 0; i < h->model_count; i++)
		if (folder_read(h->models[i], h->common, &h->folders[i], &err) < 0)
			return folder_complain(&h->folders[i], &err);
	if (fold_whole(h, &h->fold, turn_inputs, out_fd, &err) < 0)
		return common_complain(h->known.misread ? STATUS_USAGE : STATUS_AWAY, "%s", err.text);
	h->turn = h->fold.turn;
	return STATUS_OK;
}

static int open_redis(struct chronicle *h)
{
	struct err err;

	h->refold.use_checkpoint = h->from_checkpoint;
	h->refold.known = &h->known;
	if (server_open(h->common, &h->server, &err) < 0 || server_need_company(&h->server, &err) < 0 ||
	    known_read_in_force(&h->known, h->common, &h->server, &err) < 0 || refold_run(&h->refold, &h->server, &err) < 0)
		return h->known.misread ? common_complain(STATUS_USAGE, "%s", err.text) : server_complain(&h->server, &err);
	h->turn = h->refold.turn;
	return STATUS_OK;
}

int chronicle_open(struct chronicle *h, uint32_t turn_inputs, int out_fd)
{
	return h->file ? open_file(h, turn_inputs, out_fd) : open_redis(h);
}

int chronicle_again(struct chronicle *h, struct fold *f, uint32_t turn_inputs, struct err *err)
{
	return fold_whole(h, f, turn_inputs, -1, err);
}

void chronicle_close(struct chronicle *h)
{
	fold_end(&h->fold);
	refold_free(&h->refold);
	server_close(&h->server);
	for (uint32_t i = 0; i < h->model_count; i++)
		folder_free(&h->folders[i]);
	h->turn = NULL;
}
