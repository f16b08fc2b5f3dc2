#include "distributor/imap.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include <curl/curl.h>

#include "distributor/oauth.h"

enum {
	CONNECT_S = 10,
	PASSWORD = 4096,
	LIST = 16 * 1024 /* bytes of an answer that is no mail */
};

struct imap {
	CURL *curl;
	char *url; /* without a / at its end */
	char *name;
	char *user;
	char *ca_file;
	struct buf password;
	struct oauth *oauth; /* NULL: the password is used */
	uint32_t validity;   /* of imap_look */
	const atomic_bool *stop;
};

/* One command. */
struct asked {
	const struct imap *imap;
	struct buf *body;
	size_t limit;
	CURLcode rc;
	bool over;      /* more came than was asked for */
	bool selecting; /* the folder's numbers are wanted */
	bool selected;  /* the folder was asked for, so we are signed in */
	uint32_t validity, next;
};

static const char no_sense[] =
    "The mailbox of bounces gives answers that make no sense.";
static const char not_numbered[] =
    "The mailbox of bounces does not number its mails.";

static enum rc
read_password(const char *path, struct buf *out, struct error *err)
{
	enum rc rc = buf_read_file(out, path, PASSWORD, err);

	if (rc != RC_OK)
		return error_prefix(err, "bounce.password_file");
	while (out->len > 0 &&
	    (out->data[out->len - 1] == '\n' ||
		out->data[out->len - 1] == '\r'))
		out->data[--out->len] = '\0';
	return RC_OK;
}

enum rc
imap_open(struct imap **out, const struct conf *conf, const atomic_bool *stop,
    struct error *err)
{
	const char *url = conf_text(conf, "bounce.imap");
	const char *user = conf_text(conf, "bounce.user");
	const char *file = conf_text(conf, "bounce.password_file");
	struct imap *imap;
	struct buf name = {0};
	enum rc rc = RC_OK;

	*out = NULL;
	if (*url == '\0')
		return RC_OK;
	if ((imap = calloc(1, sizeof(*imap))) == NULL)
		return error_nomem(err);
	buf_printf(&name, "%s at %s", user, url);
	rc = buf_check(&name, err);
	if (rc == RC_OK)
		rc = *file != '\0' ? read_password(file, &imap->password, err)
				   : oauth_open(&imap->oauth, conf, err);
	if (rc != RC_OK)
		goto done;
	imap->stop = stop;
	imap->url = strdup(url);
	imap->user = strdup(user);
	imap->ca_file = strdup(conf_text(conf, "bounce.ca_file"));
	imap->name = strdup(buf_str(&name));
	if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK ||
	    imap->url == NULL || imap->user == NULL || imap->ca_file == NULL ||
	    imap->name == NULL) {
		rc = error_nomem(err);
		goto done;
	}
	*out = imap;
	imap = NULL;
done:
	imap_close(imap);
	buf_clear(&name);
	return rc;
}

void
imap_close(struct imap *imap)
{
	if (imap == NULL)
		return;
	imap_leave(imap);
	free(imap->url);
	free(imap->name);
	free(imap->user);
	free(imap->ca_file);
	buf_clear(&imap->password);
	oauth_close(imap->oauth);
	free(imap);
}

void
imap_leave(struct imap *imap)
{
	curl_easy_cleanup(imap->curl);
	imap->curl = NULL;
}

const char *
imap_name(const struct imap *imap)
{
	return imap->name;
}

static size_t
on_body(char *data, size_t size, size_t count, void *arg)
{
	struct asked *asked = arg;
	size_t len = size * count;

	if (len > asked->limit - asked->body->len) {
		asked->over = true;
		return 0;
	}
	buf_put(asked->body, data, len);
	return asked->body->failed ? 0 : len;
}

/* The number behind "* OK [NAME " at LINE, or 0. */
static uint32_t
number_of(const char *line, size_t len, const char *name)
{
	static const char before[] = "* OK [";
	size_t skip = sizeof(before) - 1, n = strlen(name);
	uint64_t number = 0;

	if (len < skip + n || strncasecmp(line, before, skip) != 0 ||
	    strncasecmp(line + skip, name, n) != 0)
		return 0;
	for (size_t i = skip + n; i < len && line[i] >= '0' && line[i] <= '9';
	     i++) {
		number = number * 10 + (uint64_t)(line[i] - '0');
		if (number > UINT32_MAX)
			return 0;
	}
	return (uint32_t)number;
}

