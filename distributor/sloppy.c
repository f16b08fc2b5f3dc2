#include "distributor/sloppy.h"

#include <string.h>
#include <strings.h>

enum {
	OPENING = 512, /* bytes in which a mail system names itself */
	REPORT = 8192  /* bytes of text that are about the mail */
};

/* How mail systems begin. */
static const char *const openings[] = {
    "Hi. This is the qmail-send program",
    "This message was created automatically by mail delivery software",
    "This is the mail system at host ",
    "This is the Postfix program at host ",
    "Your message did not reach some or all of the intended recipients",
    "Delivery has failed to these recipients",
};

static const char *const daemons[] = {
    "mailer-daemon",
    "postmaster",
    "microsoftexchange",
    "mail-daemon",
};

static const char *const failed_subjects[] = {
    "undeliver",
    "delivery status notification (fail",
    "delivery failure",
    "delivery has failed",
    "mail delivery failed",
    "mail delivery failure",
    "failure notice",
    "returned mail",
    "returned to sender",
    "non-delivery",
    "message could not be delivered",
};

static const char *const failed_texts[] = {
    "could not be delivered",
    "couldn't be delivered",
    "wasn't able to deliver",
    "unable to deliver",
    "did not reach",
    "delivery has failed",
    "undeliverable",
    "permanent error",
};

static const char *const delayed_texts[] = {
    "delivery status notification (delay",
    "has been delayed",
    "has not yet been delivered",
    "has not been delivered to all of its recipients after",
    "will be retried",
    "will keep trying",
    "delivery attempts will continue",
    "still being retried",
    "do not need to resend",
    "this is a warning message only",
};

static const char *const final_texts[] = {
    "permanent error",
    "given up",
    "giving up",
    "gave up",
};

static const char *const answer_subjects[] = {
    "automatic reply",
    "auto-reply",
    "autoreply",
    "auto:",
    "out of office",
    "out of the office",
    "vacation",
};

/* Behind one of these stands our own mail, and what that says counts not. */
static const char *const copies[] = {
    "--- Below this line is a copy",
    "------ This is a copy of",
    "----- Original message",
    "-----Original Message",
    "Original message headers",
};

/* Where the first of LIST is in TEXT, whatever the case; LEN when none is. */
static size_t
find(const char *text, size_t len, const char *const *list, size_t count)
{
	for (size_t at = 0; at < len; at++)
		for (size_t i = 0; i < count; i++) {
			size_t n = strlen(list[i]);

			/* The first letter is the cheap half. */
			if (len - at >= n &&
			    (text[at] | ' ') == (list[i][0] | ' ') &&
			    strncasecmp(text + at, list[i], n) == 0)
				return at;
		}
	return len;
}

#define FOUND(text, len, list) \
	(find((text), (len), (list), sizeof(list) / sizeof(*(list))) < (len))

static bool
begins(const char *text, const char *const *list, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (strncasecmp(text, list[i], strlen(list[i])) == 0)
			return true;
	return false;
}

#define BEGINS(text, list) \
	begins((text), (list), sizeof(list) / sizeof(*(list)))

/* A three-digit answer of a mail server that is final, as in " 550 ". */
static bool
has_refusal(const char *text, size_t len)
{
	for (size_t i = 1; i + 3 < len; i++)
		if (text[i] == '5' && text[i + 1] >= '0' &&
		    text[i + 1] <= '5' && text[i + 2] >= '0' &&
		    text[i + 2] <= '9' &&
		    strchr(" #:\n", text[i - 1]) != NULL &&
		    strchr(" -:", text[i + 3]) != NULL)
			return true;
	return false;
}

void
sloppy_read(const struct sloppy_mail *mail, struct dsn *out)
{
	const char *subject = mail->subject, *text = mail->text;
	size_t len = mail->len < REPORT ? mail->len : REPORT;
	size_t names = strlen(subject);
	char status[DSN_STATUS];
	bool opens, daemon, says;

	*out = (struct dsn){0};
	len = find(text, len, copies, sizeof(copies) / sizeof(*copies));
	opens = mail->failed_to[0] != '\0' ||
	    FOUND(text, len < OPENING ? len : OPENING, openings);
	if (!opens &&
	    (mail->answers || BEGINS(subject, answer_subjects) ||
		strncasecmp(mail->auto_submitted, "auto-replied", 12) == 0))
		return;
	dsn_code(text, len, status);
	daemon = mail->from[0] == '\0' || BEGINS(mail->from, daemons) ||
	    strcmp(mail->return_path, "<>") == 0;
	says = FOUND(subject, names, failed_subjects) ||
	    FOUND(subject, names, delayed_texts) ||
	    FOUND(text, len, failed_texts) || FOUND(text, len, delayed_texts) ||
	    status[0] == '5' || has_refusal(text, len);
	if (!opens && !(daemon && says))
		return;
	out->action = DSN_FAILED;
	if (!FOUND(text, len, final_texts) &&
	    (FOUND(subject, names, delayed_texts) ||
		FOUND(text, len, delayed_texts)))
		out->action = DSN_DELAYED;
	if (status[0] != '2')
		memcpy(out->status, status, sizeof(out->status));
}
