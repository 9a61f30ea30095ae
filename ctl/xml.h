/* Text as XML and HTML write it: what is markup is escaped, a line break stays one in an attribute too. */
#pragma once
#include "base/str.h"

void xml_add(struct buf *b, struct str text);
