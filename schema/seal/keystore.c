#include "seal/keystore.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <sodium.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/newfile.h"
#include "seal/kek.h"

enum {
	MAGIC = 8,
	ENTRY_HEAD = 1 + 8 + 2, /* kind, id, length */
	SECRET_MAX = 64,
	FILE_MAX = 64 * 1024 * 1024
};

enum how { BY_KEY_FILE = 0, BY_PASSPHRASE = 1 };

static const char magic[] = "MRCKEYS1";

struct keystore {
	char path[PATH_MAX];
	enum how how;
	unsigned char salt[KEK_SALT]; /* BY_PASSPHRASE */
	struct box_key kek;
	struct buf entries; /* in the clear */
	struct stat seen;   /* the file they were read from */
};

/* The bytes in front of the ciphertext, which it is bound to. */
static void
put_head(const struct keystore *ks, struct buf *out)
{
	unsigned char commitment[BOX_HASH];

	buf_put(out, magic, MAGIC);
	buf_u8(out, ks->how);
	if (ks->how == BY_PASSPHRASE)
		buf_put(out, ks->salt, KEK_SALT);
	box_commit(&ks->kek, commitment);
	buf_put(out, commitment, sizeof(commitment));
}

static enum rc
save(struct keystore *ks, bool replace, struct error *err)
{
	unsigned char nonce[BOX_NONCE];
	struct buf file = {0};
	unsigned char *sealed;
	size_t head;
	enum rc rc;

	put_head(ks, &file);
	box_random(nonce, sizeof(nonce));
	buf_put(&file, nonce, sizeof(nonce));
	head = file.len;
	sealed = buf_more(&file, ks->entries.len + BOX_TAG);
	if (sealed == NULL)
		return error_nomem(err);
	box_record_seal(&ks->kek, nonce, file.data, head, ks->entries.data,
	    ks->entries.len, sealed);
	rc = newfile_put(ks->path, file.data, file.len, replace, err);
	if (rc == RC_OK && stat(ks->path, &ks->seen) != 0)
		rc = error_sys(err, RC_IO, "cannot see %s", ks->path);
	buf_clear(&file);
	return rc;
}

static enum rc
damaged(const struct keystore *ks, struct error *err)
{
	return error_set(err, RC_DAMAGED,
	    "%s is damaged: put its last backup back", ks->path);
}

/* The entries hang together: every length fits. */
static bool
entries_whole(const struct buf *entries)
{
	size_t at = 0;

	while (at < entries->len) {
		if (entries->len - at < ENTRY_HEAD)
			return false;
		at += ENTRY_HEAD + (size_t)buf_get_u16(entries->data + at + 9);
	}
	return at == entries->len;
}

/* What stands in front of the ciphertext. */
struct head {
	enum how how;
	const unsigned char *salt; /* BY_PASSPHRASE, else NULL */
	const unsigned char *commitment;
	const unsigned char *nonce;
	size_t len;
};

static enum rc
parse_head(const struct keystore *ks, const struct buf *file, struct head *head,
    struct error *err)
{
	const unsigned char *at = file->data;

	if (file->len < MAGIC + 1 || memcmp(at, magic, MAGIC - 1) != 0 ||
	    at[MAGIC - 1] < magic[MAGIC - 1] || at[MAGIC - 1] > '9')
		return damaged(ks, err);
	if (at[MAGIC - 1] != magic[MAGIC - 1])
		return error_set(err, RC_NEWER,
		    "%s was written by a newer version of this program",
		    ks->path);
	at += MAGIC;
	if (*at != BY_KEY_FILE && *at != BY_PASSPHRASE)
		return damaged(ks, err);
	*head = (struct head){.how = *at++};
	if (head->how == BY_PASSPHRASE) {
		head->salt = at;
		at += KEK_SALT;
	}
	head->commitment = at;
	head->nonce = at + BOX_HASH;
	head->len = (size_t)(at - file->data) + BOX_HASH + BOX_NONCE;
	return file->len < head->len + BOX_TAG ? damaged(ks, err) : RC_OK;
}

/* The KEK that HEAD asks for: from the terminal, or from its file. */
static enum rc
have_kek(const struct keystore *ks, const struct head *head,
    struct box_key *kek, struct error *err)
{
	enum rc rc;

	if (head->how == BY_PASSPHRASE)
		return kek_ask(ks->path, head->salt, kek, err);
	rc = kek_find(ks->path, kek, err);
	return rc != RC_NOTFOUND
	    ? rc
	    : error_set(err, RC_DENIED,
		  "%s cannot be opened: its key file (.kek) is missing",
		  ks->path);
}

/* Read the file into KS, with the KEK it holds already when OPENED.  After a
 * failure an opened KS is as it was. */
