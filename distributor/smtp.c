#include "distributor/smtp.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <curl/curl.h>

#include "base/buf.h"
#include "distributor/mail.h"
#include "seal/box.h"

enum {
	CONNECT_S = 20,
	REPLY_S = 60, /* the longest wait for one answer */
	TOTAL_S = 240 /* less than the outbox's lease */
};

struct smtp {
	CURL *curl;
	char *url; /* with the EHLO name as its path */
	char *from;
	char *ca_file;
	char *user;
	struct buf password;
};

/* One conversation. */
struct talk {
	const char *source;
	size_t len;
	size_t sent;
	bool dot;        /* all of it was handed over: the dot may be out */
	bool dot_answer; /* and something came back after it */
	int code;        /* of the last reply line */
	char said[5];    /* the last command: "RCPT" */
	bool quit;       /* and after it, QUIT */
};

static char *
copy_of(const char *text)
{
	return *text == '\0' ? NULL : strdup(text);
}

/* The first line of PATH. */
static enum rc
read_password(const char *path, struct buf *out, struct error *err)
{
	enum rc rc = buf_read_file(out, path, 4096, err);

	if (rc != RC_OK)
		return error_prefix(err, "mail.password_file");
	while (out->len > 0 &&
	    (out->data[out->len - 1] == '\n' ||
		out->data[out->len - 1] == '\r'))
		out->data[--out->len] = '\0';
	return RC_OK;
}

enum rc
smtp_open(struct smtp **out, const struct conf *conf, struct error *err)
{
	const char *relay = conf_text(conf, "mail.relay");
	const char *file = conf_text(conf, "mail.password_file");
	struct buf url = {0};
	struct smtp *smtp;
	size_t host;
	enum rc rc;

	*out = NULL;
	if (!mail_address(conf_text(conf, "mail.from")))
		return error_set(err, RC_INVALID,
		    "mail.from is not set: write the sender's address into "
		    "[mail] of marac.conf");
	if ((smtp = calloc(1, sizeof(*smtp))) == NULL)
		return error_nomem(err);
	/* Without a path curl would say EHLO with this machine's own name. */
	host = strncmp(relay, "smtp://", 7) == 0 ? 7 : 0;
	buf_put(&url, relay, host + strcspn(relay + host, "/"));
	buf_printf(&url, "/%s", conf_text(conf, "mail.helo"));
	if ((rc = buf_check(&url, err)) != RC_OK ||
	    (*file != '\0' &&
		(rc = read_password(file, &smtp->password, err)) != RC_OK))
		goto done;
	smtp->url = strdup(buf_str(&url));
	smtp->from = strdup(conf_text(conf, "mail.from"));
	smtp->ca_file = copy_of(conf_text(conf, "mail.ca_file"));
	smtp->user = copy_of(conf_text(conf, "mail.user"));
	if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK ||
	    (smtp->curl = curl_easy_init()) == NULL || smtp->url == NULL ||
	    smtp->from == NULL) {
		rc = error_nomem(err);
		goto done;
	}
	*out = smtp;
	smtp = NULL;
done:
	smtp_close(smtp);
	buf_clear(&url);
	return rc;
}

void
smtp_close(struct smtp *smtp)
{
	if (smtp == NULL)
		return;
	curl_easy_cleanup(smtp->curl);
	free(smtp->url);
	free(smtp->from);
	free(smtp->ca_file);
	free(smtp->user);
	buf_clear(&smtp->password);
	free(smtp);
}

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

	/* curl says QUIT before it returns; that answer is about nothing. */
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
	if (memcmp(data, "QUIT", 4) == 0)
		talk->quit = true;
	else
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

/* Is the last command about this mail, and not about the connection? */
static bool
about_mail(const struct talk *talk)
{
	return talk->dot || strcmp(talk->said, "MAIL") == 0 ||
	    strcmp(talk->said, "RCPT") == 0 || strcmp(talk->said, "DATA") == 0;
}

bool
smtp_is_of_relay(enum smtp_result result)
{
	return result == SMTP_ABSENT || result == SMTP_INSECURE ||
	    result == SMTP_LOGIN;
}

