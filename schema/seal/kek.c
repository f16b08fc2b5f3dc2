#include "seal/kek.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <termios.h>
#include <unistd.h>

#include "base/buf.h"

static_assert(KEK_SALT == crypto_pwhash_SALTBYTES, "libsodium's salt");

#define PASSES 3
#define MEMORY ((size_t)256 * 1024 * 1024)

enum rc
kek_path(const char *keystore, char *out, size_t room, struct error *err)
{
	static const char end[] = ".keystore";
	size_t len = strlen(keystore);
	size_t stem = len > sizeof(end) - 1 ? len - (sizeof(end) - 1) : 0;

	if (stem == 0 || strcmp(keystore + stem, end) != 0)
		return error_set(err, RC_INVALID,
		    "%s: the name of a keystore ends with .keystore", keystore);
	if ((size_t)snprintf(out, room, "%.*s.kek", (int)stem, keystore) >=
	    room)
		return error_set(
		    err, RC_INVALID, "%s: path too long", keystore);
	return RC_OK;
}

/* A key file: 32 bytes nobody else can read.  RC_NOTFOUND; RC_DENIED. */
static enum rc
read_kek(const char *path, struct box_key *kek, struct error *err)
{
	struct buf bytes = {0};
	struct stat st;
	enum rc rc;

	if (stat(path, &st) != 0)
		return error_sys(err, errno == ENOENT ? RC_NOTFOUND : RC_IO,
		    "cannot see key file %s", path);
	if ((st.st_mode & 077) != 0)
		return error_set(err, RC_DENIED,
		    "others can read key file %s: make it 'chmod 0600', and "
		    "think who may have read it",
		    path);
	rc = buf_read_file(&bytes, path, BOX_KEY, err);
	if (rc == RC_INVALID || (rc == RC_OK && bytes.len != BOX_KEY))
		rc = error_set(err, RC_DAMAGED,
		    "key file %s does not hold %d bytes", path, BOX_KEY);
	if (rc == RC_OK)
		memcpy(kek->v, bytes.data, BOX_KEY);
	buf_clear(&bytes);
	return rc;
}

enum rc
kek_find(const char *keystore, struct box_key *kek, struct error *err)
{
	const char *folder = getenv("CREDENTIALS_DIRECTORY");
	char beside[PATH_MAX];
	char credential[PATH_MAX];
	const char *slash;
	enum rc rc;

	if ((rc = kek_path(keystore, beside, sizeof(beside), err)) != RC_OK)
		return rc;
	if (folder != NULL && folder[0] != '\0') {
		slash = strrchr(beside, '/');
		if ((size_t)snprintf(credential, sizeof(credential), "%s/%s",
			folder, slash == NULL ? beside : slash + 1) >=
		    sizeof(credential))
			return error_set(err, RC_INVALID, "path too long");
		rc = read_kek(credential, kek, err);
		if (rc != RC_NOTFOUND)
			return rc;
	}
	return read_kek(beside, kek, err);
}

enum rc
kek_derive(const char *passphrase, const unsigned char salt[KEK_SALT],
    struct box_key *kek, struct error *err)
{
	return crypto_pwhash(kek->v, sizeof(kek->v), passphrase,
		   strlen(passphrase), salt, PASSES, MEMORY,
		   crypto_pwhash_ALG_ARGON2ID13) != 0
	    ? error_nomem(err)
	    : RC_OK;
}

/* One line from the terminal itself, not echoed; never from a pipe. */
static enum rc
ask(const char *path, char *answer, size_t room, struct error *err)
{
	struct termios before, quiet;
	enum rc rc = RC_OK;
	size_t len = 0;
	ssize_t got;
	int fd = open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY);

	if (fd < 0)
		return error_set(err, RC_DENIED,
		    "%s needs its passphrase and there is no terminal to ask "
		    "on",
		    path);
	if (tcgetattr(fd, &before) != 0) {
		rc = error_sys(err, RC_IO, "cannot quiet the terminal");
		goto done;
	}
	quiet = before;
	quiet.c_lflag &= (tcflag_t)~ECHO;
	if (tcsetattr(fd, TCSAFLUSH, &quiet) != 0) {
		rc = error_sys(err, RC_IO, "cannot quiet the terminal");
		goto done;
	}
	(void)dprintf(fd, "Passphrase of %s: ", path);
	while ((got = read(fd, answer + len, 1)) == 1 && answer[len] != '\n')
		if (len < room - 1)
			len++;
	(void)dprintf(fd, "\n");
	(void)tcsetattr(fd, TCSAFLUSH, &before);
	answer[len] = '\0';
	if (got < 0)
		rc = error_sys(err, RC_IO, "cannot read the terminal");
done:
	(void)close(fd);
	return rc;
}

enum rc
kek_ask(const char *keystore, const unsigned char salt[KEK_SALT],
    struct box_key *kek, struct error *err)
{
	char passphrase[1024] = "";
	enum rc rc;

	if ((rc = ask(keystore, passphrase, sizeof(passphrase), err)) == RC_OK)
		rc = kek_derive(passphrase, salt, kek, err);
	box_wipe(passphrase, sizeof(passphrase));
	return rc;
}
