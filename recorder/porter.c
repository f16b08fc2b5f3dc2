#include "recorder/porter.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <curl/curl.h>

#include "base/clock.h"
#include "recorder/folder.h"
#include "recorder/home.h"
#include "seal/courier.h"

enum { CONNECT_S = 20, SILENCE_S = 60, REPLY_MOST = 1 << 20, URL_ROOM = 1024 };

struct porter {
	CURL *curl;
	const char *server; /* the call's */
	const char *ca_file;
	struct box_sign_secret signer;
	int64_t ahead_ms; /* of the server's clock, before ours */
};

/* One request. */
struct trip {
	struct buf *reply;
	FILE *file; /* NULL: no body */
	bool file_failed;
	int64_t server_ms; /* what it says the time is; 0: nothing */
	porter_sent *sent;
	void *to;
};

enum rc
porter_open(struct porter **out, const struct cmd_call *call, struct error *err)
{
	const char *server = cmd_text(call, "server");
	struct porter *e;
	enum rc rc;

	if (server == NULL)
		return error_set(err, RC_INVALID,
		    "--server URL is missing: the address of the store's "
		    "pages");
	if (strncmp(server, "https://", 8) != 0 || server[8] == '\0' ||
	    strpbrk(server, " \t\r\n?#@") != NULL ||
	    server[strlen(server) - 1] == '/')
		return error_set(err, RC_INVALID,
		    "--server must be https:// and a host, without a slash at "
		    "the end");
	if ((e = calloc(1, sizeof(*e))) == NULL)
		return error_nomem(err);
	e->server = server;
	e->ca_file = cmd_text(call, "ca");
	if ((rc = folder_signer(home_of(call), &e->signer, err)) != RC_OK)
		goto done;
	if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK ||
	    (e->curl = curl_easy_init()) == NULL) {
		rc = error_nomem(err);
		goto done;
	}
	*out = e;
	e = NULL;
done:
	porter_close(e);
	return rc;
}

void
porter_close(struct porter *e)
{
	if (e == NULL)
		return;
	curl_easy_cleanup(e->curl);
	box_wipe(&e->signer, sizeof(e->signer));
	free(e);
}

static size_t
on_reply(char *data, size_t size, size_t count, void *arg)
{
	struct trip *trip = arg;
	size_t len = size * count;

	if (trip->reply->len + len > REPLY_MOST)
		return 0;
	buf_put(trip->reply, data, len);
	return len;
}

static size_t
on_header(char *line, size_t size, size_t count, void *arg)
{
	static const char name[] = COURIER_TIME ":";
	struct trip *trip = arg;

	if (size * count > sizeof(name) &&
	    strncasecmp(line, name, sizeof(name) - 1) == 0)
		trip->server_ms = strtoll(line + sizeof(name) - 1, NULL, 10);
	return size * count;
}

static size_t
on_file(char *to, size_t size, size_t count, void *arg)
{
	struct trip *trip = arg;
	size_t got = fread(to, 1, size * count, trip->file);

	if (got == 0 && ferror(trip->file)) {
		trip->file_failed = true;
		return CURL_READFUNC_ABORT;
	}
	if (trip->sent != NULL)
		trip->sent(trip->to, (int64_t)got);
	return got;
}

static enum rc
header(struct curl_slist **list, const char *name, const char *value,
    struct error *err)
{
	struct buf line = {0};
	struct curl_slist *longer = NULL;

	buf_printf(&line, "%s: %s", name, value);
	if (buf_check(&line, NULL) == RC_OK)
		longer = curl_slist_append(*list, buf_str(&line));
	buf_clear(&line);
	if (longer == NULL)
		return error_nomem(err);
	*list = longer;
	return RC_OK;
}

/* C, signed, as the four headers. */
static enum rc
headers(struct porter *e, const struct courier *c, struct curl_slist **list,
    struct error *err)
{
	unsigned char signature[BOX_SIGNATURE];
	struct box_sign_public public;
	struct buf key = {0}, hash = {0}, sign = {0};
	char now[24];
	enum rc rc;

