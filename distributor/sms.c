#include "distributor/sms.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "base/text.h"
#include "distributor/https.h"

struct sms {
	CURL *curl;
	struct curl_slist *headers;
	char *url;
	char *from;
	char *ca_file;
	struct buf token;
};

enum rc
sms_open(struct sms **out, const struct conf *conf, struct error *err)
{
	const char *file = conf_text(conf, "sms.token_file");
	struct sms *sms;
	enum rc rc = RC_OK;

	*out = NULL;
	if (*conf_text(conf, "sms.url") == '\0')
		return error_set(err, RC_NOTFOUND,
		    "no text message can be sent: write the gateway's address "
		    "into [sms] of marac.conf");
	if ((sms = calloc(1, sizeof(*sms))) == NULL)
		return error_nomem(err);
	if (*file != '\0' &&
	    (rc = https_token(file, "sms.token_file", &sms->token, err)) !=
		RC_OK)
		goto done;
	sms->url = strdup(conf_text(conf, "sms.url"));
	sms->from = strdup(conf_text(conf, "sms.from"));
	sms->ca_file = strdup(conf_text(conf, "sms.ca_file"));
	sms->headers =
	    curl_slist_append(NULL, "Content-Type: application/json");
	if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK ||
	    (sms->curl = curl_easy_init()) == NULL || sms->url == NULL ||
	    sms->from == NULL || sms->ca_file == NULL || sms->headers == NULL) {
		rc = error_nomem(err);
		goto done;
	}
	*out = sms;
	sms = NULL;
done:
	sms_close(sms);
	return rc;
}

void
sms_close(struct sms *sms)
{
	if (sms == NULL)
		return;
	curl_easy_cleanup(sms->curl);
	curl_slist_free_all(sms->headers);
	free(sms->url);
	free(sms->from);
	free(sms->ca_file);
	buf_clear(&sms->token);
	free(sms);
}

/* In the United Kingdom 7 begins a mobile number, and 70 one that is passed on
 * to anywhere.  Of other countries nothing is known here. */
bool
sms_number(const char *to, struct buf *out)
{
	char digits[18]; /* 15, and two of a country */
	size_t count = 0;
	bool abroad = *to == '+';

	for (const char *p = to + abroad; *p != '\0'; p++) {
		if (*p >= '0' && *p <= '9' && count < 15)
			digits[count++] = *p;
		else if (strchr(" -().", *p) == NULL)
			return false;
	}
	digits[count] = '\0';
	if (!abroad && strncmp(digits, "00", 2) == 0) {
		abroad = true;
		count -= 2;
		memmove(digits, digits + 2, count + 1);
	}
	if (!abroad && digits[0] == '0') {
		count++;
		memmove(digits + 2, digits + 1, count - 1);
		memcpy(digits, "44", 2);
	} else if (!abroad)
		return false;
	if (strncmp(digits, "44", 2) == 0 &&
	    (count != 12 || digits[2] != '7' || digits[3] == '0'))
		return false;
	if (count < 8 || digits[0] == '0')
		return false;
	buf_printf(out, "+%s", digits);
	return !out->failed;
}

static size_t
characters(const char *text)
{
	size_t count = 0;

	for (; *text != '\0'; text++)
		count += ((unsigned char)*text & 0xc0) != 0x80;
	return count;
}

static enum sms_result
because(enum sms_result result, const char *text, long status,
    char cause[SMS_CAUSE])
{
	if (status != 0)
		(void)snprintf(cause, SMS_CAUSE, "%s (%ld)", text, status);
	else
		(void)snprintf(cause, SMS_CAUSE, "%s", text);
	return result;
}

static enum sms_result
judge(CURLcode rc, long status, char cause[SMS_CAUSE])
{
	if (rc != CURLE_OK)
		return https_insecure(rc)
		    ? because(SMS_INSECURE,
			  "The text message gateway's certificate is not valid "
			  "here.",
			  0, cause)
		    : because(SMS_LATER,
			  "The text message gateway gave no answer.", 0, cause);
	if (status >= 200 && status < 300) {
		cause[0] = '\0';
		return SMS_ACCEPTED;
	}
	if (status == 408 || status == 425 || status == 429 || status >= 500)
		return because(SMS_LATER,
		    "The text message gateway could not take it now.", status,
		    cause);
	if (status == 401 || status == 403)
		return because(SMS_REFUSED,
		    "The text message gateway refused our token.", status,
		    cause);
	return because(SMS_REFUSED,
	    "The text message gateway refused the message.", status, cause);
}

static enum sms_result
post(struct sms *sms, const char *body, char cause[SMS_CAUSE])
{
	static const struct https_waits waits = {
	    .connect_s = SMS_CONNECT_S,
	    .total_s = SMS_TOTAL_S,
	};
	CURL *curl = sms->curl;
	long status = 0;
	CURLcode rc;

	https_ready(curl, sms->url, sms->ca_file, &waits);
	if (sms->token.len > 0)
		https_bearer(curl, buf_str(&sms->token));
	(void)curl_easy_setopt(curl, CURLOPT_HTTPHEADER, sms->headers);
	(void)curl_easy_setopt(curl, CURLOPT_POST, 1L);
	(void)curl_easy_setopt(curl, CURLOPT_POSTFIELDS, body);
	rc = curl_easy_perform(curl);
	(void)curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
	return judge(rc, status, cause);
}

enum sms_result
sms_send(struct sms *sms, const char *to, const char *text, const char *id,
    char cause[SMS_CAUSE])
{
	struct buf number = {0};
	json_t *message = NULL;
	char *body = NULL;
	enum sms_result result;

	if (!sms_number(to, &number)) {
		result = because(SMS_REFUSED,
		    "Text messages go to mobile numbers only.", 0, cause);
	} else if (*text == '\0' || text_telling(text) ||
	    characters(text) > SMS_TEXT) {
		result = because(SMS_REFUSED,
		    "The text is too long, or has words that no text message "
		    "may have.",
		    0, cause);
	} else if ((message = json_pack("{s:s, s:s, s:s, s:s}", "to",
			buf_str(&number), "from", sms->from, "text", text, "id",
			id)) == NULL ||
	    (body = json_dumps(message, JSON_COMPACT | JSON_PRESERVE_ORDER)) ==
		NULL) {
		result =
		    because(SMS_LATER, "There was no memory for it.", 0, cause);
	} else {
		result = post(sms, body, cause);
	}
	if (body != NULL)
		explicit_bzero(body, strlen(body));
	free(body);
	json_decref(message);
	buf_clear(&number);
	return result;
}