static size_t
on_header(char *line, size_t size, size_t count, void *arg)
{
	struct asked *asked = arg;
	size_t len = size * count;
	uint32_t number;

	if (!asked->selecting)
		return len;
	if ((number = number_of(line, len, "UIDVALIDITY ")) != 0)
		asked->validity = number;
	if ((number = number_of(line, len, "UIDNEXT ")) != 0)
		asked->next = number;
	return len;
}

static int
on_progress(void *arg, curl_off_t a, curl_off_t b, curl_off_t c, curl_off_t d)
{
	const struct imap *imap = arg;

	(void)a;
	(void)b;
	(void)c;
	(void)d;
	return imap->stop != NULL && atomic_load(imap->stop);
}

/* Only whether it was SELECT, behind its tag, is kept of what we say, and
 * nothing is printed. */
static int
on_debug(CURL *curl, curl_infotype type, char *data, size_t len, void *arg)
{
	static const char name[] = " SELECT ";
	struct asked *asked = arg;
	const char *space = memchr(data, ' ', len);

	(void)curl;
	if (type == CURLINFO_HEADER_OUT && space != NULL &&
	    len - (size_t)(space - data) >= sizeof(name) - 1 &&
	    memcmp(space, name, sizeof(name) - 1) == 0)
		asked->selected = true;
	return 0;
}

static enum imap_result
judge(const struct asked *asked, const char **text)
{
	switch (asked->rc) {
	case CURLE_OK:
		*text = "";
		return IMAP_DONE;
	case CURLE_USE_SSL_FAILED:
		*text = "The mailbox of bounces offers no encryption "
			"(STARTTLS).";
		return IMAP_INSECURE;
	case CURLE_PEER_FAILED_VERIFICATION:
	case CURLE_SSL_CACERT_BADFILE:
	case CURLE_SSL_ISSUER_ERROR:
	case CURLE_SSL_INVALIDCERTSTATUS:
		*text = "The certificate of the mailbox of bounces is not "
			"valid here.";
		return IMAP_INSECURE;
	case CURLE_SSL_CONNECT_ERROR:
	case CURLE_SSL_CERTPROBLEM:
	case CURLE_SSL_CIPHER:
	case CURLE_SSL_CRL_BADFILE:
	case CURLE_SSL_ENGINE_INITFAILED:
	case CURLE_NOT_BUILT_IN:
		*text = "The mailbox of bounces offers no encryption that is "
			"known here.";
		return IMAP_INSECURE;
	case CURLE_LOGIN_DENIED:
		/* curl's word for a refused folder, too. */
		if (asked->selected) {
			*text = "The mailbox of bounces has no such folder.";
			return IMAP_FOLDER;
		}
		*text = "The mailbox of bounces refuses our user name or "
			"password.";
		return IMAP_LOGIN;
	case CURLE_REMOTE_FILE_NOT_FOUND:
		*text = "A mail in the mailbox of bounces cannot be fetched.";
		return IMAP_GONE;
	case CURLE_ABORTED_BY_CALLBACK:
		*text = "It was stopped.";
		return IMAP_STOPPED;
	default:
		*text = "The mailbox of bounces could not be reached.";
		return IMAP_ABSENT;
	}
}

static void
set_options(struct imap *imap, struct asked *asked)
{
	CURL *curl = imap->curl;

	curl_easy_reset(curl); /* keeps the connection */
	(void)curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "imap,imaps");
	(void)curl_easy_setopt(curl, CURLOPT_NOPROXY, "*");
	(void)curl_easy_setopt(curl, CURLOPT_USE_SSL, (long)CURLUSESSL_ALL);
	(void)curl_easy_setopt(curl, CURLOPT_SSL_VERIFYPEER, 1L);
	(void)curl_easy_setopt(curl, CURLOPT_SSL_VERIFYHOST, 2L);
	(void)curl_easy_setopt(
	    curl, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
	if (*imap->ca_file != '\0') {
		(void)curl_easy_setopt(curl, CURLOPT_CAINFO, imap->ca_file);
		(void)curl_easy_setopt(curl, CURLOPT_CAPATH, NULL);
	}
	(void)curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, on_body);
	(void)curl_easy_setopt(curl, CURLOPT_WRITEDATA, asked);
	(void)curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, on_header);
	(void)curl_easy_setopt(curl, CURLOPT_HEADERDATA, asked);
	(void)curl_easy_setopt(curl, CURLOPT_DEBUGFUNCTION, on_debug);
	(void)curl_easy_setopt(curl, CURLOPT_DEBUGDATA, asked);
	(void)curl_easy_setopt(curl, CURLOPT_VERBOSE, 1L);
	(void)curl_easy_setopt(curl, CURLOPT_NOPROGRESS, 0L);
	(void)curl_easy_setopt(curl, CURLOPT_XFERINFOFUNCTION, on_progress);
	(void)curl_easy_setopt(curl, CURLOPT_XFERINFODATA, imap);
	/* A line longer than this would be cut without a word. */
	(void)curl_easy_setopt(curl, CURLOPT_BUFFERSIZE, 64L * 1024);
	(void)curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
	(void)curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT, (long)CONNECT_S);
	(void)curl_easy_setopt(curl, CURLOPT_TIMEOUT, (long)IMAP_COMMAND_S);
	/* For the words of parting, which know no other. */
	(void)curl_easy_setopt(
	    curl, CURLOPT_SERVER_RESPONSE_TIMEOUT, (long)IMAP_COMMAND_S);
}

