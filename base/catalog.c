#include "base/catalog.h"
#include "base/catalog_table.h"

static const char *const tags[LANGUAGES] = { [LANGUAGE_EN] = "en", [LANGUAGE_RU] = "ru" };

bool catalog_language(struct str tag, enum language *out)
{
	for (int l = 0; l < LANGUAGES; l++) {
		struct str code = str_of(tags[l]);

		if (!str_starts(tag, code))
			continue;
		if (tag.len > code.len && tag.ptr[code.len] != '_' && tag.ptr[code.len] != '-' && tag.ptr[code.len] != '.')
			continue;
		*out = (enum language)l;
		return true;
	}
	return false;
}

static const struct catalog_entry *find(struct str key)
{
	size_t from = 0, to = catalog_entry_count;

	while (from < to) {
		size_t middle = from + (to - from) / 2;
		int order = str_cmp(key, str_of(catalog_entries[middle].key));

		if (order == 0)
			return &catalog_entries[middle];
		if (order < 0)
			to = middle;
		else
			from = middle + 1;
	}
	return NULL;
}

/* The last form that the language has: CLDR's `other`, or the only one. */
static const char *last_form(const struct catalog_entry *e, enum language l)
{
	unsigned n = CATALOG_FORMS - 1;

	while (n > 0 && !e->forms[l][n])
		n--;
	return e->forms[l][n];
}

const char *catalog_find(enum language l, struct str key)
{
	const struct catalog_entry *e = find(key);

	return e ? last_form(e, l) : NULL;
}

static bool add_arg(struct buf *b, struct str name, const struct catalog_arg *args, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (!str_eq(name, str_of(args[i].name)))
			continue;
		buf_adds(b, args[i].text);
		return true;
	}
	return false;
}

static void fill(struct buf *b, struct str phrase, const struct catalog_arg *args, size_t count)
{
	while (phrase.len > 0) {
		struct str before = str_cut(&phrase, '{');
		struct str rest = phrase, name;

		buf_adds(b, before);
		if (phrase.len == 0)
			return;
		name = str_cut(&rest, '}');
		if (name.len < phrase.len && add_arg(b, name, args, count))
			phrase = rest;
		else
			buf_addc(b, '{');
	}
}

void catalog_say(struct buf *b, enum language l, const char *key, const struct catalog_arg *args, size_t count)
{
	const char *phrase = catalog_find(l, str_of(key));

	fill(b, str_of(phrase ? phrase : key), args, count);
}

unsigned catalog_plural(enum language l, int64_t n)
{
	uint64_t magnitude = n < 0 ? 0 - (uint64_t)n : (uint64_t)n;
	unsigned ten = (unsigned)(magnitude % 10), hundred = (unsigned)(magnitude % 100);

	if (l == LANGUAGE_EN)
		return magnitude != 1;
	if (ten == 1 && hundred != 11)
		return 0;
	return ten >= 2 && ten <= 4 && (hundred < 12 || hundred > 14) ? 1 : 2;
}

void catalog_count(struct buf *b, enum language l, const char *key, int64_t n)
{
	const struct catalog_entry *e = find(str_of(key));
	const char *form = e ? e->forms[l][catalog_plural(l, n)] : NULL;
	struct buf number = { 0 };

	if (e && !form)
		form = last_form(e, l);
	catalog_add_whole(&number, l, n);
	fill(b, str_of(form ? form : key), &(struct catalog_arg){ "n", buf_str(&number) }, 1);
	buf_free(&number);
}
