#include "ctl/xml.h"

void xml_add(struct buf *b, struct str text)
{
	for (size_t i = 0; i < text.len; i++) {
		switch (text.ptr[i]) {
		case '&':
			buf_adds(b, STR("&amp;"));
			break;
		case '<':
			buf_adds(b, STR("&lt;"));
			break;
		case '>':
			buf_adds(b, STR("&gt;"));
			break;
		case '"':
			buf_adds(b, STR("&quot;"));
			break;
		case '\n':
			buf_adds(b, STR("&#10;"));
			break;
		default:
			buf_addc(b, text.ptr[i]);
		}
	}
}
