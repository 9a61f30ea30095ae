#include "ctl/shipped.h"

#include <unistd.h>

#include "ctl/folder.h"
#include "model/documents.h"

static const struct catalogue_doc *read_file(struct arena *a, const char *path, struct err *err)
{
	const struct catalogue_doc *d;
	struct problems problems = { 0 };
	struct str text;

	if (access(path, F_OK) < 0 || folder_text(a, path, &text, err) < 0)
		return NULL;
	d = catalogue_read(a, path, text, &problems);
	if (!d)
		err_set(err, "%s cannot be read: %s", path, problems.count > 0 ? problems.at[0].text : "it is empty");
	problems_free(&problems);
	return d;
}

const struct catalogue_doc *shipped_catalogue(struct arena *a, const struct common *c, struct err *err)
{
	const struct catalogue_doc *d = NULL;
	struct buf share = { 0 };

	err->text[0] = '\0';
	if (folder_share(c, ".", &share, err) == 0 && share.len > 0) {
		buf_adds(&share, STR("/catalogue/kpis.yaml"));
		d = read_file(a, share.ptr, err);
	}
	buf_free(&share);
	return d;
}
