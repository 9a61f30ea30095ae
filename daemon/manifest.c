#include "daemon/manifest.h"
#include "base/pool.h"
#include "daemon/stream.h"
#include "daemon/words.h"
#include <string.h>

enum { SECTIONS_MAX = 65536 };

uint32_t manifest_pool_pages(uint32_t record_size, uint32_t count)
{
	struct pool shape;
	uint32_t pages;

	pool_init(&shape, "", record_size);
	pages = count ? ((count - 1) >> shape.shift) + 1 : 0;
	pool_free(&shape);
	return pages;
}

uint32_t manifest_names_pieces(uint64_t bytes)
{
	return (uint32_t)((bytes + NAMES_PIECE_BYTES - 1) / NAMES_PIECE_BYTES);
}

static void add_section(struct buf *b, const struct manifest_section *s)
{
	if (s->kind == SECTION_NAMES) {
		buf_addf(b, "names %.*s %llu %u\n", STR_ARG(s->name), (unsigned long long)s->bytes, s->count);
		return;
	}
	buf_addf(b, "pool %.*s %u %u %u %u ", STR_ARG(s->name), s->record_size, s->count, s->free_head, s->live);
	for (uint32_t i = 0; i < (s->pages + 7) / 8; i++)
		buf_addf(b, "%02x", s->slots[i]);
	buf_addc(b, '\n');
}

void manifest_add(struct buf *b, const struct manifest *m)
{
	buf_addf(b, "sdmd-state %d\ngeneration %llu\nmodel %s\ntime %lld\nreports ", STATE_FORMAT,
		 (unsigned long long)m->generation, m->model, (long long)m->time_ms);
	entry_id_add(b, m->reports);
	buf_adds(b, STR("\ncommands "));
	entry_id_add(b, m->commands);
	buf_addf(b, "\ninputs %llu\nturn %llu\ndigest ", (unsigned long long)m->inputs, (unsigned long long)m->turn);
	hash128_add(b, m->digest);
	buf_adds(b, STR("\nstate "));
	if (m->has_state)
		hash128_add(b, m->state);
	else
		buf_addc(b, '-');
	buf_adds(b, STR("\noutputs"));
	for (int i = 0; i < OUTPUT_STREAMS; i++)
		buf_addf(b, " %llu", (unsigned long long)m->outputs[i]);
	buf_addf(b, "\nmeta %.*s\n", STR_ARG(m->meta));
	for (uint32_t i = 0; i < m->section_count; i++)
		add_section(b, &m->sections[i]);
	buf_adds(b, STR("end\n"));
}

static bool parse_slots(struct str hex, struct arena *a, struct manifest_section *s)
{
	uint32_t bytes = (s->pages + 7) / 8;

	if (hex.len != (size_t)bytes * 2)
		return false;
	s->slots = arena_alloc(a, bytes ? bytes : 1);
	for (uint32_t i = 0; i < bytes * 2; i++) {
		char c = hex.ptr[i];
		int digit = c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;

		if (digit < 0)
			return false;
		s->slots[i / 2] = (uint8_t)(s->slots[i / 2] << 4 | digit);
	}
	return true;
}

static bool word_u32(struct str *rest, uint32_t *out)
{
	uint64_t n;

	if (!words_u64(str_cut(rest, ' '), &n) || n > UINT32_MAX)
		return false;
	*out = (uint32_t)n;
	return true;
}

