#include "tool/init.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/conf.h"
#include "base/newfile.h"
#include "store/audit.h"
#include "store/linkkey.h"
#include "store/setting.h"
#include "tool/workshop.h"

/* In the order they are moved into place. */
static const char *const parts[] = {
    "keys", "objects", "meetings", "incoming", "marac.conf", "marac.db", NULL};

#define STAGE ".init."

static enum rc
join(char path[PATH_MAX], const char *dir, const char *name, struct error *err)
{
	if ((size_t)snprintf(path, PATH_MAX, "%s/%s", dir, name) >= PATH_MAX)
		return error_set(err, RC_INVALID, "path too long");
	return RC_OK;
}

static int
remove_one(const char *path, const struct stat *st, int type, struct FTW *at)
{
	(void)st;
	(void)type;
	(void)at;
	return remove(path);
}

static void
remove_tree(const char *path)
{
	(void)nftw(path, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

static bool
has(const char *dir, const char *name)
{
	char path[PATH_MAX];

	return join(path, dir, name, NULL) == RC_OK && access(path, F_OK) == 0;
}

/* A folder may be there, with a configuration in it; what an init that was
 * killed left is cleared away. */
static enum rc
look_around(const char *dir, struct error *err)
{
	char path[PATH_MAX];
	struct dirent *e;
	DIR *d = opendir(dir);
	enum rc rc = RC_OK;

	if (d == NULL)
		return error_sys(err, RC_IO, "cannot look into %s", dir);
	if (has(dir, "marac.db"))
		rc = error_set(err, RC_CONFLICT,
		    "there is a store in %s already; it stays as it is", dir);
	while (rc == RC_OK && (e = readdir(d)) != NULL) {
		if (strncmp(e->d_name, STAGE, strlen(STAGE)) == 0) {
			if ((rc = join(path, dir, e->d_name, err)) == RC_OK)
				remove_tree(path);
		} else if (strcmp(e->d_name, ".") != 0 &&
		    strcmp(e->d_name, "..") != 0 &&
		    strcmp(e->d_name, "lost+found") != 0 &&
		    strcmp(e->d_name, "marac.conf") != 0) {
			rc = error_set(err, RC_CONFLICT,
			    "%s holds '%s' and no marac.db; name an empty "
			    "folder, or restore the database",
			    dir, e->d_name);
		}
	}
	(void)closedir(d);
	return rc;
}

static enum rc
make_folders(const char *stage, struct error *err)
{
	static const char *const folders[] = {
	    "keys", "objects", "meetings", "incoming"};
	char path[PATH_MAX];
	enum rc rc = RC_OK;

	for (size_t i = 0;
	     rc == RC_OK && i < sizeof(folders) / sizeof(*folders); i++) {
		rc = join(path, stage, folders[i], err);
		if (rc == RC_OK && mkdir(path, 0700) != 0)
			rc = error_sys(err, RC_IO, "cannot make %s", path);
	}
	return rc;
}

static enum rc
put_key(struct keystore *keys, enum keystore_kind kind, struct error *err)
{
	struct box_key key;
	enum rc rc;

	box_key_make(&key);
	rc = keystore_put(keys, kind, 1, key.v, sizeof(key.v), err);
	box_wipe(&key, sizeof(key));
	return rc;
}

static enum rc
make_keystore(const char *stage, const char *program, struct keystore **keys,
    struct error *err)
{
	char path[PATH_MAX];
	char name[64];
	enum rc rc;

	(void)snprintf(name, sizeof(name), "keys/%s.keystore", program);
	if ((rc = join(path, stage, name, err)) == RC_OK &&
	    (rc = keystore_create(path, NULL, err)) == RC_OK)
		rc = keystore_open(keys, path, err);
	return rc;
}

static enum rc
make_keys(const char *stage, struct box_public *share_key,
    struct box_sign_public *sign_key, struct error *err)
{
	struct box_sign_secret sign;
	struct keystore *distributor = NULL;
	struct keystore *share = NULL;
	struct box_secret secret;
	enum rc rc;

	box_pair_make(share_key, &secret);
	box_sign_make(sign_key, &sign);
	if ((rc = make_keystore(stage, "distributor", &distributor, err)) ==
		RC_OK &&
	    (rc = put_key(distributor, KEYSTORE_LINK, err)) == RC_OK &&
	    (rc = put_key(distributor, KEYSTORE_COLUMN, err)) == RC_OK &&
	    (rc = make_keystore(stage, "share", &share, err)) == RC_OK &&
	    (rc = put_key(share, KEYSTORE_PEPPER, err)) == RC_OK &&
	    (rc = put_key(share, KEYSTORE_TOTP, err)) == RC_OK &&
	    (rc = keystore_put(share, KEYSTORE_SIGN, 1, sign.v, sizeof(sign.v),
		 err)) == RC_OK)
		rc = keystore_put(
		    share, KEYSTORE_SHARE, 1, secret.v, sizeof(secret.v), err);
	box_wipe(&secret, sizeof(secret));
	box_wipe(&sign, sizeof(sign));
	keystore_close(share);
	keystore_close(distributor);
	return rc;
}

static enum rc
make_database(const char *stage, const struct box_public *share_key,
    const struct box_sign_public *sign_key, struct error *err)
{
	struct store *store = NULL;
	enum rc rc;

	if ((rc = store_create(stage, err)) == RC_OK &&
	    (rc = store_open(&store, stage, STORE_TOOL, err)) == RC_OK &&
	    (rc = store_begin(store, err)) == RC_OK &&
	    (rc = linkkey_begin(store, 1, clock_wall_ms(), err)) == RC_OK &&
	    (rc = setting_put(store, "share_public_key", share_key->v,
		 sizeof(share_key->v), err)) == RC_OK &&
	    (rc = setting_put(store, "export_public_key", sign_key->v,
		 sizeof(sign_key->v), err)) == RC_OK &&
	    (rc = audit_add(
		 store, WORKSHOP_WHO, "store.made", "store", "", err)) == RC_OK)
		rc = store_commit(store, err);
	store_close(store);
	return rc;
}

static enum rc
make_conf(const char *stage, struct error *err)
{
	struct buf text = {0};
	char path[PATH_MAX];
	enum rc rc;

	conf_sample(&text);
	if ((rc = buf_check(&text, err)) == RC_OK &&
	    (rc = join(path, stage, "marac.conf", err)) == RC_OK)
		rc = newfile_put(path, text.data, text.len, false, err);
	buf_clear(&text);
	return rc;
}

/* Move the parts of STAGE into DIR, but those that moved before.  When FRESH,
 * those that moved go again after a failure. */
static enum rc
put_in_place(const char *dir, const char *stage, bool fresh, struct error *err)
{
	char from[PATH_MAX];
	char to[PATH_MAX];
	bool moved[sizeof(parts) / sizeof(*parts)] = {false};
	enum rc rc = RC_OK;

	for (size_t i = 0; rc == RC_OK && parts[i] != NULL; i++) {
		if ((rc = join(from, stage, parts[i], err)) != RC_OK ||
		    (rc = join(to, dir, parts[i], err)) != RC_OK)
			break;
		if (!has(stage, parts[i]))
			continue;
		if (strcmp(parts[i], "marac.conf") == 0 && has(dir, parts[i]))
			continue; /* theirs stays */
		if (renameat2(AT_FDCWD, from, AT_FDCWD, to, RENAME_NOREPLACE) !=
		    0)
			rc = error_sys(err, RC_IO, "cannot make %s", to);
		else
			moved[i] = true;
	}
	if (rc == RC_OK)
		rc = newfile_sync_dir(to, err);
	for (size_t i = 0; fresh && rc != RC_OK && parts[i] != NULL; i++) {
		if (moved[i] && join(to, dir, parts[i], NULL) == RC_OK)
			remove_tree(to);
	}
	return rc;
}

/* An init that was killed between its moves: the folder has the keys, the
 * hidden one still the database.  Go on from there. */
static enum rc
resume(const char *dir, bool *resumed, struct error *err)
{
	char stage[PATH_MAX];
	struct dirent *e;
	DIR *d = opendir(dir);
	enum rc rc = RC_OK;

	if (d == NULL)
		return error_sys(err, RC_IO, "cannot look into %s", dir);
	while (!*resumed && rc == RC_OK && (e = readdir(d)) != NULL) {
		if (strncmp(e->d_name, STAGE, strlen(STAGE)) != 0 ||
		    (rc = join(stage, dir, e->d_name, err)) != RC_OK ||
		    !has(dir, "keys") || has(stage, "keys") ||
		    !has(stage, "marac.db"))
			continue;
		*resumed = true;
		if ((rc = put_in_place(dir, stage, false, err)) == RC_OK)
			remove_tree(stage);
	}
	(void)closedir(d);
	return rc;
}

static enum rc
fill(const char *dir, struct error *err)
{
	struct box_public share_key;
	struct box_sign_public sign_key;
	char stage[PATH_MAX];
	enum rc rc = join(stage, dir, STAGE "XXXXXX", err);

	if (rc != RC_OK)
		return rc;
	if (mkdtemp(stage) == NULL)
		return error_sys(err, RC_IO, "cannot write in %s", dir);
	if ((rc = make_folders(stage, err)) == RC_OK &&
	    (rc = make_keys(stage, &share_key, &sign_key, err)) == RC_OK &&
	    (rc = make_database(stage, &share_key, &sign_key, err)) == RC_OK &&
	    (rc = make_conf(stage, err)) == RC_OK)
		rc = put_in_place(dir, stage, true, err);
	remove_tree(stage);
	return rc;
}

enum rc
init_verb(struct cmd_call *call, struct error *err)
{
	const char *dir = workshop_dir(call);
	bool made;
	bool resumed = false;
	enum rc rc = box_init(err);

	if (rc != RC_OK)
		return rc;
	made = mkdir(dir, 0700) == 0;
	if (!made && errno != EEXIST)
		return error_sys(err, RC_IO, "cannot make the folder %s", dir);
	if ((rc = resume(dir, &resumed, err)) == RC_OK && !resumed &&
	    (rc = look_around(dir, err)) == RC_OK)
		rc = fill(dir, err);
	if (rc != RC_OK) {
		if (made)
			(void)rmdir(dir);
		return rc;
	}
	if (made && (rc = newfile_sync_dir(dir, err)) != RC_OK)
		return rc;
	(void)printf(
	    "A store is in %s.  Next:\n"
	    "  1. Read %s/marac.conf: the mail relay, the address of the "
	    "pages.\n"
	    "  2. Keep copies of keys/*.kek apart from backups of the store.\n"
	    "  3. marac-store import people FILE   (marac-store template "
	    "people "
	    "shows the columns)\n"
	    "  4. marac-store user add LOGIN --person REF --role coordinator\n"
	    "  5. marac-store key trust NAME KEY   (marac-recorder device-key "
	    "prints it)\n",
	    dir, dir);
	return RC_OK;
}

enum rc
init_migrate(struct cmd_call *call, struct error *err)
{
	int from = 0;
	int to = 0;
	enum rc rc = store_migrate(workshop_dir(call), &from, &to, err);

	if (rc == RC_OK && from == to)
		(void)printf("The store is at version %d already.\n", to);
	else if (rc == RC_OK)
		(void)printf("Brought from version %d to %d.\n", from, to);
	return rc;
}