/* Sign in as the user.  REFUSED: the token that was. */
static enum imap_result
set_login(struct imap *imap, struct buf *token, const char *refused,
    const char **text)
{
	CURL *curl = imap->curl;
	struct error err = {0};
	const char *fresh = "";
	enum rc rc;

	(void)curl_easy_setopt(curl, CURLOPT_USERNAME, imap->user);
	if (imap->oauth == NULL) {
		(void)curl_easy_setopt(
		    curl, CURLOPT_PASSWORD, buf_str(&imap->password));
		return IMAP_DONE;
	}
	rc = oauth_token(imap->oauth, refused, &fresh, &err);
	*text = rc == RC_DENIED ? "The sign-in server refused us."
				: "The sign-in server could not be reached.";
	if (rc != RC_OK)
		return rc == RC_DENIED ? IMAP_LOGIN : IMAP_ABSENT;
	buf_reset(token);
	buf_text(token, fresh);
	(void)curl_easy_setopt(curl, CURLOPT_LOGIN_OPTIONS, "AUTH=XOAUTH2");
	(void)curl_easy_setopt(curl, CURLOPT_XOAUTH2_BEARER, fresh);
	return IMAP_DONE;
}

/* Was the connection one that was kept, and closed by the server meanwhile?
 * Then a new one is made, and what the old one gave is forgotten. */
static bool
was_stale(struct imap *imap, struct asked *asked, size_t had)
{
	long opened = 1;

	(void)curl_easy_getinfo(imap->curl, CURLINFO_NUM_CONNECTS, &opened);
	if (opened != 0 || asked->over)
		return false;
	while (asked->body->len > had)
		asked->body->data[--asked->body->len] = '\0';
	imap_leave(imap);
	imap->curl = curl_easy_init();
	return imap->curl != NULL;
}

/* One command: COMMAND, or with NULL whatever the URL says behind the
 * folder's. */
static enum imap_result
ask(struct imap *imap, const char *behind, const char *command,
    struct asked *asked, char cause[IMAP_CAUSE])
{
	enum imap_result result = IMAP_ABSENT;
	const char *text = "There was no memory for it.";
	struct buf url = {0}, token = {0};
	bool renewed = false, fresh = false;
	size_t had = asked->body->len;

	buf_printf(&url, "%s%s", imap->url, behind);
	if (imap->curl == NULL)
		imap->curl = curl_easy_init();
	if (url.failed || imap->curl == NULL)
		goto done;
	for (;;) {
		set_options(imap, asked);
		(void)curl_easy_setopt(imap->curl, CURLOPT_URL, buf_str(&url));
		if (command != NULL)
			(void)curl_easy_setopt(
			    imap->curl, CURLOPT_CUSTOMREQUEST, command);
		result = set_login(
		    imap, &token, renewed ? buf_str(&token) : "", &text);
		if (result != IMAP_DONE)
			break;
		asked->rc = curl_easy_perform(imap->curl);
		result = judge(asked, &text);
		/* A token may be over before its time. */
		if (result == IMAP_LOGIN && imap->oauth != NULL && !renewed)
			renewed = true;
		else if (result == IMAP_ABSENT && !fresh &&
		    was_stale(imap, asked, had))
			fresh = true;
		else
			break;
	}
done:
	(void)snprintf(cause, IMAP_CAUSE, "%s", text);
	buf_clear(&token);
	buf_clear(&url);
	return result;
}

