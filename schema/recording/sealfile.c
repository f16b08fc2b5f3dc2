#include "recording/sealfile.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <limits.h>
#include <stdio.h>
#include <unistd.h>

static int
folder_of(const char *path)
{
	char copy[PATH_MAX];

	(void)snprintf(copy, sizeof(copy), "%s", path);
	return open(dirname(copy), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
}

enum rc
sealfile_create(struct sealfile *file, const char *path, struct error *err)
{
	file->fd = file->folder = -1;
	file->end = 0;
	atomic_init(&file->dead, false);
	file->fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (file->fd < 0)
		return error_sys(err, errno == EEXIST ? RC_CONFLICT : RC_IO,
		    "cannot create %s", path);
	if ((file->folder = folder_of(path)) < 0) {
		(void)error_sys(err, RC_IO, "cannot open folder of %s", path);
		(void)close(file->fd);
		file->fd = -1;
		(void)unlink(path);
		return RC_IO;
	}
	box_hash_begin(&file->hash);
	return RC_OK;
}

static enum rc
dead(struct error *err)
{
	return error_set(err, RC_IO,
	    "this file could not be written earlier; nothing more goes "
	    "into it");
}

enum rc
sealfile_append(
    struct sealfile *file, const void *data, size_t len, struct error *err)
{
	const unsigned char *p = data;

	if (atomic_load(&file->dead))
		return dead(err);
	box_hash_more(&file->hash, data, len);
	while (len > 0) {
		ssize_t put = pwrite(file->fd, p, len, (off_t)file->end);

		if (put < 0 && errno == EINTR)
			continue;
		if (put < 0) {
			atomic_store(&file->dead, true);
			return error_sys(err, RC_IO, "cannot write");
		}
		p += put;
		file->end += (uint64_t)put;
		len -= (size_t)put;
	}
	return RC_OK;
}

enum rc
sealfile_sync(struct sealfile *file, struct error *err)
{
	int failed;

	if (atomic_load(&file->dead))
		return dead(err);
	do {
		failed = fdatasync(file->fd);
	} while (failed != 0 && errno == EINTR);
	if (failed == 0 && file->folder >= 0) {
		failed = fsync(file->folder);
		(void)close(file->folder);
		file->folder = -1;
	}
	if (failed == 0)
		return RC_OK;
	atomic_store(&file->dead, true);
	return error_sys(err, RC_IO, "cannot bring to the disk");
}

enum rc
sealfile_close(struct sealfile *file, struct error *err)
{
	int fd = file->fd;

	if (file->folder >= 0)
		(void)close(file->folder);
	file->fd = file->folder = -1;
	if (fd >= 0 && close(fd) != 0)
		return error_sys(err, RC_IO, "cannot close");
	return RC_OK;
}
