#include "share/arrivals.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "seal/courier.h"

static const char brought[] = ".brought";

enum { BLOCK = 4096, LIST_MOST = 1 << 20, MEGABYTE = 1000 * 1000 };

/* DIR/incoming, with /ID and /NAME when they are given. */
static enum rc
path_of(const struct site *site, const char *id, const char *name,
    char path[ARRIVALS_PATH], struct error *err)
{
	int n = snprintf(path, ARRIVALS_PATH, "%s/incoming%s%s%s%s", site->dir,
	    id == NULL ? "" : "/", id == NULL ? "" : id,
	    name == NULL ? "" : "/", name == NULL ? "" : name);

	return n < ARRIVALS_PATH
	    ? RC_OK
	    : error_set(err, RC_INVALID, "the path of the store is too long");
}

enum rc
arrivals_path(const struct site *site, const char *id, const char *name,
    char path[ARRIVALS_PATH], struct error *err)
{
	return path_of(site, id, name, path, err);
}

/* -- whose it is -------------------------------------------------------------- */

/* The list of meeting ID; empty when nothing of it is here. */
static enum rc
read_list(
    const struct site *site, const char *id, struct buf *out, struct error *err)
{
	char path[ARRIVALS_PATH];
	struct error none = {0};
	enum rc rc = path_of(site, id, brought, path, err);

	if (rc == RC_OK &&
	    (rc = buf_read_file(out, path, LIST_MOST, &none)) != RC_OK &&
	    access(path, F_OK) != 0)
		return RC_OK;
	return rc == RC_OK ? rc : error_set(err, rc, "%s", none.text);
}

/* 0: nobody's. */
static int64_t
owner(const struct buf *list)
{
	int64_t device = 0;

	return sscanf(buf_str(list), "device %" SCNd64, &device) == 1 ? device
								      : 0;
}

/* -- how much there is -------------------------------------------------------- */

struct brought {
	int64_t bytes; /* in whole blocks, so that many small ones count too */
	int64_t of_device;
	int files; /* of the meeting that is asked about */
};

static void
add_folder(const char *path, int64_t *bytes, int *files)
{
	DIR *dir = opendir(path);
	struct dirent *entry;
	struct stat st;

	while (dir != NULL && (entry = readdir(dir)) != NULL) {
		if (fstatat(dirfd(dir), entry->d_name, &st,
			AT_SYMLINK_NOFOLLOW) != 0 ||
		    !S_ISREG(st.st_mode))
			continue;
		*bytes += ((int64_t)st.st_size + BLOCK - 1) / BLOCK * BLOCK;
		(*files)++;
	}
	if (dir != NULL)
		(void)closedir(dir);
}

static enum rc
count(const struct site *site, const char *id, int64_t device,
    struct brought *t, struct error *err)
{
	char path[ARRIVALS_PATH];
	struct dirent *entry;
	enum rc rc = path_of(site, NULL, NULL, path, err);
	DIR *dir = rc == RC_OK ? opendir(path) : NULL;

	if (rc == RC_OK && dir == NULL)
		return error_sys(err, RC_IO, "open %s", path);
	while (rc == RC_OK && (entry = readdir(dir)) != NULL) {
		struct error none = {0};
		struct buf list = {0};
		int64_t bytes = 0;
		int files = 0;

		if (entry->d_name[0] == '.')
			continue;
		if ((rc = path_of(site, entry->d_name, NULL, path, err)) !=
		    RC_OK)
			break;
		add_folder(path, &bytes, &files);
		t->bytes += bytes;
		/* Of one whose list cannot be read nobody else is to suffer. */
		if (read_list(site, entry->d_name, &list, &none) == RC_OK &&
		    owner(&list) == device)
			t->of_device += bytes;
		if (strcmp(entry->d_name, id) == 0)
			t->files = files;
		buf_clear(&list);
	}
	if (dir != NULL)
		(void)closedir(dir);
	return rc;
}

static int64_t
limit(const struct site *site, const char *key)
{
	return conf_number(site->conf, key) * MEGABYTE;
}

static enum rc
full(struct error *err)
{
	return error_set(err, RC_NOSPACE,
	    "The disk of the other machine is nearly full. Nothing is lost: it "
	    "is on this machine. Tell whoever looks after the service, and try "
	    "again.");
}

/* May LENGTH bytes more come? */
static enum rc
ask(const struct site *site, const char *id, int64_t device, int64_t length,
    struct error *err)
{
	struct brought t = {0};
	struct statvfs fs;
	enum rc rc = count(site, id, device, &t, err);

	if (rc != RC_OK)
		return rc;
	if (statvfs(site->dir, &fs) != 0)
		return error_sys(err, RC_IO, "look at the disk");
	if (t.files >= ARRIVALS_FILES)
		return error_set(err, RC_NOSPACE,
		    "No meeting has so many files: nothing more is taken of "
		    "this one.");
	if (t.of_device + length > limit(site, "share.device_mb"))
		return error_set(err, RC_NOSPACE,
		    "This recorder has brought %" PRId64
		    " MB that are not attached yet, and may bring no more. "
		    "Nothing is lost: it is on this machine. Tell whoever "
		    "looks after the service.",
		    t.of_device / MEGABYTE);
	if (t.bytes + length > limit(site, "share.incoming_mb"))
		return error_set(err, RC_NOSPACE,
		    "Too much waits on the other machine to be attached. "
		    "Nothing is lost: it is on this machine. Tell whoever "
		    "looks after the service, and try again.");
	if ((int64_t)fs.f_bavail * (int64_t)fs.f_frsize - length <
	    limit(site, "share.reserve_mb"))
		return full(err);
	return RC_OK;
}

/* -- files --------------------------------------------------------------------- */