	if ((rc = courier_sign(c, &e->signer, signature, err)) != RC_OK)
		return rc;
	box_sign_public_of(&e->signer, &public);
	buf_hex(&key, public.v, sizeof(public.v));
	buf_hex(&hash, c->hash, sizeof(c->hash));
	buf_hex(&sign, signature, sizeof(signature));
	(void)snprintf(now, sizeof(now), "%" PRId64, c->time_ms);
	if ((rc = buf_check(&key, err)) == RC_OK &&
	    (rc = buf_check(&hash, err)) == RC_OK &&
	    (rc = buf_check(&sign, err)) == RC_OK &&
	    (rc = header(list, COURIER_DEVICE, buf_str(&key), err)) == RC_OK &&
	    (rc = header(list, COURIER_TIME, now, err)) == RC_OK &&
	    (rc = header(list, COURIER_HASH, buf_str(&hash), err)) == RC_OK &&
	    (rc = header(list, COURIER_SIGNATURE, buf_str(&sign), err)) ==
		RC_OK)
		/* no "Expect: 100-continue": a proxy may sit on it */
		rc = header(list, "Expect", "", err);
	buf_clear(&key);
	buf_clear(&hash);
	buf_clear(&sign);
	return rc;
}

static void
prepare(struct porter *e, const struct courier *c, struct trip *trip)
{
	CURL *curl = e->curl;

	(void)curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "https");
	(void)curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 0L);
	(void)curl_easy_setopt(curl, CURLOPT_SSL_VERIFYPEER, 1L);
	(void)curl_easy_setopt(curl, CURLOPT_SSL_VERIFYHOST, 2L);
	(void)curl_easy_setopt(
	    curl, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
	if (e->ca_file != NULL) {
		(void)curl_easy_setopt(curl, CURLOPT_CAINFO, e->ca_file);
		(void)curl_easy_setopt(curl, CURLOPT_CAPATH, NULL);
	}
	(void)curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
	(void)curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT, (long)CONNECT_S);
	(void)curl_easy_setopt(curl, CURLOPT_LOW_SPEED_LIMIT, 1L);
	(void)curl_easy_setopt(curl, CURLOPT_LOW_SPEED_TIME, (long)SILENCE_S);
	(void)curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, on_reply);
	(void)curl_easy_setopt(curl, CURLOPT_WRITEDATA, trip);
	(void)curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, on_header);
	(void)curl_easy_setopt(curl, CURLOPT_HEADERDATA, trip);
	if (strcmp(c->method, "POST") == 0) {
		(void)curl_easy_setopt(curl, CURLOPT_POSTFIELDS, "");
		(void)curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE, 0L);
	} else if (trip->file != NULL) {
		(void)curl_easy_setopt(curl, CURLOPT_UPLOAD, 1L);
		(void)curl_easy_setopt(
		    curl, CURLOPT_INFILESIZE_LARGE, (curl_off_t)c->length);
		(void)curl_easy_setopt(curl, CURLOPT_READFUNCTION, on_file);
		(void)curl_easy_setopt(curl, CURLOPT_READDATA, trip);
	}
}

/* What the answer means.  The text is the server's, a line of it. */
static enum rc
judge(long status, const struct trip *trip, struct error *err)
{
	int len = (int)strcspn(buf_str(trip->reply), "\r\n");
	const char *said = buf_str(trip->reply);

	switch (status) {
	case 200:
	case 204:
		return RC_OK;
	case 400:
		return error_set(err, RC_INVALID, "%.*s", len, said);
	case 403:
		return error_set(err, RC_DENIED, "%.*s", len, said);
	case 404:
		return error_set(err, RC_NOTFOUND,
		    "the server does not know this recorder: compare `device-"
		    "key` with what `marac-store key trust` was told");
	case 409:
		return error_set(err, RC_CONFLICT, "%.*s", len, said);
	case 507:
		return error_set(err, RC_NOSPACE, "%.*s", len, said);
	default:
		return error_set(err, RC_IO,
		    "the server could not do it now (%ld); try again", status);
	}
}

