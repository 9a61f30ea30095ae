#include "ctl/reading.h"

/* A phrase with what it is about; `what` is emptied. */
static void say(const struct wordbook *w, struct buf *b, const char *key, const char *name, struct buf *what)
{
	catalog_say(b, w->language, key, &(struct catalog_arg){ name, buf_str(what) }, 1);
	buf_clear(what);
}

static void add_behind(const struct wordbook *w, struct buf *b, const struct kpi *k, const struct trigger *t, struct buf *text)
{
	bool band = k->direction == DIRECTION_BAND;
	const char *key = band ? "reading_band" : k->direction == DIRECTION_DOWN ? "reading_above_plan" : "reading_below_plan";

	catalog_add_percent(text, w->language, band ? PPM - t->share_ppm : t->share_ppm, 1);
	say(w, b, key, "share", text);
	if (t->gap_e4) {
		wordbook_add_amount(w, text, k->code, t->gap_e4);
		say(w, b, "reading_gap", "gap", text);
	}
	if (t->elapsed_ppm) {
		catalog_add_percent(text, w->language, t->elapsed_ppm, 1);
		say(w, b, "reading_elapsed", "share", text);
	}
}

static void add_value(const struct wordbook *w, struct buf *b, const struct kpi *k, const struct trigger *t, struct buf *text)
{
	static const char *const keys[] = {
		[COMPARE_EQ] = "reading_eq", [COMPARE_NE] = "reading_ne", [COMPARE_LT] = "reading_lt",
		[COMPARE_LE] = "reading_le", [COMPARE_GT] = "reading_gt", [COMPARE_GE] = "reading_ge"
	};

	wordbook_add_amount(w, text, k->code, t->limit_e4);
	say(w, b, keys[t->compare], "limit", text);
}

void reading_add(const struct wordbook *w, struct buf *b, const struct decision *d, const struct trigger *t, struct duration for_)
{
	const struct kpi *k = &w->model->kpis[d->kpi];
	struct buf text = { 0 };

	if (t->kind == TRIGGER_FUNCTION) {
		buf_addf(&text, "decisions/%.*s.lua", STR_ARG(d->code));
		say(w, b, "reading_function", "file", &text);
	} else {
		wordbook_add_kpi(w, b, k->code);
		buf_addc(b, ' ');
		if (t->kind == TRIGGER_BEHIND)
			add_behind(w, b, k, t, &text);
		else
			add_value(w, b, k, t, &text);
		if (t->usual)
			catalog_say(b, w->language, "reading_usual", NULL, 0);
		if (t->sure)
			catalog_say(b, w->language, "reading_sure", NULL, 0);
		if (t->by_day)
			catalog_say(b, w->language, "reading_by_day", NULL, 0);
	}
	buf_adds(b, STR(", "));
	if (for_.days)
		catalog_count(b, w->language, for_.of == COUNT_WORKDAYS ? "reading_workdays" : "reading_days", for_.days);
	else
		catalog_say(b, w->language, "reading_at_once", NULL, 0);
	buf_free(&text);
}
