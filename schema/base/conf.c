#include "base/conf.h"

#include <assert.h>
#include <errno.h>
#include <ini.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"

/* A check returns NULL, or what the value must be instead. */
typedef const char *check(const char *value);

struct key {
	const char *section, *name;
	const char *fallback;
	long long low, high; /* both 0: not a number */
	check *ok;           /* may be NULL */
	bool sent;           /* travels in mail or on pages: rule 7 */
	const char *help;    /* lines */
};

static const char *
check_relay(const char *value)
{
	size_t scheme = strncmp(value, "smtps://", 8) == 0 ? 8 : 7;

	return (scheme == 8 || strncmp(value, "smtp://", 7) == 0) &&
		value[scheme] != '\0' && strpbrk(value, " \t@") == NULL
	    ? NULL
	    : "smtp://HOST:PORT or smtps://HOST:PORT, without a user name";
}

static const char *
check_address(const char *value)
{
	const char *at = strchr(value, '@');

	return value[0] == '\0' ||
		(at != NULL && at != value && at[1] != '\0' &&
		    strchr(at + 1, '@') == NULL &&
		    strpbrk(value, " \t<>,;\"\\") == NULL)
	    ? NULL
	    : "one bare address, like records@council.example";
}

static const char *
check_bounces(const char *value)
{
	const char *at = strchr(value, '@');

	/* A local part has room for 64 characters, and a number of 18 digits, a
	 * hash and two marks go into it. */
	return check_address(value) == NULL &&
		(at == NULL || (at - value <= 24 && strchr(value, '+') == NULL))
	    ? NULL
	    : "one bare address with at most 24 characters before its @, and "
	      "no + there";
}

static const char *
check_imap(const char *value)
{
	size_t scheme = strncmp(value, "imaps://", 8) == 0 ? 8 : 7;
	const char *folder;

	if (value[0] == '\0')
		return NULL;
	folder = strlen(value) <= scheme ? NULL : strchr(value + scheme, '/');
	return (scheme == 8 || strncmp(value, "imap://", 7) == 0) &&
		folder != NULL && folder != value + scheme &&
		folder[1] != '\0' && folder[strlen(folder) - 1] != '/' &&
		strpbrk(value, " \t@;?#") == NULL
	    ? NULL
	    : "imaps://HOST/FOLDER or imap://HOST/FOLDER, like "
	      "imaps://mail.council.example/INBOX, without a user name";
}

static const char *
check_host(const char *value)
{
	return value[0] != '\0' &&
		strspn(value,
		    "abcdefghijklmnopqrstuvwxyz"
		    "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-") == strlen(value)
	    ? NULL
	    : "a host name";
}

static const char *
check_listen(const char *value)
{
	const char *colon = strrchr(value, ':');
	char *end;
	long port;

	if (colon == NULL || colon == value || colon[1] < '0' || colon[1] > '9')
		return "ADDRESS:PORT";
	port = strtol(colon + 1, &end, 10);
	return *end == '\0' && port <= 65535 ? NULL : "ADDRESS:PORT";
}

static const char *
check_health(const char *value)
{
	return value[0] == '\0' ? NULL : check_listen(value);
}

static const char *
check_base_url(const char *value)
{
	size_t len = strlen(value);
	size_t scheme = strncmp(value, "https://", 8) == 0 ? 8
	    : strncmp(value, "http://", 7) == 0            ? 7
							   : 0;

	return scheme > 0 && len > scheme && value[len - 1] != '/' &&
		strpbrk(value, " \t?#<>\"'") == NULL
	    ? NULL
	    : "http:// or https:// and a host, without a slash at the end";
}

static const char *
check_oauth_url(const char *value)
{
	return value[0] == '\0' ||
		(strncmp(value, "https://", 8) == 0 && value[8] != '\0' &&
		    value[8] != '/' && strpbrk(value, " \t@") == NULL)
	    ? NULL
	    : "an https:// address";
}

static const char *
check_exit_url(const char *value)
{
	return strncmp(value, "https://", 8) == 0 && value[8] != '\0' &&
		value[8] != '/' && strpbrk(value, " \t;,<>\"'\r\n") == NULL
	    ? NULL
	    : "an https:// address";
}

static const char *
check_words(const char *value)
{
	return value[0] != '\0' ? NULL : "not empty";
}