static enum smtp_result
judge(CURLcode rc, const struct talk *talk, char cause[SMTP_CAUSE])
{
	enum smtp_result result;
	const char *text;

	if (rc == CURLE_OK) {
		cause[0] = '\0';
		return SMTP_ACCEPTED;
	}
	if (is_tls(rc)) {
		result = SMTP_INSECURE;
		text = rc == CURLE_USE_SSL_FAILED
		    ? "The mail server offers no encryption (STARTTLS)."
		    : "The mail server's certificate is not valid here.";
	} else if (talk->dot && !talk->dot_answer) {
		result = SMTP_AMBIGUOUS;
		text =
		    "The connection was lost after the mail was handed over.";
	} else if (rc == CURLE_LOGIN_DENIED) {
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
		(void)snprintf(cause, SMTP_CAUSE, "%s (%d)", text, talk->code);
	else
		(void)snprintf(cause, SMTP_CAUSE, "%s", text);
	return result;
}

enum smtp_result
smtp_send(struct smtp *smtp, const char *to, const void *source, size_t len,
    char cause[SMTP_CAUSE])
{
	struct talk talk = {.source = source, .len = len};
	struct curl_slist *rcpt;
	CURL *curl = smtp->curl;
	enum smtp_result result;

	if (!mail_address(to)) {
		(void)snprintf(cause, SMTP_CAUSE,
		    "The address cannot stand in a mail's envelope.");
		return SMTP_REFUSED;
	}
	if ((rcpt = curl_slist_append(NULL, to)) == NULL) {
		(void)snprintf(
		    cause, SMTP_CAUSE, "There was no memory for it.");
		return SMTP_LATER;
	}
	curl_easy_reset(curl); /* keeps the connection */
	(void)curl_easy_setopt(curl, CURLOPT_URL, smtp->url);
	(void)curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "smtp");
	(void)curl_easy_setopt(curl, CURLOPT_NOPROXY, "*");
	(void)curl_easy_setopt(curl, CURLOPT_USE_SSL, (long)CURLUSESSL_ALL);
	(void)curl_easy_setopt(curl, CURLOPT_SSL_VERIFYPEER, 1L);
	(void)curl_easy_setopt(curl, CURLOPT_SSL_VERIFYHOST, 2L);
	(void)curl_easy_setopt(
	    curl, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
	if (smtp->ca_file != NULL) {
		(void)curl_easy_setopt(curl, CURLOPT_CAINFO, smtp->ca_file);
		(void)curl_easy_setopt(curl, CURLOPT_CAPATH, NULL);
	}
	if (smtp->user != NULL) {
		(void)curl_easy_setopt(curl, CURLOPT_USERNAME, smtp->user);
		(void)curl_easy_setopt(
		    curl, CURLOPT_PASSWORD, buf_str(&smtp->password));
	}
	(void)curl_easy_setopt(curl, CURLOPT_MAIL_FROM, smtp->from);
	(void)curl_easy_setopt(curl, CURLOPT_MAIL_RCPT, rcpt);
	(void)curl_easy_setopt(curl, CURLOPT_UPLOAD, 1L);
	(void)curl_easy_setopt(curl, CURLOPT_INFILESIZE_LARGE, (curl_off_t)len);
	(void)curl_easy_setopt(curl, CURLOPT_READFUNCTION, on_read);
	(void)curl_easy_setopt(curl, CURLOPT_READDATA, &talk);
	(void)curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, on_reply);
	(void)curl_easy_setopt(curl, CURLOPT_HEADERDATA, &talk);
	(void)curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, on_body);
	(void)curl_easy_setopt(curl, CURLOPT_DEBUGFUNCTION, on_debug);
	(void)curl_easy_setopt(curl, CURLOPT_DEBUGDATA, &talk);
	(void)curl_easy_setopt(curl, CURLOPT_VERBOSE, 1L);
	(void)curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
	(void)curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT, (long)CONNECT_S);
	(void)curl_easy_setopt(
	    curl, CURLOPT_SERVER_RESPONSE_TIMEOUT, (long)REPLY_S);
	(void)curl_easy_setopt(curl, CURLOPT_TIMEOUT, (long)TOTAL_S);
	result = judge(curl_easy_perform(curl), &talk, cause);
	curl_slist_free_all(rcpt);
	return result;
}
