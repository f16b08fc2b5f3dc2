#include "distributor/https.h"

#include <string.h>

enum { ANSWER_MAX = 64 * 1024, TOKEN_MAX = 4096 };

/* Counted by curl itself: what it was told of is not enough, a server need not
 * say how much comes. */
static size_t
on_body(char *data, size_t size, size_t count, void *arg)
{
	CURL *curl = arg;
	curl_off_t so_far = 0;

	(void)data;
	(void)curl_easy_getinfo(curl, CURLINFO_SIZE_DOWNLOAD_T, &so_far);
	return so_far > ANSWER_MAX ? 0 : size * count;
}

void
https_ready(CURL *curl, const char *url, const char *ca_file,
    const struct https_waits *waits)
{
	curl_easy_reset(curl); /* keeps the connection */
	(void)curl_easy_setopt(curl, CURLOPT_URL, url);
	(void)curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "https");
	(void)curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 0L);
	(void)curl_easy_setopt(curl, CURLOPT_NOPROXY, "*");
	(void)curl_easy_setopt(curl, CURLOPT_SSL_VERIFYPEER, 1L);
	(void)curl_easy_setopt(curl, CURLOPT_SSL_VERIFYHOST, 2L);
	(void)curl_easy_setopt(
	    curl, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
	if (*ca_file != '\0') {
		(void)curl_easy_setopt(curl, CURLOPT_CAINFO, ca_file);
		(void)curl_easy_setopt(curl, CURLOPT_CAPATH, NULL);
	}
	(void)curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, on_body);
	(void)curl_easy_setopt(curl, CURLOPT_WRITEDATA, curl);
	(void)curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
	(void)curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT, waits->connect_s);
	(void)curl_easy_setopt(curl, CURLOPT_TIMEOUT, waits->total_s);
	if (waits->silent_s > 0) {
		(void)curl_easy_setopt(curl, CURLOPT_LOW_SPEED_LIMIT, 1L);
		(void)curl_easy_setopt(
		    curl, CURLOPT_LOW_SPEED_TIME, waits->silent_s);
	}
}

void
https_bearer(CURL *curl, const char *token)
{
	(void)curl_easy_setopt(curl, CURLOPT_HTTPAUTH, (long)CURLAUTH_BEARER);
	(void)curl_easy_setopt(curl, CURLOPT_XOAUTH2_BEARER, token);
}

bool
https_insecure(CURLcode rc)
{
	switch (rc) {
	case CURLE_USE_SSL_FAILED:
	case CURLE_SSL_CONNECT_ERROR:
	case CURLE_PEER_FAILED_VERIFICATION:
	case CURLE_SSL_CACERT_BADFILE:
	case CURLE_SSL_CERTPROBLEM:
	case CURLE_SSL_CIPHER:
	case CURLE_SSL_CRL_BADFILE:
	case CURLE_SSL_ISSUER_ERROR:
	case CURLE_SSL_INVALIDCERTSTATUS:
	case CURLE_SSL_ENGINE_INITFAILED:
	case CURLE_UNSUPPORTED_PROTOCOL:
	case CURLE_NOT_BUILT_IN:
		return true;
	default:
		return false;
	}
}

enum rc
https_token(
    const char *path, const char *setting, struct buf *out, struct error *err)
{
	enum rc rc = buf_read_file(out, path, TOKEN_MAX, err);

	if (rc != RC_OK)
		return error_prefix(err, "%s", setting);
	while (out->len > 0 &&
	    (out->data[out->len - 1] == '\n' ||
		out->data[out->len - 1] == '\r'))
		out->data[--out->len] = '\0';
	for (size_t i = 0; i < out->len; i++)
		if (out->data[i] <= ' ' || out->data[i] > '~')
			rc = RC_INVALID;
	return rc == RC_OK && out->len > 0
	    ? RC_OK
	    : error_set(err, RC_INVALID,
		  "%s: the file must hold the token on one line, and nothing "
		  "else",
		  setting);
}