static const char *
check_https(const char *value)
{
	size_t host =
	    strncmp(value, "https://", 8) == 0 ? strcspn(value + 8, "/?") : 0;

	return value[0] == '\0' ||
		(host > 0 && memchr(value + 8, '@', host) == NULL &&
		    strpbrk(value, " \t#\\\"<>") == NULL)
	    ? NULL
	    : "an https:// address, without a user name";
}

static const struct key keys[] = {
    {"mail", "relay", "smtp://127.0.0.1:25", 0, 0, check_relay, false,
	"The mail server that takes what is sent: smtp://, where STARTTLS is\n"
	"required, or smtps://; with a valid certificate always."},
    {"mail", "from", "", 0, 0, check_address, true,
	"Who mails come from.  Nothing is sent until this is set.  Like every\n"
	"word that travels it must not hint at what the mails are about."},
    {"mail", "helo", "localhost", 0, 0, check_host, true,
	"What this machine calls itself to the mail server."},
    {"mail", "ca_file", "", 0, 0, NULL, false,
	"Certificates (PEM) that sign the mail server's; empty: the system's."},
    {"mail", "user", "", 0, 0, NULL, false,
	"The user name at the mail server; empty: no sign-in."},
    {"mail", "password_file", "", 0, 0, NULL, false,
	"A file that holds that user's password and nothing else."},
    {"mail", "oauth_url", "", 0, 0, check_oauth_url, false,
	"Where a token is got in place of a password (OAuth, client\n"
	"credentials), as Microsoft 365 wants it; empty: the password is "
	"used."},
    {"mail", "oauth_client", "", 0, 0, NULL, false,
	"The client id that tokens are asked for with."},
    {"mail", "oauth_secret_file", "", 0, 0, NULL, false,
	"A file that holds that client's secret and nothing else."},
    {"mail", "oauth_scope", "", 0, 0, NULL, false,
	"What tokens are asked for, like\n"
	"https://outlook.office365.com/.default"},
    {"mail", "oauth_ca_file", "", 0, 0, NULL, false,
	"Certificates (PEM) that sign the token server's; empty: the "
	"system's."},
    {"mail", "connections", "3", 1, 16, NULL, false,
	"How many mails are on their way at once.  Microsoft 365 takes 3."},
    {"mail", "bounces", "", 0, 0, check_bounces, true,
	"Where a mail that cannot be delivered comes back to, with a mark put\n"
	"in: bounces@HOST becomes bounces+MARK@HOST, and both must reach the\n"
	"mailbox of [bounce].  Empty: mail.from, for a relay that refuses\n"
	"other senders (Microsoft 365)."},
    {"bounce", "imap", "", 0, 0, check_imap, false,
	"The mailbox where mails come back to: imaps://, or imap://, where\n"
	"STARTTLS is required; with a valid certificate always.  Empty:\n"
	"none is read."},
    {"bounce", "user", "", 0, 0, NULL, false, "The user name at that mailbox."},
    {"bounce", "password_file", "", 0, 0, NULL, false,
	"A file that holds that user's password and nothing else.  Empty: a\n"
	"token is used as for mails, if mail.oauth_url is set."},
    {"bounce", "ca_file", "", 0, 0, NULL, false,
	"Certificates (PEM) that sign the mailbox's; empty: the system's."},
    {"sms", "url", "", 0, 0, check_https, false,
	"Where the text message gateway takes messages (https:// only).\n"
	"No text message is sent until this is set."},
    {"sms", "from", "Records", 0, 0, check_words, true,
	"Who text messages come from: the name, or number, that phones show."},
    {"sms", "token_file", "", 0, 0, NULL, false,
	"A file that holds the gateway's token and nothing else; empty: none."},
    {"sms", "ca_file", "", 0, 0, NULL, false,
	"Certificates (PEM) that sign the gateway's; empty: the system's."},
    {"drop", "key_file", "", 0, 0, NULL, false,
	"Our private key (OpenSSH, Ed25519) for agencies' SFTP servers."},
    {"drop", "ca_file", "", 0, 0, NULL, false,
	"Certificates (PEM) that sign agencies' HTTPS servers'; empty: the\n"
	"system's."},
    {"delivery", "link_days", "28", 1, 90, NULL, false,
	"How many days a recipient's link works."},
    {"share", "listen", "127.0.0.1:8470", 0, 0, check_listen, false,
	"Where marac-share listens, behind a proxy that speaks HTTPS.\n"
	"Port 0: any free one."},
    {"share", "base_url", "http://localhost:8470", 0, 0, check_base_url, true,
	"What links begin with: the address recipients see."},
    {"share", "brand", "Document service", 0, 0, check_words, true,
	"The service's name on pages and in mails."},
    {"share", "health", "", 0, 0, check_health, false,
	"Where a monitor on this machine asks how it is, like 127.0.0.1:8472:\n"
	"/healthz, /readyz and /metrics.  Empty: nowhere."},
    {"share", "certificate", "", 0, 0, NULL, false,
	"The proxy's certificate (PEM; its key is not wanted), so that the\n"
	"administrator's page says when it ends; empty: not said."},
    {"share", "exit_url", "https://www.bbc.co.uk/weather", 0, 0, check_exit_url,
	false,
	"Where \"Exit this page\" goes: an everyday page that says nothing."},
    {"share", "device_mb", "5000", 1, 1000000, NULL, false,
	"How much one recording machine may have brought that is not attached\n"
	"yet, in MB.  A whole day's meeting is 350."},
    {"share", "incoming_mb", "20000", 1, 1000000, NULL, false,
	"The same of all of them together."},
    {"share", "reserve_mb", "1000", 0, 1000000, NULL, false,
	"What must stay free on the disk when a meeting comes in, in MB."},
    {"share", "coordinator", "", 0, 0, NULL, true,
	"How participants reach the coordinator, for the page of whoever does "
	"not\nagree to the statement: a name, a telephone number; empty: not "
	"said."},
    {"retention", "review_years", "0", 0, 99, NULL, false,
	"How many years after a meeting its recording is looked at again: the\n"
	"administrator's page lists it then.  0: not said.  Nothing is erased\n"
	"by itself."},
    {"notice", "text", "", 0, 0, NULL, true,
	"A sentence shown on every page and in every mail; empty: none."},
};

