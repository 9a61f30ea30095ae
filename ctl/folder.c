#include "ctl/folder.h"
#include "daemon/turn.h"
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { FILE_MAX = 16 << 20 };
#define INSTALLED_SHARE "/usr/share/sdmd"

static bool has_calendars(const char *share)
{
	struct buf path = { 0 };
	bool has;

	buf_addf(&path, "%s/calendars", share);
	has = access(path.ptr, R_OK | X_OK) == 0;
	buf_free(&path);
	return has;
}

/* Tries one place where nobody has named any. */
static bool try_share(struct buf *out, const char *format, ...) __attribute__((format(printf, 2, 3)));
static bool try_share(struct buf *out, const char *format, ...)
{
	va_list args;

	buf_clear(out);
	va_start(args, format);
	buf_addv(out, format, args);
	va_end(args);
	return has_calendars(out->ptr);
}

int folder_share(const struct common *c, const char *model, struct buf *out, struct err *err)
{
	const char *variable = getenv("SDM_SHARE");
	const char *named = c->share_root ? c->share_root : variable && *variable ? variable : NULL;
	char self[4096];
	ssize_t len = readlink("/proc/self/exe", self, sizeof(self));
	size_t folder = len > 0 ? (size_t)len : 0;

	while (folder > 0 && self[folder - 1] != '/')
		folder--;
	if (named) {
		buf_adds(out, str_of(named));
		return has_calendars(named) ? 0
					    : err_set(err, "%s %s: there is no folder calendars/ in it; the installed one is %s",
						      c->share_root ? "--share" : "SDM_SHARE", named, INSTALLED_SHARE);
	}
	if (!try_share(out, "%.*s../config", (int)folder, self) && !try_share(out, "%.*s../share/sdmd", (int)folder, self) &&
	    !try_share(out, INSTALLED_SHARE) && !try_share(out, "%s/..", model) && !try_share(out, "config"))
		buf_clear(out);
	return 0;
}

/* A bundle's paths begin at its folder; people want to open the file from where they are. */
static void name_files(struct problems *p, struct str folder)
{
	while (folder.len > 1 && folder.ptr[folder.len - 1] == '/')
		folder.len--;
	for (size_t i = 0; i < p->count; i++) {
		struct buf name = { 0 };

		if (p->at[i].file[0] == '/' || str_starts(str_of(p->at[i].file), STR("data:")))
			continue;
		buf_addf(&name, "%.*s/%s", STR_ARG(folder), p->at[i].file);
		mem_free(p->at[i].file);
		p->at[i].file = mem_copy(buf_str(&name));
		buf_free(&name);
	}
}

int folder_check(struct folder *f)
{
	return turn_build(f->bundle, &f->problems, &f->model, &f->host);
}

int folder_read(const char *path, const struct common *c, struct folder *out, struct err *err)
{
	struct buf share = { 0 };
	int rc;

	*out = (struct folder){ 0 };
	err->text[0] = '\0';
	rc = folder_share(c, path, &share, err);
	if (rc == 0)
		rc = bundle_read(path, c->data_root, share.len > 0 ? share.ptr : NULL, &out->bundle, err);
	buf_free(&share);
	if (rc < 0)
		return -1;
	rc = folder_check(out);
	name_files(&out->problems, str_of(path));
	return rc;
}

void folder_free(struct folder *f)
{
	host_free(f->host);
	model_free(f->model);
	bundle_free(f->bundle);
	problems_free(&f->problems);
	*f = (struct folder){ 0 };
}

int folder_text(struct arena *a, const char *path, struct str *out, struct err *err)
{
	FILE *f = fopen(path, "rbe");
	struct stat st;
	char *bytes;

	if (!f)
		return err_set(err, "%s: %s", path, strerror(errno));
	if (fstat(fileno(f), &st) < 0 || !S_ISREG(st.st_mode) || st.st_size > FILE_MAX) {
		fclose(f);
		return err_set(err, "%s: expected a file of at most 16 MiB", path);
	}
	bytes = arena_alloc(a, (size_t)st.st_size + 1);
	*out = (struct str){ bytes, fread(bytes, 1, (size_t)st.st_size, f) };
	fclose(f);
	return 0;
}

static int make_folders(const char *path, struct err *err)
{
	for (const char *slash = strchr(path + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
		char *folder = mem_copy((struct str){ path, (size_t)(slash - path) });
		bool made = mkdir(folder, 0777) == 0 || errno == EEXIST;

		if (!made)
			err_set(err, "%s: %s", folder, strerror(errno));
		mem_free(folder);
		if (!made)
			return -1;
	}
	return 0;
}

int folder_put(const char *path, struct str text, struct err *err)
{
	bool good;
	FILE *f;

	if (make_folders(path, err) < 0)
		return -1;
	f = fopen(path, "wbe");
	good = f && fwrite(text.ptr, 1, text.len, f) == text.len;
	if (f)
		good = fclose(f) == 0 && good;
	return good ? 0 : err_set(err, "%s: %s", path, strerror(errno));
}

int folder_complain(const struct folder *f, const struct err *err)
{
	struct buf text = { 0 }, shown = { 0 };

	if (err->text[0])
		return common_complain(STATUS_AWAY, "%s", err->text);
	problems_print(&f->problems, &text);
	buf_add_visible(&shown, buf_str(&text), true);
	fwrite(shown.ptr, 1, shown.len, stderr);
	buf_free(&text);
	buf_free(&shown);
	return STATUS_NO;
}
