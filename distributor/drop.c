#include "distributor/drop.h"

#include <stdio.h>
#include <string.h>

#include <sodium.h>

#include "base/buf.h"
#include "distributor/https.h"
#include "seal/box.h"

struct putting {
	CURL *curl;
	const struct conf *conf;
	const struct dropfolder *folder;
	const struct drop_parcel *parcel;
	size_t sent;
	size_t same; /* bytes that came back, each as it was sent */
	char *cause;
};

static enum drop_result
because(struct putting *p, enum drop_result result, const char *text, long code)
{
	if (code != 0)
		(void)snprintf(p->cause, DROP_CAUSE, "%s (%ld)", text, code);
	else
		(void)snprintf(p->cause, DROP_CAUSE, "%s", text);
	return result;
}

static size_t
on_read(char *to, size_t size, size_t count, void *arg)
{
	struct putting *p = arg;
	size_t left = p->parcel->len - p->sent;
	size_t n = size * count < left ? size * count : left;

	memcpy(to, (const char *)p->parcel->data + p->sent, n);
	p->sent += n;
	return n;
}

static void
upload(struct putting *p)
{
	p->sent = 0;
	(void)curl_easy_setopt(p->curl, CURLOPT_UPLOAD, 1L);
	(void)curl_easy_setopt(p->curl, CURLOPT_READFUNCTION, on_read);
	(void)curl_easy_setopt(p->curl, CURLOPT_READDATA, p);
	(void)curl_easy_setopt(
	    p->curl, CURLOPT_INFILESIZE_LARGE, (curl_off_t)p->parcel->len);
}

/* -- HTTPS ----------------------------------------------------------------- */

static enum drop_result
judge_https(struct putting *p, CURLcode rc, long status)
{
	if (https_insecure(rc))
		return because(p, DROP_INSECURE,
		    "The agency's server has no certificate that is valid "
		    "here.",
		    0);
	if (rc != CURLE_OK)
		return because(p, DROP_LATER,
		    "The agency's server was not reached, or did not take all "
		    "of it.",
		    0);
	if (status == 200 || status == 201 || status == 204)
		return DROP_TAKEN;
	if (status == 401 || status == 403)
		return because(p, DROP_REFUSED,
		    "The agency's server refuses our token.", status);
	if (status == 408 || status == 425 || status == 429 || status >= 500)
		return because(p, DROP_LATER,
		    "The agency's server could not take it now.", status);
	return because(
	    p, DROP_REFUSED, "The agency's server does not take it.", status);
}

static enum drop_result
put_https(struct putting *p)
{
	static const struct https_waits waits = {
	    .connect_s = DROP_CONNECT_S,
	    .total_s = DROP_TOTAL_S,
	    .silent_s = DROP_SILENT_S,
	};
	const char *token_file = p->folder->token_file;
	unsigned char digest[BOX_HASH];
	char base64[64], line[128];
	struct curl_slist *headers = NULL, *more;
	struct buf url = {0}, token = {0};
	enum drop_result result;
	long status = 0;
	CURLcode rc;

	box_hash(p->parcel->data, p->parcel->len, digest);
	(void)sodium_bin2base64(base64, sizeof(base64), digest, sizeof(digest),
	    sodium_base64_VARIANT_ORIGINAL);
	(void)snprintf(
	    line, sizeof(line), "Content-Digest: sha-256=:%s:", base64);
	buf_printf(&url, "%s%s", p->folder->url, p->parcel->name);
	if (*token_file != '\0' &&
	    https_token(token_file, "--token-file", &token, NULL) != RC_OK) {
		result = because(p, DROP_REFUSED,
		    "The file of the agency's token cannot be read.", 0);
		goto done;
	}
	if ((headers = curl_slist_append(NULL, line)) == NULL ||
	    (more = curl_slist_append(
		 headers, "Content-Type: application/zip")) == NULL ||
	    (more = curl_slist_append(more, "Expect:")) == NULL || url.failed) {
		result =
		    because(p, DROP_LATER, "There was no memory for it.", 0);
		goto done;
	}
	https_ready(
	    p->curl, buf_str(&url), conf_text(p->conf, "drop.ca_file"), &waits);
	if (token.len > 0)
		https_bearer(p->curl, buf_str(&token));
	upload(p);
	(void)curl_easy_setopt(p->curl, CURLOPT_HTTPHEADER, headers);
	rc = curl_easy_perform(p->curl);
	(void)curl_easy_getinfo(p->curl, CURLINFO_RESPONSE_CODE, &status);
	result = judge_https(p, rc, status);
done:
	curl_slist_free_all(headers);
	buf_clear(&token);
	buf_clear(&url);
	return result;
}

