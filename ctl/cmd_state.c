/* sdmctl state: the state in a canonical form, one line a record, so that two states can be compared with diff. */
#include "ctl/chronicle.h"
#include "ctl/commands.h"
#include "rules/records.h"
#include <string.h>

enum show { SHOW_U32, SHOW_I32, SHOW_I64, SHOW_HASH, SHOW_ENTRY, SHOW_DATE, SHOW_CODE, SHOW_RATIO, SHOW_TEXT };
struct state_field {
	const char *name;
	size_t at;
	enum show kind;
};
#define FIELD_OF(record, field, how)                                                                                             \
	{                                                                                                                        \
#field, offsetof(struct record, field), how                                                                      \
	}

static const struct state_field id_fields[] = {
	{ "key", offsetof(struct id_record, hash_lo), SHOW_HASH },
	{ "entry", offsetof(struct id_record, entry_ms), SHOW_ENTRY },
	FIELD_OF(id_record, digest, SHOW_I64),
	FIELD_OF(id_record, revision, SHOW_U32),
	FIELD_OF(id_record, counted, SHOW_U32),
	FIELD_OF(id_record, first_fact, SHOW_U32),
	FIELD_OF(id_record, form, SHOW_U32),
	FIELD_OF(id_record, day, SHOW_DATE),
	FIELD_OF(id_record, arrival_day, SHOW_DATE),
	{ 0 },
};
static const struct state_field case_fields[] = {
	FIELD_OF(case_record, decision, SHOW_CODE),
	FIELD_OF(case_record, scope_kind, SHOW_CODE),
	{ "member", offsetof(struct case_record, members), SHOW_CODE },
	{ "member", offsetof(struct case_record, members) + 4, SHOW_CODE },
	{ "member", offsetof(struct case_record, members) + 8, SHOW_CODE },
	FIELD_OF(case_record, kpi, SHOW_CODE),
	FIELD_OF(case_record, period_kind, SHOW_CODE),
	FIELD_OF(case_record, period, SHOW_I32),
	FIELD_OF(case_record, state, SHOW_U32),
	FIELD_OF(case_record, severity, SHOW_U32),
	FIELD_OF(case_record, steps, SHOW_U32),
	FIELD_OF(case_record, reason, SHOW_CODE),
	FIELD_OF(case_record, since, SHOW_DATE),
	FIELD_OF(case_record, opened_day, SHOW_DATE),
	FIELD_OF(case_record, closed_day, SHOW_DATE),
	FIELD_OF(case_record, to, SHOW_CODE),
	FIELD_OF(case_record, broken_day, SHOW_DATE),
	FIELD_OF(case_record, flags, SHOW_U32),
	FIELD_OF(case_record, opened_ms, SHOW_I64),
	FIELD_OF(case_record, closed_ms, SHOW_I64),
	{ 0 },
};
static const struct state_field task_fields[] = {
	FIELD_OF(task_record, case_no, SHOW_U32),
	FIELD_OF(task_record, code, SHOW_CODE),
	FIELD_OF(task_record, to, SHOW_CODE),
	FIELD_OF(task_record, state, SHOW_U32),
	FIELD_OF(task_record, due_day, SHOW_DATE),
	FIELD_OF(task_record, opened_ms, SHOW_I64),
	{ 0 },
};
static const struct state_field token_fields[] = {
	{ "key", offsetof(struct token_record, hash_lo), SHOW_HASH },
	FIELD_OF(token_record, at_ms, SHOW_I64),
	{ 0 },
};
static const struct state_field change_fields[] = {
	FIELD_OF(change_record, scope_kind, SHOW_CODE),
	{ "member", offsetof(struct change_record, members), SHOW_CODE },
	{ "member", offsetof(struct change_record, members) + 4, SHOW_CODE },
	{ "member", offsetof(struct change_record, members) + 8, SHOW_CODE },
	FIELD_OF(change_record, kpi, SHOW_CODE),
	FIELD_OF(change_record, period_kind, SHOW_CODE),
	FIELD_OF(change_record, period, SHOW_I32),
	FIELD_OF(change_record, level, SHOW_U32),
	FIELD_OF(change_record, valid_from, SHOW_DATE),
	FIELD_OF(change_record, version, SHOW_U32),
	FIELD_OF(change_record, reason, SHOW_CODE),
	FIELD_OF(change_record, approver, SHOW_CODE),
	FIELD_OF(change_record, target_e4, SHOW_I64),
	{ 0 },
};
static const struct state_field closed_fields[] = {
	{ "scope_kind", offsetof(struct closed_record, of.scope_kind), SHOW_CODE },
	{ "member", offsetof(struct closed_record, of.members), SHOW_CODE },
	{ "member", offsetof(struct closed_record, of.members) + 4, SHOW_CODE },
	{ "member", offsetof(struct closed_record, of.members) + 8, SHOW_CODE },
	{ "kpi", offsetof(struct closed_record, of.kpi), SHOW_CODE },
	{ "period_kind", offsetof(struct closed_record, of.period_kind), SHOW_CODE },
	{ "period", offsetof(struct closed_record, of.period), SHOW_I32 },
	FIELD_OF(closed_record, changed, SHOW_U32),
	FIELD_OF(closed_record, facts, SHOW_I64),
	FIELD_OF(closed_record, first, SHOW_RATIO),
	FIELD_OF(closed_record, told, SHOW_RATIO),
	{ 0 },
};
static const struct state_field stretch_fields[] = {
	FIELD_OF(stretch_record, case_no, SHOW_U32),     FIELD_OF(stretch_record, stretch, SHOW_U32),
	FIELD_OF(stretch_record, first_read, SHOW_U32),  FIELD_OF(stretch_record, read_count, SHOW_U32),
	FIELD_OF(stretch_record, left_out, SHOW_U32),    FIELD_OF(stretch_record, file, SHOW_CODE),
	FIELD_OF(stretch_record, source_sha, SHOW_CODE), FIELD_OF(stretch_record, line, SHOW_U32),
	FIELD_OF(stretch_record, woke, SHOW_U32),        FIELD_OF(stretch_record, form, SHOW_CODE),
	FIELD_OF(stretch_record, revision, SHOW_U32),    FIELD_OF(stretch_record, day, SHOW_DATE),
	FIELD_OF(stretch_record, at_ms, SHOW_I64),       { "entry", offsetof(struct stretch_record, entry_ms), SHOW_ENTRY },
	FIELD_OF(stretch_record, report, SHOW_TEXT),     { 0 },
};
static const struct state_field read_fields[] = {
	FIELD_OF(read_record, kind, SHOW_U32),
	FIELD_OF(read_record, reader, SHOW_U32),
	FIELD_OF(read_record, line, SHOW_U32),
	FIELD_OF(read_record, name, SHOW_CODE),
	FIELD_OF(read_record, value, SHOW_CODE),
	FIELD_OF(read_record, figure, SHOW_U32),
	{ 0 },
};
static const struct state_field read_figure_fields[] = {
	{ "scope_kind", offsetof(struct read_figure_record, of.scope_kind), SHOW_CODE },
	{ "member", offsetof(struct read_figure_record, of.members), SHOW_CODE },
	{ "member", offsetof(struct read_figure_record, of.members) + 4, SHOW_CODE },
	{ "member", offsetof(struct read_figure_record, of.members) + 8, SHOW_CODE },
	{ "kpi", offsetof(struct read_figure_record, of.kpi), SHOW_CODE },
	{ "period_kind", offsetof(struct read_figure_record, of.period_kind), SHOW_CODE },
	{ "period", offsetof(struct read_figure_record, of.period), SHOW_I32 },
	FIELD_OF(read_figure_record, day, SHOW_DATE),
	FIELD_OF(read_figure_record, level, SHOW_U32),
	FIELD_OF(read_figure_record, facts, SHOW_I64),
	FIELD_OF(read_figure_record, target_e4, SHOW_I64),
	FIELD_OF(read_figure_record, elapsed, SHOW_I64),
	FIELD_OF(read_figure_record, total, SHOW_I64),
	FIELD_OF(read_figure_record, fact, SHOW_RATIO),
	FIELD_OF(read_figure_record, expected, SHOW_RATIO),
	{ 0 },
};
static const struct state_field held_fields[] = {
	{ "key", offsetof(struct held_record, hash_lo), SHOW_HASH },
	FIELD_OF(held_record, held_ms, SHOW_I64),
	FIELD_OF(held_record, confirmed_ms, SHOW_I64),
	FIELD_OF(held_record, revision, SHOW_U32),
	FIELD_OF(held_record, state, SHOW_U32),
	FIELD_OF(held_record, form, SHOW_CODE),
	FIELD_OF(held_record, rule, SHOW_CODE),
	FIELD_OF(held_record, by, SHOW_CODE),
	FIELD_OF(held_record, reason, SHOW_CODE),
	{ 0 },
};
static const struct state_field slot_fields[] = {
	FIELD_OF(slot_record, duty, SHOW_CODE),
	FIELD_OF(slot_record, seller, SHOW_U32),
	FIELD_OF(slot_record, period, SHOW_I32),
	FIELD_OF(slot_record, last_day, SHOW_DATE),
	FIELD_OF(slot_record, reports, SHOW_U32),
	FIELD_OF(slot_record, came, SHOW_U32),
	FIELD_OF(slot_record, fact, SHOW_U32),
	FIELD_OF(slot_record, first_ms, SHOW_I64),
	{ 0 },
};
static const struct state_field cover_fields[] = {
	{ "key", offsetof(struct cover_record, hash_lo), SHOW_HASH },
	FIELD_OF(cover_record, approved_ms, SHOW_I64),
	FIELD_OF(cover_record, slot, SHOW_U32),
	FIELD_OF(cover_record, approved_by, SHOW_CODE),
	{ 0 },
};
static const struct state_field row_fields[] = {
	FIELD_OF(row_record, tuple, SHOW_U32),
	FIELD_OF(row_record, day, SHOW_DATE),
	FIELD_OF(row_record, facts, SHOW_I64),
	{ 0 },
};
static const struct state_field fact_fields[] = {
	FIELD_OF(fact_record, row, SHOW_U32),
	FIELD_OF(fact_record, next, SHOW_U32),
	FIELD_OF(fact_record, at_ms, SHOW_I64),
	{ 0 },
};
static const struct state_field value_fields[] = {
	FIELD_OF(value_record, row, SHOW_U32),
	FIELD_OF(value_record, bag, SHOW_U32),
	FIELD_OF(value_record, hi, SHOW_I64),
	FIELD_OF(value_record, lo, SHOW_I64),
	FIELD_OF(value_record, extra, SHOW_I64),
	FIELD_OF(value_record, count, SHOW_I64),
	{ 0 },
};
static const struct state_field tuple_fields[] = { FIELD_OF(tuple_record, seller, SHOW_U32), { 0 } };

