#include "base/newfile.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct newfile {
	int fd;
	char path[PATH_MAX];
	char temporary[PATH_MAX];
};

enum rc
newfile_open(struct newfile **out, const char *path, struct error *err)
{
	struct newfile *file = calloc(1, sizeof(*file));
	const char *slash = strrchr(path, '/');
	int dir = slash == NULL ? 0 : (int)(slash - path) + 1;

	*out = NULL;
	if (file == NULL)
		return error_nomem(err);
	if ((size_t)snprintf(file->path, sizeof(file->path), "%s", path) >=
		sizeof(file->path) ||
	    (size_t)snprintf(file->temporary, sizeof(file->temporary),
		"%.*s.%s.XXXXXX", dir, path,
		slash == NULL ? path : slash + 1) >= sizeof(file->temporary)) {
		free(file);
		return error_set(err, RC_INVALID, "path too long");
	}
	file->fd = mkostemp(file->temporary, O_CLOEXEC);
	if (file->fd < 0) {
		enum rc rc = error_sys(err, RC_IO, "cannot create %s", path);

		free(file);
		return rc;
	}
	*out = file;
	return RC_OK;
}

enum rc
newfile_reserve(struct newfile *file, int64_t len, struct error *err)
{
	if (len > 0 && (errno = posix_fallocate(file->fd, 0, len)) != 0)
		return error_sys(
		    err, RC_IO, "cannot take room for %s", file->path);
	return RC_OK;
}

enum rc
newfile_write(
    struct newfile *file, const void *data, size_t len, struct error *err)
{
	const char *p = data;

	while (len > 0) {
		ssize_t put = write(file->fd, p, len);

		if (put < 0 && errno == EINTR)
			continue;
		if (put < 0)
			return error_sys(
			    err, RC_IO, "cannot write %s", file->path);
		p += put;
		len -= (size_t)put;
	}
	return RC_OK;
}

static enum rc
write_file(struct sink *sink, const void *data, size_t len, struct error *err)
{
	return newfile_write(sink->to, data, len, err);
}

struct sink
newfile_sink(struct newfile *file)
{
	return (struct sink){.write = write_file, .to = file};
}

enum rc
newfile_sync_dir(const char *path, struct error *err)
{
	char copy[PATH_MAX];
	enum rc rc = RC_OK;
	int fd;

	(void)snprintf(copy, sizeof(copy), "%s", path);
	fd = open(dirname(copy), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		return error_sys(err, RC_IO, "cannot open folder of %s", path);
	if (fsync(fd) != 0)
		rc = error_sys(err, RC_IO, "cannot sync folder of %s", path);
	(void)close(fd);
	return rc;
}

enum rc
newfile_sync(struct newfile *file, struct error *err)
{
	return fsync(file->fd) == 0
	    ? RC_OK
	    : error_sys(err, RC_IO, "cannot sync %s", file->path);
}

/* Never over another.  FAT knows no links; some other disks no such rename. */
static enum rc
name_new(struct newfile *file, struct error *err)
{
	if (renameat2(AT_FDCWD, file->temporary, AT_FDCWD, file->path,
		RENAME_NOREPLACE) == 0)
		file->temporary[0] = '\0';
	else if ((errno != EINVAL && errno != ENOSYS) ||
	    link(file->temporary, file->path) != 0)
		return error_sys(err, errno == EEXIST ? RC_CONFLICT : RC_IO,
		    "cannot name %s", file->path);
	return RC_OK;
}

enum rc
newfile_commit(struct newfile **filep, bool replace, struct error *err)
{
	struct newfile *file = *filep;
	struct stat old;
	enum rc rc = RC_OK;

	/* What root writes anew stays that user's whose it was. */
	if (replace && geteuid() == 0 && stat(file->path, &old) == 0 &&
	    fchown(file->fd, old.st_uid, old.st_gid) != 0) {
		rc = error_sys(
		    err, RC_IO, "cannot give %s to its owner", file->path);
		goto done;
	}
	if ((rc = newfile_sync(file, err)) != RC_OK)
		goto done;
	if (replace) {
		if (rename(file->temporary, file->path) != 0) {
			rc =
			    error_sys(err, RC_IO, "cannot name %s", file->path);
			goto done;
		}
		file->temporary[0] = '\0';
	} else if ((rc = name_new(file, err)) != RC_OK) {
		goto done;
	}
	if ((rc = newfile_sync_dir(file->path, err)) != RC_OK && !replace)
		(void)unlink(file->path);
done:
	newfile_discard(filep);
	return rc;
}

void
newfile_discard(struct newfile **filep)
{
	struct newfile *file = *filep;

	if (file == NULL)
		return;
	(void)close(file->fd);
	if (file->temporary[0] != '\0')
		(void)unlink(file->temporary);
	free(file);
	*filep = NULL;
}

enum rc
newfile_put(const char *path, const void *data, size_t len, bool replace,
    struct error *err)
{
	struct newfile *file = NULL;
	enum rc rc;

	if ((rc = newfile_open(&file, path, err)) == RC_OK &&
	    (rc = newfile_write(file, data, len, err)) == RC_OK)
		rc = newfile_commit(&file, replace, err);
	newfile_discard(&file);
	return rc;
}
