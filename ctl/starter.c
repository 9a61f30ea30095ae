#include "ctl/starter.h"

#include <dirent.h>
#include <errno.h>
#include <string.h>

#include "ctl/folder.h"
#include "ctl/starter_table.h"
#include "lua/api.h"
#include "model/option.h"

/* What stands in the files for the company's code and the year. */
static const struct str code_word = { "mycompany", 9 }, year_word = { "2026", 4 };

bool starter_code_is_valid(struct str code)
{
	return option_name_is_valid(code);
}

int starter_place_is_free(const char *folder, struct err *err)
{
	DIR *dir = opendir(folder);
	struct dirent *entry;
	bool empty = true;

	if (!dir)
		return errno == ENOENT ? 1 : err_set(err, "%s: %s", folder, strerror(errno));
	while (empty && (entry = readdir(dir)))
		empty = strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0;
	closedir(dir);
	if (!empty)
		err_set(err, "%s is not empty: nothing is written over what is there; name another folder", folder);
	return empty;
}

static void add_text(const struct starter *s, struct str text, struct buf *out)
{
	while (text.len > 0) {
		if (str_starts(text, code_word)) {
			buf_adds(out, s->code);
			text = (struct str){ text.ptr + code_word.len, text.len - code_word.len };
		} else if (str_starts(text, year_word)) {
			buf_addf(out, "%d", s->year);
			text = (struct str){ text.ptr + year_word.len, text.len - year_word.len };
		} else {
			buf_addc(out, *text.ptr);
			text = (struct str){ text.ptr + 1, text.len - 1 };
		}
	}
}

static int write_file(const struct starter *s, const struct starter_file *f, struct err *err)
{
	struct buf path = { 0 }, text = { 0 };
	int rc;

	buf_addf(&path, "%s/%s", s->folder, f->path);
	add_text(s, str_of(f->text), &text);
	rc = folder_put(path.ptr, buf_str(&text), err);
	buf_free(&path);
	buf_free(&text);
	return rc;
}

/* What an editor needs to complete a decision: not a text of config/new, since it is the program's own. */
static int write_types(const struct starter *s, struct err *err)
{
	struct buf path = { 0 }, text = { 0 };
	int rc;

	buf_addf(&path, "%s/types/sdm.lua", s->folder);
	api_add(&text);
	rc = folder_put(path.ptr, buf_str(&text), err);
	buf_free(&path);
	buf_free(&text);
	return rc;
}

int starter_write(const struct starter *s, struct err *err)
{
	const char *language = s->language == LANGUAGE_RU ? "ru" : "en";

	for (size_t i = 0; i < starter_file_count; i++)
		if (strcmp(starter_files[i].language, language) == 0 && write_file(s, &starter_files[i], err) < 0)
			return -1;
	return write_types(s, err);
}
