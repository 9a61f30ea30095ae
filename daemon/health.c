#include "daemon/health.h"

enum { HEALTH_OK = 200, HEALTH_FAILING = 503 };

static void add_number(struct buf *out, const char *name, int64_t n)
{
	if (n < 0)
		buf_addf(out, "\"%s\":null", name);
	else
		buf_addf(out, "\"%s\":%lld", name, (long long)n);
}

static void add_company(struct buf *out, const struct vitals *v)
{
	bool works = v->trouble[0] == '\0';

	buf_adds(out, STR("{\"name\":"));
	buf_add_json(out, v->company);
	buf_addf(out, ",\"status\":\"%s\",\"state\":\"%s\",\"phase\":\"%s\",\"reason\":", works ? "ok" : "failing",
		 vitals_state_name(v->state), v->phase);
	if (works)
		buf_adds(out, STR("null"));
	else
		buf_add_json(out, str_of(v->trouble));
	buf_adds(out, STR(",\"lag\":{"));
	add_number(out, "reports", v->waiting[0]);
	buf_addc(out, ',');
	add_number(out, "commands", v->waiting[1]);
	buf_adds(out, STR("},"));
	add_number(out, "commit_age_ms", v->commit_age_ms);
	buf_addc(out, ',');
	add_number(out, "checkpoint_age_ms", v->checkpoint_age_ms);
	buf_addc(out, '}');
}

int health_add(struct buf *out, const struct vitals *companies, uint32_t count)
{
	bool works = true;

	for (uint32_t i = 0; i < count; i++)
		works = works && companies[i].trouble[0] == '\0';
	buf_addf(out, "{\"status\":\"%s\",\"companies\":[", works ? "ok" : "failing");
	for (uint32_t i = 0; i < count; i++) {
		if (i > 0)
			buf_addc(out, ',');
		add_company(out, &companies[i]);
	}
	buf_adds(out, STR("]}\n"));
	return works ? HEALTH_OK : HEALTH_FAILING;
}
