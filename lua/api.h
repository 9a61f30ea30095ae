/* What a decision file can write, declared: every function, field and option with its types and one sentence. Printed as type
 * definitions for the Lua language server, so that an editor completes `case:` and `sdm.`. A unit test holds the declarations to
 * what the sandbox registers.
 */
#pragma once
#include "base/str.h"

struct api_entry {
	const char *name;   /* of a field that may be nil or left out with a "?" at its end */
	const char *params; /* of a function: "name: type; other?: type", "" for none; NULL: a field */
	const char *gives;  /* its type, of a function what it returns; "": nothing */
	const char *says;
};
struct api_class {
	const char *name;     /* "sdm.case" */
	const char *parent;   /* NULL: none */
	const char *variable; /* on which its functions are defined; NULL: it has none */
	const char *call;     /* between variable and function: ":" or "." */
	const char *says;
	const struct api_entry *entries; /* until one without a name */
};

/* NULL: there is no n-th class. */
const struct api_class *api_class(uint32_t n);
/* The definitions as one Lua file. */
void api_add(struct buf *out);
