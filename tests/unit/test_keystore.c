/* One program's secrets in one file: who opens it, and what a fault does. */
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "seal/keystore.h"
#include "unit/scratch.h"

static char dir[SCRATCH_PATH], path[SCRATCH_PATH], kek[SCRATCH_PATH];
static const struct box_key one = {{1}}, two = {{2}};

static int
begin(void **state)
{
	int tty = open("/dev/tty", O_RDWR);

	(void)unsetenv("CREDENTIALS_DIRECTORY");
	if (tty >= 0) { /* nobody is asked for a passphrase here */
		(void)ioctl(tty, TIOCNOTTY);
		(void)close(tty);
	}
	*state = scratch_make(dir);
	(void)scratch_path(path, dir, "share.keystore");
	(void)scratch_path(kek, dir, "share.kek");
	return 0;
}

static int
fresh(void **state)
{
	(void)state;
	(void)unlink(path);
	(void)unlink(kek);
	return keystore_create(path, NULL, NULL) == RC_OK ? 0 : -1;
}

static enum rc
opens(void)
{
	struct keystore *ks = NULL;
	enum rc rc = keystore_open(&ks, path, NULL);

	assert_true((rc == RC_OK) == (ks != NULL));
	keystore_close(ks);
	return rc;
}

static struct keystore *
opened(void)
{
	struct keystore *ks = NULL;
	struct error err = {0};

	if (keystore_open(&ks, path, &err) != RC_OK)
		fail_msg("%s", err.text);
	return ks;
}

static void
put(struct keystore *ks, enum keystore_kind kind, int64_t id,
    const struct box_key *key)
{
	assert_int_equal(
	    keystore_put(ks, kind, id, key->v, sizeof(key->v), NULL), RC_OK);
}

static void
holds(const struct keystore *ks, enum keystore_kind kind, int64_t id,
    const struct box_key *want)
{
	struct box_key got;

	assert_int_equal(
	    keystore_get(ks, kind, id, got.v, sizeof(got.v), NULL), RC_OK);
	assert_memory_equal(got.v, want->v, sizeof(got.v));
}

static void
lacks(const struct keystore *ks, enum keystore_kind kind, int64_t id)
{
	struct box_key got;

	assert_int_equal(keystore_get(ks, kind, id, got.v, sizeof(got.v), NULL),
	    RC_NOTFOUND);
}

static void
keeps_replaces_and_destroys(void **state)
{
	static const int64_t far = INT64_C(0x7fffffffffffffff);
	unsigned char sign[BOX_SIGN_SECRET] = {9}, back[BOX_SIGN_SECRET];
	struct keystore *ks = opened();

	(void)state;
	assert_int_equal(keystore_last(ks, KEYSTORE_LINK), 0);
	put(ks, KEYSTORE_LINK, 1, &one);
	put(ks, KEYSTORE_LINK, far, &two);
	put(ks, KEYSTORE_COLUMN, 1, &two);
	assert_int_equal(
	    keystore_put(ks, KEYSTORE_DEVICE, 1, sign, sizeof(sign), NULL),
	    RC_OK);
	keystore_close(ks);

	ks = opened();
	holds(ks, KEYSTORE_LINK, 1, &one);
	holds(ks, KEYSTORE_LINK, far, &two);
	holds(ks, KEYSTORE_COLUMN, 1, &two);
	assert_int_equal(
	    keystore_get(ks, KEYSTORE_DEVICE, 1, back, sizeof(back), NULL),
	    RC_OK);
	assert_memory_equal(back, sign, sizeof(sign));
	assert_true(keystore_last(ks, KEYSTORE_LINK) == far);
	lacks(ks, KEYSTORE_LINK, 2);
	lacks(ks, KEYSTORE_ITEM, 1);
	assert_int_equal(
	    keystore_get(ks, KEYSTORE_LINK, 1, back, sizeof(back), NULL),
	    RC_INVALID);

	put(ks, KEYSTORE_LINK, 1, &two);
	assert_int_equal(keystore_remove(ks, KEYSTORE_COLUMN, 1, NULL), RC_OK);
	assert_int_equal(
	    keystore_remove(ks, KEYSTORE_COLUMN, 1, NULL), RC_NOTFOUND);
	keystore_close(ks);
	ks = opened();
	holds(ks, KEYSTORE_LINK, 1, &two);
	holds(ks, KEYSTORE_LINK, far, &two);
	lacks(ks, KEYSTORE_COLUMN, 1);
	assert_int_equal(
	    keystore_put(ks, KEYSTORE_LINK, 3, sign, 0, NULL), RC_INVALID);
	keystore_close(ks);
}

