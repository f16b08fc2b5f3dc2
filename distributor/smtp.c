#include "distributor/smtp.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/log.h"
#include "distributor/mail.h"
#include "distributor/oauth.h"

enum { WAIT_MS = 1000 };

/* A mail on its way, or none. */
struct slot {
	CURL *curl;
	struct curl_slist *rcpt;
	struct smtp_mail *mail; /* NULL: the slot is free */
	struct talk talk;
	struct buf token; /* that it was sent with */
	bool fresh;       /* a second try, over a new connection */
	bool renewed;     /* a second try, with a new token */
};

struct smtp {
	CURLM *multi;
	struct slot slots[SMTP_AT_ONCE];
	size_t nslots;
	char *url; /* with the EHLO name as its path */
	char *from;
	char *ca_file;
	char *user;
	struct buf password;
	struct oauth *oauth;
	enum rc no_token; /* in this round, why there is none */
	bool renewed;     /* and whether a new one was asked for */
};

static char *
copy_of(const char *text)
{
	return *text == '\0' ? NULL : strdup(text);
}

/* Without a path curl would say EHLO with this machine's own name. */
static char *
url_of(const struct conf *conf)
{
	const char *relay = conf_text(conf, "mail.relay");
	size_t host = strncmp(relay, "smtps://", 8) == 0 ? 8 : 7;
	struct buf url = {0};
	char *copy;

	buf_put(&url, relay, host + strcspn(relay + host, "/"));
	buf_printf(&url, "/%s", conf_text(conf, "mail.helo"));
	copy = buf_check(&url, NULL) == RC_OK ? strdup(buf_str(&url)) : NULL;
	buf_clear(&url);
	return copy;
}

static bool
open_multi(struct smtp *smtp)
{
	if ((smtp->multi = curl_multi_init()) == NULL)
		return false;
	(void)curl_multi_setopt(
	    smtp->multi, CURLMOPT_MAXCONNECTS, (long)smtp->nslots);
	return true;
}

enum rc
smtp_open(struct smtp **out, const struct conf *conf, struct error *err)
{
	struct smtp *smtp;
	bool whole;
	enum rc rc;

	*out = NULL;
	if (!mail_address(conf_text(conf, "mail.from")))
		return error_set(err, RC_INVALID,
		    "mail.from is not set: write the sender's address into "
		    "[mail] of marac.conf");
	if ((smtp = calloc(1, sizeof(*smtp))) == NULL)
		return error_nomem(err);
	if ((rc = conf_secret(
		 conf, "mail.password_file", &smtp->password, err)) != RC_OK ||
	    (rc = oauth_open(&smtp->oauth, conf, err)) != RC_OK)
		goto done;
	smtp->nslots = (size_t)conf_number(conf, "mail.connections");
	smtp->url = url_of(conf);
	smtp->from = strdup(conf_text(conf, "mail.from"));
	smtp->ca_file = copy_of(conf_text(conf, "mail.ca_file"));
	smtp->user = copy_of(conf_text(conf, "mail.user"));
	whole = smtp->url != NULL && smtp->from != NULL &&
	    (smtp->ca_file != NULL || !*conf_text(conf, "mail.ca_file")) &&
	    (smtp->user != NULL || !*conf_text(conf, "mail.user")) &&
	    curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK &&
	    open_multi(smtp);
	for (size_t i = 0; whole && i < smtp->nslots; i++)
		whole = (smtp->slots[i].curl = curl_easy_init()) != NULL;
	if (!whole) {
		rc = error_nomem(err);
		goto done;
	}
	*out = smtp;
	smtp = NULL;
done:
	smtp_close(smtp);
	return rc;
}

void
smtp_close(struct smtp *smtp)
{
	if (smtp == NULL)
		return;
	for (size_t i = 0; i < SMTP_AT_ONCE; i++)
		curl_easy_cleanup(smtp->slots[i].curl);
	(void)curl_multi_cleanup(smtp->multi);
	oauth_close(smtp->oauth);
	free(smtp->url);
	free(smtp->from);
	free(smtp->ca_file);
	free(smtp->user);
	buf_clear(&smtp->password);
	free(smtp);
}

size_t
smtp_at_once(const struct smtp *smtp)
{
	return smtp == NULL ? SMTP_AT_ONCE : smtp->nslots;
}

void
smtp_rest(struct smtp *smtp)
{
	CURLM *old;

	if (smtp == NULL)
		return;
	old = smtp->multi;
	if (open_multi(smtp))
		(void)curl_multi_cleanup(old); /* says QUIT on each */
	else
		smtp->multi = old;
}

static void
end(struct smtp_mail *mail, enum smtp_result result, const char *cause)
{
	mail->result = result;
	(void)snprintf(mail->cause, sizeof(mail->cause), "%s", cause);
}

static void
set_security(struct smtp *smtp, CURL *curl)
{
	(void)curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
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
}

/* Sign in as the user; false: MAIL has ended for want of a token. */
static bool
set_login(struct smtp *smtp, struct slot *slot, struct smtp_mail *mail)
{
	const char *token = "", *refused = "";
	struct error err = {0};

	if (smtp->user == NULL)
		return true;
	(void)curl_easy_setopt(slot->curl, CURLOPT_USERNAME, smtp->user);
	if (smtp->oauth == NULL) {
		(void)curl_easy_setopt(
		    slot->curl, CURLOPT_PASSWORD, buf_str(&smtp->password));
		return true;
	}
	if (slot->renewed && !smtp->renewed) {
		smtp->renewed = true;
		refused = buf_str(&slot->token);
	}
	if (smtp->no_token == RC_OK) {
		smtp->no_token =
		    oauth_token(smtp->oauth, refused, &token, &err);
		if (smtp->no_token != RC_OK)
			log_error("%s", err.text);
	}
	if (smtp->no_token == RC_DENIED) {
		end(mail, SMTP_LOGIN, "The sign-in server refused us.");
		return false;
	}
	if (smtp->no_token != RC_OK) {
		end(mail, SMTP_ABSENT,
		    "The sign-in server could not be reached.");
		return false;
	}
	buf_clear(&slot->token);
	buf_text(&slot->token, token);
	(void)curl_easy_setopt(
	    slot->curl, CURLOPT_LOGIN_OPTIONS, "AUTH=XOAUTH2");
	(void)curl_easy_setopt(slot->curl, CURLOPT_XOAUTH2_BEARER, token);
	return true;
}

