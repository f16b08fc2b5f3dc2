/*
 * dropfolder -- where an agency takes archives for its people: a folder on its
 * SFTP or HTTPS server.
 *
 *	sftp://USER@HOST[:PORT]/FOLDER/    "/~/FOLDER/" is below USER's home
 *	https://HOST[:PORT]/FOLDER/
 *
 * An SFTP server is known by the SHA-256 of its host key, which somebody asked
 * the agency for; an HTTPS server by its certificate.  No secret is here: our
 * private key is drop.key_file's, a token lies in a file of its own.
 */
#ifndef STORE_DROPFOLDER_H
#define STORE_DROPFOLDER_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "base/id.h"
#include "store/store.h"

enum { DROPFOLDER_URL = 512, DROPFOLDER_KEY = 64, DROPFOLDER_FILE = 512 };

struct dropfolder {
	struct agency_id agency;
	char url[DROPFOLDER_URL];
	char host_key[DROPFOLDER_KEY];    /* base64 without "=": 43 of it */
	char token_file[DROPFOLDER_FILE]; /* "": none */
};

bool dropfolder_is_sftp(const struct dropfolder *folder);

/* OUT from what people type; HOST_KEY as `ssh-keygen -l` prints it, with or
 * without "SHA256:"; each may be NULL.  RC_INVALID says which is wrong. */
enum rc dropfolder_parse(const char *url, const char *host_key,
    const char *token_file, struct dropfolder *out, struct error *err);

/* Instead of any before.  Inside the caller's transaction; the tool's alone. */
enum rc dropfolder_put(struct store *store, const struct dropfolder *folder,
    int64_t now_ms, struct error *err);
/* RC_NOTFOUND: there was none. */
enum rc dropfolder_remove(
    struct store *store, struct agency_id agency, struct error *err);

/* That of the agency that PERSON works for.  RC_NOTFOUND: they work for none,
 * or it has no folder; the text says what to do. */
enum rc dropfolder_of(struct store *store, struct person_id person,
    struct dropfolder *out, struct error *err);

#endif
