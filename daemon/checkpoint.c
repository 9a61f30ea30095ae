#include "daemon/checkpoint.h"
#include <string.h>
#include <time.h>

/* A section as Redis holds it, and as the running checkpoint leaves it. */
struct shelf {
	char *name;
	enum section_kind kind;
	uint8_t *slots; /* of the current manifest, one bit a page */
	uint32_t pages; /* that the current manifest names */
	uint64_t bytes; /* NAMES: of text in the current manifest */
	/* the running checkpoint */
	bool present; /* the engine has it */
	struct section section;
	uint8_t *next_slots;
	struct manifest_section next;
	uint32_t piece; /* NAMES: written next */
};
struct checkpoint {
	struct str company;
	ARRAY(struct shelf) shelves;
	bool running;
	uint32_t at; /* the shelf that is being written */
	struct manifest head;
	struct buf meta;
	uint64_t generation; /* current */
	int64_t time_ms;     /* of the current one */
	struct buf key, text;
};

struct checkpoint *checkpoint_new(struct str company)
{
	struct checkpoint *c = mem_alloc(sizeof(*c));

	c->company = company;
	return c;
}

static void forget(struct checkpoint *c)
{
	for (size_t i = 0; i < c->shelves.count; i++) {
		mem_free(c->shelves.at[i].name);
		mem_free(c->shelves.at[i].slots);
		mem_free(c->shelves.at[i].next_slots);
	}
	ARRAY_FREE(c->shelves);
	c->running = false;
}

void checkpoint_free(struct checkpoint *c)
{
	if (!c)
		return;
	forget(c);
	buf_free(&c->meta);
	buf_free(&c->key);
	buf_free(&c->text);
	mem_free(c);
}

static struct shelf *shelf_of(struct checkpoint *c, struct str name, enum section_kind kind)
{
	struct shelf *s;

	for (size_t i = 0; i < c->shelves.count; i++)
		if (str_eq(str_of(c->shelves.at[i].name), name) && c->shelves.at[i].kind == kind)
			return &c->shelves.at[i];
	s = ARRAY_ADD(c->shelves);
	s->name = mem_copy(name);
	s->kind = kind;
	return s;
}

static size_t slot_bytes(uint32_t pages)
{
	return (pages + 7) / 8 ? (pages + 7) / 8 : 1;
}

void checkpoint_loaded(struct checkpoint *c, const struct manifest *m)
{
	forget(c);
	c->generation = m ? m->generation : 0;
	c->time_ms = m ? m->time_ms : 0;
	for (uint32_t i = 0; m && i < m->section_count; i++) {
		const struct manifest_section *in = &m->sections[i];
		struct shelf *s = shelf_of(c, in->name, in->kind);

		s->pages = in->pages;
		s->bytes = in->bytes;
		if (in->kind == SECTION_POOL) {
			s->slots = mem_alloc(slot_bytes(in->pages));
			memcpy(s->slots, in->slots, (in->pages + 7) / 8);
		}
	}
}

static void freeze_pool(struct shelf *s, struct pool *p)
{
	uint32_t pages = manifest_pool_pages(p->size, p->count);

	pool_freeze(p);
	s->next.record_size = p->size;
	s->next.count = p->count;
	s->next.free_head = p->free_head;
	s->next.live = p->live;
	s->next.pages = pages;
	mem_free(s->next_slots);
	s->next_slots = mem_alloc(slot_bytes(pages));
	if (s->slots)
		memcpy(s->next_slots, s->slots, slot_bytes(pages < s->pages ? pages : s->pages));
	s->next.slots = s->next_slots;
}

/* Names are never forgotten, so what is written is right; only a text that has become another one starts anew. */
static void freeze_names(struct shelf *s, const struct names *n)
{
	s->next.count = n->count;
	s->next.bytes = n->text.len;
	s->next.pages = manifest_names_pieces(n->text.len);
	s->piece = (uint32_t)((s->bytes < n->text.len ? s->bytes : 0) / NAMES_PIECE_BYTES);
	if (s->bytes == n->text.len)
		s->piece = s->next.pages;
}

static int64_t wall_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_REALTIME, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

void checkpoint_begin(struct checkpoint *c, struct engine *e, const struct manifest *head)
{
	buf_clear(&c->meta);
	engine_meta(e, &c->meta);
	c->head = *head;
	c->head.generation = c->generation + 1;
	c->head.time_ms = wall_ms();
	c->head.meta = str_trim(buf_str(&c->meta));
	c->running = true;
	c->at = 0;
	for (size_t i = 0; i < c->shelves.count; i++)
		c->shelves.at[i].present = false;
	for (uint32_t n = 0; n < engine_section_count(e); n++) {
		struct section section = engine_section(e, n);
		struct shelf *s = shelf_of(c, section.name, section.kind);

		s->present = true;
		s->section = section;
		s->next = (struct manifest_section){ .name = str_of(s->name), .kind = s->kind };
		if (s->kind == SECTION_POOL)
			freeze_pool(s, section.pool);
		else
			freeze_names(s, section.names);
	}
}

