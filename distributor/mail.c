#include "distributor/mail.h"

#include <stdio.h>
#include <string.h>

#include <gmime/gmime.h>

#include "base/clock.h"
#include "base/text.h"
#include "seal/box.h"

char *
mail_id(const char *from, char id[MAIL_ID])
{
	const char *at = strchr(from, '@');
	unsigned char random[16];
	char hex[2 * sizeof(random) + 1];

	box_random(random, sizeof(random));
	for (size_t i = 0; i < sizeof(random); i++)
		(void)snprintf(hex + 2 * i, 3, "%02x", random[i]);
	(void)snprintf(id, MAIL_ID, "%s@%.200s", hex,
	    at != NULL && at[1] != '\0' ? at + 1 : "localhost");
	return id;
}

bool
mail_address(const char *text)
{
	const char *at = strchr(text, '@');

	if (at == NULL || at == text || at[1] == '\0' || at[1] == '.' ||
	    strchr(at + 1, '@') != NULL || strlen(text) > 254)
		return false;
	for (const char *p = text; *p != '\0'; p++)
		if (*p <= ' ' || *p > '~' ||
		    strchr("<>()[]\\,;:\"", *p) != NULL)
			return false;
	return true;
}

/* TEXT in the mail's language, FILL in its hole, and what ENDS it. */
static void
put(struct buf *out, const struct mail *mail, enum wordbook_text text,
    const char *fill, const char *ends)
{
	wordbook_put(out, mail->language, text, fill);
	buf_text(out, ends);
}

static void
write_link(const struct mail *mail, struct buf *out)
{
	char until[WORDBOOK_DAY];

	buf_printf(out, "%s\n\n", mail->link);
	put(out, mail, WORDBOOK_MAIL_CODE, NULL, "\n\n");
	put(out, mail, WORDBOOK_MAIL_UNTIL,
	    wordbook_when(mail->language, mail->expires_ms, until), "\n\n");
}

static void
write_body(const struct mail *mail, struct buf *out)
{
	if (*mail->notice != '\0')
		buf_printf(out, "%s\n\n", mail->notice);
	if (mail->subject == NULL)
		put(out, mail, WORDBOOK_MAIL_READY, NULL, "\n\n");
	else
		buf_printf(out, "%s\n", mail->body);
	if (mail->link != NULL)
		write_link(mail, out);
	if (mail->subject == NULL)
		put(out, mail, WORDBOOK_MAIL_UNEXPECTED, NULL, "\n");
	put(out, mail, WORDBOOK_MAIL_KEEP, NULL, "\n\n");
	buf_printf(out, "%s\n", mail->brand);
}

/* GMime ends lines with LF; SMTP wants CRLF. */
static void
put_crlf(struct buf *out, const char *text)
{
	for (const char *p = text; *p != '\0'; p++) {
		if (*p == '\r')
			continue;
		if (*p == '\n')
			buf_u8(out, '\r');
		buf_u8(out, (unsigned char)*p);
	}
}

/* A header of plain ASCII, as it is. */
static void
header(GMimeMessage *message, const char *name, const char *value)
{
	g_mime_object_set_header(GMIME_OBJECT(message), name, value, "UTF-8");
}

