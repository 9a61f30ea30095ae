#include "ctl/glance.h"
#include "ctl/listing.h"
#include "daemon/server_clock.h"
#include "daemon/words.h"

const char *glance_stream_name(enum glance_stream stream)
{
	static const char *const names[GLANCE_STREAMS] = { "reports",  "commands", "alerts", "tasks",
							   "receipts", "rejected", "journal" };

	return names[stream];
}

/* A question whose refusal is no failure: *out_known says whether it was answered. */
static int ask_maybe(struct server *s, size_t argc, const struct str *argv, struct resp *out, size_t *out_at, bool *out_known,
		     struct err *err)
{
	*out_known = server_ask(s, argc, argv, out, out_at, err) == 0;
	return *out_known || s->reply.len > 0 ? 0 : -1;
}

static int read_streams(struct glance *g, struct server *s, struct err *err)
{
	struct resp got;
	size_t at;
	bool known;

	for (int i = 0; i < GLANCE_STREAMS; i++) {
		const char *name = glance_stream_name((enum glance_stream)i);

		if (ask_maybe(s, 3, (struct str[]){ STR("XINFO"), STR("STREAM"), server_key(s, name) }, &got, &at, &known, err) <
		    0)
			return -1;
		g->streams[i] = reach_read(buf_str(&s->reply));
		if (ask_maybe(s, 3, (struct str[]){ STR("MEMORY"), STR("USAGE"), server_key(s, name) }, &got, &at, &known, err) <
		    0)
			return -1;
		g->bytes[i] = !known ? -1 : got.kind == RESP_INTEGER ? got.integer : 0;
	}
	return 0;
}

/* ---- what waits ---- */

/* The daemon moves a consumer group along with what it has taken: daemon/lag.h. */
static int read_group(struct server *s, uint64_t *out_taken, bool *out_found, struct err *err)
{
	struct resp got;
	size_t at;
	bool known;

	*out_found = false;
	if (ask_maybe(s, 3, (struct str[]){ STR("XINFO"), STR("GROUPS"), server_key(s, "reports") }, &got, &at, &known, err) < 0)
		return -1;
	for (int64_t group = 0; known && got.kind == RESP_ARRAY && group < got.integer; group++) {
		struct resp fields = resp_next(buf_str(&s->reply), &at);
		bool ours = false;

		for (int64_t i = 0; i + 1 < fields.integer; i += 2) {
			struct str name = resp_next(buf_str(&s->reply), &at).text;
			struct resp field = resp_next(buf_str(&s->reply), &at);

			ours = ours || (str_eq(name, STR("name")) && str_eq(field.text, STR("sdmd")));
			if (ours && str_eq(name, STR("entries-read")) && field.kind == RESP_INTEGER) {
				*out_taken = (uint64_t)field.integer;
				*out_found = true;
			}
			words_skip(buf_str(&s->reply), &at, field);
		}
	}
	return 0;
}

static int read_oldest(struct glance_waiting *w, struct server *s, const char *stream, struct entry_id taken, struct err *err)
{
	struct buf from = { 0 };
	struct entries oldest = { 0 };
	struct resp got;
	size_t at;
	int rc;

	buf_addc(&from, '(');
	entry_id_add(&from, taken);
	rc = server_ask(s, 6,
			(struct str[]){ STR("XRANGE"), server_key(s, stream), buf_str(&from), STR("+"), STR("COUNT"), STR("1") },
			&got, &at, err);
	if (rc == 0) {
		at = 0;
		rc = entries_decode(&oldest, INPUT_REPORT, buf_str(&s->reply), &at, err);
	}
	if (oldest.count > 0 && oldest.inputs[0].id.ms < INT64_MAX)
		w->since_ms = (int64_t)oldest.inputs[0].id.ms;
	entries_free(&oldest);
	buf_free(&from);
	return rc;
}

static int read_waiting(struct glance *g, enum glance_stream stream, struct entry_id taken, struct server *s, struct err *err)
{
	struct glance_waiting *w = &g->waiting[stream];
	const char *name = glance_stream_name(stream);
	uint64_t read = 0;
	bool found = false;

	if (entry_id_cmp(g->streams[stream].last, taken) <= 0)
		return 0;
	if (stream == GLANCE_REPORTS && read_group(s, &read, &found, err) < 0)
		return -1;
	if (found)
		w->entries = reach_waiting(&g->streams[stream], taken, read);
	else if (standing_waiting(s, name, taken, &w->entries, err) < 0)
		return -1;
	w->or_more = !found && w->entries == STANDING_WAITING_MOST;
	return read_oldest(w, s, name, taken, err);
}

/* ---- how fast ---- */

static int64_t per_second(uint64_t before, uint64_t now, int64_t ms)
{
	return now < before || ms <= 0 || now - before > (uint64_t)(INT64_MAX / E4 / 1000)
		       ? -1
		       : (int64_t)(now - before) * E4 * 1000 / ms;
}

