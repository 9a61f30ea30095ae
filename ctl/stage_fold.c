/* In process: the daemon's turn and outbox, fed here. */
#include "ctl/fold.h"
#include "ctl/stage.h"

struct stage_fold {
	struct stage is;
	struct fold fold;
	struct folder *models; /* as the fold wants them */
};

static struct stage_fold *fold_of(struct stage *s)
{
	return (struct stage_fold *)s;
}

static void wrote(void *arg, const struct fold_entry *e)
{
	struct stage_fold *s = arg;

	said_add(&s->is.said, e->stream, e->pairs, e->count);
}

static void took(void *arg, const struct taken *what)
{
	struct stage_fold *s = arg;

	if (s->is.took)
		s->is.took(s->is.took_arg, s->fold.turn, what);
}

static int fold_begin(struct stage *stage, const struct folder *const *models, size_t count, struct err *err)
{
	struct stage_fold *s = fold_of(stage);

	s->models = mem_alloc(count * sizeof(*s->models));
	for (size_t i = 0; i < count; i++)
		s->models[i] = *models[i];
	if (fold_start(&s->fold, s->models, (uint32_t)count, stage->turn_inputs, -1, err) < 0)
		return -1;
	s->fold.wrote = wrote;
	s->fold.took = took;
	s->fold.arg = s;
	if (stage->took)
		stage->took(stage->took_arg, s->fold.turn, NULL);
	return 0;
}

static int fold_input(struct stage *stage, const struct input *in, struct err *err)
{
	(void)err;
	fold_take(&fold_of(stage)->fold, in);
	return 0;
}

static int fold_settle(struct stage *stage, struct err *err)
{
	return fold_finish(&fold_of(stage)->fold, err);
}

static int fold_restart(struct stage *stage, struct err *err)
{
	struct stage_fold *s = fold_of(stage);

	return fold_finish(&s->fold, err) < 0 ? -1 : fold_reload(&s->fold, err);
}

static struct engine *fold_engine(struct stage *stage, struct err *err)
{
	(void)err;
	return fold_of(stage)->fold.turn->engine;
}

static int fold_stop(struct stage *stage, struct err *err)
{
	struct stage_fold *s = fold_of(stage);

	(void)err;
	fold_end(&s->fold);
	mem_free(s->models);
	s->models = NULL;
	said_free(&stage->said);
	return 0;
}

static void fold_free(struct stage *stage)
{
	mem_free(stage);
}

static const struct stage_kind kind = {
	true, fold_begin, fold_input, fold_settle, fold_restart, fold_engine, fold_stop, fold_free
};

struct stage *stage_fold_new(uint32_t turn_inputs)
{
	struct stage_fold *s = mem_alloc(sizeof(*s));

	s->is.kind = &kind;
	s->is.turn_inputs = turn_inputs;
	return &s->is;
}