/* What follows a record's fixed part. */
enum tail { TAIL_NONE, TAIL_U32, TAIL_I64 };
static const struct state_shape {
	const char *name; /* of the section, a prefix where it ends with a dot */
	const struct state_field *fields;
	size_t fixed;
	enum tail tail;
} shapes[] = {
	{ "ids", id_fields, sizeof(struct id_record), TAIL_NONE },
	{ "cases", case_fields, sizeof(struct case_record), TAIL_NONE },
	{ "tasks", task_fields, sizeof(struct task_record), TAIL_NONE },
	{ "tokens", token_fields, sizeof(struct token_record), TAIL_NONE },
	{ "changes", change_fields, sizeof(struct change_record), TAIL_NONE },
	{ "closed", closed_fields, sizeof(struct closed_record), TAIL_NONE },
	{ "stretches", stretch_fields, sizeof(struct stretch_record), TAIL_NONE },
	{ "reads", read_fields, sizeof(struct read_record), TAIL_NONE },
	{ "read_figures", read_figure_fields, sizeof(struct read_figure_record), TAIL_NONE },
	{ "held", held_fields, sizeof(struct held_record), TAIL_NONE },
	{ "slots", slot_fields, sizeof(struct slot_record), TAIL_NONE },
	{ "covers", cover_fields, sizeof(struct cover_record), TAIL_NONE },
	{ "tuples.", tuple_fields, sizeof(struct tuple_record), TAIL_U32 },
	{ "rows.", row_fields, sizeof(struct row_record), TAIL_I64 },
	{ "facts.", fact_fields, sizeof(struct fact_record), TAIL_I64 },
	{ "values.", value_fields, sizeof(struct value_record), TAIL_NONE },
};

