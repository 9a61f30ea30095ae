#include "daemon/streamfile.h"

#include "base/mem.h"
#include "daemon/entries.h"
#include "daemon/resp.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <strings.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

enum { WORDS_MAX = 16 + 2 * (ENTRIES_PAIRS_MAX + 1) };

struct streamfile {
	char *path;
	struct str bytes;
	void *map; /* NULL: the bytes are in `read` */
	struct buf read;
	size_t at;
	uint64_t entry;
	struct entry_id last;
	bool broken;
	struct str words[WORDS_MAX]; /* of the command in hand; the pairs of the input stand in it */
};

static int read_all(struct streamfile *f, int fd, struct err *err)
{
	for (;;) {
		buf_reserve(&f->read, 1 << 20);
		ssize_t got = read(fd, f->read.ptr + f->read.len, 1 << 20);

		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return err_set(err, "%s: cannot be read: %s", f->path, strerror(errno));
		if (got == 0)
			break;
		f->read.len += (size_t)got;
	}
	f->bytes = buf_str(&f->read);
	return 0;
}

static int take_bytes(struct streamfile *f, int fd, struct err *err)
{
	struct stat st;

	if (fstat(fd, &st) < 0)
		return err_set(err, "%s: %s", f->path, strerror(errno));
	if (!S_ISREG(st.st_mode) || st.st_size == 0)
		return read_all(f, fd, err);
	f->map = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
	if (f->map == MAP_FAILED) {
		f->map = NULL;
		return read_all(f, fd, err);
	}
	madvise(f->map, (size_t)st.st_size, MADV_SEQUENTIAL);
	f->bytes = (struct str){ f->map, (size_t)st.st_size };
	return 0;
}

int streamfile_open(const char *path, struct streamfile **out, struct err *err)
{
	bool standard = strcmp(path, "-") == 0;
	int fd = standard ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC);

	if (fd < 0)
		return err_set(err, "%s: %s", path, strerror(errno));
	struct streamfile *f = mem_alloc(sizeof(*f));
	f->path = mem_copy(str_of(standard ? "standard input" : path));
	int done = take_bytes(f, fd, err);
	if (!standard)
		close(fd);
	if (done < 0) {
		streamfile_free(f);
		return -1;
	}
	*out = f;
	return 0;
}

void streamfile_free(struct streamfile *f)
{
	if (f == NULL)
		return;
	if (f->map)
		munmap(f->map, f->bytes.len);
	buf_free(&f->read);
	mem_free(f->path);
	mem_free(f);
}

static bool is_word(struct str s, const char *word)
{
	return s.len == strlen(word) && strncasecmp(s.ptr, word, s.len) == 0;
}

/* Steps over [NOMKSTREAM] [MAXLEN|MINID [=|~] threshold [LIMIT count]]: what XADD allows before the id. */
static uint32_t skip_options(const struct streamfile *f, uint32_t n, uint32_t count)
{
	if (n < count && is_word(f->words[n], "NOMKSTREAM"))
		n++;
	if (n + 1 < count && (is_word(f->words[n], "MAXLEN") || is_word(f->words[n], "MINID"))) {
		n++;
		if (is_word(f->words[n], "=") || is_word(f->words[n], "~"))
			n++;
		n++;
		if (n < count && is_word(f->words[n], "LIMIT"))
			n += 2;
	}
	return n;
}

/* "*", "ms-*", "ms" or "ms-seq". */
static int take_id(struct streamfile *f, struct str text, struct err *err)
{
	struct entry_id id = { f->last.ms + 1, 0 };
	struct str ms = text;

	if (!str_eq(text, STR("*"))) {
		if (text.len > 2 && text.ptr[text.len - 1] == '*' && text.ptr[text.len - 2] == '-')
			ms.len -= 2;
		if (!entry_id_parse(ms, &id))
			return err_set(err, "expected an entry id or *, got \"%.*s\"", STR_ARG(text));
		if (ms.len != text.len)
			id.seq = id.ms == f->last.ms ? f->last.seq + 1 : 0;
	}
	f->last = id;
	return 0;
}

static int take_kind(struct str key, enum input_kind *out, struct err *err)
{
	static const struct str ends[] = { { ":reports", 8 }, { ":commands", 9 } };

	for (int i = 0; i < 2; i++) {
		if (key.len >= ends[i].len && memcmp(key.ptr + key.len - ends[i].len, ends[i].ptr, ends[i].len) == 0) {
			*out = i == 0 ? INPUT_REPORT : INPUT_COMMAND;
			return 0;
		}
	}
	return err_set(err, "expected a key that ends in :reports or :commands, got \"%.*s\"", STR_ARG(key));
}

/* The words of one command: at most WORDS_MAX of them are kept, *out_all says how many there are. */
static int take_words(struct streamfile *f, struct str command, uint32_t *out_kept, uint32_t *out_all, struct err *err)
{
	size_t at = 0;
	struct resp list = resp_next(command, &at);

	if (list.kind != RESP_ARRAY || list.integer < 5)
		return err_set(err, "expected an array of XADD, key, id and pairs of field and value");
	*out_all = (uint32_t)list.integer;
	uint32_t kept = *out_all > WORDS_MAX ? WORDS_MAX : *out_all;
	if (resp_strings(command, &at, f->words, kept) != kept)
		return err_set(err, "expected a command made of strings");
	*out_kept = kept;
	return 0;
}

static int take_command(struct streamfile *f, struct str command, struct input *out, struct err *err)
{
	uint32_t kept = 0, all = 0;

	if (take_words(f, command, &kept, &all, err) < 0)
		return -1;
	if (!is_word(f->words[0], "XADD"))
		return err_set(err, "expected XADD, got \"%.*s\"", STR_ARG(f->words[0]));
	*out = (struct input){ 0 };
	if (take_kind(f->words[1], &out->kind, err) < 0)
		return -1;
	uint32_t n = skip_options(f, 2, kept);
	if (n >= kept)
		return err_set(err, "expected an entry id or *");
	if (take_id(f, f->words[n], err) < 0)
		return -1;
	n++;
	if (all == n || (all - n) % 2 != 0)
		return err_set(err, "expected pairs of field and value after the id");
	out->id = f->last;
	uint32_t pairs = (all - n) / 2;
	out->pair_count = pairs > ENTRIES_PAIRS_MAX ? ENTRIES_PAIRS_MAX + 1 : pairs;
	out->pairs = (const struct pair *)&f->words[n];
	return 0;
}

enum streamfile_step streamfile_next(struct streamfile *f, struct input *out, struct err *err)
{
	struct str rest = { f->bytes.ptr + f->at, f->bytes.len - f->at };
	struct resp_scan scan = { 0 };
	size_t len = 0;

	if (rest.len == 0 || f->broken)
		return STREAMFILE_END;
	f->entry++;
	enum resp_state state = resp_measure(rest, &scan, &len, err);
	if (state == RESP_MORE)
		err_set(err, "the file ends in the middle of a command");
	if (state == RESP_WHOLE && take_command(f, (struct str){ rest.ptr, len }, out, err) < 0)
		state = RESP_BROKEN;
	if (state != RESP_WHOLE) {
		f->broken = true;
		err_chain(err, "%s: command %llu, byte %zu", f->path, (unsigned long long)f->entry, f->at);
		return STREAMFILE_BROKEN;
	}
	f->at += len;
	return STREAMFILE_INPUT;
}

uint64_t streamfile_done(const struct streamfile *f)
{
	return f->at;
}

uint64_t streamfile_size(const struct streamfile *f)
{
	return f->bytes.len;
}
