#include "ctl/wordbook.h"
#include "model/load.h"

void wordbook_open(struct wordbook *w, const struct common *c, struct server *s)
{
	struct problems problems = { 0 };
	struct bundle *bundle = NULL;
	struct buf key = { 0 };
	struct str text;
	struct err err;
	bool found;

	*w = (struct wordbook){ .language = c->language };
	if (server_get(s, "model:active", &text, &found, &err) < 0 || !found)
		return;
	buf_addf(&key, "model:%.*s", STR_ARG(text));
	if (server_get(s, key.ptr, &text, &found, &err) == 0 && found && bundle_unpack(text, &bundle, &err) == 0)
		w->model = w->owned = model_load(bundle, &problems);
	bundle_free(bundle);
	problems_free(&problems);
	buf_free(&key);
}

void wordbook_close(struct wordbook *w)
{
	model_free(w->owned);
	*w = (struct wordbook){ 0 };
}

static void add_title(const struct wordbook *w, struct buf *b, const struct text *title, struct str code)
{
	struct str s = title ? title->in[w->language] : code;

	buf_adds(b, s.len > 0 ? s : code);
}

static const struct text *seller_title(const struct model *m, struct str code)
{
	for (uint32_t i = 0; i < m->seller_count; i++)
		if (str_eq(m->sellers[i].code, code))
			return &m->sellers[i].title;
	return NULL;
}

static const struct text *dim_title(const struct model *m, const struct dim *d, struct str code)
{
	if (d->kind == DIM_SELLER)
		return seller_title(m, code);
	if (d->kind == DIM_UNIT) {
		for (uint32_t i = 0; i < m->unit_count; i++)
			if (str_eq(m->units[i].code, code))
				return &m->units[i].title;
		return NULL;
	}
	for (uint32_t i = 0; i < m->axes[d->axis].member_count; i++)
		if (str_eq(m->axes[d->axis].members[i].code, code))
			return &m->axes[d->axis].members[i].title;
	return NULL;
}

void wordbook_add_scope(const struct wordbook *w, struct buf *b, struct str kind, struct str id)
{
	uint32_t k = w->model ? model_scope_kind(w->model, kind) : NONE;
	bool first = true;

	if (k == NONE) {
		buf_addf(b, "%.*s %.*s", STR_ARG(kind), STR_ARG(id));
		return;
	}
	for (uint32_t i = 0; i < w->model->scope_kinds[k].dim_count; i++) {
		const struct dim *d = &w->model->scope_kinds[k].dims[i];
		struct str code;

		if (d->only != NONE)
			continue;
		code = str_cut(&id, '|');
		if (!first)
			buf_adds(b, STR(", "));
		add_title(w, b, dim_title(w->model, d, code), code);
		first = false;
	}
}

void wordbook_add_person(const struct wordbook *w, struct buf *b, struct str person)
{
	add_title(w, b, w->model ? seller_title(w->model, person) : NULL, person);
}

void wordbook_add_member(const struct wordbook *w, struct buf *b, uint32_t axis, struct str member)
{
	const struct dim of = { .kind = DIM_AXIS, .axis = axis };

	add_title(w, b, w->model ? dim_title(w->model, &of, member) : NULL, member);
}

void wordbook_add_kpi(const struct wordbook *w, struct buf *b, struct str kpi)
{
	uint32_t k = w->model ? model_kpi(w->model, kpi) : NONE;

	add_title(w, b, k == NONE ? NULL : &w->model->kpis[k].title, kpi);
}

/* As many decimals as the number has, at most two. */
static unsigned decimals_of(int64_t e4)
{
	return e4 % E4 == 0 ? 0 : 2;
}

void wordbook_add_amount(const struct wordbook *w, struct buf *b, struct str kpi, int64_t e4)
{
	uint32_t k = w->model ? model_kpi(w->model, kpi) : NONE;
	enum unit_of_measure unit = k == NONE ? UOM_NUMBER : w->model->kpis[k].unit;
	struct str currency = unit == UOM_MONEY ? w->model->currency : (struct str){ 0 };

	if (unit == UOM_PERCENT && e4 > INT64_MIN / 100 && e4 < INT64_MAX / 100)
		catalog_add_percent(b, w->language, e4 * (PPM / E4), 1);
	else
		catalog_add_money(b, w->language, e4, currency, decimals_of(e4));
}

void wordbook_add_instant(const struct wordbook *w, struct buf *b, int64_t ms)
{
	int64_t local = ms + (w->model ? INT64_C(1000) * zone_offset_s(w->model->zones[w->model->zone], ms) : 0);
	int64_t day = local / DAY_MS - (local % DAY_MS < 0);
	int64_t minute = (local - day * DAY_MS) / 60000;

	if (day < DAY_MIN || day > DAY_MAX) {
		buf_addf(b, "%lld ms", (long long)ms);
		return;
	}
	date_add(b, (int32_t)day);
	buf_addf(b, " %02d:%02d", (int)(minute / 60), (int)(minute % 60));
}

void wordbook_add_day(const struct wordbook *w, struct buf *b, struct str day)
{
	int32_t number;

	if (date_parse(day, &number, NULL) < 0)
		buf_adds(b, day);
	else
		catalog_add_day(b, w->language, number);
}

void wordbook_add_span(const struct wordbook *w, struct buf *b, int32_t first, int32_t last)
{
	catalog_add_day(b, w->language, first);
	if (last == first)
		return;
	buf_adds(b, STR(" - "));
	catalog_add_day(b, w->language, last);
}