enum rc
mail_write(const struct mail *mail, struct buf *out, struct error *err)
{
	const char *subject = mail->subject != NULL
	    ? mail->subject
	    : wordbook_text(mail->language, WORDBOOK_READY_TITLE);
	GMimeMessage *message = NULL;
	GMimeTextPart *part = NULL;
	GDateTime *date = NULL;
	struct buf body = {0};
	char *source = NULL;
	bool plain = true;
	enum rc rc;

	if (!mail_address(mail->from) || !mail_address(mail->to))
		return error_set(err, RC_INVALID,
		    "the mail's sender or recipient is not a plain address");
	if (!text_valid(subject, strlen(subject)) ||
	    subject[strcspn(subject, "\r\n\t")] != '\0')
		return error_set(
		    err, RC_INVALID, "the mail's subject is not one line");
	write_body(mail, &body);
	if ((rc = buf_check(&body, err)) != RC_OK)
		goto done;
	if (text_telling(subject) || text_telling(buf_str(&body)) ||
	    text_telling(mail->from) || text_telling(mail->brand) ||
	    text_telling(mail->message_id)) {
		rc = error_set(err, RC_DENIED,
		    "the mail would hold a word that tells what it is about: "
		    "look at [share], [mail] and [notice] in marac.conf");
		goto done;
	}
	for (size_t i = 0; i < body.len; i++)
		plain = plain && body.data[i] < 0x80;

	g_mime_init();
	message = g_mime_message_new(TRUE);
	part = g_mime_text_part_new_with_subtype("plain");
	date = g_date_time_new_from_unix_utc(mail->date_ms / CLOCK_SECOND_MS);
	if (message == NULL || part == NULL || date == NULL) {
		rc = error_nomem(err);
		goto done;
	}
	g_mime_message_add_mailbox(
	    message, GMIME_ADDRESS_TYPE_FROM, mail->brand, mail->from);
	g_mime_message_add_mailbox(
	    message, GMIME_ADDRESS_TYPE_TO, NULL, mail->to);
	g_mime_message_set_subject(message, subject, "UTF-8");
	g_mime_message_set_date(message, date);
	g_mime_message_set_message_id(message, mail->message_id);
	/* No out-of-office notice may answer (RFC 3834). */
	header(message, "Auto-Submitted", "auto-generated");
	header(message, "X-Auto-Response-Suppress", "All");
	g_mime_text_part_set_charset(part, "UTF-8");
	g_mime_text_part_set_text(part, buf_str(&body));
	/* In plain ASCII no encoding may break the link's line. */
	g_mime_part_set_content_encoding(GMIME_PART(part),
	    plain ? GMIME_CONTENT_ENCODING_7BIT
		  : GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE);
	g_mime_message_set_mime_part(message, GMIME_OBJECT(part));
	source = g_mime_object_to_string(GMIME_OBJECT(message), NULL);
	if (source == NULL) {
		rc = error_nomem(err);
		goto done;
	}
	put_crlf(out, source);
	rc = buf_check(out, err);

done:
	if (source != NULL)
		box_wipe(source, strlen(source));
	g_free(source);
	if (date != NULL)
		g_date_time_unref(date);
	if (part != NULL)
		g_object_unref(part);
	if (message != NULL)
		g_object_unref(message);
	buf_clear(&body);
	return rc;
}

/* The value of SOURCE's one To, which is not folded; *LEN of it.  NULL: none.
 * Headers end at the first empty line. */
static const char *
find_to(const char *source, size_t *len)
{
	const char *line = source;

	while (*line != '\0' && strncmp(line, "\r\n", 2) != 0) {
		const char *end = strstr(line, "\r\n");

		if (end == NULL)
			return NULL;
		if (strncmp(line, "To: ", 4) == 0) {
			*len = (size_t)(end - line) - 4;
			return line + 4;
		}
		line = end + 2;
	}
	return NULL;
}

bool
mail_is_to(const char *source, const char *to)
{
	size_t len = 0;
	const char *value = find_to(source, &len);

	return value != NULL && len == strlen(to) &&
	    memcmp(value, to, len) == 0;
}

enum rc
mail_readdress(
    const char *source, const char *to, struct buf *out, struct error *err)
{
	size_t len = 0;
	const char *value = find_to(source, &len);

	if (value == NULL || !mail_address(to))
		return error_set(err, RC_INVALID,
		    "the mail's recipient is not a plain address");
	buf_put(out, source, (size_t)(value - source));
	buf_text(out, to);
	buf_text(out, value + len);
	return buf_check(out, err);
}
