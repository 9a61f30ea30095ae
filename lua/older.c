/* Decisions of models before: a run goes on in the file and with the parameters with which it began. Each such version has a host
 * of its own under the present model, made when it is first needed. */
#include "lua/rule.h"

struct older_version {
	struct str sha;
	struct model model; /* the present one, but for its sources and parameters */
	struct host *host;  /* NULL: it does not load */
	struct str why;     /* it does not */
};
struct older {
	ARRAY(struct older_version *) list;
	struct arena *arena;
};

/* ---- the text: path, then decision, name and value of each parameter, each ended by a NUL, an empty one, and the source ---- */
static void add_part(struct buf *b, struct str s)
{
	buf_adds(b, s);
	buf_addc(b, '\0');
}

static bool has_decision(const struct host *h, uint32_t source, struct str code)
{
	for (size_t n = 0; n < h->list.count; n++)
		if (h->rules.at[n].source == source && str_eq(h->list.at[n].code, code))
			return true;
	return false;
}

struct str pin_make(struct host *h, uint32_t source, struct arena *a)
{
	const struct source *s = &h->m->sources[source];
	struct buf b = { 0 };

	add_part(&b, s->path);
	for (uint32_t n = 0; n < h->m->param_count; n++) {
		const struct decision_param *p = &h->m->params[n];

		if (!has_decision(h, source, p->decision))
			continue;
		add_part(&b, p->decision);
		add_part(&b, p->name);
		add_part(&b, p->value);
	}
	buf_addc(&b, '\0');
	buf_adds(&b, s->text);
	return wording_take(a, &b);
}

static void pin_read(struct str pin, struct arena *a, struct model *m)
{
	struct source *source = arena_alloc(a, sizeof(*source));
	struct decision_param *params;
	uint32_t count = 0;

	source->path = arena_str(a, str_cut(&pin, '\0'));
	for (struct str rest = pin; str_cut(&rest, '\0').len; count++) {
		str_cut(&rest, '\0');
		str_cut(&rest, '\0');
	}
	params = arena_alloc(a, count * sizeof(*params) + 1);
	for (uint32_t n = 0; n < count; n++) {
		params[n].decision = arena_str(a, str_cut(&pin, '\0'));
		params[n].name = arena_str(a, str_cut(&pin, '\0'));
		params[n].value = arena_str(a, str_cut(&pin, '\0'));
		params[n].place = source->path;
	}
	str_cut(&pin, '\0');
	source->text = arena_str(a, pin);
	m->sources = source;
	m->source_count = 1;
	m->params = params;
	m->param_count = count;
}

/* ---- the hosts ---- */
static struct older_version *version_make(struct host *h, struct str pin, struct str sha)
{
	struct arena *a = h->older->arena;
	struct older_version *v = mem_alloc(sizeof(*v));
	struct problems problems = { 0 };
	struct buf text = { 0 };

	*ARRAY_ADD(h->older->list) = v;
	v->sha = arena_str(a, sha);
	v->model = *h->m;
	pin_read(pin, a, &v->model);
	v->host = host_new_alone(&v->model, &problems);
	if (!v->host) {
		problems_print(&problems, &text);
		v->why = arena_str(a, str_head(str_trim(buf_str(&text)), BROKEN_MAX));
	}
	buf_free(&text);
	problems_free(&problems);
	return v;
}

struct host *older_host(struct host *h, uint32_t case_no, struct str sha, struct str *out_why)
{
	struct older_version *v = NULL;

	if (!h->older) {
		h->older = mem_alloc(sizeof(*h->older));
		h->older->arena = arena_new();
	}
	for (size_t n = 0; n < h->older->list.count && !v; n++)
		if (str_eq(h->older->list.at[n]->sha, sha))
			v = h->older->list.at[n];
	if (!v)
		v = version_make(h, run_pin(h->engine, case_no, h->older->arena), sha);
	*out_why = v->why;
	return v->host;
}

void older_free(struct host *h)
{
	if (!h->older)
		return;
	for (size_t n = 0; n < h->older->list.count; n++) {
		host_free(h->older->list.at[n]->host);
		mem_free(h->older->list.at[n]);
	}
	ARRAY_FREE(h->older->list);
	arena_free(h->older->arena);
	mem_free(h->older);
}
