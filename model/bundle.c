#include "model/bundle.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/hash.h"
#include "base/names.h"
#include "base/num.h"
#include "model/table.h"

enum { FILES_MAX = 10000, FILE_BYTES_MAX = 64 << 20 };
#define ZONES_FOLDER "/usr/share/zoneinfo"

struct gather {
	struct arena *arena;
	const char *folder;
	const char *data_root;
	const char *share_root;
	ARRAY(struct bundle_file) files;
	struct names seen;
};

static struct str path_join(struct gather *g, const char *folder, struct str name)
{
	return arena_strf(g->arena, "%s/%.*s", folder, STR_ARG(name));
}

/* 0 read, 1 there is no such file, -1 an error. */
static int file_read(struct arena *a, const char *path, struct str *out, struct err *err)
{
	FILE *f = fopen(path, "rbe");
	struct stat st;
	char *bytes;

	if (!f)
		return errno == ENOENT || errno == ENOTDIR ? 1 : err_set(err, "cannot read %s: %s", path, strerror(errno));
	if (fstat(fileno(f), &st) < 0 || !S_ISREG(st.st_mode)) {
		fclose(f);
		return 1;
	}
	if (st.st_size > FILE_BYTES_MAX) {
		fclose(f);
		return err_set(err, "%s is too large: at most 64 MiB", path);
	}
	bytes = arena_alloc(a, (size_t)st.st_size + 1);
	out->ptr = bytes;
	out->len = fread(bytes, 1, (size_t)st.st_size, f);
	fclose(f);
	return 0;
}

/* Takes a file into the bundle once. `path` is its name there, `from` where it lies. */
static int gather_file(struct gather *g, struct str path, const char *from, struct err *err)
{
	struct str text;
	int got;

	if (names_find(&g->seen, path))
		return 0;
	got = file_read(g->arena, from, &text, err);
	if (got != 0)
		return got;
	if (g->files.count == FILES_MAX)
		return err_set(err, "too many files: at most %d", FILES_MAX);
	names_add(&g->seen, path);
	*ARRAY_ADD(g->files) = (struct bundle_file){ arena_str(g->arena, path), text };
	return 0;
}

static bool ends_with(const char *name, const char *tail)
{
	size_t n = strlen(name), t = strlen(tail);

	return n > t && strcmp(name + n - t, tail) == 0;
}

static bool ends_with_one(const char *name, const char *const *tails)
{
	while (*tails && !ends_with(name, *tails))
		tails++;
	return *tails != NULL;
}

/* All files of `folder` whose names end with one of `tails`, into the bundle under `prefix`. */
static int gather_folder(struct gather *g, const char *folder, const char *prefix, const char *const *tails, struct err *err)
{
	DIR *dir = opendir(folder);
	struct dirent *entry;
	int got = 0;

	if (!dir)
		return 1;
	while (got >= 0 && (entry = readdir(dir))) {
		struct str name = str_of(entry->d_name);

		/* simulate.yaml tells how reports may come about and is no part of the model. */
		if (entry->d_name[0] == '.' || !ends_with_one(entry->d_name, tails) || str_eq(name, STR("simulate.yaml")))
			continue;
		got = gather_file(g, arena_strf(g->arena, "%s%s", prefix, entry->d_name), path_join(g, folder, name).ptr, err);
	}
	closedir(dir);
	return got < 0 ? -1 : 0;
}

static bool path_is_inside(struct str path)
{
	struct str rest = path;

	if (path.len == 0 || path.len > 1000 || path.ptr[0] == '/' || memchr(path.ptr, '\0', path.len))
		return false;
	while (rest.len > 0)
		if (str_eq(str_cut(&rest, '/'), STR("..")))
			return false;
	return true;
}

/* A table that a document names; one that is not there is the loader's to complain about, with its place. */
static int gather_table(struct gather *g, struct str name, struct err *err)
{
	struct str path = name;
	const char *root = g->folder;

	if (str_starts(name, STR("data:"))) {
		path = (struct str){ name.ptr + 5, name.len - 5 };
		root = g->data_root;
	}
	if (!root || !path_is_inside(path))
		return 0;
	return gather_file(g, name, path_join(g, root, path).ptr, err) < 0 ? -1 : 0;
}

static int gather_zone(struct gather *g, struct str zone, struct err *err)
{
	struct str path = arena_strf(g->arena, "zones/%.*s", STR_ARG(zone));

	if (str_eq(zone, STR("UTC")) || !path_is_inside(zone))
		return 0;
	return gather_file(g, path, path_join(g, ZONES_FOLDER, zone).ptr, err) < 0 ? -1 : 0;
}

