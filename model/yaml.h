/* A YAML document as a tree of nodes that know where they stand.
 *
 * A deliberately small YAML: mappings, lists and scalars. Anchors, aliases, tags, several documents in one file and keys
 * given twice are refused, each with its place. Scalars stay text: what "no" or "1.10" means is decided by the option that
 * reads it (model/option.h). Depth and size are bounded, and nothing recurses on the input.
 */
#pragma once
#include "base/mem.h"
#include "model/spot.h"

enum { YAML_DEPTH_MAX = 32, YAML_NODES_MAX = 1000000, YAML_BYTES_MAX = 16 << 20 };

enum node_kind { NODE_SCALAR, NODE_LIST, NODE_MAP };
struct node {
	enum node_kind kind;
	struct spot place;
	struct str text;         /* NODE_SCALAR */
	bool null;               /* a plain scalar that is empty, ~ or null */
	const struct node *key;  /* in a mapping: the key's node */
	const struct node *next; /* the next one of the same list or mapping */
	const struct node *first;
	uint32_t count; /* of children */
};

/* The root of `text`, made in `a`; NULL after a problem was added, and NULL without one for an empty document. */
const struct node *yaml_parse(struct arena *a, const char *file, struct str text, struct problems *problems);
/* The value under `key` of a mapping; NULL where it is not there or `map` is no mapping. */
const struct node *node_get(const struct node *map, const char *key);
/* "a text", "a list", "a mapping", "nothing": for messages. */
const char *node_what(const struct node *n);
