/* The daemon's own configuration, sdmd.yaml: where Redis is, which companies to serve, and how. Nothing in it changes a
 * verdict: that is the model's business.
 */
#pragma once
#include "base/mem.h"
#include "base/problems.h"
#include "daemon/address.h"
#include "daemon/log.h"

struct settings {
	struct arena *arena; /* owns all texts */
	struct link_address redis;
	struct str *companies;
	uint32_t company_count;
	uint32_t read_live;             /* COUNT of XREAD when up to date */
	uint32_t read_behind;           /* COUNT when catching up */
	uint32_t turn_inputs;           /* most inputs in one commit */
	uint32_t turn_delay_ms;         /* longest wait for more inputs under load; alerts never wait */
	uint32_t checkpoint_ms;         /* from the start of one checkpoint to the start of the next */
	uint32_t checkpoint_turn_bytes; /* most checkpoint bytes in one commit */
	uint32_t confirm_replicas;      /* WAIT for so many before receipts go out, 0: none */
	uint32_t confirm_ms;            /* how long WAIT may take */
	uint32_t lease_ms;              /* an owner silent for so long is taken over */
	uint32_t stand_by_ms;           /* between two looks of a stand-by at the lease */
	uint32_t stop_ms;               /* at most for the checkpoint of a clean stop */
	uint32_t keep_entries;          /* of each output stream, about */
	uint32_t keep_days;             /* of output streams, 0: any */
	uint32_t test_commit_delay_ms;  /* for tests: each commit waits at random for up to so long */
	uint32_t test_seed;             /* for tests: of that chance */
	bool keep_reports;              /* all of them; else only within the horizon */
	struct str http_text;           /* as written; empty: no /healthz, no /metrics */
	struct address_bind http;
	enum log_level log_level;
};

/* What holds without a file: redis on 127.0.0.1:6379, no company. */
void settings_default(struct settings *s);
/* May a company be named so: letters, digits and _, as in company.yaml. */
bool settings_is_company(struct str name);
/* Reads the file over the defaults. -1 where `problems` got an error. */
int settings_read(struct settings *s, const char *path, struct problems *problems);
/* Appends the names of what differs, "companies, keep_days": without log_level, which can change while sdmd runs. */
void settings_changes(const struct settings *was, const struct settings *now, struct buf *out);
void settings_free(struct settings *s);