static enum rc
load(struct keystore *ks, bool opened, struct error *err)
{
	unsigned char commitment[BOX_HASH];
	struct buf file = {0};
	struct buf plain = {0};
	struct head head = {0};
	struct stat seen;
	unsigned char *out;
	enum rc rc;

	/* Before reading, so that a later change is never taken for seen. */
	if (stat(ks->path, &seen) != 0)
		return error_sys(err, errno == ENOENT ? RC_NOTFOUND : RC_IO,
		    "cannot open keystore %s", ks->path);
	if ((rc = buf_read_file(&file, ks->path, FILE_MAX, err)) != RC_OK ||
	    (rc = parse_head(ks, &file, &head, err)) != RC_OK ||
	    (!opened && (rc = have_kek(ks, &head, &ks->kek, err)) != RC_OK))
		goto done;
	box_commit(&ks->kek, commitment);
	if (memcmp(commitment, head.commitment, BOX_HASH) != 0) {
		rc = error_set(err, RC_DENIED,
		    head.how == BY_PASSPHRASE
			? "that is not the passphrase of %s"
			: "the key file beside %s is of another keystore",
		    ks->path);
		goto done;
	}
	out = buf_more(&plain, file.len - head.len - BOX_TAG);
	if (out == NULL) {
		rc = error_nomem(err);
		goto done;
	}
	if (box_record_open(&ks->kek, head.nonce, file.data, head.len,
		file.data + head.len, file.len - head.len, out,
		NULL) != RC_OK ||
	    !entries_whole(&plain)) {
		rc = damaged(ks, err);
		goto done;
	}
	ks->how = head.how;
	if (head.salt != NULL)
		memcpy(ks->salt, head.salt, KEK_SALT);
	ks->seen = seen;
	buf_clear(&ks->entries);
	ks->entries = plain;
	plain = (struct buf){0};
done:
	buf_clear(&file);
	buf_clear(&plain);
	return rc;
}

static enum rc
make(struct keystore **out, const char *path, struct error *err)
{
	struct keystore *ks;

	*out = NULL;
	if (strlen(path) >= sizeof(ks->path))
		return error_set(err, RC_INVALID, "path too long");
	/* sodium_malloc keeps the KEK out of swap and core files. */
	ks = sodium_malloc(sizeof(*ks));
	if (ks == NULL)
		return error_nomem(err);
	*ks = (struct keystore){.how = BY_KEY_FILE};
	(void)snprintf(ks->path, sizeof(ks->path), "%s", path);
	*out = ks;
	return RC_OK;
}

enum rc
keystore_create(const char *path, const char *passphrase, struct error *err)
{
	struct keystore *ks = NULL;
	char beside[PATH_MAX];
	enum rc rc;

	if ((rc = box_init(err)) != RC_OK ||
	    (rc = kek_path(path, beside, sizeof(beside), err)) != RC_OK ||
	    (rc = make(&ks, path, err)) != RC_OK)
		return rc;
	if (access(path, F_OK) == 0) {
		rc = error_set(err, RC_CONFLICT, "%s exists already", path);
		goto done;
	}
	if (passphrase != NULL) {
		ks->how = BY_PASSPHRASE;
		box_random(ks->salt, sizeof(ks->salt));
		rc = kek_derive(passphrase, ks->salt, &ks->kek, err);
	} else {
		/* The key first: a crash in between leaves a key that opens
		 * nothing, and the next try uses it. */
		rc = kek_find(path, &ks->kek, err);
		if (rc == RC_NOTFOUND) {
			box_key_make(&ks->kek);
			rc =
			    newfile_put(beside, ks->kek.v, BOX_KEY, false, err);
		}
	}
	if (rc == RC_OK)
		rc = save(ks, false, err);
done:
	keystore_close(ks);
	return rc;
}

enum rc
keystore_open(struct keystore **out, const char *path, struct error *err)
{
	struct keystore *ks = NULL;
	enum rc rc;

	*out = NULL;
	if ((rc = box_init(err)) != RC_OK ||
	    (rc = make(&ks, path, err)) != RC_OK)
		return rc;
	if ((rc = load(ks, false, err)) != RC_OK) {
		keystore_close(ks);
		return rc;
	}
	*out = ks;
	return RC_OK;
}

void
keystore_close(struct keystore *ks)
{
	if (ks == NULL)
		return;
	buf_clear(&ks->entries);
	sodium_free(ks); /* wipes */
}

enum rc
keystore_refresh(struct keystore *ks, struct error *err)
{
	struct stat now;

	if (stat(ks->path, &now) == 0 && now.st_ino == ks->seen.st_ino &&
	    now.st_dev == ks->seen.st_dev && now.st_size == ks->seen.st_size &&
	    memcmp(&now.st_ctim, &ks->seen.st_ctim, sizeof(now.st_ctim)) == 0)
		return RC_OK;
	return load(ks, true, err);
}

