#include "recording/sealfile.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

enum rc
sealfile_create(struct sealfile *file, const char *path, struct error *err)
{
	*file = (struct sealfile){.fd = -1};
	file->fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (file->fd < 0)
		return error_sys(err, errno == EEXIST ? RC_CONFLICT : RC_IO,
		    "cannot create %s", path);
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

	if (file->dead)
		return dead(err);
	box_hash_more(&file->hash, data, len);
	while (len > 0) {
		ssize_t put = pwrite(file->fd, p, len, (off_t)file->end);

		if (put < 0 && errno == EINTR)
			continue;
		if (put < 0) {
			file->dead = true;
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

	if (file->dead)
		return dead(err);
	do {
		failed = fdatasync(file->fd);
	} while (failed != 0 && errno == EINTR);
	if (failed == 0)
		return RC_OK;
	file->dead = true;
	return error_sys(err, RC_IO, "cannot bring to the disk");
}

enum rc
sealfile_close(struct sealfile *file, struct error *err)
{
	int fd = file->fd;

	file->fd = -1;
	if (fd >= 0 && close(fd) != 0)
		return error_sys(err, RC_IO, "cannot close");
	return RC_OK;
}
