#include "recorder/home.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "recorder/folder.h"
#include "seal/box.h"
#include "seal/keystore.h"

const char *
home_of(const struct cmd_call *call)
{
	const char *home = cmd_text(call, "home");

	return home != NULL ? home : "/var/lib/marac-recorder";
}

enum rc
home_make(const char *home, struct error *err)
{
	if (mkdir(home, 0700) != 0 && errno != EEXIST)
		return error_sys(err, RC_IO, "make the folder %s", home);
	return RC_OK;
}

enum rc
home_lock(const char *home, int *fd, struct error *err)
{
	char path[FOLDER_PATH];
	enum rc rc;

	if ((rc = folder_join(path, home, "lock", err)) != RC_OK)
		return rc;
	*fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	if (*fd < 0)
		return error_sys(err, RC_IO, "open %s", path);
	if (flock(*fd, LOCK_EX | LOCK_NB) == 0)
		return RC_OK;
	(void)close(*fd);
	*fd = -1;
	if (errno == EWOULDBLOCK)
		return error_set(err, RC_CONFLICT,
		    "a recorder is running on %s already", home);
	return error_sys(err, RC_IO, "lock %s", path);
}

static enum rc
make_key(const char *path, struct error *err)
{
	struct box_sign_public pub;
	struct box_sign_secret sec;
	struct keystore *ks = NULL;
	enum rc rc = RC_OK;

	if (access(path, F_OK) != 0)
		rc = keystore_create(path, NULL, err);
	if (rc != RC_OK || (rc = keystore_open(&ks, path, err)) != RC_OK)
		return rc;
	rc = keystore_get(ks, KEYSTORE_DEVICE, 1, &sec, sizeof(sec), err);
	if (rc == RC_NOTFOUND) {
		box_sign_make(&pub, &sec);
		rc = keystore_put(
		    ks, KEYSTORE_DEVICE, 1, &sec, sizeof(sec), err);
	}
	box_wipe(&sec, sizeof(sec));
	keystore_close(ks);
	return rc;
}

enum rc
home_device_key(struct cmd_call *call, struct error *err)
{
	const char *home = home_of(call);
	struct box_sign_secret sec;
	struct box_sign_public pub;
	struct buf hex = {0};
	char path[FOLDER_PATH];
	enum rc rc;

	if ((rc = home_make(home, err)) == RC_OK &&
	    (rc = folder_join(path, home, "device.keystore", err)) == RC_OK &&
	    (rc = make_key(path, err)) == RC_OK &&
	    (rc = folder_signer(home, &sec, err)) == RC_OK) {
		box_sign_public_of(&sec, &pub);
		buf_hex(&hex, &pub, sizeof(pub));
		if ((rc = buf_check(&hex, err)) == RC_OK)
			(void)printf("%s\n", buf_str(&hex));
	}
	box_wipe(&sec, sizeof(sec));
	buf_clear(&hex);
	return rc;
}