enum { NKEYS = sizeof(keys) / sizeof(keys[0]) };

struct conf {
	char *values[NKEYS]; /* NULL: the default */
};

/* One parse: where it is, and what was wrong first. */
struct reading {
	struct conf *conf;
	FILE *file;
	const char *path;
	int line;
	struct error *err;
	enum rc rc;
};

static enum rc
set(struct reading *r, const char *section, const char *name, const char *value)
{
	const struct key *key = NULL;
	const char *want;
	char *end;
	long long number;
	size_t i;

	for (i = 0; i < NKEYS; i++)
		if (strcmp(keys[i].section, section) == 0 &&
		    strcmp(keys[i].name, name) == 0)
			break;
	if (i == NKEYS)
		return error_set(r->err, RC_INVALID,
		    "%s:%d: no setting '%s' in [%s]; marac.conf.sample lists "
		    "them all",
		    r->path, r->line, name, section);
	key = &keys[i];
	if (r->conf->values[i] != NULL)
		return error_set(r->err, RC_INVALID,
		    "%s:%d: '%s' is given twice (a line must not begin with "
		    "a space)",
		    r->path, r->line, name);
	if (!text_valid(value, strlen(value)))
		return error_set(r->err, RC_INVALID,
		    "%s:%d: '%s' is not UTF-8 text", r->path, r->line, name);
	if (key->high > 0) {
		errno = 0;
		number = strtoll(value, &end, 10);
		if (errno != 0 || end == value || *end != '\0' ||
		    number < key->low || number > key->high)
			return error_set(r->err, RC_INVALID,
			    "%s:%d: '%s' must be a whole number from %lld to "
			    "%lld",
			    r->path, r->line, name, key->low, key->high);
	}
	want = key->ok == NULL ? NULL : key->ok(value);
	if (want != NULL)
		return error_set(r->err, RC_INVALID, "%s:%d: '%s' must be %s",
		    r->path, r->line, name, want);
	if (key->sent && text_telling(value))
		return error_set(r->err, RC_INVALID,
		    "%s:%d: '%s' is seen by others on a recipient's screen "
		    "and must not hold \"MARAC\" or a word for abuse",
		    r->path, r->line, name);
	r->conf->values[i] = strdup(value);
	return r->conf->values[i] == NULL ? error_nomem(r->err) : RC_OK;
}

