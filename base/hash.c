#include "base/hash.h"
#include "base/mem.h"
#include <openssl/evp.h>
#define XXH_INLINE_ALL
#include <xxhash.h>

enum { SLOTS_MIN = 16, SHA256_BYTES = 32 };

uint64_t hash64(const void *bytes, size_t len, uint64_t key)
{
	return XXH3_64bits_withSeed(bytes, len, key);
}

struct hash128 hash128(const void *bytes, size_t len, uint64_t key)
{
	XXH128_hash_t h = XXH3_128bits_withSeed(bytes, len, key);

	return (struct hash128){ h.low64, h.high64 };
}

static const char hex_digits[] = "0123456789abcdef";

void hash128_add(struct buf *b, struct hash128 h)
{
	enum { DIGITS = 16 };
	char text[2 * DIGITS];

	for (int i = 0; i < DIGITS; i++) {
		text[DIGITS - 1 - i] = hex_digits[h.hi >> i * 4 & 15];
		text[2 * DIGITS - 1 - i] = hex_digits[h.lo >> i * 4 & 15];
	}
	buf_add(b, text, sizeof(text));
}

void sha256_hex(const void *bytes, size_t len, char out[65])
{
	unsigned char digest[EVP_MAX_MD_SIZE];

	if (EVP_Digest(len ? bytes : "", len, digest, NULL, EVP_sha256(), NULL) != 1)
		mem_out("SHA-256");
	for (size_t i = 0; i < SHA256_BYTES; i++) {
		out[2 * i] = hex_digits[digest[i] >> 4];
		out[2 * i + 1] = hex_digits[digest[i] & 15];
	}
	out[64] = '\0';
}

static void index_rebuild(struct index *x, uint64_t slots)
{
	struct index old = *x;

	if (slots > UINT32_MAX)
		mem_out("an index too large");
	x->slots = mem_alloc_large(slots * sizeof(*x->slots));
	x->size = (uint32_t)slots;
	x->used = x->live;
	for (uint32_t i = 0; i < old.size; i++) {
		uint64_t slot = old.slots[i];
		uint32_t at = index_home(x, (uint32_t)(slot >> 32));

		if (slot == 0 || (uint32_t)slot == INDEX_GRAVESTONE)
			continue;
		while (x->slots[at])
			at = index_after(x, at);
		x->slots[at] = slot;
	}
	mem_free_large(old.slots, index_bytes(&old));
}

void index_reserve(struct index *x, uint32_t count)
{
	uint64_t slots = x->size ? x->size : SLOTS_MIN, wanted = 2 * ((uint64_t)x->live + count);

	if (x->size && (uint64_t)x->used + count <= x->size / 4 * 3)
		return;
	/* Half full at most afterwards: where gravestones were the trouble, the size stays. */
	index_rebuild(x, wanted > slots ? wanted : slots);
}

void index_remove(struct index *x, uint64_t hash, uint32_t number)
{
	uint64_t wanted = hash << 32 | (number + 1);
	uint32_t at = index_home(x, (uint32_t)hash);

	if (!x->slots)
		return;
	while (x->slots[at] != wanted) {
		if (x->slots[at] == 0)
			return;
		at = index_after(x, at);
	}
	x->live--;
	x->slots[at] = INDEX_GRAVESTONE;
	/* At the end of a run nobody needs to pass over it, nor over the gravestones before it. */
	if (x->slots[index_after(x, at)] != 0)
		return;
	while ((uint32_t)x->slots[at] == INDEX_GRAVESTONE) {
		x->slots[at] = 0;
		x->used--;
		at = (at ? at : x->size) - 1;
	}
}

void index_free(struct index *x)
{
	mem_free_large(x->slots, index_bytes(x));
	*x = (struct index){ 0 };
}

size_t index_bytes(const struct index *x)
{
	return x->size * sizeof(*x->slots);
}