/* -- SFTP ------------------------------------------------------------------ */

/* Set the handle for NAME with TAIL behind it, in the folder. */
static bool
sftp_ready(struct putting *p, const char *name, const char *tail)
{
	CURL *curl = p->curl;
	struct buf url = {0};
	bool ready;

	buf_printf(&url, "%s%s%s", p->folder->url, name, tail);
	ready = !url.failed;
	curl_easy_reset(curl); /* keeps the connection */
	(void)curl_easy_setopt(curl, CURLOPT_URL, buf_str(&url));
	(void)curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "sftp");
	(void)curl_easy_setopt(curl, CURLOPT_NOPROXY, "*");
	(void)curl_easy_setopt(
	    curl, CURLOPT_SSH_HOST_PUBLIC_KEY_SHA256, p->folder->host_key);
	(void)curl_easy_setopt(
	    curl, CURLOPT_SSH_AUTH_TYPES, (long)CURLSSH_AUTH_PUBLICKEY);
	(void)curl_easy_setopt(curl, CURLOPT_SSH_PRIVATE_KEYFILE,
	    conf_text(p->conf, "drop.key_file"));
	(void)curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
	(void)curl_easy_setopt(
	    curl, CURLOPT_CONNECTTIMEOUT, (long)DROP_CONNECT_S);
	(void)curl_easy_setopt(curl, CURLOPT_TIMEOUT, (long)DROP_TOTAL_S);
	(void)curl_easy_setopt(curl, CURLOPT_LOW_SPEED_LIMIT, 1L);
	(void)curl_easy_setopt(
	    curl, CURLOPT_LOW_SPEED_TIME, (long)DROP_SILENT_S);
	buf_clear(&url);
	return ready;
}

static enum drop_result
judge_sftp(struct putting *p, CURLcode rc)
{
	switch (rc) {
	case CURLE_OK:
		return DROP_TAKEN;
	case CURLE_PEER_FAILED_VERIFICATION:
		return because(p, DROP_INSECURE,
		    "The agency's server has another host key than the one "
		    "that is known: ask the agency.",
		    0);
	case CURLE_UNSUPPORTED_PROTOCOL:
	case CURLE_NOT_BUILT_IN:
		return because(
		    p, DROP_REFUSED, "This machine's libcurl has no SFTP.", 0);
	case CURLE_LOGIN_DENIED:
		return because(p, DROP_REFUSED,
		    "The agency's server does not take our key.", 0);
	case CURLE_REMOTE_ACCESS_DENIED:
	case CURLE_REMOTE_FILE_NOT_FOUND:
	case CURLE_QUOTE_ERROR:
	case CURLE_UPLOAD_FAILED:
		return because(p, DROP_REFUSED,
		    "The agency's server does not let us write into that "
		    "folder.",
		    0);
	default:
		return because(p, DROP_LATER,
		    "The agency's server was not reached, or did not take all "
		    "of it.",
		    0);
	}
}

/* More than was sent, or another byte, ends it. */
static size_t
on_back(char *data, size_t size, size_t count, void *arg)
{
	struct putting *p = arg;
	size_t n = size * count;

	if (n > p->parcel->len - p->same ||
	    memcmp(data, (const char *)p->parcel->data + p->same, n) != 0)
		return 0;
	p->same += n;
	return n;
}