/* libinih's handler: 0 is "stop being content". */
static int
on_pair(void *user, const char *section, const char *name, const char *value)
{
	struct reading *r = user;

	if (r->rc == RC_OK)
		r->rc = set(r, section, name, value);
	return r->rc == RC_OK;
}

/* libinih's reader: fgets that counts lines and refuses one that is cut. */
static char *
next_line(char *text, int room, void *stream)
{
	struct reading *r = stream;
	char *got;

	if (r->rc != RC_OK)
		return NULL;
	got = fgets(text, room, r->file);
	if (got == NULL) {
		if (ferror(r->file))
			r->rc =
			    error_sys(r->err, RC_IO, "cannot read %s", r->path);
		return NULL;
	}
	r->line++;
	if (strchr(text, '\n') == NULL && !feof(r->file)) {
		r->rc = error_set(r->err, RC_INVALID,
		    "%s:%d: the line is longer than %d characters", r->path,
		    r->line, room - 2);
		return NULL;
	}
	return got;
}

enum rc
conf_open(struct conf **out, const char *path, struct error *err)
{
	struct reading r = {.path = path, .err = err, .rc = RC_OK};
	int bad;

	*out = NULL;
	r.conf = calloc(1, sizeof(*r.conf));
	if (r.conf == NULL)
		return error_nomem(err);
	r.file = fopen(path, "re");
	if (r.file == NULL && errno != ENOENT) {
		r.rc = error_sys(err, RC_IO, "cannot open %s", path);
	} else if (r.file != NULL) {
		bad = ini_parse_stream(next_line, &r, on_pair, &r);
		if (r.rc == RC_OK && bad != 0)
			r.rc = error_set(err, RC_INVALID,
			    "%s:%d: expected [section] or key = value", path,
			    bad);
		(void)fclose(r.file);
	}
	if (r.rc != RC_OK) {
		conf_close(r.conf);
		return r.rc;
	}
	*out = r.conf;
	return RC_OK;
}

void
conf_close(struct conf *conf)
{
	if (conf == NULL)
		return;
	for (size_t i = 0; i < NKEYS; i++)
		free(conf->values[i]);
	free(conf);
}

const char *
conf_text(const struct conf *conf, const char *key)
{
	const char *dot = strchr(key, '.');
	size_t section = dot == NULL ? 0 : (size_t)(dot - key);

	for (size_t i = 0; dot != NULL && i < NKEYS; i++)
		if (strlen(keys[i].section) == section &&
		    memcmp(keys[i].section, key, section) == 0 &&
		    strcmp(keys[i].name, dot + 1) == 0)
			return conf->values[i] != NULL ? conf->values[i]
						       : keys[i].fallback;
	assert(0 && "no such setting");
	return "";
}

int64_t
conf_number(const struct conf *conf, const char *key)
{
	return strtoll(conf_text(conf, key), NULL, 10);
}

enum rc
conf_secret(const struct conf *conf, const char *key, struct buf *out,
    struct error *err)
{
	const char *path = conf_text(conf, key);
	enum rc rc;

	if (*path == '\0')
		return RC_OK;
	if ((rc = buf_read_file(out, path, 4096, err)) != RC_OK)
		return error_prefix(err, "%s", key);
	while (out->len > 0 &&
	    (out->data[out->len - 1] == '\n' ||
		out->data[out->len - 1] == '\r'))
		out->data[--out->len] = '\0';
	return RC_OK;
}

void
conf_sample(struct buf *out)
{
	const char *section = "";

	buf_text(out,
	    "# marac.conf -- the settings of one store.\n"
	    "#\n"
	    "# Every setting stands here with its default; take the # away to "
	    "change one.\n"
	    "# A line holds one setting and at most 190 characters; after a "
	    "space, ; begins\n"
	    "# a comment.  No setting switches a safety rule off.\n");
	for (size_t i = 0; i < NKEYS; i++) {
		const char *line = keys[i].help;

		if (strcmp(section, keys[i].section) != 0) {
			section = keys[i].section;
			buf_printf(out, "\n[%s]\n", section);
		}
		buf_text(out, "\n");
		while (*line != '\0') {
			size_t len = strcspn(line, "\n");

			buf_printf(out, "# %.*s\n", (int)len, line);
			line += len + (line[len] == '\n');
		}
		buf_printf(out, "#%s =%s%s\n", keys[i].name,
		    keys[i].fallback[0] == '\0' ? "" : " ", keys[i].fallback);
	}
}
