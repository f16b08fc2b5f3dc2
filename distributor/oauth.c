#include "distributor/oauth.h"

#include <stdlib.h>
#include <string.h>

#include <curl/curl.h>
#include <jansson.h>

#include "base/buf.h"
#include "base/clock.h"
#include "seal/box.h"

enum {
	CONNECT_S = 10,
	TOTAL_S = 30,
	LARGEST = 64 * 1024,
	EARLY_S = 300, /* before it expires */
	SHORT_S = 600  /* when the server does not say how long */
};

struct oauth {
	char *url;
	char *ca_file; /* NULL: the system's */
	char *client;
	char *scope;
	struct buf secret;
	struct buf token;
	int64_t until_ns;
};

enum rc
oauth_open(struct oauth **out, const struct conf *conf, struct error *err)
{
	const char *ca_file = conf_text(conf, "mail.oauth_ca_file");
	struct oauth *oauth;
	enum rc rc;

	*out = NULL;
	if (*conf_text(conf, "mail.oauth_url") == '\0')
		return RC_OK;
	if (*conf_text(conf, "mail.oauth_client") == '\0' ||
	    *conf_text(conf, "mail.user") == '\0')
		return error_set(err, RC_INVALID,
		    "mail.oauth_url needs mail.oauth_client and mail.user, "
		    "the mailbox that mails are sent from");
	if ((oauth = calloc(1, sizeof(*oauth))) == NULL)
		return error_nomem(err);
	if ((rc = conf_secret(
		 conf, "mail.oauth_secret_file", &oauth->secret, err)) != RC_OK)
		goto done;
	oauth->url = strdup(conf_text(conf, "mail.oauth_url"));
	oauth->client = strdup(conf_text(conf, "mail.oauth_client"));
	oauth->scope = strdup(conf_text(conf, "mail.oauth_scope"));
	oauth->ca_file = *ca_file != '\0' ? strdup(ca_file) : NULL;
	if (oauth->url == NULL || oauth->client == NULL ||
	    oauth->scope == NULL ||
	    (*ca_file != '\0' && oauth->ca_file == NULL)) {
		rc = error_nomem(err);
		goto done;
	}
	*out = oauth;
	oauth = NULL;
done:
	oauth_close(oauth);
	return rc;
}

void
oauth_close(struct oauth *oauth)
{
	if (oauth == NULL)
		return;
	free(oauth->url);
	free(oauth->ca_file);
	free(oauth->client);
	free(oauth->scope);
	buf_clear(&oauth->secret);
	buf_clear(&oauth->token);
	free(oauth);
}

static size_t
on_answer(char *data, size_t size, size_t count, void *arg)
{
	struct buf *answer = arg;

	if (answer->len + size * count > LARGEST)
		return 0;
	buf_put(answer, data, size * count);
	return size * count;
}

/* "&NAME=VALUE" with the value as a form writes it. */
static bool
put_field(CURL *curl, struct buf *form, const char *name, const char *value)
{
	char *text = curl_easy_escape(curl, value, 0);

	if (text == NULL)
		return false;
	buf_printf(form, "&%s=%s", name, text);
	box_wipe(text, strlen(text));
	curl_free(text);
	return true;
}

static enum rc
write_form(CURL *curl, struct oauth *oauth, struct buf *form, struct error *err)
{
	buf_text(form, "grant_type=client_credentials");
	if (!put_field(curl, form, "client_id", oauth->client) ||
	    !put_field(curl, form, "client_secret", buf_str(&oauth->secret)) ||
	    (*oauth->scope != '\0' &&
		!put_field(curl, form, "scope", oauth->scope)))
		return error_nomem(err);
	return buf_check(form, err);
}

static enum rc
read_answer(struct oauth *oauth, const struct buf *answer, struct error *err)
{
	json_t *root = json_loadb((const char *)answer->data, answer->len,
	    JSON_REJECT_DUPLICATES, NULL);
	const char *token =
	    json_string_value(json_object_get(root, "access_token"));
	json_t *expires = json_object_get(root, "expires_in");
	int64_t seconds = SHORT_S;
	enum rc rc = RC_OK;

	if (json_is_integer(expires))
		seconds = json_integer_value(expires);
	else if (json_is_string(expires))
		seconds = strtoll(json_string_value(expires), NULL, 10);
	if (seconds > CLOCK_DAY_MS / CLOCK_SECOND_MS)
		seconds = CLOCK_DAY_MS / CLOCK_SECOND_MS;
	if (token == NULL || *token == '\0' ||
	    token[strcspn(token, "\r\n\1")] != '\0')
		rc = error_set(err, RC_DENIED,
		    "the server of mail.oauth_url gave no token");
	else {
		buf_text(&oauth->token, token);
		oauth->until_ns = clock_mono_ns() +
		    (seconds - EARLY_S) * CLOCK_SECOND_MS * 1000000;
		rc = buf_check(&oauth->token, err);
	}
	json_decref(root);
	return rc;
}

static enum rc
fetch(struct oauth *oauth, struct error *err)
{
	struct buf form = {0}, answer = {0};
	CURL *curl = curl_easy_init();
	long status = 0;
	CURLcode code;
	enum rc rc;

	if (curl == NULL)
		return error_nomem(err);
	if ((rc = write_form(curl, oauth, &form, err)) != RC_OK)
		goto done;
	(void)curl_easy_setopt(curl, CURLOPT_URL, oauth->url);
	(void)curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "https");
	(void)curl_easy_setopt(curl, CURLOPT_NOPROXY, "*");
	(void)curl_easy_setopt(curl, CURLOPT_SSL_VERIFYPEER, 1L);
	(void)curl_easy_setopt(curl, CURLOPT_SSL_VERIFYHOST, 2L);
	(void)curl_easy_setopt(
	    curl, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
	if (oauth->ca_file != NULL) {
		(void)curl_easy_setopt(curl, CURLOPT_CAINFO, oauth->ca_file);
		(void)curl_easy_setopt(curl, CURLOPT_CAPATH, NULL);
	}
	(void)curl_easy_setopt(curl, CURLOPT_POSTFIELDS, buf_str(&form));
	(void)curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, on_answer);
	(void)curl_easy_setopt(curl, CURLOPT_WRITEDATA, &answer);
	(void)curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
	(void)curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT, (long)CONNECT_S);
	(void)curl_easy_setopt(curl, CURLOPT_TIMEOUT, (long)TOTAL_S);
	code = curl_easy_perform(curl);
	(void)curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
	if (code != CURLE_OK || status >= 500 || status == 429)
		rc = error_set(err, RC_IO,
		    "the server of mail.oauth_url does not answer: %s",
		    code != CURLE_OK ? curl_easy_strerror(code)
				     : "it is in trouble itself");
	else if (status != 200)
		rc = error_set(err, RC_DENIED,
		    "the server of mail.oauth_url refuses us (%ld)", status);
	else
		rc = read_answer(oauth, &answer, err);
done:
	curl_easy_cleanup(curl);
	buf_clear(&form);
	buf_clear(&answer);
	return rc;
}

enum rc
oauth_token(struct oauth *oauth, const char *refused, const char **token,
    struct error *err)
{
	enum rc rc = RC_OK;

	if (oauth->token.len == 0 || clock_mono_ns() >= oauth->until_ns ||
	    strcmp(buf_str(&oauth->token), refused) == 0) {
		buf_clear(&oauth->token);
		if ((rc = fetch(oauth, err)) != RC_OK)
			buf_clear(&oauth->token);
	}
	*token = buf_str(&oauth->token);
	return rc;
}
