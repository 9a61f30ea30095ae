#include "model/title.h"

static const char *const codes[LANGUAGES] = { [LANGUAGE_EN] = "en", [LANGUAGE_RU] = "ru" };

static void lacks(const struct option_reader *r, const struct option *o, struct spot at, int language)
{
	if (r->gaps && r->gaps->speaks[language])
		spot_warning(&r->gaps->found, at, "%s: no text in \"%s\", a language of the company: write {en: ..., ru: ...}",
			     o->key, codes[language]);
}

void title_take(struct option_reader *r, const struct option *o, struct str s, struct spot at, struct text *out)
{
	struct str copy = arena_str(r->arena, s);

	for (int i = 0; i < LANGUAGES; i++) {
		out->in[i] = copy;
		if (r->gaps && !r->gaps->in_rows && i != (int)r->language)
			lacks(r, o, at, i);
	}
}

static int language_of(struct str code)
{
	int i = 0;

	while (i < LANGUAGES && !str_eq(code, str_of(codes[i])))
		i++;
	return i;
}

void title_take_languages(struct option_reader *r, const struct option *o, const struct node *map, struct text *out)
{
	struct str any = { 0 };

	for (const struct node *c = map->first; c; c = c->next) {
		int language = language_of(c->key->text);

		if (language == LANGUAGES || c->kind != NODE_SCALAR) {
			spot_problem(r->problems, c->key->place,
				     "%s: expected texts by language, {ru: ..., en: ...}, got \"%.*s\"", o->key,
				     STR_ARG(c->key->text));
			continue;
		}
		out->in[language] = c->text;
		any = any.len == 0 || (enum language)language == r->language ? c->text : any;
	}
	for (int i = 0; i < LANGUAGES; i++) {
		if (out->in[i].len > 0)
			continue;
		out->in[i] = any;
		lacks(r, o, map->place, i);
	}
}