/* Read NAME with TAIL back: is it there, and what was sent? */
static CURLcode
read_back(struct putting *p, const char *tail, bool *same)
{
	CURLcode rc;

	p->same = 0;
	if (!sftp_ready(p, p->parcel->name, tail))
		return CURLE_OUT_OF_MEMORY;
	(void)curl_easy_setopt(p->curl, CURLOPT_WRITEFUNCTION, on_back);
	(void)curl_easy_setopt(p->curl, CURLOPT_WRITEDATA, p);
	rc = curl_easy_perform(p->curl);
	*same = rc == CURLE_OK && p->same == p->parcel->len;
	return rc;
}

static CURLcode
send_part(struct putting *p)
{
	if (!sftp_ready(p, p->parcel->name, ".part"))
		return CURLE_OUT_OF_MEMORY;
	upload(p);
	(void)curl_easy_setopt(p->curl, CURLOPT_NEW_FILE_PERMS, 0640L);
	return curl_easy_perform(p->curl);
}

/* A listing of the folder that lists nothing, with the command before it. */
static CURLcode
name_it(struct putting *p)
{
	const char *path = strchr(p->folder->url + strlen("sftp://"), '/');
	struct curl_slist *quote = NULL;
	struct buf command = {0};
	CURLcode rc = CURLE_OUT_OF_MEMORY;

	if (strncmp(path, "/~/", 3) == 0)
		path += 3;
	buf_printf(&command, "rename %s%s.part %s%s", path, p->parcel->name,
	    path, p->parcel->name);
	if (sftp_ready(p, "", "") && !command.failed &&
	    (quote = curl_slist_append(NULL, buf_str(&command))) != NULL) {
		(void)curl_easy_setopt(p->curl, CURLOPT_NOBODY, 1L);
		(void)curl_easy_setopt(p->curl, CURLOPT_QUOTE, quote);
		rc = curl_easy_perform(p->curl);
	}
	curl_slist_free_all(quote);
	buf_clear(&command);
	return rc;
}

static enum drop_result
put_sftp(struct putting *p)
{
	bool same = false;
	CURLcode rc;

	if (*conf_text(p->conf, "drop.key_file") == '\0')
		return because(p, DROP_REFUSED,
		    "We have no key for SFTP: drop.key_file is not set.", 0);
	if (p->parcel->again) {
		rc = read_back(p, "", &same);
		if (same)
			return DROP_TAKEN;
		if (rc != CURLE_REMOTE_FILE_NOT_FOUND)
			return rc == CURLE_OK || rc == CURLE_WRITE_ERROR
			    ? because(p, DROP_REFUSED,
				  "Something else has the archive's name "
				  "there.",
				  0)
			    : judge_sftp(p, rc);
	}
	if ((rc = send_part(p)) != CURLE_OK)
		return judge_sftp(p, rc);
	rc = read_back(p, ".part", &same);
	if (!same)
		return rc == CURLE_OK || rc == CURLE_WRITE_ERROR
		    ? because(p, DROP_LATER,
			  "What the agency's server has is not what was sent.",
			  0)
		    : judge_sftp(p, rc);
	return judge_sftp(p, name_it(p));
}

enum drop_result
drop_put(const struct conf *conf, const struct dropfolder *folder,
    const struct drop_parcel *parcel, char cause[DROP_CAUSE])
{
	struct putting p = {
	    .conf = conf,
	    .folder = folder,
	    .parcel = parcel,
	    .cause = cause,
	};
	enum drop_result result;

	cause[0] = '\0';
	if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK ||
	    (p.curl = curl_easy_init()) == NULL)
		return because(
		    &p, DROP_LATER, "There was no memory for it.", 0);
	result = dropfolder_is_sftp(folder) ? put_sftp(&p) : put_https(&p);
	curl_easy_cleanup(p.curl);
	return result;
}