struct printer {
	struct buf out;
	const struct names *codes;
};

static const struct state_shape *shape_of(struct str section)
{
	for (size_t i = 0; i < sizeof(shapes) / sizeof(*shapes); i++) {
		struct str name = str_of(shapes[i].name);
		bool prefix = name.ptr[name.len - 1] == '.';

		if (prefix ? str_starts(section, name) : str_eq(section, name))
			return &shapes[i];
	}
	return NULL;
}

static int64_t read_i64(const unsigned char *at)
{
	int64_t n;

	memcpy(&n, at, sizeof(n));
	return n;
}

static i128 read_i128(const unsigned char *at)
{
	i128 n;

	memcpy(&n, at, sizeof(n));
	return n;
}

static uint32_t read_u32(const unsigned char *at)
{
	uint32_t n;

	memcpy(&n, at, sizeof(n));
	return n;
}

static void add_date(struct buf *b, int32_t day)
{
	if (day == DAY_NONE)
		buf_addc(b, '-');
	else if (day < DAY_MIN || day > DAY_MAX)
		buf_addf(b, "%d", day);
	else
		date_add(b, day);
}

static void add_field(struct printer *p, const struct state_field *f, const unsigned char *record)
{
	const unsigned char *at = record + f->at;
	struct buf *b = &p->out;

	buf_addf(b, " %s=", f->name);
	switch (f->kind) {
	case SHOW_U32:
		buf_addf(b, "%u", read_u32(at));
		break;
	case SHOW_I32:
		buf_addf(b, "%d", (int32_t)read_u32(at));
		break;
	case SHOW_I64:
		buf_add_i64(b, read_i64(at));
		break;
	case SHOW_HASH:
		hash128_add(b, (struct hash128){ (uint64_t)read_i64(at), (uint64_t)read_i64(at + 8) });
		break;
	case SHOW_ENTRY:
		buf_addf(b, "%llu-%llu", (unsigned long long)read_i64(at), (unsigned long long)read_i64(at + 8));
		break;
	case SHOW_DATE:
		add_date(b, (int32_t)read_u32(at));
		break;
	case SHOW_CODE:
		buf_add_json(b, names_text(p->codes, read_u32(at)));
		break;
	case SHOW_RATIO:
		num_add_i128(b, read_i128(at));
		buf_addc(b, '/');
		num_add_i128(b, read_i128(at + sizeof(i128)));
		break;
	case SHOW_TEXT:
		buf_add_json(b, (struct str){ (const char *)at,
					      strnlen((const char *)at, sizeof(((struct stretch_record *)0)->report)) });
		break;
	}
}