static const struct str *find_text(const struct gather *g, struct str path)
{
	for (size_t i = 0; i < g->files.count; i++)
		if (str_eq(g->files.at[i].path, path))
			return &g->files.at[i].text;
	return NULL;
}

/* Zones may stand in a table's column. */
static int gather_table_zones(struct gather *g, const struct node *source, struct str name, struct err *err)
{
	const struct node *mapped = node_get(node_get(source, "columns"), "zone");
	const struct str *text = find_text(g, name);
	struct problems ignored = { 0 };
	const struct table *t = text ? table_parse(g->arena, "", *text, &ignored) : NULL;
	uint32_t column = t ? table_column(t, mapped && mapped->kind == NODE_SCALAR ? mapped->text : STR("zone")) : UINT32_MAX;
	int got = 0;

	for (uint32_t row = 0; got >= 0 && column != UINT32_MAX && row < t->row_count; row++)
		got = gather_zone(g, str_trim(table_cell(t, row, column)), err);
	problems_free(&ignored);
	return got;
}

static int gather_scalar(struct gather *g, const struct node *parent, const struct node *n, struct err *err)
{
	if (!n->key || n->kind != NODE_SCALAR)
		return 0;
	if (str_eq(n->key->text, STR("zone")))
		return gather_zone(g, n->text, err);
	if (!str_eq(n->key->text, STR("table")))
		return 0;
	if (gather_table(g, n->text, err) < 0)
		return -1;
	return gather_table_zones(g, parent, n->text, err);
}

/* What a document names: `table: ...` and `zone: ...`, wherever they stand. */
static int gather_named(struct gather *g, const struct node *root, struct err *err)
{
	const struct node *parents[YAML_DEPTH_MAX + 1] = { NULL };
	const struct node *at[YAML_DEPTH_MAX + 1] = { root };
	uint32_t depth = 0;

	while (at[0]) {
		const struct node *n = at[depth];

		if (!n) {
			depth--;
			at[depth] = depth == 0 ? NULL : at[depth]->next;
			continue;
		}
		if (gather_scalar(g, parents[depth], n, err) < 0)
			return -1;
		if (n->first && depth < YAML_DEPTH_MAX) {
			parents[depth + 1] = n;
			at[++depth] = n->first;
		} else {
			at[depth] = depth == 0 ? NULL : n->next;
		}
	}
	return 0;
}

/* The ready KPIs that kpis.yaml uses, the company's own file or the shipped one. A key that is none may be a misspelt `use`. */
static int gather_catalogue(struct gather *g, const struct node *kpis, struct err *err)
{
	const struct str path = STR("catalogue/kpis.yaml");
	const char *const roots[] = { g->folder, g->share_root };
	bool uses = false;
	int got = 0;

	for (const struct node *n = kpis->kind == NODE_MAP ? kpis->first : NULL; n; n = n->next)
		uses = uses || !(str_eq(n->key->text, STR("measures")) || str_eq(n->key->text, STR("kpis")));
	for (size_t i = 0; i < 2 && uses && roots[i] && got >= 0; i++)
		got = gather_file(g, path, path_join(g, roots[i], path).ptr, err);
	return got < 0 ? -1 : 0;
}

static int gather_documents(struct gather *g, struct err *err)
{
	size_t documents = g->files.count;
	int got = 0;

	for (size_t i = 0; i < documents && got >= 0; i++) {
		struct bundle_file f = g->files.at[i];
		struct problems ignored = { 0 };
		const struct node *root;

		if (!ends_with(f.path.ptr, ".yaml") && !ends_with(f.path.ptr, ".yml"))
			continue;
		root = yaml_parse(g->arena, f.path.ptr, f.text, &ignored);
		problems_free(&ignored);
		if (root)
			got = gather_named(g, root, err);
		if (got >= 0 && root && str_eq(f.path, STR("kpis.yaml")))
			got = gather_catalogue(g, root, err);
	}
	return got;
}

static int gather_all(struct gather *g, struct err *err)
{
	/* .yml is no document of a model, and taken so that the loader says it. */
	static const char *const documents[] = { ".yaml", ".yml", ".csv", NULL };
	static const char *const tables[] = { ".csv", NULL }, *const scripts[] = { ".lua", NULL };
	struct str calendars = path_join(g, g->folder, STR("calendars"));
	struct str decisions = path_join(g, g->folder, STR("decisions"));

	int got = gather_folder(g, g->folder, "", documents, err);

	if (got > 0)
		return err_set(err, "cannot open the folder %s: %s", g->folder, strerror(errno));
	if (got < 0)
		return -1;
	if (!names_find(&g->seen, STR("company.yaml")))
		return err_set(err, "%s is no company's folder: it has no company.yaml", g->folder);
	if (gather_folder(g, decisions.ptr, "decisions/", scripts, err) < 0 || gather_documents(g, err) < 0)
		return -1;
	if (gather_folder(g, calendars.ptr, "calendars/", tables, err) < 0)
		return -1;
	if (!g->share_root)
		return 0;
	calendars = path_join(g, g->share_root, STR("calendars"));
	return gather_folder(g, calendars.ptr, "calendars/", tables, err) < 0 ? -1 : 0;
}