/* The distributor, of the same group, takes it from there and removes it: the
 * store's folder hands its group down, and the unit's umask lets it write.  (The
 * bit that hands it down may not be set from here: RestrictSUIDSGID.) */
static enum rc
make_folder(const char *path, struct error *err)
{
	const mode_t group = S_IRWXG;
	struct stat st;

	if (mkdir(path, S_IRWXU | group) != 0)
		return errno == EEXIST ? RC_OK
				       : error_sys(err, RC_IO, "make %s", path);
	if (stat(path, &st) != 0 ||
	    ((st.st_mode & group) != group &&
		chmod(path, (st.st_mode & 07777) | group) != 0))
		return error_sys(err, RC_IO, "change the mode of %s", path);
	return newfile_sync_dir(path, err);
}

/* Meeting ID is brought by DEVICE from now on, if by nobody yet. */
static enum rc
claim(
    const struct site *site, const char *id, int64_t device, struct error *err)
{
	char path[ARRIVALS_PATH], line[40];
	struct buf list = {0};
	int len = snprintf(line, sizeof(line), "device %" PRId64 "\n", device);
	enum rc rc = path_of(site, id, brought, path, err);

	if (rc == RC_OK &&
	    (rc = newfile_put(path, line, (size_t)len, false, err)) ==
		RC_CONFLICT)
		rc = RC_OK;
	if (rc == RC_OK && (rc = read_list(site, id, &list, err)) == RC_OK &&
	    owner(&list) != device)
		rc = error_set(err, RC_CONFLICT,
		    "Another recorder brings this meeting already.");
	buf_clear(&list);
	return rc;
}

enum rc
arrivals_open(const struct site *site, const char *id, const char *name,
    int64_t device, int64_t length, struct newfile **out, struct error *err)
{
	char path[ARRIVALS_PATH];
	enum rc rc;

	if ((rc = path_of(site, NULL, NULL, path, err)) != RC_OK ||
	    (rc = make_folder(path, err)) != RC_OK ||
	    (rc = ask(site, id, device, length, err)) != RC_OK ||
	    (rc = path_of(site, id, NULL, path, err)) != RC_OK ||
	    (rc = make_folder(path, err)) != RC_OK ||
	    (rc = claim(site, id, device, err)) != RC_OK ||
	    (rc = path_of(site, id, name, path, err)) != RC_OK ||
	    (rc = newfile_open(out, path, err)) != RC_OK)
		return rc;
	rc = newfile_reserve(*out, length, err);
	return rc == RC_NOSPACE ? full(err) : rc;
}

/* Write LEN bytes behind what is at PATH.  One write, so that two files at once
 * are two lines. */
static enum rc
append(const char *path, const char *text, size_t len, struct error *err)
{
	int fd = open(path, O_WRONLY | O_APPEND | O_NOFOLLOW | O_CLOEXEC);
	ssize_t put = fd < 0 ? -1 : write(fd, text, len);
	enum rc rc = RC_OK;

	if (put >= 0 && (size_t)put < len)
		errno = ENOSPC;
	if (put != (ssize_t)len || fsync(fd) != 0)
		rc = error_sys(err, RC_IO, "write %s", path);
	if (fd >= 0)
		(void)close(fd);
	return rc;
}

enum rc
arrivals_add(const struct site *site, const char *id, const char *name,
    const unsigned char hash[BOX_HASH], struct error *err)
{
	char path[ARRIVALS_PATH];
	struct buf line = {0}, list = {0};
	const char *text;
	enum rc rc;

	buf_text(&line, "\n");
	buf_hex(&line, hash, BOX_HASH);
	buf_printf(&line, "  %s\n", name);
	if ((rc = buf_check(&line, err)) != RC_OK ||
	    (rc = read_list(site, id, &list, err)) != RC_OK ||
	    (rc = path_of(site, id, brought, path, err)) != RC_OK)
		goto done;
	text = buf_str(&line);
	/* Said twice it is written once: the list stays as long as its files. */
	if (list.len > 0 && strstr(buf_str(&list), text) != NULL)
		goto done;
	/* A line that a full disk cut short is ended, and says nothing. */
	if (list.len > 0 && list.data[list.len - 1] != '\n')
		rc = append(path, text, line.len, err);
	else
		rc = append(path, text + 1, line.len - 1, err);
done:
	buf_clear(&line);
	buf_clear(&list);
	return rc;
}

/* Is LINE ("SHA256  NAME") the last about its file, and that file here? */
static bool
holds(const struct site *site, const char *id, const char *line,
    const char *behind)
{
	const char *name = line + 2 * BOX_HASH + 2;
	char path[ARRIVALS_PATH], said[64];
	struct stat st;

	if (strlen(line) <= 2 * BOX_HASH + 2 || !courier_is_file(name))
		return false;
	(void)snprintf(said, sizeof(said), "  %s\n", name);
	return strstr(behind, said) == NULL &&
	    path_of(site, id, name, path, NULL) == RC_OK &&
	    lstat(path, &st) == 0 && S_ISREG(st.st_mode);
}

enum rc
arrivals_list(
    const struct site *site, const char *id, struct buf *out, struct error *err)
{
	struct buf list = {0};
	char line[2 * BOX_HASH + 64];
	const char *p, *end;
	enum rc rc = read_list(site, id, &list, err);

	p = rc == RC_OK && list.len > 0 ? buf_str(&list) : "";
	for (; (end = strchr(p, '\n')) != NULL; p = end + 1) {
		(void)snprintf(line, sizeof(line), "%.*s", (int)(end - p), p);
		if (holds(site, id, line, end + 1))
			buf_printf(out, "%s\n", line);
	}
	buf_clear(&list);
	return rc == RC_OK ? buf_check(out, err) : rc;
}
