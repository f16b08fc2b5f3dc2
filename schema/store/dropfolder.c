#include "store/dropfolder.h"

#include <stdio.h>
#include <string.h>

#include "store/stmt.h"

enum { KEY_TEXT = 43 }; /* 32 bytes in base64, without "=" */

static const char letters[] =
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";

/* Are the LEN bytes of TEXT letters, digits and MORE? */
static bool
only(const char *text, size_t len, const char *more)
{
	for (size_t i = 0; i < len; i++)
		if (text[i] == '\0' ||
		    (strchr(letters, text[i]) == NULL &&
			strchr(more, text[i]) == NULL))
			return false;
	return true;
}

bool
dropfolder_is_sftp(const struct dropfolder *folder)
{
	return strncmp(folder->url, "sftp://", 7) == 0;
}

/* A path goes into a command of SFTP's, so it is plain. */
static bool
good_url(const char *url, bool sftp)
{
	const char *host = url + (sftp ? 7 : 8);
	size_t len = strcspn(host, "/");
	const char *path = host + len;
	const char *at = memchr(host, '@', len);

	if ((at != NULL) != sftp || *path == '\0' ||
	    path[strlen(path) - 1] != '/' ||
	    !only(path, strlen(path), "/._-~") || strstr(path, "/../") != NULL)
		return false;
	if (at != NULL) {
		if (at == host || !only(host, (size_t)(at - host), "._-"))
			return false;
		len -= (size_t)(at + 1 - host);
		host = at + 1;
	}
	return len > 0 && only(host, len, ".-:");
}

enum rc
dropfolder_parse(const char *url, const char *host_key, const char *token_file,
    struct dropfolder *out, struct error *err)
{
	bool sftp = strncmp(url, "sftp://", 7) == 0;

	*out = (struct dropfolder){0};
	if ((!sftp && strncmp(url, "https://", 8) != 0) ||
	    strlen(url) >= sizeof(out->url) || !good_url(url, sftp))
		return error_set(err, RC_INVALID,
		    "the folder must be sftp://USER@HOST/FOLDER/ or "
		    "https://HOST/FOLDER/, in plain letters and with a slash "
		    "at the end");
	if (host_key != NULL && strncmp(host_key, "SHA256:", 7) == 0)
		host_key += 7;
	if (sftp != (host_key != NULL) ||
	    (sftp &&
		(strlen(host_key) != KEY_TEXT ||
		    !only(host_key, KEY_TEXT, "+/"))))
		return error_set(err, RC_INVALID,
		    "--host-key is for sftp://, and needed there: the SHA-256 "
		    "of the server's key as `ssh-keygen -l` prints it; ask the "
		    "agency for it");
	if (token_file != NULL &&
	    (sftp || *token_file != '/' ||
		strlen(token_file) >= sizeof(out->token_file)))
		return error_set(err, RC_INVALID,
		    "--token-file is for https://, with its whole path");
	(void)snprintf(out->url, sizeof(out->url), "%s", url);
	(void)snprintf(out->host_key, sizeof(out->host_key), "%s",
	    host_key == NULL ? "" : host_key);
	(void)snprintf(out->token_file, sizeof(out->token_file), "%s",
	    token_file == NULL ? "" : token_file);
	return RC_OK;
}

static const char put_sql[] =
    "INSERT INTO agency_drop (agency_id, url, host_key, token_file, set_at)"
    " VALUES ($agency, $url, $key, $token, $now)"
    " ON CONFLICT (agency_id) DO UPDATE SET url = excluded.url,"
    " host_key = excluded.host_key, token_file = excluded.token_file,"
    " set_at = excluded.set_at";

enum rc
dropfolder_put(struct store *store, const struct dropfolder *folder,
    int64_t now_ms, struct error *err)
{
	struct stmt s;
	enum rc rc = stmt_open(&s, store, put_sql, err);

	stmt_bind_int(&s, "$agency", folder->agency.v);
	stmt_bind_text(&s, "$url", folder->url);
	stmt_bind_text(&s, "$key", folder->host_key);
	stmt_bind_text(&s, "$token", folder->token_file);
	stmt_bind_int(&s, "$now", now_ms);
	return stmt_finish(&s, rc, err);
}

static const char remove_sql[] =
    "DELETE FROM agency_drop WHERE agency_id = $agency";

enum rc
dropfolder_remove(
    struct store *store, struct agency_id agency, struct error *err)
{
	struct stmt s;
	enum rc rc = stmt_open(&s, store, remove_sql, err);

	stmt_bind_int(&s, "$agency", agency.v);
	rc = stmt_finish(&s, rc, err);
	return rc == RC_OK && stmt_changed(store) == 0
	    ? error_set(err, RC_NOTFOUND, "that agency has no drop folder")
	    : rc;
}

static const char of_sql[] =
    "SELECT d.agency_id, d.url, d.host_key, d.token_file FROM person p"
    " JOIN agency_drop d ON d.agency_id = p.agency_id WHERE p.id = $person";

enum rc
dropfolder_of(struct store *store, struct person_id person,
    struct dropfolder *out, struct error *err)
{
	struct stmt s;
	enum rc rc = stmt_open(&s, store, of_sql, err);

	*out = (struct dropfolder){0};
	stmt_bind_int(&s, "$person", person.v);
	if (rc == RC_OK && (rc = stmt_row(&s, err)) == RC_OK) {
		out->agency.v = stmt_int(&s, 0);
		(void)snprintf(
		    out->url, sizeof(out->url), "%s", stmt_text(&s, 1));
		(void)snprintf(out->host_key, sizeof(out->host_key), "%s",
		    stmt_text(&s, 2));
		(void)snprintf(out->token_file, sizeof(out->token_file), "%s",
		    stmt_text(&s, 3));
	} else if (rc == RC_NOTFOUND)
		(void)error_set(err, rc,
		    "this person's agency has no drop folder: `marac-store "
		    "agency drop` gives it one");
	return stmt_close(&s, rc);
}