static void
is_made_once_and_for_its_owner(void **state)
{
	struct stat st;

	(void)state;
	assert_int_equal(keystore_create(path, NULL, NULL), RC_CONFLICT);
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
	assert_int_equal(stat(kek, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
	assert_int_equal(st.st_size, 32);
	assert_int_equal(
	    keystore_create("/nonexistent/x.keystore", NULL, NULL), RC_IO);
	assert_int_equal(keystore_create(kek, NULL, NULL), RC_INVALID);

	/* A crash left the key alone: the next try takes it. */
	assert_int_equal(unlink(path), 0);
	assert_int_equal(keystore_create(path, NULL, NULL), RC_OK);
	assert_int_equal(opens(), RC_OK);
}

static void
a_wrong_or_readable_key_is_denied(void **state)
{
	static const unsigned char other[33] = {1, 2, 3};
	struct buf right = {0};
	struct error err = {0};
	struct keystore *ks = NULL;

	(void)state;
	assert_int_equal(buf_read_file(&right, kek, 32, NULL), RC_OK);
	for (size_t i = 0; i < 32; i++) {
		right.data[i] ^= 1;
		assert_int_equal(
		    newfile_put(kek, right.data, 32, true, NULL), RC_OK);
		assert_int_equal(opens(), RC_DENIED);
		right.data[i] ^= 1;
	}
	assert_int_equal(newfile_put(kek, other, 33, true, NULL), RC_OK);
	assert_int_equal(opens(), RC_DAMAGED);
	assert_int_equal(newfile_put(kek, other, 31, true, NULL), RC_OK);
	assert_int_equal(opens(), RC_DAMAGED);
	assert_int_equal(unlink(kek), 0);
	assert_int_equal(opens(), RC_DENIED);

	assert_int_equal(newfile_put(kek, right.data, 32, true, NULL), RC_OK);
	assert_int_equal(opens(), RC_OK);
	for (mode_t bit = 1; bit <= 040; bit <<= 1) {
		assert_int_equal(chmod(kek, 0600 | bit), 0);
		assert_int_equal(opens(), RC_DENIED);
	}
	assert_int_equal(keystore_open(&ks, path, &err), RC_DENIED);
	assert_non_null(strstr(err.text, "chmod 0600"));
	assert_int_equal(chmod(kek, 0400), 0);
	assert_int_equal(opens(), RC_OK);
	buf_clear(&right);
}

static void
a_credential_comes_before_the_file(void **state)
{
	char folder[SCRATCH_PATH], credential[SCRATCH_PATH];

	(void)state;
	(void)scratch_path(folder, dir, "credentials");
	(void)scratch_path(credential, folder, "share.kek");
	assert_int_equal(mkdir(folder, 0700), 0);
	assert_int_equal(setenv("CREDENTIALS_DIRECTORY", folder, 1), 0);
	assert_int_equal(opens(), RC_OK); /* none there: the file's */
	assert_int_equal(rename(kek, credential), 0);
	assert_int_equal(opens(), RC_OK);
	assert_int_equal(chmod(credential, 0640), 0);
	assert_int_equal(opens(), RC_DENIED);
	assert_int_equal(unsetenv("CREDENTIALS_DIRECTORY"), 0);
	assert_int_equal(unlink(credential), 0);
}

static void
a_flip_or_a_cut_anywhere_is_seen(void **state)
{
	struct keystore *ks = opened();
	struct buf whole = {0};

	(void)state;
	put(ks, KEYSTORE_ITEM, 4, &one);
	keystore_close(ks);
	assert_int_equal(buf_read_file(&whole, path, 4096, NULL), RC_OK);
	/* magic, how, commitment, nonce, one entry, tag */
	assert_int_equal(whole.len, 8 + 1 + 32 + 24 + 11 + 32 + 16);
	for (size_t i = 0; i < whole.len; i++)
		for (int bit = 0; bit < 8; bit++) {
			enum rc rc;

			whole.data[i] ^= (unsigned char)(1 << bit);
			assert_int_equal(newfile_put(path, whole.data,
					     whole.len, true, NULL),
			    RC_OK);
			rc = opens();
			if (rc != RC_DAMAGED && rc != RC_DENIED &&
			    rc != RC_NEWER)
				fail_msg("byte %zu bit %d: %s", i, bit,
				    error_name(rc));
			if (i >= 8 + 1 + 32) /* past what names the key */
				assert_int_equal(rc, RC_DAMAGED);
			whole.data[i] ^= (unsigned char)(1 << bit);
		}
	for (size_t len = 0; len < whole.len; len++) {
		assert_int_equal(
		    newfile_put(path, whole.data, len, true, NULL), RC_OK);
		assert_int_equal(opens(), RC_DAMAGED);
	}
	whole.data[7] = '2';
	assert_int_equal(
	    newfile_put(path, whole.data, whole.len, true, NULL), RC_OK);
	assert_int_equal(opens(), RC_NEWER);
	assert_int_equal(unlink(path), 0);
	assert_int_equal(opens(), RC_NOTFOUND);
	buf_clear(&whole);
}

/* No secret stands in the file as it is. */
static void
the_file_holds_no_secret(void **state)
{
	struct keystore *ks = opened();
	struct box_key key;
	struct buf whole = {0};

	(void)state;
	box_key_make(&key);
	put(ks, KEYSTORE_ITEM, 1, &key);
	keystore_close(ks);
	assert_int_equal(buf_read_file(&whole, path, 4096, NULL), RC_OK);
	assert_null(memmem(whole.data, whole.len, key.v, 8));
	buf_clear(&whole);
}

static void
two_writers_lose_nothing(void **state)
{
	struct keystore *ks;
	pid_t child[2];
	int status;

	(void)state;
	for (int w = 0; w < 2; w++) {
		child[w] = fork();
		assert_true(child[w] >= 0);
		if (child[w] == 0) {
			enum rc rc = keystore_open(&ks, path, NULL);

			for (int64_t i = 1; rc == RC_OK && i <= 40; i++)
				rc = keystore_put(ks, KEYSTORE_ITEM, i * 2 + w,
				    one.v, sizeof(one.v), NULL);
			_exit((int)rc);
		}
	}
	for (int w = 0; w < 2; w++) {
		assert_int_equal(waitpid(child[w], &status, 0), child[w]);
		assert_int_equal(status, 0);
	}
	ks = opened();
	for (int64_t id = 2; id <= 81; id++)
		holds(ks, KEYSTORE_ITEM, id, &one);
	keystore_close(ks);
}

static void
a_change_elsewhere_is_seen_when_asked(void **state)
{
	struct keystore *reader = opened();
	struct keystore *writer = opened();
	struct buf whole = {0};

	(void)state;
	put(writer, KEYSTORE_ITEM, 1, &one);
	lacks(reader, KEYSTORE_ITEM, 1);
	assert_int_equal(keystore_refresh(reader, NULL), RC_OK);
	holds(reader, KEYSTORE_ITEM, 1, &one);
	assert_int_equal(
	    keystore_remove(writer, KEYSTORE_ITEM, 1, NULL), RC_OK);
	assert_int_equal(keystore_refresh(reader, NULL), RC_OK);
	lacks(reader, KEYSTORE_ITEM, 1);

	/* A damaged file is said, each time, and what was read stays. */
	put(writer, KEYSTORE_ITEM, 2, &two);
	assert_int_equal(keystore_refresh(reader, NULL), RC_OK);
	assert_int_equal(buf_read_file(&whole, path, 4096, NULL), RC_OK);
	whole.data[whole.len - 1] ^= 1;
	assert_int_equal(
	    newfile_put(path, whole.data, whole.len, true, NULL), RC_OK);
	assert_int_equal(keystore_refresh(reader, NULL), RC_DAMAGED);
	assert_int_equal(keystore_refresh(reader, NULL), RC_DAMAGED);
	holds(reader, KEYSTORE_ITEM, 2, &two);
	assert_int_equal(
	    keystore_put(writer, KEYSTORE_ITEM, 3, two.v, sizeof(two.v), NULL),
	    RC_DAMAGED);
	buf_clear(&whole);
	keystore_close(writer);
	keystore_close(reader);
}

static void
a_full_disk_changes_nothing(void **state)
{
	struct keystore *ks = NULL;
	char small[SCRATCH_PATH], there[SCRATCH_PATH];
	enum rc added, again;

	(void)state;
	assert_int_equal(mkdir(scratch_path(small, dir, "small"), 0700), 0);
	/* two pages: the key file and the keystore */
	if (mount("none", small, "tmpfs", 0, "size=8k") != 0)
		fail_msg("this test mounts a tmpfs: run it as root");
	(void)scratch_path(there, small, "share.keystore");
	assert_int_equal(keystore_create(there, NULL, NULL), RC_OK);
	assert_int_equal(keystore_open(&ks, there, NULL), RC_OK);
	added = keystore_put(ks, KEYSTORE_ITEM, 1, one.v, sizeof(one.v), NULL);
	lacks(ks, KEYSTORE_ITEM, 1);
	keystore_close(ks);
	again = keystore_open(&ks, there, NULL);
	keystore_close(ks);
	assert_int_equal(umount(small), 0);
	assert_int_equal(added, RC_NOSPACE);
	assert_int_equal(again, RC_OK);
}

/* Open PATH in a process whose terminal answers ANSWER (NULL: which has no
 * terminal); its rc.  What the terminal showed goes to SHOWN. */
static int
open_with_terminal(const char *answer, struct buf *shown)
{
	int master = -1, status;
	char byte;
	pid_t child;

	if (answer != NULL) {
		master = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
		assert_true(master >= 0);
		assert_int_equal(grantpt(master), 0);
		assert_int_equal(unlockpt(master), 0);
	}
	child = fork();
	assert_true(child >= 0);
	if (child == 0) {
		struct keystore *ks = NULL;
		int in;

		(void)setsid();
		if (master >= 0) /* the first one opened controls */
			(void)open(ptsname(master), O_RDWR);
		in = open("/dev/null", O_RDONLY);
		(void)dup2(in, STDIN_FILENO);
		_exit((int)keystore_open(&ks, path, NULL));
	}
	while (answer != NULL && read(master, &byte, 1) == 1) {
		buf_put(shown, &byte, 1);
		if (strstr(buf_str(shown), "keystore: ") != NULL) {
			assert_int_equal(write(master, answer, strlen(answer)),
			    (ssize_t)strlen(answer));
			assert_int_equal(write(master, "\n", 1), 1);
			break;
		}
	}
	while (answer != NULL && read(master, &byte, 1) == 1)
		buf_put(shown, &byte, 1);
	assert_int_equal(waitpid(child, &status, 0), child);
	if (master >= 0)
		(void)close(master);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static void
a_passphrase_is_asked_on_the_terminal(void **state)
{
	struct buf shown = {0};

	(void)state;
	assert_int_equal(unlink(path), 0);
	assert_int_equal(unlink(kek), 0);
	assert_int_equal(
	    keystore_create(path, "seven invented words", NULL), RC_OK);
	assert_int_equal(access(kek, F_OK), -1);
	assert_int_equal(
	    open_with_terminal("seven invented words", &shown), RC_OK);
	assert_non_null(strstr(buf_str(&shown), "Passphrase of "));
	assert_null(strstr(buf_str(&shown), "invented"));
	assert_int_equal(
	    open_with_terminal("seven invented word", &shown), RC_DENIED);
	assert_int_equal(open_with_terminal(NULL, NULL), RC_DENIED);
	buf_clear(&shown);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup(keeps_replaces_and_destroys, fresh),
	    cmocka_unit_test_setup(is_made_once_and_for_its_owner, fresh),
	    cmocka_unit_test_setup(a_wrong_or_readable_key_is_denied, fresh),
	    cmocka_unit_test_setup(a_credential_comes_before_the_file, fresh),
	    cmocka_unit_test_setup(a_flip_or_a_cut_anywhere_is_seen, fresh),
	    cmocka_unit_test_setup(the_file_holds_no_secret, fresh),
	    cmocka_unit_test_setup(two_writers_lose_nothing, fresh),
	    cmocka_unit_test_setup(
		a_change_elsewhere_is_seen_when_asked, fresh),
	    cmocka_unit_test_setup(a_full_disk_changes_nothing, fresh),
	    cmocka_unit_test_setup(
		a_passphrase_is_asked_on_the_terminal, fresh),
	};

	return cmocka_run_group_tests(tests, begin, scratch_end);
}
