#include "distributor/talk.h"

#include <stdio.h>
#include <string.h>

static size_t
on_read(char *to, size_t size, size_t count, void *arg)
{
	struct talk *talk = arg;
	size_t left = talk->len - talk->sent;
	size_t n = size * count < left ? size * count : left;

	memcpy(to, talk->source + talk->sent, n);
	talk->sent += n;
	/* curl does not ask again once it has LEN bytes. */
	if (talk->sent == talk->len)
		talk->dot = true;
	return n;
}

/* A line of the server's. */
static size_t
on_reply(char *line, size_t size, size_t count, void *arg)
{
	struct talk *talk = arg;
	size_t len = size * count;

	if (talk->quit)
		return len;
	if (len >= 3 && line[0] >= '2' && line[0] <= '5' && line[1] >= '0' &&
	    line[1] <= '9' && line[2] >= '0' && line[2] <= '9') {
		talk->code = (line[0] - '0') * 100 + (line[1] - '0') * 10 +
		    (line[2] - '0');
		/* "250-" is not the end of an answer. */
		if (talk->dot && (len == 3 || line[3] != '-'))
			talk->dot_answer = true;
	}
	return len;
}

/* Only the name of our last command is kept, and nothing is printed. */
static int
on_debug(CURL *curl, curl_infotype type, char *data, size_t len, void *arg)
{
	struct talk *talk = arg;

	(void)curl;
	if (type != CURLINFO_HEADER_OUT || len < 4)
		return 0;
	/* To close another connection curl may say QUIT before our first. */
	talk->quit = memcmp(data, "QUIT", 4) == 0;
	if (!talk->quit)
		memcpy(talk->said, data, 4);
	return 0;
}

static size_t
on_body(char *data, size_t size, size_t count, void *arg)
{
	(void)data;
	(void)arg;
	return size * count;
}

void
talk_listen(struct talk *talk, CURL *curl)
{
	(void)curl_easy_setopt(
	    curl, CURLOPT_INFILESIZE_LARGE, (curl_off_t)talk->len);
	(void)curl_easy_setopt(curl, CURLOPT_READFUNCTION, on_read);
	(void)curl_easy_setopt(curl, CURLOPT_READDATA, talk);
	(void)curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, on_reply);
	(void)curl_easy_setopt(curl, CURLOPT_HEADERDATA, talk);
	(void)curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, on_body);
	(void)curl_easy_setopt(curl, CURLOPT_DEBUGFUNCTION, on_debug);
	(void)curl_easy_setopt(curl, CURLOPT_DEBUGDATA, talk);
	(void)curl_easy_setopt(curl, CURLOPT_VERBOSE, 1L);
	(void)curl_easy_setopt(
	    curl, CURLOPT_CONNECTTIMEOUT, (long)TALK_CONNECT_S);
	(void)curl_easy_setopt(
	    curl, CURLOPT_SERVER_RESPONSE_TIMEOUT, (long)TALK_REPLY_S);
	(void)curl_easy_setopt(curl, CURLOPT_TIMEOUT, (long)TALK_LONGEST_S);
}

bool
talk_of_relay(enum smtp_result result)
{
	return result == SMTP_ABSENT || result == SMTP_INSECURE ||
	    result == SMTP_LOGIN;
}

static bool
is_tls(CURLcode rc)
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
	case CURLE_NOT_BUILT_IN:
		return true;
	default:
		return false;
	}
}

/* A server that wants us to sign in says so to MAIL (RFC 4954, section 6). */
static bool
is_login(const struct talk *talk, CURLcode rc)
{
	if (rc == CURLE_LOGIN_DENIED) /* 454: not now */
		return talk->code < 400 || talk->code >= 500;
	return !talk->dot &&
	    (talk->code == 530 || talk->code == 534 || talk->code == 535 ||
		talk->code == 538);
}

/* Is the last command about this mail, and not about the connection? */
static bool
about_mail(const struct talk *talk)
{
	return talk->dot || strcmp(talk->said, "MAIL") == 0 ||
	    strcmp(talk->said, "RCPT") == 0 || strcmp(talk->said, "DATA") == 0;
}

enum smtp_result
talk_judge(const struct talk *talk, CURLcode rc, char cause[TALK_CAUSE])
{
	enum smtp_result result;
	const char *text;

	if (rc == CURLE_OK) {
		cause[0] = '\0';
		return SMTP_ACCEPTED;
	}
	if (talk->dot && (!talk->dot_answer || talk->code < 400)) {
		result = SMTP_AMBIGUOUS;
		text =
		    "The connection was lost after the mail was handed over.";
	} else if (is_tls(rc)) {
		result = SMTP_INSECURE;
		text = rc == CURLE_USE_SSL_FAILED
		    ? "The mail server offers no encryption (STARTTLS)."
		    : "The mail server's certificate is not valid here.";
	} else if (is_login(talk, rc)) {
		result = SMTP_LOGIN;
		text = "The mail server refused our user name or password.";
	} else if (talk->code >= 500 && about_mail(talk)) {
		result = SMTP_REFUSED;
		text = strcmp(talk->said, "RCPT") == 0
		    ? "The mail server refused the address."
		    : "The mail server refused the mail.";
	} else {
		result = talk->code == 0 ? SMTP_ABSENT : SMTP_LATER;
		text = talk->code == 0
		    ? "The mail server could not be reached."
		    : "The mail server could not take the mail now.";
	}
	if (talk->code >= 400)
		(void)snprintf(cause, TALK_CAUSE, "%s (%d)", text, talk->code);
	else
		(void)snprintf(cause, TALK_CAUSE, "%s", text);
	return result;
}