static void add_tail(struct printer *p, const struct state_shape *s, const unsigned char *record, size_t size)
{
	for (size_t at = s->fixed; s->tail == TAIL_U32 && at + 4 <= size; at += 4)
		buf_addf(&p->out, " %u", read_u32(record + at));
	for (size_t at = s->fixed; s->tail == TAIL_I64 && at + 8 <= size; at += 8) {
		int64_t n = read_i64(record + at);

		buf_addc(&p->out, ' ');
		if (n == COLUMN_ABSENT)
			buf_addc(&p->out, '-');
		else
			buf_add_i64(&p->out, n);
	}
}

/* A section that this sdmctl does not know by its fields. */
static void add_hex(struct printer *p, const unsigned char *record, size_t size)
{
	buf_addc(&p->out, ' ');
	for (size_t i = 0; i < size; i++)
		buf_addf(&p->out, "%02x", record[i]);
}

static void print_pool(struct printer *p, const struct section *s)
{
	const struct state_shape *shape = shape_of(s->name);

	buf_addf(&p->out, "pool %.*s size=%u count=%u live=%u\n", STR_ARG(s->name), s->pool->size, s->pool->count, s->pool->live);
	for (uint32_t i = 0; i < s->pool->count; i++) {
		const unsigned char *record = pool_at(s->pool, i);

		buf_addf(&p->out, "%.*s %u", STR_ARG(s->name), i + 1);
		for (const struct state_field *f = shape ? shape->fields : NULL; f && f->name; f++)
			add_field(p, f, record);
		if (shape)
			add_tail(p, shape, record, s->pool->size);
		else
			add_hex(p, record, s->pool->size);
		buf_addc(&p->out, '\n');
		common_flush_large(&p->out);
	}
}