static int file_order(const void *a, const void *b)
{
	return str_cmp(((const struct bundle_file *)a)->path, ((const struct bundle_file *)b)->path);
}

struct bundle *bundle_make(struct arena *a, const struct bundle_file *files, size_t count)
{
	struct bundle *b = arena_alloc(a, sizeof(*b));
	struct buf packed = { 0 };

	b->arena = a;
	b->files = arena_alloc(a, (count + 1) * sizeof(*b->files));
	b->count = (uint32_t)count;
	if (count > 0)
		memcpy(b->files, files, count * sizeof(*files));
	if (count > 1)
		qsort(b->files, count, sizeof(*b->files), file_order);
	bundle_pack(b, &packed);
	sha256_hex(packed.ptr, packed.len, b->sha);
	buf_free(&packed);
	return b;
}

int bundle_read(const char *folder, const char *data_root, const char *share_root, struct bundle **out, struct err *err)
{
	struct gather g = { .arena = arena_new(), .folder = folder, .data_root = data_root, .share_root = share_root };
	int bad = gather_all(&g, err);

	*out = bad ? NULL : bundle_make(g.arena, g.files.at, g.files.count);
	if (bad)
		arena_free(g.arena);
	ARRAY_FREE(g.files);
	names_free(&g.seen);
	return bad ? -1 : 0;
}

const struct bundle_file *bundle_find(const struct bundle *b, struct str path)
{
	uint32_t low = 0, high = b->count;

	while (low < high) {
		uint32_t middle = low + (high - low) / 2;
		int order = str_cmp(b->files[middle].path, path);

		if (order == 0)
			return &b->files[middle];
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return NULL;
}

#define MAGIC "sdm-model 1\n"

/* "sdm-model 1", then for each file "<path length> <text length> <path>\n<text>\n". */
void bundle_pack(const struct bundle *b, struct buf *out)
{
	buf_adds(out, STR(MAGIC));
	for (uint32_t i = 0; i < b->count; i++) {
		const struct bundle_file *f = &b->files[i];

		buf_addf(out, "%zu %zu ", f->path.len, f->text.len);
		buf_adds(out, f->path);
		buf_addc(out, '\n');
		buf_adds(out, f->text);
		buf_addc(out, '\n');
	}
}

static bool take_length(struct str *rest, size_t *out)
{
	struct str digits = str_cut(rest, ' ');
	int64_t n;

	if (num_parse_i64(digits, &n, NULL) < 0 || n < 0)
		return false;
	*out = (size_t)n;
	return true;
}

static bool take_bytes(struct arena *a, struct str *rest, size_t len, struct str *out)
{
	if (rest->len <= len || rest->ptr[len] != '\n')
		return false;
	*out = arena_str(a, (struct str){ rest->ptr, len });
	rest->ptr += len + 1;
	rest->len -= len + 1;
	return true;
}

int bundle_unpack(struct str packed, struct bundle **out, struct err *err)
{
	struct arena *a = arena_new();
	ARRAY(struct bundle_file) files = { 0 };
	bool good = str_starts(packed, STR(MAGIC));
	struct str rest = packed;

	*out = NULL;
	str_cut(&rest, '\n');
	while (good && rest.len > 0 && files.count < FILES_MAX) {
		size_t path_len, text_len;
		struct bundle_file f;

		good = take_length(&rest, &path_len) && take_length(&rest, &text_len) &&
		       take_bytes(a, &rest, path_len, &f.path) && take_bytes(a, &rest, text_len, &f.text);
		good = good && (files.count == 0 || str_cmp(files.at[files.count - 1].path, f.path) < 0);
		if (good)
			*ARRAY_ADD(files) = f;
	}
	if (good && rest.len == 0)
		*out = bundle_make(a, files.at, files.count);
	else
		arena_free(a);
	ARRAY_FREE(files);
	return *out ? 0 : err_set(err, "not a packed model: expected what `sdmctl activate` writes");
}

void bundle_free(struct bundle *b)
{
	struct arena *a;

	if (!b)
		return;
	a = b->arena;
	arena_free(a);
}