static bool parse_section(struct str kind, struct str rest, struct arena *a, struct manifest_section *out)
{
	struct manifest_section s = { .kind = str_eq(kind, STR("pool")) ? SECTION_POOL : SECTION_NAMES };

	s.name = arena_str(a, str_cut(&rest, ' '));
	if (s.kind == SECTION_NAMES) {
		if (!words_u64(str_cut(&rest, ' '), &s.bytes) || !word_u32(&rest, &s.count))
			return false;
		s.pages = manifest_names_pieces(s.bytes);
	} else {
		if (!word_u32(&rest, &s.record_size) || !word_u32(&rest, &s.count) || !word_u32(&rest, &s.free_head) ||
		    !word_u32(&rest, &s.live) || s.record_size < 4 || s.record_size % 4 || s.record_size > 1 << 20)
			return false;
		s.pages = manifest_pool_pages(s.record_size, s.count);
		if (!parse_slots(rest, a, &s))
			return false;
	}
	*out = s;
	return s.name.len > 0;
}

static bool parse_outputs(struct str rest, struct manifest *m)
{
	for (int i = 0; i < OUTPUT_STREAMS; i++)
		if (!words_u64(str_cut(&rest, ' '), &m->outputs[i]))
			return false;
	return true;
}

static bool parse_line(struct str word, struct str rest, struct arena *a, struct manifest *m)
{
	if (str_eq(word, STR("generation")))
		return words_u64(rest, &m->generation);
	if (str_eq(word, STR("model"))) {
		if (rest.len != sizeof(m->model) - 1)
			return false;
		memcpy(m->model, rest.ptr, rest.len);
		return true;
	}
	if (str_eq(word, STR("time")))
		return words_i64(rest, &m->time_ms);
	if (str_eq(word, STR("reports")))
		return entry_id_parse(rest, &m->reports);
	if (str_eq(word, STR("commands")))
		return entry_id_parse(rest, &m->commands);
	if (str_eq(word, STR("inputs")))
		return words_u64(rest, &m->inputs);
	if (str_eq(word, STR("turn")))
		return words_u64(rest, &m->turn);
	if (str_eq(word, STR("digest")))
		return words_digest(rest, &m->digest);
	if (str_eq(word, STR("state"))) {
		m->has_state = !str_eq(rest, STR("-"));
		return !m->has_state || words_digest(rest, &m->state);
	}
	if (str_eq(word, STR("outputs")))
		return parse_outputs(rest, m);
	if (str_eq(word, STR("meta"))) {
		m->meta = arena_str(a, rest);
		return true;
	}
	if (str_eq(word, STR("pool")) || str_eq(word, STR("names")))
		return parse_section(word, rest, a, &m->sections[m->section_count++]);
	return str_eq(word, STR("end"));
}

static uint32_t count_lines(struct str text)
{
	uint32_t lines = 0;

	for (size_t i = 0; i < text.len; i++)
		lines += text.ptr[i] == '\n';
	return lines;
}

int manifest_parse(struct str text, struct arena *a, struct manifest *out, struct err *err)
{
	struct manifest m = { 0 };
	struct str rest = text, line = str_cut(&rest, '\n');
	uint32_t lines = count_lines(text);
	uint64_t format;
	bool ended = false;

	if (!str_eq(str_cut(&line, ' '), STR("sdmd-state")) || !words_u64(line, &format))
		return err_set(err, "manifest: expected \"sdmd-state <version>\" in its first line");
	if (format > STATE_FORMAT)
		return err_set(err, "manifest: the state has format version %llu, this daemon knows up to %d: start a newer sdmd",
			       (unsigned long long)format, STATE_FORMAT);
	if (lines > SECTIONS_MAX)
		return err_set(err, "manifest: more than %d lines", SECTIONS_MAX);
	m.sections = arena_alloc(a, lines * sizeof(*m.sections));
	for (uint32_t n = 2; n <= lines && !ended; n++) {
		struct str word;

		line = str_cut(&rest, '\n');
		word = str_cut(&line, ' ');
		if (!parse_line(word, line, a, &m))
			return err_set(err, "manifest: line %u (\"%.*s\") cannot be read", n, STR_ARG(word));
		ended = str_eq(word, STR("end"));
	}
	if (!ended || m.model[0] == '\0')
		return err_set(err, "manifest: it has no %s", ended ? "model" : "end");
	*out = m;
	return 0;
}