/* Put MAIL on its way in SLOT, if it can go at all. */
static void
start(struct smtp *smtp, struct slot *slot, struct smtp_mail *mail)
{
	CURL *curl = slot->curl;

	if (!mail_address(mail->to) ||
	    (mail->return_path != NULL && !mail_address(mail->return_path))) {
		end(mail, SMTP_REFUSED,
		    "The address cannot stand in a mail's envelope.");
		return;
	}
	slot->talk = (struct talk){.source = mail->source, .len = mail->len};
	curl_easy_reset(curl);
	talk_listen(&slot->talk, curl);
	set_security(smtp, curl);
	if (!set_login(smtp, slot, mail))
		return;
	end(mail, SMTP_LATER, "There was no memory for it.");
	if ((slot->rcpt = curl_slist_append(NULL, mail->to)) == NULL)
		return;
	(void)curl_easy_setopt(curl, CURLOPT_URL, smtp->url);
	(void)curl_easy_setopt(curl, CURLOPT_MAIL_FROM,
	    mail->return_path != NULL ? mail->return_path : smtp->from);
	(void)curl_easy_setopt(curl, CURLOPT_MAIL_RCPT, slot->rcpt);
	(void)curl_easy_setopt(curl, CURLOPT_UPLOAD, 1L);
	(void)curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
	(void)curl_easy_setopt(curl, CURLOPT_PRIVATE, slot);
	(void)curl_easy_setopt(
	    curl, CURLOPT_FRESH_CONNECT, slot->fresh ? 1L : 0L);
	if (curl_multi_add_handle(smtp->multi, curl) == CURLM_OK)
		slot->mail = mail;
}

/* Was the connection one that was kept, and closed by the relay meanwhile?
 * What it said then, 421 or nothing, is not about this mail. */
static bool
was_stale(const struct slot *slot, enum smtp_result result)
{
	long opened = 1;

	(void)curl_easy_getinfo(slot->curl, CURLINFO_NUM_CONNECTS, &opened);
	return opened == 0 && !slot->talk.dot &&
	    (result == SMTP_ABSENT || slot->talk.code == 421);
}

/* CURL is through with its mail: it has ended, or starts anew. */
static void
finish(struct smtp *smtp, CURL *curl, CURLcode code)
{
	struct slot *slot = NULL;
	struct smtp_mail *mail;
	bool again = false;

	(void)curl_easy_getinfo(curl, CURLINFO_PRIVATE, &slot);
	mail = slot->mail;
	mail->result = talk_judge(&slot->talk, code, mail->cause);
	if (!slot->fresh && was_stale(slot, mail->result))
		again = slot->fresh = true;
	else if (!slot->renewed && mail->result == SMTP_LOGIN &&
	    smtp->oauth != NULL)
		again = slot->renewed = slot->fresh = true;
	(void)curl_multi_remove_handle(smtp->multi, curl);
	curl_slist_free_all(slot->rcpt);
	slot->rcpt = NULL;
	slot->mail = NULL;
	if (again)
		start(smtp, slot, mail);
}

/* Start what can be started; false: nothing is on its way any more. */
static bool
fill(struct smtp *smtp, struct smtp_mail *mails, size_t count, size_t *next)
{
	bool any = false;

	for (size_t i = 0; i < smtp->nslots; i++) {
		struct slot *slot = &smtp->slots[i];

		while (slot->mail == NULL && *next < count) {
			slot->fresh = slot->renewed = false;
			buf_clear(&slot->token);
			start(smtp, slot, &mails[(*next)++]);
		}
		any = any || slot->mail != NULL;
	}
	return any;
}

/* curl_multi itself fails: nothing can be known of what is on its way. */
static void
give_up(struct smtp *smtp)
{
	for (size_t i = 0; i < smtp->nslots; i++) {
		struct slot *slot = &smtp->slots[i];

		slot->fresh = slot->renewed = true;
		if (slot->mail != NULL)
			finish(smtp, slot->curl, CURLE_ABORTED_BY_CALLBACK);
	}
}

void
smtp_send_all(struct smtp *smtp, struct smtp_mail *mails, size_t count)
{
	size_t next = 0;

	smtp->no_token = RC_OK;
	smtp->renewed = false;
	while (fill(smtp, mails, count, &next)) {
		CURLMcode code;
		CURLMsg *message;
		bool ended = false;
		int running = 0, left;

		if ((code = curl_multi_perform(smtp->multi, &running)) !=
		    CURLM_OK) {
			log_error("curl: %s", curl_multi_strerror(code));
			give_up(smtp);
			continue;
		}
		while ((message = curl_multi_info_read(smtp->multi, &left)) !=
		    NULL)
			if (message->msg == CURLMSG_DONE) {
				finish(smtp, message->easy_handle,
				    message->data.result);
				ended = true;
			}
		/* A free slot is filled before anything is waited for. */
		if (!ended)
			(void)curl_multi_poll(
			    smtp->multi, NULL, 0, WAIT_MS, NULL);
	}
	for (size_t i = 0; i < smtp->nslots; i++)
		buf_clear(&smtp->slots[i].token);
}
