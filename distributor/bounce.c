#include "distributor/bounce.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include <gmime/gmime.h>

#include "distributor/sloppy.h"

enum { HEADERS = 200 }; /* of a mail that are looked at */

/* What a walk through the parts has found. */
struct found {
	struct bounce *bounce;
	int parts;
	bool report;      /* a delivery-status part */
	bool other;       /* a report about something else */
	GByteArray *text; /* the first of its texts; NULL none */
};

void
bounce_init(void)
{
	g_mime_init();
}

/* Where the headers of MAIL end: behind their empty line. */
static size_t
headers_end(const char *mail, size_t len)
{
	for (size_t i = 0; i + 1 < len; i++)
		if (mail[i] == '\n' &&
		    (mail[i + 1] == '\n' ||
			(mail[i + 1] == '\r' && i + 2 < len &&
			    mail[i + 2] == '\n')))
			return i + (mail[i + 1] == '\n' ? 2 : 3);
	return len;
}

/* Is the word at AT, whatever its case, NAME? */
static bool
word_at(const char *text, size_t len, size_t at, const char *name)
{
	size_t n = strlen(name);

	return len - at >= n && strncasecmp(text + at, name, n) == 0;
}

static bool
too_many_types(const char *mail, size_t len)
{
	int count = 0;

	for (size_t i = 0; i < len; i++)
		if ((mail[i] == 'C' || mail[i] == 'c') &&
		    word_at(mail, len, i, "content-type") &&
		    ++count > BOUNCE_TYPES)
			return true;
	return false;
}

/* What stands between the first < and > of TEXT, into ID; "" when that is
 * nothing, or no Message-ID that we could have made. */
static void
take_id(const char *text, size_t len, char id[BOUNCE_ID])
{
	const char *open = memchr(text, '<', len), *close;
	size_t n;

	id[0] = '\0';
	if (open == NULL)
		return;
	open++;
	len -= (size_t)(open - text);
	close = memchr(open, '>', len);
	n = close == NULL ? 0 : (size_t)(close - open);
	if (n == 0 || n >= BOUNCE_ID)
		return;
	for (size_t i = 0; i < n; i++)
		if (open[i] <= ' ' || open[i] > '~' || open[i] == '<')
			return;
	memcpy(id, open, n);
	id[n] = '\0';
}

/* The Message-ID of the headers or the mail that TEXT quotes, perhaps behind
 * marks of quoting, perhaps on the line after its name. */
static void
quoted_id(const char *text, size_t len, char id[BOUNCE_ID])
{
	static const char name[] = "message-id:";

	for (size_t at = 0; at < len;) {
		const char *lf = memchr(text + at, '\n', len - at);
		size_t end = lf == NULL ? len : (size_t)(lf - text) + 1;

		while (at < end && strchr("> \t", text[at]) != NULL)
			at++;
		if (at < len && word_at(text, len, at, name)) {
			size_t rest = len - at;

			take_id(text + at,
			    rest < 2 * BOUNCE_ID ? rest : 2 * BOUNCE_ID, id);
			if (id[0] != '\0')
				return;
		}
		at = end;
	}
}

/* What PART holds, decoded, or NULL. */
static GByteArray *
content_of(GMimeObject *part)
{
	GMimeDataWrapper *content;
	GMimeStream *stream;
	GByteArray *bytes;

	if (!GMIME_IS_PART(part) ||
	    (content = g_mime_part_get_content(GMIME_PART(part))) == NULL)
		return NULL;
	bytes = g_byte_array_new();
	stream = g_mime_stream_mem_new_with_byte_array(bytes);
	g_mime_stream_mem_set_owner(GMIME_STREAM_MEM(stream), FALSE);
	(void)g_mime_data_wrapper_write_to_stream(content, stream);
	g_object_unref(stream);
	return bytes;
}

static bool
is_type(GMimeObject *part, const char *type, const char *subtype)
{
	GMimeContentType *is = g_mime_object_get_content_type(part);

	return is != NULL && g_mime_content_type_is_type(is, type, subtype);
}

static const char *
header_of(GMimeObject *mail, const char *name)
{
	const char *value = g_mime_object_get_header(mail, name);

	while (value != NULL && (*value == ' ' || *value == '\t'))
		value++;
	return value == NULL ? "" : value;
}

/* The mail that was sent along, as a part of its own. */
static void
take_returned(struct found *found, GMimeObject *part)
{
	GMimeMessage *returned;
	const char *id;

	if (found->bounce->message_id[0] != '\0')
		return;
	returned = g_mime_message_part_get_message(GMIME_MESSAGE_PART(part));
	id = returned == NULL ? ""
			      : header_of(GMIME_OBJECT(returned), "Message-ID");
	take_id(id, strlen(id), found->bounce->message_id);
}

