/* A connection to Redis for one command of sdmctl: where it is, whose keys, one question at a time. */
#pragma once
#include "ctl/common.h"
#include "daemon/link.h"
#include "daemon/resp.h"
#include "daemon/settings.h"

struct event_base;

#define SERVER_SETTINGS "/etc/sdmd/sdmd.yaml" /* read where --config names no other and it is there */

struct server {
	struct event_base *loop;
	struct link *link;
	struct settings settings;
	struct link_address address;
	struct str company; /* empty: not said */
	int wait_ms;
	bool misnamed; /* the place or the company asked for cannot be one */
	struct buf key, reply;
	struct err why; /* the connection's last trouble */
};

/* Reads options and settings and connects; the first question waits for the connection. */
int server_open(const struct common *c, struct server *out, struct err *err);
void server_close(struct server *s);
/* Says why something with the server failed; before server_close(). The status is STATUS_USAGE where it was named wrongly. */
int server_complain(const struct server *s, const struct err *err);
/* Fails where no option, variable or settings file names a company, or names what is no company. */
int server_need_company(struct server *s, struct err *err);
/* "sdm:{company}:rest"; valid until the next call. */
struct str server_key(struct server *s, const char *rest);
/* The reply stands in s->reply until the next question. -1: no answer, or an error reply. */
int server_ask(struct server *s, size_t argc, const struct str *argv, struct resp *out, size_t *out_at, struct err *err);
/* GET; *out_found says whether there is such a key. The text is valid until the next question. */
int server_get(struct server *s, const char *rest, struct str *out, bool *out_found, struct err *err);
/* Formatted commands, exactly `commands` of them, as one transaction. -1: not done, or one of them failed. */
int server_exec(struct server *s, struct str bytes, uint32_t commands, struct err *err);
/* XADD of pairs (name, text, name, text...) to a stream of the company; the id that it got is valid until the next question. */
int server_add(struct server *s, const char *stream, const struct str *pairs, size_t count, struct str *out_id, struct err *err);