void checkpoint_rewrite(struct checkpoint *c, struct engine *e)
{
	for (uint32_t n = 0; n < engine_section_count(e); n++) {
		struct section section = engine_section(e, n);

		if (section.kind == SECTION_POOL)
			pool_change_all(section.pool);
	}
	for (size_t i = 0; i < c->shelves.count; i++)
		c->shelves.at[i].bytes = 0;
}

uint64_t checkpoint_generation(const struct checkpoint *c)
{
	return c->generation;
}

int64_t checkpoint_time_ms(const struct checkpoint *c)
{
	return c->time_ms;
}

bool checkpoint_is_running(const struct checkpoint *c)
{
	return c->running;
}

/* The next page of a pool goes into the slot that is not in use. false: there is none. */
static bool write_page(struct checkpoint *c, struct shelf *s, struct parcel *p)
{
	struct str bytes;
	uint32_t page;
	bool slot;

	if (!pool_take(s->section.pool, &page, &bytes))
		return false;
	if (page >= s->next.pages)
		return true; /* it held numbers given out after the freeze only */
	slot = !(page < s->pages && s->slots && slot_bit(s->slots, page));
	if (slot)
		s->next_slots[page / 8] |= (uint8_t)(1u << (page % 8));
	else
		s->next_slots[page / 8] &= (uint8_t) ~(1u << (page % 8));
	parcel_set(p, key_text(&c->key, c->company, "state:%s.%u.%d", s->name, page, slot), bytes);
	return true;
}

static bool write_piece(struct checkpoint *c, struct shelf *s, struct parcel *p)
{
	uint64_t from = (uint64_t)s->piece * NAMES_PIECE_BYTES;
	uint64_t len = s->next.bytes - from < NAMES_PIECE_BYTES ? s->next.bytes - from : NAMES_PIECE_BYTES;

	if (s->piece >= s->next.pages)
		return false;
	parcel_set(p, key_text(&c->key, c->company, "state:%s.%u.0", s->name, s->piece),
		   (struct str){ s->section.names->text.ptr + from, (size_t)len });
	s->piece++;
	return true;
}

/* Removes what the former manifest named and the new one does not. */
static void unlink_rest(struct checkpoint *c, const struct shelf *s, struct parcel *p)
{
	for (uint32_t page = s->present ? s->next.pages : 0; page < s->pages; page++)
		for (int slot = 0; slot < (s->kind == SECTION_POOL ? 2 : 1); slot++)
			parcel_add(p, 2,
				   (struct str[]){ STR("UNLINK"),
						   key_text(&c->key, c->company, "state:%s.%u.%d", s->name, page, slot) });
}

static void finish(struct checkpoint *c, struct parcel *p)
{
	struct manifest_section *sections = mem_alloc((c->shelves.count + 1) * sizeof(*sections));
	struct manifest m = c->head;

	for (size_t i = 0; i < c->shelves.count; i++) {
		struct shelf *s = &c->shelves.at[i];

		unlink_rest(c, s, p);
		if (s->present)
			sections[m.section_count++] = s->next;
		mem_free(s->slots);
		s->slots = s->present ? s->next_slots : NULL;
		s->next_slots = s->present ? NULL : s->next_slots;
		s->pages = s->present ? s->next.pages : 0;
		s->bytes = s->present ? s->next.bytes : 0;
	}
	m.sections = sections;
	buf_clear(&c->text);
	manifest_add(&c->text, &m);
	parcel_set(p, key_text(&c->key, c->company, "state:manifest"), buf_str(&c->text));
	mem_free(sections);
	c->generation = m.generation;
	c->time_ms = m.time_ms;
	c->running = false;
}

bool checkpoint_write(struct checkpoint *c, size_t most_bytes, struct parcel *p)
{
	size_t limit = p->bytes.len + most_bytes;

	for (; c->at < c->shelves.count; c->at++) {
		struct shelf *s = &c->shelves.at[c->at];
		bool wrote = s->present;

		while (wrote) {
			if (p->bytes.len >= limit)
				return false;
			wrote = s->kind == SECTION_POOL ? write_page(c, s, p) : write_piece(c, s, p);
		}
	}
	finish(c, p);
	return true;
}