enum imap_result
imap_look(struct imap *imap, uint32_t *validity, uint32_t *next,
    char cause[IMAP_CAUSE])
{
	struct buf body = {0};
	struct asked asked = {
	    .imap = imap, .body = &body, .limit = LIST, .selecting = true};
	enum imap_result result;

	imap_leave(imap);
	result = ask(imap, "", "NOOP", &asked, cause);
	*validity = imap->validity = asked.validity;
	*next = asked.next;
	if (result == IMAP_DONE && (asked.validity == 0 || asked.next == 0)) {
		(void)snprintf(cause, IMAP_CAUSE, "%s", not_numbered);
		result = IMAP_FOLDER;
	}
	buf_clear(&body);
	return result;
}

/* The numbers of "* SEARCH 3 5 8", of those from FROM on that are less than
 * FROM + IMAP_WINDOW and in order.  False: the answer has no such line; that is
 * not the same as one without a number. */
static bool
take_numbers(const char *answer, uint32_t from, uint32_t uids[IMAP_WINDOW],
    size_t *count)
{
	static const char name[] = "* SEARCH";
	const char *p = answer;
	uint64_t last = (uint64_t)from + IMAP_WINDOW - 1;

	*count = 0;
	while (strncasecmp(p, name, sizeof(name) - 1) != 0) {
		p = strchr(p, '\n');
		if (p == NULL)
			return false;
		p++;
	}
	p += sizeof(name) - 1;
	while (p[0] == ' ' && p[1] >= '0' && p[1] <= '9') {
		char *end;
		unsigned long long n = strtoull(p + 1, &end, 10);

		p = end;
		if (n >= from && n <= last && *count < IMAP_WINDOW &&
		    (*count == 0 || n > uids[*count - 1]))
			uids[(*count)++] = (uint32_t)n;
	}
	p += strspn(p, " ");
	return *p == '\r' || *p == '\n';
}

enum imap_result
imap_list(struct imap *imap, uint32_t from, uint32_t uids[IMAP_WINDOW],
    size_t *count, char cause[IMAP_CAUSE])
{
	struct buf body = {0};
	struct asked asked = {.imap = imap, .body = &body, .limit = LIST};
	uint64_t last = (uint64_t)from + IMAP_WINDOW - 1;
	enum imap_result result;
	char command[64];

	*count = 0;
	(void)snprintf(command, sizeof(command), "UID SEARCH UID %lu:%lu",
	    (unsigned long)from,
	    (unsigned long)(last > UINT32_MAX ? UINT32_MAX : last));
	result = ask(imap, "", command, &asked, cause);
	if (result == IMAP_DONE &&
	    !take_numbers(buf_str(&body), from, uids, count)) {
		(void)snprintf(cause, IMAP_CAUSE, "%s", no_sense);
		result = IMAP_ABSENT;
	}
	buf_clear(&body);
	return result;
}

enum imap_result
imap_fetch(struct imap *imap, uint32_t uid, size_t limit, struct buf *out,
    char cause[IMAP_CAUSE])
{
	struct asked asked = {
	    .imap = imap, .body = out, .limit = out->len + limit};
	enum imap_result result;
	char behind[96];

	/* RFC 5092; another UIDVALIDITY than that of imap_look is an error. */
	(void)snprintf(behind, sizeof(behind),
	    ";UIDVALIDITY=%lu/;UID=%lu/;PARTIAL=0.%zu",
	    (unsigned long)imap->validity, (unsigned long)uid, limit);
	result = ask(imap, behind, NULL, &asked, cause);
	/* It was asked for LIMIT bytes, and those are there. */
	if (asked.over)
		return IMAP_DONE;
	/* An answer with no mail in it, as some give for an empty one. */
	if (asked.rc == CURLE_WEIRD_SERVER_REPLY)
		result = IMAP_GONE;
	return result;
}

enum imap_result
imap_unsee(struct imap *imap, uint32_t uid, char cause[IMAP_CAUSE])
{
	struct buf body = {0};
	struct asked asked = {.imap = imap, .body = &body, .limit = LIST};
	enum imap_result result;
	char command[64];

	(void)snprintf(command, sizeof(command),
	    "UID STORE %lu -FLAGS.SILENT (\\Seen)", (unsigned long)uid);
	result = ask(imap, "", command, &asked, cause);
	buf_clear(&body);
	return result;
}
