#include "ctl/dump.h"
#include "ctl/casebook.h"
#include "rules/period.h"
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

void dump_begin(struct dump *d, const char *kind)
{
	d->begin = d->text.len;
	buf_adds(&d->text, str_of(kind));
}

static bool needs_quotes(struct str s)
{
	for (size_t i = 0; i < s.len; i++)
		if (strchr(",\"\r\n", s.ptr[i]))
			return true;
	return false;
}

void dump_text(struct dump *d, struct str text)
{
	buf_addc(&d->text, ',');
	if (!needs_quotes(text)) {
		buf_adds(&d->text, text);
		return;
	}
	buf_addc(&d->text, '"');
	for (size_t i = 0; i < text.len; i++) {
		if (text.ptr[i] == '"')
			buf_addc(&d->text, '"');
		buf_addc(&d->text, text.ptr[i]);
	}
	buf_addc(&d->text, '"');
}

void dump_number(struct dump *d, i128 n)
{
	buf_addc(&d->text, ',');
	num_add_i128(&d->text, n);
}

void dump_day(struct dump *d, int32_t day)
{
	buf_addc(&d->text, ',');
	if (day != DAY_NONE)
		date_add(&d->text, day);
}

void dump_end(struct dump *d)
{
	*ARRAY_ADD(d->lines) = (struct dump_line){ d->begin, d->text.len - d->begin };
}

void dump_scope(struct dump *d, uint32_t scope)
{
	const struct model *m = engine_model(d->engine);
	struct buf id = { 0 };

	figures_scope_id(d->engine, scope, &id);
	dump_text(d, m->scope_kinds[figures_scope_kind(d->engine, scope)].code);
	dump_text(d, buf_str(&id));
	buf_free(&id);
}

void dump_period(struct dump *d, struct period p)
{
	struct buf text = { 0 };

	period_add(engine_model(d->engine), p, &text);
	dump_text(d, buf_str(&text));
	buf_free(&text);
}

/* ---- kpi ---- */

static void add_value(struct dump *d, const struct kpi *k, struct ratio fact)
{
	static const struct {
		const char *code;
		int64_t scale;
	} units[] = {
		[UOM_MONEY] = { "e4", E4 },     [UOM_NUMBER] = { "e4", E4 }, [UOM_COUNT] = { "n", 1 },
		[UOM_PERCENT] = { "ppm", PPM }, [UOM_DAYS] = { "d_e4", E4 }, [UOM_HOURS] = { "e4", E4 },
	};
	int64_t value;

	dump_text(d, str_of(units[k->unit].code));
	dump_number(d, fact.num);
	dump_number(d, fact.den);
	if (ratio_scaled(fact, units[k->unit].scale, &value))
		dump_number(d, value);
	else
		dump_text(d, (struct str){ 0 });
}

static void add_kpis(struct dump *d, uint32_t scope, struct period p)
{
	const struct model *m = engine_model(d->engine);
	struct figures f;

	for (uint32_t k = 0; k < m->kpi_count; k++) {
		if (!figures_period(d->engine, scope, k, p, &f))
			continue;
		dump_begin(d, "kpi");
		dump_scope(d, scope);
		dump_text(d, period_kind_code(m, p.kind));
		dump_period(d, p);
		dump_text(d, m->kpis[k].code);
		add_value(d, &m->kpis[k], f.fact);
		dump_end(d);
	}
}

static void dump_kpis(struct dump *d)
{
	const struct model *m = engine_model(d->engine);
	uint32_t scopes = figures_scope_count(d->engine);
	int32_t first, last;
	struct period p;

	if (!figures_days(d->engine, &first, &last))
		return;
	for (uint32_t i = 0; i < m->period_kind_count; i++) {
		if (m->period_kinds[i] == PERIOD_DAY)
			continue;
		for (int32_t day = first; day <= last;) {
			if (!period_of(m, m->period_kinds[i], day, &p)) {
				day++; /* between two custom periods */
				continue;
			}
			for (uint32_t s = 0; s < scopes; s++)
				add_kpis(d, s, p);
			day = period_to(m, p);
		}
	}
}

/* ---- cases: they are a part of the state ---- */

static void add_case(struct dump *d, const struct casebook *book, const struct case_record *c)
{
	struct buf id = { 0 }, period = { 0 };

	casebook_add_scope(book, c, &id);
	casebook_add_period(book, c, &period);
	dump_begin(d, "case");
	dump_text(d, casebook_text(book, c->decision));
	dump_text(d, casebook_text(book, c->scope_kind));
	dump_text(d, buf_str(&id));
	dump_text(d, casebook_text(book, c->kpi));
	dump_text(d, buf_str(&period));
	dump_day(d, c->since);
	dump_day(d, c->opened_day);
	dump_day(d, c->state == CASE_CLOSED ? c->closed_day : DAY_NONE);
	dump_text(d, casebook_text(book, c->reason));
	dump_end(d);
	buf_free(&id);
	buf_free(&period);
}

static void dump_cases(struct dump *d)
{
	struct casebook book = casebook_of(d->engine);

	for (uint32_t i = 0; i < casebook_count(&book); i++)
		if (casebook_at(&book, i))
			add_case(d, &book, casebook_at(&book, i));
}

/* ---- */

static int compare(const void *a, const void *b, void *arg)
{
	const struct dump_line *x = a, *y = b;
	const char *text = arg;

	return str_cmp((struct str){ text + x->from, x->len }, (struct str){ text + y->from, y->len });
}

void dump_make(struct dump *d, struct engine *e)
{
	*d = (struct dump){ .engine = e };
	dump_kpis(d);
	dump_plans(d);
	dump_cases(d);
	if (d->lines.count > 0)
		qsort_r(d->lines.at, d->lines.count, sizeof(*d->lines.at), compare, d->text.ptr);
}

static int write_all(int fd, struct buf *b)
{
	for (size_t done = 0; done < b->len;) {
		ssize_t n = write(fd, b->ptr + done, b->len - done);

		if (n < 0 && errno != EINTR)
			return -1;
		done += n > 0 ? (size_t)n : 0;
	}
	buf_clear(b);
	return 0;
}

int dump_write(const struct dump *d, const char *path, struct err *err)
{
	enum { CHUNK = 1 << 18 };
	bool standard = strcmp(path, "-") == 0;
	int fd = standard ? STDOUT_FILENO : open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
	struct buf chunk = { 0 };
	int rc = fd < 0 ? -1 : 0;

	for (size_t i = 0; rc == 0 && i < d->lines.count; i++) {
		buf_add(&chunk, d->text.ptr + d->lines.at[i].from, d->lines.at[i].len);
		buf_addc(&chunk, '\n');
		if (chunk.len >= CHUNK)
			rc = write_all(fd, &chunk);
	}
	if (rc == 0)
		rc = write_all(fd, &chunk);
	if (fd >= 0 && !standard && close(fd) < 0)
		rc = -1;
	buf_free(&chunk);
	return rc < 0 ? err_set(err, "%s: %s", path, strerror(errno)) : 0;
}

void dump_free(struct dump *d)
{
	buf_free(&d->text);
	ARRAY_FREE(d->lines);
}
