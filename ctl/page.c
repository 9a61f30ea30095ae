#include "ctl/page.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "ctl/svg.h"

static const char style[] =
	":root{color-scheme:light dark;--page:#f9f9f7;--card:#fcfcfb;--ink:#0b0b0b;--soft:#52514e;--grid:#e1e0d9;"
	"--one:#2a78d6;--two:#1baf7a;--three:#8b8a82;--box:#dedcd2}\n"
	"@media(prefers-color-scheme:dark){:root{--page:#0d0d0d;--card:#1a1a19;--ink:#fff;--soft:#c3c2b7;--grid:#2c2c2a;"
	"--one:#3987e5;--two:#199e70;--three:#6f6d66;--box:#3a3936}}\n"
	"*{box-sizing:border-box}\n"
	"body{margin:0 auto;padding:16px;max-width:1120px;background:var(--page);color:var(--ink);font:15px/1.45 "
	"system-ui,sans-serif}\n"
	"h1{font-size:22px;margin:4px 0}h2{font-size:17px;margin:28px 0 8px}p{margin:4px 0}\n"
	".soft,.note{color:var(--soft)}.note{font-size:13px}.code{font-family:monospace;font-weight:normal}\n"
	".plots{display:grid;gap:12px;grid-template-columns:repeat(auto-fill,minmax(min(100%,340px),1fr));align-items:start}\n"
	"figure{margin:0;padding:12px;background:var(--card);border:1px solid var(--grid);border-radius:6px}\n"
	"figcaption{font-weight:600;margin-bottom:6px}svg{width:100%;height:auto;display:block}\n"
	"svg text{font:11px system-ui,sans-serif;fill:var(--ink)}svg .small{font-size:10px;fill:var(--soft)}svg "
	".value{font-weight:600}\n"
	"svg .grid{stroke:var(--grid)}svg .round{stroke:var(--ink);stroke-width:2}svg .box{fill:var(--box)}\n"
	".one{fill:var(--one)}.two{fill:var(--two)}.three{fill:var(--three)}circle{fill-opacity:.55}\n"
	".key{display:inline-block;width:10px;height:10px;border-radius:2px;margin-right:6px}\n"
	".key.one{background:var(--one)}.key.two{background:var(--two)}\n"
	".scroll{overflow-x:auto}table{border-collapse:collapse;font-size:13px}\n"
	"th,td{text-align:left;font-weight:normal;padding:4px 10px 4px 0;border-bottom:1px solid "
	"var(--grid);vertical-align:top}\n"
	"thead th{color:var(--soft)}td{font-variant-numeric:tabular-nums}details{margin:12px 0}summary{cursor:pointer}\n";

void page_begin(struct buf *out, enum language l, struct str title)
{
	static const char *const tags[] = { [LANGUAGE_EN] = "en", [LANGUAGE_RU] = "ru" };

	buf_addf(out, "<!doctype html>\n<html lang=\"%s\">\n<head>\n<meta charset=\"utf-8\">\n", tags[l]);
	buf_adds(out, STR("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>"));
	html_add(out, title);
	buf_addf(out, "</title>\n<style>\n%s</style>\n</head>\n<body>\n<h1>", style);
	html_add(out, title);
	buf_adds(out, STR("</h1>\n"));
}

void page_end(struct buf *out)
{
	buf_adds(out, STR("</body>\n</html>\n"));
}

int page_write(const char *path, const struct buf *page, struct err *err)
{
	FILE *f = fopen(path, "wbe");
	int rc = 0;

	if (!f)
		return err_set(err, "%s: %s", path, strerror(errno));
	if (fwrite(page->ptr, 1, page->len, f) != page->len)
		rc = err_set(err, "%s: %s", path, strerror(errno));
	if (fclose(f) != 0 && rc == 0)
		rc = err_set(err, "%s: %s", path, strerror(errno));
	return rc;
}