static void print_names(struct printer *p, const struct section *s)
{
	buf_addf(&p->out, "names %.*s count=%u\n", STR_ARG(s->name), s->names->count);
	for (uint32_t id = 1; id <= s->names->count; id++) {
		buf_addf(&p->out, "%.*s %u ", STR_ARG(s->name), id);
		buf_add_json(&p->out, names_text(s->names, id));
		buf_addc(&p->out, '\n');
		common_flush_large(&p->out);
	}
}

static void print_state(struct engine *e)
{
	static const struct names no_names = { 0 };
	struct printer p = { .codes = &no_names };

	buf_addf(&p.out, "model %s\nmeta ", engine_model(e)->sha);
	engine_meta(e, &p.out);
	buf_adds(&p.out, STR("\ndigest "));
	hash128_add(&p.out, engine_state_digest(e));
	buf_addc(&p.out, '\n');
	for (uint32_t i = 0; i < engine_section_count(e); i++)
		if (str_eq(engine_section(e, i).name, STR("names.codes")))
			p.codes = engine_section(e, i).names;
	for (uint32_t i = 0; i < engine_section_count(e); i++) {
		struct section s = engine_section(e, i);

		if (s.kind == SECTION_POOL)
			print_pool(&p, &s);
		else
			print_names(&p, &s);
	}
	common_flush(&p.out);
	buf_free(&p.out);
}

struct state_args {
	struct common common;
	struct chronicle chronicle;
};

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct state_args *s = state->input;

	(void)arg;
	if (key != ARGP_KEY_INIT)
		return ARGP_ERR_UNKNOWN;
	s->chronicle.common = &s->common;
	common_children(state, 2, &s->common);
	state->child_inputs[2] = &s->chronicle;
	return 0;
}

int cmd_state(int argc, char **argv)
{
	static const struct argp_child children[] = { COMMON_SERVER, COMMON_MODEL, CHRONICLE_CHILD, { 0 } };
	static const struct argp argp = {
		NULL,
		parse,
		CHRONICLE_USAGE,
		"Prints the state after a file, or at the fence of a company in Redis: meta, digest, then every "
		"section, one line a record. Two states can be compared with diff.",
		children,
		NULL,
		NULL
	};
	struct state_args s = { 0 };
	int status;

	common_init(&s.common);
	argp_parse(&argp, argc, argv, 0, NULL, &s);
	status = chronicle_open(&s.chronicle, 0, -1);
	if (status == STATUS_OK)
		print_state(s.chronicle.turn->engine);
	chronicle_close(&s.chronicle);
	return status;
}