/* A part that has no others in it. */
static void
take_leaf(struct found *found, GMimeObject *part)
{
	struct bounce *bounce = found->bounce;
	GByteArray *bytes;

	if (is_type(part, "message", "disposition-notification") ||
	    is_type(part, "message", "feedback-report"))
		found->other = true;
	if ((bytes = content_of(part)) == NULL)
		return;
	if (is_type(part, "message", "delivery-status") ||
	    is_type(part, "message", "global-delivery-status")) {
		if (!found->report)
			dsn_read((const char *)bytes->data, bytes->len,
			    &bounce->dsn);
		found->report = true;
	} else if (is_type(part, "text", "rfc822-headers") ||
	    is_type(part, "message", "rfc822-headers") ||
	    is_type(part, "message", "global-headers")) {
		if (bounce->message_id[0] == '\0')
			quoted_id((const char *)bytes->data, bytes->len,
			    bounce->message_id);
	} else if (found->text == NULL && is_type(part, "text", "*")) {
		found->text = bytes;
		bytes = NULL;
	}
	if (bytes != NULL)
		(void)g_byte_array_free(bytes, TRUE);
}

static void
walk(struct found *found, GMimeObject *part, int depth)
{
	int count;

	if (part == NULL || depth > BOUNCE_DEPTH ||
	    found->parts++ >= BOUNCE_PARTS)
		return;
	if (GMIME_IS_MESSAGE_PART(part)) {
		take_returned(found, part);
		return;
	}
	if (!GMIME_IS_MULTIPART(part)) {
		take_leaf(found, part);
		return;
	}
	count = g_mime_multipart_get_count(GMIME_MULTIPART(part));
	for (int i = 0; i < count; i++)
		walk(found, g_mime_multipart_get_part(GMIME_MULTIPART(part), i),
		    depth + 1);
}

/* The addresses in VALUE, a header's, joined to those BOUNCE has. */
static void
take_addresses(struct bounce *bounce, const char *value)
{
	static const char ends[] = " \t\r\n<>()[],;:\"";

	while (bounce->nto < BOUNCE_TO && *value != '\0') {
		size_t len = strcspn(value, ends);

		if (len > 0 && len < BOUNCE_ADDRESS &&
		    memchr(value, '@', len) != NULL) {
			char *to = bounce->to[bounce->nto++];

			memcpy(to, value, len);
			to[len] = '\0';
		}
		value += len;
		value += strspn(value, ends);
	}
}

static void
take_recipients(struct bounce *bounce, GMimeObject *mail)
{
	/* Those of the envelope first: "To" may hold many. */
	static const char *const names[] = {"Delivered-To", "X-Original-To",
	    "X-Delivered-To", "Envelope-To", "X-Envelope-To", "To"};
	GMimeHeaderList *list = g_mime_object_get_header_list(mail);
	int count = g_mime_header_list_get_count(list);

	for (size_t n = 0; n < sizeof(names) / sizeof(*names); n++)
		for (int i = 0; i < count && i < HEADERS; i++) {
			GMimeHeader *header =
			    g_mime_header_list_get_header_at(list, i);
			const char *value = g_mime_header_get_raw_value(header);

			if (value != NULL &&
			    strcasecmp(
				g_mime_header_get_name(header), names[n]) == 0)
				take_addresses(bounce, value);
		}
}

/* The address of VALUE, as far as it begins like one. */
static const char *
bare(const char *value)
{
	const char *open = strrchr(value, '<');

	return open == NULL ? value : open + 1;
}

static void
judge_without(struct found *found, GMimeObject *mail)
{
	static const char *const answering[] = {
	    "X-Autoreply", "X-Autorespond", "X-Autoresponder"};
	const GByteArray *text = found->text;
	struct sloppy_mail sloppy = {
	    .from = bare(header_of(mail, "From")),
	    .subject = header_of(mail, "Subject"),
	    .return_path = header_of(mail, "Return-Path"),
	    .failed_to = header_of(mail, "X-Failed-Recipients"),
	    .auto_submitted = header_of(mail, "Auto-Submitted"),
	    .text = text == NULL ? "" : (const char *)text->data,
	    .len = text == NULL ? 0 : text->len,
	};

	if (found->other)
		return;
	if (strcasecmp(header_of(mail, "Precedence"), "auto_reply") == 0)
		sloppy.answers = true;
	for (size_t i = 0; i < sizeof(answering) / sizeof(*answering); i++)
		if (header_of(mail, answering[i])[0] != '\0')
			sloppy.answers = true;
	sloppy_read(&sloppy, &found->bounce->dsn);
}

