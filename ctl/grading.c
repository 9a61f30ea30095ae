#include "ctl/grading.h"

static bool fits(const struct grading *g, const struct planted *p, const struct case_record *c, struct str scope)
{
	return str_eq(casebook_text(&g->book, c->decision), p->mishap->decision->code) &&
	       str_eq(casebook_text(&g->book, c->scope_kind), p->scope_kind) && str_eq(scope, p->scope) &&
	       c->opened_day >= p->opens_from && c->opened_day <= p->opens_to;
}

static void take(struct grade *grade, const struct grading *g, const struct case_record *c, uint32_t number)
{
	struct str reason = casebook_text(&g->book, c->reason);
	bool recovered = c->state == CASE_CLOSED && (str_eq(reason, STR("recovered")) || str_eq(reason, STR("void")));

	grade->recovered = recovered && (grade->case_no == 0 || grade->recovered);
	if (grade->case_no == 0)
		grade->case_no = number + 1;
}

static void grade_case(struct grading *g, const struct case_record *c, uint32_t number)
{
	struct buf scope = { 0 };
	bool is_answer = false, is_explained = false;

	casebook_add_scope(&g->book, c, &scope);
	for (uint32_t i = 0; i < g->plantings->count; i++) {
		const struct planted *p = &g->plantings->at[i];

		if (fits(g, p, c, buf_str(&scope))) {
			take(&g->at[i], g, c, number);
			is_answer = true;
		}
		is_explained = is_explained || planted_explains(g->plantings, p, casebook_text(&g->book, c->decision),
								buf_str(&scope), c->opened_day);
	}
	if (!is_answer && is_explained)
		g->consequences++;
	else if (!is_answer)
		*ARRAY_ADD(g->unexplained) = number;
	buf_free(&scope);
}

void grading_make(struct grading *out, const struct plantings *p, struct engine *e)
{
	*out = (struct grading){ .plantings = p, .book = casebook_of(e), .at = mem_alloc((p->count + 1) * sizeof(*out->at)) };
	for (uint32_t i = 0; i < p->count; i++)
		out->at[i].planted = &p->at[i];
	for (uint32_t n = 0; n < casebook_count(&out->book); n++)
		if (casebook_at(&out->book, n))
			grade_case(out, casebook_at(&out->book, n), n);
	for (uint32_t i = 0; i < p->count; i++) {
		struct grade *g = &out->at[i];

		g->is_right = g->case_no > 0 && g->recovered == (p->at[i].mishap->doc->recovery != NULL);
		out->found += g->is_right;
	}
}

void grading_free(struct grading *g)
{
	mem_free(g->at);
	ARRAY_FREE(g->unexplained);
	*g = (struct grading){ 0 };
}

bool grading_is_good(const struct grading *g)
{
	return g->found == g->plantings->count && g->unexplained.count == 0 && g->refused == 0;
}

/* ---- telling it ---- */

static void add_case(const struct grading *g, uint32_t number, struct buf *out)
{
	const struct case_record *c = casebook_at(&g->book, number);

	buf_addf(out, "C%u opened ", number + 1);
	date_add(out, c->opened_day);
	if (c->state != CASE_CLOSED) {
		buf_adds(out, STR(", still open"));
		return;
	}
	buf_addf(out, ", %.*s ", STR_ARG(casebook_text(&g->book, c->reason)));
	date_add(out, c->closed_day);
}

static void add_word(const struct common *c, struct buf *out, enum colour colour, const char *word)
{
	common_colour(c, out, colour);
	buf_adds(out, str_of(word));
	common_colour(c, out, COLOUR_PLAIN);
}

static void print_grade(const struct grading *g, const struct grade *is, const struct common *c, struct buf *out)
{
	add_word(c, out, is->is_right ? COLOUR_GREEN : COLOUR_RED, is->is_right ? "ok    " : "WRONG ");
	planted_print(is->planted, out);
	buf_adds(out, STR("\n      "));
	if (is->case_no > 0)
		add_case(g, is->case_no - 1, out);
	else
		buf_adds(out, STR("no such case"));
	buf_addc(out, '\n');
}

