/* What an option takes, in words: for messages and the reference. */
#include "model/option.h"

static void describe_number(const struct option *o, struct buf *out)
{
	buf_adds(out, o->type == OPTION_INT  ? STR("a whole number")
		      : o->type == OPTION_E4 ? STR("a number")
					     : STR("a share like 15%"));
	if (o->min == 0 && o->max == 0)
		return;
	buf_adds(out, STR(" from "));
	if (o->type == OPTION_INT)
		buf_addf(out, "%lld to %lld", (long long)o->min, (long long)o->max);
	else
		buf_addf(out, "%lld%s to %lld%s", (long long)(o->min / E4), o->type == OPTION_SHARE ? "%" : "",
			 (long long)(o->max / E4), o->type == OPTION_SHARE ? "%" : "");
}

void option_describe(const struct option *o, struct buf *out)
{
	static const char *const words[] = {
		[OPTION_TEXT] = "a text",
		[OPTION_CODE] = "a code",
		[OPTION_NAME] = "a name of letters, digits and _",
		[OPTION_TITLE] = "a text, or {ru: ..., en: ...}",
		[OPTION_FLAG] = "yes or no",
		[OPTION_DAY] = "a date like 2026-11-22",
		[OPTION_CODES] = "a code or a list of codes",
		[OPTION_DATE] = "a date like 2026-11-22",
		[OPTION_STAMP] = "a date or a time like 2026-11-22T18:00",
		[OPTION_DECIMAL] = "a number like 12.5, or a percentage like 12.5%",
		[OPTION_PERCENT] = "a percentage like -12.5%",
		[OPTION_ANY] = "a value",
		[OPTION_PAIRS] = "a mapping",
		[OPTION_MAP] = "a mapping by code",
		[OPTION_ROWS] = "a list or a table",
		[OPTION_LIST] = "a list",
		[OPTION_RECORD] = "a mapping",
	};

	if (o->type == OPTION_CHOICE || o->type == OPTION_WORD) {
		buf_adds(out, STR("one of "));
		for (uint32_t i = 0; o->choices[i]; i++)
			buf_addf(out, "%s%s", i ? ", " : "", o->choices[i]);
	} else if (o->type == OPTION_INT || o->type == OPTION_E4 || o->type == OPTION_SHARE) {
		describe_number(o, out);
	} else {
		buf_adds(out, str_of(words[o->type]));
	}
}