/* Where entry (KIND, ID) begins in ENTRIES, or (size_t)-1; *LEN its secret's
 * length. */
static size_t
find(
    const struct buf *entries, enum keystore_kind kind, int64_t id, size_t *len)
{
	for (size_t at = 0; at < entries->len; at += ENTRY_HEAD + *len) {
		const unsigned char *p = entries->data + at;

		*len = buf_get_u16(p + 9);
		if (p[0] == kind && buf_get_u64(p + 1) == (uint64_t)id)
			return at;
	}
	return (size_t)-1;
}

static enum rc
none(enum keystore_kind kind, int64_t id, struct error *err)
{
	return error_set(err, RC_NOTFOUND,
	    "the keystore holds no key of kind %d with number %lld", (int)kind,
	    (long long)id);
}

enum rc
keystore_get(const struct keystore *ks, enum keystore_kind kind, int64_t id,
    void *out, size_t len, struct error *err)
{
	size_t found;
	size_t at = find(&ks->entries, kind, id, &found);

	if (at == (size_t)-1)
		return none(kind, id, err);
	if (found != len)
		return error_set(err, RC_INVALID,
		    "key %lld of kind %d has %zu bytes, not %zu", (long long)id,
		    (int)kind, found, len);
	memcpy(out, ks->entries.data + at + ENTRY_HEAD, len);
	return RC_OK;
}

static enum rc
lock(const struct keystore *ks, int *fd, struct error *err)
{
	char path[PATH_MAX + 8];

	(void)snprintf(path, sizeof(path), "%s.lock", ks->path);
	*fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	if (*fd < 0)
		return error_sys(err, RC_IO, "cannot open %s", path);
	while (flock(*fd, LOCK_EX) != 0)
		if (errno != EINTR) {
			(void)close(*fd);
			return error_sys(err, RC_IO, "cannot lock %s", path);
		}
	return RC_OK;
}

/* Under the lock: read again, drop (KIND, ID), add SECRET unless it is NULL,
 * write.  After a failure KS holds what the file holds. */
static enum rc
change(struct keystore *ks, enum keystore_kind kind, int64_t id,
    const void *secret, size_t len, struct error *err)
{
	struct buf before = {0};
	struct buf after = {0};
	size_t old, at;
	enum rc rc;
	int fd = -1;

	if ((rc = lock(ks, &fd, err)) != RC_OK)
		return rc;
	if ((rc = load(ks, true, err)) != RC_OK)
		goto done;
	at = find(&ks->entries, kind, id, &old);
	if (at == (size_t)-1 && secret == NULL) {
		rc = none(kind, id, err);
		goto done;
	}
	if (at == (size_t)-1) {
		buf_put(&after, ks->entries.data, ks->entries.len);
	} else {
		size_t next = at + ENTRY_HEAD + old;

		buf_put(&after, ks->entries.data, at);
		buf_put(
		    &after, ks->entries.data + next, ks->entries.len - next);
	}
	if (secret != NULL) {
		buf_u8(&after, (unsigned)kind);
		buf_u64(&after, (uint64_t)id);
		buf_u16(&after, (unsigned)len);
		buf_put(&after, secret, len);
	}
	if ((rc = buf_check(&after, err)) != RC_OK)
		goto done;
	before = ks->entries;
	ks->entries = after;
	after = (struct buf){0};
	if ((rc = save(ks, true, err)) != RC_OK) {
		after = ks->entries;
		ks->entries = before;
		before = (struct buf){0};
	}
done:
	buf_clear(&before);
	buf_clear(&after);
	(void)close(fd);
	return rc;
}

enum rc
keystore_put(struct keystore *ks, enum keystore_kind kind, int64_t id,
    const void *secret, size_t len, struct error *err)
{
	if (len == 0 || len > SECRET_MAX)
		return error_set(
		    err, RC_INVALID, "a key has 1 to %d bytes", SECRET_MAX);
	return change(ks, kind, id, secret, len, err);
}

enum rc
keystore_remove(
    struct keystore *ks, enum keystore_kind kind, int64_t id, struct error *err)
{
	return change(ks, kind, id, NULL, 0, err);
}

int64_t
keystore_last(const struct keystore *ks, enum keystore_kind kind)
{
	int64_t last = 0;

	for (size_t at = 0; at < ks->entries.len;) {
		const unsigned char *p = ks->entries.data + at;
		int64_t id = (int64_t)buf_get_u64(p + 1);

		if (p[0] == kind && id > last)
			last = id;
		at += ENTRY_HEAD + (size_t)buf_get_u16(p + 9);
	}
	return last;
}
