#include "ctl/planted.h"

#include "ctl/common.h"
#include "ctl/json.h"

enum { WIDTH_DECISION = 21, WIDTH_SCOPE = 16, WIDTH_DAYS = 26 };

static void add_days(struct buf *out, int32_t from, int32_t to)
{
	struct buf b = { 0 };

	date_add(&b, from);
	buf_adds(&b, STR(" .. "));
	date_add(&b, to);
	common_cell(out, buf_str(&b), WIDTH_DAYS);
	buf_free(&b);
}

void planted_print_head(struct buf *out)
{
	common_cell(out, STR("decision"), WIDTH_DECISION);
	common_cell(out, STR("subject"), WIDTH_SCOPE);
	common_cell(out, STR("problem"), WIDTH_DAYS);
	common_cell(out, STR("its case must open"), WIDTH_DAYS);
	buf_adds(out, STR("and must recover"));
}

void planted_print(const struct planted *p, struct buf *out)
{
	common_cell(out, p->mishap->decision->code, WIDTH_DECISION);
	common_cell(out, p->scope, WIDTH_SCOPE);
	add_days(out, p->start, p->end);
	add_days(out, p->opens_from, p->opens_to);
	buf_adds(out, p->mishap->doc->recovery ? STR("yes") : STR("no"));
}

void planted_json(const struct planted *p, struct buf *out)
{
	const struct refs *also = &p->mishap->doc->also;

	buf_addc(out, '{');
	json_text(out, "decision", p->mishap->decision->code);
	json_text(out, "scope_kind", p->scope_kind);
	json_text(out, "scope", p->scope);
	json_day(out, "from", p->start);
	json_day(out, "to", p->end);
	json_day(out, "opens_from", p->opens_from);
	json_day(out, "opens_to", p->opens_to);
	buf_addf(out, ",\"recovers\":%s,\"also\":[", p->mishap->doc->recovery ? "true" : "false");
	for (uint32_t i = 0; i < also->count; i++) {
		if (i > 0)
			buf_addc(out, ',');
		buf_add_json(out, also->at[i].text);
	}
	buf_addc(out, ']');
}
