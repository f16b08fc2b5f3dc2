#include "recorder/placing.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/newfile.h"
#include "recorder/home.h"

static void
empty_folder(const char *path)
{
	char file[FOLDER_PATH];
	struct dirent *entry;
	DIR *dir = opendir(path);

	if (dir == NULL)
		return;
	while ((entry = readdir(dir)) != NULL) {
		if (strcmp(entry->d_name, ".") != 0 &&
		    strcmp(entry->d_name, "..") != 0 &&
		    folder_join(file, path, entry->d_name, NULL) == RC_OK)
			(void)unlink(file);
	}
	(void)closedir(dir);
}

/* Is what was locked still what has the name? */
static bool
is_same(int fd, const char *path)
{
	struct stat locked, named;

	return fstat(fd, &locked) == 0 && stat(path, &named) == 0 &&
	    locked.st_dev == named.st_dev && locked.st_ino == named.st_ino;
}

static enum rc
lock(struct placing *p, struct error *err)
{
	if (mkdir(p->hidden, 0700) != 0 && errno != EEXIST)
		return error_sys(err, RC_IO, "make the folder %s", p->hidden);
	p->fd = open(p->hidden, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (p->fd < 0)
		return error_sys(err, RC_IO, "open %s", p->hidden);
	if (flock(p->fd, LOCK_EX | LOCK_NB) == 0 && is_same(p->fd, p->hidden))
		return RC_OK;
	(void)close(p->fd);
	p->fd = -1;
	return error_set(
	    err, RC_BUSY, "another import of this meeting is going on");
}

enum rc
placing_begin(struct placing *p, const char *home, const char *public_id,
    struct error *err)
{
	char name[FOLDER_PATH];
	struct stat st;
	enum rc rc;

	(void)snprintf(name, sizeof(name), ".import-%s", public_id);
	if ((rc = folder_join(p->meetings, home, "meetings", err)) != RC_OK ||
	    (rc = folder_join(p->hidden, p->meetings, name, err)) != RC_OK ||
	    (rc = folder_join(p->final, p->meetings, public_id, err)) != RC_OK)
		return rc;
	p->made = stat(p->meetings, &st) != 0;
	if ((rc = home_make(p->meetings, err)) == RC_OK &&
	    (rc = lock(p, err)) == RC_OK && stat(p->final, &st) == 0)
		rc = error_set(err, RC_CONFLICT,
		    "this meeting was recorded or imported already (%s)",
		    p->final);
	if (rc == RC_OK)
		empty_folder(p->hidden); /* of an import that was killed */
	else
		placing_end(p);
	return rc;
}

enum rc
placing_appear(struct placing *p, struct error *err)
{
	if (fsync(p->fd) != 0)
		return error_sys(err, RC_IO, "sync %s", p->hidden);
	if (rename(p->hidden, p->final) != 0)
		return error_sys(err, RC_IO, "rename %s", p->hidden);
	(void)close(p->fd);
	p->fd = -1;
	p->made = false;
	return newfile_sync_dir(p->final, err);
}

void
placing_end(struct placing *p)
{
	if (p->fd >= 0) {
		empty_folder(p->hidden);
		(void)rmdir(p->hidden);
		(void)close(p->fd);
		p->fd = -1;
	}
	if (p->made)
		(void)rmdir(p->meetings);
	p->made = false;
}