static enum rc
reached(CURLcode code, const struct trip *trip, struct error *err)
{
	switch (code) {
	case CURLE_OK:
		return RC_OK;
	case CURLE_PEER_FAILED_VERIFICATION:
	case CURLE_SSL_CACERT_BADFILE:
	case CURLE_SSL_CONNECT_ERROR:
		return error_set(err, RC_DENIED,
		    "the server's certificate does not hold here (%s); nothing "
		    "was sent",
		    curl_easy_strerror(code));
	case CURLE_ABORTED_BY_CALLBACK:
		if (trip->file_failed)
			return error_sys(err, RC_IO, "read what is to be sent");
		/* fallthrough */
	default:
		return error_set(err, RC_IO,
		    "the server cannot be reached "
		    "(%s); try again",
		    curl_easy_strerror(code));
	}
}

static enum rc
go(struct porter *e, struct courier *c, struct trip *trip, struct error *err)
{
	char url[URL_ROOM];
	enum rc rc = RC_OK;
	long status = 0;

	if (snprintf(url, sizeof(url), "%s%s", e->server, c->path) >=
	    (int)sizeof(url))
		return error_set(err, RC_INVALID, "the address is too long");
	for (int tries = 0; tries < 2; tries++) {
		struct curl_slist *list = NULL;

		buf_reset(trip->reply);
		if (trip->file != NULL)
			rewind(trip->file);
		c->time_ms = clock_wall_ms() + e->ahead_ms;
		curl_easy_reset(e->curl); /* keeps the connection */
		(void)curl_easy_setopt(e->curl, CURLOPT_URL, url);
		prepare(e, c, trip);
		if ((rc = headers(e, c, &list, err)) == RC_OK) {
			(void)curl_easy_setopt(
			    e->curl, CURLOPT_HTTPHEADER, list);
			rc = reached(curl_easy_perform(e->curl), trip, err);
		}
		curl_slist_free_all(list);
		if (rc != RC_OK)
			return rc;
		(void)curl_easy_getinfo(
		    e->curl, CURLINFO_RESPONSE_CODE, &status);
		if (status != 403 || trip->server_ms == 0)
			break;
		e->ahead_ms = trip->server_ms - clock_wall_ms();
	}
	if ((rc = buf_check(trip->reply, err)) != RC_OK)
		return rc;
	return judge(status, trip, err);
}

enum rc
porter_get(
    struct porter *e, const char *path, struct buf *reply, struct error *err)
{
	struct courier c = {.method = "GET", .path = path};
	struct trip trip = {.reply = reply};

	box_hash("", 0, c.hash);
	return go(e, &c, &trip, err);
}

enum rc
porter_post(struct porter *e, const char *path, struct error *err)
{
	struct courier c = {.method = "POST", .path = path};
	struct buf reply = {0};
	struct trip trip = {.reply = &reply};
	enum rc rc;

	box_hash("", 0, c.hash);
	rc = go(e, &c, &trip, err);
	buf_clear(&reply);
	return rc;
}

enum rc
porter_put(struct porter *e, const char *path, const char *file, int64_t length,
    const unsigned char hash[BOX_HASH], porter_sent *sent, void *to,
    struct error *err)
{
	struct courier c = {.method = "PUT", .path = path, .length = length};
	struct buf reply = {0};
	struct trip trip = {.reply = &reply, .sent = sent, .to = to};
	enum rc rc;

	memcpy(c.hash, hash, BOX_HASH);
	if ((trip.file = fopen(file, "rbe")) == NULL)
		return error_sys(err, RC_IO, "open %s", file);
	rc = go(e, &c, &trip, err);
	(void)fclose(trip.file);
	buf_clear(&reply);
	return rc;
}