static void
hash(const char *mail, size_t len, const char *id, struct bounce *bounce)
{
	size_t from = headers_end(mail, len);
	struct box_hash h;

	box_hash_begin(&h);
	box_hash_more(&h, id, strlen(id) + 1);
	/* Line ends are the transport's. */
	for (size_t i = from; i < len; i++) {
		const char *cr = memchr(mail + i, '\r', len - i);
		size_t end = cr == NULL ? len : (size_t)(cr - mail);

		box_hash_more(&h, mail + i, end - i);
		i = end;
	}
	box_hash_end(&h, bounce->digest);
}

void
bounce_read(const void *data, size_t len, struct bounce *out)
{
	struct found found = {.bounce = out};
	const char *mail = data;
	GMimeStream *stream;
	GMimeParser *parser;
	GMimeMessage *message;
	GMimeObject *top;
	size_t whole;

	*out = (struct bounce){0};
	if (len > BOUNCE_SIZE)
		len = BOUNCE_SIZE;
	whole = len;
	if (too_many_types(mail, len))
		len = headers_end(mail, len);
	stream = g_mime_stream_mem_new_with_buffer(mail, len);
	parser = g_mime_parser_new_with_stream(stream);
	message = g_mime_parser_construct_message(parser, NULL);
	g_object_unref(parser);
	g_object_unref(stream);
	if (message == NULL) {
		hash(mail, whole, "", out);
		return;
	}
	top = GMIME_OBJECT(message);
	take_recipients(out, top);
	walk(&found, g_mime_message_get_mime_part(message), 0);
	if (!found.report)
		judge_without(&found, top);
	if (out->message_id[0] == '\0' && found.text != NULL)
		quoted_id((const char *)found.text->data, found.text->len,
		    out->message_id);
	if (out->message_id[0] == '\0') {
		const char *answered = header_of(top, "In-Reply-To");

		take_id(answered, strlen(answered), out->message_id);
	}
	hash(mail, whole, header_of(top, "Message-ID"), out);
	if (found.text != NULL)
		(void)g_byte_array_free(found.text, TRUE);
	g_object_unref(message);
}

static const char ask_them[] =
    "Ask the recipient for an address that works, or give it to them in "
    "another way.";
static const char ask_servers[] =
    "Ask whoever runs the mail servers, theirs and ours.";

/* What STATUS means, in words; RFC 3463, section 3. */
static const struct meaning {
	const char *detail; /* the status behind its class, or its beginning */
	const char *what;
	const char *next;
} meanings[] = {
    {".1.7", "the recipient's mail server refuses our address", ask_servers},
    {".1.8", "the recipient's mail server refuses our address", ask_servers},
    {".1.", "the address does not exist", ask_them},
    {".2.1", "the mailbox is closed", ask_them},
    {".2.2", "the mailbox is full", ask_them},
    {".2.", "the mailbox does not take it", ask_them},
    {".4.", "the recipient's mail server could not be reached", ask_them},
    {".7.", "the recipient's mail server refuses it", ask_servers},
    {"", "it could not be delivered", ask_them},
};

static const struct meaning *
meaning_of(const char *status)
{
	const char *detail = status[0] == '\0' ? "" : status + 1;
	const struct meaning *m = meanings;

	for (; m->detail[0] != '\0'; m++) {
		size_t n = strlen(m->detail);

		if (strncmp(detail, m->detail, n) == 0 &&
		    (m->detail[n - 1] == '.' || detail[n] == '\0'))
			break;
	}
	return m;
}

const char *
bounce_why(const char *status, char text[BOUNCE_WHY])
{
	(void)snprintf(text, BOUNCE_WHY, "The mail came back: %s.%s%s%s",
	    meaning_of(status)->what, status[0] == '\0' ? "" : " (", status,
	    status[0] == '\0' ? "" : ")");
	return text;
}

const char *
bounce_alert(const char *status, bool owed, char text[BOUNCE_ALERT])
{
	char why[BOUNCE_WHY];

	(void)snprintf(text, BOUNCE_ALERT, "%s %s %s", bounce_why(status, why),
	    owed ? "What was in it counts as not delivered, and nothing is "
		   "sent anywhere else by itself; `due` shows whose it is."
		 : "It was a notice, and nobody has read it.",
	    meaning_of(status)->next);
	return text;
}
