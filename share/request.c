#include "share/request.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>

#include <microhttpd.h>

#include "base/clock.h"
#include "base/text.h"
#include "share/form.h"
#include "share/media.h"
#include "share/receiving.h"

/* Whom V6 is counted with: its network, of which one host may have every
 * address; or the IPv4 address that it holds. */
static void
neighbour(struct in6_addr v6, char out[REQUEST_FROM])
{
	if (IN6_IS_ADDR_V4MAPPED(&v6)) {
		(void)inet_ntop(AF_INET, v6.s6_addr + 12, out, REQUEST_FROM);
		return;
	}
	memset(v6.s6_addr + 8, 0, 8);
	(void)inet_ntop(AF_INET6, &v6, out, REQUEST_FROM);
}

/* TEXT, if that is an address. */
static bool
named(const char *text, char out[REQUEST_FROM])
{
	struct in6_addr v6;
	struct in_addr v4;

	if (inet_pton(AF_INET, text, &v4) == 1) {
		(void)inet_ntop(AF_INET, &v4, out, REQUEST_FROM);
		return true;
	}
	if (inet_pton(AF_INET6, text, &v6) != 1)
		return false;
	neighbour(v6, out);
	return true;
}

/* A MHD_KeyValueIterator: the last header of that name stays.  Those before
 * it may have come with the request. */
static enum MHD_Result
last_via(void *cls, enum MHD_ValueKind kind, const char *name, const char *text)
{
	const char **via = cls;

	(void)kind;
	if (text != NULL && strcasecmp(name, "X-Forwarded-For") == 0)
		*via = text;
	return MHD_YES;
}

/* The peer's address; behind a proxy on this machine the last one the proxy
 * named, if that is an address. */
static void
find_from(struct request *r)
{
	const union MHD_ConnectionInfo *info = MHD_get_connection_info(
	    r->connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
	const char *via = NULL, *comma;
	bool here = false;

	(void)snprintf(r->from, sizeof(r->from), "unknown");
	if (info == NULL || info->client_addr == NULL)
		return;
	if (info->client_addr->sa_family == AF_INET) {
		const struct sockaddr_in *in = (const void *)info->client_addr;

		(void)inet_ntop(
		    AF_INET, &in->sin_addr, r->from, sizeof(r->from));
		here = (ntohl(in->sin_addr.s_addr) >> 24) == 127;
	} else if (info->client_addr->sa_family == AF_INET6) {
		const struct sockaddr_in6 *in = (const void *)info->client_addr;

		neighbour(in->sin6_addr, r->from);
		here = IN6_IS_ADDR_LOOPBACK(&in->sin6_addr) ||
		    (IN6_IS_ADDR_V4MAPPED(&in->sin6_addr) &&
			in->sin6_addr.s6_addr[12] == 127);
	}
	if (!here)
		return;
	(void)MHD_get_connection_values(
	    r->connection, MHD_HEADER_KIND, last_via, &via);
	if (via == NULL)
		return;
	comma = strrchr(via, ',');
	via = comma != NULL ? comma + 1 : via;
	(void)named(via + strspn(via, " \t"), r->from);
}

enum rc
request_open(struct request **out, const struct front *front,
    struct MHD_Connection *connection, const char *method, const char *path,
    struct error *err)
{
	struct request *r = calloc(1, sizeof(*r));

	if (r == NULL || (r->path = strdup(path)) == NULL) {
		free(r);
		return error_nomem(err);
	}
	r->connection = connection;
	r->front = front;
	r->method = strcmp(method, "GET") == 0 ? REQUEST_GET
	    : strcmp(method, "HEAD") == 0      ? REQUEST_HEAD
	    : strcmp(method, "POST") == 0      ? REQUEST_POST
	    : strcmp(method, "PUT") == 0       ? REQUEST_PUT
					       : REQUEST_OTHER;
	r->target = urls_find(front->urls, r->path);
	r->began_ns = clock_mono_ns();
	r->now_ms = clock_wall_ms();
	find_from(r);
	display_find(r);
	*out = r;
	return RC_OK;
}

void
request_close(struct request *r)
{
	if (r == NULL)
		return;
	media_close(r->media);
	receiving_close(r->receiving);
	if (r->response != NULL && !r->asset)
		MHD_destroy_response(r->response);
	buf_clear(&r->body);
	box_wipe(r->path, strlen(r->path));
	box_wipe(r->cookie, sizeof(r->cookie));
	free(r->path);
	free(r);
}

void
request_more(struct request *r, const void *data, size_t len)
{
	size_t most =
	    r->target.page == URLS_AGENDA || r->target.page == URLS_AGENDA_CHECK
	    ? REQUEST_SHEET
	    : REQUEST_BODY;

	if (r->too_big || len > most - r->body.len) {
		r->too_big = true;
		buf_reset(&r->body);
		return;
	}
	buf_put(&r->body, data, len);
}

bool
request_field(const struct request *r, const char *name, char *out, size_t room)
{
	return form_field(buf_str(&r->body), r->body.len, name, out, room);
}

bool
request_query(const struct request *r, const char *name, char *out, size_t room)
{
	const char *value = MHD_lookup_connection_value(
	    r->connection, MHD_GET_ARGUMENT_KIND, name);

	out[0] = '\0';
	if (value == NULL || strlen(value) >= room ||
	    !text_valid(value, strlen(value)))
		return false;
	(void)snprintf(out, room, "%s", value);
	return true;
}

const char *
request_header(const struct request *r, const char *name)
{
	return MHD_lookup_connection_value(
	    r->connection, MHD_HEADER_KIND, name);
}

bool
request_cookie(
    const struct request *r, const char *name, char *out, size_t room)
{
	return form_cookie(request_header(r, "Cookie"), name, out, room);
}

bool
request_is_ours(const struct request *r, bool sure)
{
	const char *site = request_header(r, "Sec-Fetch-Site");
	const char *origin = request_header(r, "Origin");
	const char *host = request_header(r, "Host");
	char own[300];

	if (site != NULL)
		return strcmp(site, "same-origin") == 0;
	if (origin == NULL || strcmp(origin, "null") == 0)
		return !sure;
	(void)snprintf(own, sizeof(own), "http://%s", host != NULL ? host : "");
	return strcmp(origin, r->front->base_url) == 0 ||
	    (strncmp(r->front->base_url, "http://", 7) == 0 &&
		strcmp(origin, own) == 0);
}

bool
request_is_here(const struct request *r, uint16_t here)
{
	static const char *const names[] = {"localhost", "127.0.0.1", "[::1]"};
	const char *host = request_header(r, "Host");
	char own[32];

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		(void)snprintf(
		    own, sizeof(own), "%s:%u", names[i], (unsigned)here);
		if (host != NULL && strcasecmp(host, own) == 0)
			return true;
	}
	return false;
}
