#include "ctl/mailbag.h"

#include "daemon/link.h"

enum { MINUTE_S = 60, HOUR_S = 3600 };

void mailbag_add_local(struct buf *out, const struct zone *z, int64_t instant_ms)
{
	int64_t offset_s = zone_offset_s(z, instant_ms), local_ms = instant_ms + offset_s * 1000;
	int64_t day = local_ms / DAY_MS - (local_ms % DAY_MS < 0), second = (local_ms - day * DAY_MS) / 1000;
	int64_t off = offset_s < 0 ? -offset_s : offset_s;

	date_add(out, (int32_t)day);
	buf_addf(out, "T%02d:%02d:%02d%c%02d:%02d", (int)(second / HOUR_S), (int)(second / MINUTE_S % MINUTE_S),
		 (int)(second % MINUTE_S), offset_s < 0 ? '-' : '+', (int)(off / HOUR_S), (int)(off / MINUTE_S % MINUTE_S));
}

void mailbag_add_command(const struct mailbag *m, const struct mail *one, struct str company, struct buf *out)
{
	struct str *words = mem_alloc((3 + 2 * (size_t)one->pair_count) * sizeof(*words));
	struct buf key = { 0 }, id = { 0 };
	size_t n = 3;

	buf_addf(&key, "sdm:{%.*s}:reports", STR_ARG(company));
	/* On wall time the id is when a report arrives. */
	if (m->plantings->blueprint->model->time == TIME_LOG)
		buf_adds(&id, STR("*"));
	else
		buf_addf(&id, "%lld-*", (long long)one->at_ms);
	words[0] = STR("XADD");
	words[1] = buf_str(&key);
	words[2] = buf_str(&id);
	for (uint32_t i = 0; i < one->pair_count; i++) {
		words[n++] = one->pairs[i].name;
		words[n++] = one->pairs[i].text;
	}
	link_format(out, n, words);
	mem_free(words);
	buf_free(&key);
	buf_free(&id);
}

void mailbag_add_json(const struct mail *one, struct buf *out)
{
	for (uint32_t i = 0; i < one->pair_count; i++) {
		buf_addc(out, i == 0 ? '{' : ',');
		buf_add_json(out, one->pairs[i].name);
		buf_addc(out, ':');
		buf_add_json(out, one->pairs[i].text);
	}
	buf_adds(out, STR("}\n"));
}

void mailbag_add_end(const struct mailbag *m, struct buf *out)
{
	const struct model *model = m->plantings->blueprint->model;

	mailbag_add_local(out, model->zones[model->zone], m->end_ms);
}