struct input_count {
	uint64_t commands, others;
	bool known;
};

/* Between two entries of the journal there are only reports, so those of the other inputs tell how many reports there were. */
static int count_inputs(struct server *s, uint64_t before, uint64_t now, struct input_count *out, struct err *err)
{
	struct buf from = { 0 }, to = { 0 }, most = { 0 };
	struct entries page = { 0 };
	struct resp got;
	uint64_t last = before;
	size_t at;
	int rc;

	*out = (struct input_count){ 0 };
	buf_addf(&from, "%llu-0", (unsigned long long)before + 1);
	buf_addf(&to, "%llu", (unsigned long long)now);
	buf_add_i64(&most, STANDING_WAITING_MOST);
	rc = server_ask(s, 6,
			(struct str[]){ STR("XRANGE"), server_key(s, "journal"), buf_str(&from), buf_str(&to), STR("COUNT"),
					buf_str(&most) },
			&got, &at, err);
	if (rc == 0) {
		at = 0;
		rc = entries_decode(&page, INPUT_REPORT, buf_str(&s->reply), &at, err);
	}
	out->known = page.count < STANDING_WAITING_MOST;
	for (uint32_t i = 0; i < page.count; i++) {
		struct listing_entry e = { .pairs = page.inputs[i].pairs, .count = page.inputs[i].pair_count };
		struct str kind = listing_field(&e, "kind");
		bool command = str_eq(kind, STR("command")) || str_eq(kind, STR("activate"));

		if (page.inputs[i].id.ms == last || !(command || str_eq(kind, STR("tick")) || str_eq(kind, STR("bound"))))
			continue;
		last = page.inputs[i].id.ms;
		out->commands += command;
		out->others += !command;
	}
	entries_free(&page);
	buf_free(&from);
	buf_free(&to);
	buf_free(&most);
	return rc;
}

static int read_rates(struct glance *g, const struct glance *before, struct server *s, struct err *err)
{
	const struct fence *was = &before->now.fence, *is = &g->now.fence;
	int64_t ms = g->at_ms - before->at_ms;
	struct input_count n;

	g->rates = (struct glance_rates){ -1, -1, -1, -1, -1 };
	if (before->at_ms == 0 || !before->now.has_fence || !g->now.has_fence || is->inputs < was->inputs)
		return 0;
	if (count_inputs(s, was->inputs, is->inputs, &n, err) < 0)
		return -1;
	if (n.known && n.commands + n.others <= is->inputs - was->inputs) {
		g->rates.commands = per_second(0, n.commands, ms);
		g->rates.reports = per_second(0, is->inputs - was->inputs - n.commands - n.others, ms);
	}
	g->rates.commits = per_second(was->turn, is->turn, ms);
	g->rates.rejected = per_second(before->streams[GLANCE_REJECTED].added, g->streams[GLANCE_REJECTED].added, ms);
	if (g->has_use && before->has_use && g->now.started_at == before->now.started_at && g->use.cpu_ms >= before->use.cpu_ms &&
	    ms > 0)
		g->rates.cpu_ppm = (int64_t)(g->use.cpu_ms - before->use.cpu_ms) * PPM / ms;
	return 0;
}

/* ---- ---- */

static int read_alert(struct glance *g, struct server *s, struct err *err)
{
	struct resp got;
	size_t at;

	if (server_ask(s, 6,
		       (struct str[]){ STR("XREVRANGE"), server_key(s, "alerts"), STR("+"), STR("-"), STR("COUNT"), STR("1") },
		       &got, &at, err) < 0)
		return -1;
	g->alert_reply = s->reply;
	s->reply = (struct buf){ 0 };
	at = 0;
	return entries_decode(&g->alert, INPUT_REPORT, buf_str(&g->alert_reply), &at, err);
}

static void read_use(struct glance *g)
{
	char here[PROCESS_MACHINE_MAX];

	process_machine(here);
	g->has_use = here[0] != '/' && str_eq(g->now.machine, str_of(here)) && g->now.pid <= INT32_MAX &&
		     process_use((long)g->now.pid, g->now.started_at, &g->use);
}

int glance_read(struct glance *g, const struct glance *before, struct server *s, struct err *err)
{
	*g = (struct glance){ .arena = arena_new() };
	if (read_streams(g, s, err) < 0 || standing_read(&g->now, g->arena, s, err) < 0)
		return -1;
	g->at_ms = monotonic_ms();
	read_use(g);
	if (read_rates(g, before, s, err) < 0 || read_waiting(g, GLANCE_REPORTS, g->now.fence.reports, s, err) < 0 ||
	    read_waiting(g, GLANCE_COMMANDS, g->now.fence.commands, s, err) < 0)
		return -1;
	return read_alert(g, s, err);
}

void glance_free(struct glance *g)
{
	entries_free(&g->alert);
	buf_free(&g->alert_reply);
	arena_free(g->arena);
	*g = (struct glance){ 0 };
}
