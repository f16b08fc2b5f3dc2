/* A file appears whole or not at all, also when the disk is full. */
#include <errno.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/newfile.h"
#include "unit/scratch.h"

static char dir[SCRATCH_PATH], path[SCRATCH_PATH];

static int
begin(void **state)
{
	*state = scratch_make(dir);
	(void)scratch_path(path, dir, "paper");
	return 0;
}

static void
holds(const char *file, const char *want)
{
	struct buf b = {0};

	assert_int_equal(buf_read_file(&b, file, 1 << 20, NULL), RC_OK);
	assert_string_equal(buf_str(&b), want);
	buf_clear(&b);
}

/* How many names FOLDER has, hidden ones included. */
static int
names(const char *folder)
{
	char command[SCRATCH_PATH + 32];
	FILE *list;
	int count = -1;

	(void)snprintf(command, sizeof(command), "ls -A '%s' | wc -l", folder);
	list = popen(command, "r");
	assert_non_null(list);
	assert_int_equal(fscanf(list, "%d", &count), 1);
	(void)pclose(list);
	return count;
}

static void
appears_at_commit_and_only_for_its_owner(void **state)
{
	struct newfile *file = NULL;
	struct stat st;

	(void)state;
	assert_int_equal(newfile_open(&file, path, NULL), RC_OK);
	assert_int_equal(newfile_write(file, "whole", 5, NULL), RC_OK);
	assert_int_equal(access(path, F_OK), -1);
	assert_int_equal(newfile_commit(&file, false, NULL), RC_OK);
	assert_null(file);
	holds(path, "whole");
	assert_int_equal(names(dir), 1);
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
}

static void
discarded_leaves_nothing(void **state)
{
	struct newfile *file = NULL;
	char other[SCRATCH_PATH];

	(void)state;
	newfile_discard(&file); /* NULL is fine */
	assert_int_equal(
	    newfile_open(&file, scratch_path(other, dir, "x"), NULL), RC_OK);
	assert_int_equal(newfile_write(file, "half", 4, NULL), RC_OK);
	assert_int_equal(names(dir), 2);
	newfile_discard(&file);
	assert_null(file);
	assert_int_equal(names(dir), 1);
}

static void
keeps_or_replaces_as_told(void **state)
{
	struct error err = {0};

	(void)state;
	assert_int_equal(newfile_put(path, "new", 3, false, &err), RC_CONFLICT);
	assert_non_null(strstr(err.text, path));
	holds(path, "whole");
	assert_int_equal(newfile_put(path, "new", 3, true, NULL), RC_OK);
	holds(path, "new");
	assert_int_equal(names(dir), 1);
}

static void
a_sink_into_it(void **state)
{
	struct newfile *file = NULL;
	struct sink sink;
	char other[SCRATCH_PATH];

	(void)state;
	(void)scratch_path(other, dir, "sunk");
	assert_int_equal(newfile_open(&file, other, NULL), RC_OK);
	sink = newfile_sink(file);
	assert_int_equal(sink_write(&sink, "a", 1, NULL), RC_OK);
	assert_int_equal(sink_write(&sink, "b", 1, NULL), RC_OK);
	assert_int_equal(newfile_commit(&file, false, NULL), RC_OK);
	holds(other, "ab");
	assert_int_equal(unlink(other), 0);
}

/* The linker puts this in fsync's place (-Wl,--wrap=fsync). */
int __real_fsync(int fd);
int __wrap_fsync(int fd);

static bool refuse_sync, refuse_folder;
static char
    order[16]; /* f, F: a file, while PATH is not there, is there; d, D */

int
__wrap_fsync(int fd)
{
	struct stat st;
	bool there = access(path, F_OK) == 0;
	size_t used = strlen(order);

	assert_int_equal(fstat(fd, &st), 0);
	if (refuse_sync || (refuse_folder && S_ISDIR(st.st_mode))) {
		errno = EIO;
		return -1;
	}
	assert_true(used < sizeof(order) - 1);
	order[used] =
	    S_ISDIR(st.st_mode) ? (there ? 'D' : 'd') : (there ? 'F' : 'f');
	order[used + 1] = '\0';
	return __real_fsync(fd);
}

static void
is_synced_before_its_name_and_its_folder_after(void **state)
{
	(void)state;
	for (int replace = 0; replace < 2; replace++) {
		assert_int_equal(unlink(path), 0);
		order[0] = '\0';
		assert_int_equal(
		    newfile_put(path, "x", 1, replace, NULL), RC_OK);
		assert_string_equal(order, "fD");
	}
	refuse_sync = true;
	assert_int_equal(newfile_put(path, "y", 1, true, NULL), RC_IO);
	refuse_sync = false;
	holds(path, "x");
	assert_int_equal(names(dir), 1);
}

/* What a name that nobody will find again does not leave behind. */
static void
a_folder_that_cannot_be_synced_has_no_new_name(void **state)
{
	char other[SCRATCH_PATH];

	(void)state;
	(void)scratch_path(other, dir, "other");
	order[0] = '\0';
	refuse_folder = true;
	assert_int_equal(newfile_put(other, "y", 1, false, NULL), RC_IO);
	assert_int_equal(newfile_put(path, "y", 1, false, NULL), RC_CONFLICT);
	refuse_folder = false;
	assert_int_equal(access(other, F_OK), -1);
	holds(path, "x");
	assert_int_equal(names(dir), 1);
}

