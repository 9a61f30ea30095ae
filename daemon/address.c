#include "daemon/address.h"
#include "base/num.h"
#include <string.h>

enum { PORT = 6379 };

static int host_port(struct str text, struct link_address *out, struct err *err)
{
	struct str host = text, port = { 0 };
	int64_t number = PORT;

	if (text.len > 0 && text.ptr[0] == '[') {
		host = (struct str){ text.ptr + 1, text.len - 1 };
		port = host;
		host = str_cut(&port, ']');
		if (port.len > 0)
			port = (struct str){ port.ptr + 1, port.len - 1 };
	} else if (memchr(text.ptr, ':', text.len)) {
		port = text;
		host = str_cut(&port, ':');
	}
	if (port.len > 0 && (num_parse_i64(port, &number, NULL) < 0 || number < 1 || number > 65535))
		return err_set(err, "expected a port from 1 to 65535, got \"%.*s\"", STR_ARG(port));
	if (host.len == 0)
		return err_set(err, "expected unix:SOCKET or HOST:PORT, got \"%.*s\"", STR_ARG(text));
	out->unix_path = (struct str){ 0 };
	out->host = host;
	out->port = (uint16_t)number;
	return 0;
}

int address_parse(const char *text, struct link_address *out, struct err *err)
{
	struct str place = str_of(text);

	if (str_starts(place, STR("unix:")))
		place = (struct str){ place.ptr + 5, place.len - 5 };
	else if (!memchr(place.ptr ? place.ptr : "", '/', place.len))
		return host_port(place, out, err);
	if (place.len == 0)
		return err_set(err, "expected a socket's path after \"unix:\"");
	out->unix_path = place;
	return 0;
}
