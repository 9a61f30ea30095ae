#include "daemon/address.h"
#include "base/num.h"
#include <arpa/inet.h>
#include <stdio.h>
#include <string.h>

enum { PORT = 6379 };

/* Without a port *out_port stays as it is. */
static int host_port(struct str text, struct str *out_host, uint16_t *out_port, struct err *err)
{
	struct str host = text, port = { 0 };
	int64_t number = *out_port;

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
	*out_host = host;
	*out_port = (uint16_t)number;
	return 0;
}

static int server(struct str text, struct link_address *out, struct err *err)
{
	struct str host;
	uint16_t port = PORT;

	if (host_port(text, &host, &port, err) < 0)
		return -1;
	if (host.len == 0)
		return err_set(err, "expected unix:SOCKET or HOST:PORT, got \"%.*s\"", STR_ARG(text));
	out->unix_path = (struct str){ 0 };
	out->host = host;
	out->port = port;
	return 0;
}

int address_parse(const char *text, struct link_address *out, struct err *err)
{
	struct str place = str_of(text);

	if (str_starts(place, STR("unix:")))
		place = (struct str){ place.ptr + 5, place.len - 5 };
	else if (!memchr(place.ptr ? place.ptr : "", '/', place.len))
		return server(place, out, err);
	if (place.len == 0)
		return err_set(err, "expected a socket's path after \"unix:\"");
	out->unix_path = place;
	return 0;
}

static bool is_digits(struct str s)
{
	for (size_t i = 0; i < s.len; i++)
		if (s.ptr[i] < '0' || s.ptr[i] > '9')
			return false;
	return s.len > 0;
}

int address_parse_bind(struct str text, struct address_bind *out, struct err *err)
{
	struct sockaddr_in *v4 = (struct sockaddr_in *)&out->at;
	struct sockaddr_in6 *v6 = (struct sockaddr_in6 *)&out->at;
	char host[INET6_ADDRSTRLEN + 1], local[32];
	struct str name;
	uint16_t port = 0;

	*out = (struct address_bind){ 0 };
	if (is_digits(text) && text.len < 8) {
		snprintf(local, sizeof(local), "127.0.0.1:%.*s", STR_ARG(text));
		text = str_of(local);
	}
	if (host_port(text, &name, &port, err) < 0)
		return -1;
	snprintf(host, sizeof(host), "%.*s", STR_ARG(name));
	if (name.len >= sizeof(host))
		port = 0;
	if (port > 0 && inet_pton(AF_INET, host, &v4->sin_addr) == 1) {
		v4->sin_family = AF_INET;
		v4->sin_port = htons(port);
		out->len = sizeof(*v4);
	} else if (port > 0 && inet_pton(AF_INET6, host, &v6->sin6_addr) == 1) {
		v6->sin6_family = AF_INET6;
		v6->sin6_port = htons(port);
		out->len = sizeof(*v6);
	} else {
		*out = (struct address_bind){ 0 };
		return err_set(err, "expected a port, or ADDRESS:PORT with the address in digits, got \"%.*s\"", STR_ARG(text));
	}
	snprintf(out->text, sizeof(out->text), v4->sin_family == AF_INET ? "%s:%u" : "[%s]:%u", host, port);
	return 0;
}
