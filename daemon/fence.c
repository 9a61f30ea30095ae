#include "daemon/fence.h"
#include "daemon/stream.h"
#include "daemon/words.h"
#include <string.h>

void fence_add(struct buf *b, const struct fence *f)
{
	buf_add_u64(b, f->epoch);
	buf_addc(b, ' ');
	buf_add_u64(b, f->turn);
	buf_addc(b, ' ');
	hash128_add(b, f->digest);
	buf_addc(b, ' ');
	entry_id_add(b, f->reports);
	buf_addc(b, ' ');
	entry_id_add(b, f->commands);
	buf_addc(b, ' ');
	buf_add_u64(b, f->inputs);
	buf_addc(b, ' ');
	buf_adds(b, str_of(f->owner));
}

int fence_parse(struct str text, struct fence *out, struct err *err)
{
	struct str rest = text;
	struct fence f = { 0 };
	struct str owner;

	if (!words_u64(str_cut(&rest, ' '), &f.epoch) || !words_u64(str_cut(&rest, ' '), &f.turn) ||
	    !words_digest(str_cut(&rest, ' '), &f.digest) || !entry_id_parse(str_cut(&rest, ' '), &f.reports) ||
	    !entry_id_parse(str_cut(&rest, ' '), &f.commands) || !words_u64(str_cut(&rest, ' '), &f.inputs))
		return err_set(err, "fence: expected \"epoch turn digest reports commands inputs owner\", got \"%.*s\"",
			       STR_ARG(text));
	owner = rest;
	if (owner.len == 0 || owner.len > OWNER_ID_LEN)
		return err_set(err, "fence: expected an owner of at most %d digits at its end, got \"%.*s\"", OWNER_ID_LEN,
			       STR_ARG(owner));
	memcpy(f.owner, owner.ptr, owner.len);
	*out = f;
	return 0;
}