static void print_unexplained(const struct grading *g, uint32_t number, const struct common *c, struct buf *out)
{
	const struct case_record *is = casebook_at(&g->book, number);

	add_word(c, out, COLOUR_RED, "WRONG ");
	buf_addf(out, "no problem explains %.*s of ", STR_ARG(casebook_text(&g->book, is->decision)));
	casebook_add_scope(&g->book, is, out);
	buf_adds(out, STR(": "));
	add_case(g, number, out);
	buf_addc(out, '\n');
}

void grading_print(const struct grading *g, const struct common *c, struct buf *out)
{
	buf_adds(out, STR("      "));
	planted_print_head(out);
	buf_addc(out, '\n');
	for (uint32_t i = 0; i < g->plantings->count; i++)
		print_grade(g, &g->at[i], c, out);
	for (size_t i = 0; i < g->unexplained.count; i++)
		print_unexplained(g, g->unexplained.at[i], c, out);
	if (g->refused > 0) {
		add_word(c, out, COLOUR_RED, "WRONG ");
		buf_addf(out, "%u reports were refused; the first: %.*s\n", g->refused, STR_ARG(g->refusal));
	}
	buf_addf(out, "%u of %u problems found, %u consequence%s, %zu case%s that nothing explains\n", g->found,
		 g->plantings->count, g->consequences, g->consequences == 1 ? "" : "s", g->unexplained.count,
		 g->unexplained.count == 1 ? "" : "s");
}

static void json_case(const struct grading *g, uint32_t number, struct buf *out)
{
	const struct case_record *c = casebook_at(&g->book, number);

	buf_addf(out, "\"case\":\"C%u\",\"opened\":\"", number + 1);
	date_add(out, c->opened_day);
	buf_adds(out, STR("\",\"closed\":"));
	if (c->state != CASE_CLOSED) {
		buf_adds(out, STR("null,\"reason\":null"));
		return;
	}
	buf_addc(out, '"');
	date_add(out, c->closed_day);
	buf_adds(out, STR("\",\"reason\":"));
	buf_add_json(out, casebook_text(&g->book, c->reason));
}

static void json_unexplained(const struct grading *g, uint32_t number, struct buf *out)
{
	const struct case_record *c = casebook_at(&g->book, number);
	struct buf scope = { 0 };

	casebook_add_scope(&g->book, c, &scope);
	buf_adds(out, STR("{\"unexplained\":"));
	buf_add_json(out, casebook_text(&g->book, c->decision));
	buf_adds(out, STR(",\"scope\":"));
	buf_add_json(out, buf_str(&scope));
	buf_addc(out, ',');
	json_case(g, number, out);
	buf_adds(out, STR("}\n"));
	buf_free(&scope);
}

void grading_json(const struct grading *g, struct buf *out)
{
	for (uint32_t i = 0; i < g->plantings->count; i++) {
		const struct grade *is = &g->at[i];

		planted_json(is->planted, out);
		buf_adds(out, STR(","));
		if (is->case_no > 0)
			json_case(g, is->case_no - 1, out);
		else
			buf_adds(out, STR("\"case\":null,\"opened\":null,\"closed\":null,\"reason\":null"));
		buf_addf(out, ",\"right\":%s}\n", is->is_right ? "true" : "false");
	}
	for (size_t i = 0; i < g->unexplained.count; i++)
		json_unexplained(g, g->unexplained.at[i], out);
	buf_addf(out, "{\"planted\":%u,\"found\":%u,\"consequences\":%u,\"unexplained\":%zu,\"refused\":%u,\"good\":%s}\n",
		 g->plantings->count, g->found, g->consequences, g->unexplained.count, g->refused,
		 grading_is_good(g) ? "true" : "false");
}