static void
synced_beforehand_it_has_no_name_yet(void **state)
{
	struct newfile *file = NULL;
	char other[SCRATCH_PATH];

	(void)state;
	(void)scratch_path(other, dir, "other");
	assert_int_equal(newfile_open(&file, other, NULL), RC_OK);
	assert_int_equal(newfile_write(file, "x", 1, NULL), RC_OK);
	refuse_sync = true;
	assert_int_equal(newfile_sync(file, NULL), RC_IO);
	refuse_sync = false;
	order[0] = '\0';
	assert_int_equal(newfile_sync(file, NULL), RC_OK);
	assert_string_equal(order, "F");
	assert_int_equal(access(other, F_OK), -1);
	newfile_discard(&file);
}

/* The same for what gives a name: the disk's own answer unless a test has one. */
int __real_renameat2(int, const char *, int, const char *, unsigned);
int __wrap_renameat2(int, const char *, int, const char *, unsigned);
int __real_link(const char *, const char *);
int __wrap_link(const char *, const char *);

static int rename_errno, link_errno;

int
__wrap_renameat2(
    int from, const char *old, int to, const char *new, unsigned flags)
{
	errno = rename_errno;
	return rename_errno != 0 ? -1
				 : __real_renameat2(from, old, to, new, flags);
}

int
__wrap_link(const char *old, const char *new)
{
	errno = link_errno;
	return link_errno != 0 ? -1 : __real_link(old, new);
}

static void
names_without_links_or_without_such_a_rename(void **state)
{
	static const struct {
		int rename, link;
		enum rc rc;
	} disks[] = {
	    {0, EPERM, RC_OK}, /* FAT */
	    {EINVAL, 0, RC_OK},
	    {ENOSYS, 0, RC_OK},
	    {EINVAL, EPERM, RC_IO},
	    {EIO, 0, RC_IO},
	};
	char other[SCRATCH_PATH];

	(void)state;
	(void)scratch_path(other, dir, "other");
	for (size_t i = 0; i < sizeof(disks) / sizeof(*disks); i++) {
		rename_errno = disks[i].rename;
		link_errno = disks[i].link;
		order[0] = '\0';
		assert_int_equal(
		    newfile_put(other, "y", 1, false, NULL), disks[i].rc);
		if (disks[i].rc == RC_OK) {
			holds(other, "y");
			assert_int_equal(
			    newfile_put(other, "z", 1, false, NULL),
			    RC_CONFLICT);
			holds(other, "y");
			assert_int_equal(unlink(other), 0);
		}
		assert_int_equal(names(dir), 1);
	}
	rename_errno = link_errno = 0;
}

static void
no_such_folder_is_said(void **state)
{
	struct newfile *file = NULL;
	struct error err = {0};

	(void)state;
	assert_int_equal(
	    newfile_open(&file, "/nonexistent/paper", &err), RC_IO);
	assert_null(file);
	assert_non_null(strstr(err.text, "/nonexistent/paper"));
}

static void
a_full_disk_leaves_the_old_file(void **state)
{
	static unsigned char much[128 * 1024];
	struct error err = {0};
	struct newfile *file = NULL;
	char small[SCRATCH_PATH], paper[SCRATCH_PATH];

	(void)state;
	assert_int_equal(mkdir(scratch_path(small, dir, "small"), 0700), 0);
	if (mount("none", small, "tmpfs", 0, "size=64k") != 0)
		fail_msg("this test mounts a tmpfs: run it as root");
	(void)scratch_path(paper, small, "paper");
	(void)newfile_put(paper, "old", 3, false, NULL);

	/* In one go, and while being written: the same end. */
	if (newfile_put(paper, much, sizeof(much), true, &err) != RC_NOSPACE ||
	    strstr(err.text, paper) == NULL)
		err.rc = RC_OK;
	if (newfile_open(&file, paper, NULL) == RC_OK)
		for (int i = 0; i < 32; i++)
			(void)newfile_write(file, much, 4096, NULL);
	newfile_discard(&file);
	/* What does not fit is said before a byte of it is written. */
	if (newfile_open(&file, paper, NULL) == RC_OK &&
	    newfile_reserve(file, 32 * 4096, NULL) != RC_NOSPACE)
		err.rc = RC_OK;
	newfile_discard(&file);
	holds(paper, "old");
	assert_int_equal(names(small), 1);
	assert_int_equal(umount(small), 0);
	assert_int_equal(err.rc, RC_NOSPACE);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(appears_at_commit_and_only_for_its_owner),
	    cmocka_unit_test(discarded_leaves_nothing),
	    cmocka_unit_test(keeps_or_replaces_as_told),
	    cmocka_unit_test(a_sink_into_it),
	    cmocka_unit_test(is_synced_before_its_name_and_its_folder_after),
	    cmocka_unit_test(a_folder_that_cannot_be_synced_has_no_new_name),
	    cmocka_unit_test(synced_beforehand_it_has_no_name_yet),
	    cmocka_unit_test(names_without_links_or_without_such_a_rename),
	    cmocka_unit_test(no_such_folder_is_said),
	    cmocka_unit_test(a_full_disk_leaves_the_old_file),
	};

	return cmocka_run_group_tests(tests, begin, scratch_end);
}
