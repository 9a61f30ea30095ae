#include "daemon/link_tls.h"

#include "base/mem.h"

#include <arpa/inet.h>
#include <event2/bufferevent.h>
#include <event2/bufferevent_ssl.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

static const char *ssl_words(void)
{
	unsigned long code = ERR_peek_last_error();
	const char *words = code ? ERR_reason_error_string(code) : NULL;

	return words ? words : "no reason given";
}

static int load_files(SSL_CTX *context, const struct link_address *address, struct err *err)
{
	struct arena *a = arena_new();
	const char *ca = arena_str(a, address->ca_file).ptr;
	const char *cert = arena_str(a, address->cert_file).ptr;
	struct str key_file = address->key_file.len > 0 ? address->key_file : address->cert_file;
	const char *key = arena_str(a, key_file).ptr;
	int failed = 0;

	ERR_clear_error();
	if (address->ca_file.len > 0) {
		if (SSL_CTX_load_verify_locations(context, ca, NULL) != 1)
			failed = err_set(err, "TLS: cannot take the CA certificates from %s: %s", ca, ssl_words());
	} else if (SSL_CTX_set_default_verify_paths(context) != 1) {
		failed = err_set(err, "TLS: cannot take the system's CA certificates: %s", ssl_words());
	}
	if (failed == 0 && address->cert_file.len > 0) {
		if (SSL_CTX_use_certificate_chain_file(context, cert) != 1)
			failed = err_set(err, "TLS: cannot take the client certificate from %s: %s", cert, ssl_words());
		else if (SSL_CTX_use_PrivateKey_file(context, key, SSL_FILETYPE_PEM) != 1)
			failed = err_set(err, "TLS: cannot take the client's key from %s: %s", key, ssl_words());
	}
	arena_free(a);
	return failed;
}

static struct str server_name(const struct link_address *address)
{
	return address->server_name.len > 0 ? address->server_name : address->host;
}

static bool is_numeric(const char *name)
{
	unsigned char bytes[sizeof(struct in6_addr)];

	return inet_pton(AF_INET, name, bytes) == 1 || inet_pton(AF_INET6, name, bytes) == 1;
}

/* A numeric address is checked against the certificate's addresses and not sent as SNI, which carries names only. */
static int name_server(SSL *ssl, const struct link_address *address, struct err *err)
{
	char *name = mem_copy(server_name(address));
	int done;

	if (is_numeric(name))
		done = X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(ssl), name);
	else
		done = SSL_set_tlsext_host_name(ssl, name) == 1 && SSL_set1_host(ssl, name) == 1;
	if (done != 1)
		err_set(err, "TLS: \"%s\" cannot be used as a server name: %s", name, ssl_words());
	mem_free(name);
	return done == 1 ? 0 : -1;
}

struct bufferevent *link_tls_start(struct event_base *loop, const struct link_address *address, int fd, struct err *err)
{
	struct bufferevent *tls = NULL;
	SSL *ssl = NULL;
	SSL_CTX *context = SSL_CTX_new(TLS_client_method());

	if (context == NULL) {
		err_set(err, "TLS: OpenSSL cannot start: %s", ssl_words());
		return NULL;
	}
	SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION);
	SSL_CTX_set_verify(context, SSL_VERIFY_PEER, NULL);
	if (load_files(context, address, err) < 0)
		goto done;
	ssl = SSL_new(context);
	if (ssl == NULL) {
		err_set(err, "TLS: OpenSSL cannot start a connection: %s", ssl_words());
		goto done;
	}
	if (name_server(ssl, address, err) < 0)
		goto done;
	tls = bufferevent_openssl_socket_new(loop, fd, ssl, BUFFEREVENT_SSL_CONNECTING, BEV_OPT_CLOSE_ON_FREE);
	if (tls == NULL)
		err_set(err, "TLS: libevent cannot take the connection");
done:
	if (tls == NULL)
		SSL_free(ssl);
	SSL_CTX_free(context);
	return tls;
}

void link_tls_reason(struct bufferevent *tls, const struct link_address *address, bool was_open, struct err *out)
{
	SSL *ssl = bufferevent_openssl_get_ssl(tls);
	long verdict = SSL_get_verify_result(ssl);
	unsigned long code = bufferevent_get_openssl_error(tls);
	const char *words = code ? ERR_reason_error_string(code) : NULL;
	struct str ca = address->ca_file.len > 0 ? address->ca_file : STR("the system's CA certificates");

	if (verdict != X509_V_OK)
		err_set(out, "TLS: the server's certificate is refused (%s): it must be made for \"%.*s\" and be signed by %.*s",
			X509_verify_cert_error_string(verdict), STR_ARG(server_name(address)), STR_ARG(ca));
	else if (was_open)
		err_set(out, "the server closed the connection%s%s", words ? ": TLS: " : "", words ? words : "");
	else if (words)
		err_set(out, "TLS: the handshake failed (%s); is this Redis's TLS port?", words);
	else
		err_set(out, "TLS: the server closed the connection in the handshake; is this Redis's TLS port, and does it "
			     "want a client certificate?");
}
